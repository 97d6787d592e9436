"""A table of results is no export: its rows are answers or groups, and nobody's."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import prod

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.survey.export import Export, each_text
from itperception.survey.intake.columns import Column
from itperception.survey.intake.decisions import listed
from itperception.survey.intake.left_out import counts_rows
from itperception.survey.intake.names import is_id, joined, personal
from itperception.survey.intake.vocabulary import folded, known
from itperception.survey.reading.numbers import decimal_mark, number

FEWEST, MOST, WIDEST = 2, 2_000, 40
"""Rows, and columns of numbers: a longer or wider file is one of respondents."""
WHOLE, ROUNDED = 100, 1
MANY = 5  # people whom a row counts on average: an answer called "count" is smaller
EVERY_ROW = f"add up to {WHOLE} in every row"


def refuse_table_of_results(export: Export, columns: Sequence[Column]) -> None:
    """Refuse a file whose rows are counted or shared out, not answered.

    That is so if some columns hold shares or counts (by their names, by ``%`` in every cell, or
    as they add up to 100), and the others name each row once, as a table of groups does.
    `ItPerceptionError` with what tells it, and what to do.
    """
    is_short = FEWEST <= len(export.cells) <= MOST
    is_of_people = any(personal(c.name) or (is_id(c.name) and c.is_unique) for c in columns)
    if is_of_people or not is_short:
        return
    found = [*_figures(export, columns)]
    called = [why for _, why, is_named in found if is_named]
    for figures, why, is_named in found:
        rest = [
            c for c in columns if c.name not in figures and c.counts and not counts_rows(c)
        ]
        polls = called and not is_named and EVERY_ROW in why
        counted = is_named and _name_counts(export, rest, _table(export, columns, figures))
        if polls or counted or (rest and _name_rows(export, rest)):
            raise ItPerceptionError(
                f"{export.name}: this looks like a table of results, not of respondents: {why}, "
                f"and {called[0] if polls else _named(rest)}. Take the file with a "
                "row for each respondent (what printed figures prove is told by `itperception "
                "bounds`); if each row here is a respondent, add a column 'id' with their numbers"
            )


def _figures(
    export: Export, columns: Sequence[Column]
) -> Iterator[tuple[Sequence[str], str, bool]]:
    """Yield columns that may be shares or counts, what says so, and whether names do."""
    numeric = [column.name for column in columns if _values(column) is not None]
    if called := [name for name in numeric if _is_tally(name)]:
        why = f"names such as {listed(called)} are those of counts, shares or means"
        yield from [(called, why, True), (numeric, why, True)]
    if signed := [c.name for c in columns if c.counts and all("%" in t for t in c.counts)]:
        yield numeric, f'every cell of {listed(signed)} has "%"', False
    for total in (
        c for c in columns if not known("total").isdisjoint(map(folded, c.counts))
    ):
        yield numeric, f'"{total.name}" has a row of totals', False
    if not 1 < len(numeric) <= WIDEST:
        return
    numbers = _table(export, columns, numeric)
    up_to = np.cumsum(np.insert(numbers, 0, 0, axis=1), axis=1)
    for first, last in combinations(range(len(numeric) + 1), 2):
        if last - first > 1 and _is_whole(up_to[:, last] - up_to[:, first]):
            yield numeric[first:last], f"{listed(numeric[first:last])} {EVERY_ROW}", False
    if _is_whole(numbers.sum(axis=0)):
        yield numeric, f"{listed(numeric)} add up to {WHOLE} each", False


def _named(rest: Sequence[Column]) -> str:
    return f"{listed([column.name for column in rest])} names each row once"


def _name_counts(export: Export, rest: Sequence[Column], counts: np.ndarray) -> bool:
    """Whether words name each row once beside counts of many, though few of all that may be."""
    names = [column.name for column in rest]
    if len(rest) < 2 or any(_values(column) is not None for column in rest):
        return False
    once = not export.cells[names].duplicated().any()
    again = any(len(column.counts) < len(export.cells) for column in rest)
    return once and again and bool((counts.sum(axis=0) >= MANY * len(export.cells)).any())


def _name_rows(export: Export, rest: Sequence[Column]) -> bool:
    """Whether each row has its own names, and these fill at least half of all that may be."""
    once = not export.cells[[column.name for column in rest]].duplicated().any()
    return once and 2 * len(export.cells) >= prod(len(column.counts) for column in rest)


def _is_tally(name: str) -> bool:
    return name.strip() == "%" or joined(name) in known("tally")


def _is_whole(sums: np.ndarray) -> bool:
    return bool((np.abs(sums - WHOLE) <= ROUNDED).all())


def _table(export: Export, columns: Sequence[Column], names: Sequence[str]) -> np.ndarray:
    """Return the numbers of columns, an empty cell as 0."""
    told = {c.name: {**_values(c), "": 0.0} for c in columns if c.name in names}
    return np.column_stack(
        [each_text(export.cells[name], told[name].__getitem__, float) for name in names]
    )


def _values(column: Column) -> dict[str, float] | None:
    """Return cell → number, a share without its sign; None if a cell is none."""
    plain = {cell: cell.replace("%", "").strip() for cell in column.counts}
    mark = "," if decimal_mark(plain.values()) == "," else "."
    told = {cell: number(text, mark) for cell, text in plain.items()}
    return told if told and not np.isnan([*told.values()]).any() else None
