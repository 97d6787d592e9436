"""Models with predictors: types that do not differ beside a predictor that matters.

The level of their tests, and how often their intervals hold shares, differences and gaps.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from benchmarks.calibration_tables import ALPHA, GROUPS, N, check, covers
from itperception.inference.design.units import Units
from itperception.inference.models.adjusted import model
from itperception.inference.models.adjusted_gap import gap_model
from itperception.inference.models.predictors import Predictors
from itperception.inference.models.separating import Response

MATTERS, TOGETHER, IN_CLUSTERS = 0.5, 1.0, 0.4  # on the scale of log odds
YES = np.array([False, True])
LEVELS = (("internal", "group", "outside"), ("no", "yes"))
SAMPLES, LONGER, FOR_THE_RECORD = 400, 1000, 200
TESTS, INTERVALS = "Models with predictors: tests", "Models with predictors: intervals"
SETTING = (
    "Models: types that do not differ beside a second predictor that matters (by .5 in the log "
    "odds), weights log-normal with the coefficient of variation of the line; 486 respondents "
    "in the same proportions. Truth of an interval: what everybody of the population would "
    "answer. `wave.model`, `wave.gap(on=)`, `wave.drivers` (the difference by the second "
    "predictor) and `waves.model` (a wave is a predictor as any) are these models. "
    "`--only model` runs their two blocks."
)


class Drawn(NamedTuple):
    """How respondents are drawn: how many, how far weights spread, in how many clusters."""

    name: str
    n: int
    spread: float  # coefficient of variation of log-normal weights
    clusters: int
    samples: int = SAMPLES
    taylor: bool = False  # for the record


DESIGNS = (
    Drawn("156", 156, 0.0, 0),
    Drawn("156, weights vary by .55", 156, 0.55, 0),
    Drawn("156, weights vary by .90", 156, 0.90, 0, taylor=True),
    Drawn("486, weights vary by .55", 486, 0.55, 0, LONGER),
    Drawn("486, weights vary by .90", 486, 0.90, 0),
    Drawn("486, weights vary by .55, 81 clusters", 486, 0.55, 81),
)


def sample(drawn: Drawn, shape, rng) -> tuple:
    """Return predictors, units and three answers that types have nothing to do with."""
    n, sizes = drawn.n, np.ceil(np.array(GROUPS) * drawn.n / N).astype(int)
    types = rng.permutation(np.repeat(np.arange(len(sizes)), sizes)[:n])
    marketing = rng.integers(0, 2, n)
    cluster = rng.integers(0, drawn.clusters, n) if drawn.clusters else np.arange(n)
    common = IN_CLUSTERS * rng.normal(size=n)[cluster] if drawn.clusters else 0.0
    weight = np.exp(rng.normal(0, np.sqrt(np.log1p(drawn.spread**2)), n))
    cuts = logit(np.cumsum(shape)[:-1])
    same = TOGETHER * rng.normal(size=n)  # of one person, in two items
    codes = [np.searchsorted(cuts, MATTERS * marketing * moves + common + own
                             + rng.logistic(size=n))
             for moves, own in ((1, 0), (1, same), (-1, same))]  # fmt: skip
    who = Predictors(("type", "marketing"), LEVELS, np.column_stack([types, marketing]),
                     ((0,), (1,)))  # fmt: skip
    return who, Units.of(n, weight=weight, cluster=cluster), codes


def _top(codes: np.ndarray) -> Response:
    return Response("top", 1 * (codes < 2), ("other", "top"), {"top": YES})


def _whole(codes: np.ndarray) -> Response:
    return Response("scale", codes, tuple("12345"), {"top": np.arange(5) < 2})


def _p_values(drawn: Drawn, variance: str, shape, rng) -> list[float]:
    """Return p of each default; NaN where it says that there is no estimate."""
    who, units, (one, first, second) = sample(drawn, shape, rng)
    how = {"variance": variance}
    logits, scale = (
        model(_top(one), who, units, **how),
        model(_whole(one), who, units, **how),
    )
    gaps = gap_model(_top(first), _top(second), who, units, **how)
    cuts = scale.proportionality
    pairs = logits.contrasts["p_adjusted"].to_numpy(float)[:3]
    return [
        *(found.terms["p_value"].iloc[0] if len(found.terms) else np.nan
          for found in (logits, scale, gaps)),
        pairs.min() if len(pairs) else np.nan,
        cuts["p_value"].iloc[-1] if len(cuts) else np.nan,
    ]  # fmt: skip


def _run(drawn: Drawn, variance: str, shape, tables, rng) -> np.ndarray:
    found = np.array([_p_values(drawn, variance, shape, rng) for _ in range(tables)], float)
    return np.where(np.isnan(found), np.nan, found <= ALPHA)


def truth(drawn: Drawn, shape) -> np.ndarray:
    """Return the population's share of the two best: answers of :func:`sample` × marketing."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    marketing, cut = np.arange(2), logit(np.cumsum(shape)[1])
    among = IN_CLUSTERS if drawn.clusters else 0.0
    spread = np.hypot(among, [0.0, TOGETHER, TOGETHER])[:, np.newaxis, np.newaxis]
    moves = MATTERS * np.outer([1, 1, -1], marketing)[..., np.newaxis]
    return expit(cut - moves - spread * nodes) @ (weights / weights.sum())


def _covered(drawn: Drawn, shape, rng) -> list[float]:
    """Return which intervals hold the truth; NaN where it says that there is no estimate."""
    who, units, (one, first, second) = sample(drawn, shape, rng)
    alone, *two = truth(drawn, shape)
    gap = two[0] - two[1]
    logits = model(_top(one), who, units)
    gaps = gap_model(_top(first), _top(second), who, units)
    internal, _, outside = LEVELS[0]
    return [float(covers(_limits(frame, **at), truth)) for frame, at, truth in (
        (logits.adjusted, {"level": outside}, alone.mean()),
        (logits.contrasts, {"first": outside, "second": internal}, 0.0),
        (logits.contrasts, {"term": "marketing"}, np.diff(alone)[0]),
        (gaps.gaps, {"level": outside}, gap.mean()),
        (gaps.contrasts, {"term": "marketing"}, np.diff(gap)[0]),
    )]  # fmt: skip


def _limits(frame: pd.DataFrame, **at: str) -> tuple[float, float]:
    at_hand = np.logical_and.reduce([frame[name] == told for name, told in at.items()])
    found = frame.loc[at_hand, ["ci_low", "ci_high"]].to_numpy(float)
    return tuple(found[0]) if len(found) else (np.nan, np.nan)


def _cover(drawn: Drawn, shape, tables, rng) -> np.ndarray:
    return np.array([_covered(drawn, shape, rng) for _ in range(tables)])


for _drawn in DESIGNS:
    for _variance, _words, _samples in (
        ("leave_one_out", "", _drawn.samples),
        ("taylor", ", Taylor (for the record)", FOR_THE_RECORD),
    )[: 1 + _drawn.taylor]:
        check(
            f"model, {_drawn.name}{_words}: logit, F of type",
            f"model, {_drawn.name}{_words}: cumulative logit, F of type",
            f"gap by predictors, {_drawn.name}{_words}: F of type",
            f"model, {_drawn.name}{_words}: any of three pairs of types, closed",
            f"model, {_drawn.name}{_words}: proportional odds",
            block=TESTS, tables=_samples,
        )(partial(_run, _drawn, _variance))  # fmt: skip
    check(
        f"model, {_drawn.name}: adjusted share of the smallest type",
        f"model, {_drawn.name}: difference of largest and smallest type",
        f"model, {_drawn.name}: difference by the second predictor",
        f"gap by predictors, {_drawn.name}: gap of the smallest type",
        f"gap by predictors, {_drawn.name}: difference of gaps by the second predictor",
        kind="covers", block=INTERVALS, tables=SAMPLES,
    )(partial(_cover, _drawn))  # fmt: skip
