"""Ordinal omega: what one common factor explains of a sum of ranked items.

Behind each ranked answer is taken to lie a normal variable, and behind these one common
factor, which an item may follow more or less closely. Omega is the share of the spread
of the sum of the variables that the factor explains.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from itperception.inference.intervals import LEVEL, Interval
from itperception.inference.models.polychoric import PERFECT, correlations
from itperception.inference.models.reliability import listwise, state_of_items
from itperception.inference.results import Effect, State, join_notes
from itperception.inference.tables.independence import SEED

OMEGA = "ordinal omega"


def ordinal_omega(
    items: ArrayLike, *, draws: int = 0, level: float = LEVEL, seed: int = SEED
) -> Effect:
    """Return the reliability of the sum of the normal variables behind ranked items.

    Parameters
    ----------
    items : array_like, shape (respondents, items)
        Answers in rank order, at least three items, all in the same direction; NaN
        where there is no answer.
    draws : int
        Samples of respondents for the interval; none is given where it is 0.
    level : float
        Confidence level of the interval, in (0, 1).
    seed : int
        Of the random numbers.

    Returns
    -------
    Effect
        In [0, 1].

    Notes
    -----
    (Σλ)²/((Σλ)² + Σ(1 − λ²)), with λ the loadings of one common factor (McDonald
    1999) on the polychoric correlations (Zumbo, Gadermann & Zeisser 2007), which make
    the squares of the residual correlations as small as can be (minres, Harman &
    Jones 1966). It is the reliability of the variables behind the answers, as a rule
    more than that of their sum (Green & Yang 2009): report it beside alpha. The
    interval has the quantiles of samples drawn with replacement (Efron 1979); samples in
    which an item does not vary are left out.

    Missing data: only respondents who answered every item are in the base; the note
    says how many are not.

    Examples
    --------
    >>> items = [[0, 0, 0]] * 9 + [[1, 1, 1]] * 8 + [[0, 1, 1], [1, 0, 1], [1, 1, 0]] * 3
    >>> round(ordinal_omega(items).effect_size, 3)
    0.898
    """
    answered, note = listwise(items)
    state = state_of_items(answered, fewest=3)
    told = {"base": float(len(answered)), "level": level}
    if state is not State.OK:
        return Effect(effect_name=OMEGA, state=state, note=note, **told)
    codes = _ranked(answered)
    if not (codes.max(0) > 0).all():
        return Effect(effect_name=OMEGA, state=State.NO_VARIATION, note=note, **told)
    found = _omega(_pair_tables(codes), len(answered), note, level)
    if found.state is not State.OK or not draws:
        return found
    interval, drawn = _bootstrap(codes, draws, level, seed)
    return replace(
        found, ci_low=interval.low, ci_high=interval.high,
        note=join_notes(found.note, drawn),
    )  # fmt: skip


def omega_from_pairs(pairs: ArrayLike, base: float, *, level: float = LEVEL) -> Effect:
    """Return ordinal omega of yes/no items, from counts of pairs alone.

    Parameters
    ----------
    pairs : array_like, shape (items, items)
        Respondents who say yes to both items; on the diagonal, to the item.
    base : float
        Respondents who answered every item.
    level : float
        Kept in the result, which has no interval.

    Examples
    --------
    >>> pairs = [[14, 11, 11], [11, 14, 11], [11, 11, 14]]
    >>> round(omega_from_pairs(pairs, 26).effect_size, 3)
    0.898
    """
    pairs = np.atleast_2d(np.asarray(pairs, float))
    told = {"effect_name": OMEGA, "level": level, "base": float(base)}
    yes = pairs.diagonal()
    state = State.OK
    if pairs.shape[0] != pairs.shape[1] or len(pairs) < 3:
        state = State.WRONG_SHAPE
    elif not base > 1:
        state = State.SMALL_BASE if base > 0 else State.EMPTY
    elif not ((yes > 0) & (yes < base)).all():
        state = State.NO_VARIATION
    if state is not State.OK:
        return Effect(**told, state=state)
    first, second = np.tril_indices(len(pairs), -1)
    both, one, other = pairs[first, second], yes[first], yes[second]
    cells = [[base - one - other + both, other - both], [one - both, both]]
    return _omega(np.moveaxis(np.array(cells), -1, 0), base, "", level)


def one_factor(correlation: np.ndarray) -> np.ndarray | None:
    """Return the loadings of one common factor that leave the smallest residuals.

    Parameters
    ----------
    correlation : numpy.ndarray, shape (items, items)
        At least three items.

    Returns
    -------
    numpy.ndarray or None
        Loadings, positive in sum; None where the search does not end, or where an
        item would be explained wholly (a Heywood case).

    Examples
    --------
    >>> truth = np.array([0.8, 0.6, 0.5, 0.7])
    >>> one_factor(np.outer(truth, truth) + np.diag(1 - truth**2)).round(6).tolist()
    [0.8, 0.6, 0.5, 0.7]
    """
    from scipy.optimize import least_squares

    first, second = np.tril_indices(len(correlation), -1)
    wanted, pairs = correlation[first, second], np.arange(len(first))

    def residuals(loadings):
        return loadings[first] * loadings[second] - wanted

    def slopes(loadings):
        found = np.zeros((len(pairs), len(loadings)))
        found[pairs, first], found[pairs, second] = loadings[second], loadings[first]
        return found

    values, vectors = np.linalg.eigh(correlation)
    start = np.clip(vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.1)), -0.95, 0.95)
    found = least_squares(residuals, start, slopes, xtol=1e-12, gtol=1e-12)
    if not found.success or np.abs(found.x).max() > PERFECT:
        return None
    loadings = _polished(found.x, correlation - np.eye(len(correlation)))
    return loadings * (1.0 if loadings.sum() >= 0 else -1.0)


def _polished(loadings: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """Return the loadings after Newton steps, which reach the last digits."""
    for _ in range(3):
        squares = (loadings**2).sum() - loadings**2
        slopes = loadings * squares - shared @ loadings
        curvature = 2 * np.outer(loadings, loadings) - shared
        np.fill_diagonal(curvature, squares)
        loadings = loadings - np.linalg.lstsq(curvature, slopes, rcond=1e-12)[0]
    return loadings


def _omega(tables: np.ndarray, base: float, note: str, level: float) -> Effect:
    """Return omega of items from the tables of all pairs of them."""
    told = {"effect_name": OMEGA, "level": level, "base": float(base)}
    found, filled = correlations(tables)
    loadings = one_factor(_square(found)) if np.abs(found).max() < PERFECT else None
    half = f"½ added to each empty cell of {filled.sum()} pairs of items"
    note = join_notes(note, half if filled.any() else "")
    if loadings is None:
        return Effect(**told, state=State.NO_ESTIMATE, note=note)
    total, rest = float(loadings.sum()), float((1 - loadings**2).sum())
    return Effect(
        **told,
        effect_size=total**2 / (total**2 + rest),
        method="McDonald (1999), of polychoric correlations",
        formula=f"(Σλ)²/((Σλ)² + Σ(1 − λ²)) = {total:.4g}²/({total:.4g}² + {rest:.4g})",
        note=note,
    )


def _bootstrap(
    codes: np.ndarray, draws: int, level: float, seed: int
) -> tuple[Interval, str]:
    """Return quantiles of omega over samples of the respondents, and how it was done."""
    generator, found = np.random.default_rng(seed), []
    for _ in range(draws):
        sample = codes[generator.integers(len(codes), size=len(codes))]
        if (np.ptp(sample, axis=0) > 0).all():
            found.append(_omega(_pair_tables(sample), len(sample), "", level).effect_size)
    found = np.array(found)
    found = found[np.isfinite(found)]
    note = f"interval from {len(found)} of {draws} samples with an estimate, seed {seed}"
    if not len(found):
        return Interval(np.nan, np.nan), note
    limits = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(*map(float, limits)), note


def _ranked(items: np.ndarray) -> np.ndarray:
    """Return the answers to each item numbered from 0 in rank order."""
    numbered = [np.unique(item, return_inverse=True)[1] for item in items.T]
    return np.stack(numbered, axis=1)


def _pair_tables(codes: np.ndarray) -> np.ndarray:
    """Return the table of each pair of items, all of the size of the longest scale."""
    answers = int(codes.max()) + 1
    chosen = (codes[:, :, np.newaxis] == np.arange(answers)).astype(float)
    first, second = np.tril_indices(codes.shape[1], -1)
    joint = np.einsum("nia,njb->ijab", chosen, chosen, optimize=True)
    return joint[first, second]


def _square(lower: np.ndarray) -> np.ndarray:
    """Return the correlation matrix with this lower triangle."""
    size = int((1 + np.sqrt(1 + 8 * len(lower))) / 2)
    square = np.eye(size)
    square[np.tril_indices(size, -1)] = lower
    return square + square.T - np.eye(size)
