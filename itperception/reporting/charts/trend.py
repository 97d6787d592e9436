"""Shares or gaps across waves, with their intervals, and a break where something changed."""

from textwrap import wrap

import numpy as np
import pandas as pd

from itperception.reporting import wording
from itperception.reporting.charts.axes import spread
from itperception.reporting.charts.canvas import Canvas, Key
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import FAINT, GRID, looks
from itperception.reporting.charts.typeface import width, wrapped
from itperception.reporting.charts.words import (
    bare,
    in_points,
    in_unit,
    listed,
    named_with_base,
)
from itperception.reporting.wording import text


def trend(
    frame: pd.DataFrame, *, title: str, language: str = "en", confidence: float = 0.95,
    unit: str = "percent", synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw shares or gaps across waves, with a ribbon for the interval.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns wave, group, proportion, ci_low, ci_high, in the order of the waves.
        ``base`` (optional) is told with each. ``break_before`` (optional) names what
        changed so that a wave cannot be compared with the one before: the line is
        interrupted. ``year`` (optional) spaces the waves.
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.
    confidence : float
        Level of the intervals, in (0, 1).
    unit : {"percent", "points"}
        Of shares in [0, 1], or of gaps in [-1, 1].
    synthetic : bool
        Whether the data are synthetic.
    """
    waves = list(dict.fromkeys(frame["wave"]))
    years = frame.groupby("wave", sort=False)["year"].first() if "year" in frame else None
    places = dict(zip(waves, range(len(waves)) if years is None else years, strict=True))
    breaks = frame.get("break_before", pd.Series("", frame.index)).fillna("")
    drawn = frame.assign(place=frame["wave"].map(places), break_before=breaks)
    told_at = drawn.loc[breaks != ""].groupby("place")["break_before"].first()
    broken = {at: text("chart.break", language, changes=x) for at, x in told_at.items()}
    groups = list(dict.fromkeys(drawn["group"]))
    keys = [Key(group, *look) for group, look in zip(groups, looks(), strict=False)]

    def draw(canvas: Canvas) -> None:
        ax = canvas.plot(keys if canvas.narrow else [], right=0.1 if canvas.narrow else 1.9)
        span = max(places.values()) - min(places.values()) or 1
        for key, aside in zip(keys, spread(len(keys), 0.05 * span), strict=True):
            _line(ax, drawn[drawn["group"] == key.label], key, aside)
        _break_lines(canvas, ax, sorted(places.values()), broken)
        _axis(canvas, ax, drawn, places, unit)
        if not canvas.narrow:
            _end_labels(canvas, ax, drawn, keys, unit)

    lines = [
        _told(group, rows, language, unit)
        for group, rows in drawn.groupby("group", sort=False)
    ]
    level = wording.level(confidence, language)
    notes = [text(f"chart.{key}", language, level=level) for key in _intervals(drawn)]
    notes += [text("chart.break_note", language)] if broken else []
    return make_chart(draw, title, lines, frame, notes, synthetic, language)


def _line(ax, rows: pd.DataFrame, key: Key, aside: float) -> None:
    """Draw one group, a new line after each break; a wave alone gets a whisker.

    Waves alone stand a little aside of each other, so that no group hides another.
    """
    for _, run in rows.groupby((rows["break_before"] != "").cumsum()):
        x = run["place"] + (aside if len(run) == 1 else 0)
        ax.plot(x, run["proportion"], color=key.colour, marker=key.marker, lw=2, ms=6.5,
                markeredgecolor="white", zorder=3)  # fmt: skip
        if len(run) > 1:
            ax.fill_between(x, run["ci_low"], run["ci_high"], color=key.colour, alpha=0.14,
                            linewidth=0)  # fmt: skip
        else:
            ax.vlines(x, run["ci_low"], run["ci_high"], key.colour, lw=1.5)


def _intervals(drawn: pd.DataFrame) -> list[str]:
    """Say how intervals are drawn: ribbons along lines, whiskers at waves alone."""
    runs = (drawn["break_before"] != "").groupby(drawn["group"], sort=False).cumsum()
    sizes = drawn.groupby([drawn["group"], runs], sort=False).size()
    kinds = {"ribbon": (sizes > 1).any(), "whisker": (sizes == 1).any()}
    return [kind for kind, is_there in kinds.items() if is_there]


def _break_lines(canvas: Canvas, ax, places, broken: dict[float, str]) -> None:
    for place, words in broken.items():
        before = max((p for p in places if p < place), default=place)
        ax.axvline((before + place) / 2, color=FAINT, lw=1, ls=(0, (4, 3)))
        told = "\n".join(wrap(words, 16))
        ax.text((before + place) / 2, 0.99, told, size=canvas.small, color=FAINT,
                ha="center", va="top", transform=ax.get_xaxis_transform(),
                bbox={"facecolor": "white", "linewidth": 0, "pad": 1})  # fmt: skip


def _axis(canvas: Canvas, ax, drawn, places, unit: str) -> None:
    top = drawn[["proportion", "ci_high"]].max(axis=None)
    low = np.floor(min(0.0, drawn["ci_low"].min()) * 10) / 10
    ax.set_ylim(low, 1.0 if np.isnan(top) else min(1.0, np.ceil((top + 0.08) * 10) / 10))
    low, high = ax.get_ylim()
    apart = 0.2 if high - low > 0.5 else 0.1
    ticks = np.arange(np.ceil(low / apart), np.floor(high / apart) + 1) * apart
    ax.set_yticks(ticks, [in_unit(tick, unit, canvas.language) for tick in ticks])
    first, last = min(places.values()), max(places.values())
    pad = 0.12 * (last - first or 1)
    ax.set_xlim(first - pad, last + pad)
    inches = ax.get_position().width * canvas.width / (last - first + 2 * pad)
    ax.set_xticks(list(places.values()), _staggered(places, inches, canvas.small))
    ax.grid(axis="y", color=GRID, lw=0.8)
    if low < 0:
        ax.axhline(0, color=FAINT, lw=1)
    ax.set_axisbelow(True)
    ax.tick_params(length=0, labelsize=canvas.small)


def _staggered(places: dict[str, float], inches: float, size: float) -> list[str]:
    """Put the name of a wave two lines lower where it would touch the one before."""
    told, free = [], [-np.inf, -np.inf]
    for wave, place in places.items():
        name = "\n".join(wrap(str(wave), 8))
        half = max(width(line, size) for line in name.split("\n")) / 2
        level = 0 if place * inches - half > free[0] else 1
        free[level] = place * inches + half + 0.05
        told.append("\n\n" * level + name)
    return told


def _end_labels(canvas: Canvas, ax, drawn, keys, unit: str) -> None:
    """Name each line at its end, moved apart where they would touch."""
    last = drawn.groupby("group", sort=False).last()["proportion"].dropna().sort_values()
    look = {key.label: key for key in keys}
    last = last[last.index.isin(list(look))]
    apart = 0.13 * ax.get_ylim()[1] * np.arange(len(last))
    levels = np.maximum.accumulate(last.to_numpy() - apart) + apart
    levels -= (levels - last.to_numpy()).mean() if len(last) else 0
    for (group, value), y in zip(last.items(), levels, strict=True):
        shown = _written(value, unit, canvas.language)
        told = wrapped(f"{group} {shown}", 1.45, canvas.small)
        at = {"transform": ax.get_yaxis_transform(), "clip_on": False}
        ax.scatter(1.02, y, 42, look[group].colour, marker=look[group].marker, **at)
        ax.text(1.04, y, told, va="center", size=canvas.small, linespacing=1.1, **at)


def _told(group: str, rows: pd.DataFrame, language: str, unit: str) -> str:
    """Write a group wave by wave, each value with its interval and its base."""
    limit = in_points if unit == "points" else bare
    told = []
    for row in rows.itertuples():
        why = [text("chart.break_alt", language)] if row.break_before else []
        apart = "".join(f" ({one}: {row.break_before})" for one in why)
        n = wording.count(row.base, language) if hasattr(row, "base") else ""
        wave = named_with_base(row.wave, n, language) if n else row.wave
        limits = f"[{limit(row.ci_low, language)}; {limit(row.ci_high, language)}]"
        told.append(
            (f"{wave}{apart}", f"{_written(row.proportion, unit, language)} {limits}")
        )
    return f"{group}: {listed(told)}"


def _written(value: float, unit: str, language: str) -> str:
    """Write a share, or a gap with its sign."""
    write = in_points if unit == "points" else wording.percent
    return write(value, language)
