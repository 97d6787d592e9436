"""The statistics by their names, as :mod:`.statistics` has them."""

from itperception.published.statistics import STATISTICS

__all__ = ["STATISTICS"]
