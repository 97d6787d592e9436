"""How the respondents of a table were drawn, counted only if a test asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from itperception.counting.design import DesignCube
from itperception.survey.drawn import CLUSTER, FPC, STRATUM, WEIGHT
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension


class DesignColumns:
    """Which columns of a file say how its respondents were drawn."""

    __slots__ = ()
    columns: tuple[str, ...]
    is_weighted: bool

    @property
    def is_clustered(self) -> bool:
        """Whether respondents were drawn in clusters."""
        return CLUSTER in self.columns

    @property
    def _weight(self) -> str | None:
        return WEIGHT if self.is_weighted else None

    @property
    def _drawn(self) -> dict[str, str | None]:
        """Return the columns by what a count of the design calls them."""
        design = {"stratum": STRATUM, "cluster": CLUSTER, "fpc": FPC}
        known = {name: c if c in self.columns else None for name, c in design.items()}
        return {"weight": self._weight, **known}


@dataclass(frozen=True, slots=True)
class WaveSample(DesignColumns):
    """The strata, clusters and weights behind a table of a wave.

    Attributes
    ----------
    respondents : pathlib.Path
        The Parquet file that is counted.
    columns : tuple of str
        Its columns; those of the design count if they are there.
    stub, banner : Dimension
        Rows and columns of the table; no banner for one with the total only.
    where : mapping of str to sequence of int
        The table's filter.
    is_weighted : bool
        Whether the table uses the weights of the wave.
    rows : tuple of tuple of int, optional
        Positions of the answers that are joined to each row, if they are joined.
    groups : tuple of tuple of int, optional
        The same of the banner's answers, if not each is a column.
    cells : numpy.ndarray, optional
        The sums of the table with all categories, if they are at hand: without strata and
        clusters they tell the design, and nothing is counted again.
    """

    respondents: Path
    columns: tuple[str, ...]
    stub: Dimension
    banner: Dimension | None
    where: Mapping[str, Sequence[int]]
    is_weighted: bool
    rows: tuple[tuple[int, ...], ...] | None = None
    groups: tuple[tuple[int, ...], ...] | None = None
    cells: np.ndarray | None = field(default=None, compare=False, repr=False)

    def counted(self) -> DesignCube:
        """Return the sums for each stratum and cluster, with all categories."""
        from itperception.counting.design_engine import count_design, design_of

        if self.cells is not None and not (self.is_clustered or STRATUM in self.columns):
            dimensions = tuple(d for d in (self.stub, self.banner) if d is not None)
            fpc = self._drawn["fpc"]
            return design_of(self.respondents, self.cells, dimensions, fpc=fpc)
        return count_design(
            self.respondents, self.stub, self.banner, where=self.where, **self._drawn
        )

    def design(self) -> DesignCube:
        """Return the sums for each stratum and cluster, the table's answers only."""
        return self.counted().merge(*self._rows, groups=self._groups)

    def by_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """Return counts (answers, groups, weights) of the table's answers, and the weights."""
        from itperception.counting.design_engine import count_joint_weights

        counts, weights = count_joint_weights(
            self.respondents,
            [self.stub],
            self.banner,
            weight=self._weight,
            where=self.where,
        )
        joined = np.stack([counts[:, list(k)].sum(axis=(1, -1)) for k in self._groups], 1)
        return np.stack([joined[list(k)].sum(0) for k in self._rows]), weights

    @property
    def _rows(self) -> Sequence[tuple[int, ...]]:
        return self.rows or [(k,) for k in answer_positions(self.stub.categories)]

    @property
    def _groups(self) -> Sequence[tuple[int, ...]]:
        if self.banner is None:
            return [(0,)]
        return self.groups or [(k,) for k in answer_positions(self.banner.categories)]


@dataclass(frozen=True, slots=True)
class StackedSample:
    """Independent samples behind a table with a column for each: waves.

    Attributes
    ----------
    samples : tuple of WaveSample
        One for each column, without a banner; strata and clusters of one are not those
        of another, whatever their labels.
    orders : tuple of tuple of int
        Where each sample has the answers of the last one.
    rows : tuple of tuple of int, optional
        As of :class:`WaveSample`.
    """

    samples: tuple[WaveSample, ...]
    orders: tuple[tuple[int, ...], ...]
    rows: tuple[tuple[int, ...], ...] | None = None

    @property
    def is_clustered(self) -> bool:
        """Whether respondents of any sample were drawn in clusters."""
        return any(sample.is_clustered for sample in self.samples)

    def counted(self) -> DesignCube:
        """Return the sums for each stratum and cluster, with all categories."""
        told = zip(self.samples, self.orders, strict=True)
        return DesignCube.side_by_side([s.counted().take(list(order)) for s, order in told])

    def design(self) -> DesignCube:
        """Return the sums for each stratum and cluster, the table's answers only."""
        return DesignCube.side_by_side([sample.design() for sample in self._own])

    def by_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """Return counts (answers, groups, weights) of the table's answers, and the weights."""
        found = [sample.by_weight() for sample in self._own]
        weights, at = np.unique(np.concatenate([w for _, w in found]), return_inverse=True)
        counts = np.zeros((len(found[0][0]), len(found), len(weights)))
        ends = np.cumsum([0, *(len(w) for _, w in found)])
        for k, (own, _) in enumerate(found):
            counts[:, k, at[ends[k] : ends[k + 1]]] = own[:, 0]
        return counts, weights

    @property
    def _own(self) -> list[WaveSample]:
        answers = answer_positions(self.samples[-1].stub.categories)
        rows = self.rows or [(k,) for k in answers]
        return [
            replace(sample, rows=tuple(tuple(order[k] for k in own) for own in rows))
            for sample, order in zip(self.samples, self.orders, strict=True)
        ]
