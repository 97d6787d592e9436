"""The sheet a chart is drawn on, for a desk or for a phone.

Lengths are inches and y is counted from the top. A chart asks for rows, for a plot or for
a grid, and gets axes; the labels, the legend and the mark of synthetic data are written
here. On a phone the label of a row stands above its bar, so that the bar has the full
width.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from itperception.reporting.charts.axes import style_axis
from itperception.reporting.charts.colours import FAINT, WARNING
from itperception.reporting.charts.typeface import depth, width, wrapped
from itperception.reporting.wording import text

# At 96 CSS pixels to the inch: 780 px on a desk, 340 px on a phone.
WIDE, NARROW = 780 / 96, 340 / 96
LABELS = 2.45  # the column for labels on a desk


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend: a filled square, a hatched one, or a marker."""

    label: str
    colour: str
    marker: str = ""
    hatch: str = ""


class Canvas:
    """A figure of one width.

    Attributes
    ----------
    narrow : bool
        Whether it is for a phone.
    language : str
        Language of the page.
    width, height : float
        Inches; the height is known when drawing has begun.
    size, small : float
        Points of letters: of labels, and of everything else.
    centres : numpy.ndarray
        Where the rows are, from the top of their axes.
    thickness : float
        Of a bar.
    """

    def __init__(self, *, narrow: bool, synthetic: bool, language: str) -> None:
        self.narrow, self.language = narrow, language
        self.width = NARROW if narrow else WIDE
        self.size, self.small = (9.0, 8.5) if narrow else (10.0, 9.5)
        self.mark = text("table.synthetic", language) if synthetic else ""
        self.figure = None
        self.centres, self.thickness = np.array([]), 0.25 if narrow else 0.27

    def rows(
        self, labels: Sequence[str], keys: Sequence[Key] = (), *,
        right: Sequence[str] = (), axis: str = "",
    ):  # fmt: skip
        """Return axes with a place for each label; x is free, y is in inches.

        Parameters
        ----------
        labels : sequence of str
            One per row.
        keys : sequence of Key
            The legend.
        right : sequence of str
            What is written at the right end of each row.
        axis : {"", "percent", "points", "p_value"}
            Unit of the x axis; without one there is no axis.
        """
        taken = max((width(told, self.small) for told in right), default=0.0)
        column = self.width - 0.3 - taken if self.narrow else LABELS - 0.2
        labels = [wrapped(label, column, self.size) for label in labels]
        depths = [depth(told, self.size) for told in labels]
        steps = np.array([d + 0.4 if self.narrow else max(0.42, d + 0.14) for d in depths])
        ends = np.cumsum(steps)
        self.centres = ends - (0.25 if self.narrow else steps / 2)
        top = self.begin(keys, float(ends[-1]), axis)
        left = LABELS if not self.narrow else 0.16 if axis else 0.08
        side = 0.08 if not right else taken + 0.2
        if self.narrow:
            side = 0.2 if axis else 0.08  # half of the last number of the axis
        ax = self.axes(left, top, self.width - left - side, float(ends[-1]))
        ax.set(ylim=(float(ends[-1]), 0), yticks=[])
        self._label_rows(top, labels, right)
        style_axis(ax, axis, narrow=self.narrow, size=self.small, language=self.language)
        return ax

    def _label_rows(self, top: float, labels: Sequence[str], right: Sequence[str]) -> None:
        va, above = ("bottom", 0.16) if self.narrow else ("center", 0)
        for k, label in enumerate(labels):
            y = top + self.centres[k] - above
            self.write(0.08, y, va, label, self.size)
            if right:
                self.write(self.width - 0.08, y, va, right[k], self.small, "right")

    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """Return where a line across each bar begins and ends, clear of the labels."""
        half = 0.15 if self.narrow else 0.2
        return self.centres - half, self.centres + half

    def plot(self, keys: Sequence[Key], *, right: float):
        """Return axes for a line chart, `right` inches of room beside it."""
        height = 2.5 if self.narrow else 3.1
        top = self.begin(keys, height, "waves")
        return self.axes(0.5, top + 0.1, self.width - 0.5 - right, height - 0.1)

    def grid(self, rows: Sequence[str], heads: Sequence[str]):
        """Return axes for a heat map, its row and column labels written."""
        left = 0.08 if self.narrow else LABELS
        cell = (self.width - left - 0.08) / len(heads)
        tops = [wrapped(head, cell - 0.04, self.small) for head in heads]
        above = max(depth(told, self.small) for told in tops) + 0.1
        step = 0.54 if self.narrow else 0.42
        top = self.begin((), above + step * len(rows), "") + above
        for k, told in enumerate(tops):
            at = left + (k + 0.5) * cell
            self.write(at, top - 0.06, "bottom", told, self.small, "center")
        va, share = ("bottom", 0.46) if self.narrow else ("center", 0.5)
        for k, label in enumerate(rows):
            told = wrapped(label, LABELS - 0.2, self.size)
            self.write(0.08, top + (k + share) * step, va, told, self.size)
        return self.axes(left, top, self.width - left - 0.08, step * len(rows))

    def blank(self) -> None:
        """Say in the picture that no base is large enough to show."""
        self.begin((), 0.4, "")
        self.write(0.08, 0.2, "center", text("table.too_small", self.language), self.size)

    def begin(self, keys: Sequence[Key], height: float, axis: str) -> float:
        """Make the figure with its legend; return how deep the legend is.

        Parameters
        ----------
        keys : sequence of Key
            The legend.
        height : float
            What is needed below it, in inches, without an axis.
        axis : {"", "waves", "percent", "points", "p_value"}
            What is written below the axes.
        """
        from matplotlib.figure import Figure

        placed, top = _packed(keys, self)
        foot = {"": 0.06, "waves": 0.7}.get(axis, 0.3) + (0.22 if self.mark else 0)
        self.height = top + height + foot
        self.figure = Figure((self.width, self.height), dpi=96, facecolor="white")
        for key, x, y in placed:
            self._draw_key(key, x, y)
        if self.mark:
            self.write(self.width - 0.08, self.height - 0.05, "bottom", self.mark,
                       self.small, "right", weight="bold", color=WARNING)  # fmt: skip
        return top

    def axes(self, left: float, top: float, width: float, height: float):
        """Return axes at a place of the sheet."""
        box = (left, self.height - top - height, width, height)
        scale = (self.width, self.height) * 2
        place = [a / b for a, b in zip(box, scale, strict=True)]
        return self.figure.add_axes(place, facecolor="none")

    def write(self, x, y, va, told, size, ha="left", **look) -> None:
        """Write a text at a place of the sheet."""
        self.figure.text(x / self.width, 1 - y / self.height, told, size=size, ha=ha, va=va,
                         linespacing=1.15, **look)  # fmt: skip

    def _draw_key(self, key: Key, x: float, y: float) -> None:
        from matplotlib.lines import Line2D
        from matplotlib.patches import Rectangle

        inches = {"transform": self.figure.dpi_scale_trans}
        up = self.height - y
        if key.marker:
            drawn = Line2D([x + 0.07], [up], color=key.colour, marker=key.marker,
                           markersize=6.5, linestyle="none", **inches)  # fmt: skip
        else:
            look = {"facecolor": key.colour, "lw": 0.6, "hatch": key.hatch or None}
            edge = FAINT if key.hatch else key.colour
            drawn = Rectangle((x, up - 0.065), 0.13, 0.13, edgecolor=edge, **look, **inches)
        self.figure.add_artist(drawn)
        self.write(x + 0.19, y, "center_baseline", key.label, self.small)


def _packed(keys: Sequence[Key], canvas: Canvas) -> tuple[list, float]:
    """Place legend entries on lines that fit the width; return the depth used."""
    line = canvas.small / 72 * 1.7
    x, y, placed = 0.08, line * 0.6, []
    for key in keys:
        needed = 0.22 + width(key.label, canvas.small)
        if x + needed > canvas.width - 0.05 and x > 0.08:
            x, y = 0.08, y + line
        placed.append((key, x, y))
        x += needed + 0.2
    return placed, y + line * 0.9 if placed else 0.05
