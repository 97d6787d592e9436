"""What a cell of a notebook shows: the same content as HTML and as text."""

from dataclasses import dataclass

MARK = "itperception"
"""In the metadata of an output: a report made it."""
OWN = "own"
"""What the mark says of a section that a cell made."""
SUMMARY = f"{MARK}-summary"
"""In the metadata of an output, and in the head of a page: a summary as JSON."""


@dataclass(frozen=True, slots=True)
class Block:
    r"""A piece of a page.

    Attributes
    ----------
    html : str
        The piece as HTML; a published page shows this.
    text : str
        The same in plain text, for a terminal.

    Examples
    --------
    >>> (Block("<p>51%</p>", "51%") + Block("<p>38%</p>", "38%")).text
    '51%\n\n38%'
    """

    html: str
    text: str

    def __add__(self, other: "Block") -> "Block":
        if not isinstance(other, Block):
            return NotImplemented
        return Block(f"{self.html}\n{other.html}", f"{self.text}\n\n{other.text}")

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        return {"text/html": self.html, "text/plain": self.text}, {MARK: "report"}
