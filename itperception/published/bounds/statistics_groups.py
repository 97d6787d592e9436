"""Statistics of answers by groups: the function of `inference` that defines each."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from itperception.inference.sizes import dominance, measures
from itperception.inference.tables import fourfold, independence, ordinal
from itperception.published.bounds import margin_forms as forms
from itperception.published.bounds import statistics_fast as fast
from itperception.published.bounds.margin_forms import CellSum, Staircase, Terms
from itperception.published.bounds.statistic import Statistic
from itperception.published.bounds.statistic_values import NARROW, P_VALUE, of

_CHI = CellSum(forms.squares_over_expected)
_LOGS = CellSum(forms.counts_times_logs)
_CHANCE = CellSum(forms.log_factorials)
_RANKS = Terms(forms.rank_terms)
_SCORES = Terms(forms.score_terms)


def _mean_scores(tables: np.ndarray) -> np.ndarray:
    return fast.between_scores_each(tables, np.arange(1.0, tables.shape[1] + 1))


def _groups_df(tables: np.ndarray) -> np.ndarray:
    return (tables.sum(1) > 0).sum(1) - 1


def _chi_p(of: Callable) -> Callable:
    """Return p of a chi-squared with (R − 1)(C − 1) degrees of freedom."""
    return lambda tables: fast.chi_squared_p_each(
        of(tables), fast.degrees_of_freedom_each(tables)
    )


@lru_cache(maxsize=64)
def _exact_result(statistic: str, shape: tuple[int, int], counts: tuple[int, ...]):
    from itperception.inference.exact.exact import exact

    return exact(np.array(counts).reshape(shape), statistic=statistic)


def _exact(name: str, statistic: str, form: CellSum) -> Statistic:
    def result(table):
        return _exact_result(statistic, table.shape, tuple(table.ravel().tolist()))

    def is_known(table):
        found = result(table)
        narrow = found.p_high - found.p_low <= NARROW
        return narrow and found.method.endswith("(exact)")

    return Statistic(
        name=name, value=lambda table: float(result(table).p_value), exact=statistic,
        certain=is_known, form=form,
        **P_VALUE,
    )  # fmt: skip


GROUP_STATISTICS = [
    Statistic(name="cramers_v", value=of(measures.cramers_v, "effect_size"),
              fast=fast.cramers_v_each, least=0, most=1, form=_CHI),
    Statistic(name="pearson_p", value=of(independence.pearson, "p_value"),
              fast=_chi_p(fast.pearson_each), form=_CHI, **P_VALUE),
    Statistic(name="likelihood_ratio_p", value=of(independence.likelihood_ratio, "p_value"),
              fast=_chi_p(fast.likelihood_ratio_each), form=_LOGS, **P_VALUE),
    Statistic(name="n_minus_one_p", value=of(fourfold.n_minus_one, "p_value"),
              fast=_chi_p(fast.n_minus_one_each), shape="fourfold", form=_CHI, **P_VALUE),
    Statistic(name="fisher_p", value=of(fourfold.fisher, "p_value"), shape="fourfold",
              exact="freeman_halton", form=_CHANCE, **P_VALUE),
    Statistic(name="fisher_midp", value=of(fourfold.fisher_midp, "p_value"),
              shape="fourfold", exact="freeman_halton", counted=0.5, form=_CHANCE,
              **P_VALUE),
    Statistic(name="superiority",
              value=of(dominance.probability_of_superiority, "effect_size"),
              fast=fast.superiority_each, shape="two_columns", least=0, most=1,
              form=Staircase()),
    Statistic(name="kruskal_wallis_p", value=of(independence.kruskal_wallis, "p_value"),
              fast=lambda t: fast.chi_squared_p_each(fast.kruskal_wallis_each(t), _groups_df(t)),
              form=_RANKS, **P_VALUE),
    Statistic(name="mean_scores_p", value=of(ordinal.mean_scores, "p_value"),
              fast=lambda t: fast.chi_squared_p_each(_mean_scores(t), _groups_df(t)),
              form=_SCORES, **P_VALUE),
    _exact("freeman_halton_p", "freeman_halton", _CHANCE),
    _exact("exact_pearson_p", "pearson", _CHI),
]  # fmt: skip
