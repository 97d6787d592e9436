"""Two nets of the same people: whether one is larger, and beyond chance.

Print has both shares but not how many people are in both nets. With both counts fixed,
more people in both means fewer who contradict each other, and a smaller p-value, so one
overlap decides.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from itperception.published.bounds.overlap import Association, fitting_tables
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Claim, Study
from itperception.published.tables.feasible import figure_counts
from itperception.published.verdicts.claim_figures import (
    SAME_PEOPLE,
    assumptions_of,
    bases_of,
    claimed,
    contradiction,
)
from itperception.published.verdicts.verdict import (
    NONE,
    Verdict,
    answer_of,
    buys_frame,
    buys_line,
    ends_of,
)

TESTS = {"midp": "mcnemar_midp", "exact": "mcnemar_exact_p", "asymptotic": "mcnemar_p"}
NOT_NEGATIVE = "those in one net are not less often in the other"
_AT = ("first_count", "second_count", "overlap")


def paired(study: Study, claim: Claim, alpha: float = 0.05) -> Verdict:
    """Judge that the first net is larger than the second, of the same people.

    Parameters
    ----------
    study : Study
        With the claim's two figures.
    claim : Claim
        ``test``: "midp" (default), "exact" or "asymptotic" decides. ``dont_know``: the
        figure of those who did not know the second answer. ``assume``: ``overlap:
        non_negative``, that those in one net are not less often in the other.
    alpha : float
        Level of the test, in (0, 1).

    Returns
    -------
    Verdict
        Its tables are those of :func:`itperception.published.bounds.overlap.fitting_tables`.

    Notes
    -----
    ``deciding_values``: ``always_from`` is the smallest overlap from which on the test
    is significant for every pair of counts that print allows, ``sometimes_from`` the
    smallest at which it is for some pair; None if there is none.
    """
    first, second, *_ = figures = claimed(study, claim)
    decided_by = str(claim.options.get("test", "midp"))
    association = claim.assume.get("overlap", "any")
    tables = _tables(study, first, second, association)
    if tables.empty:
        return Verdict(claim=claim, possible=False, alpha=alpha,
                       contradiction=contradiction(study, figures))  # fmt: skip
    decides = _thresholds(tables, decided_by, alpha)
    return Verdict(
        claim=claim, possible=True, alpha=alpha, tables=tables, number=len(tables),
        holds=answer_of(tables["difference"] > 0),
        significant=answer_of(_beyond(tables, decided_by, alpha)),
        quantities=_ends(tables, decided_by), deciding=_deciding(decides),
        deciding_values=decides,
        assumptions=assumptions_of(
            figures, SAME_PEOPLE, *([] if association == "any" else [NOT_NEGATIVE])
        ),
        buys=_buys(study, claim, decided_by, alpha),
    )  # fmt: skip


def _tables(
    study: Study,
    first: Figure,
    second: Figure,
    association: Association,
    more: Sequence[int] = (0,),
) -> pd.DataFrame:
    """Enumerate the tables of every base; `more` people are added to the second net."""
    found = [
        fitting_tables(
            figure_counts(first, n),
            sorted({k + d for k in figure_counts(second, n) for d in more}),
            n, association,
        ).assign(base=n)
        for n in sorted({*bases_of(study, first)} & {*bases_of(study, second)})
    ]  # fmt: skip
    tables = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    if tables.empty or first.item != second.item:
        return tables
    return tables[tables["overlap"] == _of_one_item(first, second, tables)]


def _of_one_item(first: Figure, second: Figure, tables: pd.DataFrame) -> pd.Series | int:
    """Return how many are in two nets of one item: those whose answer is in both."""
    one, other = set(first.categories), set(second.categories)
    if not one & other:
        return 0
    if one <= other or other <= one:
        return tables[["first_count", "second_count"]].min(axis=1)
    return tables["overlap"]


def _beyond(tables: pd.DataFrame, decided_by: str, alpha: float) -> pd.Series:
    """Say in which tables the first net is larger beyond chance."""
    return (tables[decided_by] <= alpha) & (tables["difference"] > 0)


def _ends(tables: pd.DataFrame, decided_by: str) -> pd.DataFrame:
    """Bound the difference and the p-values, the one that decides first."""
    order = sorted(TESTS, key=lambda test: test != decided_by)
    names = {"difference": "difference", **{test: TESTS[test] for test in order}}
    renamed = tables.rename(columns=names)
    return ends_of(renamed, [*names.values(), "statistic"], _AT).replace(
        {"quantity": {"statistic": "mcnemar"}}
    )


def _thresholds(tables: pd.DataFrame, decided_by: str, alpha: float) -> dict[str, object]:
    """Return the overlaps from which on every pair, and some pair, is significant."""
    pairs = tables.groupby(["base", "first_count", "second_count"])
    smallest = [
        table.loc[_beyond(table, decided_by, alpha), "overlap"].min() for _, table in pairs
    ]
    reached = pd.Series(smallest)
    every = None if reached.isna().any() else int(reached.max())
    some = None if reached.isna().all() else int(reached.min())
    return {
        "base": int(tables["base"].max()),
        "lowest": int(tables["overlap"].min()), "highest": int(tables["overlap"].max()),
        "always_from": every, "sometimes_from": some, "test": decided_by,
    }  # fmt: skip


def _deciding(decides: Mapping[str, object]) -> str:
    """Return the key of the sentence: is there an overlap that decides."""
    every, some = decides["always_from"], decides["sometimes_from"]
    if some is None or (every is not None and every <= decides["lowest"]):
        return "overlap_open"
    return "overlap_sometimes" if every is None else "overlap"


def _buys(study: Study, claim: Claim, decided_by: str, alpha: float) -> pd.DataFrame:
    """Say what an overlap that is not negative buys, and what don't knows may cost."""
    first, second, *_ = claimed(study, claim)
    dont_know = claim.options.get("dont_know")
    ways: dict[str, tuple[Association, Sequence[int]]] = {
        NONE: ("any", (0,)), "overlap_not_negative": ("non_negative", (0,)),
    }  # fmt: skip
    if dont_know:
        n = bases_of(study, second)[0]
        most = figure_counts(study.figure(str(dont_know)), n)[-1]
        ways["dont_know_either_way"] = ("any", range(most + 1))
        ways["dont_know_less_positive"] = ("any", range(_as_positive(second, n, most) + 1))
    lines = []
    for name, (association, more) in ways.items():
        tables = _tables(study, first, second, association, more)
        lines.append(
            buys_line(
                name, tables, effect="difference", holds=tables["difference"] > 0,
                decided_by=decided_by, alpha=alpha,
            )
        )  # fmt: skip
    return buys_frame(lines)


def _as_positive(figure: Figure, n: int, silent: int) -> int:
    """Return how many don't knows are in the net if they are no more positive than others."""
    return silent * figure_counts(figure, n)[-1] // (n - silent)
