"""Open questions: what a wave's documents leave to a person, and how it is asked there.

A value ``OPEN``, without quotes, is an open question. The comment directly above its line
asks it: what is in doubt, what was seen, and last what may be written there::

    # What is 99? It stands in "sat" (3 times, beside 1, 2, 3, 4, 5).
    # write one of: answer | dont_know | refused | missing
    kind: OPEN

Who writes one of these in place of ``OPEN`` has answered it.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OPEN, ASKS = "OPEN", "write one of: "
_WIDTH = 96
_CANDIDATE = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^|\s](?:[^|]*[^|\s])?""")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A value that nobody but a person can give, and where it belongs.

    Attributes
    ----------
    path, line, column : pathlib.Path, int, int
        Where ``OPEN`` stands; lines begin with 1, columns with 0.
    key : str
        Its place in the document, such as ``scales[sat_scale].categories[v_99].kind``.
    question : str
        What is asked; empty if no comment says so.
    candidates : tuple of str
        What may be written there, as it is written in the document; empty for any value.
    """

    path: Path
    line: int
    column: int
    key: str
    question: str
    candidates: tuple[str, ...]

    def __str__(self) -> str:
        asked = f" {self.question}" if self.question else ""
        told = " | ".join(self.candidates) or "the value, or 'OPEN' if that is a text"
        return f"{self.path}, line {self.line}, {self.key}:{asked} [{ASKS}{told}]"

    def answer(self, told: str) -> None:
        """Write an answer in place of ``OPEN``; nothing else of the document changes.

        `ValueError` if it is not among the candidates.
        """
        if self.candidates and told not in self.candidates:
            raise ValueError(f"{told!r} is none of: {' | '.join(self.candidates)}")
        lines = self.path.read_text(encoding="utf-8").split("\n")
        line, end = lines[self.line - 1], self.column + len(OPEN)
        lines[self.line - 1] = f"{line[: self.column]}{told}{line[end:]}"
        self.path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def asking(question: str, candidates: Sequence[str]) -> Iterator[str]:
    """Yield the comment lines that ask a question.

    Examples
    --------
    >>> print(*asking("Is 99 an answer?", ["answer", "missing"]), sep=chr(10))
    # Is 99 an answer?
    # write one of: answer | missing
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in question).split())
    yield from (
        f"# {line}" for line in textwrap.wrap(words, _WIDTH, break_on_hyphens=False)
    )
    yield f"# {ASKS}{' | '.join(candidates)}"


def asked_above(lines: Sequence[str], line: int) -> tuple[str, tuple[str, ...]]:
    """Return question and candidates of the comment directly above a line (from 1).

    Examples
    --------
    >>> asked_above(["# Is 99 an answer?", "# write one of: answer | missing", "kind: OPEN"], 3)
    ('Is 99 an answer?', ('answer', 'missing'))
    """
    first = line - 1
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    told = [text.strip().removeprefix("#").strip() for text in lines[first : line - 1]]
    candidates = _CANDIDATE.findall(told.pop()[len(ASKS) :]) if _asks(told) else ()
    return " ".join(told), tuple(candidates)


def _asks(told: Sequence[str]) -> bool:
    return bool(told) and told[-1].startswith(ASKS)
