"""Charts of print: honest about what is open, and told in full by their text."""

import numpy as np
import pytest
from scipy.stats import binom

from itperception.errors import UnknownNameError
from itperception.inference.intervals import tango
from itperception.reporting.published_charts import range_bars, told_range
from itperception.reporting.reproduction_pictures import gap_ranges
from itperception.reporting.strip_chart import strip_chart, strip_states
from tests.published.overlaps import fitting_tables
from tests.reporting.chart_kinds import RANGES, draw
from tests.reporting.pictures import texts_of


def test_a_strip_says_from_where_on_the_test_is_significant():
    runs = strip_states(fitting_tables([16], [9], 40))

    found = [k for k in range(10) if _midp(16 - k, 9 - k) <= 0.05]

    assert runs == [("none", 0, min(found) - 1), ("every", min(found), 9)]
    assert found == list(range(min(found), 10))


def test_a_strip_of_several_pairs_of_counts_has_a_part_that_is_open():
    tables = fitting_tables([79, 80], [59, 60], 156)
    slow = {}
    for row in tables.itertuples():
        slow.setdefault(row.overlap, []).append(
            _midp(row.only_first, row.only_second) <= 0.05
        )
    told = {k: "every" if all(v) else "some" if any(v) else "none" for k, v in slow.items()}

    found = {k: state for state, first, last in strip_states(tables)
             for k in range(first, last + 1)}  # fmt: skip

    assert found == told and set(told.values()) == {"every", "some", "none"}


def _midp(b, c):
    """Return McNemar's mid-p from the binomial distribution itself."""
    few = min(b, c)
    return min(1.0, 2 * binom.cdf(few, b + c, 0.5) - binom.pmf(few, b + c, 0.5))


def test_a_strip_marks_as_many_as_there_would_be_if_unrelated():
    chart = strip_chart(fitting_tables([20], [10], 40), n=40, title="t")

    assert chart.lines[-1].startswith("about 5:")  # 20 * 10 / 40


def test_a_range_is_told_by_its_ends_and_a_known_number_is_no_range():
    assert draw("ranges").lines == (
        "Printed: 37.8% to 38.5%", "If all had known: 37.8% to 53.8%", "Known: 50.0%",
    )  # fmt: skip


def test_the_gap_in_print_has_the_outermost_limits_of_all_tables():
    tables = fitting_tables([79, 80], [59, 60], 156)
    found = gap_ranges(tables, 156, 0.95).set_index("told")

    every = [tango(row.only_first, row.only_second, 156) for row in tables.itertuples()]
    slow = [end for limits in every for end in limits]
    assert found["low"].iloc[-1] == pytest.approx(min(slow))
    assert found["high"].iloc[-1] == pytest.approx(max(slow))
    assert list(found.index) == ["12 to 13", "1 to 24", "−3 to 28"]


def test_ranges_of_a_gap_stand_below_the_shares_with_what_is_told_of_them():
    chart = draw("shares")

    assert chart.lines[0] == "Work: 51%, 79 / 156"
    assert chart.lines[-1] == "Better: Poor: −3–28"
    assert {"12–13", "1–24", "−3–28"} <= {t.told for t in texts_of(chart.wide.svg())}


def test_an_unknown_unit_is_refused():
    with pytest.raises(UnknownNameError, match="'per_cent'"):
        range_bars(RANGES, title="t", unit="per_cent")


def test_a_range_without_an_end_says_so():
    assert told_range(2.5, np.inf, "number") == "2.50 to ∞"
