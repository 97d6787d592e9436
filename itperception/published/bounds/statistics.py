"""The statistics whose range over all tables can be asked for, by name."""

import numpy as np
from scipy.special import chdtrc

from itperception.errors import unknown_name
from itperception.inference.gap import paired_scores, signed_rank, symmetry
from itperception.published.bounds import margin_forms as forms
from itperception.published.bounds import statistics_fast as fast
from itperception.published.bounds.margin_forms import Staircase, Terms
from itperception.published.bounds.statistic import Statistic
from itperception.published.bounds.statistic_values import P_VALUE, of, once_each, pair_of
from itperception.published.bounds.statistics_groups import GROUP_STATISTICS

_CORNERS = Staircase()


def _b_and_c(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return tables[:, 0, 1], tables[:, 1, 0]


def _steps(tables: np.ndarray) -> np.ndarray:
    """Return what Wilcoxon's test looks at: pairs by number and direction of steps."""
    k = tables.shape[1]
    steps = [*range(1, k), *range(-1, -k, -1)]
    return np.column_stack([np.trace(tables, s, axis1=1, axis2=2) for s in steps])


_wilcoxon_p = of(signed_rank.wilcoxon, "p_value")

PAIRS = [
    Statistic(name="mcnemar_p", value=pair_of(symmetry.mcnemar, "p_value", method="asymptotic"),
              fast=lambda t: fast.chi_squared_p_each(fast.mcnemar_each(*_b_and_c(t)), 1),
              shape="fourfold", form=_CORNERS, **P_VALUE),
    Statistic(name="mcnemar_exact_p",
              value=pair_of(symmetry.mcnemar, "p_value", method="exact"),
              fast=lambda t: fast.mcnemar_exact_p(*_b_and_c(t)), shape="fourfold",
              form=_CORNERS, **P_VALUE),
    Statistic(name="mcnemar_midp", value=pair_of(symmetry.mcnemar, "p_value", method="midp"),
              fast=lambda t: fast.mcnemar_midp(*_b_and_c(t)), shape="fourfold",
              form=_CORNERS, **P_VALUE),
    Statistic(name="stuart_maxwell_p", value=of(symmetry.stuart_maxwell, "p_value"),
              fast=lambda t: fast.chi_squared_p_each(*fast.stuart_maxwell_each(t)), shape="square",
              form=Terms(forms.homogeneity_terms, forms.one_rank, joint=True),
              from_form=lambda bound, k: float(chdtrc(k - 1, bound)), **P_VALUE),
    Statistic(name="bowker_p", value=of(symmetry.bowker, "p_value"),
              fast=lambda t: fast.chi_squared_p_each(*fast.bowker_each(t)), shape="square",
              **P_VALUE),
    Statistic(name="mean_score_p", value=of(paired_scores.mean_score, "p_value"),
              fast=lambda t: fast.normal_p(fast.mean_score_each(t)), shape="square",
              form=_CORNERS, **P_VALUE),
    Statistic(name="sign_p", value=of(paired_scores.sign_test, "p_value"),
              fast=lambda t: fast.mcnemar_midp(*fast.up_and_down_each(t)), shape="square",
              **P_VALUE),
    Statistic(name="wilcoxon_p", value=_wilcoxon_p, fast=once_each(_steps, _wilcoxon_p), chunk=100,
              shape="square", **P_VALUE),
]  # fmt: skip


STATISTICS: dict[str, Statistic] = {
    found.name: found for found in (*GROUP_STATISTICS, *PAIRS)
}


def as_statistic(given: str | Statistic) -> Statistic:
    """Return a statistic, also from its name.

    Examples
    --------
    >>> as_statistic("pearson_p").shape
    'any'
    """
    if isinstance(given, Statistic):
        return given
    if given not in STATISTICS:
        raise unknown_name("statistic", given, list(STATISTICS))
    return STATISTICS[given]
