"""Choosing the columns that are shown, item by item."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from itperception.counting.atoms import Atoms
from itperception.counting.certificate import Certificate
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.safety import check
from itperception.terms.dimension import Condition, Dimension


class BannerGroup(NamedTuple):
    """A column of a banner."""

    banner: str
    column: str


class _Choice(NamedTuple):
    """Which groups are shown, and the proof that they are safe."""

    shown: tuple[int, ...]
    certificate: Certificate


def choose_columns(
    groups: np.ndarray, people: np.ndarray, minimum: int, *,
    always: np.ndarray | None = None, free: np.ndarray | None = None,
    first: Sequence[int] = (),
) -> _Choice:  # fmt: skip
    """Show groups, the largest first, each one that keeps what is shown safe.

    Parameters
    ----------
    groups : numpy.ndarray of int, shape (groups, atoms)
        Columns of all banners; 1 for atoms in the column.
    people : numpy.ndarray of int, shape (atoms,)
        Respondents of each atom.
    minimum : int
        Nothing computable depends on fewer.
    always : numpy.ndarray of int, shape (rows, atoms), optional
        What is shown in any case; by default everybody.
    free : numpy.ndarray of int, shape (rows, atoms), optional
        Groups that need no protection.
    first : sequence of int
        Groups that come before larger ones, such as those that were shown before.

    Returns
    -------
    Choice
        Nothing is shown if `always` is not safe. What is not shown would make it unsafe:
        a subset of a safe set is safe, so that nothing refused fits in later.

    Examples
    --------
    >>> columns = np.eye(4, dtype=int)
    >>> choose_columns(columns, np.array([150, 120, 100, 5]), 10).shown
    (0, 1)
    """
    fixed = np.ones((1, len(people)), int) if always is None else always

    def proof(shown: Sequence[int]) -> Certificate:
        return check(np.concatenate([fixed, groups[list(shown)]]), people, minimum, free)

    def extended(shown: list[int], candidates: list[int]) -> list[int]:
        if not candidates or proof([*shown, *candidates]).safe:
            return [*shown, *candidates]
        if len(candidates) == 1:
            return shown
        half = len(candidates) // 2
        return extended(extended(shown, candidates[:half]), candidates[half:])

    if people.sum() < minimum or not proof([]).safe:
        return _Choice((), Certificate(False))
    sizes = groups @ people
    order = dict.fromkeys([*first, *(int(g) for g in np.argsort(-sizes, kind="stable"))])
    shown = extended([], [g for g in order if sizes[g] >= max(minimum, 1)])
    return _Choice(tuple(sorted(shown)), proof(shown))


class Decision:
    """Decides item by item, those first that decide who is asked others.

    Groups that an `earlier` edition showed of an item come first.
    """

    def __init__(
        self, atoms: Atoms, rule: DisclosureRule,
        earlier: Mapping[str, frozenset[BannerGroup]] | None = None,
    ):  # fmt: skip
        self.atoms, self.rule, self.earlier = atoms, rule, earlier or {}
        self.names = {d.id: k for k, d in enumerate(atoms.banners)}
        members = {BannerGroup(d.id, name): inside for k, d in enumerate(atoms.banners)
                   for name, inside in atoms.columns(k).items()}  # fmt: skip
        self.groups = list(members)
        self.rows = np.array(list(members.values()), int).reshape(
            len(members), len(atoms.people)
        )
        self.shown: dict[str, frozenset[BannerGroup]] = {}
        self.asked = dict(atoms.asked)
        self.certificates: dict[str, Certificate] = {}
        self.known: dict[tuple, tuple[frozenset[BannerGroup], Certificate]] = {}
        self.conditions: dict[str, Condition | None] = {}
        self.deciding: dict[str, tuple[str, ...]] = {}
        self.together: dict[str, list[np.ndarray]] = {}

    def decide(self, items: list[Dimension]) -> None:
        """Decide which columns each item shows."""
        everybody = np.ones(len(self.atoms.people), bool)
        before = frozenset().union(*self.earlier.values())
        whole = self._chosen(everybody, frozenset(self.groups), before)[0]
        self.conditions = {item.id: item.asked_if for item in items}
        left = {name: told.item if told else None for name, told in self.conditions.items()}
        while left:
            ready = [name for name, by in left.items() if by not in left] or list(left)
            for name in ready:
                by = left.pop(name)
                self.deciding[name] = (by,) if by in self.shown else ()
                within = self._visible(by) if by in self.shown else whole
                self.shown[name], self.certificates[name] = self._chosen(
                    self.asked[name], within, self._before(name)
                )
        self.shown = {item.id: self._visible(item.id) for item in items}

    def _before(self, name: str) -> frozenset[BannerGroup]:
        return self.earlier.get(name, frozenset())

    def _chosen(self, inside, within, before) -> tuple[frozenset[BannerGroup], Certificate]:
        key = inside.tobytes(), within, before & within
        if key not in self.known:
            wanted = [k for k, group in enumerate(self.groups) if group in within]
            chosen = choose_columns(
                self.rows[wanted][:, inside], self.atoms.people[inside], self.rule.minimum,
                free=self._free(inside), first=self._first(wanted, before),
            )  # fmt: skip
            names = frozenset(self.groups[wanted[k]] for k in chosen.shown)
            self.known[key] = names, chosen.certificate
        return self.known[key]

    def _first(self, wanted: list[int], before: frozenset[BannerGroup]) -> list[int]:
        """Return where the groups that were shown before stand among some."""
        return [place for place, k in enumerate(wanted) if self.groups[k] in before]

    def _free(self, inside: np.ndarray) -> np.ndarray:
        """Return those who did not state a banner, where nobody outside can name them."""
        free = [members[inside] for name in self.names
                if self._is_free(name, inside)
                for members in [self.atoms.unstated(self.names[name])]]  # fmt: skip
        return np.array(free, int).reshape(len(free), int(inside.sum()))

    def _is_free(self, name: str, inside: np.ndarray) -> bool:
        unstated = self.atoms.unstated(self.names[name]) & inside
        others = [row.astype(bool) & inside for group, row in
                  zip(self.groups, self.rows, strict=True) if group.banner != name]  # fmt: skip
        named = any(row.any() and not (row & ~unstated).any() for row in others)
        return not unstated.any() or (self.rule.unstated == "open" and not named)

    def _visible(self, item: str) -> frozenset[BannerGroup]:
        """Return the columns that an item's tables show.

        Of a banner's item only those by banners whose own tables show all its columns.
        """
        if item not in self.names:
            return self.shown[item]
        return frozenset(
            group for group in self.shown[item]
            if group.banner == item or self._is_whole(item, group.banner)
        )  # fmt: skip

    def _is_whole(self, item: str, by: str) -> bool:
        """Say whether all columns of one banner are shown in the table of another's item."""
        if by not in self.shown or not self._is_free(item, self.asked[by]):
            return False
        inside = self.asked[by]
        return all(group in self.shown[by] for group, row in
                   zip(self.groups, self.rows, strict=True)
                   if group.banner == item and row[inside].any())  # fmt: skip

    def pair(self, name: str, one: str, other: str) -> None:
        """Decide a table of two items together with those of each.

        Who was asked both and answered only one of them is nobody that can be named.
        """
        inside, kept = (
            self.asked[one] & self.asked[other],
            self.shown[one] & self.shown[other],
        )
        self.asked[name] = inside
        if self.conditions[one] == self.conditions[other] and self.rule.unstated == "open":
            self.shown[name], self.certificates[name] = self._chosen(
                inside, kept, self._before(name)
            )
            return
        proofs = []
        for item in (one, other):
            within = self.asked[item]
            wanted, own = (
                [k for k, group in enumerate(self.groups) if group in names]
                for names in (kept, self.shown[item])
            )
            before = self.together.get(item, [])  # tables of this item and of a third one
            always = np.array([within, inside, *(self.rows[own] * within), *before], int)
            found = choose_columns(
                (self.rows[wanted] * inside)[:, within], self.atoms.people[within],
                self.rule.minimum, always=always[:, within], free=self._free(within),
                first=self._first(wanted, self._before(name)),
            )  # fmt: skip
            kept &= frozenset(self.groups[wanted[k]] for k in found.shown)
            proofs.append(found.certificate)
        self.shown[name] = kept
        self.certificates[name] = next((p for p in proofs if not p.safe), proofs[0])
        if self.certificates[name].safe:
            rows = np.array([row for group, row in zip(self.groups, self.rows, strict=True)
                    if group in kept]).reshape(-1, len(inside))  # fmt: skip
            for item in (one, other):
                self.together.setdefault(item, []).extend([inside, *(rows * inside)])
