"""The gap between two answers of the same people, at each level of several predictors.

Two logits with the same predictors are one logit of both answers in which everything
interacts with the item; what each unit adds to the one is subtracted from what it adds to
the other, so that person, cluster and stratum need no further thought.
"""

from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import pandas as pd

from itperception.errors import unknown_name
from itperception.inference.comparisons.multiplicity import adjusted, choose_adjustment
from itperception.inference.design.units import Units, worth
from itperception.inference.intervals import LEVEL
from itperception.inference.models.adjusted import (
    VARIANCE_WORDS,
    adjust_contrasts,
    level_lines,
    level_pairs,
    spread_state,
)
from itperception.inference.models.model_result import CONTRASTS, MODEL_TERMS, Fitted, empty
from itperception.inference.models.predictors import Predictors
from itperception.inference.models.regression import (
    VARIANCES,
    Regression,
    reach,
    regress,
    wald,
)
from itperception.inference.models.separating import Response, Sound, everybody, sound
from itperception.inference.results import State, join_notes
from itperception.terms.asked import asked_all

GAPS = ["term", "level", "base", "effective_base", "gap_raw", "self", "other", "gap", "se",
        "ci_low", "ci_high", "difference", "difference_low", "difference_high", "p_value",
        "p_adjusted", "state", "note"]  # fmt: skip
_PAIRS = [name for name in CONTRASTS if name != "answer"]
_APART = ["difference", "ci_low", "ci_high", "p_value", "p_adjusted"]
YES = np.array([False, True])


@asked_all
@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class GapModel(Fitted):
    """The gap at each level, everything else as people have it; see also :class:`Fitted`.

    Attributes
    ----------
    item, other : str
        The two answers; the gap is the share of the first minus that of the second.
    gaps : pandas.DataFrame
        A line for each level: term, level, base, effective_base (Kish), gap_raw, self and
        other (adjusted shares), gap (adjusted, self − other), se, ci_low, ci_high;
        difference (from the first level; of an interaction, from the first of its first
        factor), difference_low, difference_high, p_value, p_adjusted, state, note.
    contrasts : pandas.DataFrame
        Every two levels: term, first, second, difference, se, ci_low, ci_high, p_value,
        p_adjusted (three levels: closed testing, more: Holm).
    terms : pandas.DataFrame
        Whether the gap is the same at all levels: term, df, df2, F, p_value, p_adjusted
        (Holm over the terms), state.
    effective_base, reason : float, str
        What the respondents are worth (Kish); where the variance comes from.
    """

    item: str
    other: str
    gaps: pd.DataFrame
    contrasts: pd.DataFrame = field(default_factory=empty(_PAIRS))
    terms: pd.DataFrame = field(default_factory=empty(MODEL_TERMS))
    effective_base: float = np.nan
    reason: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return a line for each level: :attr:`gaps`."""
        return self.gaps.copy()

    def explain(self) -> str:
        """Say how big the gap is, whether it is the same everywhere, and how that was found."""
        head = f"Gap between {self.item} and {self.other}, {self.base:.0f} respondents"
        if self.state is not State.OK:
            told = [f"{head}: no estimates, {self.state.words}"]
        else:
            told = [head, self.reason, *map(self._level, self.gaps.itertuples())]
            told += [
                f"Is it the same at every {t.term}? F({t.df:.0f}, {t.df2:.0f}) = {t.F:.3g}, "
                f"p = {t.p_value:.3g}, with Holm {t.p_adjusted:.3g}"
                for t in self.terms.itertuples()
            ]
        return " ".join(f"{part}." for part in [*told, self.note] if part)

    def _level(self, line) -> str:
        return (
            f"{line.term} {line.level}: {100 * line.gap:+.1f} points ({self.level:.0%} interval "
            f"{100 * line.ci_low:.1f} to {100 * line.ci_high:.1f}; raw {100 * line.gap_raw:+.1f})"
        )

    def _repr_html_(self) -> str:
        shown = self.gaps[["term", "level", "base"]].copy()
        for name in ("gap_raw", "gap", "ci_low", "ci_high", "difference"):
            shown[name] = (100 * self.gaps[name].astype(float)).round(1)
        return f"{shown.to_html(index=False)}<p>{self.explain()}</p>"


def gap_model(
    one: Response,
    other: Response,
    predictors: Predictors,
    units: Units,
    *,
    variance: str = "leave_one_out",
    adjust: str = "auto",
    level: float = LEVEL,
) -> GapModel:
    """Hold two yes/no answers of the same people together, at each level of predictors.

    gap_g = m_g(one) − m_g(other), the adjusted shares of two logits with the same
    predictors. F holds the differences from the first level together, of an interaction
    the differences of these; it is on the scale of shares.

    Examples
    --------
    >>> who = Predictors(("type",), (("a", "b"),), np.repeat([[0], [1]], 20, 0), ((0,),))
    >>> good, seen = (Response(name, np.r_[[0] * n, [1] * (20 - n), [0] * 5, [1] * 15],
    ...               ("no", "yes"), {"yes": YES}) for name, n in (("good", 5), ("seen", 10)))
    >>> gap_model(good, seen, who, Units.of(40)).gaps["gap"].round(3).tolist()
    [0.25, 0.0]
    """
    if variance not in VARIANCES:
        raise unknown_name("variance", variance, list(VARIANCES))
    choose_adjustment(adjust, 2)
    found = sound([one, other], predictors, units)
    known = {"item": one.name, "other": other.name, "level": level,
             "base": float(found.inside.sum()),
             "effective_base": worth(units.weight[found.inside])}  # fmt: skip
    gaps, state, told = _raw(one, other, predictors, units, found), found.state, ""
    if state is State.OK:
        who = found.predictors.take(found.inside).matrix()
        fits = [regress(r.codes[found.inside], who, units, found.inside, variance=variance)
                for r in found.responses]  # fmt: skip
        state, told = max(map(spread_state, fits), key=lambda told: told[0] is not State.OK)
    note = join_notes(found.note, told)
    if state is not State.OK:
        gaps["state"] = gaps["state"].replace(str(State.OK), str(state))
        return GapModel(gaps=gaps, state=state, note=note, **known)
    terms, pairs = _adjust(gaps, fits, found, adjust, level)
    return GapModel(gaps=gaps, terms=terms, contrasts=pairs, note=note,
                    reason=f"Variance by {VARIANCE_WORDS[variance]}", **known)  # fmt: skip


def _raw(one, other, predictors, units, found: Sound) -> pd.DataFrame:
    """Return the raw gap at each level, of who has both answers and all predictors."""
    inside, lines = everybody([one, other], predictors, units), []
    for term in predictors.terms:
        for cell in predictors.cells(term):
            is_alone = len(term) == 1 and (term[0], cell[0]) in found.alone
            at = predictors.are(term, cell) & (inside if is_alone else found.inside)
            weight, base = units.weight[at], int(at.sum())
            apart = (
                weight @ (one.codes[at] - other.codes[at]) / weight.sum()
                if base
                else np.nan
            )
            state = State.NO_ESTIMATE if is_alone else State.OK if base else State.EMPTY
            lines.append(dict.fromkeys(GAPS, np.nan) | {
                "term": predictors.name(term), "level": predictors.label(term, cell),
                "base": base, "effective_base": worth(weight), "gap_raw": apart,
                "state": str(state),
                "note": f"all {base} gave one answer" if is_alone else "",
            })  # fmt: skip
    return pd.DataFrame(lines, columns=GAPS)


def _adjust(gaps, fits: list[Regression], found: Sound, adjust, level):
    """Fill in the adjusted gaps; return whether they differ at each term, and their pairs."""
    who, df2, lines, pairs = found.predictors.take(found.inside), fits[0].df2, [], []
    t = reach(df2, level)
    for term in who.terms:
        cells, name = who.cells(term), who.name(term)
        labels = [who.label(term, cell) for cell in cells]
        designs = [who.matrix(at=(term, cell)) for cell in cells]
        told = [[fit.margin(design, YES) for design in designs] for fit in fits]
        (m1, u1), (m2, u2) = (map(np.array, zip(*margins, strict=True)) for margins in told)
        covariance = fits[0].units.covariance((u1 - u2).T)
        gap, se = m1 - m2, np.sqrt(covariance.diagonal())
        at = level_lines(gaps, name, labels)
        gaps.loc[at, GAPS[5:11]] = np.column_stack(
            [m1, m2, gap, se, gap - t * se, gap + t * se]
        )
        held = _held([len(who.levels[k]) for k in term])
        statistic, p = wald(held @ gap, held @ covariance @ held.T, df2)
        state = State.OK if np.isfinite(statistic) else State.NO_ESTIMATE
        lines.append([name, len(held), df2, statistic, p, p, str(state)])
        told = level_pairs(cells, labels, gap, covariance, df2, t)
        told.insert(0, "term", name)
        pairs.append(adjust_contrasts(told, len(cells), adjust, p))
        firsts = [who.label(term, (0, *cell[1:])) for cell in cells]
        from_first = pairs[-1].set_index(["first", "second"])[_APART]
        from_first = from_first.reindex(zip(labels, firsts, strict=True))
        gaps.loc[at, GAPS[11:16]] = from_first.to_numpy()
    terms = pd.DataFrame(lines, columns=MODEL_TERMS)
    terms["p_adjusted"] = adjusted(terms["p_value"].to_numpy(), "holm")
    return terms, pd.concat(pairs, ignore_index=True)


def _held(sizes: list[int]) -> np.ndarray:
    """Return differences from the first level; of two factors, differences of these."""
    each = [np.column_stack([-np.ones(n - 1), np.eye(n - 1)]) for n in reversed(sizes)]
    return reduce(np.kron, each)
