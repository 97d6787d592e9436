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
    """

    respondents: Path
    columns: tuple[str, ...]
    stub: Dimension
    banner: Dimension
    where: Mapping[str, Sequence[int]]
    is_weighted: bool
    rows: tuple[tuple[int, ...], ...] | None = None

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
        groups = answer_positions(self.banner.categories)
        if self.rows is None:
            return design.take(answer_positions(self.stub.categories), groups)
        return design.take(groups=groups).merge(*self.rows)

    def by_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """Return counts (answers, groups, weights) of the table's answers, and the weights."""
        from itperception.counting.design_engine import count_weights

        counts, weights = count_weights(
            self.respondents, self.stub, self.banner, weight=self._weight, where=self.where
        )
        inside = counts[:, answer_positions(self.banner.categories)].sum(-1)
        rows = self.rows or [(k,) for k in answer_positions(self.stub.categories)]
        return np.stack([inside[list(joined)].sum(0) for joined in rows]), weights

    @property
    def _weight(self) -> str | None:
        return WEIGHT if self.is_weighted else None

    def _named(self, column: str) -> str | None:
        return column if column in self.columns else None
