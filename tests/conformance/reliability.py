"""Alpha, polychoric correlations and ordinal omega: ``reliability.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.models.omega import omega_from_pairs, one_factor, ordinal_omega
from itperception.inference.models.polychoric import polychoric
from itperception.inference.models.reliability import alpha_from_pairs, cronbach_alpha
from tests.conformance import ITERATED, Row
from tests.inference.reference import reference

FORMULA = "k / (k - 1) * (1 - sum(var(item)) / var(rowSums(x)))"
FELDT = "1 - (1 - alpha) * qf(q, n - 1, (n - 1) * (k - 1))"
PMVNORM = "uniroot on the score, mvtnorm::pmvnorm(TVPACK)"
MINRES = "Gauss-Newton on the residual correlations"


def rows() -> Iterator[Row]:
    told = reference("reliability")
    for case, printed in (told["ranked"] | told["others"]).items():
        yield from _alpha(case, np.transpose(printed["items"]), printed)
    for case, printed in told["ranked"].items():
        yield from _omega(case, np.transpose(printed["items"]), printed)
    for case, printed in told["tables"].items():
        found = polychoric(printed["counts"]).effect_size
        yield Row("Polychoric correlation", PMVNORM, case, found, printed["polychoric"])
    factanal = told["factanal"]
    found = one_factor(np.array(factanal["correlations"]))
    for ours, theirs in zip(found, factanal["loadings"], strict=True):
        # factanal stops its search for uniquenesses early.
        yield Row("Loadings of one factor", "factanal(covmat = R, factors = 1)", "exact",
                  ours, theirs, ITERATED)  # fmt: skip


def _alpha(case, items, printed) -> Iterator[Row]:
    found, ninety = cronbach_alpha(items), cronbach_alpha(items, level=0.9)
    yield Row("Cronbach's alpha", FORMULA, case, found.effect_size, printed["alpha"])
    yield Row("Feldt: lower limit", FELDT, case, found.ci_low, printed["low"])
    yield Row("Feldt: upper limit", FELDT, case, found.ci_high, printed["high"])
    yield Row("Feldt: lower 90% limit", FELDT, case, ninety.ci_low, printed["low90"])
    if "pairs" in printed:
        paired = alpha_from_pairs(printed["pairs"], printed["n"]).effect_size
        yield Row("Cronbach's alpha from pairs", FORMULA, case, paired, printed["alpha"])


def _omega(case, items, printed) -> Iterator[Row]:
    first, second = np.tril_indices(items.shape[1], -1)
    # R goes down the columns of the lower triangle.
    for (i, j), theirs in zip(
        sorted(zip(first, second, strict=True), key=lambda pair: pair[::-1]),
        printed["correlations"],
        strict=True,
    ):
        table = np.histogram2d(items[:, i], items[:, j], bins=np.arange(-0.5, 6))[0]
        ours = polychoric(table).effect_size
        yield Row("Polychoric correlation", PMVNORM, f"{case} {i} {j}", ours, theirs)
    if "omega" in printed:
        found = ordinal_omega(items).effect_size
        yield Row("Ordinal omega", MINRES, case, found, printed["omega"])
    if "omega" in printed and "pairs" in printed:
        paired = omega_from_pairs(printed["pairs"], printed["n"]).effect_size
        yield Row("Ordinal omega from pairs", MINRES, case, paired, printed["omega"])
