"""A claim over a declared grid of specifications: "significant in 11 of 12".

Whether don't know is in the base, whether weights are used, which test, which adjustment:
each is a choice that another researcher might have made otherwise. The grid is the product
of the choices, declared beforehand; the claim is computed under every combination, and
what cannot be computed is counted and named (Steegen et al. 2016, Simonsohn et al. 2020).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri

from itperception.errors import ItPerceptionError
from itperception.inference.results import InWords, State, TestResult
from itperception.lines import sentences


class Specification(NamedTuple):
    """One combination of choices: what each is called, and what it stands for."""

    labels: dict[str, str]
    values: dict[str, object]


def specifications(grid: Mapping[str, Mapping | Sequence]) -> list[Specification]:
    """Return every combination of the choices of a grid.

    Parameters
    ----------
    grid : mapping of str to mapping or sequence
        Choice to its options: a mapping from what an option is called to what it stands
        for (a number, a name, a callable), or a sequence of options called what they are.

    Raises
    ------
    ItPerceptionError
        If a choice has no options.

    Examples
    --------
    >>> [s.labels for s in specifications({"weights": ["yes", "no"]})]
    [{'weights': 'yes'}, {'weights': 'no'}]
    """
    options = {
        choice: dict(x) if isinstance(x, Mapping) else {str(value): value for value in x}
        for choice, x in grid.items()
    }
    for choice, named in options.items():
        if not named:
            raise ItPerceptionError(
                f"choice {choice!r} has no options, expected at least one"
            )
    return [
        Specification(
            dict(zip(options, labels, strict=True)),
            {choice: options[choice][x] for choice, x in zip(options, labels, strict=True)},
        )
        for labels in product(*options.values())
    ]


_NUMBERS = ["measure", "estimate", "ci_low", "ci_high", "p_value"]
_REFUSED = "refused"
# A p-value of zero has no z; this one has 37.
_LEAST_P = 1e-300


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Robustness(InWords):
    """A claim under every specification of a grid.

    Attributes
    ----------
    claim : str
        What is claimed, in words.
    frame : pandas.DataFrame
        One line per specification: a column for each choice, measure, estimate, ci_low,
        ci_high, p_value, significant, state, note. Not computed: NaN, not significant,
        and `state` says why.
    choices : tuple of str
        Names of the choices.
    alpha : float
        Test level.
    note : str
        What to keep in mind of every line.
    """

    claim: str
    frame: pd.DataFrame
    choices: tuple[str, ...]
    alpha: float
    note: str = ""

    @property
    def computed(self) -> pd.DataFrame:
        """The specifications that could be computed."""
        return self.frame[self.frame["state"] == State.OK.value]

    @property
    def counts(self) -> dict[str, int]:
        """Specifications that are significant, not significant, and not computed."""
        significant, done = int(self.frame["significant"].sum()), len(self.computed)
        return {
            "significant": significant,
            "not significant": done - significant,
            "not computed": len(self.frame) - done,
        }

    @property
    def summary(self) -> str:
        """The counts in words: "significant in 11 of 12 specifications"."""
        first, *rest = self.counts.items()
        told = [f"{name} in {k}" for name, k in rest if k]
        head = f"{first[0]} in {first[1]} of {len(self.frame)} specifications"
        return ", ".join([head, *told])

    @property
    def direction(self) -> str:
        """Return "positive", "negative" or "none" if all agree, else "mixed"."""
        signs = set(np.sign(self.computed["estimate"]).dropna())
        names = {1.0: "positive", -1.0: "negative", 0.0: "none"}
        return names[signs.pop()] if len(signs) == 1 else "mixed" if signs else "none"

    def influence(self) -> pd.DataFrame:
        """Return which choices move the claim most.

        Returns
        -------
        pandas.DataFrame
            One line per choice, the most influential first: choice; share_of_estimate
            and share_of_evidence, the share of the variance of the estimate (NaN if
            several measures are mixed) and of z that lies between its options; flips
            and pairs: of the pairs of specifications that differ in this choice only,
            how many differ in significance.
        """
        done = self.computed
        away = np.sign(done["estimate"])
        evidence = -away * ndtri(done["p_value"].clip(_LEAST_P, 1.0) / 2)
        mixed = done["measure"].nunique() > 1
        lines = [
            {"choice": choice,
             "share_of_estimate": np.nan if mixed else _between(done["estimate"], group),
             "share_of_evidence": _between(evidence, group), **self._flips(choice)}
            for choice, group in done[list(self.choices)].items()
        ]  # fmt: skip
        names = ["choice", "share_of_estimate", "share_of_evidence", "flips", "pairs"]
        frame = pd.DataFrame(lines, columns=names)
        order = ["flips", "share_of_evidence", "choice"]
        return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)

    def explain(self) -> str:
        """Say how often the claim holds, what decides it, and what was not computed."""
        done = self.computed
        parts = [f"{self.claim}: {self.summary} at {self.alpha:g}"]
        if len(done):
            low, high = done["p_value"].min(), done["p_value"].max()
            parts += [f"direction: {self.direction}", f"p from {low:.3g} to {high:.3g}"]
            parts += [
                f"{measure} from {x.min():+.3g} to {x.max():+.3g}"
                for measure, x in done.groupby("measure", sort=True)["estimate"]
            ]
        told = [
            f"{line.choice} changes the verdict in {line.flips} of {line.pairs} pairs"
            for line in self.influence().itertuples() if line.flips
        ]  # fmt: skip
        return sentences("; ".join(parts), *told, *self._not_computed(), self.note)

    def to_frame(self) -> pd.DataFrame:
        """Return the specifications, with the claim on every line."""
        return self.frame.assign(claim=self.claim)

    def _flips(self, choice: str) -> dict[str, int]:
        """Return in how many pairs that differ in this choice only the verdict differs."""
        others = [name for name in self.choices if name != choice]
        done = self.computed
        key = done.groupby(others).ngroup() if others and len(done) else 0
        groups = done["significant"].groupby(np.broadcast_to(key, len(done)))
        found = groups.agg(["sum", "size"])
        yes, size = found["sum"], found["size"]
        return {"flips": int((yes * (size - yes)).sum()),
                "pairs": int((size * (size - 1) // 2).sum())}  # fmt: skip

    def _not_computed(self) -> list[str]:
        """Return how many were not computed for each reason, and what they share."""
        missing = self.frame[self.frame["state"] != State.OK.value]
        told = []
        for note, lines in missing.groupby("note", sort=False):
            shared = [f"{name} = {lines[name].iloc[0]}" for name in self.choices
                      if lines[name].nunique() == 1 < self.frame[name].nunique()]  # fmt: skip
            which = f" with {', '.join(shared)}" if shared else ""
            told.append(f"Not computed: {len(lines)}{which}, {note}")
        return told

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False, float_format="{:.4g}".format)


def robustness(
    compute: Callable[..., TestResult],
    grid: Mapping[str, Mapping | Sequence],
    *,
    claim: str = "claim",
    alpha: float = 0.05,
) -> Robustness:
    """Compute a claim under every specification of a grid.

    Parameters
    ----------
    compute : callable
        Takes one option of each choice by name, returns a test of the claim.

    Raises
    ------
    ItPerceptionError
        If every specification is refused (a single one that is, is counted as not
        computed), or a choice is called like a column of the result.

    Examples
    --------
    >>> from itperception.inference.tables.independence import likelihood_ratio, pearson
    >>> found = robustness(lambda test, drop: test([[30, 18 - drop], [20, 32]]),
    ...                    {"test": [pearson, likelihood_ratio], "drop": [0, 8]})
    >>> found.summary
    'significant in 4 of 4 specifications'
    """
    names = [*grid, *_NUMBERS, "significant", "state", "note"]
    if repeated := sorted(set(grid) & set(names[len(grid) :])):
        raise ItPerceptionError(
            f"choice {repeated[0]!r} is a column of the result, expected another name"
        )
    lines, refused = [], []
    for labels, values in specifications(grid):
        try:
            line = _line(compute(**values), alpha)
        except ItPerceptionError as error:
            refused.append(error)
            line = {"significant": False, "state": _REFUSED, "note": str(error)}
        lines.append(labels | line)
    if len(refused) == len(lines):
        raise refused[0]
    return Robustness(claim, pd.DataFrame(lines, columns=names), tuple(grid), alpha)


def _line(found: TestResult, alpha: float) -> dict:
    """Return one line of the frame; without a test there are no numbers."""
    state = found.state
    if state is State.OK and np.isnan(found.p_value):
        state = State.NO_ESTIMATE
    if state is not State.OK:
        return {"significant": False, "state": state.value, "note": state.words}
    return {
        "measure": found.effect_name, "estimate": found.effect_size,
        "ci_low": found.ci_low, "ci_high": found.ci_high, "p_value": found.p_value,
        "significant": found.p_value <= alpha, "state": state.value, "note": found.note,
    }  # fmt: skip


def _between(values: pd.Series, group: pd.Series) -> float:
    """Return the share of the variance of values that lies between groups."""
    total = ((values - values.mean()) ** 2).sum()
    means = values.groupby(group.to_numpy()).transform("mean")
    return float(((means - values.mean()) ** 2).sum() / total) if total > 1e-24 else np.nan
