import numpy as np

from itperception.published.twins.fitting import whole_people
from itperception.published.twins.standing import GROUP, StandingCells, StandingRow
from tests.cases import each

CELLS = StandingCells({GROUP: ("a", "b")}, {"x": ("p", "q", "r")})


def expected(seed):
    """Return numbers of 30 people, of each group in some proportions."""
    rng = np.random.default_rng(seed)
    groups = rng.dirichlet([3, 3]) * 30
    return np.concatenate([groups, *(rng.dirichlet([1, 2, 3]) * size for size in groups)])


@each("seed", range(20))
def test_whole_people_add_up_and_are_within_one_of_what_is_expected(seed):
    wanted = expected(seed)
    people = whole_people(CELLS, [StandingRow("n", {0: 1, 1: 1}, 30, 30, 30)], wanted, seed)
    assert people[:2].sum() == 30
    assert people[CELLS.blocks["x"]].sum(1).tolist() == people[:2].tolist()
    assert np.abs(people - wanted).max() < 2


@each("seed", range(20))
def test_rows_far_from_what_is_expected_hold_all_the_same(seed):
    rows = [StandingRow("n", {0: 1, 1: 1}, 30, 30, 30), StandingRow("a", {0: 1}, 17, 17, 30),
            StandingRow("p", {2: 13, 5: -17}, 40, np.inf, 221)]  # fmt: skip
    people = whole_people(CELLS, rows, expected(seed), seed)
    assert all(row.holds(people) for row in rows)


def test_rows_that_no_whole_people_satisfy_have_no_answer():
    row = StandingRow("n", {0: 2}, 31, 31, 30)
    assert whole_people(CELLS, [row], expected(1), 1) is None


def test_the_seed_draws_who_is_rounded_up():
    half = np.array([10, 10, 2.5, 2.5, 5, 2.5, 2.5, 5])
    rows = [StandingRow("a", {0: 1}, 10, 10, 20), StandingRow("b", {1: 1}, 10, 10, 20)]
    drawn = {tuple(whole_people(CELLS, rows, half, seed)) for seed in range(20)}
    assert {people[2] for people in drawn} >= {2, 3}


def test_the_last_digits_of_what_is_expected_do_not_matter():
    wanted, rows = np.round(expected(4), 6), [StandingRow("n", {0: 1, 1: 1}, 30, 30, 30)]
    first, again = (whole_people(CELLS, rows, wanted * x, 4) for x in (1, 1 + 1e-13))
    assert first.tolist() == again.tolist()
