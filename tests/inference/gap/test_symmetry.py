import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import UnknownNameError
from itperception.inference.gap.matched import variance_of_difference
from itperception.inference.gap.paired_scores import mean_score
from itperception.inference.gap.symmetry import bhapkar, bowker, mcnemar, stuart_maxwell
from itperception.inference.results import State
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, reference

PRINTED = reference("paired")
CASES = [pytest.param(case, id=name) for name, case in PRINTED.items()]
PAIRS = [pytest.param(PRINTED[name], id=name) for name in ("approval", "pair22", "two")]
SQUARES = arrays(float, (4, 4), elements=st.integers(0, 15).map(float))
COUNTS = st.integers(0, 60)
TESTS = [bowker, stuart_maxwell, bhapkar]
NOTHING = [np.zeros((3, 3)), np.zeros((0, 0))]
NO_PAIR_DIFFERS = [np.eye(3), np.diag([0.0, 1, 0]), np.eye(2) * 40]


@each("case", PAIRS)
@each("method", ["midp", "exact"])
def test_the_exact_forms_of_mcnemar_are_those_of_r(case, method):
    (_, b), (c, _) = case["counts"]

    found = mcnemar(b, c, 9999, method=method)

    assert found.p_value == pytest.approx(case[method], **DIGITS)


@each("case", PAIRS)
@each("method", ["asymptotic", "corrected"])
def test_the_chi_squared_forms_of_mcnemar_are_those_of_r(case, method):
    (_, b), (c, _) = case["counts"]

    found = mcnemar(b, c, 9999, method=method)

    printed = case[method]["statistic"], case[method]["p_value"]
    assert (found.statistic, found.p_value) == pytest.approx(printed, **DIGITS)


@each("case", CASES)
def test_stuart_maxwell_is_that_of_r(case):
    found = stuart_maxwell(case["counts"])

    printed = [case["stuart_maxwell"], case["df"], case["stuart_maxwell_p"]]
    assert [found.statistic, found.df, found.p_value] == pytest.approx(printed, **DIGITS)


@each("case", CASES)
def test_bowker_is_that_of_r_over_the_pairs_of_cells_that_are_not_empty(case):
    found = bowker(case["counts"])

    printed = [found.statistic, found.df, found.p_value]
    assert printed == pytest.approx(case["bowker"], **DIGITS)


@QUICK
@given(COUNTS, COUNTS, COUNTS)
def test_for_two_categories_bowker_stuart_maxwell_and_mcnemar_are_one(b, c, same):
    square, n = [[same, b], [c, same]], b + c + 2 * same
    x2 = mcnemar(b, c, n, method="asymptotic").statistic

    for run in (stuart_maxwell, bowker):
        assert run(square).statistic == pytest.approx(x2, nan_ok=True)


@QUICK
@given(COUNTS, COUNTS, COUNTS)
def test_mid_p_lies_below_exact_and_swapping_changes_the_sign_only(b, c, same):
    found, swapped = mcnemar(b, c, b + c + same), mcnemar(c, b, b + c + same)

    assert found.p_value == pytest.approx(swapped.p_value, nan_ok=True)
    assert found.effect_size == pytest.approx(-swapped.effect_size, nan_ok=True)
    assert not found.p_value > mcnemar(b, c, b + c + same, method="exact").p_value


@QUICK
@given(COUNTS, COUNTS)
def test_the_continuity_correction_never_makes_mcnemar_surer(b, c):
    plain = mcnemar(b, c, b + c, method="asymptotic").p_value
    found = mcnemar(b, c, b + c, method="corrected").p_value

    assert not found < plain


@QUICK
@given(SQUARES, st.permutations(range(4)))
def test_the_order_of_categories_is_irrelevant(square, order):
    for run in TESTS:
        found, usual = run(square[order][:, order]), run(square)

        assert found.state is usual.state
        assert found.df == pytest.approx(usual.df, nan_ok=True)
        assert found.statistic == pytest.approx(usual.statistic, nan_ok=True, abs=1e-9)


@QUICK
@given(SQUARES)
def test_swapping_the_items_changes_no_test_without_a_sign(square):
    for run in TESTS:
        found = run(square.T).statistic
        assert found == pytest.approx(run(square).statistic, nan_ok=True, abs=1e-9)


@QUICK
@given(SQUARES, st.integers(1, 50))
def test_pairs_that_agree_change_neither_bowker_nor_stuart_maxwell(square, same):
    for run in (bowker, stuart_maxwell):
        found = run(square + same * np.eye(4)).p_value
        assert found == pytest.approx(run(square).p_value, nan_ok=True, abs=1e-9)


@QUICK
@given(SQUARES)
def test_an_empty_category_changes_nothing(square):
    for run in TESTS:
        found = run(np.pad(square, (0, 1))).p_value
        assert found == pytest.approx(run(square).p_value, nan_ok=True, abs=1e-9)


@QUICK
@given(SQUARES, st.integers(2, 9))
def test_a_larger_sample_of_the_same_shares_scales_the_statistics(square, times):
    for run in (bowker, stuart_maxwell):
        found, usual = run(square * times).statistic, run(square).statistic
        assert found == pytest.approx(times * usual, nan_ok=True, abs=1e-8)


@QUICK
@given(SQUARES)
def test_bhapkar_is_stuart_maxwell_over_one_less_its_share(square):
    q, n = stuart_maxwell(square).statistic, square.sum()
    found = bhapkar(square)
    assume(found.state is State.OK)

    assert found.statistic == pytest.approx(q / (1 - q / n))
    assert found.statistic >= q


def test_bhapkar_has_no_value_where_its_covariance_vanishes():
    assert bhapkar([[0, 9], [0, 0]]).state is State.NO_ESTIMATE


@QUICK
@given(SQUARES)
def test_a_square_is_left_as_it_was(square):
    before = square.copy()

    for run in TESTS:
        run(square)

    assert np.array_equal(square, before)


def test_bowker_counts_only_pairs_of_cells_with_somebody_in_them():
    square = [[5, 2, 0], [1, 5, 4], [0, 3, 5]]

    found = bowker(square)

    assert found.df == 2
    assert found.statistic == pytest.approx((2 - 1) ** 2 / 3 + (4 - 3) ** 2 / 7)
    assert "less often than its level" in found.note


@each("run", TESTS)
@each(
    ("state", "square"),
    [(State.EMPTY, square) for square in NOTHING]
    + [(State.NO_VARIATION, square) for square in NO_PAIR_DIFFERS]
    + [(State.WRONG_SHAPE, np.ones((2, 3))), (State.WRONG_SHAPE, np.ones(3))],
)
def test_a_degenerate_square_has_a_state_and_no_p_value(run, state, square):
    found = run(square)

    assert found.state is state
    assert np.isnan([found.statistic, found.p_value]).all()


@pytest.mark.parametrize("square", [[[0, 1], [0, 0]], [[0, 1], [0, 1]], [[0, 1], [1, 0]]])
def test_one_or_two_respondents_are_enough_to_compute(square):
    for found in (bowker(square), stuart_maxwell(square), mcnemar(1, 0, 2)):
        assert found.state is State.OK
        assert 0 < found.p_value <= 1


def test_without_discordant_pairs_the_difference_is_none_with_its_interval():
    found = mcnemar(0, 0, 50)

    assert found.state is State.NO_VARIATION
    assert found.effect_size == 0
    assert found.ci_low == pytest.approx(-found.ci_high)


@pytest.mark.parametrize(
    ("arguments", "state"), [((0, 0, 0), State.EMPTY), ((1.5, 2, 9), State.NOT_COUNTS)]
)
def test_mcnemar_says_why_it_has_no_p_value(arguments, state):
    for found in (mcnemar(*arguments), mcnemar(*arguments, method="exact")):
        assert found.state is state
        assert np.isnan(found.p_value)


def test_an_unknown_form_of_mcnemar_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'midp'"):
        mcnemar(1, 2, 3, method="mid-p")


def test_the_tests_explain_themselves_with_their_numbers():
    square = [[20, 9, 3], [15, 41, 6], [8, 22, 32]]

    assert "d = (-11, -10, 21), df = rank of S = 2" in stuart_maxwell(square).explain()
    assert "df = 3 of 3 pairs of cells, n = 156" in bowker(square).explain()
    assert "Q = 12.12 and n = 156" in bhapkar(square).explain()
    assert "(|28 − 7| − 1)²/35" in mcnemar(28, 7, 156, method="corrected").explain()


def test_the_variance_of_a_gap_is_that_of_steps_of_one():
    steps = np.repeat([1.0, -1.0, 0.0], [28, 7, 121])

    assert variance_of_difference(28, 7, 156) == pytest.approx(steps.var() / 156)


@pytest.mark.parametrize("cells", [(0, 0, 20), (20, 0, 20), (0, 20, 20)])
def test_a_gap_without_spread_still_has_a_variance(cells):
    assert variance_of_difference(*cells) > 0


def test_without_pairs_there_is_no_variance():
    assert np.isnan(variance_of_difference(0, 0, 0))


def test_mean_score_stays_the_test_of_marginal_homogeneity_for_two_categories():
    square = [[52, 28], [7, 69]]

    assert mean_score(square).statistic ** 2 == pytest.approx(
        stuart_maxwell(square).statistic
    )


@each("run", TESTS)
@each("square", [np.ones((2, 2)), [[1, 3], [2, 4]], np.zeros((2, 2))])
def test_the_level_asked_for_is_in_the_result(run, square):
    assert run(square, level=0.9).level == 0.9
