"""Two nets of the same people: whether one is larger, and beyond chance.

Print has both shares but not how many people are in both nets. With both counts fixed,
more people in both means fewer who contradict each other, and a smaller p-value, so one
overlap decides.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from itperception.published.bounds.overlap import Association, with_overlaps
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    DONT_KNOW,
    SAME_PEOPLE,
    assumptions_of,
    claimed,
    joint_of,
    limits_of,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Verdict,
    answer_of,
    buys_frame,
    buys_line,
    ends_of,
)

TESTS = {"midp": "mcnemar_midp", "exact": "mcnemar_exact_p", "asymptotic": "mcnemar_p"}
NOT_NEGATIVE = "those in one net are not less often in the other"
MOST = 1_000_000
"""So many tables are listed one by one."""
BY_ENDS = "enumerated all counts; p falls with how many are in both, so its ends decide"
_AT = ("first_count", "second_count", "overlap")


def paired(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the first net is larger than the second, of the same people.

    Parameters
    ----------
    study : Study
        With the claim's two figures.
    claim : Claim
        ``test``: "midp" (default), "exact" or "asymptotic" decides. ``dont_know``: the
        figure of those who did not know the second answer. ``assume``: ``overlap:
        non_negative``, that those in one net are not less often in the other.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        Its tables are those of :func:`itperception.published.bounds.overlap.with_overlaps`.

    Notes
    -----
    Of more than :data:`MOST` tables only those are listed in which as few and as many are
    in both as can be; every end is theirs. ``deciding_values``, if all are listed:
    ``always_from`` is the smallest overlap from which on the test is significant for every
    pair of counts that print allows, ``sometimes_from`` the smallest at which it is for
    some pair; None if there is none.
    """
    first, second, *_ = figures = claimed(study, claim)
    decided_by = str(claim.options.get("test", "midp"))
    association = claim.assume.get("overlap", "any")
    counts = _counts(study, claim, first, second)
    tables = _tables(counts, association)
    listed = not _is_too_much(counts)
    decides = _thresholds(tables, decided_by, alpha) if listed else {}
    deciding = _deciding(decides) if listed else ""
    significant = answer_of(_beyond(tables, decided_by, alpha))
    if significant == "impossible" and joint_of(study, claim).is_open(first.group):
        significant, deciding = "undecided", ""  # among more people than these it may be
    return Verdict(
        claim=claim, possible=True, alpha=alpha, tables=tables,
        number=len(tables) if listed else None, holds=answer_of(tables["difference"] > 0),
        significant=significant,
        quantities=_ends(tables, decided_by, "" if listed else BY_ENDS),
        deciding=deciding, deciding_values=decides,
        assumptions=assumptions_of(
            figures, SAME_PEOPLE, *([] if association == "any" else [NOT_NEGATIVE]),
            *limits_of(joint_of(study, claim), figures),
        ),
        buys=_buys(counts, decided_by, alpha) if listed else buys_frame([]),
    )  # fmt: skip


def _counts(study: Study, claim: Claim, first: Figure, second: Figure) -> pd.DataFrame:
    """Return all that print allows of two nets, with the ends of how many are in both.

    Returns
    -------
    pandas.DataFrame
        ``base``, ``first``, ``second``, ``lowest``, ``highest``; with a figure of don't
        knows also ``silent``.
    """
    known = joint_of(study, claim)
    both = tuple(answer for answer in first.categories if answer in second.categories)
    asked = [(first.item, first.categories), (second.item, second.categories)]
    if name := claim.options.get(DONT_KNOW):
        silent = study.figure(str(name))
        asked.append((silent.item, silent.categories))
    if first.item == second.item and both:
        asked.append((first.item, both))
    by_part = known.is_by_group(first.item) and known.is_by_group(second.item)
    groups = study.parts if by_part and first.group == EVERYBODY else ()
    found = known.across(asked, (*groups, first.group))
    n, x, y, *others = found[:, -1].T
    told = {"base": n, "first": x, "second": y}
    if name:
        told["silent"] = others[0]
        told["joining"] = others[0] if first.item != second.item else 0
    if first.item == second.item:
        overlap = others[-1] if both else np.zeros(len(n), int)
        return pd.DataFrame({**told, "lowest": overlap, "highest": overlap})
    sizes, firsts, seconds = np.moveaxis(found[:, : len(groups) or 1, :3], 2, 0)
    return pd.DataFrame({
        **told, "lowest": np.maximum(0, firsts + seconds - sizes).sum(axis=1),
        "highest": np.minimum(firsts, seconds).sum(axis=1),
    })  # fmt: skip


def _tables(counts: pd.DataFrame, association: Association = "any", more=0) -> pd.DataFrame:
    """Enumerate the tables; `more` people, at least none, are added to the second net.

    Of those who are added as many are in the first net as leave both ends of the overlap
    as far apart as can be.
    """
    found, ends_only = [], _is_too_much(counts)
    for added in range(np.max(more) + 1):
        some = counts[np.broadcast_to(more, len(counts)) >= added]
        n, x, y = some["base"], some["first"], some["second"] + added
        low, high = some["lowest"], some["highest"]
        if added:
            joining = np.minimum(added, some["joining"])
            low, high = np.maximum(low, x + y - n), np.minimum(high + joining, x)
        if association == "non_negative":
            low = np.maximum(low, -(-x * y // n))
        fits = low <= high
        n, x, y, low, high = (np.asarray(v)[fits] for v in (n, x, y, low, high))
        for ends in ((low, low), (high, high)) if ends_only else ((low, high),):
            found.append(with_overlaps(n, x, y, *ends))
    return pd.concat(found, ignore_index=True)


def _is_too_much(counts: pd.DataFrame) -> bool:
    """Whether counts leave more overlaps than are listed one by one."""
    return int((counts["highest"] - counts["lowest"] + 1).sum()) > MOST


def _beyond(tables: pd.DataFrame, decided_by: str, alpha: float) -> pd.Series:
    """Say in which tables the first net is larger beyond chance."""
    return (tables[decided_by] <= alpha) & (tables["difference"] > 0)


def _ends(tables: pd.DataFrame, decided_by: str, certificate: str) -> pd.DataFrame:
    """Bound the difference and the p-values, the one that decides first."""
    order = sorted(TESTS, key=lambda test: test != decided_by)
    names = {"difference": "difference", **{test: TESTS[test] for test in order}}
    renamed = tables.rename(columns=names)
    return ends_of(renamed, [*names.values(), "statistic"], _AT, certificate).replace(
        {"quantity": {"statistic": "mcnemar"}}
    )


def _thresholds(tables: pd.DataFrame, decided_by: str, alpha: float) -> dict[str, object]:
    """Return the overlaps from which on every pair, and some pair, is significant."""
    pairs = tables.groupby(["base", "first_count", "second_count"])
    smallest = [
        table.loc[_beyond(table, decided_by, alpha), "overlap"].min() for _, table in pairs
    ]
    reached = pd.Series(smallest)
    every = None if reached.isna().any() else int(reached.max())
    some = None if reached.isna().all() else int(reached.min())
    return {
        "base": int(tables["base"].max()),
        "lowest": int(tables["overlap"].min()), "highest": int(tables["overlap"].max()),
        "always_from": every, "sometimes_from": some, "test": decided_by,
    }  # fmt: skip


def _deciding(decides: Mapping[str, object]) -> str:
    """Return the key of the sentence: is there an overlap that decides."""
    every, some = decides["always_from"], decides["sometimes_from"]
    if some is None or (every is not None and every <= decides["lowest"]):
        return "overlap_open"
    return "overlap_sometimes" if every is None else "overlap"


def _buys(counts: pd.DataFrame, decided_by: str, alpha: float) -> pd.DataFrame:
    """Say what an overlap that is not negative buys, and what don't knows may cost."""
    ways = {NONE: _tables(counts), "overlap_not_negative": _tables(counts, "non_negative")}
    if "silent" in counts:
        silent, known = counts["silent"], counts["base"] - counts["silent"]
        as_others = silent * counts["second"] // np.maximum(known, 1)
        ways["dont_know_either_way"] = _tables(counts, more=silent)
        ways["dont_know_less_positive"] = _tables(counts, more=as_others)
    lines = []
    for name, tables in ways.items():
        lines.append(
            buys_line(
                name, tables, effect="difference", holds=tables["difference"] > 0,
                decided_by=decided_by, alpha=alpha,
            )
        )  # fmt: skip
    return buys_frame(lines)
