from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import UnknownNameError
from itperception.inference.gap.paired_scores import mean_score, sign_test, up_and_down
from itperception.inference.gap.signed_rank import matched_rank_biserial, wilcoxon
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.results import State
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, reference

PRINTED = reference("paired")
CASES = [pytest.param(case, id=name) for name, case in PRINTED.items()]
EXACT = [p for p in CASES if "exact_pratt" in p.values[0]]
SQUARES = arrays(float, (4, 4), elements=st.integers(0, 12).map(float))
SMALL = arrays(float, (3, 3), elements=st.integers(0, 2).map(float))
ZEROS = st.sampled_from(["wilcox", "pratt"])
TESTS = [wilcoxon, mean_score, sign_test]


def pairs_of(square):
    rows, columns = np.indices(square.shape)
    return np.repeat((columns - rows).ravel(), square.ravel().astype(int))


def by_brute_force(square, zeros):
    from scipy.stats import rankdata

    steps = pairs_of(square)
    steps = steps[steps != 0] if zeros == "wilcox" else steps
    ranks = rankdata(abs(steps))[steps != 0]
    sums = [np.dot(signs, ranks) for signs in product((1, -1), repeat=len(ranks))]
    reached = abs(np.dot(np.sign(steps[steps != 0]), ranks))
    return np.mean(np.abs(sums) >= reached - 1e-9)


@QUICK
@given(SMALL, ZEROS)
def test_exact_wilcoxon_is_all_ways_to_flip_the_signs(square, zeros):
    assume(0 < square.sum() - np.trace(square) <= 10)

    found = wilcoxon(square, zeros=zeros, method="exact").p_value

    assert found == pytest.approx(by_brute_force(square, zeros))


@each("case", EXACT)
def test_exact_wilcoxon_is_that_of_coin_with_ties_and_zeros(case):
    found = [
        wilcoxon(case["counts"], zeros=zeros, method="exact").p_value
        for zeros in ("wilcox", "pratt")
    ]

    printed = [case["exact_wilcoxon"], case["exact_pratt"]]
    assert found == pytest.approx(printed, **DIGITS)


@each("case", CASES)
def test_asymptotic_wilcoxon_is_that_of_r(case):
    wilcox, pratt = (
        wilcoxon(case["counts"], zeros=zeros, method="asymptotic")
        for zeros in ("wilcox", "pratt")
    )

    found = wilcox.statistic, wilcox.p_value, pratt.statistic
    printed = case["wilcoxon_z"], case["wilcoxon_p"], case["pratt_z"]
    assert found == pytest.approx(printed, **DIGITS)


@each("case", CASES)
def test_the_continuity_correction_is_that_of_r(case):
    found = wilcoxon(case["counts"], method="asymptotic", continuity=True)

    assert found.p_value == pytest.approx(case["wilcoxon_corrected_p"], **DIGITS)


@each("case", CASES)
def test_the_mean_score_test_is_that_of_r(case):
    found = mean_score(case["counts"])

    printed = [case["z"], case["z_p"]]
    assert [abs(found.statistic), found.p_value] == pytest.approx(printed, **DIGITS)


@QUICK
@given(SQUARES, ZEROS)
def test_swapping_the_items_turns_the_sign_and_nothing_else(square, zeros):
    for run in (
        mean_score,
        lambda s: wilcoxon(s, zeros=zeros, method="asymptotic"),
    ):
        found, turned = run(square), run(square.T)

        assert found.statistic == pytest.approx(-turned.statistic, nan_ok=True)
        assert found.effect_size == pytest.approx(-turned.effect_size, nan_ok=True)
        assert found.p_value == pytest.approx(turned.p_value, nan_ok=True)


@QUICK
@given(SQUARES, ZEROS)
def test_the_two_exact_rank_sums_share_the_whole(square, zeros):
    found, turned = (wilcoxon(s, zeros=zeros, method="exact") for s in (square, square.T))
    agree, n = np.trace(square), square.sum()
    assume(n > agree)

    whole = n * (n + 1) / 2 - (agree * (agree + 1) / 2 if zeros == "pratt" else 0)
    if zeros == "wilcox":
        whole = (n - agree) * (n - agree + 1) / 2
    assert found.statistic + turned.statistic == pytest.approx(whole)
    assert found.p_value == pytest.approx(turned.p_value)


@QUICK
@given(SQUARES, st.integers(1, 30))
def test_pairs_that_agree_change_no_conditional_test(square, same):
    wider = square + same * np.eye(4)

    for run in (mean_score, sign_test, wilcoxon):
        assert run(wider).p_value == pytest.approx(run(square).p_value, nan_ok=True)


@QUICK
@given(SQUARES)
def test_an_empty_category_at_the_end_changes_nothing(square):
    for run in TESTS:
        found = run(np.pad(square, (0, 1))).p_value
        assert found == pytest.approx(run(square).p_value, nan_ok=True)


@QUICK
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_for_two_categories_wilcoxon_and_the_sign_test_are_mcnemar(b, c, same):
    square, n = [[same, b], [c, same]], b + c + 2 * same

    exact = mcnemar(b, c, n, method="exact").p_value
    assert wilcoxon(square, method="exact").p_value == pytest.approx(exact, nan_ok=True)
    assert sign_test(square).p_value == pytest.approx(mcnemar(b, c, n).p_value, nan_ok=True)
    z = wilcoxon(square, method="asymptotic").statistic
    x2 = mcnemar(b, c, n, method="asymptotic").statistic
    assert z**2 == pytest.approx(x2, nan_ok=True)


@QUICK
@given(SQUARES, st.floats(0.1, 5), st.floats(-3, 3))
def test_the_scale_and_the_origin_of_scores_change_no_test(square, unit, origin):
    scores = unit * np.array([7, 4, 2, 1]) + origin

    found = mean_score(square, scores=scores)
    usual = mean_score(square, scores=[7, 4, 2, 1])
    assert found.statistic == pytest.approx(usual.statistic, nan_ok=True, abs=1e-9)


def test_equal_scores_leave_nothing_to_test():
    found = mean_score([[5, 9], [1, 5]], scores=[1, 1])

    assert found.state is State.NO_VARIATION


def test_a_better_first_answer_is_positive():
    square = [[5, 9], [1, 5]]

    assert up_and_down(square) == (9, 1, 20)
    assert mean_score(square).effect_size == pytest.approx(8 / 20)
    assert wilcoxon(square, method="asymptotic").statistic > 0
    assert matched_rank_biserial(square).effect_size == pytest.approx(0.8)


@QUICK
@given(SQUARES)
def test_the_rank_biserial_is_the_part_of_the_rank_sum_that_remains(square):
    found, rank_sum = matched_rank_biserial(square), wilcoxon(square, method="exact")
    assume(found.state is State.OK)
    m = square.sum() - np.trace(square)

    whole = m * (m + 1) / 2
    assert found.effect_size == pytest.approx((2 * rank_sum.statistic - whole) / whole)
    turned = matched_rank_biserial(square.T)
    assert found.effect_size == pytest.approx(-turned.effect_size)
    assert found.ci_low == pytest.approx(-turned.ci_high, nan_ok=True)


def test_the_error_of_the_rank_biserial_is_that_of_shaken_counts():
    square = np.array(PRINTED["large"]["counts"]) * 400.0
    rng, cells = np.random.default_rng(4), square.ravel()

    shaken = rng.multinomial(int(cells.sum()), cells / cells.sum(), 400)
    drawn = [matched_rank_biserial(x.reshape(5, 5)).effect_size for x in shaken]

    assert matched_rank_biserial(square).se == pytest.approx(np.std(drawn), rel=0.1)


def test_pairs_that_all_go_one_way_have_no_interval():
    found = matched_rank_biserial([[5, 3, 1], [0, 5, 4], [0, 0, 5]])

    assert found.effect_size == 1
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert "same way" in found.note


def test_many_pairs_are_tested_asymptotically_unless_exact_is_asked_for():
    square = [[0, 300], [260, 0]]

    assert "asymptotic" in wilcoxon(square).method
    assert "exact" in wilcoxon(square, method="exact").method
    assert "exact" in wilcoxon([[0, 30], [26, 0]]).method


def test_fractions_of_pairs_are_tested_asymptotically():
    square = np.array([[2.5, 3.0], [1.5, 4.0]])

    assert "asymptotic" in wilcoxon(square).method
    assert wilcoxon(square, method="exact").state is State.NOT_COUNTS


@each("run", [*TESTS, matched_rank_biserial])
@each(
    ("square", "state"),
    [(np.zeros((3, 3)), State.EMPTY), (np.zeros((0, 0)), State.EMPTY),
     (np.eye(3) * 4, State.NO_VARIATION), (np.ones((2, 3)), State.WRONG_SHAPE)],
)  # fmt: skip
def test_a_degenerate_square_has_a_state_and_no_p_value(run, square, state):
    found = run(square)

    assert found.state is state
    assert np.isnan(getattr(found, "p_value", np.nan))


@pytest.mark.parametrize("square", [[[0, 1], [0, 0]], [[0, 1], [0, 1]], [[0, 1], [1, 0]]])
def test_one_or_two_respondents_are_enough_to_compute(square):
    for run in TESTS:
        assert 0 < run(square).p_value <= 1


@pytest.mark.parametrize(
    ("options", "told"),
    [({"zeros": "prat"}, "did you mean 'pratt'"), ({"method": "exakt"}, "mean 'exact'")],
)
def test_an_unknown_option_is_refused(options, told):
    with pytest.raises(UnknownNameError, match=told):
        wilcoxon([[1, 2], [3, 4]], **options)


def test_the_tests_explain_themselves_with_their_numbers():
    square = [[20, 9, 3], [15, 41, 6], [8, 22, 32]]

    assert "W = 571.5 of ΣR = 2016" in wilcoxon(square).explain()
    assert "left out" in wilcoxon(square).note
    assert "ranked" in wilcoxon(square, zeros="pratt").note
    assert "r = Σ sgn(d) R/ΣR = -873/2016" in matched_rank_biserial(square).explain()
    assert "P(Bin(63, ½) ≤ 18)" in sign_test(square).explain()
