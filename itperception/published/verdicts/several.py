"""Several shares of the same people: whether they differ, and beyond chance.

How many are in each net is in print, who is in which of them together is not.
"""

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.bounds.cochran import cochran_ends, cochran_p
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    assumptions_of,
    claimed,
    joint_of,
    limits_of,
)
from itperception.published.verdicts.verdict import (
    CLOSED,
    NONE,
    Answer,
    Verdict,
    answer_of,
    buys_frame,
    ends_of,
    quantities,
)

ALIKE = (
    "claim {claim!r} needs a figure each of several items, all of the same people; use kind "
    "'groups' for one item in several groups, 'largest' for answers of one item"
)
ASKED_ALL = "the same people were asked about all of them"
COCHRAN = "beyond chance means: Cochran's Q test, its distribution approximated"


def several(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that several shares of the same people are not all equal.

    Parameters
    ----------
    study : Study
        With the claim's figures, each of another item.
    claim : Claim
        ``assume``: ``least``, size of the smallest group whose size is not in print.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        Quantities: ``difference`` (largest share minus smallest), ``cochran_p`` and
        ``cochran_q``. ``tables``: one line per totals that print allows, with the ends of
        Q and p over who is in which of the nets.

    Raises
    ------
    ItPerceptionError
        If two figures are of one item, or of different people.
    """
    figures, known = claimed(study, claim), joint_of(study, claim)
    items = [figure.item for figure in figures]
    if len({*items}) < len(items) or len({figure.group for figure in figures}) > 1:
        raise ItPerceptionError(ALIKE.format(claim=claim.id))
    group = figures[0].group
    by = known.shared_groups(items, group)
    found = known.across([(f.item, f.categories) for f in figures], [*by, group])
    whole = found[:, -1]
    rest = (2 * whole - found.sum(axis=1))[:, None]
    parts = np.concatenate([found[:, :-1], rest], axis=1)
    ends = cochran_ends(parts[:, :, 0], parts[:, :, 1:])
    tables = pd.DataFrame(whole, columns=["base", *(f"count_{f.id}" for f in figures)])
    shares = whole[:, 1:] / whole[:, :1]
    low, high = (cochran_p(q, len(figures)) for q in reversed(ends))
    tables = tables.assign(difference=np.ptp(shares, axis=1), q_low=ends[0],
                           q_high=ends[1], p_low=low, p_high=high)  # fmt: skip
    true = tables["difference"] > 0
    sure, maybe = (true & (p <= alpha) for p in (high, low))
    significant: Answer = (
        "certain" if sure.all() else "undecided" if maybe.any() else "impossible"
    )
    lines = _lines(tables, [name for name in tables if name.startswith("count_")])
    line = {"assumption": NONE, "holds": answer_of(true), "significant": significant,
            "low": low.min(), "high": high.max()}  # fmt: skip
    named = [f"{key} {value}" for key, value in claim.assume.items()]
    return Verdict(
        claim=claim, possible=True, alpha=alpha, tables=tables, holds=answer_of(true),
        significant=significant, quantities=lines,
        deciding="together" if significant == "undecided" else "",
        assumptions=assumptions_of(figures, ASKED_ALL, COCHRAN, *named,
                                   *limits_of(known, figures)),
        buys=buys_frame([line]),
    )  # fmt: skip


def _lines(tables: pd.DataFrame, counts: list[str]) -> pd.DataFrame:
    """Return the ends of the difference, of p and of Q."""
    how, at = CLOSED.format(lines=len(tables)), ["base", *counts]
    lines = [ends_of(tables, ["difference"], at, how)]
    for name, short in (("cochran_p", "p"), ("cochran_q", "q")):
        low, high = (ends_of(tables, [f"{short}_{end}"], at, how).iloc[0]
                     for end in ("low", "high"))  # fmt: skip
        lines.append(quantities([{
            "quantity": name, "low": low["low"], "high": high["high"], "certificate": how,
            "low_at": low["low_at"], "high_at": high["high_at"]}]))  # fmt: skip
    return pd.concat(lines, ignore_index=True)
