"""LimeSurvey: ``A2[SQ001]`` or ``A2. Wording [Option]`` above options, ``[other]`` above texts.

Of a question that may have several answers, a ticked option is ``Y`` (or ``Yes``) and one that is
not is empty (or ``No``); ``N/A`` is a question that was not shown; ``-oth-`` is "other".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from itperception.survey.export import AnswerSet, Export, given
from itperception.survey.layouts.options import TICKED, tick_set, ticked
from itperception.survey.reading.table import Header, Table

_META = frozenset(
    ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr",
     "refurl", "token")
)  # fmt: skip
_SPOKEN = frozenset(
    ("response id", "date submitted", "last page", "start language", "antwort id",
     "datum abgeschickt", "letzte seite", "start-sprache", "svars-id", "inskickat datum",
     "sista sidan", "startspråk")
)  # fmt: skip
_PART = re.compile(r"(?P<question>.*?)\s*\[(?P<part>[^\[\]]+)\](?:\[(?P<more>[^\[\]]+)\])?")
_CODED = re.compile(
    r"(?P<code>[A-Za-z][A-Za-z0-9]*(?:\[\w+\])*)\.\s+(?P<wording>.+)", re.DOTALL
)
_OTHER = frozenset(("other", "sonstiges", "annat", "comment", "kommentar", "-oth-"))
NOT_SHOWN, OTHER = "N/A", "-oth-"


def header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the first row, if it begins with the columns of the tool itself."""
    if not rows:
        return None
    bare = [_code(name).casefold() for name in rows[0][:8]]
    spoken = [name.casefold() for name in rows[0][:8]]
    if len(_META & {*bare}) < 3 and len(_SPOKEN & {*spoken}) < 3:
        return None
    labels = [found["wording"] if (found := _CODED.fullmatch(n)) else "" for n in rows[0]]
    note = "LimeSurvey: N/A is a question that was not shown"
    return Header([_code(name) for name in rows[0]], labels=labels, notes=(note,))


def finish(table: Table) -> Export:
    """Return the export with its sets, and with what was not shown as missing."""
    export = table.export
    sets = [*_sets(export)]
    texts = {s.name: c for s in sets if (c := f"{s.name}[other]") in export.cells}
    texts = {
        name: c for name, c in texts.items() if {*given(export.cells[c])} - {NOT_SHOWN}
    }
    export = ticked(export, texts.values(), (NOT_SHOWN,))
    sets = [_with_other(s, texts[s.name]) if s.name in texts else s for s in sets]
    missing = {
        column: {NOT_SHOWN: "missing"}
        for column in export.cells
        if NOT_SHOWN in given(export.cells[column])
    }
    others = {c: {OTHER: "Other"} for c in export.cells if OTHER in given(export.cells[c])}
    return replace(export, sets=tuple(sets), missing=missing, value_labels=others)


def _with_other(told: AnswerSet, column: str) -> AnswerSet:
    """Return a set with the box of others."""
    options = {**told.options, column + TICKED: "Other"}
    selected = tuple(dict.fromkeys((*told.selected, "1")))
    return replace(told, options=options, selected=selected)


def _code(name: str) -> str:
    """Return the code of a question whose wording stands behind it."""
    found = _CODED.fullmatch(name)
    return found["code"] if found else name


def _sets(export: Export) -> Iterator[AnswerSet]:
    for question, columns in _parts(export).items():
        found = tick_set(
            question, _question(export, question, columns), columns, export, told_by="tool"
        )
        yield from [found] if found else []


def _parts(export: Export) -> Mapping[str, dict[str, str]]:
    """Return the parts of questions: column → label, without the texts of others."""
    groups: dict[str, dict[str, str]] = {}
    for column in export.cells:
        found = _PART.fullmatch(column)
        if found and not found["more"] and found["part"].casefold() not in _OTHER:
            wording = _PART.fullmatch(export.labels.get(column, ""))
            label = wording["part"] if wording else found["part"]
            groups.setdefault(found["question"], {})[column] = label
    return groups


def _question(export: Export, question: str, columns: Mapping[str, str]) -> str:
    wording = export.labels.get(next(iter(columns)), question)
    found = _PART.fullmatch(wording)
    return found["question"] if found else wording
