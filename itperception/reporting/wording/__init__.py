"""Words and numbers as a reader meets them, in English, Swedish and German.

:mod:`.texts` looks strings up, :mod:`.numbers` writes numbers in the language's own way,
:mod:`.sentences` builds sentences from results, and :mod:`.notes` says in a language what
:mod:`itperception.inference` says in English. What is returned is plain text, unless its
name ends in ``html``: whoever writes HTML escapes it.
"""

from itperception.reporting.wording.notes import say_note, translated
from itperception.reporting.wording.numbers import (
    ABOVE,
    DECIMAL_MARK,
    LEAST_P,
    MINUS,
    MOST_P,
    NO_BREAK,
    NOBODY,
    NOT_AVAILABLE,
    THOUSANDS_MARK,
    count,
    dates,
    decimal,
    interval,
    level,
    p_value,
    percent,
    points,
    signed,
)
from itperception.reporting.wording.sentences import (
    SYMBOLS,
    Share,
    base_line,
    base_range,
    base_tested,
    describe_test,
    difference_finding,
    gap_finding,
    gap_shares,
    letters_rule,
)
from itperception.reporting.wording.texts import Texts, Wording, named, quoted, text, texts

__all__ = [
    "ABOVE",
    "DECIMAL_MARK",
    "LEAST_P",
    "MINUS",
    "MOST_P",
    "NOBODY",
    "NOT_AVAILABLE",
    "NO_BREAK",
    "SYMBOLS",
    "THOUSANDS_MARK",
    "Share",
    "Texts",
    "Wording",
    "base_line",
    "base_range",
    "base_tested",
    "count",
    "dates",
    "decimal",
    "describe_test",
    "difference_finding",
    "gap_finding",
    "gap_shares",
    "interval",
    "letters_rule",
    "level",
    "named",
    "p_value",
    "percent",
    "points",
    "quoted",
    "say_note",
    "signed",
    "text",
    "texts",
    "translated",
]
