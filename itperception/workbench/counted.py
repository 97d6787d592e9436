"""A wave that has passed its check and can be counted: cubes, tables, the respondents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from itperception.counting.cube import Cube
from itperception.counting.engine import count, count_book
from itperception.counting.queries import group_by, run
from itperception.errors import ItPerceptionError, times, unknown_name
from itperception.survey.codebook import Codebook
from itperception.survey.derived_items import crossing
from itperception.survey.drawn import CLUSTER, INSIDE_COLUMN, STRATUM, WEIGHT
from itperception.survey.waves import WaveFolder
from itperception.terms.asked import asked_all
from itperception.terms.dimension import NESTED, Dimension, codes_of
from itperception.terms.text import say
from itperception.workbench.sample import WaveSample
from itperception.workbench.table import Table
from itperception.workbench.twins import Twin

if TYPE_CHECKING:
    from itperception.workbench.banners import SideBySide
    from itperception.workbench.people import Respondents


@asked_all
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountedWave:
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
    twin : Twin or None
        What the answers were made from, if they are the twin of a published study.
    caution : str
        What everything it returns says first, such as that nobody gave the answers.

    Examples
    --------
    >>> print(wave)  # doctest: +ELLIPSIS
    demo-2026: 486 respondents, 13 questions; weighted, in strata; synthetic data: nobody ...
    """

    folder: WaveFolder
    respondents: Path
    columns: tuple[str, ...]
    synthetic: bool
    twin: Twin | None = None
    caution: str = ""

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

    @property
    def is_clustered(self) -> bool:
        """Whether respondents were drawn in clusters."""
        return CLUSTER in self.columns

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
            Item ids, banner ids, ``set.option``, or ``"a/b"``, which nests b in a. The base
            is who was asked the stubs.
        where, weighted
            As in :meth:`crosstab`.

        Examples
        --------
        >>> wave.cube(["image"], ["org_type"]).cells.shape
        (3, 8, 4)
        """
        return count(
            self.respondents,
            [self.dimension(name) for name in stubs],
            [self.dimension(name) for name in banners],
            weight=WEIGHT if weighted and self.is_weighted else None,
            where=codes_of(where, self.dimension),
        )

    def cubes(
        self, items: Sequence[str], banners: Sequence[str] = (), *,
        where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True,
    ) -> dict[tuple[str, str | None], Cube]:  # fmt: skip
        """Count items by each of several banners: a book in one read of the file.

        Parameters
        ----------
        items, banners, where, weighted
            As in :meth:`cube`; every item is counted by every banner but itself, and
            alone if there are no banners.

        Returns
        -------
        dict of (str, str or None) to Cube
            By the ids of item and banner, or None; :meth:`table_of` makes tables of them.

        Examples
        --------
        >>> found = wave.cubes(["image", "performance"], ["org_type", "company_size"])
        >>> len(found), found["image", "org_type"].cells.shape
        (4, (3, 8, 4))
        """
        return count_book(
            self.respondents,
            [self.dimension(name) for name in items],
            [self.dimension(name) for name in banners],
            weight=WEIGHT if weighted and self.is_weighted else None,
            where=codes_of(where, self.dimension),
        )

    def crosstab(
        self,
        item: str,
        by: str | Sequence[str] | None = None,
        *,
        where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True,
    ) -> "Table | SideBySide":
        """Return the table of an item by a banner.

        Parameters
        ----------
        item : str
            Item id, or ``set.option`` of a multiple response.
        by : str or sequence of str, optional
            Banner or item whose answers become the columns; without it the table has
            the total only. ``"a/b"`` nests b in a: a column for each combination of answers.
            A multiple response has a column for those who chose each option; people may be
            in several, which letters and tests know. Several stand side by side.
        where : mapping of str to sequence of str, optional
            Only respondents with one of these answers (category ids) to these items.
        weighted : bool
            Whether to use the wave's weights, if it has any.

        Raises
        ------
        UnknownNameError
            For an item, banner or category that does not exist; the known are listed.
        ItPerceptionError
            If rows and columns are the same question: each answer would depend on itself.

        Examples
        --------
        >>> wave.crosstab("any_marketing", by="org_type").bases.to_dict()
        {'total': 486, 'internal': 260, 'group_owned': 118, 'decentralised': 102}
        >>> wave.crosstab("image", by="org_type/any_marketing").bases.iloc[1:3].to_dict()
        {'internal_yes': 130, 'internal_no': 117}
        """
        from itperception.workbench.banners import OverlappingTable, SideBySide
        from itperception.workbench.predicting import People

        how = {"where": where, "weighted": weighted}
        if by is not None and not isinstance(by, str):
            single = [one for one in by if one not in self.codebook.sets]
            for one in single:
                refuse_the_same(self, item, one)
            cubes = {banner: cube for (_, banner), cube in
                     self.cubes([item], single, **how).items()}  # fmt: skip
            return SideBySide(tuple(
                self.crosstab(item, one, **how) if one in self.codebook.sets
                else self.table_of(cubes[self.dimension(one).id], **how) for one in by
            ))  # fmt: skip
        if by in self.codebook.sets:
            options = self.codebook.options(by)
            tables = [self.crosstab(item, option.id, **how) for option in options]
            return OverlappingTable.of(by, People((self,), where, weighted), tables)
        refuse_the_same(self, item, by)
        cube = self.cube([item], [by] if by else [], where=where, weighted=weighted)
        return self.table_of(cube, where=where, weighted=weighted)

    def table_of(
        self, cube: Cube, *, where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True,
    ) -> Table:  # fmt: skip
        """Return the table of a cube of one or two dimensions that this wave counted.

        Parameters
        ----------
        cube : Cube
            An item, or an item by a banner.
        where, weighted
            What it was counted with.

        Examples
        --------
        >>> int(wave.table_of(wave.cube(["image"])).bases["total"])
        486
        """
        stub, banner = (*cube.dimensions, None)[:2]
        sample = WaveSample(self.respondents, self.columns, stub, banner,
                            codes_of(where, self.dimension),
                            weighted and self.is_weighted, cells=cube.cells)  # fmt: skip
        table = Table.from_cube(
            cube, wave=self.name, synthetic=self.synthetic,
            design=sample.counted() if sample.is_clustered else None,
        )  # fmt: skip
        return replace(table, twin=self.twin, sample=sample if banner else None,
                       caution=self.caution, profile=self.folder.description.profile)  # fmt: skip

    def options(self, set_id: str, by: str | None = None, **options) -> tuple[Table, ...]:
        """Return one table per option of a multiple response; see :meth:`crosstab`.

        Examples
        --------
        >>> len(wave.options("practice", by="org_type"))
        13
        """
        dimensions = self.codebook.options(set_id)
        return tuple(self.crosstab(dimension.id, by, **options) for dimension in dimensions)

    def dimension(self, name: str) -> Dimension:
        """Return an item of the codebook that this wave asked, or several nested as ``"a/b"``.

        Examples
        --------
        >>> wave.dimension("org_type").label["en"]
        'Type of IT organisation'
        >>> len(wave.dimension("org_type/company_size").categories)
        13
        """
        if NESTED in name:
            return crossing([self.dimension(part) for part in name.split(NESTED)])
        number = self.codebook.number(name)
        if number and name not in (number.bins_id, *(b.id for b in self.codebook.banners)):
            raise ItPerceptionError(
                f"{name!r} is a number: ask wave.mean({name!r}) or wave.frame({name!r}); tables, "
                f"filters and models take its bins, {number.bins_id!r}"
            )
        dimension = self.codebook.dimension(name)
        if dimension.id not in self.columns:
            asked = [d.id for d in self.codebook.dimensions() if d.id in self.columns]
            raise unknown_name(f"item that wave {self.name!r} asked", name, asked)
        return dimension

    def items(self) -> pd.DataFrame:
        """Return one line per question asked: id, label, kind, and the base.

        Examples
        --------
        >>> wave.items()["item"].tolist()[:2]
        ['org_type', 'company_size']
        """
        lines = [
            (d.id, say(d.label), "ordered" if d.ordered else "unordered",
             int(self.crosstab(d.id).bases["total"]))
            for d in self.codebook.dimensions() if d.id in self.columns
        ]  # fmt: skip
        return pd.DataFrame(lines, columns=["item", "label", "scale", "base"])

    def frame(
        self, items: str | Sequence[str] | None = None, *, answers: str = "labels",
        dont_know: str = "missing", nets: bool = True, language: str = "en",
        where: Mapping[str, Sequence[str]] | None = None,
    ) -> "Respondents":  # fmt: skip
        """Return the respondents, a line each, for seaborn, pingouin and formulas.

        Parameters
        ----------
        items : str or sequence of str, optional
            Items, numbers, banners, sets or ``set.option``; by default all.
        answers : {"labels", "ids", "scores"}
            What an item's column holds: a categorical of short labels or of ids, or what the
            answer counts in a mean (float; its place on a ranked scale, 1 the first answer,
            if its codes do not say; NaN for don't know).
        dont_know : {"missing", "category"}
            Don't know and refused as missing, ranked items then being ordered
            categoricals; or as last categories of categoricals without order.
        nets : bool
            Whether to add ``<item>_<net>``, and of two unranked answers the first.
        language : {"en", "sv", "de"}
            Of the labels.
        where : mapping of str to sequence of str, optional
            As in :meth:`crosstab`.

        Returns
        -------
        Respondents
            Index ``person``, from 1 in the order of the file, never an id. Items, nets,
            numbers (float, NaN for who gave none), options (``set_option``), ``weight`` (1.0
            if there is none), ``stratum``, ``cluster`` and ``fpc`` (if there are). Nets are 1
            or 0 of all who were asked, options of all who answered, else NaN. A name that is
            a word of Python or a column of the design gets an underscore at its end. Of a
            synthetic twin only what is in print means anything.

        Raises
        ------
        UnknownNameError
            For an item, an answer or a way of telling that does not exist.
        ItPerceptionError
            If two columns would have one name.

        Examples
        --------
        >>> people = wave.frame(["image", "org_type"])
        >>> people.columns.tolist()[:3]
        ['org_type', 'image', 'image_good_or_very_good']
        >>> inside = people[people["org_type"] == "Internal"]
        >>> share = np.average(inside["image_good_or_very_good"], weights=inside["weight"])
        >>> bool(np.isclose(share, image.net("good_or_very_good")["internal"]))
        True
        """
        from itperception.workbench.frame import respondents_of
        from itperception.workbench.predicting import People

        return respondents_of(People((self,), where), items, answers=answers,
                              dont_know=dont_know, nets=nets, language=language)  # fmt: skip

    def __repr__(self) -> str:
        inside = [f"{INSIDE_COLUMN} = 1"] if INSIDE_COLUMN in self.columns else []
        people = run(group_by([], ["count(*) AS n"], inside), [str(self.respondents)])
        asked = {
            d.id.split(".")[0] for d in self.codebook.dimensions() if d.id in self.columns
        }
        told = {WEIGHT: "weighted", STRATUM: "in strata", CLUSTER: "in clusters"}
        known = [words for column, words in told.items() if column in self.columns]
        counted = f"{times(people['n'][0], 'respondent')}, {times(len(asked), 'question')}"
        return f"{self.name}: {'; '.join(filter(None, [counted, ', '.join(known), self.caution]))}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.items()._repr_html_()}"


def refuse_the_same(wave: CountedWave, *names: str | None) -> None:
    """Refuse to hold a question against itself."""
    asked = [wave.dimension(name) for name in names if name]
    ids = [part.id for one in asked for part in one.parts]
    if len({*ids}) < len(ids):
        told = " by ".join(repr(name) for name in names if name)
        raise ItPerceptionError(
            f"{told}: two of them are the same question, which depends on itself whatever was "
            "answered; name another question, or leave out 'by'"
        )
