"""Whether printed figures can all be true, and if not, the fewest that cannot.

A mean of whole scores that no whole number of people can have is inconsistent (the GRIM
test of Brown and Heathers 2017). The same is asked here of a survey's percentages: alone
("61 % of 20 people"), as a distribution that must add up to everybody, as nets inside
nets, as groups that must add up to the whole, and beside the mean of the same answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Study
from itperception.published.tables.atoms import ranking
from itperception.published.tables.feasible import figure_counts, search_range, whole_sums
from itperception.published.tables.joint import Joint
from itperception.published.tables.samples import samples_of, scale_of, spread_of
from itperception.published.tables.walk import TooManyTables

MOST_COUNTS = 300_000
"""Of more counts of answers it is not asked whether a mean goes with them."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The fewest figures that cannot all be true, and all that cannot be true alone.

    Attributes
    ----------
    figures : tuple of Figure
        Leave any one out, and the others are possible.
    alone : tuple of Figure
        Every figure of the study that is impossible by itself.
    bases : mapping of str to int
        Of those that are impossible alone: the largest smaller base at which they are
        not, as if so many had answered the question.
    """

    figures: tuple[Figure, ...]
    alone: tuple[Figure, ...] = ()
    bases: Mapping[str, int] = field(default_factory=dict)

    @property
    def named(self) -> tuple[Figure, ...]:
        """All that are impossible alone; else the fewest that are so together."""
        return self.alone or self.figures

    def explain(self) -> str:
        """Name the figures that contradict themselves, or each other."""
        named = "; ".join(
            _named(figure) + _answered(self.bases.get(figure.id)) for figure in self.named
        )
        if self.alone:
            return f"Impossible by itself: {named}."
        return f"Impossible together, though without any one they are not: {named}."


def contradiction(study: Study) -> Contradiction | None:
    """Return the smallest set of a study's figures that is impossible.

    Of the fewest figures, and of several such sets the one that is named first; None if all
    the figures are possible together.

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
    if possible_together(study, figures):
        return None
    alone = tuple(f for f in figures if not possible_together(study, [f]))
    if alone:
        return Contradiction(alone[:1], alone, _resolving(study, alone))
    most = len(_without_needless(study, figures))
    for size in range(2, most + 1):
        for some in combinations(figures, size):
            if not possible_together(study, some):
                return Contradiction(some)
    raise AssertionError("a set of figures is impossible, and none of its subsets is")


def possible_together(study: Study, figures: Sequence[Figure] | None = None) -> bool:
    """Say whether some tables agree with all of these figures, by default with all there are.

    Raises
    ------
    ItPerceptionError
        If none of the sizes that were looked at fits, and a larger one might.
    """
    study = study.assuming(figures=tuple(study.figures if figures is None else figures))
    means = [figure for figure in study.figures if figure.kind == "mean"]
    return all(mean_fits(study, mean) for mean in means) and Joint(study).is_possible


def why_impossible(study: Study, items: Sequence[str]) -> str:
    """Say which figures keep those of some items from being true, as a clause."""
    about = [f for f in study.figures if f.item in items]
    if possible_together(study, about):
        fitting = [i for i in {f.item for f in study.figures if f.is_share}
                   if Joint(study.of_items([i])).is_possible]  # fmt: skip
        about = [f for f in study.figures if f.item in fitting]
    found = contradiction(study.assuming(figures=tuple(about)))
    return found.explain().rstrip(".") if found else ""


def mean_fits(study: Study, mean: Figure) -> bool:
    """Whether people can have whole scores of this mean, and the shares in print.

    With a standard deviation some set of answers must have it. Else it is enough to know,
    for every count of the answers that print does not tell apart, the least and the most
    that these can add up to: every sum between the two is possible.
    """
    bases = [mean.base] if mean.base else search_range(study.sizes(mean.group))
    sums = {base: _sums(mean, base) for base in bases}
    spread = spread_of(mean)
    if spread is not None:
        found = (samples_of(mean, base, study.figures) for base in bases if sums[base])
        if not any(samples is None or samples.is_possible for samples in found):
            return False
    return any(sums.values()) and _has_shares(study, mean)


def _sums(mean: Figure, base: int) -> range:
    return whole_sums(mean.low, mean.high, base, mean.rounding or "unknown")


def _has_shares(study: Study, mean: Figure) -> bool:
    """Whether counts of the answers that have all shares in print add up to a mean."""
    scale = scale_of(mean, study.answers.get(mean.item, ()))
    shares = [f for f in study.figures if f.item == mean.item and f.is_share]
    if scale is None or not shares:
        return True
    answers = tuple(str(answer) for answer in range(scale[0], scale[1] + 1))
    named = {answer for figure in shares for answer in figure.categories}
    if not named <= set(answers) or set(study.answers.get(mean.item, answers)) != set(
        answers
    ):
        return True
    rows = ranking([figure.categories for figure in shares], (), answers).rows
    every = study.assuming(answers={**study.answers, mean.item: answers})
    try:
        found = Joint(every, most=MOST_COUNTS).counts(mean.item, rows, (mean.group,))[:, 0]
    except TooManyTables:
        return True
    ends = [[int(row[end]) for row in rows] for end in (0, -1)]
    base, least, most = found[:, 0], found[:, 1:] @ ends[0], found[:, 1:] @ ends[1]
    if len(base) and mean.base not in (None, *base.tolist()):
        return True  # the mean is of other people
    return any(
        ((least[base == n] < sums.stop) & (most[base == n] >= sums.start)).any()
        for n in ({mean.base} if mean.base else set(base.tolist()))
        if (sums := _sums(mean, n))
    )


def _resolving(study: Study, figures: Sequence[Figure]) -> dict[str, int]:
    """Return the largest base that is smaller and allows each figure, if print says the base."""
    found = {}
    for figure in (figure for figure in figures if figure.is_share):
        sizes = study.sizes(figure.group) or ()
        base = figure.base or (sizes[0] if len(sizes) == 1 else 0)
        least = base - base // 5  # no more than a fifth gave no answer
        fits = (n for n in range(base - 1, least - 1, -1) if figure_counts(figure, n))
        if (largest := next(fits, None)) is not None:
            found[figure.id] = largest
    return found


def _answered(base: int | None) -> str:
    return f" (possible if {base:,} answered)" if base else ""


def _without_needless(study: Study, figures: Sequence[Figure]) -> list[Figure]:
    """Leave out figures one by one as long as the others stay impossible."""
    left = list(figures)
    for figure in figures:
        others = [other for other in left if other is not figure]
        if not possible_together(study, others):
            left = others
    return left


def _named(figure: Figure) -> str:
    group = "" if figure.group == EVERYBODY else f", {figure.group}"
    base = f" of {figure.base}" if figure.base else ""
    base += " (no set of answers fits)" if figure.kind == "mean" else ""
    return f"{figure.label or figure.id}{group}: {figure.printed}{base}"
