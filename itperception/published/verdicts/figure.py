"""What one printed share stands for: its counts, its bases, and those who did not know.

Where some did not know, the share of everybody, had they all answered, is only known to
lie between bounds (Manski 2003).
"""

import numpy as np
import pandas as pd

from itperception.inference.intervals import wilson
from itperception.inference.missing.share_bounds import share_bounds, share_limits
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    assumptions_of,
    claimed,
    joint_of,
    limits_of,
    share_counts,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Verdict,
    buys_frame,
    buys_line,
    ends_of,
    quantities,
)

_AT = ("base", "count")


def figure(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that a printed share is possible, and say what it stands for.

    Parameters
    ----------
    study : Study
        With the claim's figure.
    claim : Claim
        ``dont_know``: the figure of those who did not know; by default the one of the
        same item and group whose category is "dont_know".
    alpha : float
        One minus the level of the intervals, in (0, 1).

    Returns
    -------
    Verdict
        Nothing is tested. Quantities: ``share``, ``count``, ``base`` and the share's
        interval ``interval`` (Wilson 1927, from the lowest lower to the highest upper
        limit); with don't knows also ``share_if_all_knew`` (Manski),
        ``interval_if_all_knew`` (Imbens and Manski 2004, limits by Jeffreys' prior) and
        ``interval_if_all_knew_normal`` (the same with normal limits).
    """
    figures = claimed(study, claim)[:1]
    every = share_counts(study, claim, figures)
    tables = tables_of(every)
    found = [
        ends_of(tables, ["share", "count", "base"], _AT),
        _interval(tables, alpha),
        *([_if_all_knew(every, alpha)] if "silent" in every else []),
    ]
    known = tables["base"].nunique() == 1
    return Verdict(
        claim=claim, possible=True, holds="certain", alpha=alpha, tables=tables,
        number=len(tables), quantities=pd.concat(found, ignore_index=True),
        deciding=("count" if len(tables) == 1 else "counts") if known else "bases",
        deciding_values=count_ends(tables),
        assumptions=said_of(study, claim, figures),
        buys=buys_frame([buys_line(NONE, tables, effect="share")]),
    )  # fmt: skip


def _interval(tables: pd.DataFrame, alpha: float) -> pd.DataFrame:
    low, high = wilson(
        tables["count"].to_numpy(), tables["base"].to_numpy(), level=1 - alpha
    )
    how = "widest of the Wilson intervals of all counts"
    return quantities(
        [{"quantity": "interval", "low": float(low.min()), "high": float(high.max()),
          "certificate": how}]
    )  # fmt: skip


def _if_all_knew(every: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Return the bounds of the share if all knew, widened over every pair of counts."""
    n, k, d = (every[name].to_numpy() for name in ("base", "count", "silent"))
    bounds = share_bounds(k, d, n)
    ends = {"share_if_all_knew": (bounds.low, bounds.high)}
    for name, limits in (("", "jeffreys"), ("_normal", "normal")):
        found = share_limits(k, d, n, limits=limits, level=1 - alpha)
        ends[f"interval_if_all_knew{name}"] = found
    return quantities(
        {"quantity": name, "low": float(np.min(low)), "high": float(np.max(high)),
         "certificate": f"all {len(k)} pairs of counts"}
        for name, (low, high) in ends.items()
    )  # fmt: skip


def tables_of(every: pd.DataFrame) -> pd.DataFrame:
    """Return each base with each count once, whoever did not know."""
    return every[["base", "count", "share"]].drop_duplicates(ignore_index=True)


def count_ends(tables: pd.DataFrame) -> dict[str, object]:
    """Return the numbers of the sentences about counts and bases."""
    counts, bases = tables["count"], tables["base"]
    return {
        "base": int(bases.iloc[0]), "lowest": int(counts.min()),
        "highest": int(counts.max()), "bases": int(bases.nunique()),
        "smallest": int(bases.min()), "largest": int(bases.max()),
    }  # fmt: skip


def said_of(study: Study, claim: Claim, figures, *others: str) -> tuple[str, ...]:
    """Return what a verdict on shares assumes."""
    named = [f"{key} {value}" for key, value in claim.assume.items()]
    return assumptions_of(
        figures, *others, *limits_of(joint_of(study, claim), figures), *named
    )
