"""The synthetic twin of a published study: made, laid out as a wave, and never taken for one.

Whatever a twin's tables return carries the words "synthetic twin"; a test's p comes with
the range that p has over every table that fits print, since that is all print can say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, wraps
from itertools import product
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from itperception.inference.results import State, TestResult, join_notes, mark
from itperception.survey.export import Export
from itperception.survey.layout import Layout
from itperception.survey.waves import WaveFolder
from itperception.terms.category import answer_positions

if TYPE_CHECKING:
    from itperception.published.bounds.ranges import Bounds
    from itperception.published.bounds.statistics import Statistic
    from itperception.published.figures.study import Study

SYNTHETIC = "synthetic twin: nobody gave these answers"
_STATISTIC = {"fisher_midp": "fisher_midp", "permutation": "exact_pearson_p"}
SECONDS = 2.0
"""How long to look for the range of a p-value over the tables that fit print."""


@dataclass(frozen=True, eq=False)
class Twin:
    """What a twin was made from.

    Attributes
    ----------
    study : Study
        What is in print.
    by : str
        The item that is the group.
    """

    study: "Study"
    by: str

    @cache  # noqa: B019
    def range_of(
        self, item: str, rows: tuple[tuple[str, ...], ...], is_all: bool, statistic: str
    ) -> "Bounds | None":
        """Return the range of a statistic of an item by group, over all that fits print.

        Parameters
        ----------
        item : str
            Its answers stand in rows.
        rows : tuple of tuple of str
            Answers of each row.
        is_all : bool
            Whether everybody is in one of the rows.
        statistic : str
            Name of a test in :data:`itperception.inference.methods.METHODS`.

        Returns
        -------
        Bounds or None
            None where no share of a group is in print, or the test has no statistic
            there. Figures that divide a row are left out, which can only widen it.
        """
        from itperception.published.bounds.ranges import bounds_of
        from itperception.published.bounds.statistics import STATISTICS
        from itperception.published.tables.tables_of import table_problem

        name = _STATISTIC.get(statistic, f"{statistic}_p")
        used = [f for f in self.study.figures if f.is_share and f.item == item
                and _is_made_of(f.categories, rows)]  # fmt: skip
        if name not in STATISTICS or not any(f.group in self.study.parts for f in used):
            return None
        named = {answer for row in rows for answer in row}
        is_all = is_all or named >= {*self.study.answers.get(item, ("unknown",))}
        problem = table_problem(
            self.study, item, groups=self.study.parts, figures=[f.id for f in used],
            rows=rows if is_all else (*rows, ()),
        )  # fmt: skip
        wanted = STATISTICS[name] if is_all else _of_first(len(rows), STATISTICS[name])
        return bounds_of(problem, wanted, seconds=SECONDS)

    def tell(self, result: TestResult, found: "Bounds | None") -> TestResult:
        """Return a test of the twin, its p beside what print allows."""
        if result.state is not State.OK:
            return result
        low, high = (found.low, found.high) if found else (0.0, 1.0)
        low, high = (end if isfinite(end) else limit
                     for end, limit in ((low, 0.0), (high, 1.0)))  # fmt: skip
        told = found.explain().rstrip(".") if found else "print allows any p from 0 to 1"
        told = f"of those who were asked: {told}"
        return replace(result, p_low=low, p_high=high, note=join_notes(told, result.note))

    def gap_range(self, items: Sequence[str], net: Sequence[str]) -> str:
        """Say which p print allows for the gap of everybody between two items."""
        from itperception.published.bounds.ranges import bounds_over
        from itperception.published.figures.figures import EVERYBODY
        from itperception.published.tables.feasible import figure_counts

        nets = [f for item in items for f in self.study.figures
                if f.is_share and (f.item, f.group) == (item, EVERYBODY)
                and {*f.categories} == {*net}]  # fmt: skip
        bases = {f.base or self.study.n[0] for f in nets}
        if len(nets) != 2 or len(bases) > 1:
            return "of those who were asked: print allows any p from 0 to 1"
        n = bases.pop()
        counts = product(*(figure_counts(f, n) for f in nets))
        margins = [((x, n - x), (y, n - y)) for x, y in counts]
        found = bounds_over(margins, "mcnemar_midp", seconds=SECONDS)
        return (
            f"of everybody who was asked: {found.explain().rstrip('.')}; of each group "
            "print allows any p from 0 to 1"
        )


def has_twin(folder: WaveFolder) -> bool:
    """Whether a published study's items and groups are in the codebook, its n in print."""
    if folder.description.kind != "published":
        return False
    study = _study(folder)
    known = {dimension.id for dimension in folder.codebook.dimensions()}
    asked = {figure.item for figure in study.figures if figure.is_share}
    is_counted = study.n is not None and len(study.n) == 1
    return is_counted and asked <= known and _banner(folder, study.parts) is not None


def respondents_of(folder: WaveFolder) -> tuple[Twin, pd.DataFrame]:
    """Make the synthetic respondents of a published study in the words of its codebook."""
    from itperception.published.twins.twin import make_twin

    study = _study(folder)
    by, scales = _banner(folder, study.parts), {}
    for dimension in folder.codebook.dimensions():
        on_scale = answer_positions(dimension.categories)
        scales[dimension.id] = tuple(dimension.categories[k].id for k in on_scale)
    return Twin(study, by), make_twin(study, scales=scales, by=by)


def twin_export(folder: WaveFolder) -> tuple[WaveFolder, Export, Twin]:
    """Return a twin laid out like an export, and its wave with a layout to match."""
    twin, answers = respondents_of(folder)
    every = [dimension.id for dimension in folder.codebook.dimensions()]
    layout = Layout(
        respondent_id="respondent",
        not_asked=[name for name in every if name not in answers],
    )
    description = folder.description.model_copy(update={"layout": layout})
    laid_out = replace(folder, description=description)
    return laid_out, Export("synthetic twin", answers), twin


def _is_made_of(categories: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a figure adds up whole rows."""
    inside = {answer for row in rows if set(row) <= set(categories) for answer in row}
    return inside == set(categories)


def _of_first(rows: int, statistic: "Statistic") -> "Statistic":
    """Return a statistic of the first rows of a table: of those who gave an answer."""
    fast = statistic.fast and (lambda tables: statistic.fast(tables[:, :rows]))
    return replace(
        statistic, value=lambda table: statistic.value(table[:rows]), fast=fast,
        form="", exact="",
    )  # fmt: skip


def tells_synthetic(method: Callable) -> Callable:
    """Make a method of a table or wave mark what it returns with its caution."""

    @wraps(method)
    def told(self, *args, **options):
        return mark(method(self, *args, **options), self.caution)

    return told


def _study(folder: WaveFolder) -> "Study":
    from itperception.published.figures.release import read_study

    return read_study(folder.raw)


def _banner(folder: WaveFolder, parts: tuple[str, ...]) -> str | None:
    """Return the item whose answers are the groups."""
    for dimension in folder.codebook.dimensions():
        if parts and {*parts} <= {category.id for category in dimension.categories}:
            return dimension.id
    return None
