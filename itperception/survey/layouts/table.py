"""A plain table: one header line, and every line below it is a respondent."""

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from itperception.errors import ExportError, listed
from itperception.survey.export import Export
from itperception.survey.reading.numbers import is_number
from itperception.survey.reading.table import ISO_DATE, Header, Table, WrongHeader

_AGAIN = re.compile(r"_\d+$")  # after a name that is there more than once
MOST_LOOKED_AT = 1_000


def header(rows: Sequence[Sequence[str]]) -> Header:
    """Return the first row as the header.

    Raises
    ------
    ExportError
        If it has far fewer cells than the others: a title is no header.
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
        if others and all(is_number(t) or ISO_DATE.fullmatch(t) for t in others):
            numbers += 1
            is_word = not (is_number(first) or ISO_DATE.fullmatch(first))
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
