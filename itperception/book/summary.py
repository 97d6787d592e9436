"""What a page leads with, as numbers: a gap, a claim, or how many answered."""

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from itperception.book.book import Book
from itperception.book.findings import Firm
from itperception.book.gap import GapTable
from itperception.counting.given import TOTAL
from itperception.inference.comparisons.multiplicity import adjusted

Standing = Literal["clear", "likely", "open"]


class GapLead(NamedTuple):
    """The gap that leads.

    ``p_adjusted`` is that of everybody, adjusted with those of the groups (Holm). It is
    ``clear`` if the interval leaves out 0, that p is below the level, and every analysis of
    ``firm`` finds it; ``likely`` if only the interval does; else ``open``.
    """

    gap: GapTable
    firm: Firm
    p_adjusted: float
    standing: Standing

    @property
    def total(self) -> pd.Series:
        """The line of everybody."""
        return self.gap.groups.set_index("banner").loc[TOTAL]

    @property
    def side(self) -> int:
        """1 if the first answer is given more often than the second, −1 if less."""
        return -1 if self.total["difference"] < 0 else 1

    @property
    def outcome(self) -> Literal["above", "below", "open"]:
        """Which sentence the page begins with."""
        if self.standing == "open":
            return "open"
        return "above" if self.side > 0 else "below"

    @property
    def groups(self) -> pd.DataFrame:
        """The groups that are shown, the largest gap on the side of everybody's first."""
        own = self.gap.groups[self.gap.groups["banner"] != TOTAL]
        order = (-self.side * own["difference"]).sort_values(kind="stable").index
        return own.loc[order]

    @property
    def apart(self) -> tuple[float, float, float]:
        """How much the largest gap exceeds the smallest, with the ends of its interval."""
        most, least = self.groups["banner"].iloc[[0, -1]]
        for line in self.gap.pairs.itertuples():
            if {line.banner, line.other_banner} == {most, least}:
                sign = self.side if line.banner == most else -self.side
                low, high = sorted((sign * line.ci_low, sign * line.ci_high))
                return sign * line.difference, low, high
        return (np.nan,) * 3


def leading(book: Book) -> GapLead | pd.Series | None:
    """Return what leads the page of a wave.

    Parameters
    ----------
    book : Book
        What is told of the wave.

    Returns
    -------
    GapLead, pandas.Series or None
        The gap that the codebook names as its headline, if it may be shown; else the first
        declared claim, a line of ``Book.claims``; else nothing.

    Examples
    --------
    >>> from itperception.reporting.handover import open_book
    >>> leading(open_book("demo-2026").book).outcome
    'above'
    """
    gap, headline = book.leading_gap, book.codebook.headline
    if headline is not None and gap is not None and gap.declared.id == headline.gap:
        return _gap_lead(gap, book.firm_gap)
    return None if book.claims.empty else book.claims.iloc[0]


def _gap_lead(gap: GapTable, firm: Firm) -> GapLead:
    total = gap.groups.iloc[0]
    p_adjusted = float(adjusted(gap.groups["p_value"].to_numpy(float), "holm")[0])
    standing: Standing = "open"
    if total["ci_low"] > 0 or total["ci_high"] < 0:
        sure = p_adjusted <= 1 - gap.level and firm.found == firm.made
        standing = "clear" if sure else "likely"
    return GapLead(gap, firm, p_adjusted, standing)
