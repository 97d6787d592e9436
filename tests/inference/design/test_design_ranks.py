import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.counting.design import DesignCube
from itperception.errors import UnknownNameError
from itperception.inference.design.design_ranks import (
    RANK_SCORES,
    design_rank_test,
    design_trend_test,
    weighted_mid_ranks,
)
from itperception.inference.design.design_scores import compare_means
from itperception.inference.results import State
from tests.cases import each
from tests.inference.reference import DIGITS
from tests.inference.samples import FEW, SAMPLES, design, people, plain

PEOPLE = people()
COUNTS = st.lists(st.integers(0, 12), min_size=4, max_size=4).filter(lambda x: sum(x) > 1)


def numbers(result):
    return [result.statistic, result.df, result.p_value]


@given(SAMPLES)
@FEW
def test_ranks_are_those_of_a_slow_count(d):
    cube, w = design(d), d["w"]

    slow = [(w[d["y"] < k].sum() + w[d["y"] == k].sum() / 2) / w.sum() for k in range(4)]
    assert weighted_mid_ranks(cube.totals) == pytest.approx(slow, **DIGITS)


@pytest.mark.parametrize("scores", RANK_SCORES)
@given(d=SAMPLES, factor=st.floats(0.1, 90))
@FEW
def test_the_scale_of_the_weights_does_not_matter(scores, d, factor):
    one = design_rank_test(design(d), scores=scores)
    other = design_rank_test(design(d.assign(w=d["w"] * factor)), scores=scores)

    assert numbers(one) == pytest.approx(numbers(other), rel=1e-7)


@pytest.mark.parametrize("scores", RANK_SCORES)
@given(seed=st.integers(0, 99))
@FEW
def test_the_order_of_the_rows_does_not_matter(scores, seed):
    mixed = PEOPLE.sample(frac=1, random_state=seed)

    assert numbers(design_rank_test(design(mixed), scores=scores)) == pytest.approx(
        numbers(design_rank_test(design(PEOPLE), scores=scores)), **DIGITS
    )


@pytest.mark.parametrize("scores", RANK_SCORES)
def test_an_answer_that_nobody_gave_changes_nothing(scores):
    recoded = PEOPLE.assign(y=PEOPLE["y"].map({0: 0, 1: 2, 2: 3, 3: 5}))

    found = design_rank_test(design(recoded, shape=(6, 3)), scores=scores)

    expected = design_rank_test(design(PEOPLE), scores=scores)
    assert numbers(found) == pytest.approx(numbers(expected), **DIGITS)


@pytest.mark.parametrize("scores", ["wilcoxon", "van_der_waerden"])
def test_the_scale_turned_round_turns_the_sign(scores):
    two = design(PEOPLE).take(groups=[0, 2])

    one = design_rank_test(two, scores=scores)
    other = design_rank_test(two.take([3, 2, 1, 0]), scores=scores)

    assert one.effect_size == pytest.approx(-other.effect_size, **DIGITS)
    assert one.p_value == pytest.approx(other.p_value, **DIGITS)


@each(
    ("cube", "state"),
    [
        (DesignCube(strata=np.zeros((3, 1, 2, 2)), units=np.zeros(1), fractions=np.zeros(1)),
         State.EMPTY),
        (design(PEOPLE.assign(w=0.0)), State.NO_WEIGHT),
        (plain([[5, 0], [6, 0]]), State.ONE_COLUMN),
        (plain([[5, 6], [0, 0]]), State.ONE_ROW),
        (plain([[5, 0], [0, 6]]), State.NO_VARIATION),
        (design(PEOPLE, cluster=PEOPLE["s"]), State.ONE_CLUSTER),
    ],
)  # fmt: skip
@each("scores", RANK_SCORES)
def test_a_table_that_cannot_be_tested_says_why(cube, state, scores):
    found = design_rank_test(cube, scores=scores)

    assert found.state is state
    assert state.words in found.explain()


def test_a_median_that_parts_nobody_leaves_nothing_to_test():
    found = design_rank_test(plain([[9, 9], [1, 2]]).take([1]), scores="median")

    assert found.state is State.ONE_ROW


def test_unknown_scores_are_named():
    with pytest.raises(UnknownNameError, match="no rank score is called 'mood'"):
        design_rank_test(design(PEOPLE), scores="mood")


def test_the_explanation_has_the_numbers():
    told = design_rank_test(design(PEOPLE)).explain()

    df = design(PEOPLE).df
    assert "Design-based Kruskal-Wallis test" in told
    assert f"df = 2, {df - 2} = units − strata − 2" in told


def test_the_trend_is_a_regression_of_ranks_respondent_by_respondent():
    d = PEOPLE
    w, x = d["w"].to_numpy(), d["g"].to_numpy(float)
    share = np.array([w[d["y"] < k].sum() + w[d["y"] == k].sum() / 2 for k in range(4)])
    y = share[d["y"]] / w.sum()
    x, y = x - np.average(x, weights=w), y - np.average(y, weights=w)
    slope = (w * x * y).sum() / (w * x * x).sum()
    d = d.assign(z=w * x * (y - slope * x) / (w * x * x).sum())
    totals = d.groupby(["s", "c"])["z"].sum()
    variance = sum(
        len(t) / (len(t) - 1) * ((t - t.mean()) ** 2).sum() for _, t in totals.groupby("s")
    )

    found = design_trend_test(design(PEOPLE))

    assert found.effect_size == pytest.approx(slope, **DIGITS)
    assert found.statistic == pytest.approx(slope / np.sqrt(variance), **DIGITS)
    assert found.df == len(totals) - 2 - 1
    backwards = design_trend_test(design(PEOPLE).take(groups=[2, 1, 0]))
    assert backwards.statistic == pytest.approx(-found.statistic, **DIGITS)


def test_the_wilcoxon_test_is_a_t_test_of_ranks():
    two = design(PEOPLE).take(groups=[0, 2])

    ranked = design_rank_test(two)
    scored = compare_means("t", "difference", two, weighted_mid_ranks(two.totals), 0.95)

    assert numbers(ranked) == pytest.approx(numbers(scored), **DIGITS)
    assert (ranked.ci_low, ranked.ci_high) == pytest.approx((scored.ci_low, scored.ci_high))
