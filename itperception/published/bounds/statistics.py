"""The statistics whose range over all tables can be asked for, by name."""

from itperception.errors import unknown_name
from itperception.published.bounds.statistic import Statistic
from itperception.published.bounds.statistics_groups import GROUPS
from itperception.published.bounds.statistics_pairs import PAIRS

STATISTICS: dict[str, Statistic] = {found.name: found for found in (*GROUPS, *PAIRS)}


def as_statistic(given: str | Statistic) -> Statistic:
    """Return a statistic, also from its name.

    Examples
    --------
    >>> as_statistic("pearson_p").shape
    'any'
    """
    if isinstance(given, Statistic):
        return given
    if given not in STATISTICS:
        raise unknown_name("statistic", given, list(STATISTICS))
    return STATISTICS[given]
