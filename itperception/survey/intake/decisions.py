"""What intake comes to: a value with its reason, or a question with its candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Decided(NamedTuple):
    """A value for a key of a document, and why.

    Attributes
    ----------
    what : str
        The key, such as ``"weight"``, or what was decided of an item.
    value : str or None
        What stands there; None is written ``null``.
    because : str
        The reason, in words.
    """

    what: str
    value: str | None
    because: str


@dataclass(frozen=True, slots=True)
class Open:
    """A value that only a person can give.

    Attributes
    ----------
    question : str
        What is asked, with what was seen.
    candidates : sequence of str or None
        What may be written; None is written ``null``.
    """

    question: str
    candidates: Sequence[str | None]


def times(number: int, of: str) -> str:
    """Say how many: "3 cells", "1 cell"."""
    return f"{number:,} {of}{'' if number == 1 else 's'}"


def listed(texts: Sequence[str], most: int = 4) -> str:
    """Return texts in quotes, the first few if there are many."""
    told = ", ".join(
        f'"{text if len(text) < 40 else text[:38] + "…"}"' for text in texts[:most]
    )
    return told + (f" and {len(texts) - most:,} more" if len(texts) > most else "")
