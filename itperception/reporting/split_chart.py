"""The picture that decides a comparison of groups: the map of all splits into three.

Print does not say how many people belong to each of three groups. Every point of the map
is one way to divide everybody among them; its shade says whether a test is significant in
all, in some or in none of the tables with these sizes. A split that no table fits is blank.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.reporting import wording
from itperception.reporting.charts import (
    FAINT,
    INK,
    Canvas,
    Chart,
    Key,
    make_chart,
    wrapped,
)
from itperception.reporting.published_charts import told_range
from itperception.reporting.wording import text

STATES = ("all", "some", "none")
SHADES = {"all": "#041a3d", "some": "#c65d00", "none": "#b9b9b9"}
MARKS = {"all": "s", "some": "D", "none": "o"}
_SQUARE = np.ones((7, 7), bool)
_AWAY = np.abs(np.indices((7, 7)) - 3)  # of each pixel of a split from its middle
SHAPES = {"all": _SQUARE, "some": _AWAY.sum(axis=0) <= 4, "none": _AWAY.max(axis=0) <= 2}


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

    def draw(canvas: Canvas) -> None:
        keys = [_key(state, len(some), language) for state, some in found.items()]
        keys.append(Key(text("split.thirds", language), INK, "P"))
        ax = _square(canvas, keys, names, n, language)
        ax.imshow(_pixels(splits, n), origin="lower", interpolation="none",
                  extent=(0.5, n - 0.5, 0.5, n - 0.5), aspect="auto", zorder=2)  # fmt: skip
        ax.plot([0, n], [n, 0], color=FAINT, lw=1, zorder=3)
        ax.scatter(
            [n / 3], [n / 3], 90, INK, marker="P", edgecolors="white", lw=1.2, zorder=4
        )

    lines = [_told(some, state, names, n, language) for state, some in found.items()]
    blank = (n - 1) * (n - 2) // 2 - len(splits)
    shown = {"level": wording.level(alpha, language), "third": names[2],
             "blank": wording.count(blank, language)}  # fmt: skip
    notes = [text("split.note", language, **shown)]
    return make_chart(draw, title, lines, splits, notes, False, language)


def _key(state: str, splits: int, language: str) -> Key:
    told = f"{text(f'split.{state}', language)} ({wording.count(splits, language)})"
    return Key(told, SHADES[state], MARKS[state])


def _square(canvas: Canvas, keys, names, n: int, language: str):
    """Return square axes: the first group to the right, the second one upward."""
    above, below, side = 0.32, 0.52, canvas.width - 0.66 if canvas.narrow else 6.2
    top = canvas.begin(keys, above + side + below, "") + above
    ax = canvas.axes(0.5, top, side, side)
    up, across = (text(f"split.{way}", language, group=name)
                  for way, name in (("up", names[1]), ("across", names[0])))  # fmt: skip
    canvas.write(0.08, top - 0.18, "center", up, canvas.small)
    canvas.write(0.5 + side, top + side + 0.3, "top", across, canvas.small, "right")
    ax.set(xlim=(0, n), ylim=(0, n))
    ticks = [round(step * n / 4) for step in range(5)]
    ax.set_xticks(ticks)
    ax.set_yticks(ticks)
    ax.tick_params(length=0, labelsize=canvas.small)
    ax.grid(color="#ececec", lw=0.8)
    ax.set_axisbelow(True)
    told = text("split.third", language, third=names[2], n=str(n))
    ax.text(0.97, 0.95, wrapped(told, 0.45 * side, canvas.small), ha="right", va="top",
            transform=ax.transAxes, size=canvas.small, linespacing=1.15)  # fmt: skip
    return ax


def _pixels(splits: pd.DataFrame, n: int) -> np.ndarray:
    """Return the map as an image with a mark for each split; what is blank is clear."""
    image = np.zeros((n - 1, 7, n - 1, 7, 4), np.uint8)
    for state, some in splits.groupby("state"):
        mark = SHAPES[state][..., np.newaxis] * np.array(_rgba(SHADES[state]), np.uint8)
        image[some["y"].to_numpy(int) - 1, :, some["x"].to_numpy(int) - 1] = mark
    return image.reshape(7 * (n - 1), 7 * (n - 1), 4)


def _rgba(colour: str) -> tuple[int, ...]:
    return (*(int(colour[k : k + 2], 16) for k in (1, 3, 5)), 255)


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
