"""Self against customers in print: which figures face each other, and how far apart.

Two figures face each other if they say the same of the same item, one from people who
judge their own work, the other from people who judge it as customers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from itperception.published.figures.figures import Figure
from itperception.published.figures.polarity import SIDES, polarity_of
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import bases_for, figure_counts
from itperception.published.verdicts.question import joint

COLUMNS = (
    "study", "label", "self_figure", "customers_figure", "self_low", "self_high",
    "customers_low", "customers_high", "gap_low", "gap_high", "polarity", "kinder",
)  # fmt: skip
KINDER, HARSHER, OPEN, NO_POLARITY = KINDS = ("kinder", "harsher", "open", "none")


def facing(study: Study) -> pd.DataFrame:
    """Return the figures of a study that face each other, with the gap between them.

    Parameters
    ----------
    study : Study
        With groups that say whose work they judge.

    Returns
    -------
    pandas.DataFrame
        ``study``, ``label``, ``self_figure``, ``customers_figure`` (ids), and the ends of
        both shares (in [0, 1]) and of ``gap``, self minus customers (in [-1, 1]), over
        every base and every count that print allows; ``polarity`` and ``kinder``, see
        :func:`judgement`.

    Notes
    -----
    Where the two groups are all parts of the people asked, their sizes add up; where they
    are not, each side may have any of its bases. Each pair of sizes is gone through with
    the least and the largest count it allows, so that both ends are attained.
    """
    lines = [_line(study, *pair) for pair in _pairs(study)]
    return pd.DataFrame(lines, columns=list(COLUMNS))


def judgement(low: float, high: float, polarity: str) -> str:
    """Say whether people judge their own work kinder than their customers do.

    Parameters
    ----------
    low, high : float
        Ends of self minus customers.
    polarity : {"positive", "negative", "none"}
        Whether a larger share is better.

    Returns
    -------
    {"kinder", "harsher", "open", "none"}
        Open if print leaves the sign of the difference open; none if neither is better.

    Examples
    --------
    >>> judgement(-0.09, -0.07, "negative"), judgement(-0.02, 0.01, "positive")
    ('kinder', 'open')
    """
    if polarity == NO_POLARITY:
        return NO_POLARITY
    if not (low > 0 or high < 0):
        return OPEN
    return KINDER if (low > 0) == (polarity == "positive") else HARSHER


def share_range(study: Study, figure: Figure) -> tuple[float, float]:
    """Return the least and the largest share that print allows for a figure.

    Parameters
    ----------
    study : Study
        With the figure; where all other answers of its item are printed of the same
        group, they narrow it.
    figure : Figure
        A share.

    Examples
    --------
    >>> half = Figure(row="1", id="half", item="web", label="", kind="words", base=10,
    ...               printed="half", categories=("yes",), low=Fraction(9, 20),
    ...               high=Fraction(11, 20))
    >>> share_range(Study(name="s", figures=(half,)), half)
    (0.5, 0.5)
    """
    shares = [
        end for ends in _shares(study, narrowed(study, figure)).values() for end in ends
    ]
    return (float(min(shares)), float(max(shares))) if shares else (float("nan"),) * 2


def narrowed(study: Study, figure: Figure) -> Figure:
    """Return a figure with the range that the other answers of its item leave to it.

    "More than 30 %" beside 53 % and 17 % is no more than 31 %, if these are all answers.
    """
    others = [f for f in study.figures if f.is_share and f.id != figure.id
              and (f.item, f.group) == (figure.item, figure.group)]  # fmt: skip
    answers = [c for f in (figure, *others) for c in f.categories]
    if sorted(answers) != sorted(study.answers.get(figure.item, ())):
        return figure
    low = max(figure.low, 1 - sum((f.high for f in others), Fraction(0)))
    high = min(figure.high, 1 - sum((f.low for f in others), Fraction(0)))
    if (low, high) == (figure.low, figure.high):
        return figure
    return replace(figure, low=low, high=high, rounding="declared")


def _pairs(study: Study) -> Iterator[tuple[Figure, Figure]]:
    judges = {name: group.judges for name, group in study.groups.items()}
    own, others = ([f for f in study.figures if f.is_share and judges.get(f.group) == side]
                   for side in SIDES)  # fmt: skip
    for first in own:
        for second in others:
            if (first.item, set(first.categories)) == (second.item, set(second.categories)):
                yield first, second


def _line(study: Study, own: Figure, customers: Figure) -> tuple:
    ends = [share_range(study, figure) for figure in (own, customers)]
    label = min((own.label, customers.label), key=len)
    gap = _gap(study, own, customers)
    polarity = polarity_of(study.polarity, own)
    return (study.title, label, own.id, customers.id, *ends[0], *ends[1], *gap, polarity,
            judgement(*gap, polarity))  # fmt: skip


def _gap(study: Study, own: Figure, customers: Figure) -> tuple[float, float]:
    """Return the ends of self minus customers."""
    first, second = (_shares(study, narrowed(study, figure)) for figure in (own, customers))
    sizes, others = np.array([*first], int)[:, None], np.array([*second], int)
    fits = np.ones((len(first), len(second)), bool)
    if set(study.parts) == {own.group, customers.group} and study.n is not None:
        fits = np.isin(sizes + others, study.n)
    if not fits.any():
        return float("nan"), float("nan")
    low = _least(first, second, fits)
    return low, -_least(second, first, fits.T)


def _least(first: Mapping, second: Mapping, fits: np.ndarray) -> float:
    """Return the least difference of shares, over the pairs of sizes that fit."""
    low = np.array([float(ends[0]) for ends in first.values()])
    high = np.array([float(ends[1]) for ends in second.values()])
    at = np.where(fits, low[:, None] - high, np.inf).argmin()
    size, other = np.unravel_index(at, fits.shape)
    return float([*first.values()][size][0] - [*second.values()][other][1])


def _shares(study: Study, figure: Figure) -> dict[int, tuple[Fraction, Fraction]]:
    """Return the least and the largest share at each base that print allows."""
    bases = (figure.base,) if figure.base else joint(study).looked_at(figure.group)
    about = [f for f in study.figures if f.group == figure.group and f.is_share]
    about = [figure, *(f for f in about if f.base == figure.base and f.id != figure.id)]
    return {
        base: (Fraction(counts[0], base), Fraction(counts[-1], base))
        for base in bases_for(about, bases)
        if (counts := figure_counts(figure, base))
    }
