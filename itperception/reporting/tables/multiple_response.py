"""A multiple response as one table: options in the rows, who chose them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting.tables.columns import RULE, Columns
from itperception.reporting.tables.crosstab_data import options_data
from itperception.reporting.tables.crosstab_table import above
from itperception.reporting.tables.html import figure, place_of
from itperception.reporting.tables.letters import Letters, Row
from itperception.reporting.tables.notes import SELECTED, notes_below
from itperception.reporting.wording import text
from itperception.survey.codebook import say

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons


def multiple_response_table(
    tables: Sequence[Crosstab], comparisons: "Sequence[Comparisons]" = (), *,
    title: str, language: str = "en", number: int | None = None, notes: str = "full",
    guide: str = "", asked: bool = True, detectable: pd.DataFrame | None = None,
    rule: DisclosureRule = RULE, reasons: Sequence[str] = (),
) -> str:  # fmt: skip
    """Return one table for a multiple response: options in the rows, who ticked them.

    Parameters
    ----------
    tables : sequence of Crosstab
        One per option, all by the same banner, with a row ``selected``.
    comparisons : sequence of Comparisons
        One per option, or none.
    title : str
        What the set is about, in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int, optional
        Running number on the page.
    notes, guide, asked, detectable, rule, reasons
        As in :func:`~itperception.reporting.tables.crosstab_table.crosstab_table`.

    Missing data
    ------------
    Percentages are of those who answered the option; where that differs between
    options, the base row gives the lowest and the highest.
    """
    answered = [table.answers() for table in tables]
    every = list(comparisons) or [None] * len(tables)
    columns = Columns.of(answered, every[0], language, rule=rule)
    first = answered[0]
    name = f"{first.stub.id.split('.')[0]}-{first.banner.id if first.banner else TOTAL}"
    rows = [
        Row(table.stub.id, say(table.stub.label, language), own, SELECTED)
        for table, own in zip(answered, every, strict=True)
    ]
    letters = Letters.of(rows, columns, place_of(name, number))
    base = text(
        "base.line", language, who=text("base.answering", language), n=columns.bases[TOTAL]
    )
    shown = [
        columns.row(
            row.label, table.proportions().loc[SELECTED], letters.cell_marks(row.id)
        )
        for row, table in zip(rows, answered, strict=True)
    ]
    return figure(
        name, title, columns.heads(text("table.option", language)),
        [*columns.base_rows(), *shown],
        options_data(answered, every, rule=rule),
        language=language, number=number,
        above=above(first, f"{base}. {text('table.any_number', language)}", language,
                    asked=asked),
        notes=notes_below(columns, list(comparisons), first, detectable=detectable,
                          notes=notes, guide=guide, reasons=reasons),
        below=letters.why(), css="nums", synthetic=first.synthetic,
    )  # fmt: skip
