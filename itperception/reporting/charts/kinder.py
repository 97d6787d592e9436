"""What people say of their own work against what their customers say: who is kinder."""

from math import isinf, isnan

import pandas as pd

from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import INK, OTHER, PAGE, SELF
from itperception.reporting.charts.rows import Row, place_rows
from itperception.reporting.charts.scale import Scale
from itperception.reporting.charts.sheet import Area, Sheet
from itperception.reporting.charts.typeface import SMALL, width
from itperception.reporting.charts.words import points
from itperception.reporting.wording import NO_BREAK, signed, text

_CUT = 0.4  # the axis ends here
_COLOURS = {"kinder": SELF, "harsher": OTHER}


def kinder_chart(
    frame: pd.DataFrame, *, title: str, subtitle: str = "", note: str = "",
    language: str = "en",
) -> Chart:  # fmt: skip
    """Draw by how much people are kinder to themselves than their customers are.

    Parameters
    ----------
    frame : pandas.DataFrame
        One line per judgement: study, item, own and customers (both as printed), low and
        high (by how much own is kinder, in [-1, 1], its sign turned where less is better),
        is_turned (whether it was), is_bar (whether print gives words or limits), filled
        (whether it is beyond chance in every table), kinder ("kinder", "harsher" or
        "open").
    title, subtitle, note : str
        Plain text; by default subtitle and note say how to read it.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    A judgement of which an end is NaN keeps its row, without a mark.

    Examples
    --------
    >>> frame = pd.DataFrame({"study": ["A"], "item": ["Satisfied"], "own": ["30%"],
    ...     "customers": ["15%"], "low": [0.14], "high": [0.16], "is_turned": [False],
    ...     "is_bar": [False], "filled": [True], "kinder": ["kinder"]})
    >>> kinder_chart(frame, title="IT is kinder").lines
    ('A: Satisfied: IT 30%, customers 15%, +14.0 to +16.0',)
    """
    given = frame.to_dict("records")
    heads = [text(f"chart.{side}", language) for side in ("it", "customers")]

    def draw(sheet: Sheet) -> None:
        rows, study = [], ""
        for row in given:
            if row["study"] != study:
                study = row["study"]
                rows.append(Row(study, is_head=True))
            cells = row["own"], row["customers"]
            short = text("chart.against", language, first=cells[0], second=cells[1])
            rows.append(Row(labelled(row), cells=cells, short=short))
        places = place_rows(sheet, rows, 30, step=19, heads=heads, label=235)
        known = [
            min(max(row[end], -_CUT), _CUT) for row in given for end in ("low", "high")
        ]
        scale = Scale.of([0, *known], places.left, places.right, ticks=5, least=0.1)
        if sheet.narrow:
            scale = Scale.of([0, *known], places.left, places.right, ticks=6, least=0.2)
        scale.below(sheet, 24, places.bottom, lambda gap: points(gap, language, sign=True))
        for at, head in zip(places.columns, heads, strict=False):
            sheet.write(at, 16, head, anchor="end", bold=True)
        _sides(sheet, scale, max(places.columns, default=0))
        for y, row in zip(places.centres, given, strict=True):
            _mark(sheet, scale, y, row)
        sheet.height = round(places.bottom + SMALL + 9)

    lines = [f"{row['study']}: {labelled(row)}: {heads[0]} {row['own']}, "
             f"{heads[1][0].lower() + heads[1][1:]} {row['customers']}, {ranged(row, language)}"
             for row in given]  # fmt: skip
    return make_chart(
        draw, title, lines, subtitle=subtitle or text("chart.kinder_sub", language),
        note=note or text("chart.kinder_note", language), language=language,
    )  # fmt: skip


def labelled(row: dict) -> str:
    """Name a judgement, marked if less of it is better."""
    return f"{row['item']}{NO_BREAK}⟲" if row["is_turned"] else row["item"]


def ranged(row: dict, language: str) -> str:
    """Write by how much it is kinder, with a decimal more than print has, as verdicts do."""
    if isnan(row["low"] + row["high"]):
        return text("comparison.not_in_print", language)
    low, high = (signed(100 * row[end], language, 1) for end in ("low", "high"))
    return low if low == high else text("number.range", language, low=low, high=high)


def _sides(sheet: Sheet, scale: Scale, taken: float) -> None:
    """Say what left and right of zero mean, as long as there is room."""
    kind = "short" if sheet.narrow else "long"
    for side, way in (("harsher", -1), ("kinder", 1)):
        told, x = text(f"chart.{side}_{kind}", sheet.language), scale(0) + 10 * way
        room = x - taken - 8 if way < 0 else sheet.width - x
        if width(told, SMALL) <= room:
            sheet.note(x, 16, told, anchor="start" if way > 0 else "end")


def _mark(sheet: Sheet, scale: Scale, y: float, row: dict) -> None:
    """Draw a dot for numbers, a bar for words or limits, an arrow beyond the axis.

    Filled is what is beyond chance in every table that fits.
    """
    low, high = row["low"], row["high"]
    if isnan(low + high):
        return
    colour = _COLOURS.get(row["kinder"], INK)
    if not row["is_bar"]:
        sheet.mark(scale(min(max((low + high) / 2, scale.low), scale.high)), y, colour,
                   hollow=not row["filled"], size=6)  # fmt: skip
        return
    left, right = scale(max(low, scale.low)), scale(min(high, scale.high))
    fill = colour if row["filled"] else PAGE
    sheet.bar(left, y - 5, max(right - left, 2), 10, fill, colour)
    for is_open, x, way in ((high > scale.high or isinf(high), right, 1),
                            (low < scale.low or isinf(low), left, -1)):  # fmt: skip
        if is_open:
            sheet.shapes.append(Area([(x, y - 9), (x + 9 * way, y), (x, y + 9)], colour))
