"""What looks like a set though no tool says so: names that are alike, cells that list options.

All of it is a guess from names and answers, and is told as one (``told_by``); `add-wave`
decides what becomes of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby, islice
from math import inf, log

import numpy as np

from itperception.survey.export import AnswerSet, Export, each_text, given
from itperception.survey.intake.columns import words
from itperception.survey.intake.names import is_written
from itperception.survey.intake.no_answer import kind_of
from itperception.survey.intake.order import best_first
from itperception.survey.intake.vocabulary import folded, known
from itperception.survey.layouts.options import (
    MINUS_ONE,
    MOST_OPTIONS,
    RARER,
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
_WORDED = re.compile(r"([^\W_]+)(?:[_.\-]|(?<=[a-zäöüåß])(?=[A-ZÄÖÜÅ]))(\S+)")
_END = re.compile(r"[\W_]*\d+\W*$")
_ENTITY = re.compile(r"&#?\w+;")
SEPARATORS = ("\n", ";", "|", ", ", " / ", " + ", ",")
WITHIN = (" / ", " + ", ",")
"""Signs that stand within answers as well: each part has to be an answer of its own, too."""
OFTEN = 4
"""How often an option is chosen on average: people's own texts have commas too."""
_MOST_TEXTS = 2_000
"""A column with more different cells is looked at no further: it is text of people's own."""


def sets_that_look_so(export: Export, columns: Sequence[str]) -> list[AnswerSet]:
    """Return what looks like a set in some columns of an export."""
    columns = [c for c in columns if len(given(export.cells[c])) <= _MOST_TEXTS]
    found: list[AnswerSet] = []
    for look in (_alike_by_name, _option_first, _neighbours, _lists, _mentions, _boxes):
        taken = {column for chosen in found for column in chosen.columns}
        found += look(export, [column for column in columns if column not in taken])
    return found


def _alike_by_name(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield ``q7_1``, ``q7_2`` and ``Question - Option``, if every cell is a tick or none."""
    groups: dict[str, list[str]] = {}
    for column in columns:
        several = len(given(export.cells[column])) > 2
        if several and is_written(column, export.labels.get(column, "")):
            continue
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
            column in export.dates
            or column in export.value_labels
            or any(map(_ENTITY.search, texts))
        ):
            continue
        looks = (_list(export, column, texts, sign) for sign in SEPARATORS)
        yield from islice(filter(None, looks), 1)


def _list(export: Export, column: str, texts: Sequence[str], sign: str) -> AnswerSet | None:
    """Return the set that a column lists, if a sign stands between options."""
    joined, within = [text for text in texts if sign in text], sign in WITHIN
    if not joined or (within and _are_one(texts, joined, sign)):
        return None
    label = export.labels.get(column, column)
    found = joined_set(export.cells[column], sign, label, often=OFTEN, alone=within)
    return found and replace(found, told_by="names")


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
    groups: dict[tuple, list[str]] = {}
    last: dict[tuple, int] = {}
    for column in columns:
        stem, number = _mention(export, column)
        labels = tuple(export.value_labels.get(column, {}).items())
        key = next((k for k in reversed(groups) if k[:2] == (stem, labels)), ())
        if not key or (number and number != last[key] + 1):  # v10 to v12, and v20 to v22
            key = (stem, labels, len(groups))
        groups.setdefault(key, []).append(column)
        last[key] = number
    for (stem, *_), own in groups.items():
        if stem and len(own) > 1 and (found := _named(export, stem, own)):
            yield found


def _boxes(export: Export, columns: Sequence[str]) -> Iterator[AnswerSet]:
    """Yield columns of 0 and 1 that share their first word: one question, or several."""
    groups: dict[str, dict[str, str]] = {}
    for column in columns:
        found = _WORDED.fullmatch(column)
        plain = given(export.cells[column]).keys() <= {"0", "1"}
        if found and plain and column not in export.value_labels:
            label = export.labels.get(column, found[2])
            groups.setdefault(found[1], {})[column] = label
    for name, options in groups.items():
        question = options_of(export, [*options])[0] or name
        found = tick_set(name, question, options, export, told_by="guess")
        yield from [found] if found else []


def _mention(export: Export, column: str) -> tuple[tuple[str, ...], int]:
    """Return the words of a name, or label, but for which mention it is; and its number."""
    for text, digits in ((export.labels.get(column, ""), ""), (column, "0123456789")):
        said = words(text)
        for at in reversed(range(len(said))):
            if said[at] in known("ordinal") or said[at][0] in digits:
                number = int(said[at]) if said[at].isdecimal() else 0
                return (*said[:at], *said[at + 1 :]), number
    return (), 0


def _named(export: Export, stem: Sequence[str], own: list[str]) -> AnswerSet | None:
    """Return the set of columns that hold what each person named, if they do."""
    options, no = _list_of(export, own)
    places = {cell: k for k, cell in enumerate(options)}
    answers = [text for text in options.values() if kind_of(text) == "answer"]
    if not len(own) < len(options) <= MOST_OPTIONS or best_first(answers):
        return None
    codes = np.stack(
        [each_text(export.cells[c], lambda t: places.get(t, -1), int) for c in own]
    )
    labelled = any(column in export.value_labels for column in own)
    in_words = labelled or not all(cell.isdecimal() for cell in options)
    told_by = _told_by(codes, len(options), stem, in_words=in_words)
    if not told_by:
        return None
    stems = {_END.sub("", column) for column in own}
    name = stems.pop() if len(stems) == 1 else " ".join(stem)
    label = options_of(export, own)[0] or export.labels.get(own[0], name)
    order = sorted(options, key=lambda c: (int(c) if c.isdecimal() else inf, folded(c)))
    return AnswerSet(
        name, label, {cell: options[cell] for cell in order}, not_selected=no,
        told_by=told_by, coded_columns=tuple(own),
    )  # fmt: skip


def _list_of(export: Export, own: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the list that columns share, and cells that say that nothing more was named."""
    silent = {cell for column in own for cell in export.missing.get(column, ())}
    said: dict[str, str] = {}
    for column in own:
        for cell, text in (
            export.value_labels.get(column, {}) | said_in(export, column)
        ).items():
            if said.setdefault(cell, text) != text:
                return {}, ()
    no = {cell for cell, text in said.items() if text == MINUS_ONE or is_no(text)}
    options = {
        cell: text
        for cell, text in said.items()
        if cell not in no | silent and kind_of(text) != "missing"
    }
    return options, tuple(sorted(no - silent))


def _told_by(
    codes: np.ndarray, options: int, stem: Sequence[str], *, in_words: bool
) -> str:
    """Say what tells that columns are one question: the answers, the names only, or nothing.

    In a grid of questions people give the same answer more than once, as often as chance has
    it; what somebody names, is named once, and who names fewer leaves the last ones empty.
    """
    filled = codes >= 0
    if filled.sum() < OFTEN * options:
        return ""
    certain, twice, chance = log(RARER), 0, 0.0
    shares = [np.bincount(own[own >= 0], minlength=options) for own in codes]
    shares = [own / max(own.sum(), 1) for own in shares]
    for one, other in combinations(range(len(codes)), 2):
        both = filled[one] & filled[other]
        twice += int((codes[one] == codes[other])[both].sum())
        chance += both.sum() * float(shares[one] @ shares[other])
        if 10 * twice > chance > certain:
            break
    from_left = not (filled[1:] & ~filled[:-1]).any() and not filled[-1].all()
    plain = in_words and known("rank").isdisjoint(stem)
    if not twice and chance >= certain and from_left and plain:
        return "answers"
    rare = chance >= certain and 10 * twice <= chance
    return "guess" if rare or not known("mention").isdisjoint(stem) else ""
