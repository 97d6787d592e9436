"""What stands out in a wave: the surest of the large differences, and how firm they are.

A finding survives when everything that was compared on the page is adjusted together, and
its interval is adjusted for having been picked. What is large is judged by the confidence
limit that is nearer to nothing, so that neither a small effect in a large group nor a
large one in a small group comes first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from itperception.book.cells import SELECTED
from itperception.book.explored import KEYS, Explored
from itperception.book.gap import GapTable, joints
from itperception.book.rounding import Rounding
from itperception.book.shown import ShownWave
from itperception.book.table import BookTable
from itperception.inference.intervals import LEVEL
from itperception.terms.dimension import Dimension
from itperception.workbench import Table

# What is printed as an interval that ends at 0 is no finding to a reader.
LEAST = 0.005
MOST = 3  # findings
Again = Callable[[BookTable, str, float], pd.DataFrame]


class Finding(NamedTuple):
    """A difference that is worth a sentence.

    ``pair`` is a line of ``BookTable.pairs`` with the limits at the level ``confidence``.
    """

    table: BookTable
    pair: pd.Series
    confidence: float = LEVEL

    @property
    def least(self) -> float:
        """The confidence limit nearer to nothing: below 0 if the interval holds nothing."""
        low, high = self.pair["ci_low"], self.pair["ci_high"]
        return float(max(low, -high))

    @property
    def columns(self) -> tuple[str, str]:
        """The two columns that are compared, the higher share first."""
        first, second = self.pair["first"], self.pair["second"]
        return (first, second) if self.pair["difference"] >= 0 else (second, first)


class Firm(NamedTuple):
    """How far a finding hangs on choices; nothing of it tells whether it is true.

    ``treatments`` are the differences with don't know in the base, out of it and anything
    (``None`` where nobody could say so); ``found`` of ``made`` defensible analyses find it.
    """

    treatments: pd.DataFrame | None
    found: int
    made: int


def surest(explored: Explored, most: int, again: Again) -> list[Finding]:
    """Return the surest difference of each question, the largest first.

    Parameters
    ----------
    explored : Explored
        All that was compared on the page.
    most : int
        How many differences are told at most.
    again : callable
        Compares the columns of a table in a row at another level, 1 − alpha.

    Returns
    -------
    list of Finding
        Only differences that survive the adjustment of all comparisons, and whose
        interval leaves half a point or more at the level that so many told require: as
        many as do. Of a question with a net its nets are told; of two answers, the first.
    """
    for number in range(min(most, explored.survivors), 0, -1):
        confidence = explored.confidence(number)
        best: dict[str, Finding] = {}
        for found in _candidates(explored, confidence, again):
            known = best.get(found.table.question.id)
            if found.least >= (known.least if known else LEAST):
                best[found.table.question.id] = found
        if len(best) >= number:
            return sorted(best.values(), key=lambda found: -found.least)[:number]
    return []


def firm_finding(
    found: Finding, sources: Mapping[str, Sequence[Table]], rounding: Rounding | None = None
) -> Firm:
    """Say how far a difference hangs on the don't knows and on how it was computed.

    Parameters
    ----------
    found : Finding
        The difference.
    sources : mapping of str to sequence of Table
        What each table of the book was made of, by its name.
    rounding : Rounding, optional
        How coarsely the wave is told.
    """
    from itperception.inference.missing.dont_know import three_differences

    source, category = source_of(found, sources)
    robust = source.robust(category, found.columns)
    told = None
    if _can_be_silent(source.stub):
        told = three_differences(source, category, found.columns)
        told = (
            rounding.treatments(told, abs(found.pair["difference"])) if rounding else told
        )
    return Firm(told, robust.counts["significant"], len(robust.computed))


def firm_gap(shown: ShownWave, gap: GapTable, rounding: Rounding | None = None) -> Firm:
    """Say the same of the gap of everybody."""
    from itperception.inference.missing.dont_know_pairs import three_gaps

    declared = gap.declared
    joint = joints(shown, declared)
    held = [_mcnemar(counts) for counts in joint.values()]
    items = declared.self_item, declared.other_item
    silent = any(_can_be_silent(shown.wave.dimension(item)) for item in items)
    told = three_gaps(joint["weighted"]) if silent else None
    told = rounding.treatments(told, gap.groups["difference"].iloc[0]) if rounding else told
    return Firm(told, sum(map(sum, held)), sum(map(len, held)))


def source_of(found: Finding, sources: Mapping[str, Sequence[Table]]) -> tuple[Table, str]:
    """Return what a finding was counted in, and the row there."""
    own, row = sources[found.table.name], found.pair["row"]
    if not found.table.is_set:
        return own[0], row
    return next(option for option in own if option.stub.id == row), SELECTED


def _candidates(explored: Explored, confidence: float, again: Again) -> Iterator[Finding]:
    """Yield the differences worth telling that survive, with limits at a level."""
    sure = explored.pairs[explored.pairs["survives"]]
    for k, own in sure.groupby("table", sort=False):
        table = explored.tables[k]
        worth = own[own["row"].isin(_worth_telling(table))]
        for line in worth[KEYS].itertuples(index=False):
            pairs = again(table, line.row, 1 - confidence).set_index(KEYS)
            named = pd.concat([pairs.loc[tuple(line)], pd.Series(line._asdict())])
            yield Finding(table, named, confidence)


def _worth_telling(table: BookTable) -> list[str]:
    """Return the rows that are told: nets, or answers; of yes and no, the first."""
    if table.is_set:
        return [row.id for row in table.rows]
    answers = [row.id for row in table.answers]
    return [net.id for net in table.nets] or (answers[:1] if len(answers) == 2 else answers)


def _can_be_silent(asked: Dimension) -> bool:
    """Say whether don't know, or not saying, was among the answers that were offered."""
    return any(answer.kind in ("dont_know", "refused") for answer in asked.categories)


def _mcnemar(joint: np.ndarray) -> list[bool]:
    """Say whether the gap is beyond chance with don't knows in the base, and without."""
    from itperception.inference.gap.matched import whole_counts
    from itperception.inference.gap.symmetry import mcnemar

    known = joint[:2, :2]
    pairs = (joint[0, 1:].sum(), joint[1:, 0].sum(), joint.sum()), (
        known[0, 1], known[1, 0], known.sum(),
    )  # fmt: skip
    forms = ("midp", "exact", "asymptotic") if whole_counts(*pairs[0]) else ("asymptotic",)
    found = [mcnemar(*counts, method=form) for counts in pairs for form in forms]
    return [result.p_value <= 1 - LEVEL for result in found]
