"""The gap in several groups, and sameness with a margin: ``gaps.R``."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from itperception.inference.gap.every_group import everywhere, gail_simon
from itperception.inference.gap.gap_differences import difference_z
from itperception.inference.gap.gaps import compare_gaps, heterogeneity
from itperception.inference.sameness.equivalence import (
    equivalent_groups,
)
from itperception.inference.sameness.score_statistics import independent_z, paired_z
from tests.conformance import Row
from tests.inference.reference import reference

PAIRS = {
    "difference": "difference",
    "se": "se",
    "low": "ci_low",
    "high": "ci_high",
    "p_value": "p_value",
    "p_adjusted": "p_adjusted",
}
SCORE = {"score_low": "ci_low", "score_high": "ci_high", "score_z": "statistic"}
SEARCHED = "uniroot(Tango's formula)"


def rows() -> Iterator[Row]:
    printed = reference("gaps")
    for case, told in printed["gaps"].items():
        yield from _gaps({str(i): row for i, row in enumerate(told["groups"])}, case, told)
    for kind, score in (("shares", independent_z), ("pairs", paired_z)):
        for case, told in printed[kind].items():
            yield from _scores(kind, score, case, told)
    for case, told in printed["shares"].items():
        yield from _same_shares(*told["counts"], case, told)


def _gaps(groups, case, told):
    q, opposed = heterogeneity(groups, method="asymptotic"), gail_simon(groups)
    below = everywhere(groups, side="below").p_value
    for quantity, ours, theirs in (
        ("Heterogeneity: Q", q.statistic, told["q"]),
        ("Heterogeneity: p", q.p_value, told["q_p"]),
        ("Gap above zero everywhere: p", everywhere(groups).p_value, told["everywhere"]),
        ("Gap below zero everywhere: p", below, told["nowhere"]),
        ("Gail-Simon: statistic", opposed.statistic, told["gail_simon"]),
        ("Gail-Simon: p", opposed.p_value, told["gail_simon_p"]),
    ):
        yield Row(quantity, "formula", case, ours, theirs)
    frame = compare_gaps(groups, method="wald", adjust="holm")
    yield from _pairs(frame, PAIRS, "Wald", case, told)
    yield from _pairs(compare_gaps(groups), SCORE, "score", case, told)
    cells = list(groups.values())
    pairs = combinations(cells, 2)
    ours = [difference_z(*pair, 0.25) for pair in pairs]
    for place, (z, theirs) in enumerate(
        zip(ours, np.atleast_1d(told["score_25"]), strict=True), 1
    ):
        yield Row(
            "Difference of gaps, score: z at 0.25", SEARCHED, f"{case} {place}", z, theirs
        )


def _pairs(frame, columns, method, case, told):
    for name, column in columns.items():
        call = "p.adjust" if column == "p_adjusted" else "formula"
        call = SEARCHED if method == "score" else call
        both = zip(frame[column], np.atleast_1d(told[name]), strict=True)
        for place, (ours, theirs) in enumerate(both, 1):
            quantity = f"Difference of gaps, {method}: {column}"
            yield Row(quantity, call, f"{case} {place}", ours, theirs)


def _scores(kind, score, case, told):
    call = "uniroot(likelihood)" if kind == "shares" else "Tango's formula"
    for at, theirs in zip((-0.1, 0.0, 0.1), told["z"], strict=True):
        ours = float(score(*told["counts"], at))
        yield Row(f"Score statistic of {kind} at {at}", call, case, ours, theirs)


def _same_shares(x1, n1, x2, n2, case, told):
    found, call = (
        equivalent_groups([[x1, x2], [n1 - x1, n2 - x2]], 0.1),
        "uniroot(likelihood)",
    )
    yield Row("Same shares: p", call, case, found.p_same, told["p_same"])
    yield Row("Different shares: p", call, case, found.p_different, told["p_different"])
