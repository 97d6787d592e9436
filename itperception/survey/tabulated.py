"""What a codebook wants to see: banners, gaps, what leads, and models."""

from string import Formatter
from typing import Annotated

from pydantic import Field, model_validator

from itperception.errors import listed
from itperception.terms.document import Document, refuse_repeats, require
from itperception.terms.text import Identifier, Text

LEAD = {"p1", "p2", "d", "rnd", "interval"}  # the numbers of the sentence that leads a page


class Banner(Document):
    """An item whose answers become the columns of tables."""

    id: Identifier
    label: Text
    item: Annotated[str, Field(max_length=100)]


class DeclaredGap(Document):
    """Two items on one scale, answered by the same people, to be held together."""

    id: Identifier
    label: Text
    self_item: Identifier = Field(alias="self")
    other_item: Identifier = Field(alias="other")
    net: Identifier
    by: Identifier | None = None


class Headline(Document):
    """The gap that a page leads with, in whole sentences, so that nothing is inflected.

    ``above``, ``below`` and ``open`` say without a number what came of it: the first answer
    is given more often than the second, less often, or nobody can say. ``lead`` has the
    numbers: the shares {p1} and {p2}, the gap {d} with its unit, {rnd} where shares and gap
    are not rounded alike, and {interval}. ``figure`` and ``measure`` say what the chart
    shows, and of whom it shows the percentage.
    """

    gap: Identifier
    above: Text
    below: Text
    open: Text
    lead: Text
    figure: Text
    measure: Text

    @model_validator(mode="after")
    def _sentences_have_their_numbers(self) -> "Headline":
        for name in ("above", "below", "open", "lead", "figure", "measure"):
            expected = LEAD if name == "lead" else set()
            for language, told in getattr(self, name).items():
                try:
                    found = {
                        slot for _, slot, *_ in Formatter().parse(told) if slot is not None
                    }
                except ValueError:
                    found = {told}
                require(found == expected, f"headline: {name} ({language}) has "
                         f"{listed(sorted(found)) or 'no slot'}, expected each of "
                         f"{listed(sorted(expected)) or 'none'} in braces")  # fmt: skip
        return self


class Explained(Document):
    """An answer, or a gap, and what it may depend on, all at once: a model of the page."""

    item: Identifier | None = None
    gap: Identifier | None = None
    net: Identifier | None = None
    on: tuple[str, ...] = ()  # items, or two as "a*b"
    among: Identifier | None = None

    @model_validator(mode="after")
    def _says_what_of_what(self) -> "Explained":
        require(
            (self.item is None) != (self.gap is None), "a model is of an item or of a gap"
        )
        require(self.on or self.among, "a model says on what: on, among, or both")
        refuse_repeats(self.on, "predictor")
        return self
