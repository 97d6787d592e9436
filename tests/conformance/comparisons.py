"""Pairs of columns, adjusted p-values and letters: 06_proportions and ``column_pairs.R``."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.inference.comparisons.profiles import find_profile
from tests.conformance import Row
from tests.inference.reference import carried, number, reference

OF_R = {"none": "none", "holm": "holm", "hochberg": "hochberg", "hommel": "hommel",
        "bonferroni": "bonferroni", "BH": "bh", "BY": "by", "fdr": "bh"}  # fmt: skip
LIKE_R = find_profile("effective_z").with_rules(least_base=1, interval="wald")


def rows() -> Iterator[Row]:
    yield from _carried()
    printed = reference("column_pairs")
    for case, told in printed["rows"].items():
        yield from _pairs(case, told)
    for case, told in printed["p_values"].items():
        for method, theirs in told["adjusted"].items():
            ours = adjusted(np.atleast_1d(told["p"]), OF_R[method])
            call = f'p.adjust(p, "{method}")'
            for k, (mine, r) in enumerate(zip(ours, np.atleast_1d(theirs), strict=True)):
                yield Row("Adjusted p", call, f"{case} {k + 1}", mine, r)
    for case, told in printed["weighted"].items():
        pair = compare(weighted_table(told), "rao_scott").pairs.iloc[0]
        call = 'svychisq(~y + g, design, statistic = "F")'
        yield Row("Rao-Scott of two columns: F", call, case, pair["statistic"], told["f"])
        yield Row("Rao-Scott of two columns: df", call, case, pair["df"], told["df2"])
        yield Row("Rao-Scott of two columns: p", call, case, pair["p_value"], told["p"])


def binary(yes, bases) -> Crosstab:
    """Return the table of one yes/no row."""
    columns = [f"c{k}" for k in range(len(yes))]
    counts = np.array([yes, np.subtract(bases, yes)])
    return Crosstab.from_counts(pd.DataFrame(counts, ["yes", "no"], columns))


def weighted_table(told) -> Crosstab:
    """Return the table of weighted respondents: y by g."""
    people = pd.DataFrame({key: told[key] for key in ("g", "y", "w")})
    people["w2"] = people["w"] ** 2

    def layer(column):
        return people.pivot_table(column, "y", "g", "sum", fill_value=0).loc[[1, 0]]

    return Crosstab.from_counts(
        pd.crosstab(people["y"], people["g"]).loc[[1, 0]],
        weighted=(layer("w"), layer("w2")),
    )


def _yes(table: Crosstab, profile, **rules) -> pd.DataFrame:
    pairs = compare(table, profile, **rules).pairs
    return pairs[pairs["category"] == "yes"].reset_index(drop=True)


def _pairs(case: str, told: dict) -> Iterator[Row]:
    table = binary(told["successes"], told["bases"])
    z, t = _yes(table, LIKE_R), _yes(table, LIKE_R.with_rules(test="pooled_t"))
    squared = _yes(table, "none", least_base=1)
    call = "prop.test(x, n, correct = FALSE)"
    for k, theirs in enumerate(told["each"]):
        name = f"{case} {k + 1}"
        yield Row("Pair of columns: z²", call, name, z["statistic"][k] ** 2, theirs["z2"])
        yield Row("Pair of columns: p of z", call, name, z["p_value"][k], theirs["p"])
        for side, r in zip(("ci_low", "ci_high"), theirs["wald"], strict=True):
            yield Row("Pair of columns: Wald limits", call, name, z[side][k], r)
        yield Row("Pair of columns: N−1 X²", "chisq.test(x)$statistic * (N - 1)/N", name,
                  squared["statistic"][k], theirs["n1"])  # fmt: skip
        yield Row("Pair of columns: p of N−1", "pchisq(X2 * (N - 1)/N, 1)", name,
                  squared["p_value"][k], theirs["n1_p"])  # fmt: skip
        yield Row("Pair of columns: p of t", "2 * pt(-sqrt(X2), N - 2)", name,
                  t["p_value"][k], theirs["t_p"])  # fmt: skip
    for method, theirs in told["adjusted"].items():
        ours = _yes(table, LIKE_R, adjust=OF_R[method])["p_adjusted"]
        call = f'pairwise.prop.test(x, n, "{method}", correct = FALSE)'
        for k, (mine, r) in enumerate(zip(ours, np.atleast_1d(theirs), strict=True)):
            yield Row("Pairs of a row adjusted", call, f"{case} {k + 1}", mine, r)


def _carried() -> Iterator[Row]:
    tables, results = carried("06_proportions")
    for told in results:
        kind, _, rest = told["id"].partition(".")
        call = told["r_call"]
        if kind == "p_adjust":
            ours = adjusted(np.array(told["values"]["input"]), OF_R[rest])
            for k, theirs in enumerate(told["values"]["adjusted"]):
                yield Row("Adjusted p", call, f"bh1995 {k + 1}", ours[k], number(theirs))
        if kind == "pairwise_prop":
            counts = tables[told["table"]]
            method = OF_R[rest.split(".")[0]]
            pairs = _yes(binary(counts[:, 0], counts.sum(1)), LIKE_R, adjust=method)
            for k, theirs in enumerate(told["values"]["p"]):
                yield Row("Pairs of a row adjusted", call, f"{told['table']} {k + 1}",
                          pairs["p_adjusted"][k], number(theirs))  # fmt: skip
