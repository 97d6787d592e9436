"""One table: a stub in the rows, a banner in the columns, and every base.

A :class:`Crosstab` holds sums, never respondents. Proportions are in [0, 1] at full
precision; the total is of all respondents in the base, also of those whose banner
answer is unknown. Don't know and no answer stay in the base until
:meth:`Crosstab.answers` takes them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from itperception.counting.cube import Cube
from itperception.counting.design import DesignCube
from itperception.counting.design_bases import effective_bases
from itperception.counting.display import as_html, as_text, explained
from itperception.counting.given import TOTAL, given_sums, ratio
from itperception.errors import ItPerceptionError, listed, unknown_name
from itperception.terms.asked import asked_all
from itperception.terms.category import Category, Net, answer_positions
from itperception.terms.dimension import Dimension
from itperception.terms.text import say


@asked_all
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Crosstab:
    """Counts, weighted counts and bases of a stub by a banner.

    Attributes
    ----------
    wave : str
        Label of the wave.
    stub : Dimension
        The row variable.
    banner : Dimension or None
        The column variable; ``None`` for a table with the total only.
    rows, columns : tuple of Category
        What is shown, in questionnaire order; empty categories stay.
    cells : numpy.ndarray
        Float, shape ``(3, rows, columns + 1)``: n, Σw, Σw²; the last column holds
        the respondents who are in none of the columns.
    is_weighted : bool
        Whether the wave is weighted.
    synthetic : bool
        Whether nobody gave these answers.
    margins : numpy.ndarray, optional
        Bases in place of the sums of the rows, shape ``(3, columns + 1)``: for tables
        whose rows do not add up to their base, as printed ones do not.
    design : DesignCube, optional
        The same cells by stratum and cluster, for respondents drawn in clusters: whatever
        is said of their chance variation comes from here.

    Examples
    --------
    >>> counts = pd.DataFrame({"internal": [30, 60], "group_owned": [10, 30]})
    >>> table = Crosstab.from_counts(counts)
    >>> table.proportions()["internal"].round(3).tolist()
    [0.333, 0.667]
    >>> int(table.bases["total"])
    130
    """

    wave: str
    stub: Dimension
    banner: Dimension | None
    rows: tuple[Category, ...]
    columns: tuple[Category, ...]
    cells: np.ndarray
    is_weighted: bool = False
    synthetic: bool = False
    margins: np.ndarray | None = None
    design: DesignCube | None = None

    def __post_init__(self):
        self.cells.setflags(write=False)

    @classmethod
    def from_cube(
        cls, cube: Cube, *, wave: str = "", synthetic: bool = False,
        design: DesignCube | None = None,
    ) -> "Crosstab":  # fmt: skip
        """Return the table of a cube of one or two dimensions (stub, banner).

        "No answer" has a row only where somebody gave none; banner columns are the
        answers on the banner's scale. `design` has all categories of both, or one group.

        Examples
        --------
        >>> Crosstab.from_cube(wave.cube(["image"])).bases["total"].item()
        486
        """
        stub, *rest = cube.dimensions
        banner = rest[0] if rest else None
        cells = cube.cells if banner else cube.cells[:, :, np.newaxis]
        inside = answer_positions(banner.categories) if banner else []
        outside = [k for k in range(cells.shape[2]) if k not in inside]
        cells = np.concatenate(
            [cells[:, :, inside], cells[:, :, outside].sum(axis=2, keepdims=True)], axis=2
        )
        shown = [
            k
            for k, category in enumerate(stub.categories)
            if category.kind != "no_answer" or cells[0, k].sum() > 0
        ]
        if design is not None:
            design = design.merge(
                *([k] for k in shown), groups=[*([k] for k in inside), outside]
            )
        return cls(
            wave, stub, banner,
            tuple(stub.categories[k] for k in shown),
            tuple(banner.categories[k] for k in inside) if banner else (),
            cells[:, shown], cube.is_weighted, synthetic, design=design,
        )  # fmt: skip

    @classmethod
    def from_counts(
        cls,
        counts: pd.DataFrame,
        *,
        ordered: bool = False,
        wave: str = "",
        weighted: tuple[pd.DataFrame, pd.DataFrame] | None = None,
    ) -> "Crosstab":
        """Return a table from counts that are already there.

        Parameters
        ----------
        counts : pandas.DataFrame
            Respondents, rows by columns; the labels become ids and labels.
        ordered : bool
            Whether the rows are ranked.
        weighted : pair of pandas.DataFrame, optional
            Sums of weights and of squared weights, shaped like `counts`.

        Examples
        --------
        >>> counts = pd.DataFrame({"a": [30, 10], "b": [15, 25]}, ["yes", "no"])
        >>> Crosstab.from_counts(counts).bases["total"].item()
        80
        """
        rows, columns = _named(counts.index), _named(counts.columns)
        stub = Dimension("stub", {"en": "Stub"}, {"en": ""}, rows, ordered)
        banner = Dimension("banner", {"en": "Banner"}, {"en": ""}, columns, False)
        layers = [
            np.asarray(layer, float) for layer in (counts, *(weighted or (counts,) * 2))
        ]
        cells = np.pad(np.stack(layers), ((0, 0), (0, 0), (0, 1)))
        return cls(wave, stub, banner, rows, columns, cells, weighted is not None)

    @classmethod
    def from_proportions(
        cls,
        proportions: pd.DataFrame,
        bases: pd.Series,
        effective_bases: pd.Series | None = None,
        *,
        weighted_bases: pd.Series | None = None,
        ordered: bool = False,
        wave: str = "",
    ) -> "Crosstab":
        """Return a table from what is printed: proportions and bases.

        Parameters
        ----------
        proportions : pandas.DataFrame
            In [0, 1], rows by columns; the labels become ids and labels. They need not
            add up to 1: they are rounded, or respondents could pick several rows. A
            column called "total" is the total, else the total is that of the columns.
        bases : pandas.Series
            Respondents in each column (unweighted).
        effective_bases : pandas.Series, optional
            As printed, or the base divided by a design effect; else the bases.
        weighted_bases : pandas.Series, optional
            Sums of weights; else the bases.
        ordered : bool
            Whether the rows are ranked.

        Raises
        ------
        ItPerceptionError
            If a proportion is not in [0, 1], only part of a column is given, or a column
            has no base.

        Notes
        -----
        Missing data: a column without any proportion is one of which nobody is in the
        base.

        Examples
        --------
        >>> p = pd.DataFrame({"a": [0.37, 0.64], "b": [0.29, 0.71]}, ["yes", "no"])
        >>> table = Crosstab.from_proportions(p, pd.Series({"a": 400, "b": 150}))
        >>> float(table.proportions().loc["no", "a"]), int(table.bases["b"])
        (0.64, 150)
        """
        proportions = proportions.rename(index=str, columns=str)
        cells, margins = given_sums(proportions, bases, weighted_bases, effective_bases)
        rows = _named(proportions.index)
        columns = _named(proportions.columns.drop(TOTAL, errors="ignore"))
        stub = Dimension("stub", {"en": "Stub"}, {"en": ""}, rows, ordered)
        banner = Dimension("banner", {"en": "Banner"}, {"en": ""}, columns, False)
        weights = not (effective_bases is None and weighted_bases is None)
        return cls(wave, stub, banner, rows, columns, cells, weights, margins=margins)

    @property
    def counts(self) -> pd.DataFrame:
        """Respondents in each cell (integer; rows by banner columns)."""
        return self._frame(self.cells[0, :, :-1]).astype(int)

    @property
    def weighted_counts(self) -> pd.DataFrame:
        """Sum of weights in each cell."""
        return self._frame(self.cells[1, :, :-1])

    @property
    def bases(self) -> pd.Series:
        """Respondents in the base of the total and of each column (unweighted)."""
        return self._margin(0).astype(int)

    @property
    def weighted_bases(self) -> pd.Series:
        """Sum of weights in the total and in each column."""
        return self._margin(1)

    @property
    def effective_bases(self) -> pd.Series:
        """Effective base of the total and of each column.

        (Σw)²/Σw² (Kish 1965), whatever was answered; of respondents drawn in clusters
        :func:`itperception.counting.design_bases.effective_bases`, which depends on the
        answers.
        """
        return self._by_column(self._effective)

    @property
    def design_effects(self) -> pd.Series:
        """Base divided by effective base: 1 for equal weights and no clusters."""
        return self._by_column(_divided(self._sums(0), self._effective))

    @property
    def effective_counts(self) -> pd.DataFrame:
        """Column proportion times effective base: what unweighted tests may be given."""
        shares = _divided(self.cells[1, :, :-1], self._sums(1)[1:])
        return self._frame(np.nan_to_num(shares) * np.nan_to_num(self._effective[1:]))

    @property
    def tested_counts(self) -> pd.DataFrame:
        """What a test of counts is given: the counts, or effective counts.

        Effective if respondents are weighted or were drawn in clusters.
        """
        takes_all_alike = not self.is_weighted and self.design is None
        return self.counts.astype(float) if takes_all_alike else self.effective_counts

    def proportions(self, of: str = "column") -> pd.DataFrame:
        """Return weighted proportions in [0, 1].

        Parameters
        ----------
        of : {"column", "row", "table"}
            What sums to one. By column, the first column is the total.

        Returns
        -------
        pandas.DataFrame
            Rows by columns; NaN where the base is empty.

        Examples
        --------
        >>> image.proportions().sum().round(9).tolist()
        [1.0, 1.0, 1.0, 1.0]
        """
        counts = self.weighted_counts
        if of == "column":
            return self._totalled(_divided(self._counted(1), self._sums(1)))
        if of == "row":
            return counts.apply(ratio, args=(counts.sum(axis=1),))
        if of == "table":
            return (
                counts / counts.to_numpy().sum()
                if counts.to_numpy().any()
                else counts * np.nan
            )
        raise unknown_name("way to percentage", of, ["column", "row", "table"])

    def answers(self) -> "Crosstab":
        """Return the table without don't know, refused and no answer in its base.

        Examples
        --------
        >>> image.answers().counts.index.tolist()
        ['very_good', 'good', 'satisfactory', 'adequate', 'poor']
        """
        kept = answer_positions(self.rows)
        return self.with_rows([[k] for k in kept], [self.rows[k] for k in kept])

    def with_rows(
        self, joined: Sequence[Sequence[int]], rows: Sequence[Category], **changes
    ) -> "Crosstab":
        """Return the table with some rows joined, and others left out of its base.

        Parameters
        ----------
        joined : sequence of sequence of int
            Positions of the rows that make each new one.
        rows : sequence of Category
            What the new ones are called.
        **changes
            Other attributes that change with them.

        Examples
        --------
        >>> image.with_rows([[0, 1]], [image.rows[1]]).counts.index.tolist()
        ['good']
        """
        cells = [self.cells[:, list(own)].sum(axis=1) for own in joined]
        shape = (3, 0, self.cells.shape[2])
        changes["cells"] = np.stack(cells, axis=1) if cells else np.zeros(shape)
        if self.design is not None:
            changes["design"] = self.design.merge(*joined)
        return replace(self, rows=tuple(rows), **changes)

    def members(self, *names: str) -> list[str]:
        """Return the row ids that a net joins.

        Parameters
        ----------
        *names : str
            The id of a net of the stub, or ids of rows.

        Raises
        ------
        UnknownNameError
            For a name that is not a row.

        Examples
        --------
        >>> image.members("good_or_very_good")
        ['very_good', 'good']
        """
        nets = {net.id: net for net in self.stub.nets}
        known = [*nets, *self._row_ids]
        if not names:
            raise ItPerceptionError(
                f"name a net or answers of {self.stub.id!r}; known: {listed(known)}"
            )
        named = nets[names[0]].categories if len(names) == 1 and names[0] in nets else names
        for name in named:
            if name not in self._row_ids:
                raise unknown_name(f"net or answer of {self.stub.id!r}", name, known)
        return list(dict.fromkeys(named))

    def net(self, *names: str) -> pd.Series:
        """Return the proportion in any of some categories.

        Parameters
        ----------
        *names : str
            The id of a net of the stub, or ids of categories.

        Returns
        -------
        pandas.Series
            Proportion in [0, 1] for the total and each column.

        Examples
        --------
        >>> image.net("good_or_very_good").index.tolist()
        ['total', 'internal', 'group_owned', 'decentralised']
        """
        return self.proportions().loc[self.members(*names)].sum(skipna=False)

    def yes_no(self, *names: str) -> "Crosstab":
        """Return the table of a net against everything else, don't know included.

        Where nobody gave an answer, nobody is in it.

        Parameters
        ----------
        *names : str
            The id of a net of the stub, or ids of rows.
        """
        yes = np.isin(self._row_ids, self.members(*names))
        rows = _named(pd.Index(["yes", "no"]))
        stub = replace(self.stub, categories=rows, ordered=False, nets=())
        found = self.with_rows([np.flatnonzero(yes), np.flatnonzero(~yes)], rows, stub=stub)
        if self.cells[0][answer_positions(self.rows)].any():
            return found
        return replace(found, cells=found.cells * 0, design=None)

    @property
    def nets(self) -> tuple[Net, ...]:
        """The nets of the stub."""
        return self.stub.nets

    def to_frame(self) -> pd.DataFrame:
        """Return one line per category and column, the total first.

        Returns
        -------
        pandas.DataFrame
            Columns wave, item, stub, banner, category, base, weighted_base,
            effective_base, design_effect, count, weighted_count, proportion. `stub`
            is the label of the category in English; nets are not repeated here.

        Examples
        --------
        >>> image.to_frame()["banner"].cat.categories.tolist()
        ['total', 'internal', 'group_owned', 'decentralised']
        """
        counts = {
            "count": self._totalled(self._counted(0).astype(int)),
            "weighted_count": self._totalled(self._counted(1)),
            "proportion": self.proportions(),
        }
        frame = pd.concat({name: table.T.stack() for name, table in counts.items()}, axis=1)
        frame = frame.rename_axis(["banner", "category"]).reset_index()
        bases = {
            "base": self.bases,
            "weighted_base": self.weighted_bases,
            "effective_base": self.effective_bases,
            "design_effect": self.design_effects,
        }
        labels = {row.id: say(row.label) for row in self.rows}
        frame = frame.assign(
            wave=self.wave,
            item=self.stub.id,
            stub=frame["category"].map(labels),
            **{name: frame["banner"].map(margin) for name, margin in bases.items()},
        )
        ordered = {"banner": [TOTAL, *self._column_ids], "category": self._row_ids}
        kinds = {
            name: pd.CategoricalDtype(ids, ordered=True) for name, ids in ordered.items()
        }
        first = ["wave", "item", "stub", "banner", "category"]
        return frame[[*first, *bases, *counts]].astype(kinds)

    def explain(self) -> str:
        """Say what the shares are of, with every base, and nets or else rows.

        Examples
        --------
        >>> table = Crosstab.from_counts(pd.DataFrame({"a": [30, 10]}, ["yes", "no"]))
        >>> table.explain()[-32:]
        'a: base 40, yes 75.0%, no 25.0%.'
        """
        return explained(self)

    def __repr__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)

    @property
    def _row_ids(self) -> list[str]:
        return [row.id for row in self.rows]

    @property
    def _column_ids(self) -> list[str]:
        return [column.id for column in self.columns]

    def _frame(self, values: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame(values, _index(*self._row_ids), _index(*self._column_ids))

    @property
    def _effective(self) -> np.ndarray:
        """Return :attr:`effective_bases`, total first."""
        weighted = self._sums(1)
        if self.design is None:
            return _divided(weighted**2, self._sums(2))
        columns = [[k] for k in range(len(self.columns))]
        sets = [[*range(len(self.columns) + 1)], *columns]
        rows = ([k] for k in range(len(self.rows)))
        found = effective_bases(self.design.merge(*rows, groups=sets))
        return np.where(weighted > 0, found, np.nan)

    def _counted(self, measure: int) -> np.ndarray:
        """Return a measure of the rows, of everybody and in each column."""
        cells = self.cells[measure]
        return np.column_stack([cells.sum(axis=1), cells[:, :-1]])

    def _sums(self, measure: int) -> np.ndarray:
        """Return a measure of everybody, and of each column."""
        given = (
            self.cells[measure].sum(0) if self.margins is None else self.margins[measure]
        )
        return np.append(given.sum(), given[:-1])

    def _totalled(self, values: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame(
            values, _index(*self._row_ids), _index(TOTAL, *self._column_ids)
        )

    def _margin(self, measure: int) -> pd.Series:
        return self._by_column(self._sums(measure))

    def _by_column(self, values: np.ndarray) -> pd.Series:
        return pd.Series(values, _index(TOTAL, *self._column_ids))


def _index(*ids: str) -> pd.Index:
    """Return what rows or columns are called; to make it of texts takes longest of a frame."""
    return _known_index(ids).view()


@lru_cache(maxsize=1024)
def _known_index(ids: tuple[str, ...]) -> pd.Index:
    return pd.Index(ids) if ids else pd.Index([])


def _divided(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Divide, with NaN where there is nothing to divide by."""
    return top / np.where(bottom > 0, bottom, np.nan)


def _named(labels: pd.Index) -> tuple[Category, ...]:
    return tuple(Category.model_construct(id=str(x), label={"en": str(x)}) for x in labels)
