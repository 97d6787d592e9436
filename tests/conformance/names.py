"""What of ours computes a quantity that R computed: the index an R user looks for."""

from itperception.inference.methods import METHODS

# Area → start of a quantity → module and function of `itperception.inference`. The longest
# start holds.
OURS = {
    "agreement": {"Kappa": "gap.group_gap.kappa"},
    "association": {
        "Pearson": "tables.independence.pearson",
        "Likelihood ratio": "tables.independence.likelihood_ratio",
        "Kruskal-Wallis": "tables.independence.kruskal_wallis",
        "Cramér's V": "tables.independence.pearson",
        "Cramér's V, corrected": "contingency.bias_corrected_v",
        "Epsilon squared": "tables.independence.kruskal_wallis",
    },
    "comparisons": {
        "Pair": "comparisons.comparisons.compare",
        "Rao-Scott": "comparisons.comparisons.compare",
        "Adjusted p": "comparisons.multiplicity.adjusted",
    },
    "dont_know": {
        "Share": "missing.dont_know.three_answers",
        "Imbens-Manski": "missing.identification.imbens_manski",
        "Difference of groups": "missing.dont_know.three_differences",
        "Difference of items": "missing.dont_know_pairs.three_gaps",
        "Allocations": "missing.dont_knows.test_bounds",
    },
    "exact": {
        "Exact Pearson": "exact.exact.exact", "Freeman-Halton": "exact.exact.exact",
        "Exact l": "exact.exact.exact", "Exact Wilcoxon": "exact.exact.exact",
    },
    "fourfold": {
        "N-1": "tables.fourfold.n_minus_one", "Yates": "tables.fourfold.yates",
        "Fisher": "tables.fourfold.fisher", "Fisher mid-P": "tables.fourfold.fisher_midp",
        "Boschloo": "tables.fourfold.boschloo", "Phi": "sizes.differences.phi",
        "Odds ratio": "sizes.differences.odds_ratio", "Risk ratio": "sizes.differences.risk_ratio",
        "Cohen's h": "sizes.differences.cohens_h", "Cohen's w": "sizes.differences.cohens_w",
        "Difference": "intervals.miettinen_nurminen",
        "Interval, wilson": "intervals.wilson", "Interval, newcombe": "intervals.newcombe",
        "Interval, miettinen": "intervals.miettinen_nurminen",
    },
    "gaps": {
        "Heterogeneity": "gap.gaps.heterogeneity", "Gap": "gap.every_group.everywhere",
        "Gail-Simon": "gap.every_group.gail_simon",
        "Difference of gaps": "gap.gaps.compare_gaps",
        "Difference of gaps, score: z at": "gap.gap_differences.difference_z",
        "Score statistic of shares": "sameness.score_statistics.independent_z",
        "Score statistic of pairs": "sameness.score_statistics.paired_z",
        "Same shares": "sameness.equivalence.equivalent_groups",
        "Different shares": "sameness.equivalence.equivalent_groups",
    },
    "means": {"": "means.means", "Quantile": "quantiles.weighted_quantiles",
              "Two means, plain": "by_statsmodels.welch", "Means, plain": "by_statsmodels.welch"},
    "multiple_response": {"": "design.multiple_response.multiple_response"},
    "models": {"": "models.logit.fit", "proportional odds": "models.models.proportional_odds",
               "test of": "models.models.proportional_odds"},
    "overlap": {"": "comparisons.comparisons.compare", "A row": "design.overlap.Overlap",
                "Mean ranks": "design.overlap.Overlap", "All rows": "design.overlap.Overlap"},
    "paired": {
        "McNemar": "gap.symmetry.mcnemar", "Bowker": "gap.symmetry.bowker",
        "Stuart-Maxwell": "gap.symmetry.stuart_maxwell", "Bhapkar": "gap.symmetry.bhapkar",
        "Mean-score": "gap.paired_scores.mean_score", "Sign": "gap.paired_scores.sign_test",
        "Pairs": "gap.paired_scores.sign_test", "Wilcoxon": "gap.signed_rank.wilcoxon",
        "Matched": "gap.signed_rank.matched_rank_biserial",
        "Paired difference, tango": "intervals.tango",
        "Tango": "sameness.score_statistics.paired_z",
    },
    "power": {
        "h: power": "planning.power.power_two_proportions",
        "N-1": "planning.power_laws.exact_power",
        "h: detectable": "planning.detectable.detectable_difference",
        "h: n": "planning.sample_size.needed_two_proportions",
        "h: n of the next": "planning.sample_size.needed_next_wave",
        "w: power": "planning.power.power_chi_squared",
        "w: n": "planning.sample_size.needed_chi_squared",
        "McNemar: power": "planning.power.power_mcnemar",
        "McNemar: detectable": "planning.detectable.detectable_gap",
        "McNemar: n": "planning.sample_size.needed_mcnemar",
    },
    "proportions": {
        "Binomial": "tables.proportions.one_proportion",
        "Proportion": "intervals.wilson",
        "Proportion, score": "tables.proportions.one_proportion",
        "Distribution": "tables.distributions.goodness_of_fit",
        "Trend": "tables.ordinal.cochran_armitage",
        "Two proportions": "tables.independence.pearson",
        "Two proportions with": "tables.fourfold.yates",
    },
    "reliability": {
        "Cronbach": "models.reliability.alpha_from_pairs",
        "Feldt": "models.reliability.alpha_from_pairs",
        "Ordinal omega": "models.omega.omega_from_pairs",
        "Tetrachoric": "models.omega.correlations",
        "Loadings": "models.omega.one_factor",
    },
    "stratified": {
        "": "tables.stratified.cmh", "Breslow-Day": "tables.homogeneity.breslow_day",
        "Mantel-Haenszel odds": "tables.homogeneity.breslow_day",
        "Mantel-Haenszel: ": "tables.homogeneity.breslow_day",
        "log of": "tables.homogeneity.breslow_day", "its": "tables.homogeneity.breslow_day",
    },
    "survey": {
        "Rao-Scott": "design.rao_scott.rao_scott", "svychisq": "design.rao_scott.rao_scott",
        "Rao-Scott: design effects": "design.design_effects.design_effects",
        "svyloglin": "design.rao_scott.rao_scott", "Rank": "design.design_ranks.design_rank_test",
        "Weighted share": "design.design.proportion", "svymean": "design.design.proportion",
        "Interval": "design.design.proportion", "svyciprop": "design.design.proportion",
        "By group": "design.design.proportion", "svyby": "design.design.proportion",
        "Stratum": "design.design.proportion",
        "Stratum of one unit: Rao-Scott": "design.rao_scott.rao_scott",
        "Difference of shares": "design.design_scores.compare_means",
        "Mean scores": "design.design_scores.compare_means",
        "svyttest": "design.design_scores.compare_means",
        "Sum of": "design.weighted_sums.inverted",
        "Weighted table": "itperception.counting.design.DesignCube",
    },
    "predictors": {
        "clm": "models.regression.regress", "emmeans": "models.regression.regress",
        "geeglm": "models.regression.regress", "gap": "models.adjusted_gap.gap_model",
        "margins": "models.adjusted.model", "multinomial": "models.regression.regress",
        "predict": "models.regression.regress", "regTermTest": "models.regression.wald",
        "svyglm": "models.regression.regress", "svyolr": "models.regression.regress",
    },
    "waves": {"Overlap": "change.unknown_overlap.z_of_change",
              "Unknown": "change.unknown_overlap.unknown_overlap"},
}  # fmt: skip
_MEASURES = {
    "Cramér's V, plain": "sizes.measures.cramers_v", "cramers_v": "sizes.measures.cramers_v",
    "Cramér's V": "tables.independence.pearson", "Noncentrality": "running.noncentrality",
    "Pearson": "tables.independence.pearson", "Smallest": "contingency.expected",
    "Cramér's V, corrected": "contingency.bias_corrected_v",
    "Adjusted residuals": "sizes.effects.residuals",
    "Likelihood ratio": "tables.independence.likelihood_ratio",
    "Williams": "tables.independence.williams",
    "Kruskal-Wallis": "tables.independence.kruskal_wallis",
    "Epsilon": "tables.independence.kruskal_wallis", "eta": "sizes.measures.rank_eta_squared",
    "Rank eta": "sizes.measures.rank_eta_squared",
    "Linear-by-linear": "tables.correlation.linear_by_linear",
    "CMH cor": "tables.correlation.linear_by_linear",
    "CMH rmeans": "tables.ordinal.mean_scores", "CMH cmeans": "tables.ordinal.mean_scores",
    "CMH general": "tables.fourfold.n_minus_one", "Mean scores": "tables.ordinal.mean_scores",
    "Jonckheere": "tables.ordinal.jonckheere_terpstra",
    "Kendall": "tables.ordinal.jonckheere_terpstra",
    "Spearman": "tables.correlation.spearman", "concordant": "sizes.concordance.order_sums",
    "Concordant": "sizes.concordance.order_sums", "Gamma": "sizes.concordance.gamma",
    "gamma": "sizes.concordance.gamma", "tau_b": "sizes.concordance.kendall_tau_b",
    "somers": "sizes.concordance.somers_d", "Mann-Whitney": "tables.ranks.mann_whitney",
    "Mann-Whitney, exact": "tables.ranks.mann_whitney_exact",
    "Brunner-Munzel": "tables.ranks.brunner_munzel",
    "Cliff": "sizes.dominance.cliffs_delta",
    "Probability": "sizes.dominance.probability_of_superiority",
    "Superiority": "sizes.dominance.probability_of_superiority",
    "Cochran-Armitage": "tables.ordinal.cochran_armitage",
}  # fmt: skip
OURS |= dict.fromkeys(("independent", "measures", "ordinal"), _MEASURES)
_VERBS = {method.home: name for name, method in reversed(METHODS.items())}


def function_of(area: str, quantity: str) -> str:
    """Return module and function, by the longest start of the quantity that is listed."""
    starts = [start for start in OURS[area] if quantity.startswith(start)]
    return OURS[area][max(starts, key=len)]


def our_name(area: str, quantity: str) -> str:
    """Return what to write: a test of a table by its name, or a function.

    >>> our_name("association", "Pearson: X²")
    'test("pearson")'
    """
    home = function_of(area, quantity)
    return (
        f'test("{_VERBS[home]}")' if home in _VERBS else home.removeprefix("itperception.")
    )
