"""Expected numbers of people made whole: every row exact, the seed draws who is rounded up.

A share of noise between −½ and ½ is added to each expected number, so that by itself it
would be rounded up with the probability of its fraction. Of all whole numbers that satisfy
every row, those are taken whose distances to these targets have the least sum: a mixed
integer program with a convex cost per cell, solved to the end. Nothing is drawn again.
"""

from collections.abc import Sequence
from random import Random

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.twins.standing import Cells, Row, answer_rows

_DIGITS = 9
_SCALE = 1000


def whole_people(
    cells: Cells, rows: Sequence[Row], expected: np.ndarray, seed: int | str
) -> np.ndarray | None:
    """Return whole numbers of people near to the expected ones that satisfy every row.

    Whole numbers, int64, shape (cells,); None if no whole numbers satisfy the rows.

    Parameters
    ----------
    cells : Cells
        Where people stand; in each corner the answers of an item add up to its people.
    expected : numpy.ndarray
        People per cell, shape (cells,), not negative; only the first nine digits count.

    Examples
    --------
    >>> cells = Cells({}, {"web": ("yes", "no")})
    >>> row = Row("n", {0: 1}, 9, 9, 9)
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


def _matrix(rows: Sequence[Row], cells: int):
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
