"""Two shares across waves and the gap between them, side by side."""

from collections.abc import Sequence
from functools import partial
from math import isnan

import pandas as pd

from itperception.reporting import wording
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import INK, OTHER, SELF, SOFT, Colour
from itperception.reporting.charts.keys import Key, write_keys
from itperception.reporting.charts.scale import Scale
from itperception.reporting.charts.sheet import FIGURE, Sheet
from itperception.reporting.charts.typeface import LINE, SMALL, width, wrapped
from itperception.reporting.charts.words import bare, ends, listed, of, points, tick_percent
from itperception.reporting.wording import text

_LOOKS = {"self": ("circle", SELF), "other": ("square", OTHER), "gap": ("circle", INK)}
_SHARES, _GAP = ("self", "other"), ("gap",)
_PLOT, _SECOND = 250, 400  # how high a panel is, and where the second begins on a desk
_NAME, _WAVE = 130, 90  # how wide the name of a line is at its end, and that of a wave
_BESIDE = 12  # from a mark to its value


def trend_pair(
    frame: pd.DataFrame, *, names: Sequence[str], title: str, subtitle: str = "",
    note: str = "", synthetic: bool = False, language: str = "en",
) -> Chart:  # fmt: skip
    """Draw two shares and their gap across waves, with intervals; a line joins the same.

    Parameters
    ----------
    frame : pandas.DataFrame
        One line per wave, in order of time: wave, base, and for each of self, other and
        gap the columns with that name, with its name and ``_low``, ``_high`` and
        ``_break``: what changed so that it cannot be compared with the wave before, empty
        if nothing did. Shares are in [0, 1], gaps in [-1, 1].
    names : sequence of str
        What the two shares are called.
    title, subtitle, note : str
        Plain text.
    synthetic : bool
        Whether nobody gave these answers.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    A value that is NaN has no mark, and no line to it.

    Examples
    --------
    >>> one = {"self": 0.5, "self_low": 0.45, "self_high": 0.55, "self_break": "",
    ...        "other": 0.34, "other_low": 0.29, "other_high": 0.39, "other_break": "",
    ...        "gap": 0.16, "gap_low": 0.1, "gap_high": 0.22, "gap_break": ""}
    >>> frame = pd.DataFrame([{"wave": "2024", "base": 428, **one}])
    >>> trend_pair(frame, names=("performance", "image"), title="A gap").lines[0].split(", ")[-1]
    'gap 16 (10 to 22)'
    """
    heads = text("chart.net_share", language), text("chart.gap_points", language)

    def draw(sheet: Sheet) -> None:
        panel, top = partial(_panel, sheet, frame), 0.0
        is_long = any(len(wrapped(f"00 {name}", _NAME, bold=True)) > 3 for name in names)
        if sheet.narrow or is_long:  # else the names stand at the marks
            keys = [Key(name, colour, shape) for name, (shape, colour) in
                    zip(names, _LOOKS.values(), strict=False)]  # fmt: skip
            top = write_keys(sheet, keys, 0) + 6
        if sheet.narrow:
            low = panel(_SHARES, (0, 300, top), heads[0])
            low = panel(_GAP, (0, 300, low + 24), heads[1])
        else:
            low = panel(_SHARES, (0, 280, top), heads[0], () if is_long else names)
            low = max(low, panel(_GAP, (_SECOND, sheet.width, top), heads[1]))
        sheet.height = round(low + 4)

    lines = [_line(row, names, language) for row in frame.to_dict("records")]
    return make_chart(draw, title, lines, subtitle=subtitle, note=note, width=FIGURE,
                      synthetic=synthetic, language=language)  # fmt: skip


def _panel(sheet: Sheet, frame: pd.DataFrame, series: Sequence[str], box, head: str,
           names: Sequence[str] = ()) -> float:  # fmt: skip
    """Draw one panel into a box (left, right, top); return where it ends."""
    left, right, top = box
    start = left + 46
    wide = (width(line, bold=True) for wave in frame["wave"]
            for line in wrapped(str(wave), _WAVE, bold=True))  # fmt: skip
    write = points if series == _GAP else bare
    last = max(width(write(value, sheet.language), bold=True)
               for value in frame[[*series]].iloc[-1])  # fmt: skip
    inset = max(38, 4 + max(wide) / 2, _BESIDE + last + 4)
    places = _places(frame["wave"], start + inset, right - inset)
    told = _breaks(sheet, frame, series, places)
    every = [*told.values(), *_breaks(sheet, frame, _GAP, places).values()]
    sheet.write(left, top + 14, head, bold=True)
    above = top + 26 + 15 * max(map(len, every), default=0)
    bottom = above + _PLOT
    values = frame[[f"{name}{end}" for name in series for end in ("_low", "_high")]]
    scale = Scale.of(
        [0, *values.to_numpy(float).ravel()], bottom, above, ticks=6, least=0.05
    )
    ticks = points if series == _GAP else tick_percent
    scale.beside(sheet, start, right, lambda value: ticks(value, sheet.language))
    for x, lines in told.items():
        sheet.rule(x, above - 4, x, bottom, SOFT, dashed=True)
        half = max(width(line, SMALL) for line in lines) / 2
        x = min(x, sheet.width - half)
        for k, line in enumerate(lines):
            sheet.note(x, above - 10 - 15 * (len(lines) - 1 - k), line, anchor="middle")
    for name in series:
        _series(sheet, frame, name, places, scale)
    _values(sheet, frame, series, places, scale, names)
    return _waves(sheet, frame, places, bottom, with_bases=series != _GAP)


def _waves(sheet: Sheet, frame: pd.DataFrame, places, bottom: float, *,
           with_bases: bool) -> float:  # fmt: skip
    """Name the waves below a panel; return where that ends."""
    room = min(_WAVE, places[1] - places[0] - 3) if len(places) > 1 else _WAVE
    told = [wrapped(str(wave), room, bold=True) for wave in frame["wave"]]
    deep = bottom + 18 + LINE * (max(map(len, told)) - 1)
    for x, lines, base in zip(places, told, frame["base"], strict=True):
        sheet.lines(x, bottom + 18, lines, anchor="middle", bold=True)
        if with_bases:
            full = of(base, sheet.language)
            short = (
                full if width(full, SMALL) <= room else wording.count(base, sheet.language)
            )
            sheet.note(x, deep + 15, short, anchor="middle")
    return deep + (18 if with_bases else 4)


def _breaks(sheet: Sheet, frame: pd.DataFrame, series, places) -> dict[float, list[str]]:
    """Return where something changed, and what, on lines that fit between two waves."""
    rows = frame.to_dict("records")
    found = {(x + x2) / 2: why for x, x2, row in zip(places, places[1:], rows[1:], strict=False)
             if (why := _reasons(row, series))}  # fmt: skip
    room = 134 if len(found) < 2 else max(places[1] - places[0], 80)
    return {x: wrapped(text("chart.break", sheet.language, changes=why), room, SMALL)
            for x, why in found.items()}  # fmt: skip


def _places(waves: pd.Series, first: float, last: float) -> list[float]:
    """Return where waves stand: even, one alone in the middle."""
    if len(waves) == 1:
        return [(first + last) / 2]
    return [first + k * (last - first) / (len(waves) - 1) for k in range(len(waves))]


def _reasons(row: dict, series: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, (row[f"{name}_break"] for name in series))))


def _series(sheet: Sheet, frame: pd.DataFrame, name: str, places, scale: Scale) -> None:
    """Draw marks and intervals of one series; only what can be compared is joined."""
    shape, colour = _LOOKS[name]
    rows = frame.to_dict("records")
    for (x, a), (x2, b) in zip(zip(places, rows, strict=True),
                               list(zip(places, rows, strict=True))[1:], strict=False):  # fmt: skip
        if not b[f"{name}_break"] and not isnan(a[name] + b[name]):
            sheet.line(x, scale(a[name]), x2, scale(b[name]), colour, 2.5)
    for x, row in zip(places, rows, strict=True):
        if isnan(row[name]):
            continue
        sheet.line(x, scale(row[f"{name}_low"]), x, scale(row[f"{name}_high"]), colour, 2.5)
        sheet.mark(x, scale(row[name]), colour, shape, size=7)


def _values(sheet: Sheet, frame: pd.DataFrame, series, places, scale: Scale,
            names: Sequence[str]) -> None:  # fmt: skip
    """Write each value beside its mark, apart where two would touch; name the last ones."""
    rows = frame.to_dict("records")
    for k, (x, row) in enumerate(zip(places, rows, strict=True)):
        is_last = k == len(rows) - 1
        write = points if series == _GAP else bare
        known = sorted((name for name in series if not isnan(row[name])),
                       key=lambda name: scale(row[name]))  # fmt: skip
        free = -1e9
        for name in known:
            told = [write(row[name], sheet.language)]
            if is_last and names:
                full = f"{told[0]} {names[series.index(name)]}"
                told = wrapped(full, _NAME, bold=True)
            colour: Colour = _LOOKS[name][1]
            y = max(scale(row[name]) + 5, free + LINE)
            side = _BESIDE if is_last else -_BESIDE
            sheet.lines(x + side, y, told, colour=colour, bold=True,
                        anchor="start" if is_last else "end")  # fmt: skip
            free = y + LINE * (len(told) - 1)


def _line(row: dict, names: Sequence[str], language: str) -> str:
    """Write a wave: both shares and the gap, each with its interval, and what changed."""
    told = []
    for key, name in zip(("self", "other"), names, strict=True):
        share = wording.percent(row[key], language)
        told.append(
            (name, f"{share} ({ends(row[f'{key}_low'], row[f'{key}_high'], language)})")
        )
    gap = text("chart.gap_told", language, gap=points(row["gap"], language),
               interval=ends(row["gap_low"], row["gap_high"], language))  # fmt: skip
    why = _reasons(row, ("self", "other", "gap"))
    changed = f"; {text('chart.break', language, changes=why)}" if why else ""
    label = f"{row['wave']}, {of(row['base'], language)}"
    return f"{label}: {listed(told)}, {gap}{changed}"
