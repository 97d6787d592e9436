"""The statistics whose range over all tables can be asked for, by name."""

from collections.abc import Callable

from itperception.errors import ItPerceptionError, unknown_name
from itperception.published.bounds.statistic import Statistic
from itperception.published.bounds.statistics_given import FACTORIES
from itperception.published.bounds.statistics_groups import GROUPS
from itperception.published.bounds.statistics_pairs import PAIRS

STATISTICS: dict[str, Statistic] = {
    found.name: found
    for found in (*GROUPS, *PAIRS, *(make() for make in FACTORIES.values()))
}


def statistic(name: str, **parameters: float) -> Statistic:
    """Return a statistic by its name, with its parameters.

    Parameters
    ----------
    name : str
        One of :data:`STATISTICS`.
    **parameters
        ``margin`` of "equivalence_p" and "paired_equivalence_p" (0.1 if not given);
        ``against`` of "binomial_p" (0.5).

    Returns
    -------
    Statistic

    Raises
    ------
    UnknownNameError
        If there is no such statistic.

    Examples
    --------
    >>> import numpy as np
    >>> table = np.array([[450, 198], [450, 202]])
    >>> round(statistic("equivalence_p", margin=0.1).value(table), 4)
    0.0007
    """
    if parameters and name in FACTORIES:
        return FACTORIES[name](**parameters)
    if parameters:
        raise ItPerceptionError(f"{name} has no parameters; given: {parameters}")
    if name not in STATISTICS:
        raise unknown_name("statistic", name, list(STATISTICS))
    return STATISTICS[name]


def as_statistic(given: str | Statistic | Callable) -> Statistic:
    """Return a statistic from its name or from any function of a table.

    Examples
    --------
    >>> as_statistic("pearson").name, as_statistic(lambda table: table[0, 0]).name
    ('pearson', '<lambda>')
    """
    if isinstance(given, Statistic):
        return given
    if isinstance(given, str):
        return statistic(given)
    name = getattr(given, "__name__", type(given).__name__)
    return Statistic(name=name, value=lambda table: float(given(table)))
