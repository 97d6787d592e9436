"""The strip that decides a paired test: how many people are in both shares.

Of two printed shares of the same people, print does not say how many people are in both.
The strip shows every number there can be, and whether a test is beyond chance in all, in
some or in none of the tables with it.
"""

from itertools import groupby

import pandas as pd

from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import ALL, GRID, INK, RULE
from itperception.reporting.charts.sheet import WIDE, Sheet
from itperception.reporting.charts.typeface import LINE, SMALL, width, wrapped
from itperception.reporting.wording import text

_FILLS = {"none": GRID, "some": RULE, "every": ALL}
_HIGH = 34


def strip_states(
    tables: pd.DataFrame, p_value: str = "midp", alpha: float = 0.05
) -> list[tuple[str, int, int]]:
    """Return the runs of overlaps in which every, some or none of the tables are significant.

    Parameters
    ----------
    tables : pandas.DataFrame
        One line per table that fits: overlap, and the column that `p_value` names.
    p_value : str
        Column of the p-value.
    alpha : float
        Level of the test.

    Returns
    -------
    list of tuple
        State, first and last overlap of each run.

    Examples
    --------
    >>> tables = pd.DataFrame({"overlap": [0, 1, 1, 2], "p": [0.2, 0.2, 0.04, 0.01]})
    >>> strip_states(tables, "p")
    [('none', 0, 0), ('some', 1, 1), ('every', 2, 2)]
    """
    share = (tables[p_value] <= alpha).groupby(tables["overlap"]).mean()
    told = ["every" if found == 1 else "some" if found else "none" for found in share]
    runs = groupby(zip(share.index, told, strict=True), key=lambda pair: pair[1])
    ends = [(state, [overlap for overlap, _ in run]) for state, run in runs]
    return [(state, int(run[0]), int(run[-1])) for state, run in ends]


def strip_chart(
    tables: pd.DataFrame, *, n: int, title: str, subtitle: str = "", note: str = "",
    p_value: str = "midp", alpha: float = 0.05, language: str = "en",
) -> Chart:  # fmt: skip
    """Draw for every overlap there can be whether a paired test is beyond chance.

    Parameters
    ----------
    tables : pandas.DataFrame
        One line per table that fits: first_count, second_count, overlap (people) and the
        column that `p_value` names.
    n : int
        People asked about both.
    title, subtitle, note : str
        Plain text.
    p_value : str
        Which p-value decides.
    alpha : float
        Level of the test.
    language : {"en", "sv", "de"}
        Language of the page.

    Notes
    -----
    The line stands at first * second / n, as many as if the two answers had nothing to do
    with each other.

    Examples
    --------
    >>> from itperception.published.bounds.overlap import with_overlaps
    >>> tables = with_overlaps(*np.array([[10], [8], [2], [0], [2]]))
    >>> strip_chart(tables, n=10, title="A against B").lines[0]
    '0: beyond chance in no table that fits'
    """
    runs = strip_states(tables, p_value, alpha)
    unrelated = (
        (tables["first_count"] * tables["second_count"] / n).agg(["min", "max"]).mean()
    )
    mark = text("strip.unrelated", language, number=str(round(unrelated)))

    def draw(sheet: Sheet) -> None:
        _draw(sheet, runs, n, unrelated, mark)

    lines = [f"{_span(first, last, language)}: {text(f'strip.{state}', language)}"
             for state, first, last in runs]  # fmt: skip
    return make_chart(draw, title, [*lines, mark], subtitle=subtitle, note=note, width=WIDE,
                      language=language)  # fmt: skip


def _span(first: int, last: int, language: str) -> str:
    if first == last:
        return str(first)
    return text("number.range", language, low=str(first), high=str(last))


def _draw(sheet: Sheet, runs, n: int, unrelated: float, mark: str) -> None:
    low, high = runs[0][1], runs[-1][2] + 1
    told = wrapped(mark, min(520, sheet.width))
    top = LINE * len(told) + 20

    def place(value: float) -> float:
        return 4 + (value - low) / (high - low) * (sheet.width - 8)

    for state, first, last in runs:
        sheet.bar(
            place(first), top, place(last + 1) - place(first) - 2, _HIGH, _FILLS[state]
        )
    free = top + _HIGH + 18
    _name(sheet, runs, place, top)
    _numbers(sheet, runs, place, free)
    sheet.note(4, free + 20, text("strip.axis", sheet.language, n=str(n)))
    at = place(unrelated + 0.5)
    sheet.line(at, top - 8, at, top + _HIGH + 8)
    half = max(width(line) for line in told) / 2
    middle = min(max(at, half), sheet.width - half)
    sheet.lines(middle, LINE, told, anchor="middle")
    sheet.height = round(free + 28)


def _name(sheet: Sheet, runs, place, top: float) -> None:
    """Name each part of the strip: in full, in short, or below if it is too small."""
    for state, first, last in runs:
        room = place(last + 1) - place(first) - 4
        names = [text(f"strip.{state}{kind}", sheet.language) for kind in ("", "_short")]
        bold = state == "every"
        for name in names:
            if width(name, bold=bold) <= room:
                middle = (place(first) + place(last + 1)) / 2
                sheet.write(
                    middle, top + 22, name, INK, anchor="middle", bold=bold, halo=False
                )
                break


def _numbers(sheet: Sheet, runs, place, y: float) -> None:
    """Write where each part begins, and the last number of all, clear of each other."""
    last = str(runs[-1][2])
    right = sheet.width - 4 - width(last, SMALL)
    free = 0.0
    for _, first, _ in runs:
        if place(first) >= free and place(first) + width(str(first), SMALL) + 6 <= right:
            sheet.note(place(first), y, str(first))
            free = place(first) + width(str(first), SMALL) + 6
    sheet.note(sheet.width - 4, y, last, anchor="end")
