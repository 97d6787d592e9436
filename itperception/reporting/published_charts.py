"""Charts of what is in print: the two ends of a number that nobody published.

A bar reaches from the smallest to the largest value that fits what was printed. Nothing
is drawn in its middle, since no value between the ends is likelier than another. Each
function returns a :class:`itperception.reporting.charts.Chart`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.errors import unknown_name
from itperception.reporting import wording
from itperception.reporting.charts import (
    FAINT,
    GROUPS,
    MARKERS,
    Canvas,
    Chart,
    Key,
    in_unit,
    make_chart,
)
from itperception.reporting.wording import text

UNITS = ("p_value", "points", "percent", "people", "number")
LIMIT = "#b35806"  # the dashed line of a threshold
BAR = "#8db4d3"
_SIDES = {"self": (GROUPS[0], MARKERS[0]), "customers": (GROUPS[1], MARKERS[1])}


def range_bars(
    frame: pd.DataFrame, *, title: str, unit: str = "p_value", threshold: float | None = None,
    notes: Sequence[str] = (), language: str = "en",
) -> Chart:  # fmt: skip
    """Draw from where to where each number can lie.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, low, high; ``certified`` (optional, bool) says whether both ends
        are attained by a table. A bar whose ends are only outer ones is hatched.
    title : str
        Plain text.
    unit : {"p_value", "points", "percent", "people", "number"}
        A p-value, a difference in [-1, 1], a share in [0, 1], people, or a plain number.
    threshold : float, optional
        Where a dashed line stands, in the unit of low and high.
    notes : sequence of str
        How to read it.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    A row with an end that is NaN keeps its place and reads "..".

    Examples
    --------
    >>> frame = pd.DataFrame({"label": ["Good"], "low": [0.378], "high": [0.529]})
    >>> range_bars(frame, title="Image", unit="percent").lines
    ('Good: 37.8% to 52.9%',)
    """
    if unit not in UNITS:
        raise unknown_name("unit", unit, UNITS)
    low, high = frame["low"].to_numpy(float), frame["high"].to_numpy(float)
    outer = ~frame.get("certified", pd.Series(True, frame.index)).to_numpy(bool)
    told = [told_range(a, b, unit, language) for a, b in zip(low, high, strict=True)]
    told = [f"≈ {words}" if is_outer else words for words, is_outer in
            zip(told, outer, strict=True)]  # fmt: skip

    def draw(canvas: Canvas) -> None:
        ax = canvas.rows(list(frame["label"]), right=told, axis=unit)
        ax.xaxis.set_major_formatter(lambda value, _: _tick(value, unit, language))
        _bars(canvas, ax, low, high, outer)
        marked = [] if threshold is None else [threshold]
        for place in marked:
            _limit(canvas, ax, place)
        _stretch(
            ax, np.array([*low, *high, *marked, *([0.0] if unit == "p_value" else [])])
        )

    lines = [f"{label}: {t}" for label, t in zip(frame["label"], told, strict=True)]
    kept = [] if threshold is None else [_threshold_note(threshold, unit, language)]
    kept += [text("proof.outer_note", language)] if outer.any() else []
    return make_chart(draw, title, lines, frame, [*notes, *kept], False, language)


def sides_chart(frame: pd.DataFrame, *, title: str, language: str = "en") -> Chart:
    """Draw what people say of their own work against what their customers say.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, self_low, self_high, customers_low, customers_high (shares in
        [0, 1]) and gap_low, gap_high (self minus customers, in [-1, 1]).
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    A side that is NaN is told to be not in print: it has no marker, and its row no gap.
    """
    gaps = [
        _in_print(a, b, "points", language)
        for a, b in frame[["gap_low", "gap_high"]].to_numpy(float)
    ]

    def draw(canvas: Canvas) -> None:
        keys = [Key(text(f"comparison.{side}", language), *look)
                for side, look in _SIDES.items()]  # fmt: skip
        ax = canvas.rows(list(frame["label"]), keys, right=gaps, axis="percent")
        for aside, (side, look) in zip((-0.06, 0.06), _SIDES.items(), strict=True):
            ends = frame[[f"{side}_low", f"{side}_high"]].to_numpy(float)
            _dots(ax, canvas.centres + aside, ends, look)
        ax.set_xlim(0, 1.06 if canvas.narrow else 1.02)

    lines = [_sides_line(row, gap, language)
             for row, gap in zip(frame.to_dict("records"), gaps, strict=True)]  # fmt: skip
    notes = [text(f"comparison.{key}", language) for key in ("chart_note", "no_line")]
    return make_chart(draw, title, lines, frame, notes, False, language)


def told_range(low: float, high: float, unit: str, language: str = "en") -> str:
    """Write the two ends of a number, or the number if there is only one.

    Examples
    --------
    >>> told_range(0.122, 0.135, "points"), told_range(28, 28, "people")
    ('+12.2 to +13.5', '28')
    """
    if np.isnan(low) or np.isnan(high):
        return wording.NOT_AVAILABLE
    ends = [told_value(value, unit, language) for value in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    return text("number.range", language, low=ends[0], high=ends[1])


def told_value(value: float, unit: str, language: str = "en") -> str:
    """Write one number in its unit, with a decimal more than print has.

    Examples
    --------
    >>> told_value(2e-9, "p_value"), told_value(0.378, "percent"), told_value(-0.5, "points")
    ('<0.001', '37.8%', '−50.0')
    """
    if np.isinf(value):
        return "∞" if value > 0 else f"{wording.MINUS}∞"
    if unit == "percent":
        number = wording.decimal(100 * value, language, 1)
        return text("number.percent", language, number=number).replace(
            " ", wording.NO_BREAK
        )
    if unit == "points":
        return wording.signed(100 * value, language, 1)
    if unit == "people":
        return wording.count(value, language)
    if unit == "number":
        return wording.decimal(value, language, 2)
    if value < wording.LEAST_P:
        return f"<{wording.decimal(wording.LEAST_P, language, 3)}"
    return wording.decimal(value, language, 3)


def _bars(canvas, ax, low, high, outer) -> None:
    """Draw bars with ends; a number that is known exactly is a dot."""
    half = 0.3 * canvas.thickness
    for y, a, b, is_outer in zip(canvas.centres, low, high, outer, strict=True):
        if np.isnan(a) or np.isnan(b):
            continue
        if a == b:
            ax.scatter([a], [y], 40, GROUPS[0], marker=MARKERS[0], zorder=3)
            continue
        ax.barh(y, b - a, 2 * half, a, color="white" if is_outer else BAR,
                edgecolor=FAINT if is_outer else BAR, linewidth=0.6,
                hatch="////" if is_outer else None)  # fmt: skip
        ax.vlines([a, b], y - 1.5 * half, y + 1.5 * half, GROUPS[0], lw=2.2)


def _dots(ax, places, ends, look) -> None:
    """Draw a marker at each end of a printed range, and a line between them."""
    colour, marker = look
    known = ~np.isnan(ends).any(axis=1)
    ax.hlines(places[known], *ends[known].T, colour, lw=2.4)
    for side in ends[known].T:
        ax.scatter(side, places[known], 46, colour, marker=marker, zorder=3)


def _limit(canvas, ax, place: float) -> None:
    """Draw the dashed line of a threshold across each bar."""
    ax.vlines([place] * len(canvas.centres), *canvas.edges(), colors=LIMIT,
              linestyles="dashed", lw=1.5, zorder=3)  # fmt: skip


def _stretch(ax, values: np.ndarray) -> None:
    """Show all values with a little room to either side."""
    known = values[~np.isnan(values)]
    if known.size:
        room = 0.03 * (known.max() - known.min() or 1.0)
        ax.set_xlim(known.min() - room, known.max() + room)


def _tick(value: float, unit: str, language: str) -> str:
    if unit in ("people", "number"):
        whole = value == round(value)
        return wording.decimal(value, language, 0 if whole else 1)
    return in_unit(value, unit, language)


def _threshold_note(threshold: float, unit: str, language: str) -> str:
    number = in_unit(threshold, unit, language) if unit == "p_value" else _tick(
        threshold, unit, language)  # fmt: skip
    return f"{text('chart.threshold', language, number=number)}."


def _in_print(low: float, high: float, unit: str, language: str) -> str:
    if np.isnan(low):
        return text("comparison.not_in_print", language)
    return told_range(low, high, unit, language)


def _sides_line(row: dict, gap: str, language: str) -> str:
    """Say both sides of a row and the gap between them."""
    told = []
    for side in _SIDES:
        ends = _in_print(row[f"{side}_low"], row[f"{side}_high"], "percent", language)
        told.append(f"{text(f'comparison.{side}', language)} {ends}")
    told.append(f"{text('chart.gap', language)} {gap}")
    return f"{row['label']}: {', '.join(told)}"
