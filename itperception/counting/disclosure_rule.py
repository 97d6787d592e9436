"""What is shown of small groups: the rule, as a wave may declare it."""

import warnings
from dataclasses import dataclass
from typing import Literal

from itperception.errors import ItPerceptionError

USUAL = 10
_LEAST = 5  # the smallest minimum that is set without a warning


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRule:
    """How few respondents nothing may be known of, and from where on a base is small.

    Attributes
    ----------
    minimum : int
        Nothing that can be computed from what is published depends on the answers of fewer
        respondents (people, unweighted); 1 protects nobody. Below 5 there is a warning.
    flag_below : float
        Columns with a smaller effective base carry two stars. They are shown all the same.
    unstated : {"open", "protect"}
        Those who were asked a banner's question and gave no answer are a group that nobody
        can name, so that by default their answers may be computed as all less the columns,
        unless a whole column of another banner is among them. "protect" treats them like a
        column. Who was not asked is protected in any case.

    Raises
    ------
    ItPerceptionError
        For a minimum below 1, a negative base, or another word for `unstated`.
    """

    minimum: int = USUAL
    flag_below: float = 30
    unstated: Literal["open", "protect"] = "open"

    def __post_init__(self):
        wrong = [("minimum", self.minimum, "a number of people, 1 or more", self.minimum < 1),
                 ("flag_below", self.flag_below, "an effective base", self.flag_below < 0),
                 ("unstated", self.unstated, "open or protect",
                  self.unstated not in ("open", "protect"))]  # fmt: skip
        for name, found, expected, is_wrong in wrong:
            if is_wrong:
                raise ItPerceptionError(f"{name}: found {found!r}, expected {expected}")
        if self.minimum < _LEAST:
            warnings.warn(
                f"minimum: {self.minimum} lets a page tell the answers of groups of "
                f"{self.minimum}; {USUAL} is usual, fewer than {_LEAST} is not",
                stacklevel=3,
            )
