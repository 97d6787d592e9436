"""How far items that are added up measure one thing: Cronbach's alpha.

An index counts the practices that a respondent follows. If the items hang together, its
sum says more than each of them; Cronbach's alpha says how much of the spread of the sum
is not noise of single items. :mod:`itperception.inference.models.omega` allows one item to say
more than another.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from itperception.inference.intervals import LEVEL
from itperception.inference.results import Effect, State

ALPHA = "Cronbach's alpha"
# A sum that varies less than this share of its items is rounding error.
ROUNDING = 1e-12


def cronbach_alpha(items: ArrayLike, *, level: float = LEVEL) -> Effect:
    """Return Cronbach's alpha of items that are added up.

    Parameters
    ----------
    items : array_like, shape (respondents, items)
        Scores, all items in the same direction; NaN where there is no answer.
    level : float
        Confidence level in (0, 1).

    Returns
    -------
    Effect
        At most 1; negative where items go against each other.

    Notes
    -----
    k/(k − 1) (1 − Σvᵢ/v), with vᵢ the variance of an item and v that of the sum of all k
    (Cronbach 1951). Interval of Feldt (1965): 1 − (1 − α)F with the quantiles F
    of n − 1 and (n − 1)(k − 1) degrees of freedom. For items of 0 and 1 it is the
    KR-20 of Kuder & Richardson (1937).

    Missing data: only respondents who answered every item are in the base; the note
    says how many are not.

    Examples
    --------
    >>> found = cronbach_alpha([[1, 1, 1], [0, 0, 1], [1, 1, 0], [0, 0, 0], [1, 0, 1]])
    >>> print(f"{found.effect_size:.3f} {found.ci_low:.3f} {found.ci_high:.3f}")
    0.462 -1.721 0.940
    """
    answered, note = listwise(items)
    state = state_of_items(answered)
    covariance = np.atleast_2d(np.cov(answered.T)) if state is State.OK else None
    return _alpha(covariance, len(answered), state, note, level)


def alpha_from_pairs(pairs: ArrayLike, base: float, *, level: float = LEVEL) -> Effect:
    """Return Cronbach's alpha of yes/no items, from counts of pairs alone.

    No respondent need leave the survey for it: how many say yes to both of two items
    determines it.

    Parameters
    ----------
    pairs : array_like, shape (items, items)
        Respondents who say yes to both items; on the diagonal, to the item.
    base : float
        Respondents who answered every item.
    level : float
        Confidence level in (0, 1).

    Returns
    -------
    Effect
        As `cronbach_alpha` of the items.

    Examples
    --------
    >>> found = alpha_from_pairs([[3, 2, 2], [2, 2, 1], [2, 1, 3]], 5)
    >>> round(found.effect_size, 3)
    0.462
    """
    pairs = np.atleast_2d(np.asarray(pairs, float))
    if pairs.shape[0] != pairs.shape[1]:
        return Effect(effect_name=ALPHA, level=level, state=State.WRONG_SHAPE)
    state = State.EMPTY if not base > 0 else State.OK if base > 1 else State.SMALL_BASE
    covariance = None
    if state is State.OK:
        yes = pairs.diagonal()
        covariance = (pairs - np.outer(yes, yes) / base) / (base - 1)
    return _alpha(covariance, base, state, "", level)


def listwise(items: ArrayLike) -> tuple[np.ndarray, str]:
    """Return the respondents who answered every item, and a note of the others.

    Examples
    --------
    >>> listwise([[1, 0], [np.nan, 1]])
    (array([[1., 0.]]), 'left out: 1 who did not answer every item')
    """
    items = np.asarray(items, float)
    items = items if items.ndim == 2 else items[:, np.newaxis]
    kept = items[~np.isnan(items).any(1)]
    lost = len(items) - len(kept)
    return kept, f"left out: {lost} who did not answer every item" if lost else ""


def state_of_items(answered: np.ndarray, fewest: int = 2) -> State:
    """Return whether there are items and respondents enough.

    Examples
    --------
    >>> state_of_items(np.ones((1, 3))).words
    'too few respondents'
    """
    respondents, items = answered.shape
    if not respondents or not items:
        return State.EMPTY
    if items < fewest:
        return State.WRONG_SHAPE
    if respondents < 2:
        return State.SMALL_BASE
    return State.OK


def _alpha(
    covariance: np.ndarray | None, base: float, state: State, note: str, level: float
) -> Effect:
    """Return alpha and its interval from the covariances of the items."""
    told = {"effect_name": ALPHA, "level": level, "base": float(base), "note": note}
    items = 0 if covariance is None else len(covariance)
    if state is State.OK and items < 2:
        state = State.WRONG_SHAPE
    if state is State.OK and not covariance.sum() > ROUNDING * np.trace(covariance):
        state = State.NO_VARIATION
    if state is not State.OK:
        return Effect(**told, state=state)
    parts, whole = float(np.trace(covariance)), float(covariance.sum())
    size = items / (items - 1) * (1 - parts / whole)
    df = base - 1, (base - 1) * (items - 1)
    low, high = (1 - (1 - size) * fdtri(*df, (1 + s * level) / 2) for s in (1, -1))
    return Effect(
        **told,
        effect_size=size,
        ci_low=float(low),
        ci_high=float(high),
        method="Feldt (1965)",
        formula=f"k/(k − 1) (1 − Σvᵢ/v) = {items}/{items - 1} (1 − {parts:.4g}/{whole:.4g})",
    )
