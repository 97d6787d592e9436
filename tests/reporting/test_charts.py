"""Charts: what they show is told in full by their text, in the language of the page."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from itperception.book import tabulate
from itperception.reporting import charts, wording
from itperception.reporting.sanitise import sanitise
from tests.reporting.chart_kinds import DATA, KINDS, draw
from tests.reporting.pictures import texts_of, words_of
from tests.reporting.test_tables import COUNTS, HOSTILE, options_of, rated_table, tools


def pictured(chart):
    """Return everything that is written in either picture."""
    return " ".join(t.told for svg in (chart.svg_wide, chart.svg_narrow)
                    for t in texts_of(svg))  # fmt: skip


@pytest.mark.parametrize("language", ["sv", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_a_chart_is_of_the_language_of_the_page_or_of_the_data(
    kind, language
):
    chart = draw(kind, language=language, synthetic=True)
    known = words_of(" ".join(said[language] for said in wording.texts().values()))

    told = words_of(" ".join([pictured(chart), chart.alt, *chart.notes]))

    assert told <= known | words_of(DATA)


def test_a_chart_that_is_not_translated_would_be_found_out():
    known = words_of(" ".join(said["sv"] for said in wording.texts().values()))

    assert words_of(" ".join(draw("diverging").notes)) - known - words_of(DATA)


@pytest.mark.parametrize("kind", KINDS)
def test_synthetic_data_are_marked_in_picture_alt_and_caption(kind):
    marked, plain = draw(kind, synthetic=True), draw(kind)

    assert "Synthetic data." in marked.alt
    assert "synthetic" not in (plain.alt + pictured(plain)).casefold()
    assert pictured(marked).count("synthetic data") == 2
    assert 'class="badge">synthetic data' in marked.to_html()


def test_a_chart_speaks_the_language_of_the_page():
    chart = draw("forest", language="de", synthetic=True)

    assert chart.alt.startswith("Diagramm: Title. Synthetische Daten.")
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

    assert cleaned.count("data:image/svg+xml,%3Csvg") == 2
    assert "<picture><source" in cleaned and " alt=" in cleaned


@pytest.mark.parametrize("kind", ["diverging", "stacked", "heatmap"])
def test_a_very_small_group_is_shown_and_flagged(kind):
    chart = draw(kind)

    assert "decentralised" in chart.values.to_csv()
    assert re.search(r"Decentralised( \(n = 20\))?\*\*", " ".join(pictured(chart).split()))
    assert "** Base below 30: very small, read with care." in chart.notes


def test_an_option_chart_flags_a_group_that_is_very_small_for_any_option():
    first, second = options_of({"Web": 60, "Mail": 40})
    small = replace(second, cells=second.cells * np.array([1, 0.05, 1]))

    chart = charts.option_bars(tools([first, small]))

    assert list(chart.values) == ["total", "internal", "group"]
    assert "**" in pictured(chart) and chart.notes[-1].startswith("** Base below 30")


def test_an_option_chart_leaves_out_a_group_of_nobody():
    first, second = options_of({"Web": 60, "Mail": 40})
    empty = replace(second, cells=second.cells * np.array([1, 0, 1]))

    chart = charts.option_bars(tools([first, empty]))

    assert "Group" not in pictured(chart) + chart.alt
    assert list(chart.values) == ["total", "internal"]


def test_the_alt_text_has_the_numbers_of_the_frame():
    chart = draw("diverging")
    shares = chart.values.loc["internal"].drop("base")

    line = next(line for line in chart.lines if line.startswith("Internal"))

    assert re.findall(r"\d+%", line) == [wording.percent(share) for share in shares]


def test_several_answers_off_the_scale_are_hatched_differently():
    table = rated_table(np.array(COUNTS) + 1)
    kinds = ("answer", "dont_know", "refused", "no_answer")
    rows = [
        row.model_copy(update={"kind": k}) for row, k in zip(table.rows, kinds, strict=True)
    ]

    chart = charts.stacked_bars(tabulate(replace(table, rows=tuple(rows))))

    patterns = re.findall(r"<pattern.*?</pattern>", chart.svg_wide.decode())
    assert len({re.sub("id='..'", "", pattern) for pattern in patterns}) == 3


def test_differences_are_told_with_their_intervals():
    assert draw("forest").lines == ("A − B: +13 [−5; +30]", "A − C: −25 [−46; −4]")


def test_a_marker_is_hollow_where_the_interval_covers_zero():
    svg = draw("forest").svg_wide.decode()
    faces = re.findall(r"<path fill='([^']+)' stroke='#0072b2' stroke-width='[^']+' d='M[^']*a",
                       svg)  # fmt: skip

    assert faces == ["#fff", "#0072b2"]  # the first interval covers zero, the second not


def test_a_gap_is_told_with_both_shares_and_the_base():
    assert draw("dumbbell").lines[0].replace("\N{NO-BREAK SPACE}", " ") == (
        "Internal (n = 90): Work 55%, Image 36%, difference +19 pts"
    )


def test_a_wave_after_a_break_is_told_to_be_not_comparable():
    line = draw("trend").lines[0]

    assert "2026 (not comparable with the wave before: wording) 40% [20; 70]" in line
    assert line.count("not comparable") == 1


def test_options_stand_in_the_order_of_their_share():
    chart = charts.option_bars(tools(options_of({"Mail": 40, "Web": 90})))

    assert [line.split(":")[0] for line in chart.lines] == ["Web", "Mail"]


def test_a_result_that_could_not_be_computed_keeps_its_place():
    frame = pd.DataFrame({"label": ["A"], "difference": [np.nan], "ci_low": [np.nan],
                          "ci_high": [np.nan]})  # fmt: skip

    assert charts.forest(frame, title="Difference").lines == ("A: ..",)


@pytest.mark.parametrize("kind", [charts.diverging_bars, charts.stacked_bars])
def test_a_table_of_nobody_says_so_instead_of_drawing(kind):
    chart = kind(tabulate(rated_table([[0, 0, 0]] * 4)))

    assert chart.lines == ()
    assert chart.values.empty
    assert wording.text("table.too_small") in pictured(chart)


def test_labels_are_text_and_nothing_else():
    table = rated_table(label=f"$x^2$ {HOSTILE}")
    table = replace(table, rows=(table.rows[0].model_copy(update={"label": {"en": HOSTILE}}),
                                 *table.rows[1:]))  # fmt: skip

    chart = charts.diverging_bars(tabulate(table))

    assert "<script" not in chart.to_html()
    assert b"<script" not in chart.svg_wide and HOSTILE in pictured(chart)
