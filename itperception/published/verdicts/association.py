"""A gap that is said to be larger among those without a thing than among those with it.

In print are three totals of the same people: the two nets whose difference is the gap, and
how many have the thing. Who has it is open, so the gaps of both parts can lie far apart;
how far, and where the balance tips, is exact arithmetic.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtr

from itperception.errors import ItPerceptionError
from itperception.inference.gap.gap_differences import difference_z
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.verdicts.question import SAME_PEOPLE, ClaimQuestion
from itperception.published.verdicts.verdict import (
    CLOSED,
    Verdict,
    ends_of,
    quantities,
    verdict_of,
)

_COLUMNS = ["base", "first", "second", "without", "first_low", "first_high", "second_low",
           "second_high"]  # fmt: skip
_AT = ("first", "second", "without")
NOT_CAUSE = "an association is all that a survey can show, not what contributes to what"
SCORE = "beyond chance means: the score test of the difference of two gaps"
_OUTER = "outer: all {lines:,} totals that print allows, as if only these were in print"
ONE_ITEM = "claim {claim!r}: {first} and {second} are nets of one item; name nets of two"
_NOBODY = "claim {claim!r}: in no table are there people with {thing} and people without"


def association(asked: ClaimQuestion) -> Verdict:
    """Judge that the gap is larger among those without a thing than among those with it.

    Three figures of everybody: both nets of the gap, then those who have the thing.

    Quantities: ``gap_difference`` (without minus with) and ``gap_difference_p`` (score
    test). ``tables``: one line per three totals that print allows: ``base``, ``first``,
    ``second``, ``without``, ``needed``, and the ends of ``net`` (by how many people the
    first net is ahead among those without), of the difference, and the least p at both.

    Raises
    ------
    ItPerceptionError
        If both nets of the gap are of one item, or all or none can have the thing.

    Notes
    -----
    With P and I in the nets, d = P − I, w without: if the first net is g people ahead
    among those without, the difference is g/w − (d − g)/(n − w), above zero exactly if
    g > dw/n; ``needed`` is the next whole number. g can be max(0, P − (n − w)) − min(I, w)
    to min(P, w) − max(0, I − (n − w)); where two of the items are printed by part, the
    sums of these. The test is stronger the further g is from dw/n, and the fewer people
    are in one net only: it is strongest at an end of g with as many in both nets as can
    be, weakest next to dw/n with as few.
    """
    tables, exact = _totals(asked)
    weakest = _weakest(tables)
    ahead = tables["net_high"] >= tables["needed"]
    holds = verdict_of((tables["net_low"] >= tables["needed"]).all(), ahead.any())
    beyond = verdict_of(
        holds == "every" and weakest[0] <= asked.alpha,
        (ahead & (tables["p_at_high"] <= asked.alpha)).any(),
    )
    return asked.verdict(
        holds, None if beyond == "some" and not exact else beyond,
        said=(SAME_PEOPLE, SCORE, NOT_CAUSE), tables=tables,
        quantities=_quantities(tables, weakest, exact), deciding="net_without",
        deciding_values=_ends(tables),
    )  # fmt: skip


def _totals(asked: ClaimQuestion) -> tuple[pd.DataFrame, bool]:
    """Return each combination of totals with its ends, and whether its p are exact."""
    known, (first, second, thing) = asked.known, asked.figures
    if first.item == second.item:
        told = {"first": first.id, "second": second.id, "claim": asked.claim.id}
        raise ItPerceptionError(ONE_ITEM.format(**told))
    by_part = sum(map(known.is_by_group, {f.item for f in asked.figures})) > 1
    groups = known.study.parts if by_part else ()
    lacking = [_without(figure, thing) for figure in (first, second)]
    nets = [(figure.item, figure.categories) for figure in asked.figures]
    nets += [(thing.item, net) for net in lacking if net]
    found = known.across(nets, (*groups, EVERYBODY))
    n, x, y, have, *_ = found[:, -1].T
    some = found[:, : len(groups) or 1]
    ends, extra = [], iter(np.moveaxis(some, 2, 0)[4:])
    for net, fixed in zip((1, 2), lacking, strict=True):
        size, count, with_it = some[:, :, 0], some[:, :, net], some[:, :, 3]
        low, high = np.maximum(0, count - with_it), np.minimum(count, size - with_it)
        if fixed is not None:
            low = high = next(extra) if fixed else 0 * count
        ends += [low.sum(1), high.sum(1)]
    lines = np.unique(np.column_stack([n, x, y, n - have, *ends]), axis=0)
    lines = lines[(lines[:, 3] > 0) & (lines[:, 3] < lines[:, 0])]
    if not len(lines):
        raise ItPerceptionError(_NOBODY.format(claim=asked.claim.id, thing=thing.id))
    return _with_ends(pd.DataFrame(lines, columns=_COLUMNS)), not by_part


def _without(figure: Figure, thing: Figure) -> tuple[str, ...] | None:
    """Return the answers of a net that do not have the thing, None if print is silent."""
    if figure.item != thing.item:
        return None
    return tuple(a for a in figure.categories if a not in thing.categories)


def _with_ends(tables: pd.DataFrame) -> pd.DataFrame:
    """Add the ends of the net among those without, of the difference, and the p there."""
    n, w, d = tables["base"], tables["without"], tables["first"] - tables["second"]
    tables["needed"] = d * w // n + 1
    for end, other in (("low", "high"), ("high", "low")):
        net = tables[f"first_{end}"] - tables[f"second_{other}"]
        tables[f"net_{end}"] = net
        tables[f"difference_{end}"] = net / w - (d - net) / (n - w)
        tables[f"p_at_{end}"] = _p(tables, net, net.abs(), (d - net).abs())
    return tables


def _p(tables: pd.DataFrame, net, moving, moving_with) -> np.ndarray:
    """Return p, given how many are ahead without, and in one net only on both sides."""
    w, d = tables["without"], tables["first"] - tables["second"]
    lines = np.column_stack(
        [moving + net, moving - net, 2 * w,
         moving_with + d - net, moving_with - d + net, 2 * (tables["base"] - w)]
    )  # fmt: skip
    distinct, which = np.unique(lines, axis=0, return_inverse=True)
    cells = distinct.T / 2
    return 2 * ndtr(-np.abs(difference_z(cells[:3], cells[3:])))[which.ravel()]


def _weakest(tables: pd.DataFrame) -> tuple[float, str]:
    """Return the largest p: of the gaps most alike, with as few in both nets as can be."""
    even = tables["without"] * (tables["first"] - tables["second"]) % tables["base"] == 0
    tip, best = tables["needed"] - 1, (-1.0, "")
    alike = (
        tip.where(even, tables["net_high"] + 1),
        np.maximum(tip + 1, tables["net_low"]),
        np.minimum(tip - even, tables["net_high"]),
    )
    for net in alike:
        there = (tables["net_low"] <= net) & (net <= tables["net_high"])
        for found in _fewest_in_both(tables[there].assign(net=net[there])):
            best = max(best, found, key=lambda one: one[0])
        if best[0] == 1:
            break
    return best


def _fewest_in_both(tables: pd.DataFrame) -> Iterator[tuple[float, str]]:
    """Yield the largest p for each number of people in the nets among those without.

    That number changes by two while the net is kept. Only where it makes one side's people
    in one net only more, and the other side's fewer, is there something to choose.
    """
    n, w, net = tables["base"], tables["without"], tables["net"]
    all_in = tables["first"] + tables["second"]
    low = np.maximum(2 * tables["first_low"] - net, 2 * tables["second_low"] + net)
    high = np.minimum(2 * tables["first_high"] - net, 2 * tables["second_high"] + net)
    odd = (low - net) % 2
    turns = np.sort(np.column_stack([w, all_in - (n - w)]), axis=1).T
    start, stop = (np.clip(turn, low + odd, high) for turn in (turns[0] - 1, turns[1] + 1))
    start = start - (start - net) % 2
    for step in range(0, int((stop - start).max()) + 1 if len(tables) else 0, 2):
        some = start + step <= stop
        line, inside = tables[some], (start + step)[some]
        there = all_in[some] - inside
        moving = np.minimum(inside, 2 * w[some] - inside)
        moving_with = np.minimum(there, 2 * (n - w)[some] - there)
        p = _p(line, line["net"], moving, moving_with)
        at = int(p.argmax())
        told = line.iloc[at][[*_AT, "net"]].astype(int).to_dict()
        told |= {"one_net_only_without": int(moving.iloc[at]),
                 "one_net_only_with": int(moving_with.iloc[at])}  # fmt: skip
        yield float(p[at]), ", ".join(f"{name} {value}" for name, value in told.items())


def _quantities(tables: pd.DataFrame, weakest, exact: bool) -> pd.DataFrame:
    """Bound the difference of the gaps, and its p-value."""
    how = CLOSED.format(lines=len(tables))
    low, high = (
        ends_of(tables, [f"difference_{end}"], [*_AT, f"net_{end}"], how).iloc[0]
        for end in ("low", "high")
    )
    at_ends = [
        tables.assign(p=tables[f"p_at_{end}"], net=tables[f"net_{end}"])
        for end in ("low", "high")
    ]
    strongest = ends_of(pd.concat(at_ends, ignore_index=True), ["p"], [*_AT, "net"]).iloc[0]
    p = {"low": strongest["low"], "high": weakest[0], "certified": exact}
    if exact:
        p |= {"certificate": how, "low_at": strongest["low_at"], "high_at": weakest[1]}
    else:
        p["certificate"] = _OUTER.format(lines=len(tables))
    return quantities([
        {**low, "quantity": "gap_difference", "high": high["high"], "high_at": high["high_at"]},
        {"quantity": "gap_difference_p", **p},
    ])  # fmt: skip


def _ends(tables: pd.DataFrame) -> dict[str, int]:
    gap = tables["first"] - tables["second"]
    ends = {
        "needed_least": tables["needed"].min(), "needed_most": tables["needed"].max(),
        "lowest": tables["net_low"].min(), "highest": tables["net_high"].max(),
        "gap_least": gap.min(), "gap_most": gap.max(),
    }  # fmt: skip
    return {name: int(value) for name, value in ends.items()}
