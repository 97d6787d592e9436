"""Google Forms and Microsoft Forms: one header row, several options in one cell.

A sheet of Google Forms has ``", "`` between options, its CSV file ``";"``; Microsoft Forms has
``";"``, also after the last. Neither says which questions allow several answers, nor marks
what belongs to an option: that is told by all cells of a column together.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from itperception.survey.export import AnswerSet, Export, given
from itperception.survey.layouts.options import joined_set
from itperception.survey.reading.table import Header, Table

_GOOGLE = re.compile(
    r"timestamp|zeitstempel|tidst[äa]mpel|horodateur|marca temporal|tijdstempel",
    re.IGNORECASE,
)
_MICROSOFT = (
    ("start time", "completion time"), ("startzeit", "fertigstellungszeit"),
    ("starttid", "slutförandetid"), ("startzeitpunkt", "abschlusszeit"),
    ("starttid", "tid för slutförande"),
)  # fmt: skip
_MOMENT = re.compile(r"\d{1,4}[-/.]\d\d?[-/.]\d{1,4}[ T]+\d\d?[:.]\d\d")
_META = re.compile(
    r"id|email|e-mail|e-mail-adresse|e-post|name|namn|last modified time|score|points .*|"
    r"feedback .*|quiz feedback|total points|username|nutzername|användarnamn",
    re.IGNORECASE,
)


def header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the first row, if it begins as these tools begin it."""
    if len(rows) < 2:
        return None
    names = [name.casefold() for name in rows[0]]
    google = _GOOGLE.fullmatch(rows[0][0]) and _MOMENT.match(rows[1][0])
    microsoft = any({*pair} <= {*names[:4]} for pair in _MICROSOFT)
    if not (google or microsoft):
        return None
    tool = "Google Forms" if google else "Microsoft Forms"
    return Header(
        rows[0], labels=rows[0], notes=(f"{tool}: cells may list several options",)
    )


def finish(table: Table) -> Export:
    """Return the export with the sets that its cells list."""
    export, found = table.export, []
    for column in export.cells:
        if (
            not (_META.fullmatch(column) or _GOOGLE.fullmatch(column))
            and column not in export.dates
        ):
            found.append(_listed(export, column))
    return replace(export, sets=tuple(filter(None, found)))


def _listed(export: Export, column: str) -> AnswerSet | None:
    """Return what a column lists: between semicolons if it has any, else commas."""
    texts = [*given(export.cells[column])]
    separator = ";" if any(";" in text for text in texts) else ", "
    sure = all(text.endswith(";") for text in texts)
    return joined_set(export.cells[column], separator, column, sure=sure)
