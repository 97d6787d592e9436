"""How the respondents of a table were drawn, counted only if a test asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
        Rows and columns of the table.
    where : mapping of str to sequence of int
        The table's filter.
    is_weighted : bool
        Whether the table uses the weights of the wave.
    rows : tuple of tuple of int, optional
        Positions of the answers that are joined to each row, if they are joined.
    groups : tuple of tuple of int, optional
        The same of the banner's answers, if not each is a column.
    """

    respondents: Path
    columns: tuple[str, ...]
    stub: Dimension
    banner: Dimension
    where: Mapping[str, Sequence[int]]
    is_weighted: bool
    rows: tuple[tuple[int, ...], ...] | None = None
    groups: tuple[tuple[int, ...], ...] | None = None

    @property
    def is_clustered(self) -> bool:
        """Whether respondents were drawn in clusters."""
        return CLUSTER in self.columns

    def design(self) -> DesignCube:
        """Return the sums for each stratum and cluster, the table's answers only."""
        from itperception.counting.design_engine import count_design

        design = count_design(
            self.respondents, self.stub, self.banner, weight=self._weight, where=self.where,
            stratum=self._named(STRATUM), cluster=self._named(CLUSTER), fpc=self._named(FPC),
        )  # fmt: skip
        if self.groups is None and self.rows is None:
            return design.answers()
        return design.transposed().merge(*self._groups).transposed().merge(*self._rows)

    def by_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """Return counts (answers, groups, weights) of the table's answers, and the weights."""
        from itperception.counting.design_engine import count_weights

        counts, weights = count_weights(
            self.respondents, self.stub, self.banner, weight=self._weight, where=self.where
        )
        joined = np.stack([counts[:, list(k)].sum(axis=(1, -1)) for k in self._groups], 1)
        return np.stack([joined[list(k)].sum(0) for k in self._rows]), weights

    @property
    def _rows(self) -> Sequence[tuple[int, ...]]:
        return self.rows or [(k,) for k in answer_positions(self.stub.categories)]

    @property
    def _groups(self) -> Sequence[tuple[int, ...]]:
        return self.groups or [(k,) for k in answer_positions(self.banner.categories)]

    @property
    def _weight(self) -> str | None:
        return WEIGHT if self.is_weighted else None

    def _named(self, column: str) -> str | None:
        return column if column in self.columns else None
