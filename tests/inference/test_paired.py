import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import UnknownNameError
from itperception.inference.paired import gap
from itperception.inference.results import State
from itperception.inference.symmetry import mcnemar, mean_score, stuart_maxwell
from itperception.survey.codebook import Category, Net
from tests.inference.reference import DIGITS, QUICK, reference

PRINTED = reference("paired")
CASES = [pytest.param(case, id=name) for name, case in PRINTED.items()]
PAIRS = [pytest.param(PRINTED[name], id=name) for name in ("approval", "pair22")]
SQUARES = arrays(float, (4, 4), elements=st.integers(0, 15).map(float))
COUNTS = st.integers(0, 60)
SCALE = [Category(id=name, label=name) for name in ("good", "fair", "poor")]
TOP = Net(id="top", label="Good or fair", categories=("good", "fair"))
INTERNAL, OUTSIDE = np.array(PRINTED["pair33"]["counts"]), np.eye(3) * 9
NOTHING = [np.zeros((3, 3)), np.zeros((0, 0))]
NO_PAIR_DIFFERS = [np.eye(3), np.diag([0.0, 1, 0]), np.eye(2) * 40]


@pytest.mark.parametrize("case", PAIRS)
@pytest.mark.parametrize("method", ["midp", "exact"])
def test_the_exact_forms_of_mcnemar_are_those_of_r(case, method):
    (_, b), (c, _) = case["counts"]

    assert mcnemar(b, c, 999, method=method).p_value == pytest.approx(
        case[method], **DIGITS
    )


@pytest.mark.parametrize("case", PAIRS)
def test_asymptotic_mcnemar_is_that_of_r(case):
    (_, b), (c, _) = case["counts"]

    found = mcnemar(b, c, 999, method="asymptotic")

    printed = case["asymptotic"]["statistic"], case["asymptotic"]["p_value"]
    assert (found.statistic, found.p_value) == pytest.approx(printed, **DIGITS)


@pytest.mark.parametrize("case", CASES)
def test_stuart_maxwell_is_that_of_r(case):
    found = stuart_maxwell(case["counts"])

    printed = [case["stuart_maxwell"], case["df"], case["stuart_maxwell_p"]]
    assert [found.statistic, found.df, found.p_value] == pytest.approx(printed, **DIGITS)


@pytest.mark.parametrize("case", CASES)
def test_the_mean_score_test_is_that_of_r(case):
    found = mean_score(case["counts"])

    printed = [case["z"], case["z_p"]]
    assert [abs(found.statistic), found.p_value] == pytest.approx(printed, **DIGITS)


@QUICK
@given(COUNTS, COUNTS, COUNTS)
def test_for_two_categories_all_three_tests_are_one(b, c, same):
    square = [[same, b], [c, same]]
    x2 = mcnemar(b, c, b + c + 2 * same, method="asymptotic").statistic

    assert stuart_maxwell(square).statistic == pytest.approx(x2, nan_ok=True)
    assert mean_score(square).statistic ** 2 == pytest.approx(x2, nan_ok=True)


@QUICK
@given(COUNTS, COUNTS, COUNTS)
def test_mid_p_lies_below_exact_and_swapping_changes_the_sign_only(b, c, same):
    found, swapped = mcnemar(b, c, b + c + same), mcnemar(c, b, b + c + same)

    assert found.p_value == pytest.approx(swapped.p_value, nan_ok=True)
    assert found.effect_size == pytest.approx(-swapped.effect_size, nan_ok=True)
    assert not found.p_value > mcnemar(b, c, b + c + same, method="exact").p_value


@QUICK
@given(SQUARES, st.permutations(range(4)))
def test_the_order_of_categories_is_irrelevant_to_stuart_maxwell(square, order):
    found = stuart_maxwell(square[order][:, order])

    usual = stuart_maxwell(square)
    assert found.df == pytest.approx(usual.df, nan_ok=True)
    assert found.statistic == pytest.approx(usual.statistic, nan_ok=True, abs=1e-9)


@QUICK
@given(SQUARES)
def test_turning_the_square_turns_the_sign(square):
    found, turned = mean_score(square), mean_score(square.T)

    assert found.statistic == pytest.approx(-turned.statistic, nan_ok=True)
    assert found.effect_size == pytest.approx(-turned.effect_size, nan_ok=True)


@QUICK
@given(SQUARES)
def test_an_empty_category_changes_nothing(square):
    wider = np.pad(square, (0, 1))

    for run in (stuart_maxwell, mean_score):
        found = run(wider).p_value
        assert found == pytest.approx(run(square).p_value, nan_ok=True, abs=1e-9)


def test_a_square_is_left_as_it_was():
    square = np.array(PRINTED["pair55"]["counts"], float)
    before = square.copy()

    stuart_maxwell(square)

    assert np.array_equal(square, before)


def test_a_better_first_answer_is_positive():
    assert mean_score([[5, 9], [1, 5]]).effect_size == pytest.approx(8 / 20)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("run", [mean_score, stuart_maxwell])
@pytest.mark.parametrize(
    ("state", "square"),
    [(State.EMPTY, square) for square in NOTHING]
    + [(State.NO_VARIATION, square) for square in NO_PAIR_DIFFERS],
)
def test_a_degenerate_square_has_a_state_and_no_p_value(run, state, square):
    found = run(square)

    assert found.state is state
    assert np.isnan([found.statistic, found.p_value]).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("square", [[[0, 1], [0, 0]], [[0, 1], [0, 1]], [[0, 1], [1, 0]]])
def test_one_or_two_respondents_are_enough_to_compute(square):
    for found in (mean_score(square), stuart_maxwell(square), mcnemar(1, 0, 2)):
        assert found.state is State.OK
        assert 0 < found.p_value <= 1


@pytest.mark.filterwarnings("error")
def test_without_discordant_pairs_the_difference_is_none_with_its_interval():
    found = mcnemar(0, 0, 50)

    assert found.state is State.NO_VARIATION
    assert found.effect_size == 0
    assert found.ci_low == pytest.approx(-found.ci_high)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("arguments", "state"), [((0, 0, 0), State.EMPTY), ((1.5, 2, 9), State.NOT_COUNTS)]
)
def test_mcnemar_says_why_it_has_no_p_value(arguments, state):
    found = mcnemar(*arguments)

    assert found.state is state
    assert np.isnan(found.p_value)


def test_an_unknown_form_of_mcnemar_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'midp'"):
        mcnemar(1, 2, 3, method="mid-p")


def test_the_gap_is_the_difference_of_the_two_shares():
    frame = gap({"internal": INTERNAL, "outside": OUTSIDE}, SCALE, TOP).to_frame()

    assert frame["banner"].tolist() == ["total", "internal", "outside"]
    assert frame["base"].tolist() == [183, 156, 27]
    shares = frame["self_proportion"] - frame["other_proportion"]
    assert frame["difference"].tolist() == pytest.approx(shares.tolist())
    assert frame["self_proportion"][1] == pytest.approx(INTERNAL[:2].sum() / 156)


def test_a_given_total_is_kept():
    total = np.stack([INTERNAL * 2.0] * 3)

    found = gap({"total": total, "internal": np.stack([INTERNAL] * 3)}, SCALE, TOP)

    assert [group.base for group in found.groups] == [312, 156]


def test_the_gap_is_tested_by_mid_p_mcnemar_of_the_net():
    found = gap({"internal": INTERNAL}, SCALE, TOP)

    b, c = INTERNAL[:2, 2].sum(), INTERNAL[2, :2].sum()
    assert found.groups[1].difference == mcnemar(b, c, 156)
    assert found.groups[1].score == mean_score(INTERNAL)
    assert found.groups[1].margins == stuart_maxwell(INTERNAL)


def test_a_weighted_gap_is_asymptotic_on_effective_counts_and_says_so():
    factors = np.array([[0.5], [1.0], [2.0]])
    cells = np.stack([INTERNAL, INTERNAL * factors, INTERNAL * factors**2])

    found = gap({"internal": cells}, SCALE, TOP)

    group, effective = found.groups[1], cells[1].sum() ** 2 / cells[2].sum()
    assert found.method == "McNemar test (asymptotic)"
    assert "effective counts" in found.note
    assert group.effective_base == pytest.approx(effective)
    assert group.self_proportion == pytest.approx(cells[1, :2].sum() / cells[1].sum())
    assert group.difference.base == 156


def test_equal_weights_change_no_share():
    doubled = np.stack([INTERNAL, INTERNAL * 2.0, INTERNAL * 4.0])

    weighted, plain = (gap({"all": s}, SCALE, TOP).groups[1] for s in (doubled, INTERNAL))

    assert weighted.effective_base == pytest.approx(plain.effective_base)
    assert weighted.self_proportion == pytest.approx(plain.self_proportion)


def test_unranked_answers_have_no_mean_score():
    found = gap({"internal": INTERNAL}, SCALE, TOP, ordered=False)

    assert found.groups[0].score.state is State.NOT_RANKED


@pytest.mark.filterwarnings("error")
def test_an_empty_group_stays_and_says_that_it_is_empty():
    frame = gap({"internal": INTERNAL, "none": INTERNAL * 0}, SCALE, TOP).to_frame()

    assert frame["state"].tolist() == ["ok", "ok", "empty"]
    assert frame["note"].iloc[-1] == "nobody is in the base"


def test_a_net_of_an_unknown_answer_is_refused():
    net = Net(id="top", label="Top", categories=("goood",))

    with pytest.raises(UnknownNameError, match="did you mean 'good'"):
        gap({"internal": INTERNAL}, SCALE, net)


def test_the_gap_explains_itself():
    told = gap({"internal": INTERNAL}, SCALE, TOP).explain("internal")

    assert "everybody who was asked both items" in told
    assert "Z = Σd/√Σd²" in told


def test_explaining_an_unknown_group_is_refused():
    with pytest.raises(UnknownNameError, match="no group is called 'external'"):
        gap({"internal": INTERNAL}, SCALE, TOP).explain("external")


def test_the_gap_shows_itself():
    assert "internal" in gap({"internal": INTERNAL}, SCALE, TOP)._repr_html_()


def test_dont_know_is_in_the_base_of_the_shares_and_outside_the_tests_of_the_scale():
    unsure = Category(id="dont_know", label="Don't know", kind="dont_know")
    wider = np.pad(INTERNAL, (0, 1))
    wider[0, 3], wider[3, 3] = 4, 2

    found = gap({"internal": wider}, [*SCALE, unsure], TOP).groups[0]

    assert found.base == INTERNAL.sum() + 6
    assert found.self_proportion == pytest.approx((INTERNAL[:2].sum() + 4) / found.base)
    assert found.score.p_value == mean_score(INTERNAL).p_value
    assert found.margins.base == INTERNAL.sum()
