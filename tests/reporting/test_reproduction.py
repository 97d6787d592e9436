"""The page of a study in print: which claim leads, in which groups the claims stand, and why."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from itperception.inference.tables.proportions import one_proportion
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.verdict import Verdict, quantities
from itperception.published.verdicts.verdicts import Verdicts, judge_all
from itperception.reporting.bounds_text import tell_verdict
from itperception.reporting.reproduction_pictures import chance_chapter, labels_apart
from itperception.reporting.reproduction_summary import leading, reproduction_summary
from itperception.reporting.reproduction_verdicts import (
    GROUPS,
    group_of,
    grouped,
    left_undecided,
    verdicts_chapter,
    without_dont_knows,
)
from itperception.reporting.wording import percent_signs, text, texts
from itperception.terms.text import LANGUAGES
from tests.reporting.chart_kinds import draw
from tests.reporting.pictures import texts_of

REPOSITORY = Path(__file__).parents[2]
STYLE = REPOSITORY / "itperception/reporting/templates/style.css"
# Words that the answers once had, which nobody reads as what they meant.
CODES = re.compile(
    r"\b(certain|undecided|impossible|säkert|oavgjort|omöjlig|unmöglich)\b|mer än slump"
    r"|trycket tillåter|mehr als Zufall|der Druck", re.IGNORECASE,
)  # fmt: skip
CHAPTERS = (
    "summary", "chance", "by_group", "verdicts", "figures_table", "twin", "methodology", "verify",
)  # fmt: skip
# By what print proves: of the 29 sentences drawn from the study, as they stand in claims.yaml.
STUDY = {
    "every": ["performance_adequate", "image_minority", "website_minority",
              "mostly_service_provider"],
    "some": ["performance_above_image", "better_majority_group_owned",
             "better_majority_internal", "better_differs_by_type"],
    "none": ["performance_majority", "better_minority_decentralised",
             "service_provider_majority"],
    "open": ["gap_in_every_type", "group_owned_lowest", "decentralised_highest",
             "group_owned_more_marketing", "product_management_uncommon",
             "price_policy_uncommon", "marketing_and_gap"],
    "printed": ["image_if_all_knew", "image_poor", "image_unknown", "balance_decentralised",
                "marketing_half", "segmentation_half", "key_accounts_half", "information_half",
                "stakeholders_half", "vision_exception", "performance_and_image_apart"],
}  # fmt: skip


def whole(report) -> str:
    """Return the HTML of all chapters, without the pictures and files that go with it."""
    html = "\n".join(getattr(report, name)().html for name in CHAPTERS)
    return re.sub(r'(href|src|srcset)="data:[^"]*"', "", html)


def words(html: str) -> str:
    """Return what can be read, without the files that go with it."""
    seen = re.sub(r'(href|src|srcset)="data:[^"]*"', "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


def summaries(html: str) -> dict[str, str]:
    """Return what the row of each claim says while it is folded."""
    found = re.findall(
        r'id="claim-([^"]+)" class="fold"><summary>(.*?)</summary>', html, re.S
    )
    return {name: words(told) for name, told in found}


def verdict(name, kind="majority", significant="every", **more) -> Verdict:
    claim = StudyClaim(id=name, text=name, kind=kind)
    usual = {"possible": True, "holds": "every", "significant": significant}
    return Verdict(claim=claim, **usual | more)


@pytest.mark.parametrize(
    ("language", "first", "people", "some", "sample"),
    [
        ("en", "IT believes its performance is rated better than its image",
         "79 or 80 of 156", "beyond chance in some tables", "if the 156 were a simple"),
        ("sv", "IT tror att prestationen bedöms bättre än bilden av IT",
         "79 eller 80 av 156", "säkerställt i vissa tabeller", "om de 156 vore"),
        ("de", "Die IT glaubt, dass ihre Leistung besser beurteilt wird als ihr Image",
         "79 oder 80 von 156", "gesichert in manchen Tabellen", "wenn die 156"),
    ],
)  # fmt: skip
def test_performance_against_image_leads_the_study(
    pages, language, first, people, some, sample
):
    report = pages(language=language)
    html, summary = report.verdicts().html, report.summary().summary

    assert (summary.message, *re.findall(r"(\d\d)\s?%", summary.lead)) == (
        first,
        "51",
        "38",
    )
    assert people in summary.lead
    assert text("proven.some", language) in html and some in words(html)
    above = html.split('<div class="claims">')[0]
    assert above.count(sample) == above.count(text("proven.not_stated", language)) == 1
    assert not any(sample in row for row in summaries(html).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_in_print_says_an_answer_by_its_code(pages, language):
    report = pages(language=language)

    sections = ("asked", "chance", "holds", "proof", "proven", "deciding", "comparison",
                "assumption", "counts", "print")  # fmt: skip
    templates = (
        say[language] for key, say in texts().items() if key.split(".")[0] in sections
    )
    shown = re.sub("<dt>.*?</dt>", "", whole(report)) + re.sub(
        r"{\w+}", "", " ".join(templates)
    )
    assert not CODES.findall(shown)  # nor as a class
    files = report.verdicts_found.to_frame()
    assert {*files["holds"], *files["significant"].dropna()} <= {"every", "some", "none"}
    assert not re.search(
        r"\.verdict|certain|undecided|impossible", STYLE.read_text("utf-8")
    )


def test_an_answer_is_said_in_words_on_the_command_line_and_in_a_notebook(pages):
    found = next(v for v in pages().verdicts_found if v.claim.id == "image_minority")

    told = tell_verdict(found)
    assert not CODES.findall(found.explain() + told)
    assert "simple random sample" in found.explain()
    assert re.search(r"dont_know_left_out .* true +in no table that fits", told)


def test_what_is_said_of_chance_rests_on_a_random_sample_of_the_waves_own_n(pages):
    for wave, those in (("2013-ardour", "the 156"), ("2009-computerwoche", "those asked")):
        for found in pages(wave).verdicts_found:
            names = [*found.quantities["quantity"]]
            speaks = any(n.endswith(("_p", "midp")) or "interval" in n for n in names)
            rests = [a for a in found.assumptions if f"if {those} were a simple" in a]
            assert len(rests) == speaks


def test_without_a_headline_the_first_claim_that_can_be_tested_leads():
    repeated = verdict("repeated", "figure", None)
    shown = verdict("shown", "not_always", None)
    first, second = verdict("first"), verdict("second")

    assert leading([repeated, shown, first, second]) is first
    assert leading([repeated, shown, first, second], "second") is second
    assert leading([repeated, shown]) is shown
    assert leading([repeated]) is repeated


def test_every_claim_has_one_group_and_no_other_answer_is_passed_for_it():
    p = quantities([{"quantity": "binomial_p", "low": 0.0, "high": 1.0}])
    open_p = {"significant": None, "quantities": p}
    found = {
        "every": verdict("a"), "some": verdict("b", significant="some"),
        "none": verdict("c", significant="none"), "open": verdict("d", holds="some"),
        "untrue": verdict("e", holds="none"), "unproven": verdict("f", **open_p),
        "printed": verdict("g", "figure", None), "not_judged": verdict("h", not_judged="x"),
        "contradicted": verdict("i", possible=False, holds=None, significant=None),
    }  # fmt: skip

    assert tuple(found) == GROUPS
    assert {name: group_of(v) for name, v in found.items()} == {
        name: name for name in GROUPS
    }
    assert group_of(verdict("j", holds=None, significant=None)) == "unproven"
    assert group_of(verdict("k", "reported", **open_p)) == "printed"
    html = verdicts_chapter(study_of({"figures": [{"id": "x", "printed": "1 %"}]}),
                            Verdicts(tuple(found.values())), {}, {}).html  # fmt: skip
    assert re.findall(r'<h3 class="(\w+)">1 · ', html) == list(GROUPS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_claims_stand_in_their_groups_and_the_headings_count_them(pages, language):
    report = pages(language=language)
    html = report.verdicts().html

    found = {name: [v.claim.id for v in members]
             for name, members in grouped(report.verdicts_found).items()}  # fmt: skip
    assert found == STUDY
    parts = re.split(r'<h3 class="(\w+)">(\d+) · (.*?)</h3>', html)
    told = dict(zip(parts[1::4], parts[2::4], strict=True))
    assert told == {name: str(len(members)) for name, members in STUDY.items()}
    for name, part in zip(parts[1::4], parts[4::4], strict=True):
        assert list(summaries(part)) == STUDY[name]
    more = len(report.folder.description.not_decidable)
    counted = {
        "n": str(len(report.printed.claims)),
        **({"more": str(more)} if more else {}),
    }
    assert text(f"proven.title{'_more' if more else ''}", language, **counted) in html
    fact = report.summary().summary.facts[-1][1]
    assert [int(n) for n in re.findall(r"\d+", fact)] == [len(v) for v in STUDY.values()]


def test_the_groups_follow_from_the_tables_that_fit(pages):
    """Of claims about one share, each count that fits is tested here by itself."""
    for found in pages().verdicts_found:
        if found.claim.kind not in ("majority", "minority"):
            continue
        sign = 1 if found.claim.kind == "majority" else -1
        lines = list(zip(found.tables["base"], found.tables["count"], strict=True))
        true = [sign * (2 * k - n) > 0 for n, k in lines]
        beyond = [one_proportion(k, n, 0.5).p_value <= 0.05 for n, k in lines]
        both = [a and b for a, b in zip(true, beyond, strict=True)]
        group = (
            "open"
            if not all(true)
            else "every"
            if all(both)
            else "some"
            if any(both)
            else ""
        )
        assert group_of(found) == (group or "none"), found.claim.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_says_the_number_of_its_claim_and_what_decides(pages, language):
    told = summaries(pages(language=language).verdicts().html)
    numbers = {name: re.findall(r"\d+", row) for name, row in told.items()}

    assert numbers["performance_above_image"] == ["12", "2", "13", "5", "23", "156", "13"]
    assert numbers["better_majority_group_owned"] == ["61", "83", "90"]
    assert numbers["better_majority_internal"][-1] == "44"
    assert numbers["better_differs_by_type"][4:] == ["40", "103", "14", "133"]
    assert numbers["performance_majority"] == ["51", "91", "156", "79", "80"]
    assert numbers["image_if_all_knew"] == ["38", "38", "59", "60", "156"]
    assert {*STUDY["printed"], *STUDY["none"]} <= {name for name, n in numbers.items() if n}


def test_where_a_share_stands_in_print_is_told_in_the_fold_of_its_claim_only(pages):
    html = pages().verdicts().html
    marks = dict(
        re.findall(r'id="claim-([^"]+)".*?printed figures: ([\w, ]+)</p>', html, re.S)
    )

    study = pages().printed
    rows = {c.id: [c.row, *(study.figure(name).row for name in c.figures)]
            for c in study.claims}  # fmt: skip
    assert marks == {name: ", ".join(dict.fromkeys(own)) for name, own in rows.items()}
    assert marks["performance_above_image"] == "1, 3"
    assert not any("printed figures" in row for row in summaries(html).values())


def test_where_leaving_out_don_t_knows_turns_an_answer_the_table_shows_both(pages):
    report = pages()
    turned = {v.claim.id: without_dont_knows(v) for v in report.verdicts_found}

    assert {name: told for name, told in turned.items() if told} == {
        "image_minority": {"significant": "none"}
    }
    before = [one_proportion(k, 156, 0.5).p_value for k in (59, 60)]
    after = [one_proportion(k, 156 - d, 0.5).p_value for k in (59, 60) for d in (23, 24)]
    assert max(before) < 0.05 < min(after)
    row = summaries(report.verdicts().html)["image_minority"]
    assert row.endswith("Don’t knows left out: in no table that fits.")


def test_an_answer_that_does_not_turn_is_shown_once():
    lines = [("none", "every", "every"), ("dont_know_left_out", "every", "every")]
    buys = pd.DataFrame(lines, columns=["assumption", "holds", "significant"])

    assert without_dont_knows(verdict("a", buys=buys)) == {}
    assert without_dont_knows(verdict("a")) == {}
    turned = buys.assign(holds=["every", "some"])
    assert without_dont_knows(verdict("a", buys=turned)) == {"holds": "some"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_figure_can_decide_is_listed_with_its_reason_and_is_no_verdict(
    pages, language
):
    report = pages(language=language)
    listed = report.folder.description.not_decidable
    html = report.verdicts().html

    assert len(listed) == 4
    for one in listed:
        assert {*one.text} == {*one.because} == {*LANGUAGES}
        assert one.text[language] in html
        assert percent_signs(one.because[language], language) in unescape(html)
        assert one.text[language] not in {v.claim.text for v in report.verdicts_found}
    assert left_undecided((), [], language) == ""


@pytest.mark.parametrize(("edit", "said"), [
    ({"possible": False, "contradiction": "no table has all of them"}, "contradict"),
    ({"holds": "some"}, "Print does not say: "),
    ({"holds": "none"}, "Not true of those asked: "), ({"not_judged": "x"}, "Not judged: "),
    ({}, "IT believes its performance is rated better than its image"),
])  # fmt: skip
def test_the_message_is_the_claim_that_leads_with_what_came_of_it(pages, edit, said):
    report = pages()
    first = leading(report.verdicts_found, report.printed.headline)
    told = reproduction_summary(report.printed, [replace(first, **edit)], {})

    assert said in told.message and first.claim.text in told.message


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_in_print_is_told_as_people_then_in_points(pages, language):
    told = pages(language=language).summary().summary
    frame = leading(pages().verdicts_found, "performance_above_image").quantities
    effect = frame.set_index("quantity").loc["difference"]

    numbers = [int(n) for n in re.findall(r"\d+", told.lead)]
    assert numbers == [51, 79, 80, 156, 38, 59, 60, 156, 12, 13]
    assert (round(100 * effect["low"]), round(100 * effect["high"])) == (12, 13)
    limits = (79 - 60) / 156, (80 - 59) / 156
    assert (effect["low"], effect["high"]) == pytest.approx(limits)
    assert [int(n) for n in re.findall(r"\d+", told.facts[0][1])] == [23, 156, 13]
    assert all(len(fact.split()) <= 35 for _, fact in told.facts)
    assert told.numbers["pair"] == ["performance", "image"]


def test_a_drop_of_means_is_in_points_of_the_scale(pages):
    lead = pages("2007-2009-itexcellence").summary().summary.lead

    least, most = 2.725 - 2.585, 2.735 - 2.575
    told = f"Drop of the mean, scale points: {least:.2f} to {most:.2f}"
    assert re.findall(r"2\.\d\d", lead) == ["2.73", "2.58"] and lead.endswith(f" {told}.")


def test_where_every_table_is_beyond_chance_no_number_decides(pages):
    found = pages().claim(overlap="non_negative")

    assert (found.significant, found.deciding) == ("every", "overlap_open")
    assert found.deciding_values["lowest"] == 30  # 79 * 59 / 156 is 29.9


def test_means_in_print_are_dots_on_the_scale_of_their_question(pages):
    chart = pages("2007-2009-itexcellence").summary().summary.figure()

    assert [line[-4:] for line in chart.lines] == ["2.73", "2.58", "2.58"]
    ticks = [t.told for t in texts_of(chart.wide.svg()) if re.fullmatch(r"\d", t.told)]
    assert ticks == ["1", "2", "3", "4", "5"]


def test_two_groups_that_judged_the_same_are_told_apart(pages):
    for wave, shares in (
        ("2012-informationweek", "60 43"),
        ("2014-informationweek", "70 60"),
    ):
        told = pages(wave).summary().summary
        first, second = shares.split()
        assert told.lead.startswith(f"People in IT: {first}%")
        assert f"People outside IT: {second}%" in told.lead
        assert [line.split(":")[0] for line in told.figure().lines] == [
            "People in IT", "People outside IT",
        ]  # fmt: skip
    assert labels_apart(pages().figures[:3], {}) == [f.label for f in pages().figures[:3]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_strip_says_from_how_many_on_and_what_don_t_knows_could_do(pages, language):
    told = words(pages(language=language).chance().html)

    last = re.findall(r"\d+", told[re.search(r"15\s?%", told).start() :])
    assert last == ["15", "23", "24", "156", str(59 + 23), str(60 + 24), "79", "80", "156"]
    assert told.endswith(texts()["proof.silent_closes"][language][-12:])
    assert text("strip.title", language) in told


def test_don_t_knows_who_are_too_few_leave_the_gap():
    figures = [{"id": "a", "item": "p", "printed": "60 %"},
               {"id": "b", "item": "i", "printed": "20 %"},
               {"id": "d", "item": "i", "categories": "dont_know", "printed": "5 %"}]  # fmt: skip
    claim = {
        "id": "c",
        "text": "t",
        "kind": "paired",
        "figures": ["a", "b"],
        "dont_know": "d",
    }
    study = study_of({"n": 100, "figures": figures, "claims": [claim]})
    (found,) = judge_all(study)

    told = chance_chapter(found, study, [draw("strip")]).text
    assert "25, against 60 of 100: the gap would remain." in told
    assert chance_chapter(found, study, []).html == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_of_groups_are_drawn_as_they_are_in_print(pages, language):
    report = pages(language=language)
    html = unescape(report.by_group().html)

    for group in report.printed.parts:
        assert report._groups[group] in html
    assert "61" in html and "43" in html
    found = report.verdicts_found["better_differs_by_type"].main_quantities
    assert [round(100 * found[0][end], 1) for end in ("low", "high")] == [17.0, 23.5]
    assert pages("2012-informationweek").by_group().html == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_percent_sign_stands_as_the_language_sets_it(pages, language):
    for wave in ("2013-ardour", "2012-informationweek"):
        signs = {*re.findall(r"(?<=\d)(\D?)%", unescape(whole(pages(wave, language))))}
        assert signs <= ({""} if language == "en" else {"\N{NO-BREAK SPACE}"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_but_the_rows_is_folded(pages, language):
    html = whole(pages(language=language))
    seen = BeautifulSoup(html, "html.parser")
    for fold in seen.select("details > :not(summary)"):
        fold.decompose()

    assert not seen.select("table, [open]") and "printed" in str(seen.select("summary h3"))
    assert len(words(str(seen)).split()) <= 1400


def test_of_many_figures_the_page_begins_with_none(pages):
    html = pages("2011-ardour").verdicts().html

    assert "of 166 people" not in html.split("<h3")[0]


def test_a_share_of_an_unknown_base_says_that_it_is_unknown(pages):
    summary = pages("2014-informationweek").summary().summary

    assert summary.lead.count("How many were asked in each group is not in print.") == 1
