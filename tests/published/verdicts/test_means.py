"""Means of large samples, and all answers at once."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy import stats

from itperception.inference.gap.paired_scores import mean_score
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.means import Sample, sizes_needed, variance_range
from itperception.published.verdicts.verdicts import judge_claim


def answers(scale, people):
    """Yield every way in which people can answer on a scale, as shares."""
    k = scale[1] - scale[0] + 1
    for counts in product(range(people + 1), repeat=k):
        if sum(counts) == people:
            yield np.array(counts) / people


@pytest.mark.parametrize("mean", [1.5, 2.25, 3.0])
def test_no_answers_with_a_mean_vary_more_or_less_than_the_limits(mean):
    x = np.arange(1, 5)
    found = [p @ x**2 - mean**2 for p in answers((1, 4), 12) if abs(p @ x - mean) < 1e-12]
    low, high = variance_range((1, 4), (mean, mean))
    assert (low, high) == pytest.approx((min(found), max(found)), abs=1e-9)


def test_the_share_at_the_end_of_the_scale_narrows_the_variance():
    free = variance_range((1, 5), (2.7, 2.7))
    low, high = variance_range((1, 5), (2.7, 2.7), (4, 5), (0.17, 0.17))
    assert free[0] <= low <= high <= free[1]


def poll(first, second):
    """Return two means of more than 1,000 people each."""
    figures = [
        {"id": name, "item": "i", "group": name, "printed": f"{mean} on 1 to 5"}
        for name, mean in (("a", first), ("b", second))
    ]
    groups = dict.fromkeys("ab", "more than 1,000")
    return study_of({"title": "Poll", "groups": groups, "figures": figures})


CLAIM = StudyClaim(
    id="c", text="", kind="means", figures=("a", "b"), options={"scale": [1, 5]}
)


def test_so_many_people_make_the_least_drop_significant_and_fewer_do_not():
    verdict = judge_claim(poll("3.00", "2.50"), CLAIM)
    enough = verdict.deciding_values["enough"]
    drop = verdict.quantities.loc[0, "low"]
    variances = verdict.quantities["high"].iloc[-2:].sum()
    z = [drop / np.sqrt(variances / n) for n in (enough, enough - 1)]
    assert z[0] >= 1.959963 > z[1]
    assert (verdict.holds, verdict.significant) == ("every", "every")


@pytest.mark.parametrize("welch", [False, True])
@pytest.mark.parametrize("variances", [(1.0, 1.0), (0.2, 3.0), (2.0, 0.05)])
def test_sizes_are_enough_or_too_few_whatever_the_other_sample_has(welch, variances):
    means = [(Fraction(3), Fraction(3)), (Fraction(21, 10), Fraction(22, 10))]
    samples = [
        Sample(least=2, is_open=True, mean=m, variance=(0.8 * v, v), attained=(1, 1))
        for m, v in zip(means, variances, strict=True)
    ]
    enough, at_least = sizes_needed(samples, 0.05, welch=welch)
    sizes = [*range(2, 60), 200, 10**6]
    found = {pair: (p_of(0.8, variances, pair, welch),
                    p_of(0.9, 0.8 * np.array(variances), pair, welch))
             for pair in product(sizes, sizes)}  # fmt: skip
    assert all(most <= 0.05 for pair, (most, _) in found.items() if min(pair) >= enough)
    assert welch or found[enough - 1, enough - 1][0] > 0.05
    assert all(least > 0.05 for pair, (_, least) in found.items() if min(pair) <= at_least)
    assert min(least for _, least in found.values()) < 0.05


def p_of(drop, variances, sizes, welch):
    """Return the p-value of a drop of means, the variances those of everybody asked."""
    parts = [v / (n - welch) for v, n in zip(variances, sizes, strict=True)]
    z = -drop / np.sqrt(sum(parts))
    df = sum(parts) ** 2 / sum(x**2 / (n - 1) for x, n in zip(parts, sizes, strict=True))
    return 2 * (stats.t.cdf(z, df) if welch else stats.norm.cdf(z))


def test_equal_means_leave_it_open():
    verdict = judge_claim(poll("2.50", "2.50"), CLAIM)
    assert (verdict.holds, verdict.significant) == ("some", "some")


def test_a_mean_that_rises_is_no_drop():
    verdict = judge_claim(poll("2.50", "3.00"), CLAIM)
    assert (verdict.holds, verdict.significant) == ("none", "none")


def test_the_mean_score_test_is_bounded_by_every_joint_table():
    shares = {"p": ("60 %", "20 %", "20 %"), "q": ("20 %", "20 %", "60 %")}
    figures = [
        {"id": f"{item}{at}", "item": item, "printed": share, "categories": [f"x{at}"]}
        for item, three in shares.items()
        for at, share in enumerate(three)
    ]
    scale = ["x0", "x1", "x2"]
    study = study_of({"title": "Poll", "n": 10, "figures": figures,
                      "answers": {"p": scale, "q": scale}})  # fmt: skip
    claim = StudyClaim(id="c", text="", kind="paired_distribution",
                  figures=tuple(figure["id"] for figure in figures))  # fmt: skip
    verdict = judge_claim(study, claim)
    fits = [
        mean_score(table).p_value for table in _joint((6, 2, 2), (2, 2, 6))
    ]  # fmt: skip
    line = verdict.quantities.set_index("quantity").loc["mean_score_p"]
    assert (line["low"], line["high"]) == pytest.approx((min(fits), max(fits)), rel=1e-9)
    assert verdict.number == len(fits)


def _joint(rows, columns):
    """Yield every table with given margins."""
    for a, b, c, d in product(range(7), repeat=4):
        table = np.zeros((3, 3), int)
        table[:2, :2] = [[a, b], [c, d]]
        table[:2, 2] = np.subtract(rows[:2], table[:2].sum(1))
        table[2] = np.subtract(columns, table[:2].sum(0))
        if (table >= 0).all():
            yield table
