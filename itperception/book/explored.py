"""Every comparison that a page makes without having declared it, adjusted all together.

Whoever looks at hundreds of differences finds some. Each pair of columns that was tested
in any table of the page is one comparison of one family. What is true by definition is
not compared; the gap, which the codebook names before there are answers, is not among
what was found by looking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from itperception.book.table import BookTable
from itperception.inference.comparisons.families import adjust_report, coverage_level
from itperception.inference.intervals import ALPHA

# Half, so that what is found by looking leaves room for what was declared: the two
# together are to say something of nothing on at most 5% of pages (benchmarks/shuffled.py).
Q = ALPHA / 2


@dataclass(frozen=True, eq=False)
class Explored:
    """What was compared on a page, and what of it survives.

    Attributes
    ----------
    tables : sequence of BookTable
        Every table of the page.
    q : float
        Share of false findings to be expected among those that survive, in (0, 1).
    """

    tables: Sequence[BookTable]
    q: float = Q

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The pairs of columns that were compared, in the order of the page.

        Returns
        -------
        pandas.DataFrame
            Lines of ``BookTable.explored`` with table, its position, and survives:
            whether the pair is found when all comparisons are adjusted together
            (Benjamini & Hochberg 1995).
        """
        frames = [table.explored.assign(table=k) for k, table in enumerate(self.tables)]
        frames = [frame for frame in frames if len(frame)]
        if not frames:
            columns = ["table", "row", "p_value", "p_adjusted"]
            return pd.DataFrame(columns=columns).assign(survives=pd.Series(dtype=bool))
        pairs = pd.concat(frames, ignore_index=True)
        found = adjust_report(pairs[["p_value"]], q=self.q)["found"]
        return pairs.assign(survives=found.to_numpy(bool))

    @property
    def survivors(self) -> int:
        """How many comparisons are found when all are adjusted together."""
        return int(self.pairs["survives"].sum())

    def confidence(self, told: int) -> float:
        """Return the level of the intervals if so many of the comparisons are told."""
        return coverage_level(told, len(self.pairs), q=self.q)
