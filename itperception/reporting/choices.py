"""What can be picked on the bench, what it shows, and the code that makes the same.

What is picked is a :class:`Choice`; what it shows and the code that makes the same are made
from it alone, so that a click and a line typed by hand cannot disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

from itperception.inference.results import State
from itperception.survey.waves import open_waves, project_root
from itperception.terms.dimension import Dimension
from itperception.terms.text import say
from itperception.workbench import Table, Wave, has_twin, load_wave

NOTHING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was picked.

    Attributes
    ----------
    wave, item : str
        Names of the wave and of the item in the rows.
    by : str
        Banner in the columns; empty for the total alone.
    where : mapping of str to tuple of str
        Answers by item that respondents must have given to be counted.
    weighted : bool
        Whether to use the weights, if there are any.
    method : str
        A test by name, or ``"auto"``.
    language : {"en", "sv", "de"}
        Language of table and chart.
    """

    wave: str
    item: str
    by: str = NOTHING
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weighted: bool = True
    method: str = "auto"
    language: str = "en"

    def table(self) -> Table:
        """Return the table that was picked."""
        return _loaded(self.wave, project_root()).crosstab(self.item, **self._arguments())

    def code(self) -> str:
        """Return the lines that make the same table, test, letters and chart.

        Examples
        --------
        >>> print(Choice(wave="demo-2026", item="image", by="org_type").code())
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
        tested = [f"table.test({method})", "table.compare()"] if self.by else []
        inside = "" if self.language == "en" else f", language={_written(self.language)}"
        return "\n".join([
            "import itperception as itp",
            "from itperception.book import tabulate",
            "from itperception.reporting import charts",
            "",
            f"wave = itp.load_wave({_written(self.wave)})",
            f"table = wave.crosstab({_written(self.item)}{given})",
            *(tested or ["table"]),
            f"charts.stacked_bars(tabulate(table){inside})",
        ])  # fmt: skip

    def html(self) -> str:
        """Return the chart, the table and what the test says, as HTML."""
        from itperception.book import tabulate
        from itperception.reporting import charts, tables
        from itperception.reporting.sanitise import sanitise

        table = self.table()
        test = table.test(self.method) if self.by else None
        trend = table.trend() if self.by else None
        trend = None if trend and trend.state is State.NOT_RANKED else trend
        compared = table.compare() if self.by else None
        told = tabulate(table, compared, test, trend=trend)
        parts = [
            charts.stacked_bars(told, language=self.language).to_html(),
            tables.crosstab_table(told, language=self.language),
            *([f"<p>{escape(test.explain())}</p>"] if test else []),
        ]  # fmt: skip
        return sanitise("\n".join(parts))

    def _arguments(self) -> dict[str, object]:
        """Return what the table is called with, without what is so by default."""
        given: dict[str, object] = {"by": self.by} if self.by else {}
        given |= (
            {"where": {k: list(v) for k, v in self.where.items()}} if self.where else {}
        )
        return given if self.weighted else given | {"weighted": False}


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


def methods_of(table: Table) -> list[str]:
    """Return the names of the tests that suit a table's scales and sample."""
    from itperception.inference.association import allowed_tests

    return allowed_tests(table.answers(), table.sample) if table.banner else []


def is_weighted(wave: str) -> bool:
    """Whether a wave has weights."""
    return _loaded(wave, project_root()).is_weighted


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
