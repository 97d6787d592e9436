"""How the respondents behind a gap were drawn: pairs by group, stratum, cluster and weight."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from itperception.counting.design import DesignCube
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension
from itperception.workbench.sample import DesignColumns


@dataclass(frozen=True, slots=True, eq=False)
class PairSample(DesignColumns):
    """The strata, clusters and weights behind two items that are held together.

    Attributes
    ----------
    respondents : pathlib.Path
        The Parquet file that is counted.
    columns : tuple of str
        Its columns; those of the design count if they are there.
    pair : tuple of Dimension
        Two items on one scale.
    by : Dimension or None
        Its answers are the groups.
    net : sequence of str
        The answers that are compared.
    is_weighted : bool
        Whether the weights of the wave are used.
    groups : tuple of tuple of int, optional
        Positions of the answers of each group; by default each answer is one.
    """

    respondents: Path
    columns: tuple[str, ...]
    pair: tuple[Dimension, Dimension]
    by: Dimension | None
    net: Sequence[str]
    is_weighted: bool
    groups: tuple[tuple[int, ...], ...] | None = None

    def design(self) -> DesignCube:
        """Return sums for each stratum and cluster: first only, second only, alike.

        The groups come first, then who is in none of them.
        """
        from itperception.counting.design_engine import count_joint

        counted = count_joint(self.respondents, self.pair, self.by, **self._drawn)
        return counted.merge(*self._kinds).transposed().merge(*self._columns).transposed()

    def by_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """Return pairs of each kind (first only, second only, alike) by group and weight."""
        from itperception.counting.design_engine import count_joint_weights

        counts, weights = count_joint_weights(
            self.respondents, self.pair, self.by, weight=self._weight
        )
        people = counts.sum(-1)
        kinds = np.stack([people[kind].sum(0) for kind in self._kinds])
        return np.stack([kinds[:, k].sum(1) for k in self._columns[:-1]], 1), weights

    def known(self) -> dict:
        """Return what a gap takes of it: the design, or else the weights of groups, if any."""
        if self.is_clustered:
            return {"design": self.design()}
        has_groups = self.is_weighted and self.by is not None
        return {"by_weight": self.by_weight()} if has_groups else {}

    @property
    def _kinds(self) -> list[list[int]]:
        inside = np.isin([c.id for c in self.pair[0].categories], list(self.net))
        first, second = np.meshgrid(inside, inside, indexing="ij")
        kinds = (first & ~second, ~first & second, first == second)
        return [np.flatnonzero(kind).tolist() for kind in kinds]

    @property
    def _columns(self) -> list[list[int]]:
        if self.by is None:
            return [[0]]
        answers = answer_positions(self.by.categories)
        groups = [[k] for k in answers] if self.groups is None else self.groups
        inside = [k for group in groups for k in group]
        rest = [k for k in range(len(self.by.categories)) if k not in inside]
        return [*map(list, groups), rest]
