"""Whether what is shown gives away a few: the least weight of a linear code, with a proof.

A reader who adds and subtracts what is published can compute combinations of the groups
that are shown. Groups are rows of zeros and ones over respondents; a combination depends on
those for whom it is not 0. The rows are *safe* if every combination but 0 depends on enough
respondents, that is if the linear code that they span has that minimum weight. It is decided
as Brouwer and Zimmermann do (Grassl 2006): a set of respondents that determines everything
shown is a *basis*; of several bases, few people can hit each only so often, so whatever depends
on few is a row, or a combination of two rows, of the code written out from one of them.

Arithmetic is modulo a prime: what is 0 is 0 modulo it as well, so that a combination is never
taken to depend on more respondents than it does, and "safe" is never wrong for rounding.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from itperception.counting.certificate import Certificate

PRIME = 2_147_483_629  # below 2**31, so that products fit into 64 bits
_PART = 3000  # respondents that are looked at to begin with
TINY = 1e-7  # squared length of what rounding leaves of nothing


def check(
    groups: np.ndarray, people: np.ndarray, minimum: int, free: np.ndarray | None = None
) -> Certificate:
    """Say whether every combination of groups depends on enough respondents.

    Parameters
    ----------
    groups : numpy.ndarray of int, shape (groups, atoms)
        1 for atoms in the group, else 0.
    people : numpy.ndarray of int, shape (atoms,)
        Respondents of each atom, who are in the same groups.
    minimum : int
        How many respondents are enough.
    free : numpy.ndarray of int, shape (groups, atoms), optional
        Groups that may be computed, and their combinations, however small.

    Notes
    -----
    Minimum weight of a code by systematic forms: Grassl (2006), Searching for linear codes
    with large minimum distance. Safe for a part of the respondents is safe for all, so that
    of many a part is looked at, and more where a combination is of few in the part only.

    Examples
    --------
    >>> one_banner = np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0]])
    >>> check(one_banner, np.array([90, 40, 26]), 10).safe
    True
    >>> check(one_banner, np.array([90, 40, 6]), 10).witness
    (2,)
    """
    owner = np.repeat(np.arange(len(people)), np.minimum(people, max(minimum, 1)))
    whole = groups[:, owner].astype(np.int64)
    allowed = np.zeros((0, len(owner)), np.int64) if free is None else free[:, owner]
    rows, space = whole[_independent(whole)], _Space.of(allowed.astype(np.int64))
    if minimum < 2 or not len(rows):
        return Certificate(True)
    form = _Form.of(rows, np.arange(len(owner)))
    if (whole[:, form.basis] @ form.rows % PRIME != whole).any():
        return Certificate(False)  # rounding has lost a row
    seen = _first_look(np.concatenate([rows, allowed]), minimum)
    while True:
        places = np.flatnonzero(seen)
        safe, bases, factors = _look(rows[:, places], minimum, space.at(places))
        if factors is None:
            named = tuple(tuple(owner[places[basis]].tolist()) for basis in bases)
            return Certificate(safe, named)
        depends = np.flatnonzero(factors @ rows % PRIME)
        if len(depends) < minimum:
            return Certificate(False, (), tuple(np.unique(owner[depends]).tolist()))
        seen[depends[: 5 * minimum]] = True


@dataclass(frozen=True, slots=True)
class _Form:
    """A code written out from a basis: each row is 1 at one of it and 0 at the others."""

    rows: np.ndarray
    factors: np.ndarray
    basis: list[int]

    @classmethod
    def of(cls, rows: np.ndarray, order: np.ndarray) -> "_Form":
        """Write out independent rows from the first basis in an order of respondents."""
        basis = [int(order[k]) for k in _independent(rows[:, order].T)]
        square = np.concatenate([rows[:, basis], np.eye(len(rows), dtype=np.int64)], axis=1)
        kept: list[int] = []
        for column in range(len(basis)):  # Gauss and Jordan
            place = next(r for r in range(len(rows)) if r not in kept and square[r, column])
            kept.append(place)
            square[place] = square[place] * _inverse(square[place, [column]]) % PRIME
            factors = square[:, column].copy()
            factors[place] = 0
            square = (square - factors[:, None] * square[place]) % PRIME
        factors = square[kept, len(basis) :]
        return cls(factors @ rows % PRIME, factors, basis)


@dataclass(frozen=True, slots=True)
class _Space:
    """All combinations of some rows, to ask whether a word is one of them."""

    rows: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> "_Space":
        return cls(rows[_independent(rows)])

    def at(self, places: np.ndarray) -> "_Space":
        return _Space(self.rows[:, places])

    def holds(self, word: np.ndarray) -> bool:
        if not len(self.rows):
            return not word.any()
        form = _Form.of(self.rows, np.arange(len(word)))
        made = (word[form.basis][:, None] * form.rows % PRIME).sum(axis=0)
        return not ((word - made) % PRIME).any()


def _look(rows: np.ndarray, minimum: int, space: _Space):
    """Return whether rows are safe, bases that prove it, and else a combination of few."""
    n = rows.shape[1]
    use, rarity = np.zeros(n, int), np.where(rows > 0, rows.sum(1)[:, None], n).min(axis=0)
    forms: list[_Form] = []
    for _ in range(3 * minimum):
        form = _Form.of(rows, np.lexsort((np.arange(n), -rarity, use)))
        weights = (form.rows != 0).sum(axis=1)
        for k in np.flatnonzero(weights < minimum):
            if not space.holds(form.rows[k]):
                return False, (), form.factors[k]
        use[form.basis] += 1
        rarity = np.minimum(rarity, np.where(form.rows, weights[:, None], n).min(axis=0))
        forms.append(form)
        most = np.sort(use)[-(minimum - 1) :].sum()  # hits of one fewer than are enough
        if 2 * len(forms) > most:
            return True, [form.basis for form in forms], None
    for form in forms if 3 * len(forms) > most else ():
        for i, j, ratio in _light_pairs(form.rows, minimum):
            if not space.holds((form.rows[i] - ratio * form.rows[j]) % PRIME):
                return False, (), (form.factors[i] - ratio * form.factors[j]) % PRIME
    return 3 * len(forms) > most, [form.basis for form in forms], None


def _light_pairs(rows: np.ndarray, minimum: int) -> Iterator[tuple[int, int, int]]:
    """Yield i, j and m where row i − m · row j is not 0 for fewer than the minimum."""
    inverse, inside = _inverse(rows), rows != 0
    for i in range(len(rows) - 1):
        both = inside[i] & inside[i + 1 :]
        unlike = -1 - np.arange(rows.shape[1])
        ratio = np.sort(np.where(both, rows[i] * inverse[i + 1 :] % PRIME, unlike), axis=1)
        starts = np.diff(ratio, axis=1, prepend=-PRIME) != 0
        place = np.arange(ratio.shape[1])
        run = place - np.maximum.accumulate(np.where(starts, place, 0), axis=1) + 1
        union = (inside[i] | inside[i + 1 :]).sum(axis=1)[:, None]
        ends = np.concatenate([starts[:, 1:], np.ones((len(ratio), 1), bool)], axis=1)
        for j, at in zip(
            *np.nonzero(ends & (ratio >= 0) & (union - run < minimum)), strict=True
        ):
            yield i, i + 1 + int(j), int(ratio[j, at])


def _first_look(rows: np.ndarray, minimum: int) -> np.ndarray:
    """Choose respondents who determine all rows, and enough of each group and its rest."""
    n = rows.shape[1]
    seen = np.zeros(n, bool)
    seen[_independent(rows.T)] = seen[:: -(-n // _PART)] = True
    for row in rows:
        for members in (np.flatnonzero(row), np.flatnonzero(row == 0)):
            seen[members[:: -(-len(members) // (4 * minimum)) or 1]] = True
    return seen


def _independent(rows: np.ndarray) -> list[int]:
    """Return the places of the first rows that are no combination of those before."""
    left, kept = rows.T.astype(float), []
    while True:
        lengths = np.einsum("ij,ij->j", left, left)
        free = np.flatnonzero(lengths > TINY)
        if not len(free) or len(kept) == min(rows.shape):
            return kept
        kept.append(int(free[0]))
        unit = left[:, free[0]] / np.sqrt(lengths[free[0]])
        left = left - np.outer(unit, unit @ left)


def _inverse(values: np.ndarray) -> np.ndarray:
    """Return 1/x modulo the prime, and 0 for 0 (Fermat)."""
    result, power, exponent = np.ones_like(values), values.copy(), PRIME - 2
    while exponent:
        result = result * power % PRIME if exponent & 1 else result
        power, exponent = power * power % PRIME, exponent >> 1
    return np.where(values == 0, 0, result)
