from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.inference.models.logit import fit, has_maximum
from itperception.inference.models.models import proportional_odds
from itperception.inference.results import State
from itperception.inference.tables.independence import likelihood_ratio
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, reference

TOLD = reference("models")
FEW = settings(QUICK, max_examples=10)
FULL = arrays(float, (4, 3), elements=st.integers(1, 20).map(float))
WAVE = np.array([[6, 1, 4], [14, 5, 6], [23, 9, 7], [35, 17, 7], [12, 8, 2]], float)
ANOTHER = np.array([[3, 2, 1], [20, 9, 8], [31, 10, 4], [25, 15, 5], [9, 2, 0]], float)
DEGENERATE = [
    (State.EMPTY, []),
    (State.EMPTY, np.zeros((3, 2))),
    (State.ONE_ROW, [[5, 6], [0, 0]]),
    (State.ONE_ROW, [[1, 0], [0, 0]]),
    (State.ONE_COLUMN, [[5, 0], [6, 0]]),
    (State.NO_VARIATION, [[[5, 5], [0, 0]], [[0, 0], [6, 2]]]),
    (State.WRONG_SHAPE, [1, 2, 3]),
    (State.NO_ESTIMATE, np.eye(2)),
    (State.NO_ESTIMATE, 9 * np.eye(4)),
    (State.NO_ESTIMATE, [[5, 5], [5, 0]]),
    (State.NO_ESTIMATE, [[5, 0, 3], [5, 0, 2], [0, 4, 6]]),
]


@cache
def fitted(name):
    counts = np.reshape(TOLD[name]["counts"], TOLD[name]["dim"]).astype(float)
    return proportional_odds(np.moveaxis(counts, -1, 0))


@each("name", TOLD)
def test_estimates_are_where_newton_in_r_ends(name):
    case, model = TOLD[name], fitted(name)

    slopes = [*model.groups["log_odds"], *model.strata["log_odds"]]
    assert [*model.thresholds["threshold"], *slopes] == pytest.approx(
        [*np.atleast_1d(case["theta"]), *np.atleast_1d(case["slopes"])], **DIGITS
    )
    assert model.log_likelihood == pytest.approx(case["log_likelihood"], **DIGITS)


@each("name", TOLD)
def test_errors_and_profile_limits_are_those_of_r(name):
    case, model = TOLD[name], fitted(name)

    frames = model.thresholds, model.groups, model.strata
    assert [se for frame in frames for se in frame["se"]] == pytest.approx(
        case["se"], **DIGITS
    )
    for limit, printed in ("ci_low", "profile_low"), ("ci_high", "profile_high"):
        theirs = np.exp(np.atleast_1d(case[printed]))
        assert model.groups[limit].to_numpy() == pytest.approx(theirs, **DIGITS)


def test_two_answers_and_two_groups_are_the_odds_ratio_of_the_table():
    row = proportional_odds([[30, 12], [20, 28]]).groups.iloc[0]

    assert row["effect_size"] == pytest.approx(30 * 28 / (20 * 12), **DIGITS)
    assert row["se"] == pytest.approx(np.sqrt(1 / 30 + 1 / 12 + 1 / 20 + 1 / 28), **DIGITS)


@FEW
@given(FULL)
def test_two_answers_are_tested_as_by_the_likelihood_ratio(counts):
    model = proportional_odds(counts[:2])

    g = likelihood_ratio(counts[:2])
    assert model.test.statistic == pytest.approx(g.statistic, rel=1e-7, abs=1e-9)
    assert model.proportionality.state is State.WRONG_SHAPE


@FEW
@given(FULL)
def test_the_two_tests_share_out_the_likelihood_ratio_of_the_table(counts):
    model, g = proportional_odds(counts), likelihood_ratio(counts)

    parts = model.test, model.proportionality
    assert sum(part.statistic for part in parts) == pytest.approx(g.statistic, abs=1e-9)
    assert sum(part.df for part in parts) == g.df


@FEW
@given(FULL)
def test_answers_in_reverse_turn_the_odds_ratios_over(counts):
    model, turned = proportional_odds(counts), proportional_odds(counts[::-1])

    ours, theirs = model.groups, turned.groups
    assert ours["log_odds"].to_numpy() == pytest.approx(-theirs["log_odds"], abs=1e-7)
    assert ours["ci_low"].to_numpy() == pytest.approx(1 / theirs["ci_high"], rel=1e-6)
    assert model.log_likelihood == pytest.approx(turned.log_likelihood, **DIGITS)


@FEW
@given(FULL)
def test_another_first_group_changes_only_the_reference(counts):
    model, other = proportional_odds(counts), proportional_odds(counts[:, [1, 0, 2]])

    first, second = model.groups["log_odds"], other.groups["log_odds"]
    assert first.iloc[0] == pytest.approx(-second.iloc[0], abs=1e-7)
    assert first.iloc[1] - first.iloc[0] == pytest.approx(second.iloc[1], abs=1e-7)
    assert model.test.statistic == pytest.approx(other.test.statistic, abs=1e-9)


@FEW
@given(FULL)
def test_limits_lie_around_the_estimate(counts):
    groups = proportional_odds(counts).groups

    for low, high in ("ci_low", "ci_high"), ("wald_low", "wald_high"):
        assert (groups[low] < groups["effect_size"]).all()
        assert (groups["effect_size"] < groups[high]).all()


def test_twice_the_respondents_halve_the_variance_and_double_the_statistics():
    once, twice = proportional_odds(WAVE), proportional_odds(2 * WAVE)

    assert twice.groups["log_odds"].to_numpy() == pytest.approx(
        once.groups["log_odds"], **DIGITS
    )
    assert twice.groups["se"].to_numpy() == pytest.approx(
        once.groups["se"] / np.sqrt(2), **DIGITS
    )
    assert twice.test.statistic == pytest.approx(2 * once.test.statistic, **DIGITS)


def test_the_same_stratum_twice_shifts_nothing():
    once, twice = proportional_odds(WAVE), proportional_odds(np.stack([WAVE, WAVE]))

    assert twice.groups["log_odds"].to_numpy() == pytest.approx(
        once.groups["log_odds"], **DIGITS
    )
    assert twice.strata["log_odds"].to_list() == pytest.approx([0], abs=1e-9)


def test_the_order_of_strata_leaves_the_odds_ratios_alone():
    tables = np.stack([WAVE, ANOTHER])

    model, other = proportional_odds(tables), proportional_odds(tables[::-1])

    assert model.groups.to_numpy() == pytest.approx(other.groups.to_numpy(), rel=1e-7)
    assert model.strata["log_odds"].to_list() == pytest.approx(-other.strata["log_odds"])


def test_at_a_profile_limit_the_likelihood_has_fallen_to_the_critical_value():
    model, cells, design = proportional_odds(WAVE), WAVE.T, np.eye(3)[:, 1:]
    for limit in ("ci_low", "ci_high"):
        given_slope = np.log(model.groups[limit].iloc[0]) * design[:, 0]
        fallen = fit(cells, design[:, 1:], offset=given_slope).log_likelihood
        # 3.841 is the square of 1.96.
        assert 2 * (model.log_likelihood - fallen) == pytest.approx(
            1.959963984540054**2, **DIGITS
        )


def test_a_narrower_level_has_narrower_limits():
    wide, narrow = proportional_odds(WAVE), proportional_odds(WAVE, level=0.8)

    assert (narrow.groups["ci_low"] > wide.groups["ci_low"]).all()
    assert (narrow.groups["wald_high"] < wide.groups["wald_high"]).all()


def test_empty_answers_and_groups_keep_the_places_of_the_others():
    sparse = np.insert(np.insert(WAVE, 2, 0, axis=0), 1, 0, axis=1)

    model, plain = proportional_odds(sparse), proportional_odds(WAVE)

    assert model.groups.index.tolist() == [2, 3]
    assert model.thresholds.index.tolist() == [0, 1, 3, 4]
    assert model.groups.to_numpy() == pytest.approx(plain.groups.to_numpy())


@each(("state", "counts"), DEGENERATE)
def test_a_degenerate_table_has_a_state_and_no_numbers(state, counts):
    model = proportional_odds(counts)

    assert model.state is model.test.state is model.proportionality.state is state
    assert model.groups.empty
    assert np.isnan(model.log_likelihood)
    assert state.words in model.explain()


def test_strata_that_share_no_group_cannot_be_told_from_groups():
    apart = np.zeros((2, 3, 4))
    apart[0, :, :2] = [[4, 3], [5, 2], [1, 6]]
    apart[1, :, 2:] = [[2, 3], [5, 7], [4, 6]]

    assert proportional_odds(apart).state is State.NO_ESTIMATE


@FEW
@given(arrays(float, (3, 3), elements=st.integers(0, 2).map(float)))
def test_where_there_is_a_maximum_the_slopes_are_finite_and_flat(counts):
    assume((counts.sum(0) > 0).all() and (counts.sum(1) > 0).all())
    cells, design = counts.T, np.eye(3)[:, 1:]

    if has_maximum(cells, design):
        found = fit(cells, design)
        nearby = fit(cells, np.zeros((3, 0)), offset=design @ (found.slopes + 1e-3))
        assert nearby.log_likelihood <= found.log_likelihood
        assert np.isfinite(found.errors).all()


def test_fractions_are_taken_as_they_are():
    halves = proportional_odds(WAVE / 2)

    assert halves.base == WAVE.sum() / 2
    assert halves.state is State.OK


def test_the_explanation_has_the_numbers():
    told = proportional_odds(WAVE).explain()

    assert "n = 156" in told
    assert "Group 2: odds ratio of a later answer exp(-0.769) = 0.463" in told
    assert "Test of proportional odds. 2(ln L₁ − ln L₀) = 2(-225.632 − -225.945)" in told


def test_a_model_is_a_frame_of_its_groups():
    model = proportional_odds(WAVE)

    frame = model.to_frame()
    assert frame["group"].tolist() == [1, 2]
    assert set(frame["effect_name"]) == {"odds ratio of a later answer"}
    assert "odds ratio of a later answer" in model._repr_html_()


def test_two_groups_have_their_odds_ratio_in_the_test():
    model = proportional_odds(WAVE[:, :2])

    assert model.test.effect_size == model.groups["effect_size"].iloc[0]
    assert model.test.ci_high == model.groups["ci_high"].iloc[0]
