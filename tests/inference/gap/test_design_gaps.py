"""Gaps of respondents drawn in clusters, beside svyby and svycontrast of R's survey."""

import numpy as np
import pytest
from scipy.special import stdtr

from itperception.counting.design import DesignCube
from itperception.inference.gap.design_gaps import DesignGaps
from itperception.inference.gap.paired import gap
from itperception.inference.results import State
from itperception.terms.category import Category, Net
from tests.inference.reference import reference

PRINTED = reference("design_gaps")
CASES = pytest.mark.parametrize("case", sorted(PRINTED))


def kinds_of(data) -> np.ndarray:
    x, y = np.array(data["x"]), np.array(data["y"])
    return np.where(x == y, 2, np.where(x > y, 0, 1))


def gaps_of(case: str) -> DesignGaps:
    data = PRINTED[case]["data"]
    groups = np.array(data["g"], int) - 1
    names = tuple("abc"[: groups.max() + 1])
    cube = DesignCube.from_codes(
        kinds_of(data), groups, weight=data["w"], stratum=data["s"], cluster=data["c"],
        fpc=data["N"], shape=(3, len(names) + 1),
    )  # fmt: skip
    return DesignGaps(cube, names)


@CASES
def test_gaps_and_intervals_are_those_of_survey(case):
    found, told = gaps_of(case), PRINTED[case]

    each = [found.gap(name) for name in found.names]
    assert [one.effect_size for one in each] == pytest.approx(told["gap"])
    assert [one.effect_size / one.statistic for one in each] == pytest.approx(told["se"])
    assert [one.ci_low for one in each] == pytest.approx(told["low"])
    assert [one.ci_high for one in each] == pytest.approx(told["high"])
    total = found.gap(None)
    assert total.effect_size == pytest.approx(told["total"])
    assert abs(total.ci_high - total.ci_low) == pytest.approx(np.ptp(told["total_ci"]))


@CASES
def test_differences_of_gaps_are_those_of_svycontrast(case):
    frame, told = gaps_of(case).compare(), PRINTED[case]

    assert frame["difference"].tolist() == pytest.approx(np.ravel(told["difference"]))
    assert frame["se"].tolist() == pytest.approx(np.ravel(told["difference_se"]))


@CASES
def test_heterogeneity_is_the_wald_test_of_the_contrasts(case):
    found, told = gaps_of(case).heterogeneity(), PRINTED[case]

    assert found.statistic == pytest.approx(told["F"])
    assert found.p_value == pytest.approx(told["p"])


def test_ten_people_who_answer_alike_are_worth_one():
    found = gaps_of("alike")

    # 20 clusters of one voice, 10 in each group
    assert found.worth("a") == pytest.approx(10)
    assert found.worth(None) == pytest.approx(20)


def test_pairs_that_never_differ_have_no_test_and_one_stratum_cluster_no_spread():
    same = DesignCube.from_codes(
        [2] * 8, [0, 1] * 4, cluster=[1, 2, 3, 4] * 2, shape=(3, 3)
    )
    alone = DesignCube.from_codes([0, 1, 2, 2], [0, 0, 1, 1], stratum=[1, 1, 2, 2],
                                  cluster=[1, 1, 2, 2], shape=(3, 3))  # fmt: skip

    assert DesignGaps(same, ("a", "b")).gap("a").state is State.NO_VARIATION
    assert DesignGaps(same, ("a", "b")).worth("a") == pytest.approx(2)
    assert DesignGaps(alone, ("a", "b")).gap("a").state is State.ONE_CLUSTER
    assert DesignGaps(alone, ("a", "b")).heterogeneity().state is State.ONE_CLUSTER


def test_a_gap_of_clusters_goes_by_the_design_throughout():
    data, told = PRINTED["crossed"]["data"], gaps_of("crossed")
    yes, no = (Category(id=name, label=name) for name in ("yes", "no"))
    x, y, g, w = (np.array(data[key]) for key in "xygw")
    squares = {
        name: np.array([[[((g == k + 1) & (x == a) & (y == b)) @ w**power for b in (1, 0)]
                         for a in (1, 0)] for power in (0, 1, 2)])
        for k, name in enumerate("abc")
    }  # fmt: skip
    found = gap(squares, [yes, no], Net(id="n", label="N", categories=["yes"]),
                design=told.design)  # fmt: skip

    assert [one.difference for one in found.groups] == [
        told.gap(name) for name in (None, *"abc")
    ]
    assert found.heterogeneity == told.heterogeneity()
    assert found.compare().equals(told.compare())
    sides = [1 - stdtr(one.df, one.statistic) for one in map(told.gap, "abc")]
    assert found.everywhere.p_value == pytest.approx(max(sides))
    assert found.everywhere.effect_size == pytest.approx(min(PRINTED["crossed"]["gap"]))
    assert [one.effective_base for one in found.groups] == pytest.approx(
        [told.worth(name) for name in (None, *"abc")]
    )
    assert "drawn in clusters" in found.note
