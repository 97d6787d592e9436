"""Alpha and ordinal omega of yes/no items: ``reliability.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.models.omega import correlations, omega_from_pairs, one_factor
from itperception.inference.models.reliability import alpha_from_pairs
from tests.conformance import ITERATED, Row
from tests.inference.reference import reference

FORMULA = "k / (k - 1) * (1 - sum(var(item)) / var(rowSums(x)))"
FELDT = "1 - (1 - alpha) * qf(q, n - 1, (n - 1) * (k - 1))"
PMVNORM = "uniroot on the score, mvtnorm::pmvnorm(TVPACK)"
MINRES = "Gauss-Newton on the residual correlations"


def rows() -> Iterator[Row]:
    told = reference("reliability")
    for case, printed in told["yes_no"].items():
        yield from _of_pairs(case, printed)
    for case, printed in told["tables"].items():
        found = correlations(np.array([printed["counts"]], float))[0][0]
        yield Row("Tetrachoric correlation", PMVNORM, case, found, printed["polychoric"])
    factanal = told["factanal"]
    found = one_factor(np.array(factanal["correlations"]))
    for ours, theirs in zip(found, factanal["loadings"], strict=True):
        # factanal stops its search for uniquenesses early.
        yield Row("Loadings of one factor", "factanal(covmat = R, factors = 1)", "exact",
                  ours, theirs, ITERATED)  # fmt: skip


def _of_pairs(case, printed) -> Iterator[Row]:
    pairs, n = printed["pairs"], printed["n"]
    found, ninety = alpha_from_pairs(pairs, n), alpha_from_pairs(pairs, n, level=0.9)
    yield Row("Cronbach's alpha", FORMULA, case, found.effect_size, printed["alpha"])
    yield Row("Feldt: lower limit", FELDT, case, found.ci_low, printed["low"])
    yield Row("Feldt: upper limit", FELDT, case, found.ci_high, printed["high"])
    yield Row("Feldt: lower 90% limit", FELDT, case, ninety.ci_low, printed["low90"])
    if "omega" in printed:
        omega = omega_from_pairs(pairs, n).effect_size
        yield Row("Ordinal omega", MINRES, case, omega, printed["omega"])
