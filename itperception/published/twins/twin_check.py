"""Respondents held against print: every figure and every claim, by counting.

Nothing is taken from the way the respondents were made, so that this also says whether
answers from elsewhere agree with print.
"""

from collections.abc import Sequence

import pandas as pd

from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import counts_in_words, figure_counts
from itperception.published.twins.claims import KINDS, Comparison, comparisons
from itperception.published.twins.twin import CODES, answers_of, as_study

_NO_CHECK = "there is no count to check"
_NOT_A_FIGURE = "not a figure, see note"


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


def _compared(figure: Figure, study: Study) -> tuple[Comparison, ...]:
    """Return what a claim among the figures means, by its id or its row."""
    claims = [claim for claim in study.claims if claim.kind in KINDS]
    named = [claim for claim in claims if claim.id == figure.id]
    named = named or [claim for claim in claims if claim.row == figure.row]
    answers = answers_of(study, {})
    return tuple(one for claim in named for one in comparisons(claim, study, answers))


def _hold(told: Sequence[Comparison], twin: pd.DataFrame, by: str) -> tuple[bool, str]:
    """Say whether comparisons hold, and the differences in points."""
    people = twin.replace({code: name for name, code in CODES.items()})
    differences = [one.difference(people, by) for one in told]
    note = "; ".join(
        f"{one.told} {100 * float(difference):.1f} points"
        for one, difference in zip(told, differences, strict=True)
    )
    holds = all(d > one.lead for one, d in zip(told, differences, strict=True))
    return holds, note
