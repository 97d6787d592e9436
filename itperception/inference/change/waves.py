"""Wave against wave: independent samples of one population, side by side.

A table with a column for each wave is a table like any other: the waves are the groups.
Whether two waves may be compared at all is for the codebook to say.
"""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.design.column_shares import share_limits
from itperception.inference.intervals import LEVEL


def wave_shares(
    table: Crosstab, categories: Sequence[str], *, level: float = LEVEL
) -> pd.DataFrame:
    """Return the share of some categories, wave by wave, with its interval.

    Columns wave, base, effective_base, proportion, ci_low, ci_high (see
    :func:`itperception.inference.design.column_shares.share_limits`); NaN where nobody is
    in the base.

    Parameters
    ----------
    table : Crosstab
        A column for each wave, in order of time.

    Examples
    --------
    >>> counts = pd.DataFrame({"2024": [40, 60], "2026": [60, 40]}, ["good", "poor"])
    >>> wave_shares(Crosstab.from_counts(counts), ["good"])["ci_low"].round(3).tolist()
    [0.309, 0.502]
    """
    waves = [column.id for column in table.columns]
    proportions, bases = table.net(*categories)[waves], table.effective_bases[waves]
    rows = [row.id for row in table.rows]
    inside = [rows.index(row) for row in table.members(*categories)]
    low, high = (ends[0, 1:] for ends in share_limits(table, [inside], level=level))
    return pd.DataFrame(
        {"wave": waves, "base": table.bases[waves], "effective_base": bases,
         "proportion": proportions, "ci_low": low, "ci_high": high}
    ).reset_index(drop=True)  # fmt: skip


def changes(table: Crosstab, category: str, *, alpha: float = 0.05) -> pd.DataFrame:
    """Return the change in a share from each wave to the next.

    Columns from_wave, to_wave, difference (later minus earlier, in [-1, 1]), ci_low, ci_high,
    p_value (see :func:`itperception.inference.comparisons.comparisons.compare`), state,
    note.

    Parameters
    ----------
    table : Crosstab
        A column for each wave, in order of time.
    alpha : float
        The interval is at level 1 − alpha, not adjusted for several comparisons.

    Examples
    --------
    >>> counts = pd.DataFrame({"2024": [40, 60], "2026": [60, 40]}, ["good", "poor"])
    >>> changes(Crosstab.from_counts(counts), "good")[["difference", "p_value"]].round(4)
       difference  p_value
    0         0.2   0.0048
    """
    pairs = compare(table, alpha=alpha, adjust="none").pairs
    steps = pd.DataFrame(
        pairwise(column.id for column in table.columns), columns=["first", "second"]
    )
    found = steps.merge(pairs[pairs["category"] == category], how="left")
    return pd.DataFrame(
        {"from_wave": found["first"], "to_wave": found["second"],
         "difference": -found["difference"], "ci_low": -found["ci_high"],
         "ci_high": -found["ci_low"], "p_value": found["p_value"],
         "state": found["state"], "note": found["note"]}
    )  # fmt: skip
