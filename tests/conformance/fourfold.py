"""Two groups on a yes/no question: ``fourfold.R``, and what was carried over."""

from collections.abc import Iterator

import numpy as np

from itperception.inference import intervals
from itperception.inference.sizes.differences import (
    cohens_h,
    cohens_w,
    odds_ratio,
    phi,
    risk_ratio,
)
from itperception.inference.tables.fourfold import (
    boschloo,
    fisher,
    fisher_midp,
    n_minus_one,
    yates,
)
from tests.conformance import ITERATED, Row
from tests.inference.reference import carried, number, reference

WHERE = ("estimate", "lower limit", "upper limit")
# exact2x2 searches Boschloo's p on a grid.
COARSE = 1.2e-4
INTERVALS = {
    "wilson": "prop.test(x, n, correct = FALSE)",
    "newcombe": "two of prop.test",
    "miettinen_nurminen": "uniroot on the score",
}


def rows() -> Iterator[Row]:
    for case, printed in reference("fourfold").items():
        yield from _tests(case, printed)
        yield from _effects(case, printed)
    yield from _from_intervals()
    yield from _from_exact2x2()
    yield from _from_others()


def _tests(case: str, printed: dict) -> Iterator[Row]:
    counts = printed["counts"]
    n_1, corrected = n_minus_one(counts), yates(counts)
    for quantity, call, ours, theirs in (
        ("N-1 chi-squared: X²", "chisq.test × (n-1)/n", n_1.statistic, "n_minus_one"),
        ("N-1 chi-squared: p", "chisq.test × (n-1)/n", n_1.p_value, "n_minus_one_p"),
        ("Yates: X²", "chisq.test(x)", corrected.statistic, "yates"),
        ("Yates: p", "chisq.test(x)", corrected.p_value, "yates_p"),
        ("Fisher: p", "fisher.test(x)", fisher(counts).p_value, "fisher"),
        ("Fisher mid-P: p", "sums of dhyper", fisher_midp(counts).p_value, "midp"),
        ("Fisher, doubled: p", "sums of dhyper",
         fisher(counts, sides="doubled").p_value, "doubled"),
        ("Fisher mid-P, doubled: p", "sums of dhyper",
         fisher_midp(counts, sides="doubled").p_value, "doubled_midp"),
        ("Phi", "its definition", phi(counts).effect_size, "phi"),
    ):  # fmt: skip
        yield Row(quantity, call, case, ours, printed[theirs])


def _effects(case: str, printed: dict) -> Iterator[Row]:
    counts = np.array(printed["counts"])
    for name, call, found, theirs in (
        ("Odds ratio, Wald", "exp(log OR ± z SE)", odds_ratio(counts), "wald_or"),
        ("Cohen's h", "2 asin √p, ± z SE", cohens_h(counts), "h"),
        ("Cohen's w", "uniroot(pchisq(ncp))", cohens_w(counts), "w"),
    ):  # fmt: skip
        if theirs in printed:
            numbers = (found.effect_size, found.ci_low, found.ci_high)
            if theirs == "w":
                # Limits of 0 and 0 are told as no interval.
                numbers = np.nan_to_num(numbers)
            yield from _three(name, call, case, numbers, printed[theirs])
    ratio = risk_ratio(counts)
    yield from _three("Risk ratio, Koopman", "uniroot on the score", case,
                      (ratio.ci_low, ratio.ci_high), printed["koopman"])  # fmt: skip


def _from_intervals() -> Iterator[Row]:
    for name, call in INTERVALS.items():
        for printed in reference("intervals")[name]:
            case = " ".join(f"{value:g}" for value in printed["given"])
            found = getattr(intervals, name)(*printed["given"])
            yield from _three(f"Interval, {name}", call, case, found, printed["limits"])


def _from_exact2x2() -> Iterator[Row]:
    for result in carried("08_extra_packages")[1]:
        test, _, numbers = result["id"].partition(".")
        if test not in ("two_by_two", "diff_score"):
            continue
        x1, n1, x2, n2 = map(int, numbers.split("_"))
        values, case = result["values"], result["table"]
        if test == "diff_score":
            found = intervals.miettinen_nurminen(x1, n1, x2, n2)
            yield from _three("Difference, score", "PropCIs::diffscoreci", case, found,
                              values["ci"], ITERATED)  # fmt: skip
            continue
        counts = [[x1, x2], [n1 - x1, n2 - x2]]
        for quantity, ours, theirs, tolerance in (
            ("Fisher: p", fisher(counts).p_value, "p_minlike", 1e-9),
            ("Fisher, doubled: p", fisher(counts, sides="doubled").p_value, "p_central", 1e-9),
            ("Fisher mid-P, doubled: p", fisher_midp(counts, sides="doubled").p_value,
             "p_midp", 1e-9),
            ("Boschloo: p", boschloo(counts).p_value, "p_boschloo", COARSE),
        ):  # fmt: skip
            yield Row(quantity, "exact2x2::exact2x2", case, ours, values[theirs], tolerance)


def _from_others() -> Iterator[Row]:
    tables, results = carried("01_independent")
    for result in results:
        test, values, case = result["id"].split(".")[0], result["values"], result["table"]
        if test == "yates":
            found = yates(tables[case])
            for key in ("statistic", "df", "p_value"):
                ours = getattr(found, key)
                yield Row(f"Yates: {key}", "chisq.test(x)", case, ours, values[key])
        elif test == "oddsratio":
            found = odds_ratio(tables[case])
            yield Row("Odds ratio, Wald: logarithm", "vcd::oddsratio(x)", case,
                      np.log(found.effect_size), values["log_or"])  # fmt: skip
            yield Row("Odds ratio, Wald: SE", "vcd::oddsratio(x)", case, found.se,
                      values["se_log"])  # fmt: skip
            yield from _three("Odds ratio, Wald", "vcd::oddsratio(x)", case,
                              (found.effect_size, found.ci_low, found.ci_high),
                              (values["or"], *values["ci"]))  # fmt: skip
        elif test == "cohens_h":
            found = cohens_h(tables[case])
            yield from _three("Cohen's h", "effectsize::cohens_h(x)", case,
                              (found.effect_size, found.ci_low, found.ci_high),
                              (values["h"], values["ci_low"], values["ci_high"]))  # fmt: skip


def _three(name, call, case, ours, theirs, tolerance=1e-9) -> Iterator[Row]:
    """Return a row for the estimate, if given, and for each limit."""
    for where, one, other in zip(WHERE[-len(ours) :], ours, theirs, strict=True):
        yield Row(f"{name}: {where}", call, case, one, number(other), tolerance)
