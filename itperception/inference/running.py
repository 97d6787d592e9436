"""What every test of a table does: leave out empty margins, or say why it cannot be run.

A test is a function from a table without empty rows and columns to the attributes of a
:class:`~itperception.inference.results.TestResult` that it knows.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from itperception.inference.contingency import (
    bias_corrected_v,
    chi_squared,
    degrees_of_freedom,
    drop_empty,
    expected,
    table_state,
)
from itperception.inference.intervals import noncentrality
from itperception.inference.results import State, TestResult, join_notes


def run_test(method: str, counts: ArrayLike, level: float, compute: Callable) -> TestResult:
    """Run a test on the table without its empty margins, or say why it cannot be run.

    Parameters
    ----------
    compute : callable
        Takes the table; returns attributes of the result, or a state other than OK.

    Examples
    --------
    >>> found = run_test("Count", [[1, 2], [3, 4]], 0.95, lambda t: {"statistic": t.max()})
    >>> found.method, float(found.statistic), found.base
    ('Count', 4.0, 10.0)
    """
    table, dropped = drop_empty(counts)
    state = table_state(table)
    computed = compute(table) if state is State.OK else {"state": state}
    note = join_notes(dropped, computed.pop("note", ""))
    base = float(table.sum())
    return TestResult(method=method, base=base, level=level, note=note, **computed)


def run_nominal(
    method: str, counts: ArrayLike, level: float, compute: Callable
) -> TestResult:
    """Run a test of any association as :func:`run_test` does, with V as its effect.

    The limits of V are those that R's packages give; at level .95 they cover .94 to .95
    where a table is dense, and more where it is sparse (``docs/calibration.md``).
    """

    def with_effect(table):
        found, df = compute(table), degrees_of_freedom(table)
        if "state" in found:
            return found
        scale = table.sum() * (min(table.shape) - 1)
        v = share_of_variation("bias-corrected Cramér's V", bias_corrected_v(table) ** 2,
                               float(chi_squared(table)), df, scale, level)  # fmt: skip
        v |= {key: np.sqrt(v[key]) for key in ("effect_size", "ci_low", "ci_high")}
        least = f"smallest expected count {expected(table).min():.2g}"
        return found | v | {"note": join_notes(least, found.get("note", ""), v["note"])}

    return run_test(method, counts, level, with_effect)


def asymptotic(words: str, statistic: float, table: np.ndarray) -> dict:
    """Return statistic, df, p-value and formula of a chi-squared with (R − 1)(C − 1) df."""
    rows, columns = table.shape
    df = degrees_of_freedom(table)
    return {
        "statistic": statistic,
        "df": df,
        "p_value": float(chdtrc(df, statistic)),
        "formula": f"{words} = {statistic:.4g}, df = ({rows} − 1)({columns} − 1) = {df}, "
        f"n = {table.sum():.4g}",
    }


def share_of_variation(
    name: str, size: float, statistic: float, df: float, scale: float, level: float
) -> dict:
    """Return a share of variation with limits λ/scale; a limit cannot pass 1."""
    low, high = noncentrality(statistic, df, level=level)
    known = high > 0
    return {
        "effect_name": name,
        "effect_size": float(size),
        "ci_low": min(1.0, float(low / scale)) if known else np.nan,
        "ci_high": min(1.0, float(high / scale)) if known else np.nan,
        "note": "" if known else "the effect is too close to none for an interval",
    }
