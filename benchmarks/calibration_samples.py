"""Level of the default tests of weighted answers, families, several options and waves."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from benchmarks.calibration_tables import (
    ALPHA,
    FEW_DRAWS,
    GROUPS,
    N,
    answers_of,
    check,
    each,
    groups_of,
    rejects,
    rejects_by_draws,
    shares_of,
    shifted,
    weights_of,
)
from itperception.counting.crosstab import Crosstab
from itperception.counting.design import DesignCube
from itperception.inference.change import waves
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.inference.design import multiple_response
from itperception.inference.design.design_ranks import design_rank_test
from itperception.inference.design.rao_scott import rao_scott
from itperception.inference.design.weighted_permutation import weighted_permutation
from itperception.inference.tables import stratified
from itperception.inference.tables.fourfold import n_minus_one
from itperception.inference.tables.independence import kruskal_wallis, pearson

FAR = 1.0  # shift of the second stratum
GROUP_OF = np.repeat(range(len(GROUPS)), GROUPS)


def _by_respondent(shape, tables, rng):
    """Draw weights of everybody, and a table with one layer for each respondent."""
    for w, a in zip(
        weights_of(tables, rng), answers_of(shape, tables, rng), strict=True
    ):  # fmt: skip
        counts = np.zeros((len(shape), len(GROUPS), N))
        counts[a, GROUP_OF, np.arange(N)] = 1
        yield counts, w


@check("declared family of four claims: Holm, familywise")
def declared(shape, tables, rng):
    drawn = groups_of(shape, tables * 4, rng)
    p_values = each(lambda table: kruskal_wallis(table).p_value, drawn)
    families = p_values.reshape(tables, 4)
    return np.array([adjusted(family, "holm").min() <= ALPHA for family in families])


@check("weighted, groups × nominal: X² by permutation")
def weighted_nominal(shape, tables, rng):
    return _weighted(_by_respondent(shape, tables, rng))


@check("weighted, groups × ranked: ranks by permutation")
def weighted_ranked(shape, tables, rng):
    return _weighted(_by_respondent(shape, tables, rng), statistic="ranks")


def _weighted(drawn, **options) -> np.ndarray:
    def test(of, **told):
        return weighted_permutation(*of, draws=FEW_DRAWS, **told)

    return rejects_by_draws(test, drawn, **options)


@check(
    "weighted, for clusters or large samples only: Rao-Scott F (for the record)",
    "weighted, for clusters or large samples only: design-based rank test (for the record)",
)
def weighted_by_formula(shape, tables, rng):
    found = []
    for w, a in zip(
        weights_of(tables, rng), answers_of(shape, tables, rng), strict=True
    ):  # fmt: skip
        design = DesignCube.from_codes(a, GROUP_OF, weight=w)
        found.append([rao_scott(design).p_value, design_rank_test(design).p_value])
    return np.array(found) <= ALPHA


@check(
    "weighted, respondents not at hand, nominal: Pearson on effective counts",
    "weighted, respondents not at hand, ranked: Kruskal-Wallis on effective counts",
)
def weighted_effective(shape, tables, rng):
    found = []
    for w, a in zip(
        weights_of(tables, rng), answers_of(shape, tables, rng), strict=True
    ):  # fmt: skip
        design = DesignCube.from_codes(a, GROUP_OF, weight=w)
        sums, squares = design.totals, design.squares.sum(0)
        counts = sums * sums.sum(0) / squares
        found.append([pearson(counts).p_value, kruskal_wallis(counts).p_value])
    return np.array(found) <= ALPHA


@check("weighted, two columns: N − 1 on effective bases")
def weighted_columns(shape, tables, rng):
    found, n = [], 90 + 26
    for w, a in zip(
        weights_of(tables, rng, n), answers_of(shape, tables, rng, n), strict=True
    ):  # fmt: skip
        sides = [(w[part], a[part] < 2) for part in (slice(90), slice(90, n))]
        bases = np.array([w.sum() ** 2 / (w**2).sum() for w, _ in sides])
        yes = bases * [w @ inside / w.sum() for w, inside in sides]
        found.append(n_minus_one([yes, bases - yes]).p_value)
    return np.array(found) <= ALPHA


@check(
    "multiple response of five options: set, by permutation",
    "multiple response of five options: max-T over options, familywise",
    "multiple response of five options: max-T over options and pairs, familywise",
)
def several_options(shape, tables, rng):
    found, root = [], np.sqrt(0.3)
    for seed in range(tables):
        common = rng.normal(size=(N, 1))
        scales = root * common + np.sqrt(1 - root**2) * rng.normal(size=(N, len(shape)))
        chosen = scales < ndtri(shape)
        patterns, which = np.unique(chosen, axis=0, return_inverse=True)
        counts = np.zeros((len(patterns), len(GROUPS)))
        np.add.at(counts, (which.ravel(), GROUP_OF), 1)
        told = multiple_response.multiple_response(
            patterns, counts, draws=FEW_DRAWS, seed=seed
        )
        smallest = (frame["p_adjusted"].min() for frame in (told.options, told.differences))
        found.append([told.permutation.p_value, *smallest])
    return np.array(found) <= ALPHA


def _strata(shape, tables, rng) -> np.ndarray:
    """Draw two strata with answers of their own, halves of the groups in each."""
    halves = tuple(n // 2 for n in GROUPS)
    both = (shape, shifted(shape, FAR))
    return np.stack([groups_of(s, tables, rng, sizes=halves) for s in both], axis=1)


@check("groups × nominal in two strata: Cochran-Mantel-Haenszel")
def strata_nominal(shape, tables, rng):
    return rejects(stratified.cmh, _strata(shape, tables, rng))


@check("groups × ranked in two strata: Cochran-Mantel-Haenszel, mean scores")
def strata_ranked(shape, tables, rng):
    return rejects(stratified.cmh, _strata(shape, tables, rng), kind="mean_scores")


@check("change between two waves of 156")
def change(shape, tables, rng):
    drawn, _ = shares_of(shape, tables, rng, sizes=(N, N))

    def p_value(counts):
        table = Crosstab.from_counts(pd.DataFrame(counts, ["yes", "no"], ["1", "2"]))
        return waves.changes(table, "yes")["p_value"].iloc[0]

    return each(lambda counts: p_value(counts) <= ALPHA, drawn)
