"""How many people each condition has: the numbers of maximum entropy, and the proof.

The sizes of the groups are not in print, nor is how many have marketing. Each choice of
whole numbers that print allows is a problem of :mod:`.entropy`; of all of them the one
with the largest entropy is taken. Few have to be solved: group sizes are tried from the
highest *ceiling* down (the entropy they would have if no claim held and nothing depended
on anything else), and one is given up as soon as the dual proves it no better than the
best so far; so are, for sizes that are left, the choices of the other conditions.

Rounding: a share of noise between −½ and ½ is added to each expected number, so that by itself it
would be rounded up with the probability of its fraction. Of all whole numbers that satisfy
every row, those are taken whose distances to these targets have the least sum: a mixed
integer program with a convex cost per cell, solved to the end. Nothing is drawn again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from math import log
from random import Random

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import bases_for, figure_counts
from itperception.published.twins.entropy import MaximumEntropy, maximise
from itperception.published.twins.standing import (
    GROUP,
    BasesByItem,
    SharesCompared,
    StandingCells,
    StandingRow,
    answer_rows,
    base_rows,
    comparison_row,
    figure_row,
)

_DIGITS = 9
_SCALE = 1000
SATISFIED = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class TwinFit:
    """What was chosen."""

    bases: BasesByItem  # condition → people with each of its answers
    rows: tuple[StandingRow, ...]  # what print says at these bases
    found: MaximumEntropy  # distribution over the cells
    people: np.ndarray  # whole people per cell


@dataclass(frozen=True, eq=False)
class TwinProblem:
    """All that respondents have to fit."""

    study: Study  # with its figures, and the groups that divide everybody
    cells: StandingCells  # where people can stand
    claims: tuple[SharesCompared, ...]  # what holds besides the figures
    n: int  # people

    def best(self, seed: int) -> TwinFit | None:
        """Return the fit of maximum entropy; None if nothing fits."""
        fit: TwinFit | None = None
        start = None
        for ceiling, sizes in self._sizes():
            floor = fit.found.entropy if fit else -1.0
            if ceiling <= floor:
                break
            relaxed = self._maximum(sizes, start, floor)
            if relaxed:
                start = relaxed.multipliers
                fit = self._best_at(sizes, fit, seed)
        return fit

    def rows(self, bases: BasesByItem) -> tuple[StandingRow, ...]:
        """Return the figures, and what is certain of the claims, as rows.

        Claims that divide people by a condition that is not among `bases` are left out.
        """
        told = [figure_row(figure, self.cells, bases, self.n) for figure in self.shares]
        told += [
            comparison_row(claim, self.cells, bases, self.n)
            for claim in self.claims if claim.conditions <= bases.keys()
        ]  # fmt: skip
        return (*base_rows(self.cells, bases, self.n), *told)

    @cached_property
    def shares(self) -> tuple[Figure, ...]:
        """Every figure that is a share."""
        return tuple(figure for figure in self.study.figures if figure.is_share)

    def _best_at(
        self, sizes: BasesByItem, fit: TwinFit | None, seed: int
    ) -> TwinFit | None:
        """Return the best fit at group sizes, or the one there is if that is better."""
        start = None
        for other in self._others:
            bases, floor = sizes | other, fit.found.entropy if fit else -1.0
            if fit and fit.bases.keys() == bases.keys():
                start = fit.found.multipliers
            found = self._maximum(bases, start, floor)
            if found is None:
                continue
            rows = self.rows(bases)
            people = whole_people(self.cells, rows, found.probabilities * self.n, seed)
            if people is not None:
                fit = TwinFit(bases, rows, found, people)
        return fit

    def _maximum(self, bases: BasesByItem, start, floor: float) -> MaximumEntropy | None:
        found = maximise(self.cells, self.rows(bases), self.n, start=start, floor=floor)
        return found if found and found.violation <= SATISFIED else None

    def _sizes(self) -> list[tuple[float, BasesByItem]]:
        """Return the group sizes that print allows, highest ceiling first."""
        everybody = [figure for figure in self.shares if figure.group == EVERYBODY]
        if not (_agree(everybody, self.n) and bases_for(everybody, [self.n])):
            return []
        items = set(self.cells.items) - self._by_group
        rest = sum(self._alone(item, EVERYBODY, self.n) for item in items)
        rest += sum(log(len(a)) for c, a in self.cells.conditions.items() if c != GROUP)
        if GROUP not in self.cells.conditions:
            return [(rest, {})]
        parts = self.cells.conditions[GROUP]
        possible = [self._sizes_of(part) for part in parts]
        found = [
            (rest + self._ceiling(v), {GROUP: v}) for v in _adding_up(possible, self.n)
        ]
        return sorted(found, key=lambda pair: -pair[0])

    def _sizes_of(self, part: str) -> tuple[int, ...]:
        """Return the sizes at which everything printed of a group is possible."""
        about = [figure for figure in self.shares if figure.group == part]
        allowed = self.study.sizes(part) or range(1, self.n)
        return bases_for(about, [size for size in allowed if _agree(about, size)])

    def _ceiling(self, sizes: tuple[int, ...]) -> float:
        """Return the entropy of the groups and of the items printed by group, alone."""
        parts = self.cells.conditions[GROUP]
        return sum(
            size / self.n * (
                log(self.n / size)
                + sum(self._alone(item, part, size) for item in sorted(self._by_group))
            )
            for part, size in zip(parts, sizes, strict=True)
        )  # fmt: skip

    @cached_property
    def _others(self) -> list[BasesByItem]:
        """Return how many people the conditions besides the group may have, evenest first."""
        choices = [
            [{column: vector} for vector in self._numbers(column, answers)]
            for column, answers in self.cells.conditions.items()
            if column != GROUP
        ]
        found = [
            {column: vector for one in chosen for column, vector in one.items()}
            for chosen in product(*choices)
        ]

        def unevenness(bases: BasesByItem) -> int:
            return sum(people**2 for vector in bases.values() for people in vector)

        return sorted(found, key=unevenness)

    def _numbers(self, column: str, answers: Sequence[str]) -> Iterator[tuple[int, ...]]:
        """Yield how many people may give each answer to an item, somebody each."""
        about = [f for f in self.shares if f.item == column and f.group == EVERYBODY]
        for vector in _adding_up([range(1, self.n)] * len(answers), self.n):
            counts = dict(zip(answers, vector, strict=True))
            if all(
                sum(counts[c] for c in figure.categories) in figure_counts(figure, self.n)
                for figure in about
            ):
                yield vector

    @cached_property
    def _by_group(self) -> set[str]:
        """Items of which shares of groups are in print, and no condition is made."""
        by_group = {figure.item for figure in self.shares if figure.group != EVERYBODY}
        return by_group & self.cells.items.keys()

    @cache  # noqa: B019
    def _alone(self, item: str, group: str, base: int) -> float:
        """Return an upper bound of the entropy of an item, from each of its figures alone.

        With a share s in the k answers of a net and the rest in the other m, it is at most
        s log k/s + (1 − s) log m/(1 − s): largest at s = k/(k + m), or at the end of what
        is allowed that is nearest to it.
        """
        number = len(self.cells.items[item])
        bound = log(number)
        for figure in self.shares:
            if (figure.item, figure.group) == (item, group):
                counts, net = figure_counts(figure, base), len(set(figure.categories))
                share = min(max(net / number, counts[0] / base), counts[-1] / base)
                bound = min(bound, _term(share, net) + _term(1 - share, number - net))
        return bound


def _term(share: float, answers: int) -> float:
    return share * log(answers / share) if share and answers else 0.0


def _agree(figures: Sequence[Figure], size: int) -> bool:
    """Whether a size is the base of every figure whose base is in print."""
    return all(figure.base in (None, size) for figure in figures)


def _adding_up(possible: Sequence[Sequence[int]], n: int) -> Iterator[tuple[int, ...]]:
    """Yield one number of each, adding up to n."""
    last = set(possible[-1])
    for firsts in product(*possible[:-1]):
        if n - sum(firsts) in last:
            yield (*firsts, n - sum(firsts))


def whole_people(
    cells: StandingCells, rows: Sequence[StandingRow], expected: np.ndarray, seed: int | str
) -> np.ndarray | None:
    """Return whole numbers of people near to the expected ones that satisfy every row.

    Whole numbers, int64, shape (cells,); None if no whole numbers satisfy the rows.

    Parameters
    ----------
    cells : StandingCells
        Where people stand; in each corner the answers of an item add up to its people.
    expected : numpy.ndarray
        People per cell, shape (cells,), not negative; only the first nine digits count.

    Examples
    --------
    >>> cells = StandingCells({}, {"web": ("yes", "no")})
    >>> row = StandingRow("n", {0: 1}, 9, 9, 9)
    >>> whole_people(cells, [row], np.array([9, 6, 3]), seed=1).tolist()
    [9, 6, 3]
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack

    random = Random(f"{seed} rounding")
    noise = [random.random() - 0.5 for _ in expected]
    targets = np.maximum(np.round(np.asarray(expected, float), _DIGITS) + noise, 0.0)
    sums = [*rows, *answer_rows(cells)]
    matrix, below = _matrix(sums, cells.number), np.floor(targets)
    cost = np.concatenate(_costs(targets - below, random))
    ends = np.array([(row.low, row.high) for row in sums]).T - matrix @ below
    free = np.full(len(below), np.inf)
    found = milp(
        cost,
        constraints=LinearConstraint(csr_array(hstack([matrix, matrix, -matrix])), *ends),
        integrality=np.ones(len(cost)),
        bounds=Bounds(0, np.concatenate([np.ones(len(below)), free, below])),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    up, more, less = np.split(np.rint(found.x), 3)
    people = (below + up + more - less).astype(np.int64)
    wrong = [row.told for row in sums if not row.holds(people)]
    if wrong or found.status:
        raise ItPerceptionError(
            f"rounding to whole people failed: {wrong or found.message}"
        )
    return people


def _matrix(rows: Sequence[StandingRow], cells: int):
    from scipy.sparse import csr_array

    at = [(k, cell) for k, row in enumerate(rows) for cell in row.coefficients]
    values = [float(times) for row in rows for times in row.coefficients.values()]
    lines, columns = np.array(at, dtype=int).reshape(-1, 2).T
    return csr_array((values, (lines, columns)), shape=(len(rows), cells))


def _costs(fractions: np.ndarray, random: Random) -> tuple[np.ndarray, ...]:
    """Return what it costs to round up, to go one further up, and to go below.

    A cell counts up to a thousandth more than one, drawn as well: that leaves one best
    solution where there would be several.
    """
    weights = np.array([_SCALE * (1 + random.random() / _SCALE) for _ in fractions])
    return weights * (1 - 2 * fractions), weights, weights
