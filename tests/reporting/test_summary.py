"""What a page begins with: every state and direction, and numbers that agree."""

import re
from dataclasses import replace

import numpy as np
import pytest

from itperception.book.findings import Firm
from itperception.book.summary import leading
from itperception.errors import DocumentError
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.inference.results import State
from itperception.reporting.charts.words import points
from itperception.reporting.wave_summary import wave_summary
from itperception.reporting.wording import text
from itperception.survey.tabulated import Headline
from itperception.terms.claims import Family

LANGUAGES = ("en", "sv", "de")
SENTENCES = {
    "above": "better than its image",
    "below": "worse than its image",
    "open": "is open",
}


@pytest.fixture
def book(demo):
    return demo


def with_gap(book, shares, limits, p=0.0001, firm=(8, 8), groups=None):
    """Return the book with another gap of everybody, and of the first groups if given."""
    gap = book.gaps[0]
    told = gap.groups.copy() if groups is None else gap.groups.iloc[: groups + 1].copy()
    told["flag"] = ""
    told.loc[0, ["self_proportion", "other_proportion"]] = shares
    told.loc[0, ["difference", "ci_low", "ci_high", "p_value"]] = (
        shares[0] - shares[1],
        *limits,
        p,
    )
    if p > 0.01:  # else nothing would be left of it to adjust: its p is the largest
        told.loc[1:, "p_value"] = 0.2
    kept = gap.pairs if groups is None else gap.pairs.iloc[:0]
    gap = replace(gap, groups=told, pairs=kept,
                  differs=gap.differs if groups is None else None,
                  columns=gap.columns[: len(told)])  # fmt: skip
    return replace(book, gaps=(gap,), firm_gap=Firm(book.firm_gap.treatments, *firm))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("shares", "limits", "p", "firm", "standing", "outcome", "told"), [
    ((0.52, 0.31), (0.16, 0.26), 0.0001, (8, 8), "clear", "above", ("21", "16", "26")),
    ((0.52, 0.31), (0.16, 0.26), 0.0001, (7, 8), "likely", "above", ("21", "16", "26")),
    ((0.52, 0.31), (0.16, 0.26), 0.04, (8, 8), "likely", "above", ("21", "16", "26")),
    ((0.31, 0.52), (-0.26, -0.16), 0.0001, (8, 8), "clear", "below", ("21", "16", "26")),
    ((0.31, 0.30), (-0.004, 0.02), 0.4, (0, 8), "open", "open", ("1", "−0.4", "2")),
    ((0.30, 0.33), (-0.08, 0.02), 0.4, (1, 8), "open", "open", ("3", "−2", "8")),
])  # fmt: skip
def test_every_state_and_direction_has_its_sentence(
    book, language, shares, limits, p, firm, standing, outcome, told
):
    made = with_gap(book, shares, limits, p, firm)
    lead, summary = leading(made), wave_summary(made, language)

    assert (lead.standing, lead.outcome) == (standing, outcome)
    assert lead.p_adjusted == adjusted(made.gaps[0].groups["p_value"].to_numpy(), "holm")[0]
    assert summary.message == getattr(book.codebook.headline, outcome)[language]
    assert (SENTENCES[outcome] in summary.message) or language != "en"
    mark = "." if language == "en" else ","
    numbers = [n.replace(",", ".") for n in re.findall(r"−?\d+(?:[.,]\d+)?", summary.lead)]
    first, second = (str(round(100 * share)) for share in shares)
    assert [n for n in numbers if n != "95"] == [first, second, *told], mark
    sure = dict(zip(("most", "sure"), (fact for _, fact in summary.facts), strict=False))[
        "sure"
    ]
    assert len(sure.split()) <= 35 and (f"{firm[0]}" in sure or standing != "likely")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_that_is_not_that_of_the_shares_says_so_and_no_other_does(book, language):
    rounded = {"en": "before rounding", "sv": "före avrundning", "de": "vor dem Runden"}
    for own in np.arange(0.4, 0.6, 0.0037):
        made = with_gap(book, (own, 0.304), (0.01, 0.4))
        lead = wave_summary(made, language).lead
        first, second, apart = map(int, re.findall(r"\d+", lead)[:3])
        assert (rounded[language] in lead) == (first - second != apart)
        assert apart == np.floor(100 * (own - 0.304) + 0.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_case_is_told_only_where_somebody_gave_no_answer(book, language):
    worst = text("lead.worst", language, low="|", high="|").split("|")[0]
    assert worst in wave_summary(book, language).figure().note
    all_answered = book.firm_gap.treatments.assign(difference_low=0.2, difference_high=0.2)
    made = replace(book, firm_gap=book.firm_gap._replace(treatments=all_answered))

    assert worst not in wave_summary(made, language).figure().note


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_hidden_is_in_no_word_of_it(book, language):
    made = with_gap(book, (0.52, 0.31), (0.16, 0.26), groups=1)
    summary = wave_summary(made, language)
    told = summary.block().html
    labels = [c.short[language] for c in book.codebook.dimension("org_type").categories
              if c.short]  # fmt: skip

    assert [label in told for label in labels] == [True, False, False]
    most = summary.facts[0][1]
    assert "21" in most and ";" not in most


def test_a_gap_below_is_drawn_on_the_side_on_which_it_is_told(book):
    below = wave_summary(with_gap(book, (0.31, 0.52), (-0.26, -0.16)))
    above = wave_summary(with_gap(book, (0.52, 0.31), (0.16, 0.26)))

    said = [
        re.findall(r"gap (.*?\))", " ".join(one.figure().lines)) for one in (below, above)
    ]
    assert said[0][0] == said[1][0] == "21 (16 to 26)"
    assert said[1][1:] == ["29 (18 to 40)", "21 (14 to 28)", "16 (4 to 28)"]  # they stay
    assert said[0][1:] == ["−16 (−28 to −4)", "−21 (−28 to −14)", "−29 (−40 to −18)"]


def test_a_gap_that_does_not_lead_has_both_shares_that_give_its_sign(book):
    made = with_gap(book, (0.31, 0.52), (-0.26, -0.16))  # leads with 21 points, below
    other = with_gap(book, (0.504, 0.546), (-0.09, 0.01)).gaps[0]
    label = other.declared.label["en"]
    told = dict(wave_summary(replace(made, gaps=(*made.gaps, other))).facts)

    expected = f"{label}: 50% − 55%, −4 points before rounding (−9 to 1)."
    assert told["And the other gaps?"] == expected


def test_a_gap_without_groups_says_so_of_itself_and_not_of_the_page(book):
    made = with_gap(book, (0.52, 0.31), (0.16, 0.26), groups=0)
    assert wave_summary(made).facts[0][1] == "The gap was not compared between groups."


def test_the_largest_is_always_followed_by_whether_they_differ(book):
    gap = book.gaps[0]
    for p, state, said in [(0.5, State.OK, "open"), (0.01, State.OK, "is shown (p = 0.010)"),
                           (np.nan, State.EMPTY, "could not be tested")]:  # fmt: skip
        differs = replace(gap.differs, p_value=p, state=state)
        made = replace(book, gaps=(replace(gap, differs=differs),))
        most = wave_summary(made).facts[0][1]
        assert most.startswith("Largest: Group-owned, 29 points (18 to 40). Smallest: ")
        assert said in most.partition("Smallest")[2]


def test_groups_stand_by_the_size_of_their_gap(book):
    lead = leading(book)
    sizes = [*lead.groups["difference"]]
    assert sizes == sorted(sizes, reverse=True)
    drawn = [
        re.search(r"gap (\S+) \(", line)[1] for line in wave_summary(book).figure().lines
    ]
    assert drawn == [points(size) for size in (lead.total["difference"], *sizes)]
    assert lead.apart[0] == pytest.approx(sizes[0] - sizes[-1], abs=0.011)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_headline_the_first_claim_leads(book, language):
    codebook = book.codebook.model_copy(update={"headline": None})
    folder = replace(book.folder, codebook=codebook)
    for found in (True, False):
        claims = book.claims.assign(found=found)
        summary = wave_summary(replace(book, folder=folder, claims=claims), language)
        label = book.folder.description.families[0].claims[0].label[language]
        assert summary.message.endswith(label)
        assert (summary.message == label) == found
        assert summary.figure is not None and not summary.numbers
    gone = book.claims.assign(
        p_value=np.nan, p_adjusted=np.nan, found=False, hidden=[{}] * 5
    )
    summary = wave_summary(replace(book, folder=folder, claims=gone), language)
    assert summary.message.endswith(f": {label}") and "nan" not in summary.lead.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_claim_it_says_how_many_answered(book, language):
    codebook = book.codebook.model_copy(update={"headline": None})
    description = book.folder.description.model_copy(update={"families": ()})
    folder = replace(book.folder, codebook=codebook, description=description)
    told = wave_summary(replace(book, folder=folder, claims=book.claims.iloc[:0]), language)

    assert told.message.startswith("486 ") and "486" in told.lead
    assert str(len(book.explored.pairs)) in told.facts[0][1].replace(
        "\N{NO-BREAK SPACE}", ""
    )


def test_declared_claims_add_up(book):
    told = dict(wave_summary(book).facts)["Declared beforehand?"]
    n, shown, not_shown = map(int, re.findall(r"\d+", told))
    assert n == shown + not_shown == len(book.claims)
    assert shown == book.claims["found"].sum()
    assert isinstance(book.folder.description.families[0], Family)


def test_a_headline_says_what_is_amiss_in_it():
    words = dict.fromkeys(("above", "below", "open", "figure", "measure"), "Told")
    lead = "{p1} {p2} {d}{rnd} {interval}"
    assert Headline(gap="g", lead=lead, **words).lead == {"en": lead}
    for wrong in ("{p1} against {p2}", lead + " {n}", "{p1"):
        with pytest.raises(DocumentError, match=r"headline: lead \(en\) has"):
            Headline(gap="g", lead=wrong, **words)
    with pytest.raises(DocumentError, match=r"headline: open .* expected each of none"):
        Headline(gap="g", lead=lead, **words | {"open": "{p1} say so"})
