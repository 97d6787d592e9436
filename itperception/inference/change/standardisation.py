"""The change between two waves, freed of who happened to answer.

If one wave has more internal departments than the other, a share may move though no kind
of organisation has changed its mind. Both waves are therefore also weighted to one mix of
groups (direct standardisation): the change at equal mix, and what the mix made of it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import erfc, ndtri

from itperception.errors import ItPerceptionError
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.tables.homogeneity import breslow_day, mantel_haenszel

PARTS = ("raw change", "composition", "change at equal mix")


@dataclass(frozen=True, slots=True, eq=False)
class StandardisedChange:
    """A change between two waves, split into composition and change at equal mix.

    Attributes
    ----------
    frame : pandas.DataFrame
        One line each for the raw change, composition and the change at equal mix, where
        raw = composition + equal mix: part, difference (later − earlier, in [−1, 1]), se,
        ci_low, ci_high, p_value.
    mixes : pandas.DataFrame
        Group by earlier, later and standard: shares that add up to 1; and the
        proportions earlier_proportion, later_proportion within the group.
    stratified, homogeneity : TestResult
        Mantel–Haenszel test of the change within groups (odds ratio later over earlier),
        and the Breslow–Day test of whether it is the same in all.
    formula, note : str
        The formula with its numbers; what was left out.
    state : State
        ``State.OK``, or why nothing was computed.
    level : float
        Confidence level of the intervals.
    """

    frame: pd.DataFrame
    mixes: pd.DataFrame
    stratified: TestResult
    homogeneity: TestResult
    formula: str
    note: str
    state: State
    level: float

    def to_frame(self) -> pd.DataFrame:
        """Return the three lines, with the state on each."""
        return self.frame.assign(state=str(self.state))

    def explain(self) -> str:
        """Say how much of the change is composition, with the numbers in the formula."""
        if self.state is not State.OK:
            return f"Direct standardisation: not computed, {self.state.words}."
        told = [
            f"{line.part} {line.difference:+.3g} ({self.level:.0%} interval "
            f"{line.ci_low:+.3g} to {line.ci_high:+.3g}, p = {line.p_value:.3g})"
            for line in self.frame.itertuples()
        ]
        parts = (f"Direct standardisation: {', '.join(told)}", self.formula, self.note)
        sentences = " ".join(f"{part}." for part in parts if part)
        return f"{sentences} {self.stratified.explain()} {self.homogeneity.explain()}"

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False, float_format="{:.4g}".format)


def standardised_change(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    mix: ArrayLike | None = None,
    level: float = LEVEL,
) -> StandardisedChange:
    """Split the change of a share into composition and change at equal mix.

    Parameters
    ----------
    first, second : pandas.DataFrame, shape (2, groups)
        Earlier and later wave: positive and not positive by group, the columns named
        alike; arrays will do.
    mix : array_like, shape (groups,), optional
        Standard to weight both waves to; proportions or counts, taken as known. Both
        waves together if not given.
    level : float
        Confidence level, in (0, 1).

    Returns
    -------
    StandardisedChange

    Raises
    ------
    ItPerceptionError
        If the groups of the waves and of the mix are not the same.

    Missing data
    ------------
    A group that is empty in a wave is left out of everything; the note says so.

    Notes
    -----
    Equal mix: Σw_g(p₂g − p₁g). Standard errors by the delta method, the mix of each wave
    being a sample and the standard fixed: a respondent of group g adds (w_g/π_g)(y − p_g)
    to the standardised share and y − p to the raw one, so
    Var(composition) = Σ_waves Σ_g π_g[(1 − w_g/π_g)²p_g q_g + (p_g − p)²]/n.

    Examples
    --------
    >>> found = standardised_change([[60, 10], [40, 40]], [[30, 40], [20, 160]])
    >>> found.frame["difference"].round(3).tolist()
    [-0.187, -0.187, 0.0]
    """
    names = _names(first, second)
    waves = [np.asarray(wave, float) for wave in (first, second)]
    bases = np.stack([wave.sum(0) for wave in waves])
    kept = (bases > 0).all(0)
    standard = bases.sum(0) if mix is None else np.asarray(mix, float)
    if waves[0].shape != waves[1].shape or standard.shape != kept.shape:
        raise ItPerceptionError(
            f"found {waves[0].shape[-1]}, {waves[1].shape[-1]} and {standard.size} groups "
            "in the waves and the mix, expected the same"
        )
    standard = standard[kept]
    tables = np.stack(waves, -1)[:, kept].swapaxes(0, 1)
    if not standard.sum() > 0:
        return _nothing(tables, State.EMPTY, level)
    standard = standard / standard.sum()
    lines, mixes, formula = _decomposed(tables, standard, level)
    empty = int((~kept).sum())
    told = f"left out as empty in a wave: {empty} group{'s' * (empty > 1)}" if empty else ""
    note = join_notes(told, "the standard mix is taken as known")
    later_first = tables[:, :, ::-1]
    return StandardisedChange(
        lines, mixes.set_axis(names[kept]), mantel_haenszel(later_first, level=level),
        breslow_day(later_first, level=level), formula, note, State.OK, level,
    )  # fmt: skip


def _names(first, second) -> np.ndarray:
    """Return the names of the groups, refusing waves that name them differently."""
    labels = [list(getattr(x, "columns", range(np.shape(x)[-1]))) for x in (first, second)]
    if labels[0] != labels[1]:
        raise ItPerceptionError(
            f"the later wave has the groups {labels[1]}, expected {labels[0]}"
        )
    return np.array(labels[0], object)


def _decomposed(tables: np.ndarray, standard: np.ndarray, level: float) -> tuple:
    """Return the three lines, the mixes, and the formula; tables (groups, 2, waves)."""
    bases = tables.sum(1)
    n, shares = bases.sum(0), tables[:, 0] / bases
    mixes, raw = bases / n, tables[:, 0].sum(0) / n
    ratio = standard[:, np.newaxis] / mixes
    inside, between = shares * (1 - shares), (shares - raw) ** 2
    variances = [
        (raw * (1 - raw) / n).sum(),
        (mixes * ((1 - ratio) ** 2 * inside + between) / n).sum(),
        (mixes * ratio**2 * inside / n).sum(),
    ]
    steps = shares[:, 1] - shares[:, 0]
    change, equal = raw[1] - raw[0], standard @ steps
    estimates, se = np.array([change, change - equal, equal]), np.sqrt(variances)
    reach = ndtri((1 + level) / 2) * se
    z = np.abs(estimates) / np.where(se > 0, se, np.nan)
    lines = pd.DataFrame(
        {"part": PARTS, "difference": estimates, "se": se, "ci_low": estimates - reach,
         "ci_high": estimates + reach, "p_value": erfc(z / np.sqrt(2))}
    )  # fmt: skip
    held = pd.DataFrame(
        {"earlier": mixes[:, 0], "later": mixes[:, 1], "standard": standard,
         "earlier_proportion": shares[:, 0], "later_proportion": shares[:, 1]}
    )  # fmt: skip
    terms = " + ".join(
        f"{w:.3g} × {step:+.3g}" for w, step in zip(standard, steps, strict=True)
    )
    return lines, held, f"Change at equal mix = Σw(p₂ − p₁) = {terms} = {equal:+.4g}"


def _nothing(tables: np.ndarray, state: State, level: float) -> StandardisedChange:
    """Return a result without numbers."""
    numbers = ["difference", "se", "ci_low", "ci_high", "p_value"]
    frame = pd.DataFrame({"part": PARTS}).assign(**dict.fromkeys(numbers, np.nan))
    tests = mantel_haenszel(tables), breslow_day(tables)
    return StandardisedChange(frame, pd.DataFrame(), *tests, "", "", state, level)
