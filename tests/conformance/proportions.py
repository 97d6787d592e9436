"""One proportion, one distribution, two proportions: ``proportions.R`` and carried."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.intervals import wilson
from itperception.inference.tables.distributions import goodness_of_fit
from itperception.inference.tables.fourfold import yates
from itperception.inference.tables.independence import pearson
from itperception.inference.tables.ordinal import cochran_armitage
from itperception.inference.tables.proportions import one_proportion
from tests.conformance import Row
from tests.inference.reference import carried, reference

WILSON = "prop.test(x, n, correct = FALSE)"
CHI_SQUARED = "chisq.test(x, p = p)"
EXACT = "dmultinom over expand.grid"


def rows() -> Iterator[Row]:
    printed = reference("proportions")
    for case in printed["one"]:
        yield from _one(case)
    for name, case in printed["fit"].items():
        yield from _fit(name, case)
    yield from _carried()


def _one(printed: dict) -> Iterator[Row]:
    x, n, against = printed["given"]
    case = f"{x}/{n} v {against:.3g}"
    score = one_proportion(x, n, against, method="score")
    for quantity, call, ours, theirs in (
        ("Binomial, exact: p", "binom.test(x, n, p)", one_proportion(x, n, against), "exact"),
        ("Binomial, mid-P: p", "sums of dbinom",
         one_proportion(x, n, against, method="midp"), "midp"),
        ("Proportion, score: p", "prop.test(x, n, p, correct = FALSE)", score, "score_p"),
    ):  # fmt: skip
        yield Row(quantity, call, case, ours.p_value, printed[theirs])
    call = "prop.test(x, n, p, correct = FALSE)"
    yield Row("Proportion, score: X²", call, case, score.statistic, printed["score"])
    yield from _pair("Proportion, wilson", WILSON, case, wilson(x, n), printed["wilson"])


def _fit(case: str, printed: dict) -> Iterator[Row]:
    counts, shares = printed["counts"], printed["shares"]
    found = goodness_of_fit(counts, shares, method="asymptotic")
    yield Row("Distribution: X²", CHI_SQUARED, case, found.statistic, printed["statistic"])
    yield Row("Distribution: p", CHI_SQUARED, case, found.p_value, printed["p_value"])
    if "exact" in printed:
        exact = goodness_of_fit(counts, shares).p_value
        yield Row("Distribution, exact: p", EXACT, case, exact, printed["exact"])
    size, *limits = printed["w"]
    yield Row("Distribution: Cohen's w", CHI_SQUARED, case, found.effect_size, size)
    # Limits of 0 and 0 are told as no interval.
    ours = np.nan_to_num([found.ci_low, found.ci_high])
    yield from _pair("Distribution: Cohen's w", "uniroot(pchisq(ncp))", case, ours, limits)


def _carried() -> Iterator[Row]:
    tables, results = carried("06_proportions")
    for result in results:
        test, _, name = result["id"].partition(".")
        if test in CARRIED:
            yield from CARRIED[test](tables.get(name), result["table"], result["values"])


def _carried_trend(table, case, values) -> Iterator[Row]:
    found, call = cochran_armitage(table.T), "prop.trend.test(x, n)"
    yield Row(
        "Trend of proportions: X²", call, case, found.statistic**2, values["statistic"]
    )
    yield Row("Trend of proportions: p", call, case, found.p_value, values["p_value"])
    # z is one normal number, so its square has one degree of freedom.
    yield Row("Trend of proportions: df", call, case, 1, values["df"])


def _carried_two(_, case, values, corrected=False) -> Iterator[Row]:
    (x1, n1), (x2, n2) = (map(int, part.split("/")) for part in case.split(" v "))
    counts = np.array([[x1, x2], [n1 - x1, n2 - x2]])
    name = "Two proportions with correction" if corrected else "Two proportions"
    call = "prop.test(x, n)" if corrected else "prop.test(x, n, correct = FALSE)"
    found = (yates if corrected else pearson)(counts)
    yield Row(f"{name}: X²", call, case, found.statistic, values["statistic"])
    yield Row(f"{name}: p", call, case, found.p_value, values["p_value"])
    yield Row(f"{name}: df", call, case, found.df, values["df"])
    for share, theirs in zip((x1 / n1, x2 / n2), values["estimate"], strict=True):
        yield Row("Proportion", "prop.test(x, n)$estimate", case, share, theirs)


def _carried_corrected(table, case, values) -> Iterator[Row]:
    yield from _carried_two(table, case, values, corrected=True)


def _carried_interval(_, case, values) -> Iterator[Row]:
    x, n = map(int, case.split("/"))
    yield from _pair("Proportion, wilson", WILSON, case, wilson(x, n), values["wilson"])


def _carried_binomial(_, case, values) -> Iterator[Row]:
    share, against = case.split(" v ")
    x, n = map(int, share.split("/"))
    found = one_proportion(x, n, float(against))
    yield Row("Binomial, exact: p", "binom.test(x, n, p)", case, found.p_value,
              values["p_value"])  # fmt: skip
    yield Row("Proportion", "binom.test(x, n, p)", case, found.effect_size,
              values["estimate"])  # fmt: skip
    yield Row("Binomial, exact: x", "binom.test(x, n, p)", case, found.statistic,
              values["statistic"])  # fmt: skip
    yield Row("Binomial, exact: n", "binom.test(x, n, p)", case, found.base,
              values["df"])  # fmt: skip


def _carried_fit(counts, case, values) -> Iterator[Row]:
    found = goodness_of_fit(counts)
    for key in ("statistic", "df", "p_value"):
        ours = getattr(found, key)
        yield Row(f"Distribution: {key}", "chisq.test(x)", case, ours, values[key])


CARRIED = {
    "prop_trend": _carried_trend,
    "prop2": _carried_two,
    "prop2_cc": _carried_corrected,
    "ci": _carried_interval,
    "binom": _carried_binomial,
    "gof": _carried_fit,
}


def _pair(name, call, case, ours, theirs) -> Iterator[Row]:
    for where, one, other in zip(("lower", "upper"), ours, theirs, strict=True):
        yield Row(f"{name}: {where} limit", call, case, one, other)
