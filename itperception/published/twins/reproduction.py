"""The study figure by figure: what print says, what it allows, what the twin has."""

from collections.abc import Sequence

import pandas as pd

from itperception.lines import Lines
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import allowed
from itperception.published.twins.twin import as_study
from itperception.published.twins.twin_check import check_twin
from itperception.terms.asked import asked


@asked
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
        ``twin_proportion``, ``agrees``, ``note``; last ``how``, all of it in words.

    Examples
    --------
    >>> figure = Figure(row="10", id="gap", item="image", label="A gap", kind="claim",
    ...                 printed="whatever the type")
    >>> reproduce([figure], 156)[["row", "printed", "counts"]].values.tolist()
    [['10', 'whatever the type', 'no figure: a claim']]
    """
    study = as_study(printed)
    frame = allowed(study.figures, n)
    named = (f"{f.label or f.id} ({f.group}), in print {f.printed}" for f in study.figures)
    how = [f"{told}: {counts}" for told, counts in zip(named, frame["counts"], strict=True)]
    if twin is None:
        return Lines(frame.assign(how=how))
    checked = check_twin(twin, study)
    names = ["counts", "base", "count", "proportion"]
    renamed = checked[names].add_prefix("twin_")
    found = pd.concat([frame, renamed, checked[["agrees", "note"]]], axis=1)
    theirs = [f"{told}; the synthetic twin has {_twin_has(line)}"
              for told, line in zip(how, checked.itertuples(), strict=True)]  # fmt: skip
    return Lines(found.assign(how=theirs))


def _twin_has(line) -> str:
    """Say what the twin has of a figure."""
    verdict = {True: "which agrees", False: "which does not agree"}.get(
        None if pd.isna(line.agrees) else bool(line.agrees), "which cannot be checked")  # fmt: skip
    counted = "no count" if pd.isna(line.count) else f"{line.count} of {line.base}"
    return f"{counted}, {verdict}"
