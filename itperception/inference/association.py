"""Does the answer depend on the group? The test of a stub by a banner.

:func:`test` chooses the test for a table and says why (:mod:`.methods` has the rules and
all names). The tests themselves take arrays of counts, or the cube of a sample's design.
"""

from dataclasses import replace
from typing import Protocol

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.counting.design import DesignCube
from itperception.inference.design.weighted_permutation import WEIGHTED_STATISTICS
from itperception.inference.methods import METHODS, call, choose_test, choose_trend, find
from itperception.inference.results import (
    AS_PEOPLE,
    BY_BASES,
    State,
    TestResult,
    join_notes,
)
from itperception.lines import Lines

# Beyond these no correction for weights is to be trusted blindly.
LARGE_DESIGN_EFFECT, SMALL_EFFECTIVE_BASE = 1.5, 20
NO_TEST = "test of a table without columns"
NO_TREND = "test of a trend"
NO_PAIRS = "test of two answers of the same people"
_UNRANKED = "A trend needs three groups or more in an order, and answers in an order"


class _Sample(Protocol):
    """How a table's respondents were drawn; counted only if a test asks for it."""

    def design(self) -> DesignCube:
        """Return the sums for each stratum and cluster, of the table's answers."""

    def by_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """Return counts (answers, groups, weights), and the distinct weights."""


def test(
    table: Crosstab,
    *,
    method: str = "auto",
    alpha: float = 0.05,
    sample: _Sample | None = None,
    **options,
) -> TestResult:
    """Test whether the answers of a stub depend on the banner.

    Parameters
    ----------
    method : str
        "auto", "trend" (see :func:`trend`), or one of
        :data:`itperception.inference.methods.METHODS`. A test of pairs, such as
        "stuart_maxwell", is for two answers of the same people, the same answers in rows
        and columns; it is never chosen by itself.
    alpha : float
        Test level in (0, 1); the interval is at level 1 − alpha.
    sample : Sample, optional
        Strata, clusters and weights of the respondents; without it a weighted table is
        taken as a sample of independent respondents.
    **options
        Handed to the test: ``draws``, ``seed``, ``seconds``, scores and so on.

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
    Tests of counts enter a weighted table with its effective counts: column proportions
    times the column's effective base, which knows weights (Kish 1965) and clusters
    (:mod:`itperception.counting.design_bases`), not strata alone.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"a": [20, 10, 9], "b": [5, 25, 8]}, ["good", "fair", "poor"])
    >>> result = test(Crosstab.from_counts(counts, ordered=True))
    >>> result.method, round(result.p_value, 4)
    ('Kruskal-Wallis test', 0.0211)
    """
    answers = table.answers()
    if table.banner is None:
        return TestResult(method=NO_TEST, state=State.ONE_COLUMN)
    chosen, reason = _named(answers, method, sample)
    if not chosen:
        return TestResult(method=NO_TREND, state=State.NOT_RANKED, reason=reason)
    wanted = METHODS[chosen]
    if wanted.given == "square" and not _is_square(answers):
        return TestResult(method=NO_PAIRS, state=State.WRONG_SHAPE, reason=reason)
    given = _GIVEN[wanted.given](answers, sample)
    if given is None:
        name = WEIGHTED_STATISTICS[wanted.options.get("statistic", "pearson")].name
        return TestResult(method=name, state=State.NO_SAMPLE, reason=reason)
    result = call(wanted, *given, level=1 - alpha, **options)
    as_counts, clustered = wanted.given in ("counts", "square"), table.design is not None
    effective = as_counts and (table.is_weighted or clustered)
    told = {"design": "", "weights": AS_PEOPLE}.get(wanted.given, BY_BASES)
    return replace(
        result,
        reason=reason + ("; computed from effective counts" if effective else ""),
        base=float(answers.cells[0, :, :-1].sum()),
        note=join_notes(
            told if clustered else "",
            _left_out(table, answers),
            result.note,
            _doubt(answers),
        ),
    )


test.__test__ = False  # keeps pytest from collecting it by its name


def trend(
    table: Crosstab, *, alpha: float = 0.05, sample: _Sample | None = None, **options
) -> TestResult:
    """Test whether the answers rise or fall with groups that are ranked.

    It stands beside :func:`test`, which asks whether the answer depends on the group in
    any way: answers that rise and then fall again depend on it and have no trend.

    Parameters
    ----------
    table, alpha, sample, **options
        As in :func:`test`.

    Returns
    -------
    TestResult
        Jonckheere–Terpstra for ranked answers, Cochran–Armitage for two; with weights the
        correlation of group number and weighted mid-rank by permutation, and in clusters
        or large samples its slope by design. ``State.NOT_RANKED`` if there are fewer than
        three groups, or groups or answers are not ranked.

    Examples
    --------
    >>> import pandas as pd
    >>> from dataclasses import replace
    >>> counts = pd.DataFrame({"a": [30, 10, 5], "b": [5, 10, 30], "c": [30, 10, 5]})
    >>> table = Crosstab.from_counts(counts, ordered=True)
    >>> trend(table).state.words
    'the answers are not ranked'
    >>> ranked = replace(table, banner=replace(table.banner, ordered=True))
    >>> bool(trend(ranked).p_value > 0.999), bool(test(ranked).p_value < 1e-6)
    (True, True)
    """
    return test(table, method="trend", alpha=alpha, sample=sample, **options)


def every_test(
    table: Crosstab, *, alpha: float = 0.05, sample: _Sample | None = None
) -> pd.DataFrame:
    """Return every test that a table allows, the one that is chosen for it first.

    Parameters
    ----------
    table, alpha, sample
        As in :func:`test`.

    Returns
    -------
    pandas.DataFrame
        A column `name`, by which :func:`test` takes each, and those of a TestResult.
        Tests for tables of another shape or scale are left out, and those of pairs, which
        no table tells by its shape; exact ones take a second at most.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"a": [30, 10], "b": [15, 25]})
    >>> every_test(Crosstab.from_counts(counts))["name"].tolist()[:3]
    ['n_minus_one', 'pearson', 'likelihood_ratio']
    """
    found = [("auto", test(table, alpha=alpha, sample=sample))]
    for name in allowed_tests(table.answers(), sample):
        limited = {"seconds": 1.0} if METHODS[name].home == "exact.exact" else {}
        result = test(table, method=name, alpha=alpha, sample=sample, **limited)
        if result.state not in (State.WRONG_SHAPE, State.NOT_RANKED, State.NOT_COUNTS):
            found.append((name, result))
    frame = Lines.of(result for _, result in found)
    frame["name"] = [name for name, _ in found]
    chosen = _named(table.answers(), "auto", sample)[0] if table.banner else "auto"
    frame["name"] = frame["name"].replace("auto", chosen)
    frame = frame.drop_duplicates("name").reset_index(drop=True)
    return frame[["name", *frame.columns.drop("name")]]


def allowed_tests(answers: Crosstab, sample: _Sample | None = None) -> list[str]:
    """Return the names of the tests that suit the scale and what is known of the sample.

    Examples
    --------
    >>> import pandas as pd
    >>> allowed_tests(Crosstab.from_counts(pd.DataFrame({"a": [30, 10], "b": [15, 25]})))[:2]
    ['pearson', 'likelihood_ratio']
    """
    given = {"counts"}
    given |= {"design"} if answers.is_weighted or sample is not None else set()
    given |= {"weights"} if answers.is_weighted and sample is not None else set()
    ranked, ordered = answers.stub.ordered, answers.banner and answers.banner.ordered
    scales = {"none"} | ({"answers"} if ranked else set())
    scales |= {"both"} if ranked and ordered else set()
    scales |= {"groups"} if ordered else set()
    return [n for n, m in METHODS.items() if m.given in given and m.ranked in scales]


def _named(answers: Crosstab, method: str, sample: _Sample | None) -> tuple[str, str]:
    """Return the name of the test, and in words why that one."""
    if method in ("auto", "trend"):
        suits = choose_test if method == "auto" else choose_trend
        clustered = answers.design is not None
        found = suits(answers, clustered=clustered, by_weight=sample is not None)
        return found or ("", _UNRANKED)
    find(method)
    return method, "Asked for by name"


def _is_square(answers: Crosstab) -> bool:
    """Whether rows and columns are the same answers."""
    return [row.id for row in answers.rows] == [column.id for column in answers.columns]


def _counts(answers: Crosstab, sample) -> tuple[np.ndarray]:
    return (answers.tested_counts.to_numpy(),)


def _design(answers: Crosstab, sample) -> tuple[DesignCube]:
    groups = range(len(answers.columns))
    if answers.design is not None:
        return (answers.design.take(groups=groups),)
    if sample is not None:
        return (sample.design(),)
    return (DesignCube.of_sums(answers.cells).take(groups=groups),)


def _weights(answers: Crosstab, sample) -> tuple[np.ndarray, np.ndarray] | None:
    return None if sample is None else sample.by_weight()


_GIVEN = {"counts": _counts, "square": _counts, "design": _design, "weights": _weights}


def _left_out(table: Crosstab, answers: Crosstab) -> str:
    """Say how many respondents are not in the test."""
    silent = int(table.cells[0].sum() - answers.cells[0].sum())
    outside = int(answers.cells[0, :, -1].sum())
    return join_notes(
        f"left out: {silent} who gave no answer on the scale" if silent else "",
        f"left out: {outside} in none of the columns" if outside else "",
    )


def _doubt(answers: Crosstab) -> str:
    """Say where the weights are too uneven for corrections to be trusted."""
    if not answers.is_weighted:
        return ""
    bases, worth = (
        one.to_numpy(float)[1:] for one in (answers.bases, answers.effective_bases)
    )
    known = worth > 0  # of nobody there is no effective base
    doubtful = (bases[known] > LARGE_DESIGN_EFFECT * worth[known]).any() or (
        worth[known] < SMALL_EFFECTIVE_BASE
    ).any()
    return "uneven weights or a small group: read with care" if doubtful else ""
