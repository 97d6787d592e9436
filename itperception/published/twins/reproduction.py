"""The study figure by figure: what print says, what it allows, what the twin has."""

from collections.abc import Sequence

import pandas as pd

from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import allowed
from itperception.published.twins.twin import as_study
from itperception.published.twins.twin_check import check_twin


def reproduce(
    printed: Study | Sequence[Figure], n: int | None, twin: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return one line per printed figure and claim, in the order of the list.

    Parameters
    ----------
    printed : Study or sequence of Figure
        What is in print; figures alone have no claims to hold a twin against.
    n : int or None
        Respondents of the wave, if in print.
    twin : pandas.DataFrame, optional
        Synthetic respondents of :func:`itperception.published.twins.twin.make_twin`.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``id``, ``label``, ``group``, ``kind``, ``printed``, ``base`` (as
        printed), ``counts`` (in words), ``count_low``, ``count_high``; with a twin also
        ``twin_counts`` (allowed at the twin's base), ``twin_base``, ``twin_count``,
        ``twin_proportion``, ``agrees``, ``note``.

    Examples
    --------
    >>> figure = Figure(row="10", id="gap", item="image", label="A gap", kind="claim",
    ...                 printed="whatever the type")
    >>> reproduce([figure], 156)[["row", "printed", "counts"]].values.tolist()
    [['10', 'whatever the type', 'no figure: a claim']]
    """
    study = as_study(printed)
    frame = allowed(study.figures, n)
    if twin is None:
        return frame
    checked = check_twin(twin, study)
    names = ["counts", "base", "count", "proportion"]
    renamed = checked[names].add_prefix("twin_")
    return pd.concat([frame, renamed, checked[["agrees", "note"]]], axis=1)
