"""Exact tests: ``exact.R``, and what was carried over of exact tests."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.exact.exact import exact
from tests.conformance import TOLERANCE, Row
from tests.inference.reference import carried, reference

# R's fisher.test also counts tables that are up to 3.45e-7 less extreme on the logarithm
# of their probability, and ours are certain to 1e-6 of p.
FEXACT = 1e-4
FISHER = "fisher.test(x, workspace = 2e8)"


def rows() -> Iterator[Row]:
    yield from _sparse()
    yield from _independent()
    for case, printed in reference("exact").items():
        yield from _own(case, printed)


def _sparse() -> Iterator[Row]:
    tables, results = carried("07_sparse_exact")
    for told in results:
        found = exact(tables[told["table"]], statistic="freeman_halton")
        theirs = told["values"]["p_exact"]
        yield Row("Freeman-Halton: p", FISHER, told["table"], found.p_value, theirs, FEXACT)
        x2 = exact(tables[told["table"]]).statistic
        call = "chisq.test(x, correct = FALSE)"
        yield Row("Exact Pearson: X²", call, told["table"], x2, told["values"]["X2"])


def _independent() -> Iterator[Row]:
    tables, results = carried("01_independent")
    for told in results:
        name, values = told["table"].split()[0], told["values"]
        if told["id"].startswith("fisher.") and "p_value" in values:
            p = exact(tables[name], statistic="freeman_halton", seconds=30).p_value
            yield Row("Freeman-Halton: p", FISHER, name, p, values["p_value"], FEXACT)
        # The tables of syn35d and syn35e were not carried over, their results were.
        if told["id"].startswith("wilcoxon12_exact.") and name in tables:
            p = _wilcoxon(tables[name][:2])
            call = "coin::wilcox_test(distribution = 'exact')"
            yield Row("Exact Wilcoxon: p", call, name, p, values["p_value"])


def _wilcoxon(table) -> float:
    """Return the exact p-value of the linear test with mid-ranks as scores."""
    tied = np.sum(table, axis=0)
    ranks = np.cumsum(tied) - (tied - 1) / 2
    found = exact(table, statistic="linear_by_linear", column_scores=ranks)
    return found.p_value


def _own(case: str, printed: dict) -> Iterator[Row]:
    counts = printed["counts"]
    for key, statistic, quantity, call, tolerance in (
        ("fisher", "freeman_halton", "Freeman-Halton: p", FISHER, FEXACT),
        ("freeman_halton", "freeman_halton", "Freeman-Halton: p", "enumeration", TOLERANCE),
        ("pearson", "pearson", "Exact Pearson: p", "enumeration", TOLERANCE),
        ("likelihood_ratio", "likelihood_ratio", "Exact likelihood ratio: p",
         "enumeration", TOLERANCE),
        ("linear", "linear_by_linear", "Exact linear-by-linear: p", "enumeration",
         TOLERANCE),
    ):  # fmt: skip
        if key in printed:
            p = exact(counts, statistic=statistic, seconds=30).p_value
            yield Row(quantity, call, case, p, printed[key], tolerance)
    if "wilcoxon" in printed:
        call = "coin::wilcox_test(distribution = 'exact')"
        yield Row("Exact Wilcoxon: p", call, case, _wilcoxon(counts), printed["wilcoxon"])
