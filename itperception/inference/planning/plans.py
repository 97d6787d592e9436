"""What is asked for and what is given when a survey is planned: one result for all."""

import math
from dataclasses import asdict, dataclass, replace

import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.inference.intervals import ALPHA
from itperception.inference.results import InWords, State

WANTED = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Power(InWords):
    """What is asked for and what is given when a survey is planned.

    Attributes
    ----------
    question : str
        What was solved for: power, the smallest effect or the respondents needed.
    method : str
        Which test, and how its power is computed.
    effect_name : str
        What the effect is.
    effect_size : float
        The effect that is found with the probability `power`.
    first, second : float
        Shares of yes of two groups or waves; NaN where the effect is another.
    bases : tuple of float
        Respondents of each group, or of all; needed ones not rounded.
    power, alpha : float
        Probability that the test finds the effect, and its level, in (0, 1).
    design_effect : float
        How many respondents are worth one of a simple random sample.
    state : State
        ``State.OK``, or why there is no answer.
    formula, note : str
        The formula with its numbers filled in; what to keep in mind.

    Examples
    --------
    >>> Power(question="power", method="z", effect_name="h", effect_size=0.5,
    ...       bases=(30.2, 40.0), power=0.8).respondents
    (31, 40)
    """

    question: str
    method: str
    effect_name: str
    effect_size: float = math.nan
    first: float = math.nan
    second: float = math.nan
    bases: tuple[float, ...] = ()
    power: float = math.nan
    alpha: float = ALPHA
    design_effect: float = 1.0
    state: State = State.OK
    formula: str = ""
    note: str = ""

    @property
    def respondents(self) -> tuple[int, ...]:
        """The bases rounded up to whole respondents; empty if there is no answer."""
        if not all(math.isfinite(base) for base in self.bases):
            return ()
        return tuple(math.ceil(base - 1e-9) for base in self.bases)

    def to_frame(self) -> pd.DataFrame:
        """Return one row; its columns are the attributes and `respondents`."""
        told = {"state": str(self.state), "respondents": self.respondents}
        return pd.DataFrame([asdict(self) | told])

    def explain(self) -> str:
        """Say what was asked, the answer, and how it was computed."""
        if self.state is not State.OK:
            told = f"{self.question}: not computed, {self.state.words} ({self.method})"
            return ". ".join(part for part in (told, self.note) if part) + "."
        clustered = f" (design effect {self.design_effect:.3g})"
        shares = f" (from {self.first:.1%} to {self.second:.1%})"
        told = (
            f"{self.question}: {self.effect_name} = {self.effect_size:.3g}"
            f"{'' if math.isnan(self.first) else shares}, "
            f"{' and '.join(map(str, self.respondents))} respondents"
            f"{'' if self.design_effect == 1 else clustered}, power "
            f"{self.power:.3g} at alpha {self.alpha:.3g} ({self.method})"
        )
        return ". ".join(part for part in (told, self.formula, self.note) if part) + "."

    def _repr_html_(self) -> str:
        return self.to_frame().T.to_html(header=False, float_format="{:.4g}".format)


def check_shares(**shares: float) -> None:
    """Refuse what is no share, by its name."""
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise ItPerceptionError(f"{name} is {share!r}, expected a share in [0, 1]")


def check_level(alpha: float, power: float | None = None) -> None:
    """Refuse a level outside (0, 1), or a power that is not above it."""
    if not 0 < alpha < 1:
        raise ItPerceptionError(f"alpha is {alpha!r}, expected a level in (0, 1)")
    if power is not None and not alpha < power < 1:
        raise ItPerceptionError(f"power is {power!r}, expected above alpha and below 1")


def state_of_bases(*bases: float) -> State:
    """Return whether every base has respondents."""
    return State.OK if all(base > 0 for base in bases) else State.EMPTY


def unanswered(found: Power, state: State, note: str = "", **unknown) -> Power:
    """Return a result that says why there is no answer; `unknown` is what was asked."""
    gone = {"power": math.nan, "formula": "", "note": note, "state": state}
    return replace(found, **gone, **unknown)
