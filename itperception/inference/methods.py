"""Every test of a table by its name, and which of them is taken if none is named.

:func:`choose_test` goes by what is known before the answers are: the scale of the stub, weights
and design, and how many respondents there are in the groups. It never looks at how the
answers came out. It always asks the same question, whether the answer depends on the group;
whether it rises with groups that are ranked is a question of its own
(:func:`choose_trend`), and so is whether two answers of the same people differ, which no
table tells by its shape: pairs are compared where they are declared or asked for by name.
The defaults are those that held their level in simulations at the size of the study; see
``docs/calibration.md``. The tests by design did not at n = 156 and are left to clusters and
large samples.
"""

from importlib import import_module
from typing import NamedTuple

import numpy as np

from itperception.counting.crosstab import Crosstab
from itperception.errors import unknown_name
from itperception.inference.contingency import drop_empty, expected

# With more respondents than this, drawing tells nothing that chi-squared does not.
MOST_PERMUTED = 100_000
# Up to so many respondents weights are permuted; above, corrections of X² are good.
MOST_WEIGHTED = 2_000
SMALL_GROUP, SMALL_EXPECTED = 10, 5


class Method(NamedTuple):
    """Where a test is, and what it is given."""

    home: str  # module of this room, and name
    ranked: str = "none"  # or "answers", "groups", "both": what has to be ranked
    given: str = "counts"  # or "square", "design", "weights"
    options: dict = {}  # noqa: RUF012 (never written to)


METHODS = {
    "pearson": Method("tables.independence.pearson"),
    "likelihood_ratio": Method("tables.independence.likelihood_ratio"),
    "williams": Method("tables.independence.williams"),
    "permutation": Method("tables.independence.permutation"),
    "exact_pearson": Method("exact.exact.exact"),
    "exact_likelihood_ratio": Method(
        "exact.exact.exact", options={"statistic": "likelihood_ratio"}
    ),
    "freeman_halton": Method("exact.exact.exact", options={"statistic": "freeman_halton"}),
    "kruskal_wallis": Method("tables.independence.kruskal_wallis", "answers"),
    "kruskal_wallis_permutation": Method(
        "tables.independence.kruskal_wallis_permutation", "answers"
    ),
    "mean_scores": Method("tables.ordinal.mean_scores", "answers"),
    "jonckheere_terpstra": Method("tables.ordinal.jonckheere_terpstra", "both"),
    "linear_by_linear": Method("tables.correlation.linear_by_linear", "both"),
    "exact_linear_by_linear": Method(
        "exact.exact.exact", "both", options={"statistic": "linear_by_linear"}
    ),
    "spearman": Method("tables.correlation.spearman", "both"),
    "cochran_armitage": Method("tables.ordinal.cochran_armitage", "groups"),
    "mann_whitney": Method("tables.ranks.mann_whitney", "answers"),
    "mann_whitney_exact": Method("tables.ranks.mann_whitney_exact", "answers"),
    "brunner_munzel": Method("tables.ranks.brunner_munzel", "answers"),
    "n_minus_one": Method("tables.fourfold.n_minus_one"),
    "fisher_midp": Method("tables.fourfold.fisher_midp"),
    "fisher": Method("tables.fourfold.fisher"),
    "boschloo": Method("tables.fourfold.boschloo"),
    "yates": Method("tables.fourfold.yates"),
    "stuart_maxwell": Method("gap.symmetry.stuart_maxwell", "none", "square"),
    "bhapkar": Method("gap.symmetry.bhapkar", "none", "square"),
    "bowker": Method("gap.symmetry.bowker", "none", "square"),
    "mean_score": Method("gap.paired_scores.mean_score", "answers", "square"),
    "wilcoxon": Method("gap.signed_rank.wilcoxon", "answers", "square"),
    "sign": Method("gap.paired_scores.sign_test", "answers", "square"),
    "rao_scott": Method("design.rao_scott.rao_scott", "none", "design"),
    "design_rank": Method("design.design_ranks.design_rank_test", "answers", "design"),
    "design_trend": Method("design.design_ranks.design_trend_test", "groups", "design"),
    "weighted_permutation": Method(
        "design.weighted_permutation.weighted_permutation", "none", "weights"
    ),
    "weighted_rank_permutation": Method(
        "design.weighted_permutation.weighted_permutation",
        "answers",
        "weights",
        {"statistic": "ranks"},
    ),
    "weighted_trend_permutation": Method(
        "design.weighted_permutation.weighted_permutation",
        "groups",
        "weights",
        {"statistic": "trend"},
    ),
}

RANKED = "The answers are ranked, so it is tested whether a group ranks higher"
NOMINAL = "The answers are not ranked, so any difference counts"
ORDERED = "Answers and groups are ranked, so it is tested whether one rises with the other"
BINARY = "Two groups on a yes/no question"
_TREND = "The groups are ranked, so it is tested whether the share rises with them"
HOLDS = "permutation holds its level in sparse tables too"
FEW_WEIGHTS = (
    "the weights are few enough to permute answers among respondents, each keeping group "
    "and weight, which is exact"
)


def choose_test(
    answers: Crosstab, *, clustered: bool = False, by_weight: bool = False
) -> tuple[str, str]:
    """Return the name of the test that suits a table, and why that one.

    Examples
    --------
    >>> import pandas as pd
    >>> table = Crosstab.from_counts(pd.DataFrame({"a": [30, 10], "b": [15, 25]}))
    >>> choose_test(table)
    ('n_minus_one', 'Two groups on a yes/no question')
    """
    counts, _ = drop_empty(answers.counts.to_numpy(float))
    ranked = answers.stub.ordered and counts.shape[0] > 2
    if answers.is_weighted or clustered:
        return _of_sample(ranked, clustered, by_weight, counts.sum())
    if counts.shape == (2, 2):
        return _of_fourfold(counts)
    if ranked:
        return _of_ranked(counts)
    if counts.sum() > MOST_PERMUTED:
        return "pearson", f"{NOMINAL}; so many respondents need no permutation"
    return "permutation", f"{NOMINAL}; {HOLDS}"


def choose_trend(
    answers: Crosstab, *, clustered: bool = False, by_weight: bool = False
) -> tuple[str, str] | None:
    """Return the name of the test of a trend over ranked groups, and why that one.

    Returns
    -------
    tuple of str, or None
        None if there is no trend to ask for: fewer than three groups, or groups or more
        than two answers that are not ranked.

    Examples
    --------
    >>> import pandas as pd
    >>> table = Crosstab.from_counts(pd.DataFrame({"a": [30, 10], "b": [15, 25]}))
    >>> choose_trend(table) is None
    True
    """
    counts, _ = drop_empty(answers.counts.to_numpy(float))
    binary = counts.shape[0] == 2
    if not (answers.banner.ordered and counts.shape[1] > 2):
        return None
    if not (binary or answers.stub.ordered):
        return None
    why = _TREND if binary else ORDERED
    if clustered or (by_weight and answers.is_weighted and counts.sum() > MOST_WEIGHTED):
        return "design_trend", f"{why}; {_of_design(clustered)}"
    if answers.is_weighted and by_weight:
        return "weighted_trend_permutation", f"{why}; {FEW_WEIGHTS}"
    return "cochran_armitage" if binary else "jonckheere_terpstra", why


def find(name: str) -> Method:
    """Return a method by its name, refusing names that are not among :data:`METHODS`."""
    if name not in METHODS:
        raise unknown_name("method", name, ["auto", *METHODS])
    return METHODS[name]


def call(method: Method, *given, **options):
    """Run a test; its module is loaded when it is first needed."""
    module, name = method.home.rsplit(".", 1)
    function = getattr(import_module(f"itperception.inference.{module}"), name)
    return function(*given, **method.options, **options)


def _of_sample(ranked, clustered, by_weight, people) -> tuple[str, str]:
    """Choose for a weighted or clustered sample."""
    why = RANKED if ranked else NOMINAL
    if clustered or (by_weight and people > MOST_WEIGHTED):
        return "design_rank" if ranked else "rao_scott", f"{why}; {_of_design(clustered)}"
    if by_weight:
        name = f"weighted_{'rank_' if ranked else ''}permutation"
        return name, f"{why}; {FEW_WEIGHTS}"
    return "kruskal_wallis" if ranked else "pearson", f"{why}; weighted"


def _of_design(clustered: bool) -> str:
    how = "drawn in clusters" if clustered else "weighted, and many"
    return f"respondents are {how}, so the variance is that of their design"


def _of_fourfold(counts: np.ndarray) -> tuple[str, str]:
    if expected(counts).min() < SMALL_EXPECTED:
        return "fisher_midp", f"{BINARY}, sparse: mid-P is exact without being timid"
    return "n_minus_one", BINARY


def _of_ranked(counts: np.ndarray) -> tuple[str, str]:
    if counts.sum(0).min() < SMALL_GROUP:
        return "kruskal_wallis_permutation", f"{RANKED}; a group is small: {HOLDS}"
    return "kruskal_wallis", RANKED
