"""What can be estimated: levels that gave one answer go, and what separates is named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from itperception.inference.design.units import Units
from itperception.inference.models.predictors import Predictors
from itperception.inference.models.regression import has_maximum
from itperception.inference.results import State, join_notes

# Respondents with the rarer answer for each slope, below which estimates lean outwards.
_ENOUGH = 10


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """The answers that a model is of.

    Attributes
    ----------
    name : str
        The item.
    codes : numpy.ndarray of int, shape (n,)
        Position of each respondent's answer; below 0 for who is outside.
    answers : tuple of str
        In order, if they are ranked.
    shown : dict of str to numpy.ndarray of bool
        What shares are told of, each by the answers that are in it.
    is_ranked : bool
        Whether later answers are further along one scale.
    """

    name: str
    codes: np.ndarray
    answers: tuple[str, ...]
    shown: dict[str, np.ndarray]
    is_ranked: bool = True

    @property
    def kind(self) -> str:
        """Which model suits."""
        if len(self.answers) == 2:
            return "logit"
        return "cumulative logit" if self.is_ranked else "multinomial logit"

    def given(self, inside: np.ndarray) -> "Response":
        """Return the response without the answers that nobody gave."""
        used = np.unique(self.codes[inside])
        place = np.full(len(self.answers) + 1, -1)
        place[used] = np.arange(len(used))
        shown = {name: parts[used] for name, parts in self.shown.items()}
        codes = np.where(inside, place[self.codes], -1)
        return replace(self, codes=codes, shown=shown,
                       answers=tuple(self.answers[k] for k in used))  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """What of a model can be estimated.

    Attributes
    ----------
    responses : tuple of Response
        Without the answers that nobody gave.
    predictors : Predictors
        Without the levels that went.
    inside : numpy.ndarray of bool, shape (n,)
        Whom it is of.
    alone : tuple of (factor, level)
        Levels, as they were given, whose people all gave one answer.
    state : State
    note : str
    """

    responses: tuple[Response, ...]
    predictors: Predictors
    inside: np.ndarray
    alone: tuple[tuple[int, int], ...]
    state: State
    note: str

    @property
    def response(self) -> Response:
        """The first response."""
        return self.responses[0]


def sound(responses: Sequence[Response], predictors: Predictors, units: Units) -> Sound:
    """Take out what has no estimate, and say why there are no numbers, if there are none.

    Parameters
    ----------
    responses : sequence of Response
        One, or several that are to have the same respondents and predictors.

    Notes
    -----
    A level of which everybody gave the same answer, of ranked ones the first or the last,
    would be infinitely far from the others: its people are left out, and with them what
    others can then not be told from, until no level is alone.
    """
    whole, alone = predictors, []
    while True:
        inside = everybody(responses, whole, units)
        told = [r.given(inside) for r in responses] if inside.any() else []
        found = dict.fromkeys(at for r in told for at in _alone(r, whole, inside))
        if not found:
            break
        alone += [_as_given(predictors, whole, *at) for at in found]
        whole = predictors.without(alone)
    gone = whole.without(whole.empty(inside))
    notes = [
        f"{predictors.names[k]} {predictors.levels[k][c]!r}: all gave one answer; the model is "
        "of the others"
        for k, c in alone
    ]
    kept = [gone.name(term) for term in gone.terms]
    lost = [name for name in map(predictors.name, predictors.terms) if name not in kept]
    notes += [f"left out, one group only: {', '.join(lost)}"] if lost else []
    states = [_state(response, gone, units, inside) for response in responses]
    state = next((s for s, _ in states if s is not State.OK), State.OK)
    notes += [note for s, note in states if s is state]
    shown = tuple(told) or tuple(responses)
    return Sound(
        shown, gone, inside, tuple(alone), state, join_notes(*dict.fromkeys(notes))
    )


def everybody(
    responses: Sequence[Response], predictors: Predictors, units: Units
) -> np.ndarray:
    """Return who has a weight, all answers and all predictors, shape (n,)."""
    answered = np.all([response.codes >= 0 for response in responses], axis=0)
    return answered & predictors.known & (units.weight > 0)


def _state(response, predictors, units, inside) -> tuple[State, str]:
    if not inside.any():
        return State.EMPTY, ""
    response = response.given(inside)
    if len(response.answers) < 2:
        return State.ONE_ROW, f"everybody answered {response.answers[0]!r}"
    if not predictors.terms:
        return State.ONE_COLUMN, ""
    if units.state(inside) is not State.OK:
        return units.state(inside), "a stratum has only one unit, so its spread is unknown"
    told = predictors.told_apart(inside)
    if told:
        return State.NO_ESTIMATE, told
    design, codes = predictors.take(inside).matrix(), response.codes[inside]
    if not has_maximum(codes, design, ranked=response.is_ranked):
        return State.NO_ESTIMATE, _separating(response, predictors, inside)
    return State.OK, _few(response, design, inside)


def _few(response: Response, design: np.ndarray, inside: np.ndarray) -> str:
    """Say that the rarer answer is too rare for so many slopes."""
    rarest = int(np.bincount(response.codes[inside]).min())
    is_scale = len(response.answers) > 2 and response.is_ranked
    if is_scale or rarest >= _ENOUGH * design.shape[1]:
        return ""
    return (f"{rarest} of the rarest answer for {design.shape[1]} slopes, fewer than "
            f"{_ENOUGH} each: estimates lean away from no difference")  # fmt: skip


def _alone(response, predictors, inside) -> list[tuple[int, int]]:
    """Return the levels of factors of which everybody gave one answer."""
    last, found = len(response.answers) - 1, []
    if last == 0:
        return []
    ends = (0, last) if response.is_ranked else range(last + 1)
    for (factor,) in (term for term in predictors.terms if len(term) == 1):
        for level in range(len(predictors.levels[factor])):
            given = np.unique(response.codes[inside & predictors.are((factor,), (level,))])
            found += [(factor, level)] if len(given) == 1 and given[0] in ends else []
    return found


def _separating(response, predictors, inside) -> str:
    """Say which level of which term no one gave an answer at, or that it takes several."""
    told = []
    for term in predictors.terms:
        for cell in predictors.cells(term):
            at = inside & predictors.are(term, cell)
            missing = [a for k, a in enumerate(response.answers)
                       if not (response.codes[at] == k).any()]  # fmt: skip
            is_far = not response.is_ranked or len(missing) == len(response.answers) - 1
            if missing and is_far:
                told.append(f"nobody of {predictors.label(term, cell)} answered "
                            f"{', '.join(missing)}")  # fmt: skip
    together = "the predictors together tell the answers apart wholly"
    return join_notes(
        "the answers are told apart, so no estimate is finite", *(told or [together])
    )


def _as_given(first: Predictors, now: Predictors, factor: int, level: int):
    return factor, first.levels[factor].index(now.levels[factor][level])
