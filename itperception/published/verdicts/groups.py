"""The same net in several groups: whether its share differs, and beyond chance.

Where sizes of groups are not in print, every way of dividing the people asked that allows
the printed percentages is gone through, so that the answer is a map of all splits.

Without a size there is no table to test; but shares in print differ, or not, however many
people they are of, and beyond some size a difference is beyond chance.

A number that print itself works out of such figures ("twice as likely", "2.43 times",
"p < 0.001") stands for a range, as a percentage does, and is held against every table too.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri

from itperception.errors import ItPerceptionError, unknown_name
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import StudyClaim
from itperception.published.tables.tables_of import similar_to
from itperception.published.verdicts.group_tables import (
    group_chi_squared_p,
    group_exact_p,
    is_too_much,
    sizes_and_counts,
)
from itperception.published.verdicts.means import variance_of_share
from itperception.published.verdicts.question import (
    EXHAUSTIVE,
    INDEPENDENT,
    NO_OTHERS,
    NO_SIZES,
    SAME_PEOPLE,
    ClaimQuestion,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Certainty,
    Verdict,
    answer_of,
    answer_of_some,
    buys_frame,
    ends_of,
    is_p_value,
    opened,
    quantities,
)

NOT_EXACT = (
    "beyond chance means: Pearson's X², its distribution approximated; there are too many "
    "tables for an exact test"
)
AGAINST_OTHERS = "a group that is some of everybody is held against all others asked"
TWO_SIDED = ("freeman_halton_p", "exact_pearson_p", "pearson_p", "n_minus_one_p")
_EXACT_UP_TO = 20_000
"""Of more tables of two groups exact p-values are not worked out."""


def groups(asked: ClaimQuestion) -> Verdict:
    """Judge that a net differs between groups, or is larger in one than in another.

    One figure of the net per group. Options: ``test``, the p-value that decides, by default
    "freeman_halton_p", of two groups "n_minus_one_p"; ``direction``, [lower group, higher
    group]; ``similar``, [figure, figure it is similar to]; ``what_if``, a list of
    assumptions whose worth is shown in ``buys``. Assumptions: ``least``, ``exhaustive`` (the
    groups are everybody), ``similar`` (points apart at most:
    :func:`itperception.published.tables.tables_of.similar_to`).

    ``tables`` has ``size_<group>``, ``count_<group>``, ``difference`` (largest share minus
    smallest; with a direction, higher minus lower) and p-values.

    ``deciding_values``: no table in which ``group`` is smaller than ``only_from`` or
    larger than ``only_to`` is significant; all of those from ``always_from`` to
    ``always_to``, the longest such run of its sizes, are (None if there is none).
    """
    claim, alpha = asked.claim, asked.alpha
    fitting, complete = group_tables(under(asked, claim.assume))
    if fitting.empty and complete:  # the assumptions leave none
        return Verdict(claim=claim, possible=False, alpha=alpha, contradiction=NO_SIZES)
    decided_by = _decided_by(claim, fitting)
    true = fitting["difference"] > 0
    beyond = true & (fitting[decided_by] <= alpha)
    others = [name for name in TWO_SIDED if name in fitting and name != decided_by]
    at = [column for column in fitting if column.startswith(("size_", "count_"))]
    ends = ends_of(fitting, ["difference", decided_by, *others, *at], at)
    if complete:
        holds, significant = answer_of(true), answer_of(beyond)
        decides = _sizes_that_decide(claim, fitting, beyond)
        key = _deciding(fitting, decides)
    else:
        outer = difference_in_print(asked)
        ends = opened(ends, {"difference": outer}, len(fitting))
        holds = answer_of_some(true, outer[0] > 0, outer[1] <= 0)
        significant = answer_of_some(beyond, False, holds == "none")
        key, decides = sizes_enough(asked)
    return asked.verdict(
        holds, significant, said=group_said(asked, decided_by), limits=complete,
        tables=fitting, number=len(fitting) if complete else None, quantities=ends,
        deciding=key, deciding_values=decides,
        buys=buys_frame(_ways(asked, fitting) if complete else {}, decided_by, alpha),
    )  # fmt: skip


def _ways(asked: ClaimQuestion, fitting: pd.DataFrame) -> dict[str, tuple]:
    """Return the tables under each assumption of a claim, and where the claim is true.

    Worked out only where all tables are known: some of them bound nothing, and to look for
    them takes longest.
    """
    claim = asked.claim
    lines = [{}, claim.assume, *claim.options.get("what_if", ())]
    found = {}
    for line in lines:
        known = dict(line) == dict(claim.assume)
        tables = fitting if known else group_tables(under(asked, line))[0]
        found[assumption_name(line)] = tables, tables["difference"] > 0
    return found


def _decided_by(claim: StudyClaim, tables: pd.DataFrame) -> str:
    """Return the p-value that decides; an exact one only if it was worked out."""
    usual = next(name for name in ("n_minus_one_p", *TWO_SIDED) if name in tables)
    name = str(claim.options.get("test", usual))
    if name not in tables:
        known = [column for column in tables if is_p_value(column)]
        raise unknown_name("test", name, known)
    return name


def under(asked: ClaimQuestion, assume: Mapping[str, object]) -> ClaimQuestion:
    """Return the question under other assumptions, the study as they read it."""
    study, figures = asked.study, asked.figures
    if assume.get("exhaustive"):
        study = study.assuming(parts=tuple(figure.group for figure in figures))
    if "similar" in assume and (pair := asked.claim.options.get("similar")):
        one, like = (study.figure(name) for name in pair)
        read = similar_to(one, like, assume["similar"])
        every = tuple(read if f.id == one.id else f for f in study.figures)
        study = study.assuming(figures=every)
    return ClaimQuestion(study, replace(asked.claim, assume=dict(assume)), asked.alpha)


def group_tables(asked: ClaimQuestion) -> tuple[pd.DataFrame, bool]:
    """Return the tables of one figure per group with p-values, and whether these are all."""
    figures = asked.figures
    names = [figure.group for figure in figures]
    sizes, counts, complete = sizes_and_counts(asked)
    if inside := asked.held_apart():  # a part is held against the rest of everybody
        at, parts = names.index(EVERYBODY), [names.index(group) for group in inside]
        names[at] = "others" if "others" not in names else "all_others"
        for some in (sizes, counts):
            some[:, at] -= some[:, parts].sum(axis=1)
        left = (sizes[:, at] > 0) & (counts[:, at] >= 0) & (counts <= sizes).all(axis=1)
        if len(left) and not left.any():
            raise ItPerceptionError(NO_OTHERS.format(groups=" and ".join(inside)))
        sizes, counts = sizes[left], counts[left]
    shares = counts / sizes
    frame = pd.DataFrame(sizes, columns=[f"size_{name}" for name in names])
    frame[[f"count_{name}" for name in names]] = counts
    if direction := asked.claim.options.get("direction"):
        at = {figure.group: place for place, figure in enumerate(figures)}
        lower, higher = (at[name] for name in direction)
        frame["difference"] = shares[:, higher] - shares[:, lower]
    else:
        frame["difference"] = np.ptp(shares, axis=1) if len(shares) else []
    tests = {"pearson_p": group_chi_squared_p(sizes, counts)}
    if len(names) == 2:
        tests["n_minus_one_p"] = group_chi_squared_p(sizes, counts, less=1)
    few = len(names) > 2 or len(sizes) <= _EXACT_UP_TO
    if few and not is_too_much(sizes, counts):
        tests |= group_exact_p(sizes, counts)
    return frame.assign(**tests), complete


def _deciding(tables: pd.DataFrame, decides: Mapping[str, object]) -> str:
    """Return the key of the sentence: are the sizes open, and do they decide."""
    if not tables.filter(regex="^size_").nunique().gt(1).any():
        return ""
    always = (decides["always_from"], decides["always_to"])
    if decides["only_from"] is None or always == (decides["lowest"], decides["highest"]):
        return "group_sizes_open"
    return "group_sizes" if always[0] is None else "group_sizes_always"


def _sizes_that_decide(
    claim: StudyClaim, tables: pd.DataFrame, significant: pd.Series
) -> dict[str, object]:
    """Return, for the group that decides most, which of its sizes decide."""
    names = [column.removeprefix("size_") for column in tables.filter(regex="^size_")]
    found = {name: size_runs(tables[f"size_{name}"], significant) for name in names}
    usual = max(names, key=lambda name: found[name]["left_out"])
    group = str(claim.options.get("group", usual))
    return {"group": group, **found[group], "sizes": found}


def size_runs(sizes: pd.Series, significant: pd.Series) -> dict[str, int | None]:
    """Return which sizes of a group can be significant, and which always are.

    ``lowest``, ``highest`` (sizes that fit), ``only_from``, ``only_to`` (the least and the
    largest with a significant table), ``always_from``, ``always_to`` (ends of the longest
    run of fitting sizes of which every table is significant), ``left_out`` (tables outside
    `only_from` to `only_to`).

    Examples
    --------
    >>> runs = size_runs(pd.Series([5, 5, 7, 9]), pd.Series([False, True, True, True]))
    >>> [runs[name] for name in ("only_from", "always_from", "always_to")]
    [5, 7, 9]
    """
    every = significant.groupby(sizes).all()
    run_of = (~every).cumsum()[every]
    longest = run_of[run_of == run_of.mode().min()].index if len(run_of) else []
    some = sizes[significant]
    only = (int(some.min()), int(some.max())) if len(some) else (None, None)
    outside = ~sizes.between(*only) if len(some) else sizes.notna()
    always = (int(longest[0]), int(longest[-1])) if len(longest) else (None, None)
    return {
        "lowest": int(sizes.min()), "highest": int(sizes.max()),
        "only_from": only[0], "only_to": only[1],
        "always_from": always[0], "always_to": always[1], "left_out": int(outside.sum()),
    }  # fmt: skip


def group_said(asked: ClaimQuestion, decided_by: str = "") -> Sequence[str]:
    """Return what a comparison of groups rests on."""
    named = {figure.group for figure in asked.figures}
    said = EXHAUSTIVE if set(asked.study.parts) == named else INDEPENDENT
    if asked.held_apart():
        said = AGAINST_OTHERS
    approximate = decided_by == "pearson_p" and len(asked.figures) > 2
    return (said, NOT_EXACT) if approximate else (said,)


def assumption_name(assume: Mapping[str, object]) -> str:
    """Return the name of assumptions as `Verdict.buys` has it.

    Examples
    --------
    >>> assumption_name({"least": 10, "similar": 2}), assumption_name({})
    ('least 10, similar 2', 'none')
    """
    return ", ".join(f"{key} {value}" for key, value in assume.items()) or NONE


def difference_in_print(asked: ClaimQuestion) -> tuple[float, float]:
    """Return outer limits of the difference that shares in print leave at any sizes."""
    figures = {figure.group: asked.study.narrowed(figure) for figure in asked.figures}
    low, high = _between_figures(asked.claim, figures)
    if asked.held_apart():  # the others are further from a part than everybody is
        return (low if low > 0 else -1.0), (high if high < 0 else 1.0)
    return low, high


def _between_figures(claim: StudyClaim, figures: dict[str, Figure]) -> tuple[float, float]:
    if direction := claim.options.get("direction"):
        lower, higher = (figures[name] for name in direction)
        return float(higher.low - lower.high), float(higher.high - lower.low)
    lows, highs = ([getattr(f, end) for f in figures.values()] for end in ("low", "high"))
    return max(float(max(lows) - min(highs)), 0.0), float(max(highs) - min(lows))


def sizes_enough(asked: ClaimQuestion) -> tuple[str, dict]:
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
    unsaid = "_unsaid" if max(smallest) <= 1 else ""
    key = f"sample_sizes{unsaid}" if values["enough"] else "sample_sizes_needed"
    return (key if values["at_least"] else ""), values


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
    tables = tables.assign(**_ratios(tables))
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


def _ratios(tables: pd.DataFrame) -> dict[str, pd.Series]:
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
