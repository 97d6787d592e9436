"""Tests of order and of ranks: ``ordinal.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.sizes.dominance import cliffs_delta, probability_of_superiority
from itperception.inference.tables.correlation import linear_by_linear, spearman
from itperception.inference.tables.independence import kruskal_wallis
from itperception.inference.tables.ordinal import (
    cochran_armitage,
    jonckheere_terpstra,
    mean_scores,
)
from itperception.inference.tables.ranks import (
    brunner_munzel,
    mann_whitney,
    mann_whitney_exact,
)
from tests.conformance import Row
from tests.inference.reference import reference

KENDALL = "cor.test(method = 'kendall', exact = FALSE)"
SPEARMAN = "cor.test(method = 'spearman', exact = FALSE)"
COIN = "coin::independence_test(teststat = 'quadratic')"
STEPS = "derivatives by complex steps"
PAIRWISE = "pairwise.wilcox.test(exact = FALSE, correct = FALSE)"


def rows() -> Iterator[Row]:
    for case, printed in reference("ordinal").items():
        for quantity, call, ours, theirs in _of(printed):
            pairs = zip(np.atleast_1d(ours), np.atleast_1d(theirs), strict=True)
            yield from (Row(quantity, call, case, *pair) for pair in pairs)


def _of(printed: dict) -> Iterator[tuple]:
    counts = np.array(printed["counts"], float)
    yield from _correlations(counts, printed)
    yield from _means(counts, printed)
    if len(counts) == 2:
        yield from _trend(counts, printed)
    if counts.shape[1] == 2:
        yield from _two_groups(counts, printed)


def _correlations(counts, printed) -> Iterator[tuple]:
    found, expected = jonckheere_terpstra(counts), printed["jonckheere"]
    numbers = found.statistic, found.p_value, found.effect_size
    for name, ours, theirs in zip(("z", "p", "tau-b"), numbers, expected, strict=True):
        yield f"Jonckheere-Terpstra: {name}", KENDALL, ours, theirs
    found, expected = spearman(counts), printed["spearman"]
    yield "Spearman: p", SPEARMAN, found.p_value, expected[0]
    yield "Spearman: rho", SPEARMAN, found.effect_size, expected[1]
    yield "Spearman: limits", STEPS, (found.ci_low, found.ci_high), expected[2:]
    scores = printed["answer_scores"], printed["group_scores"]
    for found, expected in (
        (linear_by_linear(counts), printed["linear"]),
        (linear_by_linear(counts, *scores), printed["uneven"]),
    ):
        yield "Linear-by-linear: M²", COIN, found.statistic, expected[0]
        yield "Linear-by-linear: p", COIN, found.p_value, expected[1]
        yield "Linear-by-linear: r", "cor(u, v)", found.effect_size, expected[2]
        limits = found.ci_low, found.ci_high
        yield "Linear-by-linear: limits of r", STEPS, limits, expected[3:]


def _means(counts, printed) -> Iterator[tuple]:
    for name, found, expected in (
        ("Mean scores", mean_scores(counts), printed["means"]),
        (
            "Mean scores",
            mean_scores(counts, printed["mean_scores"]),
            printed["uneven_means"],
        ),
        ("Kruskal-Wallis", kruskal_wallis(counts), printed["ranks"]),
    ):
        yield f"{name}: statistic", COIN, found.statistic, expected[0]
        yield f"{name}: df", COIN, found.df, expected[1]
        yield f"{name}: p", COIN, found.p_value, expected[2]
        yield (
            f"{name}: share",
            "summary(lm(y ~ g))$r.squared",
            found.effect_size,
            expected[3],
        )


def _trend(counts, printed) -> Iterator[tuple]:
    for found, expected in (
        (cochran_armitage(counts), printed["trend"]),
        (cochran_armitage(counts, printed["trend_scores"]), printed["trend_uneven"]),
    ):
        slope = found.effect_size, found.ci_low, found.ci_high
        yield "Cochran-Armitage: z²", "prop.trend.test", found.statistic**2, expected[0]
        yield "Cochran-Armitage: p", "prop.trend.test", found.p_value, expected[1]
        yield "Cochran-Armitage: slope, limits", "lm; prop.test", slope, expected[2:]


def _two_groups(counts, printed) -> Iterator[tuple]:
    plain, moved = mann_whitney(counts), mann_whitney(counts, continuity=True)
    theta, expected = probability_of_superiority(counts), printed["wilcoxon"]
    u = theta.effect_size * counts.sum(0).prod()
    yield "Mann-Whitney: U", "wilcox.test", u, expected[0]
    yield "Mann-Whitney: p", "wilcox.test(correct = FALSE)", plain.p_value, expected[1]
    yield "Mann-Whitney: p, corrected", "wilcox.test", moved.p_value, expected[2]
    found, expected = brunner_munzel(counts), printed["munzel"]
    yield "Brunner-Munzel: t, df, p", "ranks of the raw answers", \
        (found.statistic, found.df, found.p_value), expected[:3]  # fmt: skip
    limits = theta.effect_size, theta.ci_low, theta.ci_high
    yield "Superiority, limits", "ranks of the raw answers", limits, expected[3:]
    delta = cliffs_delta(counts).effect_size
    yield "Cliff's delta", "mean(sign(outer(b, a, '-')))", delta, printed["delta"]
    if "exact" in printed:
        found, call = mann_whitney_exact(counts), "coin::wilcox_test('exact')"
        numbers = found.statistic, found.p_value
        yield "Mann-Whitney, exact: z, p", call, numbers, printed["exact"]
