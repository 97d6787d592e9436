"""Does the answer depend on the group? The test of a stub by a banner.

:func:`test` chooses the test for a table and says why. The tests themselves take
arrays: :mod:`itperception.inference.independence`.
"""

from dataclasses import replace

from itperception.counting.crosstab import Crosstab
from itperception.errors import unknown_name
from itperception.inference.independence import (
    kruskal_wallis,
    likelihood_ratio,
    pearson,
    permutation,
)
from itperception.inference.results import TestResult, join_notes

# With more respondents than this, drawing tells nothing that chi-squared does not.
MOST_PERMUTED = 100_000
# Beyond these Kish's scaling is too rough to be left unsaid.
LARGE_DESIGN_EFFECT, SMALL_EFFECTIVE_BASE = 1.5, 20

RANKED = "The answers are ranked, so it is tested whether a group ranks higher"
NOMINAL = "The answers are not ranked, so any difference counts"


def test(table: Crosstab, *, method: str = "auto", alpha: float = 0.05) -> TestResult:
    """Test whether the answers of a stub depend on the banner.

    Parameters
    ----------
    table : Crosstab
        Stub by banner.
    method : {"auto", "kruskal_wallis", "permutation", "pearson", "likelihood_ratio"}
        "auto" takes Kruskal–Wallis for ranked answers, else Pearson's chi-squared:
        by permutation, or with its chi-squared distribution if the wave is weighted
        or has more than 100,000 respondents.
    alpha : float
        Test level in (0, 1); the interval is at level 1 − alpha.

    Returns
    -------
    TestResult
        With the reason for the method, and in `note` what was left out.

    Raises
    ------
    UnknownNameError
        If there is no such method.

    Missing data
    ------------
    Don't know, refused and no answer are not answers: they are left out of the base,
    as are respondents outside every banner column; the note says how many.

    Notes
    -----
    A weighted table enters with its effective counts: column proportions times the
    column's effective base (Kish 1965). That ignores strata and clusters.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"a": [30, 10], "b": [15, 25]}, ["good", "poor"])
    >>> result = test(Crosstab.from_counts(counts, ordered=True))
    >>> result.method, round(result.p_value, 4)
    ('Kruskal-Wallis test', 0.0008)
    """
    answers = table.answers()
    people = answers.counts.to_numpy(float)
    chosen, reason = _choose(answers, people.sum(), method)
    counts = answers.effective_counts.to_numpy() if table.is_weighted else people
    result = METHODS[chosen](counts, level=1 - alpha)
    return replace(
        result,
        reason=reason,
        base=float(people.sum()),
        note=join_notes(_left_out(table, answers), result.note, _doubt(answers)),
    )


test.__test__ = False  # keeps pytest from collecting it by its name


METHODS = {
    "kruskal_wallis": kruskal_wallis,
    "permutation": permutation,
    "pearson": pearson,
    "likelihood_ratio": likelihood_ratio,
}


def _choose(answers: Crosstab, people: float, method: str) -> tuple[str, str]:
    """Return the method and, in words, why that one."""
    if method != "auto" and method not in METHODS:
        raise unknown_name("method", method, ["auto", *METHODS])
    weighted = answers.is_weighted
    weights = "; weighted, so computed from effective counts" if weighted else ""
    if method != "auto":
        return method, f"Asked for by name{weights}"
    if answers.stub.ordered:
        return "kruskal_wallis", RANKED + weights
    if weighted or people > MOST_PERMUTED:
        many = "" if weighted else "; so many respondents need no permutation"
        return "pearson", NOMINAL + weights + many
    return "permutation", f"{NOMINAL}; permutation holds its level in sparse tables too"


def _left_out(table: Crosstab, answers: Crosstab) -> str:
    """Say how many respondents are not in the test."""
    silent = int(table.cells[0].sum() - answers.cells[0].sum())
    outside = int(answers.cells[0, :, -1].sum())
    return join_notes(
        f"left out: {silent} who gave no answer on the scale" if silent else "",
        f"left out: {outside} in none of the columns" if outside else "",
    )


def _doubt(answers: Crosstab) -> str:
    """Say where the weights are too uneven for effective counts to be trusted."""
    columns = answers.bases.index[1:]
    uneven = answers.design_effects[columns].max() > LARGE_DESIGN_EFFECT
    small = answers.effective_bases[columns].min() < SMALL_EFFECTIVE_BASE
    doubtful = answers.is_weighted and (uneven or small)
    return "uneven weights or a small group: read with care" if doubtful else ""
