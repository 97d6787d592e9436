"""All answers of a question at once: between groups, or two questions of the same people.

The tables that fit are too many to list. :func:`itperception.published.bounds.ranges.bounds_of`
says between which values a statistic lies over all of them, and how that is known.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from itperception.published.bounds.ranges import Bounds, bounds_of
from itperception.published.bounds.statistics import STATISTICS
from itperception.published.figures.study import Claim, Study
from itperception.published.tables.problem import TableProblem
from itperception.published.tables.tables_of import square_problem, table_problem
from itperception.published.verdicts.claim_figures import (
    SAME_PEOPLE,
    assumptions_of,
    claimed,
    limits_of,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Answer,
    Verdict,
    answer_of,
    buys_frame,
    quantities,
)

SECONDS = 3.0
"""Time for each statistic; where it is not enough, an end is an outer one."""
LISTED = 500_000
"""Up to so many tables are listed, once for all statistics."""
RANKED = "the answers are ranked in the order in which they are named"
SCORED = "neighbouring answers are one score apart"
INDEPENDENT = "the groups are different people"
NO_TABLE = "no table has all of the printed shares"


def distribution(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the answers of groups differ; of two, that the first has earlier ones.

    Parameters
    ----------
    study : Study
        With shares of one item in each group.
    claim : Claim
        ``test``: the p-value that decides, by default "kruskal_wallis_p". ``assume``:
        ``least``, size of the smallest group whose size is not in print.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        Quantities: of two groups ``superiority`` (the probability that one of the first
        gave an earlier answer than one of the second, ties counted half), of more
        ``cramers_v``; then the p-values.
    """
    figures = claimed(study, claim)
    names = list(dict.fromkeys(figure.group for figure in figures))
    least = int(claim.assume.get("least", 1))
    problem = table_problem(
        study, figures[0].item, groups=names, figures=claim.figures, least=least
    )
    effect = "superiority" if len(names) == 2 else "cramers_v"
    others = [INDEPENDENT, RANKED, *limits_of(study, figures)]
    others += [f"least {least}"] if least > 1 else []
    tests = _tests(claim, "kruskal_wallis_p")
    found = _bounds(problem, [effect, *tests])
    if not found:
        return _impossible(claim, alpha)
    side = _side(found[0], 0.5) if effect == "superiority" else None
    holds = side and side[0]
    lines = [_line(bounds, bounds.statistic) for bounds in found]
    said = assumptions_of(figures, *others)
    number = found[0].number
    return _verdict(claim, alpha, holds, found[1], lines, number, said, "bases_open")


def paired_distribution(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the same people gave later answers to the second question.

    Parameters
    ----------
    study : Study
        With shares of two items that have the same answers.
    claim : Claim
        Its figures of the first item, then of the second. ``test``: the p-value that
        decides, by default "mean_score_p".
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        Quantities: ``mean_difference`` (second minus first, in scores), then p-values
        over every way in which the two answers may go together.
    """
    figures = claimed(study, claim)
    first, second = dict.fromkeys(figure.item for figure in figures)
    problem = square_problem(study, first, second)
    steps = _mean_steps(problem)
    tests = _tests(claim, "mean_score_p", "stuart_maxwell_p")
    found = _bounds(problem, tests)
    if not steps or not found:
        return _impossible(claim, alpha)
    how = f"all {len(steps)} pairs of margins that print allows"
    line = {"quantity": "mean_difference", "low": min(steps), "high": max(steps)}
    lines = [line | {"certificate": how}, *(_line(b, b.statistic) for b in found)]
    said = assumptions_of(figures, SAME_PEOPLE, RANKED, SCORED)
    holds = answer_of([step > 0 for step in steps])
    return _verdict(claim, alpha, holds, found[0], lines, found[0].number, said, "joint")


def _tests(claim: Claim, *usual: str) -> list[str]:
    """Return the p-values to bound, the one that decides first."""
    decided_by = str(claim.options.get("test", usual[0]))
    return list(dict.fromkeys([decided_by, *usual]))


def _bounds(problem: TableProblem, names: Iterable[str]) -> list[Bounds]:
    """Bound statistics, none if no table fits."""
    if not problem.is_possible:
        return []
    if problem.number() <= LISTED:
        tables = problem.tables()
        return [_of_all(tables, name) for name in names]
    return [bounds_of(problem, name, seconds=SECONDS) for name in names]


def _of_all(tables: np.ndarray, name: str) -> Bounds:
    """Bound a statistic over tables that are listed once for all statistics."""
    chosen = STATISTICS[name]
    values = chosen.fast(tables)
    ends = tables[np.nanargmin(values)], tables[np.nanargmax(values)]
    low, high = (float(chosen.value(table)) for table in ends)
    return Bounds(
        statistic=name, low=low, high=high, low_table=ends[0], high_table=ends[1],
        low_certified=True, high_certified=True, inner_low=low, inner_high=high,
        number=len(tables), without_value=int(np.isnan(values).sum()),
        certificate=f"enumerated all {len(tables):,} tables",
    )  # fmt: skip


def _mean_steps(problem: TableProblem) -> list[float]:
    """Return the difference of the mean scores, second minus first, of every margins."""
    scores = np.arange(len(problem.answers))
    return [
        float(scores @ np.subtract(columns, rows) / np.sum(rows))
        for rows, columns in problem.margins()
    ]


def _line(bounds: Bounds, name: str) -> dict[str, object]:
    return {
        "quantity": name, "low": bounds.low, "high": bounds.high,
        "certified": bounds.is_certified, "certificate": bounds.certificate,
        "low_at": _told(bounds.low_table), "high_at": _told(bounds.high_table),
    }  # fmt: skip


def _told(table: np.ndarray | None) -> str:
    return "" if table is None else str(table.tolist())


def _side(bounds: Bounds, limit: float) -> tuple[Answer, Answer] | None:
    """Say whether a number is above a limit, and whether at most it; None if not known.

    An end that is an outer one proves a side, but not that both sides occur.
    """
    if bounds.low > limit:
        return "certain", "impossible"
    if bounds.high <= limit:
        return "impossible", "certain"
    both = bounds.inner_low <= limit < bounds.inner_high
    return ("undecided", "undecided") if both else None


def _impossible(claim: Claim, alpha: float) -> Verdict:
    return Verdict(claim=claim, possible=False, contradiction=NO_TABLE, alpha=alpha)


def _verdict(
    claim: Claim, alpha: float, holds: Answer | None, decided: Bounds,
    lines: Sequence[dict], number: int | None, said: tuple[str, ...], deciding: str,
) -> Verdict:  # fmt: skip
    """Return the verdict; what is not true of those asked is not beyond chance."""
    side = _side(decided, alpha)
    beyond = "impossible" if holds == "impossible" else side and side[1]
    if beyond == "certain" and holds == "undecided":
        beyond = "undecided"
    deciding = {None: "not_certified", "undecided": deciding}.get(beyond, "")
    ends = {"low": decided.low, "high": decided.high}
    line = {"assumption": NONE, "tables": number, "holds": holds, **ends}
    return Verdict(
        claim=claim, possible=True, holds=holds, significant=beyond, alpha=alpha,
        quantities=quantities(lines), tables=pd.DataFrame(), number=number,
        deciding=deciding, assumptions=said,
        buys=buys_frame([line | {"significant": beyond}]),
    )  # fmt: skip
