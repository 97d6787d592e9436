"""A page against the edition that it replaces: both together may tell what neither tells."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from itperception.book.book import Book, Edition

Bases = dict[tuple[str, str, str], int]


def edition_of(book: Book, earlier: Path) -> Edition | None:
    """Hold a book against the JSON of the page that it is to replace.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    earlier : pathlib.Path
        ``<wave>.json`` of the earlier edition, if there is one.

    Returns
    -------
    Edition or None
        The fewest people by which a total or a column differs from what it was, if they are
        fewer than the minimum; 0 if all are as large and the export is another one. ``None``
        if nothing of few can be computed from the two.
    """
    if not earlier.is_file():
        return None
    told = json.loads(earlier.read_text(encoding="utf-8"))
    before, now = _bases_told(told), _bases(book)
    changes = {abs(now[key] - before[key]) for key in now.keys() & before.keys()}
    few = [change for change in changes if 0 < change < book.rule.minimum]
    if few:
        return Edition(min(few))
    is_other = _export(book, book.provenance) != _export(book, told["provenance"])
    return Edition(0) if changes == {0} and is_other and book.rule.minimum > 1 else None


def _bases(book: Book) -> Bases:
    return {
        (table.name, row, column): int(base)
        for table in book.tables
        for row, line in table.by_row("base").iterrows()
        for column, base in line.items()
    }


def _bases_told(told: Mapping[str, Any]) -> Bases:
    return {
        (f"{table['question']}-{(table['banner'] or {}).get('id', 'total')}", row["id"],
         column["id"]): int(base)
        for table in told["tables"]
        for row, line in zip(table["rows"], table["base"], strict=True)
        for column, base in zip(table["columns"], line, strict=True)
    }  # fmt: skip


def _export(book: Book, provenance: Mapping[str, Any]) -> str | None:
    """Return the hash of the wave's export."""
    place = f"{book.folder.name}/{book.folder.description.file}"
    inputs = provenance["inputs"].items()
    return next((mark for path, mark in inputs if path.endswith(place)), None)
