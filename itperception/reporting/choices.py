"""What can be picked on the bench, what it shows, and the code that makes the same.

What is picked is a :class:`Choice`; what it shows and the code that makes the same are made
from it alone, so that a click and a line typed by hand cannot disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from itperception.inference.results import State
from itperception.reporting.wording import describe_test, text
from itperception.survey.waves import open_waves, project_root
from itperception.terms.dimension import Dimension
from itperception.terms.text import say
from itperception.workbench import Table, Wave, has_twin, load_wave

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.results import TestResult

NOTHING = ""
KEPT = 64  # tables that are not counted again if they are picked again


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was picked.

    Attributes
    ----------
    wave, item : str
        Names of the wave and of the item in the rows.
    by : tuple of str
        Banners in the columns, each with a table; none for the total alone.
    where : tuple of (str, tuple of str)
        Items, and the answers that respondents must have given to each to be counted.
    weighted : bool
        Whether to use the weights, if there are any.
    method : str
        A test by name, or ``"auto"``.
    language : {"en", "sv", "de"}
        Language of table and chart.
    """

    wave: str
    item: str
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    weighted: bool = True
    method: str = "auto"
    language: str = "en"

    def tables(self) -> list[Table]:
        """Return the tables that were picked, one for each banner."""
        return [_table(*self._key(by)) for by in self.by or (NOTHING,)]

    def code(self) -> str:
        """Return the lines that make the same tables, tests, letters and charts.

        Examples
        --------
        >>> print(Choice(wave="demo-2026", item="image", by=("org_type",)).code())
        import itperception as itp
        from itperception.book import tabulate
        from itperception.reporting import charts
        <BLANKLINE>
        wave = itp.load_wave("demo-2026")
        table = wave.crosstab("image", by="org_type")
        table.test()
        table.compare()
        charts.stacked_bars(tabulate(table))
        """
        given = "".join(f", {name}={_written(v)}" for name, v in self._arguments().items())
        method = "" if self.method == "auto" else _written(self.method)
        inside = "" if self.language == "en" else f", language={_written(self.language)}"
        lines = [f"table.test({method})", "table.compare()"] if self.by else ["table"]
        lines.append(f"charts.stacked_bars(tabulate(table){inside})")
        name = "table"
        if len(self.by) > 1:
            lines = [f"[{line} for table in tables]" for line in lines]
            name = "tables"
        return "\n".join([
            "import itperception as itp",
            "from itperception.book import tabulate",
            "from itperception.reporting import charts",
            "",
            f"wave = itp.load_wave({_written(self.wave)})",
            f"{name} = wave.crosstab({_written(self.item)}{given})",
            *lines,
        ])  # fmt: skip

    def html(self) -> str:
        """Return charts, tables and what the tests say, as HTML; banners side by side.

        As on a page, the letters of several banners run on, and each table carries itself
        as a CSV file, in a link that needs no server.
        """
        from itperception.reporting.sanitise import sanitise

        parts, letters = [], 0
        for by in self.by or (NOTHING,):
            parts.append(f"<div>{self._one(by, letters)}</div>")
            letters += len(_table(*self._key(by)).columns)
        return sanitise("\n".join(parts))

    def _one(self, by: str, letters: int) -> str:
        from itperception.book import tabulate
        from itperception.reporting import charts, tables

        key, test = self._key(by), None
        compared, trend = _compared(*key) if by else (None, None)
        if by:
            test = _tested(self.method, *key)
        told = tabulate(_table(*key), compared, test, trend=trend, first_letter=letters)
        tested = describe_test(test, self.language) if test else ""
        # Why that test is said in English only, as by every result.
        tested = test.explain() if test and self.language == "en" else tested
        chart = charts.stacked_bars(told, language=self.language)
        return "\n".join([
            "" if told.is_bare else chart.to_html(),
            tables.crosstab_table(told, language=self.language),
            f"<p>{escape(tested)}</p>" if tested else "",
        ])  # fmt: skip

    def _key(self, by: str) -> tuple:
        return project_root(), self.wave, self.item, by, self.where, self.weighted

    def _arguments(self) -> dict[str, object]:
        """Return what the table is called with, without what is so by default."""
        given: dict[str, object] = {}
        if self.by:
            given["by"] = self.by[0] if len(self.by) == 1 else list(self.by)
        return given | _filtered(self.where, self.weighted)


def countable_waves(root: Path | None = None) -> list[str]:
    """Return the names of the waves that have respondents, synthetic twins included.

    Examples
    --------
    >>> "demo-2026" in countable_waves()
    True
    """
    folders, _ = open_waves(root)  # list_waves says what is the matter with others
    return [f.name for f in folders if f.description.kind == "microdata" or has_twin(f)]


def items_of(wave: str, language: str = "en") -> dict[str, str]:
    """Return the items of a wave: label and name by the name tables are made with."""
    return {
        d.id: _label(d, language)
        for d in _loaded(wave, project_root()).codebook.dimensions()
    }


def banners_of(wave: str, language: str = "en") -> dict[str, str]:
    """Return what tables of a wave can be broken by: its banners, then all its items."""
    book = _loaded(wave, project_root()).codebook
    named = {b.id: _label(book.dimension(b.id), language) for b in book.banners}
    items = {d.id: _label(d, language) for d in book.dimensions()}
    return named | {name: label for name, label in items.items() if name not in named}


def answers_of(wave: str, item: str, language: str = "en") -> dict[str, str]:
    """Return the answers to an item: labels by id."""
    categories = _loaded(wave, project_root()).dimension(item).categories
    return {c.id: say(c.label, language) for c in categories}


def methods_of(tables: Sequence[Table], language: str = "en") -> dict[str, str]:
    """Return the tests by name; of one that cannot be made of every table, why, else nothing.

    Tests of two answers of the same people are left out: no table tells such by its shape.

    Examples
    --------
    >>> found = methods_of(Choice(wave="demo-2026", item="image", by=("org_type",)).tables())
    >>> found["pearson"], found["fisher"]
    ('', 'the method is for tables of another shape')
    """
    from itperception.inference.methods import METHODS

    found = dict.fromkeys([n for n, m in METHODS.items() if m.given != "square"], "")
    for table in tables:
        if table.banner is None:
            return {}
        found |= {
            name: found[name] or why for name, why in _misfits(table, language).items()
        }
    return found


def _misfits(table: Table, language: str) -> dict[str, str]:
    """Say which tests cannot be made of a table, whatever the answers, and why."""
    from itperception.inference.association import allowed_tests
    from itperception.inference.contingency import drop_empty
    from itperception.inference.methods import METHODS

    answers = table.answers()
    counts, _ = drop_empty(answers.tested_counts.to_numpy())
    whole, suited = bool((counts % 1 == 0).all()), allowed_tests(answers, table.sample)
    found = {}
    for name, method in METHODS.items():
        if method.given == "square":
            continue
        if name in suited:
            state = (
                _tried(name, counts.shape, whole) if method.given == "counts" else State.OK
            )
            why = f"state.{state}" if state in (State.WRONG_SHAPE, State.NOT_COUNTS) else ""
        elif method.ranked in ("answers", "both") and not answers.stub.ordered:
            why = "state.not_ranked"
        elif method.ranked in ("groups", "both") and not answers.banner.ordered:
            why = "bench.groups_not_ranked"
        else:
            why = "bench.unweighted"
        found |= {name: text(why, language)} if why else {}
    return found


@cache
def _tried(name: str, shape: tuple[int, int], whole: bool) -> State:
    """Return what comes of a test of a small table of a shape, of people or of fractions."""
    import numpy as np

    from itperception.inference.methods import call, find

    counts = np.ones(shape) + np.eye(*shape) + (0 if whole else 0.5)
    return call(find(name), counts).state


def is_weighted(wave: str) -> bool:
    """Whether a wave has weights."""
    return _loaded(wave, project_root()).is_weighted


@lru_cache(KEPT)
def _table(
    root: Path, wave: str, item: str, by: str, where: tuple, weighted: bool
) -> Table:
    given = {"by": by} if by else {}
    return _loaded(wave, root).crosstab(item, **given, **_filtered(where, weighted))


@lru_cache(KEPT)
def _compared(*key) -> "tuple[Comparisons, TestResult | None]":
    """Return the comparison of a table's columns, and its trend if they are ranked."""
    table = _table(*key)
    trend = table.trend()
    return table.compare(), None if trend.state is State.NOT_RANKED else trend


@lru_cache(KEPT)
def _tested(method: str, *key) -> "TestResult":
    return _table(*key).test(method)


def _filtered(where: tuple, weighted: bool) -> dict[str, object]:
    given: dict[str, object] = {"where": {k: list(v) for k, v in where}} if where else {}
    return given if weighted else given | {"weighted": False}


@cache
def _loaded(name: str, root: Path) -> Wave:
    return load_wave(name, root)


def _label(dimension: Dimension, language: str) -> str:
    return f"{say(dimension.label, language)} ({dimension.id})"


def _written(value: object) -> str:
    """Write a value as Python does, but with the quotation marks of this project."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_written(k)}: {_written(v)}" for k, v in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return f'"{value}"' if isinstance(value, str) else repr(value)
