"""Iterative proportional fitting: weights with given margins, if need be within bounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError

_SMALLEST, _UNBOUNDED = 1e-300, (0.0, 1e300)
_TOLERANCE, MOST_ITERATIONS, PATIENCE = 1e-10, 1_000, 50
"""How far a margin may be off, as a share of everybody, and after how many rounds."""


class NotRakedError(ItPerceptionError):
    """Margins that no weights have, or none within the bounds.

    Attributes
    ----------
    margin, answer : int
        Which one is farthest off.
    found, wanted : float
        Its share of everybody, and what it should be.
    """

    def __init__(self, margin: int, answer: int, found: float, wanted: float):
        self.margin, self.answer, self.found, self.wanted = margin, answer, found, wanted
        super().__init__(f"found {100 * found:.4g} %, expected {100 * wanted:.4g} %")


@dataclass(frozen=True, slots=True, eq=False)
class Raked:
    """Weights with declared margins.

    Attributes
    ----------
    weights : numpy.ndarray
        Of each respondent; their mean is 1 (of those whose weight is above 0).
    iterations : int
        Rounds through all margins.
    deviation : float
        How far the margin that is farthest off is off, as a share of everybody.
    trimmed : int
        How many respondents have the smallest or the largest weight allowed.
    """

    weights: np.ndarray
    iterations: int
    deviation: float
    trimmed: int

    @property
    def effect(self) -> float:
        """Kish's design effect, n Σ w² / (Σ w)²."""
        weights = self.weights[self.weights > 0]
        return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def rake(
    codes: Sequence[np.ndarray], targets: Sequence[np.ndarray], *,
    start: np.ndarray | None = None, trim: tuple[float, float] | None = None,
) -> Raked:  # fmt: skip
    """Rake weights to margins.

    Parameters
    ----------
    codes : sequence of numpy.ndarray
        For each margin, the position of each respondent's answer; -1 if there is none.
    targets : sequence of numpy.ndarray
        For each margin, the share of each answer among those who gave one.
    start : numpy.ndarray, optional
        Weights to start from, of which only the ratios count; 0 stays 0. By default all are
        equal.
    trim : (float, float), optional
        Smallest and largest weight.

    Raises
    ------
    NotRakedError
        If a margin is off after 1,000 rounds, or hardly comes nearer within 50 of them.

    Notes
    -----
    The weights w minimise Σ w log(w / d) - w + d, with d those to start from, among all that
    have the margins t and lie between low and high. So ``w = clip(d exp(Σ λ), low, high)``,
    one λ for each answer (Deville & Särndal 1992: multiplicative, truncated). Each λ in turn is
    moved to where its own margin holds, ``Σ clip(d exp(Σ λ)) = t``; without bounds this
    multiplies the weights of all who gave an answer by one factor (Deming & Stephan 1940).
    It is a coordinate ascent of a concave dual function, so it finds the weights if there
    are any. R: ``survey::rake``; ``survey::calibrate(calfun = "raking", bounds =,
    bounds.const = TRUE)``.

    Who gave no answer keeps, in that margin, the share they have with the weights to start
    from, as with ``freeze_na_proportion`` of R's autumn (``survey::rake`` refuses): targets
    are of those who gave one.

    References
    ----------
    Deming, W. E. & Stephan, F. F. (1940). On a least squares adjustment of a sampled
    frequency table when the expected marginal totals are known. Annals of Mathematical
    Statistics 11, 427-444. Deville, J.-C. & Särndal, C.-E. (1992). Calibration estimators in
    survey sampling. Journal of the American Statistical Association 87, 376-382.

    Examples
    --------
    >>> sex, age = np.array([0, 0, 0, 1, 1]), np.array([0, 1, 1, 0, 1])
    >>> shares = [np.array([.5, .5]), np.array([.3, .7])]
    >>> found = rake([sex, age], shares)
    >>> found.weights.round(3).tolist(), round(found.effect, 3)
    ([0.571, 0.965, 0.965, 0.929, 1.571], 1.104)
    >>> rake([sex, age], shares, trim=(.5, 1.55)).weights.round(3).tolist()
    [0.55, 0.975, 0.975, 0.95, 1.55]
    """
    start = np.ones(len(codes[0])) if start is None else np.asarray(start, float)
    counted = start > 0
    cells = _Cells.of([code[counted] for code in codes], targets, start[counted])
    least, most = trim or _UNBOUNDED
    weights, iterations, deviation = cells.fit(max(least, _SMALLEST), most)
    weights = np.clip(weights, least, most)
    at_bound = (weights <= least * (1 + _TOLERANCE)) | (weights >= most * (1 - _TOLERANCE))
    own = np.zeros(len(start))
    own[counted] = weights[cells.of_each]
    return Raked(own, iterations, deviation, int(cells.people[at_bound].sum()))


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Respondents with the same answers and starting weight; the margins as sums of these.

    ``margins`` has, for each answer to each item, its place, the cells it is in and the sum
    of weights that it is to have.
    """

    of_each: np.ndarray
    people: np.ndarray
    logs: np.ndarray
    margins: tuple[tuple[tuple[int, int], np.ndarray, float], ...]

    @classmethod
    def of(cls, codes, targets, start: np.ndarray) -> "_Cells":
        frame = pd.DataFrame({**dict(enumerate(codes)), "start": start / start.mean()})
        by = frame.groupby([*frame])
        people, each = by.size(), by.ngroup().to_numpy()
        cells = people.index.to_frame(index=False)
        sums = people.to_numpy() * cells["start"].to_numpy()
        margins = [((k, answer), *margin) for k, shares in enumerate(targets)
                   for answer, margin in _margin(cells[k].to_numpy(), shares, sums)]  # fmt: skip
        return cls(
            each, people.to_numpy(float), np.log(cells["start"].to_numpy()), (*margins,)
        )

    def fit(self, least: float, most: float) -> tuple[np.ndarray, int, float]:
        """Return the weights of the cells, after how many rounds, and how far one is off."""
        logs, everybody = self.logs.copy(), self.people.sum()
        low, high = np.log(least), np.log(most)
        for place, inside, wanted in self.margins:
            room = self.people[inside].sum() * np.array([least, most])
            if not room[0] * (1 + _TOLERANCE) < wanted < room[1] * (1 - _TOLERANCE):
                found = np.clip(wanted, *room)
                raise NotRakedError(*place, found / everybody, wanted / everybody)
        history = []
        while len(history) < MOST_ITERATIONS and not _is_stuck(history):
            for _, inside, wanted in self.margins:
                logs[inside] += _shift(logs[inside], self.people[inside], wanted, low, high)
            weights = np.exp(np.clip(logs, low, high))
            sums = np.array([self.people[inside] @ weights[inside]
                             for _, inside, _ in self.margins])  # fmt: skip
            off = np.abs(sums - [wanted for *_, wanted in self.margins]) / everybody
            history.append(float(off.max()))
            if history[-1] <= _TOLERANCE:
                return weights, len(history), history[-1]
        place, _, wanted = self.margins[worst := int(off.argmax())]
        raise NotRakedError(*place, sums[worst] / everybody, wanted / everybody)


def _is_stuck(history: Sequence[float]) -> bool:
    """Say whether margins are hardly nearer than `PATIENCE` rounds ago."""
    return len(history) > PATIENCE and history[-1] > 0.9 * history[-1 - PATIENCE]


def _margin(codes: np.ndarray, shares: np.ndarray, sums: np.ndarray) -> Iterator:
    """Yield each answer with its cells and the sum it is to have; -1 keeps what it has."""
    none = sums[codes < 0].sum()
    wanted = np.asarray(shares, float) / np.sum(shares) * (sums.sum() - none)
    for answer, own in enumerate(wanted):
        inside = np.flatnonzero(codes == answer)
        if own or len(inside):
            yield answer, (inside, own)
    if none:
        yield -1, (np.flatnonzero(codes < 0), none)


def _shift(logs: np.ndarray, people: np.ndarray, wanted: float, low: float, high: float):
    """Return what is to be added to logarithms of weights so that they sum to what is wanted."""
    from scipy.optimize import brentq

    with np.errstate(over="ignore", divide="ignore"):
        plain = np.log(wanted / (people @ np.exp(logs)))
    if low <= logs.min() + plain and logs.max() + plain <= high:
        return plain
    mean = np.log(wanted / people.sum())
    return brentq(
        lambda shift: people @ np.exp(np.clip(logs + shift, low, high)) - wanted,
        mean - logs.max(), mean - logs.min(), xtol=1e-14,
    )  # fmt: skip
