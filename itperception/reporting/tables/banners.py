"""One question by several banners: the first table open, the others folded below it."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting.tables.columns import RULE, Columns
from itperception.reporting.tables.crosstab_table import crosstab_table, printed_rows
from itperception.reporting.tables.letters import Letters
from itperception.reporting.wording import text
from itperception.survey.codebook import say

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.results import TestResult


class Printed(NamedTuple):
    """A table and what is printed with it; see :func:`crosstab_table`."""

    table: Crosstab
    comparisons: "Comparisons | None" = None
    test: "TestResult | None" = None
    detectable: pd.DataFrame | None = None
    reasons: Sequence[str] = ()


def crosstab_tables(
    printed: Sequence[Printed], *, language: str = "en", number: int | None = None,
    notes: str = "full", guide: str = "", rule: DisclosureRule = RULE,
) -> str:  # fmt: skip
    """Return the tables of one question, those by further banners each in a closed part.

    Parameters
    ----------
    printed : sequence of Printed
        One for each banner; the first stays open and tells the question.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int, optional
        Running number of the first; the others follow.
    notes, guide, rule
        As in :func:`~itperception.reporting.tables.crosstab_table.crosstab_table`.

    Returns
    -------
    str
        HTML. The heading of a closed part says how many letters its table has; links to
        the table open it.
    """
    parts = []
    for place, one in enumerate(printed):
        html = crosstab_table(
            one.table, one.comparisons, one.test, language=language, notes=notes,
            number=None if number is None else number + place, guide=guide, rule=rule,
            asked=not place, detectable=one.detectable, reasons=one.reasons,
        )  # fmt: skip
        parts.append(folded(_summary(one, language, rule), html) if place else html)
    return "\n".join(parts)


def folded(summary: str, html: str) -> str:
    """Return HTML as a closed part under a summary of plain text."""
    told = escape(summary)
    return f'<details class="banner"><summary>{told}</summary>\n{html}\n</details>'


def _summary(one: Printed, language: str, rule: DisclosureRule) -> str:
    table = one.table
    banner = say(table.banner.label, language) if table.banner else ""
    return text(
        "table.by", language, banner=banner or text("table.total", language),
        letters=str(sum(1 for _ in _letters(one, language, rule))),
    )  # fmt: skip


def _letters(one: Printed, language: str, rule: DisclosureRule) -> Iterator:
    columns = Columns.of([one.table], one.comparisons, language, rule=rule)
    rows = [*printed_rows(one.table, one.comparisons, language)]
    return iter(Letters.of(rows, columns, "").marks)
