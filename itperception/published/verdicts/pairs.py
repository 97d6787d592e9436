"""Two nets of the same people: whether one is larger, and beyond chance.

Print has both shares but not how many people are in both nets. With both counts fixed,
more people in both means fewer who contradict each other, and a smaller p-value, so one
overlap decides.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from itperception.published.bounds.overlap import Association, with_overlaps
from itperception.published.figures.figures import EVERYBODY
from itperception.published.verdicts.question import (
    DONT_KNOW_OPTION,
    SAME_PEOPLE,
    ClaimQuestion,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Certainty,
    Verdict,
    answer_of,
    buys_frame,
    ends_of,
)

TESTS = {"midp": "mcnemar_midp", "exact": "mcnemar_exact_p", "asymptotic": "mcnemar_p"}
NOT_NEGATIVE = "those in one net are not less often in the other"
MOST = 1_000_000
"""So many tables are listed one by one."""
BY_ENDS = "enumerated all counts; p falls with how many are in both, so its ends decide"
AT = ("first_count", "second_count", "overlap")


def paired(asked: ClaimQuestion) -> Verdict:
    """Judge that the first net is larger than the second, of the same people.

    Options: ``test``, "midp" (default), "exact" or "asymptotic" decides; ``dont_know``, the
    figure of those who did not know the second answer. Assumption: ``overlap:
    non_negative``, that those in one net are not less often in the other. The tables are
    those of :func:`itperception.published.bounds.overlap.with_overlaps`.

    Of more than :data:`MOST` tables only those are listed in which as few and as many are
    in both as can be; every end is theirs. ``deciding_values``, if all are listed:
    ``always_from`` is the smallest overlap from which on the test is significant for every
    pair of counts that print allows, ``sometimes_from`` the smallest at which it is for
    some pair; None if there is none.
    """
    test, alpha = str(asked.claim.options.get("test", "midp")), asked.alpha
    association = asked.claim.assume.get("overlap", "any")
    counts = _counts(asked)
    tables = _tables(counts, association)
    listed = not _is_too_much(counts)
    decides = _thresholds(tables, test, alpha) if listed else {}
    beyond = answer_of(_beyond(tables, test, alpha))
    significant = asked.at_every_size(beyond)
    return asked.verdict(
        answer_of(tables["difference"] > 0), significant, tables=tables,
        said=(SAME_PEOPLE, *([] if association == "any" else [NOT_NEGATIVE])),
        number=len(tables) if listed else None,
        quantities=_ends(tables, test, "" if listed else BY_ENDS),
        deciding=_deciding(decides, beyond) if listed and significant == beyond else "",
        deciding_values=decides,
        buys=buys_frame(_ways(counts) if listed else {}, test, alpha),
    )  # fmt: skip


def _counts(asked: ClaimQuestion) -> pd.DataFrame:
    """Return all that print allows of two nets, with the ends of how many are in both.

    ``base``, ``first``, ``second``, ``lowest``, ``highest``; with a figure of don't knows
    also ``silent``.
    """
    known, (first, second, *_) = asked.known, asked.figures
    both = tuple(answer for answer in first.categories if answer in second.categories)
    nets = [(first.item, first.categories), (second.item, second.categories)]
    if name := asked.claim.options.get(DONT_KNOW_OPTION):
        silent = asked.study.figure(str(name))
        nets.append((silent.item, silent.categories))
    if first.item == second.item and both:
        nets.append((first.item, both))
    by_part = known.is_by_group(first.item) and known.is_by_group(second.item)
    groups = known.study.parts if by_part and first.group == EVERYBODY else ()
    found = known.across(nets, (*groups, first.group))
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


def _ends(tables: pd.DataFrame, test: str, certificate: str) -> pd.DataFrame:
    """Bound the difference and the p-values, the one that decides first."""
    order = sorted(TESTS, key=lambda name: name != test)
    columns = {"difference": "difference", **{TESTS[name]: name for name in order}}
    columns["mcnemar"] = "statistic"
    pairs = {name: (column, column) for name, column in columns.items()}
    return ends_of(tables, pairs, AT, certificate)


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


def _deciding(decides: Mapping[str, object], beyond: Certainty | None) -> str:
    """Return the key of the sentence: is there an overlap that decides."""
    if beyond != "some":
        return "overlap_open"
    return "overlap_sometimes" if decides["always_from"] is None else "overlap"


def _ways(counts: pd.DataFrame) -> dict[str, tuple[pd.DataFrame, pd.Series]]:
    """Say what an overlap that is not negative leaves, and what don't knows may cost."""
    ways = {NONE: _tables(counts), "overlap_not_negative": _tables(counts, "non_negative")}
    if "silent" in counts:
        silent, known = counts["silent"], counts["base"] - counts["silent"]
        as_others = silent * counts["second"] // np.maximum(known, 1)
        ways["dont_know_either_way"] = _tables(counts, more=silent)
        ways["dont_know_less_positive"] = _tables(counts, more=as_others)
    return {name: (tables, tables["difference"] > 0) for name, tables in ways.items()}
