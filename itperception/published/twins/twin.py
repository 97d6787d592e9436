"""Synthetic respondents that agree with every figure in print, and say no more than it.

Nobody gave these answers. They exist so that everything made for microdata can be tried on
a study of which only figures are in print. The rule:

1. *What is known*: every printed share, as the counts it allows; every claim of a kind in
   :mod:`.standing`, by more than :data:`LEAD` where it does not say by how much.
2. *Maximum entropy*: of all ways to spread people over the answers that satisfy this, the
   one that adds least to it, group sizes included (:mod:`.fitting`). What print ties
   to nothing is independent; what it says nothing about is spread evenly.
3. *Whole people*: the expected numbers become whole numbers that satisfy everything
   exactly (:mod:`.fitting`), and the seed draws who is rounded up and who of a corner
   gives which answer.

Items that no figure speaks of are left out.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from random import Random

import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Group, Study
from itperception.published.tables.contradiction import contradiction
from itperception.published.twins.fitting import TwinFit, TwinProblem
from itperception.published.twins.standing import (
    GROUP,
    AnswersByItem,
    SharesCompared,
    StandingCells,
    comparisons,
)
from itperception.terms.asked import asked

TWIN_SEED = 2013
LEAD = Fraction(5, 100)
"""Claims of order hold in the twin by more than this: declared, not in print."""

CODES = {"selected": "1", "not_selected": "0"}
_COMPLEMENTS = {"yes": "no", "selected": "not_selected"}


class SyntheticPeople(pd.DataFrame):
    """Respondents whom nobody asked; whatever pandas makes of them is an ordinary frame."""

    @property
    def _constructor(self):
        return pd.DataFrame

    def explain(self) -> str:
        """Say what they agree with, and how they were chosen from all who do."""
        return (
            f"Synthetic twin: nobody gave these answers. {len(self)} people who agree with "
            "every share in print, and with every claim that can be held against them. Of all "
            "shares of people that do, those of the greatest entropy were rounded to whole "
            "people: {entropy:.4g} nats a person (duality gap {duality_gap:.2g}); before "
            "rounding nothing in print is missed by more than {violation:.2g}. Seed "
            "{seed}.".format(**self.attrs)
        )


@asked
def make_twin(
    printed: Study | Sequence[Figure],
    n: int | None = None,
    *,
    scales: AnswersByItem | None = None,
    by: str = "group",
    seed: int = TWIN_SEED,
) -> SyntheticPeople:
    """Make synthetic respondents that agree with every figure and claim of a study.

    Parameters
    ----------
    printed : Study or sequence of Figure
        What is in print; figures alone have no claims.
    n : int, optional
        Respondents; by default those of the study.
    scales : mapping of str to tuple of str, optional
        Item → answers that could be given, best or most first. By default those that
        print names for the item or for others that share an answer with it, and one for
        the rest ("no", "other").
    by : str
        Column of the group.
    seed : int
        Decides who is rounded up, and who gives which answers.

    Returns
    -------
    SyntheticPeople
        A data frame of text, one line per respondent, the same to the last byte each time:
        ``respondent``, the group, then each item a figure speaks of, its values
        category ids; ``selected`` and ``not_selected`` are ``"1"`` and ``"0"``. The
        index runs from 1. Its ``attrs`` have ``entropy`` (nats a person),
        ``duality_gap`` (by how much that may miss the maximum) and ``violation`` (the
        furthest that anything printed is from being satisfied before rounding), ``seed``.

    Raises
    ------
    ItPerceptionError
        If no respondents fit, with the fewest figures that contradict each other; or if
        it is not in print how many there are.

    Notes
    -----
    Means are not imposed. Don't know is in every base.

    Examples
    --------
    >>> printed = itp.read_figures("data/raw/2013-ardour/figures.csv")
    >>> good = itp.make_twin(printed, 156)["performance"].isin(printed[0].categories)
    >>> printed[0].printed, round(100 * good.mean())
    ('51 %', 51)
    """
    study = as_study(printed, n)
    answers = twin_answers(study, scales or {})
    told = tuple(
        comparison
        for claim in study.claims
        for comparison in comparisons(claim, study, answers, LEAD)
    )
    problem = TwinProblem(study, _cells(study, answers, told), told, _number(study))
    fit = problem.best(seed)
    if fit is None:
        raise ItPerceptionError(_nobody(study, problem.n))
    people = _people(problem.cells, fit, seed)
    columns = [by] if study.parts else []
    columns += [item for item in answers if item != GROUP]
    people = people.rename(columns={GROUP: by})[columns].replace(CODES)
    width = max(3, len(str(problem.n)))
    names = [f"{number:0{width}d}" for number in range(1, problem.n + 1)]
    people.insert(0, "respondent", names)
    found = fit.found
    made = SyntheticPeople(people.set_axis(pd.RangeIndex(1, problem.n + 1)))
    made.attrs = {"entropy": found.entropy, "duality_gap": found.gap,
                  "violation": found.violation, "seed": seed}  # fmt: skip
    return made


def as_study(printed: Study | Sequence[Figure], n: int | None = None) -> Study:
    """Return a study of `n` people; of figures alone, with the groups they name.

    Examples
    --------
    >>> as_study([], 156).n
    range(156, 157)
    """
    if isinstance(printed, Study):
        return printed.of(n) if n else printed
    if not isinstance(printed, Iterable) or not all(isinstance(f, Figure) for f in printed):
        raise ItPerceptionError(
            f"printed is {printed!r}, expected figures, such as those of "
            "itperception.read_figures, or a study"
        )
    named = dict.fromkeys(f.group for f in printed if f.is_share and f.group != EVERYBODY)
    whole = Group(id=EVERYBODY, sizes=None if n is None else range(n, n + 1))
    return Study(
        name="figures", figures=tuple(printed), parts=tuple(named),
        groups={EVERYBODY: whole, **{name: Group(id=name) for name in named}},
    )  # fmt: skip


def twin_answers(study: Study, scales: AnswersByItem) -> dict[str, tuple[str, ...]]:
    """Return the answers of every item of which a share is in print."""
    shares = [figure for figure in study.figures if figure.is_share]
    return {
        item: _answers(item, shares, study, scales)
        for item in dict.fromkeys(figure.item for figure in shares)
    }


def _answers(item: str, shares: Iterable[Figure], study: Study, scales: AnswersByItem):
    """Return the answers an item could have, in the order of its scale or of print."""
    if item in study.answers:
        return study.answers[item]
    named = {f.item: () for f in shares}
    for figure in shares:
        named[figure.item] += figure.categories
    own = set(named[item])
    shared = [answer for other in named.values() if own & set(other) for answer in other]
    found = dict.fromkeys([*scales.get(item, ()), *shared])
    if item not in scales:
        rest = {_COMPLEMENTS.get(answer, "other") for answer in found}
        found |= dict.fromkeys(sorted(rest))
    return tuple(found)


def _number(study: Study) -> int:
    if study.n is None or len(study.n) != 1:
        known = "nothing" if study.n is None else f"{study.n.start} to {study.n.stop - 1}"
        raise ItPerceptionError(
            f"study {study.name!r}: a twin needs to know how many people were asked; "
            f"in print is {known}"
        )
    return study.n[0]


def _cells(
    study: Study, answers: AnswersByItem, told: Iterable[SharesCompared]
) -> StandingCells:
    """Divide people by group, and by what claims divide them by."""
    for figure in study.figures:
        if figure.is_share and figure.group not in (EVERYBODY, *study.parts):
            raise ItPerceptionError(
                f"figure {figure.id!r}: group {figure.group!r} is not one of those that "
                f"divide everybody ({', '.join(study.parts) or 'none are known'})"
            )
    asked = {GROUP: study.parts} | dict(answers)
    used = {GROUP} if study.parts else set()
    for comparison in told:
        used |= comparison.conditions
    conditions = {name: values for name, values in asked.items() if name in used}
    items = {name: values for name, values in answers.items() if name not in used}
    return StandingCells(conditions, items)


def _people(cells: StandingCells, fit: TwinFit, seed: int) -> pd.DataFrame:
    """Make the respondents of each corner, and put those of a group in random order."""
    random = Random(f"{seed} people")
    parts = []
    for corner, told in enumerate(cells.corners):
        own = {name: [value] * int(fit.people[corner]) for name, value in told.items()}
        for item, block in cells.blocks.items():
            counts = fit.people[block[corner]]
            listed = [
                answer
                for answer, count in zip(cells.items[item], counts, strict=True)
                for _ in range(count)
            ]
            own[item] = _shuffled(listed, random)
        parts.append(pd.DataFrame(own))
    people = pd.concat(parts, ignore_index=True)
    if GROUP not in people:
        return people.iloc[_shuffled(range(len(people)), random)]
    groups = people.groupby(GROUP, sort=False).indices.values()
    return people.iloc[[at for group in groups for at in _shuffled(group, random)]]


def _shuffled(listed: Iterable, random: Random) -> list:
    """Put in random order; by `Random.random`, the one method promised to stay the same."""
    return sorted(listed, key=lambda _: random.random())


def _nobody(study: Study, n: int) -> str:
    """Say what contradicts what."""
    found = contradiction(study)
    if found is not None:
        return f"no {n} people fit the figures. {found.explain()}"
    named = ", ".join(claim.id for claim in study.claims)
    return f"{n} people can fit the figures, but not the claims as well: {named}"
