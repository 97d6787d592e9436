"""A trend as small as a word: for an index, where the numbers stand beside it.

It is written directly, not drawn: three shapes need no figure of matplotlib, and an index
has a hundred of them.
"""

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.reporting import wording
from itperception.reporting.charts.address import svg_address
from itperception.reporting.charts.colours import GROUPS
from itperception.reporting.wording import text

WIDTH, HEIGHT, EDGE = 120, 28, 4  # CSS pixels


def sparkline(
    values: Sequence[float], low: Sequence[float], high: Sequence[float],
    language: str = "en", *, breaks: Sequence[bool] = (),
) -> str:  # fmt: skip
    """Return the trend of a share as an image of HTML, with its text.

    Parameters
    ----------
    values : sequence of float
        Shares in [0, 1], one per wave in order of time; NaN where a wave has none.
    low, high : sequence of float
        Limits of their intervals, as many.
    language : {"en", "sv", "de"}
        Language of the alternative text.
    breaks : sequence of bool, optional
        Whether a wave cannot be compared with the one before: no line joins them.

    Returns
    -------
    str
        ``<img>``; it is scaled from the lowest to the highest limit.

    Raises
    ------
    ItPerceptionError
        If no wave has a value.

    Examples
    --------
    >>> print(sparkline([0.4, 0.5], [0.3, 0.4], [0.5, 0.6]).split('alt="')[1])
    From 40% to 50% in 2 waves; interval of the last: 40% to 60%.">
    """
    points = np.array([values, low, high], float)
    known = points[:, ~np.isnan(points[0])]
    if not known.size:
        raise ItPerceptionError("a sparkline needs a wave with a value")
    alt = text(
        "chart.sparkline", language, waves=wording.count(known.shape[1], language),
        first=wording.percent(known[0, 0], language),
        last=wording.percent(known[0, -1], language),
        low=wording.percent(known[1, -1], language),
        high=wording.percent(known[2, -1], language),
    )  # fmt: skip
    shown = _svg(points, np.array([*breaks], bool))
    return (
        f'<img class="sparkline" width="{WIDTH}" height="{HEIGHT}" '
        f'src="{svg_address(shown.encode())}" alt="{escape(alt)}">'
    )


def _svg(points: np.ndarray, breaks: np.ndarray) -> str:
    x = np.linspace(EDGE, WIDTH - EDGE, points.shape[1]).round(1)
    floor, top = np.nanmin(points), np.nanmax(points)
    rise = (points - floor) / (top - floor or 1)
    y = (HEIGHT - EDGE - rise * (HEIGHT - 2 * EDGE)).round(1)
    bands, lines = "", ""
    for run in _runs(points[0], breaks):
        lines += f"M{_way(x[run], y[0, run])}"
        sides = np.r_[x[run], x[run][::-1]], np.r_[y[1, run], y[2, run][::-1]]
        bands += f"M{_way(*sides)}z"
    last = int(np.flatnonzero(~np.isnan(points[0]))[-1])
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0,0,{WIDTH},{HEIGHT}' "
        f"fill='{GROUPS[0]}' stroke='{GROUPS[0]}'>"
        f"<path d='{bands}' opacity='.25'/><path d='{lines}' fill='none' stroke-width='2' "
        f"stroke-linecap='round'/><circle cx='{x[last]:g}' cy='{y[0, last]:g}' r='3'/></svg>"
    )


def _runs(values: np.ndarray, breaks: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the places of waves that one line joins."""
    known = np.flatnonzero(~np.isnan(values))
    cuts = [k for k in range(1, len(known)) if breaks.size and
            breaks[known[k - 1] + 1 : known[k] + 1].any()]  # fmt: skip
    yield from np.split(known, cuts)


def _way(x: np.ndarray, y: np.ndarray) -> str:
    """Write points; one alone is a line of no length, which is drawn as a dot."""
    pairs = [f"{a:g},{b:g}" for a, b in zip(x, y, strict=True)]
    return "L".join(pairs) + ("h0" if len(pairs) == 1 else "")
