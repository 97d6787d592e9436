import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.inference.results import State
from itperception.inference.sizes.concordance import (
    gamma,
    kendall_tau_b,
    order_sums,
    somers_d,
)
from itperception.inference.sizes.measures import cramers_v, rank_eta_squared
from itperception.inference.tables.independence import likelihood_ratio, williams
from tests.cases import each
from tests.conformance.measures import ASE1, FROM_CHI_SQUARED
from tests.inference.reference import DIGITS, QUICK, carried, reference

RESULTS = reference("measures")
PRINTED = [pytest.param(case, id=name) for name, case in RESULTS.items()]
OF_ORDER = [gamma, kendall_tau_b, somers_d]
SHARES = [cramers_v, rank_eta_squared]
MEASURES = [*OF_ORDER, *SHARES]
ARTHRITIS = carried("01_independent")[0]["arthritis"].T
TABLES = arrays(float, (4, 3), elements=st.integers(0, 20).map(float))
DEGENERATE = {
    State.EMPTY: [np.zeros((2, 2)), np.zeros((3, 0)), np.zeros((0, 3))],
    State.ONE_ROW: [[[5, 6], [0, 0]]],
    State.ONE_COLUMN: [[[5, 0], [6, 0]]],
    State.SMALL_BASE: [np.eye(2), [[0.2, 0.3], [0.1, 0.1]]],
}
CASES = [(state, table) for state, tables in DEGENERATE.items() for table in tables]


@each("case", PRINTED)
@each(("name", "call", "measure", "options"), ASE1)
def test_estimate_and_standard_error_are_those_of_r(name, call, measure, options, case):
    found = measure(case["counts"], **options)
    estimate, se = case[name][:2]

    assert [found.effect_size, found.se] == pytest.approx([estimate, se], **DIGITS)


@each("case", PRINTED)
@each("name", FROM_CHI_SQUARED)
def test_shares_and_their_limits_are_those_of_r(name, case):
    found = FROM_CHI_SQUARED[name][1](case["counts"])
    limits = np.nan_to_num([found.ci_low, found.ci_high])

    expected = np.minimum(1, case[name])
    assert [found.effect_size, *limits] == pytest.approx(expected, **DIGITS)


@each("case", PRINTED)
def test_williams_correction_is_that_of_r(case):
    found = williams(case["counts"])

    assert [found.statistic, found.p_value] == pytest.approx(case["williams"], **DIGITS)


def test_williams_lowers_g_and_is_gone_in_large_tables():
    small, large = np.array([[8.0, 3], [4, 9]]), np.array([[8.0, 3], [4, 9]]) * 1e6

    assert williams(small).statistic < likelihood_ratio(small).statistic
    assert williams(large).statistic == pytest.approx(likelihood_ratio(large).statistic)
    assert "2 Σ O ln(O/E)/1.0" in williams(small).explain()


@QUICK
@given(TABLES)
def test_pairs_are_those_of_a_slow_count(counts):
    slow = [0.0, 0.0]
    for (i, j), one in np.ndenumerate(counts):
        for (k, m), other in np.ndenumerate(counts):
            if (k - i) * (m - j):
                slow[(k - i) * (m - j) < 0] += one * other / 2

    assert order_sums(counts) == pytest.approx(tuple(slow))


@settings(QUICK, max_examples=8)
@given(TABLES.filter(lambda t: gamma(t).state is State.OK))
def test_standard_errors_are_the_slope_of_the_measure(counts):
    for measure in OF_ORDER:
        found = measure(counts)
        if np.isfinite(found.se):
            slopes = _slopes(measure, counts)
            assert found.se == pytest.approx(np.sqrt((counts * slopes**2).sum()), rel=1e-4)


def _slopes(measure, counts, step=1e-4):
    slopes = np.zeros(counts.shape)
    for cell in zip(*np.nonzero(counts), strict=True):
        moved = np.zeros(counts.shape)
        moved[cell] = step
        up, down = (measure(counts + sign * moved).effect_size for sign in (1, -1))
        slopes[cell] = (up - down) / (2 * step)
    return slopes


@pytest.mark.filterwarnings("error")
@each("measure", MEASURES)
@each(("state", "counts"), CASES)
def test_a_degenerate_table_has_a_state_and_no_numbers(measure, state, counts):
    found = measure(counts)

    assert found.state is state
    assert np.isnan([found.effect_size, found.se, found.ci_low, found.ci_high]).all()


@pytest.mark.filterwarnings("error")
@QUICK
@given(TABLES)
def test_a_measure_lies_in_its_interval_and_in_its_range(counts):
    for measure in [*OF_ORDER, cramers_v]:
        found = measure(counts)
        if np.isfinite(found.ci_low) and measure not in SHARES:
            assert found.ci_low <= found.effect_size <= found.ci_high
        if found.state is State.OK:
            assert -1 - 1e-12 <= found.effect_size <= 1 + 1e-12


@QUICK
@given(TABLES)
def test_the_order_reversed_turns_the_sign_of_measures_of_order(counts):
    for measure in OF_ORDER:
        found, turned = measure(counts), measure(counts[:, ::-1])
        pairs = zip(
            (turned.effect_size, turned.ci_low),
            (found.effect_size, found.ci_high),
            strict=True,
        )
        for one, other in pairs:
            assert one == pytest.approx(-other, nan_ok=True, abs=1e-9)


@QUICK
@given(TABLES)
def test_turning_the_table_changes_no_measure_without_direction(counts):
    for measure in (gamma, kendall_tau_b, cramers_v):
        found, turned = measure(counts), measure(counts.T)
        assert turned.effect_size == pytest.approx(
            found.effect_size, nan_ok=True, abs=1e-12
        )
        assert turned.ci_low == pytest.approx(found.ci_low, nan_ok=True, abs=1e-9)


@QUICK
@given(TABLES, st.permutations(range(4)), st.permutations(range(3)))
def test_order_is_irrelevant_to_measures_that_need_none(counts, answers, groups):
    shuffled = counts[answers][:, groups]

    expected = cramers_v(counts).effect_size
    found = cramers_v(shuffled).effect_size
    assert found == pytest.approx(expected, nan_ok=True, abs=1e-12)


@QUICK
@given(TABLES, st.integers(2, 9))
def test_more_of_the_same_leaves_the_estimate_and_narrows_the_interval(counts, times):
    for measure in OF_ORDER:
        once, often = measure(counts), measure(counts * times)
        if once.state is State.OK:
            assert often.effect_size == pytest.approx(once.effect_size, abs=1e-12)
            assert often.se == pytest.approx(once.se / np.sqrt(times), nan_ok=True)


@pytest.mark.parametrize("measure", MEASURES)
def test_an_empty_category_changes_nothing_but_the_note(measure):
    found, plain = measure(np.insert(ARTHRITIS, 1, 0, axis=0)), measure(ARTHRITIS)

    assert "left out as empty: 1 row" in found.note
    assert (found.effect_size, found.ci_low) == (plain.effect_size, plain.ci_low)


@QUICK
@given(TABLES)
def test_somers_d_in_both_directions_multiplies_to_tau_b_squared(counts):
    found = [somers_d(table).effect_size for table in (counts, counts.T)]

    tau = kendall_tau_b(counts).effect_size
    assert np.prod(found) == pytest.approx(tau**2, nan_ok=True, abs=1e-12)


@QUICK
@given(arrays(float, (2, 2), elements=st.integers(1, 20).map(float)))
def test_measures_of_a_fourfold_table_meet_in_phi(counts):
    phi = cramers_v(counts).effect_size

    assert abs(kendall_tau_b(counts).effect_size) == pytest.approx(phi, abs=1e-9)


@pytest.mark.parametrize("measure", OF_ORDER)
def test_complete_association_has_no_interval_and_says_so(measure):
    found = measure(np.eye(3) * 6)

    assert found.effect_size == pytest.approx(1)
    assert np.isnan([found.se, found.ci_low, found.ci_high]).all()
    assert "no interval: the standard error is zero" in found.explain()


def test_an_interval_cut_off_at_the_end_of_the_range_says_so():
    found = gamma([[7, 1], [2, 6], [0, 3]])

    assert found.ci_high == 1
    assert "cut off at the end of the range" in found.note
    assert "cut off" not in gamma(ARTHRITIS).note


def test_a_share_too_close_to_none_has_no_interval_and_says_so():
    for measure in SHARES:
        found = measure(np.full((3, 3), 5.0))
        assert found.effect_size == 0
        assert np.isnan(found.ci_low)
        assert "too close to none" in found.note


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        (gamma, "(C − D)/(C + D) = 728/1190"),
        (kendall_tau_b, "(C − D)/√(T_a T_g) = 728/"),
        (somers_d, "(C − D)/T = 728/1763"),
        (cramers_v, "√(X²/(n(min(R, C) − 1))) with X² = 13.06, n = 84"),
        (rank_eta_squared, "max(0, (H − k + 1)/(n − k)) with H = 12.73, k = 2, n = 84"),
    ],
)
def test_the_explanation_has_the_formula_with_its_numbers(measure, told):
    assert told in measure(ARTHRITIS).explain()
