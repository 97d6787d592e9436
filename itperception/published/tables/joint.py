"""What all that is in print allows together: sizes of groups, and nets of people in them.

A figure binds more than the people it names: parts add up to everybody, answers to their
base, and every item has the same groups. Given the sizes of the groups, items bind each
other no further, so each has tables of its own
(:func:`itperception.published.tables.tables_of.table_problem`), and a size is possible if
every item has a table for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.study import OTHERS
from itperception.published.tables.blocks import (
    ColumnIds,
    NetIds,
    divides,
    is_everybody,
    is_in,
)
from itperception.published.tables.bound import Bound
from itperception.published.tables.frontier import spread_out
from itperception.published.tables.walk import TooManyTables

NO_WHOLE = (
    "how {groups} divide everybody is not known: say how many were asked (n), or how many "
    "people each group has"
)
_OVERLAP = (
    "{groups}: in no table these are different people, so that there is nobody to compare; "
    "name groups that do not overlap"
)
_NOBODY = "{items}: no number of people was asked about all of them"


@dataclass(frozen=True, eq=False)
class Joint(Bound):
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

        Returns
        -------
        whole : numpy.ndarray, shape (N, 1 + nets)
        parts : numpy.ndarray, shape (N, groups, 1 + nets)
            If the group is everybody, by the groups by which all of the items are printed;
            the last is the rest.
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
        tied = any(is_everybody(block) for block in self.blocks(groups, item))
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
        blocks = self.blocks(groups, item)
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
        for block in self.blocks(groups, item):
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
