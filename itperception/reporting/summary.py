"""What a page begins with: its message, the message in numbers, a figure, and four answers.

Page, index, tab book and data tell the same, because all are written from one `Summary`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from itperception.reporting import charts
from itperception.reporting.block import MARK, SUMMARY, Block


@dataclass(frozen=True, slots=True)
class Figure:
    """What is drawn beside the answers.

    Attributes
    ----------
    title, measure, note : str
        What it shows, of whom it shows the percentage, and how to read it.
    draw : callable
        Draws it; a summary is also told where nothing is drawn.
    """

    title: str
    measure: str
    note: str
    draw: Callable[[], charts.Chart]


@dataclass(frozen=True, slots=True)
class Summary:
    """The beginning of a page.

    Attributes
    ----------
    message : str
        The heading of the page: what it has found, without a number.
    lead : str
        The same in numbers.
    figure : Figure or None
        ``None`` if nothing may be drawn.
    facts : tuple of (str, str)
        Questions and their answers.
    numbers : mapping
        Of the gap that leads: ``pair`` (ids), ``n``, ``self``, ``other``, difference,
        ``standing``, ``outcome``, and the words that the index draws it with; empty if no
        gap leads.
    """

    message: str
    lead: str
    figure: Figure | None
    facts: tuple[tuple[str, str], ...]
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def block(self) -> "Opening":
        """Return what a cell of a notebook shows."""
        facts = "".join(
            f"<dt>{escape(asked)}</dt>\n<dd>{escape(told)}</dd>\n"
            for asked, told in self.facts
        )
        html = (
            f'<h1>{escape(self.message)}</h1>\n<p class="lead">{escape(self.lead)}</p>\n'
            f'<section class="answer" aria-label="{escape(self.message)}">\n{self._drawn()}'
            f'<dl class="facts">\n{facts}</dl>\n</section>'
        )
        told = [
            self.message,
            self.lead,
            *(f"{asked} {answer}" for asked, answer in self.facts),
        ]
        return Opening(html, "\n".join(told), self)

    def _drawn(self) -> str:
        if self.figure is None:
            return ""
        measure = (
            f'<p class="fs">{escape(self.figure.measure)}</p>'
            if self.figure.measure
            else ""
        )
        note = f'<p class="fn">{escape(self.figure.note)}</p>' if self.figure.note else ""
        return (
            f'<figure class="chart"><figcaption><h2>{escape(self.figure.title)}</h2>'
            f"{measure}</figcaption>"
            f"{self.figure.draw().picture()}{note}</figure>\n"
        )

    def as_json(self) -> str:
        """Return message, lead, facts and numbers, as the head of a page has them."""
        told = {"message": self.message, "lead": self.lead, "facts": self.facts}
        return json.dumps(told | {"numbers": self.numbers}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Opening(Block):
    """The block that a page begins with, wherever its cell stands."""

    summary: Summary

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        shown = {"text/html": self.html, "text/plain": self.text}
        return shown, {MARK: "summary", SUMMARY: self.summary.as_json()}
