"""Charts: the same bytes each time, readable, and told in full by their text."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import matplotlib
import numpy as np
import pandas as pd
import pytest

from itperception.errors import UnknownNameError
from itperception.reporting import charts, wording
from itperception.reporting.sanitise import sanitise
from tests.reporting.test_tables import COUNTS, HOSTILE, options_of, rated_table

GAP = pd.DataFrame(
    {"group": ["Internal", "Group"], "self_proportion": [0.55, 0.41], "base": [90, 40],
     "other_proportion": [0.36, 0.41], "difference": [0.19, 0.0]}
)  # fmt: skip
DIFFERENCES = pd.DataFrame(
    {"label": ["A − B", "A − C"], "difference": [0.13, -0.25], "ci_low": [-0.05, -0.46],
     "ci_high": [0.3, -0.04]}
)  # fmt: skip
TREND = pd.DataFrame(
    {"wave": ["2011", "2013", "2026"] * 2, "group": ["Internal"] * 3 + ["Group"] * 3,
     "proportion": [0.3, 0.34, 0.4, 0.5, 0.52, 0.6], "ci_low": 0.2, "ci_high": 0.7,
     "break_before": [False, False, True] * 2}
)  # fmt: skip
BOUNDS = pd.DataFrame(
    {"label": ["Better", "Worse"], "low": [0.0004, 0.2], "high": [0.31, 0.2]}
)


@cache
def draw(name, *, language="en", synthetic=False):
    """Return one of each kind of chart, of small data."""
    table = rated_table(synthetic=synthetic)
    options = [replace(o, synthetic=synthetic) for o in options_of({"Web": 90, "Mail": 4})]
    words = {"title": "A title", "language": language}
    residuals = pd.DataFrame(
        {"internal": [3.1, 0.2], "group": [-3.1, 0.1]}, ["good", "fair"]
    )
    kinds = {
        "diverging": lambda: charts.diverging_bars(table, **words),
        "stacked": lambda: charts.stacked_bars(table, **words),
        "heatmap": lambda: charts.residual_heatmap(table, residuals, **words),
        "options": lambda: charts.option_bars(options, **words),
        "dumbbell": lambda: charts.dumbbell(
            GAP, self_label="Work", other_label="Image", synthetic=synthetic, **words
        ),
        "forest": lambda: charts.forest(DIFFERENCES, synthetic=synthetic, **words),
        "trend": lambda: charts.trend(TREND, synthetic=synthetic, **words),
        "bounds": lambda: charts.bounds_bars(
            BOUNDS, threshold=0.05, synthetic=synthetic, **words
        ),
    }
    return kinds[name]()


KINDS = (
    "diverging", "stacked", "heatmap", "options", "dumbbell", "forest", "trend", "bounds",
)  # fmt: skip


def width_of(svg):
    return float(re.search(rb'width="([\d.]+)pt"', svg)[1]) * 96 / 72


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_the_same_to_the_last_byte_whatever_the_settings(kind):
    first = draw(kind)
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        second = draw.__wrapped__(kind)

        assert matplotlib.rcParams["font.size"] == 30
    assert (first.svg_wide, first.svg_narrow) == (second.svg_wide, second.svg_narrow)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_small_and_has_two_widths_and_no_date(kind):
    chart = draw(kind, synthetic=True)

    assert max(len(chart.svg_wide), len(chart.svg_narrow)) < 40_000
    assert width_of(chart.svg_narrow) == pytest.approx(340)
    assert width_of(chart.svg_wide) == pytest.approx(780)
    assert b"<dc:date>" not in chart.svg_wide


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_at_least_eleven_pixels_on_a_phone(kind):
    scales = re.findall(rb"scale\((0\.\d+) -0\.\d+\)", draw(kind).svg_narrow)

    assert min(float(scale) * 100 * 96 / 72 for scale in scales) >= 11


@pytest.mark.parametrize("kind", KINDS)
def test_synthetic_data_are_marked_in_picture_alt_and_caption(kind):
    marked, plain = draw(kind, synthetic=True), draw(kind)

    assert "Synthetic data." in marked.alt
    assert "synthetic" not in plain.alt.casefold()
    assert b"#8a3b00" in marked.svg_wide and b"#8a3b00" in marked.svg_narrow
    assert 'class="badge">synthetic data' in marked.to_html()


def test_a_chart_speaks_the_language_of_the_page():
    chart = draw("forest", language="de", synthetic=True)

    assert chart.alt.startswith("Diagramm: A title. Synthetische Daten.")
    assert "Werte des Diagramms als Text" in chart.to_html("de", number=1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_alt_text_says_every_line_and_so_does_the_page(kind):
    chart = draw(kind)
    page = chart.to_html(number=2)

    assert all(line in chart.alt for line in chart.lines)
    assert page.count("<li>") == len(chart.lines) > 0
    assert '<source media="screen and (max-width: 40rem)" srcset="data:image/svg' in page
    assert "Figure 2." in page and "<details>" in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_survives_the_sanitiser(kind):
    cleaned = sanitise(draw(kind).to_html())

    assert cleaned.count("data:image/svg+xml;base64,") == 2
    assert "<picture><source" in cleaned and " alt=" in cleaned


def test_the_alt_text_has_the_numbers_of_the_frame_and_no_small_group():
    chart = draw("diverging")
    shares = chart.values.loc["internal"].drop("base")

    line = next(line for line in chart.lines if line.startswith("Internal"))

    assert re.findall(r"\d+%", line) == [wording.percent(share) for share in shares]
    assert "Decentralised" not in chart.alt
    assert "Not shown, base too small: Decentralised." in chart.notes


def test_several_answers_off_the_scale_do_not_make_a_heavy_picture():
    table = rated_table(np.array(COUNTS) + 1)
    kinds = ("answer", "dont_know", "refused", "no_answer")
    rows = [
        row.model_copy(update={"kind": k}) for row, k in zip(table.rows, kinds, strict=True)
    ]

    chart = charts.stacked_bars(replace(table, rows=tuple(rows)))

    assert len(chart.svg_wide) < 40_000


def test_differences_are_told_with_their_intervals():
    assert draw("forest").lines == ("A − B: +13 [−5; +30]", "A − C: −25 [−46; −4]")


def test_a_gap_is_told_with_both_shares_and_the_base():
    assert draw("dumbbell").lines[0].replace("\N{NO-BREAK SPACE}", " ") == (
        "Internal (n = 90): Work 55%, Image 36%, difference +19 pts"
    )


def test_a_wave_after_a_break_is_told_to_be_not_comparable():
    line = draw("trend").lines[0]

    assert "2026 (not comparable with the wave before) 40% [20; 70]" in line
    assert line.count("not comparable") == 1


def test_options_stand_in_the_order_of_their_share():
    chart = charts.option_bars(options_of({"Mail": 40, "Web": 90}), title="Tools")

    assert [line.split(":")[0] for line in chart.lines] == ["Web", "Mail"]


def test_a_result_that_could_not_be_computed_keeps_its_place():
    frame = pd.DataFrame({"label": ["A"], "difference": [np.nan], "ci_low": [np.nan],
                          "ci_high": [np.nan]})  # fmt: skip

    assert charts.forest(frame, title="Difference").lines == ("A: ..",)


@pytest.mark.parametrize("kind", [charts.diverging_bars, charts.stacked_bars])
def test_a_table_with_no_base_to_show_says_so_instead_of_drawing(kind):
    chart = kind(rated_table([[2, 1, 0], [1, 1, 1], [0, 0, 1], [1, 0, 0]]))

    assert chart.lines == ()
    assert chart.values.empty


def test_labels_are_text_and_nothing_else():
    chart = charts.diverging_bars(rated_table(label=f"$x^2$ {HOSTILE}"))

    assert "<script" not in chart.to_html()
    assert b"script" not in chart.svg_wide


def test_the_unit_of_bounds_must_be_known():
    with pytest.raises(UnknownNameError, match="no unit is called 'miles'"):
        charts.bounds_bars(BOUNDS, title="Bounds", threshold=1, unit="miles")


def test_contrast_agrees_with_the_example_of_the_guideline():
    assert charts.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert charts.contrast("#ffffff", "#777777") == charts.contrast("#777777", "#ffffff")


@pytest.mark.parametrize("count", range(2, 12))
def test_every_segment_can_be_read(count):
    colours = charts.diverging_colours(count)

    assert len(colours) == count
    assert all(charts.contrast(c, charts.ink_on(c)) >= 4.5 for c in colours)


@pytest.mark.parametrize("colour", charts.GROUPS)
def test_markers_stand_out_from_the_page(colour):
    assert charts.contrast(colour, "#ffffff") >= 3


def test_parts_of_a_diverging_scale_differ_from_their_neighbours():
    for colours in charts.DIVERGING.values():
        assert all(charts.contrast(a, b) > 1.15 for a, b in pairwise(colours))
