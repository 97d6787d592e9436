"""What is shown of small groups, decided for all tables of a wave at once.

Nothing that can be computed from what is published depends on the answers of fewer than a
minimum of respondents (:mod:`itperception.counting.safety` decides that). For each item the
columns of all banners are shown, the largest first, that keep this true. What is left of a
banner is all less its shown columns and can be computed anyway; it is one joined column.
Everything else, such as a test, a letter or a picture, is made from these columns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from itperception.counting.atoms import Atoms
from itperception.counting.certificate import Certificate
from itperception.counting.choosing import BannerGroup, Decision
from itperception.counting.crosstab import Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.shown_columns import Told, with_columns
from itperception.errors import ItPerceptionError
from itperception.terms.category import NO_ANSWER
from itperception.terms.dimension import Dimension


@dataclass(frozen=True, eq=False)
class Protection:
    """What is shown of each item by each banner.

    Attributes
    ----------
    rule : DisclosureRule
        How few are too few.
    atoms : Atoms
        Who is in which group.
    shown : dict of str to frozenset of BannerGroup
        By item, the columns that its tables may show by themselves.
    asked : dict of str to numpy.ndarray of bool
        By item, who is counted in its tables.
    certificates : dict of str to Certificate
        By item, the proof.
    joins : bool
        Whether what is left of a banner is one column; else it is in the total only.
    deciding : mapping of str to tuple of str
        By item, the item that decides who is asked it; by pair, its two items.
    """

    rule: DisclosureRule
    atoms: Atoms
    shown: dict[str, frozenset[BannerGroup]]
    asked: dict[str, np.ndarray]
    certificates: dict[str, Certificate]
    joins: bool = True
    deciding: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def held(self, item: str) -> frozenset[BannerGroup]:
        """Return the columns of all banners that anybody who is protected is in.

        Protected is who is in a column that no table of the item shows by itself, asked it
        or not: who was asked is an answer to the question that decides it.
        """
        who = np.zeros(len(self.atoms.people), bool)
        for banner, columns in self._members.items():
            for name in self.told(item, banner).hidden if banner != item else ():
                who |= columns[name]
        who &= self.atoms.people > 0
        return frozenset(BannerGroup(banner, name) for banner, columns in self._members.items()
                         for name, members in columns.items() if (members & who).any())  # fmt: skip

    def is_hidden(self, item: str) -> bool:
        """Say whether an item was asked of too few to show any answer to it."""
        return not self.certificates[self._known(item)].safe

    def told(self, item: str, banner: str) -> Told:
        """Return what stands in the columns of an item's table by a banner.

        Parameters
        ----------
        item : str
            Item, option or pair that was protected.
        banner : str
            Id of the banner's item.
        """
        inside = self.asked[self._known(item)]
        columns = self._members.get(banner)
        if columns is None:
            raise ItPerceptionError(f"{banner!r} is no banner of those that were protected")
        people = self.atoms.people * inside
        sizes = {name: int(people @ members) for name, members in columns.items()}
        own = [name for name in sizes if BannerGroup(banner, name) in self.shown[item]]
        empty = {name for name, members in columns.items()
                 if self._is_told_empty(item, banner, name, members)}  # fmt: skip
        reasons = {name: "nobody" if name in empty else
                   "few" if size < self.rule.minimum else "apart"
                   for name, size in sizes.items() if name not in own}  # fmt: skip
        found = Told(tuple(own), reasons=reasons)
        left = int(people.sum()) - sum(sizes[name] for name in own)
        if not (self.joins and own and found.hidden) or left < self.rule.minimum:
            return found
        nowhere = ~np.any([*columns.values()], axis=0)
        others = not self._is_told_empty(item, banner, NO_ANSWER.id, nowhere)
        return found._replace(joined=found.hidden, with_others=others)

    def _is_told_empty(
        self, item: str, banner: str, name: str, members: np.ndarray
    ) -> bool:
        """Say whether nobody of a group was asked an item, and that may be told.

        Who was asked is an answer to the deciding question: of a group that its table does
        not show, it may not be told that nobody gave it.
        """
        if self.atoms.people @ (members & self.asked[item]):
            return False
        by = self.deciding.get(item, ())
        if self.rule.minimum == 1 or by in ((), (banner,)):
            return True
        is_shown = len(by) == 1 and BannerGroup(banner, name) in self.shown[by[0]]
        return is_shown or any(
            self._is_told_empty(one, banner, name, members) for one in by
        )

    def apply(self, table: Crosstab) -> Crosstab:
        """Return a table of which everything may be shown.

        Parameters
        ----------
        table : Crosstab
            Of an item that was protected, as it was counted.

        Returns
        -------
        Crosstab
            Of the same class. Without columns that do not stand by themselves, and with one
            that joins them; the total stays what it was, and so do the rows. Without any
            column it has no banner; of an item asked of too few it has no row, only a base.
        """
        if self.is_hidden(table.stub.id):
            sums = table.cells.sum(axis=(1, 2))[:, np.newaxis]
            bare = with_columns(table, Told(()))
            return replace(bare, rows=(), cells=bare.cells[:, :0], margins=sums)
        if table.banner is None:
            return table
        return with_columns(table, self.told(table.stub.id, table.banner.id))

    @cached_property
    def _members(self) -> dict[str, dict[str, np.ndarray]]:
        return {d.id: self.atoms.columns(k) for k, d in enumerate(self.atoms.banners)}

    def _known(self, item: str) -> str:
        if item not in self.shown:
            raise ItPerceptionError(
                f"{item} is not among the items that were protected; what is shown is decided "
                "for all tables of a wave at once"
            )
        return item


def protect(
    atoms: Atoms, items: Iterable[Dimension], rule: DisclosureRule | None = None,
    pairs: Mapping[str, tuple[str, str]] | None = None,
    earlier: Mapping[str, frozenset[BannerGroup]] | None = None, *, joins: bool = True,
) -> Protection:  # fmt: skip
    """Decide which columns are shown in the tables of a wave.

    Parameters
    ----------
    atoms : Atoms
        Respondents by all banners that tables are broken by, and by what they were asked.
    items : iterable of Dimension
        Whatever is shown, by itself and by each of the banners.
    rule : DisclosureRule, optional
        How few are too few; 10 by default.
    pairs : mapping of str to (str, str), optional
        Tables of two items held together, by the id of their stub.
    earlier : mapping of str to frozenset of BannerGroup, optional
        By item or pair, the columns that an earlier edition showed. They come before larger
        ones, so that a banner that is added takes none away, and that nothing more can be
        computed from both editions than from this one.
    joins : bool
        Whether what is left of a banner is told as one column. Of rounded numbers it cannot
        be computed anyway: what is told of some 30 people would be almost exact.

    Returns
    -------
    Protection
        Which takes each of these tables to what may be shown of it.

    Notes
    -----
    Tables of different items have no answer in common, so each item is decided by itself,
    over those who were asked it. A base is a count of the item that decides who is asked:
    an item shows no column that the deciding one does not. A table of a banner by another is
    one of the other by the banner, too: it has columns only if all its rows are columns there.
    A table of two items is decided together with the tables of each.

    Missing data: who was asked a banner's question and gave no answer is in no column; see
    :class:`~itperception.counting.disclosure_rule.DisclosureRule`.

    Examples
    --------
    >>> from itperception.terms.category import Category
    >>> answers = [Category(id=x, label=x) for x in ("a", "b", "c")]
    >>> types = Dimension("type", {}, {}, tuple(answers), False)
    >>> atoms = Atoms((types,), np.array([[0, 1, 2]]), {"q": np.ones(3, bool)},
    ...               np.array([90, 40, 6]))
    >>> protect(atoms, [Dimension("q", {}, {}, (), False)]).told("q", "type")[:2]
    (('a',), ('b', 'c'))
    """
    rule = rule or DisclosureRule()
    made = Decision(atoms, rule, earlier)
    made.decide(list(items))
    for name, (one, other) in (pairs or {}).items():
        made.pair(name, one, other)
    deciding = made.deciding | (pairs or {})
    return Protection(
        rule, atoms, made.shown, made.asked, made.certificates, joins, deciding
    )
