"""Answers from the first to the last: rows of a ranked table, and where each may stand.

A row adds up answers that print does not tell apart, as long as they are neighbours. If
all answers are declared, in order, an answer that is not printed has a row in its place.
If not, those whose answer the claim does not name are tried in every place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.tables.atoms import atoms

MOST_ORDERS = 200
"""In so many orders at most the answers are tried."""
_Row = tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """Rows of a table, and their possible orders.

    Attributes
    ----------
    rows : tuple of tuple of str
        Answers of each row; none for the rest.
    orders : tuple of tuple of int
        Places of the rows from the first answer to the last, in every possible way.
    alike : tuple of int
        For each row the first one whose answers every figure treats alike.
    """

    rows: tuple[_Row, ...]
    orders: tuple[tuple[int, ...], ...]
    alike: tuple[int, ...]

    @property
    def nets(self) -> list[_Row]:
        """The rows without the rest."""
        return [row for row in self.rows if row]

    @property
    def has_rest(self) -> bool:
        """Whether some people's answer has no name."""
        return () in self.rows

    def without_rest(self) -> "Ranking":
        """Return the ranking if everybody gave an answer in print; the rest is last."""
        last = len(self.rows) - 1
        orders = dict.fromkeys(tuple(r for r in o if r != last) for o in self.orders)
        return Ranking(self.rows[:-1], tuple(orders), self.alike[:-1])

    def ranked(self, tables: np.ndarray, axes: Sequence[int] = (1,)) -> np.ndarray:
        """Return tables in every order, one after another: shape (orders · N, …)."""
        found = []
        for order in self.orders:
            one = tables
            for axis in axes:
                one = np.take(one, order, axis=axis)
            found.append(one)
        return np.concatenate(found)

    def merged(self, tables: np.ndarray, axes: Sequence[int] = (1,)) -> np.ndarray:
        """Return tables with one row for all answers that figures treat alike."""
        rows = sorted(set(self.alike))
        adds = np.equal.outer(rows, self.alike).astype(np.int64)
        for axis in axes:
            tables = np.moveaxis(np.tensordot(adds, tables, (1, axis)), 0, axis)
        return tables


def ranking(
    nets: Sequence[Iterable[str]], named: Sequence[str], answers: Sequence[str] = ()
) -> Ranking:
    """Return the rows that nets of answers tell apart, and their orders.

    All `answers` are ranked, if they are known; else those that are `named`, in that order.

    Raises
    ------
    ItPerceptionError
        If so many answers have no place that their orders are too many to be tried.

    Examples
    --------
    >>> ranking([("good",), ("poor",)], ("good", "poor"), ("good", "fair", "poor")).rows
    (('good',), ('fair',), ('poor',))
    >>> ranking([("good",), ("poor",)], ("good", "poor")).orders
    ((2, 0, 1), (0, 2, 1), (0, 1, 2))
    """
    if answers:
        return _declared(atoms(nets, answers).members, list(answers))
    order = {answer: place for place, answer in enumerate(dict.fromkeys(named))}
    rows = sorted(
        atoms(nets).members,
        key=lambda row: min(
            (order.get(a, len(order)) for a in row), default=len(order) + 1
        ),
    )
    fixed = [at for at, row in enumerate(rows) if order.keys() & set(row)]
    orders: list[tuple[int, ...]] = [tuple(fixed)]
    for at in range(len(fixed), len(rows)):
        orders = [(*o[:to], at, *o[to:]) for o in orders for to in range(len(o) + 1)]
        if len(orders) > MOST_ORDERS:
            told = ", ".join("|".join(row) for row in rows[len(fixed) :] if row)
            raise ItPerceptionError(
                f"where {told} rank among {', '.join(order)} is not known; declare all "
                "answers of the item in order, under answers"
            )
    return Ranking(tuple(rows), tuple(orders), tuple(range(len(rows))))


def _declared(members: Sequence[_Row], answers: list[str]) -> Ranking:
    """Split rows whose answers are not neighbours, and put them in order."""
    row_of = {answer: at for at, row in enumerate(members) for answer in row}
    rows: list[_Row] = []
    for answer in answers:
        if rows and row_of[rows[-1][0]] == row_of[answer]:
            rows[-1] = (*rows[-1], answer)
        else:
            rows.append((answer,))
    first: dict[int, int] = {}
    alike = tuple(first.setdefault(row_of[row[0]], at) for at, row in enumerate(rows))
    return Ranking(tuple(rows), (tuple(range(len(rows))),), alike)
