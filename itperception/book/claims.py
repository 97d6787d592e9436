"""What decided each declared claim, in the numbers that are told.

A p-value says how sure a claim is, and not how far apart the groups are. So each claim has the
difference that it hangs on: that to the nearest other group, the smallest gap, or of whatever
differs, the two that are furthest apart.
"""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from itperception.book.cells import pairs_of
from itperception.book.gap import GapTable, gap_table
from itperception.book.pair_tables import net_of
from itperception.book.rounding import Rounding
from itperception.book.shown import ShownWave
from itperception.survey.tabulated import DeclaredGap
from itperception.terms.claims import Claim
from itperception.workbench.claims import one_sided

DECIDED = ["row", "first", "second", "n", "n_second", "value", "value_second", "difference",
           "ci_low", "ci_high"]  # fmt: skip
SIDES = {"first": "second", "proportion": "proportion_second", "base": "base_second"}


def claims_decided(
    shown: ShownWave, claims: pd.DataFrame, gaps: Sequence[GapTable],
    rounding: Rounding | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the claims as they are told, each with the difference that it hangs on.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    claims : pandas.DataFrame
        Of :meth:`ShownWave.claims`.
    gaps : sequence of GapTable
        The gaps that are told anyway.
    rounding : Rounding, optional
        How coarsely the wave is told.

    Returns
    -------
    pandas.DataFrame
        `claims` with the columns of `DECIDED`: row, the answer or net, unless the claim names
        one; first and second, two groups; n, how many they are; value, their shares, or gaps
        if that these differ is claimed; of a gap there is one group, its two shares and their
        difference, above 0 if it is on the side that is claimed. Nothing of a claim that was
        not tested, or of groups of nobody.

    Examples
    --------
    >>> from itperception.reporting.handover import open_book
    >>> claims = open_book("demo-2026").book.claims.set_index("claim")
    >>> first, second, value = claims.loc["decentralised_highest", ["first", "second", "value"]]
    >>> first, second, round(float(value), 2)
    ('decentralised', 'internal', 0.63)
    """
    declared = {
        c.id: c for family in shown.folder.description.families for c in family.claims
    }
    found = [
        next(_DECIDES[declared[line.claim].kind](shown, declared[line.claim], line.by, gaps,
                                                 rounding), {})
        if line.p_value == line.p_value else {}
        for line in claims.itertuples()
    ]  # fmt: skip
    decided = pd.DataFrame(found, columns=DECIDED, index=claims.index)
    told = rounding.p_told(claims).assign(how="") if rounding else claims
    return told.assign(**{name: decided[name] for name in DECIDED})


def _nearest(shown, claim: Claim, by: str, gaps, rounding) -> Iterator[dict]:
    """Yield the column against the other that leaves most to chance, the higher claimed first."""
    exact, pairs = _pairs(shown, claim, by, rounding)
    for place in one_sided(exact, claim)["one_sided"].nlargest(1).index:
        pair = pairs.loc[place]
        is_first = (pair["first"] == claim.column) == (claim.kind == "higher")
        yield _two(pair if is_first else _turned(pair))


def _furthest(shown, claim: Claim, by: str, gaps, rounding) -> Iterator[dict]:
    """Yield the two columns that are furthest apart, the higher first."""
    _, pairs = _pairs(shown, claim, by, rounding)
    own = pairs[pairs["row"] == claim.net] if claim.net else pairs
    for place in own["difference"].abs().nlargest(1).index:
        pair = own.loc[place]
        row = {} if claim.net else {"row": pair["row"]}
        yield _two(pair if pair["difference"] >= 0 else _turned(pair)) | row


def _gap(shown, claim: Claim, by: str, gaps, rounding) -> Iterator[dict]:
    """Yield the smallest gap of a group."""
    groups = _held(shown, claim, by, gaps, rounding).groups
    groups = groups.iloc[1:] if len(groups) > 1 else groups
    for line in groups.nsmallest(1, "difference").to_dict("records"):
        yield {"first": line["banner"], "n": line["base"], "value": line["self_proportion"],
               "value_second": line["other_proportion"], **_ends(line)}  # fmt: skip


def _gap_differs(shown, claim: Claim, by: str, gaps, rounding) -> Iterator[dict]:
    """Yield the two groups whose gaps are furthest apart, the larger first."""
    gap = _held(shown, claim, by, gaps, rounding)
    groups = gap.groups.set_index("banner")[["base", "difference"]]
    pairs = gap.pairs.rename(columns={"banner": "first", "other_banner": "second"})
    for place in pairs["difference"].abs().nlargest(1).index:
        pair = pairs.loc[place].copy()
        for side, end in (("first", ""), ("second", "_second")):
            own = groups.loc[pair[side]]
            pair[f"base{end}"], pair[f"proportion{end}"] = own["base"], own["difference"]
        yield _two(pair if pair["difference"] >= 0 else _turned(pair))


def _pairs(
    shown: ShownWave, claim: Claim, by: str, rounding: Rounding | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pairs of columns as they are tested, and as they are told."""
    source = shown.crosstab(claim.item, by)
    every = pairs_of([source.compare("none", least_base=0)], ())
    answers = [
        row.id for row in source.answers().rows
    ]  # what is tested if no answer is named
    exact = every if claim.net else every[every["row"].isin(answers)]
    return exact, rounding.on(source.stub.id).pairs(exact, by) if rounding else exact


def _held(
    shown: ShownWave, claim: Claim, by: str, gaps: Sequence[GapTable],
    rounding: Rounding | None,
) -> GapTable:  # fmt: skip
    """Return the gap of a claim: one that is told anyway, or one of its own."""
    net = net_of(shown.wave.dimension(claim.item), claim.net).id
    what = claim.item, claim.other, net, by
    for gap in gaps:
        own = gap.declared
        if (own.self_item, own.other_item, own.net, own.by) == what:
            return gap
    declared = DeclaredGap.model_construct(
        id=claim.id, label=claim.label, self_item=claim.item, other_item=claim.other,
        net=net, by=by,
    )  # fmt: skip
    return gap_table(shown, declared, rounding)


def _two(pair: pd.Series) -> dict:
    return {"first": pair["first"], "second": pair["second"], "n": pair["base"],
            "n_second": pair["base_second"], "value": pair["proportion"],
            "value_second": pair["proportion_second"], **_ends(pair)}  # fmt: skip


def _turned(pair: pd.Series) -> pd.Series:
    """Return a pair with its columns the other way round."""
    turned = pair.rename({**SIDES, **{second: first for first, second in SIDES.items()}})
    low, high = pair["ci_low"], pair["ci_high"]
    turned[["difference", "ci_low", "ci_high"]] = -pair["difference"], -high, -low
    return turned


def _ends(line: Mapping) -> dict:
    return {name: line[name] for name in ("difference", "ci_low", "ci_high")}


_DECIDES = {"differ": _furthest, "higher": _nearest, "lower": _nearest, "same": _furthest,
            "gap": _gap, "gap_differs": _gap_differs}  # fmt: skip
