"""Multiple response by group: whether what people choose depends on the group.

Somebody who may choose several options answers with a whole vector of yes and no. The
options are not independent, so their X² may be added but not looked up: the sum is held
against the sums that come of dealing whole answer vectors out again (Loughin & Scherer
1998), or corrected to second order (Bilder & Loughin 2004). The largest of all
statistics in each deal keeps the level over options and pairs of groups (Westfall & Young
1993).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from itperception.counting.design import DesignCube
from itperception.inference.design.multiple_response_design import multiple_response_design
from itperception.inference.design.multiple_response_sums import (
    group_pairs,
    option_statistics,
    options_that_vary,
    pair_statistics,
    set_design_effects,
    set_state,
)
from itperception.inference.design.permuting import permuted_tables
from itperception.inference.intervals import LEVEL, miettinen_nurminen
from itperception.inference.results import InWords, State, TestResult
from itperception.inference.solving import divide
from itperception.inference.tables.independence import DRAWS, SEED
from itperception.terms.asked import asked_all

PERMUTED = "Sum of X² over options by permutation"
CORRECTED = "Sum of X² over options, second-order Rao-Scott"
_EFFECT = "root mean square of V over options"


@asked_all
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MultipleResponseResult(InWords):
    """A multiple response by group: the set as a whole, its options, and every pair.

    Attributes
    ----------
    permutation, rao_scott : TestResult
        The set as a whole, by permutation (the default) and by formula.
    options : pandas.DataFrame
        One line per option: option, base, statistic (X²), df, p_value (chi-squared),
        p_permutation, p_adjusted (max-T over options).
    differences : pandas.DataFrame
        One line per option and pair of groups: option, first, second, first_proportion,
        second_proportion, difference, ci_low, ci_high (Miettinen–Nurminen), p_value
        (permutation), p_adjusted (max-T over options and pairs).
    """

    permutation: TestResult
    rao_scott: TestResult
    options: pd.DataFrame
    differences: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return one line per option and pair, with what is known of the option."""
        of_option = self.options.add_prefix("option_").rename(
            columns={"option_option": "option"}
        )
        return self.differences.merge(of_option, on="option", how="left")

    def explain(self, *, alpha: float = 0.05) -> str:
        """Say whether the set differs, and which options between which groups."""
        told = [self.permutation.explain(), self.rao_scott.explain()]
        for line in self.differences.itertuples():
            if line.p_adjusted <= alpha:
                told.append(
                    f"{line.option}: {line.first_proportion:.3g} in {line.first} against "
                    f"{line.second_proportion:.3g} in {line.second}, adjusted "
                    f"p = {line.p_adjusted:.3g}."
                )
        return " ".join(told)

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(float_format="{:.4g}".format, na_rep="–")


def multiple_response(
    patterns: ArrayLike,
    counts: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    options: Sequence[str] = (),
    groups: Sequence[str] = (),
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> MultipleResponseResult:
    """Test whether the options that people choose depend on the group.

    Parameters
    ----------
    patterns : array_like of {0, 1}, shape (lines, options)
        Ways to answer: 1 where the option is chosen. One may have several lines.
    counts : array_like, shape (lines, groups)
        Respondents who answered so.
    weights : array_like, shape (lines,), optional
        The weight of each of a line's respondents, ≥ 0. Answer vectors are then dealt
        out among respondents who keep group and weight; shares are weighted, and each
        group is worth its effective base (Kish 1965).
    options, groups : sequence of str, optional
        Names; positions by default.
    draws : int
        Permutations of whole answer vectors between groups.
    seed : int
        Of the random numbers.

    Notes
    -----
    X²_S = Σ_j X²_j over the tables of option j by group. Second order: X²_S k/Σλ² with
    k²/Σλ² degrees of freedom, k = (groups − 1) × options, λ the eigenvalues of
    D⁻¹HSH' (Bilder & Loughin 2004). An option that nobody or everybody chose adds
    nothing and is left out of k.

    Examples
    --------
    >>> found = multiple_response([[0, 0], [0, 1], [1, 0], [1, 1]],
    ...                           [[9, 2], [5, 4], [4, 6], [2, 8]], draws=999)
    >>> round(found.rao_scott.statistic, 3), found.options["statistic"].round(3).tolist()
    (11.208, [6.4, 2.506])
    """
    people, (patterns, at) = np.asarray(counts, float), _distinct(patterns)
    w = np.ones(len(people)) if weights is None else np.asarray(weights, float)
    full = w @ people > 0
    groups = [g for g, kept in zip(groups or range(len(full)), full, strict=True) if kept]
    inside = people[:, full]
    cube = _cube(inside, w, at, len(patterns))
    worth = divide(cube.totals.sum(0), cube.squares.sum(0))
    table, base = cube.totals * worth, float(inside.sum())
    chosen, n = table.T @ patterns, table.sum(0)
    state, left_out = set_state(chosen, n), int((~full).sum())
    state = State.NO_WEIGHT if state is State.EMPTY and people.sum() else state
    told = {"base": base, "level": level,
            "effective_base": float(np.nan_to_num(cube.effective_base)),
            "note": f"left out as empty: {left_out} groups" if left_out else ""}  # fmt: skip
    reached = None
    if state is State.OK and np.array_equal(people, np.rint(people)):
        dealt = _dealt(inside, w, at, worth, patterns, draws, seed)
        reached = _reached(chosen, n, dealt)
    options = list(options) or list(range(patterns.shape[1]))
    corrected = _second_order(state, told, patterns, table)
    if weights is not None and state is State.OK:
        corrected = multiple_response_design(patterns, cube, level=level)
    return MultipleResponseResult(
        _permuted(state, told, chosen, n, reached, draws, seed), corrected,
        _option_frame(options, chosen, n, reached, draws).assign(base=base),
        _difference_frame(options, groups, chosen, n, reached, draws, level),
    )  # fmt: skip


def _distinct(patterns: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the answer vectors that occur, and which one each line has."""
    patterns = np.asarray(patterns, bool)
    bits = np.packbits(patterns, axis=1)
    _, first, at = np.unique(bits, axis=0, return_index=True, return_inverse=True)
    return patterns[first].astype(float), at.reshape(-1)


def _cube(people: np.ndarray, weights: np.ndarray, at: np.ndarray, size: int) -> DesignCube:
    """Return the cube of a sample that is weighted and no more, by answer vector."""
    sums = [[np.bincount(at, group * weights**k, size) for group in people.T]
            for k in range(3)]  # fmt: skip
    return DesignCube.of_sums(
        np.array(sums).reshape(3, people.shape[1], size).swapaxes(1, 2)
    )


class _Reached(NamedTuple):
    """How many draws were at least as far: the set, each option, each pair; or max-T."""

    set: int
    option: np.ndarray
    option_max: np.ndarray
    pair: np.ndarray
    pair_max: np.ndarray


def _dealt(
    people, weights, at, worth, patterns, draws: int, seed: int
) -> Iterator[np.ndarray]:
    """Yield tables of options by group; answer vectors are dealt out whole."""
    cells = np.nonzero(people)
    line, group = (np.repeat(place, people[cells].astype(int)) for place in cells)
    shape = patterns.shape[1], people.shape[1]
    return permuted_tables(at[line], group, weights[line] * worth[group], shape, draws, seed,
                           rows=patterns.T)  # fmt: skip


def _reached(chosen, n, dealt) -> _Reached:
    """Count the deals that are at least as far as the table."""
    # Draws that tie with the table must count, whatever the last digit says.
    x2, t = (f(chosen, n) * (1 - 1e-9) for f in (option_statistics, pair_statistics))
    found = [0, *(np.zeros(shape) for shape in (x2.shape, x2.shape, t.shape, t.shape))]
    for tables in dealt:
        sums = np.swapaxes(tables, 1, 2)
        options, pairs = option_statistics(sums, n), pair_statistics(sums, n)
        for at, more in enumerate((
            options.sum(1) >= x2.sum(), options >= x2, options.max(1)[:, None] >= x2,
            pairs >= t, pairs.max((1, 2))[:, None, None] >= t,
        )):  # fmt: skip
            found[at] = found[at] + more.sum(0)
    return _Reached(*found)


def _permuted(state, told, chosen, n, reached, draws, seed) -> TestResult:
    if state is State.OK and reached is None:
        state = State.NOT_COUNTS
    if state is not State.OK:
        return TestResult(method=PERMUTED, state=state, **told)
    x2, b = float(option_statistics(chosen, n).sum()), int(reached.set)
    k = (len(n) - 1) * int(options_that_vary(chosen, n)[0].sum())
    unbiased = max(0.0, x2 / n.sum() - k / max(n.sum() - 1, 1))
    return TestResult(
        method=PERMUTED, statistic=x2, p_value=(b + 1) / (draws + 1), seed=seed, **told,
        effect_name=f"{_EFFECT}, bias-corrected",
        effect_size=float(np.sqrt(unbiased * (len(n) - 1) / k)),
        formula=f"X²_S = Σ X² of {chosen.shape[1]} options = {x2:.4g}, n = {n.sum():.4g}, "
        f"p = (b + 1)/(B + 1) = ({b} + 1)/({draws} + 1), seed {seed}",
    )  # fmt: skip


def _second_order(state, told, patterns, counts) -> TestResult:
    if state is not State.OK:
        return TestResult(method=CORRECTED, state=state, **told)
    n, chosen = counts.sum(0), counts.T @ patterns
    x2, k, effects = (
        float(option_statistics(chosen, n).sum()),
        *set_design_effects(patterns, counts),
    )
    squares = float((effects**2).sum())
    if not squares > 0:
        return TestResult(method=CORRECTED, state=State.NO_ESTIMATE, **told)
    statistic, df = x2 * k / squares, k**2 / squares
    return TestResult(
        method=CORRECTED, statistic=statistic, df=df,
        p_value=float(chdtrc(df, statistic)), **told,
        formula=f"X²_S k/Σλ² = {x2:.4g} × {k}/{squares:.4g} = {statistic:.4g}, "
        f"df = k²/Σλ² = {df:.4g}, k = {k}",
    )  # fmt: skip


def _share(reached, draws):
    return (reached + 1) / (draws + 1)


def _option_frame(options, chosen, n, reached, draws) -> pd.DataFrame:
    x2, df = option_statistics(chosen, n), len(n) - 1
    varies = (chosen.sum(0) > 0) & (chosen.sum(0) < n.sum())
    known = np.where(varies & (df > 0), 1.0, np.nan)
    nothing = np.full(len(x2), np.nan)
    return pd.DataFrame({
        "option": options, "base": n.sum(), "statistic": x2 * known, "df": df,
        "p_value": chdtrc(max(df, 1), x2) * known,
        "p_permutation": nothing if reached is None else _share(reached.option, draws) * known,
        "p_adjusted": nothing if reached is None else _share(reached.option_max, draws) * known,
    })  # fmt: skip


def _difference_frame(options, groups, chosen, n, reached, draws, level) -> pd.DataFrame:
    first, second = group_pairs(len(n))
    a, b = ((chosen[k], n[k][:, np.newaxis]) for k in (first, second))
    low, high = miettinen_nurminen(*a, *b, level=level)
    names = [(option, groups[i], groups[j]) for i, j in zip(first, second, strict=True)
             for option in options]  # fmt: skip
    frame = pd.DataFrame(names, columns=["option", "first", "second"])
    p1, p2 = a[0] / a[1], b[0] / b[1]
    known = np.where((chosen.sum(0) > 0) & (chosen.sum(0) < n.sum()), 1.0, np.nan)
    p = [np.full(p1.shape, np.nan)] * 2 if reached is None else [
        _share(reached.pair, draws) * known, _share(reached.pair_max, draws) * known
    ]  # fmt: skip
    columns = (p1, p2, p1 - p2, low, high, *p)
    names = ("first_proportion", "second_proportion", "difference", "ci_low", "ci_high",
             "p_value", "p_adjusted")  # fmt: skip
    return frame.assign(**{k: v.ravel() for k, v in zip(names, columns, strict=True)})
