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
from itperception.reporting.charts.sheet import FIGURE


@dataclass(frozen=True, slots=True)
class Summary:
    """The beginning of a page.

    Attributes
    ----------
    message : str
        The heading of the page: what it has found, without a number.
    lead : str
        The same in numbers.
    figure : callable or None
        Draws what stands beside the answers, as a summary is also told where nothing is
        drawn; ``None`` if nothing may be.
    facts : tuple of (str, str)
        Questions and their answers.
    numbers : mapping
        Of the gap that leads: ``pair`` (ids), ``n``, ``self``, ``other``, difference,
        ``standing``, ``outcome``, and the words that the index draws it with; empty if no
        gap leads.
    """

    message: str
    lead: str
    figure: Callable[[], charts.Chart] | None
    facts: tuple[tuple[str, str], ...]
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def block(self) -> "Opening":
        """Return what a cell of a notebook shows."""
        facts = "".join(
            f"<dt>{escape(asked)}</dt>\n<dd>{escape(told)}</dd>\n"
            for asked, told in self.facts
        )
        chart = self.figure() if self.figure else None
        drawn = f"{chart.to_html(title='h2')}\n" if chart else ""
        look = "answer wide" if chart and chart.wide.width > FIGURE else "answer"
        html = (
            f'<h1>{escape(self.message)}</h1>\n<p class="lead">{escape(self.lead)}</p>\n'
            f'<section class="{look}" aria-label="{escape(self.message)}">\n{drawn}'
            f'<dl class="facts">\n{facts}</dl>\n</section>'
        )
        told = [
            self.message,
            self.lead,
            *(f"{asked} {answer}" for asked, answer in self.facts),
        ]
        return Opening(html, "\n".join(told), self)

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
