"""A table of no tool: one header line; a second one with labels; or titles above and totals below.

``table`` has one header line, and every line below it is a respondent; ``labelled`` a row of
names and one of labels, as several tools write it; ``titled`` titles above its header, and
totals or remarks below the last respondent.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from itperception.errors import ExportError, listed
from itperception.survey.export import Export
from itperception.survey.reading.numbers import is_number
from itperception.survey.reading.table import ISO_DATE, Header, Table, WrongHeader, without

_AGAIN = re.compile(r"_\d+$")  # after a name that is there more than once
MOST_LOOKED_AT = 1_000


def header(rows: Sequence[Sequence[str]]) -> Header:
    """Return the first row as the header.

    `ExportError` if it has far fewer cells than the others: a title is no header.
    """
    filled = [sum(map(bool, row)) for row in rows]
    if not filled:
        return Header([])
    usual = Counter(filled[1:]).most_common(1)[0][0] if filled[1:] else 0
    if filled[0] < usual / 2:
        at = next(at for at, found in enumerate(filled) if found >= usual)
        raise WrongHeader(
            f"the first line has {filled[0]} cell{'s' * (filled[0] > 1)}, the others "
            f"{usual}; is line {{line}} the header? Delete what is above it, or say that it is a "
            "title: --tool titled (tool: titled in wave.yaml)",
            at,
        )
    return Header(rows[0])


def finish(table: Table) -> Export:
    """Return the export; a header that is a respondent's answers is refused."""
    export = table.export
    named = {n: _AGAIN.sub("", n) for n in export.cells}
    named = {n: name if name in named else n for n, name in named.items()}
    alike = [m for n, m in named.items() if _is_answer(m, export.cells[n].cat.categories)]
    if len(alike) * 2 > len(export.cells.columns):
        raise ExportError(
            f"{export.name}: the first line is no header but answers ({listed(alike[:5])}); "
            "write the names of the columns above it"
        )
    _refuse_second_header(export)
    return export


def _refuse_second_header(export: Export) -> None:
    """Refuse a file whose first respondent has words where all others have numbers.

    Of a line of names each word is there once; N/A would be there again.
    """
    words, numbers = [], 0
    for name in export.cells if len(export.cells) > 2 else ():
        column = export.cells[name]
        first, *others = [
            text for text in column.cat.categories[:MOST_LOOKED_AT] if text
        ] or [""]
        if others and all(_is_figure(t) for t in others):
            numbers += 1
            is_word = not _is_figure(first)
            if is_word and first == column.iloc[0] and (column == first).sum() == 1:
                words.append(first)
    if len({*words}) > 1 and len({*words}) * 2 > numbers:
        raise ExportError(
            f"{export.name}, line {export.cells.index[0]}: it has words in {len(words)} columns "
            "that have numbers below; is it a second line of names? "
            "--tool labelled (tool: labelled in wave.yaml); else delete it"
        )


def _is_answer(name: str, texts: pd.Index) -> bool:
    """Whether what stands above a column stands in it, or is a number like all in it."""
    if name in texts:
        return (texts != "").sum() > 1
    return is_number(name) and any(texts) and all(map(is_number, filter(None, texts)))


FEWEST = 2
"""Columns of numbers that it takes to tell that a row of words is none of them."""


def labelled(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return both rows, if the second has a text of its own above every number.

    No respondent is all words where the others have numbers, with hardly a word twice.
    """
    if (
        len(rows) < 4
        or not all(rows[0])
        or len(rows[1]) != len(rows[0])
        or not all(rows[1])
    ):
        return None
    labels, below = rows[1], zip(*rows[2:], strict=False)
    numeric = sum(
        any(cells) and all(map(_is_figure, filter(None, cells))) for cells in below
    )
    repeated = len(labels) - len({*labels})
    if numeric < FEWEST or any(map(_is_figure, labels)) or repeated > len(labels) / 10:
        return None
    note = "row 1 has names, row 2 their labels"
    return Header(rows[0], 2, labels, notes=(note,))


def _is_figure(cell: str) -> bool:
    return is_number(cell) or bool(ISO_DATE.fullmatch(cell))


MOST_BELOW = 5
_TOTAL = re.compile(
    r"(grand )?total|totals?|sums?|average|mean|(gesamt(summe)?|summe|mittelwert|insgesamt)|"
    r"(summa|totalt|medelvärde|genomsnitt)",
    re.IGNORECASE,
)


def titled(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the first row with as many different names as rows usually have cells."""
    filled = [sum(map(bool, row)) for row in rows]
    usual = Counter(filled).most_common(1)[0][0] if filled else 0
    at = next((k for k, found in enumerate(filled) if found >= usual > 1), None)
    names = rows[at] if at is not None else []
    if not names or len({*names}) < len(names) or any(n * 2 > usual for n in filled[:at]):
        return None
    above = ["; ".join(filter(None, row)) for row in rows[:at]]
    notes = (f"above the header, and left out: {' / '.join(above)}",) if at else ()
    return Header(names, rows=at + 1, notes=notes)


def without_end(table: Table) -> Export:
    """Return the export without totals and remarks at its end."""
    export = finish(table)
    last = below(export)
    is_below = np.arange(len(export.cells)) >= len(export.cells) - last
    cells = without(export.cells, is_below) if last else export.cells
    end = cells.index[-1] if len(cells) else 0
    remarks = [row for p in export.problems for row in p.rows if row > end]
    kept = tuple(problem for problem in export.problems if problem.rows[0] <= end)
    left_out = [*map(int, export.cells.index[len(cells) :]), *remarks]
    told = f"below the last respondent, and left out: row {', '.join(map(str, left_out))}"
    notes = (*export.notes, told) if left_out else export.notes
    return replace(export, cells=cells, problems=kept, notes=notes)


def below(export: Export) -> int:
    """Return how many of the last rows are totals or remarks and no respondents."""
    cells = export.cells
    last = range(len(cells) - 1, max(len(cells) - MOST_BELOW, 1) - 1, -1)
    return next(
        (k for k, at in enumerate(last) if not _is_below(cells.iloc[at])), len(last)
    )


def _is_below(row: pd.Series) -> bool:
    texts = [text for text in row if text]
    is_remark = len(texts) == 1 < len(row) - 1 and len(texts[0].split()) > 2
    return is_remark or bool(texts and _TOTAL.fullmatch(texts[0].rstrip(": ")))
