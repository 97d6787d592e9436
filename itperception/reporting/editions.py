"""A page against the edition that it replaces: both together may tell what neither tells."""

from collections.abc import Iterator, Mapping
from typing import Any

from itperception.book.book import Book, Edition
from itperception.book.pair_tables import pair_name
from itperception.counting.choosing import BannerGroup
from itperception.errors import UnknownNameError
from itperception.survey.codebook import Codebook

Bases = dict[tuple[str, str, str], int]


def shown_before(
    told: Mapping[str, Any], codebook: Codebook
) -> dict[str, frozenset[BannerGroup]]:
    """Return which columns the JSON of a page shows, by item, option and pair.

    Parameters
    ----------
    told : mapping
        What the JSON holds.
    codebook : Codebook
        Names the item of each banner; what it does not know any more is left out.
    """
    items: dict[str, str | None] = {}
    found: dict[str, set[BannerGroup]] = {}
    for name, banner, columns in _columns_told(told):
        if banner not in items:
            items[banner] = _item(codebook, banner)
        if item := items[banner]:
            found.setdefault(name, set()).update(
                BannerGroup(item, column) for column in columns
            )
    return {name: frozenset(groups) for name, groups in found.items()}


def _item(codebook: Codebook, banner: str) -> str | None:
    """Return the item of a banner, or what is nested; None of what is not known any more."""
    try:
        return codebook.dimension(banner).id
    except UnknownNameError:
        return None


def _columns_told(told: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield item or pair, banner and columns of every table; the total is not one."""
    for table in told["tables"]:
        columns = [column["id"] for column in table["columns"][1:]]
        is_set = table["kind"] == "multiple"
        for name in [row["id"] for row in table["rows"]] if is_set else [table["question"]]:
            if table["banner"]:
                yield name, table["banner"]["id"], columns
        if table["banner"] and (numbers := table.get("numbers")):
            told_of = [line["column"] for line in numbers["rows"].get("mean", [])[1:]]
            yield numbers["number"], table["banner"]["id"], told_of
    for gap in told.get("gaps", ()):
        if gap["banner"]:
            name = pair_name(gap["self"]["id"], gap["other"]["id"], gap["net"]["id"])
            yield name, gap["banner"], [group["group"] for group in gap["groups"][1:]]


def edition_of(book: Book, told: Mapping[str, Any]) -> Edition | None:
    """Hold a book against the JSON of the page that it is to replace.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    told : mapping
        What the JSON of the earlier edition holds.

    Returns
    -------
    Edition or None
        The fewest people by which a total or a column differs from what it was, if they are
        fewer than the minimum; 0 if all are as large and the export is another one. ``None``
        if nothing of few can be computed from the two.
    """
    before, now = _bases_told(told), _bases(book)
    changes = {abs(now[key] - before[key]) for key in now.keys() & before.keys()}
    few = [change for change in changes if 0 < change < book.rule.minimum]
    if few:
        return Edition(min(few))
    is_other = _answers(book, book.provenance) != _answers(book, told.get("provenance", {}))
    return Edition(0) if changes == {0} and is_other and book.rule.minimum > 1 else None


def _bases(book: Book) -> Bases:
    shares = {
        (table.name, row, column): int(base)
        for table in book.tables
        for row, line in table.by_row("base").iterrows()
        for column, base in line.items()
    }
    return shares | {
        (table.name, table.numbers.id, line.column): int(line.base)
        for table in book.tables if table.numbers
        for line in table.numbers.lines.itertuples()
    }  # fmt: skip


def _bases_told(told: Mapping[str, Any]) -> Bases:
    named = [(f"{table['question']}-{(table['banner'] or {}).get('id', 'total')}", table)
             for table in told["tables"]]  # fmt: skip
    shares = {
        (name, row["id"], column["id"]): int(base)
        for name, table in named
        for row, line in zip(table["rows"], table["base"], strict=True)
        for column, base in zip(table["columns"], line, strict=True)
    }
    return shares | {
        (name, numbers["number"], line["column"]): int(line["base"])
        for name, table in named if (numbers := table.get("numbers"))
        for line in numbers["rows"].get("mean", [])
    }  # fmt: skip


def _answers(book: Book, provenance: Mapping[str, Any]) -> list[str]:
    """Return the hash of the export, and of what says who is left out or how all weigh."""
    files = {book.folder.description.file}
    records = provenance.get("records", {})
    if records.get("left_out") or records.get("raking"):
        files.add("wave.yaml")
    places = tuple(f"{book.folder.name}/{file}" for file in files)
    inputs = provenance.get("inputs", {}).items()
    return [mark for path, mark in inputs if path.endswith(places)]
