"""The chapters of each kind of report, on the tiny wave and on the study itself."""

import re
import shutil
from dataclasses import replace
from html import unescape
from importlib import import_module
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

from itperception.errors import ItPerceptionError, PublicationError, UnknownNameError
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.tables.walk import TooManyTables
from itperception.published.verdicts import distributions, verdicts
from itperception.published.verdicts.verdicts import judge_all
from itperception.reporting.chapters import chapter, methodology_table
from itperception.reporting.plan import plan
from itperception.reporting.reproduction_report import reproduction_report
from itperception.reporting.reproduction_verdicts import group_of, number_told, why_unjudged
from itperception.reporting.trend_report import trend_report
from itperception.reporting.verdict_wording import deciding_told, in_language
from itperception.reporting.wave_report import WaveReport, wave_report
from itperception.reporting.wording import text
from itperception.survey.waves import open_wave, open_waves
from itperception.terms.text import say
from itperception.workbench import load_wave
from itperception.workbench.twins import has_twin
from tests.small_waves import least

REPOSITORY = Path(__file__).parents[2]
PRINTED = [path.parent.name for path in sorted(REPOSITORY.glob("data/raw/*/claims.yaml"))]
CHAPTERS = ["overview", "findings", "how_to_read", "topline", "tables", "methodology"]
EVERYBODY = least(1)


@pytest.fixture
def here(root, monkeypatch):
    monkeypatch.delenv("ITPERCEPTION_ROOT", raising=False)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def study(pages):
    return pages()


def rows(html: str) -> list[list[str]]:
    """Return the text of each cell of each row of the tables."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in found)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in cells]


@pytest.mark.parametrize(("language", "rule"), [("en", "UNICOM"), ("sv", "slås ihop"),
                                                ("de", "zusammengelegt")])  # fmt: skip
def test_the_wave_chooses_the_rules_of_the_letters_and_the_page_says_which(
    here, language, rule
):
    path = here / "data/raw/tiny/wave.yaml"
    path.write_text(f"{path.read_text('utf-8')}\nprofile: survey_reporter\n", "utf-8")
    report = wave_report("tiny", language=language, rule=EVERYBODY)

    told = report.methodology().text
    assert rule in told
    compared = [table.rules for table in report.book.tables if table.rules]
    assert {rules.profile.name for rules in compared} == {"survey_reporter"}
    own = load_wave("tiny").crosstab("image", "org_type").compare()
    assert own.profile.name == "survey_reporter"


INFORMATIVE = {
    "en": "Weights go with the answers in {} of 8", "sv": "hänger samman med svaren i {} av 8",
    "de": "Die Gewichte hängen in {} von 8",
}  # fmt: skip


@pytest.mark.parametrize("language", INFORMATIVE)
def test_a_page_says_in_how_many_questions_weights_go_with_the_answers(demo, language):
    p = load_wave("demo-2026", REPOSITORY).informative_weights()["p_adjusted"]
    assert demo.informative == ((p <= 0.05).sum(), p.notna().sum()) == (0, 8)

    for found in (0, 8):
        report = WaveReport(replace(demo, informative=(found, 8)), language)
        assert INFORMATIVE[language].format(found) in report.methodology().text


@pytest.mark.parametrize("language", ["en", "sv", "de"])
def test_every_chapter_of_a_wave_can_be_told_in_every_language(here, language):
    report = wave_report("tiny", language=language, rule=EVERYBODY)

    for name in CHAPTERS:
        block = getattr(report, name)()
        assert block.html.startswith('<h2 id="s-') and block.text


@pytest.mark.parametrize("language", ["en", "sv", "de"])
def test_every_chapter_of_a_wave_of_too_few_can_be_told(here, language):
    report = wave_report("tiny", language=language)

    told = " ".join(getattr(report, name)().text for name in CHAPTERS)
    assert text("disclosure.whole", language, minimum="10") in told
    assert "Group-owned" not in report.tables().text + report.topline().text


def test_every_question_is_in_the_topline_once_and_has_a_fold_in_the_same_order(here):
    report = wave_report("tiny", rule=EVERYBODY)

    asked = re.findall(r"<h3[^>]*>Q\d+\. (.*?)</h3>", report.topline().html)
    folds = re.findall(r"<summary><b>(.*?)</b>", report.tables().html)
    assert asked == ["Type", "Image", "Performance", "Why", "Tools"]
    assert folds == ["Gap", *asked]
    numbers = re.findall(r'"number">Table (\d+)', report.tables().html)
    first = int(numbers[0])
    assert [*map(int, numbers)] == [*range(first, first + len(numbers))]


def test_a_wave_without_banner_or_gap_has_a_report_of_totals(here):
    codebook = (here / "data/raw/codebook.yaml").read_text()
    (here / "data/raw/codebook.yaml").write_text(codebook.split("banners:")[0])
    report = wave_report("tiny", rule=EVERYBODY)

    assert report.gap().text == ""
    assert report.tables().text.count("nothing to break this question down by") == 5
    assert "total only" in report.tables().text and "letters" not in report.topline().text
    assert len(rows(report.tables().html)[0]) == 2


def test_a_wave_without_declared_claims_begins_with_that_and_has_no_such_chapter(here):
    report = wave_report("tiny")
    assert "everything here is exploratory" in report.summary().text
    assert report.claims().html == ""


SAID = {"en": ("3 of 5 shown", "✓ shown", "○ not shown"),
        "sv": ("3 av 5 fick stöd", "✓ fick stöd", "○ fick inte stöd"),
        "de": ("3 von 5 belegt", "✓ belegt", "○ nicht belegt")}  # fmt: skip


@pytest.mark.parametrize("language", SAID)
def test_declared_claims_are_told_with_what_became_of_them_those_shown_first(
    demo, language
):
    report, claims = WaveReport(demo, language), load_wave("demo-2026", REPOSITORY).claims()
    counted, shown, open_ = SAID[language]
    block = report.claims()

    table = [[cell.replace("\xa0", " ") for cell in row] for row in rows(block.html)[1:]]
    assert block.text.splitlines()[0].endswith(counted)
    assert [row[2] for row in table] == [shown] * 3 + [open_] * 2
    labels = {c.id: say(c.label, language) for f in demo.folder.description.families
              for c in f.claims}  # fmt: skip
    first = claims.sort_values("found", ascending=False, kind="stable")
    assert [row[0] for row in table] == [labels[claim] for claim in first["claim"]]
    assert "Holm" in block.text and text("claims.note", language) in block.text


def test_another_banner_can_be_asked_for_and_an_unknown_one_is_named(here):
    performance = wave_report("tiny", by="performance", rule=EVERYBODY)

    assert len(rows(performance.tables().html.split("<b>Image</b>")[1])[0]) == 5
    with pytest.raises(UnknownNameError, match="'typ'"):
        wave_report("tiny", by="typ")


def test_the_study_lists_every_row_and_all_agree(study):
    table = rows(study.figures_table().html)[1:]

    assert {int(re.match(r"\d+", row[0]).group()) for row in table} == set(range(1, 22))
    assert {row[5] for row in table} == {"yes"}
    first = table[0]
    assert (first[2], first[3]) == ("51%", "79 or 80 of 156")


def test_every_row_of_the_study_has_a_verdict_in_a_fold_of_its_own(study):
    places = re.findall(r'<details id="claim-([^"]+)"', study.verdicts().html)

    assert {int(re.match(r"\d+", c.row).group()) for c in study.printed.claims} == set(
        range(1, 22)
    )
    assert sorted(places) == sorted(claim.id for claim in study.printed.claims)


def test_the_study_shows_what_decides_and_what_don_t_know_may_hide(study):
    assert text("strip.title") in study.chance().html
    assert text("quantity.share_if_all_knew") in study.verdicts().html
    assert "242 tables" in study.verdicts().html


@pytest.mark.parametrize("wave", PRINTED)
def test_every_verdict_of_every_study_can_be_told_in_another_language(pages, wave):
    report = pages(wave, "sv")
    told = [s for v in report.verdicts_found for s in v.quantities["certificate"]]

    assert report.verdicts().html
    assert [s for s in told if in_language("certificate", s, "sv") is None] == []
    for language in ("en", "sv", "de"):
        summary = pages(wave, language).summary().summary
        assert len(summary.lead.split()) <= 40 and summary.figure is not None
        assert len({line.rpartition(":")[0] for line in summary.figure().lines}) == len(
            summary.figure().lines
        )


@pytest.mark.parametrize(("kind", "more"), [
    ("groups", {}), ("ratio", {"times": "1.5"}), ("several", {}),
    ("reported", {"p": "< 0.05", "risk_ratio": "1.5"}), ("largest", {}),
])  # fmt: skip
@pytest.mark.parametrize("size", [None, 50])
def test_what_a_claim_rests_on_can_be_told_in_another_language(kind, more, size):
    groups = {name: {"sample": "own", **({"size": size} if size else {})} for name in "ab"}
    of_two = kind in ("groups", "ratio", "reported")
    figures = [{"id": name, "printed": share, **({"group": name, "item": "x",
                "categories": "yes"} if of_two else {})}
               for name, share in (("a", "60 %"), ("b", "40 %"))]  # fmt: skip
    claim = {"id": "c", "text": "t", "kind": kind, "figures": ["a", "b"], **more}
    study = study_of({"n": size, "groups": groups, "figures": figures, "claims": [claim]})
    verdict = judge_all(study)[0]
    told = [("certificate", told) for told in verdict.quantities["certificate"]]
    told += [("assumption", told) for told in verdict.assumptions]
    assert bool(told) != bool(verdict.not_judged)
    assert [one for one in told for language in ("sv", "de")
            if in_language(*one, language) is None] == []  # fmt: skip


def refusals():
    """Yield every sentence with which the verdicts refuse, its places filled in."""
    modules = ("tables.joint", "verdicts.association", "verdicts.gaps", "verdicts.leads",
               "verdicts.question", "verdicts.shares")  # fmt: skip
    known = [import_module(f"itperception.published.{name}") for name in modules]
    named = ["NO_WHOLE", "OVERLAP", "NOBODY", "ONE_ITEM", "NONE_SHARED", "NO_GROUPS",
             "NO_SPLIT", "OWN_BASE", "MAY_OVERLAP", "NO_OTHERS", "ALIKE"]  # fmt: skip
    for module, name in product(known, named):
        if told := vars(module).get(name) or vars(module).get(f"_{name}"):
            places = {place for _, place, *_ in Formatter().parse(told) if place}
            yield told.format(**{place.split("!")[0]: "x" for place in places})
    error = TooManyTables(4_000_000, 3_000_000)
    yield verdicts.TOO_MANY.format(error=error)
    yield distributions.HOW_MANY.format(groups="a and b")


@pytest.mark.parametrize("language", ["sv", "de"])
def test_why_a_claim_is_not_judged_can_be_told_in_another_language(language):
    every = list(refusals())
    assert len(every) > 12
    assert [one for one in every if in_language("refusal", one, language) is None] == []


REFUSED = [
    {"kind": "above_average", "group": "a"}, {"kind": "gap_everywhere", "figures": ["p", "q"]},
    {"kind": "reported"}, {"kind": "ratio", "figures": ["p", "q"]},
    {"kind": "ratio", "figures": ["p", "q"], "times": "often"},
    {"kind": "distribution", "figures": ["p", "r"], "test": "tea"},
    {"kind": "distribution", "figures": ["p", "r"], "test": "fisher"},
    {"kind": "largest", "figures": ["p", "r"]}, {"kind": "highest_group", "group": "a"},
    {"kind": "highest_group"}, {"kind": "association", "figures": ["p", "p2", "q"]},
    {"kind": "paired_distribution", "figures": ["p", "p2"]},
]  # fmt: skip


@pytest.mark.parametrize("told", REFUSED, ids=lambda told: f"{told['kind']}-{len(told)}")
@pytest.mark.parametrize("language", ["sv", "de"])
def test_a_claim_that_is_not_judged_says_why_on_the_page(told, language):
    figures = [{"id": "p", "item": "i", "categories": "y", "printed": "60 %"},
               {"id": "p2", "item": "i", "categories": "z", "printed": "20 %"},
               {"id": "q", "printed": "40 %"},
               {"id": "r", "item": "i", "categories": "y", "group": "b", "printed": "50 %"},
               ]  # fmt: skip
    study = study_of({"n": 20, "figures": figures})
    names = tuple(told.get("figures", ["p"]))
    options = {key: value for key, value in told.items() if key not in ("kind", "figures")}
    claim = StudyClaim(id="c", text="A", kind=told["kind"], figures=names, options=options)
    (verdict,) = judge_all(study.assuming(claims=(claim,)))
    assert verdict.not_judged and group_of(verdict) == "not_judged"
    assert why_unjudged(verdict, language) == in_language(
        "refusal", verdict.not_judged, language
    )


def test_synthetic_answers_are_called_so_and_printed_figures_are_not(study):
    assert "nobody gave the twin's answers" in study.twin().text
    assert "Synthetic twin" in study.figures_table().html
    assert "badge" not in study.figures_table().html


def test_a_figure_that_is_impossible_stops_the_page(here):
    folder = here / "data/raw/printed"
    folder.mkdir()
    (folder / "wave.yaml").write_text("title: P\nkind: published\nn: 10\n"
                                      "sources: [{id: s, text: A source}]\n")  # fmt: skip
    (folder / "figures.csv").write_text(
        "row,id,item,label,group,base,kind,printed,low,high,categories,rounding,sources,"
        "assumption\n1,half,image,Half,all,10,percent,51 %,50.5,51.5,good,unknown,s,\n"
    )
    report = reproduction_report("printed")

    assert "none" in report.figures_table().text
    with pytest.raises(PublicationError, match="does not agree: 1 Half: 51%"):
        report.verify()


def test_each_notebook_refuses_the_other_kind_of_wave(here, monkeypatch):
    with pytest.raises(ItPerceptionError, match=r"in notebooks/wave\.ipynb"):
        reproduction_report("tiny")
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))
    with pytest.raises(ItPerceptionError, match=r"notebooks/reproduction\.ipynb"):
        wave_report("2011-ardour")


@pytest.fixture
def two(here):
    shutil.copytree(here / "data/raw/tiny", here / "data/raw/tiny2")
    with open(here / "data/raw/tiny2/wave.yaml", "a") as file:
        file.write(
            "departures: [{item: image, wording: Seen, comparable: false, reason: New}]\n"
        )
    return here


@pytest.mark.parametrize("language", ["en", "sv", "de"])
def test_every_chapter_of_a_trend_can_be_told_in_every_language(two, language):
    report = trend_report("tiny, tiny2", language=language, rule=EVERYBODY)

    assert report.summary().html.startswith("<h1>")
    blocks = report.changes(), report.gap(), report.lines(), report.method()
    for block in blocks:
        assert block.html.startswith('<h2 id="s-')


def test_a_changed_wording_breaks_the_line(two):
    report = trend_report("tiny,tiny2", rule=EVERYBODY)

    assert rows(report.changes().html)[1] == [
        "Image: wording", "How is your image?", "Seen",
        "Not compared, nor is the gap made of it. New",
    ]  # fmt: skip
    image, performance = report.lines().html.split('"rowgroup"')[1:3]
    assert "ot compared; changed: wording" in image
    assert "ot compared" not in performance


def test_a_trend_needs_two_waves(here):
    with pytest.raises(
        ItPerceptionError, match="found the waves tiny; expected two or more"
    ):
        trend_report("tiny")


def test_there_is_a_page_for_each_wave_and_one_across(two):
    pages = {page.name: page for page in plan(open_waves(two)[0])}

    assert list(pages) == ["tiny", "tiny2", "trend"]
    assert pages["tiny"].synthetic and pages["trend"].synthetic
    assert pages["trend"].parameters["waves"] == "tiny,tiny2"
    assert Path("data/raw/codebook.yaml") in pages["tiny"].inputs
    # What another wave told of everybody stands beside: the page is made from it, too.
    assert Path("data/raw/tiny2/export.csv") in pages["tiny"].inputs


def test_what_nobody_stated_reads_not_stated(here):
    table = rows(methodology_table(open_wave("tiny", here), "en", base="8"))

    told = dict(table[1:])
    assert told["Sponsor"] == "not stated"
    assert told["Respondents"] == "8"


def test_a_chapter_escapes_its_title():
    assert chapter("<b>").html == '<h2 id="s-b">&lt;b&gt;</h2>'


@pytest.mark.parametrize("language", ["en", "sv", "de"])
@pytest.mark.parametrize("name", PRINTED)
def test_a_page_of_print_says_how_it_is_cited_and_of_a_twin_only_where_there_is_one(
    name, language, pages
):
    report = pages(name, language)
    told = report.methodology()

    assert text("page.cite", language) in told.text
    cited = re.search(r'<p class="citation">(.*?)</p>', told.html)[1]
    assert say(report.folder.description.title, language) in unescape(cited)
    twin = text("reproduction.twin", language)
    assert (twin in report.twin().html) == has_twin(report.folder)


def test_how_many_people_would_be_enough_is_not_held_against_a_number_print_does_not_have(
    pages,
):
    verdict = pages("2010-computerwoche").claim("very_satisfied")
    assert verdict.deciding == "sample_sizes_unsaid"
    assert "137 people in each sample would be enough" in deciding_told(verdict)
    assert "at least 1" not in deciding_told(verdict)


def test_what_was_checked_of_a_page_counts_its_claims(study, monkeypatch):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))
    assert f"none of the {len(study.printed.claims)} claims" in study.verify().text
    assert text("reproduction.verified_twin") in study.verify().text


def test_a_claim_that_is_read_as_no_more_than_half_does_not_say_fewer(study):
    for name in ("product_management", "price_policy"):
        assert "no more than half" in study.printed.figure(name).assumption
        assert "not common" in study.claim(f"{name}_uncommon").claim.text


@pytest.mark.parametrize("language", ["en", "sv", "de"])
def test_a_difference_no_table_bounds_is_told_as_people_and_the_twin_by_labels(
    language, pages
):
    report = pages(language=language)
    verdict = report.claim("marketing_and_gap")
    told = number_told(verdict, report.printed, {}, language) + deciding_told(
        verdict, language=language
    )
    assert re.findall(r"\d+", told) == ["19", "21", "9", "12"]

    shown = [row[4] for row in rows(report.figures_table().html) if len(row) == 7]
    assert not any("_" in cell for cell in shown)
    assert any("Any IT marketing" in cell for cell in shown) or language != "en"
