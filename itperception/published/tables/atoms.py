"""Answers that figures tell apart: the rows of a table, as few as do, and their order.

"Good or very good: 51 %" says nothing of the two answers by themselves. Answers that
every figure adds up together, or leaves out together, are one row, an *atom*; each figure
is then a sum of atoms, whether nets lie inside nets or cross.

In a ranking a row adds up answers that print does not tell apart, as long as they are
neighbours. If all answers are declared, in order, an answer that is not printed has a row in
its place. If not, those whose answer the claim does not name are tried in every place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from itperception.errors import ItPerceptionError

_REST = "rest"
"""The row of those whose answer no figure names."""


@dataclass(frozen=True, slots=True)
class RowAtoms:
    """Rows of a table, each some answers of an item."""

    members: tuple[tuple[str, ...], ...]  # answers of each row; none for the rest

    @property
    def names(self) -> tuple[str, ...]:
        """Answers of a row, joined by bars, or ``"rest"``."""
        return tuple("|".join(answers) or _REST for answers in self.members)

    def rows(self, net: Iterable[str]) -> tuple[int, ...]:
        """Return the rows that a net adds up.

        Raises
        ------
        ValueError
            If the net has only some answers of a row, or one that is in no row.
        """
        net = set(net)
        found = [row for row, m in enumerate(self.members) if m and set(m) <= net]
        covered = {answer for row in found for answer in self.members[row]}
        if covered != net:
            over = ", ".join(sorted(net - covered))
            raise ValueError(f"rows {self.names} do not add up to the answers {over}")
        return tuple(found)


def atoms(nets: Sequence[Iterable[str]], answers: Sequence[str] = ()) -> RowAtoms:
    """Return the rows that nets of answers tell apart.

    In the order of all `answers` of the item, if they are known; otherwise in that in which
    the nets name them, with a last row for the rest.

    Raises
    ------
    ValueError
        If a net has an answer that is not among `answers`.

    Examples
    --------
    >>> atoms([("very_good", "good"), ("poor",)]).names
    ('very_good|good', 'poor', 'rest')
    >>> atoms([("good", "fair"), ("fair", "poor")], ["good", "fair", "poor"]).names
    ('good', 'fair', 'poor')
    """
    named = list(dict.fromkeys(answer for net in nets for answer in net))
    unknown = sorted(set(named) - set(answers)) if answers else []
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: expected one of {', '.join(answers)}")
    sets = [set(net) for net in nets]
    rows: dict[tuple[bool, ...], list[str]] = {}
    for answer in answers or named:
        rows.setdefault(tuple(answer in net for net in sets), []).append(answer)
    members = [tuple(row) for row in rows.values()]
    return RowAtoms(tuple(members if answers else [*members, ()]))


MOST_ORDERS = 200
"""In so many orders at most the answers are tried."""
_Row = tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """Rows of a table, and their possible orders."""

    rows: tuple[_Row, ...]  # answers of each row; none for the rest
    # places of the rows from the first answer to the last, in every possible way
    orders: tuple[tuple[int, ...], ...]
    # for each row the first one whose answers every figure treats alike
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
