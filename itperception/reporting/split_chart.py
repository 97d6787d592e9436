"""The picture that decides a comparison of groups: the map of all splits into three.

Print does not say how many people belong to each of three groups. Every point of the map
is one way to divide everybody among them; its shade says whether a test is significant in
all, in some or in none of the tables with these sizes. A split that no table fits is blank.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from itperception.reporting import wording
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import GRID, INK, OTHER, SELF, SOFT, Colour
from itperception.reporting.charts.keys import Key, write_keys
from itperception.reporting.charts.sheet import FIGURE, Sheet, Strokes
from itperception.reporting.charts.typeface import LINE, wrapped
from itperception.reporting.published_charts import told_range
from itperception.reporting.wording import text

STATES = ("all", "some", "none")
SHADES = {"all": SELF, "some": OTHER, "none": Colour("#aab2bb", "#59636e")}


def split_states(
    tables: pd.DataFrame, sizes: Sequence[str], p_value: str, alpha: float = 0.05
) -> pd.DataFrame:
    """Say of each split whether all, some or none of its tables are significant.

    Parameters
    ----------
    tables : pandas.DataFrame
        One line per table that fits, with the sizes of groups and a p-value.
    sizes : sequence of str
        The two columns with the sizes of the first and the second group.
    p_value : str
        Column of the p-value.
    alpha : float
        Level of the test.

    Returns
    -------
    pandas.DataFrame
        ``x``, ``y``, ``state``, as :func:`split_chart` takes them.

    Examples
    --------
    >>> tables = pd.DataFrame({"a": [5, 5, 6], "b": [4, 4, 4], "p": [0.01, 0.2, 0.01]})
    >>> split_states(tables, ["a", "b"], "p").to_dict("records")
    [{'x': 5, 'y': 4, 'state': 'some'}, {'x': 6, 'y': 4, 'state': 'all'}]
    """
    found = (tables[p_value] <= alpha).groupby([tables[name] for name in sizes])
    shares = found.mean().rename_axis(["x", "y"]).rename("share").reset_index()
    chosen = [shares["share"] == 1, shares["share"] > 0]
    shares["state"] = np.select(chosen, STATES[:2], STATES[2])
    return shares.drop(columns="share")


def split_chart(
    splits: pd.DataFrame, *, names: Sequence[str], n: int, title: str,
    alpha: float = 0.05, language: str = "en",
) -> Chart:  # fmt: skip
    """Draw every split of n people into three groups, and what a test says there.

    Parameters
    ----------
    splits : pandas.DataFrame
        One line per split that fits: columns ``x`` and ``y`` (people in the first and
        the second group, the rest are the third) and ``state``: significant in ``all``,
        ``some`` or ``none`` of the tables with these sizes.
    names : sequence of str
        Labels of the three groups.
    n : int
        People in all.
    title : str
        Plain text.
    alpha : float
        Level of the test.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> splits = pd.DataFrame({"x": [2, 3], "y": [2, 3], "state": ["some", "all"]})
    >>> split_chart(splits, names="ABC", n=8, title="A, B and C").lines[0]
    'significant in every table: 1 split; A 3, B 3, C 2 people'
    """
    found = {state: splits[splits["state"] == state] for state in STATES}

    def draw(sheet: Sheet) -> None:
        keys = [_key(state, len(some), language) for state, some in found.items()]
        keys.append(Key(text("split.thirds", language), INK, "diamond"))
        top = write_keys(sheet, keys, 0) + 26
        side = sheet.width - 60 if sheet.narrow else 480
        _square(sheet, names, n, top, side)
        for state, some in found.items():
            _fill(sheet, some, n, top, side, SHADES[state])
        sheet.mark(40 + side / 3, top + side * 2 / 3, INK, "diamond", hollow=True)
        sheet.height = round(top + side + 46)

    lines = [_told(some, state, names, n, language) for state, some in found.items()]
    blank = (n - 1) * (n - 2) // 2 - len(splits)
    shown = {"level": wording.level(alpha, language), "third": names[2],
             "blank": wording.count(blank, language)}  # fmt: skip
    return make_chart(draw, title, lines, note=text("split.note", language, **shown),
                      width=FIGURE, language=language)  # fmt: skip


def _key(state: str, splits: int, language: str) -> Key:
    told = f"{text(f'split.{state}', language)} ({wording.count(splits, language)})"
    return Key(told, SHADES[state])


def _square(sheet: Sheet, names: Sequence[str], n: int, top: float, side: float) -> None:
    """Draw the square: the first group to the right, the second one upward."""
    up, across = (text(f"split.{way}", sheet.language, group=name)
                  for way, name in (("up", names[1]), ("across", names[0])))  # fmt: skip
    sheet.note(0, top - 12, up)
    sheet.note(40 + side, top + side + 38, across, anchor="end")
    for tick in (round(step * n / 4) for step in range(5)):
        at = side * tick / n
        sheet.rule(40, top + side - at, 40 + side, top + side - at, GRID)
        sheet.rule(40 + at, top, 40 + at, top + side, GRID)
        sheet.note(34, top + side - at + 4, str(tick), anchor="end")
        sheet.note(40 + at, top + side + 18, str(tick), anchor="middle")
    sheet.line(40, top, 40 + side, top + side, SOFT, 1)
    told = text("split.third", sheet.language, third=names[2], n=str(n))
    lines = wrapped(told, 0.42 * side)
    for k, line in enumerate(lines):
        sheet.note(40 + side - 8, top + 22 + LINE * k, line, anchor="end")


def _fill(sheet: Sheet, some: pd.DataFrame, n: int, top: float, side: float,
          colour: Colour) -> None:  # fmt: skip
    """Shade the splits of one state, each row of neighbours as one line."""
    cell, runs = side / n, []
    for y, row in some.groupby("y"):
        x = np.sort(row["x"].to_numpy(int))
        cuts = [0, *(np.flatnonzero(np.diff(x) > 1) + 1), len(x)]
        runs += [(40 + (x[start] - 0.5) * cell, top + side - y * cell, (end - start) * cell)
                 for start, end in pairwise(cuts) if end > start]  # fmt: skip
    if runs:
        sheet.shapes.append(Strokes(runs, colour, cell))


def _told(some: pd.DataFrame, state: str, names, n: int, language: str) -> str:
    """Say how many splits are of a state, and the sizes they span."""
    said = text(f"split.{state}", language)
    if some.empty:
        return f"{said}: {text('split.no_split', language)}"
    sizes = (some["x"], some["y"], n - some["x"] - some["y"])
    each = [f"{name} {told_range(size.min(), size.max(), 'people', language)}"
            for name, size in zip(names, sizes, strict=True)]  # fmt: skip
    key = "split.lines_one" if len(some) == 1 else "split.lines"
    told = text(
        key, language, splits=wording.count(len(some), language), sizes=", ".join(each)
    )
    return f"{said}: {told}"
