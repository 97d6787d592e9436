import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import UnknownNameError
from itperception.inference.contingency import chi_squared
from itperception.inference.results import State
from itperception.inference.sizes.differences import cohens_h, cohens_w, risk_difference
from itperception.inference.sizes.odds import ODDS, odds_ratio, phi, risk_ratio
from itperception.inference.tables.fixed_margins import FirstCell, accepted_odds_ratios
from tests.inference.reference import DIGITS, QUICK

# Each example costs many intervals.
FEW = settings(QUICK, max_examples=8)
TABLES = arrays(float, (2, 2), elements=st.integers(0, 20).map(float)).filter(
    lambda counts: counts.sum(0).all() and counts.sum(1).all() and counts.sum() > 2
)
FULL = TABLES.map(lambda counts: counts + 1)
EFFECTS = [odds_ratio, risk_ratio, risk_difference, cohens_h, phi]
SIGNED = [risk_difference, cohens_h, phi]
RATIOS = [*((odds_ratio, method) for method in ODDS), (risk_ratio, "score"),
          (risk_ratio, "wald")]  # fmt: skip


@FEW
@given(FULL)
def test_swapping_the_groups_inverts_every_ratio(counts):
    for ratio, method in RATIOS:
        one, other = ratio(counts, method), ratio(counts[:, ::-1], method)
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
    for effect in (lambda t: odds_ratio(t, "conditional"), phi):
        one, other = effect(counts), effect(counts.T)
        assert other.effect_size == pytest.approx(one.effect_size)
        assert other.ci_high == pytest.approx(one.ci_high)


@FEW
@given(TABLES)
def test_the_interval_contains_the_estimate(counts):
    found = [effect(counts) for effect in SIGNED]
    found += [ratio(counts, method) for ratio, method in RATIOS]

    for effect in found:
        if not np.isnan(effect.ci_low):
            assert effect.ci_low <= effect.effect_size <= effect.ci_high


@FEW
@given(TABLES)
def test_a_higher_level_widens_every_interval(counts):
    for ratio, method in RATIOS:
        narrow, wide = (ratio(counts, method, level=level) for level in (0.8, 0.99))
        if not np.isnan(narrow.ci_low):
            assert wide.ci_low <= narrow.ci_low <= narrow.ci_high <= wide.ci_high


@FEW
@given(FULL)
def test_midp_limits_lie_inside_the_exact_ones(counts):
    exact, midp = (odds_ratio(counts, method) for method in ("conditional", "midp"))

    assert exact.ci_low < midp.ci_low < midp.ci_high < exact.ci_high


@QUICK
@given(FULL)
def test_at_its_limits_a_tail_is_what_the_level_leaves(counts):
    found, law = odds_ratio(counts, "conditional"), FirstCell.of(counts)

    _, same, more = law.tails(np.log(found.ci_low))
    fewer, equal, _ = law.tails(np.log(found.ci_high))

    assert [same + more, fewer + equal] == pytest.approx([0.025, 0.025])


@QUICK
@given(FULL)
def test_the_conditional_odds_ratio_expects_what_was_seen(counts):
    law = FirstCell.of(counts)

    chances = law.chances(np.log(odds_ratio(counts, "conditional").effect_size))

    assert chances @ law.possible == pytest.approx(counts[0, 0])


@pytest.mark.parametrize(
    "counts", [[[14, 6], [9, 8]], [[2, 9], [10, 6]], [[11, 3], [1, 3]]]
)
def test_accepted_odds_ratios_end_where_a_fine_search_ends(counts):
    counts, steps = np.array(counts, float), np.linspace(-8, 8, 4001)
    law = FirstCell.of(counts)

    def accepted(at):
        chances = law.chances(at)
        seen = chances[law.possible == law.observed]
        return chances[chances <= seen * (1 + 1e-9)].sum() >= 0.05

    found = [at for at in steps if accepted(at)]
    limits = np.log(accepted_odds_ratios(counts, 0.95))
    assert limits == pytest.approx([found[0], found[-1]], abs=0.005)


@pytest.mark.parametrize("counts", [[[14, 6], [9, 8]], [[1, 12], [9, 4]]])
def test_scipy_finds_the_same_conditional_odds_ratio(counts):
    from scipy.stats.contingency import odds_ratio as theirs

    found, other = odds_ratio(counts, "conditional"), theirs(np.array(counts))

    limits = other.confidence_interval(0.95)
    assert found.effect_size == pytest.approx(other.statistic, rel=1e-6)
    assert (found.ci_low, found.ci_high) == pytest.approx(tuple(limits), rel=1e-6)


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


@pytest.mark.parametrize("method", ["conditional", "midp", "accepted"])
def test_an_empty_cell_opens_the_odds_ratio_on_one_side(method):
    none, all_ = odds_ratio([[0, 3], [5, 6]], method), odds_ratio([[3, 0], [6, 5]], method)

    assert (none.effect_size, none.ci_low, all_.ci_high) == (0, 0, np.inf)
    assert none.ci_high < np.inf
    assert "open on one side" in none.note


@pytest.mark.parametrize(("ratio", "counts"), [
    (odds_ratio, [[0, 3], [5, 6]]), (odds_ratio, [[5, 3], [0, 6]]),
    (risk_ratio, [[0, 3], [5, 6]]), (risk_ratio, [[5, 6], [0, 0]]),
])  # fmt: skip
def test_wald_has_no_interval_where_a_cell_is_empty(ratio, counts):
    found = ratio(counts, "wald")

    assert found.state is State.OK
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert "the other methods have one" in found.note


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize(("state", "counts"), [
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


@pytest.mark.parametrize("method", ["conditional", "midp", "accepted"])
def test_conditional_odds_ratios_refuse_fractions(method):
    assert odds_ratio([[3.5, 4], [5, 6]], method).state is State.NOT_COUNTS


@pytest.mark.parametrize("effect", [odds_ratio, risk_ratio, risk_difference])
def test_an_unknown_method_is_refused(effect):
    with pytest.raises(UnknownNameError, match="no method is called 'walt'; did you mean"):
        effect([[3, 4], [5, 6]], "walt")


@pytest.mark.parametrize(("effect", "told"), [
    (odds_ratio, "46×16/(24×44)"), (risk_ratio, "(46/90)/(24/40)"),
    (risk_difference, "46/90 − 24/40"), (cohens_h, "SE = √(1/90 + 1/40)"),
    (phi, "(46×16 − 24×44)/3888"), (cohens_w, "√(0.8804/130)"),
])  # fmt: skip
def test_the_explanation_has_the_numbers_of_the_table(effect, told):
    assert told in effect([[46, 24], [44, 16]]).explain()
