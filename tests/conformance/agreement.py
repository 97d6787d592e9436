"""Kappa of squares of pairs: ``02_paired``, and ``agreement.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.gap.group_gap import kappa
from tests.conformance import Row
from tests.inference.reference import carried, reference

KAPPA = {
    "none": "vcd::Kappa(x)$Unweighted",
    "linear": "vcd::Kappa(x)$Weighted",
    "quadratic": "vcd::Kappa(x, weights = 'Fleiss-Cohen')$Weighted",
}


def rows() -> Iterator[Row]:
    tables, results = carried("02_paired")
    for told in results:
        kind, case = told["id"].split(".", 1)
        table, values = tables[told["table"]], told["values"]
        if kind == "kappa":
            yield from _kappa(table, case, "none", (values["kappa"], values["ase"]))
            yield from _kappa(table, case, "linear", (values["kappa_w"], values["ase_w"]))
        elif kind == "kappa_fc":
            quadratic = values["kappa_w"], values["ase_w"]
            yield from _kappa(table, case, "quadratic", quadratic)
    printed = reference("agreement")
    for case, told in printed["squares"].items():
        yield from _square(np.array(told["counts"], float), case, told)


def _kappa(square, case, weights, printed):
    found, call = kappa(square, weights=weights), KAPPA[weights]
    yield Row(f"Kappa, weights {weights}", call, case, found.effect_size, printed[0])
    yield Row(f"Kappa, weights {weights}: se", call, case, found.se, printed[1])


def _square(square, case, told):
    for weights in KAPPA:
        yield from _kappa(square, case, weights, told[weights])
    plain = kappa(square)
    for side, limit in zip(("low", "high"), told["limits"], strict=True):
        ours = getattr(plain, f"ci_{side}")
        yield Row(f"Kappa: {side}", "confint(vcd::Kappa(x))", case, ours, limit)
