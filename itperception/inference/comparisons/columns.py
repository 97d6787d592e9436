"""The columns of a table as a rule profile counts them.

The percentages compared are those shown: don't know is in their base. A net is a row
like any other. A column is compared with another, or with everybody who is not in it.
"""

from dataclasses import dataclass, replace

import numpy as np

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.comparisons.pair_tests import Side
from itperception.inference.comparisons.profiles import Profile
from itperception.inference.design.column_design import ColumnDesign
from itperception.inference.design.overlap import Overlap, SharedColumns
from itperception.inference.solving import divide, positive

AGAINST = ("columns", "rest", "total")
# What adding up proportions leaves is nobody.
DUST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class ComparedColumns:
    """What is compared: sums in every row and net, of columns and of what is beside them.

    Attributes
    ----------
    rows, names : list of str
        Ids of rows and nets, and of columns.
    people, effective : numpy.ndarray, shape (columns,)
        Respondents, and their effective base.
    weighted, squared : numpy.ndarray, shape (columns,)
        Sums of weights and of squared weights.
    inside, squared_inside : numpy.ndarray, shape (rows, columns)
        The same of those in a row.
    design : ColumnDesign, SharedColumns or None
        How pairs are compared, if people were drawn in clusters and the rules go by it, or
        columns share people.
    """

    rows: list[str]
    names: list[str]
    people: np.ndarray
    weighted: np.ndarray
    squared: np.ndarray
    effective: np.ndarray
    inside: np.ndarray
    squared_inside: np.ndarray
    design: ColumnDesign | SharedColumns | None = None

    @classmethod
    def of(
        cls, table: Crosstab, against: str = "columns", overlap: Overlap | None = None
    ) -> "ComparedColumns":  # fmt: skip
        """Read a table; against the rest, each column is followed by all the others.

        Raises
        ------
        ItPerceptionError
            If a category and a net of the stub have the same id.
        """
        if against not in AGAINST:
            raise unknown_name("thing to compare columns against", against, AGAINST)
        rows, groups = _groups_of_rows(table)
        sums = np.stack([table.cells[:, group].sum(1) for group in groups], 1)
        inside = np.stack([sums.sum(2), *np.moveaxis(sums[:, :, :-1], 2, 0)], -1)
        effective = replace(table, design=None).effective_bases.fillna(0.0).to_numpy()
        weighted = table.weighted_bases.to_numpy()
        people = table.bases.to_numpy(float)
        every = cls(
            rows, list(table.bases.index), people, weighted,
            divide(weighted**2, effective), effective, inside[1], inside[2],
        )  # fmt: skip
        columns = every._beside(against)
        if table.design is not None:
            design = ColumnDesign.of(table.design, groups, against)
            columns = replace(columns, effective=design.effective_bases, design=design)
        if overlap is not None:
            columns = replace(columns, design=overlap.of_rows(groups, against))
        return columns

    def _beside(self, against: str) -> "ComparedColumns":
        """Put what each column is compared with after the columns; drop the total."""
        if against == "columns":
            return self._taking(lambda a: a[..., 1:], self.names[1:])
        columns = len(self.names) - 1
        joined = self._taking(
            lambda a: np.concatenate([a[..., 1:], a[..., :1] - a[..., 1:]], -1),
            [*self.names[1:], *[against] * columns],
        )
        effective = divide(joined.weighted**2, joined.squared)
        effective[:columns] = self.effective[1:]
        return replace(joined, effective=effective)

    def _taking(self, part, names: list[str]) -> "ComparedColumns":
        arrays = (self.people, self.weighted, self.squared, self.effective, self.inside,
                  self.squared_inside)  # fmt: skip
        return ComparedColumns(
            self.rows, names, *(np.maximum(part(a), 0.0) for a in arrays)
        )

    @property
    def proportions(self) -> np.ndarray:
        """Weighted proportion of each row in each column, in [0, 1]; NaN if empty."""
        found = self.inside / positive(self.weighted)
        found = np.where(found <= DUST, 0.0, found)
        return np.where(found >= 1 - DUST, 1.0, found)

    def bases(self, profile: Profile) -> np.ndarray:
        """Return what each column counts in a test, shape (columns,)."""
        if profile.base == "effective":
            return self.effective
        if profile.base == "unweighted":
            return np.where(self.weighted > 0, self.people, 0.0)
        return np.rint(self.weighted) if profile.rounded else self.weighted

    def side(self, at: np.ndarray, profile: Profile) -> Side:
        """Return some columns, in any order, as one side of comparisons."""
        bases = self.bases(profile)
        proportions = np.nan_to_num(self.proportions)
        counts = proportions * bases
        if profile.rounded and profile.base == "weighted":
            counts = np.rint(self.inside)
        pool = self.weighted if profile.pooled_by == "weighted" else bases
        flat = np.zeros_like(self.inside)
        weighted = proportions * self.weighted
        outside = np.maximum(self.squared - self.squared_inside, 0.0)
        everything = (counts, bases + flat, pool + flat, self.people + flat, weighted,
                      self.weighted + flat, self.squared_inside, outside)  # fmt: skip
        return Side(*(values[:, at] for values in everything))


def _groups_of_rows(table: Crosstab) -> tuple[list[str], list[list[int]]]:
    """Return the ids of rows and nets, and which rows each joins."""
    rows = [row.id for row in table.rows]
    groups = [[k] for k in range(len(rows))]
    names = list(rows)
    for net in table.nets:
        if net.id in rows:
            raise ItPerceptionError(
                f"{table.stub.id!r}: a category and a net are both called {net.id!r}; "
                "their letters could not be told apart"
            )
        names.append(net.id)
        groups.append([rows.index(row) for row in table.members(*net.categories)])
    return names, groups
