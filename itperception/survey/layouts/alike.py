"""What looks like a set though no tool says so: names that are alike, cells that list options.

All of it is a guess from names and answers, and is told as one (``told_by``); `add-wave`
decides what becomes of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby
from math import inf, log

import numpy as np

from itperception.survey.export import AnswerSet, Export, each_text, given
from itperception.survey.intake.columns import words
from itperception.survey.intake.no_answer import kind_of
from itperception.survey.intake.order import best_first
from itperception.survey.intake.vocabulary import folded, known
from itperception.survey.layouts.options import (
    CERTAIN,
    MINUS,
    MOST_OPTIONS,
    is_no,
    is_tick,
    joined_set,
    options_of,
    said_in,
    tick_set,
)
from itperception.survey.reading.numbers import decimal_mark

_NUMBERED = re.compile(r"(.+?)(?:___|[_.\-]+|\[)[A-Za-z]{0,3}\d+\]?")
_STEMMED = re.compile(r"(.+)(?:\s[-–—]\s|:\s|\s?\[|\s\()\S.*", re.DOTALL)
_PATH = re.compile(r"(\S+)[./]\S+")
_OPTION_FIRST = re.compile(r"([^:]+):(\S.+)", re.DOTALL)
_END = re.compile(r"[\W_]*\d+\W*$")
_ENTITY = re.compile(r"&#?\w+;")
SEPARATORS = ("\n", ";", "|", ", ", " / ", " + ", ",")
WITHIN = (" / ", " + ", ",")
"""Signs that stand within answers as well: each part has to be an answer of its own, too."""
OFTEN = 4
"""How often an option is chosen on average: people's own texts have commas too."""
MOST_TEXTS = 2_000
"""A column with more different cells is looked at no further: it is text of people's own."""


def sets_that_look_so(export: Export, columns: Sequence[str]) -> list[AnswerSet]:
    """Return what looks like a set in some columns of an export."""
    found: list[AnswerSet] = []
    for look in (_alike_by_name, _option_first, _neighbours, _lists, _mentions):
        taken = {column for chosen in found for column in chosen.columns}
        found += look(export, [column for column in columns if column not in taken])
    return found


def _alike_by_name(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield ``q7_1``, ``q7_2`` and ``Question - Option``, if every cell is a tick or none."""
    groups: dict[str, list[str]] = {}
    for column in columns:
        forms = (form.fullmatch(column) for form in (_NUMBERED, _STEMMED, _PATH))
        if found := next(filter(None, forms), None):
            groups.setdefault(found[1], []).append(column)
    for name, own in groups.items():
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
        if not tick or (tick is _NAME and len(own) == 1):
            continue
        stems = {_END.sub("", column) for column in own}
        stem = stems.pop() if len(stems) == 1 else ""
        label = options_of(export, own)[0] or stem or " / ".join(own)
        options = {c: export.labels.get(c, c) for c in own}
        selected = tuple(sorted({cell for c in own for cell in said_in(export, c)}))
        yield AnswerSet(stem or own[0], label, options, selected)


_NAME = object()


def _tick(export: Export, column: str) -> object:
    """Return the one cell that a column has beside empty ones: a tick, or its name."""
    said = said_in(export, column)
    [(cell, text), *more] = said.items() or [("", "")]
    if more or text == column:
        return "" if more else _NAME
    return cell if is_tick(text) and (export.cells[column] != cell).any() else ""


def _lists(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield columns whose cells list options, with one sign between them."""
    for column in columns:
        texts = [*given(export.cells[column])]
        if (
            len(texts) > MOST_TEXTS
            or column in export.dates
            or column in export.value_labels
            or any(map(_ENTITY.search, texts))
        ):
            continue
        label = export.labels.get(column, column)
        for sign in SEPARATORS:
            joined = [text for text in texts if sign in text]
            if not joined or (sign in WITHIN and _are_one(texts, joined, sign)):
                continue
            alone = sign in WITHIN
            found, _ = joined_set(
                export.cells[column], sign, label, often=OFTEN, alone=alone
            )
            if found:
                yield replace(found, told_by="names")
                break


def _are_one(texts: Sequence[str], joined: Sequence[str], sign: str) -> bool:
    """Whether texts with a sign are one answer: a number, on a scale ("Yes / maybe"), or none."""
    if sign == "," and decimal_mark(texts) == ",":
        return True
    each = [text.split(sign) for text in joined]
    alone = known("yes") | known("no")
    return any(
        best_first(parts) is not None
        or any(folded(part) in alone or kind_of(part) != "answer" for part in parts)
        for parts in each
    )


def _mentions(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield numbered columns that hold answers of one list, nobody the same one twice."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for column in columns:
        if stem := _mention(export, column):
            groups.setdefault(stem, []).append(column)
    for stem, own in groups.items():
        if len(own) > 1 and (found := _named(export, stem, own)):
            yield found


def _mention(export: Export, column: str) -> tuple[str, ...]:
    """Return the words of a name, or label, with a sign in place of which mention it is."""
    for said, ends in (
        (words(export.labels.get(column, "")), ()),
        (words(column), "0123456789"),
    ):
        for at in reversed(range(len(said))):
            if said[at] in known("ordinal") or said[at][0] in ends:
                return (*said[:at], "#", *said[at + 1 :])
    return ()


def _named(export: Export, stem: Sequence[str], own: list[str]) -> AnswerSet | None:
    """Return the set of columns that hold what each person named, if they do.

    In a grid of questions people give the same answer more than once, as often as chance has
    it; what somebody names, is named once, and who names fewer leaves the last ones empty.
    """
    said = [said_in(export, column) for column in own]
    labelled = [export.value_labels.get(column, {}) for column in own]
    silent = {cell for column in own for cell in export.missing.get(column, ())}
    options = {c: t for of in (*labelled, *said) for c, t in of.items() if c not in silent}
    no = {c: text for c, text in options.items() if text == MINUS or is_no(text)}
    options = {c: t for c, t in options.items() if c not in no and kind_of(t) != "missing"}
    texts = [text for text in options.values() if kind_of(text) == "answer"]
    if not len(own) < len(options) <= MOST_OPTIONS or best_first(texts):
        return None
    known_as = options | no
    if any(cells[cell] != known_as.get(cell) for cells in said for cell in cells):
        return None
    places = {cell: k for k, cell in enumerate(options)}
    codes = [each_text(export.cells[c], lambda t: places.get(t, -1), int) for c in own]
    codes = np.stack(codes)
    filled = codes >= 0
    if filled.sum() < OFTEN * len(options):
        return None
    twice, chance = _twice(codes, len(options))
    from_left = not (filled[1:] & ~filled[:-1]).any() and not filled[-1].all()
    rare = chance >= log(CERTAIN)
    words_are = any(labelled) or not all(cell.isdecimal() for cell in options)
    if not twice and rare and from_left and words_are and known("rank").isdisjoint(stem):
        told_by = "answers"
    elif (rare and 10 * twice <= chance) or not known("mention").isdisjoint(stem):
        told_by = "names"
    else:
        return None
    label = options_of(export, own)[0] or export.labels.get(own[0], "")
    stems = {_END.sub("", column) for column in own}
    name = (
        stems.pop() if len(stems) == 1 else " ".join(part for part in stem if part != "#")
    )
    order = sorted(options, key=lambda c: (int(c) if c.isdecimal() else inf, folded(c)))
    return AnswerSet(
        name, label or name, {cell: options[cell] for cell in order},
        not_selected=tuple(sorted(cell for cell in no if cell not in options)),
        told_by=told_by, coded_columns=tuple(own),
    )  # fmt: skip


def _twice(codes: np.ndarray, options: int) -> tuple[int, float]:
    """Return how many pairs of a person's answers are the same, and how many by chance."""
    twice, chance = 0, 0.0
    shares = [np.bincount(own[own >= 0], minlength=options) for own in codes]
    for one, other in combinations(range(len(codes)), 2):
        both = (codes[one] >= 0) & (codes[other] >= 0)
        twice += int((codes[one][both] == codes[other][both]).sum())
        a, b = (own / max(own.sum(), 1) for own in (shares[one], shares[other]))
        chance += both.sum() * float(a @ b)
    return twice, chance
