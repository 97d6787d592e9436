"""Every comparison that a page makes without having declared it, adjusted all together.

Whoever looks at hundreds of differences finds some. Each pair of columns that was tested
in any table of the page is one comparison of one family. What is true by definition is
not compared; the gap, which the codebook names before there are answers, is not among
what was found by looking.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from itperception.book.rounding import Rounding
from itperception.book.table import BookTable
from itperception.inference.comparisons.families import adjust_report, coverage_level
from itperception.inference.intervals import ALPHA

# Half, so that what is found by looking leaves room for what was declared: the two
# together are to say something of nothing on at most 5% of pages (benchmarks/shuffled.py).
Q = ALPHA / 2
KEYS = ["row", "first", "second"]


@dataclass(frozen=True, eq=False)
class Explored:
    """What was compared on a page, and what of it survives.

    Attributes
    ----------
    tables : sequence of BookTable
        Every table of the page.
    pairs : pandas.DataFrame
        The pairs of columns that were compared, in the order of the page: lines of
        ``BookTable.explored`` with table, its position, and survives: whether the pair is
        found when all comparisons are adjusted together (Benjamini & Hochberg 1995).
    q : float
        Share of false findings to be expected among those that survive, in (0, 1).
    """

    tables: Sequence[BookTable]
    pairs: pd.DataFrame
    q: float = Q

    @classmethod
    def of(cls, tables: Sequence[BookTable], q: float = Q) -> "Explored":
        """Adjust all that was compared in some tables together."""
        frames = [table.explored.assign(table=k) for k, table in enumerate(tables)]
        frames = [frame for frame in frames if len(frame)]
        if not frames:
            none = pd.DataFrame(columns=["table", *KEYS, "p_value", "p_adjusted"])
            return cls(tables, none.assign(survives=pd.Series(dtype=bool)), q)
        pairs = pd.concat(frames, ignore_index=True)
        found = adjust_report(pairs[["p_value"]], q=q)["found"]
        return cls(tables, pairs.assign(survives=found.to_numpy(bool)), q)

    def told(self, tables: Sequence[BookTable], rounding: Rounding) -> "Explored":
        """Return the same as it is told, of the told tables: what was found is not rounded."""
        kept = ["table", *KEYS, "p_value", "p_adjusted", "survives"]
        return replace(self, tables=tables, pairs=rounding.p_told(self.pairs[kept]))

    @property
    def survivors(self) -> int:
        """How many comparisons are found when all are adjusted together."""
        return int(self.pairs["survives"].sum())

    def confidence(self, told: int) -> float:
        """Return the level of the intervals if so many of the comparisons are told."""
        return coverage_level(told, len(self.pairs), q=self.q)
