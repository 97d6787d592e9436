"""Charts of a page: the same picture twice, for a desk and for a phone, and its words.

Each function takes what a table takes and returns a :class:`Chart`: two SVG pictures,
the frame they were drawn from, and one line of text per row of that frame. Colour is
never the only cue: order, numbers, hatching and marker shapes say the same. The bytes
are the same each time, whatever matplotlibrc the user has.

On a phone the label of a row stands above its bar, so that the bar has the full width.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import count, islice
from textwrap import wrap

import numpy as np
import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.errors import unknown_name
from itperception.reporting import tables, wording
from itperception.reporting.wording import text
from itperception.survey.codebook import say

# Diverging: PuOr of ColorBrewer, best answer first (Brewer & Harrower 2003).
DIVERGING = {
    2: ("#542788", "#b35806"),
    3: ("#8073ac", "#d9d9d9", "#e08214"),
    4: ("#542788", "#b2abd2", "#fdb863", "#b35806"),
    5: ("#542788", "#b2abd2", "#d9d9d9", "#fdb863", "#b35806"),
}
NEUTRAL, APART, INK, FAINT = "#d9d9d9", "#e8e8e8", "#000000", "#595959"
GROUPS = ("#0072B2", "#D55E00", "#009E73", "#AA4499", "#7A5C00")  # first 3: Okabe & Ito
MARKERS = "osDv^"
NUMBERED_FROM = 0.05  # a smaller segment has no room for its number
NARROW_SCREEN = "screen and (max-width: 40rem)"
RESIDUAL_LIMIT = 1.96

# Inches at 96 CSS pixels: 780 px on a desk, 340 px on a phone.
WIDE, NARROW = 780 / 96, 340 / 96
LABELS = 2.45  # the column for labels on a desk
STYLE = {
    "axes.edgecolor": FAINT, "axes.labelcolor": INK, "axes.spines.left": False,
    "axes.spines.right": False, "axes.spines.top": False, "font.family": "DejaVu Sans",
    "hatch.color": FAINT, "hatch.linewidth": 0.6, "path.simplify": True,
    "svg.fonttype": "path", "svg.hashsalt": "itperception", "text.color": INK,
    "text.parse_math": False, "xtick.color": FAINT, "xtick.labelcolor": INK,
    "ytick.color": FAINT, "ytick.labelcolor": INK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in two widths, and everything in it as numbers and as text.

    Attributes
    ----------
    title : str
        Plain text, above the picture.
    lines : tuple of str
        One line for each row of the picture.
    values : pandas.DataFrame
        What was drawn, at full precision.
    svg_wide, svg_narrow : bytes
        The pictures for a desk and for a phone.
    notes : tuple of str
        How to read it.
    synthetic : bool
        Whether nobody gave these answers.
    alt : str
        The text in place of the picture.
    """

    title: str
    lines: tuple[str, ...]
    values: pd.DataFrame
    svg_wide: bytes
    svg_narrow: bytes
    notes: tuple[str, ...] = ()
    synthetic: bool = False
    alt: str = ""

    def to_html(self, language: str = "en", *, number: int | None = None) -> str:
        """Return the chart as a figure of HTML that needs no other file.

        Parameters
        ----------
        language : {"en", "sv", "de"}
            Language of the page.
        number : int, optional
            Running number on the page.
        """
        name = re.sub(r"\W+", "-", self.title.lower()).strip("-")
        place = f"chart-{name if number is None else number}"
        note = f'<p class="note">{escape(" ".join(self.notes))}</p>\n' if self.notes else ""
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines)
        head = tables.caption("chart", place, self.title, language, number,
                       synthetic=self.synthetic)  # fmt: skip
        return (
            f'<figure class="chart" id="{escape(place)}">\n{head}\n<picture>'
            f'<source media="{NARROW_SCREEN}" srcset="{_data(self.svg_narrow)}">'
            f'<img src="{_data(self.svg_wide)}" alt="{escape(self.alt)}">'
            f"</picture>\n{note}<details><summary>{text('chart.values', language)}"
            f"</summary><ul>{items}</ul></details>\n</figure>"
        )

    def _repr_html_(self) -> str:
        return self.to_html()


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2).

    Parameters
    ----------
    first, second : str
        Colours as ``#rrggbb``.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    parts = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (first, second)])
    parts = parts / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    dark, light = sorted(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return float(light / dark)


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour.

    Examples
    --------
    >>> ink_on("#542788"), ink_on("#fdb863")
    ('#ffffff', '#000000')
    """
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def diverging_colours(count: int) -> tuple[str, ...]:
    """Return colours from the best answer to the worst; a middle one is grey.

    Examples
    --------
    >>> diverging_colours(3)
    ('#8073ac', '#d9d9d9', '#e08214')
    """
    if count in DIVERGING:
        return DIVERGING[count]
    import seaborn

    colours = seaborn.color_palette("PuOr_r", count).as_hex()
    if count % 2:
        colours[count // 2] = NEUTRAL
    return tuple(colours)


def diverging_bars(
    table: Crosstab, *, title: str | None = None, language: str = "en"
) -> Chart:
    """Draw ranked answers left and right of a line, one bar per group.

    Parameters
    ----------
    table : Crosstab
        With a ranked stub, best answer first. The middle one of an odd number of
        answers lies half on each side; what is not an answer stands apart, hatched.
    title : str, optional
        By default "stub by banner".
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    Chart
        Columns whose base is too small to show are in neither picture nor text.

    Notes
    -----
    The form is that of Heiberger and Robbins (2014), Design of diverging stacked bar
    charts, Journal of Statistical Software 57(5).
    """
    shares = _Shares.of(table, language)
    widths, off = shares.of_answers[:, ::-1], shares.off_scale
    colours = diverging_colours(widths.shape[1])[::-1]
    starts = np.cumsum(widths, axis=1) - widths - _left_of_line(widths)[:, np.newaxis]
    panel = (starts + widths).max(initial=0) + 0.05
    end = panel + off.sum(axis=1).max(initial=0) + 0.09 if off.size else panel - 0.04

    def draw(canvas: _Canvas) -> None:
        keys = shares.keys(colours[::-1])
        ax = canvas.rows(
            shares.labels, [*keys[: len(colours)][::-1], *keys[len(colours) :]]
        )
        ax.set_xlim(starts.min(initial=0) - 0.01, end)
        _segments(canvas, ax, starts, widths, colours, language)
        _segments(canvas, ax, panel + np.cumsum(off, axis=1) - off, off, None, language)
        ax.vlines([0] * len(canvas.centres), *canvas.edges(), colors=INK, lw=1.2, zorder=0)
        for y, parts in zip(canvas.centres, off if off.size else [], strict=False):
            told = _number(parts.sum(), language)
            ax.text(panel + parts.sum() + 0.012, y, told, va="center", size=canvas.small)

    notes = _diverging_notes(shares.answers, language)
    notes += [text("chart.apart", language)] if off.size else []
    return shares.chart(draw, title, notes)


def stacked_bars(
    table: Crosstab, *, title: str | None = None, language: str = "en"
) -> Chart:
    """Draw unranked answers as bars of 100 %, one per group.

    Parameters
    ----------
    table : Crosstab
        Counts of a stub by a banner; what is not an answer is hatched, at the end.
    title : str, optional
        By default "stub by banner".
    language : {"en", "sv", "de"}
        Language of the page.
    """
    import seaborn

    shares = _Shares.of(table, language)
    widths, off = shares.of_answers, shares.off_scale
    palette = "colorblind" if widths.shape[1] <= 10 else "husl"
    colours = seaborn.color_palette(palette, widths.shape[1]).as_hex()
    reached = widths.sum(axis=1)[:, np.newaxis]

    def draw(canvas: _Canvas) -> None:
        ax = canvas.rows(shares.labels, shares.keys(colours))
        ax.set_xlim(0, 1.002)
        _segments(canvas, ax, np.cumsum(widths, axis=1) - widths, widths, colours, language)
        _segments(canvas, ax, reached + np.cumsum(off, axis=1) - off, off, None, language,
                  numbered=True)  # fmt: skip

    return shares.chart(draw, title, [])


def option_bars(options: Sequence[Crosstab], *, title: str, language: str = "en") -> Chart:
    """Draw a multiple response: a bar for the total, a marker for each group.

    Parameters
    ----------
    options : sequence of Crosstab
        One per option, all by the same banner, with a row ``selected``.
    title : str
        What the set is about.
    language : {"en", "sv", "de"}
        Language of the page.

    Missing data
    ------------
    Shares are of those who answered the option. A group whose base is too small for
    any option is left out of the picture.
    """
    answered = [table.answers() for table in options]
    hidden = {name for table in answered for name in tables.hidden_columns(table)}
    bases = tables.base_ranges([table.bases for table in answered], language)
    names = _column_labels(answered[0], language)
    labels = {
        name: text("chart.group", language, label=label, n=bases[name])
        for name, label in names.items()
    }
    shown = {name: label for name, label in labels.items() if name not in hidden}
    values = pd.DataFrame(
        [t.proportions().loc[tables.SELECTED, list(shown)] for t in answered]
    )
    values.index = pd.Index([say(t.stub.label, language) for t in answered], name="option")
    values = values.sort_values(TOTAL, ascending=False, kind="stable") if shown else values
    groups = [name for name in shown if name != TOTAL]

    def draw(canvas: _Canvas) -> None:
        keys = [_Key(labels[TOTAL], "#c6d3e1")]
        keys += [_Key(labels[g], *look) for g, look in zip(groups, _looks(), strict=False)]
        told = [wording.percent(share, language) for share in values[TOTAL]]
        ax = canvas.rows(list(values.index), keys, right=told, axis="percent")
        ax.barh(canvas.centres, values[TOTAL], canvas.thickness, color=keys[0].colour)
        dodge = dict(zip(groups, _spread(len(groups), 0.16), strict=True))
        for name, key in zip(groups, keys[1:], strict=False):
            ax.scatter(values[name], canvas.centres + dodge[name], 34, key.colour,
                       marker=key.marker, edgecolors="white", lw=0.8, zorder=3)  # fmt: skip
        ax.set_xlim(0, min(1.0, values.max(axis=None) + 0.05))

    lines = [
        f"{option}: " + _list((names[n], wording.percent(row[n], language)) for n in shown)
        for option, row in values.iterrows()
        if shown
    ]
    notes = [f"{text('chart.shares', language)}.", text("table.any_number", language)]
    notes += _hidden_note([names[name] for name in names if name in hidden], language)
    synthetic = answered[0].synthetic
    values = values if shown else values.iloc[:0]
    return _chart(draw, title, lines, values, notes, synthetic, language)


def dumbbell(
    frame: pd.DataFrame, *, self_label: str, other_label: str, title: str,
    language: str = "en", synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw two shares of the same respondents and how far they lie apart.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns group, self_proportion, other_proportion (in [0, 1]) and difference
        (self minus other, in [-1, 1]); `base` (optional) is told with the group.
    self_label, other_label : str
        What the two shares are, in the language of the page.
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.
    synthetic : bool
        Whether the data are synthetic.

    Missing data
    ------------
    A row with a share that is NaN keeps its place, without markers.
    """
    ends = frame[["self_proportion", "other_proportion"]].to_numpy(float)
    groups = _with_bases(frame, language)
    gaps = [wording.points(gap, language, short=True) for gap in frame["difference"]]
    told = [[wording.percent(share, language) for share in side] for side in ends.T]
    difference = text("chart.gap", language)
    (own, own_marker), (against, against_marker) = islice(_looks(), 2)

    def draw(canvas: _Canvas) -> None:
        keys = [
            _Key(self_label, own, own_marker),
            _Key(other_label, against, against_marker),
        ]
        ax = canvas.rows(groups, keys, right=gaps, axis="percent")
        ax.hlines(canvas.centres, ends.min(axis=1), ends.max(axis=1), "#9a9a9a", lw=3)
        for side, key in enumerate(keys):
            ax.scatter(
                ends[:, side],
                canvas.centres,
                (110, 40)[side],
                key.colour,
                marker=key.marker,
                zorder=3,
            )
            for y, pair in zip(canvas.centres, ends, strict=True):
                _beside(canvas, ax, pair[side], pair[1 - side], y, side == 0, language)
        _fit(ax, ends, 0.08)

    lines = [
        f"{group}: {_list([(self_label, first), (other_label, second), (difference, gap)])}"
        for group, first, second, gap in zip(groups, *told, gaps, strict=True)
    ]
    notes = [f"{text('chart.shares', language)}."]
    return _chart(draw, title, lines, frame, notes, synthetic, language)


def forest(
    frame: pd.DataFrame, *, title: str, language: str = "en", confidence: float = 0.95,
    synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw differences with their intervals, and print both.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, difference, ci_low, ci_high; differences in [-1, 1].
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.
    confidence : float
        Level of the intervals, in (0, 1).
    synthetic : bool
        Whether the data are synthetic.

    Missing data
    ------------
    A row whose difference is NaN keeps its place and reads "..".
    """
    low, high = frame["ci_low"].to_numpy(float), frame["ci_high"].to_numpy(float)
    middle = frame["difference"].to_numpy(float)
    told = [
        f"{_signed(m, language)} [{_signed(a, language)}; {_signed(b, language)}]"
        for m, a, b in zip(middle, low, high, strict=True)
    ]
    told = [
        wording.NOT_AVAILABLE if np.isnan(m) else t
        for m, t in zip(middle, told, strict=True)
    ]

    def draw(canvas: _Canvas) -> None:
        ax = canvas.rows(list(frame["label"]), right=told, axis="points")
        ax.vlines([0] * len(canvas.centres), *canvas.edges(), colors=INK, lw=1)
        ax.hlines(canvas.centres, low, high, GROUPS[0], lw=2)
        faces = ["white" if covers else GROUPS[0] for covers in (low <= 0) & (high >= 0)]
        ax.scatter(middle, canvas.centres, 46, faces, edgecolors=GROUPS[0],
                   linewidths=1.6, zorder=3)  # fmt: skip
        _fit(ax, np.array([*low, *high, 0.0]), 0.03)

    level = wording.level(confidence, language)
    notes = [text("chart.whisker", language, level=level), text("chart.hollow", language)]
    axis = text("chart.difference", language)
    lines = [f"{label}: {t}" for label, t in zip(frame["label"], told, strict=True)]
    return _chart(draw, title, lines, frame, [f"{axis}.", *notes], synthetic, language)


def trend(
    frame: pd.DataFrame, *, title: str, language: str = "en", confidence: float = 0.95,
    synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw shares across waves, with a ribbon for the interval.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns wave, group, proportion, ci_low, ci_high, in the order of the waves.
        ``break_before`` (optional, bool) says that a wave cannot be compared with the
        one before: the line is interrupted. ``year`` (optional) spaces the waves.
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.
    confidence : float
        Level of the intervals, in (0, 1).
    synthetic : bool
        Whether the data are synthetic.
    """
    waves = list(dict.fromkeys(frame["wave"]))
    years = frame.groupby("wave", sort=False)["year"].first() if "year" in frame else None
    places = dict(zip(waves, range(len(waves)) if years is None else years, strict=True))
    breaks = frame.get("break_before", pd.Series(False, frame.index)).astype(bool)
    drawn = frame.assign(place=frame["wave"].map(places), break_before=breaks)
    broken = list(dict.fromkeys(drawn.loc[breaks, "place"]))

    def draw(canvas: _Canvas) -> None:
        groups = list(dict.fromkeys(drawn["group"]))
        keys = [_Key(g, *look) for g, look in zip(groups, _looks(), strict=False)]
        ax = canvas.plot(keys if canvas.narrow else [], right=0.1 if canvas.narrow else 1.9)
        span = max(places.values()) - min(places.values()) or 1
        for key, aside in zip(keys, _spread(len(keys), 0.03 * span), strict=True):
            _line(ax, drawn[drawn["group"] == key.label], key, aside)
        _break_lines(canvas, ax, sorted(places.values()), broken, language)
        _percent_axis(canvas, ax, drawn, places, language)
        if not canvas.narrow:
            _end_labels(canvas, ax, drawn, keys, language)

    lines = [
        _trend_line(group, rows, language)
        for group, rows in drawn.groupby("group", sort=False)
    ]
    level = wording.level(confidence, language)
    notes = [text("chart.ribbon", language, level=level)]
    notes += [text("chart.break_note", language)] if broken else []
    return _chart(draw, title, lines, frame, notes, synthetic, language)


def bounds_bars(
    frame: pd.DataFrame, *, title: str, threshold: float, unit: str = "p_value",
    language: str = "en", synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw from where to where a number can lie, against a threshold.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, low, high.
    title : str
        Plain text.
    threshold : float
        Where a dashed line stands, in the unit of low and high.
    unit : {"p_value", "points", "percent"}
        A p-value in [0, 1], a difference in [-1, 1] or a proportion in [0, 1].
    language : {"en", "sv", "de"}
        Language of the page.
    synthetic : bool
        Whether the data are synthetic.
    """
    if unit not in ("p_value", "points", "percent"):
        raise unknown_name("unit", unit, ["p_value", "points", "percent"])
    low, high = frame["low"].to_numpy(float), frame["high"].to_numpy(float)
    told = [
        text(
            "number.range",
            language,
            low=_in_unit(a, unit, language),
            high=_in_unit(b, unit, language),
        )
        for a, b in zip(low, high, strict=True)
    ]

    def draw(canvas: _Canvas) -> None:
        ax = canvas.rows(list(frame["label"]), right=told, axis=unit)
        ax.barh(
            canvas.centres,
            high - low,
            0.6 * canvas.thickness,
            low,
            color=GROUPS[0],
            edgecolor=GROUPS[0],
            linewidth=2,
        )
        ax.vlines([threshold] * len(canvas.centres), *canvas.edges(), colors="#b35806",
                  linestyles="dashed", lw=1.5, zorder=3)  # fmt: skip
        _fit(ax, np.array([*low, *high, threshold, 0.0]), 0.02)

    marked = text("chart.threshold", language, number=_in_unit(threshold, unit, language))
    lines = [f"{label}: {t}" for label, t in zip(frame["label"], told, strict=True)]
    return _chart(draw, title, lines, frame, [f"{marked}."], synthetic, language)


def residual_heatmap(
    table: Crosstab, residuals: pd.DataFrame, *, title: str | None = None,
    language: str = "en",
) -> Chart:  # fmt: skip
    """Draw column percentages, shaded by how far they are from independence.

    Parameters
    ----------
    table : Crosstab
        Counts of a stub by a banner.
    residuals : pandas.DataFrame
        Adjusted residuals: rows and columns named as those of the table; NaN (or a
        row that is missing) leaves a cell unshaded.
    title : str, optional
        By default "stub by banner".
    language : {"en", "sv", "de"}
        Language of the page.
    """
    shares = _Shares.of(table, language)
    groups = [name for name in shares.values.index if name != TOTAL]
    percents = shares.values.loc[groups].drop(columns="base").T
    shading = residuals.reindex(index=percents.index, columns=groups).astype(float)
    rows = {row.id: say(row.label, language) for row in table.rows}
    heads = [shares.names[name] for name in groups]

    def draw(canvas: _Canvas) -> None:
        _heatmap(
            canvas.grid(list(rows.values()), heads), canvas, percents, shading, language
        )

    def told(row: str, group: str) -> str:
        return _with_residual(percents.at[row, group], shading.at[row, group], language)

    lines = [
        f"{shares.names[group]}: {_list((rows[row], told(row, group)) for row in rows)}"
        for group in groups
    ]
    limit = wording.decimal(RESIDUAL_LIMIT, language)
    notes = [text("chart.residual", language, limit=limit), *shares.notes()]
    title = title or tables.crosstab_title(table, language)
    return _chart(draw, title, lines, percents, notes, table.synthetic, language)


@dataclass(frozen=True, slots=True)
class _Key:
    """An entry of a legend: a filled square, a hatched one, or a marker."""

    label: str
    colour: str
    marker: str = ""
    hatch: str = ""


@dataclass(frozen=True, slots=True)
class _Shares:
    """The column proportions of the groups that may be shown."""

    table: Crosstab
    language: str
    names: dict[str, str]
    values: pd.DataFrame

    @classmethod
    def of(cls, table: Crosstab, language: str) -> "_Shares":
        hidden = tables.hidden_columns(table)
        values = table.proportions().T
        values.insert(0, "base", table.bases)
        values = values.drop(index=hidden).rename_axis(index="group")
        return cls(table, language, _column_labels(table, language), values)

    @property
    def answers(self) -> list:
        return [row for row in self.table.rows if row.kind == "answer"]

    @property
    def apart(self) -> list:
        return [row for row in self.table.rows if row.kind != "answer"]

    @property
    def of_answers(self) -> np.ndarray:
        return self.values[[row.id for row in self.answers]].to_numpy()

    @property
    def off_scale(self) -> np.ndarray:
        return self.values[[row.id for row in self.apart]].to_numpy()

    @property
    def labels(self) -> list[str]:
        return [
            text("chart.group", self.language, label=self.names[group],
                 n=wording.count(base, self.language))
            for group, base in self.values["base"].items()
        ]  # fmt: skip

    def keys(self, colours: Sequence[str]) -> list[_Key]:
        named = [say(row.label, self.language) for row in (*self.answers, *self.apart)]
        looks = [(colour, "", "") for colour in colours]
        looks += [(APART, "", _hatch(k)) for k in range(len(self.apart))]
        return [_Key(name, *look) for name, look in zip(named, looks, strict=True)]

    def notes(self) -> list[str]:
        hidden = [self.names[name] for name in tables.hidden_columns(self.table)]
        return _hidden_note(hidden, self.language)

    def chart(self, draw: "Draw", title: str | None, notes: Sequence[str]) -> Chart:
        title = title or tables.crosstab_title(self.table, self.language)
        named = {row.id: say(row.label, self.language) for row in self.table.rows}
        lines = [
            f"{label}: " + _list(
                (name, wording.percent(self.values.at[group, row], self.language))
                for row, name in named.items()
            )
            for label, group in zip(self.labels, self.values.index, strict=True)
        ]  # fmt: skip
        limit = wording.percent(NUMBERED_FROM, self.language)
        kept = [f"{text('chart.shares', self.language)}.", *notes,
                text("chart.segments", self.language, percent=limit)]  # fmt: skip
        return _chart(draw, title, lines, self.values, [*kept, *self.notes()],
                      self.table.synthetic, self.language)  # fmt: skip


class _Canvas:
    """A figure of one width; lengths are inches, y is counted from the top."""

    def __init__(self, *, narrow: bool, synthetic: bool, language: str) -> None:
        self.narrow, self.language = narrow, language
        self.width = NARROW if narrow else WIDE
        self.size, self.small = (9.0, 8.5) if narrow else (10.0, 9.5)
        self.mark = text("table.synthetic", language) if synthetic else ""
        self.figure = None
        self.centres, self.thickness = np.array([]), 0.0

    def rows(
        self, labels: Sequence[str], keys: Sequence[_Key] = (), *,
        right: Sequence[str] = (), axis: str = "",
    ):  # fmt: skip
        """Return axes with a place for each label; x is free, y is in inches."""
        taken = max((_width(told, self.small) for told in right), default=0.0)
        side = 0.08 if self.narrow or not right else taken + 0.2
        column = self.width - 0.3 - taken if self.narrow else LABELS - 0.2
        wrapped = [_wrapped(label, column, self.size) for label in labels]
        depths = [_depth(told, self.size) for told in wrapped]
        steps = np.array([d + 0.4 if self.narrow else max(0.42, d + 0.14) for d in depths])
        ends = np.cumsum(steps)
        height = float(ends[-1])
        top = self._open(keys, height, axis)
        self.thickness = 0.25 if self.narrow else 0.27
        self.centres = ends - (0.25 if self.narrow else steps / 2)
        left = LABELS if not self.narrow else 0.16 if axis else 0.08
        ax = self._axes(left, top, self.width - left - side, height)
        ax.set(ylim=(height, 0), yticks=[])
        for k, label in enumerate(wrapped):
            y = top + self.centres[k] - (0.16 if self.narrow else 0)
            va = "bottom" if self.narrow else "center"
            self._write(0.08, y, va, label, self.size)
            if right:
                self._write(self.width - 0.08, y, va, right[k], self.small, "right")
        _style_axis(ax, axis, self)
        return ax

    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """Return where a line across each bar begins and ends, clear of the labels."""
        half = 0.15 if self.narrow else 0.2
        return self.centres - half, self.centres + half

    def plot(self, keys: Sequence[_Key], *, right: float):
        """Return axes for a line chart."""
        height = 2.5 if self.narrow else 3.1
        top = self._open(keys, height, "waves")
        return self._axes(0.5, top + 0.1, self.width - 0.5 - right, height - 0.1)

    def grid(self, rows: Sequence[str], heads: Sequence[str]):
        """Return axes for a heat map with its row and column labels written."""
        left = 0.08 if self.narrow else LABELS
        cell = (self.width - left - 0.08) / len(heads)
        tops = [_wrapped(head, cell - 0.04, self.small) for head in heads]
        above = max(_depth(told, self.small) for told in tops) + 0.1
        step = 0.54 if self.narrow else 0.42
        top = self._open((), above + step * len(rows), "") + above
        for k, told in enumerate(tops):
            at = left + (k + 0.5) * cell
            self._write(at, top - 0.06, "bottom", told, self.small, "center")
        for k, label in enumerate(rows):
            y = top + (k + (0.46 if self.narrow else 0.5)) * step
            va = "bottom" if self.narrow else "center"
            self._write(0.08, y, va, _wrapped(label, LABELS - 0.2, self.size), self.size)
        return self._axes(left, top, self.width - left - 0.08, step * len(rows))

    def blank(self) -> None:
        """Say in the picture that no base is large enough to show."""
        self._open((), 0.4, "")
        self._write(0.08, 0.2, "center", text("table.too_small", self.language), self.size)

    def _open(self, keys: Sequence[_Key], height: float, axis: str) -> float:
        """Make the figure; return the depth of the legend."""
        from matplotlib.figure import Figure

        placed, top = _packed(keys, self)
        foot = {"": 0.06, "waves": 0.7}.get(axis, 0.3) + (0.22 if self.mark else 0)
        self.height = top + height + foot
        self.figure = Figure((self.width, self.height), facecolor="white")
        self.paper = self._axes(0, 0, self.width, self.height)
        self.paper.set(xlim=(0, self.width), ylim=(self.height, 0))
        self.paper.set_axis_off()
        self.paper.set_zorder(5)
        for key, x, y in placed:
            _draw_key(self, key, x, y)
        if self.mark:
            self._write(self.width - 0.08, self.height - 0.05, "bottom", self.mark,
                        self.small, "right", weight="bold", color="#8a3b00")  # fmt: skip
        return top

    def _axes(self, left: float, top: float, width: float, height: float):
        box = (left, self.height - top - height, width, height)
        scale = (self.width, self.height) * 2
        place = [a / b for a, b in zip(box, scale, strict=True)]
        return self.figure.add_axes(place, facecolor="none")

    def _write(self, x, y, va, told, size, ha="left", **look) -> None:
        self.paper.text(x, y, told, size=size, ha=ha, va=va, linespacing=1.15, **look)


Draw = Callable[[_Canvas], None]


def _chart(draw, title, lines, values, notes, synthetic, language) -> Chart:
    """Draw both pictures and put the words together."""
    lead = [text("chart.chart_of", language, title=title)]
    mark = text("table.synthetic", language)
    lead += [f"{mark[0].upper()}{mark[1:]}."] if synthetic else []
    alt = " ".join([*lead, *(f"{line.rstrip('.')}." for line in lines)])
    if values.empty:
        draw = _Canvas.blank
    wide, narrow = (
        _render(draw, _Canvas(narrow=n, synthetic=synthetic, language=language))
        for n in (False, True)
    )
    return Chart(title, tuple(lines), values, wide, narrow, tuple(notes), synthetic, alt)


def _render(draw: Draw, canvas: _Canvas) -> bytes:
    """Return a drawing as SVG that does not depend on settings, clock or version."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE | {"font.size": canvas.small})
        draw(canvas)
        file = BytesIO()
        canvas.figure.savefig(
            file, format="svg", metadata={"Date": None, "Creator": None}, dpi=72
        )
    return _compact(file.getvalue().decode()).encode()


def _compact(svg: str) -> str:
    """Leave out of an SVG what no reader sees; a picture then has half its size."""
    bare = re.sub(r"<!--.*?-->|<!DOCTYPE.*?>|<metadata>.*?</metadata>", "", svg, flags=re.S)
    bare = re.sub(r'<g id="[^"]*"', "<g", re.sub(r">\s+<", "><", bare)).replace("<g/>", "")
    bare = bare.replace("DejaVuSans-Bold-", "b").replace("DejaVuSans-", "g")
    bare = re.sub(r'transform="translate\(([-\d.]+) 0\)"', _rounded_place, bare)
    bare = re.sub(r'( d=")([^"]*)(" transform="scale\(0.015625\))?', _short_path, bare)
    bare = re.sub(r"(?<=[:;]) (?=[^\"<>]*\"/?>)", "", bare)
    bare = re.sub(r'<use xlink:href="#[bg]3"[^>]*>', "", bare)  # blanks
    return re.sub(r"(\.\d{3})\d+", r"\1", bare).replace("xlink:href", "href")


def _rounded_place(match: re.Match[str]) -> str:
    """Place a glyph by its x, in hundredths of the font size."""
    return f'x="{float(match[1]):.0f}"'


def _short_path(match: re.Match[str]) -> str:
    """Write a path without needless digits and blanks; glyphs on a grid of 256."""
    start, path, glyph = match.groups(default="")
    if glyph:
        path = re.sub(r"-?\d+", lambda unit: str(round(int(unit[0]) / 16)), path)
        glyph = '" transform="scale(.25)'
    path = re.sub(r"(\.\d\d)\d+", r"\1", path)
    tight = " ".join(re.sub(r"\s*([A-Za-z])\s*", r"\1", path).split())
    return f"{start}{tight}{glyph}"


def _segments(canvas, ax, starts, widths, colours, language, *, numbered=False) -> None:
    """Draw the parts of bars side by side; without colours they are hatched."""
    for k in range(widths.shape[1]):
        colour = colours[k] if colours is not None else APART
        ax.barh(canvas.centres, widths[:, k], canvas.thickness, starts[:, k], color=colour,
                edgecolor=FAINT if colours is None else "white", linewidth=0.6,
                hatch=_hatch(k) if colours is None else None)  # fmt: skip
        back = (
            {"facecolor": "white", "linewidth": 0, "pad": 1.2} if colours is None else None
        )
        for y, start, width in zip(canvas.centres, starts[:, k], widths[:, k], strict=True):
            if width >= NUMBERED_FROM and (colours is not None or numbered):
                ax.text(start + width / 2, y, _number(width, language), ha="center",
                        va="center_baseline", size=canvas.small, bbox=back,
                        color=ink_on(colour))  # fmt: skip


def _left_of_line(widths: np.ndarray) -> np.ndarray:
    """Return how much of each bar, worst answer first, lies left of the line."""
    half, is_odd = divmod(widths.shape[1], 2)
    left = widths[:, :half].sum(axis=1)
    return left + widths[:, half] / 2 if is_odd else left


def _diverging_notes(answers: Sequence, language: str) -> list[str]:
    if len(answers) % 2 == 0:
        return [text("chart.zero_line", language)]
    middle = say(answers[len(answers) // 2].label, language)
    return [text("chart.middle", language, label=middle)]


def _beside(canvas, ax, value, other, y, is_first, language) -> None:
    """Write a share on the outer side of its marker."""
    if np.isnan(value):
        return
    is_left = value < other or (value == other and is_first)
    ax.annotate(_number(value, language), (value, y), (-7 if is_left else 7, 0),
                textcoords="offset points", va="center_baseline", size=canvas.small,
                ha="right" if is_left else "left")  # fmt: skip


def _line(ax, rows: pd.DataFrame, key: _Key, aside: float) -> None:
    """Draw one group, a new line after each break; a wave alone gets a whisker.

    Waves alone stand a little aside of each other, so that no group hides another.
    """
    for _, run in rows.groupby(rows["break_before"].cumsum()):
        x = run["place"] + (aside if len(run) == 1 else 0)
        ax.plot(x, run["proportion"], color=key.colour, marker=key.marker, lw=2, ms=6.5,
                markeredgecolor="white", zorder=3)  # fmt: skip
        if len(run) > 1:
            ax.fill_between(x, run["ci_low"], run["ci_high"], color=key.colour, alpha=0.14,
                            linewidth=0)  # fmt: skip
        else:
            ax.vlines(x, run["ci_low"], run["ci_high"], key.colour, lw=1.5)


def _break_lines(canvas, ax, places, broken, language) -> None:
    for place in broken:
        before = max((p for p in places if p < place), default=place)
        ax.axvline((before + place) / 2, color=FAINT, lw=1, ls=(0, (4, 3)))
        told = "\n".join(wrap(text("chart.break", language), 14))
        ax.text((before + place) / 2, 0.99, told, size=canvas.small, color=FAINT,
                ha="center", va="top", transform=ax.get_xaxis_transform(),
                bbox={"facecolor": "white", "linewidth": 0, "pad": 1})  # fmt: skip


def _percent_axis(canvas, ax, drawn, places, language) -> None:
    top = drawn[["proportion", "ci_high"]].max(axis=None)
    ax.set_ylim(0, 1.0 if np.isnan(top) else min(1.0, np.ceil((top + 0.08) * 10) / 10))
    ticks = [tick for tick in np.arange(0, 1.01, 0.2) if tick <= ax.get_ylim()[1]]
    ax.set_yticks(ticks, [wording.level(tick, language) for tick in ticks])
    first, last = min(places.values()), max(places.values())
    pad = 0.12 * (last - first or 1)
    ax.set_xlim(first - pad, last + pad)
    inches = ax.get_position().width * canvas.width / (last - first + 2 * pad)
    ax.set_xticks(list(places.values()), _staggered(places, inches, canvas.small))
    ax.grid(axis="y", color="#e4e4e4", lw=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0, labelsize=canvas.small)


def _staggered(places: dict[str, float], inches: float, size: float) -> list[str]:
    """Put the name of a wave two lines lower where it would touch the one before."""
    told, free = [], [-np.inf, -np.inf]
    for wave, place in places.items():
        name = "\n".join(wrap(str(wave), 8))
        half = max(_width(line, size) for line in name.split("\n")) / 2
        level = 0 if place * inches - half > free[0] else 1
        free[level] = place * inches + half + 0.05
        told.append("\n\n" * level + name)
    return told


def _end_labels(canvas, ax, drawn, keys, language) -> None:
    """Name each line at its end, moved apart where they would touch."""
    last = drawn.groupby("group", sort=False).last()["proportion"].dropna().sort_values()
    look = {key.label: key for key in keys}
    last = last[last.index.isin(list(look))]
    apart = 0.13 * ax.get_ylim()[1] * np.arange(len(last))
    levels = np.maximum.accumulate(last.to_numpy() - apart) + apart
    levels -= (levels - last.to_numpy()).mean() if len(last) else 0
    for (group, value), y in zip(last.items(), levels, strict=True):
        told = _wrapped(f"{group} {wording.percent(value, language)}", 1.45, canvas.small)
        at = {"transform": ax.get_yaxis_transform(), "clip_on": False}
        ax.scatter(1.02, y, 42, look[group].colour, marker=look[group].marker, **at)
        ax.text(1.04, y, told, va="center", size=canvas.small, linespacing=1.1, **at)


def _trend_line(group: str, rows: pd.DataFrame, language: str) -> str:
    told = []
    for row in rows.itertuples():
        apart = f" ({text('chart.break_alt', language)})" if row.break_before else ""
        limits = f"[{_number(row.ci_low, language)}; {_number(row.ci_high, language)}]"
        share = wording.percent(row.proportion, language)
        told.append((f"{row.wave}{apart}", f"{share} {limits}"))
    return f"{group}: {_list(told)}"


def _heatmap(ax, canvas, percents, shading, language) -> None:
    """Shade and label the cells; on a phone every other row is left for a label."""
    import seaborn
    from matplotlib.patches import Rectangle

    colours = seaborn.color_palette("PuOr", as_cmap=True)
    every, first = (2, 1) if canvas.narrow else (1, 0)
    laid = np.full((every * len(shading), shading.shape[1]), np.nan)
    laid[first::every] = shading.fillna(0)
    seaborn.heatmap(laid, ax=ax, cmap=colours, vmin=-4, vmax=4, cbar=False, linewidths=2,
                    linecolor="white", xticklabels=False, yticklabels=False,
                    mask=np.isnan(laid))  # fmt: skip
    for (row, column), share in np.ndenumerate(percents.to_numpy()):
        residual = shading.iat[row, column]
        y, is_far = every * row + first, abs(residual) > RESIDUAL_LIMIT
        shade = _hex(colours(np.clip((np.nan_to_num(residual) + 4) / 8, 0, 1)))
        ax.text(column + 0.5, y + 0.5, wording.percent(share, language), ha="center",
                va="center_baseline", size=canvas.size, color=ink_on(shade),
                weight="bold" if is_far else "normal")  # fmt: skip
        if is_far:
            ax.add_patch(Rectangle((column, y), 1, 1, fill=False, edgecolor=INK,
                                   linewidth=2, clip_on=False))  # fmt: skip


def _hex(colour: Sequence[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])


def _with_residual(share: float, residual: float, language: str) -> str:
    told = wording.percent(share, language)
    if np.isnan(residual):
        return told
    residual = wording.signed(residual, language, 1)
    return text("chart.residual_of", language, percent=told, residual=residual)


def _style_axis(ax, axis: str, canvas: _Canvas) -> None:
    """Write an axis in its unit; without one there is no axis at all."""
    ax.tick_params(length=0, labelsize=canvas.small)
    if not axis:
        ax.set_axis_off()
        return
    ax.xaxis.set_major_locator(_locator(5 if canvas.narrow else 8))
    ax.xaxis.set_major_formatter(lambda value, _: _in_unit(value, axis, canvas.language))
    if not canvas.narrow:  # there the lines would cross the labels
        ax.grid(axis="x", color="#e4e4e4", lw=0.8)
    ax.set_axisbelow(True)


def _locator(most: int):
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(most, steps=[1, 2, 5, 10])


def _in_unit(value: float, unit: str, language: str) -> str:
    if unit == "percent":
        return wording.level(round(value, 6), language)
    if unit == "points":
        return _signed(value, language)
    if 0 < value < wording.LEAST_P:
        return f"<{wording.decimal(wording.LEAST_P, language, 3)}"
    is_short = value >= 0.1 or round(value, 2) == value
    return wording.decimal(value, language, 2 if is_short else 3)


def _fit(ax, values: np.ndarray, pad: float) -> None:
    """Show all values with some room to either side."""
    known = values[~np.isnan(values)]
    if known.size:
        ax.set_xlim(known.min() - pad, known.max() + pad)


def _packed(keys: Sequence[_Key], canvas: _Canvas) -> tuple[list, float]:
    """Place legend entries on lines that fit the width; return the depth used."""
    line = canvas.small / 72 * 1.7
    x, y, placed = 0.08, line * 0.6, []
    for key in keys:
        needed = 0.22 + _width(key.label, canvas.small)
        if x + needed > canvas.width - 0.05 and x > 0.08:
            x, y = 0.08, y + line
        placed.append((key, x, y))
        x += needed + 0.2
    return placed, y + line * 0.9 if placed else 0.05


def _draw_key(canvas: _Canvas, key: _Key, x: float, y: float) -> None:
    from matplotlib.patches import Rectangle

    if key.marker:
        canvas.paper.scatter([x + 0.07], [y], 42, key.colour, marker=key.marker)
    else:
        look = {"facecolor": key.colour, "lw": 0.6, "hatch": key.hatch or None}
        edge = FAINT if key.hatch else key.colour
        square = Rectangle((x, y - 0.065), 0.13, 0.13, edgecolor=edge, **look)
        canvas.paper.add_patch(square)
    canvas._write(x + 0.19, y, "center_baseline", key.label, canvas.small)


def _width(told: str, size: float) -> float:
    """Return how wide a text is drawn, in inches."""
    from matplotlib.textpath import TextPath

    return (
        TextPath((0, 0), told, size=size).get_extents().width / 72 if told.strip() else 0.0
    )


def _wrapped(told: str, inches: float, size: float) -> str:
    """Break a text into lines that fit a width; a word is broken only if it must be."""
    letters = max(6, int(inches * 72 / (size * 0.55)))
    return "\n".join(wrap(told, letters))


def _depth(told: str, size: float) -> float:
    """Return how deep lines of text are, in inches."""
    return (told.count("\n") + 1) * size / 72 * 1.25


def _spread(count: int, width: float) -> np.ndarray:
    """Return places side by side around zero."""
    return np.linspace(-width / 2, width / 2, count) if count > 1 else np.zeros(count)


def _looks() -> Iterator[tuple[str, str]]:
    """Yield colour and marker of one group after the other, 25 different ones."""
    for k in count():
        yield GROUPS[k % 5], MARKERS[(k + k // 5) % 5]


def _column_labels(table: Crosstab, language: str) -> dict[str, str]:
    labels = {c.id: say(c.short or c.label, language) for c in table.columns}
    return {TOTAL: text("table.total", language), **labels}


def _with_bases(frame: pd.DataFrame, language: str) -> list[str]:
    if "base" not in frame:
        return list(frame["group"])
    return [
        text("chart.group", language, label=group, n=wording.count(base, language))
        for group, base in zip(frame["group"], frame["base"], strict=True)
    ]


def _hidden_note(labels: Sequence[str], language: str) -> list[str]:
    shown = ", ".join(labels)
    return [text("chart.not_shown", language, labels=shown)] if labels else []


def _list(pairs) -> str:
    return ", ".join(f"{name} {value}" for name, value in pairs)


def _number(share: float, language: str) -> str:
    """Return a percentage without its sign, for places that have no room for it."""
    return wording.percent(share, language).rstrip("%").rstrip()


def _signed(difference: float, language: str) -> str:
    return wording.signed(difference * 100, language)


def _hatch(k: int) -> str:
    return ("////", r"\\\\", "xxx")[k % 3]  # lines: dots make a picture five times as large


def _data(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
