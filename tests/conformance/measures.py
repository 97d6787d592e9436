"""Measures of association: ``measures.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.sizes.concordance import (
    gamma,
    kendall_tau_b,
    order_sums,
    somers_d,
)
from itperception.inference.sizes.measures import (
    cramers_v,
    rank_eta_squared,
)
from itperception.inference.tables.independence import williams
from tests.conformance import Row
from tests.inference.reference import reference

PAIRS = "sign(outer(u, u, '-')); Agresti 2013, 3.4"
VCD = "vcd::assocstats; uniroot(pchisq(ncp))"
ASE1 = [
    ("gamma", PAIRS, gamma, {}),
    ("tau_b", PAIRS, kendall_tau_b, {}),
    ("somers_answers", PAIRS, somers_d, {}),
]
FROM_CHI_SQUARED = {
    "cramers_v": (VCD, cramers_v),
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
    yield f"{name}: ASE1", call, found.se, se
    yield f"{name}: limits", call, (found.ci_low, found.ci_high), \
        (np.maximum(-1.0, low), np.minimum(1.0, high))  # fmt: skip
