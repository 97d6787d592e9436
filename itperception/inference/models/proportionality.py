"""Is one odds ratio enough for the whole scale? Brant's test, by the design of the sample."""

import numpy as np
import pandas as pd

from itperception.inference.design.units import Units, worth
from itperception.inference.models.regression import has_maximum, regress, wald
from itperception.inference.models.separating import Sound

COLUMNS = ["term", "df", "df2", "F", "p_value", "cuts"]
# Effective respondents for each slope on either side of a cut, below which it is left out.
_FEWEST = 10


def proportionality(found: Sound, units: Units, variance: str) -> pd.DataFrame:
    """Test whether the slopes of each term are the same at every cut of the scale.

    A line for each term, and "all": term, df, df2, F, p_value, cuts (how many were held
    together). Empty for other answers, or if fewer than two cuts have enough respondents on
    both sides: 10 a slope, weighted ones by their effective base.

    Parameters
    ----------
    found : Sound
        A response of ranked answers and its predictors.

    Notes
    -----
    A logit for each cut, their slopes held together (Brant 1990): W = d'V⁻¹d of the
    differences d of neighbouring cuts, V from the joint influence of respondents, and
    F = W(ν − q + 1)/(νq) on q and ν − q + 1, ν = units − strata (Hotelling 1931).
    """
    if found.response.kind != "cumulative logit":
        return pd.DataFrame(columns=COLUMNS)
    who, y = found.predictors, found.response.codes[found.inside]
    design, weight, parts = who.take(found.inside).matrix(), units.weight[found.inside], []
    for cut in range(1, len(found.response.answers)):
        later = 1 * (y >= cut)
        enough = min(worth(weight[later == side]) for side in (0, 1))
        if enough >= _FEWEST * design.shape[1] and has_maximum(later, design):
            parts.append(regress(later, design, units, found.inside, variance=variance))
    if len(parts) < 2:
        return pd.DataFrame(columns=COLUMNS)
    slopes = np.stack([part.at[1:] for part in parts])
    moved = np.stack([part.influence[:, 1:] for part in parts], 1)
    apart, spread, lines = np.diff(slopes, axis=0), np.diff(moved, axis=1), []
    df = units.df(found.inside)
    for k, term in [*enumerate(map(who.name, who.terms)), (None, "all")]:
        at = np.ones(design.shape[1], bool) if k is None else who.of == k
        d = apart[:, at].ravel()
        covariance = units.covariance(spread[:, :, at].reshape(len(spread), -1))
        q, df2 = len(d), df - len(d) + 1
        statistic, p = wald(d, covariance * df / max(df2, 1), df2)
        lines.append([term, q, df2, statistic, p, len(parts)])
    return pd.DataFrame(lines, columns=COLUMNS)
