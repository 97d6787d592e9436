"""Which groups of respondents can be worked out from those that are shown.

Whatever is counted for several groups can be added and subtracted: all respondents less
every column but one is that one. So the question is one of linear algebra, whatever the
item. Respondents who fall into the same columns of every banner are an *atom*; a group
is a row of zeros and ones over the atoms; and a group is exposed if it is a combination
of the rows that are shown. This covers the last column of a banner, a column that is
part of another banner's, and the complement of a filter in one go.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

_NOTHING = 1e-9  # coefficients and distances below this are rounding errors


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups that may be shown, over the atoms they are made of.

    Attributes
    ----------
    members : numpy.ndarray
        Bool, shape ``(groups, atoms)``: whether an atom belongs to a group.
    people : numpy.ndarray
        Respondents in each atom, shape ``(atoms,)``.
    cuts : tuple of int
        For each group, the number of the banner that it is a column of.
    known : numpy.ndarray
        Bool, shape ``(k, atoms)``: what a reader can count in any case, such as all
        respondents.

    Examples
    --------
    Of 25, 40 and 200 respondents the first are too few; they hide the second as well.

    >>> everybody = np.ones((1, 3), bool)
    >>> sizes = np.array([25, 40, 200])
    >>> groups = Groups(np.eye(3, dtype=bool), sizes, (0, 0, 0), everybody)
    >>> sorted(groups.hide({0}, 30))
    [0, 1]
    """

    members: np.ndarray
    people: np.ndarray
    cuts: tuple[int, ...]
    known: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Respondents in each group."""
        return self.members @ self.people

    def hide(self, small: set[int], minimum: int) -> frozenset[int]:
        """Return the groups to hide, so that no small group is exposed.

        Parameters
        ----------
        small : set of int
            Groups that are hidden for their own sake.
        minimum : int
            Fewest people whose answers may be worked out.

        Returns
        -------
        frozenset of int
            `small` and, smallest first, as many others as it takes; no one of these can
            be shown again without exposing somebody.
        """
        hidden = set(small)
        while (target := self.exposed(hidden, minimum)) is not None:
            candidates = self._parts(target, hidden)
            if not candidates:
                break
            closing = [k for k in candidates if not self._spans(target, hidden | {k})]
            hidden.add((closing or candidates)[0])
        for group in sorted(hidden - small, key=lambda k: -self.sizes[k]):
            if self.exposed(hidden - {group}, minimum) is None:
                hidden.remove(group)
        return frozenset(hidden)

    def exposed(self, hidden: set[int], minimum: int) -> np.ndarray | None:
        """Return the smallest group that can be worked out but must not be, or None.

        Must not be: a hidden group; and if it is of fewer than `minimum`, the hidden
        groups of one banner together, what two groups share, and what is left of one
        without another, where those of one banner together count as a group as well.
        """
        targets = [t for t in self._targets(hidden, minimum) if not _within(t, self.known)]
        exposed = [t for t in targets if self._spans(t, hidden)]
        return min(exposed, key=lambda t: t @ self.people, default=None)

    def _targets(self, hidden: set[int], minimum: int) -> Iterator[np.ndarray]:
        yield from (self.members[k] for k in sorted(hidden) if self.sizes[k] > 0)
        together = [
            self.members[[k for k in hidden if self.cuts[k] == cut]].any(axis=0)
            for cut in sorted({self.cuts[k] for k in hidden})
        ]
        yield from self._small(together, minimum)
        for one, other in combinations([*self.members, *together], 2):
            yield from self._small([one & other, one & ~other, other & ~one], minimum)

    def _small(self, groups: list[np.ndarray], minimum: int) -> Iterator[np.ndarray]:
        return (group for group in groups if 0 < group @ self.people < minimum)

    def _shown(self, hidden: set[int]) -> np.ndarray:
        shown = [k for k in range(len(self.members)) if k not in hidden]
        return np.vstack([self.known, self.members[shown]]).astype(float)

    def _spans(self, target: np.ndarray, hidden: set[int]) -> bool:
        return _within(target, self._shown(hidden))

    def _parts(self, target: np.ndarray, hidden: set[int]) -> list[int]:
        """Return the shown groups that the target is a combination of, smallest first."""
        shown = [k for k in range(len(self.members)) if k not in hidden]
        weights = np.linalg.lstsq(self._shown(hidden).T, target.astype(float))[0]
        used = np.abs(weights[len(self.known) :]) > _NOTHING
        parts = [k for k, is_used in zip(shown, used, strict=True) if is_used]
        return sorted(parts, key=lambda k: (self.sizes[k], k))


def _within(target: np.ndarray, rows: np.ndarray) -> bool:
    """Say whether a row is a combination of others."""
    columns, wanted = rows.T.astype(float), target.astype(float)
    weights = np.linalg.lstsq(columns, wanted)[0]
    return bool(np.abs(columns @ weights - wanted).max() < _NOTHING)
