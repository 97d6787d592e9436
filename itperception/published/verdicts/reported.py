"""A number that print itself works out of its figures: a ratio, a p-value, an odds ratio.

"Twice as likely", "2.43 times", "p < 0.001": each stands for a range, as a percentage does,
and is held against every table that fits the shares in print.
"""

import operator
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    NO_SIZES,
    SAME_PEOPLE,
    assumptions_of,
    claimed,
    joint_of,
    limits_of,
    needed_option,
)
from itperception.published.verdicts.groups import (
    INDEPENDENT,
    assumption_name,
    group_tables,
    groups_assumptions,
    sizes_and_counts,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Answer,
    Verdict,
    answer_of,
    buys_frame,
    buys_line,
    ends_of,
    is_p_value,
    quantities,
)

TWICE = ("twice", "double", "doubled", "doppelt", "verdoppelt", "dubbelt", "fördubblat")
SIGNS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
         "≤": operator.le, "≥": operator.ge}  # fmt: skip
AS_PRINTED = "a number in print is rounded: {said} is at least {low:g} and at most {high:g}"
UNDERSTOOD = "a number such as 2.43, < 0.001 or at least 2, or a word such as twice"


class Said(NamedTuple):
    """What a number in print says of the number itself.

    Attributes
    ----------
    holds : callable
        From numbers to whether each can be printed so.
    told : str
        Why, as an assumption; empty where there is nothing to say.
    """

    holds: Callable[[np.ndarray], np.ndarray]
    told: str


def read_number(printed: object) -> Said:
    """Read a number in print, with its rounding or its sign.

    Raises
    ------
    ItPerceptionError
        With what is understood.

    Examples
    --------
    >>> read_number("2.43").holds(np.array([2.42, 2.434, 2.44])).tolist()
    [False, True, False]
    >>> read_number("< 0.001").holds(np.array([0.001, 0.0002])).tolist()
    [False, True]
    >>> read_number("twice").told
    'a number in print is rounded: twice is at least 1.5 and at most 2.5'
    """
    text = str(printed).strip().replace(",", ".").replace("−", "-")
    plain = "2" if text.casefold() in TWICE else text
    for words, sign in (("more than ", ">"), ("less than ", "<"), ("at least ", ">="),
                        ("at most ", "<=")):  # fmt: skip
        plain = plain.replace(words, sign)
    found = re.fullmatch(r"([<>≤≥]=?)?\s*(\d*\.?\d+)", plain)
    if not found:
        raise ItPerceptionError(f"{printed!r} is not understood; expected {UNDERSTOOD}")
    sign, digits = found.groups()
    number = Fraction(digits)
    if sign:
        return Said(lambda value: SIGNS[sign](value, float(number)), "")
    half = Fraction(1, 2 * 10 ** len(digits.partition(".")[2]))
    low, high = float(number - half), float(number + half)
    told = AS_PRINTED.format(said=printed, low=low, high=high)
    return Said(lambda value: (value >= low) & (value <= high), told)


def ratio(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the first share is so many times the second.

    Parameters
    ----------
    study : Study
        With the claim's two figures: of two groups, or of the same people.
    claim : Claim
        ``times``: the number as printed, "2.43", "at least 2", "twice".
    alpha : float
        Not used: nothing is tested.

    Returns
    -------
    Verdict
        Quantities: ``ratio`` of the shares; of a second share that may be nobody's it has
        no upper end.
    """
    first, second = figures = claimed(study, claim)[:2]
    said = read_number(needed_option(claim, "times"))
    sizes, counts, complete = _shares(study, claim, figures)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = counts[:, 0] * sizes[:, 1] / (counts[:, 1] * sizes[:, 0])
    tables = pd.DataFrame(
        np.column_stack([sizes, counts]),
        columns=[f"{what}_{f.id}" for what in ("size", "count") for f in figures],
    ).assign(ratio=found)
    at = [name for name in tables if name != "ratio"]
    true = pd.Series(said.holds(found))
    holds: Answer | None = answer_of(true)
    ends = ends_of(tables, ["ratio"], at)
    if not complete:
        outer = (first.low / second.high if second.high else 0.0,
                 first.high / second.low if second.low else np.inf)  # fmt: skip
        holds = "undecided" if holds == "undecided" else None
        ends = quantities([{"quantity": "ratio", "low": float(outer[0]),
                            "high": float(outer[1]), "certified": False,
                            "certificate": "outer: the ends of both printed ranges"}])  # fmt: skip
    named = [assumption_name({key: value}) for key, value in claim.assume.items()]
    same = SAME_PEOPLE if first.group == second.group else INDEPENDENT
    limits = limits_of(joint_of(study, claim), figures) if complete else []
    return Verdict(
        claim=claim, possible=True, holds=holds, alpha=alpha, tables=tables,
        number=len(tables) if complete else None, quantities=ends,
        assumptions=assumptions_of(figures, same, *limits, *named,
                                   *filter(None, [said.told])),
        buys=buys_frame([buys_line(NONE, tables, effect="ratio", holds=true)] * complete),
    )  # fmt: skip


def _shares(study: Study, claim: Claim, figures: Sequence[Figure]):
    """Return sizes and counts, shape (N, 2), and whether these are all."""
    first, second = figures
    if first.group != second.group:
        return sizes_and_counts(study, figures, int(claim.assume.get("least", 1)))
    asked = [(figure.item, figure.categories) for figure in figures]
    found = joint_of(study, claim).across(asked, (first.group,))[:, 0]
    return np.repeat(found[:, :1], 2, axis=1), found[:, 1:], True


def reported(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that a test or an odds ratio in print can come from the shares in print.

    Parameters
    ----------
    study : Study
        With the net's share in two groups.
    claim : Claim
        ``p``, ``odds_ratio``, ``risk_ratio``, each as printed; the first figure over the
        second. ``assume`` as for :func:`itperception.published.verdicts.groups.groups`.
    alpha : float
        Not used: what print says of chance is what is judged.

    Returns
    -------
    Verdict
        Quantities: what is printed, first the p-values. Their certificate says in which
        tables each is as printed: a p-value is right if one of the tests gives it.
    """
    figures = claimed(study, claim)
    told = {name: read_number(claim.options[name])
            for name in ("p", "odds_ratio", "risk_ratio") if name in claim.options}  # fmt: skip
    if len(figures) != 2 or not told:
        raise ItPerceptionError(
            f"claim {claim.id!r}, of kind {claim.kind}, needs the figures of two groups, and "
            "'p', 'odds_ratio' or 'risk_ratio'"
        )
    tables, complete = group_tables(study, claim, claim.assume)
    if not complete:
        raise ItPerceptionError(
            f"claim {claim.id!r}: the groups may be of too many sizes; say how large each "
            "is, at least and at most, such as 'size: 100 to 400'"
        )
    if tables.empty:  # the assumptions leave none
        return Verdict(claim=claim, possible=False, alpha=alpha, contradiction=NO_SIZES)
    tables = tables.assign(**_ratios(tables, [figure.group for figure in figures]))
    names = [n for n in tables if is_p_value(n)] if "p" in told else []
    names += [name for name in told if name != "p"]
    at = [column for column in tables if column.startswith(("size_", "count_"))]
    true = {
        n: pd.Series(told.get(n, told.get("p")).holds(tables[n].to_numpy())) for n in names
    }
    ends = ends_of(tables, names, at)
    ends["certificate"] = [
        f"as printed in {int(true[name].sum()):,} of {len(tables):,} tables"
        for name in ends["quantity"]
    ]
    of_p = [true[name] for name in names if is_p_value(name)]
    each = [answer_of(true[n]) for n in names if not is_p_value(n)]
    each += [_best([answer_of(one) for one in of_p])] if of_p else []
    return Verdict(
        claim=claim, possible=True, holds=_all_of(each), alpha=alpha, tables=tables,
        number=len(tables), quantities=ends,
        assumptions=(*groups_assumptions(study, figures, claim, True),
                     *(one.told for one in told.values() if one.told)),
    )  # fmt: skip


def _ratios(tables: pd.DataFrame, groups: Sequence[str]) -> dict[str, pd.Series]:
    sizes = [tables.filter(regex="^size_").iloc[:, at] for at in (0, 1)]
    counts = [tables.filter(regex="^count_").iloc[:, at] for at in (0, 1)]
    inside, outside = counts, [n - k for n, k in zip(sizes, counts, strict=True)]
    return {
        "odds_ratio": inside[0] * outside[1] / (outside[0] * inside[1]),
        "risk_ratio": inside[0] * sizes[1] / (sizes[0] * inside[1]),
    }


def _best(answers: Sequence[Answer | None]) -> Answer:
    """Return what is known of p if any of the tests may be the one in print."""
    if "certain" in answers:
        return "certain"
    return "impossible" if set(answers) == {"impossible"} else "undecided"


def _all_of(answers: Sequence[Answer | None]) -> Answer:
    if "impossible" in answers:
        return "impossible"
    return "certain" if set(answers) == {"certain"} else "undecided"
