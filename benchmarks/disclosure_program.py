"""The integer program of one item: which counts fit what is published of it."""

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np

NEAR = 1e-4  # a sum of weights is an equation to within this


class Sum(NamedTuple):
    """A published count: of which rows, of which atoms, how many and with what weight."""

    rows: np.ndarray
    atoms: np.ndarray
    count: float
    weight: float
    release: int
    is_total: bool


@dataclass(frozen=True, eq=False)
class Program:
    """The unknowns of one item: respondents by answer and atom."""

    possible: np.ndarray
    sums: tuple[Sum, ...]
    weights: tuple[float, float] | None
    found: dict[int | None, list[np.ndarray]] = field(default_factory=dict)

    def limits(
        self, row: int, atoms: np.ndarray, sure: int, *, without: int | None = None
    ) -> tuple[int, int]:
        """Return the smallest and the largest count of a cell.

        Answers found for other cells are held against this one first: two of them that
        are `sure` people apart are enough, and returned.
        """
        for sign in (1, -1):
            low, high = self._seen(row, atoms, without)
            if high - low >= sure:
                break
            goal = np.zeros(self.possible.shape)
            goal[row, atoms] = sign
            self.found.setdefault(without, []).append(self._extreme(goal, without))
        return self._seen(row, atoms, without)

    def _seen(self, row: int, atoms: np.ndarray, without: int | None) -> tuple[int, int]:
        counts = [found[row, atoms].sum() for found in self.found.get(without, [])]
        return round(min(counts, default=0)), round(max(counts, default=0))

    def _extreme(self, goal: np.ndarray, without: int | None) -> np.ndarray:
        """Return the answers by row and atom at which a sum is smallest."""
        from scipy.optimize import Bounds, milp

        upper = np.where(self.possible, np.inf, 0.0).ravel()
        if self.weights:
            goal = np.stack([goal, np.zeros_like(goal)])
            upper = np.append(upper, upper)
        result = milp(goal.ravel(), bounds=Bounds(0, upper),
                      integrality=self._whole(goal.size),
                      constraints=self._constraint(without))  # fmt: skip
        if not result.success:
            raise RuntimeError(f"the published tables do not fit: {result.message}")
        return result.x[: self.possible.size].reshape(self.possible.shape)

    def _whole(self, size: int) -> np.ndarray:
        whole = np.ones(size)
        if self.weights:
            whole[size // 2 :] = 0
        return whole

    @cache  # noqa: B019 - an item lives as long as its attack
    def _constraint(self, without: int | None):
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        sums = [s for s in self.sums if s.is_total or s.release != without]
        matrix, upper, lower = self._matrix(sums)
        return LinearConstraint(csr_array(matrix), lower, upper)

    def _matrix(self, sums: list[Sum]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        lines = [np.outer(s.rows, s.atoms).ravel().astype(float) for s in sums]
        counts = np.array([s.count for s in sums], float)
        people = np.array(lines)
        if not self.weights:
            unique, places = np.unique(people, axis=0, return_index=True)
            return unique, counts[places], counts[places]
        weighed = np.array([s.weight for s in sums])
        nothing, size = np.zeros_like(people), np.eye(self.possible.size)
        least, most = self.weights
        matrix = np.block([[people, nothing], [nothing, people],
                           [-least * size, size], [most * size, -size]])  # fmt: skip
        slack = np.zeros(2 * self.possible.size)
        lower = np.concatenate([counts, weighed - NEAR, slack])
        upper = np.concatenate([counts, weighed + NEAR, slack + np.inf])
        return matrix, upper, lower
