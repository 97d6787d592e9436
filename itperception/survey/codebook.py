"""The codebook: what was asked, of whom, and what each answer counts as.

A codebook is a YAML document. Its words are the field's: an *item* has a wording
and a *scale*; a scale has ordered or unordered *categories*, of which some are not
answers on the scale (don't know, refused); a *net* joins categories; a *banner* is
an item whose categories become the columns of tables; a *multiple response* is a
set of options of which a respondent may pick any number.

Everything counted is a :class:`Dimension`: one column of codes with its categories.
Both items and the options of a multiple response are handed on as dimensions, so
the rooms after this one know only one kind of question.
"""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from operator import is_not
from pathlib import Path

from pydantic import Field, model_validator

from itperception.errors import DocumentError, UnknownNameError, unknown_name
from itperception.survey.derived_items import Derived, crossing
from itperception.survey.documents import read_document
from itperception.survey.questions import (
    MOST_CATEGORIES,
    Item,
    MultipleResponse,
    Number,
    Scale,
)
from itperception.survey.tabulated import (
    Banner,
    DeclaredGap,
    Explained,
    Headline,
    check_banner,
    check_condition,
    check_gap,
    check_headline,
    check_model,
    check_sort,
)
from itperception.terms.category import NO_ANSWER, NOT_SELECTED, SELECTED
from itperception.terms.dimension import NESTED, Dimension
from itperception.terms.document import Document, refuse_repeats, require
from itperception.terms.text import Text

MOST_QUESTIONS = 10_000


class Codebook(Document):
    """The instrument: scales, items, multiple responses, banners, gaps, and what leads.

    `ValueError` on construction, for an id used twice or a reference to nothing.
    """

    title: Text
    scales: tuple[Scale, ...] = Field(default=(), max_length=MOST_QUESTIONS)
    items: tuple[Item, ...] = Field(default=(), max_length=MOST_QUESTIONS)
    numbers: tuple[Number, ...] = Field(default=(), max_length=MOST_QUESTIONS)
    multiple_responses: tuple[MultipleResponse, ...] = Field(
        default=(), max_length=MOST_CATEGORIES
    )
    derived: tuple[Derived, ...] = Field(default=(), max_length=MOST_CATEGORIES)
    banners: tuple[Banner, ...] = ()
    gaps: tuple[DeclaredGap, ...] = ()
    headline: Headline | None = None
    models: tuple[Explained, ...] = ()

    @model_validator(mode="after")
    def _bins_are_items(self) -> "Codebook":
        """Put the items and scales that bins are behind all others."""
        made = {"items": tuple(number.item() for number in self.numbers),
                "scales": tuple(number.scale() for number in self.numbers)}  # fmt: skip
        for name, own in made.items():
            object.__setattr__(self, name, (*getattr(self, name), *own))
        return self

    @model_validator(mode="after")
    def _derived_are_items(self) -> "Codebook":
        """Put the items and scales that are derived behind all others, parts first."""
        self._scales_are_known()
        waiting = list(self.derived)
        while waiting:
            known = {*self._names(), *(b.id for b in self.banners)}
            ready = [own for own in waiting if known.issuperset(own.parts)]
            for own in ready:
                parts = self.parts(own)
                for name, made in (
                    ("scales", own.scale(parts)),
                    ("items", own.item(parts, self._labels(own))),
                ):
                    object.__setattr__(self, name, (*getattr(self, name), made))
            for own in waiting if not ready else ():
                lacks = next(name for name in own.parts if name not in known)
                require(False, f"derived item {own.id!r}: no item or set {lacks!r}, or it is "
                        "made of this item")  # fmt: skip
            waiting = [own for own in waiting if own not in ready]
        return self

    def _scales_are_known(self) -> None:
        scales = {scale.id for scale in self.scales}
        for item in self.items:
            require(item.scale in scales, f"item {item.id!r}: no scale {item.scale!r}")

    def _names(self) -> list[str]:
        """Return what may stand as a part of something derived."""
        sets = self.multiple_responses
        options = [
            f"{chosen.id}.{option.id}" for chosen in sets for option in chosen.options
        ]
        return [
            *(item.id for item in self.items),
            *(chosen.id for chosen in sets),
            *options,
        ]

    @model_validator(mode="after")
    def _references_hold(self) -> "Codebook":
        refuse_repeats([scale.id for scale in self.scales], "scale")
        asked = (*self.items, *self.multiple_responses, *self.numbers)
        refuse_repeats([question.id for question in asked], "item")
        refuse_repeats([banner.id for banner in self.banners], "banner")
        scales = {scale.id: scale for scale in self.scales}
        scale_of = {item.id: scales[item.scale] for item in self.items}
        for question in (*self.items, *self.multiple_responses):
            check_condition(question, scale_of)
            check_sort(question, scale_of)
        for banner in self.banners:
            check_banner(banner, scale_of, self.sets)
        for gap in self.gaps:
            check_gap(gap, scale_of)
        check_headline(self.headline, self.gaps)
        for model in self.models:
            check_model(model, scale_of, self.gaps, self.sets)
        refuse_repeats([str(model) for model in self.models], "model")
        self.in_order()
        return self

    def in_order(self) -> list[str]:
        """Return the ids of all dimensions, each after those that it depends on.

        A derived one depends on its parts, one with a condition on the item of this;
        `ValueError` if one depends on itself.
        """
        needs = {
            d.id: {d.asked_if.item} if d.asked_if else set() for d in self.dimensions()
        }
        needs |= {own.id: {part.id for part in self.parts(own)} for own in self.derived}
        try:
            return list(TopologicalSorter(needs).static_order())
        except CycleError as error:
            told = " → ".join(error.args[1])
            raise ValueError(f"who is asked what depends on itself: {told}") from None

    def parts(self, derived: Derived) -> tuple[Dimension, ...]:
        """Return the dimensions that an item is made of, a set as its options."""
        return tuple(part for name in derived.parts for part in (
            self.options(name) if name in self.sets else [self.dimension(name)]))  # fmt: skip

    def _labels(self, derived: Derived) -> list[Text]:
        """Return the labels of the questions that an item is made of; of an option its set's."""
        sets = {chosen.id: chosen.label for chosen in self.multiple_responses}
        names = (name.split(".")[0] for name in derived.parts)
        return [
            sets[name] if name in sets else self.dimension(name).label for name in names
        ]

    def made_of(self, name: str) -> tuple[str, ...]:
        """Return the ids of what was asked that a dimension is made of: itself, if it was."""
        own = next((own for own in self.derived if own.id == name), None)
        if own is None and NESTED not in name:
            return (name,)
        made = self.parts(own) if own else self.dimension(name).crosses
        parts = (asked for part in made for asked in self.made_of(part.id))
        return tuple(dict.fromkeys(parts))

    def item(self, item_id: str) -> Item:
        """Return an item by id; `UnknownNameError` names the nearest."""
        return _by_id("item", item_id, self.items)

    def scale(self, item_id: str) -> Scale:
        """Return the scale of an item."""
        return _by_id("scale", self.item(item_id).scale, self.scales)

    def number(self, name: str) -> Number | None:
        """Return a numeric item by its id or that of its bins; None if it is none."""
        named = {key: n for n in self.numbers for key in (n.id, n.bins_id)}
        return named.get(name)

    def banner(self, banner_id: str) -> Banner:
        """Return a banner by id; `UnknownNameError` names the nearest."""
        return _by_id("banner", banner_id, self.banners)

    @property
    def sets(self) -> set[str]:
        """The ids of its multiple responses."""
        return {chosen.id for chosen in self.multiple_responses}

    def multiple_response(self, set_id: str) -> MultipleResponse:
        """Return a multiple response by id; `UnknownNameError` names the nearest."""
        return _by_id("multiple response", set_id, self.multiple_responses)

    def dimension(self, name: str) -> Dimension:
        """Return what is counted under a name.

        `UnknownNameError` if the codebook has nothing of that name.

        Parameters
        ----------
        name : str
            An item id, a banner id, or ``set.option``; ``"a/b"`` nests b in a.
        """
        if NESTED in name:
            return crossing([self.dimension(part) for part in name.split(NESTED)])
        dimensions = self.by_id()
        named = {banner.id: banner.item for banner in self.banners}
        found = dimensions.get(name) or dimensions.get(named.get(name, ""))
        if found is None and name in self.sets:
            options = self.options(name)
            raise UnknownNameError(
                f"{name!r} is a set of {len(options)} options and no item; name one, such as "
                f"{options[0].id!r}, or ask wave.options({name!r}) for a table of "
                f"each; the set itself, not nested, stands in crosstab(…, by={name!r}) and "
                f"mean(…, by={name!r})"
            )
        if found is None:
            raise unknown_name("item", name, list(dimensions))
        return found

    def dimensions(self) -> tuple[Dimension, ...]:
        """Return every dimension, items first, in questionnaire order."""
        return tuple(self.by_id().values())

    def by_id(self) -> dict[str, Dimension]:
        """Return every dimension by its id, made once for the questions that there are."""
        asked = (self.items, self.scales, self.numbers, self.multiple_responses)
        known = self.__dict__.get("_known")  # a copy with other questions has it, too
        if known is None or any(map(is_not, known[0], asked)):
            made = {dimension.id: dimension for dimension in self._dimensions()}
            known = self.__dict__["_known"] = asked, made
        return known[1]

    def _dimensions(self) -> Iterator[Dimension]:
        scales = {scale.id: scale for scale in self.scales}
        bins = {number.bins_id for number in self.numbers}
        for item in self.items:
            scale = scales[item.scale]
            yield Dimension(
                item.id, item.label, item.wording, (*scale.counted, NO_ANSWER),
                scale.ordered, scale.nets, item.asked_if,
                scale.scores if item.id in bins else scale.counts,
                tuple(c for c in scale.categories if c.kind == "missing"), item.base, item.sort,
            )  # fmt: skip
        for chosen in self.multiple_responses:
            yield from self.options(chosen.id)

    def columns(self, named: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the column of an export that each dimension is read from.

        Of the options that have a code it is the first of several; what is derived has none.

        Parameters
        ----------
        named : mapping of str to str, optional
            Columns by id that ``wave.yaml`` names.
        """
        told, derived = named or {}, {own.id for own in self.derived}
        columns = {
            item.id: told.get(item.id) or item.column or item.id
            for item in self.items if item.id not in derived
        }  # fmt: skip
        for number in self.numbers:
            one = told.get(number.id) or number.column or number.id
            columns |= {number.id: one, number.bins_id: one}
        for chosen in self.multiple_responses:
            one = told.get(chosen.id) or chosen.column or chosen.id
            one = next(iter(chosen.coded_columns), one)
            for option in chosen.options:
                name = f"{chosen.id}.{option.id}"
                own = told.get(name) or option.column or name
                columns[name] = one if chosen.separator or chosen.coded_columns else own
        return columns

    def column_of(self, name: str, named: Mapping[str, str] | None = None) -> str:
        """Return one of :meth:`columns`; `UnknownNameError` names the nearest."""
        columns = self.columns(named)
        if name not in columns:
            raise unknown_name("item", name, list(columns))
        return columns[name]

    def options(self, set_id: str) -> tuple[Dimension, ...]:
        """Return the options of a multiple response as yes/no dimensions."""
        chosen = self.multiple_response(set_id)
        return tuple(
            Dimension(
                f"{chosen.id}.{option.id}", option.label, chosen.wording,
                (SELECTED, NOT_SELECTED, NO_ANSWER), False, (), chosen.asked_if,
                base=chosen.base,
            )
            for option in chosen.options
        )  # fmt: skip


def read_codebook(path: Path) -> Codebook:
    """Read a codebook from YAML.

    Parameters
    ----------
    path : pathlib.Path
        A YAML file; ``data/raw/codebook.yaml`` is the instrument of the study.

    Raises
    ------
    DocumentError
        Naming file, line and item of everything that is wrong.

    Examples
    --------
    >>> itp.read_codebook("data/raw/codebook.yaml").banners[0].id
    'org_type'
    """
    if not isinstance(path, str | Path):
        raise DocumentError(f"path is {path!r}, expected a YAML file")
    return read_document(Path(path), Codebook)


def _by_id(kind, name, entries):
    for entry in entries:
        if entry.id == name:
            return entry
    raise unknown_name(kind, name, [entry.id for entry in entries])
