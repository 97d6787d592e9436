"""The page of a study in print: which claim leads, in which words, and what is counted."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from itperception.inference.tables.proportions import one_proportion
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.verdict import Verdict
from itperception.reporting.bounds_text import tell_verdict
from itperception.reporting.reproduction_answers import (
    answers_frame,
    left_undecided,
    summary,
    told_apart,
    without_dont_knows,
)
from itperception.reporting.reproduction_report import reproduction_report
from itperception.reporting.reproduction_summary import leading, reproduction_summary
from itperception.reporting.wording import texts
from itperception.terms.text import LANGUAGES

REPOSITORY = Path(__file__).parents[2]
# Words of the answers themselves, which nobody reads as what they mean; of a figure that no
# count gives, "impossible" is the word.
CODES = re.compile(
    r"\b(certain|undecided|impossible|säkert|oavgjort|omöjlig|unmöglich)\b|mer än slump"
    r"|trycket tillåter|mehr als Zufall|der Druck", re.IGNORECASE,
)  # fmt: skip


@pytest.fixture(scope="module")
def pages():
    """Return a function that opens the report of a wave in a language, once each."""
    opened = {}

    def page(wave="2013-ardour", language="en"):
        key = wave, language
        opened[key] = opened.get(key) or reproduction_report(wave, language=language)
        return opened[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))
        yield page


def words(html: str) -> str:
    """Return what can be read, without the files that go with it."""
    seen = re.sub(r'(href|src|srcset)="data:[^"]*"', "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


def verdict(name, kind="majority", significant="certain", **more) -> Verdict:
    claim = StudyClaim(id=name, text=name, kind=kind)
    usual = {"possible": True, "holds": "certain", "significant": significant}
    return Verdict(claim=claim, **usual | more)


@pytest.mark.parametrize(
    ("language", "first", "people", "some", "sample"),
    [
        ("en", "IT believes its performance is rated better than its image",
         "79 or 80 of 156 people", "in some tables that fit", "if the 156 were a simple"),
        ("sv", "IT tror att prestationen bedöms bättre än bilden av IT",
         "79 eller 80 av 156 personer", "i vissa tabeller som stämmer", "om de 156 vore"),
        ("de", "Die IT glaubt, dass ihre Leistung besser beurteilt wird als ihr Image",
         "79 oder 80 von 156 Personen", "in manchen passenden Tabellen", "wenn die 156"),
    ],
)  # fmt: skip
def test_performance_against_image_leads_the_study(
    pages, language, first, people, some, sample
):
    report = pages(language=language)
    html, summary = report.verdicts().html, report.summary().summary

    assert (summary.message, *re.findall(r"(\d\d) %", summary.lead)) == (first, "51", "38")
    assert people in summary.lead
    assert re.search(f"{some}.*{some}", words(html))
    assert html.split("<details>")[0].count(sample) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_in_print_says_an_answer_by_its_code(pages, language):
    report = pages(language=language)

    told = words(report.verdicts().html + report.ranges().html)
    sections = ("asked", "chance", "holds", "proof", "deciding", "comparison", "assumption")
    templates = (
        say[language] for key, say in texts().items() if key.split(".")[0] in sections
    )
    told += re.sub(r"{\w+}", "", " ".join(templates))
    assert not CODES.findall(told)


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


def test_sentences_that_repeat_a_figure_are_counted_apart():
    found = [
        verdict("a"), verdict("b", significant="impossible"),
        verdict("c", "paired", "undecided", holds="undecided"),
        verdict("d", "figure", None), verdict("e", "not_always", None),
        verdict("f", holds=None, possible=False, significant=None),
    ]  # fmt: skip

    assert [v.claim.id for v in told_apart(found)[1]] == ["d"]
    asked, chance, repeated, left, wrong = summary(found, left=3)
    assert [int(n) for n in re.findall(r"\d+", asked)] == [4, 3, 0, 1]
    assert [int(n) for n in re.findall(r"\d+", chance)] == [3, 1, 1, 1]
    assert (repeated[-2:], left[-2:], wrong[-2:]) == ("1.", "3.", "f.")


def test_the_counts_of_the_study_are_those_of_its_verdicts(pages):
    report = pages()
    claims, repeated = told_apart(report.verdicts_found)
    told = words(report.verdicts().html)

    frame = answers_frame(claims)
    held = frame["holds"].value_counts()
    assert len(claims) + len(repeated) == len(report.printed.claims)
    assert f"Claims: {len(claims)}. True of the people asked: {held['certain']};" in told
    assert f"only repeat a printed figure, {len(repeated)}." in told
    assert {v.claim.kind for v in repeated} == {"figure"}


def test_where_leaving_out_don_t_knows_turns_an_answer_the_table_shows_both(pages):
    report = pages()
    turned = {v.claim.id: without_dont_knows(v) for v in report.verdicts_found}

    assert {name: told for name, told in turned.items() if told} == {
        "image_minority": {"significant": "impossible"}
    }
    before = [one_proportion(k, 156, 0.5).p_value for k in (59, 60)]
    after = [one_proportion(k, 156 - d, 0.5).p_value for k in (59, 60) for d in (23, 24)]
    assert max(before) < 0.05 < min(after)
    row = next(r for r in report.verdicts().html.split("<tr>") if "#claim-image_min" in r)
    assert "in every table that fits" in row and "in no table that fits" in row


def test_an_answer_that_does_not_turn_is_shown_once():
    lines = [("none", "certain", "certain"), ("dont_know_left_out", "certain", "certain")]
    buys = pd.DataFrame(lines, columns=["assumption", "holds", "significant"])

    assert without_dont_knows(verdict("a", buys=buys)) == {}
    assert without_dont_knows(verdict("a")) == {}
    turned = buys.assign(holds=["certain", "undecided"])
    assert without_dont_knows(verdict("a", buys=turned)) == {"holds": "undecided"}


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
        assert one.text[language] in html and one.because[language] in unescape(html)
        assert one.text[language] not in {v.claim.text for v in report.verdicts_found}
    assert left_undecided((), [], language) == ""


@pytest.mark.parametrize(("edit", "said"), [
    ({"possible": False, "contradiction": "no table has all of them"}, "contradict"),
    ({"holds": "undecided"}, "Print does not say: "),
    ({"holds": "impossible"}, "Not true of those asked: "), ({"not_judged": "x"}, "Not judged: "),
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
    assert numbers == [51, 79, 80, 156, 38, 59, 60, 156, 12, 13, 156]
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


def test_of_many_figures_the_page_begins_with_none(pages):
    html = pages("2011-ardour").verdicts().html

    assert "of 166 people" not in html.split("<h3>")[0]


def test_a_share_of_an_unknown_base_says_that_it_is_unknown(pages):
    summary = pages("2014-informationweek").summary().summary

    assert "70 %, of how many is not in print" in summary.lead
