"""Self against customers in print: which figures face each other, and how far apart.

Two figures face each other if they say the same of the same item, one from people who
judge their own work, the other from people who judge it as customers.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np
import pandas as pd

from itperception.published.figures.figures import Figure
from itperception.published.figures.study import SIDES, Study, polarity_of
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
        With the figure; other answers to its item in the same group narrow it.
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
    return _ends(_shares(study, figure))


def _pairs(study: Study) -> Iterator[tuple[Figure, Figure]]:
    judges = {name: group.judges for name, group in study.groups.items()}
    own, others = ([f for f in study.figures if f.is_share and judges.get(f.group) == side]
                   for side in SIDES)  # fmt: skip
    for first in own:
        for second in others:
            if (first.item, set(first.categories)) == (second.item, set(second.categories)):
                yield first, second


def _line(study: Study, own: Figure, customers: Figure) -> tuple:
    first, second = (_shares(study, figure) for figure in (own, customers))
    are_parts = set(study.parts) == {own.group, customers.group}
    label = min((own.label, customers.label), key=len)
    gap = _gap(first, second, study.n if are_parts else None)
    polarity = polarity_of(study.polarity, own)
    return (study.title, label, own.id, customers.id, *_ends(first), *_ends(second), *gap,
            polarity, judgement(*gap, polarity))  # fmt: skip


def _ends(shares: Mapping) -> tuple[float, float]:
    """Return the least and the largest of shares at any base."""
    ends = [end for both in shares.values() for end in both]
    return (float(min(ends)), float(max(ends))) if ends else (float("nan"),) * 2


def _gap(first: Mapping, second: Mapping, n: range | None) -> tuple[float, float]:
    """Return the ends of self minus customers; their bases add up to n, if it is given."""
    sizes, others = np.array([*first], int)[:, None], np.array([*second], int)
    fits = np.ones((len(first), len(second)), bool)
    if n is not None:
        fits = np.isin(sizes + others, n)
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
    left, found = study.narrowed(figure), {}
    for base in bases_for(about, bases):
        own, beside = (figure_counts(one, base) for one in (figure, left))
        if counts := range(max(own.start, beside.start), min(own.stop, beside.stop)):
            found[base] = Fraction(counts[0], base), Fraction(counts[-1], base)
    return found
