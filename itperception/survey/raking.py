"""Weights that are made here: raked, so that some items are answered as in the population.

Raking is iterative proportional fitting (Deming & Stephan 1940): of all weights with the
declared margins, those that are nearest to the weights it starts from. Trimming is part of
it and comes not after it, so that margins still hold (Deville & Särndal 1992).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from itperception.errors import Problem, listed
from itperception.survey.check import Checked
from itperception.survey.codebook import Codebook
from itperception.survey.drawn import WEIGHT
from itperception.survey.layout import Raking
from itperception.survey.proportional_fitting import NotRakedError, Raked, rake
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension

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
