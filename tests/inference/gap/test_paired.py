from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from itperception.errors import UnknownNameError
from itperception.inference.gap.every_group import everywhere, gail_simon
from itperception.inference.gap.gap_differences import difference_interval, difference_z
from itperception.inference.gap.gaps import compare_gaps, heterogeneity
from itperception.inference.gap.group_gap import kappa
from itperception.inference.gap.paired import gap
from itperception.inference.gap.paired_scores import mean_score
from itperception.inference.gap.signed_rank import matched_rank_biserial, wilcoxon
from itperception.inference.gap.symmetry import bowker, mcnemar, stuart_maxwell
from itperception.inference.results import State
from itperception.inference.sameness.equivalence import equivalent_gaps
from itperception.terms.category import Category, Net
from tests.inference.reference import QUICK, reference

PRINTED = reference("paired")
CELLS = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 40)).map(
    lambda x: (x[0], x[1], sum(x))
)
GROUPS = st.lists(CELLS, min_size=3, max_size=3).map(
    lambda x: dict(zip("abc", x, strict=True))
)
SCALE = [Category(id=name, label=name) for name in ("good", "fair", "poor")]
TOP = Net(id="top", label="Good or fair", categories=("good", "fair"))
INTERNAL, OUTSIDE = np.array(PRINTED["pair33"]["counts"]), np.eye(3) * 9
FEW = settings(QUICK, max_examples=10)
THREE = {"in-house": (28, 7, 90), "owned": (9, 6, 40), "outside": (3, 8, 26)}


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
    assert found.groups[1].signed_rank == wilcoxon(INTERNAL)
    assert found.groups[1].symmetry == bowker(INTERNAL)
    assert found.groups[1].agreement == kappa(INTERNAL, weights="linear")
    assert found.groups[1].rank_biserial == matched_rank_biserial(INTERNAL)
    assert found.groups[1].pairs == (b, c, 156)


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

    group = found.groups[0]
    for result in (group.score, group.signed_rank, group.rank_biserial):
        assert result.state is State.NOT_RANKED
    assert group.agreement.effect_name == "Cohen's kappa"
    assert np.isnan([group.up, group.down]).all()


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


def test_the_shares_that_go_up_and_down_are_of_those_on_the_scale():
    found = gap({"internal": INTERNAL}, SCALE, TOP).to_frame()

    up, down = np.triu(INTERNAL, 1).sum() / 156, np.tril(INTERNAL, -1).sum() / 156
    assert found.loc[1, ["up", "down"]].tolist() == pytest.approx([up, down])
    assert found.loc[1, "score"] == pytest.approx(up - down)


def test_new_columns_follow_the_old_ones():
    columns = list(gap({"internal": INTERNAL}, SCALE, TOP).to_frame())

    assert columns.index("note") < columns.index("up") < columns.index("kappa")


def test_the_gap_between_groups_is_that_of_its_pairs():
    found = gap({"internal": INTERNAL, "turned": INTERNAL.T}, SCALE, TOP)

    assert list(found.pairs) == ["internal", "turned"]
    assert found.heterogeneity == heterogeneity(found.pairs)
    assert found.everywhere == everywhere(found.pairs)
    assert found.qualitative == gail_simon(found.pairs)
    assert found.compare().equals(compare_gaps(found.pairs))
    assert found.equivalent(0.1) == equivalent_gaps(found.pairs, 0.1)


def test_the_total_explains_what_is_between_the_groups():
    found = gap({"internal": INTERNAL, "turned": INTERNAL.T}, SCALE, TOP)

    for words in ("Q = Σ", "largest one-sided p", "min(Q⁺, Q⁻)"):
        assert words in found.explain()
        assert words not in found.explain("internal")


def test_groups_of_a_gap_known_by_sums_only_are_compared_asymptotically():
    cells = np.stack([INTERNAL, INTERNAL * 0.7, INTERNAL * 0.6])

    found = gap({"a": cells, "b": cells.transpose(0, 2, 1)}, SCALE, TOP)

    assert "asymptotic" in found.heterogeneity.method
    assert "nothing was permuted" in found.heterogeneity.note
    assert np.isnan(found.heterogeneity.seed)
    assert 0 < found.everywhere.p_value < 1
    assert "asymptotic" in found.groups[1].signed_rank.method


BY_WEIGHT = (
    np.array([[[1, 0], [0, 1]], [[0, 1], [0, 0]], [[1, 1], [1, 1]]]),
    np.array([1.0, 2.5]),
)


def q_of(kinds, groups, weights):
    """Return Q of respondents, one by one, from its definition."""
    gaps, spreads = [], []
    for group in np.unique(groups):
        w, kind = weights[groups == group], kinds[groups == group]
        n = w.sum() ** 2 / (w**2).sum()
        b, c = (n * w[kind == k].sum() / w.sum() for k in (0, 1))
        gaps.append((b - c) / n)
        spreads.append(((b + c) / n - gaps[-1] ** 2) / n)
        if spreads[-1] <= 1e-15:
            b, c, m = b + 0.5, c + 0.5, n + 2
            spreads[-1] = ((b + c) / m - ((b - c) / m) ** 2) / m
    d, v = np.array(gaps), np.array(spreads)
    return ((d - np.average(d, weights=1 / v)) ** 2 / v).sum()


def test_weighted_pairs_are_dealt_out_to_respondents_who_keep_group_and_weight():
    counts, weights = BY_WEIGHT
    at = np.repeat(np.arange(counts.size), counts.ravel())
    kinds, groups, which = np.unravel_index(at, counts.shape)
    w = weights[which]
    sums = np.einsum("kgw,w->kg", counts, weights)
    worth = sums.sum(0) / np.einsum("kgw,w->g", counts, weights**2)
    cells = np.stack([sums[0], sums[1], sums.sum(0)]) * worth
    pairs = dict(zip("ab", cells.T.tolist(), strict=True))

    found = heterogeneity(pairs, draws=20_000, by_weight=BY_WEIGHT)

    observed = q_of(kinds, groups, w)
    every = [q_of(kinds[list(order)], groups, w)
             for order in permutations(range(len(kinds)))]  # fmt: skip
    assert found.statistic == pytest.approx(observed)
    exact = np.mean(np.array(every) >= observed * (1 - 1e-9))
    assert 0.05 < exact < 0.95
    assert found.p_value == pytest.approx(exact, abs=0.015)
    assert "keep group and weight" in found.note and found.seed == 2013


def test_pairs_of_one_weight_are_dealt_as_unweighted_ones_are():
    kinds = np.array([[[28], [9], [3]], [[7], [6], [8]], [[55], [25], [15]]])
    found = heterogeneity(THREE, draws=20_000, by_weight=(kinds, np.ones(1)))

    assert found.statistic == heterogeneity(THREE).statistic
    usual = heterogeneity(THREE, draws=20_000).p_value
    assert found.p_value == pytest.approx(usual, abs=0.004)


def test_a_gap_without_groups_has_nothing_to_compare():
    found = gap({"total": INTERNAL}, SCALE, TOP)

    assert found.pairs == {}
    assert found.heterogeneity.state is State.EMPTY
    assert found.compare().empty


@QUICK
@given(GROUPS)
def test_q_is_the_spread_of_the_gaps_in_standard_errors(pairs):
    assume(all(0 < abs(b - c) < b + c for b, c, _ in pairs.values()))
    found = heterogeneity(pairs, method="asymptotic")

    d = np.array([(b - c) / n for b, c, n in pairs.values()])
    v = np.array([((b + c) / n - ((b - c) / n) ** 2) / n for b, c, n in pairs.values()])
    assert found.statistic == pytest.approx(
        ((d - np.average(d, weights=1 / v)) ** 2 / v).sum()
    )


@FEW
@given(GROUPS)
def test_swapping_the_items_turns_every_gap_around(pairs):
    turned = {name: (c, b, n) for name, (b, c, n) in pairs.items()}

    for run in (lambda x: heterogeneity(x, method="asymptotic"), gail_simon):
        found, other = run(pairs), run(turned)
        assert found.statistic == pytest.approx(other.statistic, nan_ok=True, abs=1e-9)
    found, other = everywhere(pairs), everywhere(turned, side="below")
    assert found.p_value == pytest.approx(other.p_value)
    assert found.effect_size == pytest.approx(-other.effect_size)


@FEW
@given(GROUPS)
def test_the_claim_everywhere_is_no_surer_than_its_weakest_group(pairs):
    found = everywhere(pairs).p_value

    alone = [everywhere({name: cells}).p_value for name, cells in pairs.items()]
    assert found == max(alone)
    for p_value, (b, c, n) in zip(alone, pairs.values(), strict=True):
        usual = mcnemar(b, c, n).p_value
        assert b + c == 0 or min(p_value, 1 - p_value) * 2 == pytest.approx(usual)


def test_the_claim_everywhere_names_the_group_of_the_smallest_gap():
    found = everywhere(THREE)

    assert found.effect_size == pytest.approx(-5 / 26)
    assert "smallest gap in outside" in found.note


@QUICK
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 40)), min_size=3, max_size=3))
def test_gaps_on_one_side_are_not_opposed(cells):
    found = gail_simon({str(i): (b, 0, b + n) for i, (b, n) in enumerate(cells)})

    assert (found.statistic, found.p_value) == (0, 1)


def test_the_permutation_of_gaps_is_seeded_and_says_so():
    found = heterogeneity(THREE, draws=999, seed=7)

    assert found == heterogeneity(THREE, draws=999, seed=7)
    assert found.seed == 7
    assert "seed 7" in found.explain()
    assert found.p_value != heterogeneity(THREE, draws=999, seed=8).p_value


def test_the_permutation_of_two_groups_is_the_exact_one():
    from scipy.stats import hypergeom

    pairs = {"a": (6, 0, 10), "b": (1, 0, 10)}

    exact = sum(hypergeom.pmf(k, 20, 7, 10) for k in (0, 1, 6, 7))
    assert heterogeneity(pairs, draws=20_000).p_value == pytest.approx(exact, rel=0.1)


@FEW
@given(GROUPS, st.sampled_from(["score", "wald"]))
def test_the_test_of_two_gaps_agrees_with_their_interval(pairs, method):
    frame = compare_gaps(pairs, method=method)

    for line in frame.itertuples():
        assume(abs(line.p_value - 0.05) > 1e-6)
        assert (line.p_value < 0.05) == (not line.ci_low <= 0 <= line.ci_high)
        assert line.ci_low <= line.difference + 1e-12
        assert line.difference <= line.ci_high + 1e-12


@FEW
@given(CELLS, CELLS, st.floats(-0.9, 0.9))
def test_a_limit_lies_where_the_statistic_is_the_critical_value(first, second, target):
    z = float(difference_z(first, second, target))
    assume(1e-3 < abs(z) < 5)

    low, high = difference_interval(first, second, level=1 - 2 * ndtr(-abs(z)))
    assert float(low if z > 0 else high) == pytest.approx(target, abs=1e-7)


def test_closed_testing_of_three_gaps_needs_both_tests():
    frame, together = compare_gaps(THREE), heterogeneity(THREE).p_value

    assert frame["adjust"].unique().tolist() == ["closed"]
    assert frame["p_adjusted"].tolist() == frame["p_value"].clip(lower=together).tolist()


def test_more_than_three_gaps_are_adjusted_by_holm():
    frame = compare_gaps(THREE | {"other": (9, 9, 40)})

    assert frame["adjust"].unique().tolist() == ["holm"]
    assert frame["p_adjusted"].min() == pytest.approx(6 * frame["p_value"].min())


def test_a_group_with_nobody_in_it_is_left_out_of_the_comparison():
    wider = THREE | {"none": (0, 0, 0)}

    assert compare_gaps(wider).equals(compare_gaps(THREE))
    assert heterogeneity(wider) == heterogeneity(THREE)
    assert everywhere(wider).state is State.EMPTY
    assert "nobody in none" in everywhere(wider).explain()


@pytest.mark.parametrize(
    ("pairs", "state"),
    [({}, State.EMPTY), ({"a": (1, 2, 5)}, State.ONE_COLUMN),
     ({"a": (0, 0, 5), "b": (0, 0, 4)}, State.NO_VARIATION)],
)  # fmt: skip
def test_gaps_that_cannot_be_compared_have_a_state(pairs, state):
    for found in (heterogeneity(pairs), gail_simon(pairs)):
        assert found.state is state
        assert np.isnan(found.p_value)


def test_fractions_of_pairs_are_not_dealt_anew():
    pairs = {"a": (1.5, 2, 9), "b": (3, 2, 9)}

    assert heterogeneity(pairs).state is State.NOT_COUNTS


def test_a_group_without_spread_is_helped_and_the_note_says_so():
    assert "half a pair" in heterogeneity({"a": (0, 0, 9), "b": (3, 2, 9)}).note
    assert "half a pair" not in heterogeneity(THREE).note


@pytest.mark.parametrize(
    ("run", "told"),
    [(lambda: heterogeneity(THREE, method="permute"), "mean 'permutation'"),
     (lambda: everywhere(THREE, side="over"), "no side is called 'over'"),
     (lambda: compare_gaps(THREE, method="scores"), "mean 'score'"),
     (lambda: compare_gaps(THREE, adjust="hølm"), "mean 'holm'")],
)  # fmt: skip
def test_an_unknown_option_of_a_comparison_is_refused(run, told):
    with pytest.raises(UnknownNameError, match=told):
        run()
