"""What a wave was made to confirm: its declared claims, tested and adjusted together."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.inference.comparisons.families import adjust_report, declared_claims
from itperception.lines import Lines
from itperception.terms.claims import Claim

ONE_SIDED = ("higher", "lower", "gap", "same")
"""Kinds of claims whose p is the largest of one-sided ones (of sameness, of its two limits)."""


def test_claims(
    wave, hidden: Mapping[str, Mapping[str, str]] | None = None
) -> pd.DataFrame:
    """Test the claims that a wave declares, each family adjusted together.

    Parameters
    ----------
    wave : Wave
        Its ``wave.yaml`` declares families of claims.
    hidden : mapping of str to mapping, optional
        By claim, columns that it needs and that may not be shown, with the reason. Such a
        claim is not tested, but counted in its family.

    Returns
    -------
    pandas.DataFrame
        One line per claim: family, claim, label, kind, p_value, p_adjusted, level,
        found, how (the test in words and numbers), hidden (as given; None if it was
        tested); empty if none is declared.

    Notes
    -----
    That a column is higher than the others means higher than each of them: p is the
    largest of the one-sided p of its pairs (Berger 1982); likewise that a gap is there in
    every group. That columns are the same is tested as sameness, with the stated margin.
    """
    families = wave.folder.description.families
    lines = []
    for claim in (claim for family in families for claim in family.claims):
        gone = (hidden or {}).get(claim.id)
        tested = _TESTS[claim.kind](wave, claim) if gone is None else (np.nan, "")
        lines.append((*tested, gone))
    told = pd.DataFrame(lines, columns=["p_value", "how", "hidden"])
    tests = declared_claims(families).join(told)
    found = adjust_report(tests, families)
    found["how"] = [
        f"{line.label}: {line.how} Adjusted ({line.method}, {line.family_size} claims) "
        f"p = {line.p_adjusted:.3g}, {'' if line.found else 'not '}found at {line.level:g}"
        for line in found.itertuples()
    ]
    return Lines(found[["family", "claim", "label", "kind", "p_value", "p_adjusted", "level",
                        "found", "how", "hidden"]])  # fmt: skip


test_claims.__test__ = False  # keeps pytest from collecting it by its name


def _differ(wave, claim: Claim) -> tuple[float, str]:
    table = wave.crosstab(claim.item, by=claim.by)
    result = (table.yes_no(claim.net) if claim.net else table).test(claim.method or "auto")
    return result.p_value, result.explain()


def _beyond(wave, claim: Claim) -> tuple[float, str]:
    """Test that a column is above (or below) each of the others."""
    pairs = wave.crosstab(claim.item, by=claim.by).compare("none", least_base=0).pairs
    found = one_sided(pairs.rename(columns={"category": "row"}), claim)["one_sided"]
    told = ", ".join(f"{p:.3g}" for p in found)
    how = f"largest of the one-sided p against each other column: {told}."
    return float(found.max()) if len(found) else np.nan, how


def one_sided(pairs: pd.DataFrame, claim: Claim) -> pd.DataFrame:
    """Return the pairs that a claim of a higher or lower column is tested with.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Pairs of columns that were compared one by one; see
        :func:`~itperception.book.cells.pairs_of`.
    claim : Claim
        Of the kind "higher" or "lower".

    Returns
    -------
    pandas.DataFrame
        Those of its row and column, with the column `one_sided`, their p-value.
    """
    mine = (pairs["first"] == claim.column) | (pairs["second"] == claim.column)
    pairs = pairs[(pairs["row"] == _net(claim)) & mine]
    above = np.where(pairs["first"] == claim.column, pairs["difference"],
                     -pairs["difference"])  # fmt: skip
    right = above > 0 if claim.kind == "higher" else above < 0
    return pairs.assign(
        one_sided=np.where(right, pairs["p_value"] / 2, 1 - pairs["p_value"] / 2)
    )


def _same(wave, claim: Claim) -> tuple[float, str]:
    table = wave.crosstab(claim.item, by=claim.by)
    found = table.same(_net(claim), margin=claim.margin)
    return found.p_same, found.explain()


def _gap(wave, claim: Claim) -> tuple[float, str]:
    found = wave.gap(claim.item, claim.other, by=claim.by, net=claim.net)
    return found.everywhere.p_value, found.everywhere.explain()


def _gap_differs(wave, claim: Claim) -> tuple[float, str]:
    found = wave.gap(claim.item, claim.other, by=claim.by, net=claim.net)
    return found.heterogeneity.p_value, found.heterogeneity.explain()


def _net(claim: Claim) -> str:
    if claim.net is None:
        raise ItPerceptionError(
            f"claim {claim.id!r}: kind {claim.kind!r} is about a share, so it needs 'net'"
        )
    return claim.net


_TESTS: dict[str, Callable] = {
    "differ": _differ, "higher": _beyond, "lower": _beyond, "same": _same, "gap": _gap,
    "gap_differs": _gap_differs,
}  # fmt: skip
