"""Kappa, and several items at once: the rest of ``02_paired``, and ``agreement.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.gap.agreement import kappa, percent_agreement
from itperception.inference.gap.repeated import cochran_q, friedman
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
        elif kind == "cochran_q":
            yield from _test(cochran_q(table), case, "coin::symmetry_test", values)
    printed = reference("agreement")
    for case, told in printed["squares"].items():
        yield from _square(np.array(told["counts"], float), case, told)
    for case, told in printed["cochran"].items():
        found = cochran_q(told["items"])
        yield from _test(found, case, "formula of Cochran", told)
        call = "coin::symmetry_test"
        yield Row("Cochran Q test: statistic", call, case, found.statistic, told["coin"])
    for case, told in printed["friedman"].items():
        found = friedman(told["items"])
        yield from _test(found, case, "friedman.test", told)
        yield Row("Kendall's W", "friedman.test", case, found.effect_size, told["w"])


def _kappa(square, case, weights, printed):
    found, call = kappa(square, weights=weights), KAPPA[weights]
    yield Row(f"Kappa, weights {weights}", call, case, found.effect_size, printed[0])
    yield Row(f"Kappa, weights {weights}: se", call, case, found.se, printed[1])


def _square(square, case, told):
    for weights in KAPPA:
        yield from _kappa(square, case, weights, told[weights])
    plain, agree = kappa(square), percent_agreement(square)
    for side, limit, share in zip(
        ("low", "high"), told["limits"], told["agree_limits"], strict=True
    ):
        ours = getattr(plain, f"ci_{side}")
        yield Row(f"Kappa: {side}", "confint(vcd::Kappa(x))", case, ours, limit)
        ours = getattr(agree, f"ci_{side}")
        yield Row(f"Agreement: {side}", "prop.test(correct = FALSE)", case, ours, share)
    yield Row("Agreement", "sum(diag(x))/sum(x)", case, agree.effect_size, told["agree"])


def _test(found, case, call, told):
    for name in ("statistic", "df", "p_value"):
        quantity = f"{found.method}: {name.removesuffix('_value')}"
        yield Row(quantity, call, case, getattr(found, name), told[name])
