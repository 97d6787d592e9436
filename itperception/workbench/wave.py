"""What a wave is asked beyond its tables: tests, sets of options, the gap, models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.counting.cube import answered
from itperception.counting.given import TOTAL
from itperception.errors import ItPerceptionError, listed
from itperception.inference.intervals import LEVEL
from itperception.inference.quantiles import QUARTILES
from itperception.inference.results import AS_PEOPLE, join_notes
from itperception.lines import Lines
from itperception.survey.drawn import WEIGHT
from itperception.terms.asked import asked_all
from itperception.terms.category import Net, answer_positions
from itperception.terms.dimension import codes_of, net_named
from itperception.workbench.clusters import tells_clusters
from itperception.workbench.counted import CountedWave, refuse_the_same
from itperception.workbench.pair_sample import PairSample
from itperception.workbench.predicting import People
from itperception.workbench.twins import tells_synthetic

if TYPE_CHECKING:
    from itperception.inference.comparisons.profiles import Profile
    from itperception.inference.design.multiple_response import MultipleResponseResult
    from itperception.inference.gap.paired import Gap
    from itperception.inference.means import Means
    from itperception.inference.models.adjusted_gap import GapModel
    from itperception.inference.models.drivers import Drivers
    from itperception.inference.models.model_result import Model
    from itperception.inference.tables.stratified_result import Stratified
    from itperception.survey.tabulated import DeclaredGap


@asked_all
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Wave(CountedWave):
    """A wave that has passed its check: it can be counted, tested and modelled.

    Attributes are those of :class:`~itperception.workbench.counted.CountedWave`.

    Examples
    --------
    >>> print(wave)  # doctest: +ELLIPSIS
    demo-2026: 486 respondents, 13 questions; weighted, in strata; synthetic data: nobody ...
    """

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

        refuse_the_same(self, item, by, within)
        cube = self.cube([item, by, within], where=where, weighted=weighted)
        kept = [answer_positions(d.categories) for d in cube.dimensions]
        cells = np.moveaxis(cube.cells[:, *np.ix_(*kept)], 3, 1)
        _, totals, squares = cells.sum((2, 3))
        counts = cells[1] * divide(totals, squares)[:, np.newaxis, np.newaxis]
        kind = kind or ("mean_scores" if cube.dimensions[0].ordered else "general")
        found, people = cmh(counts, kind=kind), keep_informative(cells[0]).base
        how = f"wave.model({item!r}, [{f'{by}*{within}'!r}])"
        found = Stratified.told_of(found, counts, how)
        if not cube.is_weighted:
            return found
        same = found.homogeneous
        same = replace(same, note=join_notes(EFFECTIVE, same.note))
        return replace(found, base=people, effective_base=found.base, homogeneous=same,
                       note=join_notes(EFFECTIVE, found.note))  # fmt: skip

    @tells_synthetic
    @tells_clusters(AS_PEOPLE)
    def multiple_response(
        self, set_id: str, by: str, *, where: Mapping[str, Sequence[str]] | None = None,
        weighted: bool = True, **options,
    ) -> "MultipleResponseResult":  # fmt: skip
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
        MultipleResponseResult
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
            self.respondents, chosen, banner, where=codes_of(where, self.dimension),
            weight=WEIGHT if weighted and self.is_weighted else None,
        )  # fmt: skip
        if {part.id for part in banner.parts} & {option.id for option in chosen}:
            raise ItPerceptionError(
                f"{by!r} is an option of {set_id!r}, which depends on itself; name another banner"
            )
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
        return Lines.of(found)

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
            p_adjusted (Holm, over the items); how, in words.

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
        how = [
            f"{line.item}: F({line.df:.0f}, {line.df_within:.0f}) = {line.statistic:.4g} of the "
            f"weights by the answers, p = {line.p_value:.3g}, adjusted (holm, {known.sum()} "
            f"items) {line.p_adjusted:.3g}; weights move a share by {line.effect:+.3g} at most"
            for line in found.itertuples()
        ]
        return Lines(found.assign(how=how))

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
            Banner; by default that of the gap that the codebook declares between these items.
        on : sequence of str, optional
            Predictors, as in :meth:`model`: the gap at each level of each, everything else
            as people have it, and whether it is the same at all of them.
        net : str, optional
            The net, or answer, that is compared; by default that of the gap that the codebook
            declares between these items, or the only one there is.
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
        refuse_the_same(self, *pair, by)
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
        declared = self.codebook.gaps
        if (self_item is None) != (other_item is None):
            raise ItPerceptionError(
                f"a gap is between two items, found only {self_item or other_item!r}; name both, "
                "or none for the gap that the codebook declares"
            )
        if self_item is None and not declared:
            raise ItPerceptionError(
                f"wave {self.name!r}: the codebook declares no gap; name two items on one scale"
            )
        pair = [self_item or declared[0].self_item, other_item or declared[0].other_item]
        one, other = (self.dimension(name) for name in pair)
        if one.categories != other.categories:
            raise ItPerceptionError(f"{one.id!r} and {other.id!r} have different scales")
        refuse_the_same(self, *pair)
        own = next((gap for gap in declared
                    if {gap.self_item, gap.other_item} == {one.id, other.id}), None)  # fmt: skip
        only = [own.net] if own else [net.id for net in one.nets]
        if net is None and len(only) != 1:
            known = listed([net.id for net in one.nets] or [c.id for c in one.categories])
            raise ItPerceptionError(
                f"the codebook declares no gap between {pair[0]!r} and {pair[1]!r}, so say which "
                f"answers are compared: net=…, one of {known}"
            )
        return pair, net_named(one, net or only[0]), own

    def mean(
        self, item: str, by: str | None = None, *,
        where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True,
        quantiles: Sequence[float] = QUARTILES, level: float = LEVEL,
        profile: "str | Profile | None" = None,
    ) -> "Means":  # fmt: skip
        """Return the mean of a number, in all and in each column, and which columns differ.

        Parameters
        ----------
        item : str
            A numeric item; or a ranked one, whose answers count what its scale says
            (:class:`itperception.survey.questions.Scale`), which the result repeats.
        by : str, optional
            Banner or item whose answers become the columns.
        where, weighted
            As in :meth:`crosstab`.
        quantiles : sequence of float
            In (0, 1); 0.5 is the median.
        level : float
            Of the intervals of means, in (0, 1).
        profile : str or Profile, optional
            Whose levels and adjustment the letters follow; by default those of the wave.

        Returns
        -------
        Means
            Base, mean, SD, standard error, interval, quantiles; test and letters. Who gave
            no number is left out, which the note says. See
            :class:`itperception.inference.means.Means` for equations and quantiles.

        Raises
        ------
        ItPerceptionError
            If nobody can say what the answers count.

        Examples
        --------
        >>> found = wave.mean("image", by="org_type")
        >>> found.of, found.lines["mean"].round(2).tolist(), found.letters["group_owned"]
        ('Image with customers, 1 = Very good … 5 = Poor', [3.0, 3.01, 3.54, 2.53], 'AC')
        """
        from itperception.workbench.numbers import mean_of

        how = {} if profile is None else {"profile": profile}
        return mean_of(self, item, by, where=where, weighted=weighted, quantiles=quantiles,
                       level=level, **how)  # fmt: skip

    def nps(
        self, item: str, by: str | None = None, *,
        where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True,
        level: float = LEVEL,
    ) -> "Means":  # fmt: skip
        """Return the Net Promoter Score of a recommendation from 0 to 10.

        Parameters
        ----------
        item : str
            A numeric item with ``nps: true``.
        by, where, weighted, level
            As in :meth:`mean`.

        Returns
        -------
        Means
            Of 100 for 9 and 10, −100 for 0 to 6, else 0: promoters minus detractors, in
            points. Its variance is that of the difference of two shares of one sample,
            p + d − (p − d)², over n − 1. The shares are in ``crosstab("<item>_bins")``.

        Examples
        --------
        >>> wave.nps("image")
        Traceback (most recent call last):
        itperception.errors.ItPerceptionError: 'image' has no Net Promoter Score; it is of a \
number with 'nps: true'
        """
        from itperception.workbench.numbers import mean_of

        return mean_of(self, item, by, is_nps=True, where=where, weighted=weighted,
                       level=level)  # fmt: skip

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
        self, pair: Sequence[str], inside: Net, by: str | None, *, weighted: bool = True
    ) -> PairSample:
        """Return how the respondents behind a gap were drawn.

        Parameters
        ----------
        pair : sequence of str
            Two items on one scale.
        inside : Net
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
                          inside.categories, weighted and self.is_weighted)  # fmt: skip

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
