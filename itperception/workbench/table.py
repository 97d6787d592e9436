"""A crosstab that can test itself, in every way there is.

Each method hands the table to the module that knows how, which is loaded when first used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.counting.display import as_html, as_text, explained
from itperception.errors import ItPerceptionError
from itperception.inference.results import BY_BASES, BY_PEOPLE, mark
from itperception.terms.asked import asked_all
from itperception.terms.profile_names import DEFAULT
from itperception.workbench.clusters import tells_clusters
from itperception.workbench.pair_sample import PairSample
from itperception.workbench.sample import StackedSample, WaveSample
from itperception.workbench.twins import Twin, tells_synthetic

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.comparisons.profiles import Profile
    from itperception.inference.missing.dont_knows import DontKnow
    from itperception.inference.models.models import ProportionalOdds
    from itperception.inference.planning.plans import Power
    from itperception.inference.results import TestResult
    from itperception.inference.robustness.robustness import Robustness
    from itperception.inference.sameness.sameness import Equivalence
    from itperception.published.bounds.ranges import Bounds


@asked_all
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Table(Crosstab):
    """A :class:`~itperception.counting.crosstab.Crosstab` that can test itself.

    Attributes
    ----------
    sample : WaveSample, StackedSample, PairSample or None
        How its respondents were drawn; ``None`` for a table without a banner, or one that
        does not come from a wave.
    twin : Twin or None
        What its respondents were made from, if they are synthetic.
    caution : str
        What is to be kept in mind of everything the table returns, such as that nobody gave
        the answers.
    profile : str
        The rules by which its columns are compared: those that the wave declares.

    Examples
    --------
    >>> print(wave.crosstab("any_marketing"))
    Any IT marketing, % Total
    Yes                    53
    No                     42
    Don't know              4
    No answer               1
    base                  486
    effective base        372
    demo-2026; weighted
    synthetic data: nobody gave these answers
    """

    sample: WaveSample | StackedSample | PairSample | None = None
    twin: Twin | None = None
    caution: str = ""
    profile: str = DEFAULT

    def test(self, method: str = "auto", *, alpha: float = 0.05, **options) -> "TestResult":
        """Test whether the answers differ between the columns.

        Parameters
        ----------
        method : str
            A test by name; by default the one that suits the scale, the weights and the
            design, with the reason.
        alpha : float
            Level of the test, in (0, 1).
        **options
            Handed to the test: ``draws``, ``seed``, scores and so on.

        Returns
        -------
        TestResult
            With effect size and interval; see
            :func:`itperception.inference.association.test`. Of a synthetic twin,
            `p_low` and `p_high` are the range over every table that fits print.

        Examples
        --------
        >>> image.test().method
        'Kruskal-Wallis of the weighted table by permutation'
        """
        from itperception.inference.association import test

        found = test(self, method=method, alpha=alpha, sample=self.sample, **options)
        if self.twin is not None:
            found = self.twin.tell(found, self._in_print(method))
        return mark(found, self.caution)

    @tells_synthetic
    def trend(self, *, alpha: float = 0.05, **options) -> "TestResult":
        """Test whether the answers rise or fall with columns that are ranked.

        Parameters
        ----------
        alpha, **options
            As in :meth:`test`.

        Returns
        -------
        TestResult
            See :func:`itperception.inference.association.trend`; ``State.NOT_RANKED`` if
            there is no order to rise with.

        Examples
        --------
        >>> str(image.trend().state)  # types are not ranked
        'not_ranked'
        """
        from itperception.inference.association import trend

        return trend(self, alpha=alpha, sample=self.sample, **options)

    @tells_synthetic
    def tests(self, *, alpha: float = 0.05) -> pd.DataFrame:
        """Return every test that this table allows, the chosen one first.

        Examples
        --------
        >>> image.tests()["name"].tolist()[:2]
        ['weighted_rank_permutation', 'pearson']
        """
        from itperception.inference.association import every_test

        return every_test(self, alpha=alpha, sample=self.sample)

    @tells_synthetic
    def compare(self, profile: "str | Profile | None" = None, **rules) -> "Comparisons":
        """Say which columns differ in which rows, with letters.

        Parameters
        ----------
        profile : str or Profile, optional
            The rules by name, such as "survey_reporter" or "spss_custom_tables"; by
            default those of the wave.
        **rules
            What is to override the profile (alpha, adjust, least_base, levels, within),
            and against, groups; see :func:`itperception.inference.comparisons.comparisons.compare`.

        Examples
        --------
        >>> image.compare().letters.loc["good_or_very_good"].tolist()
        ['B', '', 'AB']
        """
        from itperception.inference.comparisons.comparisons import compare

        return compare(self, self.profile if profile is None else profile, **rules)

    @tells_synthetic
    @tells_clusters(BY_PEOPLE)
    def reconcile(
        self,
        one: "str | Profile" = "survey_reporter",
        other: "str | Profile" = "spss_custom_tables",
    ) -> pd.DataFrame:
        """Say where two rule profiles print different letters, and why.

        See :func:`itperception.inference.comparisons.reconcile.reconcile`.

        Examples
        --------
        >>> image.reconcile()[["verdict", "verdict_other"]].values.tolist()
        [['first higher', 'none']]
        """
        from itperception.inference.comparisons.reconcile import reconcile

        return reconcile(self, one, other)

    @tells_synthetic
    def effects(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return every effect size of the table, with its interval.

        See :func:`itperception.inference.sizes.effects.effects`.

        Examples
        --------
        >>> image.effects()["effect_name"].tolist()[:2]
        ["bias-corrected Cramér's V", "Cohen's w"]
        """
        from itperception.inference.sizes.effects import effects

        return effects(self, level=level)

    @tells_synthetic
    def intervals(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return every share with its interval and margin of error.

        See :func:`itperception.inference.design.column_shares.intervals_of`. They say what
        chance alone could do if the respondents were a random sample.

        Examples
        --------
        >>> image.intervals().query("category == 'good_or_very_good'")["margin"].round(3).tolist()
        [0.049, 0.065, 0.089, 0.11]
        """
        from itperception.inference.design.column_shares import intervals_of

        return intervals_of(self, level=level)

    @tells_synthetic
    def residuals(self, *, alpha: float = 0.05) -> pd.DataFrame:
        """Return how far each cell is from independence, and which are beyond chance.

        See :func:`itperception.inference.sizes.effects.residuals`.

        Examples
        --------
        >>> image.residuals()[["category", "banner"]].iloc[0].tolist()
        ['very_good', 'internal']
        """
        from itperception.inference.sizes.effects import residuals

        return residuals(self, alpha=alpha)

    @tells_synthetic
    @tells_clusters(BY_BASES)
    def proportional_odds(self, *, level: float = 0.95) -> "ProportionalOdds":
        """Return the odds ratio of each column against the first, on the whole scale.

        See :func:`itperception.inference.models.models.proportional_odds`.

        Examples
        --------
        >>> image.proportional_odds().groups.index.tolist()
        ['group_owned', 'decentralised']
        """
        from itperception.inference.models.models import proportional_odds

        if not self.stub.ordered:
            raise ItPerceptionError(
                f"the answers to {self.stub.id!r} are not ranked, as odds on a scale need; of "
                "unranked ones ask wave.model(item, on=[…])"
            )
        counts = self.answers().tested_counts
        found = proportional_odds(counts.to_numpy(float), level=level)
        groups, thresholds = (
            frame.rename(index=dict(enumerate(names)))
            for frame, names in ((found.groups, counts.columns),
                                 (found.thresholds, counts.index))
        )  # fmt: skip
        return replace(found, groups=groups, thresholds=thresholds)

    @tells_synthetic
    @tells_clusters(BY_BASES)
    def dont_know(self, *categories: str, level: float = 0.95) -> "DontKnow":
        """Return a share with don't know in the base, out of it, and bounded.

        Its ``test()`` is that of the columns, whatever the don't knows would have said; see
        :class:`itperception.inference.missing.dont_knows.DontKnow`.

        Examples
        --------
        >>> found = image.dont_know("good_or_very_good").to_frame()
        >>> found.loc[0, ["proportion_in", "proportion_out", "bound_high"]].round(3).tolist()
        [0.306, 0.366, 0.471]
        """
        from itperception.inference.missing.dont_knows import DontKnow

        return DontKnow.told_of(self, *categories, level=level)

    @tells_synthetic
    def same(self, *categories: str, margin: float, alpha: float = 0.05) -> "Equivalence":
        """Ask whether a share is the same in all columns, give or take a stated margin.

        Parameters
        ----------
        *categories : str
            The id of a net, or ids of rows.
        margin : float
            The largest difference that still counts as the same, in (0, 1).
        alpha : float
            Level of each test, in (0, 0.5).

        Examples
        --------
        >>> image.same("good_or_very_good", margin=0.10).to_frame()["verdict"].tolist()
        ['shown different']
        """
        from itperception.inference.sameness.design_equivalence import equivalent_by_design
        from itperception.inference.sameness.equivalence import equivalent_groups

        asked, names = self.yes_no(*categories), [column.id for column in self.columns]
        if asked.design is not None:
            design = asked.design.take(groups=range(len(names)))
            return equivalent_by_design(design, margin, alpha=alpha, names=names)
        counts = asked.tested_counts.to_numpy(float)
        return equivalent_groups(counts, margin, alpha=alpha, names=names)

    @tells_synthetic
    @tells_clusters(BY_BASES)
    def robust(
        self, category: str | Sequence[str], pair: tuple[str, str], **options
    ) -> "Robustness":
        """Say under how many defensible choices two columns differ.

        See :func:`itperception.inference.robustness.robust_difference.robust`.

        Examples
        --------
        >>> told = image.robust("good_or_very_good", ("internal", "group_owned"))
        >>> told.claim
        'very_good or good: internal against group_owned'
        """
        from itperception.inference.robustness.robust_difference import robust

        return robust(self, category, pair, **options)

    @tells_synthetic
    @tells_clusters(BY_BASES)
    def detectable(self, baseline: float = 0.5, *, power: float = 0.8) -> pd.DataFrame:
        """Return the smallest difference that could have been seen between two columns.

        Parameters
        ----------
        baseline : float
            True share in the first column, in [0, 1]; one half is the hardest.
        power : float
            Wanted probability of finding it, in (0, 1).

        Returns
        -------
        pandas.DataFrame
            One line per pair: first, second, effective_base, effective_base_second,
            difference (NaN if none is large enough), note.

        Examples
        --------
        >>> image.detectable()[["first", "second"]].iloc[0].tolist()
        ['internal', 'group_owned']
        """
        from itperception.inference.planning.detectable import detectable_differences

        bases = self.effective_bases[[column.id for column in self.columns]]
        return detectable_differences(bases, baseline, power=power)

    @tells_synthetic
    @tells_clusters(BY_BASES)
    def needed(
        self, *categories: str, points: float = 0.10, baseline: float | None = None,
        w: float | None = None, power: float = 0.8, alpha: float = 0.05,
    ) -> "Power":  # fmt: skip
        """Say how many respondents each of two columns needs to show a difference.

        Parameters
        ----------
        *categories : str
            The id of a net, or ids of rows: their share of all is the baseline.
        points : float
            The difference that is to be found, in (0, 1).
        baseline : float, optional
            True share in one of the columns, in [0, 1]; without it and without categories
            one half, which is the hardest.
        w : float, optional
            Instead of a difference, Cohen's w of the whole table that is to be found.
        power, alpha : float
            Wanted probability of finding it, and level of the test, in (0, 1).

        Returns
        -------
        Power
            As many for each column (with `w` all together), weights (and clusters) having
            the effect that they have on this table; the note says which columns are smaller.
            See :func:`itperception.inference.planning.sample_size.needed_points` and
            :func:`itperception.inference.planning.sample_size.needed_chi_squared`.

        Examples
        --------
        >>> image.needed("good_or_very_good", points=0.10).respondents
        (469, 469)
        """
        from itperception.inference.planning.sample_size import (
            needed_chi_squared,
            needed_points,
        )

        if w is not None:
            rows, columns = self.answers().counts.shape
            if min(rows, columns) < 2:
                raise ItPerceptionError(
                    f"w is of a table; found {rows} rows by {columns} columns of "
                    f"{self.stub.id!r}, expected two or more of each"
                )
            worth = self.bases["total"] / self.effective_bases["total"]
            return needed_chi_squared(w, (rows - 1) * (columns - 1), power=power, alpha=alpha,
                                      design_effect=float(worth))  # fmt: skip
        if baseline is None and categories:
            yes = self.yes_no(*categories).proportions().iloc[0]
            baseline = float(yes["total"])
        return needed_points(
            points, 0.5 if baseline is None else baseline, self.bases, self.effective_bases,
            power=power, alpha=alpha,
        )  # fmt: skip

    @tells_synthetic
    @tells_clusters(BY_BASES)
    def against(
        self, shares: Mapping[str, float], *, level: float = 0.95, **options
    ) -> "TestResult":
        """Test whether the answers are distributed as in a population.

        Parameters
        ----------
        shares : mapping of str to float
            Of every row (its id) the share in the population; they add up to 1.
        level : float
            Confidence level of the interval of Cohen's w, in (0, 1).
        **options
            ``method``, ``draws``, ``seed``; see
            :func:`itperception.inference.tables.distributions.goodness_of_fit`.

        Returns
        -------
        TestResult
            Of everybody in the table who answered on the scale; weighted answers count as
            many as their effective base.

        Raises
        ------
        UnknownNameError, ItPerceptionError
            If a row is not there, or its share is missing.

        Examples
        --------
        >>> types = wave.crosstab("org_type")
        >>> found = types.against({"internal": .6, "group_owned": .2, "decentralised": .2})
        >>> print(f"{found.p_value:.3f} {found.effect_size:.2f} {found.base:.0f}")
        0.564 0.06 480
        """
        from itperception.inference.tables.distributions import fit_to_population

        return fit_to_population(self, shares, level=level, **options)

    @property
    def is_clustered(self) -> bool:
        """Whether respondents were drawn in clusters."""
        return self.design is not None

    def yes_no(self, *categories: str) -> "Table":
        """Return the table of a net against everything else, don't know included.

        Parameters
        ----------
        *categories : str
            The id of a net of the stub, or ids of rows.

        Examples
        --------
        >>> image.yes_no("good_or_very_good").counts.index.tolist()
        ['yes', 'no']
        """
        sample, joined = self.sample, Crosstab.yes_no(self, *categories)
        if sample is not None:
            ids = [category.id for category in self.stub.categories]
            yes = tuple(ids.index(name) for name in self.members(*categories))
            no = tuple(k for k in range(len(ids)) if k not in yes)
            sample = replace(sample, rows=(yes, no))
        return replace(joined, sample=sample)

    def explain(self) -> str:
        """Say what the shares are of, with every base, and nets or else rows.

        Examples
        --------
        >>> "internal: base 260, effective base (Σw)²/Σw² = 208.9" in image.explain()
        True
        """
        return explained(self, self.caution)

    def __repr__(self) -> str:
        return as_text(self, self._compared, self.caution)

    def _repr_html_(self) -> str:
        return as_html(self, self._compared, self.caution)

    @property
    def _compared(self) -> "Comparisons | None":
        return self.compare() if self.rows and len(self.columns) > 1 else None

    def _in_print(self, method: str) -> "Bounds | None":
        """Return between which values print has the p of a test of a twin's table."""
        from itperception.inference.methods import choose_test

        if not isinstance(self.sample, WaveSample) or self.sample.where:
            return None
        if self.banner.id != self.twin.by:
            return None
        answers = self.answers()
        chosen = choose_test(answers)[0] if method == "auto" else method
        scale = [category.id for category in self.sample.stub.categories]
        rows = self.sample.rows or [(scale.index(row.id),) for row in answers.rows]
        named = tuple(tuple(scale[k] for k in joined) for joined in rows)
        is_all = sum(map(len, named)) == len(scale)
        return self.twin.range_of(self.sample.stub.id, named, is_all, chosen)
