"""The claims in print, as inequalities between shares.

"Worse than the others" is a direction, not a figure. Each claim is a function of the
shares of the three organisation types; with ``lead`` it asks for more than the sign, so
that synthetic respondents do not agree with it by a hair.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

TYPES = ("internal", "group_owned", "decentralised")
GOOD = ("very_good", "good")
CLEARLY = Fraction(10, 100)
"""How far above the others "clearly above" is: declared, not in print."""

Shares = Sequence[Fraction]  # one per type, in the order of TYPES


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """Whether respondents bear out a claim, and the shares that say so."""

    holds: bool
    note: str


def in_order(shares: Shares, lead: Fraction = Fraction(0)) -> bool:
    """Whether group-owned are lowest and decentralised highest, by more than `lead`.

    Examples
    --------
    >>> in_order([Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)])
    True
    """
    return group_owned_lowest(shares, lead) and decentralised_highest(shares, lead)


def group_owned_lowest(shares: Shares, lead: Fraction = Fraction(0)) -> bool:
    """Whether the group-owned are below both others, by more than `lead`."""
    internal, group_owned, decentralised = shares
    return min(internal, decentralised) - group_owned > lead


def decentralised_highest(shares: Shares, lead: Fraction = Fraction(0)) -> bool:
    """Whether the decentralised are above both others, by more than `lead`."""
    internal, group_owned, decentralised = shares
    return decentralised - max(internal, group_owned) > lead


def group_owned_clearly_above(shares: Shares) -> bool:
    """Whether the group-owned are above both others by at least :data:`CLEARLY`."""
    internal, group_owned, decentralised = shares
    return group_owned - max(internal, decentralised) >= CLEARLY


def gap_everywhere(
    performance: Shares, image: Shares, lead: Fraction = Fraction(0)
) -> bool:
    """Whether performance is above image in every type, by more than `lead`."""
    return all(p - i > lead for p, i in zip(performance, image, strict=True))


def perception_gap(people: pd.DataFrame) -> Fraction:
    """Return the share with good performance minus the share with good image.

    Parameters
    ----------
    people : pandas.DataFrame
        Respondents with ``performance`` and ``image``.

    Notes
    -----
    Don't know is in the base and counts as not good.

    Examples
    --------
    >>> perception_gap(pd.DataFrame({"performance": ["good", "good"],
    ...                              "image": ["good", "dont_know"]}))
    Fraction(1, 2)
    """
    return _share(people["performance"], GOOD) - _share(people["image"], GOOD)


def check_claim(claim_id: str, people: pd.DataFrame) -> ClaimCheck | None:
    """Hold a claim against respondents.

    Parameters
    ----------
    claim_id : str
        Id of a claim in ``figures.csv``.
    people : pandas.DataFrame
        Respondents: ``org_type``, ``performance``, ``image``, ``any_marketing``.

    Returns
    -------
    ClaimCheck or None
        None if nobody has said what the claim means in figures.
    """
    check = _CHECKS.get(claim_id)
    return check(people) if check else None


def _share(answers: pd.Series, categories: Sequence[str]) -> Fraction:
    if answers.empty:
        return Fraction(0)
    return Fraction(int(answers.isin(categories).sum()), len(answers))


def _by_type(people: pd.DataFrame, item: str, categories: Sequence[str]) -> list[Fraction]:
    groups = (people.loc[people["org_type"] == name, item] for name in TYPES)
    return [_share(answers, categories) for answers in groups]


def _told(name: str, shares: Shares, unit: str = "%") -> str:
    each = (f"{t} {100 * float(s):.1f} {unit}" for t, s in zip(TYPES, shares, strict=True))
    return f"{name}: {', '.join(each)}"


def _both_good(holds: Callable[[Shares], bool]) -> Callable[[pd.DataFrame], ClaimCheck]:
    """Check a claim on good performance and on good image."""

    def check(people: pd.DataFrame) -> ClaimCheck:
        shares = {item: _by_type(people, item, GOOD) for item in ("performance", "image")}
        told = "; ".join(_told(item, values) for item, values in shares.items())
        return ClaimCheck(all(map(holds, shares.values())), told)

    return check


def _check_gap(people: pd.DataFrame) -> ClaimCheck:
    performance, image = (_by_type(people, item, GOOD) for item in ("performance", "image"))
    gaps = [p - i for p, i in zip(performance, image, strict=True)]
    return ClaimCheck(gap_everywhere(performance, image), _told("gap", gaps, "points"))


def _check_marketing(people: pd.DataFrame) -> ClaimCheck:
    shares = _by_type(people, "any_marketing", ["yes"])
    return ClaimCheck(group_owned_clearly_above(shares), _told("marketing", shares))


def _check_association(people: pd.DataFrame) -> ClaimCheck:
    has = people["any_marketing"] == "yes"
    without, with_it = (perception_gap(part) for part in (people[~has], people[has]))
    points = [f"{100 * float(gap):.1f}" for gap in (without, with_it)]
    told = "gap {} points without marketing, {} with it; an association, no cause"
    return ClaimCheck(without > with_it, told.format(*points))


_CHECKS: dict[str, Callable[[pd.DataFrame], ClaimCheck]] = {
    "gap_in_every_type": _check_gap,
    "group_owned_lowest": _both_good(group_owned_lowest),
    "decentralised_highest": _both_good(decentralised_highest),
    "group_owned_more_marketing": _check_marketing,
    "marketing_and_gap": _check_association,
}
