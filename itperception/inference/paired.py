"""The gap between two answers of the same people, such as self-image and image."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from itperception.errors import unknown_name
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.solving import divide
from itperception.inference.symmetry import mcnemar, mean_score, stuart_maxwell
from itperception.survey.codebook import Category, Net

TOTAL = "total"
BOTH = (
    "The shares are of everybody who was asked both items, don't know included, as in the "
    "tables; tests over the whole scale are of those who answered both items on it"
)
EFFECTIVE = "computed from effective counts"
UNWEIGHTED = "The two shares are of the same people; mid-P is exact without being timid"
WEIGHTED = "The two shares are of the same people; weighted counts are not whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGap:
    """The gap in one group.

    Attributes
    ----------
    group : str
        Id of the group, or "total".
    base, effective_base : float
        Respondents who were asked both items, and what they are worth when weighted.
    self_proportion, other_proportion : float
        In the net, of the first and of the second item, in [0, 1].
    difference : TestResult
        McNemar's test; its effect is the difference of the two proportions.
    score : TestResult
        Mean-score test over the whole scale; not computed if it is not ranked.
    margins : TestResult
        Stuart–Maxwell test of any difference between the two distributions.
    """

    group: str
    base: int
    effective_base: float
    self_proportion: float
    other_proportion: float
    difference: TestResult
    score: TestResult
    margins: TestResult


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """The gap in total and in each group.

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
    """

    groups: tuple[GroupGap, ...]
    net: Net
    method: str
    reason: str
    note: str
    level: float

    def to_frame(self) -> pd.DataFrame:
        """Return one line per group.

        Returns
        -------
        pandas.DataFrame
            Columns banner, category, base, effective_base, self_proportion,
            other_proportion, difference, ci_low, ci_high, method, statistic, df,
            p_value, score, score_ci_low, score_ci_high, score_p_value,
            stuart_maxwell, stuart_maxwell_df, stuart_maxwell_p_value, state, note.
        """
        return pd.DataFrame([self._line(group) for group in self.groups])

    def explain(self, group: str = TOTAL) -> str:
        """Say how the gap of one group was computed."""
        groups = {found.group: found for found in self.groups}
        if group not in groups:
            raise unknown_name("group", group, list(groups))
        chosen = groups[group]
        told = (
            chosen.difference.explain(),
            chosen.score.explain(),
            chosen.margins.explain(),
        )
        return f"{self.reason}. {self.note}. {' '.join(told)}"

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
    level : float
        Confidence level of the intervals, in (0, 1).

    Returns
    -------
    Gap

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
    (Σw)²/Σw² of the group (Kish 1965), and the asymptotic McNemar test.

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
    layers = {TOTAL: sum(layers.values()), **layers} if TOTAL not in layers else layers
    weighted = any(not np.array_equal(cells[0], cells[1]) for cells in layers.values())
    form = "asymptotic" if weighted else "midp"
    found = tuple(
        _of_group(group, layers[group], inside, answers, form, ordered, level)
        for group in dict.fromkeys([TOTAL, *layers])
    )
    reason, note = (WEIGHTED, EFFECTIVE) if weighted else (UNWEIGHTED, "")
    method = found[0].difference.method
    return Gap(found, net, method, reason, join_notes(BOTH, note), level)


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


def _of_group(group, cells, inside, answers, form, ordered, level) -> GroupGap:
    square, base = _effective(cells)
    on_scale, answered = _effective(cells[:, answers][:, :, answers])
    both = square[inside][:, inside].sum()
    own, other, n = square[inside].sum(), square[:, inside].sum(), square.sum()
    difference = mcnemar(own - both, other - both, n, method=form, level=level)
    score, margins = mean_score(on_scale, level=level), stuart_maxwell(on_scale)
    if not ordered:
        score = TestResult(method=score.method, state=State.NOT_RANKED)
    return GroupGap(
        group=group,
        base=int(base),
        effective_base=float(n),
        self_proportion=float(own / n) if n > 0 else np.nan,
        other_proportion=float(other / n) if n > 0 else np.nan,
        difference=replace(difference, base=float(base)),
        score=replace(score, base=float(answered)),
        margins=replace(margins, base=float(answered)),
    )


def _effective(cells: np.ndarray) -> tuple[np.ndarray, float]:
    """Return a square scaled to its effective base (Kish 1965), and its base.

    Unweighted, the factor is exactly 1 and the counts stay whole.
    """
    base, weights, squared = cells.sum((1, 2))
    return cells[1] * divide(weights, squared), base
