"""Axes in a unit: few round ticks, faint lines, and no frame."""

import numpy as np

from itperception.reporting.charts.colours import GRID
from itperception.reporting.charts.words import in_unit


def style_axis(ax, unit: str, *, narrow: bool, size: float, language: str) -> None:
    """Write an x axis in its unit; without one there is no axis at all.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Of a chart with rows.
    unit : str
        One of :data:`~itperception.reporting.charts.words.UNITS`; one of another name
        needs a formatter of its own.
    narrow : bool
        Whether it is for a phone: fewer ticks, and no lines.
    size : float
        Points of letters.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    from matplotlib.ticker import MaxNLocator

    ax.tick_params(length=0, labelsize=size)
    if not unit:
        ax.set_axis_off()
        return
    ax.xaxis.set_major_locator(MaxNLocator(5 if narrow else 8, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda value, _: in_unit(value, unit, language))
    if not narrow:  # there the lines would cross the labels
        ax.grid(axis="x", color=GRID, lw=0.8)
    ax.set_axisbelow(True)


def fit(ax, values: np.ndarray, pad: float) -> None:
    """Show all values with some room to either side."""
    known = values[~np.isnan(values)]
    if known.size:
        ax.set_xlim(known.min() - pad, known.max() + pad)


def spread(count: int, width: float) -> np.ndarray:
    """Return places side by side around zero.

    Examples
    --------
    >>> spread(3, 0.2).round(1).tolist()
    [-0.1, 0.0, 0.1]
    """
    return np.linspace(-width / 2, width / 2, count) if count > 1 else np.zeros(count)
