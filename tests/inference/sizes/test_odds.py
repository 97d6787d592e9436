import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.inference.contingency import chi_squared
from itperception.inference.results import State
from itperception.inference.sizes.differences import (
    cohens_h,
    cohens_w,
    odds_ratio,
    phi,
    risk_difference,
    risk_ratio,
)
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK

# Each example costs many intervals.
FEW = settings(QUICK, max_examples=8)
TABLES = arrays(float, (2, 2), elements=st.integers(0, 20).map(float)).filter(
    lambda counts: counts.sum(0).all() and counts.sum(1).all() and counts.sum() > 2
)
FULL = TABLES.map(lambda counts: counts + 1)
EFFECTS = [odds_ratio, risk_ratio, risk_difference, cohens_h, phi]
SIGNED = [risk_difference, cohens_h, phi]
RATIOS = [odds_ratio, risk_ratio]


@FEW
@given(FULL)
def test_swapping_the_groups_inverts_every_ratio(counts):
    for ratio in RATIOS:
        one, other = ratio(counts), ratio(counts[:, ::-1])
        assert other.effect_size == pytest.approx(1 / one.effect_size)
        assert other.ci_low == pytest.approx(1 / one.ci_high)


@FEW
@given(TABLES)
def test_swapping_the_groups_turns_every_difference(counts):
    for effect in SIGNED:
        one, other = effect(counts), effect(counts[:, ::-1])
        assert other.effect_size == pytest.approx(-one.effect_size)
        assert other.ci_low == pytest.approx(-one.ci_high, abs=1e-9)


@FEW
@given(TABLES)
def test_turning_the_table_keeps_odds_ratio_and_phi(counts):
    for effect in (odds_ratio, phi):
        one, other = effect(counts), effect(counts.T)
        assert other.effect_size == pytest.approx(one.effect_size)
        assert other.ci_high == pytest.approx(one.ci_high, nan_ok=True)


@FEW
@given(TABLES)
def test_the_interval_contains_the_estimate(counts):
    for effect in (effect(counts) for effect in (*SIGNED, *RATIOS)):
        if not np.isnan(effect.ci_low):
            assert effect.ci_low <= effect.effect_size <= effect.ci_high


@FEW
@given(TABLES)
def test_a_higher_level_widens_every_interval(counts):
    for ratio in RATIOS:
        narrow, wide = (ratio(counts, level=level) for level in (0.8, 0.99))
        if not np.isnan(narrow.ci_low):
            assert wide.ci_low <= narrow.ci_low <= narrow.ci_high <= wide.ci_high


@QUICK
@given(FULL)
def test_odds_and_risk_ratios_are_on_the_same_side_of_one(counts):
    odds, risk = odds_ratio(counts).effect_size, risk_ratio(counts).effect_size

    assert (odds > 1.0000001) == (risk > 1.0000001)
    assert abs(np.log(odds)) >= abs(np.log(risk)) - 1e-9


@QUICK
@given(TABLES)
def test_w_is_the_absolute_value_of_phi(counts):
    w = cohens_w(counts).effect_size

    assert w == pytest.approx(abs(phi(counts).effect_size), abs=1e-9)
    assert w**2 * counts.sum() == pytest.approx(chi_squared(counts), abs=1e-9)


@FEW
@given(TABLES, st.integers(2, 9))
def test_more_of_the_same_keeps_the_effect_and_narrows_its_interval(counts, times):
    for effect in SIGNED:
        few, many = effect(counts), effect(counts * times)
        assert many.effect_size == pytest.approx(few.effect_size)
        assert many.ci_high - many.ci_low < few.ci_high - few.ci_low


def test_a_table_of_many_groups_has_a_w():
    counts = np.array([[20, 24, 46], [4, 13, 23], [6, 7, 13]])

    assert cohens_w(counts).effect_size == pytest.approx(
        np.sqrt(chi_squared(counts.astype(float)) / 156), **DIGITS
    )


@pytest.mark.parametrize("counts", [[[0, 3], [5, 6]], [[5, 3], [0, 6]]])
def test_wald_has_no_interval_where_a_cell_is_empty(counts):
    found = odds_ratio(counts)

    assert found.state is State.OK
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert "leaves Wald without an interval" in found.note


@each("effect", EFFECTS)
@each(("state", "counts"), [
    (State.EMPTY, np.zeros((2, 2))), (State.ONE_COLUMN, [[5, 0], [6, 0]]),
    (State.SMALL_BASE, np.eye(2)), (State.WRONG_SHAPE, np.full((3, 2), 4)),
])  # fmt: skip
def test_a_degenerate_table_has_a_state_and_no_numbers(effect, state, counts):
    found = effect(counts)

    assert found.state is state
    assert np.isnan([found.effect_size, found.ci_low, found.ci_high]).all()


def test_if_nobody_says_yes_the_difference_is_known_and_the_ratios_are_not():
    counts = [[0, 0], [5, 6]]

    assert risk_difference(counts).effect_size == 0
    assert cohens_h(counts).effect_size == 0
    assert odds_ratio(counts).state is State.ONE_ROW
    assert risk_ratio(counts).state is State.NO_ESTIMATE


def test_an_empty_answer_changes_nothing_but_the_note():
    found = risk_difference([[46, 24], [0, 0], [44, 16]])

    assert found.effect_size == risk_difference([[46, 24], [44, 16]]).effect_size
    assert found.note == "left out as empty: 1 row"


@each(("effect", "told"), [
    (odds_ratio, "46×16/(24×44)"), (risk_ratio, "(46/90)/(24/40)"),
    (risk_difference, "46/90 − 24/40"), (cohens_h, "SE = √(1/90 + 1/40)"),
    (phi, "(46×16 − 24×44)/3888"), (cohens_w, "√(0.8804/130)"),
])  # fmt: skip
def test_the_explanation_has_the_numbers_of_the_table(effect, told):
    assert told in effect([[46, 24], [44, 16]]).explain()
