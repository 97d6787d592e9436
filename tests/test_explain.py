"""Every result says in words how it was computed, with its numbers: the README's promise."""

import re
import tempfile
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import itperception as itp
from itperception.counting.display import MADE_UP
from itperception.inference.gap.paired import Gap
from itperception.inference.results import State, TestResult
from itperception.lines import Lines
from itperception.workbench.twins import SYNTHETIC
from tests.test_numbers import opened, people, short

ROOT = Path(__file__).parents[1]
TYPES = {"internal": 0.6, "group_owned": 0.2, "decentralised": 0.2}
NET, ON = "good_or_very_good", ["org_type", "any_marketing"]


@cache
def wave(name="demo-2026"):
    return itp.load_wave(name, ROOT)


@cache
def recommended(name="wave", seed=1):
    folder, asked = Path(tempfile.mkdtemp()) / name, ["kind", "recommend"]
    return opened(folder, people(seed)[asked], short(*asked))


@cache
def waves():
    return itp.load_waves("demo-2024,demo-2026", ROOT)


@cache
def image():
    return wave().crosstab("image", by="org_type")


@cache
def gap():
    return wave().gap("performance", "image", by="org_type")


RESULTS = {
    "Wave.crosstab": lambda: wave().crosstab("image", by="org_type"),
    "Wave.table_of": lambda: wave().table_of(wave().cube(["image"])),
    "Wave.strata": lambda: wave().strata("image", "org_type", within="company_size"),
    "Wave.options": lambda: wave().options("practice", by="org_type")[0],
    "Wave.multiple_response": lambda: wave().multiple_response(
        "practice", "org_type", draws=99
    ),
    "Wave.reliability": lambda: wave().reliability("practice"),
    "Wave.informative_weights": lambda: wave().informative_weights(),
    "Wave.claims": lambda: wave().claims(),
    "Wave.gap": lambda: gap(),
    "Wave.gap, on=": lambda: wave().gap("performance", "image", on=ON),
    "Wave.model": lambda: wave().model("image", ON, net=NET),
    "Wave.mean": lambda: wave().mean("image", by="org_type"),
    "Wave.nps": lambda: recommended().nps("recommend", by="kind"),
    "Wave.drivers": lambda: wave().drivers("image", ["any_marketing", "price_policy"]),
    "Waves.comparability": lambda: waves().comparability(),
    "Waves.mean": lambda: waves().mean("performance"),
    "Waves.nps": lambda: itp.Waves((recommended(), recommended("again", 2))).nps(
        "recommend"
    ),
    "Waves.crosstab": lambda: waves().crosstab("performance"),
    "Waves.model": lambda: waves().model("performance", ["wave", "org_type"], net=NET),
    "Waves.gap": lambda: waves().gap("performance", "image", comparable=True),
    "Waves.overlap": lambda: waves().overlap("performance", NET),
    "Waves.needed": lambda: waves().needed("performance", NET),
    "Table.from_cube": lambda: itp.Table.from_cube(wave().cube(["image"])),
    "Table.from_counts": lambda: itp.Table.from_counts(pd.DataFrame({"a": [1, 2]})),
    "Table.from_proportions": lambda: itp.Table.from_proportions(
        pd.DataFrame({"a": [0.4, 0.6]}), pd.Series({"a": 80})
    ),
    "Table.answers": lambda: image().answers(),
    "Table.with_rows": lambda: image().with_rows([[0, 1]], [image().rows[1]]),
    "Table.yes_no": lambda: image().yes_no(NET),
    "Table.test": lambda: image().test(),
    "Table.test, of a set": lambda: wave().crosstab("image", by="tools").test(),
    "Table.compare, of a set": lambda: wave().crosstab("image", by="tools").compare(),
    "Table.trend": lambda: wave().crosstab("image", by="company_size").trend(),
    "Table.tests": lambda: image().tests(),
    "Table.compare": lambda: image().compare(),
    "Table.reconcile": lambda: image().reconcile(),
    "Table.effects": lambda: image().effects(),
    "Table.intervals": lambda: image().intervals(),
    "Table.residuals": lambda: image().residuals(),
    "Table.proportional_odds": lambda: image().proportional_odds(),
    "Table.dont_know": lambda: image().dont_know(NET),
    "Table.same": lambda: image().same(NET, margin=0.1),
    "Table.robust": lambda: image().robust(NET, ("internal", "group_owned")),
    "Table.detectable": lambda: image().detectable(),
    "Table.needed": lambda: image().needed(NET),
    "Table.against": lambda: wave().crosstab("org_type").against(TYPES),
    "Gap.heterogeneity": lambda: gap().heterogeneity,
    "Gap.everywhere": lambda: gap().everywhere,
    "Gap.qualitative": lambda: gap().qualitative,
    "Gap.on_one_side": lambda: gap().on_one_side("below"),
    "Gap.compare": lambda: gap().compare(),
    "Gap.equivalent": lambda: gap().equivalent(margin=0.1),
    "Gap.detectable": lambda: gap().detectable(),
    "Gap.needed": lambda: gap().needed(),
    "DontKnow.test": lambda: image().dont_know(NET).test(),
}
POLL = {"title": "Poll", "n": 156, "figures": [{"id": "good", "printed": "51 %"}],
        "claims": [{"text": "Most", "kind": "majority", "figures": ["good"]}]}  # fmt: skip
OF_PRINT = {
    "bounds": lambda: itp.bounds(POLL),
    "bounds, two figures": lambda: itp.bounds(
        "2013-ardour", "performance_good", "image_good", root=ROOT
    ),
    "reproduce": lambda: itp.reproduce(printed(), 156),
    "reproduce, twin": lambda: itp.reproduce(printed(), 156, itp.make_twin(printed(), 156)),
    "make_twin": lambda: itp.make_twin(printed(), 156),
}
# Parts of questions, numbers that their table explains, and people: no results.
PARTS = {
    "Wave": {"cube", "cubes", "gap_of", "pair_sample", "dimension", "items", "frame"},
    "Waves": {"frame"},
    "Table": {"members", "net", "proportions", "to_frame", "explain"},
    "Gap": {"to_frame", "explain"},
}
OF_NO_ANSWERS = ("Table.from", "Waves.comparability")  # given counts, or questions alone
OF_A_GAP = {"heterogeneity", "everywhere", "qualitative"}  # properties that test


def printed():
    return itp.read_figures(ROOT / "data/raw/2013-ardour/figures.csv")


def verbs(of) -> set[str]:
    """Return what is public of a class and is called, or is a test."""
    public = {name: getattr(of, name) for name in dir(of) if not name.startswith("_")}
    return {name for name, value in public.items() if callable(value) or name in OF_A_GAP}


@pytest.mark.parametrize("of", [itp.Wave, itp.Waves, itp.Table, Gap])
def test_every_verb_returns_a_result_or_a_part(of):
    results = {name.split(".")[1].split(",")[0] for name in RESULTS
               if name.startswith(f"{of.__name__}.")}  # fmt: skip

    assert verbs(of) == results | PARTS[of.__name__]


def test_every_verb_of_the_readme_is_among_them():
    told = (ROOT / "README.md").read_text("utf-8")
    table = "\n".join(line for line in told.splitlines() if line.startswith("| "))
    named = {*re.findall(r"\.(\w+)\(", " ".join(re.findall(r"`([^`]+)`", table)))}
    known = {name.split(".")[1].split(",")[0] for name in RESULTS}

    named = {
        name for name in named if not hasattr(itp, name)
    }  # functions: OF_PRINT, reports
    no_verbs = {"frame", "claim"}  # people; a report's verdict, as `bounds` of two figures
    assert len(named) > 20 and named - no_verbs <= known


def inside(text: str, value: float) -> bool:
    """Whether a number stands in a text, in any of the ways that it is told."""
    ways = {f"{factor * value:{sign}{form}}" for factor in (1, 100) for sign in ("", "+")
            for form in (".3g", ".4g", ".1f", ".2f", ".0f", ".3f", "g")}  # fmt: skip
    return any(re.search(rf"(?<![\d.]){re.escape(way.lstrip('-'))}(?!\d|\.\d)", text)
               for way in ways)  # fmt: skip


def numbers_of(found) -> list[float]:
    """Return statistic, p, effect and interval: of a test, or of each of its lines."""
    names = ("statistic", "p_value", "p_adjusted", "effect_size", "difference", "residual")
    if isinstance(found, pd.DataFrame):
        lines = found[found["state"] == "ok"] if "state" in found else found
        held = [lines[name] for name in names if name in lines]
        return [float(value) for column in held for value in column if np.isfinite(value)]
    if getattr(found, "state", State.OK) is not State.OK or not is_dataclass(found):
        return []
    values = [getattr(found, name, np.nan) for name in names]
    return [float(v) for v in values if isinstance(v, float) and np.isfinite(v)]


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_explains_itself_with_its_numbers(name):
    found = RESULTS[name]()
    told = found.explain()

    assert re.search(r"\d", told) and len(told) > 40
    missing = [value for value in numbers_of(found) if not inside(told, value)]
    assert missing == []
    assert (MADE_UP in told) == (not name.startswith(OF_NO_ANSWERS))


@pytest.mark.parametrize("name", OF_PRINT)
def test_what_print_proves_explains_itself(name):
    assert len(re.findall(r"\d", OF_PRINT[name]().explain())) > 10


def test_a_test_is_in_its_explanation_to_the_last_printed_digit():
    found = image().test("pearson")

    assert f"{found.statistic:.4g}, df" in found.explain()
    assert f"p = {found.p_value:.3g}" in found.explain()


@pytest.mark.parametrize("name", ["tests", "effects", "residuals", "detectable"])
def test_a_part_of_lines_explains_that_part_only(name):
    lines = getattr(image(), name)()
    first, last = lines.iloc[:1], lines.iloc[1:]

    assert isinstance(first, Lines) and first["how"].iloc[0].rstrip(".") in first.explain()
    assert first["how"].iloc[0] not in last.explain()
    assert pd.concat([first, last]).explain() == lines.explain()
    assert type(lines.drop(columns="how")) is pd.DataFrame


@pytest.mark.parametrize("n", [40, 250])
def test_lines_are_printed_whole_or_say_how_to_see_the_rest(n):
    lines = Lines({"share": np.arange(n) / n, "note": "a long note " * 9, "how": "x"})

    told = repr(lines)

    assert "..." not in told and f"{39 / n:.3f}" in told
    assert ("50 lines more: .to_string() has them all" in told) == (n > 200)


def test_lines_that_are_none_say_so():
    assert "No lines" in image().residuals().iloc[:0].explain()
    assert "No lines" in image().reconcile("none", "none").explain()


def test_lines_put_together_of_which_some_have_no_note_or_no_words():
    one = Lines({"how": ["1/4 = 0.25"], "note": ["n = 4"]})
    two = pd.concat([one, Lines({"how": ["2/4 = 0.5"]}), pd.DataFrame({"share": [1]})])

    assert two.explain() == "1/4 = 0.25. n = 4. 2/4 = 0.5."


def test_what_is_not_known_is_said_to_be_so():
    empty = TestResult(method="Sign test", state=State.EMPTY)

    assert Lines.of([empty]).explain() == "Sign test: not computed, nobody is in the base."
    shares = itp.Table.from_counts(pd.DataFrame({"a": [0, 0], "b": [3, 4]}, ["x", "y"]))
    assert "x, a: count 0, expected 0, residual not known" in shares.residuals().explain()
    assert "a: base 0. b: base 7" in shares.explain()


def test_a_table_tells_every_base_and_what_weights_make_of_it():
    told = image().explain()
    for column, base in image().bases.items():
        worth = image().effective_bases[column]
        assert f"{column}: base {base:,}, effective base (Σw)²/Σw² = {worth:.1f}" in told
        assert f"Good or very good {image().net(NET)[column]:.1%}" in told
    assert "effective" not in wave().crosstab("image", weighted=False).explain()
    printed_table = RESULTS["Table.from_proportions"]()
    assert "those that were given" in printed_table.explain()


def test_letters_are_explained_by_their_rules_and_by_each_pair_that_differs():
    found = image().compare()
    told = found.explain()

    assert found.method in told and found.reason in told and "A is internal" in told
    for pair in found.pairs.itertuples():
        one = f"{pair.category}: {pair.first} {pair.proportion:.3g}"
        differs = pair.p_adjusted <= found.alpha
        assert (f"{one} of {pair.tested_base:.4g} against {pair.second}" in told) == differs
    of_one = found.explain("good_or_very_good")
    assert (
        "good_or_very_good: internal" in of_one and "very_good: internal 0.0" not in of_one
    )
    with pytest.raises(itp.ItPerceptionError, match="no row is called 'god'"):
        found.explain("god")


def test_a_twin_is_said_to_be_one_wherever_it_explains_itself():
    twin = wave("2013-ardour")
    table = twin.crosstab("image", by="org_type")
    held = twin.gap()
    for found in (table, table.residuals(), table.compare(), held, held.compare(),
                  held.everywhere, held.detectable(), itp.make_twin(printed(), 156)):  # fmt: skip
        assert SYNTHETIC.lower() in found.explain().lower()
