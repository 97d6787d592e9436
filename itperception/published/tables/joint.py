"""What all that is in print allows together: sizes of groups, and nets of people in them.

A figure binds more than the people it names: parts add up to everybody, answers to their
base, and every item has the same groups. Given the sizes of the groups, items bind each
other no further, so each has tables of its own
(:func:`itperception.published.tables.tables_of.table_problem`), and a size is possible if
every item has a table for it. Figures of everybody, and other ways to divide everybody, bind
the totals of an item's rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.study import OTHERS
from itperception.published.tables.atoms import RowAtoms
from itperception.published.tables.blocks import (
    ColumnIds,
    Divided,
    NetIds,
    divides,
    is_everybody,
    is_in,
)
from itperception.published.tables.problem import RowNet, TableProblem, WalkLayout
from itperception.published.tables.tables_of import table_sizes
from itperception.published.tables.walk import TooManyTables, spread_out

_MOST = 3_000_000
"""The most combinations of sizes and counts that are gone through."""
_SEVERAL = 500
"""So many totals of everybody are tried one by one."""


@dataclass(frozen=True, eq=False)
class Joint(Divided):
    """Every combination of sizes and counts that agrees with everything in print.

    Notes
    -----
    A group that is neither a part nor a sample of its own is some of everybody; such
    groups are taken as different people where they are asked for together, and may
    overlap in every other way. An item with a base of its own (fewer answered it) is
    bound by its own figures only. An item that is impossible by itself binds no other.

    Examples
    --------
    Twenty people in two groups, 25 % and 75 % of them, 65 % of all:

    >>> from itperception.published.figures.release import study_of
    >>> share = dict(item="x", categories="yes")
    >>> study = study_of({"n": 20, "parts": ["a", "b"], "groups": {"a": None, "b": None},
    ...     "figures": [{"id": "a", "group": "a", "printed": "25 %", **share},
    ...                 {"id": "b", "group": "b", "printed": "75 %", **share},
    ...                 {"id": "all", "printed": "65 %", **share}]})
    >>> Joint(study).counts("x", [("yes",)], ("a", "b")).tolist()
    [[[4, 1], [16, 12]]]
    """

    most: int = _MOST  # the most combinations to go through
    _known: dict = field(default_factory=dict, repr=False)

    def counts(
        self, item: str, nets: Sequence[NetIds], groups: Sequence[str]
    ) -> np.ndarray:
        """Return every combination of sizes and counts that some tables of all items have.

        Whole numbers, shape (N, groups, 1 + nets): people of each group, and how many of
        them are in each net; no combination twice. Empty if the figures contradict each
        other.

        Raises
        ------
        TooManyTables
            If there are more than `most`.
        ItPerceptionError
            If none of the sizes looked at fits and a larger one might.
        """
        key = (item, tuple(map(tuple, nets)), tuple(groups))
        if key not in self._known:
            try:
                self._known[key] = self._counts(item, nets, tuple(groups))
            except TooManyTables as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, TooManyTables):
            raise found
        return found

    def across(
        self, asked: Sequence[tuple[str, NetIds]], groups: Sequence[str]
    ) -> np.ndarray:
        """Return every combination of sizes and counts of nets of several items.

        As of :meth:`counts`, shape (N, groups, 1 + nets). How the answers to two items go
        together is not in print: every overlap that the counts of the groups leave is
        possible.

        Raises
        ------
        ItPerceptionError
            If no number of people was asked about all items.
        """
        items = list(dict.fromkeys(item for item, _ in asked))
        tied = [item for item in items if self.is_by_group(item)]
        more = dict.fromkeys(
            group for item in tied if len(tied) > 1
            for block in self.divisions(item) for group in block if group != OTHERS
        )  # fmt: skip
        every = tuple(dict.fromkeys([*groups, *more]))
        found = None
        for item in items:
            nets = [net for name, net in asked if name == item]
            one = self.counts(item, nets, every)
            is_possible = len(one) and (found is None or len(found))
            found = one if found is None else _joined(found, one, self.most)
            if is_possible and not len(found):
                raise ItPerceptionError(_NOBODY.format(items=" and ".join(items)))
        order = [at for item in items for at, (name, _) in enumerate(asked) if name == item]
        places = [0, *(1 + order.index(at) for at in range(len(asked)))]
        return np.unique(found[:, : len(groups)][:, :, places], axis=0)

    def divided(
        self, asked: Sequence[tuple[str, NetIds]], group: str
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return :meth:`across` of one group, whole and divided.

        `whole`, shape (N, 1 + nets). `parts`, shape (N, groups, 1 + nets): if the group is
        everybody, by the groups by which all of the items are printed; the last is the
        rest.
        """
        found = self.across(asked, (*self.shared_groups(asked, group), group))
        whole = found[:, -1]
        rest = 2 * whole - found.sum(axis=1)
        return whole, np.concatenate([found[:, :-1], rest[:, None]], axis=1)

    def sizes(self, groups: Sequence[str]) -> np.ndarray:
        """Return the sizes that groups may have together, shape (N, groups)."""
        blocks = self.blocks(groups)
        if len(blocks) > 1:
            raise ItPerceptionError(NO_WHOLE.format(groups=" and ".join(groups)))
        (block,) = blocks
        found = self.sizes_of(block)
        return np.unique(found[:, [block.index(group) for group in groups]], axis=0)

    @property
    def is_possible(self) -> bool:
        """Whether all figures can be true at once."""
        items = dict.fromkeys(f.item for f in self.study.figures if f.is_share)
        return all(map(self.fits, items))

    def fits(self, item: str) -> bool:
        """Whether all figures of an item can be true at once, and with those that bind them.

        True also where there are too many tables to show that they cannot.
        """
        groups = tuple(dict.fromkeys(figure.group for figure in self.figures_of(item)))
        tied = any(is_everybody(block) for block in self.blocks(groups))
        alone = [g for g in groups if g != EVERYBODY and not self.is_tied(g)]
        if not alone and EVERYBODY not in groups and self._stand_side_by_side(item, groups):
            return True
        try:
            return all(
                len(self.counts(item, (), (group,)))
                for group in [*alone, *([EVERYBODY] if tied else [])]
            )
        except TooManyTables:
            return True

    def _stand_side_by_side(self, item: str, groups: ColumnIds) -> bool:
        """Whether groups have a table as different people, and no other item binds them."""
        blocks = self.blocks(groups)
        if len(blocks) > 1 or any(j != item for j in self.binding(blocks[0])):
            return False
        members = self.rows_of(item, blocks[0], ()).members
        numbers = self.numbers if divides(blocks[0]) else [None]
        return any(
            self.problem_in(item, blocks[0], n, members).is_possible for n in numbers
        )

    def _counts(self, item: str, nets: Sequence[NetIds], groups: ColumnIds) -> np.ndarray:
        """Cross the blocks that the groups are in; blocks do not bind each other."""
        found, order = [], []
        for block in self.blocks(groups):
            inside = [group for group in groups if is_in(group, block)]
            found.append(self.in_block(item, nets, block, inside))
            order += inside
            if len(block) > 2 and OTHERS in block and not len(found[-1]):
                raise ItPerceptionError(_OVERLAP.format(groups=" and ".join(block[:-1])))
        if (number := prod(map(len, found))) > self.most:
            raise TooManyTables(number, self.most)
        at = np.indices([len(one) for one in found]).reshape(len(found), -1)
        crossed = np.concatenate([one[i] for one, i in zip(found, at, strict=True)], axis=1)
        for place in (i for i, group in enumerate(order) if group == EVERYBODY):
            same = crossed[:, place] == crossed[:, order.index(EVERYBODY)]
            crossed = crossed[same.all(axis=1)]
        return crossed[:, [order.index(group) for group in groups]]

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

        `nets`: answers; None for all people, no answers for those in none of the other
        nets. `bound`: whether other items bind the sizes of these; not while it is asked
        what binds them, since two items would ask each other for ever.
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


NO_WHOLE = (
    "how {groups} divide everybody is not known: say how many were asked (n), or how many "
    "people each group has"
)
_OVERLAP = (
    "{groups}: in no table these are different people, so that there is nobody to compare; "
    "name groups that do not overlap"
)
_NOBODY = "{items}: no number of people was asked about all of them"


def _joined(first: np.ndarray, second: np.ndarray, most: int) -> np.ndarray:
    """Return the counts of both for every pair of lines with the same sizes."""
    sizes = np.concatenate([first[:, :, 0], second[:, :, 0]])
    key = np.unique(sizes, axis=0, return_inverse=True)[1].ravel()
    one, other = key[: len(first)], key[len(first) :]
    order = np.argsort(other, kind="stable")
    start, stop = (np.searchsorted(other[order], one, side) for side in ("left", "right"))
    ways = stop - start
    if ways.sum() > most:
        raise TooManyTables(int(ways.sum()), most)
    line, step = spread_out(ways)
    partner = order[start[line] + step]
    return np.concatenate([first[line], second[partner][:, :, 1:]], axis=2)
