"""What answers are predicted from: levels of factors, as the columns of a model.

A term is a factor or the interaction of two. Every level but the first has a column of 0
and 1 (treatment coding), the interaction their products.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

_BETWEEN = " × "


@dataclass(frozen=True, slots=True, eq=False)
class Predictors:
    """Factors of respondents, and the terms that a model has of them.

    Attributes
    ----------
    names : tuple of str
        Of the factors.
    levels : tuple of tuple of str
        Of each factor; the first is what others are held against.
    codes : numpy.ndarray of int, shape (n, factors)
        Position of each respondent's level; below 0 where it is not known.
    terms : tuple of tuple of int
        Positions of one factor, or of two that interact.

    Examples
    --------
    >>> type_ = Predictors(("type",), (("a", "b", "c"),), np.array([[0], [2], [1]]), ((0,),))
    >>> type_.matrix().tolist()
    [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    codes: np.ndarray
    terms: tuple[tuple[int, ...], ...]

    @property
    def known(self) -> np.ndarray:
        """Whose levels are all known."""
        return (self.codes >= 0).all(1)

    @property
    def of(self) -> np.ndarray:
        """Position of each column's term."""
        sizes = [len(self.columns(term)) for term in self.terms]
        return np.repeat(np.arange(len(sizes)), sizes)

    def name(self, term: Sequence[int]) -> str:
        """Return what a term is called: ``type``, or ``type*size``."""
        return "*".join(self.names[k] for k in term)

    def columns(self, term: Sequence[int]) -> list[tuple[int, ...]]:
        """Return the levels that have a column."""
        return list(product(*(range(1, len(self.levels[k])) for k in term)))

    def cells(self, term: Sequence[int]) -> list[tuple[int, ...]]:
        """Return all levels of a term; of an interaction the first factor's run fastest."""
        found = product(*(range(len(self.levels[k])) for k in reversed(term)))
        return [cell[::-1] for cell in found]

    def label(self, term: Sequence[int], cell: Sequence[int]) -> str:
        """Return what a level of a term is called."""
        return _BETWEEN.join(self.levels[k][c] for k, c in zip(term, cell, strict=True))

    def are(self, term: Sequence[int], cell: Sequence[int]) -> np.ndarray:
        """Return who is at a level of a term."""
        return (self.codes[:, list(term)] == list(cell)).all(1)

    def matrix(
        self, *, at: tuple[Sequence[int], Sequence[int]] | None = None
    ) -> np.ndarray:
        """Return the columns, shape (n, columns).

        Parameters
        ----------
        at : (term, cell), optional
            A level that everybody is to have; what else they have stays.
        """
        codes = self.codes.copy()
        if at is not None:
            codes[:, list(at[0])] = list(at[1])
        found = [
            (codes[:, list(term)] == list(cell)).all(1)
            for term in self.terms for cell in self.columns(term)
        ]  # fmt: skip
        return np.column_stack(found).astype(float) if found else np.empty((len(codes), 0))

    def take(self, inside: np.ndarray) -> "Predictors":
        """Return the factors of some respondents."""
        return replace(self, codes=self.codes[inside])

    def without(self, gone: Sequence[tuple[int, int]]) -> "Predictors":
        """Return the factors without some levels: whoever is at one is not known.

        Terms of which one factor has a single level left go with it.
        """
        levels, codes = list(self.levels), self.codes.copy()
        for k, names in enumerate(self.levels):
            kept = [c for c in range(len(names)) if (k, c) not in gone]
            place = np.full(len(names) + 1, -1)
            place[kept] = np.arange(len(kept))
            codes[:, k] = place[self.codes[:, k]]
            levels[k] = tuple(names[c] for c in kept)
        terms = tuple(t for t in self.terms if all(len(levels[k]) > 1 for k in t))
        return replace(self, levels=tuple(levels), codes=codes, terms=terms)

    def empty(self, inside: np.ndarray) -> list[tuple[int, int]]:
        """Return the levels that nobody has, as (factor, level)."""
        codes = self.codes[inside]
        return [
            (k, c) for k, names in enumerate(self.levels) for c in range(len(names))
            if not (codes[:, k] == c).any()
        ]  # fmt: skip

    def told_apart(self, inside: np.ndarray) -> str:
        """Say which term is told by those before it, or by a group of nobody; "" if none."""
        matrix, of = self.take(inside).matrix(), self.of
        columns = np.hstack([np.ones((len(matrix), 1)), matrix])
        for k, term in enumerate(self.terms):
            upto = columns[:, : 1 + int((of <= k).sum())]
            if np.linalg.matrix_rank(upto) == upto.shape[1]:
                continue
            nobody = [self.label(term, cell) for cell in self.cells(term)
                      if not self.are(term, cell)[inside].any()]  # fmt: skip
            if nobody:
                return f"{self.name(term)}: nobody is {', '.join(nobody)}"
            return f"{self.name(term)} says nothing that those before it do not say"
        return ""
