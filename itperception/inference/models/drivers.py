"""Which of several things goes with an answer: each alone, and all at once."""

from dataclasses import dataclass

import pandas as pd

from itperception.inference.comparisons.multiplicity import adjusted
from itperception.inference.models.model_result import Fitted
from itperception.inference.results import State

_PART = ("", "_ci_low", "_ci_high", "_p_value", "_p_adjusted")
_DRIVERS = ["option", "base", "raw", *(f"alone{c}" for c in _PART),
           *(f"together{c}" for c in _PART), "state", "note"]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Drivers(Fitted):
    """Each of several yes/no predictors beside the same others, and all of them at once.

    Attributes
    ----------
    of : str
        What they are to explain: a share, or a gap.
    lines : pandas.DataFrame
        A line for each: option, base (who says yes, in the model of it alone), raw
        (share, or gap, of yes minus that of no, in [−1, 1]); alone (the same,
        adjusted for `on`), alone_ci_low, alone_ci_high, alone_p_value, alone_p_adjusted
        (Holm over the lines); together_… (adjusted for the other lines too); state, note.
    """

    of: str
    lines: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return a line for each predictor: :attr:`lines`."""
        return self.lines.copy()

    def explain(self) -> str:
        """Say which of them go with the answer, alone and all at once."""
        told = [f"What goes with {self.of}: {len(self.lines)} predictors one at a time and all "
                f"at once ({self.base:.0f} respondents)"]  # fmt: skip
        for part, words in (("alone", "Alone"), ("together", "All at once")):
            p = self.lines[f"{part}_p_adjusted"].astype(float)
            found = self.lines[p <= 1 - self.level]
            names = ", ".join(
                f"{line.option} {100 * getattr(line, part):+.1f} points"
                for line in found.itertuples()
            )
            raw = int((self.lines[f"{part}_p_value"].astype(float) <= 1 - self.level).sum())
            least = "none known"
            if p.notna().any():
                least = f"smallest p {p.min():.3g}, of {self.lines['option'][p.idxmin()]}"
            told.append(f"{words}, {raw} of them before adjusting and {len(found)} with Holm "
                        f"({least}){f': {names}' if names else ''}")  # fmt: skip
        told += [f"{line.option} alone: no estimates, {State(line.state).words}"
                 for line in self.lines.itertuples() if line.state != State.OK]  # fmt: skip
        if self.state is not State.OK:
            told.append(f"All at once: no estimates, {self.state.words}")
        return " ".join(f"{part}." for part in [*told, self.note] if part)

    def _repr_html_(self) -> str:
        shown = self.lines[["option", "base"]].copy()
        parts = [f"{part}{c}" for part in ("alone", "together") for c in _PART[:3]]
        for name in ("raw", *parts):
            shown[name] = (100 * self.lines[name].astype(float)).round(1)
        return f"{shown.to_html(index=False)}<p>{self.explain()}</p>"


def adjust_drivers(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines with p-values adjusted over them, each column by itself (Holm 1979)."""
    found = {f"{part}_p_adjusted": adjusted(lines[f"{part}_p_value"].to_numpy(float), "holm")
             for part in ("alone", "together")}  # fmt: skip
    return lines.assign(**found)[_DRIVERS]
