"""Coverage of the default intervals."""

import numpy as np
from scipy.special import logit

from benchmarks.calibration_pairs import gaps_of
from benchmarks.calibration_tables import (
    GROUPS,
    LEVEL,
    SHIFT,
    N,
    answers_of,
    check,
    covers,
    groups_of,
    limits,
    near,
    net_of_pairs,
    noncentral_limits,
    pair_shares,
    pairs_of,
    population,
    shares_of,
    shifted,
    weights_of,
)
from itperception.inference.contingency import chi_squared
from itperception.inference.gap.gap_differences import difference_interval
from itperception.inference.gap.group_gap import kappa
from itperception.inference.gap.signed_rank import matched_rank_biserial
from itperception.inference.intervals import miettinen_nurminen, tango, wilson
from itperception.inference.missing.share_bounds import dont_know_limits
from itperception.inference.sizes import concordance, differences, dominance
from itperception.inference.tables.independence import kruskal_wallis, pearson
from itperception.inference.tables.scores import between_ranks

MANY, SILENT = 1e9, 0.10  # respondents as good as all; share of don't knows


@check("share of 156: Wilson", kind="covers")
def share(shape, tables, rng):
    p = near(sum(shape[:2]), tables, rng)
    return covers(wilson(rng.binomial(N, p), N, level=LEVEL), p)


@check("share of 26: Wilson", kind="covers")
def share_small(shape, tables, rng):
    p = near(sum(shape[:2]), tables, rng)
    return covers(wilson(rng.binomial(26, p), 26, level=LEVEL), p)


@check("weighted share of 156: Wilson on the effective base", kind="covers")
def share_weighted(shape, tables, rng):
    w, a = weights_of(tables, rng), answers_of(shape, tables, rng)
    base = w.sum(1) ** 2 / (w**2).sum(1)
    yes = base * (w * (a < 2)).sum(1) / w.sum(1)
    return covers(wilson(yes, base, level=LEVEL), sum(shape[:2]))


def _difference(shape, tables, rng, first: int, second: int) -> np.ndarray:
    drawn, p = shares_of(shape, tables, rng, sizes=(first, second), shift=SHIFT)
    x1, x2 = drawn[:, 0].T
    found = miettinen_nurminen(x1, first, x2, second, level=LEVEL)
    return covers(found, p[:, 0] - p[:, 1])


@check("difference of two shares, 90 and 40: Miettinen-Nurminen", kind="covers")
def difference(shape, tables, rng):
    return _difference(shape, tables, rng, 90, 40)


@check("difference of two shares, 40 and 26: Miettinen-Nurminen", kind="covers")
def difference_small(shape, tables, rng):
    return _difference(shape, tables, rng, 40, 26)


@check("weighted difference, 90 and 26: Miettinen-Nurminen, effective bases", kind="covers")
def difference_weighted(shape, tables, rng):
    sides, truth = [], [sum(shape[:2]), shifted(shape, SHIFT)[:2].sum()]
    for p, n in zip(truth, (90, 26), strict=True):
        w = weights_of(tables, rng, n)
        base = w.sum(1) ** 2 / (w**2).sum(1)
        yes = base * (w * (rng.random(w.shape) < p)).sum(1) / w.sum(1)
        sides += [yes, base]
    return covers(miettinen_nurminen(*sides, level=LEVEL), truth[0] - truth[1])


@check("odds ratio, 90 and 40: Wald", kind="covers")
def odds_wald(shape, tables, rng):
    drawn, p = shares_of(shape, tables, rng, sizes=GROUPS[:2], shift=SHIFT)
    truth = np.exp(logit(p[:, 0]) - logit(p[:, 1]))
    return covers(limits(differences.odds_ratio, drawn, level=LEVEL), truth)


@check("Cramér's V, bias-corrected: noncentral chi-squared", kind="covers")
def cramers_v(shape, tables, rng):
    truth = population(shape, SHIFT)
    v = np.sqrt(chi_squared(truth) / truth.sum() / (min(truth.shape) - 1))
    found = noncentral_limits(pearson, groups_of(shape, tables, rng, shift=SHIFT))
    return covers(found, v, missing=0)


@check("epsilon squared: noncentral chi-squared", kind="covers")
def epsilon_squared(shape, tables, rng):
    found = noncentral_limits(kruskal_wallis, groups_of(shape, tables, rng, shift=SHIFT))
    return covers(found, between_ranks(population(shape, SHIFT)), missing=0)


@check("probability of superiority, 90 and 26: Brunner-Munzel, logit", kind="covers")
def superiority(shape, tables, rng):
    a, b = np.array(shape), shifted(shape, SHIFT)
    drawn = groups_of(shape, tables, rng, shift=SHIFT, sizes=(90, 26))
    found = limits(dominance.probability_of_superiority, drawn, level=LEVEL)
    return covers(found, a @ (1 - b.cumsum() + b / 2))


@check("Goodman-Kruskal gamma", kind="covers")
def gamma(shape, tables, rng):
    return _concordance(concordance.gamma, shape, tables, rng)


@check("Kendall tau-b", kind="covers")
def tau_b(shape, tables, rng):
    return _concordance(concordance.kendall_tau_b, shape, tables, rng)


@check("Somers' D", kind="covers")
def somers(shape, tables, rng):
    return _concordance(concordance.somers_d, shape, tables, rng)


def _concordance(measure, shape, tables, rng) -> np.ndarray:
    truth = measure(population(shape, SHIFT) * MANY).effect_size
    drawn = groups_of(shape, tables, rng, shift=SHIFT)
    return covers(limits(measure, drawn, level=LEVEL), truth)


@check("difference of two shares of pairs, 156: Tango", kind="covers")
def paired_difference(shape, tables, rng):
    return _tango(shape, tables, rng, N)


@check("difference of two shares of pairs, 26: Tango", kind="covers")
def paired_difference_small(shape, tables, rng):
    return _tango(shape, tables, rng, 26)


def _tango(shape, tables, rng, n: int) -> np.ndarray:
    b, c, n = net_of_pairs(pairs_of(shape, tables, rng, shift=SHIFT, n=n)).T
    return covers(tango(b, c, n, level=LEVEL), _gap(shape, SHIFT))


def _gap(shape, shift: float) -> float:
    b, c, _ = net_of_pairs(pair_shares(shape, shift))
    return b - c


@check("difference of the gaps of 90 and 26: from Tango's limits", kind="covers")
def gap_difference(shape, tables, rng):
    first, second = gaps_of(shape, tables, rng, (0.0, SHIFT), (90, 26)).transpose(1, 2, 0)
    truth = _gap(shape, 0.0) - _gap(shape, SHIFT)
    return covers(difference_interval(first, second, level=LEVEL), truth)


@check("matched-pairs rank biserial, 156", kind="covers")
def rank_biserial(shape, tables, rng):
    return _of_squares(matched_rank_biserial, shape, tables, rng)


@check("weighted kappa, 156", kind="covers")
def agreement(shape, tables, rng):
    return _of_squares(kappa, shape, tables, rng, weights="linear")


def _of_squares(measure, shape, tables, rng, **options) -> np.ndarray:
    truth = measure(pair_shares(shape, SHIFT) * MANY, **options).effect_size
    drawn = pairs_of(shape, tables, rng, shift=SHIFT)
    return covers(limits(measure, drawn, level=LEVEL, **options), truth)


def _bounds(shape, tables, rng, n: int) -> np.ndarray:
    """Return whether a share at its lower and at its upper bound is covered."""
    p = near(sum(shape[:2]), tables, rng)
    silent = rng.binomial(n, SILENT, tables)
    yes = rng.binomial(n - silent, p)
    found = dont_know_limits(yes, silent, n, level=LEVEL)
    lowest = p * (1 - SILENT)
    return np.stack([covers(found, lowest), covers(found, lowest + SILENT)], axis=1)


@check(
    "share with 10 % don't know, 156, truth at the lower bound: Imbens-Manski, Jeffreys limits",
    "share with 10 % don't know, 156, truth at the upper bound: Imbens-Manski, Jeffreys limits",
    "share with 10 % don't know, 26, truth at the lower bound: Imbens-Manski, Jeffreys limits",
    "share with 10 % don't know, 26, truth at the upper bound: Imbens-Manski, Jeffreys limits",
    kind="covers",
)
def bounds(shape, tables, rng):
    return np.hstack([_bounds(shape, tables, rng, n) for n in (N, 26)])
