"""How many people of each organisation type gave which answer: whole numbers that fit.

The counting half of :mod:`itperception.published.twin`, which states the rule. A table
here is ``{answer: people per type}``; nets inside nets are taken apart into parts that
exclude each other, and each part is divided among the types and then among its answers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from itperception.errors import ItPerceptionError
from itperception.published.claims import (
    GOOD,
    TYPES,
    gap_everywhere,
    group_owned_clearly_above,
    in_order,
)
from itperception.published.feasible import bases_for, figure_counts
from itperception.published.figures import EVERYBODY, Figure

LEAD = Fraction(5, 100)
"""Claims of order hold in the twin by more than this: declared, not in print."""

_RATING = (*GOOD, "satisfactory", "adequate", "poor", "dont_know")
_ANSWERS = {
    "performance": _RATING,
    "image": _RATING,
    "performance_vs_reputation": ("better", "in_balance", "worse", "dont_know"),
    "role": ("business_partner", "technical_consultant", "service_provider"),
}

Split = tuple[int, ...]  # people per type
Table = dict[str, Split]  # answer → people per type
Tables = dict[str, Table]  # item → answer → people per type
Claim = Callable[[Sequence[Fraction]], bool]


def item_tables(figures: Sequence[Figure], sizes: Mapping[str, int]) -> Tables:
    """Count the answers of every item that a share speaks of.

    Parameters
    ----------
    figures : sequence of Figure
        Shares of one study.
    sizes : mapping of str to int
        Respondents of each type.

    Returns
    -------
    dict
        Item → answer → people per type; each item's answers add up to `sizes`.

    Raises
    ------
    ItPerceptionError
        If no counts agree with all figures and claims.

    Examples
    --------
    >>> figure = Figure(row="1", id="web", item="web", label="", kind="words",
    ...                 printed="half", categories=("yes",), low=Fraction(9, 20),
    ...                 high=Fraction(11, 20))
    >>> item_tables([figure], dict(zip(TYPES, (20, 10, 10))))
    {'web': {'yes': (10, 5, 5), 'no': (10, 5, 5)}}
    """
    tables: Tables = {}
    for item in dict.fromkeys(figure.item for figure in figures):
        about = [figure for figure in figures if figure.item == item]
        tables[item] = _item_table(item, about, sizes, tables)
    return tables


def type_sizes(figures: Sequence[Figure], n: int) -> dict[str, int]:
    """Return the sizes of the organisation types nearest to equal thirds.

    Parameters
    ----------
    figures : sequence of Figure
        Shares; those of a type restrict its size.
    n : int
        Respondents.

    Returns
    -------
    dict of str to int
        Size of each type in :data:`TYPES`, adding up to `n`.

    Raises
    ------
    ItPerceptionError
        If no sizes allow the figures.

    Examples
    --------
    >>> share = dict(item="balance", label="", kind="percent", categories=("better",))
    >>> figure = Figure(row="6", id="better", group="group_owned", printed="61 %",
    ...                 low=Fraction("0.605"), high=Fraction("0.615"), **share)
    >>> type_sizes([figure], 60)
    {'internal': 21, 'group_owned': 18, 'decentralised': 21}
    """
    possible = [
        bases_for([figure for figure in figures if figure.group == name], range(1, n))
        for name in TYPES
    ]
    last = set(possible[-1])
    fitting = [
        (*firsts, n - sum(firsts))
        for firsts in product(*possible[:-1])
        if n - sum(firsts) in last
    ]
    if not fitting:
        raise ItPerceptionError(f"no sizes of the types at n = {n} fit the figures")
    best = min(fitting, key=lambda s: (sum((len(TYPES) * x - n) ** 2 for x in s), s))
    return dict(zip(TYPES, best, strict=True))


def _item_table(
    item: str,
    figures: Sequence[Figure],
    sizes: Mapping[str, int],
    earlier: Tables,
) -> Table:
    """Count an item's answers per type: together, or type by type if print does so."""
    if any(figure.group == EVERYBODY for figure in figures):
        return _table(item, figures, tuple(sizes.values()), earlier)
    columns = [
        _table(item, [f for f in figures if f.group == name], (size,), earlier)
        for name, size in sizes.items()
    ]
    return {answer: tuple(c[answer][0] for c in columns) for answer in columns[0]}


def _table(item: str, figures: Sequence[Figure], sizes: Split, earlier: Tables) -> Table:
    """Try counts of the figures, nearest to the middle first, until one can be split."""
    answers, n = _answers(item, figures), sum(sizes)
    figures = sorted(figures, key=lambda figure: len(figure.categories))
    parts = _parts(figures)
    counts = [figure_counts(figure, n) for figure in figures]
    nearest = sorted(
        product(*counts),
        key=lambda totals: (
            sum((k - f.middle * n) ** 2 for k, f in zip(totals, figures, strict=True)),
            totals,
        ),
    )
    for totals in nearest:
        table = _split_parts(item, parts, totals, sizes, answers, earlier)
        if table is not None:
            return table
    raise ItPerceptionError(f"no counts of {item!r} among {n} people fit the figures")


def _answers(item: str, figures: Sequence[Figure]) -> tuple[str, ...]:
    if item in _ANSWERS:
        return _ANSWERS[item]
    is_option = any("selected" in figure.categories for figure in figures)
    return ("selected", "not_selected") if is_option else ("yes", "no")


def _parts(figures: Sequence[Figure]) -> list[tuple[frozenset[str], list[int]]]:
    """Return per figure the categories it adds, and the smaller figures inside it."""
    nets = [frozenset(figure.categories) for figure in figures]
    inside = [[j for j in range(i) if nets[j] <= nets[i]] for i in range(len(nets))]
    return [
        (net - frozenset().union(*(nets[j] for j in within)), within)
        for net, within in zip(nets, inside, strict=True)
    ]


def _split_parts(item, parts, totals, sizes, answers, earlier) -> Table | None:
    """Divide the parts among the types, and each part among its answers."""
    left, own, table = sizes, [], {}
    for (categories, within), total in zip(parts, totals, strict=True):
        own.append(total - sum(own[j] for j in within))
        claim = _claim(item, categories, sizes, earlier)
        split = _nearest_split(own[-1], sizes, left, claim)
        if split is None:
            return None
        left = tuple(a - b for a, b in zip(left, split, strict=True))
        table |= _evenly(categories, split, answers)
    rest = frozenset(answers) - frozenset(table)
    if not rest and any(left):
        return None
    table |= _evenly(rest, left, answers)
    return {answer: table[answer] for answer in answers}


def _nearest_split(
    total: int, sizes: Split, limits: Split, claim: Claim | None
) -> Split | None:
    """Return the whole numbers nearest to proportional within limits and the claim."""
    n, scale = sum(sizes), prod(sizes)

    def distance(split: Split) -> tuple[int, Split]:
        parts = zip(split, sizes, strict=True)
        return sum((n * x - total * s) ** 2 * (scale // s) for x, s in parts), split

    ways = (
        (*firsts, total - sum(firsts))
        for firsts in product(*(range(limit + 1) for limit in limits[:-1]))
    )
    fitting = (
        split
        for split in ways
        if 0 <= split[-1] <= limits[-1] and (claim is None or claim(_shares(split, sizes)))
    )
    return min(fitting, key=distance, default=None)


def _shares(split: Split, sizes: Split) -> tuple[Fraction, ...]:
    return tuple(Fraction(x, size) for x, size in zip(split, sizes, strict=True))


def _evenly(categories: Iterable[str], split: Split, answers: Sequence[str]) -> Table:
    """Divide each type's people among the categories; the first ones get what is over."""
    ordered = [answer for answer in answers if answer in categories]
    return {
        answer: tuple((x + len(ordered) - 1 - at) // len(ordered) for x in split)
        for at, answer in enumerate(ordered)
    }


def _claim(
    item: str, categories: frozenset[str], sizes: Split, earlier: Tables
) -> Claim | None:
    """Return what the claims in print ask of the shares of a part."""
    if item == "any_marketing":
        return group_owned_clearly_above
    if categories != frozenset(GOOD):
        return None
    if item == "performance":
        return lambda shares: in_order(shares, LEAD)
    good = zip(*(earlier["performance"][answer] for answer in GOOD), strict=True)
    performance = _shares(tuple(map(sum, good)), sizes)
    return lambda shares: (
        in_order(shares, LEAD) and gap_everywhere(performance, shares, LEAD)
    )
