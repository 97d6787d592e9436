"""The means of a number as rows of its table: page, tab book, CSV and JSON write the same."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from math import floor, log10, nan
from typing import Any, NamedTuple

import pandas as pd

from itperception.book.table import BookTable
from itperception.reporting import wording
from itperception.reporting.cell_text import plain
from itperception.reporting.wording import text
from itperception.terms.text import say

MEASURES = ("base", "mean", "sd", "median")


class NumberRow(NamedTuple):
    """A row: its id and label, numbers and letters by column, and how many decimals."""

    id: str
    label: str
    values: dict[str, float]
    letters: dict[str, str]
    digits: int


def number_rows(table: BookTable, language: str = "en") -> list[NumberRow]:
    """Return who gave a number, mean, standard deviation, median, and the nps if it is one."""
    if table.numbers is None:
        return []
    found = []
    for row in table.numbers.rows:
        lines = table.numbers.of(row)
        told = {name: name for name in MEASURES} if row == "mean" else {row: "mean"}
        digits = digits_of(lines["sd"].iloc[0])
        for name, measure in told.items():
            label = label_of_measure(name, table.numbers.unit, language)
            letters = _letters(table, lines) if measure == "mean" else {}
            found.append(NumberRow(name, label, lines[measure].to_dict(), letters,
                                   0 if name == "base" else digits))  # fmt: skip
    return found


def label_of_measure(name: str, unit: dict[str, str] | None, language: str = "en") -> str:
    """Name a measure of a number, with its unit where it has that of the number."""
    label = text(f"means.{name}", language)
    if not unit or name not in ("mean", "sd", "median"):
        return label
    return text("means.of", language, measure=label, unit=say(unit, language))


def number_notes(table: BookTable, language: str = "en") -> Iterator[str]:
    """Say how means were tested, and what a letter beside one says; plain text."""
    if table.numbers is None:
        return
    means = table.numbers.of("mean")
    if len(means) < len(table.columns) or means["median"].isna().any():
        least = table.rule.minimum
        yield text("means.blank", language, minimum=str(least), both=str(2 * least))
    for row, test in table.numbers.tests.items():
        if test is not None:
            bare = replace(test, effect_size=nan)
            told = wording.describe_test(bare, language, unit=table.unit)
            yield text(
                "means.tested", language, measure=text(f"means.{row}", language), told=told
            )
    if any(table.numbers.lines["higher_than"]):
        adjust = table.numbers.pairs["adjust"].iloc[0]
        yield text("means.letters", language, adjustment=text(f"adjust.{adjust}", language),
                   level=wording.level(table.rules.alpha, language))  # fmt: skip


def number_lines(table: BookTable) -> pd.DataFrame:
    """Return the rows as lines: row, column, base, value, letters of lower columns."""
    rows = number_rows(table)
    base = rows[0].values if rows else {}
    return pd.DataFrame(
        [{"row": row.id, "column": column, "base": base[column], "value": value,
          "higher_than": row.letters.get(column, "")}
         for row in rows[1:] for column, value in row.values.items()],
        columns=["row", "column", "base", "value", "higher_than"],
    )  # fmt: skip


def number_data(table: BookTable) -> dict[str, Any] | None:
    """Return the means for machines."""
    if table.numbers is None:
        return None
    lines = table.numbers.lines.drop(columns="row")
    return {
        "number": table.numbers.id,
        "unit": {k: plain(told) for k, told in sorted(table.numbers.unit.items())} or None,
        "rows": {row: lines[table.numbers.lines["row"] == row].to_dict("records")
                 for row in table.numbers.rows},
        "tests": {row: test and asdict(test) | {"state": str(test.state)}
                  for row, test in table.numbers.tests.items()},
        "pairs": table.numbers.pairs.to_dict("records"),
    }  # fmt: skip


def _letters(table: BookTable, lines: pd.DataFrame) -> dict[str, str]:
    return {column: " ".join(table.letters[name] for name in above if name in table.letters)
            for column, above in lines["higher_than"].items()}  # fmt: skip


def digits_of(spread: float) -> int:
    """Return the decimals at which numbers of such a spread are told.

    Examples
    --------
    >>> [digits_of(sd) for sd in (17.8, 1.7, 2730.0, 0.0)]
    [1, 2, 0, 2]
    """
    return min(max(2 - floor(log10(spread)), 0), 4) if spread > 0 else 2
