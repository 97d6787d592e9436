"""The answers that a column has: what is one answer, what is none, and how they are ranked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from itperception.errors import times
from itperception.survey.intake.columns import Column
from itperception.survey.intake.decisions import Open, first_few, listed, shortened
from itperception.survey.intake.no_answer import doubtful, kind_of_code, kinds_of
from itperception.survey.intake.ranking import WIDEST, canonical, is_whole, place_of, ranked
from itperception.survey.intake.vocabulary import folded
from itperception.survey.open_questions import OPEN

KINDS = ("answer", "dont_know", "refused", "missing")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what it is called, every cell that means it, and its kind or OPEN."""

    label: str
    cells: tuple[str, ...]
    kind: str = "answer"


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a column in their order, whether ranked (None: asked), and why."""

    all: tuple[Answer, ...]
    ordered: bool | None
    because: str
    joined: tuple[tuple[str, ...], ...] = ()


def answers_of(column: Column) -> Answers:
    """Return the answers of a column: by code if the file labels its codes, else by text."""
    told = [_answer(column, key, cells) for (key, _), cells in _alike(column).items()]
    told = _told_apart(told)
    kinds = kinds_of([answer.label for answer in told])
    told = [_with_kind(column, answer, kinds[answer.label]) for answer in told]
    told = _with_doubts(column, _with_codes_below(column, told))
    real = [answer for answer in told if answer.kind == "answer"]
    order, ordered, because = ranked(column, [(a.label, a.cells[0]) for a in real])
    rest = [answer for answer in told if answer.kind != "answer"]
    rest.sort(key=lambda answer: (place_of(answer.cells[0]), folded(answer.label)))
    joined = tuple(a.cells for a in told if len(a.cells) > 1 and not column.value_labels)
    return Answers((*(real[k] for k in order), *rest), ordered, because, joined)


def _alike(column: Column) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what is one answer: labels, or cells, that differ in case and spaces only.

    The key has what they share, and what the file declares them to be.
    """
    alike: dict[tuple[str, str], list[str]] = {}
    codes = [
        *column.value_labels,
        *(c for c in column.counts if c not in column.value_labels),
    ]
    codes += [code for code in _between(column) if code not in codes]
    for code in codes:
        label = column.others.get(code) or column.value_labels.get(code) or code
        key = canonical(label), column.missing.get(code, "")
        alike.setdefault(key, []).append(code)
    return {key: tuple(cells) for key, cells in alike.items()}


def _told_apart(told: Sequence[Answer]) -> list[Answer]:
    """Name the code of answers that share a label and are still two."""
    labels = Counter(answer.label for answer in told)
    return [
        replace(a, label=f"{a.label} ({a.cells[0]})") if labels[a.label] > 1 else a
        for a in told
    ]


def _between(column: Column) -> Iterator[str]:
    """Yield the numbers that nobody gave between those of a scale with labels on its ends."""
    kinds = kinds_of([*column.value_labels.values()])
    ends = [
        int(code)
        for code, label in column.value_labels.items()
        if kinds[label] == "answer" and is_whole(code) and code not in column.missing
    ]
    if len(ends) in (2, 3) and max(ends) - min(ends) <= WIDEST:
        between = [str(k) for k in range(min(ends), max(ends))]
        if not column.counts.keys().isdisjoint({*between} - {*column.value_labels}):
            yield from between


def _answer(column: Column, key: str, cells: Sequence[str]) -> Answer:
    """Name an answer after the neatest of its spellings, never after the most frequent."""
    labels = {
        column.others.get(cell) or column.value_labels.get(cell) or cell: cell
        for cell in cells
    }
    if is_whole(key) and not column.value_labels:
        return Answer(
            key, (key, *(c for c in cells if c != key)) if key in cells else tuple(cells)
        )
    best = min(labels, key=_untidiness)
    first = labels[best]
    cells = cells if column.value_labels else (first, *(c for c in cells if c != first))
    return Answer(" ".join(unescape(best).split()), tuple(cells))


def _untidiness(text: str) -> tuple[bool, bool, bool, int, str]:
    """Return what is least for the neatest spelling of an answer."""
    capitals, spaced = sum(map(str.isupper, text)), " ".join(text.split()) != text
    return text.isupper(), text.islower(), spaced, capitals, text


def _with_kind(column: Column, answer: Answer, kind: str) -> Answer:
    """Say whether it is an answer: the file's declaration first, then its label."""
    if kind == "answer" and answer.cells[0] in column.value_labels:
        kind = kind_of_code(answer.cells[0], answer.label)
    declared = {column.missing[cell] for cell in answer.cells if cell in column.missing}
    if declared:
        kind = declared.pop() if len(declared) == 1 else "missing"
    return replace(answer, kind=kind)


def _with_codes_below(column: Column, told: Sequence[Answer]) -> list[Answer]:
    """Take labelled codes below 0 for no answers where others of them are; else ask.

    A scale from -2 to 2 has them on both sides.
    """
    codes = {
        int(a.cells[0]): a for a in told
        if a.kind == "answer" and a.cells[0] in column.value_labels and is_whole(a.cells[0])
    }  # fmt: skip
    below = [codes[code] for code in codes if code < 0]
    two_sides = {-code for code in codes if code > 0} == {
        code for code in codes if code < 0
    }
    if two_sides or len(below) == len(codes):
        return list(told)
    others = any(a.kind != "answer" and is_whole(a.cells[0]) and int(a.cells[0]) < 0
                 for a in told)  # fmt: skip
    kind = "missing" if others else OPEN
    return [replace(a, kind=kind) if a in below else a for a in told]


def _with_doubts(column: Column, told: Sequence[Answer]) -> list[Answer]:
    """Ask of numbers apart from a scale, or beyond its labels: 99 beside 1 to 5."""
    plain = [
        a for a in told if a.kind == "answer" and a.cells[0] not in column.value_labels
    ]
    answers = [a for a in told if a.kind == "answer" and is_whole(canonical(a.cells[0]))]
    if not plain or not answers:
        return list(told)
    numbers = {int(canonical(a.cells[0])): a for a in answers}
    labelled = [code for code, answer in numbers.items() if answer not in plain]
    apart = {*doubtful([*numbers])}
    if len(labelled) > 1:
        apart |= {code for code in numbers if not min(labelled) <= code <= max(labelled)}
    asked = [numbers[code] for code in apart if numbers[code] in plain]
    return [replace(a, kind=OPEN) if a in asked else a for a in told]


def questions(columns: Sequence[Column], found: Sequence[Answers]) -> dict[str, Open]:
    """Return a question for each label that is in doubt, wherever it stands."""
    places: dict[str, list[str]] = {}
    for column, answers in zip(columns, found, strict=True):
        beside = ", ".join(a.label for a in answers.all if a.kind == "answer")
        for answer in (a for a in answers.all if a.kind == OPEN):
            if seen := sum(column.counts.get(cell, 0) for cell in answer.cells):
                told = f"{times(seen, 'time')}, beside {shortened(beside)}"
                places.setdefault(answer.label, []).append(
                    f"{listed([column.name])} ({told})"
                )
            else:
                places.setdefault(answer.label, [])
    return {
        label: Open(f"What is {label}? {_where(seen)}.", KINDS)
        for label, seen in places.items()
    }


def _where(seen: Sequence[str]) -> str:
    return (
        f"It stands in {first_few(seen)}" if seen else "The file labels it; nobody gave it"
    )


def are_ranked(columns: Sequence[Column], found: Answers) -> Open:
    """Ask whether the numbers that some columns share are ranked."""
    numbers = [answer.label for answer in found.all if answer.kind == "answer"]
    if not all(map(is_whole, numbers)):
        return Open(
            f"Are {', '.join(numbers)} in {listed([c.name for c in columns])} ranked in this "
            "order? No number says which end a word is; if they change places, move their lines.",
            [True, False],
        )
    return Open(
        f"Are {', '.join(numbers)} in {listed([c.name for c in columns])} ranked, from one end of "
        "a scale to the other? No name or label says so; codes of things, such as places, are not.",
        [True, False],
    )


def scale_key(answers: Answers) -> tuple:
    """Return what makes two scales one: labels with their codes, kinds, and the ranking."""
    return answers.ordered, answers.all
