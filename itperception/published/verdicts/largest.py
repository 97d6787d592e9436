"""Is one answer the most frequent: of the people asked, and beyond chance.

Only those who gave one of two answers, and not the other, decide between them: if both
were equally frequent, each would have half of them (the exact binomial test, of two
questions McNemar's exact test). Answers of different questions are nets of the same
people, of whom any number that the counts leave may have given both.
"""

from collections.abc import Sequence
from math import inf

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.bounds.overlap import paired_tests
from itperception.published.figures.figures import Figure
from itperception.published.tables.joint import Joint
from itperception.published.verdicts.question import SAME_PEOPLE, ClaimQuestion
from itperception.published.verdicts.verdict import Verdict, answer_of, ends_of

_REST = (
    "those whose answer is not in print may all have given one and the same answer, or "
    "different ones"
)
COMPLETE = "every answer of the question is in print, so the counts add up to the base"


def largest(asked: ClaimQuestion) -> Verdict:
    """Judge that the first of a claim's answers is the most frequent.

    If all its figures are of one item, the other answers of the item count too; if not,
    the figures are compared.

    ``tables`` has ``base``, ``first_count``, ``next_count``, ``in_both``, ``lead`` (share
    of the base) and the p-value between the two: ``binomial_p``, of several items
    ``mcnemar_exact_p``. Of the counts that the largest of several answers may have, and of
    the people who may be in both, only those are listed at which a p-value is least or
    most.

    Of c people whose k answers print does not tell apart, the most frequent has from c/k
    to c. ``deciding_values``: ``first_least`` and ``next_most``, the least that the first
    and the most that the next answer can have.
    """
    figures, known = asked.figures, asked.known
    is_one = len({figure.item for figure in figures}) == 1
    others = _others(known, figures) if is_one else []
    counts = _counts(known, figures, others)
    number = len(np.unique(counts[:, :, 0], axis=0))
    test = "binomial_p" if is_one else "mcnemar_exact_p"
    answers = [*[1] * (len(figures) - 1), *(len(row) or inf for row in others)]
    told = ("answer_" + "_or_".join(row) if row else "rest" for row in others)
    names = [*(figure.id for figure in figures), *told]
    tables = _tables(counts, answers, names, test)
    true = tables["lead"] > 0
    beyond = answer_of(true & (tables[test] <= asked.alpha))
    at = ["base", *tables.filter(regex="^count_").columns, *([] if is_one else ["in_both"])]
    said = COMPLETE if all(len(row) == 1 for row in others) else _REST
    return asked.verdict(
        answer_of(true), asked.at_every_size(beyond), tables=tables, number=number,
        said=[said if is_one else SAME_PEOPLE],
        quantities=ends_of(tables, ["lead", test, "first_count", "next_count"], at,
                           f"enumerated all {number:,} tables"),
        deciding="next_answer" if tables["base"].nunique() == 1 else "",
        deciding_values=_ends(tables),
    )  # fmt: skip


def _others(known: Joint, figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """Return answers of one item that no figure names; those of the rest, if any, last."""
    nets = [figure.categories for figure in figures]
    named = {answer for net in nets for answer in net}
    rows = known.rows(figures[0].item, nets).members
    return sorted((row for row in rows if not named & set(row)), key=lambda row: not row)


def _counts(known: Joint, figures: Sequence[Figure], others) -> np.ndarray:
    """Return the counts that answers have together, and who may have given the first too.

    Shape (N, 1 + answers, 3): base, twice; then of each answer its people, and the least
    and the most of them who gave the first one.
    """
    first = figures[0]
    shared = [_shared(first, figure) for figure in figures]
    nets = [(figure.item, figure.categories) for figure in figures]
    named = tuple({answer: 0 for figure in figures for answer in figure.categories})
    further = [*filter(None, shared), *filter(None, others), *([named] if others else [])]
    nets += [(first.item, net) for net in further]
    whole, parts = known.divided(nets, _group(figures))
    n, x = parts[:, :, 0], parts[:, :, 1]
    lines = [whole[:, [0, 0, 0]]]
    at = 1 + len(figures)
    for place, (figure, both) in enumerate(zip(figures, shared, strict=True)):
        y = parts[:, :, 1 + place]
        low, high = np.maximum(0, x + y - n), np.minimum(x, y)
        if figure.item == first.item:
            low = high = parts[:, :, at] if both else 0 * y
            at += bool(both)
        lines.append(np.stack([y, low, high]).sum(axis=2).T)
    left = whole[:, 0] - whole[:, at:].sum(axis=1)
    for place, row in enumerate(others):
        count = whole[:, at + place] if row else left
        lines.append(np.stack([count, 0 * count, 0 * count], axis=1))
    return np.unique(np.stack(lines, axis=1), axis=0)


def _group(figures: Sequence[Figure]) -> str:
    groups = sorted({figure.group for figure in figures})
    if len(groups) > 1:
        told = f"{', '.join(f.id for f in figures)}: figures of {' and '.join(groups)}"
        raise ItPerceptionError(f"{told}; expected answers of the same people")
    return groups[0]


def _shared(first: Figure, figure: Figure) -> tuple[str, ...]:
    """Return the answers that both figures of one item add up."""
    if figure.item != first.item:
        return ()
    return tuple(answer for answer in figure.categories if answer in first.categories)


def _tables(counts: np.ndarray, answers: Sequence[float], names, test: str) -> pd.DataFrame:
    """Return the tables at which the lead and the p-value are least or most.

    Of the answers in a row, `answers` in number, the most frequent has at least so many
    people; p rises with them up to the count of the first, and then falls.
    """
    first, after = counts[:, 1, 0], counts[:, 2:]
    least = -(-after[:, :, 0] // np.array(answers))
    least = np.maximum(least, after[:, :, 0] > 0).astype(np.int64)
    next_least = least.max(axis=1)
    found = []
    for at, several in enumerate(np.array(answers) > 1):
        most, low, high = after[:, at].T
        may_be_next = most >= next_least
        ends = [next_least, np.clip(first, next_least, np.maximum(most, next_least)), most]
        for count in ends if several else [most]:
            for both in (low, high):
                found.append((may_be_next, count, both))
    lines = np.concatenate([
        np.column_stack([np.flatnonzero(kept), count[kept], both[kept]])
        for kept, count, both in found
    ])  # fmt: skip
    line, after, both = np.unique(lines, axis=0).T
    base, first = counts[line, 0, 0], first[line]
    frame = pd.DataFrame({"base": base})
    for at, name in enumerate(names):
        frame[f"count_{name}"] = counts[line, 1 + at, 0]
    return frame.assign(
        first_count=first, next_count=after, in_both=both, lead=(first - after) / base,
        **{test: paired_tests(first - both, after - both)["exact"]},
    )  # fmt: skip


def _ends(tables: pd.DataFrame) -> dict[str, object]:
    first, after = tables["first_count"], tables["next_count"]
    return {
        "base": int(tables["base"].max()), "first_least": int(first.min()),
        "first_most": int(first.max()), "next_least": int(after.min()),
        "next_most": int(after.max()), "lead_least": int(np.min(first - after)),
    }  # fmt: skip
