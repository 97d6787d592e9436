"""What a researcher holds: a wave, and tables that can test themselves.

The rooms below may not look up: counting knows nothing of tests. This module joins
them, so that ``wave.crosstab("image", by="org_type").test()`` reads as one thought. It
counts and tests nothing itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.cube import Cube
from itperception.counting.engine import count
from itperception.errors import ItPerceptionError, unknown_name
from itperception.survey.check import WEIGHT, Layout
from itperception.survey.codebook import Category, Codebook, Dimension, say
from itperception.survey.formats import Export
from itperception.survey.waves import WaveFolder, open_wave, prepare

if TYPE_CHECKING:
    from itperception.inference.comparisons import Comparisons
    from itperception.inference.paired import Gap
    from itperception.inference.profiles import Profile
    from itperception.inference.results import TestResult
    from itperception.published.bounds import PairedBounds


@dataclass(frozen=True, slots=True, eq=False)
class Table(Crosstab):
    """A :class:`~itperception.counting.crosstab.Crosstab` that can test itself."""

    def test(self, method: str = "auto", *, alpha: float = 0.05) -> "TestResult":
        """Test whether the answers differ between the columns.

        Parameters
        ----------
        method : str
            A test by name; by default the one that suits the scale, with the reason.
        alpha : float
            Level of the test, in (0, 1).

        Returns
        -------
        TestResult
            With effect size and interval; see
            :func:`itperception.inference.association.test`.
        """
        from itperception.inference.association import test

        return test(self, method=method, alpha=alpha)

    def compare(self, profile: "str | Profile" = "default", **rules) -> "Comparisons":
        """Say which columns differ in which rows, with letters.

        Parameters
        ----------
        profile : str or Profile
            The rules by name, such as "ipsos" or "spss".
        **rules
            What is to override the profile (alpha, adjust, least_base, levels, within),
            and against, groups; see :func:`itperception.inference.comparisons.compare`.
        """
        from itperception.inference.comparisons import compare

        return compare(self, profile, **rules)


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A wave that has passed its check and can be counted.

    Attributes
    ----------
    folder : WaveFolder
        Name, description and codebook.
    respondents : pathlib.Path
        The Parquet file that is counted.
    columns : tuple of str
        The columns of that file.
    synthetic : bool
        Whether nobody gave these answers.
    """

    folder: WaveFolder
    respondents: Path
    columns: tuple[str, ...]
    synthetic: bool

    @property
    def name(self) -> str:
        """The label of the wave."""
        return self.folder.name

    @property
    def codebook(self) -> Codebook:
        """What was asked, in the wording of this wave."""
        return self.folder.codebook

    @property
    def is_weighted(self) -> bool:
        """Whether the wave has weights."""
        return WEIGHT in self.columns

    def cube(
        self,
        stubs: Sequence[str],
        banners: Sequence[str] = (),
        *,
        where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True,
    ) -> Cube:
        """Count respondents in every combination of some items.

        Parameters
        ----------
        stubs, banners : sequence of str
            Item ids, banner ids, or ``set.option``. The base is who was asked the
            stubs.
        where : mapping of str to sequence of str, optional
            Only respondents with one of these answers (category ids) to these items.
        weighted : bool
            Whether to use the wave's weights, if it has any.
        """
        filters = {
            self.dimension(item).id: self._codes(item, c)
            for item, c in (where or {}).items()
        }
        return count(
            self.respondents,
            [self.dimension(name) for name in stubs],
            [self.dimension(name) for name in banners],
            weight=WEIGHT if weighted and self.is_weighted else None,
            where=filters,
        )

    def crosstab(
        self,
        item: str,
        by: str | None = None,
        *,
        where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True,
    ) -> Table:
        """Return the table of an item by a banner.

        Parameters
        ----------
        item : str
            Item id, or ``set.option`` of a multiple response.
        by : str, optional
            Banner or item whose answers become the columns; without it the table has
            the total only.
        where : mapping of str to sequence of str, optional
            Only respondents with one of these answers (category ids) to these items.
        weighted : bool
            Whether to use the wave's weights, if it has any.

        Raises
        ------
        UnknownNameError
            For an item, banner or category that does not exist; the known are listed.
        """
        cube = self.cube([item], [by] if by else [], where=where, weighted=weighted)
        return Table.from_cube(cube, wave=self.name, synthetic=self.synthetic)

    def options(self, set_id: str, by: str | None = None, **options) -> tuple[Table, ...]:
        """Return one table per option of a multiple response; see :meth:`crosstab`."""
        dimensions = self.codebook.options(set_id)
        return tuple(self.crosstab(dimension.id, by, **options) for dimension in dimensions)

    def gap(
        self,
        self_item: str | None = None,
        other_item: str | None = None,
        *,
        by: str | None = None,
        net: str | None = None,
        weighted: bool = True,
    ) -> "Gap":
        """Hold two answers of the same people together: the perception gap.

        Parameters
        ----------
        self_item, other_item : str, optional
            Two items on one scale; by default those the codebook declares.
        by : str, optional
            Banner; by default the declared one.
        net : str, optional
            The net that is compared; by default the declared one, or the first.
        weighted : bool
            Whether to use the wave's weights, if it has any.

        Returns
        -------
        Gap
            For the total and each group; see :func:`itperception.inference.paired.gap`.
        """
        from itperception.inference.paired import gap

        declared = self.codebook.gaps[0] if self.codebook.gaps else None
        if self_item is None and declared is None:
            raise ItPerceptionError(
                f"wave {self.name!r}: the codebook declares no gap; name two items on one scale"
            )
        pair = [self_item or declared.self_item, other_item or declared.other_item]
        by = by or (declared.by if declared else None)
        one, other = (self.dimension(name) for name in pair)
        if one.categories != other.categories:
            raise ItPerceptionError(f"{one.id!r} and {other.id!r} have different scales")
        nets = {net.id: net for net in one.nets}
        net = net or (declared.net if declared else next(iter(nets), None))
        if net not in nets:
            raise unknown_name(f"net of {one.id!r}", net, list(nets))
        squares = self._squares(pair, by, weighted)
        return gap(squares, one.categories, nets[net], ordered=one.ordered)

    def dimension(self, name: str) -> Dimension:
        """Return an item of the codebook that this wave asked."""
        dimension = self.codebook.dimension(name)
        if dimension.id not in self.columns:
            asked = [d.id for d in self.codebook.dimensions() if d.id in self.columns]
            raise unknown_name(f"item that wave {self.name!r} asked", name, asked)
        return dimension

    def items(self) -> pd.DataFrame:
        """Return one line per question asked: id, label, kind, and the base."""
        lines = [
            (d.id, say(d.label), "ordered" if d.ordered else "unordered",
             int(self.crosstab(d.id).bases["total"]))
            for d in self.codebook.dimensions() if d.id in self.columns
        ]  # fmt: skip
        return pd.DataFrame(lines, columns=["item", "label", "scale", "base"])

    def _codes(self, item: str, categories: Sequence[str]) -> list[int]:
        ids = [category.id for category in self.dimension(item).categories]
        for name in categories:
            if name not in ids:
                raise unknown_name(f"answer to {item!r}", name, ids)
        return [ids.index(name) for name in categories]

    def _squares(self, pair, by, weighted) -> dict[str, np.ndarray]:
        """Return n, Σw and Σw² of self by other, in total and per group."""
        cube = self.cube(pair, [by] if by else [], weighted=weighted)
        squares = {TOTAL: cube.marginal(*pair).cells}
        groups = enumerate(cube.dimensions[2].categories) if by else ()
        return squares | {c.id: cube.cells[..., k] for k, c in groups if c.kind == "answer"}

    def _repr_html_(self) -> str:
        return self.items()._repr_html_()


def across(
    waves: Sequence[Wave],
    item: str,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    weighted: bool = True,
) -> Table:
    """Return the table of an item with a column for each wave.

    Parameters
    ----------
    waves : sequence of Wave
        In order of time.
    item : str
        Item id, or ``set.option``; every wave must have asked it with the same answers.
        Whether wording and base are the same is for
        :func:`itperception.survey.comparability.comparability` to say.
    where, weighted
        As in :meth:`Wave.crosstab`.

    Raises
    ------
    ItPerceptionError
        If the answers differ between the waves.
    """
    cubes = [wave.cube([item], where=where, weighted=weighted) for wave in waves]
    stubs = [cube.dimensions[0] for cube in cubes]
    if len({tuple(c.id for c in stub.categories) for stub in stubs}) > 1:
        raise ItPerceptionError(f"{item!r} does not have the same answers in every wave")
    columns = tuple(
        Category.model_construct(id=wave.name, label={"en": wave.name}) for wave in waves
    )
    banner = Dimension(
        "wave", {"en": "Wave", "sv": "Våg", "de": "Welle"}, {"en": ""}, columns, True
    )
    cells = np.stack([cube.cells for cube in cubes], axis=2)
    cube = Cube((stubs[-1], banner), cells, any(cube.is_weighted for cube in cubes))
    synthetic = any(wave.synthetic for wave in waves)
    return Table.from_cube(cube, wave="+".join(w.name for w in waves), synthetic=synthetic)


def bounds(
    wave: str, first: str | None = None, second: str | None = None, *,
    root: Path | None = None, **options,
) -> "PairedBounds":  # fmt: skip
    """Say what two printed percentages of the same people prove about each other.

    Parameters
    ----------
    wave : str
        A wave of published figures.
    first, second : str, optional
        Ids of two figures; by default those of the gap the codebook declares.
    root : pathlib.Path, optional
        The repository's root; found from the working directory by default.
    **options
        See :func:`itperception.published.bounds.bound_figures`.

    Raises
    ------
    ItPerceptionError
        If the wave has no such figures in print.
    """
    from itperception.published.bounds import bound_figures
    from itperception.published.figures import read_figures

    folder = open_wave(wave, root)
    figures = read_figures(folder.raw / "figures.csv")
    first, second = (first, second) if first and second else _gap_figures(folder, figures)
    return bound_figures(figures, first, second, **options)


def _gap_figures(folder: WaveFolder, figures) -> tuple[str, str]:
    """Return the ids of the two figures that the codebook's gap speaks of."""
    for declared in folder.codebook.gaps:
        net = {
            n.id: set(n.categories) for n in folder.codebook.scale(declared.self_item).nets
        }
        found = [
            figure.id
            for item in (declared.self_item, declared.other_item)
            for figure in figures
            if figure.item == item and set(figure.categories) == net[declared.net]
            and figure.group == "all" and figure.base
        ]  # fmt: skip
        if len(found) == 2:
            return found[0], found[1]
    known = ", ".join(figure.id for figure in figures)
    raise ItPerceptionError(
        f"wave {folder.name!r}: no two figures in print are about the same people and the "
        f"gap of the codebook; name two of {known}"
    )


def load_wave(name: str, root: Path | None = None) -> Wave:
    """Load a wave: check its export, write its respondents, and hand it over.

    Parameters
    ----------
    name : str
        Folder below ``data/raw``. For a wave of published figures this is the
        synthetic twin, if the study has one: its respondents are made, and say so.
    root : pathlib.Path, optional
        The repository's root; found from the working directory by default.

    Raises
    ------
    UnknownNameError
        If there is no such wave.
    WaveError
        If the export disagrees with the codebook; every problem is listed.
    """
    folder = open_wave(name, root)
    if folder.description.kind == "microdata":
        respondents, synthetic = prepare(folder), folder.description.synthetic
    elif not has_twin(folder):
        raise ItPerceptionError(
            f"wave {name!r} has printed figures only, and too few to make a twin from; "
            "see itperception.bounds and notebooks/reproduction.ipynb"
        )
    else:
        folder, export = _twin(folder)
        respondents, synthetic = prepare(folder, export), True
    return Wave(folder, respondents, _columns(respondents), synthetic)


def has_twin(folder: WaveFolder) -> bool:
    """Whether synthetic respondents can be made: figures by organisation type are known."""
    from itperception.published.claims import TYPES
    from itperception.published.figures import read_figures

    if folder.description.kind != "published":
        return False
    figures = read_figures(folder.raw / "figures.csv")
    return {figure.group for figure in figures} >= set(TYPES)


def _twin(folder: WaveFolder) -> tuple[WaveFolder, Export]:
    """Make a published study's synthetic respondents, laid out like an export."""
    from itperception.published.figures import read_figures
    from itperception.published.twin import make_twin

    figures = read_figures(folder.raw / "figures.csv")
    answers = make_twin(figures, folder.description.n)
    every = [dimension.id for dimension in folder.codebook.dimensions()]
    layout = Layout(
        respondent_id="respondent",
        not_asked=[name for name in every if name not in answers],
    )
    description = folder.description.model_copy(update={"layout": layout})
    return replace(folder, description=description), Export("synthetic twin", answers)


def _columns(respondents: Path) -> tuple[str, ...]:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "DESCRIBE SELECT * FROM read_parquet(?)", [str(respondents)]
        )
        return tuple(name for name, *_ in rows.fetchall())
