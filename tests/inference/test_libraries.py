"""What statsmodels and pingouin are called for, on 50 random inputs, and where they err.

Each input has ties, empty cells and rare answers. On the right stands the definition,
written out slowly; below stand the inputs for which a library is not called, and why.
"""

from itertools import combinations

import numpy as np
import pandas as pd
import pingouin
import pytest
from scipy.special import chdtri, chndtr
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.inter_rater import cohens_kappa

from itperception.inference import by_pingouin, by_statsmodels
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.inference.gap.group_gap import kappa
from itperception.inference.models.reliability import alpha_from_pairs
from itperception.inference.tables.homogeneity import breslow_day
from tests.cases import each

SEEDS = range(50)
EXACTLY = {"rel": 1e-12, "abs": 1e-12}


def drawn(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.choice([0.5, 3, 30]), shape).astype(float)


@each("seed", SEEDS)
def test_the_common_odds_ratio_is_that_of_mantel_and_haenszel(seed):
    tables = drawn(seed, (4, 2, 2)) + np.eye(2)
    above = below = 0.0
    for (a, b), (c, d) in tables:
        above += a * d / (a + b + c + d)
        below += b * c / (a + b + c + d)
    ratio, low, high = by_statsmodels.common_odds_ratio(tables, 0.95)

    assert ratio == pytest.approx(above / below if below else np.inf, **EXACTLY)
    assert np.isnan(low) if not below else low < ratio < high


@each("seed", SEEDS)
def test_kappa_and_its_error_are_those_of_statsmodels(seed):
    square = drawn(seed, (3, 3)) + np.eye(3)
    weights = ["none", "linear"][seed % 2]
    theirs = cohens_kappa(square, weights=1 - np.eye(3) if seed % 2 == 0 else
                          abs(np.subtract.outer(range(3), range(3))) / 2)  # fmt: skip

    found = kappa(square, weights=weights)

    assert found.effect_size == pytest.approx(theirs.kappa, **EXACTLY)
    assert found.se**2 == pytest.approx(theirs.var_kappa, **EXACTLY)


@each("seed", SEEDS)
def test_adjusted_p_values_are_those_of_their_definition(seed):
    rng = np.random.default_rng(seed)
    p = rng.choice([1e-9, 0.001, 0.01, 0.02, 0.04, 0.3, 1.0], 5) * rng.choice([1, 0.7], 5)
    order, m = np.sort(p), len(p)
    by = sum(1 / k for k in range(1, m + 1))
    up = [[k for k in range(m) if order[k] >= x] for x in p]
    down = [[k for k in range(m) if order[k] <= x] for x in p]
    steps = {
        "holm": [max((m - k) * order[k] for k in ks) for ks in down],
        "bonferroni": [m * x for x in p],
        "hochberg": [min((m - k) * order[k] for k in ks) for ks in up],
        "bh": [min(m * order[k] / (k + 1) for k in ks) for ks in up],
        "by": [min(by * m * order[k] / (k + 1) for k in ks) for ks in up],
        "hommel": [_closed_by_simes(p, i) for i in range(m)],
    }

    for method, expected in steps.items():
        assert adjusted(p, method) == pytest.approx(np.minimum(expected, 1), **EXACTLY), (
            method
        )


def _closed_by_simes(p: np.ndarray, i: int) -> float:
    """Hommel's procedure as it is defined: Simes's test of every set with i in it."""
    sets = [
        s for k in range(1, len(p) + 1) for s in combinations(range(len(p)), k) if i in s
    ]
    return max(
        min(len(s) * x / (k + 1) for k, x in enumerate(np.sort(p[list(s)]))) for s in sets
    )


@each("seed", SEEDS)
def test_power_is_the_tail_of_a_noncentral_chi_squared(seed):
    rng = np.random.default_rng(seed)
    w, n, df, alpha = rng.uniform(0.01, 0.9), rng.integers(1, 800), 1 + seed % 12, 0.05
    power = 1 - chndtr(chdtri(df, alpha), df, n * w**2)

    assert by_pingouin.chi_squared_power(w, n, df, alpha) == pytest.approx(power, rel=1e-9)
    if alpha < power < 0.999:
        needed = by_pingouin.needed_noncentrality(df, power, alpha)
        assert needed == pytest.approx(n * w**2, rel=1e-6)


def test_strata_with_odds_ratio_one_are_0_by_0_in_statsmodels():
    even = np.array([[[4, 2], [6, 3]], [[5, 10], [2, 4]]], float)

    with np.errstate(invalid="ignore", divide="ignore"):
        theirs = StratifiedTable(np.moveaxis(even, 0, -1)).test_equal_odds()
    assert np.isnan(theirs.statistic)
    assert breslow_day(even).statistic == pytest.approx(0, abs=1e-9)


def test_pingouin_rounds_the_limits_of_alpha():
    rng = np.random.default_rng(3)
    items = (rng.normal(size=(60, 1)) + rng.normal(size=(60, 5)) > 0).astype(int)
    found = alpha_from_pairs(items.T @ items, len(items))

    theirs, limits = pingouin.cronbach_alpha(pd.DataFrame(items))

    assert found.effect_size == pytest.approx(theirs, **EXACTLY)
    assert [found.ci_low, found.ci_high] == pytest.approx(list(limits), abs=6e-4)
    assert list(limits) == [round(limit, 3) for limit in limits]


def test_pingouin_finds_no_base_above_ten_million():
    assert np.isnan(pingouin.power_chi2(dof=8, w=1e-5, power=0.8))
