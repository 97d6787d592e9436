"""Weights that are made here: raked, so that some items are answered as in the population.

Raking is iterative proportional fitting (Deming & Stephan 1940): of all weights with the
declared margins, those that are nearest to the weights it starts from. Trimming is part of
it and comes not after it, so that margins still hold (Deville & Särndal 1992).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError, Problem, listed
from itperception.survey.check import Checked
from itperception.survey.codebook import Codebook
from itperception.survey.drawn import WEIGHT
from itperception.survey.layout import Raking
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension

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
    frame = pd.DataFrame({k: code[counted] for k, code in enumerate(codes)})
    frame["start"] = start[counted] / start[counted].mean()
    by = frame.groupby(
        [*frame]
    )  # who has the same answers and starting weight, is one cell
    people, cells = by.size().to_numpy(float), by.size().index.to_frame(index=False)
    starts = cells["start"].to_numpy()
    margins = [margin for k, shares in enumerate(targets)
               for margin in _margins(k, cells[k].to_numpy(), shares, people * starts)]  # fmt: skip
    least, most = trim or _UNBOUNDED
    bounds = max(least, _SMALLEST), most
    weights, iterations, deviation = _fitted(people, np.log(starts), margins, *bounds)
    weights = np.clip(weights, least, most)
    at_bound = (weights <= least * (1 + _TOLERANCE)) | (weights >= most * (1 - _TOLERANCE))
    own = np.zeros(len(start))
    own[counted] = weights[by.ngroup().to_numpy()]
    return Raked(own, iterations, deviation, int(people[at_bound].sum()))


def _fitted(
    people: np.ndarray,
    logs: np.ndarray,
    margins: Sequence[tuple],
    least: float,
    most: float,
) -> tuple[np.ndarray, int, float]:
    """Return the weights of cells of people, after how many rounds, and how far one is off.

    A margin has, for one answer to one item, its place, the cells it is in and the sum of
    weights that it is to have.
    """
    everybody, low, high = people.sum(), np.log(least), np.log(most)
    for place, inside, wanted in margins:
        room = people[inside].sum() * np.array([least, most])
        if not room[0] * (1 + _TOLERANCE) < wanted < room[1] * (1 - _TOLERANCE):
            raise NotRakedError(
                *place, np.clip(wanted, *room) / everybody, wanted / everybody
            )
    history = []
    while len(history) < MOST_ITERATIONS and not _is_stuck(history):
        for _, inside, wanted in margins:
            logs[inside] += _shift(logs[inside], people[inside], wanted, low, high)
        weights = np.exp(np.clip(logs, low, high))
        sums = np.array([people[inside] @ weights[inside] for _, inside, _ in margins])
        off = np.abs(sums - [wanted for *_, wanted in margins]) / everybody
        history.append(float(off.max()))
        if history[-1] <= _TOLERANCE:
            return weights, len(history), history[-1]
    place, _, wanted = margins[worst := int(off.argmax())]
    raise NotRakedError(*place, sums[worst] / everybody, wanted / everybody)


def _is_stuck(history: Sequence[float]) -> bool:
    """Say whether margins are hardly nearer than `PATIENCE` rounds ago."""
    return len(history) > PATIENCE and history[-1] > 0.9 * history[-1 - PATIENCE]


def _margins(k: int, codes: np.ndarray, shares: np.ndarray, sums: np.ndarray) -> Iterator:
    """Yield each answer of an item with its cells and the sum it is to have; -1 keeps its own."""
    none = sums[codes < 0].sum()
    wanted = np.asarray(shares, float) / np.sum(shares) * (sums.sum() - none)
    for answer, own in enumerate(wanted):
        inside = np.flatnonzero(codes == answer)
        if own or len(inside):
            yield (k, answer), inside, own
    if none:
        yield (k, -1), np.flatnonzero(codes < 0), none


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


LARGEST_WEIGHT = 5
SAID_IN = "wave.yaml"


def raked(checked: Checked, told: Raking | None, codebook: Codebook) -> Checked:
    """Put raked weights in place of those that an export has, or of none.

    Respondents who do not agree with their codebook come back as they are, and so do all if
    ``wave.yaml`` declares nothing.

    Returns
    -------
    Checked
        With the column ``_weight``, a remark on what the weights are like, and the same in
        numbers under ``raking`` of its counts; or with problems: answers without a target,
        targets without people, or of few, margins that cannot be had, large weights.
    """
    if told is None or checked.problems:
        return checked
    margins = [_Margin.of(item, shares, checked.codes, codebook)
               for item, shares in told.margins.items()]  # fmt: skip
    problems = [problem for margin in margins for problem in margin.problems(told.minimum)]
    if problems:
        return replace(checked, problems=tuple(problems))
    codes, targets = [m.codes for m in margins], [m.shares for m in margins]
    try:
        found = rake(codes, targets, start=_start(checked.codes), trim=told.trim)
    except NotRakedError as error:
        problem = margins[error.margin].missed(error, told)
        return replace(checked, problems=(problem,))
    if told.trim is None and found.weights.max() > LARGEST_WEIGHT:
        return replace(checked, problems=(_too_large(found.weights, margins),))
    facts = _facts(found, told, margins)
    return replace(
        checked, codes=_weighted(checked.codes, found.weights),
        remarks=(_remark(facts), *checked.remarks), counts=checked.counts | {"raking": facts},
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Margin:
    """An item that is raked: answers by position, and the share that each is to have."""

    item: Dimension
    codes: np.ndarray
    shares: np.ndarray
    people: np.ndarray

    @classmethod
    def of(
        cls, item: str, told: Mapping[str, float], codes: pd.DataFrame, codebook
    ) -> "_Margin":
        asked = codebook.dimension(item)
        answers = answer_positions(asked.categories)
        shares = np.array([told.get(c.id, 0) for c in asked.categories], float)
        if item not in codes:
            return cls(asked, np.zeros(0, int), shares, np.zeros(len(shares), int))
        given = codes[item].fillna(-1).to_numpy(int)
        given[~np.isin(given, answers)] = -1
        counted = given[(given >= 0) & (_start(codes) > 0)]
        return cls(asked, given, shares / shares.sum(),
                   np.bincount(counted, minlength=len(shares)))  # fmt: skip

    def problems(self, minimum: int) -> Iterator[Problem]:
        """Yield targets that nobody, or hardly anybody, stands behind, and people without."""
        if not len(self.codes):
            yield self._problem("the wave did not ask it", "an item that was asked")
            return
        for category, share, people in zip(self.item.categories, self.shares, self.people,
                                           strict=True):  # fmt: skip
            answer, percent = category.id, f"{100 * share:.3g} %"
            if people and not share:
                yield self._problem(f"{answer!r} was given by {people:,} and has no target",
                                    "a share of each answer that was given")  # fmt: skip
            elif share and not people:
                yield self._problem(f"{answer!r} has a target and was given by nobody",
                                    "answers that were given; join it with others")  # fmt: skip
            elif share and people < minimum:
                yield self._problem(
                    f"{answer!r} was given by only {people:,}, to stand for {percent}",
                    f"{minimum} or more; join answers in the codebook, or declare that it is "
                    f"wanted (raking: minimum: {people})",
                )

    def missed(self, error: NotRakedError, told: Raking) -> Problem:
        """Return the problem that this margin cannot be had, alone or with the others."""
        trim, others = told.trim, [item for item in told.margins if item != self.item.id]
        bounds = "" if trim is None else f" with weights from {trim[0]:g} to {trim[1]:g}"
        bounds += f" beside {listed(map(repr, others))}" if others else ""
        wider = "" if trim is None else ", or widen trim"
        answer = "no answer" if error.answer < 0 else self.item.categories[error.answer].id
        return self._problem(
            f"does not converge{bounds}: {answer!r} {error}, of everybody",
            f"margins that can be had together; join answers, leave a margin out{wider}",
        )

    def _problem(self, cause: str, expected: str) -> Problem:
        item = self.item.id
        return Problem(
            SAID_IN, f"raking to {item!r}: {cause}", expected=expected, item=item
        )


def _start(codes: pd.DataFrame) -> np.ndarray:
    return codes[WEIGHT].to_numpy(float) if WEIGHT in codes else np.ones(len(codes))


def _weighted(codes: pd.DataFrame, weights: np.ndarray) -> pd.DataFrame:
    if WEIGHT in codes:
        return codes.assign(**{WEIGHT: weights})
    return pd.concat([pd.Series(weights, codes.index, name=WEIGHT), codes], axis=1)


def _too_large(weights: np.ndarray, margins: Sequence[_Margin]) -> Problem:
    """Return the problem of large weights: how large, of how many, and what they answered."""
    most = weights.max()
    heaviest = int(weights.argmax())
    answers = [f"{m.item.id} = {m.item.categories[code].id}" for m in margins
               if (code := m.codes[heaviest]) >= 0]  # fmt: skip
    return Problem(
        SAID_IN, f"raking: {np.count_nonzero(weights > LARGEST_WEIGHT):,} of {len(weights):,} "
        f"weights are above {LARGEST_WEIGHT} (mean 1), up to {most:.3g}: {listed(answers)}",
        expected=f"at most {LARGEST_WEIGHT}; join answers in the codebook, trim the weights "
        f"(raking: trim: [0.2, {LARGEST_WEIGHT}]), or declare that they are wanted "
        f"(trim: [0, {np.ceil(most):.0f}])",
    )  # fmt: skip


def _facts(found: Raked, told: Raking, margins: Sequence[_Margin]) -> dict[str, object]:
    known = found.weights[found.weights > 0]
    return {
        "margins": told.margins, "trim": told.trim, "iterations": found.iterations,
        "largest_deviation": found.deviation, "smallest_weight": float(known.min()),
        "largest_weight": float(known.max()), "trimmed": found.trimmed,
        "design_effect": found.effect,
        "without_answer": {m.item.id: int(np.count_nonzero(m.codes < 0)) for m in margins},
    }  # fmt: skip


def _remark(facts: Mapping[str, object]) -> Problem:
    without = ", ".join(f"{n:,} gave no answer to {item!r} and keep their share"
                        for item, n in facts["without_answer"].items() if n)  # fmt: skip
    trimmed = f", {facts['trimmed']:,} people at a bound" if facts["trim"] else ""
    return Problem(
        SAID_IN, f"raked to {listed(facts['margins'])}: every margin holds to "
        f"{facts['largest_deviation']:.1g} after {facts['iterations']} rounds; weights from "
        f"{facts['smallest_weight']:.3g} to {facts['largest_weight']:.3g} (mean 1){trimmed}; "
        f"design effect {facts['design_effect']:.3g}" + (f"; {without}" if without else ""),
    )  # fmt: skip
