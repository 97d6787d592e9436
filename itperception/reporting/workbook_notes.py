"""What stands around the numbers of a question: whose they are, how they were tested."""

from collections.abc import Iterator, Sequence

import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.reporting import wording
from itperception.reporting.book_table import BookTable
from itperception.reporting.reasons import column_reasons
from itperception.reporting.tables import MARK_BELOW
from itperception.reporting.wording import text
from itperception.survey.codebook import say


def base_line(table: BookTable, language: str) -> str:
    """Say whose answers a table counts and how its percentages are to be read."""
    if not table.is_set:
        told = wording.base_line(table.sources[0], language)
        return f"{told}. {text('table.column_percent', language)}"
    who = text("base.answering", language)
    n = range_of(table.by_row("base")[TOTAL], language)
    told = text("base.line", language, who=who, n=n)
    return f"{told}. {text('table.any_number', language)}"


def range_of(bases: pd.Series, language: str) -> str:
    """Return a base, or the smallest and largest where options differ in it."""
    ends = dict.fromkeys(wording.count(end, language) for end in (bases.min(), bases.max()))
    return "–".join(ends)


def notes_of(tables: Sequence[BookTable], language: str) -> Iterator[str]:
    """Tell the test of each banner, how its columns were compared, and all marks."""
    for table in tables:
        told = []
        if table.comparisons is not None:
            told += [_tested(table, language), _compared(table, language)]
        if table.withheld:
            told += column_reasons(table.told, table.withheld, table.rule, language)
        if told:
            yield " ".join(told)
    kind = "base.effective" if tables[0].is_weighted else "base.plain"
    small = {"base": text(kind, language), "mark": str(MARK_BELOW),
             "flag": f"{tables[0].rule.flag_below:g}"}  # fmt: skip
    keys = {"workbook.letters_run": any(table.letters for table in tables),
            "table.zero": True, "workbook.star_below": True,
            "workbook.precision": True}  # fmt: skip
    yield " ".join(text(key, language, **small) for key, holds in keys.items() if holds)


def _tested(table: BookTable, language: str) -> str:
    """Say what became of the test of a whole table."""
    if table.test is None:
        told = f"{text('workbook.no_test', language)}."
    else:
        tests = [table.test, *([table.trend] if table.trend else [])]
        told = " ".join(wording.describe_test(test, language) for test in tests)
    banner = say(table.banner.label, language)
    return text("workbook.whole", language, banner=banner, told=told)


def _compared(table: BookTable, language: str) -> str:
    rules = table.comparisons
    base = wording.base_tested(rules.profile, table.is_weighted, language)
    return text(
        "workbook.compared", language,
        method=wording.named("method", rules.method, language),
        level=wording.level(rules.alpha, language), base=base,
        adjustment=text(f"adjust.{rules.adjust}", language),
    )  # fmt: skip
