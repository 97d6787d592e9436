"""Numbers and lists as charts write them: short, and alike in picture and alt text."""

from collections.abc import Iterable

from itperception.book.gap import GapTable
from itperception.book.table import BookTable
from itperception.reporting import wording
from itperception.reporting.tables import label_of, limits
from itperception.reporting.wording import text


def bare(share: float, language: str) -> str:
    """Write a percentage without its sign, where a neighbour has it.

    Examples
    --------
    >>> bare(0.44, "sv")
    '44'
    """
    return wording.percent(share, language).rstrip("%").rstrip()


def tick_percent(share: float, language: str) -> str:
    r"""Write a percentage at an axis; nobody is 0 there.

    Examples
    --------
    >>> tick_percent(0, "en"), tick_percent(0.2, "de")
    ('0%', '20\xa0%')
    """
    return wording.level(round(share, 6), language)


def points(difference: float, language: str = "en", *, sign: bool = False) -> str:
    """Write a difference in percentage points.

    Examples
    --------
    >>> points(0.2179), points(-0.044), points(0.03, sign=True)
    ('22', '−4', '+3')
    """
    write = wording.signed if sign else wording.decimal
    return write(100 * difference, language, 0)


def limit(difference: float, language: str = "en", *, sign: bool = False) -> str:
    """Write an end of an interval in points: one that rounds to 0 says on which side.

    Examples
    --------
    >>> limit(-0.0048), limit(0.27), limit(0.0)
    ('−0.5', '27', '0')
    """
    whole = points(difference, language, sign=sign)
    if whole != "0":
        return whole
    write = wording.signed if sign else wording.decimal
    close = write(100 * difference, language, 1)
    return (
        close
        if close.strip("+" + wording.MINUS) != wording.decimal(0, language, 1)
        else "0"
    )


def ends(low: float, high: float, language: str = "en", *, sign: bool = False) -> str:
    """Write an interval in points.

    Examples
    --------
    >>> ends(-0.0048, 0.25), ends(-0.05, 0.1, "de", sign=True)
    ('−0.5 to 25', '−5 bis +10')
    """
    told = {
        key: limit(end, language, sign=sign) for key, end in (("low", low), ("high", high))
    }
    return text("number.range", language, **told)


def listed(pairs: Iterable[tuple[str, str]]) -> str:
    """Write names and what belongs to them in one line.

    Examples
    --------
    >>> listed([("Good", "40%"), ("Bad", "60%")])
    'Good 40%, Bad 60%'
    """
    return ", ".join(f"{name} {value}" for name, value in pairs)


def of(n: float, language: str = "en") -> str:
    r"""Write a base.

    Examples
    --------
    >>> of(486)
    'n\xa0=\xa0486'
    """
    return text("chart.base", language, n=wording.count(n, language)).replace(
        " ", wording.NO_BREAK
    )


def column_labels(table: BookTable, language: str) -> dict[str, str]:
    """Return the total and each column of a table, with labels."""
    return {column.id: label_of(column, language) for column in table.columns}


def small_notes(
    marks: Iterable[str], table: BookTable | GapTable, language: str
) -> list[str]:
    """Explain the marks of small groups that a chart has."""
    keys, found = {"*": "small", "**": "very_small"}, set(marks)
    told = limits(table.rule, table.is_weighted, language)
    return [text(f"table.{key}", language, **told)
            for mark, key in keys.items() if mark in found]  # fmt: skip
