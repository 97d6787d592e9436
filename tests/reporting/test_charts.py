"""Charts: what they show is told in full by their text, in the language of the page."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from itperception.book import tabulate
from itperception.reporting import charts, wording
from itperception.reporting.charts.overview import MOST
from itperception.reporting.charts.rows import Row, place_rows
from itperception.reporting.charts.sheet import Sheet
from itperception.reporting.sanitise import sanitise
from tests.cases import each
from tests.reporting.chart_kinds import (
    CHANGES,
    DATA,
    GAP,
    KINDS,
    UNMARKED,
    draw,
    trend_frame,
)
from tests.reporting.pictures import shapes_of, texts_of, words_of
from tests.reporting.test_tables import COUNTS, HOSTILE, options_of, rated_table, tools


def pictured(chart):
    """Return everything that is written in either picture."""
    return " ".join(t.told for sheet in (chart.wide, chart.narrow)
                    for t in texts_of(sheet.svg()))  # fmt: skip


@each("language", ["sv", "de"])
@each("kind", KINDS)
def test_every_word_of_a_chart_is_of_the_language_of_the_page_or_of_the_data(
    kind, language
):
    chart = draw(kind, language=language, synthetic=True)
    known = words_of(" ".join(said[language] for said in wording.texts().values()))

    told = words_of(" ".join([chart.alt, chart.subtitle, chart.note]))

    assert told <= known | words_of(DATA)
    broken = {"konzerneigene", "informationstechnik", "dienstleistungsgesellschaften"}
    assert {word for word in words_of(pictured(chart)) - known - words_of(DATA)
            if not any(word in whole for whole in broken)} == set()  # fmt: skip


def test_a_chart_that_is_not_translated_would_be_found_out():
    known = words_of(" ".join(said["sv"] for said in wording.texts().values()))

    assert words_of(draw("stacked").subtitle) - known - words_of(DATA)


@each("kind", [kind for kind in KINDS if kind not in UNMARKED])
def test_synthetic_data_are_marked_in_picture_and_alt(kind):
    marked, plain = draw(kind, synthetic=True), draw(kind)

    assert "Synthetic data." in marked.alt
    assert "synthetic" not in (plain.alt + pictured(plain)).casefold()
    assert pictured(marked).count("synthetic data") == 2


@each("kind", KINDS)
def test_the_alt_text_is_title_and_every_line_and_a_value_of_the_picture_is_in_it(kind):
    chart = draw(kind)
    page = chart.to_html()

    assert chart.alt.startswith("Title.") and chart.lines
    assert all(line in chart.alt for line in chart.lines)
    assert '<source media="screen and (max-width: 800px)" srcset="data:image/svg' in page
    assert page.count("<img ") == 1 and f'width="{chart.wide.width}"' in page
    if kind != "strip":  # their numbers lie on an axis
        ticks = {t.told for t in texts_of(chart.wide.svg()) if t.size == 13}
        shown = {t.told for t in texts_of(chart.wide.svg())} - ticks
        digits = {number for told in shown for number in re.findall(r"\d+", told)}
        assert digits <= set(re.findall(r"\d+", chart.alt))


@each("kind", KINDS)
def test_a_chart_survives_the_sanitiser(kind):
    cleaned = sanitise(draw(kind).to_html())

    assert cleaned.count("data:image/svg+xml,%3Csvg") == 2
    assert "<picture><source" in cleaned and " alt=" in cleaned


def test_a_title_can_be_the_heading_of_a_page():
    assert '<h2 class="ft">Title</h2>' in draw("gap").to_html(title="h2")


def test_a_gap_is_told_with_both_shares_its_interval_and_the_base():
    assert draw("gap").lines == (
        "All, n = 140: Work 55%, Image 36%, gap 19 (10 to 28)",
        "Internal, n = 90: Work 52%, Image 31%, gap 22 (17 to 27)",
        "Group, n = 40: Work 41%, Image 41%, gap 0 (−12 to 12)",
    )


def test_a_gap_below_zero_turns_sides_and_keeps_its_sign():
    chart = draw("negative")

    assert chart.lines[0] == "All, n = 140: Work 36%, Image 55%, gap −19 (−28 to −10)"
    first = {t.told: t.left for t in texts_of(chart.wide.svg())}
    assert first["Work"] < first["Image"]


def test_a_gap_is_hollow_where_its_interval_covers_zero():
    radii = [c for c in shapes_of(draw("gap").wide.svg(), "circle") if c["r"] == "5.5"]

    assert [c["fill"] for c in radii] == ["#1a1f26", "#1a1f26", "#ffffff"]


def test_an_end_of_an_interval_that_rounds_to_zero_says_on_which_side():
    frame = GAP.head(1).assign(ci_low=-0.0048, ci_high=0.25)

    told = charts.gap_chart(frame, names=("a", "b"), title="t").lines[0]

    assert told.endswith("gap 19 (−0.5 to 25)")


def test_a_gap_that_could_not_be_computed_keeps_its_place():
    frame = GAP.assign(difference=np.nan, ci_low=np.nan, ci_high=np.nan)

    assert charts.gap_chart(frame, names=("a", "b"), title="t").lines[0].endswith("gap ..")


@pytest.mark.parametrize("kind", ["stacked", "overview"])
def test_a_very_small_group_is_shown_and_flagged(kind):
    chart = draw(kind)

    assert "Decentralised**" in pictured(chart) and "Decentralised**" in chart.alt
    assert "** Base below 30: very small, read with care." in chart.note


def test_an_overview_fills_what_is_beyond_chance_and_says_who_is_above_whom():
    table = tabulate(rated_table())
    cells = table.cells.copy()
    found = (cells["row"] == "top") & (cells["column"] == "internal")
    cells["higher_than"] = [("group", "decentralised") if is_it else () for is_it in found]

    first, *rest = charts.overview([replace(table, cells=cells)], title="t")
    hollow = draw("overview")

    assert first.lines[1].endswith("(Internal above Group, Decentralised)")
    for sheet in (first.wide, first.narrow):
        assert b"Internal above" in sheet.svg()
    fills = {c["fill"] for c in shapes_of(first.wide.svg(), "circle")[1:]}
    assert rest == [] and fills == {"#56616d"}
    assert {c["fill"] for c in shapes_of(hollow.wide.svg(), "circle")[1:]} == {"#ffffff"}


def test_an_overview_of_forty_questions_is_parted_and_no_row_is_lost():
    tables = [tabulate(rated_table(label=f"Question {k}")) for k in range(40)]

    parts = charts.overview(tables, title="t")

    assert [len(part.lines) <= MOST + 1 for part in parts] == [True, True]
    assert [part.title for part in parts] == ["t", "Questions with one answer"]
    assert [line.split(":")[0] for part in parts for line in part.lines[1:]] == [
        f"Question {k}" for k in range(40)
    ]  # fmt: skip


def test_no_word_of_a_label_is_cut_that_has_room_on_a_desk():
    sheet = Sheet(660)
    place_rows(sheet, [Row("Demonstrationsmätning 2026", bold=True)], 0)
    assert ">Demonstrationsmätning<".encode() in sheet.svg()


def test_nothing_to_compare_is_no_overview():
    assert charts.overview([], title="t") == []


def test_an_overview_of_everybody_has_one_mark_in_a_row():
    [chart] = charts.overview([tabulate(everybody())], title="t")

    assert [line.count("%") for line in chart.lines] == [0, 1]


def everybody():
    table = rated_table()
    cells = np.concatenate([table.cells.sum(axis=2, keepdims=True)] * 1, axis=2)
    return replace(table, banner=None, columns=(), cells=cells)


def test_options_stand_in_the_order_of_their_share_and_none_of_these_last():
    table = tools(options_of({"none": 120, "Mail": 40, "Web": 90}))
    last = table.question.model_copy(update={"exclusive": "none"})

    [chart] = charts.overview([replace(table, question=last)], title="t")

    assert [line.split(":")[0] for line in chart.lines[1:]] == ["Web", "Mail", "none"]


def test_an_overview_leaves_out_a_group_of_nobody():
    first, second = options_of({"Web": 60, "Mail": 40})
    empty = [replace(o, cells=o.cells * np.array([1, 0, 1])) for o in (first, second)]

    [chart] = charts.overview([tools(empty)], title="t")

    assert "Group" not in pictured(chart) + chart.alt


def test_the_alt_text_has_the_numbers_of_the_table():
    table = tabulate(rated_table())
    shares = table.by_row("proportion").loc[[row.id for row in table.parts], "internal"]

    line = next(line for line in draw("stacked").lines if line.startswith("Internal"))

    assert re.findall(r"\d+%", line) == [wording.percent(share) for share in shares]


def test_several_answers_off_the_scale_differ():
    table = rated_table(np.array(COUNTS) + 1)
    kinds = ("answer", "dont_know", "refused", "no_answer")
    rows = [
        row.model_copy(update={"kind": k}) for row, k in zip(table.rows, kinds, strict=True)
    ]

    chart = charts.stacked_bars(tabulate(replace(table, rows=tuple(rows))))

    fills = {path["fill"] for path in shapes_of(chart.wide.svg(), "path")}
    assert len(fills) == 4


def test_differences_are_told_with_their_intervals_and_both_shares():
    assert draw("forest").lines == (
        "Image: 2011 30%, 2013 43%, +13 (−5 to +30)",
        "Web: 2011 60%, 2013 35%, −25 (−46 to −4)",
        "Mail: 2011 50%, 2013 53%, +3 (−0.4 to +10)",
    )


def test_a_mark_of_a_difference_is_filled_as_the_frame_says():
    marks = [c for c in shapes_of(draw("forest").wide.svg(), "circle")]

    assert [c["fill"] for c in marks] == ["#ffffff", "#1a1f26", "#ffffff"]


def test_a_row_without_a_name_has_that_of_the_row_above():
    frame = pd.DataFrame({"label": ["Internal", ""], "difference": [0.1, 0.2],
                          "ci_low": [0.0, 0.1], "ci_high": [0.2, 0.3]})  # fmt: skip

    assert charts.forest(frame, title="t").lines[1] == "Internal: +20 (+10 to +30)"


def test_a_result_that_could_not_be_computed_keeps_its_place():
    frame = CHANGES.head(1).assign(difference=np.nan, ci_low=np.nan, ci_high=np.nan)

    assert charts.forest(frame, title="Difference").lines == ("Image: 30%, 43%, ..",)


def test_a_wave_after_a_break_says_what_changed():
    lines = draw("broken").lines

    assert ["changed: wording" in line for line in lines] == [False, False, True, False]
    assert "changed: wording" in pictured(draw("broken"))


@pytest.mark.parametrize("waves", [1, 2, 6])
def test_waves_have_their_names_however_many(waves):
    frame = pd.concat([trend_frame(), trend_frame()]).head(waves)
    chart = charts.trend_pair(frame, names=("a", "b"), title="t")

    assert len(chart.lines) == waves
    texts = texts_of(chart.wide.svg())
    assert not [(a.told, b.told) for k, a in enumerate(texts) for b in texts[k + 1 :]
                if a.overlaps(b) and a.told != b.told]  # fmt: skip


def test_the_last_value_of_a_gap_lies_inside_the_picture_whatever_its_sign():
    frame = pd.concat([trend_frame(), trend_frame()]).tail(3)
    for gap in (0.1, -0.14, -1.0):
        frame = frame.assign(gap=gap, gap_low=gap - 0.1, gap_high=gap + 0.1)
        chart = charts.trend_pair(frame, names=("a", "b"), title="t")
        ends = [told.left + told.width for told in texts_of(chart.wide.svg())]
        assert max(ends) <= chart.wide.width


def test_kinder_is_right_whatever_the_sign_and_an_arrow_goes_on_beyond_the_axis():
    chart = draw("kinder")

    assert (
        chart.lines[1] == "Two: Bad\N{NO-BREAK SPACE}⟲: IT 9%, customers 17%, +7.0 to +9.0"
    )
    assert chart.lines[0].endswith("−2.0 to 0.0")
    arrows = [p for p in shapes_of(chart.wide.svg(), "path") if p["d"].count("L") == 2]
    assert len(arrows) == 1


def test_a_table_of_nobody_says_so_instead_of_drawing():
    chart = charts.stacked_bars(tabulate(rated_table([[0, 0, 0]] * 4)))

    assert chart.lines == ()
    assert wording.text("table.too_small") in pictured(chart)


def test_labels_are_text_and_nothing_else():
    table = rated_table(label=f"$x^2$ {HOSTILE}")
    table = replace(table, rows=(table.rows[0].model_copy(update={"label": {"en": HOSTILE}}),
                                 *table.rows[1:]))  # fmt: skip

    chart = charts.stacked_bars(tabulate(table))

    assert "<script" not in chart.to_html()
    assert b"<script" not in chart.wide.svg() and HOSTILE in pictured(chart)
