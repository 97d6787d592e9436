"""The study figure by figure: what print says, what it allows, what the twin has.

Nothing is taken from the way the respondents were made, so that this also says whether
answers from elsewhere agree with print.
"""

from collections.abc import Sequence

import pandas as pd

from itperception.lines import Lines
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import allowed, counts_in_words, figure_counts
from itperception.published.twins.standing import COMPARISONS, SharesCompared, comparisons
from itperception.published.twins.twin import CODES, as_study, twin_answers
from itperception.terms.asked import asked

_NO_CHECK = "there is no count to check"
_NOT_A_FIGURE = "not a figure, see note"


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


def check_twin(twin: pd.DataFrame, printed: Study | Sequence[Figure]) -> pd.DataFrame:
    """Hold respondents against every figure and every claim.

    One line per figure: ``row``, ``id``, ``item``, ``label``, ``group``, ``printed``,
    ``counts`` (allowed at the respondents' base, in words), ``base``, ``count``,
    ``proportion``, ``agrees`` (missing if nothing can be checked), ``note``.

    Parameters
    ----------
    twin : pandas.DataFrame
        Respondents as made by :func:`itperception.published.twins.twin.make_twin`.
    printed : Study or sequence of Figure
        What is in print about them.

    Notes
    -----
    Don't know is in every base. A claim agrees if its differences are all above zero, or
    above the lead that it states.
    """
    study, by = as_study(printed), twin.columns[1]
    told = ["row", "id", "item", "label", "group", "printed"]
    found = ["counts", "base", "count", "proportion", "agrees", "note"]
    lines = [
        (*(getattr(figure, name) for name in told), *_check(figure, study, twin, by))
        for figure in study.figures
    ]
    frame = pd.DataFrame(lines, columns=told + found)
    kinds = {"base": "Int64", "count": "Int64", "proportion": float, "agrees": "boolean"}
    return frame.astype(kinds)


def _check(figure: Figure, study: Study, twin: pd.DataFrame, by: str) -> tuple:
    """Return counts in words, base, count, proportion, agrees and note."""
    if figure.kind == "claim":
        told = _compared(figure, study)
        asked = {share.item for one in told for share in (*one.above, *one.below)}
        agrees, note = None, _NO_CHECK
        if told and asked <= {*twin.columns}:
            agrees, note = _hold(told, twin, by)
        return _NOT_A_FIGURE, len(twin), None, None, agrees, note
    if not figure.is_share or figure.item not in twin:
        return "none", None, None, None, None, _NO_CHECK
    chosen = slice(None) if figure.group == EVERYBODY else twin[by] == figure.group
    answers = twin.loc[chosen, figure.item]
    values = [CODES.get(category, category) for category in figure.categories]
    base, count = len(answers), int(answers.isin(values).sum())
    counts = figure_counts(figure, base)
    share = count / base if base else None
    return counts_in_words(counts), base, count, share, count in counts, figure.assumption


def _compared(figure: Figure, study: Study) -> tuple[SharesCompared, ...]:
    """Return what a claim among the figures means, by its id or its row."""
    claims = [claim for claim in study.claims if claim.kind in COMPARISONS]
    named = [claim for claim in claims if claim.id == figure.id]
    named = named or [claim for claim in claims if claim.row == figure.row]
    answers = twin_answers(study, {})
    return tuple(one for claim in named for one in comparisons(claim, study, answers))


def _hold(told: Sequence[SharesCompared], twin: pd.DataFrame, by: str) -> tuple[bool, str]:
    """Say whether comparisons hold, and the differences in points."""
    people = twin.replace({code: name for name, code in CODES.items()})
    differences = [one.difference(people, by) for one in told]
    note = "; ".join(
        f"{one.told} {100 * float(difference):.1f} points"
        for one, difference in zip(told, differences, strict=True)
    )
    holds = all(d > one.lead for one, d in zip(told, differences, strict=True))
    return holds, note
