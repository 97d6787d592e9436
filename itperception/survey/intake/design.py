"""How respondents were drawn and weighted: which columns say so, and which may."""

from collections.abc import Iterator, Sequence
from math import isfinite

from itperception.errors import times
from itperception.survey.intake.columns import Column
from itperception.survey.intake.decisions import Decided, Open, listed
from itperception.survey.intake.names import (
    is_called,
    is_id,
    is_of_drawing,
    is_surely_weight,
    is_weight,
    joined,
    label_says_weight,
    says_weight,
)
from itperception.survey.intake.vocabulary import known

FEW_CLUSTERS = 10


def respondent_id(columns: Sequence[Column]) -> Decided | Open:
    """Decide which column tells respondents apart: by its name, and as all cells differ."""
    named = [c for c in columns if is_id(c.name) and not is_weight(c.name, c.label)]
    unique = [c for c in named if c.is_unique]
    if unique:
        because = "its name says so, and everybody has another one"
        return Decided("respondent_id", "", unique[0].name, because)
    labelled = [c for c in columns if c.label and is_id(c.label) and c.is_unique]
    if labelled and not named:
        because = "its label says so, and everybody has another one"
        return Decided("respondent_id", "", labelled[0].name, because)
    for column in named:
        one_each = len(column.counts) > 0.9 * column.rows
        if one_each or _numbers_people(column):
            again = column.rows - len(column.counts)
            told = (
                f'"{column.name}" is called like an id, but {times(again, "line")} without one '
                "of its own. As the id, check names them; null: each line is a respondent. If "
                "people have a line for each answer or wave, make one line of them first."
            )
            return Open(told, [column.name, None])
    because = "no column is called like an id and has another cell for everybody"
    return Decided("respondent_id", "", None, because)


def _numbers_people(column: Column) -> bool:
    """Whether a column has numbers of people, and not their kind, as Patient and Doctor are."""
    called = joined(column.name) in known("person_id") and not column.value_labels
    return called and all(any(map(str.isdigit, cell)) for cell in column.counts)


def weight(columns: Sequence[Column]) -> Decided | Open:
    """Decide which column weights respondents; what is in doubt is asked.

    Its name says it with a whole word, its cells are numbers, and their mean is near 1, or
    the name means nothing else in surveys. Cells that are no weight are for check to refuse.
    """
    named = [c for c in columns if is_weight(c.name, c.label) and _is_numeric(c)]
    if not named:
        if written := next((c for c in columns if _is_written_weight(c)), None):
            cells = listed([*written.counts], 2)
            asked = (
                f'Does "{written.name}" weight respondents? Cells such as {cells} are no '
                "numbers; as a weight, check names them. null: not weighted."
            )
            return Open(asked, [written.name, None])
        return Decided(
            "weight", "", None, "no column of numbers is called like a survey weight"
        )
    if len(named) > 1:
        told = "; ".join(_seen(column) for column in named)
        asked = (
            f"Which column weights respondents? {told}. null: the survey is not weighted."
        )
        return Open(asked, [*(column.name for column in named), None])
    return _one_weight(named[0], _body(columns))


def _is_written_weight(column: Column) -> bool:
    """Whether a column is called like a weight, and has figures that are no numbers: 95%."""
    figures = [cell for cell in column.counts if any(map(str.isdigit, cell))]
    said = is_weight(column.name, column.label) and not column.value_labels
    return said and not _is_numeric(column) and 2 * len(figures) > len(column.counts)


def _one_weight(column: Column, body: str) -> Decided | Open:
    """Decide of the one column that is called like a weight; `body` is a height beside it."""
    beside = "" if is_surely_weight(column.name) else body
    if beside and not _is_near_one(column):
        because = f'"{column.name}" stands beside "{body}": a body weight, no survey weight'
        return Decided("weight", "", None, because)
    seen, doubt, by_label = _seen(column), "", label_says_weight(column.label)
    if beside:
        doubt = f'it stands beside "{body}"'
    elif column.given < column.rows:
        empty = times(column.rows - column.given, "respondent")
        doubt = f"{empty} without one must get one, or be left out by declaration: check names them"
    elif not (by_label or says_weight(column.name)) and _are_whole(column):
        doubt = "only the first letter of its name says so, and its numbers are whole"
    elif not (_is_near_one(column) or is_surely_weight(column.name)) and _are_weights(
        column
    ):
        doubt = "their mean is neither near 1 nor that of a known expansion"
    if not doubt:
        told_by = "name" if is_weight(column.name) else "label"
        return Decided("weight", "", column.name, f"its {told_by} says so; {seen}")
    asked = f'Does "{column.name}" weight respondents? {seen}; {doubt}. null: not weighted.'
    return Open(asked, [column.name, None])


def drawn(columns: Sequence[Column]) -> Iterator[tuple[str, Decided | Open]]:
    """Yield stratum, cluster and finite population, as far as columns are called so."""
    for key in ("stratum", "cluster", "fpc"):
        found = [
            c for c in columns if is_of_drawing(c.name, c.label, key) and _divides(c, key)
        ]
        if len(found) == 1:
            told_by = "name" if is_called(found[0].name, key) else "label"
            because = f"its {told_by} says so; {len(found[0].counts):,} different in it"
            yield key, Decided(key, "", found[0].name, because)
        elif found or key == "cluster":
            maybe = found or [c for c in columns if _may_be_cluster(c)]
            if maybe:
                names = ", ".join(
                    f'"{c.name}" ({len(c.counts):,} different)' for c in maybe
                )
                yield key, Open(
                    f"Were respondents drawn by {names}? As the {key}, intervals and tests "
                    "follow the design. null: it says nothing of how they were drawn.",
                    [*(c.name for c in maybe), None],
                )  # fmt: skip


def is_of_design(column: Column) -> bool:
    """Whether a column that is not used for it is still one of weights or of the design."""
    if is_weight(column.name, column.label) and _is_numeric(column):
        return True
    keys = ("stratum", "cluster", "fpc")
    return any(is_of_drawing(column.name, column.label, key) for key in keys)


def _divides(column: Column, key: str) -> bool:
    """Whether everybody is in one of several groups; a population may be that of all."""
    least = 0 if key == "fpc" and _is_numeric(column) else 1
    return column.given == column.rows and least < len(column.counts) < column.rows


def _may_be_cluster(column: Column) -> bool:
    named = is_called(column.name, "maybe_cluster") and column.given == column.rows
    return named and FEW_CLUSTERS <= len(column.counts) < column.rows / 2


def _is_numeric(column: Column) -> bool:
    return not (column.numbers is None or column.unit or column.value_labels)


def _mean(column: Column) -> float:
    numbers = column.numbers
    return sum(numbers[cell] * n for cell, n in column.counts.items()) / column.given


def _are_weights(column: Column) -> bool:
    return all(isfinite(number) and number >= 0 for number in column.numbers.values())


def _are_whole(column: Column) -> bool:
    return not any(number % 1 for number in column.numbers.values())


def _is_near_one(column: Column) -> bool:
    """Whether weights add up to about the number of respondents, or to half or twice it."""
    low, high = (0.95, 1.05) if _are_whole(column) else (0.5, 2)
    return _are_weights(column) and low <= _mean(column) <= high


def _body(columns: Sequence[Column]) -> str:
    body = known("weight", "beside_body")
    return next((c.name for c in columns if not body.isdisjoint(c.words)), "")


def _seen(column: Column) -> str:
    """Say what is in a column of numbers."""
    numbers = column.numbers.values()
    zeros = sum(n for cell, n in column.counts.items() if column.numbers[cell] == 0)
    of_zero = f", {times(zeros, 'time')} 0, which counts nothing" if zeros else ""
    seen = f"{min(numbers):g} to {max(numbers):g}, mean {_mean(column):.3g}{of_zero}"
    return f'"{column.name}" has {seen}'
