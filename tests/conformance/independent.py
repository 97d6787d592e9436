"""Tests and measures of carried-over tables: ``01_independent`` and ``08_extra_packages``.

These tables have their groups in the rows, so they are turned. Two of the tables that
the Wilcoxon values belong to (syn35d and syn35e) were not carried over: those values
cannot be used. Fisher's test, Yates' correction, the odds ratio and Cohen's h of
``01_independent`` are read by other modules.
"""

from collections.abc import Callable, Iterator

import numpy as np
from scipy.special import chdtrc

from itperception.inference.contingency import (
    adjusted_residuals,
    bias_corrected_v,
    expected,
    placement,
)
from itperception.inference.intervals import noncentrality
from itperception.inference.sizes.concordance import (
    gamma,
    kendall_tau_b,
    order_sums,
    somers_d,
)
from itperception.inference.sizes.dominance import cliffs_delta, probability_of_superiority
from itperception.inference.sizes.measures import (
    cramers_v,
    rank_eta_squared,
)
from itperception.inference.tables.correlation import linear_by_linear, spearman
from itperception.inference.tables.independence import (
    kruskal_wallis,
    likelihood_ratio,
    pearson,
    williams,
)
from itperception.inference.tables.ordinal import jonckheere_terpstra, mean_scores
from itperception.inference.tables.ranks import (
    brunner_munzel,
    mann_whitney,
    mann_whitney_exact,
)
from tests.conformance import ITERATED, TOLERANCE, Row
from tests.inference.reference import carried

# Mental impairment by parents' status and malformations by alcohol (Agresti 2013), the
# two rows that were compared; U of the first agrees with R to the last unit.
PUBLISHED = {
    "mental": [[64, 94, 58, 46], [57, 94, 54, 40]],
    "malformations": [[48, 17066], [38, 14464]],
}


def rows() -> Iterator[Row]:
    for stem in ("01_independent", "08_extra_packages"):
        tables, results = carried(stem)
        tables = carried("01_independent")[0] | tables
        for result in results:
            kind, case = result["id"].split(".")[0], result["table"]
            counts = _counts(tables, case)
            if kind in CALLS and counts is not None:
                for quantity, ours, theirs, *held in CALLS[kind](counts, result["values"]):
                    pairs = zip(np.ravel(ours), np.ravel(theirs), strict=True)
                    held = held or [TOLERANCE]
                    call = result["r_call"].split(";")[0]
                    yield from (Row(quantity, call, case, *pair, *held) for pair in pairs)


def _counts(tables: dict, case: str) -> np.ndarray | None:
    """Return answers by groups: all groups, or the first two if the case says so."""
    name = case.split()[0]
    table = tables.get(name, PUBLISHED.get(name))
    if table is None:
        return None
    return np.array(table, float)[: 2 if "1 v" in case else None].T


def _pearson(counts, r) -> Iterator[tuple]:
    found = pearson(counts)
    yield "Pearson: X²", found.statistic, r["statistic"]
    yield "Pearson: df", found.df, r["df"]
    yield "Pearson: p", found.p_value, r["p_value"]
    yield "Smallest expected count", expected(counts).min(), r["min_expected"]
    yield "Adjusted residuals", adjusted_residuals(counts).T, r["stdres_row_major"]


def _likelihood_ratio(counts, r) -> Iterator[tuple]:
    found = likelihood_ratio(counts)
    yield "Likelihood ratio: G", found.statistic, r["G"]
    yield "Likelihood ratio: df", found.df, r["df"]
    yield "Likelihood ratio: p", found.p_value, r["p_value"]
    yield "Cramér's V, plain", cramers_v(counts).effect_size, r["cramers_v"]


def _cramers_v(counts, r) -> Iterator[tuple]:
    found = pearson(counts)
    limits = np.nan_to_num([found.ci_low, found.ci_high])
    yield "Cramér's V, plain", cramers_v(counts).effect_size, r["V"]
    yield "Cramér's V, corrected", bias_corrected_v(counts), r["V_adj"]
    ncp = noncentrality(found.statistic, found.df)
    yield "Noncentrality: limits", ncp, (r["ncp_low"], r["ncp_high"])
    yield "Cramér's V: limits", limits, (r["V_ci_low"], r["V_ci_high"])
    # effectsize solves loosely, and wrongly where the lower limit is 0.
    if r["V_ci_low"] > 0:
        high = r["effectsize_V_ci_high"]
        yield "Cramér's V: limit of effectsize", limits[1], high, ITERATED


def _kruskal(counts, r) -> Iterator[tuple]:
    # coin computes 1 − pchisq: its p of syn35c is right to nine digits only.
    found = kruskal_wallis(counts)
    yield "Kruskal-Wallis: H", found.statistic, r["statistic"]
    yield "Kruskal-Wallis: df", found.df, r.get("df", found.df)
    yield "Kruskal-Wallis: p", found.p_value, r["p_value"]


def _linear(counts, r) -> Iterator[tuple]:
    found = linear_by_linear(counts)
    # coin scores ordered factors from their other end: its sign is not comparable.
    yield "Linear-by-linear: |Z|", np.sqrt(found.statistic), abs(r["Z"])
    yield "Linear-by-linear: M²", found.statistic, r["chisq"]
    yield "Linear-by-linear: p", found.p_value, r["p_value"]


def _cochran_mantel_haenszel(counts, r) -> Iterator[tuple]:
    for name, found in (
        ("cor", linear_by_linear(counts)),
        ("rmeans", mean_scores(counts)),
        ("cmeans", mean_scores(counts.T)),
    ):
        yield f"CMH {name}: statistic", found.statistic, r[name]["chisq"]
        yield f"CMH {name}: df", found.df, r[name]["df"]
        yield f"CMH {name}: p", found.p_value, r[name]["p"]
    # The general statistic has the variance of permutations: (n − 1)/n of Pearson's.
    found, n = pearson(counts), counts.sum()
    general = found.statistic * (n - 1) / n
    yield "CMH general: statistic", general, r["general"]["chisq"]
    yield "CMH general: p", chdtrc(found.df, general), r["general"]["p"]


def _kendall(counts, r) -> Iterator[tuple]:
    found = jonckheere_terpstra(counts)
    yield "Jonckheere-Terpstra: z", found.statistic, r["statistic"]
    yield "Jonckheere-Terpstra: p", found.p_value, r["p_value"]
    yield "Kendall's tau-b", found.effect_size, r["estimate"]


def _spearman(counts, r) -> Iterator[tuple]:
    found, n = spearman(counts), counts.sum()
    yield "Spearman: S", (n**3 - n) * (1 - found.effect_size) / 6, r["statistic"]
    yield "Spearman: p", found.p_value, r["p_value"]
    yield "Spearman: rho", found.effect_size, r["estimate"]


def _gamma(counts, r) -> Iterator[tuple]:
    found = gamma(counts)
    yield "Concordant and discordant pairs", order_sums(counts), (r["C"], r["D"])
    yield "Gamma", found.effect_size, r["gamma"]
    yield "Gamma: ASE1", found.se, r["ase"]
    yield "Gamma: limits", (found.ci_low, found.ci_high), (r["ci_low"], r["ci_high"])


def _rank_effects(counts, r) -> Iterator[tuple]:
    epsilon, eta = kruskal_wallis(counts).effect_size, rank_eta_squared(counts).effect_size
    yield "Epsilon squared", epsilon, r["rank_epsilon_squared"]
    yield "Rank eta squared", eta, r["rank_eta_squared"]


def _wilcoxon(counts, r) -> Iterator[tuple]:
    # W counts pairs with the later answer in the first group, our U with the earlier.
    later = 1 - probability_of_superiority(counts).effect_size
    yield "Mann-Whitney: U", later * counts.sum(0).prod(), r["W"]
    yield "Mann-Whitney: p", mann_whitney(counts).p_value, r["p_nocorrect"]
    corrected = mann_whitney(counts, continuity=True).p_value
    yield "Mann-Whitney: p, corrected", corrected, r["p_correct"]


def _wilcoxon_exact(counts, r) -> Iterator[tuple]:
    found = mann_whitney_exact(counts)
    yield "Mann-Whitney, exact: z", -found.statistic, r["Z"]
    yield "Mann-Whitney, exact: p", found.p_value, r["p_value"]


def _cliff(counts, r) -> Iterator[tuple]:
    delta = -cliffs_delta(counts).effect_size
    yield "Cliff's delta", delta, r["delta"]
    # The limits of effectsize have the standard error of no difference: not ours.
    bases = counts.sum(0)
    reach = 1.959963984540054 * np.sqrt((bases.sum() + 1) / (3 * bases.prod()))
    limits = np.tanh(np.arctanh(delta) + np.array([-reach, reach]))
    yield "Cliff's delta: limits of effectsize", limits, (r["ci_low"], r["ci_high"])


def _superiority(counts, r) -> Iterator[tuple]:
    theta = 1 - probability_of_superiority(counts).effect_size
    yield "Probability of superiority", theta, r["psup"]


def _coin_chi_squared(counts, r) -> Iterator[tuple]:
    found = pearson(counts)
    yield "Pearson: X²", found.statistic, r["statistic"]
    # coin computes 1 − pchisq, which is 0 for hair_eye.
    theirs = r["p_value"] or chdtrc(found.df, r["statistic"])
    yield "Pearson: p", found.p_value, theirs


def _order(counts, r) -> Iterator[tuple]:
    for name, found in (
        ("somers_row", somers_d(counts.T)),
        ("somers_column", somers_d(counts)),
        ("tau_b", kendall_tau_b(counts)),
        ("gamma", gamma(counts)),
    ):
        yield name, found.effect_size, r[name][0]
        # Two standard errors of DescTools are wrong: that of tau-b multiplies one column
        # term by δ₁δ₂ where Agresti's formula has δ₁/δ₂, and that of d of the rows
        # recycles the column totals down the rows. measures.R has the right limits of
        # these tables, from all pairs of respondents.
        if name not in ("tau_b", "somers_row"):
            yield f"{name}, limits", (found.ci_low, found.ci_high), r[name][1:]


def _jonckheere(counts, r) -> Iterator[tuple]:
    # clinfun's p ignores ties; the right one is that of the Kendall rows.
    concordant, discordant = order_sums(counts)
    between = (counts.sum() ** 2 - (counts.sum(0) ** 2).sum()) / 2
    ours = (between + concordant - discordant) / 2
    yield "Jonckheere-Terpstra: J", ours, r["statistic"]


def _g_test(counts, r) -> Iterator[tuple]:
    plain, corrected = likelihood_ratio(counts), williams(counts)
    yield "Likelihood ratio: G", plain.statistic, r["G"]
    yield "Williams: G/q", corrected.statistic, r["G_williams"]
    # DescTools computes 1 − pchisq, which is 0 for hair_eye.
    theirs = r["p"] or chdtrc(plain.df, r["G"])
    yield "Likelihood ratio: p", plain.p_value, theirs
    theirs = r["p_williams"] or chdtrc(plain.df, r["G_williams"])
    yield "Williams: p", corrected.p_value, theirs


def _brunner_munzel(counts, r) -> Iterator[tuple]:
    found, place = brunner_munzel(counts), placement(*counts.T)
    yield "Brunner-Munzel: t", found.statistic, r["statistic"]
    yield "Brunner-Munzel: df", found.df, r["df"]
    yield "Brunner-Munzel: p", found.p_value, r["p_value"]
    yield "Brunner-Munzel: estimate", place.estimate, r["estimate"]


CALLS: dict[str, Callable] = {
    "pearson": _pearson,
    "G": _likelihood_ratio,
    "cramerV": _cramers_v,
    "kruskal": _kruskal,
    "kruskal_coin": _kruskal,
    "lbl": _linear,
    "cmh1": _cochran_mantel_haenszel,
    "kendall": _kendall,
    "spearman": _spearman,
    "gamma": _gamma,
    "epsilon2": _rank_effects,
    "wilcoxon12": _wilcoxon,
    "wilcoxon12_exact": _wilcoxon_exact,
    "cliff12": _cliff,
    "psup12": _superiority,
    "coin_chisq": _coin_chi_squared,
    "ordinal_ci": _order,
    "jonckheere": _jonckheere,
    "gtest": _g_test,
    "brunner_munzel12": _brunner_munzel,
}
