"""Every claim in data/raw has a verdict, and a certain one is never overturned."""

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.published.figures.figures import Figure
from itperception.published.figures.release import read_study
from itperception.published.figures.study import Group, Study, StudyClaim
from itperception.published.tables.feasible import bases_for, figure_counts
from itperception.published.tables.tables_of import table_problem
from itperception.published.verdicts.verdicts import JUDGED, judge_all, judge_claim
from tests.cases import each
from tests.published.slow_tables import listed

RAW = Path(__file__).parents[3] / "data/raw"
WAVES = sorted(path.parent.name for path in RAW.glob("*/figures.csv"))


@pytest.fixture(scope="module")
def ardour():
    """Return the study of 2013 with its claims."""
    return read_study(RAW / "2013-ardour")


def percent(name, share, base=None, **more):
    """Return a whole percentage of some item."""
    low, high = Fraction(2 * share - 1, 200), Fraction(2 * share + 1, 200)
    usual = {"row": "1", "id": name, "item": name, "label": name, "categories": ("yes",)}
    return Figure(**usual | {"base": base, "kind": "percent", "printed": f"{share} %",
                             "low": low, "high": high} | more)  # fmt: skip


@each("wave", WAVES)
def test_every_published_wave_has_claims_of_kinds_there_are(wave):
    study = read_study(RAW / wave)
    assert study.claims
    assert {claim.kind for claim in study.claims} <= set(JUDGED)
    assert len({claim.id for claim in study.claims}) == len(study.claims)


@each("wave", WAVES)
def test_every_claim_is_told_in_three_languages(wave):
    for claim in read_study(RAW / wave).claims:
        assert set(claim.options["texts"]) == {"en", "sv", "de"}


def test_every_row_of_the_2013_study_has_a_claim(ardour):
    rows = {figure.row.rstrip("c") for figure in ardour.figures}
    claimed = {claim.row for claim in ardour.claims}
    assert {row.rstrip("ab") for row in rows} == {row.rstrip("ab") for row in claimed}
    assert {row for row in rows if row[-1] in "ab"} <= claimed | {"18a", "18b"}


def test_a_paired_verdict_agrees_with_every_table_of_the_problem(ardour):
    verdict = judge_claim(ardour, ardour.claim("performance_above_image"))
    counts = [figure_counts(ardour.figure(name)) for name in verdict.claim.figures]
    every = {(x, y, both) for x, y in product(*counts)
             for both in range(max(0, x + y - 156), min(x, y) + 1)}  # fmt: skip
    columns = ["first_count", "second_count", "overlap"]
    found = verdict.tables[columns].to_numpy()
    assert {tuple(line) for line in found} == every
    assert verdict.holds == "every" and all(first > second for first, second, _ in every)


def test_the_splits_of_the_2013_study_are_those_of_the_problem(ardour):
    verdict = judge_claim(ardour, ardour.claim("better_differs_by_type"))
    parts = ardour.parts
    figures, names = verdict.claim.figures, ("size", "count")
    problem = table_problem(ardour, "performance_vs_reputation", groups=parts,
                            rows=[("better",), ()], figures=figures)  # fmt: skip
    about = [figure for figure in ardour.figures if figure.group == "decentralised"]
    bases = bases_for(about, range(1, 155))
    every = {(*t.sum(0), *t[0]) for t in listed(problem) if t[:, 2].sum() in bases}
    columns = [f"{what}_{part}" for what in names for part in parts]
    assert {tuple(line) for line in verdict.tables[columns].to_numpy()} == every


def test_a_kind_that_there_is_not_names_the_nearest(ardour):
    with pytest.raises(UnknownNameError, match="did you mean 'majority'"):
        judge_claim(
            ardour, StudyClaim(id="x", text="", kind="majoritet", figures=("image_good",))
        )


def test_a_claim_that_lacks_what_its_kind_needs_says_so(ardour):
    claim = StudyClaim(id="low", text="", kind="lowest_group", figures=("image_good",))
    with pytest.raises(
        ItPerceptionError, match="'low', of kind lowest_group, needs 'group'"
    ):
        judge_claim(ardour, claim)


@pytest.mark.parametrize("kind", ["figure", "majority", "minority", "largest"])
def test_an_impossible_figure_makes_the_verdict_impossible(kind):
    study = Study(name="s", figures=(percent("a", 61, 20),))
    verdict = judge_claim(study, StudyClaim(id="x", text="", kind=kind, figures=("a",)))
    assert not verdict.possible
    assert "Impossible by itself: a: 61 % of 20" in verdict.explain()


def test_groups_that_cannot_add_up_contradict_each_other():
    groups = {name: Group(id=name) for name in ("x", "y")}
    everybody = Group(id="all", sizes=range(5, 6))
    figures = (percent("a", 33, group="x", item="i"), percent("b", 33, group="y", item="i"))
    study = Study(name="s", figures=figures, groups={"all": everybody, **groups},
                  parts=("x", "y"))  # fmt: skip
    verdict = judge_claim(
        study, StudyClaim(id="c", text="", kind="groups", figures=("a", "b"))
    )
    sums = {a + b for a, b in product((3, 6), repeat=2)}
    assert 5 not in sums and not verdict.possible and verdict.contradiction


def test_verdicts_are_a_sequence_that_knows_its_claims():
    claims = [
        StudyClaim(id=name, text=name, kind="majority", figures=("a",)) for name in "pq"
    ]
    study = Study(name="s", figures=(percent("a", 60, 50),), claims=tuple(claims))
    verdicts = judge_all(study)
    assert [verdict.claim.id for verdict in verdicts] == ["p", "q"]
    assert verdicts["q"] is verdicts[1]
    assert verdicts.to_frame()["holds"].tolist() == ["every", "every"]
    shown = verdicts._repr_html_()
    assert "<td>true</td>" in shown and "<td>every</td>" not in shown
