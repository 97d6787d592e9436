"""The tables of one item in one block of columns, and what other items leave of them.

Given the sizes of the groups, items bind each other no further: a size is possible if every
item has a table for it. Figures of everybody, and other ways to divide everybody, bind the
totals of an item's rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.study import OTHERS
from itperception.published.tables.atoms import RowAtoms
from itperception.published.tables.blocks import ColumnIds, Divided, NetIds, divides
from itperception.published.tables.constraints import RowNet
from itperception.published.tables.layout import WalkLayout
from itperception.published.tables.problem import TableProblem
from itperception.published.tables.table_figures import table_sizes

_MOST = 3_000_000
"""The most combinations of sizes and counts that are gone through."""
_SEVERAL = 500
"""So many totals of everybody are tried one by one."""


@dataclass(frozen=True, eq=False)
class Bound(Divided):
    """The tables of each item, bound by those of all others.

    Attributes
    ----------
    most : int
        The most combinations to go through.
    """

    most: int = _MOST
    _known: dict = field(default_factory=dict, repr=False)

    def in_block(
        self, item, nets, block: ColumnIds, groups: Sequence[str], bound: bool = True
    ) -> np.ndarray:
        """Return the combinations of groups that stand in one block.

        Other items bind them, if `bound`, by the sizes that these allow; figures of
        everybody, and other ways to divide everybody, by the totals of its rows.
        """
        if block == (EVERYBODY,):
            found = self._everybody(item, [None, *nets], self.divisions(item))
            if self.numbers != [None] and self.is_linked(item):
                found = found[np.isin(found[:, 0], self.numbers)]
            return np.repeat(found[:, None, :], len(groups), axis=1)
        made = self.rows_of(item, block, nets)
        rows, columns = range(len(made.members)), range(len(block))
        kept = [
            (some, columns if group == EVERYBODY else [block.index(group)])
            for group in groups
            for some in (rows, *map(made.rows, nets))
        ]
        asked = len(kept)
        sizes = self._of_others(item, block) if bound else None
        by_column = [] if sizes is None else [(rows, [column]) for column in columns]
        others = self.other_divisions(item, block)
        by_row = [([row], columns) for row in rows] if others is not None else []
        # what is bound by no total of everybody is possible if as many as can be were asked
        free = OTHERS in block and EVERYBODY not in groups and not (by_row or by_column)
        free &= all(f.group != EVERYBODY for f in self.figures_of(item))
        numbers = self.numbers[-1:] if free else self.numbers
        kept = [*kept, *by_column, *by_row]
        found = self._walked(item, block, made.members, kept, numbers)
        if by_column:
            found = found[_among(found[:, asked : asked + len(columns)], sizes)]
        if by_row:
            totals = found[:, -len(rows) :]
            every = self._everybody(item, made.members, others, bound)
            found = found[_among(totals, every)]
        shape = (-1, len(groups), 1 + len(nets))
        return np.unique(found[:, :asked], axis=0).reshape(shape)

    def _everybody(
        self, item: str, nets: Sequence[NetIds | None], divisions: Sequence[ColumnIds],
        bound: bool = True,
    ) -> np.ndarray:  # fmt: skip
        """Return how many of everybody are in nets, as figures of everybody allow.

        Parameters
        ----------
        nets : sequence
            Answers; None for all people, no answers for those in none of the other nets.
        bound : bool
            Whether other items bind the sizes of these; not while it is asked what binds
            them, since two items would ask each other for ever.
        """
        divided = [self.rows_of(item, block, ()).members for block in divisions]
        named = [*nets, *(members for some in divided for members in some)]
        made = self.rows_of(item, (EVERYBODY,), [net for net in named if net])
        places = [_places(made, some) for some in (nets, *divided)]
        columns = [0]
        kept = [(rows, columns) for some in places for rows in some]
        found = self._walked(item, (EVERYBODY,), made.members, kept)
        at = len(nets)
        for block, members in zip(divisions, divided, strict=True):
            lines = found[:, at : at + len(members)]
            found = found[_among(lines, self._allowed(item, block, members, lines, bound))]
            at += len(members)
            found[:, at - len(members) : at] = 0
        return np.unique(found[:, : len(nets)], axis=0)

    def _allowed(self, item, block: ColumnIds, members, lines, bound: bool) -> np.ndarray:
        """Return which totals of rows a way to divide everybody allows."""
        some = np.unique(lines, axis=0)
        rows, columns = range(len(members)), range(len(block))
        sizes = self._of_others(item, block) if bound else None
        if sizes is None and len(some) <= _SEVERAL:
            fits = []
            for totals in some.tolist():
                problem = self.problem_in(item, block, sum(totals), members)
                nets = (RowNet((r,), range(x, x + 1)) for r, x in enumerate(totals))
                nets = (*problem.row_nets, *nets)
                fits.append(replace(problem, row_nets=nets).is_possible)
            return some[fits]
        kept = [([row], columns) for row in rows]
        kept += [(rows, [column]) for column in columns] if sizes is not None else []
        found = self._walked(item, block, members, kept)
        if sizes is not None:
            found = found[_among(found[:, len(rows) :], sizes)]
        return found[:, : len(rows)]

    def _walked(
        self, item: str, block: ColumnIds, members, kept, numbers: Sequence | None = None
    ) -> np.ndarray:
        """Return the values of sums that some table of an item has, for each number of all."""
        return self._sums_of(
            lambda n: self.problem_in(item, block, n, members), block, kept, numbers
        )

    def _sums_of(
        self, problem_if: Callable[[int | None], TableProblem], block: ColumnIds, kept,
        numbers: Sequence | None = None,
    ) -> np.ndarray:  # fmt: skip
        """Return the values of sums that some table of a block has, for each number of all."""
        found = [np.empty((0, len(kept)), np.int64)]
        if not divides(block):
            numbers = [None]
        for n in self.numbers if numbers is None else numbers:
            left = self.most - sum(map(len, found))
            found.append(WalkLayout(problem_if(n)).sums(kept, left))
        return np.concatenate(found)

    def _of_others(self, item: str, block: ColumnIds) -> np.ndarray | None:
        """Return the sizes that other items allow, None if none of them binds any."""
        if not self.is_linked(item):
            return None
        found = [self._sizes_of(j, block) for j in self.binding(block) if j != item]
        return _common(found)

    def sizes_of(self, block: ColumnIds) -> np.ndarray:
        """Return the sizes of columns: as all items allow that bind them, or that add up."""
        if items := self.binding(block):
            return _common([self._sizes_of(item, block) for item in items])

        def people(n: int | None) -> TableProblem:
            study = self.bounded if n is None else self.bounded.of(n)
            return TableProblem(
                ("people",), block, *table_sizes(study, (), block, self.least)
            )

        return self._sums_of(people, block, [([0], [at]) for at in range(len(block))])

    def _sizes_of(self, item: str, block: ColumnIds) -> np.ndarray:
        key = (item, block)
        if key not in self._known:
            self._known[key] = self.in_block(item, (), block, block, bound=False)[:, :, 0]
        return self._known[key]

    def binding(self, block: ColumnIds) -> list[str]:
        """Return the items that say something of how large the groups of a block are."""
        return [
            item for item in self.linked
            if any(figure.group in block for figure in self.figures_of(item))
            and self._is_possible_alone(item)
        ]  # fmt: skip

    def _is_possible_alone(self, item: str) -> bool:
        """Whether the figures of an item can be true; if not, they bind no other item."""
        key = (item, "alone")
        if key not in self._known:
            others = len(set(f.item for f in self.study.figures)) > 1
            alone = type(self)(self.study.of_items([item]), self.least, self.most)
            self._known[key] = not others or alone.fits(item)
        return self._known[key]

    @cached_property
    def numbers(self) -> list[int | None]:
        """How many everybody may be, if that is bounded, as all items allow."""
        sizes = self.bounded.sizes(EVERYBODY)
        if sizes is None or len(sizes) == 1:
            return [None]
        left = {n for n in sizes if n in self._sums} or set(sizes)
        for item in self.linked:
            named = {figure.group for figure in self.figures_of(item)}
            if EVERYBODY in named and self._is_possible_alone(item):
                left &= {*self._everybody(item, [None], ())[:, 0].tolist()}
        return sorted(left)


def _places(made: RowAtoms, nets: Sequence[NetIds | None]) -> list[tuple[int, ...]]:
    """Return the rows of nets; of a net without answers all that are in no other."""
    found = [made.rows(net) if net else None for net in nets]
    every = range(len(made.members))
    rest = tuple(set(every) - {row for rows in found if rows for row in rows})
    return [
        rows if rows is not None else tuple(every) if net is None else rest
        for rows, net in zip(found, nets, strict=True)
    ]


def _common(found: Sequence[np.ndarray]) -> np.ndarray | None:
    """Return the lines that all have."""
    if not found:
        return None
    left = found[0]
    for other in found[1:]:
        left = left[_among(left, other)]
    return left


def _among(lines: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Say which lines are among those allowed."""
    if not len(allowed) or not len(lines):
        return np.zeros(len(lines), bool)
    both = np.unique(np.concatenate([lines, allowed]), axis=0, return_inverse=True)[1]
    return np.isin(both.ravel()[: len(lines)], both.ravel()[len(lines) :])
