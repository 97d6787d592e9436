"""The table that a study's figures speak of: an item by groups, or two items.

Rows are the answers that the figures tell apart (:mod:`itperception.published.tables.atoms`).
Groups that divide everybody stand side by side and tie their figures to those of
everybody; samples of their own are only set side by side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from itperception.errors import NotUnderstoodError, unknown_name
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import OTHERS, Study
from itperception.published.tables.atoms import RowAtoms
from itperception.published.tables.feasible import figure_counts
from itperception.published.tables.problem import RowNet, ShareOfColumn, TableProblem

Points = int | str | Fraction  # percentage points


def similar_to(figure: Figure, other: Figure, points: Points) -> Figure:
    """Read "similar to" as a share within some points of another figure.

    `figure` with that range, both ends included.

    `points`: percentage points from the middle of `other`'s range; its own range is always
    within.

    Examples
    --------
    >>> share = dict(row="1", item="image", label="", kind="percent", printed="")
    >>> other = Figure(id="b", low=Fraction("0.605"), high=Fraction("0.615"), **share)
    >>> read = similar_to(Figure(id="a", **share), other, 5)
    >>> float(read.low), float(read.high)
    (0.56, 0.66)
    """
    away = Fraction(points) / 100
    low = max(min(other.low, other.middle - away), Fraction(0))
    high = min(max(other.high, other.middle + away), Fraction(1))
    within = (low, high) == (other.low, other.high)
    rounding = other.rounding if within else "declared"
    return replace(figure, low=low, high=high, rounding=rounding)


def figures_of_item(
    study: Study, item: str, chosen: Sequence[str] | None = None
) -> list[Figure]:
    """Return the shares of an item that bind its table: all, or those chosen by id.

    Raises
    ------
    ValueError
        If there is none at all.
    """
    about = [figure for figure in study.figures if figure.item == item]
    if chosen is not None:
        about = [study.figure(figure_id) for figure_id in chosen]
    used = [figure for figure in about if figure.is_share]
    if not used and chosen != []:
        raise NotUnderstoodError(
            f"no figure in print says how many gave an answer to {item!r}"
        )
    return used


def table_sizes(
    study: Study, used: Sequence[Figure], columns: Sequence[str], least: int
) -> tuple[range, tuple[range, ...]]:
    """Return how many people the table, and each column, may have.

    A base in print of the figures, all of one item, goes before a group's size; a group whose
    size is not in print has at least `least` people.

    Raises
    ------
    ValueError
        If nothing bounds a size, or the figures of a group have different bases.
    """
    whole = printed_base(used, EVERYBODY) or study.n
    parts = [column for column in columns if column in study.parts]
    is_whole = set(parts) == set(columns) or OTHERS in columns
    others = [] if OTHERS in columns else [p for p in study.parts if p not in parts]
    left_out = _fewest(study, others, least)
    sizes = tuple(_size(study, used, column, whole, least) for column in columns)
    total = range(sum(s.start for s in sizes), sum(s.stop - 1 for s in sizes) + 1)
    if whole is None or not is_whole:
        return total, sizes
    if left_out:
        return range(total.start, min(total.stop, whole.stop - left_out)), sizes
    return whole, sizes


def _size(study, used, column, whole, least) -> range:
    """Return how many people a column may have."""
    if column == OTHERS:
        return range(whole.stop)
    known = printed_base(used, column) or study.group(column).sizes
    if known and whole not in (None, study.n) and not printed_base(used, column):
        known = range(min(known.start, least), min(known.stop, whole.stop))
    if known is None and column in study.parts and whole is not None:
        others = [part for part in study.parts if part != column]
        known = range(1, whole.stop - _fewest(study, others, least))
    if known is None:
        known = study.sizes(column)
    if known is None:
        raise NotUnderstoodError(
            f"nothing in print bounds the size of the group {column!r}"
        )
    return known if len(known) == 1 else range(max(known.start, least), known.stop)


def _fewest(study: Study, parts: Sequence[str], least: int) -> int:
    """Return the fewest people of some parts; one whose size is in print may be small."""
    known = [study.group(part).sizes for part in parts]
    return sum(min(least, sizes[0]) if sizes else least for sizes in known)


def printed_base(used: Iterable[Figure], group: str) -> range | None:
    """Return the base in print of a group's figures."""
    bases = {f.base for f in used if f.group == group and f.base is not None}
    if len(bases) > 1:
        raise NotUnderstoodError(
            f"figures of {group!r} have the bases {sorted(bases)}", "one base"
        )
    return range(min(bases), max(bases) + 1) if bases else None


def table_problem(
    study: Study,
    item: str,
    *,
    groups: Sequence[str],
    rows: Sequence[Sequence[str]],
    figures: Sequence[str] | None = None,
    least: int = 1,
) -> TableProblem:
    """Return the table of an item by groups that a study's figures speak of.

    Parameters
    ----------
    groups : sequence of str
        Columns.
    rows : sequence of sequence of str
        Answers of each row; a row without answers is the rest.
    least : int
        An assumption: each group whose size is not in print has at least so many people.

    Raises
    ------
    ValueError
        If no figure speaks of the item, figures of one column have different bases,
        nothing bounds a size, or `rows` do not add up to a figure.

    Notes
    -----
    Figures of everybody become sums of rows if the columns are all the parts (if the
    number of people is a range, sums that one of these numbers allows); beside samples
    that are no parts they say nothing. If only
    some parts are asked for, they bound those sums from above: no table that fits is
    left out, but some may be kept that the other parts would rule out.
    """
    used = figures_of_item(study, item, figures)
    columns = tuple(groups)
    known = [*study.groups, *(figure.group for figure in used), OTHERS]
    for group in set(columns) - set(known):
        raise unknown_name("group", group, known)
    made = RowAtoms(tuple(map(tuple, rows)))
    total, sizes = table_sizes(study, used, columns, least)
    parts, others = set(study.parts), set(columns) if OTHERS in columns else set()
    shares, nets = [], []
    for figure in used:
        if figure.group in columns:
            place = columns.index(figure.group), made.rows(figure.categories)
            rounding = figure.rounding or "unknown"
            shares.append(ShareOfColumn(*place, figure.low, figure.high, rounding))
        elif figure.group == EVERYBODY and set(columns) <= {*study.parts, *others}:
            nets.append(_net(figure, made, total, set(columns) >= (others or parts)))
    return TableProblem(made.names, columns, total, sizes, tuple(shares), tuple(nets))


def _net(figure: Figure, made: RowAtoms, total: range, is_everybody: bool) -> RowNet:
    """Return how many people of all columns a figure of everybody allows."""
    allowed = [counts for base in total if (counts := figure_counts(figure, base))]
    low = min((c.start for c in allowed), default=1) if is_everybody else 0
    return RowNet(made.rows(figure.categories),
                  range(low, max((c.stop for c in allowed), default=1)))  # fmt: skip
