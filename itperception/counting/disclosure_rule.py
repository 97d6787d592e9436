"""What is too small to be shown: the rule, as a wave may declare it."""

from dataclasses import dataclass

from itperception.errors import ItPerceptionError


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRule:
    """What is too small to be shown.

    Attributes
    ----------
    minimum_base : int
        A column with a smaller effective base is hidden, and nothing can be worked out
        of fewer respondents; 1 hides only what is empty.
    minimum_cell : int
        Answers that fewer respondents of a shown column gave, but somebody, are joined
        with a neighbour in every table of the item; 0 for no such rule.
    protection : int
        A hidden cell stays uncertain by this many respondents, or by as many as it would
        be if the table had no columns.
    unstated : bool
        Whether those who are in no column, as they did not answer the banner's question,
        are a group that is protected like a column.
    """

    minimum_base: int = 30
    minimum_cell: int = 0
    protection: int = 3
    unstated: bool = False

    def __post_init__(self):
        for name in ("minimum_base", "minimum_cell", "protection"):
            if getattr(self, name) < 0:
                raise ItPerceptionError(
                    f"{name}: found {getattr(self, name)}, expected a number of respondents"
                )
