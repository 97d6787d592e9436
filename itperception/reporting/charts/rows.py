"""Where the rows of a chart are: labels beside the plot on a desk, above it on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from itperception.reporting.charts.colours import INK, Colour
from itperception.reporting.charts.sheet import Sheet
from itperception.reporting.charts.typeface import LINE, SMALL, width, wrapped

LABELS = {
    True: 380,
    False: 170,
}  # the most that labels take of a sheet of full width, or not
APART = 14  # between columns


@dataclass(frozen=True, slots=True)
class Row:
    """What is written of a row.

    Attributes
    ----------
    label, under : str
        Its name, and what stands below it in grey.
    cells : tuple of str
        Columns between label and plot, on a desk.
    right : str
        At the right end, on a desk.
    short : str
        To the right of the label, on a phone.
    is_head : bool
        Whether it heads the rows below and has no plot.
    bold : bool
        Whether the name is bold.
    colour : Colour
        Of the name.
    """

    label: str
    under: str = ""
    cells: tuple[str, ...] = ()
    right: str = ""
    short: str = ""
    is_head: bool = False
    bold: bool = False
    colour: Colour = INK


@dataclass(frozen=True, slots=True)
class Places:
    """Where plots of rows are.

    Attributes
    ----------
    left, right : float
        From where to where.
    centres : list of float
        Of the rows that are no heads.
    bottom : float
        Where they end.
    columns : list of float
        Where columns of cells end.
    """

    left: float
    right: float
    centres: list[float]
    bottom: float
    columns: list[float]


def place_rows(sheet: Sheet, rows: Sequence[Row], top: float, *, step: float = 25,
               heads: Sequence[str] = (), most: float = 215,
               label: float = 0) -> Places:  # fmt: skip
    """Write the rows of a chart and return where their plots are.

    Parameters
    ----------
    sheet : Sheet
        Where.
    rows : sequence of Row
        In their order.
    top : float
        Where they begin.
    step : float
        The least from one row to the next, on a desk.
    heads : sequence of str
        What heads the columns of cells.
    most : float
        The most that the right end takes, on a desk.
    label : float
        The most that labels take, on a desk; by default by the width of the sheet.
    """
    if sheet.narrow:
        return _above(sheet, rows, top, step)
    return _beside(sheet, rows, top, step, heads, most, label or LABELS[sheet.width > 700])


def _beside(sheet: Sheet, rows, top: float, step: float, heads, most: float,
            label: float) -> Places:  # fmt: skip
    plain = [row for row in rows if not row.is_head]
    longest = (width(word, bold=row.bold) for row in plain for word in row.label.split())
    room = max(
        label, min(1.3 * label, max(longest, default=0))
    )  # no word is cut for a hair
    told = [(row, wrapped(row.label, room, bold=row.bold)) for row in rows]
    left = max((width(line, bold=row.bold) for row, lines in told if not row.is_head
                for line in lines), default=0)  # fmt: skip
    left = max([left, *(width(row.under, SMALL) for row in plain)])
    columns = []
    for k in range(max((len(row.cells) for row in plain), default=0)):
        cells = [width(head, bold=True) for head in heads[k : k + 1]]
        cells += [width(row.cells[k]) for row in plain]
        left += APART + max(cells)
        columns.append(left)
    ends = {id(row): wrapped(row.right, most, SMALL) if row.right else [] for row in rows}
    taken = max(
        (width(line, SMALL) for lines in ends.values() for line in lines), default=0
    )
    y, centres = top, []
    for row, lines in told:
        if row.is_head:
            y += 1.28 * step if y > top else 20
            lines = wrapped(row.label, sheet.width, bold=True)
            sheet.lines(0, y, lines, bold=True)
            y += LINE * (len(lines) - 1) + 0.4 * step
            continue
        block = len(lines) + bool(row.under)
        tall = max(step, LINE * block + min(8, step - LINE), LINE * len(ends[id(row)]) + 4)
        middle = y + tall / 2
        first = middle + 5 - (block - 1) * LINE / 2
        sheet.lines(0, first, lines, bold=row.bold, colour=row.colour)
        if row.under:
            sheet.note(0, first + LINE * len(lines), row.under)
        for at, cell in zip(columns, row.cells, strict=False):
            sheet.write(at, middle + 5, cell, anchor="end")
        start = middle + 4.5 - (len(ends[id(row)]) - 1) * 15 / 2
        for k, line in enumerate(ends[id(row)]):
            sheet.note(sheet.width, start + 15 * k, line, anchor="end")
        centres.append(middle)
        y += tall
    right = sheet.width - (taken + 2 * APART if taken else APART)
    return Places(left + 2 * APART, right, centres, y + 4, columns)


def _above(sheet: Sheet, rows, top: float, step: float) -> Places:
    y, centres = top, []
    for row in rows:
        if row.is_head:
            y += 26 if y > top else 14
            lines = wrapped(row.label, sheet.width, bold=True)
            sheet.lines(0, y, lines, bold=True)
            y += LINE * (len(lines) - 1) + 8
            continue
        room = sheet.width - (width(row.short, SMALL) + 8 if row.short else 0)
        beside = room >= min(150, width(row.label, bold=row.bold))
        lines = wrapped(row.label, room if beside else sheet.width, bold=row.bold)
        y += LINE
        sheet.lines(0, y, lines, bold=row.bold, colour=row.colour)
        if row.short and beside:
            sheet.note(sheet.width, y, row.short, anchor="end")
        y += LINE * (len(lines) - 1)
        for line in wrapped(row.under, sheet.width, SMALL) if row.under else ():
            y += LINE - 1
            sheet.note(0, y, line)
        if row.short and not beside:
            y += LINE - 1
            sheet.note(sheet.width, y, row.short, anchor="end")
        y += 15 + 2 * bool(row.under)
        centres.append(y)
        y += 10 + (step - 25) / 2
    return Places(8, sheet.width - 14, centres, y + 2, [])
