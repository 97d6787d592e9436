"""Words and numbers: complete in three languages, rounded once, never misleading."""

from datetime import date
from string import Formatter

import numpy as np
import pandas as pd
import pytest

from itperception.book import tabulate
from itperception.counting.crosstab import Crosstab
from itperception.errors import UnknownNameError
from itperception.inference.comparisons.comparisons import METHOD
from itperception.inference.comparisons.multiplicity import ADJUST
from itperception.inference.gap import symmetry
from itperception.inference.methods import METHODS, call
from itperception.inference.results import State, TestResult
from itperception.reporting import wording
from itperception.reporting.wording import Share, text
from itperception.terms.text import LANGUAGES
from tests.cases import each
from tests.reporting.test_tables import rated_table


def placeholders(words):
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@each("key", wording.texts())
def test_every_text_has_the_same_placeholders_in_every_language(key):
    by_language = wording.texts()[key]

    assert tuple(by_language) == LANGUAGES
    assert all(by_language.values())
    assert len({frozenset(placeholders(words)) for words in by_language.values()}) == 1


def test_a_text_that_does_not_exist_is_named_with_its_nearest():
    with pytest.raises(UnknownNameError, match=r"did you mean 'table\.total'"):
        text("table.totl")


def test_a_language_that_does_not_exist_is_refused():
    with pytest.raises(UnknownNameError, match="no language is called 'fr'"):
        text("table.total", "fr")


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "51%"), ("sv", "51\N{NO-BREAK SPACE}%"), ("de", "51\N{NO-BREAK SPACE}%")],
)
def test_percent_follows_the_language(language, written):
    assert wording.percent(0.513, language) == written


def test_percent_of_nobody_is_a_dash_and_of_somebody_never_zero():
    assert wording.percent(0.0) == "–"
    assert wording.percent(1e-9) == "<0.5%"
    assert wording.percent(0.005) == "1%"
    assert wording.percent(0.002, "de") == "<0,5\N{NO-BREAK SPACE}%"
    assert wording.percent(np.nan) == ".."


@pytest.mark.parametrize(
    "n", [(1, 8, "13%"), (57, 200, "29%"), (3, 8, "38%"), (1, 1, "100%")]
)
def test_halves_are_rounded_up_as_on_paper(n):
    count, base, written = n

    assert wording.percent(count / base) == written


def test_numbers_follow_the_language():
    assert wording.count(18000, "sv") == "18\N{NO-BREAK SPACE}000"
    assert wording.decimal(-1234.5, "de", 1) == "−1.234,5"
    assert wording.decimal(-0.001) == "0.00"


def test_a_p_value_is_never_written_as_zero_or_one():
    written = [wording.p_value(p) for p in (0.0132, 0.00099, 0.9999, 0.0, np.nan)]

    assert written == [
        "p = 0.013", "p < 0.001", "p > 0.999", "p < 0.001", "p not available",
    ]  # fmt: skip


def test_intervals_speak_in_their_unit():
    assert wording.interval(-0.048, 0.302) == "95% interval −5 to +30"
    assert wording.interval(0.1, 0.2, unit="percent") == "95% interval 10% to 20%"
    assert wording.interval(0.1, 0.25, "sv", unit="number") == (
        "95-procentigt intervall: 0,10 till 0,25"
    )
    with pytest.raises(UnknownNameError, match="no unit is called 'miles'"):
        wording.interval(0, 1, unit="miles")


@pytest.mark.parametrize("state", [state for state in State if state is not State.OK])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_no_number_can_be_told(state, language):
    told = wording.describe_test(TestResult(method=METHOD, state=state), language)

    assert text(f"state.{state}", language) in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_test_of_a_table_can_be_told_with_its_p(language):
    counts = np.array([[30, 10], [15, 25]])
    of_counts = [m for m in METHODS.values() if m.given in ("counts", "square")]
    results = [
        *(call(method, counts) for method in of_counts),
        *(symmetry.mcnemar(9, 3, 40, method=form) for form in symmetry.MCNEMAR_NAMES),
    ]

    told = [wording.describe_test(result, language) for result in results]

    assert all("p = " in sentence or "p < " in sentence for sentence in told)


def test_every_adjustment_has_a_name():
    assert all(text(f"adjust.{name}") for name in ADJUST if name != "auto")


def test_a_test_is_told_with_its_numbers_in_the_language():
    result = TestResult(
        method="Kruskal-Wallis test", statistic=8.214, df=2, p_value=0.0164, base=156,
        effect_size=0.053, effect_name="epsilon squared", ci_low=0.004, ci_high=0.13,
    )  # fmt: skip

    assert wording.describe_test(result) == (
        "Kruskal-Wallis test: H = 8.21; df = 2; p = 0.016; "
        "epsilon squared = 0.05 (95% interval 0.00 to 0.13); base 156."
    )
    assert "H = 8,21; df = 2; p = 0,016" in wording.describe_test(result, "de")


def test_a_method_without_a_translation_is_an_error_outside_english():
    assert wording.named("method", "Unheard-of test") == "Unheard-of test"
    with pytest.raises(UnknownNameError, match="Unheard-of test"):
        wording.named("method", "Unheard-of test", "sv")


@pytest.mark.parametrize(
    ("limits", "said"), [((0.01, 0.2), "is +10 points"), ((-0.01, 0.2), "may be chance")]
)
def test_a_finding_says_chance_exactly_if_the_interval_covers_zero(limits, said):
    pair = Share("A", 0.5, 60), Share("B", 0.4, 80)

    assert said in wording.gap_finding("Internal", *pair, limits)


@pytest.mark.parametrize(
    ("last", "told"),
    [(date(2026, 3, 20), "2–20 March 2026"), (date(2026, 4, 1), "2 March – 1 April 2026"),
     (date(2027, 1, 1), "2 March 2026 – 1 January 2027"), (date(2026, 3, 2), "2 March 2026")],
)  # fmt: skip
def test_dates_say_month_and_year_once(last, told):
    assert wording.dates(date(2026, 3, 2), last) == told


def test_dates_follow_the_language_and_may_be_unknown():
    first, last = date(2026, 3, 2), date(2026, 5, 20)

    assert wording.dates(first, last, "sv") == "2 mars – 20 maj 2026"
    assert wording.dates(first, last, "de") == "2. März – 20. Mai 2026"
    assert wording.dates(None, last, "de") == "20. Mai 2026"
    assert wording.dates(None, None) == ""


def test_the_base_says_whether_dont_know_is_in_it():
    rated = rated_table()

    assert wording.base_line(tabulate(rated)) == (
        "Base: all respondents, n = 200; “Don't know” included"
    )
    assert wording.base_line(tabulate(rated.answers())).endswith(
        "; “Don't know” not included"
    )


def test_a_table_without_dont_know_says_nothing_about_it():
    table = Crosstab.from_counts(pd.DataFrame({"a": [3, 4]}))

    assert wording.base_line(tabulate(table), "sv") == "Bas: alla svarande, n = 7"
