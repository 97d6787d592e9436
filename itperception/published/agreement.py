"""Whether all figures of a study can be right at once; if not, which of them cannot.

Figures are possible together if each has a count, each group a size at which all its
figures have one, each item a table, and the parts of everybody one set of sizes at which
every item has a table. Brown and Heathers (2017) ask the first of a single mean.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from itperception.published.feasible import (
    LARGEST_BASE,
    bases_for,
    figure_counts,
    whole_numbers,
)
from itperception.published.figures import EVERYBODY, Figure
from itperception.published.study import Group, Study
from itperception.published.tables_of import table_problem

MOST_TRIED = 12
"""Up to so many figures every subset is tried; of more, one after the other is left out."""


def contradiction(study: Study) -> tuple[Figure, ...]:
    """Return a smallest set of figures that cannot all be right.

    Parameters
    ----------
    study : Study
        Its claims play no part.

    Returns
    -------
    tuple of Figure
        Empty if all figures are possible together. Of more than :data:`MOST_TRIED`
        figures that disagree only all together, a set of which none can be left out.

    Notes
    -----
    Of a group that nothing bounds, the first thousand sizes are looked at.

    Examples
    --------
    >>> share = dict(row="1", item="web", label="", kind="percent", rounding="unknown")
    >>> from fractions import Fraction
    >>> figure = Figure(id="web", base=20, printed="61 %", low=Fraction("0.605"),
    ...                 high=Fraction("0.615"), categories=("yes",), **share)
    >>> [found.id for found in contradiction(Study(name="s", figures=(figure,)))]
    ['web']
    """
    figures = [figure for figure in study.figures if figure.low is not None]
    failing = [some for some in _together(figures) if not agree(study, some)]
    if not failing:
        return ()
    pool = min(failing, key=len)
    if len(pool) > MOST_TRIED:
        return _irreducible(study, pool)
    subsets = (
        some for size in range(1, len(pool) + 1) for some in combinations(pool, size)
    )
    return next(some for some in subsets if not agree(study, some))


def agree(study: Study, figures: Sequence[Figure]) -> bool:
    """Whether some of a study's figures can all be right.

    Parameters
    ----------
    study : Study
        Says how many people there are, and which answers are all there are.
    figures : sequence of Figure
        Shares and means, of the study.
    """
    if not all(map(_has_count, figures)):
        return False
    shares = [figure for figure in figures if figure.is_share]
    groups = dict.fromkeys(f.group for f in shares)
    sizes = {name: _sizes(study, name, shares) for name in groups}
    if not all(sizes.values()):
        return False
    bounded = [f for f in shares if study.sizes(f.group) and _is_short(study, f.group)]
    items = {f.item: [g for g in bounded if g.item == f.item] for f in bounded}
    if not all(_has_table(study, some) for some in items.values()):
        return False
    by_part = [
        some for some in items.values() if {f.group for f in some} & set(study.parts)
    ]
    return len(by_part) < 2 or any(
        all(_has_table(at, some) for some in by_part) for at in _splits(study, sizes)
    )


def _has_count(figure: Figure) -> bool:
    if figure.base is None:
        return True
    if figure.is_share:
        return bool(figure_counts(figure))
    ends = (figure.low, figure.high, figure.base, figure.rounding or "unknown")
    return bool(whole_numbers(*ends))


def _is_short(study: Study, group: str) -> bool:
    sizes = study.sizes(group)
    return sizes is not None and sizes.stop - sizes.start <= LARGEST_BASE


def _sizes(study: Study, group: str, shares: Sequence[Figure]) -> tuple[int, ...]:
    """Return the sizes of a group at which its figures without a base are possible."""
    known = study.sizes(group) or range(1, LARGEST_BASE + 1)
    first = range(known.start, min(known.stop, known.start + LARGEST_BASE))
    return bases_for([f for f in shares if f.group == group and f.base is None], first)


def _has_table(study: Study, figures: Sequence[Figure]) -> bool:
    """Whether one item has a table; figures of other bases are other people."""
    bases = {(figure.group, figure.base) for figure in figures}
    if len(bases) > len({figure.group for figure in figures}):
        return all(
            bases_for([f for f in figures if (f.group, f.base) == (group, base)], [base])
            for group, base in bases
            if base is not None
        )
    chosen = [figure.id for figure in figures]
    return table_problem(study, figures[0].item, figures=chosen).is_possible


def _splits(study: Study, sizes: dict[str, tuple[int, ...]]) -> Iterator[Study]:
    """Yield the study with every set of sizes that its parts may have."""
    whole = study.sizes(EVERYBODY)
    choices = [sizes.get(part) or tuple(study.sizes(part) or ()) for part in study.parts]
    for chosen in product(*choices):
        if whole is None or sum(chosen) in whole:
            fixed = {
                part: Group(id=part, sizes=range(size, size + 1))
                for part, size in zip(study.parts, chosen, strict=True)
            }
            yield study.assuming(groups={**study.groups, **fixed})


def _together(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Return the figures of each item, of each group, and all."""
    items = dict.fromkeys(figure.item for figure in figures)
    groups = dict.fromkeys(figure.group for figure in figures)
    return [
        *([figure for figure in figures if figure.item == item] for item in items),
        *([figure for figure in figures if figure.group == group] for group in groups),
        list(figures),
    ]


def _irreducible(study: Study, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Leave out one figure after the other as long as the rest still disagree."""
    kept = list(figures)
    for figure in figures:
        fewer = [other for other in kept if other is not figure]
        if not agree(study, fewer):
            kept = fewer
    return tuple(kept)
