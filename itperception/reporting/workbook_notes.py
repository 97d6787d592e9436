"""What stands around the numbers of a question: whose they are, how they were tested."""

from collections.abc import Iterator, Sequence

from itperception.book.table import BookTable
from itperception.reporting import wording
from itperception.reporting.number_rows import number_notes
from itperception.reporting.reasons import column_reasons
from itperception.reporting.tables import limits
from itperception.reporting.tables.columns import how_to_percentage
from itperception.reporting.tables.notes import compared
from itperception.reporting.wording import text
from itperception.terms.text import say


def base_line(table: BookTable, language: str) -> str:
    """Say whose answers a table counts and how its percentages are to be read."""
    return f"{wording.base_line(table, language)}. {how_to_percentage(table, language)}".strip()


def notes_of(tables: Sequence[BookTable], language: str) -> Iterator[str]:
    """Tell the test of each banner, how its columns were compared, and all marks."""
    for table in tables:
        told = []
        if table.rules is not None and not table.is_bare:
            told += [
                _tested(table, language),
                compared(table, "workbook.compared", language),
            ]
        told += column_reasons(table.told, table.withheld, table.rule, language)
        told += number_notes(table, language)
        if told:
            yield " ".join(told)
    small = limits(tables[0].rule, tables[0].is_weighted, language)
    keys = {"workbook.letters_run": any(table.letters for table in tables),
            "table.zero": True, "workbook.star_below": True,
            "workbook.precision": not tables[0].unit,
            "workbook.rounded": bool(tables[0].unit)}  # fmt: skip
    yield " ".join(text(key, language, **small) for key, holds in keys.items() if holds)


def _tested(table: BookTable, language: str) -> str:
    """Say what became of the test of a whole table."""
    if table.test is None:
        told = f"{text('workbook.no_test', language)}."
    else:
        tests = [table.test, *([table.trend] if table.trend else [])]
        told = " ".join(wording.describe_test(t, language, unit=table.unit) for t in tests)
    banner = say(table.banner.label, language)
    return text("workbook.whole", language, banner=banner, told=told)
