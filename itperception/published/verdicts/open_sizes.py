"""A difference between groups whose sizes are open: true at every size, or from which on.

Without a size there is no table to test; but shares in print differ, or not, however many
people they are of, and beyond some size a difference is beyond chance.
"""

from collections.abc import Iterable, Sequence
from math import ceil

from scipy.special import ndtri

from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import claimed, is_some_of_all, joint_of


def difference_in_print(study: Study, claim: Claim) -> tuple[float, float]:
    """Return limits of the difference that shares in print leave at any sizes.

    Returns
    -------
    tuple of float
        Outer limits of the largest share minus the smallest; with a direction, of the
        higher minus the lower.
    """
    figures = {figure.group: figure for figure in claimed(study, claim)}
    low, high = _between_figures(claim, figures)
    if holds_a_part(study, figures):  # the others are further from a part than everybody is
        return (low if low > 0 else -1.0), (high if high < 0 else 1.0)
    return low, high


def holds_a_part(study: Study, groups: Iterable[str]) -> bool:
    """Whether some of everybody are held against everybody, and so against the others.

    Examples
    --------
    >>> from itperception.published.figures.study import Group
    >>> own = Study(name="s", groups={"y2018": Group(id="y2018", own=True)})
    >>> holds_a_part(own, ["all", "y2018"]), holds_a_part(own, ["all", "women"])
    (False, True)
    """
    others = [group for group in groups if group != EVERYBODY]
    return EVERYBODY in groups and any(is_some_of_all(study, group) for group in others)


def _between_figures(claim: Claim, figures: dict[str, Figure]) -> tuple[float, float]:
    if direction := claim.options.get("direction"):
        lower, higher = (figures[name] for name in direction)
        return float(higher.low - lower.high), float(higher.high - lower.low)
    lows, highs = ([getattr(f, end) for f in figures.values()] for end in ("low", "high"))
    return max(float(max(lows) - min(highs)), 0.0), float(max(highs) - min(lows))


def variance_range(figures: Sequence[Figure]) -> tuple[float, float]:
    """Return the least and the largest p(1 - p) of a share of several groups together.

    Examples
    --------
    >>> from fractions import Fraction
    >>> share = dict(row="1", item="x", label="", kind="percent", printed="", id="x")
    >>> ends = [dict(low=Fraction(0), high=Fraction(0)), dict(low=Fraction(1, 2), high=1)]
    >>> variance_range([Figure(**share, **end) for end in ends])
    (0.0, 0.25)
    """
    low, high = min(f.low for f in figures), max(f.high for f in figures)
    ends = [float(p * (1 - p)) for p in (low, high)]
    return min(ends), 0.25 if 2 * low <= 1 <= 2 * high else max(ends)


def sizes_enough(study: Study, claim: Claim, alpha: float) -> tuple[str, dict]:
    """Return the key and the numbers of from which sizes on two groups differ beyond chance.

    With n the smaller group and N people in both, the N − 1 chi-squared is from
    (n - 1/2) d²/2v, of two equal groups, up to n d²/v, where the other is without end.
    Nothing is said of more groups, or of a part against everybody: there other sizes
    decide too.
    """
    figures = claimed(study, claim)
    if len(figures) != 2 or holds_a_part(study, [figure.group for figure in figures]):
        return "", {}
    least, most = variance_range(figures)
    low, high = difference_in_print(study, claim)
    square = ndtri(1 - alpha / 2) ** 2
    smallest = [joint_of(study, claim).looked_at(f.group).start for f in figures]
    values = {
        "enough": ceil(2 * most * square / low**2 + 1 / 2) if low > 0 else None,
        "at_least": ceil(least * square / high**2) - 1 if high > 0 else None,
        "first_size": smallest[0], "second_size": smallest[1],
    }  # fmt: skip
    key = "sample_sizes" if values["enough"] else "sample_sizes_needed"
    return (key if values["at_least"] else ""), values
