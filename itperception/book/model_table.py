"""A model as it is told: in whole units, and p-values as coarse as the wave's."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from itperception.book.rounding import FINE
from itperception.inference.results import State
from itperception.survey.tabulated import Explained

LEVELS = ["term", "level", "answer", "told", "ci_low", "ci_high", "state"]
PAIRS = ["term", "answer", "first", "second", "difference", "ci_low", "ci_high",
         "p_adjusted"]  # fmt: skip
TERMS = ["term", "p_value", "p_adjusted"]
DRIVERS = ["option", *(f"{part}{name}" for part in ("alone", "together")
                       for name in ("", "_ci_low", "_ci_high", "_p_adjusted"))]  # fmt: skip
P_VALUES = {"p_value", "p_adjusted", "alone_p_adjusted", "together_p_adjusted"}


@dataclass(frozen=True, eq=False)
class ModelTable:
    """A model as it is told.

    Attributes
    ----------
    declared : Explained
        Of what, and on what.
    items : tuple of str
        The item, or the two of the gap.
    net : str or None
        The net or answer that it is of; None if it is of each answer.
    levels : pandas.DataFrame
        A line for each level of each predictor and answer: the adjusted share, or gap (told),
        with its interval; state says why there is none. Of drivers no line.
    pairs : pandas.DataFrame
        Any two levels: difference, interval, p adjusted.
    terms : pandas.DataFrame
        A line for each predictor: whether it goes with the answer at all.
    drivers : pandas.DataFrame
        A line for each option of a set: how far apart are those who have it and the others,
        it alone beside `on`, and all options together.
    bases, gone : tuple of int
        Of each wave, who is in the model, and who of those asked all it is of is not. 0 if
        there is no model.
    hidden : tuple of (str, str)
        Item and answer of groups that are not in the model, as the page hides them; an item
        with one group left is no predictor.
    state : State
        Why there are no numbers, if there are none.
    small : tuple of (str, str)
        Term and level of groups of which too few are left in the model, as others of them
        have no answer to one of its questions: then there are no numbers.
    """

    declared: Explained
    items: tuple[str, ...]
    net: str | None
    levels: pd.DataFrame
    pairs: pd.DataFrame
    terms: pd.DataFrame
    drivers: pd.DataFrame
    bases: tuple[int, ...]
    gone: tuple[int, ...]
    hidden: tuple[tuple[str, str], ...]
    state: State
    synthetic: bool
    small: tuple[tuple[str, str], ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether it is of the gap between two answers."""
        return len(self.items) > 1

    @property
    def base(self) -> int:
        """Who is in the model."""
        return sum(self.bases)

    @property
    def left_out(self) -> int:
        """Who is not, of those asked."""
        return sum(self.gone)

    def tells_of_few(self, least: int) -> bool:
        """Say whether its base would tell that fewer than `least` of a wave are left out."""
        return any(0 < gone < least for gone in self.gone)


def told(
    frame: pd.DataFrame,
    columns: list[str],
    p: Callable[[pd.Series], np.ndarray],
    unit: float = FINE,
) -> pd.DataFrame:
    """Keep some columns of a model's frame: shares in whole units, p-values as a wave's.

    Parameters
    ----------
    frame : pandas.DataFrame
        Exact; nothing becomes a frame without lines.
    columns : list of str
        What is kept.
    p : callable
        How p-values are told.
    unit : float
        What shares are told in.
    """
    found = pd.DataFrame(columns=columns) if frame.empty else frame[columns].copy()
    for name in found:
        if name in P_VALUES:
            found[name] = p(found[name].astype(float))
        elif name not in ("term", "level", "answer", "first", "second", "option", "state"):
            found[name] = _in_units(found[name].astype(float), unit, name)
    return found.reset_index(drop=True)


def _in_units(exact: pd.Series, unit: float, name: str) -> pd.Series:
    """Return whole units; of coarse ones no interval gets narrower."""
    whole = np.round
    if unit > FINE and name.endswith(("ci_low", "ci_high")):
        whole = np.floor if name.endswith("ci_low") else np.ceil
    return np.round(whole((exact / unit).round(6)) * unit, 2)
