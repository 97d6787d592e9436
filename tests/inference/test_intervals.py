import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import bdtr, bdtrc

from itperception.errors import UnknownNameError
from itperception.inference import contingency, intervals
from itperception.inference.contingency import chi_squared, superiority
from itperception.inference.intervals import (
    miettinen_nurminen,
    newcombe,
    noncentrality,
    tango,
    wilson,
)
from itperception.inference.sizes.proportion_intervals import (
    INTERVALS,
    agresti_coull,
    clopper_pearson,
    koopman,
    proportion_interval,
    wald_difference,
    wilson_corrected,
)
from tests.inference.reference import QUICK, reference

PRINTED = [(name, case) for name, cases in reference("intervals").items() for case in cases]
SHARE = st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(any)


@pytest.mark.parametrize(("name", "case"), PRINTED)
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
@given(SHARE, st.sampled_from(list(INTERVALS)))
def test_counting_the_others_instead_mirrors_the_interval(share, method):
    low, high = proportion_interval(share[0], sum(share), method)
    mirrored = proportion_interval(share[1], sum(share), method)

    assert (low, high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low), abs=1e-12)
    assert low <= share[0] / sum(share) <= high


@QUICK
@given(SHARE)
def test_corrected_and_exact_intervals_hold_wilsons(share):
    x, n = share[0], sum(share)
    inner, outer = wilson(x, n), wilson_corrected(x, n)

    assert outer.low <= inner.low + 1e-12
    assert inner.high <= outer.high + 1e-12
    assert np.ptp(agresti_coull(x, n)) >= np.ptp(inner) - 1e-12


@QUICK
@given(SHARE)
def test_at_the_exact_limits_a_binomial_tail_is_what_the_level_leaves(share):
    x, n = share[0], sum(share)
    low, high = clopper_pearson(x, n, level=0.9)

    assert x == 0 or bdtrc(x - 1, n, low) == pytest.approx(0.05)
    assert x == n or bdtr(x, n, high) == pytest.approx(0.05)
    assert (x > 0 or low == 0) and (x < n or high == 1)


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


def test_a_correction_widens_walds_difference_by_half_a_person_in_each_group():
    plain, corrected = (
        wald_difference(46, 90, 24, 40, corrected=given_) for given_ in (False, True)
    )

    half = (1 / 90 + 1 / 40) / 2
    assert corrected == pytest.approx((plain.low - half, plain.high + half))


@pytest.mark.parametrize("method", list(INTERVALS))
def test_no_base_gives_nan_by_every_method(method):
    assert np.isnan(proportion_interval([0, 0], 0, method)).all()


def test_every_interval_is_computed_elementwise():
    for method in INTERVALS:
        low, high = proportion_interval([0, 3, 9], [9, 9, 9], method)
        assert (low[1], high[1]) == pytest.approx(proportion_interval(3, 9, method))


def test_an_unknown_interval_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'clopper_pearson'"):
        proportion_interval(3, 9, "clopper-pearson")
