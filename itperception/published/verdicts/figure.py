"""What one printed share stands for: its counts, its bases, and those who did not know.

Where some did not know, the share of everybody, had they all answered, is only known to
lie between bounds (Manski 2003).
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from itperception.inference.intervals import wilson
from itperception.inference.missing.share_bounds import dont_know_limits, share_bounds
from itperception.published.verdicts.question import ClaimQuestion
from itperception.published.verdicts.verdict import Verdict, ends_of, quantities

COUNTED_AT = ("base", "count")


def printed_figure(asked: ClaimQuestion) -> Verdict:
    """Judge that a printed share is possible, and say what it stands for.

    Option: ``dont_know``, the figure of those who did not know; by default the one of the
    same item and group whose category is "dont_know".

    Nothing is tested. Quantities: ``share``, ``count``, ``base`` and the share's interval
    ``interval`` (Wilson 1927, from the lowest lower to the highest upper limit); with don't
    knows also ``share_if_all_knew`` (Manski), ``interval_if_all_knew`` (Imbens and Manski
    2004, limits by Jeffreys' prior) and ``interval_if_all_knew_normal`` (the same with
    normal limits).
    """
    every = asked.share_counts()
    tables = tables_of(every)
    intervals = quantities(_intervals(tables, every, 1 - asked.alpha))
    known = tables["base"].nunique() == 1
    return asked.verdict(
        "every", tables=tables, number=len(tables),
        quantities=pd.concat([ends_of(tables, ["share", "count", "base"], COUNTED_AT), intervals],
                             ignore_index=True),
        deciding=("count" if len(tables) == 1 else "counts") if known else "bases",
        deciding_values=count_ends(tables),
    )  # fmt: skip


def _intervals(
    tables: pd.DataFrame, every: pd.DataFrame, level: float
) -> Iterator[dict[str, object]]:
    """Yield the bounds of the share with chance, and if all knew, over all counts."""
    counts, bases = (tables[name].to_numpy() for name in ("count", "base"))
    ends = {"interval": wilson(counts, bases, level=level)}
    if "silent" in every:
        n, k, d = (every[name].to_numpy() for name in ("base", "count", "silent"))
        bounds = share_bounds(k, d, n)
        ends["share_if_all_knew"] = bounds.low, bounds.high
        for name, limits in (("", "jeffreys"), ("_normal", "normal")):
            found = dont_know_limits(k, d, n, limits=limits, level=level)
            ends[f"interval_if_all_knew{name}"] = found
    for name, (low, high) in ends.items():
        how = f"all {len(every)} pairs of counts"
        if name == "interval":
            how = "widest of the Wilson intervals of all counts"
        yield {"quantity": name, "low": float(np.min(low)), "high": float(np.max(high)),
               "certificate": how}  # fmt: skip


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
