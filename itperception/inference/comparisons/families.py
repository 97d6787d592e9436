"""What a report was made to confirm, apart from what was found by looking around.

The claims of a family are declared in ``wave.yaml`` before the data are looked at; among
them not even one may be confirmed falsely (familywise error). Everything else is
exploratory: among what is reported as found, a share of at most q may be false.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.terms.claims import Family
from itperception.terms.text import say

CONFIRMATORY, EXPLORATORY = "confirmatory", "exploratory"


def adjust_report(
    tests: pd.DataFrame, families: Sequence[Family] = (), *, q: float = 0.05
) -> pd.DataFrame:
    """Adjust every test of a report: declared claims strictly, the rest as exploration.

    The tests with p_adjusted, family, family_size, role ("confirmatory" or "exploratory"),
    method, level (to hold p_adjusted against) and found.

    Parameters
    ----------
    tests : pandas.DataFrame
        One line per test. Columns: p_value (NaN where a test could not be computed);
        family, the id of a declared family, or missing for exploratory tests. Other
        columns are kept.
    q : float
        Share of false findings to be expected among the exploratory ones, in (0, 1).

    Raises
    ------
    UnknownNameError
        If a family is not declared.
    ItPerceptionError
        If a family has more tests than it declared claims.

    Missing data
    ------------
    A test without a p-value shows nothing, but is counted; so is a declared claim that
    is not among the tests.

    Notes
    -----
    Families: as declared, usually Holm (1979). All exploratory tests: Benjamini & Hochberg
    (1995) at q.

    Examples
    --------
    >>> adjust_report(pd.DataFrame({"p_value": [0.002, 0.4]}))["p_adjusted"].tolist()
    [0.004, 0.4]
    """
    told = _completed(tests)
    declared = {family.id: family for family in families}
    for name in told["family"].dropna().unique():
        if name not in declared:
            raise unknown_name("family", name, list(declared))
        told = _confirm(told, declared[name])
    told = _explore(told, told["role"] == EXPLORATORY, q)
    told["found"] = (told["p_adjusted"] <= told["level"]).to_numpy(bool)
    return told


def coverage_level(selected: int, made: int, *, q: float = 0.05) -> float:
    """Return the level of intervals that are shown because of how they came out.

    In [1 − q, 1]; 1 − q if nothing was made.

    Parameters
    ----------
    selected : int
        How many are shown, at most `made`.
    made : int
        From how many they were picked.
    q : float
        Share of the intervals shown that may be expected to miss, in (0, 1).

    Raises
    ------
    ItPerceptionError
        If more are selected than were made.

    Notes
    -----
    1 − Rq/m for R of m (false coverage-statement rate; Benjamini & Yekutieli 2005).

    Examples
    --------
    >>> round(coverage_level(4, 200), 4)
    0.999
    """
    if selected > made:
        raise ItPerceptionError(
            f"{selected} intervals are shown, but only {made} were made"
        )
    return 1 - q * (selected / made if made else 1.0)


def declared_claims(families: Sequence[Family]) -> pd.DataFrame:
    """Return one line per declared claim, to which p-values can be joined.

    Columns family, claim, label (English), kind, item, net, by, column, other, margin,
    adjust, alpha, note.
    """
    lines = [
        {
            "family": family.id, "claim": claim.id, "label": say(claim.label),
            **claim.model_dump(
                include={"kind", "item", "net", "by", "column", "other", "margin"}
            ),
            "adjust": family.method, "alpha": family.alpha, "note": family.note,
        }
        for family in families
        for claim in family.claims
    ]  # fmt: skip
    names = ["family", "claim", "label", "kind", "item", "net", "by", "column", "other",
             "margin", "adjust", "alpha", "note"]  # fmt: skip
    return pd.DataFrame(lines, columns=names)


def _completed(tests: pd.DataFrame) -> pd.DataFrame:
    """Add the columns that may be left out, and those of the result."""
    if "p_value" not in tests:
        raise unknown_name("column of the tests", "p_value", list(map(str, tests.columns)))
    told = tests.reset_index(drop=True).copy()
    family = told["family"] if "family" in told else pd.Series(None, told.index)
    told["family"] = family.astype(object).where(family.notna() & (family != ""), None)
    confirmed = told["family"].notna()
    return told.assign(
        role=np.where(confirmed, CONFIRMATORY, EXPLORATORY), p_adjusted=np.nan,
        family_size=0, method="", level=np.nan,
    )  # fmt: skip


def _confirm(told: pd.DataFrame, family: Family) -> pd.DataFrame:
    """Adjust the tests of a family; claims that were not tested are counted."""
    inside = told["family"] == family.id
    p_values, size = told.loc[inside, "p_value"].to_numpy(float), len(family.claims)
    if len(p_values) > size:
        raise ItPerceptionError(
            f"family {family.id!r} declares {size} claims: found {len(p_values)} tests of "
            "it, expected one for each claim"
        )
    padded = np.append(p_values, np.full(size - len(p_values), np.nan))
    found = adjusted(padded, family.method)[: len(p_values)]
    told.loc[inside, "p_adjusted"] = found
    told.loc[inside, ["family_size", "method", "level"]] = size, family.method, family.alpha
    return told


def _explore(told: pd.DataFrame, inside: pd.Series, q: float) -> pd.DataFrame:
    """Adjust all exploratory tests together."""
    told.loc[inside, "p_adjusted"] = adjusted(told.loc[inside, "p_value"].to_numpy(), "bh")
    told.loc[inside, "family"] = EXPLORATORY
    told.loc[inside, ["family_size", "method", "level"]] = int(inside.sum()), "bh", q
    return told
