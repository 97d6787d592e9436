"""A model with predictors: what goes with an answer, the others held as they are.

The question is asked in shares: what would the share be if everybody were at one level
and had all else as they have it (the adjusted share)? With one predictor that is the
share in the table.
"""

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import stdtr

from itperception.errors import unknown_name
from itperception.inference.comparisons.multiplicity import adjusted, choose_adjustment
from itperception.inference.design.units import Units, worth
from itperception.inference.intervals import ALPHA, LEVEL, wilson
from itperception.inference.models.model_result import (
    ADJUSTED,
    COEFFICIENTS,
    CONTRASTS,
    MODEL_TERMS,
    Model,
)
from itperception.inference.models.predictors import Predictors
from itperception.inference.models.proportionality import proportionality
from itperception.inference.models.regression import (
    VARIANCES,
    Regression,
    has_maximum,
    logit_interval,
    reach,
    regress,
    wald,
)
from itperception.inference.models.separating import Response, Sound, everybody, sound
from itperception.inference.results import State, join_notes

VARIANCE_WORDS = {
    "leave_one_out": "each unit left out in turn, to one step of Newton's method",
    "taylor": "linearisation (Binder 1983)",
}


def model(
    response: Response,
    predictors: Predictors,
    units: Units,
    *,
    variance: str = "leave_one_out",
    adjust: str = "auto",
    level: float = LEVEL,
) -> Model:
    """Fit the model that suits a response, and tell it in shares.

    Parameters
    ----------
    predictors : Predictors
        Who lacks one of them stays in the sample, outside the domain.
    adjust : str
        Of the contrasts; see
        :func:`itperception.inference.comparisons.multiplicity.choose_adjustment`.

    Notes
    -----
    Two answers: logit; ranked ones: cumulative logit, log P(Y ≤ j)/P(Y > j) = θⱼ − x'b
    (McCullagh 1980); others: multinomial logit. F = b'V⁻¹b/q on q and units − strata + 1 −
    parameters (Korn & Graubard 1990).

    Examples
    --------
    >>> who = Predictors(("type",), (("a", "b"),), np.repeat([[0], [1]], 20, 0), ((0,),))
    >>> y = Response("good", np.r_[[0] * 10, [1] * 10, [0] * 5, [1] * 15], ("no", "yes"),
    ...              {"yes": np.array([False, True])})
    >>> model(y, who, Units.of(40)).adjusted["adjusted"].round(3).tolist()
    [0.5, 0.75]
    """
    if variance not in VARIANCES:
        raise unknown_name("variance", variance, list(VARIANCES))
    choose_adjustment(adjust, 2)
    found = sound([response], predictors, units)
    known = {
        "item": response.name, "kind": found.response.kind, "level": level,
        "base": float(found.inside.sum()),
        "effective_base": worth(units.weight[found.inside]),
    }  # fmt: skip
    raw = _raw(response, predictors, units, found, level)
    fitted, state, told = None, found.state, ""
    if state is State.OK:
        fitted = regress_sound(found, units, variance)
        state, told = spread_state(fitted)
    if state is not State.OK:
        raw["state"] = raw["state"].replace(str(State.OK), str(state))
        return Model(adjusted=raw, state=state, note=join_notes(found.note, told), **known)
    terms = _terms(fitted, found.predictors)
    shares, contrasts = _shares(raw, fitted, found, terms, adjust, level)
    cuts = proportionality(found, units, variance)
    return Model(
        terms=terms, adjusted=shares, contrasts=contrasts, proportionality=cuts,
        coefficients=_coefficients(fitted, found, level),
        note=join_notes(found.note, _not_proportional(cuts), _with_interaction(predictors)),
        reason=f"Variance by {VARIANCE_WORDS[variance]}", **known,
    )  # fmt: skip


def regress_sound(found: Sound, units: Units, variance: str) -> Regression:
    """Fit what can be estimated."""
    codes, who = found.response.codes[found.inside], found.predictors.take(found.inside)
    return regress(codes, who.matrix(), units, found.inside,
                   ranked=found.response.is_ranked, variance=variance)  # fmt: skip


def spread_state(fitted: Regression) -> tuple[State, str]:
    """Return whether units are enough to tell how far estimates vary."""
    clustered = len(fitted.units.stratum_of) < len(fitted.units.unit)
    if not fitted.is_known:
        return State.ONE_CLUSTER, "everything that tells of one level is in one unit"
    if fitted.df2 >= 1:
        return State.OK, ""
    told = f"units − strata + 1 − parameters = {fitted.df2}: too few for so many parameters"
    return (State.ONE_CLUSTER if clustered else State.SMALL_BASE), told


def _raw(response, predictors, units, found: Sound, level: float) -> pd.DataFrame:
    """Return the raw share at each level, of who has an answer and all predictors."""
    inside = everybody([response], predictors, units)
    lines = []
    for term in predictors.terms:
        for cell in predictors.cells(term):
            is_alone = len(term) == 1 and (term[0], cell[0]) in found.alone
            at = inside & predictors.are(term, cell)
            if not is_alone:
                at &= found.inside
            weight, base = units.weight[at], int(at.sum())
            for name, answers in response.shown.items():
                share = (
                    weight @ answers[response.codes[at]] / weight.sum() if base else np.nan
                )
                line = dict.fromkeys(ADJUSTED, np.nan) | {
                    "term": predictors.name(term), "level": predictors.label(term, cell),
                    "answer": name, "base": base, "effective_base": worth(weight),
                    "share": share, "state": str(State.OK if base else State.EMPTY), "note": "",
                }  # fmt: skip
                if is_alone:
                    n = line["effective_base"]
                    low, high = wilson(share * n, n, level=level)
                    line |= {"state": str(State.NO_ESTIMATE), "ci_low": low, "ci_high": high,
                             "note": f"all {base} gave one answer"}  # fmt: skip
                lines.append(line)
    return pd.DataFrame(lines, columns=ADJUSTED)


def _terms(fitted: Regression, predictors: Predictors) -> pd.DataFrame:
    covariance, lines = fitted.covariance(), []
    for k, term in enumerate(predictors.terms):
        at = fitted.slopes[:, predictors.of == k].ravel()
        statistic, p = wald(fitted.at[at], covariance[np.ix_(at, at)], fitted.df2)
        state = State.OK if np.isfinite(statistic) else State.NO_ESTIMATE
        lines.append(
            [predictors.name(term), len(at), fitted.df2, statistic, p, p, str(state)]
        )
    found = pd.DataFrame(lines, columns=MODEL_TERMS)
    return found.assign(p_adjusted=adjusted(found["p_value"].to_numpy(), "holm"))


def _shares(raw, fitted, found: Sound, terms, adjust, level):
    """Return the lines of adjusted shares, and their contrasts."""
    shown, t = raw.copy(), reach(fitted.df2, level)
    own = _own_logits(found, fitted)
    who, pairs = found.predictors.take(found.inside), []
    together = dict(zip(terms["term"], terms["p_value"], strict=True))
    for term in who.terms:
        name, tests = who.name(term), []
        cells = [cell for cell in who.cells(term) if who.are(term, cell).any()]
        labels = [who.label(term, cell) for cell in cells]
        designs = [who.matrix(at=(term, cell)) for cell in cells]
        for answer, parts in found.response.shown.items():
            margins = [fitted.margin(design, parts) for design in designs]
            m, covariance = _together(margins, fitted)
            se = np.sqrt(covariance.diagonal())
            low, high = logit_interval(m, se, t)
            at = level_lines(shown, name, labels) & (shown["answer"] == answer).to_numpy()
            shown.loc[at, ["adjusted", "se", "ci_low", "ci_high"]] = np.column_stack([
                m, se, low, high])  # fmt: skip
            if answer in own:
                shown.loc[at, "own_logit"] = [own[answer].margin(d, np.array([False, True]))[0]
                                              for d in designs]  # fmt: skip
            tests.append(level_pairs(cells, labels, m, covariance, fitted.df2, t))
            if max(map(len, who.terms)) > 1:  # then F of the term is not of these shares
                away = np.eye(len(m))[1:] - np.eye(len(m))[0]
                together[name] = wald(away @ m, away @ covariance @ away.T, fitted.df2)[1]
        told = pd.concat(tests, ignore_index=True)
        told.insert(0, "term", name)
        told.insert(1, "answer", np.repeat([*found.response.shown], list(map(len, tests))))
        pairs.append(adjust_contrasts(told, len(cells), adjust, together[name]))
    return shown, pd.concat(pairs, ignore_index=True)


def level_lines(frame: pd.DataFrame, term: str, labels: list[str]) -> np.ndarray:
    """Return which lines are of some levels of a term."""
    return ((frame["term"] == term) & frame["level"].isin(labels)).to_numpy()


def level_pairs(cells, labels, estimates, covariance, df2: float, t: float) -> pd.DataFrame:
    """Return the difference of every two levels, of an interaction within its second factor.

    Parameters
    ----------
    df2, t : float
        Degrees of freedom, and how many standard errors an interval reaches.
    """
    lines = []
    for a, b in combinations(range(len(cells)), 2):
        if cells[a][1:] == cells[b][1:]:
            difference = estimates[b] - estimates[a]
            variance = covariance[a, a] + covariance[b, b] - 2 * covariance[a, b]
            se = float(np.sqrt(max(variance, 0.0)))
            p = 2 * float(stdtr(df2, -abs(difference / se))) if se > 0 else np.nan
            lines.append([labels[b], labels[a], difference, se, difference - t * se,
                          difference + t * se, p])  # fmt: skip
    return pd.DataFrame(lines, columns=CONTRASTS[2:-1])


def adjust_contrasts(pairs: pd.DataFrame, levels: int, adjust: str, together: float):
    """Return pairs with their p-values adjusted together: closed testing of three levels."""
    how = choose_adjustment(
        adjust, levels, pairs=None if len(pairs) == 3 == levels else len(pairs)
    )[0]
    return pairs.assign(
        p_adjusted=adjusted(pairs["p_value"].to_numpy(float), how, together)
    )


def _together(margins, fitted: Regression) -> tuple[np.ndarray, np.ndarray]:
    """Return shares and their covariance."""
    m, moved = zip(*margins, strict=True)
    return np.array(m), fitted.units.covariance(np.column_stack(moved))


def _own_logits(found: Sound, fitted: Regression) -> dict[str, Regression]:
    """Return for each share of a whole scale the logit of it alone, where there is one."""
    if found.response.kind != "cumulative logit":
        return {}
    design = found.predictors.take(found.inside).matrix()
    codes = {name: 1 * parts[found.response.codes[found.inside]]
             for name, parts in found.response.shown.items()}  # fmt: skip
    return {name: regress(y, design, fitted.units, found.inside, variance="taylor")
            for name, y in codes.items() if len({*y}) == 2 and has_maximum(y, design)}  # fmt: skip


def _coefficients(fitted: Regression, found: Sound, level: float) -> pd.DataFrame:
    who, t = found.predictors, reach(fitted.df2, level)
    se, lines = np.sqrt(fitted.covariance().diagonal()), []
    later = found.response.answers[1:]
    if found.response.kind == "cumulative logit":
        later = ("a later answer",)
    names = [(who.name(term), who.label(term, cell))
             for term in who.terms for cell in who.columns(term)]  # fmt: skip
    for answer, at in zip(later, fitted.slopes, strict=True):
        for name, k in zip(names, at, strict=True):
            b, error = float(fitted.at[k]), float(se[k])
            lines.append([
                *name, answer, b, error, f"odds ratio of {answer}", np.exp(b),
                np.exp(b - t * error), np.exp(b + t * error),
                2 * float(stdtr(fitted.df2, -abs(b / error))) if error else np.nan,
            ])  # fmt: skip
    return pd.DataFrame(lines, columns=COEFFICIENTS)


def _not_proportional(cuts: pd.DataFrame) -> str:
    if not len(cuts) or not cuts["p_value"].iloc[-1] <= ALPHA:
        return ""
    return (
        f"one odds ratio for the whole scale is rejected (p = {cuts['p_value'].iloc[-1]:.3g}): "
        "see own_logit beside the adjusted shares"
    )


def _with_interaction(predictors: Predictors) -> str:
    names = [predictors.name(term) for term in predictors.terms if len(term) > 1]
    told = (
        f"with {', '.join(names)} in the model, F of each of its factors is of who is at "
    )
    return f"{told}the first level of the other" if names else ""
