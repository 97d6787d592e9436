"""How the respondents of a table were drawn, counted only if a test asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from itperception.counting.design import DesignCube
from itperception.survey.check import CLUSTER, FPC, STRATUM, WEIGHT
from itperception.survey.codebook import Dimension, answer_positions


@dataclass(frozen=True, slots=True)
class WaveSample:
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
    """

    respondents: Path
    columns: tuple[str, ...]
    stub: Dimension
    banner: Dimension | None
    where: Mapping[str, Sequence[int]]
    is_weighted: bool
    rows: tuple[tuple[int, ...], ...] | None = None

    @property
    def is_clustered(self) -> bool:
        """Whether respondents were drawn in clusters."""
        return CLUSTER in self.columns

    def counted(self) -> DesignCube:
        """Return the sums for each stratum and cluster, with all categories."""
        from itperception.counting.design_engine import count_design

        return count_design(
            self.respondents, self.stub, self.banner, weight=self._weight, where=self.where,
            stratum=self._named(STRATUM), cluster=self._named(CLUSTER), fpc=self._named(FPC),
        )  # fmt: skip

    def design(self) -> DesignCube:
        """Return the sums for each stratum and cluster, the table's answers only."""
        design = self.counted()
        return design.take(groups=self._groups).merge(*self._joined)

    def by_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """Return counts (answers, groups, weights) of the table's answers, and the weights."""
        from itperception.counting.design_engine import count_weights

        counts, weights = count_weights(
            self.respondents, self.stub, self.banner, weight=self._weight, where=self.where
        )
        inside = counts[:, self._groups].sum(-1)
        return np.stack([inside[list(own)].sum(0) for own in self._joined]), weights

    @property
    def _groups(self) -> list[int]:
        return [0] if self.banner is None else answer_positions(self.banner.categories)

    @property
    def _joined(self) -> Sequence[Sequence[int]]:
        return self.rows or [(k,) for k in answer_positions(self.stub.categories)]

    @property
    def _weight(self) -> str | None:
        return WEIGHT if self.is_weighted else None

    def _named(self, column: str) -> str | None:
        return column if column in self.columns else None


@dataclass(frozen=True, slots=True)
class StackedSample:
    """Independent samples behind a table with a column for each: waves.

    Attributes
    ----------
    samples : tuple of WaveSample
        One for each column, without a banner; strata and clusters of one are not those
        of another, whatever their labels.
    rows : tuple of tuple of int, optional
        As of :class:`WaveSample`.
    """

    samples: tuple[WaveSample, ...]
    rows: tuple[tuple[int, ...], ...] | None = None

    @property
    def is_clustered(self) -> bool:
        """Whether respondents of any sample were drawn in clusters."""
        return any(sample.is_clustered for sample in self.samples)

    def counted(self) -> DesignCube:
        """Return the sums for each stratum and cluster, with all categories."""
        return DesignCube.side_by_side([sample.counted() for sample in self.samples])

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
        return [replace(sample, rows=self.rows) for sample in self.samples]
