import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.inference.results import State
from itperception.inference.tables.homogeneity import breslow_day
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, reference

ALL = reference("stratified")["pairs"]
PRINTED = [pytest.param(c, id=name) for name, c in ALL.items() if "odds" in c]
FULL = arrays(float, (3, 2, 2), elements=st.integers(1, 15).map(float))
STRATA = np.array([[[20, 9], [9, 12]], [[15, 8], [11, 21]], [[7, 3], [6, 9]]], float)
ALIKE = np.array([[[5, 5], [0, 0]], [[0, 0], [6, 2]]])
DEGENERATE = [
    (State.EMPTY, []),
    (State.EMPTY, np.zeros((2, 2, 2))),
    (State.WRONG_SHAPE, np.ones((2, 3, 2))),
    (State.WRONG_SHAPE, [1, 2]),
    (State.WRONG_SHAPE, STRATA[:1]),
    (State.ONE_ROW, [[[5, 6], [0, 0]]] * 2),
    (State.ONE_COLUMN, [[[5, 0], [6, 0]]] * 2),
    (State.NO_VARIATION, ALIKE),
    (State.NO_ESTIMATE, [[[4, 0], [0, 4]], [[3, 0], [1, 2]]]),
]


def _tables(case):
    return np.moveaxis(np.reshape(case["counts"], case["dim"]).astype(float), -1, 0)


@each("case", PRINTED)
def test_homogeneity_is_that_of_r(case):
    tables = _tables(case)

    found = [breslow_day(tables, tarone=tarone).statistic for tarone in (False, True)]

    assert found == pytest.approx(case["breslow_day"], **DIGITS)


@QUICK
@given(FULL, st.permutations(range(3)))
def test_the_order_of_strata_and_turned_tables_are_irrelevant(tables, order):
    found = breslow_day(tables)

    for other in breslow_day(tables[order]), breslow_day(tables.swapaxes(1, 2)):
        assert found.p_value == pytest.approx(other.p_value, rel=1e-7)
        assert found.effect_size == pytest.approx(other.effect_size, rel=1e-7)


@QUICK
@given(FULL)
def test_groups_exchanged_give_the_inverse_odds_ratio(tables):
    found, other = breslow_day(tables), breslow_day(tables[:, :, ::-1])

    assert found.p_value == pytest.approx(other.p_value, rel=1e-7)
    assert found.effect_size == pytest.approx(1 / other.effect_size, rel=1e-7)
    assert found.ci_low == pytest.approx(1 / other.ci_high, rel=1e-7)


@QUICK
@given(FULL)
def test_taking_tarones_correction_never_raises_the_statistic(tables):
    corrected, plain = breslow_day(tables), breslow_day(tables, tarone=False)

    assert corrected.statistic <= plain.statistic
    assert corrected.df == plain.df == 2


def test_the_same_stratum_twice_is_homogeneous():
    found = breslow_day(np.stack([STRATA[0]] * 2))

    assert found.statistic == pytest.approx(0, abs=1e-9)
    assert found.p_value == pytest.approx(1)
    assert found.effect_size == pytest.approx(20 * 12 / 81, **DIGITS)


def test_strata_that_are_all_independent_have_odds_ratio_one():
    even = np.array([[[4, 2], [6, 3]], [[5, 10], [2, 4]]], float)

    found = breslow_day(even)

    assert found.effect_size == pytest.approx(1)
    assert found.statistic == pytest.approx(0, abs=1e-12)


@each(("state", "tables"), DEGENERATE)
def test_strata_that_cannot_be_compared_have_a_state_and_no_numbers(state, tables):
    found = breslow_day(tables)

    assert found.state in {state, State.WRONG_SHAPE}
    assert np.isnan([found.statistic, found.p_value, found.ci_low]).all()


def test_the_explanation_has_the_numbers():
    told = breslow_day(STRATA).explain()

    assert "df = strata − 1 = 2" in told
    assert "common odds ratio = 3." in told
