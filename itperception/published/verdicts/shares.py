"""Is a share above half, or below: of the people asked, and beyond chance.

Whether it is beyond chance is the exact binomial test against the share it is said to
exceed. Where the base is not in print, the answer is from which base on.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.special import bdtr, gammaln

from itperception.inference.tables.proportions import one_proportion
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    claimed,
    joint_of,
    share_counts,
)
from itperception.published.verdicts.figure import count_ends, said_of, tables_of
from itperception.published.verdicts.verdict import (
    NONE,
    Verdict,
    answer_of,
    buys_frame,
    buys_line,
    ends_of,
)

_AT = ("base", "count")


def majority(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that a share is above a given one; `minority` that it is below.

    Parameters
    ----------
    study : Study
        With the claim's figures, whose answers exclude each other and are added up.
    claim : Claim
        ``than``: the given share in [0, 1], by default one half. ``dont_know``: as in
        :func:`itperception.published.verdicts.figure.figure`.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        ``tables`` has ``base``, ``count``, ``share``, ``binomial_p`` and
        ``binomial_midp``.

    Notes
    -----
    ``deciding_values``, with one base: ``needed``, the count nearest to the given share
    from which on the test is significant. With more: ``always_from``, from which base on
    every table is significant, and ``sometimes_from``, the smallest base with one.
    """
    figures = claimed(study, claim)
    above = claim.kind == "majority"
    than = Fraction(str(claim.options.get("than", "1/2")))
    every = share_counts(study, claim, figures)
    tables = _tested(tables_of(every), than)
    true, beyond = _truth(tables, than, above, alpha)
    names = ["share", "binomial_p", "binomial_midp", "count", "base"]
    significant = answer_of(beyond)
    if significant == "impossible" and joint_of(study, claim).is_open(figures[0].group):
        significant = "undecided"  # among more people than were looked at it may be
    key, values = _threshold(tables, beyond, than, above, alpha)
    return Verdict(
        claim=claim, possible=True, holds=answer_of(true), alpha=alpha, tables=tables,
        significant=significant, number=len(tables),
        quantities=ends_of(tables, names, _AT), deciding=key,
        deciding_values={"than": float(than), **values},
        assumptions=said_of(study, claim, figures),
        buys=_buys(every, tables, than, above, alpha),
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


def _truth(tables, than: Fraction, above: bool, alpha: float):
    """Say in which tables the share is on the side claimed, and there beyond chance."""
    lead = tables["count"] * than.denominator - tables["base"] * than.numerator
    true = lead > 0 if above else lead < 0
    return true, true & (tables["binomial_p"] <= alpha)


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
    needed = next(iter(_significant(n, than, above, alpha)), None)
    key = "count_above" if above else "count_below"
    return "count_none" if needed is None else key, count_ends(tables) | {"needed": needed}


def _significant(n: int, than: Fraction, above: bool, alpha: float) -> Iterator[int]:
    """Yield the significant counts on the side claimed, nearest to the share first."""
    middle = n * than
    outwards = (
        range(int(middle) + 1, n + 1) if above else range(-int(-middle // 1) - 1, -1, -1)
    )
    for count in outwards:
        if one_proportion(count, n, float(than)).p_value <= alpha:
            yield count


def _buys(every, tables, than, above, alpha) -> pd.DataFrame:
    """Say what don't knows may change, counted either way or left out."""
    ways = {NONE: tables}
    if "silent" in every:
        n, k, d = (every[name] for name in ("base", "count", "silent"))
        added = [every.assign(count=k + some) for some in range(d.max() + 1)]
        either = pd.concat([one[one["count"] <= k + d] for one in added])
        out = every.assign(base=n - d)[d < n]
        for name, some in (("dont_know_either_way", either), ("dont_know_left_out", out)):
            some = tables_of(some.assign(share=some["count"] / some["base"]))
            ways[name] = _tested(some, than)
    lines = []
    for name, some in ways.items():
        true, _ = _truth(some, than, above, alpha)
        lines.append(
            buys_line(
                name, some, effect="share", holds=true, decided_by="binomial_p", alpha=alpha
            )
        )
    return buys_frame(lines)
