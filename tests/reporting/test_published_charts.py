"""Charts of print: honest about what is open, and told in full by their text."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from itperception.errors import UnknownNameError
from itperception.reporting.charts.colours import PAGE, contrast
from itperception.reporting.published_charts import range_bars, told_range
from itperception.reporting.split_chart import SHADES, STATES, split_states
from itperception.reporting.strip_chart import strip_chart, strip_states
from tests.published.overlaps import fitting_tables
from tests.reporting.chart_kinds import RANGES, draw
from tests.reporting.pictures import texts_of


@pytest.mark.parametrize("side", [0, 1])
def test_the_three_states_of_a_split_differ_from_the_page_and_each_other(side):
    shades = [SHADES[state][side] for state in STATES]

    assert min(contrast(shade, PAGE[side]) for shade in shades) > 1.9
    assert min(contrast(*pair) for pair in pairwise([*shades[1:], PAGE[side]])) > 1.5


def test_a_strip_says_from_where_on_the_test_is_significant():
    runs = strip_states(fitting_tables([16], [9], 40))

    found = [k for k in range(10) if _midp(16 - k, 9 - k) <= 0.05]

    assert runs == [("none", 0, min(found) - 1), ("all", min(found), 9)]
    assert found == list(range(min(found), 10))


def test_a_strip_of_several_pairs_of_counts_has_a_part_that_is_open():
    tables = fitting_tables([79, 80], [59, 60], 156)
    slow = {}
    for row in tables.itertuples():
        slow.setdefault(row.overlap, []).append(_midp(row.only_first, row.only_second) <= 0.05)
    told = {k: "all" if all(v) else "some" if any(v) else "none" for k, v in slow.items()}

    found = {k: state for state, first, last in strip_states(tables)
             for k in range(first, last + 1)}  # fmt: skip

    assert found == told and set(told.values()) == {"all", "some", "none"}


def _midp(b, c):
    """Return McNemar's mid-p from the binomial distribution itself."""
    few = min(b, c)
    return min(1.0, 2 * binom.cdf(few, b + c, 0.5) - binom.pmf(few, b + c, 0.5))


def test_a_strip_marks_as_many_as_there_would_be_if_unrelated():
    chart = strip_chart(fitting_tables([20], [10], 40), n=40, title="t")

    assert chart.lines[-1].startswith("about 5:")  # 20 * 10 / 40


def test_the_state_of_a_split_is_that_of_all_its_tables():
    generator = np.random.default_rng(3)
    tables = pd.DataFrame(
        {"a": generator.integers(1, 5, 300), "b": generator.integers(1, 5, 300),
         "p": generator.uniform(0, 0.07, 300).round(2)}
    )  # fmt: skip

    for split in split_states(tables, ["a", "b"], "p").itertuples():
        own = tables[(tables["a"] == split.x) & (tables["b"] == split.y)]["p"] <= 0.05
        assert split.state == ("all" if own.all() else "some" if own.any() else "none")


def test_a_map_says_how_many_splits_are_blank():
    every = 29 * 28 // 2  # ways to write 30 as a sum of three counts in order

    assert f"{every - 3} splits" in draw("splits").note


def test_outer_ends_are_marked_and_a_known_number_is_no_range():
    lines = draw("ranges").lines

    assert lines == (
        "Printed: 37.8% to 38.5%", "If all had known: ≈ 37.8% to 53.8%", "Known: 50.0%",
    )  # fmt: skip
    assert "outer ends" in draw("ranges").note


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
