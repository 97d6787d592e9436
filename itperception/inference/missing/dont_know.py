"""What don't knows leave open: in the base, out of the base, or bounded.

In the base a don't know counts as not positive; out of the base those who answered stand
for those who did not; the bounds assume nothing: all don't knows may be positive, or none
(Manski 2003). A claim that holds under all three is settled as far as don't knows go.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.counting.given import TOTAL
from itperception.errors import unknown_name
from itperception.inference.intervals import (
    LEVEL,
    miettinen_nurminen,
    wilson,
)
from itperception.inference.missing.identification import (
    imbens_manski,
    treatments,
)
from itperception.inference.missing.net_rows import net_and_silent_rows
from itperception.inference.missing.share_bounds import (
    ShareBounds,
    dont_know_limits,
    share_bounds,
)
from itperception.inference.results import State
from itperception.inference.solving import positive

NOBODY_ANSWERED = "nobody answered on the scale"


class _Parts(NamedTuple):
    """One net of one table, by column, the total first; counts are effective."""

    banner: list[str]
    base: np.ndarray  # respondents
    silent: np.ndarray  # respondents
    n: np.ndarray
    yes: np.ndarray
    dont_know: np.ndarray
    answered: np.ndarray
    share_out: np.ndarray


def three_answers(
    table: Crosstab,
    categories: str | Sequence[str],
    *,
    dont_know: Sequence[str] | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return a share three times: don't know in the base, out of it, and bounded.

    One line per banner column, the total first: banner, base, effective_base, dont_know;
    proportion_in, ci_low_in, ci_high_in (Wilson 1927); base_out, effective_base_out,
    proportion_out, ci_low_out, ci_high_out (Wilson); bound_low, bound_high, ci_low_bounds,
    ci_high_bounds (:func:`itperception.inference.missing.share_bounds.dont_know_limits`);
    state, note.

    Raises
    ------
    UnknownNameError
        If the table has no such row.
    ItPerceptionError
        If a don't know is among the categories.

    Missing data
    ------------
    The three treatments are three answers to what is missing. Weighted shares are
    weighted, with effective bases (Kish 1965).

    Examples
    --------
    >>> counts = pd.DataFrame({"2026": [60, 40, 20]}, ["good", "poor", "unsure"])
    >>> found = three_answers(Crosstab.from_counts(counts), "good", dont_know=["unsure"])
    >>> found.loc[0, ["proportion_in", "proportion_out", "bound_high"]].round(3).tolist()
    [0.5, 0.6, 0.667]
    """
    parts = _parts(table, categories, dont_know)
    counts = parts.yes, parts.dont_know, parts.n
    bounds = share_bounds(*counts)
    intervals = {
        "in": wilson(parts.yes, parts.n, level=level),
        "out": wilson(parts.share_out * parts.answered, parts.answered, level=level),
        "bounds": dont_know_limits(*counts, level=level),
    }
    frame = pd.DataFrame(
        {"banner": parts.banner, "base": parts.base, "effective_base": parts.n,
         "dont_know": parts.silent, "proportion_in": bounds.low,
         "base_out": parts.base - parts.silent, "effective_base_out": parts.answered,
         "proportion_out": parts.share_out, "bound_low": bounds.low,
         "bound_high": bounds.high}
    )  # fmt: skip
    for name, (lowest, highest) in intervals.items():
        frame[f"ci_low_{name}"], frame[f"ci_high_{name}"] = lowest, highest
    empty, silent = parts.base == 0, parts.base == parts.silent
    weightless = np.where(parts.n > 0, State.OK.value, State.NO_WEIGHT.value)
    frame["state"] = np.where(empty, State.EMPTY.value, weightless)
    frame["note"] = np.where(silent & ~empty, NOBODY_ANSWERED, "")
    return frame


def three_differences(
    table: Crosstab,
    categories: str | Sequence[str],
    pair: tuple[str, str],
    *,
    dont_know: Sequence[str] | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return the difference of a share between two columns under each treatment.

    One line per treatment (in the base, out of the base, bounds with and without the
    assumption that don't knows are at most as positive as the rest): treatment, base,
    base_second, difference_low, difference_high (equal where the difference is a point),
    ci_low, ci_high, settled (the interval leaves 0 out), state.

    Notes
    -----
    Points have Miettinen–Nurminen intervals. Bounds are [l₁ − u₂, u₁ − l₂], with the
    interval of Imbens & Manski (2004).

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [60, 30, 10], "b": [30, 50, 20]}, ["+", "-", "?"])
    >>> found = three_differences(
    ...     Crosstab.from_counts(counts), "+", ("a", "b"), dont_know=["?"])
    >>> found[["difference_low", "difference_high", "settled"]].round(2).values.tolist()
    [[0.3, 0.3, True], [0.29, 0.29, True], [0.1, 0.4, False], [0.22, 0.37, True]]
    """
    parts = _parts(table, categories, dont_know)
    for name in pair:
        if name not in parts.banner:
            raise unknown_name("column", name, parts.banner)
    places = [parts.banner.index(name) for name in pair]
    k, d, n, answered, out = (
        values[places]
        for values in (
            parts.yes, parts.dont_know, parts.n, parts.answered, parts.share_out
        )
    )  # fmt: skip
    points = [_point(k, n, level), _point(out * answered, answered, level)]
    free = _apart(share_bounds(k, d, n), level)
    less = share_bounds(k, d, n, less_positive=True, answered=answered)
    base = parts.base[places]
    bases = [base, base - parts.silent[places], base, base]
    return treatments([*points, free, _apart(less, level)], bases)


def _parts(table: Crosstab, categories, dont_know) -> _Parts:
    """Return who is in the net, who did not know, and the bases, in every column."""
    yes, silent = net_and_silent_rows(table, categories, dont_know)
    columns = np.concatenate(
        [table.cells.sum(2, keepdims=True), table.cells[:, :, :-1]], axis=2
    )
    people, weights, _ = columns
    answered = np.flatnonzero(~silent)
    told = table.with_rows([[k] for k in answered], [table.rows[k] for k in answered])
    n, total = _effective(table), positive(weights.sum(0))
    return _Parts(
        [TOTAL, *(column.id for column in table.columns)],
        people.sum(0).astype(int), people[silent].sum(0).astype(int), n,
        n * weights[yes].sum(0) / total, n * weights[silent].sum(0) / total,
        _effective(told),
        weights[yes].sum(0) / positive(weights[~silent].sum(0)),
    )  # fmt: skip


def _effective(table: Crosstab) -> np.ndarray:
    """Return the effective base of the total and of every column; 0 of nobody."""
    return replace(table, margins=None).effective_bases.fillna(0.0).to_numpy()


def _point(k: np.ndarray, n: np.ndarray, level: float) -> tuple:
    """Return the difference of two independent shares, twice, and its limits."""
    (x1, x2), (n1, n2) = np.nan_to_num(k), n
    p1, p2 = k / positive(n)
    return p1 - p2, p1 - p2, *miettinen_nurminen(x1, n1, x2, n2, level=level)


def _apart(bounds: ShareBounds, level: float) -> tuple:
    """Return the bounds of the difference of two independent shares, and its limits."""
    (l1, l2), (u1, u2), (sl1, sl2), (su1, su2) = bounds
    ends = (l1 - u2, u1 - l2)
    limits = imbens_manski(*ends, np.hypot(sl1, su2), np.hypot(su1, sl2), level=level)
    return *ends, *limits
