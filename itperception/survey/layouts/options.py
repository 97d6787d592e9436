"""Which columns are the options of one question, and which cells list several of them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise, takewhile

import pandas as pd

from itperception.survey.export import AnswerSet, Export, given
from itperception.survey.intake.no_answer import kind_of
from itperception.survey.intake.vocabulary import folded, known
from itperception.survey.reading.columns import recoded

RARER = 100
"""How much rarer than chance it has to be that two answers always stand together."""
MOST_OPTIONS = 60
TICKED = " (ticked)"
MINUS_ONE = "-1"


def tick_set(
    name: str, label: str, columns: Mapping[str, str], export: Export, *, told_by: str
) -> AnswerSet | None:
    """Return the set of columns that are ticked or not, or none if a cell is neither.

    -1 is "not ticked" where the columns have nothing but 1 and -1: who refuses to tick has
    not ticked.

    `columns` has the label of the option by column; `told_by` says what tells that they belong
    together.
    """
    said = {column: said_in(export, column) for column in columns}
    every = {cell: text for own in said.values() for cell, text in own.items()}
    refused = {MINUS_ONE} if every == {"1": "1", MINUS_ONE: MINUS_ONE} else set()
    selected, others, texts = set(), set(), {}
    for column, option in columns.items():
        own = said[column]
        no = refused | {cell for cell, text in own.items() if is_no(text)}
        marks = {c for c, text in own.items() if is_tick(text) or _alike(text, option)} - no
        rest = own.keys() - no - marks
        if not marks and len(rest) == 1:
            marks, rest = rest, set()
            texts |= dict.fromkeys([column], *(own[cell] for cell in marks))
        if rest:
            return None
        selected |= marks
        others |= own.keys() & no
    if len({*texts.values()}) < len(texts):  # the same answer to several questions
        return None
    if not selected or selected & others or len(columns) < 2:
        return None
    options = {c: texts.get(c, o) if o == c else o for c, o in columns.items()}
    return AnswerSet(
        name, label, options, tuple(sorted(selected)), tuple(sorted(others)),
        told_by=told_by,
    )  # fmt: skip


def said_in(export: Export, column: str) -> dict[str, str]:
    """Return each cell of a column that is an answer, and what the file says it means."""
    labels, missing = export.value_labels.get(column, {}), export.missing.get(column, {})
    said = {cell: labels.get(cell, cell) for cell in given(export.cells[column])}
    return {
        cell: text
        for cell, text in said.items()
        if cell not in missing and kind_of(text) != "missing"
    }


def is_tick(text: str) -> bool:
    """Whether a text says that a box was ticked."""
    return folded(text) in known("tick")


def is_no(text: str) -> bool:
    """Whether a text says that a box was not ticked."""
    return folded(text) in known("untick")


def _alike(text: str, option: str) -> bool:
    return folded(text) == folded(option)


def ticked(export: Export, columns: Iterable[str], silent: Sequence[str] = ()) -> Export:
    """Return an export with a box beside each text of others, ticked where one is.

    ``silent`` are cells that are no text (not shown); they stay what they are.
    """
    boxes = {}
    for column in columns:
        cells = export.cells[column].cat
        ticks = [text if text in silent else "1" * bool(text) for text in cells.categories]
        boxes[column + TICKED] = recoded(ticks, cells.codes)
    labels = {c + TICKED: export.labels[c] for c in columns if c in export.labels}
    return replace(
        export, cells=export.cells.assign(**boxes), labels={**export.labels, **labels}
    )


def options_of(export: Export, columns: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the question of columns, and what differs: the label of each option."""
    labels = [export.labels.get(column, column) for column in columns]
    stem = shared_stem(labels)
    options = {
        c: label[len(stem) :].strip("])") or c
        for c, label in zip(columns, labels, strict=True)
    }
    return stem.rstrip(" -:–—[("), options


def shared_stem(labels: Sequence[str]) -> str:
    """Return what labels begin with alike, up to a colon, dash or bracket.

    Examples
    --------
    >>> shared_stem(["Rate: Price", "Rate: Pace"]), shared_stem(["q7_1", "q7_2"])
    ('Rate: ', '')
    """
    pairs = takewhile(lambda signs: len({*signs}) == 1, zip(*labels, strict=False))
    stem = "".join(signs[0] for signs in pairs)
    ends = [
        m.end() for m in re.finditer(r"(?:\s[-–—]\s|:\s|\?\s(?:[-–—]\s)?|\s?\[|\s\()", stem)
    ]
    return stem[: ends[-1]] if ends and len(labels) > 1 else ""


def joined_set(
    column: pd.Series, separator: str, label: str, *, sure: bool = False, often: float = 1.5,
    alone: bool = False,
) -> AnswerSet | None:  # fmt: skip
    """Return the set that a column lists, if it does.

    Options may contain the separator: pieces that never stand without each other are one
    option, if that cannot be chance. A column lists options if two of them stand together
    in some cells, and one without the other in some: each of both, if commas divide.

    If the tool does not mark the column as one that lists options (`sure`), an option is chosen
    `often` times on average. With `alone` every option has to be the only one in some cell, and
    nobody's twice.
    """
    answers = given(column)
    listing = _Listing(answers, separator)
    if listing.is_ranking() or not (sure or listing.lists_options(often)):
        return None
    if alone and not listing.each_stands_alone():
        return None
    cells = [listing.parts(text) for text in answers]
    beside = {part for parts in cells if len(parts) > 1 for part in parts}
    options = dict.fromkeys(
        part for parts in cells for part in parts
        if part in beside or kind_of(part) != "missing"
    )  # fmt: skip
    name = str(column.name)
    first, last = ({o.split(separator)[at].strip(): o for o in options} for at in (0, -1))
    return AnswerSet(
        name, label, {o: o for o in options}, separator=separator, told_by="tool",
        doubts=tuple((last[a], first[b]) for a, b in listing.unclear if a in last and b in first),
    )  # fmt: skip


class _Listing:
    """The pieces of cells that may list options, and which of them belong together."""

    def __init__(self, answers: Mapping[str, int], separator: str):
        self.answers, self.separator, self.pieces = answers, separator, {}
        times: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text, count in answers.items():
            self.pieces[text] = [part for part in text.split(separator) if part.strip()]
            parts = [part.strip() for part in self.pieces[text]]
            times.update(dict.fromkeys(parts, count))
            pairs.update(dict.fromkeys(pairwise(parts), count))
        asked = sum(answers.values())
        bound = [(p, n) for p, n in pairs.items() if times[p[0]] == n == times[p[1]]]
        self.sure = dict(pair for pair, n in bound if asked**n >= RARER)
        self.unclear = [pair for pair, n in bound if asked**n < RARER]
        self.unclear += [
            (a, b) for (a, b), n in pairs.items()
            if times[a] > n == times[b] and (asked / times[a]) ** n >= RARER
        ]  # fmt: skip

    def parts(self, text: str) -> list[str]:
        """Return what a cell lists."""
        parts: list[str] = []
        before = None
        for piece in self.pieces[text]:
            if before is not None and self.sure.get(before) == piece.strip():
                parts[-1] += self.separator + piece
            else:
                parts.append(piece)
            before = piece.strip()
        return [part.strip() for part in parts]

    def is_ranking(self) -> bool:
        """Whether every cell has the same pieces, in another order."""
        every = {frozenset(self.parts(text)) for text in self.pieces}
        return len(every) < 2 <= len(self.pieces) or not self.pieces

    def lists_options(self, often: float) -> bool:
        """Whether two options stand together, and also apart, and options recur."""
        sets = [frozenset(self.parts(text)) for text in self.pieces]
        holds = {
            o: {k for k, s in enumerate(sets) if o in s} for o in frozenset().union(*sets)
        }
        usual = sorted(holds, key=lambda o: len(holds[o]), reverse=True)[:MOST_OPTIONS]
        needed = 2 if self.separator.strip() == "," else 1  # commas stand in answers too
        apart = any(
            holds[a] & holds[b]
            and bool(holds[a] - holds[b]) + bool(holds[b] - holds[a]) >= needed
            for a, b in combinations(usual, 2)
        )
        return apart and self.chosen() >= often * len(holds)

    def each_stands_alone(self) -> bool:
        """Whether each option is also a cell, and stands in no cell twice."""
        cells = [self.parts(text) for text in self.pieces]
        single = {parts[0] for parts in cells if len(parts) == 1}
        return all(len({*own}) == len(own) and single.issuperset(own) for own in cells)

    def chosen(self) -> int:
        """Return how many options were chosen by all together."""
        return sum(times * len(self.parts(text)) for text, times in self.answers.items())
