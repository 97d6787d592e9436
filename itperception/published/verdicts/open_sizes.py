"""A difference between groups whose sizes are open: true at every size, or from which on.

Without a size there is no table to test; but shares in print differ, or not, however many
people they are of, and beyond some size a difference is beyond chance.
"""

from math import ceil

from scipy.special import ndtri

from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Claim
from itperception.published.verdicts.mean_samples import variance_of_share
from itperception.published.verdicts.question import Question


def difference_in_print(asked: Question) -> tuple[float, float]:
    """Return outer limits of the difference that shares in print leave at any sizes."""
    figures = {figure.group: figure for figure in asked.figures}
    low, high = _between_figures(asked.claim, figures)
    if asked.held_apart():  # the others are further from a part than everybody is
        return (low if low > 0 else -1.0), (high if high < 0 else 1.0)
    return low, high


def _between_figures(claim: Claim, figures: dict[str, Figure]) -> tuple[float, float]:
    if direction := claim.options.get("direction"):
        lower, higher = (figures[name] for name in direction)
        return float(higher.low - lower.high), float(higher.high - lower.low)
    lows, highs = ([getattr(f, end) for f in figures.values()] for end in ("low", "high"))
    return max(float(max(lows) - min(highs)), 0.0), float(max(highs) - min(lows))


def sizes_enough(asked: Question) -> tuple[str, dict]:
    """Return the key and the numbers of from which sizes on two groups differ beyond chance.

    With n the smaller group and N people in both, the N − 1 chi-squared is from
    (n - 1/2) d²/2v, of two equal groups, up to n d²/v, where the other is without end.
    Nothing is said of more groups, or of a part against everybody: there other sizes
    decide too.
    """
    figures = asked.figures
    if len(figures) != 2 or asked.held_apart():
        return "", {}
    ends = min(f.low for f in figures), max(f.high for f in figures)
    least, most = variance_of_share(*ends)
    low, high = difference_in_print(asked)
    square = ndtri(1 - asked.alpha / 2) ** 2
    smallest = [asked.known.looked_at(f.group).start for f in figures]
    values = {
        "enough": ceil(2 * most * square / low**2 + 1 / 2) if low > 0 else None,
        "at_least": ceil(least * square / high**2) - 1 if high > 0 else None,
        "first_size": smallest[0], "second_size": smallest[1],
    }  # fmt: skip
    key = "sample_sizes" if values["enough"] else "sample_sizes_needed"
    return (key if values["at_least"] else ""), values
