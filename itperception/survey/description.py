"""``wave.yaml``: what a survey must disclose, and how its file is to be read.

The fields follow the disclosure lists of AAPOR and ESOMAR/WAPOR. A fact that is not
known is left out or null; pages then say "not stated" rather than nothing.
"""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from itperception.survey.check import Layout
from itperception.survey.codebook import Identifier, Text
from itperception.survey.documents import Document


class Source(Document):
    """Where a printed figure can be found."""

    id: str
    text: str
    url: str | None = None


class Departure(Document):
    """Where a wave departs from the codebook: an item was asked in other words."""

    item: Identifier
    wording: Text
    comparable: bool
    reason: Text


class WaveDescription(Document):
    """``wave.yaml``: what a survey must disclose, and how to read its file.

    A fact that is not known is left out or null; a page then says "not stated".
    """

    title: Text
    kind: Literal["microdata", "published"]
    synthetic: bool = False
    n: int | None = Field(default=None, ge=0)
    n_is: Literal["exact", "about", "more_than"] = "exact"
    population: Text | None = None
    unit: Text | None = None
    who_judges: Text | None = None
    mode: Text | None = None
    sampling: Text | None = None
    sponsor: Text | None = None
    conductor: Text | None = None
    languages: Text | None = None
    field: Text | None = None
    field_start: date | None = None
    field_end: date | None = None
    weighting: Text | None = None
    quality: Text | None = None
    limitations: Text | None = None
    sources: tuple[Source, ...] = ()
    file: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    layout: Layout = Layout()
    departures: tuple[Departure, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _gather_layout(cls, given: dict) -> dict:
        """Columns are described at the top level of wave.yaml; they belong together."""
        if not isinstance(given, dict) or "layout" in given:
            return given
        layout = {key: given[key] for key in Layout.model_fields if key in given}
        return {k: v for k, v in given.items() if k not in layout} | {"layout": layout}

    @model_validator(mode="after")
    def _file_goes_with_microdata(self) -> "WaveDescription":
        if (self.kind == "microdata") != (self.file is not None):
            raise ValueError(
                "'file' names the export of a microdata wave, and only of that"
            )
        return self
