import numpy as np
import pytest

from benchmarks.disclosure_attack import least_weight
from benchmarks.disclosure_waves import KINDS, draw
from itperception.counting.certificate import Certificate, verify
from itperception.counting.choosing import choose_columns
from itperception.counting.safety import check


def rows_of(atoms):
    columns = [m for k in range(len(atoms.banners)) for m in atoms.columns(k).values()]
    return np.array([np.ones(len(atoms.people), bool), *columns], int)


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_agrees_with_integer_programming(kind):
    rng = np.random.default_rng([30, KINDS.index(kind)])
    for _ in range(4):
        atoms = draw(rng, kind)
        rows, people = rows_of(atoms), atoms.people
        least = least_weight(rows, people)
        for minimum in (2, 5, 9, 10, 11, 20):
            assert check(rows, people, minimum).safe == (least >= minimum)


@pytest.mark.parametrize("minimum", [2, 9, 10, 11])
def test_as_many_as_the_minimum_are_enough_and_one_fewer_are_not(minimum):
    rows = np.array([[1, 1, 1], [1, 0, 0]])
    assert check(rows, np.array([40, minimum, 0]), minimum).safe
    found = check(rows, np.array([40, minimum - 1, 0]), minimum)
    assert not found.safe and found.witness == (1,)


def test_two_who_changed_places_are_two_although_no_group_of_few_can_be_computed():
    rows = np.array(
        [[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 0]]
    )  # two banners of two columns
    people = np.array([99, 1, 1, 99])
    assert least_weight(rows, people) == 2
    assert least_weight(rows, people, whole=True) > 10
    assert set(check(rows, people, 10).witness) == {1, 2}


def test_the_order_of_respondents_and_how_they_are_counted_change_nothing():
    rng = np.random.default_rng(31)
    for kind in KINDS:
        atoms = draw(rng, kind)
        rows, order = rows_of(atoms), rng.permutation(len(atoms.people))
        apart = np.repeat(np.arange(len(order)), atoms.people)  # an atom for each person
        found = {
            check(rows, atoms.people, 5).safe,
            check(rows[:, order], atoms.people[order], 5).safe,
            check(rows[:, apart], np.ones(len(apart), int), 5).safe,
        }
        assert len(found) == 1


@pytest.mark.parametrize("moved", [4, 9, 10, 11])
def test_a_part_of_the_respondents_decides_as_all_of_them_do(moved):
    regions = np.random.default_rng(32).integers(0, 6, 20_000)
    other = regions // 2
    other[np.flatnonzero(other == 0)[:moved]] = 1  # a few who are not where their region is
    rows = np.array([np.ones(20_000), *(regions == k for k in range(6)),
                     *(other == k for k in range(3))], int)  # fmt: skip
    people = np.ones(20_000, int)
    assert check(rows, people, 10).safe == (moved >= 10)
    assert check(rows[:7], people, 10).safe


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_chosen_is_proven_in_fractions_and_nothing_more_fits_in(kind):
    rng = np.random.default_rng([33, KINDS.index(kind)])
    atoms = draw(rng, kind)
    rows, people = rows_of(atoms), atoms.people
    shown, certificate = choose_columns(rows[1:], people, 10)
    kept = np.concatenate([rows[:1], rows[1:][list(shown)]])
    assert verify(kept, people, 10, certificate)
    for k in {*range(len(rows) - 1)} - {*shown}:
        if rows[1 + k] @ people:
            assert least_weight(np.concatenate([kept, rows[[1 + k]]]), people) < 10


def test_forged_certificates_prove_nothing():
    rows, people = np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0]]), np.array([90, 40, 26])
    true = check(rows, people, 10)
    assert verify(rows, people, 10, true)
    dependent = ((0, 0, 1), *true.bases[1:])  # two of one group do not tell three
    for bases in (true.bases[:1], true.bases[:1] * 5, dependent):
        forged = Certificate(True, bases)
        few = np.array([90, 40, 9])
        assert not verify(rows, few, 10, forged)
    assert not verify(rows, people, 10, Certificate(True, true.bases[:1]))
    assert not verify(rows, people, 10, Certificate(True, dependent))


@pytest.mark.parametrize("few", [(4, 5), (4, 6), (5, 5)])
def test_four_bases_prove_it_by_combinations_of_two_and_three_do_not(few):
    rows = np.array([[1, 1, 1, 1, 1], [0, 1, 0, 0, 1], [1, 0, 1, 0, 1], [0, 0, 1, 1, 1]])
    people = np.array([50, 50, 6, *few])
    basis = (0, 1, 3, 4)  # nine people hit four such bases nine times: one of them twice
    found = [verify(rows, people, 10, Certificate(True, (basis,) * n)) for n in (3, 4)]
    assert found == [False, least_weight(rows, people) >= 10]


def test_a_certificate_that_names_nobody_proves_nothing():
    rows, people = np.array([[1, 1, 1], [1, 0, 0]]), np.array([40, 12, 0])
    for basis, proven in (((0, 1), True), ((0, 2), False)):
        assert verify(rows, people, 10, Certificate(True, (basis,) * 5)) == proven


def test_many_banners_of_few_people_are_decided_by_combinations_of_two():
    rng = np.random.default_rng(34)
    codes = [rng.integers(0, k, 156) for k in (2, 4, 4, 5, 3, 6, 4, 2, 5, 4, 3, 6)]
    columns = np.array([c == k for c in codes for k in range(c.max() + 1)], int)
    people = np.ones(156, int)
    shown, certificate = choose_columns(columns, people, 10)
    assert len(shown) > 20
    kept = np.concatenate([np.ones((1, 156), int), columns[list(shown)]])
    use = np.bincount(np.concatenate(certificate.bases), minlength=156)
    assert use.max() > 1  # bases overlap, so that rows alone would not do
    assert certificate.safe and check(kept, people, 10).safe


def test_free_groups_may_be_computed_and_what_they_hide_may_not():
    everybody, column, few = [1, 1, 1], [1, 0, 0], [0, 0, 1]
    rows, people = np.array([everybody, column, [0, 1, 0]]), np.array([90, 40, 3])
    assert not check(rows, people, 10).safe
    found = check(rows, people, 10, np.array([few]))
    assert found.safe and verify(rows, people, 10, found, np.array([few]))
    split = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0]])  # those left are 5 and 3
    assert not check(split, np.array([90, 40, 5, 3]), 10, np.array([[0, 0, 0, 1]])).safe


@pytest.mark.parametrize("kind", KINDS)
def test_a_banner_that_is_added_takes_away_no_column_that_was_shown(kind):
    rng, lost = np.random.default_rng(KINDS.index(kind) + 40), 0
    for _ in range(20):
        atoms = draw(rng, kind)
        groups = [np.array([*atoms.columns(k).values()], int) for k in range(2)]
        every = np.concatenate(groups[::-1])  # the one that is added stands first
        before = [
            k + len(groups[1]) for k in choose_columns(groups[0], atoms.people, 10).shown
        ]

        both = choose_columns(every, atoms.people, 10, first=before)

        kept = np.concatenate([np.ones((1, len(atoms.people)), int), every[[*both.shown]]])
        assert {*before} <= {*both.shown}
        assert verify(kept, atoms.people, 10, both.certificate)
        lost += not {*before} <= {*choose_columns(every, atoms.people, 10).shown}
    assert (lost > 0) == (kind not in ("overlapping", "joint"))  # else the record is idle
