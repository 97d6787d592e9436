"""A wave that has passed its check and can be counted: tables, the gap, sets of options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.counting.cube import Cube, answered
from itperception.counting.display import MADE_UP
from itperception.counting.engine import count
from itperception.counting.queries import run
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.intervals import LEVEL
from itperception.inference.results import AS_PEOPLE, join_notes
from itperception.survey.check import CLUSTER, STRATUM, WEIGHT
from itperception.survey.codebook import (
    Codebook,
    Dimension,
    Net,
    answer_positions,
    say,
)
from itperception.survey.waves import WaveFolder
from itperception.workbench.clusters import tells_clusters
from itperception.workbench.pair_sample import PairSample
from itperception.workbench.predicting import People
from itperception.workbench.sample import WaveSample
from itperception.workbench.table import Table
from itperception.workbench.twins import SYNTHETIC, Twin, tells_synthetic

if TYPE_CHECKING:
    from itperception.inference.design.multiple_response import MultipleResponse
    from itperception.inference.gap.paired import Gap
    from itperception.inference.models.adjusted_gap import GapModel
    from itperception.inference.models.drivers import Drivers
    from itperception.inference.models.model_result import Model
    from itperception.inference.tables.stratified_result import Stratified
    from itperception.survey.codebook import Gap as DeclaredGap
    from itperception.workbench.people import Respondents


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
    twin : Twin or None
        What the answers were made from, if they are the twin of a published study.

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
            Item ids, banner ids, or ``set.option``. The base is who was asked the
            stubs.
        where : mapping of str to sequence of str, optional
            Only respondents with one of these answers (category ids) to these items.
        weighted : bool
            Whether to use the wave's weights, if it has any.

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
            where=self.codes_of(where),
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
        ItPerceptionError
            If rows and columns are the same question: each answer would depend on itself.

        Examples
        --------
        >>> wave.crosstab("any_marketing", by="org_type").bases.to_dict()
        {'total': 486, 'internal': 260, 'group_owned': 118, 'decentralised': 102}
        """
        if by:
            _refuse_the_same([item, by], [self.dimension(name).id for name in (item, by)])
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
                            self.codes_of(where), weighted and self.is_weighted)  # fmt: skip
        table = Table.from_cube(
            cube, wave=self.name, synthetic=self.synthetic,
            design=sample.counted() if sample.is_clustered else None,
        )  # fmt: skip
        return replace(table, twin=self.twin, sample=sample if banner else None,
                       profile=self.folder.description.profile)  # fmt: skip

    @tells_synthetic
    @tells_clusters(AS_PEOPLE)
    def strata(
        self, item: str, by: str, within: str, *, kind: str | None = None,
        where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True,
    ) -> "Stratified":  # fmt: skip
        """Test an item by a banner within the answers to a third.

        Parameters
        ----------
        item, by, within : str
            Rows, columns, and what they are compared within.
        kind : {"general", "mean_scores", "correlation"}, optional
            Mean scores for ranked answers, else any association.
        where, weighted
            As in :meth:`crosstab`.

        Returns
        -------
        Stratified
            Cochran–Mantel–Haenszel; see :func:`itperception.inference.tables.stratified.cmh`.
            Of who was asked all three and answered on their scales. Weighted: weighted
            shares times the effective base (Σw)²/Σw² of each stratum (Kish 1965). The
            effect, for two groups and ranked answers only, is
            :func:`~itperception.inference.tables.stratified.stratified_superiority`. Its
            ``homogeneous`` tests whether two groups differ alike in all strata, of two
            answers; of others ask :meth:`model` with ``on=["by*within"]``.

        Examples
        --------
        >>> wave.strata("image", "org_type", within="company_size").method
        'Cochran-Mantel-Haenszel test of mean scores'
        """
        from itperception.inference.gap.paired import EFFECTIVE
        from itperception.inference.solving import divide
        from itperception.inference.tables.strata import keep_informative
        from itperception.inference.tables.stratified import cmh
        from itperception.inference.tables.stratified_result import Stratified

        names = [item, by, within]
        _refuse_the_same(names, [self.dimension(name).id for name in names])
        cube = self.cube([item, by, within], where=where, weighted=weighted)
        kept = [answer_positions(d.categories) for d in cube.dimensions]
        cells = np.moveaxis(cube.cells[:, *np.ix_(*kept)], 3, 1)
        _, totals, squares = cells.sum((2, 3))
        counts = cells[1] * divide(totals, squares)[:, np.newaxis, np.newaxis]
        kind = kind or ("mean_scores" if cube.dimensions[0].ordered else "general")
        found, people = cmh(counts, kind=kind), keep_informative(cells[0]).base
        found = Stratified.told_of(found, counts)
        if not cube.is_weighted:
            return found
        same = found.homogeneous
        same = replace(same, note=join_notes(EFFECTIVE, same.note))
        return replace(found, base=people, effective_base=found.base, homogeneous=same,
                       note=join_notes(EFFECTIVE, found.note))  # fmt: skip

    def options(self, set_id: str, by: str | None = None, **options) -> tuple[Table, ...]:
        """Return one table per option of a multiple response; see :meth:`crosstab`.

        Examples
        --------
        >>> len(wave.options("practice", by="org_type"))
        13
        """
        dimensions = self.codebook.options(set_id)
        return tuple(self.crosstab(dimension.id, by, **options) for dimension in dimensions)

    @tells_synthetic
    @tells_clusters(AS_PEOPLE)
    def multiple_response(
        self, set_id: str, by: str, *, where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True, **options,
    ) -> "MultipleResponse":  # fmt: skip
        """Test whether the options that people choose depend on the group.

        Parameters
        ----------
        set_id : str
            A multiple response of the codebook.
        by : str
            Banner or item whose answers are the groups.
        where, weighted
            As in :meth:`crosstab`.
        **options
            ``draws``, ``seed``, ``level``; see
            :func:`itperception.inference.design.multiple_response.multiple_response`.

        Returns
        -------
        MultipleResponse
            Each option, and the set as a whole.

        Examples
        --------
        >>> wave.multiple_response("practice", by="org_type").permutation.method
        'Sum of X² over options by permutation'
        """
        from itperception.counting.design_engine import count_patterns
        from itperception.inference.design.multiple_response import multiple_response

        chosen, banner = self.codebook.options(set_id), self.dimension(by)
        patterns, counts, weights = count_patterns(
            self.respondents, chosen, banner, where=self.codes_of(where),
            weight=WEIGHT if weighted and self.is_weighted else None,
        )  # fmt: skip
        groups = answer_positions(banner.categories)
        return multiple_response(
            patterns, counts[:, groups], weights=weights if self.is_weighted else None,
            options=[option.id for option in chosen],
            groups=[banner.categories[k].id for k in groups], **options,
        )  # fmt: skip

    @tells_synthetic
    @tells_clusters(AS_PEOPLE)
    def reliability(self, set_id: str, *, level: float = 0.95) -> pd.DataFrame:
        """Say how far the options of a set, added up, measure one thing.

        Parameters
        ----------
        set_id : str
            A multiple response of the codebook, such as the practices.
        level : float
            Confidence level, in (0, 1).

        Returns
        -------
        pandas.DataFrame
            Cronbach's alpha and ordinal omega, one line each; unweighted, of those who
            answered the set.

        Examples
        --------
        >>> wave.reliability("practice")["effect_name"].tolist()
        ["Cronbach's alpha", 'ordinal omega']
        """
        from itperception.counting.design_engine import count_patterns
        from itperception.inference.models.omega import omega_from_pairs
        from itperception.inference.models.reliability import alpha_from_pairs

        chosen = self.codebook.options(set_id)
        patterns, counts, _ = count_patterns(self.respondents, chosen, None)
        people = counts.sum(1)
        pairs = (patterns.T * people) @ patterns
        found = [of(pairs, people.sum(), level=level)
                 for of in (alpha_from_pairs, omega_from_pairs)]  # fmt: skip
        return pd.concat([effect.to_frame() for effect in found], ignore_index=True)

    @tells_synthetic
    @tells_clusters(AS_PEOPLE)
    def informative_weights(self) -> pd.DataFrame:
        """Test of each item whether the weights go with its answers.

        Returns
        -------
        pandas.DataFrame
            One line per item that does not describe respondents: item, statistic, df,
            df_within, p_value, effect (see
            :func:`itperception.inference.design.informative.informative_weights`) and
            p_adjusted (Holm, over the items).

        Raises
        ------
        ItPerceptionError
            If the wave has no weights.

        Examples
        --------
        >>> wave.informative_weights()["item"].tolist()[:2]
        ['performance', 'image']
        """
        from itperception.inference.comparisons.multiplicity import adjusted
        from itperception.inference.design.informative import (
            Informative,
            informative_weights,
        )

        if not self.is_weighted:
            raise ItPerceptionError(f"wave {self.name!r} has no weights")
        items = [i.id for i in self.codebook.items
                 if i.id in self.columns and not i.profile]  # fmt: skip
        lines = [informative_weights(*self.cube([item]).cells)._asdict() for item in items]
        found = pd.DataFrame(lines, columns=Informative._fields).assign(p_adjusted=np.nan)
        known = found["p_value"].notna()
        found.loc[known, "p_adjusted"] = adjusted(found.loc[known, "p_value"], "holm")
        found.insert(0, "item", items)
        return found

    @tells_synthetic
    def claims(self) -> pd.DataFrame:
        """Test the claims that ``wave.yaml`` declares, each family adjusted together.

        See :func:`itperception.workbench.claims.test_claims`.

        Examples
        --------
        >>> wave.claims()["claim"].tolist()[:2]
        ['gap_in_every_type', 'group_owned_lowest']
        """
        from itperception.workbench.claims import test_claims

        return test_claims(self)

    @tells_synthetic
    def gap(
        self,
        self_item: str | None = None,
        other_item: str | None = None,
        *,
        by: str | None = None,
        on: Sequence[str] | None = None,
        net: str | None = None,
        weighted: bool = True,
        **how,
    ) -> "Gap | GapModel":
        """Hold two answers of the same people together: the perception gap.

        Parameters
        ----------
        self_item, other_item : str, optional
            Two items on one scale; by default those the codebook declares.
        by : str, optional
            Banner; by default the declared one.
        on : sequence of str, optional
            Predictors, as in :meth:`model`: the gap at each level of each, everything else
            as people have it, and whether it is the same at all of them.
        net : str, optional
            The net that is compared; by default the declared one, or the first.
        weighted : bool
            Whether to use the wave's weights, if it has any.
        **how
            With `on`: ``where``, ``variance``, ``adjust``, ``level``, as in :meth:`model`.

        Returns
        -------
        Gap or GapModel
            For the total and each group; see :func:`itperception.inference.gap.paired.gap`.
            With `on` see :class:`itperception.inference.models.adjusted_gap.GapModel`; with
            one predictor its gaps are those of the groups. Of a synthetic twin, the note has
            what print allows.

        Examples
        --------
        >>> gap = wave.gap("performance", "image", by="org_type").to_frame()
        >>> gap["banner"].tolist()
        ['total', 'internal', 'group_owned', 'decentralised']
        >>> found = wave.gap("performance", "image", on=["org_type", "any_marketing"])
        >>> found.gaps["gap"].round(2).tolist()
        [0.21, 0.31, 0.16, 0.16, 0.3]
        """
        from itperception.inference.gap.paired import gap

        pair, net, declared = self.gap_of(self_item, other_item, net)
        if on is not None:
            if by is not None:
                raise ItPerceptionError("found by= and on=; name all predictors in on=")
            from itperception.workbench.models import fit_gap

            where = how.pop("where", None)
            return fit_gap(People((self,), where, weighted), pair, on, net.id, **how)
        if how:
            raise ItPerceptionError(
                f"found {', '.join(how)} without predictors; name them in on="
            )
        by = by or (declared.by if declared else None)
        if by:
            _refuse_the_same([*pair, by], [self.dimension(d).id for d in (*pair, by)])
        one = self.dimension(pair[0])
        squares = self._squares(pair, by, weighted)
        sample = self.pair_sample(pair, net, by, weighted=weighted)
        found = gap(squares, one.categories, net, ordered=one.ordered,
                    **sample.known())  # fmt: skip
        if self.twin is None:
            return found
        told = self.twin.gap_range(pair, net.categories)
        return replace(found, note=join_notes(told, found.note))

    def gap_of(
        self, self_item: str | None, other_item: str | None, net: str | None
    ) -> "tuple[list[str], Net, DeclaredGap | None]":
        """Return the two items and the net of a gap, declared ones where none are named.

        Examples
        --------
        >>> pair, net, declared = wave.gap_of(None, None, None)
        >>> pair, net.id
        (['performance', 'image'], 'good_or_very_good')
        """
        declared = self.codebook.gaps[0] if self.codebook.gaps else None
        if self_item is None and declared is None:
            raise ItPerceptionError(
                f"wave {self.name!r}: the codebook declares no gap; name two items on one scale"
            )
        pair = [self_item or declared.self_item, other_item or declared.other_item]
        one, other = (self.dimension(name) for name in pair)
        if one.categories != other.categories:
            raise ItPerceptionError(f"{one.id!r} and {other.id!r} have different scales")
        _refuse_the_same(pair, [one.id, other.id])
        nets = {net.id: net for net in one.nets}
        name = net or (declared.net if declared else next(iter(nets), None))
        if name not in nets:
            raise unknown_name(f"net of {one.id!r}", name, list(nets))
        return pair, nets[name], declared

    def model(
        self, item: str, on: Sequence[str], *, net: str | None = None,
        where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True,
        variance: str = "leave_one_out", adjust: str = "auto", level: float = LEVEL,
    ) -> "Model":  # fmt: skip
        """Ask what goes with an answer, several things at once.

        Parameters
        ----------
        item : str
            Ranked answers: cumulative logit. A yes/no question, an option, or the `net` of
            any item: logit. Other unranked answers: multinomial logit.
        on : sequence of str
            Predictors: items, banners, ``set.option``, a whole set (all its options), and
            ``a*b`` for two and their interaction. Levels are held against the first; options
            against not chosen.
        net : str, optional
            A net, or an answer, against everything else.
        where, weighted
            As in :meth:`crosstab`.
        variance : {"leave_one_out", "taylor"}
            Nearly the jackknife's, or that of R's ``svyglm``.
        adjust : str
            Of contrasts: "auto" is closed testing of three levels, Holm of more.
        level : float
            Confidence level, in (0, 1).

        Returns
        -------
        Model
            Terms, adjusted shares, contrasts in shares, coefficients, proportionality; see
            :class:`itperception.inference.models.model_result.Model`. With one predictor the
            adjusted shares are those of the table.

        Raises
        ------
        UnknownNameError
            For an item, net, answer, variance or adjustment that does not exist.
        ItPerceptionError
            If the item is a predictor of itself.

        Examples
        --------
        >>> found = wave.model("image", ["org_type", "any_marketing"], net="good_or_very_good")
        >>> found.adjusted[["level", "share", "adjusted"]].tail(2).round(3).values.tolist()
        [['yes', 0.36, 0.384], ['no', 0.225, 0.206]]
        """
        from itperception.workbench.models import fit_model

        people = People((self,), where, weighted)
        return fit_model(people, item, on, net=net, variance=variance, adjust=adjust,
                         level=level)  # fmt: skip

    def drivers(
        self, item: str, among: str | Sequence[str], *, on: Sequence[str] = (),
        gap: str | None = None, net: str | None = None,
        where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True, **how,
    ) -> "Drivers":  # fmt: skip
        """Ask which of several things go with an answer: each alone, and all at once.

        Parameters
        ----------
        item, on, net, where, weighted
            As in :meth:`model`.
        among : str or sequence of str
            A whole set, such as ``practice``, or yes/no items and options.
        gap : str, optional
            Another item on the same scale: what goes with a wider or narrower gap
            ``item − gap``.
        **how
            ``variance``, ``adjust``, ``level``, as in :meth:`model`.

        Returns
        -------
        Drivers
            In shares; see :class:`itperception.inference.models.drivers.Drivers`.

        Examples
        --------
        >>> found = wave.drivers("image", ["any_marketing", "price_policy"], on=["org_type"])
        >>> found.lines[["option", "alone"]].round(2).values.tolist()
        [['any_marketing', 0.18], ['price_policy', 0.06]]
        """
        from itperception.workbench.models import fit_drivers

        if gap is not None:
            net = self.gap_of(item, gap, net)[1].id
        people = People((self,), where, weighted)
        return fit_drivers(people, item, among, on, gap=gap, net=net, **how)

    def pair_sample(
        self, pair: Sequence[str], net: Net, by: str | None, *, weighted: bool = True
    ) -> PairSample:
        """Return how the respondents behind a gap were drawn.

        Parameters
        ----------
        pair : sequence of str
            Two items on one scale.
        net : Net
            The answers that are compared.
        by : str or None
            Item whose answers are the groups.
        weighted : bool
            Whether to use the wave's weights, if it has any.

        Examples
        --------
        >>> net = wave.dimension("image").nets[0]
        >>> wave.pair_sample(["performance", "image"], net, None).is_weighted
        True
        """
        one, other = (self.dimension(name) for name in pair)
        banner = self.dimension(by) if by else None
        return PairSample(self.respondents, self.columns, (one, other), banner,
                          net.categories, weighted and self.is_weighted)  # fmt: skip

    def dimension(self, name: str) -> Dimension:
        """Return an item of the codebook that this wave asked.

        Examples
        --------
        >>> wave.dimension("org_type").label["en"]
        'Type of IT organisation'
        """
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
            Items, banners, sets or ``set.option``; by default all.
        answers : {"labels", "ids", "scores"}
            What an item's column holds: a categorical of short labels or of ids, or the
            place on a ranked scale (float, 1 the first answer, NaN for don't know).
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
            options (``set_option``), ``weight`` (1.0 if there is none), ``stratum``,
            ``cluster`` and ``fpc`` (if there are). Nets are 1 or 0 of all who were asked,
            options of all who answered, else NaN. A name that is a word of Python or a
            column of the design gets an underscore at its end. Of a synthetic twin only
            what is in print means anything.

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

        return respondents_of(self, items, answers=answers, dont_know=dont_know, nets=nets,
                              language=language, where=where)  # fmt: skip

    def codes_of(
        self, where: Mapping[str, Sequence[str]] | None
    ) -> dict[str, list[int]]:  # fmt: skip
        """Return the codes of a filter's answers (category ids), by column.

        Examples
        --------
        >>> wave.codes_of({"any_marketing": ["yes", "no"]})
        {'any_marketing': [0, 1]}
        """
        return {
            self.dimension(item).id: self._codes(item, categories)
            for item, categories in (where or {}).items()
        }

    def _codes(self, item: str, categories: Sequence[str]) -> list[int]:
        ids = [category.id for category in self.dimension(item).categories]
        for name in categories:
            if name not in ids:
                raise unknown_name(f"answer to {item!r}", name, ids)
        return [ids.index(name) for name in categories]

    def _squares(self, pair, by, weighted) -> dict[str, np.ndarray]:
        """Return n, Σw and Σw² of self by other, in total and per group."""
        cube = self.cube(pair, [by] if by else [], weighted=weighted)
        if not all(answered(cube, axis) for axis in (0, 1)):
            cube = replace(
                cube, cells=cube.cells * 0
            )  # a share of those who did not answer
        squares = {TOTAL: cube.marginal(*pair).cells}
        groups = enumerate(cube.dimensions[2].categories) if by else ()
        return squares | {c.id: cube.cells[..., k] for k, c in groups if c.kind == "answer"}

    def __repr__(self) -> str:
        people = run("SELECT count(*) AS n FROM read_parquet(?)", [str(self.respondents)])
        asked = {name.split(".")[0] for name in self.columns if not name.startswith("_")}
        told = {WEIGHT: "weighted", STRATUM: "in strata", CLUSTER: "in clusters"}
        known = [words for column, words in told.items() if column in self.columns]
        mark = SYNTHETIC if self.twin else MADE_UP if self.synthetic else ""
        counted = f"{people['n'][0]:,} respondents, {len(asked)} questions"
        return f"{self.name}: {'; '.join(filter(None, [counted, ', '.join(known), mark]))}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.items()._repr_html_()}"


def _refuse_the_same(names: Sequence[str], ids: Sequence[str]) -> None:
    """Refuse to hold a question against itself."""
    if len({*ids}) < len(ids):
        raise ItPerceptionError(
            f"{' by '.join(map(repr, names))}: two of them are the same question, which "
            "depends on itself whatever was answered; name another question, or leave out 'by'"
        )
