"""Proportional odds and logit: ``models.R``, and file 04 of the values carried over."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.models.models import ProportionalOdds, proportional_odds
from itperception.inference.tables.independence import likelihood_ratio, pearson
from tests.conformance import ITERATED, TOLERANCE, Row
from tests.inference.reference import carried, reference

NEWTON = "log-likelihood written out, Newton to 1e-13"
POLR = "MASS::polr(y ~ g, weights = n, reltol = 1e-15)"
GLM = "glm(y ~ g, binomial, epsilon = 1e-15)"
# polr leaves the gradient at about 1e-6 of the log-likelihood and takes its standard
# errors from differences of it; at its own settings it stops much earlier.
POLR_TIGHT, POLR_LOOSE = 1e-5, 1e-4
# confint(clm) interpolates the profile by a spline.
SPLINE = 2e-5


def rows() -> Iterator[Row]:
    for case, printed in reference("models").items():
        counts = np.reshape(printed["counts"], printed["dim"]).astype(float)
        model = proportional_odds(np.moveaxis(counts, -1, 0))
        for quantity, ours, theirs in _written_out(model, printed):
            yield Row(quantity, NEWTON, case, ours, theirs)
        yield from _packaged(case, model, printed)
    yield from _carried()


def _slopes(model: ProportionalOdds) -> np.ndarray:
    return np.r_[model.groups["log_odds"], model.strata["log_odds"]]


def _errors(model: ProportionalOdds) -> np.ndarray:
    frames = model.thresholds, model.groups, model.strata
    return np.concatenate([frame["se"] for frame in frames])


def _written_out(model: ProportionalOdds, printed: dict) -> Iterator[tuple]:
    fit = model.proportionality
    yield from _each("thresholds", model.thresholds["threshold"], printed["theta"])
    yield from _each("log odds ratios", _slopes(model), printed["slopes"])
    yield from _each("standard errors", _errors(model), printed["se"])
    yield from _each(
        "profile: lower", model.groups["ci_low"], np.exp(printed["profile_low"])
    )
    yield from _each(
        "profile: upper", model.groups["ci_high"], np.exp(printed["profile_high"])
    )
    for quantity, ours, theirs in (
        ("log-likelihood", model.log_likelihood, "log_likelihood"),
        ("log-likelihood, groups alike", model.log_likelihood_alike, "alike"),
        ("log-likelihood, saturated", model.log_likelihood_saturated, "saturated"),
        ("likelihood ratio", model.test.statistic, "lr"),
        ("likelihood ratio: df", model.test.df, "lr_df"),
        ("likelihood ratio: p", model.test.p_value, "lr_p"),
    ):
        yield f"proportional odds: {quantity}", ours, printed[theirs]
    if printed["fit_df"]:
        yield "test of proportional odds", fit.statistic, printed["fit"]
        yield "test of proportional odds: df", fit.df, printed["fit_df"]
        yield "test of proportional odds: p", fit.p_value, printed["fit_p"]


def _each(quantity: str, ours, theirs) -> Iterator[tuple]:
    for mine, other in zip(ours, np.atleast_1d(theirs), strict=True):
        yield f"proportional odds: {quantity}", mine, other


def _packaged(case: str, model: ProportionalOdds, printed: dict) -> Iterator[Row]:
    cuts, errors = model.thresholds["threshold"], _errors(model)
    if "polr_coef" in printed:
        ours = np.r_[_slopes(model), cuts]
        theirs = np.r_[printed["polr_coef"], printed["polr_zeta"]]
        deviance, call, tolerance = printed["polr_deviance"], POLR, POLR_TIGHT
        errors = np.r_[errors[len(cuts) :], errors[: len(cuts)]]
        theirs_errors = printed["polr_se"]
    else:
        ours, theirs = np.r_[cuts, -_slopes(model)], printed["glm_coef"]
        deviance, call, tolerance = printed["glm_deviance"], GLM, TOLERANCE
        theirs_errors = printed["glm_se"]
    name = "proportional odds" if "polr_coef" in printed else "logit"
    for mine, other in zip(ours, theirs, strict=True):
        yield Row(f"{name}: coefficients", call, case, mine, other, tolerance)
    for mine, other in zip(errors, theirs_errors, strict=True):
        yield Row(f"{name}: standard errors", call, case, mine, other, tolerance)
    yield Row(f"{name}: deviance", call, case, -2 * model.log_likelihood, deviance)


def _carried() -> Iterator[Row]:
    tables, results = carried("04_models")
    # There groups are in the rows; the admissions are answers by groups by strata.
    strata = {name: table.T for name, table in tables.items() if table.ndim == 2}
    strata["ucb_raw"] = tables["ucb_raw"].transpose(2, 0, 1)
    models = {name: proportional_odds(table) for name, table in strata.items()}
    for result in results:
        kind, case = result["id"].split(".")
        deviances = {
            other["id"].split(".")[0]: other["values"].get("deviance")
            for other in results
            if other["table"] == case
        }
        values = deviances | result["values"]
        found = _CARRIED[kind](models[case], strata[case], values)
        for quantity, ours, theirs, tolerance in found:
            yield Row(quantity, result["r_call"], case, ours, theirs, tolerance)


def _clm(model, _, values):
    for quantity, ours, name in (
        ("thresholds", model.thresholds["threshold"], "theta"),
        ("log odds ratios", model.groups["log_odds"], "beta"),
        ("odds ratios", model.groups["effect_size"], "or"),
        ("standard errors", model.groups["se"], "se_beta"),
        ("standard errors of thresholds", model.thresholds["se"], "se_theta"),
        ("log-likelihood", [model.log_likelihood], "logLik"),
        ("log-likelihood, groups alike", [model.log_likelihood_alike], "logLik_null"),
        ("likelihood ratio", [model.test.statistic], "lr"),
        ("likelihood ratio: df", [model.test.df], "lr_df"),
        ("likelihood ratio: p", [model.test.p_value], "lr_p"),
    ):
        for told in _each(quantity, ours, values[name]):
            yield *told, TOLERANCE


def _profile(model, _, values):
    for quantity, ours, name in (
        ("profile: lower", model.groups["ci_low"], "low"),
        ("profile: upper", model.groups["ci_high"], "high"),
    ):
        for told in _each(quantity, ours, np.exp(values[name])):
            yield *told, SPLINE


def _nominal(model, table, values):
    fit = model.proportionality
    if values["lr"] is None:
        # With an empty cell nominal_test says nothing, but the deviances are there.
        name = "test of proportional odds: deviance of polr less that of multinom"
        yield name, fit.statistic, values["polr"] - values["multinom"], ITERATED
        return
    for quantity, ours, name in (
        ("test of proportional odds", fit.statistic, "lr"),
        ("test of proportional odds: df", fit.df, "df"),
        ("test of proportional odds: p", fit.p_value, "p"),
    ):
        yield quantity, ours, values[name], ITERATED


def _polr(model, _, values):
    errors = np.r_[model.groups["se"], model.thresholds["se"]]
    for quantity, ours, name in (
        ("thresholds", model.thresholds["threshold"], "zeta"),
        ("standard errors", errors, "se"),
    ):
        for told in _each(quantity, ours, values[name]):
            yield *told, POLR_LOOSE
    # As odds ratios: a slope near zero has no digits to lose.
    for told in _each("odds ratios", model.groups["effect_size"], np.exp(values["beta"])):
        yield *told, POLR_LOOSE
    deviance = -2 * model.log_likelihood
    yield "proportional odds: deviance", deviance, values["deviance"], ITERATED


def _multinom(model, _, values):
    ours = -2 * model.log_likelihood_saturated
    yield "multinomial logit: deviance", ours, values["deviance"], ITERATED


def _logit(model, _, values):
    ours = np.r_[model.thresholds["threshold"], -_slopes(model)]
    for mine, other in zip(ours, values["coef"], strict=True):
        yield "logit: coefficients", mine, other, TOLERANCE
    for mine, other in zip(_errors(model), values["se"], strict=True):
        yield "logit: standard errors", mine, other, TOLERANCE
    yield "logit: deviance", model.proportionality.statistic, values["deviance"], TOLERANCE
    yield "logit: df", model.proportionality.df, values["df"], TOLERANCE


def _independence(_, table, values):
    # Answers and groups independent in each stratum: the sum of tests of the strata.
    for name, test in ("lrt", likelihood_ratio), ("pearson", pearson):
        ours = sum(test(stratum).statistic for stratum in table)
        yield f"log-linear, independent in strata: {name}", ours, values[name], TOLERANCE
    df = sum(pearson(stratum).df for stratum in table)
    yield "log-linear, independent in strata: df", df, values["df"], TOLERANCE


def _no_three_way(model, table, values):
    # The same fit as the logit: its deviance, and Pearson's X² of its fitted counts.
    slopes = np.r_[0, model.groups["log_odds"]]
    shifts = np.r_[0, model.strata["log_odds"]][:, np.newaxis]
    early = 1 / (1 + np.exp(slopes + shifts - model.thresholds["threshold"].iloc[0]))
    fitted = np.stack([early, 1 - early], axis=1) * table.sum(1, keepdims=True)
    x2 = ((table - fitted) ** 2 / fitted).sum()
    fit = model.proportionality
    yield "log-linear, no three-way: lrt", fit.statistic, values["lrt"], TOLERANCE
    yield "log-linear, no three-way: pearson", x2, values["pearson"], TOLERANCE
    yield "log-linear, no three-way: df", fit.df, values["df"], TOLERANCE


_CARRIED = {
    "clm": _clm,
    "clm_ci": _profile,
    "clm_nominal": _nominal,
    "polr": _polr,
    "multinom": _multinom,
    "logit": _logit,
    "loglin": _independence,
    "loglin3": _no_three_way,
}
