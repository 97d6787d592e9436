"""All answers to two questions of the same people.

Print has how many gave each answer to each question, not how the two go together: every
table with margins that print allows is possible. If both questions are printed by the
same groups, the tables of the groups add up.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.bounds.ranges import bounds_over
from itperception.published.tables.margin_tables import tables_with_margins
from itperception.published.tables.ranking import Ranking, ranking
from itperception.published.tables.walk import TooManyTables
from itperception.published.verdicts.distributions import (
    ANY_PLACE,
    LISTED,
    RANKED,
    SECONDS,
    Judged,
    is_by_rank,
    judge_tables,
    line_of,
    outer,
    side_of,
    tests_of,
    verdict_of,
)
from itperception.published.verdicts.question import SAME_PEOPLE, ClaimQuestion
from itperception.published.verdicts.verdict import Verdict, answer_of

SCORED = "neighbouring answers are one score apart"


def paired_distribution(asked: ClaimQuestion) -> Verdict:
    """Judge that the same people gave later answers to the second question.

    Shares of two items that have the same answers, of the first item first; where all
    answers are known of one item only, they are taken to be those of the other. Option:
    ``test``, the p-value that decides, by default "mean_score_p".

    Quantities: ``mean_difference`` (second minus first, in scores), then p-values over
    every way in which the two answers may go together.
    """
    asked = _same_answers(asked)
    margins, parts, rows = _margins(asked)
    tests = tests_of(asked, "mean_score_p", "stuart_maxwell_p")
    try:
        tables = _listed(parts)
        judged = judge_tables(tables, rows, (1, 2), tests, asked.alpha, _is_later, 0)
    except TooManyTables:
        judged = _bounded(margins, rows, tests, asked.alpha, parts.shape[1] == 1)
    said = [SAME_PEOPLE, RANKED, SCORED, *([ANY_PLACE] if len(rows.orders) > 1 else [])]
    lines = [_steps_line(margins, rows), *map(line_of, judged.bounds)]
    return verdict_of(asked, judged, lines, said, "joint")


def _same_answers(asked: ClaimQuestion) -> ClaimQuestion:
    """Give one item the answers of the other, where only these are known."""
    study, figures = asked.study, asked.figures
    items = list(dict.fromkeys(figure.item for figure in figures))
    if len(items) != 2 or len({figure.group for figure in figures}) > 1:
        told = ", ".join(figure.id for figure in figures)
        raise ItPerceptionError(f"{told}: expected two items, of the same people")
    known = [study.answers[item] for item in items if item in study.answers]
    if not known:
        return asked
    named = {a for f in study.figures if f.item in items for a in f.categories}
    unlike = named.union(*known) - set(known[0]).intersection(*known)
    if unlike:
        told = (
            f"{' and '.join(items)} have not the same answers: {', '.join(sorted(unlike))}"
        )
        raise ItPerceptionError(f"{told}; expected one scale, under answers, for both")
    answers = {**study.answers, **dict.fromkeys(items, known[0])}
    return replace(asked, study=study.assuming(answers=answers))


def _margins(asked: ClaimQuestion) -> tuple[np.ndarray, np.ndarray, Ranking]:
    """Return what print allows of the answers to both items.

    Returns
    -------
    whole : numpy.ndarray, shape (N, 2, rows)
        People per answer to each item.
    parts : numpy.ndarray, shape (N, groups, 2, rows)
        The same of groups that are everybody; of one group if both items are not by group.
    rows : Ranking
    """
    figures, known = asked.figures, asked.known
    items = list(dict.fromkeys(figure.item for figure in figures))
    named = [answer for figure in figures for answer in figure.categories]
    nets = [row for item in items for row in known.rows(item, ()).members if row]
    rows = ranking(nets, named, known.study.answers.get(items[0], ()))
    nets = [(item, net) for item in items for net in rows.nets]
    _, parts = known.divided(nets, figures[0].group)
    n, counts = parts[:, :, :1], parts[:, :, 1:]
    counts = counts.reshape(*counts.shape[:2], 2, len(rows.nets))
    if rows.has_rest:
        rest = n - counts.sum(axis=3)
        if rest.any():
            counts = np.concatenate([counts, rest[:, :, :, None]], axis=3)
        else:
            rows = rows.without_rest()
    counts = counts[:, counts.any(axis=(0, 2, 3))]
    return np.unique(counts.sum(axis=1), axis=0), np.unique(counts, axis=0), rows


def _listed(parts: np.ndarray) -> np.ndarray:
    """List every table of two items, those of the groups added up, each once."""
    line = np.arange(len(parts))
    shape = parts.shape[-1]
    added = np.zeros((len(parts), shape, shape), np.int64)
    for group in range(parts.shape[1]):
        margins = parts[line, group]
        which, tables = tables_with_margins(margins[:, 0], margins[:, 1], LISTED)
        line, added = line[which], added[which] + tables
        every = np.column_stack([line, added.reshape(len(line), -1)])
        every = np.unique(every, axis=0)
        line, added = every[:, 0], every[:, 1:].reshape(-1, shape, shape)
    return np.unique(added, axis=0)


def _is_later(tables: np.ndarray) -> np.ndarray:
    """Say in which tables the answer to the second item is later on average."""
    return _steps(np.stack([tables.sum(axis=2), tables.sum(axis=1)], axis=1)) > 0


def _steps(margins: np.ndarray) -> np.ndarray:
    """Return how many scores all answers to the second item are later, together."""
    return (margins[:, 1] - margins[:, 0]) @ np.arange(margins.shape[2])


def _steps_line(margins: np.ndarray, rows: Ranking) -> dict[str, object]:
    ranked = rows.ranked(margins, (2,))
    steps = _steps(ranked) / np.maximum(ranked[:, 0].sum(axis=1), 1)
    ends = [int(steps.argmin()), int(steps.argmax())]
    low_at, high_at = (str(ranked[end].tolist()) for end in ends)
    how = f"all {len(margins)} pairs of margins that print allows"
    how += f", in {len(rows.orders)} orders of the answers" if len(rows.orders) > 1 else ""
    return {
        "quantity": "mean_difference", "low": steps[ends[0]], "high": steps[ends[1]],
        "certificate": how, "low_at": low_at, "high_at": high_at,
    }  # fmt: skip


def _bounded(
    margins: np.ndarray, rows: Ranking, names: Sequence[str], alpha: float, is_exact: bool
) -> Judged:
    """Judge by the margins of everybody, of which there are too many tables to be listed."""

    def bound(name: str, of: np.ndarray):
        of = of if is_by_rank(name) else rows.merged(of, (2,))
        pairs = [tuple(map(tuple, pair)) for pair in np.unique(of, axis=0).tolist()]
        found = bounds_over(pairs, name, seconds=SECONDS)
        return found if is_exact else outer(found)

    ranked = rows.ranked(margins, (2,))
    true = _steps(ranked) > 0
    bounds = [bound(name, ranked if is_by_rank(name) else margins) for name in names]
    if not true.any():
        return Judged("none", "none", bounds, None)
    above = side_of(bound(names[0], ranked[true]), alpha)
    beyond = {"every": "none", "none": "every"}.get(above, above)
    if beyond == "every" and not true.all():
        beyond = "some"
    return Judged(answer_of(true), beyond, bounds, None)
