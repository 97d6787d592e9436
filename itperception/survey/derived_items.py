"""What is derived of the answers: an item made of others, and on which scale it is."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from itperception.errors import UnknownNameError
from itperception.survey.bins import bins_of
from itperception.survey.questions import MOST_CATEGORIES, Item, Scale
from itperception.terms.category import NO_ANSWER, NOT_SELECTED, SELECTED, Category, Net
from itperception.terms.dimension import CROSSED, NESTED, Dimension, Sort, crossed, members
from itperception.terms.document import Document, refuse_repeats, require
from itperception.terms.text import LANGUAGES, Identifier, Text, say

MADE_OF = {
    "of": {"en": "Answers put together: {}", "sv": "Svar sammanförda: {}",
           "de": "Zusammengefasste Antworten: {}"},
    "count": {"en": "How many of: {}", "sv": "Hur många av: {}", "de": "Wie viele von: {}"},
    "any": {"en": "Any of: {}", "sv": "Något av: {}", "de": "Mindestens eines von: {}"},
    "cross": {"en": "Side by side: {}", "sv": "Sida vid sida: {}", "de": "Nebeneinander: {}"},
}  # fmt: skip


def _listed(given: object) -> object:
    """Take one name as a list of one."""
    return (given,) if isinstance(given, str) else given


class Recoded(Category):
    """A category that answers to another item become."""

    given: tuple[Identifier, ...] = Field(alias="from", min_length=1)


class Counted(Document):
    """Answers that are counted, and among what: a set, or items and ``set.option``."""

    of: Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
    answers: tuple[Identifier, ...] = Field(default=(SELECTED.id,), min_length=1)


class Derived(Document):
    """An item that is made of the answers to others; see :mod:`itperception.survey.derived`.

    One of: ``categories`` that the answers to the item ``of`` become; ``count``, how many of
    several answers somebody gave, in ``bins`` or one by one; ``any``, whether somebody gave
    any of them; ``cross``, the answers to several items side by side.
    """

    id: Identifier
    label: Text
    wording: Text | None = None
    of: Identifier | None = None
    categories: tuple[Recoded, ...] = Field(default=(), max_length=MOST_CATEGORIES)
    count: Counted | None = None
    bins: tuple[str, ...] = Field(default=(), max_length=MOST_CATEGORIES)
    any: Counted | None = None
    cross: tuple[Identifier, ...] = Field(default=(), max_length=10)
    ordered: bool | None = None
    nets: tuple[Net, ...] = Field(default=(), max_length=MOST_CATEGORIES)
    profile: bool = False
    base: Text | None = None
    sort: Sort | None = None

    @model_validator(mode="after")
    def _is_made_in_one_way(self) -> "Derived":
        ways = [self.of, self.count, self.any, self.cross or None]
        require(sum(way is not None for way in ways) == 1, f"derived item {self.id!r}: one of "
                "of, count, any, cross")  # fmt: skip
        require((self.of is None) != bool(self.categories),
                f"derived item {self.id!r}: 'of' needs 'categories', and only that")  # fmt: skip
        require(
            self.count or not self.bins, f"derived item {self.id!r}: bins are of a count"
        )
        require(len(self.cross) != 1, f"derived item {self.id!r}: cross needs two items")
        refuse_repeats(self.parts, f"derived item {self.id!r}: item")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """What it is made of, as it is named."""
        counted = self.count or self.any
        return counted.of if counted else self.cross or (self.of,)

    def scale(self, parts: "Sequence[Dimension]") -> Scale:
        """Return the scale of what is made of some dimensions; `ValueError` if it cannot be."""
        make = next(make for way, make in (
            (self.of, self._recoded), (self.count, self._numbered), (self.any, self._yes_no),
            (self.cross, self._crossed)) if way)  # fmt: skip
        made = {"id": self.id, "ordered": False, "nets": self.nets, **make(parts)}
        return Scale(**made | ({} if self.ordered is None else {"ordered": self.ordered}))

    def told(self, labels: "Iterable[Text]") -> Text:
        """Say by which rule it is made, and of what."""
        [way] = (way for way in MADE_OF if getattr(self, way))
        every = [*labels]
        return {k: rule.format(", ".join(dict.fromkeys(say(label, k) for label in every)))
                for k, rule in MADE_OF[way].items()}  # fmt: skip

    def item(self, parts: "Sequence[Dimension]", labels: "Iterable[Text]") -> Item:
        """Return the item; its condition is that of its parts, none if one was put to all.

        `labels` are those of the questions it is made of, which stand in for its wording.
        """
        conditions = [part.asked_if for part in parts]
        told = [c for c in conditions if c] if self.cross else conditions
        one = told[0] if told and None not in told else None
        return Item(id=self.id, label=self.label, wording=self.wording or self.told(labels),
                    scale=self.id, profile=self.profile, asked_if=one, base=self.base,
                    sort=self.sort)  # fmt: skip

    def _recoded(self, parts: "Sequence[Dimension]") -> dict:
        """Return a category for each that is declared, and those of don't know that are left."""
        known, of = {c.id: c for c in parts[0].categories[:-1]}, f"derived item {self.id!r}"
        given = [name for category in self.categories for name in category.given]
        refuse_repeats(given, f"{of}: answer")
        for name in given:
            require(name in known, f"{of}: {parts[0].id!r} has no answer {name!r}")
        rest = [c for name, c in known.items() if name not in given]
        lost = [c.id for c in rest if c.kind == "answer"]
        require(not lost, f"{of}: found no category for {', '.join(lost)}; write each answer "
                f"to {parts[0].id!r} into a 'from'")  # fmt: skip
        places = [list(known).index(name) for c in self.categories for name in c.given
                  if known[name].kind == "answer"]  # fmt: skip
        made = [Category(**{key: getattr(c, key) for key in Category.model_fields})
                for c in self.categories]  # fmt: skip
        return {"ordered": parts[0].ordered and places == sorted(places),
                "categories": (*made, *rest)}  # fmt: skip

    def _numbered(self, parts: "Sequence[Dimension]") -> dict:
        """Return a category for each number of answers from none to all, or for each bin."""
        self._require_answers(parts)
        numbers = range(len(parts) + 1)
        bins = bins_of(self.bins or tuple(map(str, numbers)))
        for number in numbers:
            require(any(own.holds(number) for own in bins),
                    f"derived item {self.id!r}: {number} is in none of the bins")  # fmt: skip
        scores = () if self.bins else tuple(map(float, numbers))
        categories = [Category(id=own.id, label={"en": own.label}) for own in bins]
        return {"ordered": True, "categories": categories, "scores": scores}

    def _yes_no(self, parts: "Sequence[Dimension]") -> dict:
        self._require_answers(parts)
        return {"categories": (SELECTED, NOT_SELECTED)}

    def _crossed(self, parts: "Sequence[Dimension]") -> dict:
        return {"categories": crossed(parts)}

    def _require_answers(self, parts: "Sequence[Dimension]") -> None:
        for part in parts:
            for name in (self.count or self.any).answers:
                try:
                    members(part, name)
                except UnknownNameError:
                    raise ValueError(f"derived item {self.id!r}: {part.id!r} has no answer or "
                                     f"net {name!r}") from None  # fmt: skip


def crossing(dimensions: Sequence[Dimension]) -> Dimension:
    """Return dimensions side by side as one, as ``"a/b"``: outer ones first.

    Missing data: as of a derived `cross`; see :func:`itperception.survey.derived.derive`.
    `UnknownNameError` if one of them is nested in itself.

    Examples
    --------
    >>> two = crossing([wave.dimension("org_type"), wave.dimension("any_marketing")])
    >>> two.id, [category.id for category in two.categories[:2]]
    ('org_type/any_marketing', ['internal_yes', 'internal_no'])
    """
    name = NESTED.join(d.id for d in dimensions)
    if len({d.id for d in dimensions}) < len(dimensions):
        raise UnknownNameError(f"{name!r}: a question cannot be nested in itself")
    own = Derived(id="nested", label="x", cross=[f"x{k}" for k in range(len(dimensions))])
    item = own.item(dimensions, [d.label for d in dimensions])
    labels = {key: CROSSED.join(say(d.label, key) for d in dimensions) for key in LANGUAGES}
    return Dimension(
        name, labels, item.wording, (*crossed(dimensions), NO_ANSWER), False,
        asked_if=item.asked_if, crosses=tuple(dimensions),
    )  # fmt: skip
