"""The design cube: what design-based inference needs to know, and nobody's answers.

A complex sample is drawn in strata, often cluster by cluster, and weighted. To first
order every estimate is a sum, over the units that were drawn, of something that depends
only on the cell of the table a respondent is in. So its variance needs no respondents:
the covariance of the cell totals between units within strata is enough, and that comes
from sums. Without clusters each respondent is a unit, and Σw and Σw² of each cell and
stratum tell the covariance; with clusters, the cell totals of each cluster do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from itperception.errors import ItPerceptionError, unknown_name
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension

SINGLE = ("unknown", "certainty", "average", "adjust")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DesignCube:
    """Sums of a table of answers by groups, for each stratum and each cluster.

    Attributes
    ----------
    strata : numpy.ndarray
        Float, shape (3, strata, answers, groups): n, Σw, Σw².
    units : numpy.ndarray
        Primary sampling units drawn in each stratum, those included that hold nobody
        of the table: they are zeros of a domain, not missing.
    fractions : numpy.ndarray
        Share of the stratum's units that was drawn, in [0, 1]; 0 says that the
        population is as good as infinite.
    clusters : numpy.ndarray or None
        Σw of each cluster, shape (clusters, answers, groups); clusters without anybody
        of the table may be left out. ``None`` if each respondent is a unit.
    stratum_of : numpy.ndarray or None
        Position of each cluster's stratum.
    dimensions : tuple of Dimension
        Answers and groups, where they are known.
    single : {"unknown", "certainty", "average", "adjust"}
        What a stratum with one unit adds to a variance: nobody knows, nothing, as much
        as the other strata on average, or its square about the mean of all.

    Examples
    --------
    >>> cube = DesignCube.from_codes([0, 0, 1, 1, 1], [0, 1, 0, 1, 1], weight=[1, 2, 1, 1, 2])
    >>> cube.totals.tolist(), int(cube.units[0]), cube.df
    ([[1.0, 2.0], [1.0, 3.0]], 5, 4)
    """

    strata: np.ndarray
    units: np.ndarray
    fractions: np.ndarray
    clusters: np.ndarray | None = None
    stratum_of: np.ndarray | None = None
    dimensions: tuple[Dimension, ...] = ()
    single: Literal["unknown", "certainty", "average", "adjust"] = "unknown"

    def __post_init__(self):
        if self.single not in SINGLE:
            raise unknown_name("treatment of strata with one unit", self.single, SINGLE)
        self.strata.setflags(write=False)

    @classmethod
    def from_codes(
        cls,
        answers: ArrayLike,
        groups: ArrayLike,
        *,
        weight: ArrayLike | None = None,
        stratum: ArrayLike | None = None,
        cluster: ArrayLike | None = None,
        fpc: ArrayLike | None = None,
        shape: tuple[int, int] | None = None,
    ) -> "DesignCube":
        """Return the cube of respondents given as arrays.

        Parameters
        ----------
        answers, groups : array_like of int, shape (n,)
            Positions of the categories; below zero for who is outside the table.
        weight : array_like, shape (n,), optional
            Weights ≥ 0; 1 by default.
        stratum, cluster : array_like, shape (n,), optional
            Any labels; clusters of one label in two strata are two clusters.
        fpc : array_like, shape (n,), optional
            Units in the population of the stratum, or, if at most 1, the share drawn.
        shape : tuple of int, optional
            Answers and groups; as many as occur by default.
        """
        answers, groups = np.asarray(answers), np.asarray(groups)
        n = len(answers)
        weight = np.ones(n) if weight is None else np.asarray(weight, float)
        at = _positions(np.zeros(n) if stratum is None else stratum)
        inside = (answers >= 0) & (groups >= 0)
        shape = shape or (int(answers.max()) + 1, int(groups.max()) + 1)
        strata = np.zeros((3, at.max() + 1, *shape))
        where = (at[inside], answers[inside], groups[inside])
        for measure, values in enumerate((np.ones(n), weight, weight**2)):
            np.add.at(strata[measure], where, values[inside])
        units, clusters, stratum_of = np.bincount(at), None, None
        if cluster is not None:
            unit = _positions(np.column_stack([at, _positions(cluster)]))
            stratum_of = np.zeros(unit.max() + 1, int)
            stratum_of[unit] = at
            clusters, units = np.zeros((len(stratum_of), *shape)), np.bincount(stratum_of)
            np.add.at(clusters, (unit[inside], *where[1:]), weight[inside])
        sizes = np.zeros(len(units))
        sizes[at] = 0 if fpc is None else np.asarray(fpc, float)
        return cls(
            strata=strata, units=units, fractions=sampling_fractions(units, sizes),
            clusters=clusters, stratum_of=stratum_of,
        )  # fmt: skip

    @property
    def counts(self) -> np.ndarray:
        """Respondents in each cell, answers by groups."""
        return self.strata[0].sum(0)

    @property
    def totals(self) -> np.ndarray:
        """Sum of weights in each cell, answers by groups."""
        return self.strata[1].sum(0)

    @property
    def squares(self) -> np.ndarray:
        """Sum of squared weights in each cell, answers by groups."""
        return self.strata[2].sum(0)

    @property
    def effective_base(self) -> float:
        """(Σw)²/Σw² of everybody in the table (Kish 1965); NaN if all weights are 0."""
        squares = self.squares.sum()
        return float(self.totals.sum() ** 2 / squares) if squares > 0 else np.nan

    @property
    def df(self) -> int:
        """Units with anybody of the table in them minus strata with any."""
        inside = self.strata[1].sum((1, 2)) > 0
        people = self.strata[0, ~self.clustered_strata].sum()
        clusters = 0 if self.clusters is None else (self.clusters.sum((1, 2)) > 0).sum()
        return int(people + clusters - inside.sum())

    @property
    def clustered_strata(self) -> np.ndarray:
        """Whether a stratum was drawn in clusters that hold anybody of the table."""
        found = np.zeros(len(self.units), bool)
        if self.clusters is not None:
            found[self.stratum_of] = True
        return found

    @property
    def single_units(self) -> np.ndarray:
        """Whether a stratum has one unit only, of more than one in the population."""
        return (self.units == 1) & (self.fractions < 1)

    @property
    def covariance_is_known(self) -> bool:
        """Whether every stratum tells its spread, or `single` says what to do."""
        single = self.single_units
        needs_others = self.single == "average" and single.all()
        return not single.any() or (self.single != "unknown" and not needs_others)

    def covariance(self, along: np.ndarray | None = None) -> np.ndarray:
        """Return the covariance of the cell totals, or of sums of them.

        Parameters
        ----------
        along : numpy.ndarray, shape (m, K), optional
            How often each of the K = answers × groups totals, groups fastest, is in each
            sum; by default each total is by itself.

        Returns
        -------
        numpy.ndarray, shape (K, K) or (m, m)
            NaN where a stratum has one unit and nothing was said about that.

        Notes
        -----
        Σ_h (1 − f_h) n_h/(n_h − 1) Σ_c (T_hc − T̄_h)(T_hc − T̄_h)' with T_hc the cell
        totals of unit c of stratum h: drawn with replacement, or, with f_h, without, in
        one stage (Cochran 1977).
        """
        cells = int(np.prod(self.strata.shape[2:]))
        if not self.covariance_is_known:
            return np.full((cells if along is None else len(along),) * 2, np.nan)
        sums = _along(self.strata[1].reshape(-1, cells), along)
        single, n = self.single_units, np.maximum(self.units, 1)
        scale = (1 - self.fractions) * np.where(n > 1, n / np.maximum(n - 1, 1), 0.0)
        drawn = self.clustered_strata
        about = self._spread_of_respondents(sums, n, scale * ~drawn, along)
        if self.clusters is not None:
            about = about + self._spread_of_clusters(sums, n, scale * drawn, along)
        if self.single == "average" and single.any():
            return about * len(n) / (~single).sum()
        if self.single == "adjust":
            alone = sums[single] * np.sqrt(1 - self.fractions[single])[:, np.newaxis]
            return about + alone.T @ alone
        return about

    def take(
        self, answers: Sequence[int] | slice = slice(None),
        groups: Sequence[int] | slice = slice(None),
    ) -> "DesignCube":  # fmt: skip
        """Return the cube of some answers and groups: a domain, its design untouched."""
        dimensions = tuple(
            replace(d, categories=_taken(d.categories, kept))
            for d, kept in zip(self.dimensions, (answers, groups), strict=False)
        )
        return self._with(lambda x: x[..., answers, :][..., groups], dimensions)

    def answers(self) -> "DesignCube":
        """Return the cube without don't know, no answer and who is in no group."""
        kept = [answer_positions(d.categories) for d in self.dimensions]
        return self.take(*kept)

    def merge(
        self, *nets: Sequence[int], groups: Sequence[Sequence[int]] | None = None
    ) -> "DesignCube":
        """Return the cube with some answers joined, a row for each net.

        Parameters
        ----------
        *nets : sequence of int
            Positions of the answers of each row; who gave none of them is left out.
        groups : sequence of sequence of int, optional
            The same of the groups; by default each stays what it is.
        """
        rows = self._with(lambda x: _members(nets, x.shape[-2]) @ x)
        if groups is None:
            return rows
        return rows._with(lambda x: x @ _members(groups, x.shape[-1]).T)

    @classmethod
    def of_sums(cls, cells: np.ndarray) -> "DesignCube":
        """Return the cube of independent respondents: n, Σw, Σw² by answers and groups."""
        units = np.array([int(cells[0].sum())])
        return cls(strata=cells[:, np.newaxis].copy(), units=units, fractions=np.zeros(1))

    @classmethod
    def side_by_side(cls, cubes: "Sequence[DesignCube]") -> "DesignCube":
        """Return independent samples as one, each with strata and groups of its own.

        Parameters
        ----------
        cubes : sequence of DesignCube
            Of the same answers, such as one for each wave; some may have clusters.
        """
        ends = np.cumsum([0, *(cube.totals.shape[1] for cube in cubes)])

        def placed(sums, k):
            wide = np.zeros((*sums.shape[:-1], ends[-1]))
            wide[..., ends[k] : ends[k + 1]] = sums
            return wide

        first = np.cumsum([0, *(len(cube.units) for cube in cubes)])
        drawn = [(k, cube) for k, cube in enumerate(cubes) if cube.clusters is not None]
        clusters = [placed(cube.clusters, k) for k, cube in drawn]
        stratum_of = [cube.stratum_of + first[k] for k, cube in drawn]
        return cls(
            strata=np.concatenate([placed(c.strata, k) for k, c in enumerate(cubes)], 1),
            units=np.concatenate([cube.units for cube in cubes]),
            fractions=np.concatenate([cube.fractions for cube in cubes]),
            clusters=np.concatenate(clusters) if drawn else None,
            stratum_of=np.concatenate(stratum_of) if drawn else None,
        )  # fmt: skip

    def transposed(self) -> "DesignCube":
        """Return the cube with answers and groups exchanged."""
        return self._with(lambda x: np.swapaxes(x, -1, -2), self.dimensions[::-1])

    def _with(self, change, dimensions=()) -> "DesignCube":
        clusters = None if self.clusters is None else change(self.clusters)
        strata = np.ascontiguousarray(change(self.strata))
        return replace(self, strata=strata, clusters=clusters, dimensions=dimensions)

    def _spread_of_respondents(self, sums, n, scale, along) -> np.ndarray:
        """Sum over strata of diag(Σw²) − SS'/n, scaled."""
        squares = scale @ self.strata[2].reshape(len(n), -1)
        inside = (sums.T * (scale / n)) @ sums
        return (np.diag(squares) if along is None else along * squares @ along.T) - inside

    def _spread_of_clusters(self, sums, n, scale, along) -> np.ndarray:
        """Sum over strata of products about the mean; absent clusters hold zeros."""
        clusters = _along(
            self.clusters.reshape(-1, int(np.prod(self.clusters.shape[1:]))), along
        )
        means = sums / n[:, np.newaxis]
        about = clusters - means[self.stratum_of]
        absent = n - np.bincount(self.stratum_of, minlength=len(n))
        present = (about.T * scale[self.stratum_of]) @ about
        return present + (means.T * absent * scale) @ means


def sampling_fractions(units: ArrayLike, sizes: ArrayLike) -> np.ndarray:
    """Return the share of each stratum's units that was drawn.

    Parameters
    ----------
    units : array_like
        Units drawn in each stratum.
    sizes : array_like
        Units in the population of the stratum, or, if at most 1, the share itself;
        NaN and 0 where there is no finite population to correct for.

    Raises
    ------
    ItPerceptionError
        If more units were drawn than there are.

    Examples
    --------
    >>> sampling_fractions([10, 10, 5], [40, 0.5, 0]).tolist()
    [0.25, 0.5, 0.0]
    """
    units, sizes = np.asarray(units, float), np.nan_to_num(np.asarray(sizes, float))
    wrong = (sizes > 1) & (sizes < units) | (sizes < 0)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise ItPerceptionError(
            f"stratum {first + 1}: {units[first]:g} units were drawn from a population of "
            f"{sizes[first]:g}; expected at least as many, or a share in [0, 1]"
        )
    return np.where(sizes > 1, units / np.maximum(sizes, 1), sizes)


def _positions(labels: ArrayLike) -> np.ndarray:
    """Return the position of each label, or of each row of labels, among the sorted."""
    labels = np.asarray(labels)
    axis = 0 if labels.ndim > 1 else None
    return np.unique(labels, axis=axis, return_inverse=True)[1].reshape(-1)


def _members(sets: Sequence[Sequence[int]], size: int) -> np.ndarray:
    """Return which of so many positions are in each set, as zeros and ones."""
    found = np.zeros((len(sets), size))
    for row, members in zip(found, sets, strict=True):
        row[list(members)] = 1
    return found


def _along(totals: np.ndarray, sums: np.ndarray | None) -> np.ndarray:
    return totals if sums is None else totals @ sums.T


def _taken(categories: tuple, kept) -> tuple:
    if isinstance(kept, slice):
        return categories[kept]
    return tuple(categories[k] for k in kept)
