import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from itperception.errors import ItPerceptionError
from itperception.inference.planning.detectable import (
    detectable_difference,
    detectable_gap,
)
from itperception.inference.planning.power import (
    power_chi_squared,
    power_mcnemar,
    power_two_proportions,
)
from itperception.inference.planning.power_laws import exact_power
from itperception.inference.planning.sample_size import (
    needed_chi_squared,
    needed_mcnemar,
    needed_next_wave,
    needed_two_proportions,
)
from itperception.inference.results import State
from itperception.inference.tables.fourfold import n_minus_one
from tests.cases import each
from tests.inference.reference import QUICK

SHARE = st.floats(0.02, 0.98)
# What a design review found by other software, in points or as it stands.
REVIEWED_W = {1: 0.2243, 2: 0.2485, 4: 0.2766, 8: 0.3103}
REVIEWED_SHARES = {(90, 40): 0.754, (90, 26): 0.792, (40, 26): 0.824}
REVIEWED_GAPS = {0.2: 0.100, 0.3: 0.122, 0.4: 0.141}
REVIEWED_WAVES = {156: 0.155, 250: 0.141, 500: 0.127}
REVIEWED_POWER = {(90, 40): 0.777, (90, 26): 0.637, (40, 26): 0.535}


@pytest.mark.parametrize(("df", "w"), REVIEWED_W.items())
def test_the_smallest_w_of_156_is_that_of_the_review(df, w):
    assert power_chi_squared(w, 156, df).power == pytest.approx(0.8, abs=5e-4)


@pytest.mark.parametrize(("bases", "share"), REVIEWED_SHARES.items())
def test_the_share_told_apart_from_a_half_is_that_of_the_review(bases, share):
    assert detectable_difference(0.5, *bases).second == pytest.approx(share, abs=5.1e-4)


@pytest.mark.parametrize(("discordance", "gap"), REVIEWED_GAPS.items())
def test_the_smallest_gap_is_that_of_the_review(discordance, gap):
    found = detectable_gap(discordance, 156).effect_size

    assert found == pytest.approx(gap, abs=5.1e-4)


@pytest.mark.parametrize(("base", "change"), REVIEWED_WAVES.items())
def test_the_smallest_change_between_waves_is_that_of_the_review(base, change):
    found = detectable_difference(0.51, 156, base).effect_size

    assert found == pytest.approx(change, abs=5.1e-4)


@pytest.mark.parametrize(("bases", "power"), REVIEWED_POWER.items())
def test_the_exact_power_is_that_of_the_review(bases, power):
    assert exact_power(0.5, 0.75, *bases, 0.05) == pytest.approx(power, abs=5.1e-4)


def test_exact_power_is_the_chance_that_the_test_rejects():
    rng = np.random.default_rng(3)
    x1, x2 = rng.binomial(12, 0.2, 1500), rng.binomial(9, 0.8, 1500)
    pairs, ways = np.unique([x1, x2], axis=1, return_counts=True)
    p_values = [n_minus_one([[a, b], [12 - a, 9 - b]]).p_value for a, b in pairs.T]

    found = exact_power(0.2, 0.8, 12, 9, 0.05)

    assert found == pytest.approx((np.array(p_values) < 0.05) @ ways / 1500, abs=0.03)


@QUICK
@given(SHARE, SHARE, st.integers(5, 400), st.integers(5, 400))
def test_it_does_not_matter_which_group_is_first(p1, p2, n1, n2):
    one = power_two_proportions(p1, p2, n1, n2).power
    other = power_two_proportions(p2, p1, n2, n1).power
    turned = power_two_proportions(1 - p1, 1 - p2, n1, n2).power
    assert (other, turned) == pytest.approx((one, one))


@QUICK
@given(SHARE, st.integers(5, 400), st.integers(5, 400))
def test_at_the_smallest_difference_the_power_is_the_wanted_one(share, n1, n2):
    found = detectable_difference(share, n1, n2)
    if found.state is State.OK:
        assert found.power == pytest.approx(0.8)
        assert found.second > share
    else:
        assert power_two_proportions(share, 1, n1, n2).power < 0.8


@QUICK
@given(SHARE, SHARE.filter(lambda p: p != 0.5))
def test_so_many_respondents_have_the_wanted_power(first, second):
    found = needed_two_proportions(first, second, power=0.9)

    if found.state is State.OK and found.bases[0] > 1.01:
        again = power_two_proportions(first, second, *found.bases)
        assert again.power == pytest.approx(0.9)


@QUICK
@given(st.floats(0.05, 0.9), st.integers(1, 20), st.integers(20, 500))
def test_w_its_base_and_its_power_belong_together(w, df, base):
    power = power_chi_squared(w, base, df).power

    if 0.06 < power < 0.999:
        assert needed_chi_squared(w, df, power=power).bases[0] == pytest.approx(base)


@QUICK
@given(st.floats(0.05, 0.3), st.floats(0.3, 0.9), st.integers(20, 500))
def test_a_gap_its_base_and_its_power_belong_together(gap, discordance, base):
    power = power_mcnemar(gap, discordance, base).power

    if 0.06 < power < 0.999:
        found = detectable_gap(discordance, base, power=power)
        needed = needed_mcnemar(gap, discordance, power=power)
        assert found.effect_size == pytest.approx(gap)
        assert needed.bases[0] == pytest.approx(base)


def test_without_an_effect_the_power_is_the_level():
    assert power_two_proportions(0.4, 0.4, 90, 40).power == pytest.approx(0.05)
    assert power_chi_squared(0, 156, 4, alpha=0.01).power == pytest.approx(0.01)


def test_one_degree_of_freedom_is_two_sided_normal():
    away = 0.2 * np.sqrt(156)
    by_normal = power_two_proportions(0.5, np.sin(np.pi / 4 + 0.1) ** 2, 312, 312).power

    assert power_chi_squared(0.2, 156, 1).power == pytest.approx(by_normal)
    assert away > ndtri(0.975)


def test_the_next_wave_needs_what_the_power_function_says():
    found = needed_next_wave(0.51, 0.65, 156)

    again = power_two_proportions(0.51, 0.65, 156, found.respondents[1]).power
    fewer = power_two_proportions(0.51, 0.65, 156, found.respondents[1] - 1).power
    assert fewer < 0.8 <= again


def test_a_design_effect_makes_respondents_worth_less():
    plain, clustered = (needed_two_proportions(0.5, 0.6, design_effect=d) for d in (1, 1.5))
    half = power_two_proportions(0.5, 0.6, 100, 80).power

    assert clustered.bases == pytest.approx(np.multiply(plain.bases, 1.5))
    assert power_two_proportions(0.5, 0.6, 200, 160, design_effect=2).power == half
    assert power_chi_squared(0.3, 312, 4, design_effect=2).power == pytest.approx(
        power_chi_squared(0.3, 156, 4).power
    )
    assert power_mcnemar(0.1, 0.3, 312, design_effect=2).power == pytest.approx(
        power_mcnemar(0.1, 0.3, 156).power
    )
    assert "respondents (design effect 1.5), power 0.8" in clustered.explain()


def test_needed_respondents_are_rounded_up():
    found = needed_two_proportions(0.5, 0.75)

    assert found.respondents == tuple(int(np.ceil(base)) for base in found.bases)
    assert found.to_frame().loc[0, "respondents"] == found.respondents


@each(("state", "found"), [
    (State.EMPTY, power_two_proportions(0.5, 0.6, 0, 40)),
    (State.EMPTY, power_chi_squared(0.3, 0, 4)),
    (State.EMPTY, power_mcnemar(0.1, 0.3, 0)),
    (State.EMPTY, detectable_difference(0.5, 90, 0)),
    (State.EMPTY, detectable_gap(0.3, 0)),
    (State.EMPTY, needed_next_wave(0.5, 0.6, 0)),
    (State.NO_VARIATION, power_two_proportions(0, 0, 90, 40)),
    (State.NO_VARIATION, detectable_gap(0, 156)),
    (State.NO_ESTIMATE, detectable_difference(0.95, 20, 10)),
    (State.NO_ESTIMATE, detectable_gap(0.02, 26)),
    (State.NO_ESTIMATE, needed_two_proportions(0.5, 0.5)),
    (State.NO_ESTIMATE, needed_next_wave(0.51, 0.6, 156)),
    (State.NO_ESTIMATE, needed_chi_squared(0, 4)),
    (State.NO_ESTIMATE, needed_mcnemar(0, 0.3)),
])  # fmt: skip
def test_what_cannot_be_reached_has_a_state_and_no_numbers(state, found):
    assert found.state is state
    assert np.isnan(found.power)
    assert found.explain().startswith(f"{found.question}: not computed, {state.words}")


def test_out_of_reach_is_said_with_the_power_that_there_is():
    assert (
        "even 100% against 95.0% has power 0.2"
        in detectable_difference(0.95, 20, 10).explain()
    )
    assert "with any number of others" in needed_next_wave(0.51, 0.6, 156).note


@pytest.mark.parametrize(("call", "told"), [
    (lambda: power_two_proportions(50, 0.6, 9, 9), "first is 50, expected a share"),
    (lambda: power_two_proportions(0.5, 0.6, 9, 9, alpha=5), "alpha is 5, expected a level"),
    (lambda: needed_chi_squared(0.3, 4, power=0.05), "power is 0.05, expected above alpha"),
    (lambda: power_chi_squared(-1, 9, 4), "w is -1 and df 4, expected w ≥ 0"),
    (lambda: power_mcnemar(0.4, 0.3, 9), "gap is 0.4, expected within ±0.3"),
])  # fmt: skip
def test_a_value_out_of_range_is_refused(call, told):
    with pytest.raises(ItPerceptionError, match=told):
        call()


def test_the_explanation_has_question_answer_formula_and_check():
    told = detectable_difference(0.5, 90, 40).explain()

    assert told.startswith("smallest detectable effect: difference = 0.254 (from 50.0% to")
    assert "90 and 40 respondents, power 0.8 at alpha 0.05" in told
    assert "s = √(90×40/(90 + 40)), z = 1.96" in told
    assert "the N−1 chi-squared test finds it with probability 0.79" in told


@pytest.mark.parametrize(("found", "told"), [
    (power_chi_squared(0.3, 156, 8), "λ = nw² = 156×0.3² = 14.04) > 15.51) = 0.7667"),
    (power_mcnemar(0.13, 0.3, 156), "Φ((0.13√156 − 1.96√0.3)/√(0.3 − 0.13²))"),
    (needed_mcnemar(0.13, 0.3), "gap = 0.13, 137 respondents"),
])  # fmt: skip
def test_every_explanation_has_its_formula(found, told):
    assert told in found.explain()


def test_a_plan_is_one_row_and_shows_itself():
    found = needed_chi_squared(0.3, 4)

    assert found.to_frame().shape == (1, len(dataclasses.fields(found)) + 1)
    assert "chi-squared" in found._repr_html_()
