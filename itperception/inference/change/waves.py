"""Wave against wave: independent samples of one population, side by side.

A table with a column for each wave is a table like any other: the waves are the groups.
Whether two waves may be compared at all is for the codebook to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.change.score_trend import score_departure, score_trend
from itperception.inference.change.trend import departure, logistic_trend, share_trend
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.design.column_shares import share_limits
from itperception.inference.intervals import LEVEL
from itperception.inference.results import BY_BASES, TestResult, join_notes


def shares(
    table: Crosstab, categories: Sequence[str], *, level: float = LEVEL
) -> pd.DataFrame:
    """Return the share of some categories, wave by wave, with its interval.

    Parameters
    ----------
    table : Crosstab
        A column for each wave, in order of time.
    categories : sequence of str
        Row ids, or the id of one net.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        wave, base, effective_base, proportion, ci_low, ci_high (see
        :func:`itperception.inference.design.column_shares.share_limits`); NaN where
        nobody is in the base.

    Examples
    --------
    >>> counts = pd.DataFrame({"2024": [40, 60], "2026": [60, 40]}, ["good", "poor"])
    >>> shares(Crosstab.from_counts(counts), ["good"])["ci_low"].round(3).tolist()
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

    Parameters
    ----------
    table : Crosstab
        A column for each wave, in order of time.
    category : str
        Id of a row or net.
    alpha : float
        The interval is at level 1 − alpha, not adjusted for several comparisons.

    Returns
    -------
    pandas.DataFrame
        from_wave, to_wave, difference (later minus earlier, in [-1, 1]), ci_low, ci_high,
        p_value (see :func:`itperception.inference.comparisons.comparisons.compare`), state, note.

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


def trend(
    table: Crosstab,
    categories: Sequence[str],
    times: Mapping[str, float],
    *,
    method: str = "share",
    segments: Mapping[str, object] | None = None,
    level: float = LEVEL,
) -> TestResult:
    """Test whether a share, or the mean score of the whole scale, changes year by year.

    Parameters
    ----------
    table : Crosstab
        A column for each wave.
    categories : sequence of str
        Row ids, or the id of one net; not used by the methods for scores.
    times : mapping of str to float
        Wave to when it was asked, in years.
    method : {"share", "departure", "logistic", "score", "score_departure"}
        See :mod:`itperception.inference.change.trend` and
        :mod:`itperception.inference.change.score_trend`.
    segments : mapping of str to object, optional
        Wave to a label that waves asked alike share; a trend over several is refused.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    TestResult

    Raises
    ------
    UnknownNameError
        If there is no such method.
    ItPerceptionError
        If a wave has no time, or the wording changed.

    Missing data
    ------------
    Don't know is in the base of shares, as in the table; scores leave it out. Weighted
    waves, and those drawn in clusters, enter with their effective bases.

    Examples
    --------
    >>> counts = pd.DataFrame({"2024": [40, 60], "2026": [60, 40]}, ["good", "poor"])
    >>> found = trend(Crosstab.from_counts(counts), ["good"], {"2024": 2024, "2026": 2026})
    >>> round(found.effect_size, 3), round(found.p_value, 4)
    (0.1, 0.0047)
    """
    if method not in TRENDS | SCORE_TRENDS:
        raise unknown_name("method", method, [*TRENDS, *SCORE_TRENDS])
    waves = [column.id for column in table.columns]
    if missing := [wave for wave in waves if wave not in times]:
        raise ItPerceptionError(f"wave {missing[0]!r} has no time, expected one for each")
    options = {"segments": segments and [segments[wave] for wave in waves], "level": level}
    when = [times[wave] for wave in waves]
    if method in SCORE_TRENDS:
        found = SCORE_TRENDS[method](_held(table.answers()), when, **options)
    else:
        bases = _held(table).sum(0)
        yes = np.nan_to_num(table.net(*categories)[waves].to_numpy()) * bases
        found = TRENDS[method](yes, bases, when, **options)
    told = BY_BASES if table.design is not None else ""
    return replace(found, note=join_notes(told, found.note))


TRENDS = {"share": share_trend, "departure": departure, "logistic": logistic_trend}
SCORE_TRENDS = {"score": score_trend, "score_departure": score_departure}


def _held(table: Crosstab) -> np.ndarray:
    """Return respondents, or effective counts if the table is weighted."""
    held = table.tested_counts
    return held.to_numpy(float)
