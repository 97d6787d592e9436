"""A report of some of the respondents: who is outside of it was as good as not asked.

They stay in the file, since they were drawn all the same: strata and clusters are those of
the whole sample, and what varies by chance is computed as of a domain of it.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.survey.codebook import Codebook
from itperception.terms.dimension import codes_of

INSIDE_COLUMN = "_inside"


def only(
    codes: pd.DataFrame, codebook: Codebook, where: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Return codes in which who is outside a filter was asked nothing.

    `where` has ids of answers by item: who gave one of them to each is inside. Who was not
    asked is outside. `ItPerceptionError` if the wave did not ask one of the items, or nobody is
    left.

    Returns
    -------
    pandas.DataFrame
        With a column `INSIDE_COLUMN` of ones and zeros, if there is a filter.

    Examples
    --------
    >>> codes = pd.DataFrame({"any_marketing": [0, 1, 0], "image": [4, 0, 2]}, dtype="Int16")
    >>> found = only(codes, wave.codebook, {"any_marketing": ["yes"]})
    >>> found["image"].tolist(), found["_inside"].tolist()
    ([4, <NA>, 2], [1, 0, 1])
    """
    if not where:
        return codes
    inside = pd.Series(True, index=codes.index)
    for name, wanted in codes_of(where, codebook.dimension).items():
        if name not in codes:
            raise ItPerceptionError(f"where: this wave did not ask {name!r}")
        inside &= codes[name].isin(wanted)
    if not inside.any():
        raise ItPerceptionError(f"where: nobody gave these answers: {dict(where)}")
    asked = [name for name in codes if not name.startswith("_")]
    told = codes.assign(**{name: codes[name].where(inside) for name in asked})
    told.insert(0, INSIDE_COLUMN, inside.astype(int))
    return told
