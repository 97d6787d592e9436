"""What all that is in print allows together: sizes of groups, and nets of people in them.

A figure binds more than the people it names: parts add up to everybody, answers to their
base, and every item has the same groups. Given the sizes of the groups, items bind each
other no further, so each has tables of its own
(:func:`itperception.published.tables.tables_of.table_problem`), and a size is possible if
every item has a table for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from sys import maxsize

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import OTHERS, Group, Study
from itperception.published.tables.atoms import Atoms, atoms
from itperception.published.tables.constraints import RowNet
from itperception.published.tables.feasible import bases_for
from itperception.published.tables.frontier import spread
from itperception.published.tables.layout import Layout
from itperception.published.tables.problem import TableProblem
from itperception.published.tables.search import MOST_BASES, search_is_cut, search_range
from itperception.published.tables.table_figures import (
    figures_of_item,
    printed_base,
    table_sizes,
)
from itperception.published.tables.tables_of import table_problem
from itperception.published.tables.walk import TooManyTables

MOST = 3_000_000
"""The most combinations of sizes and counts that are gone through."""
SEVERAL = 500
"""So many totals of everybody are tried one by one."""
NO_WHOLE = (
    "how {groups} divide everybody is not known: say how many were asked (n), or how many "
    "people each group has"
)
OVERLAP = (
    "{groups}: in no table these are different people, so that there is nobody to compare; "
    "name groups that do not overlap"
)
NOBODY = "{items}: no number of people was asked about all of them"
Columns = tuple[str, ...]
Net = Sequence[str]  # answers that are added up


@dataclass(frozen=True, eq=False)
class Joint:
    """Every combination of sizes and counts that agrees with everything in print.

    Attributes
    ----------
    study : Study
        Everything in print.
    least : int
        An assumption: each group whose size is not in print has at least so many people.
    most : int
        The most combinations to go through.

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

    study: Study
    least: int = 1
    most: int = MOST
    _known: dict = field(default_factory=dict, repr=False)

    def counts(self, item: str, nets: Sequence[Net], groups: Sequence[str]) -> np.ndarray:
        """Return every combination of sizes and counts that some tables of all items have.

        Parameters
        ----------
        item : str
            Of the nets.
        nets : sequence of sequence of str
            Answers that are added up, per net.
        groups : sequence of str
            Groups; ``"all"`` is everybody.

        Returns
        -------
        numpy.ndarray
            Whole numbers, shape (N, groups, 1 + nets): people of each group, and how many
            of them are in each net; no combination twice. Empty if the figures contradict
            each other.

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

    def across(self, asked: Sequence[tuple[str, Net]], groups: Sequence[str]) -> np.ndarray:
        """Return every combination of sizes and counts of nets of several items.

        Parameters
        ----------
        asked : sequence of (item, net)
            Nets.
        groups : sequence of str
            Groups; ``"all"`` is everybody.

        Returns
        -------
        numpy.ndarray
            As of :meth:`counts`, shape (N, groups, 1 + nets). How the answers to two items
            go together is not in print: every overlap that the counts of the groups
            leave is possible.

        Raises
        ------
        ItPerceptionError
            If no number of people was asked about all items.
        """
        items = list(dict.fromkeys(item for item, _ in asked))
        tied = [item for item in items if self.is_by_group(item)]
        more = dict.fromkeys(
            group for item in tied if len(tied) > 1
            for block in self._divisions(item) for group in block if group != OTHERS
        )  # fmt: skip
        every = tuple(dict.fromkeys([*groups, *more]))
        found = None
        for item in items:
            nets = [net for name, net in asked if name == item]
            one = self.counts(item, nets, every)
            is_possible = len(one) and (found is None or len(found))
            found = one if found is None else _joined(found, one, self.most)
            if is_possible and not len(found):
                raise ItPerceptionError(NOBODY.format(items=" and ".join(items)))
        order = [at for item in items for at, (name, _) in enumerate(asked) if name == item]
        places = [0, *(1 + order.index(at) for at in range(len(asked)))]
        return np.unique(found[:, : len(groups)][:, :, places], axis=0)

    def divided(
        self, asked: Sequence[tuple[str, Net]], group: str
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return :meth:`across` of one group, whole and divided.

        Returns
        -------
        whole : numpy.ndarray, shape (N, 1 + nets)
        parts : numpy.ndarray, shape (N, groups, 1 + nets)
            If the group is everybody, by the groups by which all of the items are printed;
            the last is the rest.
        """
        found = self.across(asked, (*self._shared_groups(asked, group), group))
        whole = found[:, -1]
        rest = 2 * whole - found.sum(axis=1)
        return whole, np.concatenate([found[:, :-1], rest[:, None]], axis=1)

    def sizes(self, groups: Sequence[str]) -> np.ndarray:
        """Return the sizes that groups may have together, shape (N, groups)."""
        blocks = self._blocks(groups)
        if len(blocks) > 1:
            raise ItPerceptionError(NO_WHOLE.format(groups=" and ".join(groups)))
        (block,) = blocks
        found = self._sizes(block)
        return np.unique(found[:, [block.index(group) for group in groups]], axis=0)

    def is_open(self, group: str) -> bool:
        """Whether a group may be larger than the sizes that are looked at."""
        sizes = self.study.sizes(group)
        return sizes is None or len(sizes) > MOST_BASES

    def looked_at(self, group: str) -> range:
        """Return the sizes of a group that are looked at, those of an open one from `least`."""
        sizes = self.study.sizes(group)
        if self.is_open(group):
            sizes = range(self.least, maxsize) if sizes is None else (
                sizes[max(self.least - sizes.start, 0) :] or sizes)  # fmt: skip
        about = [
            f for f in self.study.figures if f.group == group and f.is_share and not f.base
        ]
        first = search_range(sizes)
        if first == sizes or bases_for(about, first, self.study.answers):
            return first
        further = search_range(sizes, about, further=True)
        if search_is_cut(sizes, about) and not bases_for(about, further):
            told = " and ".join(dict.fromkeys(f.printed for f in about))
            raise ItPerceptionError(
                f"whether {told} of {group!r} is possible is not known: no size up to "
                f"{further[-1]:,} fits, and not all were looked at; say how many (n)"
            )
        return further

    def is_by_group(self, item: str) -> bool:
        """Whether a figure of an item is about some of everybody, so that it ties groups."""
        return any(self._is_tied(f.group) for f in self._figures(item))

    def rows(self, item: str, nets: Sequence[Net]) -> Atoms:
        """Return the rows that all figures of an item, and nets asked for, tell apart."""
        told = [figure.categories for figure in self._figures(item)]
        return atoms([*told, *nets], self.study.answers.get(item, ()))

    def _shared_groups(self, asked: Sequence[tuple[str, Net]], group: str) -> Columns:
        """Return groups by which all of several items are printed, if `group` is everybody."""
        items = [*dict.fromkeys(item for item, _ in asked)]
        if group != EVERYBODY or len(items) == 1:
            return ()
        found = [self._divisions(item) for item in items]
        shared = [block for block in found[0] if all(block in other for other in found[1:])]
        blocks = [block for block in shared if _divides(block)]
        return tuple(name for name in blocks[0] if name != OTHERS) if blocks else ()

    def tied(self, groups: Sequence[str]) -> list[bool]:
        """Say which groups are some of everybody, rather than samples of their own."""
        return [self._is_tied(group) for group in groups]

    def problem(self, item: str, groups: Sequence[str], rows) -> tuple[TableProblem, bool]:
        """Return the table of an item by groups, and whether nothing else binds it.

        If something does, such as sizes that another item allows, some of its tables are
        not possible.
        """
        problem = table_problem(
            self._bounded, item, groups=groups, rows=rows, least=self.least
        )
        if OTHERS not in groups and not any(self.tied(groups)):
            return problem, True
        known = all(len(self.study.sizes(g) or ()) == 1 for g in groups if g != OTHERS)
        n = self.study.n
        is_whole = self._divisions(item) == [tuple(groups)] and n is not None
        return problem, known and is_whole and len(n) == 1

    @property
    def is_possible(self) -> bool:
        """Whether all figures can be true at once."""
        items = dict.fromkeys(f.item for f in self.study.figures if f.is_share)
        return all(map(self.fits, items))

    def fits(self, item: str) -> bool:
        """Whether all figures of an item can be true at once, and with those that bind them.

        True also where there are too many tables to show that they cannot.
        """
        groups = tuple(dict.fromkeys(figure.group for figure in self._figures(item)))
        tied = any(_is_everybody(block) for block in self._blocks(groups, item))
        alone = [g for g in groups if g != EVERYBODY and not self._is_tied(g)]
        if not alone and EVERYBODY not in groups and self._stand_side_by_side(item, groups):
            return True
        try:
            return all(
                len(self.counts(item, (), (group,)))
                for group in [*alone, *([EVERYBODY] if tied else [])]
            )
        except TooManyTables:
            return True

    def _stand_side_by_side(self, item: str, groups: Columns) -> bool:
        """Whether groups have a table as different people, and no other item binds them."""
        blocks = self._blocks(groups, item)
        if len(blocks) > 1 or any(j != item for j in self._binding(blocks[0])):
            return False
        members = self._rows(item, blocks[0], ()).members
        numbers = self._numbers if _divides(blocks[0]) else [None]
        return any(self._problem(item, blocks[0], n, members).is_possible for n in numbers)

    def _counts(self, item: str, nets: Sequence[Net], groups: Columns) -> np.ndarray:
        """Cross the blocks that the groups are in; blocks do not bind each other."""
        found, order = [], []
        for block in self._blocks(groups, item):
            inside = [group for group in groups if _is_in(group, block)]
            found.append(self._in_block(item, nets, block, inside))
            order += inside
            if len(block) > 2 and OTHERS in block and not len(found[-1]):
                raise ItPerceptionError(OVERLAP.format(groups=" and ".join(block[:-1])))
        if (number := prod(map(len, found))) > self.most:
            raise TooManyTables(number, self.most)
        at = np.indices([len(one) for one in found]).reshape(len(found), -1)
        crossed = np.concatenate([one[i] for one, i in zip(found, at, strict=True)], axis=1)
        for place in (i for i, group in enumerate(order) if group == EVERYBODY):
            same = crossed[:, place] == crossed[:, order.index(EVERYBODY)]
            crossed = crossed[same.all(axis=1)]
        return crossed[:, [order.index(group) for group in groups]]

    def _in_block(
        self, item, nets, block: Columns, groups: Sequence[str], bound: bool = True
    ) -> np.ndarray:
        """Return the combinations of groups that stand in one block.

        Other items bind them, if `bound`, by the sizes that these allow; figures of
        everybody, and other ways to divide everybody, by the totals of its rows.
        """
        if block == (EVERYBODY,):
            found = self._everybody(item, [None, *nets], self._divisions(item))
            if self._numbers != [None] and self.is_linked(item):
                found = found[np.isin(found[:, 0], self._numbers)]
            return np.repeat(found[:, None, :], len(groups), axis=1)
        made = self._rows(item, block, nets)
        rows, columns = range(len(made.members)), range(len(block))
        kept = [
            (some, columns if group == EVERYBODY else [block.index(group)])
            for group in groups
            for some in (rows, *map(made.rows, nets))
        ]
        asked = len(kept)
        sizes = self._of_others(item, block) if bound else None
        by_column = [] if sizes is None else [(rows, [column]) for column in columns]
        others = self._others(item, block)
        by_row = [([row], columns) for row in rows] if others is not None else []
        # what is bound by no total of everybody is possible if as many as can be were asked
        free = OTHERS in block and EVERYBODY not in groups and not (by_row or by_column)
        free &= all(f.group != EVERYBODY for f in self._figures(item))
        numbers = self._numbers[-1:] if free else self._numbers
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
        self, item: str, nets: Sequence[Net | None], divisions: Sequence[Columns],
        bound: bool = True,
    ) -> np.ndarray:  # fmt: skip
        """Return how many of everybody are in nets, as figures of everybody allow.

        Parameters
        ----------
        nets : sequence
            Answers; None for all people, no answers for those in none of the other nets.
        divisions : sequence
            Ways to divide everybody that bind the totals, too.
        bound : bool
            Whether other items bind the sizes of these; not while it is asked what binds
            them, since two items would ask each other for ever.
        """
        divided = [self._rows(item, block, ()).members for block in divisions]
        named = [*nets, *(members for some in divided for members in some)]
        made = self._rows(item, (EVERYBODY,), [net for net in named if net])
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

    def _allowed(self, item, block: Columns, members, lines, bound: bool) -> np.ndarray:
        """Return which totals of rows a way to divide everybody allows."""
        some = np.unique(lines, axis=0)
        rows, columns = range(len(members)), range(len(block))
        sizes = self._of_others(item, block) if bound else None
        if sizes is None and len(some) <= SEVERAL:
            fits = []
            for totals in some.tolist():
                problem = self._problem(item, block, sum(totals), members)
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
        self, item: str, block: Columns, members, kept, numbers: Sequence | None = None
    ) -> np.ndarray:
        """Return the values of sums that some table of an item has, for each number of all."""
        found = []
        if not _divides(block):
            numbers = [None]
        for n in self._numbers if numbers is None else numbers:
            problem = self._problem(item, block, n, members)
            left = self.most - sum(map(len, found))
            found.append(Layout(problem).sums(kept, left))
        return np.concatenate([np.empty((0, len(kept)), np.int64), *found])

    def _problem(self, item: str, block: Columns, n: int | None, members) -> TableProblem:
        """Return the table of an item in one block, if all are `n`."""
        about = self._figures(item)
        if n is None and _divides(block) and (whole := printed_base(about, EVERYBODY)):
            n = whole[0]
        used = [f for f in about if f.group in block or _adds_up(f, members)]
        return table_problem(
            self._bounded if n is None else self._bounded.of(n), item, groups=block,
            rows=members, figures=[figure.id for figure in used], least=self.least,
        )  # fmt: skip

    def _of_others(self, item: str, block: Columns) -> np.ndarray | None:
        """Return the sizes that other items allow, None if none of them binds any."""
        if not self.is_linked(item):
            return None
        found = [self._sizes_of(j, block) for j in self._binding(block) if j != item]
        return _common(found)

    def _sizes(self, block: Columns) -> np.ndarray:
        items = self._binding(block)
        if not items:
            return self._free_sizes(block)
        found = _common([self._sizes_of(item, block) for item in items])
        return np.empty((0, len(block)), np.int64) if found is None else found

    def _free_sizes(self, block: Columns) -> np.ndarray:
        """Return the sizes of columns that add up, where no item binds them."""
        kept, found = [([0], [at]) for at in range(len(block))], []
        for n in self._numbers if _divides(block) else [None]:
            study = self._bounded if n is None else self._bounded.of(n)
            ends = table_sizes(study, (), block, self.least)
            found.append(
                Layout(TableProblem(("people",), block, *ends)).sums(kept, self.most)
            )
        return np.concatenate([np.empty((0, len(block)), np.int64), *found])

    def _sizes_of(self, item: str, block: Columns) -> np.ndarray:
        key = (item, block)
        if key not in self._known:
            self._known[key] = self._in_block(item, (), block, block, bound=False)[:, :, 0]
        return self._known[key]

    def _binding(self, block: Columns) -> list[str]:
        """Return the items that say something of how large the groups of a block are."""
        return [
            item for item in self._linked
            if any(figure.group in block for figure in self._figures(item))
            and self._is_possible_alone(item)
        ]  # fmt: skip

    def _is_possible_alone(self, item: str) -> bool:
        """Whether the figures of an item can be true; if not, they bind no other item."""
        key = (item, "alone")
        if key not in self._known:
            others = len(set(f.item for f in self.study.figures)) > 1
            alone = Joint(self.study.of_items([item]), self.least, self.most)
            self._known[key] = not others or alone.fits(item)
        return self._known[key]

    @cached_property
    def _numbers(self) -> list[int | None]:
        """How many everybody may be, if that is bounded, as all items allow."""
        sizes = self._bounded.sizes(EVERYBODY)
        if sizes is None or len(sizes) == 1:
            return [None]
        left = {n for n in sizes if n in self._sums} or set(sizes)
        for item in self._linked:
            named = {figure.group for figure in self._figures(item)}
            if EVERYBODY in named and self._is_possible_alone(item):
                left &= {*self._everybody(item, [None], ())[:, 0].tolist()}
        return sorted(left)

    @property
    def adds_up(self) -> bool:
        """Whether the parts can be everybody asked."""
        sizes = self._bounded.sizes(EVERYBODY)
        return sizes is None or any(n in self._sums for n in sizes)

    @cached_property
    def _sums(self) -> range:
        """How many people the parts may be together."""
        parts = self.study.parts
        sizes = self._bounded.sizes(EVERYBODY)
        if not parts or sizes is None:
            return sizes or range(0)
        _, found = table_sizes(self._bounded, (), parts, self.least)
        return range(sum(s.start for s in found), sum(s.stop - 1 for s in found) + 1)

    @cached_property
    def _linked(self) -> list[str]:
        """Items whose groups are those of the study."""
        items = dict.fromkeys(f.item for f in self.study.figures if f.is_share)
        return [item for item in items if self.is_linked(item)]

    def is_linked(self, item: str) -> bool:
        """Whether the base of an item is everybody asked, so that its groups are the study's."""
        about = self._figures(item)
        bases = {group: printed_base(about, group) for group in {f.group for f in about}}
        return all(
            base is None or base == self.study.sizes(group) for group, base in bases.items()
        )

    def _blocks(self, groups: Sequence[str], item: str = "") -> list[Columns]:
        """Return the columns that bind each other, of which groups are some."""
        tied = [group for group in groups if self._is_tied(group)]
        parts = [group for group in tied if group in self.study.parts]
        found = [(group,) for group in groups if group not in (*tied, EVERYBODY)]
        if parts:
            found.append(self.study.parts)
        if others := [group for group in tied if group not in parts]:
            found.append((*others, OTHERS))
        if EVERYBODY in groups and not tied:
            found.append((EVERYBODY,))
        return found

    def _divisions(self, item: str) -> list[Columns]:
        """Return the ways to divide everybody that figures of an item speak of."""
        named = list(dict.fromkeys(figure.group for figure in self._figures(item)))
        tied = [group for group in named if self._is_tied(group)]
        found = [self.study.parts] if set(tied) & set(self.study.parts) else []
        return found + [(g, OTHERS) for g in tied if g not in self.study.parts]

    def _others(self, item: str, block: Columns) -> list[Columns] | None:
        """Return the other divisions that bind a block, None if everybody's totals are free."""
        if not _divides(block):
            return None
        others = [
            other for other in self._divisions(item)
            if other != block and other[0] not in block
        ]  # fmt: skip
        members = self._rows(item, block, ()).members
        figures = [f for f in self._figures(item) if f.group == EVERYBODY]
        free = all(_adds_up(figure, members) for figure in figures)
        return None if free and not others else others

    def _is_tied(self, group: str) -> bool:
        """Whether a group is some of everybody, and so many that it can be gone through."""
        declared = self.study.groups.get(group, Group(id=group))
        if group == EVERYBODY or declared.own:
            return False
        if self.study.n is not None:
            return not self.is_open(EVERYBODY)
        parts = self.study.parts
        return group in parts and not any(map(self.is_open, parts))

    def _rows(self, item: str, block: Columns, nets: Sequence[Net]) -> Atoms:
        """Return the rows that figures of a block and some nets tell apart."""
        told = [f.categories for f in self._figures(item) if f.group in block]
        return atoms([*told, *nets], self.study.answers.get(item, ()))

    def _figures(self, item: str) -> list[Figure]:
        return figures_of_item(self.study, item)

    @cached_property
    def _bounded(self) -> Study:
        """The study, its open groups as large as is looked at."""
        named = dict.fromkeys([*self.study.groups, *(f.group for f in self.study.figures)])
        known = self.study.groups
        cut = {
            name: replace(known.get(name, Group(id=name)), sizes=self.looked_at(name))
            for name in named
            if self.is_open(name)
        }
        return self.study.assuming(groups={**known, **cut})


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
    line, step = spread(ways)
    partner = order[start[line] + step]
    return np.concatenate([first[line], second[partner][:, :, 1:]], axis=2)


def _divides(block: Columns) -> bool:
    """Whether the columns of a block are everybody."""
    return block != (EVERYBODY,) and (len(block) > 1 or OTHERS in block)


def _is_in(group: str, block: Columns) -> bool:
    return group in block or (group == EVERYBODY and _is_everybody(block))


def _is_everybody(block: Columns) -> bool:
    return _divides(block) or block == (EVERYBODY,)


def _adds_up(figure: Figure, members: Sequence[Net]) -> bool:
    """Whether a figure of everybody is a sum of some rows."""
    inside = [set(some) for some in members if some and set(some) <= {*figure.categories}]
    whole = set().union(*inside) == set(figure.categories)
    return figure.group == EVERYBODY and whole


def _places(made: Atoms, nets: Sequence[Net | None]) -> list[tuple[int, ...]]:
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
