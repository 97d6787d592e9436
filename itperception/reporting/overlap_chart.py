"""The picture that decides a paired test: p over how many people are in both shares.

Of two printed shares of the same people, print does not say how many people are in both.
The picture shows the p-value for every overlap there can be: a line for each pair of
counts that rounds right, or a band where there are many pairs.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd

from itperception.reporting import wording
from itperception.reporting.charts import (
    FAINT,
    GROUPS,
    INK,
    MARKERS,
    Canvas,
    Chart,
    Key,
    make_chart,
    wrapped,
)
from itperception.reporting.published_charts import LIMIT, told_range, told_value
from itperception.reporting.wording import text

MOST_LINES = 4  # more pairs of counts than this are drawn as a band
BAND = "#8db4d3"


def overlap_chart(
    tables: pd.DataFrame, *, n: int, title: str, p_value: str = "midp",
    alpha: float = 0.05, language: str = "en",
) -> Chart:  # fmt: skip
    """Draw a paired test's p-value over how many people are in both shares.

    Parameters
    ----------
    tables : pandas.DataFrame
        One line per table that fits: first_count, second_count, overlap (people) and the
        column that `p_value` names.
    n : int
        People asked about both.
    title : str
        Plain text.
    p_value : str
        Which p-value is drawn.
    alpha : float
        Level of the test: the dashed line.
    language : {"en", "sv", "de"}
        Language of the page.

    Notes
    -----
    Shaded is where fewer people are in both than if the two answers had nothing to do
    with each other (overlap < first * second / n) for every pair of counts.

    Examples
    --------
    >>> from itperception.published.bounds.overlap import with_overlaps
    >>> tables = with_overlaps(*np.array([[10], [8], [2], [0], [2]]))
    >>> overlap_chart(tables, n=10, title="A against B").lines
    ('8 and 2 people: p = 0.065 with 0 in both, 0.016 with 2; 0.05 or less from 1 on',)
    """
    pairs = [_Pair.of(*counts, table.sort_values("overlap"), p_value, alpha, n)
             for counts, table in tables.groupby(["first_count", "second_count"])]  # fmt: skip
    values = pd.DataFrame([pair.facts() for pair in pairs])

    def draw(canvas: Canvas) -> None:
        keys = _keys(pairs, language)
        ax = _axes(canvas, keys, tables[p_value].max(), alpha, language)
        _shade(canvas, ax, values, language)
        if len(pairs) <= MOST_LINES:
            for pair, key in zip(pairs, keys, strict=True):
                _line(ax, pair, key)
        else:
            ends = tables.groupby("overlap")[p_value].agg(["min", "max"])
            ax.fill_between(ends.index, *ends.to_numpy().T, color=BAND, linewidth=1)
        _thresholds(canvas, ax, values["needed"].dropna(), alpha, language)

    level = wording.decimal(alpha, language)
    notes = [text("overlap.note", language, level=level)]
    lines = [pair.told(alpha, language) for pair in pairs]
    return make_chart(draw, title, lines, values, notes, False, language)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two counts that round right, and the p-value at each overlap they allow."""

    first: int
    second: int
    overlaps: np.ndarray
    p_values: np.ndarray
    needed: int | None  # smallest overlap from which on the test is significant
    unrelated: int  # smallest overlap that is no negative association

    @classmethod
    def of(cls, first, second, table, p_value, alpha, n) -> "_Pair":
        overlaps = table["overlap"].to_numpy(int)
        p_values = table[p_value].to_numpy(float)
        significant = overlaps[p_values <= alpha]
        needed = int(significant.min()) if significant.size else None
        return cls(int(first), int(second), overlaps, p_values, needed,
                   ceil(int(first) * int(second) / n))  # fmt: skip

    def facts(self) -> dict:
        return {
            "first_count": self.first, "second_count": self.second,
            "overlap_low": self.overlaps[0], "overlap_high": self.overlaps[-1],
            "p_at_low": self.p_values[0], "p_at_high": self.p_values[-1],
            "needed": self.needed, "unrelated": self.unrelated,
        }  # fmt: skip

    def label(self, language: str) -> str:
        counts = {"first": str(self.first), "second": str(self.second)}
        return text("overlap.pair", language, **counts)

    def told(self, alpha: float, language: str) -> str:
        ends = {
            "low": str(self.overlaps[0]), "high": str(self.overlaps[-1]),
            "p_low": told_value(self.p_values[0], "p_value", language),
            "p_high": told_value(self.p_values[-1], "p_value", language),
        }  # fmt: skip
        level = wording.decimal(alpha, language)
        key, needed = "overlap.never", {}
        if self.needed is not None:
            key, needed = "overlap.from", {"needed": str(self.needed)}
        ended = text(key, language, level=level, **needed)
        return f"{self.label(language)}: {text('overlap.ends', language, **ends)}; {ended}"


def _keys(pairs, language: str) -> list[Key]:
    """Name each line, or the band."""
    if len(pairs) > MOST_LINES:
        return [Key(text("overlap.band", language, pairs=str(len(pairs))), BAND)]
    looks = zip(GROUPS, MARKERS, strict=True)
    return [
        Key(pair.label(language), *look) for pair, look in zip(pairs, looks, strict=False)
    ]


def _axes(canvas: Canvas, keys, largest: float, alpha: float, language: str):
    """Return axes with p upward and the overlap to the right, both named."""
    from matplotlib.ticker import MaxNLocator

    above, below, height = 0.34, 0.5, 2.7 if canvas.narrow else 3.0
    top = canvas.begin(keys, above + height + below, "") + above
    left = 0.5
    ax = canvas.axes(left, top, canvas.width - left - 0.18, height)
    canvas.write(0.08, top - 0.18, "center", text("overlap.p_axis", language), canvas.small)
    canvas.write(canvas.width - 0.18, top + height + 0.3, "top",
                  text("overlap.axis", language), canvas.small, "right")  # fmt: skip
    ax.set_ylim(0, max(1.35 * largest, 1.6 * alpha))
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(lambda value, _: wording.decimal(value, language, 2))
    steps = MaxNLocator(6 if canvas.narrow else 10, integer=True, steps=[1, 2, 5, 10])
    ax.xaxis.set_major_locator(steps)
    ax.grid(axis="y", color="#e4e4e4", lw=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0, labelsize=canvas.small)
    return ax


def _shade(canvas, ax, values: pd.DataFrame, language: str) -> None:
    """Shade the overlaps that only a negative association gives."""
    low, high = values["overlap_low"].min(), values["overlap_high"].max()
    room = 0.02 * max(high - low, 1)
    ax.set_xlim(low - room, high + room)
    end = values["unrelated"].min() - 0.5
    if end <= low:
        return
    ax.axvspan(low - room, end, facecolor="#e9e9e9", linewidth=0, zorder=0)
    inches = ax.get_position().width * canvas.width * (end - low) / (high - low + 2 * room)
    told = wrapped(text("overlap.shaded", language), inches - 0.05, canvas.small)
    ax.text(low, 0.97, told, transform=ax.get_xaxis_transform(), va="top",
            size=canvas.small, linespacing=1.15)  # fmt: skip


def _line(ax, pair: _Pair, key: Key) -> None:
    """Draw p over the overlap, with a marker at both ends."""
    ax.plot(pair.overlaps, pair.p_values, color=key.colour, lw=1.6)
    ends = [0, -1]
    ax.scatter(pair.overlaps[ends], pair.p_values[ends], 40, key.colour,
               marker=key.marker, edgecolors="white", linewidths=0.7, zorder=4)  # fmt: skip


def _thresholds(canvas, ax, needed: pd.Series, alpha: float, language: str) -> None:
    """Draw the level across, and upright lines where the test begins to be significant."""
    ax.axhline(alpha, color=LIMIT, ls="dashed", lw=1.5, zorder=3)
    right = ax.get_xlim()[1]
    ax.text(right, alpha * 1.03, wording.level(alpha, language), color=LIMIT, ha="right",
            va="bottom", size=canvas.size, weight="bold")  # fmt: skip
    if needed.empty:
        return
    first, last = int(needed.min()), int(needed.max())
    ax.vlines(sorted({first, last}), 0, alpha, INK, linestyles="dotted", lw=1.4, zorder=3)
    ends = told_range(first, last, "people", language)
    told = wrapped(text("overlap.needed", language, overlaps=ends), 1.5, canvas.small)
    ax.annotate(told, (last, alpha), (0.985, 0.8), textcoords="axes fraction", ha="right",
                va="center", size=canvas.small, linespacing=1.15, zorder=5,
                arrowprops={"arrowstyle": "-", "color": FAINT, "lw": 1})  # fmt: skip
