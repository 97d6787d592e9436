"""What a codebook wants to see: banners, gaps, and models."""

from typing import Annotated

from pydantic import Field, model_validator

from itperception.terms.document import Document, refuse_repeats, require
from itperception.terms.text import Identifier, Text


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
