"""The proof that groups are safe, and its verification in fractions.

Nothing of how a certificate was made is used here: each basis must determine all groups, the
bases must be enough, and each row of the code written out from one of them, or combination of
two rows, must depend on enough respondents. See :mod:`itperception.counting.safety`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whether groups are safe, and what proves it.

    Attributes
    ----------
    safe : bool
        Whether every combination depends on enough respondents; False too where that
        could not be proven.
    bases : tuple of tuple of int
        Atoms, a respondent of each; what proves that it is safe.
    witness : tuple of int
        Atoms that a combination of too few depends on; empty if none was found.
    """

    safe: bool
    bases: tuple[tuple[int, ...], ...] = ()
    witness: tuple[int, ...] = ()


def verify(
    groups: np.ndarray, people: np.ndarray, minimum: int, certificate: Certificate,
    free: np.ndarray | None = None,
) -> bool:  # fmt: skip
    """Say whether a certificate proves that groups are safe.

    Parameters
    ----------
    groups, people, minimum, free
        As in :func:`itperception.counting.safety.check`.
    certificate : Certificate
        That says it is safe.

    Examples
    --------
    >>> one_column, people = np.array([[1, 1], [1, 0]]), np.array([40, 12])
    >>> bases = ((0, 1),) * 5  # five respondents of each atom
    >>> [verify(one_column, people, n, Certificate(True, bases)) for n in (10, 13)]
    [True, False]
    """
    if minimum < 2:
        return certificate.safe
    use = np.bincount([a for b in certificate.bases for a in b], minlength=len(people))
    if not certificate.safe or (use[people == 0] > 0).any():
        return False
    hits = [use[a] // m + (j < use[a] % m) for a, m in enumerate(people) for j in range(m)]
    most = sum(sorted(hits)[-(minimum - 1) :])
    depth = next((d for d in (1, 2) if (d + 1) * len(certificate.bases) > most), 0)
    allowed = [] if free is None else free.tolist()
    outside = len(_reduced([], allowed)[0])
    forms = [_reduced(basis, groups.tolist()) for basis in certificate.bases]
    return bool(depth) and all(
        not any(map(any, rest))
        and all(
            sum(n for n, v in zip(people, word, strict=True) if v) >= minimum
            or len(_reduced([], [*allowed, word])[0]) == outside
            for word in _words(rows, depth)
        )
        for rows, rest in forms
    )


def _reduced(basis, rows) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
    """Reduce rows at a basis, by default any; return those that lead and what is left."""
    left, done = [[Fraction(int(v)) for v in row] for row in rows], []
    for column in basis or range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        left, done = (
            [[x - row[column] * y for x, y in zip(row, pivot, strict=True)] for row in part]
            for part in (left, done)
        )
        done.append(pivot)
    return done, left


def _words(rows, depth: int) -> Iterator[list[Fraction]]:
    """Yield rows and, at depth 2, those combinations of two that vanish somewhere more."""
    yield from rows
    for one, two in combinations(rows, 2) if depth > 1 else ():
        for ratio in {x / y for x, y in zip(one, two, strict=True) if x and y}:
            yield [x - ratio * y for x, y in zip(one, two, strict=True)]
