"""Answers by groups within strata: the Cochran–Mantel–Haenszel family of tests.

Groups may differ only because they are mixed differently, of small and large
organisations or of two waves. So answers and groups are compared within each stratum,
what is observed minus what independence expects is summed over the strata, and one test
is made of the sum. It finds differences that point the same way in most strata.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, expit, logit, ndtri

from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.contingency import expected
from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, State, TestResult, join_notes
from itperception.inference.solving import divide
from itperception.inference.tables.strata import Strata, keep_informative, left_out

CMH_NAMES = {
    "general": "Cochran-Mantel-Haenszel test",
    "mean_scores": "Cochran-Mantel-Haenszel test of mean scores",
    "correlation": "Cochran-Mantel-Haenszel test of correlation",
}
CMH_SCORES = ("equal", "ranks", "stratum_ranks", "ridits")
_SUPERIORITY = "probability of superiority within strata"
# A smaller share of the spread than this is rounding error, not a dimension.
_NO_SPREAD = 1e-10


def cmh(
    tables: ArrayLike,
    *,
    kind: str = "general",
    answer_scores: ArrayLike | str = "equal",
    group_scores: ArrayLike | str = "equal",
    level: float = LEVEL,
) -> TestResult:
    """Test whether answers differ between groups once strata are allowed for.

    Parameters
    ----------
    tables : array_like, shape (strata, answers, groups) or (answers, groups)
        Counts ≥ 0.
    kind : {"general", "mean_scores", "correlation"}
        Any difference between groups; a difference of their mean scores (ranked
        answers); a trend (ranked answers and ranked groups).
    answer_scores, group_scores : array_like or str
        One number for each answer or group, or "equal": 1, 2, 3 …; "ranks": mid-ranks
        of all respondents, with which two groups give the blocked Wilcoxon test;
        "stratum_ranks": mid-ranks within the stratum; "ridits": these divided by the
        size of the stratum plus one, which is the test of van Elteren (1960).

    Returns
    -------
    TestResult
        For mean scores of two groups the effect is `stratified_superiority`;
        for the others there is none.

    Raises
    ------
    UnknownNameError, ItPerceptionError
        If there is no such kind or sort of scores, or not one score for each.

    Notes
    -----
    Q = m'V⁻m with m = Σ U(O − E)W' over the strata and V its covariance if nothing
    but chance sorts the answers of a stratum into its groups; U and W are scores or
    identities, V⁻ is the pseudo-inverse, df the rank of V (Landis, Heyman & Koch
    1978). In one stratum "general" is (n − 1)/n of Pearson's X².

    Missing data: strata with one respondent, one answer or one group tell nothing and
    are left out; the note says how many.

    Examples
    --------
    >>> result = cmh([[[20, 9], [9, 12]], [[15, 8], [11, 21]]])
    >>> round(result.statistic, 4), result.df, round(result.p_value, 4)
    (8.3109, 1, 0.0039)
    """
    if kind not in CMH_NAMES:
        raise unknown_name("kind of test", kind, list(CMH_NAMES))
    for scores in (answer_scores, group_scores):
        if isinstance(scores, str) and scores not in CMH_SCORES:
            raise unknown_name("sort of scores", scores, list(CMH_SCORES))
    strata = keep_informative(tables)
    told = {"method": CMH_NAMES[kind], "level": level, "base": strata.base}
    if strata.state is not State.OK:
        return TestResult(**told, state=strata.state, note=strata.note)
    weights = [
        _scores(scores if used else None, strata, side)
        for side, (scores, used) in enumerate(
            [(answer_scores, kind != "general"), (group_scores, kind == "correlation")]
        )
    ]
    told |= _quadratic_form(strata.tables, *weights)
    told["note"] = join_notes(strata.note, told.get("note", ""))
    if kind == "mean_scores" and strata.groups.sum() == 2:
        told |= _as_effect(stratified_superiority(strata.tables, level=level))
    return TestResult(**told)


def stratified_superiority(tables: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return the probability that one of two groups ranks before the other, in strata.

    Parameters
    ----------
    tables : array_like, shape (strata, answers, 2) or (answers, 2)
        Counts ≥ 0, the answers in rank order.

    Returns
    -------
    Effect
        In [0, 1]: P(the first group answers an earlier category) + ½ P(the same),
        of two respondents of one stratum.

    Notes
    -----
    Mean of the strata with weights n₁n₂/(n₁ + n₂), as in the Mantel–Haenszel
    difference (Kawaguchi, Koch & Wang 2011); variance within strata from Brunner &
    Munzel (2000), limits on the logit scale. Strata in which a group has fewer than
    two respondents have no variance and are left out.

    Examples
    --------
    >>> found = stratified_superiority([[[9, 4], [5, 8]], [[6, 2], [7, 9]]])
    >>> print(f"{found.effect_size:.3f} {found.ci_low:.3f} {found.ci_high:.3f}")
    0.648 0.506 0.767
    """
    strata = keep_informative(tables)
    known = (strata.tables.sum(1) > 1).all(1)
    kept, note = (
        strata.tables[known],
        join_notes(
            strata.note, left_out(strata.tables[~known], "two respondents in each group")
        ),
    )
    told = {"effect_name": _SUPERIORITY, "level": level, "base": float(kept.sum())}
    state = strata.state
    if state is State.OK and strata.groups.sum() != 2:
        state = State.WRONG_SHAPE
    elif state is State.OK and not known.any():
        state = State.SMALL_BASE
    computed = _pooled_superiority(kept, level) if state is State.OK else {}
    note = join_notes(note, computed.pop("note", ""))
    return Effect(**told, state=state, note=note, **computed)


def _scores(scores: ArrayLike | str | None, strata: Strata, side: int) -> np.ndarray:
    """Return for each stratum an identity, or one row of scores."""
    asked = (strata.answers, strata.groups)[side]
    margins = strata.tables.sum(2 - side)
    if scores is None:
        return np.broadcast_to(np.eye(asked.sum()), (len(margins), *[asked.sum()] * 2))
    if isinstance(scores, str):
        found = {
            "equal": 1.0 + np.arange(len(asked)),
            "ranks": _ranks(strata.margins[side]),
            "stratum_ranks": _ranks(margins),
            "ridits": _ranks(margins) / (margins.sum(1, keepdims=True) + 1),
        }[scores]
    else:
        found = np.asarray(scores, float)
        if found.shape != asked.shape:
            raise ItPerceptionError(
                f"scores {found.tolist()}: expected {len(asked)} numbers, one for each "
                f"of the {('answers', 'groups')[side]}"
            )
    kept = found[asked] if found.ndim == 1 else found
    return np.broadcast_to(kept, margins.shape)[:, np.newaxis]


def _ranks(margin: np.ndarray) -> np.ndarray:
    """Return mid-ranks along the last axis."""
    return margin.cumsum(-1) - margin / 2 + 0.5


def _quadratic_form(tables: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> dict:
    """Return Q, its degrees of freedom and p-value, or that nothing varies."""
    beyond = rows @ (tables - expected(tables)) @ columns.swapaxes(1, 2)
    spread = [
        _margin_covariance(margin, weights)
        for margin, weights in ((tables.sum(2), rows), (tables.sum(1), columns))
    ]
    n = tables.sum((1, 2))
    covariance = sum(map(np.kron, spread[0], spread[1] / (n * n * (n - 1))[:, None, None]))
    # In standard errors, so that rare answers and frequent ones weigh alike.
    error = np.sqrt(covariance.diagonal())
    m = divide(beyond.sum(0).ravel(), error)
    standardised = divide(covariance, np.outer(error, error))
    solved, _, df, _ = np.linalg.lstsq(standardised, m, rcond=_NO_SPREAD)
    if df == 0:
        return {"state": State.NO_VARIATION}
    statistic = max(0.0, float(m @ solved))
    return {
        "statistic": statistic,
        "df": int(df),
        "p_value": float(chdtrc(df, statistic)),
        "formula": f"Q = m'V⁻m = {statistic:.4g}, df = rank of V = {df}, "
        f"strata = {len(tables)}, n = {n.sum():.4g}",
    }


def _margin_covariance(margin: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return U(n diag(r) − rr')U' of each stratum."""
    n = margin.sum(1)[:, np.newaxis, np.newaxis]
    inner = n * margin[:, np.newaxis] * np.eye(margin.shape[1])
    inner = inner - margin[:, :, np.newaxis] * margin[:, np.newaxis]
    return weights @ inner @ weights.swapaxes(1, 2)


def _pooled_superiority(tables: np.ndarray, level: float) -> dict:
    """Return the weighted mean of the strata and its interval."""
    sizes = tables.sum(1)
    beyond = (sizes[:, np.newaxis] - tables.cumsum(1) + tables / 2) / sizes[:, np.newaxis]
    first, second = tables[..., 0], tables[..., 1]
    theta = (first * beyond[..., 1]).sum(1) / sizes[:, 0]
    spread = [
        (first * (beyond[..., 1] - theta[:, np.newaxis]) ** 2).sum(1),
        (second * (beyond[..., 0] - 1 + theta[:, np.newaxis]) ** 2).sum(1),
    ]
    variance = (np.transpose(spread) / sizes / (sizes - 1)).sum(1)
    weights = sizes.prod(1) / sizes.sum(1)
    weights = weights / weights.sum()
    size, se = float(weights @ theta), float(np.sqrt(weights**2 @ variance))
    told = {
        "effect_size": size,
        "se": se,
        "method": "Brunner & Munzel (2000) within strata",
        "formula": f"Σwθ = {size:.4g} with w = n₁n₂/(n₁ + n₂) of {len(tables)} strata",
    }
    if not (0 < size < 1 and se > 0):
        return told | {"note": "all alike or wholly apart, so there is no interval"}
    reach = -ndtri((1 - level) / 2) * se / (size * (1 - size))
    low, high = expit(logit(size) - reach), expit(logit(size) + reach)
    return told | {"ci_low": float(low), "ci_high": float(high)}


def _as_effect(effect: Effect) -> dict:
    """Return the attributes of an effect that a test result has as well."""
    names = ("effect_name", "effect_size", "ci_low", "ci_high")
    return {name: getattr(effect, name) for name in names}
