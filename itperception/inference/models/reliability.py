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

_ALPHA = "Cronbach's alpha"
# A sum that varies less than this share of its items is rounding error.
_ROUNDING = 1e-12


def alpha_from_pairs(pairs: ArrayLike, base: float, *, level: float = LEVEL) -> Effect:
    """Return Cronbach's alpha of yes/no items, from counts of pairs alone.

    No respondent need leave the survey for it: how many say yes to both of two items
    determines it.

    At most 1; interval of Feldt (1965).

    Parameters
    ----------
    pairs : array_like, shape (items, items)
        Respondents who say yes to both items; on the diagonal, to the item.

    Examples
    --------
    >>> found = alpha_from_pairs([[3, 2, 2], [2, 2, 1], [2, 1, 3]], 5)
    >>> round(found.effect_size, 3)
    0.462
    """
    pairs = np.atleast_2d(np.asarray(pairs, float))
    if pairs.shape[0] != pairs.shape[1]:
        return Effect(effect_name=_ALPHA, level=level, state=State.WRONG_SHAPE)
    told = {"effect_name": _ALPHA, "level": level, "base": float(base)}
    if not base > 1:
        return Effect(**told, state=State.SMALL_BASE if base > 0 else State.EMPTY)
    if (items := len(pairs)) < 2:
        return Effect(**told, state=State.WRONG_SHAPE)
    yes = pairs.diagonal()
    covariance = (pairs - np.outer(yes, yes) / base) / (base - 1)
    if not covariance.sum() > _ROUNDING * np.trace(covariance):
        return Effect(**told, state=State.NO_VARIATION)
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
