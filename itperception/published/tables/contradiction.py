"""Whether printed figures can all be true, and if not, the fewest that cannot.

A mean of whole scores that no whole number of people can have is inconsistent (the GRIM
test of Brown and Heathers 2017). The same is asked here of a survey's percentages: alone
("61 % of 20 people"), as a distribution that must add up to everybody, as nets inside
nets, as groups that must add up to the whole, and beside the mean of the same answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Group, Study
from itperception.published.tables.feasible import whole_numbers
from itperception.published.tables.samples import samples_of
from itperception.published.tables.search import search_is_cut, search_range
from itperception.published.tables.tables_of import table_problem

Scores = Mapping[str, Mapping[str, int]]  # item → answer → score


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The fewest figures that cannot all be true, and all that cannot be true alone.

    Attributes
    ----------
    figures : tuple of Figure
        Leave any one out, and the others are possible.
    alone : tuple of Figure
        Every figure of the study that is impossible by itself.
    """

    figures: tuple[Figure, ...]
    alone: tuple[Figure, ...] = ()

    @property
    def named(self) -> tuple[Figure, ...]:
        """All that are impossible alone; else the fewest that are so together."""
        return self.alone or self.figures

    def explain(self) -> str:
        """Name the figures that contradict themselves, or each other."""
        named = "; ".join(_named(figure) for figure in self.named)
        if self.alone:
            return f"Impossible by itself: {named}."
        return f"Impossible together, though without any one they are not: {named}."


def contradiction(study: Study, **assumed) -> Contradiction | None:
    """Return the smallest set of a study's figures that is impossible.

    Parameters
    ----------
    study : Study
        Everything in print.
    **assumed
        `scores` and assumptions as for :func:`possible_together`.

    Returns
    -------
    Contradiction or None
        Of the fewest figures, and of several such sets the one that is named first;
        None if all the figures are possible together.

    Raises
    ------
    ItPerceptionError
        If none of the sizes that were looked at fits, and a larger one might.

    Examples
    --------
    >>> from fractions import Fraction
    >>> share = dict(row="1", item="image", label="", base=20, kind="percent", printed="")
    >>> ends = dict(low=Fraction("0.605"), high=Fraction("0.615"), categories=("good",))
    >>> study = Study(name="s", figures=(Figure(id="good", **ends, **share),))
    >>> [figure.id for figure in contradiction(study).figures]
    ['good']
    """
    figures = [f for f in study.figures if f.kind in ("percent", "words", "mean")]
    if possible_together(study, figures, **assumed):
        return None
    _refuse_cut_search(study, figures)
    alone = tuple(f for f in figures if not possible_together(study, [f], **assumed))
    if alone:
        return Contradiction(alone[:1], alone)
    most = len(_without_needless(study, figures, assumed))
    for size in range(2, most + 1):
        for some in combinations(figures, size):
            if not possible_together(study, some, **assumed):
                return Contradiction(some)
    raise AssertionError("a set of figures is impossible, and none of its subsets is")


def possible_together(
    study: Study,
    figures: Sequence[Figure] | None = None,
    *,
    scores: Scores | None = None,
    **assumed,
) -> bool:
    """Say whether some tables agree with all of these figures.

    Parameters
    ----------
    study : Study
        What is known about groups, parts and answers.
    figures : sequence of Figure, optional
        By default all of the study's.
    scores : mapping, optional
        Item → answer → whole score, for the means in print. Of a mean without scores it is
        asked only whether a sum of whole scores gives it.
    **assumed
        Named assumptions of :func:`itperception.published.tables.tables_of.table_problem`:
        ``least``; ``orderings``, here a mapping of item to orderings.

    Notes
    -----
    Each item has a table of its own. They have the sizes of groups in common: sizes that
    are not in print must suit every item whose figures do not print a base.
    """
    study = _bounded(study, study.figures if figures is None else figures)
    orderings = assumed.pop("orderings", {})
    shared: dict[tuple[str, ...], set[tuple[int, ...]]] = {}
    if not all(_has_sum(study, f) for f in study.figures if f.kind == "mean"):
        return False
    for item, about in _by_item(study.figures, scores or {}).items():
        for groups in _linked(study, about):
            problem = table_problem(
                study, item, groups=groups, scores=(scores or {}).get(item),
                orderings=orderings.get(item, ()), **assumed,
            )  # fmt: skip
            printed = any(f.base for f in about if groups is None or f.group in groups)
            if printed or all(len(size) == 1 for size in problem.sizes):
                if not problem.is_possible:
                    return False
                continue
            sizes = problem.sizes_that_fit()
            shared[problem.groups] = sizes & shared.get(problem.groups, sizes)
            if not shared[problem.groups]:
                return False
    return True


def _refuse_cut_search(study: Study, figures: Sequence[Figure]) -> None:
    """Refuse to call impossible what was not found only because the search was cut short."""
    for name in {figure.group for figure in figures if figure.base is None}:
        shares = [f for f in figures if f.group == name and f.is_share]
        if search_is_cut(study.sizes(name), shares):
            raise ItPerceptionError(
                f"whether the figures of {name!r} are possible is not known: no size that "
                f"was looked at fits, and not all were; say how many they are at most"
            )


def _has_sum(study: Study, mean: Figure) -> bool:
    """Whether some number of people can have whole scores of this mean, and its spread."""
    bases = [mean.base] if mean.base else search_range(study.sizes(mean.group))
    return any(_has_answers(study, mean, base) for base in bases)


def _has_answers(study: Study, mean: Figure, base: int) -> bool:
    if not whole_numbers(mean.low, mean.high, base, mean.rounding or "unknown"):
        return False
    samples = samples_of(mean, base, study.figures)
    return samples is None or samples.number > 0


def _without_needless(study: Study, figures: Sequence[Figure], assumed) -> list[Figure]:
    """Leave out figures one by one as long as the others stay impossible."""
    left = list(figures)
    for figure in figures:
        others = [other for other in left if other is not figure]
        if not possible_together(study, others, **assumed):
            left = others
    return left


def _bounded(study: Study, figures: Sequence[Figure]) -> Study:
    """Return the study with these figures, each group with the sizes that are looked at."""
    groups = dict(study.groups)
    for name in {figure.group for figure in figures}:
        sizes = study.sizes(name)
        shares = [f for f in figures if f.group == name and f.is_share]
        looked_at = search_range(sizes, shares, further=True)
        if looked_at != sizes:
            groups[name] = Group(id=name, sizes=looked_at)
    return study.assuming(figures=tuple(figures), groups=groups)


def _by_item(figures: Sequence[Figure], scores: Scores) -> dict[str, list[Figure]]:
    items: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.is_share or (figure.kind == "mean" and figure.item in scores):
            items.setdefault(figure.item, []).append(figure)
    return items


def _linked(study: Study, about: Sequence[Figure]) -> list[tuple[str, ...] | None]:
    """Return the groups whose columns need each other: the parts of everybody; else each alone."""
    named = tuple(dict.fromkeys(figure.group for figure in about))
    if study.parts and study.n and set(named) <= {EVERYBODY, *study.parts}:
        return [None]
    return [(group,) for group in named]


def _named(figure: Figure) -> str:
    group = "" if figure.group == EVERYBODY else f", {figure.group}"
    base = f" of {figure.base}" if figure.base else ""
    base += " (no set of answers fits)" if figure.kind == "mean" else ""
    return f"{figure.label or figure.id}{group}: {figure.printed}{base}"
