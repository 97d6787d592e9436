"""p-values of several comparisons, adjusted together; and what chance alone would find."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from itperception.errors import unknown_name
from itperception.inference.by_statsmodels import adjusted_by_statsmodels
from itperception.inference.contingency import drop_empty, expected
from itperception.inference.design.permuting import dealt_tables
from itperception.inference.solving import divide
from itperception.inference.tables.independence import SEED

ADJUST = ("auto", "none", "holm", "hochberg", "hommel", "bonferroni", "bh", "by", "closed")
IN_STATSMODELS = {"hochberg": "simes-hochberg", "hommel": "hommel"}
_DRAWS = 9_999


def choose_adjustment(
    adjust: str, columns: int, *, pairs: int | None = None
) -> tuple[str, str]:
    """Return the adjustment for so many tested columns, and why that one.

    Parameters
    ----------
    adjust : str
        What was asked for: one of `ADJUST`.
    pairs : int, optional
        Comparisons adjusted together, if they are not every pair of the columns.

    Examples
    --------
    >>> choose_adjustment("auto", 3)
    ('closed', 'A pair differs if it does and all three columns together do')
    """
    if adjust not in ADJUST:
        raise unknown_name("adjust", adjust, ADJUST)
    if pairs is not None and pairs > 1 and adjust in ("auto", "closed"):
        return "holm", f"{pairs} comparisons: Holm keeps their level together"
    if columns < 3 if pairs is None else pairs < 2:
        return "none", "At most one pair is tested, so nothing needs adjusting"
    if columns == 3 and adjust in ("auto", "closed"):
        return "closed", "A pair differs if it does and all three columns together do"
    if adjust == "auto":
        return "holm", f"{columns} columns: Holm keeps the level of their pairs together"
    if adjust == "closed":
        return "holm", f"Closed testing is for three columns; Holm is used for {columns}"
    return adjust, "Asked for by name"


def adjusted(p_values: np.ndarray, adjust: str, together: float = 1.0) -> np.ndarray:
    """Return the p-values of one family of pairs, adjusted.

    Parameters
    ----------
    p_values : numpy.ndarray, shape (pairs,)
        In [0, 1]; NaN counts as a comparison that shows nothing, and stays NaN.
    together : float
        p-value of all columns at once; used by closed testing.

    Notes
    -----
    Closed testing of three columns: max(p of the pair, p of all three) (Marcus, Peritz
    & Gabriel 1976). Familywise error: Holm (1979), Hochberg (1988), Hommel (1988),
    Bonferroni. False discovery rate: Benjamini & Hochberg (1995), under any dependence
    Benjamini & Yekutieli (2001).

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, np.nan]), "bonferroni", 0.02).round(2).tolist()
    [0.03, 0.12, nan]
    """
    p_values = np.asarray(p_values, float)
    if adjust not in ADJUST[1:]:
        raise unknown_name("adjust", adjust, ADJUST[1:])
    known = np.nan_to_num(p_values, nan=1.0)
    if not known.size or adjust == "none":
        return p_values.copy()
    if adjust in IN_STATSMODELS:
        known = adjusted_by_statsmodels(known, IN_STATSMODELS[adjust])
    elif adjust == "closed":
        known = np.maximum(known, together)
    elif adjust == "holm":
        known = _holm(known)
    elif adjust == "bonferroni":
        known = len(known) * known
    else:
        known = _step_up(known, adjust == "by")
    return np.where(np.isnan(p_values), np.nan, np.minimum(known, 1.0))


def _holm(p_values: np.ndarray) -> np.ndarray:
    """Go down the ordered p-values: each times the number of those that are left.

    A book asks hundreds of times; statsmodels collects garbage for 50 ms in every call, and
    to import pingouin takes 2 s, scipy.stats 1.
    """
    m, order = len(p_values), np.argsort(p_values)
    steps = np.maximum.accumulate(np.arange(m, 0, -1) * p_values[order])
    return steps[np.argsort(order)]


def _step_up(p_values: np.ndarray, any_dependence: bool) -> np.ndarray:
    """Go up the ordered p-values: each over the share of those at or below it."""
    m, order = len(p_values), np.argsort(p_values)
    places = np.arange(1, m + 1)
    steps = p_values[order] * (m / places) * ((1 / places).sum() if any_dependence else 1)
    return np.minimum.accumulate(steps[::-1])[::-1][np.argsort(order)]


class Tally(NamedTuple):
    """How many comparisons were made, what chance alone would find, and what was found.

    Attributes
    ----------
    made : int
        Comparisons with a p-value.
    by_chance : float
        `made` times the level: to be expected if nothing differed anywhere.
    found : int
        With a p-value at or below the level, not adjusted.
    after_adjustment : int
        With an adjusted p-value at or below the level.
    """

    made: int
    by_chance: float
    found: int
    after_adjustment: int

    def explain(self) -> str:
        """Say it in a sentence."""
        return (
            f"{self.made} comparisons, {self.by_chance:.3g} expected by chance, "
            f"{self.found} found, {self.after_adjustment} after adjustment."
        )


def number_of_comparisons(*tests: pd.DataFrame, alpha: float = 0.05) -> Tally:
    """Count the comparisons of a table or a report.

    Comparisons without a p-value are not counted.

    Parameters
    ----------
    *tests : pandas.DataFrame
        With columns p_value and p_adjusted: pairs of columns, or an adjusted report.

    Examples
    --------
    >>> tests = pd.DataFrame({"p_value": [0.01, 0.04, 0.6], "p_adjusted": [0.03, 0.08, 0.6]})
    >>> number_of_comparisons(tests).explain()
    '3 comparisons, 0.15 expected by chance, 2 found, 1 after adjustment.'
    """
    raw = np.concatenate([np.array([]), *(t["p_value"].to_numpy(float) for t in tests)])
    after = np.concatenate(
        [np.array([]), *(t["p_adjusted"].to_numpy(float) for t in tests)]
    )
    made = int((~np.isnan(raw)).sum())
    return Tally(made, made * alpha, int((raw <= alpha).sum()), int((after <= alpha).sum()))


def residual_cutoff(
    counts: ArrayLike, *, alpha: float = 0.05, draws: int = _DRAWS, seed: int = SEED
) -> float:
    """Return how large the largest adjusted residual of a table gets by chance.

    To hold |z| of every cell against, in place of 1.96; NaN if the table has fewer than two
    rows or columns with somebody in them, or fractions.

    Parameters
    ----------
    alpha : float
        Chance, in (0, 1), that any cell of a table without association is beyond it.

    Notes
    -----
    The k-th largest of the B maxima and that of the table itself (max-T, Westfall &
    Young 1993): k = ⌊α(B + 1)⌋.

    Examples
    --------
    >>> bool(residual_cutoff([[30, 10, 5], [20, 20, 9], [10, 12, 12]]) > 1.96)
    True
    """
    table, _ = drop_empty(counts)
    if min(table.shape) < 2 or not np.array_equal(table, np.rint(table)):
        return np.nan
    drawn = np.concatenate([table[np.newaxis], *dealt_tables(table, draws, seed)])
    largest = np.sort(_largest(drawn))
    return float(largest[-max(int(alpha * (draws + 1)), 1)])


def _largest(tables: np.ndarray) -> np.ndarray:
    """Return the largest absolute adjusted residual (Haberman 1973) of each table."""
    e, total = expected(tables), tables.sum((-2, -1), keepdims=True)
    outside = [total - tables.sum(axis, keepdims=True) for axis in (-2, -1)]
    variance = divide(e * outside[0] * outside[1], total**2)
    return np.abs(divide(tables - e, np.sqrt(variance))).max((-2, -1))
