"""What intake comes to: a value with its reason, or a question with its candidates."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

COMMENT = "#"  # the key of what stands as a comment above the others


class Decided(NamedTuple):
    """What was decided, of which column, and why.

    Attributes
    ----------
    what : str
        A key of ``wave.yaml``, such as ``"weight"`` or ``"ignore"``, or what was decided
        of the answers of a column, such as ``"ranked"``.
    of : str
        The column; empty of what concerns the whole wave.
    value : str or None
        What it came to; None is written ``null``.
    because : str
        The reason, in words.
    """

    what: str
    of: str
    value: str | None
    because: str


def told(decisions: Iterable[Decided]) -> Iterator[str]:
    """Yield a line for each decision; one for all columns of which the same is said.

    Examples
    --------
    >>> [*told([Decided("ignore", name, "", "a date") for name in ("a", "b")])]
    ['ignore of "a", "b" (a date)']
    """
    alike: dict[tuple, list[str]] = {}
    for what, of, value, because in decisions:
        alike.setdefault((what, value, because), []).append(of)
    for (what, value, because), columns in alike.items():
        of = f" of {listed(columns)}" if any(columns) else ""
        shown = ": none" if value is None else f": {value}" if value else ""
        yield f"{what}{of}{shown} ({because})"


@dataclass(frozen=True, slots=True)
class Open:
    """A value that only a person can give.

    Attributes
    ----------
    question : str
        What is asked, with what was seen.
    candidates : sequence of str, bool, list or None
        What may be written; None is written ``null``.
    """

    question: str
    candidates: Sequence[str | bool | list[str] | None]


def listed(texts: Sequence[str], most: int = 4) -> str:
    """Return texts in quotes, the first few if there are many."""
    return first_few([f'"{shortened(text)}"' for text in texts], most)


def first_few(texts: Sequence[str], most: int = 4) -> str:
    """Return the first texts, and how many more there are."""
    more = f" and {len(texts) - most:,} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def shortened(text: str, most: int = 40) -> str:
    """Return a text, or both its ends if it is long: questions of a grid differ in the last."""
    last = most // 3
    return text if len(text) <= most else f"{text[: most - last - 1]}…{text[-last:]}"
