"""Proportional odds: one odds ratio for each group, whatever the answers are cut into.

Where ranked answers are cut in two at any place, the odds of the later part in a group
are taken to be the same multiple of those in the first group. Strata shift all groups
alike, so the odds ratios are adjusted for them. With two answers it is logistic
regression. Whether one odds ratio is enough is tested beside it.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri

from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.models.logit import (
    Fit,
    fit,
    has_maximum,
    saturated_log_likelihood,
)
from itperception.inference.results import InWords, State, TestResult, join_notes
from itperception.inference.tables.strata import Strata, keep_informative

_EFFECT = "odds ratio of a later answer"
_COLUMNS = ["log_odds", "se", "effect_size", "ci_low", "ci_high", "wald_low", "wald_high"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ProportionalOdds(InWords):
    """A fitted proportional odds model.

    Attributes
    ----------
    groups : pandas.DataFrame
        One row for each group but the first, by its place in the table (from 0): β as `log_odds`
        with its `se`; exp β as `effect_size`, the odds of a later answer over those in
        the first group, with the profile likelihood interval `ci_low` to `ci_high` and
        the interval from the standard error, `wald_low` to `wald_high`.
    thresholds : pandas.DataFrame
        θ and its `se` for each answer but the last, by its place.
    strata : pandas.DataFrame
        α and its `se` of each stratum but the first; empty for one table.
    test : TestResult
        Whether groups differ at all: likelihood ratio against all odds ratios 1.
    proportionality : TestResult
        Whether one odds ratio for each group is enough: likelihood ratio against
        a model in which every group of every stratum has answers of its own.
    log_likelihood, log_likelihood_alike, log_likelihood_saturated : float
        Of the model, of no difference between groups, and of no restriction.
    base, level : float
        Respondents; confidence level of the intervals, in (0, 1).
    state : State
        ``State.OK``, or why there are no numbers; `note` says what was left out.
    """

    groups: pd.DataFrame
    thresholds: pd.DataFrame
    strata: pd.DataFrame
    test: TestResult
    proportionality: TestResult
    log_likelihood: float = np.nan
    log_likelihood_alike: float = np.nan
    log_likelihood_saturated: float = np.nan
    base: float = 0.0
    level: float = LEVEL
    state: State = State.OK
    note: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each group but the first, its place as a column."""
        told = self.groups.reset_index()
        return told.assign(effect_name=_EFFECT, base=self.base, state=str(self.state))

    def explain(self) -> str:
        """Say what the model is, what it found, and whether it may be believed."""
        if self.state is not State.OK:
            return self.test.explain()
        cuts = ", ".join(f"{value:.3g}" for value in self.thresholds["threshold"])
        lines = [f"logit P(Y ≤ j) = θⱼ − β with θ = ({cuts}), n = {self.base:.4g}."]
        lines += [
            f"Group {name}: {_EFFECT} exp({row.log_odds:.3g}) = {row.effect_size:.3g}, "
            f"{self.level:.0%} interval {row.ci_low:.3g} to {row.ci_high:.3g}."
            for name, row in self.groups.iterrows()
        ]
        lines += [self.test.explain(), self.proportionality.explain()]
        return " ".join([*lines, *([f"{self.note}."] if self.note else [])])

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False, float_format="{:.4g}".format)


def proportional_odds(counts: ArrayLike, *, level: float = LEVEL) -> ProportionalOdds:
    """Fit a proportional odds model of ranked answers on groups, strata allowed for.

    Parameters
    ----------
    counts : array_like, shape (answers, groups) or (strata, answers, groups)
        Counts ≥ 0, the answers in rank order. Odds ratios are against the first group
        that has respondents.

    Notes
    -----
    logit P(Y ≤ j) = θⱼ − β_g − α_h in group g of stratum h (McCullagh 1980), by maximum
    likelihood with the observed information. Where answers can be told apart wholly by
    the groups there is no finite estimate, and the state says so. For one table the
    test of proportionality has (R − 1)(K − 2) degrees of freedom, with R groups and K
    answers: the deviance from the table itself.

    Missing data: empty answers and groups are left out, and so are strata with one
    answer or one group; the note says how many.

    Examples
    --------
    >>> model = proportional_odds([[6, 1], [14, 5], [23, 9], [35, 17], [12, 8]])
    >>> model.groups[["effect_size", "ci_low", "ci_high"]].round(3).values.tolist()
    [[1.588, 0.807, 3.16]]
    >>> round(model.proportionality.p_value, 3)
    0.944
    """
    strata = keep_informative(counts)
    if strata.state is not State.OK:
        return _without_numbers(strata, level)
    cells, groups, others = _layout(strata.tables)
    design = np.hstack([groups, others])
    if not has_maximum(cells, design):
        return _without_numbers(replace(strata, state=State.NO_ESTIMATE), level)
    found, alike = fit(cells, design), fit(cells, others)
    best = saturated_log_likelihood(cells)
    told = {"base": strata.base, "level": level, "note": strata.note}
    estimates = _odds_ratios(cells, design, found, groups.shape[1], level)
    frames = _frames(strata, found, estimates)
    test = _likelihood_ratio(
        "Likelihood ratio test of proportional odds ratios", found.log_likelihood,
        alike.log_likelihood, groups.shape[1], told,
    )  # fmt: skip
    if groups.shape[1] == 1:
        row = frames["groups"].iloc[0]
        limits = {key: float(row[key]) for key in ("effect_size", "ci_low", "ci_high")}
        test = replace(test, effect_name=_EFFECT, **limits)
    spare = (len(cells) - 1) * (cells.shape[1] - 1) - design.shape[1]
    return ProportionalOdds(
        **frames,
        **told,
        test=test,
        proportionality=_likelihood_ratio(
            "Test of proportional odds", best, found.log_likelihood, spare, told
        ),
        log_likelihood=found.log_likelihood,
        log_likelihood_alike=alike.log_likelihood,
        log_likelihood_saturated=best,
    )


def _layout(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the cells with respondents, and which group and stratum each is."""
    strata, answers, groups = tables.shape
    cells = tables.swapaxes(1, 2).reshape(-1, answers)
    stratum, group = np.divmod(np.arange(len(cells)), groups)
    filled = cells.sum(1) > 0
    indicators = np.eye(groups)[group[filled], 1:], np.eye(strata)[stratum[filled], 1:]
    return cells[filled], *indicators


def _odds_ratios(cells, design, found: Fit, groups: int, level: float) -> np.ndarray:
    """Return for each group log odds, error, odds ratio, profile and Wald limits."""
    cuts, reach = len(found.cuts), -ndtri((1 - level) / 2)
    rows = []
    for place in range(groups):
        at, error = found.slopes[place], found.errors[cuts + place]
        limits = *_profile(cells, design, found, place, level), at - reach * error
        rows.append([at, error, *np.exp([at, *limits, at + reach * error])])
    return np.array(rows)


def _profile(cells, design, found: Fit, place: int, level: float) -> Interval:
    """Return where the likelihood with one slope given falls to the critical value."""
    from scipy.optimize import brentq

    others = np.delete(design, place, axis=1)
    near = replace(found, slopes=np.delete(found.slopes, place))
    reach = -ndtri((1 - level) / 2)

    def beyond(at):
        nonlocal near
        near = fit(cells, others, offset=at * design[:, place], start=near)
        fallen = 2 * (found.log_likelihood - near.log_likelihood)
        return np.sqrt(max(0.0, fallen)) - reach

    def limit(step):
        at = found.slopes[place]
        while beyond(at + step) < 0:
            step = 2 * step
        return brentq(beyond, at, at + step, xtol=1e-12, rtol=1e-12)

    width = 2 * found.errors[len(found.cuts) + place]
    return Interval(limit(-width), limit(width))


def _frames(strata: Strata, found: Fit, estimates: np.ndarray) -> dict:
    """Return the frames of the result, by the places that the table was given with."""
    cuts, groups = len(found.cuts), len(estimates)
    places = {
        "group": np.flatnonzero(strata.groups)[1:],
        "answer": np.flatnonzero(strata.answers)[:-1],
        "stratum": np.flatnonzero(strata.strata)[1:],
    }
    index = {name: pd.Index(value, name=name) for name, value in places.items()}
    others = {"log_odds": found.slopes[groups:], "se": found.errors[cuts + groups :]}
    return {
        "groups": pd.DataFrame(estimates, index["group"], _COLUMNS),
        "thresholds": pd.DataFrame(
            {"threshold": found.cuts, "se": found.errors[:cuts]}, index["answer"]
        ),
        "strata": pd.DataFrame(others, index["stratum"]),
    }


def _likelihood_ratio(
    method: str, better: float, worse: float, df: int, told: dict
) -> TestResult:
    if df == 0:
        note = join_notes(
            told["note"], "the model has as many parameters as the table has to say"
        )
        return TestResult(method=method, state=State.WRONG_SHAPE, **told | {"note": note})
    statistic = max(0.0, 2 * (better - worse))
    return TestResult(
        method=method,
        statistic=statistic,
        df=df,
        p_value=float(chdtrc(df, statistic)),
        formula=f"2(ln L₁ − ln L₀) = 2({better:.6g} − {worse:.6g}) = {statistic:.4g}, "
        f"df = {df}",
        **told,
    )


def _without_numbers(strata: Strata, level: float) -> ProportionalOdds:
    """Return a model that says why it could not be fitted."""
    told = {"base": strata.base, "level": level}
    told |= {"state": strata.state, "note": strata.note}
    test = TestResult(method="Proportional odds model", **told)
    empty = pd.DataFrame(columns=_COLUMNS, index=pd.Index([], name="group"))
    return ProportionalOdds(
        groups=empty.astype(float),
        thresholds=pd.DataFrame(columns=["threshold", "se"], dtype=float),
        strata=pd.DataFrame(columns=["log_odds", "se"], dtype=float),
        test=test,
        proportionality=test,
        **told,
    )
