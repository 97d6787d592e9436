"""What a test returns: the numbers, and in words why this test and how it was computed.

A number that cannot be computed is NaN, and a :class:`State` says why. No test raises
because a table is empty or small.
"""

import math
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from itperception.lines import JOINER, sentences


class State(StrEnum):
    """Why a number is there, or why it is not."""

    OK = "ok"
    EMPTY = "empty"
    ONE_ROW = "one_row"
    ONE_COLUMN = "one_column"
    NO_VARIATION = "no_variation"
    SMALL_BASE = "small_base"
    NOT_COUNTS = "not_counts"
    NOT_RANKED = "not_ranked"
    NO_WEIGHT = "no_weight"
    ONE_CLUSTER = "one_cluster"
    NO_ESTIMATE = "no_estimate"
    WRONG_SHAPE = "wrong_shape"
    NO_SAMPLE = "no_sample"
    SAME_PEOPLE = "same_people"

    @property
    def words(self) -> str:
        """The reason as a clause, for people."""
        return _WORDS[self]


# What is said of respondents drawn in clusters where the design is not gone by.
AS_PEOPLE = "respondents were drawn in clusters, and are taken here for independent"
BY_PEOPLE = (
    "respondents were drawn in clusters, which the rules of other houses do not know"
)
BY_BASES = (
    "respondents were drawn in clusters, which is counted here by effective bases only"
)

_WORDS = {
    State.OK: "computed",
    State.EMPTY: "nobody is in the base",
    State.ONE_ROW: "everybody gave the same answer",
    State.ONE_COLUMN: "there is only one group to compare",
    State.NO_VARIATION: "nothing varies, so there is nothing to test",
    State.SMALL_BASE: "too few respondents",
    State.NOT_COUNTS: "the method counts whole respondents and was given fractions",
    State.NOT_RANKED: "the answers are not ranked",
    State.NO_WEIGHT: "all weights in a group or in the table are zero",
    State.ONE_CLUSTER: "a stratum has only one cluster, so its spread is unknown",
    State.NO_ESTIMATE: "no finite estimate fits these answers",
    State.WRONG_SHAPE: "the method is for tables of another shape",
    State.NO_SAMPLE: "how many respondents have which weight is not known",
    State.SAME_PEOPLE: "both columns are the same people, so there is no difference",
}


class InWords:
    """A result that prints as it explains itself.

    Examples
    --------
    >>> TestResult(method="Sign test", state=State.EMPTY)
    Sign test: not computed, nobody is in the base.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return self.explain()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TestResult(InWords):
    """One test of one table.

    Attributes
    ----------
    base : float
        Respondents the test is computed on (unweighted).
    effective_base : float
        What the base is worth after weighting (Kish 1965); the base if unweighted.
    effect_size, ci_low, ci_high : float
        How big, with its confidence interval at `level` (in (0, 1)).
    effect_name : str
        What the effect size is.
    method, reason : str
        Which test, and why this one.
    statistic, df, df2, p_value : float
        The test; `df` is degrees of freedom, NaN where the method has none.
    p_low, p_high : float
        Between these the p-value lies for certain, or with the confidence that `note`
        states; NaN where `p_value` is all there is to say.
    seed : float
        Of the random numbers; NaN where nothing was drawn.
    state : State
        ``State.OK``, or why the test could not be computed.
    note : str
        What was left out and what to keep in mind.
    formula : str
        The formula with its numbers filled in.

    Examples
    --------
    >>> result = TestResult(method="Sign test", base=12, p_value=0.039)
    >>> result.effective_base, result.to_frame().shape
    (12.0, (1, 19))
    >>> TestResult(method="Sign test", state=State.EMPTY).explain()
    'Sign test: not computed, nobody is in the base.'
    """

    __test__: ClassVar[bool] = False  # keeps pytest from collecting it by its name

    base: float = 0.0
    effective_base: float = math.nan
    effect_size: float = math.nan
    effect_name: str = ""
    ci_low: float = math.nan
    ci_high: float = math.nan
    level: float = 0.95
    method: str
    statistic: float = math.nan
    df: float = math.nan
    df2: float = math.nan
    p_value: float = math.nan
    p_low: float = math.nan
    p_high: float = math.nan
    seed: float = math.nan
    state: State = State.OK
    reason: str = ""
    formula: str = ""
    note: str = ""

    def __post_init__(self):
        if math.isnan(self.effective_base):
            object.__setattr__(self, "effective_base", float(self.base))

    def to_frame(self) -> pd.DataFrame:
        """Return one row; its columns are the attributes."""
        return pd.DataFrame([asdict(self) | {"state": str(self.state)}])

    def explain(self) -> str:
        """Say which test, why this one, how it was computed, and what to keep in mind."""
        if self.state is not State.OK:
            return sentences(f"{self.method}: not computed, {self.state.words}", self.note)
        found = f"{self.formula}, p = {self.p_value:.3g}" if self.formula else ""
        return sentences(self.method, self.reason, found, self._effect(), self.note)

    def _effect(self) -> str:
        if math.isnan(self.effect_size):
            return ""
        interval = f", {self.level:.0%} interval {self.ci_low:.3g} to {self.ci_high:.3g}"
        known = not math.isnan(self.ci_low)
        return f"{self.effect_name} = {self.effect_size:.3g}{interval if known else ''}"

    def _repr_html_(self) -> str:
        return self.to_frame().T.to_html(header=False, float_format="{:.4g}".format)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Effect(InWords):
    """One measure of how big, with its interval, where no test belongs to it.

    Attributes
    ----------
    effect_name : str
        What is measured.
    effect_size, ci_low, ci_high : float
        The estimate and its confidence interval at `level` (in (0, 1)).
    se : float
        Standard error, NaN where the interval does not come from one.
    base : float
        Respondents it is computed on.
    method : str
        Where the interval comes from, with author and year.
    state : State
        ``State.OK``, or why it could not be computed.
    formula, note : str
        The formula with its numbers filled in; what to keep in mind.

    Examples
    --------
    >>> Effect(effect_name="risk ratio", effect_size=1.5, ci_low=1.1, ci_high=2.0,
    ...        method="Wald").explain()
    'risk ratio = 1.5, 95% interval 1.1 to 2 (Wald).'
    """

    effect_name: str
    effect_size: float = math.nan
    se: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    level: float = 0.95
    base: float = 0.0
    method: str = ""
    state: State = State.OK
    formula: str = ""
    note: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return one row; its columns are the attributes."""
        return pd.DataFrame([asdict(self) | {"state": str(self.state)}])

    def explain(self) -> str:
        """Say how big, how sure, and how it was computed."""
        if self.state is not State.OK:
            told = f"{self.effect_name}: not computed, {self.state.words}"
            return sentences(told, self.note)
        told = f"{self.effect_name} = {self.effect_size:.3g}"
        if not math.isnan(self.ci_low):
            told += f", {self.level:.0%} interval {self.ci_low:.3g} to {self.ci_high:.3g}"
        source = f" ({self.method})" if self.method else ""
        return sentences(told + source, self.formula, self.note)

    def _repr_html_(self) -> str:
        return self.to_frame().T.to_html(header=False, float_format="{:.4g}".format)


P_LEVELS = (0.05, 0.01, 0.001)


def told_p(exact: ArrayLike) -> np.ndarray:
    """Return p-values in three decimals, never across a conventional level; < 0.001 as 0.

    Examples
    --------
    >>> told_p([0.0132, 0.0503, 0.05, 0.0102, 2e-9]).tolist()
    [0.013, 0.051, 0.05, 0.011, 0.0]
    """
    exact = np.asarray(exact, float)
    told = np.floor(exact * 1000 + 0.5 + 1e-6) / 1000
    for level in P_LEVELS:
        told = np.where((exact > level * (1 + 1e-9)) & (told <= level), level + 0.001, told)
    return np.where(exact < 0.001, 0.0, np.round(told, 10))


def join_notes(*notes: str) -> str:
    """Return the notes that are not empty, joined by semicolons.

    Examples
    --------
    >>> join_notes("2 empty rows left out", "", "seed 1")
    '2 empty rows left out; seed 1'
    """
    return JOINER.join(note for note in notes if note)


def mark(found, words: str):
    """Return a result with words where it says what to keep in mind.

    Parameters
    ----------
    found : object
        A result with ``caution``, ``note`` or ``reason``; a frame, which gets it in its
        column ``note``.
    words : str
        Such as that nobody gave the answers; nothing is changed if they are empty.

    Raises
    ------
    TypeError
        If the result has no place to say it: nothing made up leaves unmarked.

    Examples
    --------
    >>> mark(TestResult(method="Sign test", note="seed 1"), "synthetic twin").note
    'synthetic twin; seed 1'
    """
    if not words:
        return found
    if isinstance(found, pd.DataFrame):
        notes = found["note"] if "note" in found else pd.Series("", found.index)
        return found.assign(note=[join_notes(words, str(note)) for note in notes])
    held = {f.name: getattr(found, f.name) for f in fields(found)} \
        if is_dataclass(found) else {}  # fmt: skip
    for name in ("caution", "note", "reason"):
        if name in held:
            return replace(found, **{name: join_notes(words, held[name])})
    parts = {name: mark(part, words) for name, part in held.items()
             if isinstance(part, TestResult | pd.DataFrame)}  # fmt: skip
    if not parts:
        raise TypeError(f"{type(found).__name__} has no place to say: {words}")
    return replace(found, **parts)
