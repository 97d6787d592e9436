from itertools import combinations

import numpy as np

from itperception.counting.exposure import Groups
from itperception.counting.pooling import Margins, joined_small


def test_small_cells_are_gone_after_joining():
    rng = np.random.default_rng(1)
    for _ in range(50):
        counts = rng.poisson(6, (6, 4)) * (rng.random((6, 4)) < 0.8)
        blocks = joined_small(counts, 5)
        sums = np.array([counts[list(block)].sum(0) for block in blocks])
        assert len(sums) == 1 or not ((sums > 0) & (sums < 5)).any()


def test_of_one_banner_the_fewest_people_are_hidden():
    rng = np.random.default_rng(2)
    for _ in range(60):
        people = rng.integers(5, 90, 5)
        small = {k for k in range(5) if people[k] < 30}
        groups = Groups(np.eye(5, dtype=bool), people, (0,) * 5, np.ones((1, 5), bool))
        safe = [
            set(more) | small
            for size in range(6)
            for more in combinations(range(5), size)
            if groups.exposed(set(more) | small, 30) is None
        ]
        assert people[list(groups.hide(small, 30))].sum() == min(
            people[list(found)].sum() for found in safe
        )


def slow_width(margins: Margins, blocks, row: int, column: int) -> int:
    """The same by integer programming: rows by hidden columns and the shown ones in one."""
    from scipy.optimize import LinearConstraint, milp

    shape = len(margins.totals), len(margins.hidden) + 1
    cells = np.arange(np.prod(shape)).reshape(shape)
    groups = [cells[r] for r in range(shape[0])]
    groups += [cells[:, c] for c in range(shape[1] - 1)]
    groups += [cells[list(block), -1] for block in blocks]
    sums = [*margins.totals, *margins.hidden,
            *(margins.visible[list(b)].sum() for b in blocks)]  # fmt: skip
    matrix = np.array([np.isin(cells.ravel(), group) for group in groups], float)
    goal = (cells.ravel() == cells[row, column]).astype(float)
    ends = [
        milp(sign * goal, integrality=np.ones(goal.size),
             constraints=LinearConstraint(matrix, sums, sums)).fun
        for sign in (1, -1)
    ]  # fmt: skip
    return round(-ends[1] - ends[0])


def test_widths_are_those_of_integer_programming():
    rng = np.random.default_rng(3)
    blocks = ((0, 1), (2,), (3,))
    for _ in range(6):
        hidden, visible = rng.integers(0, 6, (4, 2)), rng.integers(0, 8, 4)
        margins = Margins(hidden.sum(1) + visible, visible, hidden.sum(0))
        widths = margins.widths(blocks)
        for row, column in np.ndindex(4, 2):
            assert widths[row, column] == slow_width(margins, blocks, row, column)
