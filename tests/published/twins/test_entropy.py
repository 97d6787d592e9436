from itertools import product

import numpy as np
import pytest

from itperception.published.twins.entropy import maximise
from itperception.published.twins.standing import GROUP, StandingCells, StandingRow

CELLS = StandingCells({GROUP: ("a", "b")}, {"x": ("p", "q", "r"), "y": ("yes", "no")})
N = 20


def known(item, answers, people, group=None, most=None):
    given = group and (GROUP, (group,))
    members = dict.fromkeys(CELLS.of(item, answers, given), 1)
    return StandingRow(item, members, people, people if most is None else most, N)


EXACT = [
    known(GROUP, ("a",), 12), known("x", ("p",), 9), known("x", ("p",), 7, "a"),
    known("x", ("q",), 4), known("y", ("yes",), 11), known("y", ("yes",), 5, "b"),
]  # fmt: skip


def proportional_fitting(rounds=500):
    """Scale the whole joint table to each known share in turn (Csiszar 1975)."""
    table = np.full((2, 3, 2), N / 12)
    inside = [np.zeros(table.shape, bool) for _ in EXACT]
    for where, cell in zip(inside, [(0,), (slice(None), 0), (0, 0), (slice(None), 1),
                                    (slice(None), slice(None), 0), (1, slice(None), 0)],
                           strict=True):  # fmt: skip
        where[cell] = True
    for _ in range(rounds):
        for where, row in zip(inside, EXACT, strict=True):
            share = table[where].sum()
            table[where] *= row.low / share
            table[~where] *= (N - row.low) / (N - share)
    return table / N


def test_exact_shares_give_what_proportional_fitting_gives():
    found, joint = maximise(CELLS, EXACT, N), proportional_fitting()
    np.testing.assert_allclose(found.probabilities[:2], joint.sum((1, 2)), atol=1e-9)
    x, y = (found.probabilities[block] for block in CELLS.blocks.values())
    np.testing.assert_allclose(x, joint.sum(2), atol=1e-9)
    np.testing.assert_allclose(y, joint.sum(1), atol=1e-9)
    assert found.entropy == pytest.approx(-(joint * np.log(joint)).sum(), abs=1e-9)


def test_no_table_of_whole_people_that_fits_has_a_larger_entropy():
    cells = StandingCells({}, {"x": ("p", "q", "r", "s")})
    rows = [
        StandingRow("net", {1: 1, 2: 1}, 5, 7, 12),
        StandingRow("order", {3: 1, 4: -2}, 1, np.inf, 12),
    ]
    found = maximise(cells, rows, 12)
    tables = [t for t in product(range(13), repeat=4) if sum(t) == 12]
    fitting = [t for t in tables if all(row.holds((12, *t)) for row in rows)]
    shares = np.array(fitting) / 12
    entropies = -(shares * np.log(np.where(shares > 0, shares, 1))).sum(1)
    assert entropies.max() <= found.dual <= found.entropy + 1e-10


def test_without_figures_everything_is_even():
    found = maximise(CELLS, [], N)
    assert found.entropy == pytest.approx(np.log(12))
    np.testing.assert_allclose(found.probabilities[:2], 0.5)


def test_a_range_that_holds_of_itself_changes_nothing():
    loose = [*EXACT, known("x", ("r",), 0, most=19)]
    assert maximise(CELLS, loose, N).entropy == pytest.approx(
        maximise(CELLS, EXACT, N).entropy
    )


def test_a_range_binds_at_the_end_nearest_to_even():
    found = maximise(CELLS, [known("y", ("yes",), 2, most=6)], N)
    assert found.probabilities[CELLS.of("y", ("yes",))].sum() == pytest.approx(6 / N)
    assert max(found.violation, abs(found.gap)) < 1e-10


def test_shares_that_contradict_each_other_have_no_distribution():
    assert maximise(CELLS, [known("x", ("p",), 12), known("x", ("q",), 9)], N) is None


def test_it_stops_where_the_entropy_cannot_reach_what_is_asked():
    entropy = maximise(CELLS, EXACT, N).entropy
    assert maximise(CELLS, EXACT, N, floor=entropy + 1e-6) is None
    assert maximise(CELLS, EXACT, N, floor=entropy - 1e-6) is not None
