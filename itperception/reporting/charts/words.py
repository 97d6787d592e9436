"""Numbers and lists as charts write them: short, and alike in picture, alt and values."""

from collections.abc import Iterable

import pandas as pd

from itperception.book.table import BookTable
from itperception.errors import unknown_name
from itperception.reporting import wording
from itperception.reporting.tables import label_of, limits
from itperception.reporting.wording import text

UNITS = ("p_value", "points", "percent")


def in_unit(value: float, unit: str, language: str = "en") -> str:
    """Write a number in its unit, as short as an axis needs it.

    Parameters
    ----------
    value : float
        A p-value in [0, 1], a difference in [-1, 1] or a proportion in [0, 1].
    unit : {"p_value", "points", "percent"}
        Which of them.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> in_unit(0.5, "percent"), in_unit(-0.1, "points"), in_unit(0.0001, "p_value")
    ('50%', '−10', '<0.001')
    """
    if unit == "percent":
        return wording.level(round(value, 6), language)
    if unit == "points":
        return in_points(value, language)
    if unit != "p_value":
        raise unknown_name("unit", unit, UNITS)
    if 0 < value < wording.LEAST_P:
        return f"<{wording.decimal(wording.LEAST_P, language, 3)}"
    is_short = value >= 0.1 or round(value, 2) == value
    return wording.decimal(value, language, 2 if is_short else 3)


def bare(share: float, language: str) -> str:
    """Write a percentage without its sign, for places that have no room for it.

    Examples
    --------
    >>> bare(0.44, "sv")
    '44'
    """
    return wording.percent(share, language).rstrip("%").rstrip()


def in_points(difference: float, language: str) -> str:
    """Write a difference in percentage points, with its sign and without its unit."""
    return wording.signed(difference * 100, language)


def listed(pairs: Iterable[tuple[str, str]]) -> str:
    """Write names and what belongs to them in one line.

    Examples
    --------
    >>> listed([("Good", "40%"), ("Bad", "60%")])
    'Good 40%, Bad 60%'
    """
    return ", ".join(f"{name} {value}" for name, value in pairs)


def named_with_base(label: str, n: str, language: str) -> str:
    """Write a group and how many it is of."""
    return text("chart.group", language, label=label, n=n)


def with_bases(frame: pd.DataFrame, language: str) -> list[str]:
    """Return the groups of a frame, with their bases if it has any."""
    if "base" not in frame:
        return list(frame["group"])
    return [
        named_with_base(group, wording.count(base, language), language)
        for group, base in zip(frame["group"], frame["base"], strict=True)
    ]


def column_labels(table: BookTable, language: str) -> dict[str, str]:
    """Return the total and each column of a table, with labels."""
    return {column.id: label_of(column, language) for column in table.columns}


def small_notes(marks: Iterable[str], table: BookTable, language: str) -> list[str]:
    """Explain the marks of small groups that a chart has."""
    keys, found = {"*": "small", "**": "very_small"}, set(marks)
    told = limits(table.rule, table.is_weighted, language)
    return [text(f"table.{key}", language, **told)
            for mark, key in keys.items() if mark in found]  # fmt: skip
