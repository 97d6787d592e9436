"""The smallest and the largest value of a statistic over every table that fits.

Print leaves many tables open. :func:`bounds_of` says between which two values a statistic
lies whichever of them is the true one, with a table that attains each end and with the
reason why no table is beyond it: all were looked at, or a method that needs fewer. Where
neither is possible in the time, the end is an outer one, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from itperception.inference.results import InWords
from itperception.published.bounds.by_margins import (
    over_margins,
    whole_near_independence,
)
from itperception.published.bounds.candidates import (
    BothEnds,
    chunk,
    limits_of,
    look_at,
    nearest,
    parts,
)
from itperception.published.bounds.exact_tails import prepare
from itperception.published.bounds.statistics import Statistic, as_statistic
from itperception.published.tables.problem import TableProblem

_SEVERAL = 12


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Bounds(InWords):
    """Between which values a statistic lies, whatever the table is.

    Attributes
    ----------
    statistic : str
        Its name.
    low, high : float
        No table is below or above; NaN if no table fits, or none has a number.
    low_table, high_table : numpy.ndarray or None
        A table that attains each end, shape (R, C); None where the end is an outer one.
    low_certified, high_certified : bool
        Whether the table attains the end, so that no narrower range holds every table: to
        1e-9 of the end, or 1e-7 where the certificate speaks of tangents, and exact
        p-values to 2e-6.
    inner_low, inner_high : float
        What tables that were found attain; `low` and `high` where these are certified.
    number : int or None
        How many tables fit; None if they were not counted.
    without_value : int or None
        For how many of them there is no number (nobody asked, nothing varies).
    certificate : str
        How the ends are known to be the ends.

    Examples
    --------
    >>> from itperception.published.tables.problem import RowNet
    >>> from itperception.published.tables.problem import TableProblem
    >>> pairs = TableProblem(
    ...     ("yes", "no"), ("yes", "no"), range(10, 11), (range(2, 3), range(8, 9)),
    ...     row_nets=(RowNet((0,), range(8, 9)),))
    >>> found = bounds_of(pairs, "mcnemar_midp")
    >>> print(f"{found.low:.4f} {found.high:.4f} {found.certificate}")
    0.0156 0.0654 enumerated all 3 tables
    >>> found.low_table.tolist()
    [[2, 6], [0, 2]]
    """

    statistic: str
    low: float
    high: float
    low_table: np.ndarray | None
    high_table: np.ndarray | None
    low_certified: bool
    high_certified: bool
    inner_low: float
    inner_high: float
    number: int | None
    without_value: int | None
    certificate: str

    @property
    def is_certified(self) -> bool:
        """Whether both ends are attained."""
        return self.low_certified and self.high_certified

    def explain(self) -> str:
        """Say the range and how it is known."""
        if np.isnan(self.low):
            return f"{self.statistic}: no value, {self.certificate}."
        outer = "" if self.is_certified else (
            f"; tables that fit attain {self.inner_low:.4g} to {self.inner_high:.4g}"
        )  # fmt: skip
        none = f"; no value in {self.without_value:,} tables" if self.without_value else ""
        return (
            f"{self.statistic} lies between {self.low:.4g} and {self.high:.4g}{outer}{none} "
            f"({self.certificate})."
        )


def bounds_of(
    problem: TableProblem,
    statistic: str | Statistic,
    *,
    seconds: float = 10.0,
) -> Bounds:
    """Return the smallest and the largest value of a statistic over all tables that fit.

    The values at ends that are certified are those that the function of
    :mod:`itperception.inference` returns for the table.

    Parameters
    ----------
    seconds : float
        Time to be used at most, about; compiling, at the first call on a machine, is
        not counted.

    Raises
    ------
    ItPerceptionError
        If the statistic is for tables of another shape.

    Missing data
    ------------
    A table for which the statistic is not computed is left out and counted in
    `without_value`.

    Examples
    --------
    Ten people in two groups; half of each agree, nobody knows how many each group has:

    >>> from fractions import Fraction
    >>> from itperception.published.tables.problem import ShareOfColumn
    >>> from itperception.published.tables.problem import TableProblem
    >>> half = Fraction(1, 2)
    >>> problem = TableProblem(
    ...     ("agree", "rest"), ("a", "b"), range(10, 11), (range(1, 10),) * 2,
    ...     (ShareOfColumn(0, (0,), half, half), ShareOfColumn(1, (0,), half, half)))
    >>> bounds_of(problem, "cramers_v").explain()
    'cramers_v lies between 0 and 0 (enumerated all 4 tables).'
    """
    wanted = as_statistic(statistic)
    wanted.check(problem.shape)
    if wanted.exact:
        prepare()
    deadline = perf_counter() + seconds
    every = parts(problem, chunk(wanted))
    found = look_at(every, problem.shape, wanted, problem.number, deadline)
    return _bounds(found, wanted, deadline, seconds)


def bounds_among(
    tables: np.ndarray, statistic: str | Statistic, *, seconds: float = 10.0
) -> Bounds:
    """Return the smallest and the largest value of a statistic over listed tables.

    Examples
    --------
    >>> bounds_among(np.array([[[3, 1], [1, 3]], [[2, 2], [2, 2]]]), "cramers_v").high
    0.5
    """
    deadline, wanted = perf_counter() + seconds, as_statistic(statistic)
    shape, size = tables.shape[1:], chunk(wanted)
    wanted.check(shape)
    every = (tables[at : at + size] for at in range(0, len(tables), size))
    found = look_at(every, shape, wanted, len(tables), deadline)
    return _bounds(found, wanted, deadline, seconds)


def bounds_over(
    margins: Sequence[tuple[Sequence[int], Sequence[int]]],
    statistic: str | Statistic,
    *,
    seconds: float = 10.0,
) -> Bounds:
    """Return limits of a statistic over all tables with one of several pairs of margins.

    Examples
    --------
    >>> found = bounds_over([((6, 1), (1, 6)), ((2, 2), (2, 2))], "mcnemar_exact_p")
    >>> found.low, found.high, found.is_certified
    (0.0625, 1.0, True)
    """
    deadline, wanted = perf_counter() + seconds, as_statistic(statistic)
    wanted.check((len(margins[0][0]), len(margins[0][1])))
    if wanted.form:
        found = over_margins(margins, wanted, deadline)
    else:
        some = np.array(
            [whole_near_independence(*map(np.array, pair)) for pair in margins[:_SEVERAL]]
        )
        said = f"not certified: no method for {wanted.name} of so many tables"
        found = BothEnds(tables=some, low_certified=False, high_certified=False, certificate=said,
                      outer_low=wanted.least, outer_high=wanted.most)  # fmt: skip
    return _bounds(found, wanted, deadline, seconds)


def _bounds(
    found: BothEnds, statistic: Statistic, deadline: float, seconds: float
) -> Bounds:
    """Take the value of `inference` for the candidates, and the ends from these."""
    low, high, said = _ends(found, statistic, deadline + seconds / 5)
    if low is None:
        nothing = found.number == 0
        said = "no table fits" if nothing else f"{said}, none has a number"
        low = high = (np.nan, None)
    known = found.low_certified, found.high_certified
    sure = tuple(
        is_end and table is not None and statistic.certain(table)
        for is_end, (_, table) in zip(known, (low, high), strict=True)
    )
    if low[1] is not None and sure != known:
        said += "; not certified where limits of p are all that is known"
    drawn = (statistic.least, statistic.most)
    outer_low = float(np.fmin(low[0], drawn[0] if known[0] else found.outer_low))
    outer_high = float(np.fmax(high[0], drawn[1] if known[1] else found.outer_high))
    is_nothing = low[1] is None and all(known)
    return Bounds(
        statistic=statistic.name, certificate=said,
        low=low[0] if sure[0] or is_nothing else outer_low,
        high=high[0] if sure[1] or is_nothing else outer_high,
        low_table=low[1] if sure[0] else None, high_table=high[1] if sure[1] else None,
        low_certified=sure[0], high_certified=sure[1], inner_low=low[0], inner_high=high[0],
        number=found.number, without_value=found.without_value,
    )  # fmt: skip


def _ends(found: BothEnds, statistic: Statistic, deadline: float):
    """Return value and table of both ends, and the certificate."""
    ends, said, values = [], found.certificate, {}
    for sign, limit in ((1.0, statistic.least), (-1.0, statistic.most)):
        best = None
        for place, table in enumerate(_near(found.tables, statistic, sign)):
            key = table.tobytes()
            value = values[key] = values.get(key) or statistic.value(table)
            if not np.isnan(value) and (best is None or sign * value < sign * best[0]):
                best = float(value), table
            if best and best[0] == limit:
                break
            if place >= _SEVERAL and best and perf_counter() > deadline:
                said += "; not every table that ties at an end was told apart"
                break
        ends.append(best)
    return *ends, said


def _near(tables: np.ndarray, statistic: Statistic, sign: float) -> np.ndarray:
    """Return the tables that may attain an end."""
    if len(tables) <= _SEVERAL:
        return tables
    values = sign * limits_of(tables, statistic, np.inf)[0]
    tables, values = tables[~np.isnan(values)], values[~np.isnan(values)]
    return tables[nearest(values, statistic)] if len(values) else tables
