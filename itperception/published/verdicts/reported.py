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
from itperception.published.verdicts.group_tables import sizes_and_counts
from itperception.published.verdicts.groups import group_said, group_tables, under
from itperception.published.verdicts.question import (
    INDEPENDENT,
    NO_SIZES,
    SAME_PEOPLE,
    ClaimQuestion,
)
from itperception.published.verdicts.verdict import (
    Certainty,
    Verdict,
    answer_of,
    ends_of,
    is_p_value,
    quantities,
)

TWICE = ("twice", "double", "doubled", "doppelt", "verdoppelt", "dubbelt", "fördubblat")
SIGNS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
         "≤": operator.le, "≥": operator.ge}  # fmt: skip
AS_PRINTED = "a number in print is rounded: {said} is at least {low:g} and at most {high:g}"
_UNDERSTOOD = "a number such as 2.43, < 0.001 or at least 2, or a word such as twice"


class Said(NamedTuple):
    """What a number in print says of the number itself."""

    # from numbers to whether each can be printed so
    holds: Callable[[np.ndarray], np.ndarray]
    told: str  # why, as an assumption; empty where there is nothing to say


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
        raise ItPerceptionError(f"{printed!r} is not understood; expected {_UNDERSTOOD}")
    sign, digits = found.groups()
    number = Fraction(digits)
    if sign:
        return Said(lambda value: SIGNS[sign](value, float(number)), "")
    half = Fraction(1, 2 * 10 ** len(digits.partition(".")[2]))
    low, high = float(number - half), float(number + half)
    told = AS_PRINTED.format(said=printed, low=low, high=high)
    return Said(lambda value: (value >= low) & (value <= high), told)


def judge_ratio(asked: ClaimQuestion) -> Verdict:
    """Judge that the first share is so many times the second.

    Two figures, of two groups or of the same people. Option: ``times``, the number as
    printed, "2.43", "at least 2", "twice". Nothing is tested; the quantity is ``ratio`` of
    the shares, which has no upper end where the second share may be nobody's.
    """
    first, second = figures = asked.figures[:2]
    said = read_number(asked.needed("times"))
    same = first.group == second.group
    if same:
        nets = [(figure.item, figure.categories) for figure in figures]
        found = asked.known.across(nets, (first.group,))[:, 0]
        sizes, counts, complete = np.repeat(found[:, :1], 2, axis=1), found[:, 1:], True
    else:
        sizes, counts, complete = sizes_and_counts(asked)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = counts[:, 0] * sizes[:, 1] / (counts[:, 1] * sizes[:, 0])
    at = [f"{what}_{f.id}" for what in ("size", "count") for f in figures]
    tables = pd.DataFrame(np.column_stack([sizes, counts]), columns=at).assign(ratio=found)
    holds, ends = answer_of(said.holds(found)), ends_of(tables, ["ratio"], at)
    if not complete:
        outer = (first.low / second.high if second.high else 0.0,
                 first.high / second.low if second.low else np.inf)  # fmt: skip
        holds = "some" if holds == "some" else None
        ends = quantities([{"quantity": "ratio", "low": float(outer[0]),
                            "high": float(outer[1]), "certified": False,
                            "certificate": "outer: the ends of both printed ranges"}])  # fmt: skip
    return asked.verdict(
        holds, tables=tables, number=len(tables) if complete else None, quantities=ends,
        said=[SAME_PEOPLE if same else INDEPENDENT, *filter(None, [said.told])],
        limits=complete,
    )  # fmt: skip


def reported(asked: ClaimQuestion) -> Verdict:
    """Judge that a test or an odds ratio in print can come from the shares in print.

    The net's share in two groups. Options: ``p``, ``odds_ratio``, ``risk_ratio``, each as
    printed; the first figure over the second. Assumptions as for
    :func:`itperception.published.verdicts.groups.groups`.

    Quantities: what is printed, first the p-values. Their certificate says in which tables
    each is as printed: a p-value is right if one of the tests gives it.
    """
    figures, claim = asked.figures, asked.claim
    told = {name: read_number(claim.options[name])
            for name in ("p", "odds_ratio", "risk_ratio") if name in claim.options}  # fmt: skip
    if len(figures) != 2 or not told:
        raise ItPerceptionError(
            f"claim {claim.id!r}, of kind {claim.kind}, needs the figures of two groups, and "
            "'p', 'odds_ratio' or 'risk_ratio'"
        )
    tables, complete = group_tables(under(asked, claim.assume))
    if not complete:
        raise ItPerceptionError(
            f"claim {claim.id!r}: the groups may be of too many sizes; say how large each "
            "is, at least and at most, such as 'size: 100 to 400'"
        )
    if tables.empty:  # the assumptions leave none
        return Verdict(
            claim=claim, possible=False, alpha=asked.alpha, contradiction=NO_SIZES
        )
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
    return asked.verdict(
        _all_of(each), tables=tables, number=len(tables), quantities=ends,
        said=[*group_said(asked), *(one.told for one in told.values() if one.told)],
    )  # fmt: skip


def _ratios(tables: pd.DataFrame, groups: Sequence[str]) -> dict[str, pd.Series]:
    sizes = [tables.filter(regex="^size_").iloc[:, at] for at in (0, 1)]
    counts = [tables.filter(regex="^count_").iloc[:, at] for at in (0, 1)]
    inside, outside = counts, [n - k for n, k in zip(sizes, counts, strict=True)]
    return {
        "odds_ratio": inside[0] * outside[1] / (outside[0] * inside[1]),
        "risk_ratio": inside[0] * sizes[1] / (sizes[0] * inside[1]),
    }


def _best(answers: Sequence[Certainty | None]) -> Certainty:
    """Return what is known of p if any of the tests may be the one in print."""
    if "every" in answers:
        return "every"
    return "none" if set(answers) == {"none"} else "some"


def _all_of(answers: Sequence[Certainty | None]) -> Certainty:
    if "none" in answers:
        return "none"
    return "every" if set(answers) == {"every"} else "some"
