"""Surveys in print side by side: every gap over every base that fits, nothing joined."""

import json
import re
from fractions import Fraction
from html import unescape
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Group, Study
from itperception.published.verdicts.verdicts import judge_claim
from itperception.reporting import charts
from itperception.reporting.comparison_data import facing, judgement, share_range
from itperception.reporting.comparison_report import comparison_report
from itperception.reporting.plan import plan
from itperception.reporting.published_charts import told_range
from itperception.reporting.wording import text
from itperception.survey.waves import open_waves
from itperception.terms.text import say
from tests.cases import each

REPOSITORY = Path(__file__).parents[2]
CHAPTERS = ("sides", "who", "every_share")


@pytest.fixture
def repository(monkeypatch):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))


def share(name, group, printed, base=None, item="work", answers=("good",), off="0.5"):
    """Return a whole percentage; `off` points to either side round to it."""
    middle, half = Fraction(printed, 100), Fraction(off) / 100
    return Figure(
        row="1", id=name, item=item, label="Good work", group=group, base=base,
        kind="percent", printed=f"{printed} %", low=middle - half, high=middle + half,
        categories=answers, rounding="unknown",
    )  # fmt: skip


def two_sides(n, *, parts=("it", "users"), bases=(None, None)):
    """Return a study in which 60 % of IT and 45 % of users judge the work good."""
    whole = range(n, n + 1) if n else None
    groups = {
        "all": Group(id="all", sizes=whole), "it": Group(id="it", judges="self"),
        "users": Group(id="users", judges="customers"),
    }  # fmt: skip
    figures = share("own", "it", 60, bases[0]), share("theirs", "users", 45, bases[1])
    return Study(name="s", title="S", figures=figures, groups=groups, parts=parts)


def rows_of(html):
    """Return the cells of each row."""
    rows = re.findall("<tr.*?</tr>", html, re.DOTALL)
    return [[unescape(cell) for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in rows]  # fmt: skip


def rounds_to(count, base, printed):
    return abs(Fraction(100 * count, base) - printed) <= Fraction(1, 2)


@pytest.mark.parametrize("n", [25, 38, 61])
def test_a_gap_over_every_split_is_that_of_a_slow_search(n):
    found = facing(two_sides(n)).iloc[0]

    gaps = [
        Fraction(a, size) - Fraction(b, n - size)
        for size in range(1, n)
        for a, b in product(range(size + 1), range(n - size + 1))
        if rounds_to(a, size, 60) and rounds_to(b, n - size, 45)
    ]
    assert (found["gap_low"], found["gap_high"]) == pytest.approx(
        (float(min(gaps)), float(max(gaps)))
    )


def test_a_gap_of_known_bases_is_that_of_the_counts_that_round_right():
    found = facing(two_sides(None, parts=(), bases=(200, 110))).iloc[0]

    own = [k / 200 for k in range(201) if rounds_to(k, 200, 60)]
    theirs = [k / 110 for k in range(111) if rounds_to(k, 110, 45)]
    assert found["gap_low"] == pytest.approx(min(own) - max(theirs))
    assert found["gap_high"] == pytest.approx(max(own) - min(theirs))


def test_only_the_same_answers_to_the_same_item_face_each_other():
    study = two_sides(40)
    other = share("theirs", "users", 45, answers=("very_good",))

    assert len(facing(study)) == 1
    assert facing(study.assuming(figures=(study.figures[0], other))).empty


def test_all_answers_of_an_item_narrow_each_other():
    more = share("more", "users", 65, answers=("very",), off="35")
    rest = share("some", "users", 53, answers=("some",)), share("no", "users", 17,
                                                                answers=("no",))  # fmt: skip
    study = Study(name="s", figures=(more, *rest), answers={"work": ("very", "some", "no")})

    found = study.narrowed(more)

    assert (found.low, found.high) == (Fraction(30, 100), Fraction(31, 100))
    left = study.assuming(answers={}).narrowed(more)  # others may have answered as well
    assert (left.low, left.high) == (Fraction(30, 100), Fraction(31, 100))
    alone = study.assuming(figures=(more,), answers={})
    assert alone.narrowed(more) is more


@pytest.mark.parametrize("sizes", [(6, 8), (29, 27), (40, 35)])
def test_an_answer_beside_another_is_that_of_a_slow_search_over_all_three(sizes):
    """Of 37 % and "more than 18 %" and of a rest that is not in print."""
    unsaid = {"off": "41", "answers": ("bad",)}  # 59 % give or take 41: more than 18 %
    theirs = (
        share("theirs", "users", 59, sizes[1], **unsaid),
        share("37", "users", 37, sizes[1]),
    )
    own = share("own", "it", 17, sizes[0], answers=("bad",))
    study = two_sides(None, parts=()).assuming(figures=(own, *theirs))

    found = facing(study)

    customers = [Fraction(bad, sizes[1])
                 for good, bad in product(range(sizes[1] + 1), repeat=2)
                 if good + bad <= sizes[1] and rounds_to(good, sizes[1], 37)
                 and Fraction(18, 100) <= Fraction(bad, sizes[1])]  # fmt: skip
    ours = [
        Fraction(k, sizes[0]) for k in range(sizes[0] + 1) if rounds_to(k, sizes[0], 17)
    ]
    assert len(found) == 1 and ours and customers
    row = found.iloc[0]
    assert row["customers_low"] == pytest.approx(float(min(customers)))
    assert (
        row["customers_high"] == pytest.approx(float(max(customers))) and max(customers) < 1
    )
    assert row["gap_low"] == pytest.approx(float(min(ours) - max(customers)))
    assert row["gap_high"] == pytest.approx(float(max(ours) - min(customers)))


def test_both_pages_tell_the_same_outermost_gap_of_2010(repository):
    """37 % are "very or fully satisfied": no more than 63.5 % are less or not satisfied."""
    [(_, study)] = comparison_report("2010-computerwoche").surveys
    row = facing(study).set_index("self_figure").loc["less_satisfied_it"]

    verdict = judge_claim(study, study.claim("less_satisfied"))

    [apart] = [q for q in verdict.main_quantities if q["quantity"] == "difference"]
    assert -row["gap_low"] == pytest.approx(0.635 - 0.165) == apart["high"]
    assert row["customers_high"] == pytest.approx(0.635)
    assert 0 < apart["low"] <= -row["gap_high"]


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["more than 30%", "less than 25%", "more than 18%"]),
    ("sv", ["mer än 30 %", "mindre än 25 %", "mer än 18 %"]),
    ("de", ["mehr als 30 %", "weniger als 25 %", "mehr als 18 %"]),
])  # fmt: skip
def test_the_words_of_print_are_shown_and_the_guess_is_named(compared, language, words):
    report = compared(language)

    table, summary = report.sides().text, report.summary().summary
    for told in (table, " ".join(summary.figure().lines)):
        told = told.replace("\N{NO-BREAK SPACE}", " ").replace(
            "\N{NARROW NO-BREAK SPACE}", " "
        )
        assert all(word in told for word in words)
    facts = dict(summary.facts)
    [folder] = [one for one, _ in report.surveys if one.name == "2009-computerwoche"]
    judges = say(folder.description.who_judges, language)
    guess = text("facing.whose", language, k="4", rows="12", told=judges)
    assert guess in facts[text("summary.whose", language)]
    assert summary.figure().title not in summary.message


def test_a_share_of_a_known_base_is_a_count_of_people():
    figure = share("one", "it", 57, 7)

    low, high = share_range(Study(name="s", figures=(figure,)), figure)

    assert low == high == pytest.approx(4 / 7)


@pytest.mark.parametrize("language", ["en", "sv", "de"])
def test_every_chapter_of_the_comparison_can_be_told_in_every_language(compared, language):
    report = compared(language)

    for name in CHAPTERS:
        block = getattr(report, name)()
        assert block.html.startswith('<h2 id="s-') and block.text


def test_the_comparison_says_that_nothing_is_joined(compared):
    assert "no line joins them" in compared().summary().html


def test_the_headline_counts_judgements_and_not_labels(compared):
    report = compared()
    found = report._facing

    worse = found["item"].str.startswith(("Less or not", "Not at all"))
    low, high = found["gap_low"], found["gap_high"]
    kinder = (low > 0).where(~worse, high < 0)
    harsher = (high < 0).where(~worse, low > 0)
    judged = found["item"] != "Satisfied"
    counts = [int((one & judged).sum()) for one in (kinder, harsher)]
    assert worse.sum() == 3 and counts == [10, 1]
    summary = report.summary().summary
    assert f"IT was kinder to itself in 10 of {judged.sum()} judgements" in summary.message
    assert summary.lead == (
        "Kinder: 10, harsher: 1, open: 1. All judgements of a survey point one way in 2 of 4 "
        "surveys."
    )
    chart = summary.figure()
    assert (
        len(chart.lines) == judged.sum() and chart.title and chart.subtitle and chart.note
    )
    assert "10" not in chart.title
    again = json.loads(summary.as_json())["numbers"]["judgements"]  # the index draws these
    assert charts.kinder_chart(pd.DataFrame(again), title=chart.title).lines == chart.lines
    every, rows, some, none, untested = map(int, re.findall(r"\d+", summary.facts[0][1]))
    assert every + some + none + untested == rows == judged.sum()
    assert "Not counted, as neither better nor worse: 1." in report.sides().text


@pytest.fixture
def of_2012(repository):
    return comparison_report("2012-informationweek")


def test_a_row_says_both_shares_with_n_and_by_how_much_it_is_kinder(of_2012):
    told = {line[0]: line[1:] for line in rows_of(of_2012.sides().html) if len(line) > 1}

    assert "IT Perception Survey, InformationWeek 2012, n = 382" in of_2012.sides().text
    assert told["IT is integral to the business"][:3] == ["60% (246)", "43% (136)",
                                                          "+16.4 to +17.5"]  # fmt: skip
    low, high = of_2012._facing[["gap_low", "gap_high"]].iloc[-1]
    assert low < high < 0 and round(100 * low) == round(100 * high) == -11
    own = told["Not at all satisfied\N{NO-BREAK SPACE}⟲"]  # less of it is better: turned
    assert own == ["9% (246)", "20% (136)", "+10.5 to +11.3", "✓ in every table that fits"]


def test_a_gap_is_rounded_once_and_as_on_the_page_of_its_survey(of_2012):
    [(_, study)] = of_2012.surveys
    told = [line[3] for line in rows_of(of_2012.sides().html) if len(line) > 3][1:]

    for name, shown in zip(("integral", "satisfied", "not_satisfied"), told, strict=True):
        verdict = judge_claim(study, study.claim(name))
        [apart] = [q for q in verdict.main_quantities if q["quantity"] == "difference"]
        assert shown == told_range(apart["low"], apart["high"], "points")


def test_every_share_is_folded_under_its_survey_and_its_group(of_2012):
    html = of_2012.every_share().html
    assert html.index("<details") < html.index("<table") and "All 6 shares" in html
    assert html.count('scope="rowgroup"') == 1
    ardour = comparison_report("2013-ardour").every_share().text
    for group, printed in (("Group-owned IT service company", "61%"),
                           ("Internal IT department", "a similar picture"),
                           ("Decentralised IT in the business departments", "43%")):  # fmt: skip
        assert f"Performance better than reputation, {group} own work {printed}" in ardour


def test_where_customers_were_not_asked_there_is_nothing_to_compare(repository):
    report = comparison_report("2013-ardour")

    summary = report.summary().summary
    assert (summary.figure, summary.numbers) == (None, {})
    assert "No item in print was judged by both sides." in report.sides().text


@each(
    ("low", "high", "polarity", "kinder"),
    [
        (0.1, 0.2, "positive", "kinder"), (0.1, 0.2, "negative", "harsher"),
        (-0.2, -0.1, "positive", "harsher"), (-0.2, -0.1, "negative", "kinder"),
        (-0.1, 0.1, "negative", "open"), (0, 0.1, "positive", "open"),
        (0.1, 0.2, "none", "none"), (float("nan"), float("nan"), "positive", "open"),
    ],
)  # fmt: skip
def test_more_of_what_is_bad_is_a_harsher_judgement(low, high, polarity, kinder):
    assert judgement(low, high, polarity) == kinder


@pytest.mark.parametrize(
    ("language", "if_sampled"),
    [
        ("en", "if those asked in each"),
        ("sv", "om de tillfrågade i varje"),
        ("de", "wenn die Befragten jeder"),
    ],
)
def test_chance_is_said_to_rest_on_random_samples_once(repository, language, if_sampled):
    report = comparison_report("2012-informationweek", language=language)

    html = "".join(getattr(report, name)().html for name in CHAPTERS)
    assert html.count(if_sampled) == 1


def test_a_wave_of_respondents_is_no_survey_in_print(repository):
    with pytest.raises(ItPerceptionError, match=r"but respondents: demo-2024"):
        comparison_report("2012-informationweek,demo-2024")


def test_the_comparison_is_a_page_of_its_own_with_every_survey_in_print():
    pages = plan(open_waves(REPOSITORY)[0])
    page = next(page for page in pages if page.name == "comparison")

    printed = [p for p in pages if p.notebook.stem == "reproduction"]
    assert page.parameters["waves"].split(",") == [p.name for p in printed]
    assert set(page.inputs) == {path for p in printed for path in p.inputs}
