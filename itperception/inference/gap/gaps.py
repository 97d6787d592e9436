"""Whether the gap between two answers of the same people differs between groups.

The gap of a group is (b − c)/n: of n people asked two yes/no items, b say yes only to the
first and c only to the second. Groups are independent of each other. That no difference
between the gaps is found does not show that they are the same: see
:mod:`itperception.inference.sameness.equivalence`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtr

from itperception.errors import unknown_name
from itperception.inference.comparisons.multiplicity import adjusted, choose_adjustment
from itperception.inference.design.permuting import dealt_tables
from itperception.inference.gap.gap_differences import (
    difference_interval,
    difference_z,
    standard_error,
)
from itperception.inference.gap.matched import variance_of_difference, whole_counts
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.solving import divide
from itperception.inference.tables.independence import DRAWS, SEED
from itperception.lines import Lines

_METHODS = {
    "permutation": "heterogeneity of gaps (permutation)",
    "asymptotic": "heterogeneity of gaps (asymptotic)",
}
_INTERVALS = {
    "score": "from Tango limits, as Newcombe has it",
    "wald": "of normal errors",
}
LIBERAL = (
    "the chi-squared law of Q rejects 6.4 % at 5 % for groups of 90, 40 and 26, so the "
    "permutation decides; a large p does not show that the gaps are the same"
)
NOT_DEALT = (
    "the chi-squared law of Q rejects 6.4 % at 5 % for groups of 90, 40 and 26, and nothing "
    "was permuted; a large p does not show that the gaps are the same"
)
_KEPT = "the pairs are dealt out among respondents who keep group and weight"
FILLED = "where every pair goes one way or none differs, half a pair is added to each cell"


def heterogeneity(
    pairs: Mapping[str, Sequence[float]], *, method: str = "permutation",
    draws: int = DRAWS, seed: int = SEED, level: float = LEVEL,
    by_weight: tuple[np.ndarray, np.ndarray] | None = None,
) -> TestResult:  # fmt: skip
    """Test whether the gap differs between groups.

    Effect: the standard deviation of the true gaps between groups, from max(0, Q −
    df)/(Σ1/v − Σ1/v²/Σ1/v) (DerSimonian & Laird 1986).

    Parameters
    ----------
    method : {"permutation", "asymptotic"}
        Fractions of pairs need "asymptotic", or `by_weight`.
    by_weight : (counts, weights), optional
        Whom effective counts come from: whole pairs that are yes only on the first item,
        only on the second, and alike, shape (3, groups, weights), and the distinct
        weights ≥ 0.

    Notes
    -----
    Q = Σ (d_g − d.)²/v_g with v_g = ((b + c)/n − d²)/n and d. the mean of the gaps
    weighted by 1/v_g (Cochran 1954), df = groups − 1. Permutation: the people are dealt
    anew to the groups; p = (B≥ + 1)/(B + 1) (Phipson & Smyth 2010). Weighted, the pairs
    are dealt anew to the respondents, each of whom keeps group and weight: exact if the
    pairs have to do with neither.

    Examples
    --------
    >>> groups = {"in-house": (28, 7, 90), "owned": (9, 6, 40), "outside": (3, 8, 26)}
    >>> found = heterogeneity(groups)
    >>> round(found.statistic, 3), found.df, found.p_value < 0.05
    (10.196, 2, True)
    """
    if method not in _METHODS:
        raise unknown_name("method", method, list(_METHODS))
    b, c, n = groups_of(pairs)
    state = state_of_groups(b, c, n)
    if (
        state is State.OK
        and method == "permutation"
        and not _can_be_dealt((b, c, n), by_weight)
    ):
        state = State.NOT_COUNTS
    if state is not State.OK:
        return TestResult(
            method=_METHODS[method], base=float(n.sum()), level=level, state=state
        )
    q, df = float(cochran(b, c, n)), int((n > 0).sum() - 1)
    asymptotic = float(chdtrc(df, q))
    told = f"Q = Σ(d_g − d.)²/v_g = {q:.4g}, df = {df}"
    computed = {"p_value": asymptotic, "formula": told}
    notes = [NOT_DEALT, filled_note(b, c, n)]
    if method == "permutation":
        notes = [LIBERAL, _KEPT if by_weight else "", notes[1]]
        unweighted = np.stack([b, c, n - b - c])[..., np.newaxis], np.ones(1)
        drawn = redealt(*(by_weight or unweighted), draws, seed)
        reached = int((drawn >= q * (1 - 1e-9)).sum())
        computed = {
            "p_value": (reached + 1) / (draws + 1),
            "seed": seed,
            "formula": f"{told} (chi-squared p = {asymptotic:.3g}), "
            f"p = ({reached} + 1)/({draws} + 1), seed {seed}",
        }
    return TestResult(
        method=_METHODS[method], base=float(n.sum()), statistic=q, df=df, level=level,
        effect_name="standard deviation between groups", effect_size=_between(b, c, n, q),
        note=join_notes(*notes), **computed,
    )  # fmt: skip


def compare_gaps(
    pairs: Mapping[str, Sequence[float]], *, method: str = "score", adjust: str = "auto",
    level: float = LEVEL, by_weight: tuple[np.ndarray, np.ndarray] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the difference of the gaps of every two groups.

    Columns banner, other_banner, base, other_base, difference, se, ci_low, ci_high,
    statistic, p_value, p_adjusted, adjust, how (in words). Groups with nobody in them are
    left out.

    Parameters
    ----------
    adjust : {"auto", "none", "holm", "bonferroni", "bh", "closed"}
        "auto" is closed testing for three groups, Holm above.

    Notes
    -----
    p = 2 P(Z ≥ |z|), z being the critical value at which the interval reaches zero: the
    interval and the test agree. Closed testing is gated by :func:`heterogeneity`, by
    permutation where the counts are whole or `by_weight` is given.

    Examples
    --------
    >>> groups = {"in-house": (28, 7, 90), "owned": (9, 6, 40), "outside": (3, 8, 26)}
    >>> found = compare_gaps(groups)
    >>> found[["banner", "other_banner", "difference"]].round(3).values.tolist()[1]
    ['in-house', 'outside', 0.426]
    """
    filled = {name: cells for name, cells in pairs.items() if cells[2] > 0}
    names, cells = list(filled), groups_of(filled)
    i, j = np.triu_indices(len(names), 1)
    first, second = cells[:, i], cells[:, j]
    low, high = difference_interval(first, second, method=method, level=level)
    z = difference_z(first, second, method=method)
    p_values = 2 * ndtr(-np.abs(z))
    adjust, _ = choose_adjustment(adjust, len(names))
    found = pd.DataFrame({
        "banner": [names[k] for k in i], "other_banner": [names[k] for k in j],
        "base": first[2], "other_base": second[2],
        "difference": (first[0] - first[1]) / first[2] - (second[0] - second[1]) / second[2],
        "se": standard_error(first, second), "ci_low": low, "ci_high": high,
        "statistic": z, "p_value": p_values,
        "p_adjusted": adjusted(p_values, adjust, _together(pairs, adjust, by_weight)),
        "adjust": adjust,
    })  # fmt: skip
    return Lines(found.assign(how=differences_told(found, "z", _INTERVALS[method], level)))


def differences_told(found: pd.DataFrame, law: str, by: str, level: float) -> list[str]:
    """Say how far apart each two gaps are, and how sure that is.

    Examples
    --------
    >>> compare_gaps({"a": (28, 7, 90), "b": (9, 6, 40)})["how"][0][:38]
    'a against b: gaps +15.8 points apart, '
    """
    return [
        f"{line.banner} against {line.other_banner}: gaps {100 * line.difference:+.3g} points "
        f"apart, {level:.0%} interval {100 * line.ci_low:.3g} to {100 * line.ci_high:.3g} ({by}), "
        f"{law} = {line.statistic:.3g}, p = {line.p_value:.3g}, adjusted ({line.adjust}) "
        f"{line.p_adjusted:.3g}"
        for line in found.itertuples()
    ]


def _together(pairs: Mapping[str, Sequence[float]], adjust: str, by_weight) -> float:
    """Return p of any difference, which closed testing needs; 1 if there is none."""
    if adjust != "closed":
        return np.nan
    found = heterogeneity(pairs, method=method_for(pairs, by_weight), by_weight=by_weight)
    return found.p_value if found.state is State.OK else 1.0


def method_for(pairs: Mapping[str, Sequence[float]], by_weight=None) -> str:
    """Return how :func:`heterogeneity` can be tested: by permutation wherever possible.

    Examples
    --------
    >>> method_for({"in-house": (28, 7, 90)}), method_for({"in-house": (27.5, 7, 90)})
    ('permutation', 'asymptotic')
    """
    cells = list(pairs.values())
    return "permutation" if _can_be_dealt(cells, by_weight) else "asymptotic"


def _can_be_dealt(cells, by_weight) -> bool:
    """Say whether whole pairs are known."""
    return whole_counts(*cells) if by_weight is None else whole_counts(by_weight[0])


def groups_of(pairs: Mapping[str, Sequence[float]]) -> np.ndarray:
    """Return b, c and n of all groups, shape (3, groups).

    Examples
    --------
    >>> groups_of({"in-house": (28, 7, 90), "owned": (9, 6, 40)}).tolist()
    [[28.0, 9.0], [7.0, 6.0], [90.0, 40.0]]
    """
    return np.array(list(pairs.values()), float).reshape(-1, 3).T


def state_of_groups(b: np.ndarray, c: np.ndarray, n: np.ndarray) -> State:
    """Return whether the gaps of groups can be compared.

    Examples
    --------
    >>> state_of_groups(*groups_of({"in-house": (28, 7, 90)})).words
    'there is only one group to compare'
    """
    if not (n > 0).any():
        return State.EMPTY
    if (n > 0).sum() < 2:
        return State.ONE_COLUMN
    return State.OK if (b + c).any() else State.NO_VARIATION


def filled_note(b: np.ndarray, c: np.ndarray, n: np.ndarray) -> str:
    """Return a note if the variance of a group's gap had to be helped.

    Examples
    --------
    >>> filled_note(*groups_of({"in-house": (28, 7, 90)}))
    ''
    """
    agree, one_way = b + c == 0, np.abs(b - c) == n
    return FILLED if (agree | one_way)[n > 0].any() else ""


def _between(b, c, n, q: float) -> float:
    weight = 1 / variance_of_difference(b, c, n)[n > 0]
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return float(np.sqrt(max(0.0, q - len(weight) + 1) / scale))


def cochran(b, c, n) -> np.ndarray:
    """Return Q of one or many tables, the groups last; empty groups add nothing.

    Examples
    --------
    >>> float(cochran(*np.array([[28, 9, 3], [7, 6, 8], [90, 40, 26]])).round(3))
    10.196
    """
    weight = 1 / np.where(n > 0, variance_of_difference(b, c, n), np.inf)
    d = (b - c) / np.where(n > 0, n, 1)
    mean = (weight * d).sum(-1, keepdims=True) / weight.sum(-1, keepdims=True)
    return (weight * (d - mean) ** 2).sum(-1)


def redealt(counts: np.ndarray, weights: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Return Q of tables in which pairs are dealt anew to groups and weights.

    Parameters
    ----------
    counts : numpy.ndarray, shape (3, groups, weights)
        Pairs that are yes only on the first item, only on the second, and alike.
    weights : numpy.ndarray, shape (weights,)
        The distinct weights, ≥ 0.

    Examples
    --------
    >>> counts = np.array([[[4, 1], [0, 1]], [[0, 2], [0, 3]], [[2, 2], [4, 1]]])
    >>> redealt(counts, np.array([1.0, 2.0]), 5, 1).shape
    (5,)
    """
    total, squared = counts.sum(0) @ weights, counts.sum(0) @ weights**2
    worth = divide(total, squared)
    return np.concatenate([
        cochran(tables[:, 0] * worth, tables[:, 1] * worth, total * worth)
        for tables in dealt_tables(counts, draws, seed, weights)
    ])  # fmt: skip
