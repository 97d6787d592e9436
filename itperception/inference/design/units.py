"""Respondents by the units they were drawn in: the covariance of what each adds to a sum.

What is estimated from answers moves, to first order, by a sum over the respondents: each
has an *influence*, which holds the weight. The variance of the estimate is that of the
sum between the units of a stratum, as in :mod:`itperception.counting.design`, which needs
cells; here whoever is in the sample may differ from everybody else.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from itperception.counting.design import sampling_fractions
from itperception.inference.results import State


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Who stands for how many, and in which units and strata the sample was drawn.

    Attributes
    ----------
    weight : numpy.ndarray, shape (n,)
        Of each respondent, ≥ 0.
    unit : numpy.ndarray of int, shape (n,)
        Position of each respondent's primary sampling unit.
    stratum_of : numpy.ndarray of int, shape (units,)
        Position of each unit's stratum.
    fractions : numpy.ndarray, shape (strata,)
        Share of the stratum's units that was drawn; 0 for an infinite population.

    Examples
    --------
    >>> units = Units.of(4, weight=[1, 1, 2, 2])
    >>> units.df(units.weight > 0), units.covariance(units.totals(np.eye(4)[:, :1])).round(3)
    (3, array([[1.]]))
    """

    weight: np.ndarray
    unit: np.ndarray
    stratum_of: np.ndarray
    fractions: np.ndarray

    @classmethod
    def of(
        cls,
        n: int,
        *,
        weight: ArrayLike | None = None,
        stratum: ArrayLike | None = None,
        cluster: ArrayLike | None = None,
        fpc: ArrayLike | None = None,
    ) -> "Units":
        """Return the units of respondents given as arrays.

        Parameters
        ----------
        stratum, cluster : array_like, shape (n,), optional
            Any labels; clusters of one label in two strata are two. Without clusters each
            respondent is a unit.
        fpc : array_like, shape (n,), optional
            Units in the population of the stratum, or, if at most 1, the share drawn.
        """
        at = np.zeros(n, int) if stratum is None else _places(stratum)
        unit = np.arange(n) if cluster is None else _places(cluster)
        unit = _places(at * (unit.max(initial=0) + 1) + unit)
        stratum_of = np.zeros(unit.max(initial=-1) + 1, int)
        stratum_of[unit] = at
        sizes = np.zeros(at.max(initial=-1) + 1)
        sizes[at] = 0.0 if fpc is None else np.asarray(fpc, float)
        fractions = sampling_fractions(np.bincount(stratum_of), sizes)
        weight = np.ones(n) if weight is None else np.asarray(weight, float)
        return cls(weight, unit, stratum_of, fractions)

    def df(self, inside: np.ndarray) -> int:
        """Return units with anybody of a domain in them, minus their strata."""
        used = np.bincount(self.unit, inside, len(self.stratum_of)) > 0
        strata = np.bincount(self.stratum_of, used) > 0
        return int(used.sum()) - int(strata.sum())

    def state(self, inside: np.ndarray) -> State:
        """Return whether a domain's variance can be estimated."""
        if not (self.weight[inside] > 0).any():
            return State.NO_WEIGHT if inside.any() else State.EMPTY
        alone = np.bincount(self.stratum_of) == 1
        return State.ONE_CLUSTER if (alone & (self.fractions < 1)).any() else State.OK

    def totals(self, influence: np.ndarray) -> np.ndarray:
        """Return the sum of each unit; shape (n, …) to (units, …)."""
        return _sums(influence, self.unit, len(self.stratum_of))

    def covariance(self, totals: np.ndarray) -> np.ndarray:
        """Return the covariance of sums over the units.

        Parameters
        ----------
        totals : numpy.ndarray, shape (units, m)
            What each unit adds; units that hold nobody of a domain add 0.

        Returns
        -------
        numpy.ndarray, shape (m, m)

        Notes
        -----
        Σ_h (1 − f_h) n_h/(n_h − 1) Σ_c (u_hc − ū_h)(u_hc − ū_h)' (Binder 1983).
        """
        n = np.bincount(self.stratum_of)
        sums = _sums(totals, self.stratum_of, len(n))
        scale = np.sqrt((1 - self.fractions) * n / np.maximum(n - 1, 1))
        away = totals - (sums / n[:, np.newaxis])[self.stratum_of]
        away = away * scale[self.stratum_of, np.newaxis]
        return away.T @ away


def worth(weight: np.ndarray) -> float:
    """Return the effective base (Σw)²/Σw² of some weights (Kish 1965); NaN without any.

    Examples
    --------
    >>> round(worth(np.array([1.0, 1.0, 2.0])), 3)
    2.667
    """
    return float(weight.sum() ** 2 / (weight**2).sum()) if weight.any() else np.nan


def _sums(values: np.ndarray, places: np.ndarray, size: int) -> np.ndarray:
    """Return the sum at each place, column by column."""
    if values.ndim == 1:
        return np.bincount(places, values, size)
    return np.stack([np.bincount(places, column, size) for column in values.T], 1)


def _places(labels: ArrayLike) -> np.ndarray:
    return np.unique(np.asarray(labels), return_inverse=True)[1].reshape(-1)
