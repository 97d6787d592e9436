"""Several shares of the same people: whether they differ, and beyond chance.

How many are in each net is in print, who is in which of them together is not.
"""

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.bounds.cochran import cochran_ends, cochran_p
from itperception.published.verdicts.question import Question
from itperception.published.verdicts.verdict import (
    CLOSED,
    Verdict,
    answer_of,
    answered,
    ends_of,
)

_ALIKE = (
    "claim {claim!r} needs a figure each of several items, all of the same people; use kind "
    "'groups' for one item in several groups, 'largest' for answers of one item"
)
ASKED_ALL = "the same people were asked about all of them"
COCHRAN = "beyond chance means: Cochran's Q test, its distribution approximated"
_ENDS = {"difference": ("difference", "difference"), "cochran_p": ("p_low", "p_high"),
        "cochran_q": ("q_low", "q_high")}  # fmt: skip


def several(asked: Question) -> Verdict:
    """Judge that several shares of the same people, each of another item, are not all equal.

    Quantities: ``difference`` (largest share minus smallest), ``cochran_p`` and
    ``cochran_q``. ``tables``: one line per totals that print allows, with the ends of Q and
    p over who is in which of the nets.

    Raises
    ------
    ItPerceptionError
        If two figures are of one item, or of different people.
    """
    figures = asked.figures
    items = [figure.item for figure in figures]
    if len({*items}) < len(items) or len({figure.group for figure in figures}) > 1:
        raise ItPerceptionError(_ALIKE.format(claim=asked.claim.id))
    nets = [(figure.item, figure.categories) for figure in figures]
    whole, parts = asked.known.divided(nets, figures[0].group)
    least, most = cochran_ends(parts[:, :, 0], parts[:, :, 1:])
    counts = ["base", *(f"count_{figure.id}" for figure in figures)]
    tables = pd.DataFrame(whole, columns=counts).assign(
        difference=np.ptp(whole[:, 1:] / whole[:, :1], axis=1), q_low=least, q_high=most,
        p_low=cochran_p(most, len(figures)), p_high=cochran_p(least, len(figures)),
    )  # fmt: skip
    true = tables["difference"] > 0
    sure, maybe = (true & (tables[p] <= asked.alpha) for p in ("p_high", "p_low"))
    significant = answered(sure.all(), maybe.any())
    return asked.verdict(
        answer_of(true), significant, said=(ASKED_ALL, COCHRAN), tables=tables,
        quantities=ends_of(tables, _ENDS, counts, CLOSED.format(lines=len(tables))),
        deciding="together" if significant == "undecided" else "",
    )  # fmt: skip
