"""Is one answer the most frequent: of the people asked, and beyond chance.

Between two answers of one question only those who gave one of the two decide: if both were
equally frequent, each would have half of them (the exact binomial test).
"""

import numpy as np
import pandas as pd

from itperception.inference.tables.proportions import one_proportion
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Claim, Study
from itperception.published.verdicts.claim_figures import (
    assumptions_of,
    claimed,
    joint_of,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Verdict,
    answer_of,
    buys_frame,
    buys_line,
    ends_of,
)

REST = "those whose answer is not in print may all have given one and the same answer"
COMPLETE = "every answer of the question is in print, so the counts add up to the base"


def largest(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the first of a claim's answers is the most frequent.

    Parameters
    ----------
    study : Study
        With one figure per answer. If ``study.answers`` has no more answers of the item,
        the counts add up to the base; else the rest may be one answer.
    claim : Claim
        The answer claimed to be the largest comes first among its figures.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        ``tables`` has ``base``, ``count_<figure>``, ``count_rest``, ``first_count``,
        ``next_count``, ``lead`` (share of the base) and ``binomial_p`` between the two.

    Notes
    -----
    ``deciding_values``: ``first_least`` and ``next_most``, the least that the first and
    the most that the next answer can have.
    """
    figures = claimed(study, claim)
    complete = is_complete(study, figures)
    tables = answer_counts(study, claim, figures)
    counts = tables.filter(like="count_").to_numpy()
    first, after = counts[:, 0], counts[:, 1:].max(axis=1)
    tables = tables.assign(
        first_count=first, next_count=after, lead=(first - after) / tables["base"],
        binomial_p=[_between(x, y) for x, y in zip(first, after, strict=True)],
    )  # fmt: skip
    leads = tables["lead"] > 0
    at = ["base", *tables.filter(like="count_").columns]
    line = buys_line(NONE, tables, effect="lead", holds=leads,
                     decided_by="binomial_p", alpha=alpha)  # fmt: skip
    return Verdict(
        claim=claim, possible=True, alpha=alpha, tables=tables, number=len(tables),
        holds=answer_of(leads), significant=line["significant"],
        quantities=ends_of(tables, ["lead", "binomial_p", "first_count", "next_count"], at),
        deciding="next_answer", deciding_values=_ends(tables),
        assumptions=assumptions_of(figures, COMPLETE if complete else REST),
        buys=buys_frame([line]),
    )  # fmt: skip


def is_complete(study: Study, figures: tuple[Figure, ...]) -> bool:
    """Whether figures are all answers of their item."""
    every = set(study.answers.get(figures[0].item, ()))
    return bool(every) and every <= {c for shown in figures for c in shown.categories}


def answer_counts(study: Study, claim: Claim, figures: tuple[Figure, ...]) -> pd.DataFrame:
    """Return every way in which answers of one question can have the printed shares.

    Returns
    -------
    pandas.DataFrame
        ``base``, ``count_<figure>`` per figure, ``count_rest`` (0 if complete).
    """
    nets = [figure.categories for figure in figures]
    found = joint_of(study, claim).counts(figures[0].item, nets, (figures[0].group,))[:, 0]
    names = ["base", *(f"count_{shown.id}" for shown in figures)]
    tables = pd.DataFrame(found, columns=names)
    return tables.assign(count_rest=2 * tables["base"] - tables.sum(axis=1))


def _between(first: int, after: int) -> float:
    if not first + after:
        return 1.0
    return one_proportion(int(first), int(first + after), 0.5).p_value


def _ends(tables: pd.DataFrame) -> dict[str, object]:
    first, after = tables["first_count"], tables["next_count"]
    return {
        "base": int(tables["base"].max()), "first_least": int(first.min()),
        "first_most": int(first.max()), "next_least": int(after.min()),
        "next_most": int(after.max()), "lead_least": int(np.min(first - after)),
    }  # fmt: skip
