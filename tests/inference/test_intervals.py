import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from itperception.inference import contingency, intervals
from itperception.inference.contingency import chi_squared, superiority
from itperception.inference.intervals import (
    koopman,
    miettinen_nurminen,
    newcombe,
    noncentrality,
    tango,
    wilson,
)
from itperception.inference.solving import bisect
from tests.cases import each
from tests.inference.reference import QUICK, reference

PRINTED = [(name, case) for name, cases in reference("intervals").items() for case in cases]
SHARE = st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(any)


@each(("name", "case"), PRINTED)
def test_limits_are_those_of_r(name, case):
    function = getattr(intervals, name, None) or getattr(contingency, name)

    found = function(*case["given"])

    found = np.hstack([np.ravel(part) for part in found])
    assert found == pytest.approx(case["limits"], rel=1e-9, abs=1e-11)


@QUICK
@given(SHARE, SHARE)
def test_swapping_the_groups_mirrors_the_difference(first, second):
    one, two = (first[0], sum(first)), (second[0], sum(second))
    for interval in (newcombe, miettinen_nurminen):
        low, high = interval(*one, *two)
        mirrored = interval(*two, *one)
        assert (low, high) == pytest.approx((-mirrored.high, -mirrored.low), abs=1e-9)


@QUICK
@given(SHARE, SHARE)
def test_zero_is_outside_exactly_if_the_n_minus_one_test_rejects(first, second):
    table = np.array([first, second], float)
    statistic = chi_squared(table) * (table.sum() - 1) / table.sum()

    low, high = miettinen_nurminen(first[0], sum(first), second[0], sum(second))

    assert (low > 0 or high < 0) == (statistic > 1.959963984540054**2)


@QUICK
@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 60))
def test_zero_is_outside_exactly_if_mcnemar_rejects(b, c, rest):
    low, high = tango(b, c, b + c + rest)

    assert (low > 0 or high < 0) == ((b - c) ** 2 > 1.959963984540054**2 * (b + c))


@QUICK
@given(SHARE, SHARE)
def test_the_estimate_is_inside_and_nothing_is_beyond_one(first, second):
    difference = first[0] / sum(first) - second[0] / sum(second)

    low, high = miettinen_nurminen(first[0], sum(first), second[0], sum(second))

    assert -1 <= low <= difference <= high <= 1


def test_limits_are_computed_elementwise():
    low, high = miettinen_nurminen([46, 9], [90, 10], [24, 3], [40, 10])

    assert (low[1], high[1]) == miettinen_nurminen(9, 10, 3, 10)


def test_a_wider_base_narrows_every_interval():
    for interval, few, many in [
        (wilson, (5, 10), (50, 100)),
        (newcombe, (5, 10, 4, 10), (50, 100, 40, 100)),
        (miettinen_nurminen, (5, 10, 4, 10), (50, 100, 40, 100)),
        (tango, (3, 1, 10), (30, 10, 100)),
    ]:
        assert np.ptp(interval(*many)) < np.ptp(interval(*few))


@pytest.mark.parametrize(
    ("interval", "arguments"),
    [
        (wilson, (0, 0)),
        (newcombe, (0, 0, 3, 5)),
        (miettinen_nurminen, (0, 0, 3, 5)),
        (miettinen_nurminen, (0, 0, 0, 0)),
        (tango, (0, 0, 0)),
    ],
)
def test_no_base_gives_nan_without_a_warning(interval, arguments):
    assert np.isnan(interval(*arguments)).all()


def test_a_statistic_near_zero_has_no_noncentrality():
    assert noncentrality(0.01, 4) == (0, 0)


def test_superiority_is_the_share_of_pairs_won():
    first, second = [2, 3, 1], [1, 1, 4]
    ranks = [np.repeat(range(3), counts) for counts in (first, second)]
    won = [(a < b) + (a == b) / 2 for a in ranks[0] for b in ranks[1]]

    assert superiority(first, second)[0] == pytest.approx(np.mean(won))


@pytest.mark.parametrize("second", [[0, 0, 0], [0, 0, 9], [0, 1, 0]])
def test_superiority_has_no_interval_where_groups_do_not_overlap(second):
    assert np.isnan(superiority([4, 0, 0], second)[1]).all()


@QUICK
@given(SHARE)
def test_counting_the_others_instead_mirrors_the_interval(share):
    low, high = wilson(share[0], sum(share))
    mirrored = wilson(share[1], sum(share))

    assert (low, high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low), abs=1e-12)
    assert low <= share[0] / sum(share) <= high


@QUICK
@given(SHARE, SHARE)
def test_swapping_the_groups_inverts_koopmans_limits(first, second):
    one, two = (first[0] + 1, sum(first) + 1), (second[0] + 1, sum(second) + 1)

    low, high = koopman(*one, *two)

    swapped = koopman(*two, *one)
    assert (low, high) == pytest.approx((1 / swapped.high, 1 / swapped.low))
    assert low <= one[0] / one[1] / (two[0] / two[1]) <= high


def test_koopmans_limits_are_open_where_nobody_says_yes():
    none, nobody = koopman(0, 26, 3, 40), koopman(3, 40, 0, 26)

    assert none.low == 0
    assert nobody.high == np.inf
    assert np.isnan(koopman(0, 26, 0, 40)).all()


@QUICK
@given(
    st.lists(st.tuples(SHARE, SHARE), min_size=1, max_size=9), st.sampled_from([0.5, 0.95])
)
def test_score_limits_are_those_of_halving_the_way_again_and_again(pairs, level):
    (x1, n1), (x2, n2) = (
        np.array([[pair[side][0], sum(pair[side])] for pair in pairs], float).T
        for side in (0, 1)
    )
    critical, estimate = ndtri((1 + level) / 2) ** 2, x1 / n1 - x2 / n2

    def is_rejected(d):
        q2 = intervals._restricted(x1, n1, x2, n2)(d)
        q1 = np.clip(q2 + d, 0, 1)
        total = n1 + n2
        variance = (
            (q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2) * total / np.maximum(total - 1, 1)
        )
        return (estimate - d) ** 2 > critical * variance

    found = miettinen_nurminen(x1, n1, x2, n2, level=level)

    for limit, end, n in zip(found, (-1.0, 1.0), (n1 + n2,) * 2, strict=True):
        slow = bisect(is_rejected, np.full_like(estimate, end), estimate)
        assert limit[n > 1] == pytest.approx(slow[n > 1], abs=1e-12)
