"""Charts of print: honest about what is open, readable, and told in full by their text."""

from functools import cache
from itertools import pairwise

import matplotlib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from itperception.errors import UnknownNameError
from itperception.reporting.charts import contrast
from itperception.reporting.overlap_chart import MOST_LINES, overlap_chart
from itperception.reporting.published_charts import range_bars, sides_chart, told_range
from itperception.reporting.split_chart import SHADES, STATES, split_chart, split_states
from tests.published.overlaps import fitting_tables
from tests.reporting.pictures import size_of, texts_of

RANGES = pd.DataFrame(
    {"label": ["Printed", "If all had known", "Known"], "low": [0.378, 0.378, 0.5],
     "high": [0.385, 0.538, 0.5], "certified": [True, False, True]}
)  # fmt: skip
SIDES = pd.DataFrame(
    {"label": ["Integral", "Satisfied"], "self_low": [0.595, np.nan],
     "self_high": [0.605, np.nan], "customers_low": [0.425, 0.3],
     "customers_high": [0.435, 1.0], "gap_low": [0.16, np.nan], "gap_high": [0.18, np.nan]}
)  # fmt: skip
SPLITS = pd.DataFrame({"x": [9, 10, 10], "y": [5, 5, 6], "state": ["none", "some", "all"]})
KINDS = ("ranges", "sides", "overlap", "band", "splits")


@cache
def draw(kind, language="en"):
    """Return one of each kind of chart, of small data."""
    words = {"title": "A title", "language": language}
    kinds = {
        "ranges": lambda: range_bars(RANGES, unit="percent", threshold=0.5, **words),
        "sides": lambda: sides_chart(SIDES, **words),
        "overlap": lambda: overlap_chart(fitting_tables([14, 15], [8], 30), n=30, **words),
        "band": lambda: overlap_chart(
            fitting_tables(range(14, 18), [7, 8], 30), n=30, **words
        ),
        "splits": lambda: split_chart(
            SPLITS, names=("Own", "Group", "Rest"), n=30, **words
        ),
    }
    return kinds[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_the_same_to_the_last_byte_whatever_the_settings(kind):
    first = draw(kind)
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        second = draw.__wrapped__(kind)

    assert (first.svg_wide, first.svg_narrow) == (second.svg_wide, second.svg_narrow)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_small_and_fits_a_phone(kind):
    chart = draw(kind)
    pictures = (chart.svg_wide, chart.svg_narrow)

    assert [size_of(svg)[0] for svg in pictures] == [780, 340]
    assert len(chart.to_html().encode()) < 10_000


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_at_least_eleven_pixels_on_a_phone(kind):
    assert min(text.size for text in texts_of(draw(kind).svg_narrow)) >= 11


@pytest.mark.parametrize("language", ["en", "sv", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_alt_text_says_every_line_in_every_language(kind, language):
    chart = draw(kind, language)

    assert chart.lines and all(line in chart.alt for line in chart.lines)
    assert chart.to_html(language).count("<li>") == len(chart.lines)


def test_the_three_states_of_a_split_differ_in_lightness_too():
    shades = [SHADES[state] for state in STATES] + ["#ffffff"]

    assert min(contrast(*pair) for pair in pairwise(shades)) > 1.9
    assert contrast(SHADES["all"], SHADES["some"]) > 3


def test_an_overlap_line_says_from_where_on_the_test_is_significant():
    chart = overlap_chart(fitting_tables([20], [9], 40), n=40, title="t")

    found = [k for k in range(10) if _midp(20 - k, 9 - k) <= 0.05]

    assert f"from {min(found)} on" in chart.lines[0]
    assert found == list(range(min(found), 10))


def _midp(b, c):
    """Return McNemar's mid-p from the binomial distribution itself."""
    few = min(b, c)
    return min(1.0, 2 * binom.cdf(few, b + c, 0.5) - binom.pmf(few, b + c, 0.5))


def test_fewer_in_both_than_if_unrelated_begins_below_the_product():
    values = overlap_chart(fitting_tables([20], [9], 40), n=40, title="t").values

    assert values["unrelated"].tolist() == [5]  # 20 * 9 / 40 = 4.5


def test_many_pairs_of_counts_are_a_band_and_few_are_lines():
    assert len(draw("overlap").lines) <= MOST_LINES < len(draw("band").lines)
    assert "8 pairs of counts" not in draw("overlap").alt


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

    assert f"{every - 3} splits" in " ".join(draw("splits").notes)


def test_outer_ends_are_marked_and_a_known_number_is_no_range():
    lines = draw("ranges").lines

    assert lines == (
        "Printed: 37.8% to 38.5%", "If all had known: ≈ 37.8% to 53.8%", "Known: 50.0%",
    )  # fmt: skip
    assert any("outer ends" in note for note in draw("ranges").notes)


def test_a_side_that_is_not_in_print_has_no_gap():
    assert draw("sides").lines[1].endswith("difference not in print")


def test_no_line_joins_two_surveys():
    assert any("no line joins them" in note for note in draw("sides").notes)


def test_an_unknown_unit_is_refused():
    with pytest.raises(UnknownNameError, match="'per_cent'"):
        range_bars(RANGES, title="t", unit="per_cent")


def test_a_range_without_an_end_says_so():
    assert told_range(2.5, np.inf, "number") == "2.50 to ∞"
