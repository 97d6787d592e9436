"""The table that a study's figures speak of: an item by groups, or two items.

Rows are the answers that the figures tell apart (:mod:`itperception.published.tables.atoms`).
Groups that divide everybody stand side by side and tie their figures to those of
everybody; samples of their own are only set side by side.
"""

from collections.abc import Sequence
from fractions import Fraction

from itperception.errors import unknown_name
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import OTHERS, Study
from itperception.published.tables.atoms import RowAtoms, atoms
from itperception.published.tables.constraints import RowNet, ShareOfColumn
from itperception.published.tables.feasible import figure_counts
from itperception.published.tables.problem import TableProblem
from itperception.published.tables.table_figures import (
    columns_in_print,
    common_base,
    figures_of_item,
    table_sizes,
)


def table_problem(
    study: Study,
    item: str,
    *,
    groups: Sequence[str] | None = None,
    rows: Sequence[Sequence[str]] | None = None,
    figures: Sequence[str] | None = None,
    least: int = 1,
) -> TableProblem:
    """Return the table of an item by groups that a study's figures speak of.

    Parameters
    ----------
    groups : sequence of str, optional
        Columns; by default the groups that a figure of the item speaks of, and if they
        are parts of everybody then all parts.
    rows : sequence of sequence of str, optional
        Answers of each row, if not those that the figures tell apart. A row without
        answers is the rest.
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
    columns = tuple(groups or columns_in_print(study, used))
    known = [*study.groups, *(figure.group for figure in used), OTHERS]
    for group in set(columns) - set(known):
        raise unknown_name("group", group, known)
    if rows is None:
        nets = [figure.categories for figure in used]
        made = atoms(nets, study.answers.get(item, ()))
    else:
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


def pair_problem(study: Study, first_id: str, second_id: str) -> TableProblem:
    """Return the table of two nets of the same people: in the first by in the second.

    Two by two; the first cell is the overlap. Nets of one item that exclude or contain each
    other leave no people in the cells that contradict this.

    Raises
    ------
    ValueError
        If the figures are of different people, or their base is not in print.
    """
    first, second = study.figure(first_id), study.figure(second_id)
    base = common_base(study, (first, second))
    counts, others = figure_counts(first, base), figure_counts(second, base)
    without = range(base + 1 - others.stop, base + 1 - others.start)
    shares = ()
    if first.item == second.item:
        shares = _empty_cells(study, first, second)
    return TableProblem(
        (first.id, f"not {first.id}"), (second.id, f"not {second.id}"),
        range(base, base + 1), (others, without), shares, (RowNet((0,), counts),),
    )  # fmt: skip


def _net(figure: Figure, made: RowAtoms, total: range, is_everybody: bool) -> RowNet:
    """Return how many people of all columns a figure of everybody allows."""
    allowed = [counts for base in total if (counts := figure_counts(figure, base))]
    low = min((c.start for c in allowed), default=1) if is_everybody else 0
    return RowNet(made.rows(figure.categories),
                  range(low, max((c.stop for c in allowed), default=1)))  # fmt: skip


def _empty_cells(study: Study, first: Figure, second: Figure) -> tuple[ShareOfColumn, ...]:
    """Return that nobody is where two nets of one item have no answer in common."""
    nets = [set(figure.categories) for figure in (first, second)]
    answers = set(study.answers.get(first.item, {"", *nets[0], *nets[1]}))
    rows, columns = ([net, answers - net] for net in nets)
    none = Fraction(0)
    return tuple(
        ShareOfColumn(column, (row,), none, none)
        for row in (0, 1)
        for column in (0, 1)
        if not rows[row] & columns[column]
    )
