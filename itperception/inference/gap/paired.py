"""The gap between two answers of the same people, such as self-image and image."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from itperception.counting.design import DesignCube
from itperception.errors import unknown_name
from itperception.inference.gap.design_gaps import DesignGaps
from itperception.inference.gap.every_group import everywhere, gail_simon
from itperception.inference.gap.gaps import compare_gaps, heterogeneity, method_for
from itperception.inference.gap.group_gap import GroupGap, group_gap
from itperception.inference.intervals import LEVEL
from itperception.inference.planning.detectable import detectable_gap
from itperception.inference.planning.plans import Power
from itperception.inference.planning.sample_size import needed_mcnemar
from itperception.inference.results import (
    Effect,
    InWords,
    State,
    TestResult,
    join_notes,
    mark,
)
from itperception.inference.sameness.equivalence import equivalent_gaps
from itperception.inference.sameness.sameness import Equivalence
from itperception.lines import sentences
from itperception.terms.asked import asked_all
from itperception.terms.category import Category, Net

_TOTAL = "total"
_BOTH = (
    "The shares are of everybody who was asked both items, don't know included, as in the "
    "tables; tests over the whole scale are of those who answered both items on it"
)
EFFECTIVE = "computed from effective counts"
_UNWEIGHTED = "The two shares are of the same people; mid-P is exact without being timid"
WEIGHTED = "The two shares are of the same people; weighted counts are not whole"
_CLUSTERED = (
    "The two shares are of the same people, who were drawn in clusters: people of one cluster "
    "answer alike"
)
DESIGNED = (
    "respondents were drawn in clusters: gaps and their comparison go by the design of the "
    "sample, all else by an effective base"
)


@asked_all
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Gap(InWords):
    """The gap in total and in each group, and between the groups.

    Attributes
    ----------
    groups : tuple of GroupGap
        The total first.
    net : Net
        What is compared.
    method, reason : str
        The test of the difference, and why that one.
    note : str
        Who is in the base, and what the weights did.
    level : float
        Confidence level of the intervals.
    by_weight : (counts, weights) or None
        The pairs of each group by weight, if they are weighted; see
        :func:`itperception.inference.gap.gaps.heterogeneity`.
    by_design : DesignGaps or None
        The gaps with their covariance, of respondents drawn in clusters.
    caution : str
        What everything it returns says first, such as that nobody gave the answers.
    """

    groups: tuple[GroupGap, ...]
    net: Net
    method: str
    reason: str
    note: str
    level: float
    by_weight: tuple[np.ndarray, np.ndarray] | None = None
    by_design: DesignGaps | None = None
    caution: str = ""

    @property
    def pairs(self) -> dict[str, tuple[float, float, float]]:
        """Of each group, pairs in the net on the first item only, the second, and all."""
        return {found.group: found.pairs for found in self.groups if found.group != _TOTAL}

    @property
    def heterogeneity(self) -> TestResult:
        """Test whether the gap differs between groups: by permutation, if pairs are whole."""
        if self.by_design is not None:
            return mark(self.by_design.heterogeneity(), self.caution)
        method = method_for(self.pairs, self.by_weight)
        found = heterogeneity(self.pairs, method=method, level=self.level,
                              by_weight=self.by_weight)  # fmt: skip
        return mark(found, self.caution)

    @property
    def everywhere(self) -> TestResult:
        """The claim that the gap is above zero in every group."""
        return self.on_one_side("above")

    def on_one_side(self, side: str) -> TestResult:
        """Test the claim that the gap is above zero, or below, in every group."""
        if self.by_design is not None:
            return mark(self.by_design.everywhere(side), self.caution)
        return mark(everywhere(self.pairs, side=side, level=self.level), self.caution)

    @property
    def qualitative(self) -> TestResult:
        """Gail–Simon test of a gap above zero in some groups and below it in others."""
        return mark(gail_simon(self.pairs, level=self.level), self.caution)

    def compare(self, *, method: str = "score", adjust: str = "auto") -> pd.DataFrame:
        """Return the difference of the gaps of every two groups.

        See :func:`itperception.inference.gap.gaps.compare_gaps`; of respondents drawn in
        clusters by linearisation, whatever the method.
        """
        if self.by_design is not None:
            return mark(self.by_design.compare(adjust=adjust), self.caution)
        found = compare_gaps(self.pairs, method=method, adjust=adjust, level=self.level,
                             by_weight=self.by_weight)  # fmt: skip
        return mark(found, self.caution)

    def equivalent(self, margin: float, *, alpha: float = 0.05) -> Equivalence:
        """Ask whether the gap is the same in all groups, give or take a margin.

        See :func:`itperception.inference.sameness.equivalence.equivalent_gaps`.
        """
        return mark(equivalent_gaps(self.pairs, margin, alpha=alpha), self.caution)

    def detectable(
        self, group: str = _TOTAL, *, power: float = 0.8, alpha: float = 0.05
    ) -> Power:  # fmt: skip
        """Say how small a gap could have been seen.

        Parameters
        ----------
        group : str
            One of the groups, or "total".

        Returns
        -------
        Power
            With as many people who say yes to one of the two items only as there are; see
            :func:`itperception.inference.planning.detectable.detectable_gap`.

        Examples
        --------
        >>> print(f'{wave.gap("performance", "image").detectable().effect_size:.3f}')
        0.079
        """
        found = detectable_gap(*self._plan(group), power=power, alpha=alpha,
                               design_effect=self._group(group).design_effect)  # fmt: skip
        return mark(found, self.caution)

    def needed(
        self, points: float = 0.10, group: str = _TOTAL, *, power: float = 0.8,
        alpha: float = 0.05,
    ) -> Power:  # fmt: skip
        """Say how many respondents show a gap of so many points.

        Parameters
        ----------
        points : float
            The true gap, in (0, 1).
        group, power, alpha
            As of :meth:`detectable`; the share of people who say yes to one of the two items
            only is that of the group.

        Examples
        --------
        >>> wave.gap("performance", "image").needed(points=0.10).respondents
        (303,)
        """
        found = needed_mcnemar(points, self._plan(group)[0], power=power, alpha=alpha,
                               design_effect=self._group(group).design_effect)  # fmt: skip
        return mark(found, self.caution)

    def _plan(self, group: str) -> tuple[float, float]:
        """Return the share of people who say yes to one item only, and all people."""
        found = self._group(group)
        one, other, worth = found.pairs
        return (one + other) / worth if worth > 0 else np.nan, found.base

    def _group(self, group: str) -> GroupGap:
        groups = {found.group: found for found in self.groups}
        if group not in groups:
            raise unknown_name("group", group, list(groups))
        return groups[group]

    def to_frame(self) -> pd.DataFrame:
        """Return one line per group.

        Returns
        -------
        pandas.DataFrame
            Columns banner, category, base, effective_base, self_proportion,
            other_proportion, difference, ci_low, ci_high, method, statistic, df,
            p_value, score, score_ci_low, score_ci_high, score_p_value,
            stuart_maxwell, stuart_maxwell_df, stuart_maxwell_p_value, state, note, up,
            down, wilcoxon_p_value, rank_biserial, rank_biserial_ci_low,
            rank_biserial_ci_high, bowker, bowker_df, bowker_p_value, kappa,
            kappa_ci_low, kappa_ci_high.
        """
        return pd.DataFrame([self._line(group) for group in self.groups])

    def explain(self, group: str = _TOTAL) -> str:
        """Say how the gap of one group was computed; the total compares the groups."""
        told = sentences(self.caution, self.reason, self.note, self._group(group).explain())
        if group != _TOTAL or len(self.pairs) < 2:
            return told
        between = replace(self, caution="")
        between = (between.heterogeneity, between.everywhere, between.qualitative)
        return " ".join([told, *(found.explain() for found in between)])

    def _line(self, group: GroupGap) -> dict:
        net, score, margins = group.difference, group.score, group.margins
        return {
            "banner": group.group, "category": self.net.id,
            "base": group.base, "effective_base": group.effective_base,
            "self_proportion": group.self_proportion,
            "other_proportion": group.other_proportion,
            "difference": net.effect_size,
            "ci_low": net.ci_low, "ci_high": net.ci_high, "method": net.method,
            "statistic": net.statistic, "df": net.df, "p_value": net.p_value,
            "score": score.effect_size,
            "score_ci_low": score.ci_low, "score_ci_high": score.ci_high,
            "score_p_value": score.p_value,
            "stuart_maxwell": margins.statistic, "stuart_maxwell_df": margins.df,
            "stuart_maxwell_p_value": margins.p_value,
            "state": str(net.state),
            "note": "" if net.state is State.OK else net.state.words,
            "up": group.up, "down": group.down,
            "wilcoxon_p_value": group.signed_rank.p_value,
            **_effect("rank_biserial", group.rank_biserial),
            "bowker": group.symmetry.statistic, "bowker_df": group.symmetry.df,
            "bowker_p_value": group.symmetry.p_value,
            **_effect("kappa", group.agreement),
        }  # fmt: skip

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False, float_format="{:.4g}".format)


def gap(
    squares: Mapping[str, np.ndarray],
    categories: Sequence[Category],
    net: Net,
    *,
    ordered: bool = True,
    level: float = LEVEL,
    by_weight: tuple[np.ndarray, np.ndarray] | None = None,
    design: DesignCube | None = None,
) -> Gap:
    """Hold two items of the same respondents together, in total and by group.

    Parameters
    ----------
    squares : mapping of str to numpy.ndarray
        Group to counts of the first item (rows) by the second (columns), shape
        (k, k), or to n, Σw and Σw², shape (3, k, k). Without a group "total" the
        total is the sum of the groups.
    categories : sequence of Category
        The k categories: the answers, best or most first, and what is not an answer.
    net : Net
        The net whose share is compared.
    ordered : bool
        Whether the answers are ranked.
    by_weight : (counts, weights), optional
        Of weighted groups in their order, without the total: whole pairs in the net on
        the first item only, the second only, and alike, shape (3, groups, weights), and
        the distinct weights. Without them nothing weighted is permuted.
    design : DesignCube, optional
        Of respondents drawn in clusters: the same pairs by group, and a last column of who
        is in none.

    Raises
    ------
    UnknownNameError
        If the net joins a category that is not among the categories.

    Missing data
    ------------
    Don't know and no answer are in the base of the shares, not in the net: the shares are
    those that the tables of the two items show. The mean-score and Stuart–Maxwell tests
    leave out who did not answer both items on the scale.

    Notes
    -----
    Unweighted: McNemar mid-P. Weighted: weighted shares times the effective base
    (Σw)²/Σw² of the group (Kish 1965), and the asymptotic McNemar test. Drawn in
    clusters: the gaps by :class:`~itperception.inference.gap.design_gaps.DesignGaps`;
    everything else from effective counts, the base being what its gap is worth.

    Examples
    --------
    >>> good, poor = (Category(id=x, label=x) for x in ("good", "poor"))
    >>> top = Net(id="top", label="Good", categories=["good"])
    >>> found = gap({"internal": np.array([[52, 28], [7, 69]])}, [good, poor], top)
    >>> found.to_frame()[["banner", "base", "difference"]].round(3).values.tolist()
    [['total', 156, 0.135], ['internal', 156, 0.135]]
    """
    inside = _positions(net, categories)
    answers = np.array([category.kind == "answer" for category in categories])
    layers = {group: _layers(square) for group, square in squares.items()}
    layers = {_TOTAL: sum(layers.values()), **layers} if _TOTAL not in layers else layers
    weighted = any(not np.array_equal(cells[0], cells[1]) for cells in layers.values())
    names = tuple(name for name in layers if name != _TOTAL)
    by_design = None if design is None else DesignGaps(design, names, level)
    found = []
    for group in dict.fromkeys([_TOTAL, *layers]):
        own = None if group == _TOTAL else group
        worth = None if by_design is None else by_design.worth(own)
        told = group_gap(group, layers[group], inside, answers, worth=worth, level=level,
                         weighted=weighted or worth is not None, ordered=ordered)  # fmt: skip
        found.append(replace(told, difference=by_design.gap(own)) if by_design else told)
    reason, note = (WEIGHTED, EFFECTIVE) if weighted else (_UNWEIGHTED, "")
    if by_design is not None:
        reason, note = _CLUSTERED, DESIGNED
    return Gap(tuple(found), net, found[0].difference.method, reason, join_notes(_BOTH, note),
               level, by_weight, by_design)  # fmt: skip


def _effect(name: str, found: Effect) -> dict:
    limits = {f"{name}_ci_low": found.ci_low, f"{name}_ci_high": found.ci_high}
    return {name: found.effect_size, **limits}


def _positions(net: Net, categories: Sequence[Category]) -> np.ndarray:
    ids = [category.id for category in categories]
    for name in net.categories:
        if name not in ids:
            raise unknown_name(f"answer in net {net.id!r}", name, ids)
    return np.isin(ids, net.categories)


def _layers(square: np.ndarray) -> np.ndarray:
    """Return n, Σw and Σw² of a square; counts alone are their own weights."""
    cells = np.asarray(square, float)
    return cells if cells.ndim == 3 else np.stack([cells] * 3)
