"""How print divides the people asked: the columns that bind each other, and their tables.

Groups that are parts of everybody stand side by side, a group that is only some of everybody
beside all others, and a sample of its own alone: such columns are a *block*. What nothing in
print bounds is looked at up to a size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import maxsize

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import OTHERS, Study
from itperception.published.tables.atoms import RowAtoms, atoms
from itperception.published.tables.feasible import (
    MOST_BASES,
    bases_for,
    search_is_cut,
    search_range,
)
from itperception.published.tables.problem import TableProblem
from itperception.published.tables.tables_of import (
    figures_of_item,
    printed_base,
    table_problem,
    table_sizes,
)

ColumnIds = tuple[str, ...]
NetIds = Sequence[str]  # answers that are added up


@dataclass(frozen=True, eq=False)
class Divided:
    """The people asked as print divides them."""

    study: Study  # everything in print
    # an assumption: each group whose size is not in print has at least so many people
    least: int = 1

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

    @cached_property
    def bounded(self) -> Study:
        """The study, its open groups as large as is looked at."""
        named = dict.fromkeys([*self.study.groups, *(f.group for f in self.study.figures)])
        is_open = filter(self.is_open, named)
        return self.study.sized({name: self.looked_at(name) for name in is_open})

    def is_by_group(self, item: str) -> bool:
        """Whether a figure of an item is about some of everybody, so that it ties groups."""
        return any(self.is_tied(f.group) for f in self.figures_of(item))

    def is_linked(self, item: str) -> bool:
        """Whether the base of an item is everybody asked, so that its groups are the study's."""
        about = self.figures_of(item)
        bases = {group: printed_base(about, group) for group in {f.group for f in about}}
        return all(
            base is None or base == self.study.sizes(group) for group, base in bases.items()
        )

    @cached_property
    def linked(self) -> list[str]:
        """Items whose groups are those of the study."""
        items = dict.fromkeys(f.item for f in self.study.figures if f.is_share)
        return [item for item in items if self.is_linked(item)]

    def tied(self, groups: Sequence[str]) -> list[bool]:
        """Say which groups are some of everybody, rather than samples of their own."""
        return [self.is_tied(group) for group in groups]

    def is_tied(self, group: str) -> bool:
        """Whether a group is some of everybody, and so many that it can be gone through."""
        declared = self.study.group(group)
        if group == EVERYBODY or declared.own:
            return False
        if self.study.n is not None:
            return not self.is_open(EVERYBODY)
        parts = self.study.parts
        return group in parts and not any(map(self.is_open, parts))

    def figures_of(self, item: str) -> list[Figure]:
        return figures_of_item(self.study, item)

    def rows(self, item: str, nets: Sequence[NetIds]) -> RowAtoms:
        """Return the rows that all figures of an item, and nets asked for, tell apart."""
        told = [figure.categories for figure in self.figures_of(item)]
        return atoms([*told, *nets], self.study.answers.get(item, ()))

    def rows_of(self, item: str, block: ColumnIds, nets: Sequence[NetIds]) -> RowAtoms:
        """Return the rows that figures of a block and some nets tell apart."""
        told = [f.categories for f in self.figures_of(item) if f.group in block]
        return atoms([*told, *nets], self.study.answers.get(item, ()))

    def blocks(self, groups: Sequence[str]) -> list[ColumnIds]:
        """Return the columns that bind each other, of which groups are some."""
        tied = [group for group in groups if self.is_tied(group)]
        parts = [group for group in tied if group in self.study.parts]
        found = [(group,) for group in groups if group not in (*tied, EVERYBODY)]
        if parts:
            found.append(self.study.parts)
        if others := [group for group in tied if group not in parts]:
            found.append((*others, OTHERS))
        if EVERYBODY in groups and not tied:
            found.append((EVERYBODY,))
        return found

    def divisions(self, item: str) -> list[ColumnIds]:
        """Return the ways to divide everybody that figures of an item speak of."""
        named = list(dict.fromkeys(figure.group for figure in self.figures_of(item)))
        tied = [group for group in named if self.is_tied(group)]
        found = [self.study.parts] if set(tied) & set(self.study.parts) else []
        return found + [(g, OTHERS) for g in tied if g not in self.study.parts]

    def shared_groups(self, asked: Sequence[tuple[str, NetIds]], group: str) -> ColumnIds:
        """Return groups by which all of several items are printed, if `group` is everybody."""
        items = [*dict.fromkeys(item for item, _ in asked)]
        if group != EVERYBODY or len(items) == 1:
            return ()
        found = [self.divisions(item) for item in items]
        shared = [block for block in found[0] if all(block in other for other in found[1:])]
        blocks = [block for block in shared if divides(block)]
        return tuple(name for name in blocks[0] if name != OTHERS) if blocks else ()

    def other_divisions(self, item: str, block: ColumnIds) -> list[ColumnIds] | None:
        """Return the other divisions that bind a block, None if everybody's totals are free."""
        if not divides(block):
            return None
        others = [
            other for other in self.divisions(item)
            if other != block and other[0] not in block
        ]  # fmt: skip
        members = self.rows_of(item, block, ()).members
        figures = [f for f in self.figures_of(item) if f.group == EVERYBODY]
        free = all(_adds_up(figure, members) for figure in figures)
        return None if free and not others else others

    def problem(self, item: str, groups: Sequence[str], rows) -> tuple[TableProblem, bool]:
        """Return the table of an item by groups, and whether nothing else binds it.

        If something does, such as sizes that another item allows, some of its tables are
        not possible.
        """
        problem = table_problem(
            self.bounded, item, groups=groups, rows=rows, least=self.least
        )
        if OTHERS not in groups and not any(self.tied(groups)):
            return problem, True
        known = all(len(self.study.sizes(g) or ()) == 1 for g in groups if g != OTHERS)
        n = self.study.n
        is_whole = self.divisions(item) == [tuple(groups)] and n is not None
        return problem, known and is_whole and len(n) == 1

    def problem_in(
        self, item: str, block: ColumnIds, n: int | None, members
    ) -> TableProblem:
        """Return the table of an item in one block, if all are `n`."""
        about = self.figures_of(item)
        if n is None and divides(block) and (whole := printed_base(about, EVERYBODY)):
            n = whole[0]
        used = [f for f in about if f.group in block or _adds_up(f, members)]
        return table_problem(
            self.bounded if n is None else self.bounded.of(n), item, groups=block,
            rows=members, figures=[figure.id for figure in used], least=self.least,
        )  # fmt: skip

    @property
    def adds_up(self) -> bool:
        """Whether the parts can be everybody asked."""
        sizes = self.bounded.sizes(EVERYBODY)
        return sizes is None or any(n in self._sums for n in sizes)

    @cached_property
    def _sums(self) -> range:
        """How many people the parts may be together."""
        parts = self.study.parts
        sizes = self.bounded.sizes(EVERYBODY)
        if not parts or sizes is None:
            return sizes or range(0)
        _, found = table_sizes(self.bounded, (), parts, self.least)
        return range(sum(s.start for s in found), sum(s.stop - 1 for s in found) + 1)


def divides(block: ColumnIds) -> bool:
    """Whether the columns of a block are everybody."""
    return block != (EVERYBODY,) and (len(block) > 1 or OTHERS in block)


def is_in(group: str, block: ColumnIds) -> bool:
    """Whether the columns of a block have a group, or add up to it."""
    return group in block or (group == EVERYBODY and is_everybody(block))


def is_everybody(block: ColumnIds) -> bool:
    """Whether a block is everybody, divided or not."""
    return divides(block) or block == (EVERYBODY,)


def _adds_up(figure: Figure, members: Sequence[NetIds]) -> bool:
    """Whether a figure of everybody is a sum of some rows."""
    inside = [set(some) for some in members if some and set(some) <= {*figure.categories}]
    whole = set().union(*inside) == set(figure.categories)
    return figure.group == EVERYBODY and whole
