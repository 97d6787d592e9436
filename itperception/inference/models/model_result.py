"""What a model with predictors says, in frames and in words."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from itperception.inference.intervals import LEVEL
from itperception.inference.models.proportionality import COLUMNS as CUTS
from itperception.inference.results import InWords, State
from itperception.terms.asked import asked_all

MODEL_TERMS = ["term", "df", "df2", "F", "p_value", "p_adjusted", "state"]
ADJUSTED = ["term", "level", "answer", "base", "effective_base", "share", "adjusted", "se",
            "ci_low", "ci_high", "own_logit", "state", "note"]  # fmt: skip
CONTRASTS = ["term", "answer", "first", "second", "difference", "se", "ci_low", "ci_high",
             "p_value", "p_adjusted"]  # fmt: skip
COEFFICIENTS = ["term", "level", "answer", "log_odds", "se", "effect_name", "effect_size",
                "ci_low", "ci_high", "p_value"]  # fmt: skip


def empty(columns: list[str]) -> Callable[[], pd.DataFrame]:
    """Return what makes a frame of these columns without lines."""
    return lambda: pd.DataFrame(columns=columns)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Fitted(InWords):
    """What models with predictors, and all that is made of them, say of themselves.

    Attributes
    ----------
    base : float
        Respondents in the model; of several, in that of all at once.
    level : float
        Confidence level of the intervals, in (0, 1).
    state : State
        ``State.OK``, or why there are no numbers.
    note : str
        Who was left out and why, and what to keep in mind.
    """

    base: float = 0.0
    level: float = LEVEL
    state: State = State.OK
    note: str = ""


@asked_all
@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Model(Fitted):
    """What a model says of an item, beside what every model does (:class:`Fitted`).

    Attributes
    ----------
    item, kind : str
        What is explained, and by which model.
    terms : pandas.DataFrame
        A line for each term: term, df, df2, F, p_value, p_adjusted (Holm over the terms),
        state.
    adjusted : pandas.DataFrame
        A line for each level and share: term, level, answer, base and effective_base
        (Kish) of who is in the model, share (raw) and adjusted (in [0, 1]), se, ci_low,
        ci_high (on the logit scale), own_logit (adjusted by the logit of this share alone,
        where the model is of a whole scale), state, note.
    contrasts : pandas.DataFrame
        term, answer, first, second, difference (of adjusted shares, first − second), se,
        ci_low, ci_high, p_value, p_adjusted (three levels: closed testing, more: Holm). Of
        an interaction, between levels of its first factor within each of the second.
    coefficients : pandas.DataFrame
        term, level, answer, log_odds, se, effect_name, effect_size (odds ratio), ci_low,
        ci_high, p_value.
    proportionality : pandas.DataFrame
        Of ranked answers, for each term and all: term, df, df2, F, p_value, cuts; see
        :func:`itperception.inference.models.proportionality.proportionality`.
    effective_base : float
        What the respondents in the model are worth (Kish).
    reason : str
        Why this model, and where its variance comes from.
    """

    item: str
    kind: str
    terms: pd.DataFrame = field(default_factory=empty(MODEL_TERMS))
    adjusted: pd.DataFrame = field(default_factory=empty(ADJUSTED))
    contrasts: pd.DataFrame = field(default_factory=empty(CONTRASTS))
    coefficients: pd.DataFrame = field(default_factory=empty(COEFFICIENTS))
    proportionality: pd.DataFrame = field(default_factory=empty(CUTS))
    effective_base: float = np.nan
    reason: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return a line for each level: :attr:`adjusted`."""
        return self.adjusted.copy()

    def explain(self) -> str:
        """Say which model, what goes with the answer, and what to keep in mind."""
        head = f"{self.kind.capitalize()} of {self.item}, {self.base:.0f} respondents"
        if self.state is not State.OK:
            return " ".join(f"{part}." for part in (
                f"{head}: no estimates, {self.state.words}", self.note) if part)  # fmt: skip
        told = [head, self.reason]
        told += [
            f"{t.term}: F({t.df:.0f}, {t.df2:.0f}) = {t.F:.3g}, p = {t.p_value:.3g}, with "
            f"Holm {t.p_adjusted:.3g}"
            for t in self.terms.itertuples()
        ]
        told += [
            f"{c.first} against {c.second}: {100 * c.difference:+.1f} points of {c.answer}, "
            f"{self.level:.0%} interval {100 * c.ci_low:.1f} to {100 * c.ci_high:.1f}, "
            f"adjusted p = {c.p_adjusted:.3g}"
            for c in self.contrasts.itertuples()
        ]
        return " ".join(f"{part}." for part in [*told, self.note] if part)

    def _repr_html_(self) -> str:
        shown = self.adjusted[["term", "level", "answer", "base"]].copy()
        for name in ("share", "adjusted", "ci_low", "ci_high"):
            shown[name] = (100 * self.adjusted[name].astype(float)).round(1)
        return f"{shown.to_html(index=False)}<p>{self.explain()}</p>"
