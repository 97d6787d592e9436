"""Claims that are confirmed together, declared before the data are looked at."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from itperception.terms.document import Document, refuse_repeats
from itperception.terms.text import Identifier, Text

MOST_CLAIMS = 6


def _day(given: object) -> object:
    """Read a date as it is written; a bare number is none."""
    try:
        return date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError as error:
        raise ValueError(f"{error}; expected a date such as 2026-03-02") from None


Day = Annotated[date, BeforeValidator(_day)]


class Claim(Document):
    """One claim that is to be confirmed: which answer to which item, between whom.

    ``kind`` says what is claimed: that columns ``differ``, that the first is ``higher``
    than the others (or ``lower``), that they are the ``same`` within a ``margin`` (a
    difference of proportions), that the item is above an ``other`` one in every column, a
    ``gap``, or that this gap is not the same in all columns, ``gap_differs``.
    """

    id: Identifier
    label: Text
    item: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
    kind: Literal["differ", "higher", "lower", "same", "gap", "gap_differs"] = "differ"
    net: Identifier | None = None
    by: Identifier | None = None
    column: Identifier | None = None
    other: Identifier | None = None
    method: str | None = None
    margin: float | None = Field(default=None, gt=0, lt=1)

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> "Claim":
        needs = {"same": "margin", "higher": "column", "lower": "column"}
        needs |= dict.fromkeys(("gap", "gap_differs"), "other")
        needed = needs.get(self.kind)
        for field in ("margin", "other", "column"):
            if needed == field and getattr(self, field) is None:
                raise ValueError(f"claim {self.id!r}: kind {self.kind!r} needs {field!r}")
            if needed != field and getattr(self, field) is not None:
                raise ValueError(
                    f"claim {self.id!r}: {field!r} has no meaning for kind {self.kind!r}"
                )
        if self.kind != "gap" and self.by is None:
            raise ValueError(f"claim {self.id!r}: 'by' names the banner that is compared")
        return self


class Family(Document):
    """Claims that are confirmed together, declared before the data are looked at.

    Their p-values are adjusted by ``method``, so that ``alpha`` is the chance of one false
    confirmation among all of them. Everything that is in no family is exploratory.
    """

    id: Identifier
    label: Text
    method: Literal["holm", "hochberg", "hommel", "bonferroni"] = "holm"
    alpha: float = Field(default=0.05, gt=0, lt=1)
    declared: Day | None = None
    claims: tuple[Claim, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _claims_are_distinct(self) -> "Family":
        refuse_repeats([claim.id for claim in self.claims], f"family {self.id!r}: claim")
        return self

    @property
    def note(self) -> str:
        """What is to be kept in mind: many claims leave little to each."""
        if len(self.claims) <= MOST_CLAIMS:
            return ""
        return (
            f"family {self.id!r} has {len(self.claims)} claims; with more than {MOST_CLAIMS} "
            "little of the level is left to each"
        )
