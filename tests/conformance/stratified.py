"""Tests of strata: ``stratified.R``, and files 03 and 08 of the values carried over."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.tables.homogeneity import breslow_day
from itperception.inference.tables.stratified import cmh
from tests.conformance import Row
from tests.inference.reference import carried, reference

CMH = "mantelhaen.test(x, correct = FALSE)"
ALL = "vcdExtra::CMHtest(x, overall = TRUE)$ALL"
WITHIN = "coin::independence_test(scores(y) ~ g | stratum)"
KINDS = {
    "general": ({}, "coin::cmh_test(y ~ g | stratum)"),
    "mean_scores": ({"kind": "mean_scores"}, WITHIN),
    "correlation": ({"kind": "correlation"}, WITHIN),
    "linear": ({"kind": "correlation"}, "coin::lbl_test(y ~ g | stratum)"),
    "ranks": (
        {"kind": "mean_scores", "answer_scores": "ranks"},
        "coin::kruskal_test(y ~ g | stratum)",
    ),
    "stratum_ranks": ({"kind": "mean_scores", "answer_scores": "stratum_ranks"}, WITHIN),
    "ridits": ({"kind": "mean_scores", "answer_scores": "ridits"}, WITHIN),
}
UNEQUAL = np.array([1.0, 2, 4, 8, 9]), np.array([0.0, 1, 5, 6])


def rows() -> Iterator[Row]:
    for case, printed in reference("stratified")["many"].items():
        yield from _family(case, printed, _strata(printed["counts"], printed["dim"]))
    for case, printed in reference("stratified")["pairs"].items():
        yield from _pairs(case, printed, _strata(printed["counts"], printed["dim"]))
    yield from _carried()


def _strata(counts, dim) -> np.ndarray:
    """Return strata of answers by groups, from answers, groups and strata."""
    return np.moveaxis(np.reshape(counts, dim).astype(float), -1, 0)


def _family(case, printed, tables) -> Iterator[Row]:
    for name, (options, call) in KINDS.items():
        found = cmh(tables, **options)
        yield Row(f"CMH {name}: Q", call, case, found.statistic, printed[name])
    _, answers, groups = tables.shape
    own = {"answer_scores": UNEQUAL[0][:answers], "group_scores": UNEQUAL[1][:groups]}
    for kind, name in ("mean_scores", "own_scores"), ("correlation", "own_correlation"):
        found = cmh(tables, kind=kind, **own)
        yield Row(f"CMH {kind}, unequal scores: Q", WITHIN, case, found.statistic,
                  printed[name])  # fmt: skip
    found, call = cmh(tables), KINDS["general"][1]
    yield Row("CMH general: p", call, case, found.p_value, printed["general_p"])
    # R prints 0 for p-values below 1e-16 here, and the 2 x 2 x K table otherwise.
    if "mantelhaen" in printed and tables.shape[1:] != (2, 2):
        for quantity, ours, theirs in (
            ("Q", found.statistic, printed["mantelhaen"]),
            ("df", found.df, printed["mantelhaen_df"]),
            ("p", found.p_value, printed["mantelhaen_p"]),
        ):
            yield Row(f"Mantel-Haenszel, r x c: {quantity}", "mantelhaen.test(x)", case,
                      ours, theirs)  # fmt: skip


def _pairs(case, printed, tables) -> Iterator[Row]:
    found, plain = breslow_day(tables), breslow_day(tables, tarone=False)
    ninety = breslow_day(tables, level=0.9)
    formula = "Breslow & Day, fitted by uniroot"
    for quantity, call, ours, theirs in (
        ("Mantel-Haenszel odds ratio", CMH, found.effect_size, printed["odds"]),
        ("Mantel-Haenszel: lower limit", CMH, found.ci_low, printed["low"]),
        ("Mantel-Haenszel: upper limit", CMH, found.ci_high, printed["high"]),
        ("Mantel-Haenszel: lower 90% limit", CMH, ninety.ci_low, printed["low90"]),
        ("Breslow-Day", formula, plain.statistic, printed["breslow_day"][0]),
        ("Breslow-Day-Tarone", formula, found.statistic, printed["breslow_day"][1]),
    ):
        yield Row(quantity, call, case, ours, theirs)


def _carried() -> Iterator[Row]:
    tables, results = carried("03_stratified")
    # There groups are in the first dimension, answers in the second.
    strata = {name: table.transpose(2, 1, 0) for name, table in tables.items()}
    for result in results:
        kind, case = result["id"].split(".")
        for quantity, ours, theirs, tolerance in _CARRIED[kind](
            strata[case], result["values"]
        ):
            yield Row(quantity, result["r_call"], case, ours, theirs, tolerance)
    for result in carried("08_extra_packages")[1]:
        if result["id"] == "breslow_day_dt.ucb":
            values = result["values"]
            plain = breslow_day(strata["ucb"], tarone=False)
            corrected = breslow_day(strata["ucb"])
            for quantity, ours, theirs in (
                ("Breslow-Day", plain.statistic, values["BD"]),
                ("Breslow-Day: p", plain.p_value, values["p"]),
                ("Breslow-Day-Tarone", corrected.statistic, values["tarone"]),
                ("Breslow-Day-Tarone: p", corrected.p_value, values["p_tarone"]),
            ):
                yield Row(quantity, result["r_call"], "ucb", ours, theirs)


def _breslow_day(tables, values):
    plain, corrected = breslow_day(tables, tarone=False), breslow_day(tables)
    yield "Breslow-Day", plain.statistic, values["BD"], 1e-9
    yield "Breslow-Day: p", plain.p_value, values["BD_p"], 1e-9
    yield "Breslow-Day-Tarone", corrected.statistic, values["tarone"], 1e-9
    yield "Breslow-Day-Tarone: p", corrected.p_value, values["tarone_p"], 1e-9
    yield "Breslow-Day: df", plain.df, values["df"], 1e-9
    yield "log of the Mantel-Haenszel odds ratio", np.log(plain.effect_size), values[
        "log_or"], 1e-9  # fmt: skip
    reach = np.log(plain.ci_high / plain.ci_low) / 2 / 1.959963984540054
    yield "its standard error", reach, values["se"], 1e-9


def _general(tables, values):
    found = cmh(tables)
    yield "CMH general: Q", found.statistic, values["statistic"], 1e-9
    yield "CMH general: df", found.df, values["df"], 1e-9
    yield "CMH general: p", found.p_value, values["p_value"], 1e-9


def _all(tables, values):
    found = {
        "cor": cmh(tables, kind="correlation"),
        "rmeans": cmh(tables, kind="mean_scores"),
        "cmeans": cmh(tables.swapaxes(1, 2), kind="mean_scores"),
        "general": cmh(tables),
    }
    for name, test in found.items():
        yield f"CMHtest {name}: Q", test.statistic, values[name]["chisq"], 1e-9
        yield f"CMHtest {name}: df", test.df, values[name]["df"], 1e-9
        yield f"CMHtest {name}: p", test.p_value, values[name]["p"], 1e-9


def _linear(tables, values, **options):
    found = cmh(tables, kind="correlation", **options)
    yield "stratified linear-by-linear: Z²", found.statistic, values["Z"] ** 2, 1e-9
    yield "stratified linear-by-linear: p", found.p_value, values["p_value"], 1e-9


def _blocked(tables, values):
    # coin ranks all respondents together, not within the block as its test says.
    found = cmh(tables, kind="mean_scores", answer_scores="ranks")
    yield "blocked Wilcoxon: Z²", found.statistic, values["Z"] ** 2, 1e-9
    yield "blocked Wilcoxon: p", found.p_value, values["p_value"], 1e-9


_CARRIED = {
    "breslow_day": _breslow_day,
    "cmh_general": _general,
    "cmh_coin": _general,
    "cmh_all": _all,
    "lbl_coin": _linear,
    "wilcox_block": _blocked,
}
