"""Tests of whole tables: ``association.R``."""

from collections.abc import Iterator

from itperception.inference.contingency import bias_corrected_v
from itperception.inference.tables.independence import (
    kruskal_wallis,
    likelihood_ratio,
    pearson,
)
from tests.conformance import Row
from tests.inference.reference import reference

PEARSON = "chisq.test(x, correct = FALSE)"
KRUSKAL = "kruskal.test(y, g)"
G = "vcd::assocstats(x)"


def rows() -> Iterator[Row]:
    for case, printed in reference("association").items():
        counts, (low, high) = printed["counts"], printed["v_limits"]
        x2, g, h = pearson(counts), likelihood_ratio(counts), kruskal_wallis(counts)
        v = bias_corrected_v(counts)
        for quantity, call, ours, theirs in (
            ("Pearson: X²", PEARSON, x2.statistic, printed["statistic"]),
            ("Pearson: p", PEARSON, x2.p_value, printed["p_value"]),
            ("Cramér's V, corrected", "formula of Bergsma", v, printed["v"]),
            ("Cramér's V: lower limit", "uniroot(pchisq(ncp))", x2.ci_low, low),
            ("Cramér's V: upper limit", "uniroot(pchisq(ncp))", x2.ci_high, high),
            ("Likelihood ratio: G", G, g.statistic, printed["likelihood_ratio"]),
            ("Likelihood ratio: p", G, g.p_value, printed["likelihood_ratio_p"]),
            ("Kruskal-Wallis: H", KRUSKAL, h.statistic, printed["kruskal"]),
            ("Kruskal-Wallis: p", KRUSKAL, h.p_value, printed["kruskal_p"]),
            ("Epsilon squared", KRUSKAL, h.effect_size, printed["epsilon2"]),
        ):
            yield Row(quantity, call, case, ours, theirs)
