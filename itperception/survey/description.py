"""``wave.yaml``: what a survey must disclose, and how its file is to be read.

The fields follow the disclosure lists of AAPOR and ESOMAR/WAPOR. A fact that is not
known is left out or null; pages then say "not stated" rather than nothing.
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from itperception.errors import UnknownNameError, unknown_name
from itperception.survey.codebook import Codebook
from itperception.survey.layout import Layout, Raking
from itperception.terms.claims import Claim, Day, Family
from itperception.terms.dimension import Dimension, codes_of
from itperception.terms.document import Document, refuse_repeats, require
from itperception.terms.profile_names import DEFAULT, known_profile
from itperception.terms.text import Identifier, Text

MOST_PEOPLE = 10**10
ITEM_CHANGES = (
    "wording", "answers", "kinds", "order", "codes", "ranked", "nets", "base", "empty_cells",
    "translation", "spelling",
)  # fmt: skip
POLARITIES = ("positive", "negative", "none")
WAVE_CHANGES = (
    "mode", "population", "sampling", "unit", "who_judges", "weighting", "languages",
)  # fmt: skip


class Source(Document):
    """Where a printed figure can be found."""

    id: str
    text: str
    url: str | None = None


class PrintedGroup(Document):
    """Some of the people of a survey in print: how many, and whose work they judge.

    ``size`` stays as printed: a number, ``about 300``, ``more than 18,000``, a share of
    everybody such as ``52 %``; null if it is not in print. ``sample`` is ``own`` if these
    are other people than everybody asked, such as last year's, and ``part`` if they are
    some of them; where it is left out, a name that says another time means ``own``.
    """

    label: Text | None = None
    size: str | None = None
    judges: Literal["self", "customers", ""] = ""
    sample: Literal["own", "part", ""] = ""

    @model_validator(mode="before")
    @classmethod
    def _size_alone(cls, given: object) -> object:
        """Understand ``women: about 200``."""
        return given if isinstance(given, dict | cls) else {"size": given}


class NotDecidable(Document):
    """A sentence in print that no figure in print can decide, and the reason."""

    text: Text
    because: Text
    sources: tuple[str, ...] = Field(min_length=1)


class Departure(Document):
    """Where a wave departs from the one before, and whether both can still be compared.

    ``change`` is the kind of change: of an ``item`` (or set) one of `ITEM_CHANGES`; without
    an item, one of `WAVE_CHANGES` and of all items. ``wording`` is what was asked instead
    of what the codebook says.
    """

    item: Identifier | None = None
    change: str = "wording"
    wording: Text | None = None
    comparable: bool
    reason: Text

    @model_validator(mode="after")
    def _is_of_something(self) -> "Departure":
        known = (*ITEM_CHANGES, *WAVE_CHANGES) if self.item else WAVE_CHANGES
        if self.change not in known:
            no_item = "the whole wave (it names no 'item')"
            of = f"item {self.item!r}" if self.item else no_item
            raise ValueError(
                f"departure of {of}: found change {self.change!r}, expected one of "
                f"{', '.join(known)}"
            )
        if self.wording is not None and self.change != "wording":
            raise ValueError(
                f"departure of {self.item!r}: 'wording' has no meaning for change "
                f"{self.change!r}"
            )
        return self


class Disclosure(Document):
    """What is shown of small groups, if not what is so by default.

    See :class:`itperception.counting.disclosure_rule.DisclosureRule`.
    """

    minimum: int = Field(default=10, ge=1)
    flag_below: float = Field(default=30, ge=0)
    unstated: Literal["open", "protect"] = "open"


class WaveDescription(Document):
    """``wave.yaml``: what a survey must disclose, and how to read its file.

    A fact that is not known is left out or null; a page then says "not stated".
    ``tool``, ``encoding``, ``delimiter`` and ``sheet`` say how the file is made
    (:func:`itperception.survey.reading.readers.read_export`).
    ``profile`` names the rules by which the report compares columns, ``raking`` the shares
    that weights are made for. ``where`` says of whom all is told: those who gave one of these
    answers to each of these items. Of a survey in
    print, ``groups`` are those whom its figures compare, ``parts`` the groups that divide
    everybody, ``answers`` all answers to an item if all of them are in print;
    ``polarity`` says whether more is better, of an item or answer by answer;
    ``headline`` is the claim that leads, ``not_decidable`` what no figure can decide.
    """

    title: Text
    kind: Literal["microdata", "published"]
    synthetic: bool = False
    n: int | None = Field(default=None, ge=0, le=MOST_PEOPLE)
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
    field_start: Day | None = None
    field_end: Day | None = None
    weighting: Text | None = None
    quality: Text | None = None
    limitations: Text | None = None
    sources: tuple[Source, ...] = ()
    file: str | None = None
    tool: str = "table"
    encoding: str = "utf-8"
    delimiter: str | None = Field(default=None, pattern=r'^[^"\r\n]$')
    sheet: str | None = None
    layout: Layout = Layout()
    raking: Raking | None = None
    where: dict[str, tuple[Identifier, ...]] = Field(default_factory=dict, max_length=100)
    departures: tuple[Departure, ...] = ()
    families: tuple[Family, ...] = ()
    profile: str = DEFAULT
    disclosure: Disclosure = Disclosure()
    groups: dict[Identifier, PrintedGroup] = Field(default_factory=dict, max_length=1_000)
    parts: tuple[Identifier, ...] = Field(default=(), max_length=1_000)
    answers: dict[str, tuple[Identifier, ...]] = Field(default_factory=dict)
    polarity: dict[str, str | dict[Identifier, str]] = Field(default_factory=dict)
    headline: Identifier | None = None
    not_decidable: tuple[NotDecidable, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _gather_layout(cls, given: dict) -> dict:
        """Columns are described at the top level of wave.yaml; they belong together."""
        if not isinstance(given, dict) or "layout" in given:
            return given
        layout = {key: given[key] for key in Layout.model_fields if key in given}
        return {k: v for k, v in given.items() if k not in layout} | {"layout": layout}

    @field_validator("field_end")
    @classmethod
    def _ends_after_its_start(cls, end: Day | None, told: ValidationInfo) -> Day | None:
        start = told.data.get("field_start")
        later = not (start and end) or end >= start
        require(later, f"expected {start} (field_start) or later")
        return end

    @field_validator("file")
    @classmethod
    def _file_is_in_the_folder(cls, name: str | None) -> str | None:
        path = PurePath(name or "export")
        if path.is_absolute() or ".." in path.parts or name == "":
            raise ValueError("expected the name of a file in the wave's own folder")
        return name

    @field_validator("tool")
    @classmethod
    def _tool_is_known(cls, name: str) -> str:
        from itperception.survey.layouts.tools import layout_of

        layout_of(name)
        return name

    @field_validator("profile")
    @classmethod
    def _profile_is_known(cls, name: str) -> str:
        return known_profile(name)

    @model_validator(mode="after")
    def _families_are_distinct(self) -> "WaveDescription":
        refuse_repeats([family.id for family in self.families], "family")
        claims = [claim.id for family in self.families for claim in family.claims]
        refuse_repeats(claims, "claim")
        return self

    @model_validator(mode="after")
    def _groups_go_with_figures(self) -> "WaveDescription":
        if self.where and self.kind == "published":
            raise ValueError("'where' has no meaning for a published wave")
        printed = ("groups", "parts", "answers", "polarity", "headline", "not_decidable")
        given = [name for name in printed if getattr(self, name)]
        if given and self.kind == "microdata":
            raise ValueError(f"{given[0]!r} has no meaning for a microdata wave")
        if self.raking is not None and self.kind == "published":
            raise ValueError("'raking' has no meaning for a wave of published figures")
        for part in self.parts:
            if part not in self.groups:
                raise unknown_name("group", part, list(self.groups))
        return self

    @field_validator("polarity")
    @classmethod
    def _polarity_is_known(cls, told: dict) -> dict:
        for item, given in told.items():
            of = given.items() if isinstance(given, dict) else ((item, given),)
            for answer, value in of:
                if value not in POLARITIES:
                    raise ValueError(
                        f"polarity of {item!r}, {answer!r}: found {value!r}, expected one "
                        f"of {', '.join(POLARITIES)} (is more of it better, worse, neither?)"
                    )
        return told

    @model_validator(mode="after")
    def _sources_are_listed(self) -> "WaveDescription":
        known = [source.id for source in self.sources]
        for name in (name for told in self.not_decidable for name in told.sources):
            if name not in known:
                raise unknown_name("source", name, known)
        return self

    def check_claims(self, codebook: Codebook) -> None:
        """Refuse claims about what the codebook does not have.

        `UnknownNameError` for the first item, banner, column, net or category that is not
        known.
        """
        dimensions = codebook.by_id()
        banners = {banner.id: banner.item for banner in codebook.banners}
        for claim in (claim for family in self.families for claim in family.claims):
            _check_claim(claim, dimensions, banners)

    def check_where(self, codebook: Codebook) -> None:
        """Refuse a filter of what the codebook does not have, or this wave did not ask.

        `UnknownNameError` for the first item or answer that is not known.
        """
        try:
            asked = codes_of(self.where, codebook.dimension)
        except UnknownNameError as error:
            raise UnknownNameError(f"where: {error}") from None
        if empty := [name for name, codes in asked.items() if not codes]:
            raise UnknownNameError(f"where: names no answer to {empty[0]!r}")

    @model_validator(mode="after")
    def _file_goes_with_microdata(self) -> "WaveDescription":
        if (self.kind == "microdata") != (self.file is not None):
            raise ValueError(
                "'file' names the export of a microdata wave, and only of that"
            )
        return self


def _check_claim(
    claim: Claim, dimensions: Mapping[str, Dimension], banners: Mapping[str, str]
) -> None:
    """Hold the names in a claim against the codebook."""
    said = f"(claim {claim.id!r})"
    for name in (claim.item, claim.other):
        if name is not None and name not in dimensions:
            raise unknown_name(f"item {said}", name, list(dimensions))
    answers = dimensions[claim.item]
    nets = [n.id for n in answers.nets] + [c.id for c in answers.categories]
    if claim.net is not None and claim.net not in nets:
        raise unknown_name(f"net or category of {claim.item!r} {said}", claim.net, nets)
    by = banners.get(claim.by, claim.by)
    if by is not None and by not in dimensions:
        raise unknown_name(f"banner or item {said}", by, [*banners, *dimensions])
    columns = [c.id for c in dimensions[by].categories] if by else []
    if claim.column is not None and claim.column not in columns:
        raise unknown_name(f"column of {by!r} {said}", claim.column, columns)
