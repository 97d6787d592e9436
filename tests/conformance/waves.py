"""Overlapping samples, trends and direct standardisation: ``waves.R``."""

from collections.abc import Iterator

from itperception.inference.change.overlap import (
    overlapping_change,
    overlapping_score_change,
)
from itperception.inference.change.score_trend import score_departure, score_trend
from itperception.inference.change.standardisation import standardised_change
from itperception.inference.change.trend import departure, logistic_trend, share_trend
from itperception.inference.change.unknown_overlap import (
    unknown_overlap,
    unknown_score_overlap,
)
from tests.conformance import Row
from tests.inference.reference import number, reference

FORMULA = "change / sqrt(v1/n1 + v2/n2 - 2 m cov/(n1 n2))"
GRID = "range over a grid of overlaps"
STEP = "complex-step gradient, multinomial covariance"
LM = "summary(lm(score ~ time))"
GLM = "summary(glm(cbind(y, n - y) ~ t, binomial))"


def rows() -> Iterator[Row]:
    printed = reference("waves")
    for part, compare in PARTS.items():
        for case, found in printed[part].items():
            for quantity, call, ours, theirs in compare(found):
                yield Row(quantity, call, case, float(ours), number(theirs))


def _known(found: dict):
    x1, n1, x2, n2, both, m = found["given"]
    yield from _z("Overlap, share", overlapping_change(x1, n1, x2, n2, (both, m)), found)


def _panel(found: dict):
    waves, scores = (found["first"], found["second"], found["panel"]), found["scores"]
    ours = overlapping_score_change(*waves, scores=scores)
    yield from _z("Overlap, score", ours, found)
    if scores == [1, 0]:
        (x1, no1), (x2, no2), panel = waves
        ours = overlapping_change(x1, x1 + no1, x2, x2 + no2, panel)
        yield from _z("Overlap, share by table", ours, found)


def _z(what: str, ours, found: dict):
    yield f"{what}: Z", FORMULA, ours.statistic, found["z"]
    yield f"{what}: p", FORMULA, ours.p_value, found["p"]
    yield f"{what}: limit", FORMULA, ours.ci_low, found["limits"][0]
    yield f"{what}: limit", FORMULA, ours.ci_high, found["limits"][1]


def _unknown(found: dict):
    for association in ("any", "non_negative"):
        ours = unknown_overlap(*found["given"], association=association)
        yield "Unknown overlap: least p", GRID, ours.p_low, found[association][0]
        yield "Unknown overlap: largest p", GRID, ours.p_high, found[association][1]


def _unknown_score(found: dict):
    ours = unknown_score_overlap(found["first"], found["second"], scores=found["scores"])
    call = "covariance of sorted and of reversed scores"
    yield "Unknown overlap, score: least p", call, ours.p_low, found["p"][0]
    yield "Unknown overlap, score: largest p", call, ours.p_high, found["p"][1]


def _trend(found: dict):
    waves = found["yes"], found["bases"], found["times"]
    line, off, odds = (trend(*waves) for trend in (share_trend, departure, logistic_trend))
    prop, test = "prop.trend.test(x, n, score)", "chisq.test less prop.trend.test"
    yield "Cochran-Armitage: X²", prop, line.statistic, found["statistic"]
    yield "Cochran-Armitage: p", prop, line.p_value, found["p"]
    yield "Change per year", "lm(p ~ t, weights = n)", line.effect_size, found["slope"]
    for ours, theirs in zip((line.ci_low, line.ci_high), found["limits"], strict=True):
        yield "Change per year: limit", "formula", ours, theirs
    if len(found["yes"]) > 2:
        yield "Departure from the line: X²", test, off.statistic, found["off"]
        yield "Departure from the line: p", test, off.p_value, found["off_p"]
    yield "Logistic trend: Z", GLM, odds.statistic, found["z"]
    yield "Logistic trend: p", GLM, odds.p_value, found["z_p"]
    yield "Odds ratio per year", GLM, odds.effect_size, found["ratio"]
    for ours, theirs in zip(
        (odds.ci_low, odds.ci_high), found["ratio_limits"], strict=True
    ):
        yield "Odds ratio per year: limit", GLM, ours, theirs


def _score_trend(found: dict):
    waves, scores = (found["counts"], found["times"]), found["scores"]
    line, off = (trend(*waves, scores=scores) for trend in (score_trend, score_departure))
    yield "Mean score per year", LM, line.effect_size, found["slope"]
    yield "Mean score per year: t", LM, line.statistic, found["t"]
    yield "Mean score per year: p", LM, line.p_value, found["p"]
    for ours, theirs in zip((line.ci_low, line.ci_high), found["limits"], strict=True):
        yield "Mean score per year: limit", "confint(lm(score ~ time))", ours, theirs
    call = "anova(lm(score ~ time), lm(score ~ factor(time)))"
    yield "Mean score, departure: F", call, off.statistic, found["f"]
    yield "Mean score, departure: p", call, off.p_value, found["f_p"]


def _standard(found: dict):
    ours = standardised_change(found["first"], found["second"], mix=found["mix"])
    columns = ["difference", "se", "ci_low", "ci_high", "p_value"]
    for part, line in zip(("raw", "composition", "equal"), ours.frame.index, strict=True):
        for column, theirs in zip(columns, found[part], strict=True):
            yield f"Standardised, {part}: {column}", STEP, ours.frame[column][line], theirs
    call = "mantelhaen.test(x, correct = FALSE)"
    yield "Standardised, stratified: X²", call, ours.stratified.statistic, found["mh"]
    yield "Standardised, stratified: p", call, ours.stratified.p_value, found["mh_p"]
    yield "Standardised, stratified: OR", call, ours.stratified.effect_size, found["odds"]


PARTS = {
    "known": _known,
    "panels": _panel,
    "unknown": _unknown,
    "unknown_scores": _unknown_score,
    "trends": _trend,
    "score_trends": _score_trend,
    "standards": _standard,
}
