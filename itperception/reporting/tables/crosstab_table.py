"""A crosstab as a table: bases, percentages, nets, letters, and what they rest on."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import wording
from itperception.reporting.tables.columns import RULE, Columns
from itperception.reporting.tables.crosstab_data import crosstab_data
from itperception.reporting.tables.html import figure, place_of
from itperception.reporting.tables.letters import Letters, Row
from itperception.reporting.tables.notes import notes_below
from itperception.reporting.wording import text
from itperception.survey.codebook import say

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.results import TestResult


def crosstab_title(table: Crosstab, language: str = "en") -> str:
    """Return "stub by banner", or the stub alone for a table without a banner."""
    stub = say(table.stub.label, language)
    if table.banner is None:
        return stub
    banner = say(table.banner.label, language)
    return text("table.title", language, stub=stub, banner=banner)


def crosstab_table(
    table: Crosstab, comparisons: "Comparisons | None" = None,
    test: "TestResult | None" = None, *, trend: "TestResult | None" = None,
    language: str = "en", number: int | None = None,
    notes: str = "full", guide: str = "", asked: bool = True,
    detectable: pd.DataFrame | None = None, rule: DisclosureRule = RULE,
    reasons: Sequence[str] = (),
) -> str:  # fmt: skip
    """Return a crosstab as a figure of HTML: bases, percentages, nets, letters, notes.

    Parameters
    ----------
    table : Crosstab
        Counts of a stub by a banner.
    comparisons : Comparisons, optional
        Which columns differ; gives the letters, each a link to the numbers behind it.
    test : TestResult, optional
        The test of the whole table, told in the note.
    trend : TestResult, optional
        The test of a trend over ranked columns, told after it.
    language : {"en", "sv", "de"}
        Language of the page; labels that lack it appear in English.
    number : int, optional
        Running number on the page.
    notes : {"full", "short"}
        "short" leaves out what all tables have in common:
        :func:`~itperception.reporting.tables.notes.page_notes`.
    guide : str
        Id of the place on the page that tells how to read a table.
    asked : bool
        Whether the wording of the question stands above the table.
    detectable : pandas.DataFrame, optional
        The smallest differences that could have been seen between columns of the banner;
        :meth:`itperception.workbench.table.Table.detectable`.
    rule : DisclosureRule
        From where on a base is flagged.
    reasons : sequence of str
        Why columns do not stand by themselves, in the language of the page.

    Returns
    -------
    str
        ``figure.table``. Columns whose effective base is below `MARK_BELOW` carry a star,
        below the rule's `flag_below` two; a column of nobody is blank.

    Missing data
    ------------
    Don't know and no answer have rows of their own, the last ones; the line above the
    table says whether they are in the base.

    Examples
    --------
    >>> table = Crosstab.from_counts(pd.DataFrame({"a": [30, 60], "b": [10, 30]}))
    >>> '<td>33%</td>' in crosstab_table(table)
    True
    """
    columns = Columns.of([table], comparisons, language, rule=rule)
    name = name_of(table)
    letters = Letters.of(
        [*printed_rows(table, comparisons, language)], columns, place_of(name, number)
    )
    base = wording.base_line(table, language)
    percent = text("table.column_percent", language)
    return figure(
        name, crosstab_title(table, language),
        columns.heads(say(table.stub.label, language)),
        [*columns.base_rows(), *_percent_rows(table, columns, letters)],
        crosstab_data(table, comparisons, rule=rule),
        language=language, number=number,
        above=above(table, f"{base}. {percent}" if notes == "full" else f"{base}.",
                    language, asked=asked),
        notes=notes_below(
            columns, [comparisons] if comparisons else [], table, test=test,
            trend=trend, detectable=detectable, notes=notes, guide=guide,
            nets=bool(table.nets), reasons=reasons,
        ),
        below=letters.why(), css="nums", synthetic=table.synthetic,
    )  # fmt: skip


def name_of(table: Crosstab) -> str:
    """Return question and banner as a name for ids and files."""
    return f"{table.stub.id}-{table.banner.id if table.banner else TOTAL}"


def printed_rows(
    table: Crosstab, comparisons: "Comparisons | None", language: str
) -> Iterator[Row]:
    """Yield answers, then nets, then what is not an answer."""

    def row(one, label: str) -> Row:
        return Row(one.id, label, comparisons, one.id)

    said = [(kind, row(r, say(r.label, language))) for r in table.rows
            for kind in [r.kind == "answer"]]  # fmt: skip
    yield from (one for is_answer, one in said if is_answer)
    for net in table.nets:
        label = say(net.label, language)
        yield row(net, text("table.net", language, label=label))
    yield from (one for is_answer, one in said if not is_answer)


def above(
    table: Crosstab, base: str, language: str, *, asked: bool = True
) -> list[tuple[str, str]]:
    """Return wording of the question, if known and wanted, and the base."""
    wording_of = say(table.stub.wording, language) if asked else ""
    question = text("table.question", language, wording=wording_of)
    return [*([("question", question)] if wording_of else []), ("base", base)]


def _percent_rows(table: Crosstab, columns: Columns, letters: Letters) -> Iterator[str]:
    proportions = table.proportions()
    kinds = {row.id: "" if row.kind == "answer" else "apart" for row in table.rows}
    for row in printed_rows(table, None, columns.language):
        is_net = row.id not in kinds
        shares = table.net(row.id) if is_net else proportions.loc[row.id]
        css = kinds.get(row.id, "net")
        yield columns.row(row.label, shares, letters.cell_marks(row.id), css)
