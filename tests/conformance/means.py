"""Means of numbers in groups, weighted, in strata and clusters, and plain: ``means.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.design.units import Units
from itperception.inference.means import Means, means
from itperception.inference.numbers import Numbers
from tests.conformance import Row
from tests.inference.reference import reference

QUANTILES = (0.15, 0.25, 0.5, 0.75)
NOT_SAID = -1  # what the script writes for who gave no number
LINE = {
    "base": ("Base", "nrow", "nrow"), "mean": ("Mean", "svymean", "mean"),
    "sd": ("SD", "sqrt(svyvar)", "sd"), "se": ("Standard error", "SE(svymean)", "t.test"),
    "ci_low": ("Lower limit", "confint(svymean, df = degf)", "t.test"),
    "ci_high": ("Upper limit", "confint(svymean, df = degf)", "t.test"),
    **{f"q{100 * p:g}": (f"Quantile {p:g}", 'svyquantile(qrule = "school")', "quantile(type = 2)")
       for p in QUANTILES},
}  # fmt: skip
PAIR = {"difference": "estimate", "statistic": "statistic", "df": "parameter",
        "p_value": "p.value", "ci_low": "conf.int[1]", "ci_high": "conf.int[2]"}  # fmt: skip
TEST = ("statistic", "df", "df2", "p_value")


def found_of(printed: dict, plain: bool) -> Means:
    """Return our means of what the script has printed of its data."""
    data = {key: np.array(values, float) for key, values in printed["data"].items()}
    values = np.where(data["x"] == NOT_SAID, np.nan, data["x"])
    columns = {f"g{k:g}": data["g"] == k for k in np.unique(data["g"])}
    fpc = data["N"] if data["N"].any() else None
    units = Units.of(len(values)) if plain else Units.of(
        len(values), weight=data["w"], stratum=data["s"], cluster=data["c"], fpc=fpc)  # fmt: skip
    return means(Numbers(values, columns, units, plain), "x", quantiles=QUANTILES)


def rows() -> Iterator[Row]:
    for case, printed in reference("means").items():
        plain = case.startswith("plain")
        found = found_of(printed, plain)
        of = ", plain" if plain else ""
        for (_, line), theirs in zip(found.lines.iterrows(), printed["lines"], strict=True):
            for (name, (told, design, base)), value in zip(
                LINE.items(), theirs, strict=True
            ):
                yield Row(told + of, base if plain else design, f"{case} {line['column']}",
                          line[name], value)  # fmt: skip
        pairs = zip(found.pairs.to_dict("records"), printed["pairs"], strict=True)
        for pair, theirs in pairs:
            at = f"{case} {pair['first']} {pair['second']}"
            for (name, told), value in zip(PAIR.items(), theirs, strict=True):
                call = f"{'t.test' if plain else 'svyttest'}()${told}"
                yield Row(f"Two means{of}: {name}", call, at, pair[name], value)
        if printed["together"] != 0:
            call = "oneway.test" if plain else "regTermTest(svyglm)"
            for name, value in zip(TEST, printed["together"], strict=True):
                yield Row(
                    f"Means{of}: {name}", call, case, getattr(found.test, name), value
                )
