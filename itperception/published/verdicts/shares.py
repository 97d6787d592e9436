"""Is a share above half, or below: of the people asked, and beyond chance.

Whether it is beyond chance is the exact binomial test against the share it is said to
exceed. Where the base is not in print, the answer is from which base on.

Of several shares of the same people, how many are in each net is in print, who is in which
of them together is not.

A group lifts the average exactly if it is above all others taken together, so it is judged
as the higher of two groups. Two nets do not always go together exactly if somebody is in
one and not in the other, which the tables of both say without a test.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.special import bdtr, chdtrc, gammaln

from itperception.errors import ItPerceptionError
from itperception.inference.intervals import wilson
from itperception.inference.missing.share_bounds import dont_know_limits, share_bounds
from itperception.inference.tables.proportions import one_proportion
from itperception.published.figures.study import Group
from itperception.published.verdicts.leads import leading_group
from itperception.published.verdicts.pairs import AT, BY_ENDS, paired
from itperception.published.verdicts.question import ClaimQuestion
from itperception.published.verdicts.verdict import (
    CLOSED,
    NONE,
    Verdict,
    answer_of,
    buys_frame,
    ends_of,
    quantities,
    verdict_of,
)


def cochran_ends(sizes: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest value of Cochran's Q, table by table.

    Q = (k − 1)(k Σ C² − N²)/(kN − Σ u²), totals C with sum N, u nets of each person. Given
    the totals it rises with Σ u², which is that of all groups. In a group of n whose
    counts add up to qn + r the least is nq² + r(2q + 1), attained by dealing the nets round
    and round; the most is Σ (2j − 1) C₍ⱼ₎ with C₍₁₎ ≥ C₍₂₎ ≥ …, nets inside each other,
    since no u is ahead of the conjugate of the totals (Gale 1957, Ryser 1957). If nobody
    is in only some of the nets, these are equal, and Q is 0.

    Examples
    --------
    >>> least, most = cochran_ends(np.array([[10]]), np.array([[[5, 5, 2]]]))
    >>> print(f"{least[0]:.3f} {most[0]:.3f}")
    1.800 6.000
    """
    totals, k = counts.sum(1), counts.shape[2]
    top = (k - 1) * (k * (totals**2).sum(1) - totals.sum(1) ** 2)
    all_in = counts.sum(2)
    whole, over = np.divmod(all_in, np.maximum(sizes, 1))
    even = (sizes * whole**2 + over * (2 * whole + 1)).sum(1)
    nested = (np.sort(counts, axis=2)[:, :, ::-1] @ (2 * np.arange(k) + 1)).sum(1)
    varied = (k * all_in.sum(1) - squares for squares in (even, nested))
    least, most = (np.where(top > 0, top / np.maximum(v, 1), 0.0) for v in varied)
    return least, most


def cochran_p(q: np.ndarray, nets: int) -> np.ndarray:
    """Return the p-value of Q, by its distribution for many people."""
    return chdtrc(nets - 1, q)


COUNTED_AT = ("base", "count")


def printed_figure(asked: ClaimQuestion) -> Verdict:
    """Judge that a printed share is possible, and say what it stands for.

    Option: ``dont_know``, the figure of those who did not know; by default the one of the
    same item and group whose category is "dont_know".

    Nothing is tested. Quantities: ``share``, ``count``, ``base`` and the share's interval
    ``interval`` (Wilson 1927, from the lowest lower to the highest upper limit); with don't
    knows also ``share_if_all_knew`` (Manski), ``interval_if_all_knew`` (Imbens and Manski
    2004, limits by Jeffreys' prior) and ``interval_if_all_knew_normal`` (the same with
    normal limits).
    """
    every = asked.share_counts()
    tables = tables_of(every)
    intervals = quantities(_intervals(tables, every, 1 - asked.alpha))
    known = tables["base"].nunique() == 1
    return asked.verdict(
        "every", tables=tables, number=len(tables),
        quantities=pd.concat([ends_of(tables, ["share", "count", "base"], COUNTED_AT), intervals],
                             ignore_index=True),
        deciding=("count" if len(tables) == 1 else "counts") if known else "bases",
        deciding_values=count_ends(tables),
    )  # fmt: skip


def _intervals(
    tables: pd.DataFrame, every: pd.DataFrame, level: float
) -> Iterator[dict[str, object]]:
    """Yield the bounds of the share with chance, and if all knew, over all counts."""
    counts, bases = (tables[name].to_numpy() for name in ("count", "base"))
    ends = {"interval": wilson(counts, bases, level=level)}
    if "silent" in every:
        n, k, d = (every[name].to_numpy() for name in ("base", "count", "silent"))
        bounds = share_bounds(k, d, n)
        ends["share_if_all_knew"] = bounds.low, bounds.high
        for name, limits in (("", "jeffreys"), ("_normal", "normal")):
            found = dont_know_limits(k, d, n, limits=limits, level=level)
            ends[f"interval_if_all_knew{name}"] = found
    for name, (low, high) in ends.items():
        how = f"all {len(every)} pairs of counts"
        if name == "interval":
            how = "widest of the Wilson intervals of all counts"
        yield {"quantity": name, "low": float(np.min(low)), "high": float(np.max(high)),
               "certificate": how}  # fmt: skip


def tables_of(every: pd.DataFrame) -> pd.DataFrame:
    """Return each base with each count once, whoever did not know."""
    return every[["base", "count", "share"]].drop_duplicates(ignore_index=True)


def count_ends(tables: pd.DataFrame) -> dict[str, object]:
    """Return the numbers of the sentences about counts and bases."""
    counts, bases = tables["count"], tables["base"]
    return {
        "base": int(bases.iloc[0]), "lowest": int(counts.min()),
        "highest": int(counts.max()), "bases": int(bases.nunique()),
        "smallest": int(bases.min()), "largest": int(bases.max()),
    }  # fmt: skip


_REST = "all others"
_ALIKE = (
    "claim {claim!r} needs a figure each of several items, all of the same people; use kind "
    "'groups' for one item in several groups, 'largest' for answers of one item"
)
ASKED_ALL = "the same people were asked about all of them"
COCHRAN = "beyond chance means: Cochran's Q test, its distribution approximated"
_ENDS = {"difference": ("difference", "difference"), "cochran_p": ("p_low", "p_high"),
        "cochran_q": ("q_low", "q_high")}  # fmt: skip


def majority(asked: ClaimQuestion) -> Verdict:
    """Judge that a share is above a given one; `minority` that it is below.

    The answers of its figures exclude each other and are added up. Options: ``than``, the
    given share in [0, 1], by default one half; ``dont_know`` as in
    :func:`itperception.published.verdicts.shares.printed_figure`. ``tables`` has ``base``,
    ``count``, ``share``, ``binomial_p`` and ``binomial_midp``.

    ``deciding_values``, with one base: ``needed``, the count nearest to the given share
    from which on the test is significant. With more: ``always_from``, from which base on
    every table is significant, and ``sometimes_from``, the smallest base with one.
    """
    above, alpha = asked.claim.kind == "majority", asked.alpha
    than = Fraction(str(asked.claim.options.get("than", "1/2")))
    every = asked.share_counts()
    tables = _tested(tables_of(every), than)
    true = _truth(tables, than, above)
    beyond = true & (tables["binomial_p"] <= alpha)
    names = ["share", "binomial_p", "binomial_midp", "count", "base"]
    key, values = _threshold(tables, beyond, than, above, alpha)
    ways = {NONE: tables, **_without_dont_knows(every, than)}
    ways = {name: (some, _truth(some, than, above)) for name, some in ways.items()}
    return asked.verdict(
        answer_of(true), asked.at_every_size(answer_of(beyond)), tables=tables,
        number=len(tables), quantities=ends_of(tables, names, COUNTED_AT), deciding=key,
        deciding_values={"than": float(than), **values},
        buys=buys_frame(ways, "binomial_p", alpha),
    )  # fmt: skip


def _tested(tables: pd.DataFrame, than: Fraction) -> pd.DataFrame:
    """Add the binomial tests of every count against a given share."""
    n, k = tables["base"].to_numpy(), tables["count"].to_numpy()
    if than == Fraction(1, 2):
        tail = 2 * bdtr(np.minimum(k, n - k), n, 0.5)
        exact, midp = np.minimum(tail, 1.0), tail - _half_of_ties(k, n)
        return tables.assign(binomial_p=exact, binomial_midp=midp)
    tests = [
        [one_proportion(count, base, float(than), method=method).p_value
         for method in ("exact", "midp")]
        for base, count in zip(n, k, strict=True)
    ]  # fmt: skip
    return tables.assign(**pd.DataFrame(tests, columns=["binomial_p", "binomial_midp"]))


def _half_of_ties(k: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return what mid-p takes off twice the tail of Bin(n, ½)."""
    chance = np.exp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) - n * np.log(2.0))
    return np.where(2 * k == n, 1.5, 1.0) * chance


def _truth(tables: pd.DataFrame, than: Fraction, above: bool) -> pd.Series:
    """Say in which tables the share is on the side claimed."""
    lead = tables["count"] * than.denominator - tables["base"] * than.numerator
    return lead > 0 if above else lead < 0


def _threshold(tables, beyond, than: Fraction, above: bool, alpha: float):
    """Return the key and the numbers of what decides."""
    if tables["base"].nunique() > 1:
        every = beyond.groupby(tables["base"]).all()
        short = every.index[~every]
        later = [base for base in every.index if not len(short) or base > short.max()]
        some = tables.loc[beyond, "base"]
        key = "base_none" if some.empty else "base" if later else "base_sometimes"
        return key, count_ends(tables) | {
            "always_from": int(later[0]) if later else None,
            "sometimes_from": int(some.min()) if len(some) else None,
        }  # fmt: skip
    n = int(tables["base"].iloc[0])
    middle = n * than
    outwards = (
        range(int(middle) + 1, n + 1) if above else range(-int(-middle // 1) - 1, -1, -1)
    )
    at = bisect_left(  # p falls with the distance from the share
        outwards, True, key=lambda k: one_proportion(k, n, float(than)).p_value <= alpha
    )
    values = count_ends(tables) | {"needed": None}
    if at == len(outwards):
        return "count_none", values
    return "count_above" if above else "count_below", values | {"needed": outwards[at]}


def _without_dont_knows(every: pd.DataFrame, than: Fraction) -> dict[str, pd.DataFrame]:
    """Return the tables if don't knows are counted either way, or left out."""
    if "silent" not in every:
        return {}
    n, k, d = (every[name] for name in ("base", "count", "silent"))
    added = [every.assign(count=k + some) for some in range(d.max() + 1)]
    either = pd.concat([one[one["count"] <= k + d] for one in added])
    ways = {"dont_know_either_way": either,
            "dont_know_left_out": every.assign(base=n - d)[d < n]}  # fmt: skip
    return {
        name: _tested(tables_of(some.assign(share=some["count"] / some["base"])), than)
        for name, some in ways.items()
    }


def several(asked: ClaimQuestion) -> Verdict:
    """Judge that several shares of the same people, each of another item, are not all equal.

    Quantities: ``difference`` (largest share minus smallest), ``cochran_p`` and
    ``cochran_q``. ``tables``: one line per totals that print allows, with the ends of Q and
    p over who is in which of the nets.

    Raises
    ------
    ItPerceptionError
        If two figures are of one item, or of different people.
    """
    figures = asked.figures
    items = [figure.item for figure in figures]
    if len({*items}) < len(items) or len({figure.group for figure in figures}) > 1:
        raise ItPerceptionError(_ALIKE.format(claim=asked.claim.id))
    nets = [(figure.item, figure.categories) for figure in figures]
    whole, parts = asked.known.divided(nets, figures[0].group)
    least, most = cochran_ends(parts[:, :, 0], parts[:, :, 1:])
    counts = ["base", *(f"count_{figure.id}" for figure in figures)]
    tables = pd.DataFrame(whole, columns=counts).assign(
        difference=np.ptp(whole[:, 1:] / whole[:, :1], axis=1), q_low=least, q_high=most,
        p_low=cochran_p(most, len(figures)), p_high=cochran_p(least, len(figures)),
    )  # fmt: skip
    true = tables["difference"] > 0
    sure, maybe = (true & (tables[p] <= asked.alpha) for p in ("p_high", "p_low"))
    significant = verdict_of(sure.all(), maybe.any())
    return asked.verdict(
        answer_of(true), significant, said=(ASKED_ALL, COCHRAN), tables=tables,
        quantities=ends_of(tables, _ENDS, counts, CLOSED.format(lines=len(tables))),
        deciding="together" if significant == "some" else "",
    )  # fmt: skip


def above_average(asked: ClaimQuestion) -> Verdict:
    """Judge that a group is above everybody's average, in which it is itself.

    Options: ``group``, which; ``lead``, above all others together by more than so many
    points, by default 0. The verdict is that of
    :func:`itperception.published.verdicts.leads.leading_group`, all other parts taken
    together as one.

    Raises
    ------
    ItPerceptionError
        If print has the same share of one of the parts: all others together would leave
        it out.
    """
    study, claim = asked.study, asked.claim
    group, (sizes, n) = str(asked.needed("group")), _sizes(asked)
    items = {figure.item for figure in asked.figures}
    for other in study.figures:
        if other.is_share and other.item in items and other.group in study.parts:
            raise ItPerceptionError(
                f"claim {claim.id!r}: print has {other.item!r} of {other.group!r} too; "
                "use kind 'groups', which looks at every group's share"
            )
    rest = range(n - sizes[-1], n - sizes[0] + 1)
    two = {group: Group(id=group, sizes=sizes), _REST: Group(id=_REST, sizes=rest)}
    merged = study.assuming(groups={**study.groups, **two}, parts=(group, _REST))
    highest = replace(claim, kind="highest_group")
    return replace(leading_group(ClaimQuestion(merged, highest, asked.alpha)), claim=claim)


def _sizes(asked: ClaimQuestion) -> tuple[range, int]:
    """Return how large the group may be, and how many were asked."""
    group, n = str(asked.needed("group")), asked.study.n
    if group not in asked.study.parts or n is None or len(n) != 1:
        raise ItPerceptionError(
            f"claim {asked.claim.id!r}: {group!r} must be one of the 'parts' of people whose "
            "number (n) is in print"
        )
    found = asked.known.sizes((group,))
    return range(found.min(), found.max() + 1), n[0]


def not_always(asked: ClaimQuestion) -> Verdict:
    """Judge that two nets of the same people do not always go together.

    As :func:`itperception.published.verdicts.pairs.paired`, without a test: somebody in one
    net and not in the other is enough. The first quantity, ``count_apart``, is how many
    are in one net only.
    """
    found = paired(asked)
    apart = found.tables["first_count"] + found.tables["second_count"]
    tables = found.tables.assign(count_apart=apart - 2 * found.tables["overlap"])
    values = {"base": int(tables["base"].max()), "lowest": int(tables["count_apart"].min())}
    ends = ends_of(tables, ["count_apart"], AT, "" if found.number else BY_ENDS)
    return replace(
        found, tables=tables, holds=answer_of(tables["count_apart"] > 0), significant=None,
        quantities=ends, buys=found.buys[:0], deciding_values=values,
        deciding="apart" if tables["base"].nunique() == 1 else "",
    )  # fmt: skip
