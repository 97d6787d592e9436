"""What looks like a set though no tool says so: names that are alike, cells that list options.

All of it is a guess, and is told as one (``told_by="names"``); `add-wave` asks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from itperception.survey.export import AnswerSet, Export
from itperception.survey.layouts.options import YES, joined_set, options_of, tick_set

_NUMBERED = re.compile(r"(.+?)(?:___|[_.\-]+|\[)[A-Za-z]{0,3}\d+\]?")
_STEMMED = re.compile(r"(.+)(?:\s[-–—]\s|:\s|\s?\[|\s\()\S.*", re.DOTALL)
_PATH = re.compile(r"(\S+)[./]\S+")
_OPTION_FIRST = re.compile(r"([^:]+):(\S.+)", re.DOTALL)
_ENTITY = re.compile(r"&#?\w+;")
SEPARATORS = ("\n", ";", "|", ", ")
OFTEN = 4
"""How often an option is chosen on average: people's own texts have commas too."""
MOST_TEXTS = 2_000
"""A column with more different cells is looked at no further: it is text of people's own."""


def sets_that_look_so(export: Export) -> tuple[AnswerSet, ...]:
    """Return the sets of an export, and what looks like one in its other columns."""
    sets = [*export.sets]
    for look in (_alike_by_name, _option_first, _neighbours, _lists):
        taken = {c for chosen in sets for c in (*chosen.options, chosen.name)}
        sets += look(export, [*export.cells.columns.difference(taken, sort=False)])
    return tuple(sets)


def _alike_by_name(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield ``q7_1``, ``q7_2`` and ``Question - Option``, if every cell is a tick or none."""
    groups: dict[str, list[str]] = {}
    for column in columns:
        forms = (form.fullmatch(column) for form in (_NUMBERED, _STEMMED, _PATH))
        if found := next(filter(None, forms), None):
            groups.setdefault(found[1], []).append(column)
    for name, own in groups.items():
        if not any(len(export.value_labels.get(column, ())) > 2 for column in own):
            question, options = options_of(export, own)
            found = tick_set(name, question or name, options, export, told_by="names")
            yield from [found] if found else []


def _option_first(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield ``Jira:Which tools?``, ``Excel:Which tools?``, if each cell is a tick or none."""
    groups: dict[str, dict[str, str]] = {}
    for column in columns:
        if found := _OPTION_FIRST.fullmatch(column):
            groups.setdefault(found[2], {})[column] = found[1]
    for question, options in groups.items():
        found = tick_set(question, question, options, export, told_by="names")
        yield from [found] if found else []


def _neighbours(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield columns side by side that hold their own name, or one and the same tick, or nothing."""
    free = {*columns}
    for tick, run in groupby(export.cells, lambda c: c in free and _tick(export, c)):
        own = [*run]
        if tick and len(own) > 1:
            label = options_of(export, own)[0] or " / ".join(own)
            found = tick_set(own[0], label, {c: c for c in own}, export, told_by="names")
            yield from [found] if found else []


def _tick(export: Export, column: str) -> str:
    """Return the one text that a column has beside empty cells: a tick, or its name."""
    texts = {*export.cells[column].cat.categories[:3]}
    if texts - {""} == {column}:
        return "name"
    return next((text for text in texts & {*YES} if texts == {text, ""}), "")


def _lists(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield columns whose cells list options, with one sign between them."""
    for column in columns:
        texts = export.cells[column].cat.categories
        if (
            len(texts) > MOST_TEXTS
            or column in export.dates
            or column in export.value_labels
            or any(map(_ENTITY.search, texts))
        ):
            continue
        separator = next(
            (sign for sign in SEPARATORS if any(sign in t for t in texts)), None
        )
        if separator:
            label = export.labels.get(column, column)
            found, _ = joined_set(export.cells[column], separator, label, often=OFTEN)
            yield from [replace(found, told_by="names")] if found else []
