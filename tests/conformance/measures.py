"""Measures of association: ``measures.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.sizes.concordance import (
    gamma,
    kendall_tau_b,
    order_sums,
    somers_d,
    stuart_tau_c,
)
from itperception.inference.sizes.measures import (
    contingency_coefficient,
    cramers_v,
    rank_eta_squared,
)
from itperception.inference.sizes.prediction import (
    goodman_kruskal_lambda,
    goodman_kruskal_tau,
    uncertainty_coefficient,
)
from itperception.inference.tables.independence import williams
from tests.conformance import Row
from tests.inference.reference import reference

PAIRS = "sign(outer(u, u, '-')); Agresti 2013, 3.4"
LAMBDA = "formula of Goodman & Kruskal 1963"
STEPS = "derivatives by complex steps"
VCD = "vcd::assocstats; uniroot(pchisq(ncp))"
ASE1 = [
    ("gamma", PAIRS, gamma, {}),
    ("tau_b", PAIRS, kendall_tau_b, {}),
    ("tau_c", PAIRS, stuart_tau_c, {}),
    ("somers_answers", PAIRS, somers_d, {"predict": "answers"}),
    ("somers_groups", PAIRS, somers_d, {"predict": "groups"}),
    ("lambda_answers", LAMBDA, goodman_kruskal_lambda, {"predict": "answers"}),
    ("lambda_groups", LAMBDA, goodman_kruskal_lambda, {"predict": "groups"}),
    ("tau_answers", STEPS, goodman_kruskal_tau, {"predict": "answers"}),
    ("tau_groups", STEPS, goodman_kruskal_tau, {"predict": "groups"}),
    ("uncertainty_answers", STEPS, uncertainty_coefficient, {"predict": "answers"}),
    ("uncertainty_groups", STEPS, uncertainty_coefficient, {"predict": "groups"}),
    ("uncertainty_symmetric", STEPS, uncertainty_coefficient, {"predict": "symmetric"}),
]
FROM_CHI_SQUARED = {
    "cramers_v": (VCD, cramers_v),
    "contingency": (VCD, contingency_coefficient),
    "eta": ("kruskal.test; uniroot(pchisq(ncp))", rank_eta_squared),
}


def rows() -> Iterator[Row]:
    for case, printed in reference("measures").items():
        for quantity, call, ours, theirs in _of(printed):
            pairs = zip(np.atleast_1d(ours), np.atleast_1d(theirs), strict=True)
            yield from (Row(quantity, call, case, *pair) for pair in pairs)


def _of(printed: dict) -> Iterator[tuple]:
    counts = np.array(printed["counts"], float)
    yield "concordant, discordant", PAIRS, order_sums(counts), printed["pairs"]
    for name, call, measure, options in ASE1:
        yield from _with_limits(name, call, measure(counts, **options), printed[name])
    symmetric = somers_d(counts, predict="symmetric").effect_size
    yield "somers_symmetric", PAIRS, symmetric, printed["somers_symmetric"]
    for name, (call, measure) in FROM_CHI_SQUARED.items():
        found = measure(counts)
        yield name, call, found.effect_size, printed[name][0]
        limits = [found.ci_low, found.ci_high]
        # No noncentrality explains so small a statistic: ours are undefined, R's zero.
        known = np.nan if printed[name][2] == 0 else 1.0
        # A share of variation cannot pass 1, though the formula of its limit can.
        bounded = np.minimum(1.0, printed[name][1:])
        yield f"{name}: limits", call, limits, bounded * known
    found = williams(counts)
    numbers = found.statistic, found.p_value
    yield "Williams: G/q, p", "loglin(x)$lrt / q", numbers, printed["williams"]


def _with_limits(name: str, call: str, found, printed: list) -> Iterator[tuple]:
    """Yield estimate, standard error and limits, which we keep in the range."""
    estimate, se, low, high = printed
    yield name, call, found.effect_size, estimate
    # Lambda is not normal at 0 and 1: there ours has no interval.
    if "lambda" in name and estimate in (0, 1):
        se = low = high = np.nan
    lowest = -1.0 if call == PAIRS else 0.0
    yield f"{name}: ASE1", call, found.se, se
    yield f"{name}: limits", call, (found.ci_low, found.ci_high), \
        (np.maximum(lowest, low), np.minimum(1.0, high))  # fmt: skip
