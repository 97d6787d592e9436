import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.contingency import superiority
from itperception.inference.results import State
from itperception.inference.tables.independence import kruskal_wallis, pearson
from itperception.inference.tables.strata import keep_informative
from itperception.inference.tables.stratified import (
    CMH_NAMES,
    CMH_SCORES,
    cmh,
    stratified_superiority,
)
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, reference

PRINTED = [
    pytest.param(case, id=name) for name, case in reference("stratified")["many"].items()
]
KINDS = list(CMH_NAMES)
TABLES = arrays(float, (3, 4, 3), elements=st.integers(0, 12).map(float))
WAVES = np.array([
    [[6, 1, 4], [14, 5, 6], [23, 9, 7], [35, 17, 7], [12, 8, 2]],
    [[3, 2, 1], [20, 9, 8], [31, 10, 4], [25, 15, 5], [9, 2, 0]],
], float)  # fmt: skip
TWO = WAVES[:, :, :2]
ALIKE = np.array([[[5, 5], [0, 0]], [[0, 0], [6, 2]]])
DEGENERATE = {
    State.EMPTY: [[], np.zeros((0, 3, 2)), np.zeros((2, 0, 3)), np.zeros((2, 3, 3))],
    State.ONE_ROW: [[[[5, 6], [0, 0]]], np.ones((2, 1, 3))],
    State.ONE_COLUMN: [[[[5, 0], [6, 0]]], np.ones((2, 3, 1))],
    State.NO_VARIATION: [ALIKE],
    State.WRONG_SHAPE: [[1, 2], np.ones((1, 2, 2, 2))],
}
CASES = [(state, table) for state, tables in DEGENERATE.items() for table in tables]


def _tables(case):
    return np.moveaxis(np.reshape(case["counts"], case["dim"]).astype(float), -1, 0)


def _close(found, other):
    same = [found.state is other.state, found.df == other.df or found.df != found.df]
    return all(same) and found.statistic == pytest.approx(
        other.statistic, rel=1e-7, abs=1e-9, nan_ok=True
    )


@each("case", PRINTED)
@each("kind", KINDS)
def test_the_family_is_that_of_coin(kind, case):
    assert cmh(_tables(case), kind=kind).statistic == pytest.approx(case[kind], **DIGITS)


@each("case", PRINTED)
@each("scores", ["ranks", "stratum_ranks", "ridits"])
def test_ranks_are_those_of_coin(scores, case):
    found = cmh(_tables(case), kind="mean_scores", answer_scores=scores)

    assert found.statistic == pytest.approx(case[scores], **DIGITS)


@QUICK
@given(TABLES)
def test_one_stratum_is_pearson_with_the_variance_of_shuffling(tables):
    found, x2 = cmh(tables[0]), pearson(tables[0])

    if x2.state is State.OK:
        n = found.base
        assert found.statistic == pytest.approx(x2.statistic * (n - 1) / n, rel=1e-7)
        assert found.df == x2.df


@QUICK
@given(TABLES)
def test_ranks_in_one_stratum_are_kruskal_wallis(tables):
    found = cmh(tables[0], kind="mean_scores", answer_scores="ranks")
    h = kruskal_wallis(tables[0])

    if h.state is State.OK:
        assert found.statistic == pytest.approx(h.statistic, rel=1e-7)


@QUICK
@given(TABLES, st.permutations(range(3)), st.permutations(range(3)))
def test_the_order_of_strata_and_of_unranked_groups_is_irrelevant(tables, strata, groups):
    shuffled = tables[strata][:, :, groups]

    for kind in ("general", "mean_scores"):
        assert _close(cmh(shuffled, kind=kind), cmh(tables, kind=kind))


@QUICK
@given(TABLES)
def test_turning_the_tables_keeps_association_and_correlation(tables):
    for kind in ("general", "correlation"):
        assert _close(cmh(tables.swapaxes(1, 2), kind=kind), cmh(tables, kind=kind))


@QUICK
@given(TABLES)
def test_scores_may_be_stretched_and_turned_round(tables):
    plain = cmh(tables, kind="mean_scores")

    assert _close(cmh(tables[:, ::-1], kind="mean_scores"), plain)
    own = cmh(tables, kind="mean_scores", answer_scores=[7, 5, 3, 1])
    assert _close(own, plain)


@QUICK
@given(TABLES)
def test_two_groups_have_one_mean_score_and_one_correlation(tables):
    two = tables[:, :, :2]

    assert _close(cmh(two, kind="mean_scores"), cmh(two, kind="correlation"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_stratum_seen_twice_counts_twice(kind):
    once, twice = cmh(WAVES, kind=kind), cmh(np.tile(WAVES, (2, 1, 1)), kind=kind)

    assert twice.statistic == pytest.approx(2 * once.statistic, **DIGITS)
    assert twice.df == once.df


@pytest.mark.parametrize("kind", KINDS)
def test_strata_that_tell_nothing_change_nothing_but_the_note(kind):
    dull = np.zeros((2, *WAVES.shape[1:]))
    dull[0, 2], dull[1, 1, 1] = 4, 1

    found = cmh(np.concatenate([WAVES, dull]), kind=kind)

    assert "left out: 2 strata without two answers and two groups, 13 resp" in found.note
    assert dataclasses.replace(found, note="") == cmh(WAVES, kind=kind)


@pytest.mark.parametrize("kind", KINDS)
def test_strata_that_cancel_out_have_statistic_zero(kind):
    found = cmh([[[0, 1], [1, 0], [1, 0]], [[1, 0], [0, 1], [0, 1]]], kind=kind)

    assert found.statistic == pytest.approx(0, abs=1e-12)
    assert found.p_value == pytest.approx(1)


def test_an_empty_answer_keeps_its_place_on_the_scale():
    wider = np.insert(WAVES, 2, 0, axis=1)

    found = cmh(wider, kind="mean_scores").statistic

    own = cmh(WAVES, kind="mean_scores", answer_scores=[1, 2, 4, 5, 6]).statistic
    assert found == pytest.approx(own, **DIGITS)
    assert found != pytest.approx(cmh(WAVES, kind="mean_scores").statistic, rel=1e-3)


@QUICK
@given(TABLES)
def test_a_test_that_ran_has_its_numbers(tables):
    for kind in KINDS:
        found = cmh(tables, kind=kind)
        numbers = [found.statistic, found.df, found.p_value]
        assert (found.state is State.OK) == np.isfinite(numbers).all()


@each("kind", KINDS)
@each(("state", "tables"), CASES)
def test_a_degenerate_table_has_a_state_and_no_numbers(kind, state, tables):
    found = cmh(tables, kind=kind, answer_scores="ranks")

    assert found.state is state
    assert np.isnan([found.statistic, found.p_value, found.effect_size]).all()


def test_equal_scores_of_all_answers_leave_nothing_to_test():
    found = cmh(WAVES, kind="mean_scores", answer_scores=[3, 3, 3, 3, 3])

    assert found.state is State.NO_VARIATION


def test_unknown_kinds_and_scores_are_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'general'"):
        cmh(WAVES, kind="generel")
    with pytest.raises(UnknownNameError, match=", ".join(CMH_SCORES)):
        cmh(WAVES, answer_scores="modified")


def test_scores_must_be_one_for_each_answer():
    with pytest.raises(ItPerceptionError, match=r"\[1.0, 2.0\]: expected 5 .* answers"):
        cmh(WAVES, kind="mean_scores", answer_scores=[1, 2])


def test_the_explanation_has_the_numbers():
    told = cmh(TWO, kind="mean_scores").explain()

    assert "Q = m'V⁻m = " in told
    assert f"strata = 2, n = {TWO.sum():g}" in told
    assert "probability of superiority within strata = 0." in told


def test_superiority_in_one_stratum_is_that_of_two_groups():
    found = stratified_superiority(TWO[0])

    estimate, _ = superiority(*TWO[0].T)
    assert found.effect_size == pytest.approx(estimate, **DIGITS)


def test_superiority_is_the_weighted_mean_of_the_strata():
    alone = [superiority(*stratum.T)[0] for stratum in TWO]
    weights = [np.prod(s.sum(0)) / s.sum() for s in TWO]

    found = stratified_superiority(TWO)

    assert found.effect_size == pytest.approx(np.average(alone, weights=weights), **DIGITS)


def test_superiority_seen_from_the_other_group_is_its_complement():
    one, other = stratified_superiority(TWO), stratified_superiority(TWO[:, :, ::-1])

    ours = [one.effect_size, one.ci_low, one.ci_high]
    theirs = [1 - other.effect_size, 1 - other.ci_high, 1 - other.ci_low]
    assert ours == pytest.approx(theirs, **DIGITS)


def test_superiority_leaves_out_strata_with_a_single_respondent_in_a_group():
    thin = np.zeros((1, 5, 2))
    thin[0, 1:3] = [[1, 4], [0, 3]]

    found = stratified_superiority(np.concatenate([TWO, thin]))

    assert "1 stratum without two respondents in each group, 8 resp" in found.note
    assert found.effect_size == stratified_superiority(TWO).effect_size


@pytest.mark.parametrize(
    ("tables", "state"),
    [(WAVES, State.WRONG_SHAPE), ([[1, 0], [0, 3]], State.SMALL_BASE), ([], State.EMPTY)],
)
def test_superiority_needs_two_groups_of_two(tables, state):
    assert stratified_superiority(tables).state is state


def test_groups_wholly_apart_have_no_interval():
    found = stratified_superiority([[5, 0], [0, 5]])

    assert found.effect_size == 1
    assert np.isnan(found.ci_low)
    assert "no interval" in found.explain()


def test_what_is_kept_has_two_answers_and_two_groups_everywhere():
    kept = keep_informative(np.concatenate([WAVES, np.ones((1, 5, 3)) * [1, 0, 0]]))

    assert kept.base == WAVES.sum()
    assert kept.strata.tolist() == [True, True, False]
