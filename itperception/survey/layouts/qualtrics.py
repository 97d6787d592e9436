"""Qualtrics: names, wordings and ``{"ImportId": …}`` in three header rows, or the first two.

Options of one question have a column each, or stand in one cell with commas between them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from itperception.survey.export import AnswerSet, Export
from itperception.survey.layouts.options import joined_set, options_of, tick_set
from itperception.survey.reading.table import Header, Table

_LEGACY = re.compile(r"V\d+")
_CHOICE = re.compile(r"((?:\d+_)?QID\d+(?:#\d+)?(?:_\d+)?)_(\d+)")
_SELECTED = re.compile(
    r"\s+-\s+(?:Selected Choice|Ausgewählte Option|Valt alternativ)(?=\s+-\s|$)"
)
_NO_DATE = re.compile(r"\D+")
_TEXT = re.compile(r"_TEXT$")
_META = frozenset(
    ("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Finished", "RecordedDate",
     "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail",
     "ExternalReference", "LocationLatitude", "LocationLongitude", "DistributionChannel",
     "UserLanguage")
)  # fmt: skip


def header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the three header rows, or the two of an old file."""
    if len(rows) > 2 and rows[2] and all(map(_is_import, filter(None, rows[2]))):
        told = [_import_id(cell) for cell in rows[2]]
        note = "Qualtrics: row 1 has names, row 2 wordings, row 3 ImportIds"
        return Header(rows[0], 3, _wordings(rows[1]), told, (note,)) if any(told) else None
    if len(rows) > 1 and _LEGACY.fullmatch(rows[0][0]) and rows[1][0] == "ResponseID":
        note = "Qualtrics (old format): row 1 has names, row 2 wordings"
        return Header(rows[0], 2, _wordings(rows[1]), (), (note,))
    if len(rows) > 1 and rows[0][0] == "StartDate" and _NO_DATE.fullmatch(rows[1][0]):
        note = "Qualtrics (spreadsheet): row 1 has names, row 2 wordings"
        return Header(rows[0], 2, _wordings(rows[1]), (), (note,))
    return None


def finish(table: Table) -> Export:
    """Return the export with the sets that ImportIds tell."""
    export = table.export
    found = [*_split_sets(table)]
    taken = {column for chosen in found for column in chosen.options}
    for column in export.cells.columns.difference([*taken, *_META], sort=False):
        if not _TEXT.search(table.told.get(column, column)):
            label = export.labels.get(column, column)
            listed = joined_set(export.cells[column], ",", label)
            found += [listed] if listed else []
    return replace(export, sets=tuple(found))


def _is_import(cell: str) -> bool:
    return cell.startswith("{") and '"ImportId"' in cell


def _import_id(cell: str) -> str:
    """Return ``QID1_2`` for choice 2 of question 1, however the file writes it."""
    try:
        told = json.loads(cell or "{}")
    except ValueError:
        return ""
    choice = told.get("choiceId")
    return str(told.get("ImportId", "")) + (f"_{choice}" if choice else "")


def _wordings(row: Sequence[str]) -> list[str]:
    return [_SELECTED.sub("", cell) for cell in row]


def _split_sets(table: Table) -> Iterator[AnswerSet]:
    """Yield questions with a column for each choice, ticked or empty."""
    export, groups = table.export, {}
    for column in export.cells:
        found = _CHOICE.fullmatch(table.told.get(column, ""))
        if found:
            groups.setdefault(found[1], []).append(column)
    for columns in groups.values():
        question, options = options_of(export, columns)
        name = re.sub(r"_\d+$", "", columns[0])
        found = tick_set(name, question or name, options, export, told_by="tool")
        yield from [found] if found else []
