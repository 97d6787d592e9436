"""All answers of a question at once, between groups, or to two questions of the same people.

Everything in print of the item takes part. Where the tables that it allows are few they
are listed; where they are many, :func:`itperception.published.bounds.ranges.bounds_of`
says between which values a statistic lies, and how that is known.

Of two questions print has how many gave each answer to each, not how the two go together:
every table with margins that print allows is possible. If both questions are printed by the
same groups, the tables of the groups add up.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from itperception.errors import ItPerceptionError, unknown_name
from itperception.published.bounds.candidates import limits_of
from itperception.published.bounds.ranges import (
    Bounds,
    bounds_among,
    bounds_of,
    bounds_over,
)
from itperception.published.bounds.statistics import GROUPS, PAIRS, Statistic, as_statistic
from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.study import OTHERS
from itperception.published.tables.atoms import Ranking, ranking
from itperception.published.tables.joint import Joint
from itperception.published.tables.walk import TooManyTables, spread_out
from itperception.published.verdicts.question import (
    INDEPENDENT,
    NO_OTHERS,
    SAME_PEOPLE,
    ClaimQuestion,
)
from itperception.published.verdicts.verdict import (
    Certainty,
    Verdict,
    answer_of,
    between,
    quantities,
)

SECONDS = 3.0
"""Time for each statistic; where it is not enough, an end is an outer one."""
LISTED = 500_000
"""Up to so many tables are listed, once for all statistics."""
RANKED = "the answers are ranked in the order in which they are named"
ANY_PLACE = (
    "those whose answer is not in print gave one and the same answer, ranked in any place"
)
HOW_MANY = "{groups}: how many others were asked is open; say how many in all (n)"
BY_RANK = ("superiority", "kruskal_wallis_p", "mean_scores_p", "mean_score_p", "sign_p",
           "wilcoxon_p")  # fmt: skip
"""Statistics that look at the order of answers; the others add up answers not in print."""
_OUTER = "not certified: other figures in print may rule out a table at an end"


class Judged(NamedTuple):
    """What a claim comes to: of the people asked, beyond chance, in how many tables."""

    holds: Certainty | None
    significant: Certainty | None
    bounds: list[Bounds]
    number: int | None


def distribution(asked: ClaimQuestion) -> Verdict:
    """Judge that the answers of groups differ; of two, that the first has earlier ones.

    Shares of one item in each group. With all answers of the item, in order, each that is
    not in print has its place; without, those whose answer the claim does not name are
    tried in every place. One group may be everybody: the others are compared with the
    rest. Option: ``test``, the p-value that decides, by default "kruskal_wallis_p".

    Quantities: of two groups ``superiority`` (the probability that one of the first gave an
    earlier answer than one of the second, ties counted half), of more ``cramers_v``; then
    the p-values. ``number`` is that of the tables of these groups, the answers not ranked.
    """
    figures, known, alpha = asked.figures, asked.known, asked.alpha
    item, names = figures[0].item, list(dict.fromkeys(figure.group for figure in figures))
    if (inside := asked.held_apart()) and not all(known.tied(inside)):
        raise ItPerceptionError(HOW_MANY.format(groups=" and ".join(names)))
    named = [answer for figure in figures for answer in figure.categories]
    nets = known.rows(item, [figure.categories for figure in figures]).members
    rows = ranking([*filter(None, nets)], named, asked.study.answers.get(item, ()))
    wanted = ["superiority" if len(names) == 2 else "cramers_v"]
    wanted += tests_of(asked, GROUPS, "kruskal_wallis_p")
    if (listed := _tables(known, item, names, rows)) is None:
        judged = _bounded(known, item, names, rows, wanted, alpha)
    else:
        tables, rows = listed
        is_true = is_earlier if len(names) == 2 else None
        judged = judge_tables(tables, rows, (1,), wanted, alpha, is_true)
    said = [INDEPENDENT, RANKED, *([ANY_PLACE] if len(rows.orders) > 1 else [])]
    return verdict_of(asked, judged, [*map(line_of, judged.bounds)], said, "bases_open")


def tests_of(asked: ClaimQuestion, some: Sequence[Statistic], *usual: str) -> list[str]:
    """Return the p-values to bound, the one that decides first."""
    decided_by = str(asked.claim.options.get("test", usual[0]))
    known = [one.name for one in some if one.is_p_value]
    if decided_by not in known:
        raise unknown_name("test", decided_by, known)
    return list(dict.fromkeys([decided_by, *usual]))


def is_earlier(tables: np.ndarray) -> np.ndarray:
    """Say in which tables the first column answers earlier more often than later.

    Examples
    --------
    >>> is_earlier(np.array([[[2, 1], [1, 2]], [[2, 2], [1, 1]]])).tolist()
    [True, False]
    """
    first, second = tables[:, :, 0], tables[:, :, 1]
    later = second.sum(axis=1, keepdims=True) - second.cumsum(axis=1)
    earlier = second.cumsum(axis=1) - second
    return (first * (later - earlier)).sum(axis=1) > 0


def _tables(
    known: Joint, item: str, names: Sequence[str], rows: Ranking
) -> tuple[np.ndarray, Ranking] | None:
    """Return every table of groups, shape (N, R, groups), None if they are too many."""
    limit = 4 * LISTED // len(rows.orders)
    problem, is_alone = known.problem(item, _columns(known, names), rows.rows)
    try:
        if is_alone and problem.number > limit:
            return None
        found = known.counts(item, rows.nets, names)
    except TooManyTables:
        return None
    if EVERYBODY in names:  # the others are compared with the rest
        at, tied = names.index(EVERYBODY), known.tied(names)
        found = found.copy()
        found[:, at] -= found[:, tied].sum(axis=1)
        found = found[found[:, at, 0] > 0]
        if not len(found):
            raise ItPerceptionError(NO_OTHERS.format(groups=" and ".join(names)))
    tables = np.moveaxis(found[:, :, 1:], 1, 2)
    if rows.has_rest:
        rest = found[:, :, 0] - tables.sum(axis=1)
        if rest.any():
            tables = np.concatenate([tables, rest[:, None]], axis=1)
        else:
            rows = rows.without_rest()
    return (tables, rows) if len(tables) <= limit else None


def _columns(known: Joint, names: Sequence[str]) -> list[str]:
    """Return the columns of the table of these groups; everybody's is that of the rest."""
    is_rest = any(known.tied(names))
    return [OTHERS if name == EVERYBODY and is_rest else name for name in names]


def judge_tables(
    tables: np.ndarray, rows: Ranking, axes: Sequence[int], names: Sequence[str],
    alpha: float, is_true, decided: int = 1,
) -> Judged:  # fmt: skip
    """Judge by all tables, in all orders of their rows; `names[decided]` decides."""
    ranked, merged = rows.ranked(tables, axes), rows.merged(tables, axes)
    bounds = []
    for name in names:
        of = ranked if is_by_rank(name) else merged
        how = f"enumerated all {len(tables):,} tables"
        how += (
            f", in {len(rows.orders)} orders of the answers"
            if len(of) > len(tables)
            else ""
        )
        found = bounds_among(of, name, seconds=SECONDS)
        if found.certificate.startswith("enumerated"):
            found = replace(found, certificate=how)
        bounds.append(found)
    of = ranked if is_by_rank(names[decided]) else merged
    low, high = limits_of(of, as_statistic(names[decided]), np.inf)
    if len(of) < len(ranked):
        low, high = (np.tile(end, len(rows.orders)) for end in (low, high))
    true = np.ones(len(ranked), bool) if is_true is None else is_true(ranked)
    sure, maybe = true & (high <= alpha), true & (low <= alpha)
    significant: Certainty | None = (
        "every" if sure.all() else "none" if not maybe.any()
        else "some" if sure.any() and not maybe.all() else None
    )  # fmt: skip
    holds = None if is_true is None else answer_of(true)
    return Judged(holds, significant, bounds, len(tables))


def is_by_rank(name: str) -> bool:
    """Whether a statistic looks at the order of answers.

    Examples
    --------
    >>> is_by_rank("kruskal_wallis_p"), is_by_rank("pearson_p")
    (True, False)
    """
    return name in BY_RANK


def _bounded(
    known: Joint, item: str, names: Sequence[str], rows: Ranking,
    wanted: Sequence[str], alpha: float,
) -> Judged:  # fmt: skip
    """Judge by limits over tables that are too many to be listed."""
    columns, bounds = _columns(known, names), []
    for name in wanted:
        orders = rows.orders if is_by_rank(name) else rows.orders[:1]
        kept = [rows.rows[at] for at in range(len(rows.rows)) if rows.alike[at] == at]
        found = []
        for order in orders:
            made = [rows.rows[at] for at in order]
            if not is_by_rank(name):
                made = [sum((rows.rows[b] for b, one in enumerate(rows.alike)
                             if rows.rows[one] == row), ()) for row in kept]  # fmt: skip
            problem, exact = known.problem(item, columns, made)
            found.append(bounds_of(problem, name, seconds=SECONDS / len(orders)))
        bounds.append(_widest(found) if exact else outer(_widest(found)))
    effect, decided = bounds[0], bounds[1]
    holds = side_of(effect, 0.5) if wanted[0] == "superiority" else None
    beyond = side_of(decided, alpha)
    beyond = {"every": "none", "none": "every"}.get(beyond, beyond)
    if wanted[0] == "superiority":
        if holds == "none":
            beyond = "none"
        elif holds != "every" and beyond != "none":
            low = decided.low_table
            some = (
                low is not None and decided.low <= alpha and bool(is_earlier(low[None])[0])
            )
            beyond = "some" if some and holds == "some" else None
    return Judged(holds, beyond, bounds, None)


def _widest(found: Sequence[Bounds]) -> Bounds:
    """Return the ends over several orders of the same answers."""
    low, high = min(found, key=lambda b: b.low), max(found, key=lambda b: b.high)
    sure = "" if all(b.is_certified for b in found) else "not certified: "
    said = (
        low.certificate if len(found) == 1 else f"{sure}the ends over {len(found)} orders"
    )
    return replace(
        low, high=high.high, high_table=high.high_table,
        low_certified=low.low_certified, high_certified=high.high_certified,
        inner_low=min(b.inner_low for b in found),
        inner_high=max(b.inner_high for b in found), certificate=said,
    )  # fmt: skip


def outer(bounds: Bounds) -> Bounds:
    """Return ends that other figures may still draw in, of which no table is known."""
    return replace(
        bounds, low_table=None, high_table=None, low_certified=False,
        high_certified=False, inner_low=np.inf, inner_high=-np.inf, number=None,
        certificate=_OUTER,
    )  # fmt: skip


def side_of(bounds: Bounds, limit: float) -> Certainty | None:
    """Say whether a number is above a limit; None if that is not known.

    An end that is an outer one proves a side, but not that both sides occur.
    """
    if bounds.low > limit:
        return "every"
    if bounds.high <= limit:
        return "none"
    return "some" if bounds.inner_low <= limit < bounds.inner_high else None


def line_of(bounds: Bounds) -> dict[str, object]:
    """Return a line of `Verdict.quantities`; what has no number in any table has no ends."""
    certified = bounds.is_certified and bounds.low_table is not None
    return {
        "quantity": bounds.statistic, "low": bounds.low, "high": bounds.high,
        "certified": certified, "certificate": bounds.certificate,
        "low_at": _told(bounds.low_table), "high_at": _told(bounds.high_table),
    }  # fmt: skip


def _told(table: np.ndarray | None) -> str:
    return "" if table is None else str(table.tolist())


def verdict_of(
    asked: ClaimQuestion,
    judged: Judged,
    lines: Sequence[dict],
    said: Sequence[str],
    deciding: str,
) -> Verdict:
    """Return the verdict; what is not true of those asked is not beyond chance."""
    decides = {None: "not_certified", "some": deciding}.get(judged.significant, "")
    return asked.verdict(
        judged.holds, judged.significant, said=said, quantities=quantities(lines),
        number=judged.number, deciding=decides,
    )  # fmt: skip


def tables_with_margins(
    rows: np.ndarray, columns: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """List the tables of each pair of margins.

    `which`, shape (T,): the line that each table has its margins from. `tables`, shape (T,
    R, C).

    Raises
    ------
    TooManyTables
        If there are more than `most`.

    Notes
    -----
    Cell by cell, down one column after another. A cell takes at least what the rows below
    cannot take of its column; every beginning then has an end, so that no more are looked
    at than there are tables.

    Examples
    --------
    >>> which, tables = tables_with_margins(np.array([[2, 1]]), np.array([[1, 2]]), 10)
    >>> tables.tolist()
    [[[0, 2], [1, 0]], [[1, 1], [0, 1]]]
    """
    shape = rows.shape[1], columns.shape[1]
    which = np.arange(len(rows))
    cells = np.empty((len(rows), 0), dtype=np.int64)
    left = rows.astype(np.int64)
    for column in range(shape[1] - 1):
        open_ = columns[which, column].astype(np.int64)
        for row in range(shape[0]):
            low = np.maximum(open_ - left[:, row + 1 :].sum(axis=1), 0)
            ways = np.minimum(left[:, row], open_) - low + 1
            if (number := int(ways.sum())) > most:
                raise TooManyTables(number, most)
            line, step = spread_out(ways)
            x = low[line] + step
            which, left, open_ = which[line], left[line], open_[line] - x
            left[:, row] -= x
            cells = np.column_stack([cells[line], x])
    cells = np.column_stack([cells, left])
    return which, cells.reshape(-1, shape[1], shape[0]).transpose(0, 2, 1)


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
    tests = tests_of(asked, PAIRS, "mean_score_p", "stuart_maxwell_p")
    try:
        tables = _listed(parts)
        judged = judge_tables(tables, rows, (1, 2), tests, asked.alpha, _is_later, 0)
    except TooManyTables:
        judged = _bounded_by_margins(margins, rows, tests, asked.alpha, parts.shape[1] == 1)
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

    `whole`, shape (N, 2, rows): people per answer to each item. `parts`, shape (N, groups,
    2, rows): the same of groups that are everybody; of one group if both items are not by
    group.
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
    how = f"all {len(margins)} pairs of margins that print allows"
    how += f", in {len(rows.orders)} orders of the answers" if len(rows.orders) > 1 else ""
    return between("mean_difference", steps, lambda at: str(ranked[at].tolist()), how)


def _bounded_by_margins(
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
