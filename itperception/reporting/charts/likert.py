"""Bars of answers side by side: ranked ones left and right of a line, others up to 100 %."""

from collections.abc import Sequence

import numpy as np

from itperception.book.table import BookTable
from itperception.reporting.charts.canvas import Canvas
from itperception.reporting.charts.chart import Chart
from itperception.reporting.charts.colours import (
    APART,
    FAINT,
    INK,
    diverging_colours,
    hatch,
    ink_on,
    unranked_colours,
)
from itperception.reporting.charts.shares import NUMBERED_FROM, Shares
from itperception.reporting.charts.words import bare
from itperception.reporting.wording import text
from itperception.terms.text import say


def diverging_bars(
    table: BookTable, *, title: str | None = None, language: str = "en"
) -> Chart:
    """Draw ranked answers left and right of a line, one bar per group.

    Parameters
    ----------
    table : BookTable
        With a ranked stub, best answer first. The middle one of an odd number of
        answers lies half on each side; what is not an answer stands apart, hatched.
    title : str, optional
        By default "stub by banner".
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    Chart
        Columns of nobody are in neither picture nor text.

    Notes
    -----
    The form is that of Heiberger and Robbins (2014), Design of diverging stacked bar
    charts, Journal of Statistical Software 57(5).
    """
    shares = Shares.of(table, language)
    widths, off = shares.of_answers[:, ::-1], shares.off_scale
    colours = diverging_colours(widths.shape[1])[::-1]
    starts = np.cumsum(widths, axis=1) - widths - _left_of_line(widths)[:, np.newaxis]
    panel = (starts + widths).max(initial=0) + 0.05
    end = panel + off.sum(axis=1).max(initial=0) + 0.09 if off.size else panel - 0.04

    def draw(canvas: Canvas) -> None:
        keys = shares.keys(colours[::-1])
        ax = canvas.rows(
            shares.labels, [*keys[: len(colours)][::-1], *keys[len(colours) :]]
        )
        ax.set_xlim(starts.min(initial=0) - 0.01, end)
        _segments(canvas, ax, starts, widths, colours)
        _hatched(canvas, ax, panel + np.cumsum(off, axis=1) - off, off)
        ax.vlines([0] * len(canvas.centres), *canvas.edges(), colors=INK, lw=1.2, zorder=0)
        for y, parts in zip(canvas.centres, off if off.size else [], strict=False):
            told = bare(parts.sum(), language)
            ax.text(panel + parts.sum() + 0.012, y, told, va="center", size=canvas.small)

    notes = _diverging_notes(shares.answers, language)
    notes += [text("chart.apart", language)] if off.size else []
    return shares.chart(draw, title, notes)


def stacked_bars(
    table: BookTable, *, title: str | None = None, language: str = "en"
) -> Chart:
    """Draw unranked answers as bars of 100 %, one per group.

    Parameters
    ----------
    table : BookTable
        Counts of a stub by a banner; what is not an answer is hatched, at the end.
    title : str, optional
        By default "stub by banner".
    language : {"en", "sv", "de"}
        Language of the page.
    """
    shares = Shares.of(table, language)
    widths, off = shares.of_answers, shares.off_scale
    colours = unranked_colours(widths.shape[1])
    reached = widths.sum(axis=1)[:, np.newaxis]

    def draw(canvas: Canvas) -> None:
        ax = canvas.rows(shares.labels, shares.keys(colours))
        ax.set_xlim(0, 1.002)
        _segments(canvas, ax, np.cumsum(widths, axis=1) - widths, widths, colours)
        starts = reached + np.cumsum(off, axis=1) - off
        _hatched(canvas, ax, starts, off)
        _numbers(canvas, ax, starts, off, [APART] * off.shape[1], back="white")

    return shares.chart(draw, title, [])


def _segments(canvas: Canvas, ax, starts, widths, colours) -> None:
    """Draw the parts of bars side by side, each with its number."""
    for k, colour in enumerate(colours):
        _column(canvas, ax, starts[:, k], widths[:, k], color=colour, edgecolor="white")
    _numbers(canvas, ax, starts, widths, colours)


def _hatched(canvas: Canvas, ax, starts, widths) -> None:
    """Draw what is off the scale."""
    for k in range(widths.shape[1]):
        _column(canvas, ax, starts[:, k], widths[:, k], color=APART, edgecolor=FAINT,
                hatch=hatch(k))  # fmt: skip


def _column(canvas: Canvas, ax, starts, widths, **look) -> None:
    """Draw one answer in all bars; of nobody there is nothing to see."""
    seen = widths > 0
    ax.barh(canvas.centres[seen], widths[seen], canvas.thickness, starts[seen],
            linewidth=0.6, **look)  # fmt: skip


def _numbers(canvas: Canvas, ax, starts, widths, colours, *, back: str = "") -> None:
    """Write each number into its part, if the part has room for it."""
    box = {"facecolor": back, "linewidth": 0, "pad": 1.2} if back else None
    for row, k in np.argwhere(widths >= NUMBERED_FROM):
        ax.text(starts[row, k] + widths[row, k] / 2, canvas.centres[row],
                bare(widths[row, k], canvas.language), ha="center", va="center_baseline",
                size=canvas.small, color=ink_on(colours[k]), bbox=box)  # fmt: skip


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
