from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.inference.results import State
from itperception.inference.tables.exact_odds import condition, exact_common_odds
from itperception.inference.tables.homogeneity import breslow_day, mantel_haenszel, woolf
from itperception.inference.tables.stratified import cmh
from tests.inference.reference import DIGITS, QUICK, number, reference

ALL = reference("stratified")["pairs"]
PRINTED = [pytest.param(c, id=name) for name, c in ALL.items() if "statistic" in c]
TESTS = [mantel_haenszel, breslow_day, woolf, exact_common_odds]
TABLES = arrays(float, (3, 2, 2), elements=st.integers(0, 15).map(float))
FULL = arrays(float, (3, 2, 2), elements=st.integers(1, 15).map(float))
STRATA = np.array([[[20, 9], [9, 12]], [[15, 8], [11, 21]], [[7, 3], [6, 9]]], float)
ALIKE = np.array([[[5, 5], [0, 0]], [[0, 0], [6, 2]]])
CASES = [
    (State.EMPTY, []),
    (State.EMPTY, np.zeros((2, 2, 2))),
    (State.WRONG_SHAPE, np.ones((2, 3, 2))),
    (State.WRONG_SHAPE, [1, 2]),
]
SILENT = [
    (State.ONE_ROW, [[[5, 6], [0, 0]]] * 2),
    (State.ONE_COLUMN, [[[5, 0], [6, 0]]] * 2),
    (State.NO_VARIATION, ALIKE),
]


def _tables(case):
    return np.moveaxis(np.reshape(case["counts"], case["dim"]).astype(float), -1, 0)


@pytest.mark.parametrize("case", PRINTED)
def test_mantel_haenszel_is_that_of_r(case):
    found = mantel_haenszel(_tables(case))

    numbers = [found.statistic, found.p_value, found.effect_size, found.ci_low]
    printed = [case[key] for key in ("statistic", "p_value", "odds", "low")]
    assert numbers == pytest.approx(printed, **DIGITS)


@pytest.mark.parametrize("case", PRINTED)
def test_the_continuity_correction_is_that_of_r(case):
    found = mantel_haenszel(_tables(case), continuity=True)

    assert found.statistic == pytest.approx(case["continued"], **DIGITS)


@pytest.mark.parametrize("case", PRINTED)
def test_homogeneity_is_that_of_r(case):
    tables = _tables(case)

    found = [breslow_day(tables, tarone=tarone).statistic for tarone in (False, True)]

    assert found == pytest.approx(case["breslow_day"], **DIGITS)
    assert woolf(tables).statistic == pytest.approx(case["woolf"], **DIGITS)


@pytest.mark.parametrize("case", PRINTED)
def test_the_exact_test_is_the_sum_of_hypergeometrics(case):
    found = exact_common_odds(_tables(case))

    numbers = [found.p_value, found.effect_size, found.ci_low, found.ci_high]
    printed = [case[f"exact_{key}"] for key in ("p", "estimate", "low", "high")]
    assert numbers == pytest.approx([number(value) for value in printed], **DIGITS)


def test_the_exact_law_is_every_pair_of_tables_counted():
    first, second = [[3, 1], [1, 3]], [[2, 1], [0, 4]]
    ways = np.convolve([comb(4, k) * comb(4, 4 - k) for k in range(5)],
                       [comb(3, k) * comb(4, 2 - k) for k in range(3)])  # fmt: skip

    found = exact_common_odds([first, second])

    rare = ways[ways <= ways[5]].sum() / ways.sum()
    assert found.p_value == pytest.approx(rare, **DIGITS)
    assert found.statistic == 5


def test_at_the_most_likely_odds_ratio_the_sum_found_is_the_mean():
    law = condition(STRATA)

    at = law.probabilities(np.log(law.most_likely()))

    assert at @ np.arange(len(at)) + law.least == pytest.approx(law.found, **DIGITS)


def test_at_the_exact_limits_the_tails_are_a_fortieth():
    law, (low, high) = condition(STRATA), condition(STRATA).interval()
    place = law.found - law.least

    tails = [
        law.probabilities(np.log(low))[place:].sum(),
        law.probabilities(np.log(high))[: place + 1].sum(),
    ]

    assert tails == pytest.approx([0.025, 0.025], rel=1e-8)


@QUICK
@given(TABLES)
def test_mantel_haenszel_is_the_general_test_of_two_by_two(tables):
    found, general = mantel_haenszel(tables), cmh(tables)

    assert found.state is general.state
    assert found.statistic == pytest.approx(general.statistic, rel=1e-7, abs=1e-9,
                                            nan_ok=True)  # fmt: skip


@QUICK
@given(FULL, st.permutations(range(3)))
def test_the_order_of_strata_is_irrelevant(tables, order):
    for run in TESTS:
        found, other = run(tables), run(tables[order])
        assert found.p_value == pytest.approx(other.p_value, rel=1e-7)
        assert found.effect_size == pytest.approx(other.effect_size, rel=1e-7)


@QUICK
@given(FULL)
def test_groups_exchanged_give_the_inverse_odds_ratio(tables):
    for run in TESTS:
        found, other = run(tables), run(tables[:, :, ::-1])
        assert found.p_value == pytest.approx(other.p_value, rel=1e-7)
        assert found.effect_size == pytest.approx(1 / other.effect_size, rel=1e-7)
        assert found.ci_low == pytest.approx(1 / other.ci_high, rel=1e-7, nan_ok=True)


@QUICK
@given(FULL)
def test_turning_the_tables_changes_nothing(tables):
    for run in TESTS:
        found, other = run(tables), run(tables.swapaxes(1, 2))
        assert found.p_value == pytest.approx(other.p_value, rel=1e-7)


@QUICK
@given(FULL)
def test_taking_tarones_correction_never_raises_the_statistic(tables):
    corrected, plain = breslow_day(tables), breslow_day(tables, tarone=False)

    assert corrected.statistic <= plain.statistic
    assert corrected.df == plain.df == 2


@QUICK
@given(FULL)
def test_limits_lie_around_the_estimate(tables):
    for run in (mantel_haenszel, exact_common_odds):
        found = run(tables)
        assert found.ci_low < found.effect_size < found.ci_high


def test_the_same_stratum_twice_is_homogeneous():
    twice = np.stack([STRATA[0]] * 2)

    for run in (breslow_day, woolf):
        found = run(twice)
        assert found.statistic == pytest.approx(0, abs=1e-9)
        assert found.p_value == pytest.approx(1)
        assert found.effect_size == pytest.approx(20 * 12 / 81, **DIGITS)


def test_strata_that_are_all_independent_have_odds_ratio_one():
    even = np.array([[[4, 2], [6, 3]], [[5, 10], [2, 4]]], float)

    found = breslow_day(even)

    assert found.effect_size == pytest.approx(1)
    assert found.statistic == pytest.approx(0, abs=1e-12)


def test_half_a_respondent_is_taken_only_from_as_much():
    near = [[[10, 11], [12, 12]], [[7, 8], [9, 10]]]

    found = mantel_haenszel(near, continuity=True)

    assert found.statistic == mantel_haenszel(near).statistic
    assert found.method == "Mantel-Haenszel test with continuity correction"


@pytest.mark.parametrize("run", TESTS)
@pytest.mark.parametrize(("state", "tables"), CASES)
def test_a_degenerate_table_has_a_state_and_no_numbers(run, state, tables):
    found = run(tables)

    # Woolf looks at the strata as they are, and nothing has no strata of any shape.
    assert found.state in {state, State.WRONG_SHAPE}
    assert np.isnan([found.statistic, found.p_value, found.effect_size]).all()


@pytest.mark.parametrize("run", [mantel_haenszel, breslow_day, exact_common_odds])
@pytest.mark.parametrize(("state", "tables"), SILENT)
def test_strata_that_tell_nothing_have_a_state(run, state, tables):
    assert run(tables).state is state


@pytest.mark.parametrize("run", [breslow_day, woolf])
def test_one_stratum_cannot_differ_from_others(run):
    assert run(STRATA[:1]).state is State.WRONG_SHAPE


def test_perfect_separation_has_an_infinite_odds_ratio_and_an_exact_lower_limit():
    apart = [[[4, 0], [0, 4]], [[3, 0], [1, 2]]]

    found, exact = mantel_haenszel(apart), exact_common_odds(apart)

    assert found.effect_size == exact.effect_size == exact.ci_high == np.inf
    assert np.isnan(found.ci_low)
    assert exact.ci_low > 1
    assert breslow_day(apart).state is State.NO_ESTIMATE


def test_nobody_on_the_first_diagonal_is_odds_ratio_zero():
    found = exact_common_odds([[[0, 4], [4, 0]], [[0, 3], [2, 1]]])

    assert found.effect_size == found.ci_low == 0
    assert 0 < found.ci_high < 1


def test_a_zero_cell_is_told_by_woolf():
    with_zero = STRATA.copy()
    with_zero[0, 0, 0] = 0

    assert woolf(with_zero).note == "½ added to every cell because one is zero"
    by_hand = woolf(with_zero + 0.5)
    assert woolf(with_zero).statistic == pytest.approx(by_hand.statistic, **DIGITS)


def test_fractions_of_respondents_are_refused_by_the_exact_test_alone():
    assert exact_common_odds(STRATA / 2).state is State.NOT_COUNTS
    halved = mantel_haenszel(STRATA / 2)
    assert halved.effect_size == pytest.approx(mantel_haenszel(STRATA).effect_size)


def test_the_exact_test_keeps_strata_that_tell_nothing_in_its_sum():
    dull = np.array([[[5.0, 0], [6, 0]]])

    found, without = exact_common_odds(np.vstack([STRATA, dull])), exact_common_odds(STRATA)

    assert found.statistic == without.statistic + 5
    assert found.p_value == pytest.approx(without.p_value, **DIGITS)


def test_the_exact_test_answers_where_the_sum_is_too_rare_for_a_double():
    found = exact_common_odds(_tables(ALL["coal"]))

    assert found.p_value < 1e-290
    assert found.ci_low < found.effect_size < found.ci_high < 20


@pytest.mark.parametrize(
    ("run", "formula"),
    [
        (mantel_haenszel, "Q = (Σa − ΣE)²/ΣV = (9.107)²"),
        (breslow_day, "df = strata − 1 = 2"),
        (woolf, "Σw(l − l̄)² = 0."),
        (exact_common_odds, "no more likely than 42 among 8 to 62"),
    ],
)
def test_the_explanation_has_the_numbers(run, formula):
    told = run(STRATA).explain()

    assert formula in told
    assert "common odds ratio = 3." in told
