"""Two shares of the same people and the gap between them, group by group."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.book.gap import GapTable
from itperception.counting.given import TOTAL
from itperception.reporting import wording
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import INK, OTHER, RULE, SELF, Colour
from itperception.reporting.charts.rows import Places, Row, place_rows
from itperception.reporting.charts.scale import Scale
from itperception.reporting.charts.sheet import FIGURE, Sheet
from itperception.reporting.charts.typeface import LINE, SMALL, width, wrapped
from itperception.reporting.charts.words import (
    bare,
    ends,
    listed,
    of,
    points,
    small_notes,
    tick_percent,
)
from itperception.reporting.tables import label_of
from itperception.reporting.wording import text
from itperception.terms.text import say

_SIDES = ("self_proportion", "other_proportion")
_LOOKS = {
    "self_proportion": ("circle", SELF, "●"),
    "other_proportion": ("square", OTHER, "■"),
}
_SIZE = 7.5  # of the marks of shares


def gap_by_type(
    gap: GapTable, *, title: str, subtitle: str = "", note: str = "",
    names: tuple[str, str] | None = None, side: int = 1, language: str = "en",
) -> Chart:  # fmt: skip
    """Draw a gap of everybody and of each group that is shown, the widest first.

    Parameters
    ----------
    gap : GapTable
        The numbers.
    title, subtitle, note : str
        Plain text.
    names : tuple of str, optional
        What the two shares are called; by default as in the codebook.
    side : {1, -1}
        −1 turns the gap, if the text beside it tells how far the first share is below.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    labels = {c.id: text("chart.all", language) if c.id == TOTAL else label_of(c, language)
              for c in gap.columns}  # fmt: skip
    turned = np.sort(side * gap.groups[["ci_low", "ci_high"]].to_numpy(float), axis=1)
    groups = gap.groups.assign(
        difference=side * gap.groups["difference"], ci_low=turned[:, 0], ci_high=turned[:, 1],
        label=gap.groups["banner"].map(labels) + gap.groups["flag"],
        under=[of(n, language) for n in gap.groups["base"]],
        is_part=gap.groups["banner"] != TOTAL,
    )  # fmt: skip
    order = ["is_part", "difference"]
    small = small_notes(gap.groups["flag"], gap, language)
    told = names or (say(gap.own.label, language), say(gap.other.label, language))
    return gap_chart(
        groups.sort_values(order, ascending=[True, False], kind="stable"), names=told,
        title=title, subtitle=subtitle, note=" ".join(filter(None, [note, *small])),
        confidence=gap.level,
        synthetic=gap.synthetic, language=language,
    )  # fmt: skip


def gap_chart(
    frame: pd.DataFrame, *, names: Sequence[str], title: str, subtitle: str = "",
    note: str = "", confidence: float = 0.95, synthetic: bool = False, language: str = "en",
) -> Chart:  # fmt: skip
    """Draw two shares and their gap in each row: a dumbbell, and the gap on its own axis.

    Parameters
    ----------
    frame : pandas.DataFrame
        One line per row, in order: label, under (what is told below it, such as its base),
        self_proportion and other_proportion in [0, 1], difference, ci_low, ci_high in
        [-1, 1]; told (optional) is written instead of the difference where it is no text
        of length 0.
    names : sequence of str
        What the two shares are called.
    title, subtitle, note : str
        Plain text.
    confidence : float
        Level of the intervals.
    synthetic : bool
        Whether nobody gave these answers.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    A row with a share or a difference that is NaN keeps its place and reads "..".

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["All"], "under": ["n = 486"],
    ...     "self_proportion": [0.52], "other_proportion": [0.31], "difference": [0.2179],
    ...     "ci_low": [0.17], "ci_high": [0.27]})
    >>> gap_chart(frame, names=("performance", "image"), title="A gap").lines
    ('All, n = 486: performance 52%, image 31%, gap 22 (17 to 27)',)
    """
    lines = [_line(row, names, language) for row in frame.itertuples(index=False)]

    def draw(sheet: Sheet) -> None:
        rows = [Row(row.label, row.under, short=_gap(row, language), bold=True)
                for row in frame.itertuples(index=False)]  # fmt: skip
        first = _sides(frame.iloc[0])
        room = (sheet.width - 2 * LINE) / 2 if sheet.narrow else 132
        heads = {side: wrapped(_head(side, names, sheet, is_left=k == 0), room, bold=True)
                 for k, side in enumerate(first)}  # fmt: skip
        deep = LINE * max(map(len, heads.values()))
        places = place_rows(sheet, rows, deep + (8 if sheet.narrow else 14), step=52)
        _dumbbells(sheet, frame, places, heads, deep)
        if not sheet.narrow:
            _gaps(sheet, frame, places, confidence)
        sheet.height = round(places.bottom + 22)

    return make_chart(draw, title, lines, subtitle=subtitle, note=note, width=FIGURE,
                      synthetic=synthetic, language=language)  # fmt: skip


def _sides(row) -> list[str]:
    """Return which share is to the left, and which to the right."""
    own, other = (row[side] for side in _SIDES)
    return list(_SIDES) if own < other else list(_SIDES[::-1])


def _head(side: str, names: Sequence[str], sheet: Sheet, *, is_left: bool) -> str:
    """Return the name of a share; on a phone with its mark on the outer side."""
    name, mark = names[_SIDES.index(side)], _LOOKS[side][2]
    if not sheet.narrow:
        return name
    return f"{name} {mark}" if is_left else f"{mark} {name}"


def _dumbbells(
    sheet: Sheet, frame: pd.DataFrame, places: Places, heads, deep: float
) -> None:
    shares = frame[list(_SIDES)].to_numpy(float)
    end = places.right if sheet.narrow else places.left + 0.5 * (sheet.width - places.left)
    scale = Scale.of([0, 0.8, *shares.ravel()], places.left, end - 36, least=0.2)
    top = deep + 6 if sheet.narrow else 24
    scale.below(
        sheet, top, places.bottom, lambda share: tick_percent(share, sheet.language)
    )
    for k, (y, row) in enumerate(
        zip(places.centres, frame.to_dict("records"), strict=True)
    ):
        left, right = _sides(row)
        if np.isnan(row[left] + row[right]):
            continue
        sheet.line(scale(row[left]), y, scale(row[right]), y, RULE, 5)
        for side, way in ((left, -1), (right, 1)):
            shape, colour, _ = _LOOKS[side]
            write = wording.percent if k == 0 and not sheet.narrow else bare
            sheet.mark(scale(row[side]), y, colour, shape, size=_SIZE)
            sheet.write(scale(row[side]) + 12 * way, y + 5, write(row[side], sheet.language),
                        colour, anchor="start" if way > 0 else "end")  # fmt: skip
    _name(sheet, frame.iloc[0], scale, heads, places.centres[0], deep)


def _name(sheet: Sheet, row, scale: Scale, heads, y: float, deep: float) -> None:
    """Name the two shares above the first row, clear of each other."""
    known = [row[side] for side in _SIDES if not np.isnan(row[side])] or [0.4]
    middle = scale(sum(known) / len(known))
    bottom = deep - 4 if sheet.narrow else y - 17
    for (side, lines), way in zip(heads.items(), (-1, 1), strict=True):
        colour: Colour = _LOOKS[side][1]
        at = middle + 8 * way
        sheet.lines(at, bottom - LINE * (len(lines) - 1), lines, colour=colour, bold=True,
                    anchor="start" if way > 0 else "end")  # fmt: skip


def _gaps(sheet: Sheet, frame: pd.DataFrame, places: Places, confidence: float) -> None:
    values = frame[["difference", "ci_low", "ci_high"]].to_numpy(float)
    start = places.left + 0.5 * (sheet.width - places.left) + 12
    scale = Scale.of([0, *values.ravel()], start, sheet.width - 14, ticks=6, least=0.1)
    scale.below(
        sheet, 24, places.bottom, lambda gap: points(gap, sheet.language), free=start - 20
    )
    head = text(
        "chart.gap_head",
        sheet.language,
        level=wording.bare_level(confidence, sheet.language),
    )
    sheet.note(min(start, sheet.width - width(head, SMALL)), 14, head)
    for y, row in zip(places.centres, frame.to_dict("records"), strict=True):
        gap, low, high = (row[name] for name in ("difference", "ci_low", "ci_high"))
        if np.isnan(gap):
            sheet.note(scale(0) + 8, y + 5, wording.NOT_AVAILABLE)
            continue
        sheet.whisker(scale(low), scale(high), y)
        sheet.mark(scale(gap), y, INK, hollow=low <= 0 <= high)
        sheet.write(scale(gap), y - 11, row.get("told") or points(gap, sheet.language),
                    anchor="middle", bold=True)  # fmt: skip


def _gap(row, language: str) -> str:
    """Write a gap with its interval, as a row on a phone and the alternative text do."""
    if np.isnan(row.difference):
        return text("chart.gap_unknown", language, gap=wording.NOT_AVAILABLE)
    told = getattr(row, "told", "") or points(row.difference, language)
    return text("chart.gap_told", language, gap=told,
                interval=ends(row.ci_low, row.ci_high, language))  # fmt: skip


def _line(row, names: Sequence[str], language: str) -> str:
    shares = [(name, wording.percent(getattr(row, side), language))
              for name, side in zip(names, _SIDES, strict=True)]  # fmt: skip
    label = f"{row.label}, {row.under}" if row.under else row.label
    return f"{label}: {listed(shares)}, {_gap(row, language)}"
