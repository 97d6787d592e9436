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

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product
from math import inf
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from itperception.errors import DocumentError, UnknownNameError, listed, unknown_name
from itperception.survey.bins import Bin, bins_of
from itperception.survey.documents import Document, read_document

LANGUAGES = ("en", "sv", "de")
MOST_CATEGORIES, MOST_QUESTIONS = 1_000, 10_000
_NUMERIC = re.compile(r"[+-]?\d+(\.\d+)?")


def _text(given: object) -> dict:
    """Take a text alone as English."""
    if not isinstance(given, str | dict):
        raise ValueError("expected a text, or one for each language ({en: …, sv: …})")
    return {"en": given} if isinstance(given, str) else given


def _listed(given: object) -> object:
    """Take one name as a list of one."""
    return (given,) if isinstance(given, str) else given


Text = Annotated[
    dict[str, Annotated[str, Field(min_length=1)]],
    BeforeValidator(_text),
    Field(min_length=1),
]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=100)]
Kind = Literal["answer", "dont_know", "refused", "no_answer", "missing"]


def say(text: dict[str, str], language: str = "en") -> str:
    """Return a text in a language, or in English, or in the first there is.

    Examples
    --------
    >>> say({"en": "Image", "sv": "Anseende"}, "sv"), say({"en": "Image"}, "de")
    ('Anseende', 'Image')
    """
    return text.get(language) or text.get("en") or next(iter(text.values()))


class Category(Document):
    """One answer: its code in exports, its label, and what kind of answer it is.

    ``values`` lists further spellings found in exports; code, id and every label
    are always understood. ``short`` is a label for narrow columns. What is ``missing`` is
    no answer and no don't know either: who has it leaves the base, as if not asked.
    """

    id: Identifier
    label: Text
    short: Text | None = None
    code: str | None = None
    values: tuple[str, ...] = ()
    kind: Kind = "answer"

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way in which an export may write this answer."""
        return tuple(dict.fromkeys((*self.codes, self.id, *self.label.values())))

    @property
    def codes(self) -> tuple[str, ...]:
        """How a file writes this answer whose cells are codes and never labels."""
        own = self.label.values() if self.code is None else (self.code,)
        return tuple(dict.fromkeys((*own, *self.values)))


NO_ANSWER = Category(
    id="no_answer",
    label={"en": "No answer", "sv": "Inget svar", "de": "Keine Angabe"},
    kind="no_answer",
)
DONT_KNOW = Category(
    id="dont_know",
    label={"en": "Don't know", "sv": "Vet inte", "de": "Weiß nicht"},
    kind="dont_know",
)
REFUSED = Category(
    id="refused",
    label={
        "en": "Prefer not to say",
        "sv": "Vill inte svara",
        "de": "Möchte nicht antworten",
    },
    kind="refused",
)
A_NUMBER = Category(id="any", label={"en": "A number", "sv": "Ett tal", "de": "Eine Zahl"})
LEAD = {"p1", "p2", "d", "rnd", "interval"}  # the numbers of the sentence that leads a page
MADE_OF = {"en": "Made of the answers to: {}", "sv": "Gjord av svaren på: {}",
           "de": "Gebildet aus den Antworten auf: {}"}  # fmt: skip
CROSSED = " · "
SELECTED = Category(id="selected", label={"en": "Yes", "sv": "Ja", "de": "Ja"})
NOT_SELECTED = Category(id="not_selected", label={"en": "No", "sv": "Nej", "de": "Nein"})


class Net(Document):
    """Respondents who gave any of several categories, such as a top-two box."""

    id: Identifier
    label: Text
    categories: tuple[Identifier, ...] = Field(min_length=1)


class Scale(Document):
    """The categories of an item, in questionnaire order; best or most first.

    ``scores`` says what each answer on the scale counts in a mean, in their order. Without
    it ranked answers count their codes, if these are numbers that rise or fall all along;
    their places 1, 2, 3 … if no code is a number; and nothing, so that there is no mean, if
    the codes have another order than the answers.
    """

    id: Identifier
    ordered: bool
    categories: tuple[Category, ...] = Field(min_length=1, max_length=MOST_CATEGORIES)
    nets: tuple[Net, ...] = Field(default=(), max_length=MOST_CATEGORIES)
    scores: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _categories_are_distinct(self) -> "Scale":
        ids = [category.id for category in self.categories]
        refuse_repeats(ids, f"scale {self.id!r}: category")
        if NO_ANSWER.id in ids:
            raise ValueError("'no_answer' is reserved for an empty cell; use 'refused'")
        self._refuse_alike([category.codes for category in self.categories])
        self._refuse_alike([(c.id, *c.label.values()) for c in self.categories])
        if not self.counted:
            raise ValueError(f"scale {self.id!r}: every category is 'missing'")
        refuse_repeats(
            [*ids, *(net.id for net in self.nets)], f"scale {self.id!r}: category or net"
        )
        for net in self.nets:
            for name in set(net.categories) - {category.id for category in self.counted}:
                raise ValueError(
                    f"net {net.id!r}: scale {self.id!r} has no category {name!r}"
                )
        answers = len(answer_positions(self.categories))
        if len(self.scores) not in (0, answers):
            raise ValueError(
                f"scale {self.id!r}: found {len(self.scores)} scores, expected one for each "
                f"of its {answers} answers, in their order"
            )
        return self

    def _refuse_alike(self, spellings: Sequence[Sequence[str]]) -> None:
        """Refuse one code for two categories, or one label; a code may be another's label."""
        seen: dict[str, str] = {}
        for category, texts in zip(self.categories, spellings, strict=True):
            for text in texts:
                if seen.setdefault(text, category.id) != category.id:
                    raise ValueError(
                        f"scale {self.id!r}: {text!r} means both "
                        f"{seen[text]!r} and {category.id!r}"
                    )

    @property
    def counted(self) -> tuple[Category, ...]:
        """The categories of those who are in the base."""
        return tuple(c for c in self.categories if c.kind != "missing")

    @property
    def counts(self) -> tuple[float, ...]:
        """What each answer on the scale counts in a mean; empty if nobody can say."""
        if self.scores or not self.ordered:
            return self.scores
        codes = [self.categories[k].code or "" for k in answer_positions(self.categories)]
        numbers = tuple(float(code) for code in codes if _NUMERIC.fullmatch(code))
        if not numbers:
            return tuple(float(k) for k in range(1, len(codes) + 1))
        steps = [one < other for one, other in pairwise(numbers)]
        distinct = len({*numbers}) == len(codes)
        return numbers if distinct and len({*steps}) < 2 else ()


class Condition(Document):
    """Base filter: asked of those who gave one of these answers to another item."""

    item: Identifier
    any_of: tuple[Identifier, ...] = Field(min_length=1)


class Sort(Document):
    """Rows of a table by their share of all, largest first; some of them last, as named."""

    by: Literal["total"]
    last: tuple[Identifier, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _by_alone(cls, given: object) -> object:
        """Understand ``sort: total``."""
        return {"by": given} if isinstance(given, str) else given


class Item(Document):
    """One question: a short label, the wording as asked, its scale and its base.

    ``profile`` says that it describes the respondent: it is no finding of its own. ``base``
    says whose answers are counted, in place of what a page would say.
    """

    id: Identifier
    label: Text
    wording: Text
    scale: Identifier
    profile: bool = False
    column: str | None = None
    asked_if: Condition | None = None
    base: Text | None = None
    sort: Sort | None = None


class Number(Document):
    """A question that is answered with a number, such as age.

    ``missing`` are cells that are no answer at all and leave the base; ``dont_know`` and
    ``refused`` stay in it. ``bins`` (see :mod:`itperception.survey.bins`) are the answers of
    an ordinary item ``<id>_bins``. ``nps`` is a recommendation from 0 to 10, and makes the
    item of these eleven answers with the nets promoters, passives and detractors; with
    neither, the item has one answer, that a number was given.
    """

    id: Identifier
    label: Text
    wording: Text
    column: str | None = None
    unit: Text | None = None
    missing: tuple[str, ...] = ()
    dont_know: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    asked_if: Condition | None = None
    profile: bool = False
    bins: tuple[str, ...] = Field(default=(), max_length=MOST_CATEGORIES)
    nps: bool = False

    @model_validator(mode="after")
    def _bins_are_bins(self) -> "Number":
        _require(not (self.nps and self.bins), f"number {self.id!r}: bins or nps, not both")
        bins_of(self.bins)
        refuse_repeats(
            [*self.missing, *self.dont_know, *self.refused],
            f"number {self.id!r}: cell that is no number",
        )
        return self

    @property
    def bins_id(self) -> str:
        """Id of the item, and of the scale, that its bins are."""
        return f"{self.id}_bins"

    @property
    def parts(self) -> list[Bin]:
        """The bins, in the order of the answers."""
        if self.nps:
            return [Bin.of(f"{k}") for k in range(10, -1, -1)]
        return bins_of(self.bins) or [Bin(-inf, inf, False, A_NUMBER.id, "")]

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest number there can be."""
        return (0.0, 10.0) if self.nps else (-inf, inf)

    def item(self) -> Item:
        """Return the item that its bins are."""
        return Item(
            id=self.bins_id, label=self.label, wording=self.wording, scale=self.bins_id,
            profile=self.profile, column=self.column, asked_if=self.asked_if,
        )  # fmt: skip

    def counted(self) -> "Dimension":
        """Return the number itself as what is counted: asked of whoever gave one."""
        told = self.scale().categories
        given = Condition(item=self.bins_id,
                          any_of=[told[k].id for k in answer_positions(told)])  # fmt: skip
        return Dimension(self.id, self.label, self.wording, (), False, (), given)

    def scale(self) -> Scale:
        """Return the scale of that item."""
        answers = [Category(id=own.id, label={"en": own.label}) for own in self.parts
                   if own.label] or [A_NUMBER]  # fmt: skip
        silent = [kind for kind in (DONT_KNOW, REFUSED) if getattr(self, kind.id)]
        return Scale(id=self.bins_id, ordered=len(answers) > 1,
                     categories=(*answers, *silent), nets=NPS if self.nps else (),
                     scores=[own.low for own in self.parts] if self.nps else ())  # fmt: skip


NPS = tuple(
    Net(id=name, label=label, categories=[f"exactly_{k}" for k in points])
    for name, points, label in (
        ("promoters", (10, 9), {"en": "Promoters", "sv": "Ambassadörer", "de": "Promotoren"}),
        ("passives", (8, 7), {"en": "Passives", "sv": "Passiva", "de": "Passive"}),
        ("detractors", range(6, -1, -1),
         {"en": "Detractors", "sv": "Kritiker", "de": "Detraktoren"}),
    )
)  # fmt: skip


class Option(Document):
    """One box of a multiple response that a respondent may tick.

    ``code`` is what the cells of ``coded_columns`` hold for it.
    """

    id: Identifier
    label: Text
    column: str | None = None
    code: str | None = None


class MultipleResponse(Document):
    """A set of options of which any number may be chosen.

    Each option has a column of its own, or ``separator`` splits one column that
    lists what was chosen; or each of ``coded_columns`` holds the code of one option that was
    chosen, in any order, empty where there are no more. An empty cell means "not chosen" if
    ``empty_is`` says so; a respondent with nothing but empty cells then still counts as
    answering. ``missing`` are cells of somebody who was not asked.
    """

    id: Identifier
    label: Text
    wording: Text
    options: tuple[Option, ...] = Field(min_length=1, max_length=MOST_CATEGORIES)
    selected: tuple[str, ...] = ("1", "yes", "true")
    not_selected: tuple[str, ...] = ("0", "no", "false")
    empty_is: Literal["no_answer", "not_selected"] = "no_answer"
    missing: tuple[str, ...] = ()
    separator: str | None = Field(default=None, min_length=1)
    column: str | None = None
    coded_columns: tuple[str, ...] = Field(default=(), max_length=MOST_CATEGORIES)
    exclusive: Identifier | None = None
    asked_if: Condition | None = None
    base: Text | None = None
    sort: Sort | None = None

    @model_validator(mode="after")
    def _options_are_distinct(self) -> "MultipleResponse":
        ids = [option.id for option in self.options]
        refuse_repeats(ids, f"multiple response {self.id!r}: option")
        if self.exclusive is not None and self.exclusive not in ids:
            raise ValueError(
                f"exclusive option {self.exclusive!r} is not among the options"
            )
        of = f"multiple response {self.id!r}: "
        refuse_repeats([o.code for o in self.options if o.code], f"{of}code")
        refuse_repeats(self.coded_columns, f"{of}column")
        own = self.separator or self.column or any(o.column for o in self.options)
        _require(not (self.coded_columns and own), f"{of}coded_columns, or a column of its "
                 "own for each option, or one with a separator")  # fmt: skip
        return self


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
        _require(sum(way is not None for way in ways) == 1, f"derived item {self.id!r}: one of "
                 "of, count, any, cross")  # fmt: skip
        _require((self.of is None) != bool(self.categories),
                 f"derived item {self.id!r}: 'of' needs 'categories', and only that")  # fmt: skip
        _require(
            self.count or not self.bins, f"derived item {self.id!r}: bins are of a count"
        )
        _require(len(self.cross) != 1, f"derived item {self.id!r}: cross needs two items")
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

    def item(self, parts: "Sequence[Dimension]") -> Item:
        """Return the item; its condition is that of its parts, none if one was put to all."""
        conditions = [part.asked_if for part in parts]
        told = [c for c in conditions if c] if self.cross else conditions
        one = told[0] if told and None not in told else None
        labels = {k: ", ".join(say(part.label, k) for part in parts) for k in LANGUAGES}
        made_of = {k: MADE_OF[k].format(labels) for k, labels in labels.items()}
        return Item(id=self.id, label=self.label, wording=self.wording or made_of,
                    scale=self.id, profile=self.profile, asked_if=one, base=self.base,
                    sort=self.sort)  # fmt: skip

    def _recoded(self, parts: "Sequence[Dimension]") -> dict:
        """Return a category for each that is declared, and those of don't know that are left."""
        known, of = {c.id: c for c in parts[0].categories[:-1]}, f"derived item {self.id!r}"
        given = [name for category in self.categories for name in category.given]
        refuse_repeats(given, f"{of}: answer")
        for name in given:
            _require(name in known, f"{of}: {parts[0].id!r} has no answer {name!r}")
        rest = [c for name, c in known.items() if name not in given]
        lost = [c.id for c in rest if c.kind == "answer"]
        _require(not lost, f"{of}: found no category for {', '.join(lost)}; write each answer "
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
            _require(any(own.holds(number) for own in bins),
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
                _require(members(part, name), f"derived item {self.id!r}: {part.id!r} has no "
                         f"answer or net {name!r}")  # fmt: skip


class Banner(Document):
    """An item whose answers become the columns of tables."""

    id: Identifier
    label: Text
    item: Identifier


class Gap(Document):
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
                _require(found == expected, f"headline: {name} ({language}) has "
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
        _require(
            (self.item is None) != (self.gap is None), "a model is of an item or of a gap"
        )
        _require(self.on or self.among, "a model says on what: on, among, or both")
        refuse_repeats(self.on, "predictor")
        return self


@dataclass(frozen=True, slots=True)
class Dimension:
    """One column of codes and what the codes mean: all that counting needs to know.

    Attributes
    ----------
    id : str
        Item id, or ``set.option`` for an option of a multiple response; also the
        name of the column in ``respondents.parquet``.
    categories : tuple of Category
        Code k in the data is ``categories[k]``; the last one is "no answer".
    ordered : bool
        Whether the answers are ranked.
    scores : tuple of float
        What each answer on the scale counts in a mean; empty if there is none.
    missing : tuple of Category
        What an export may have in place of an answer from who is not in the base.
    sort : Sort, optional
        How rows are sorted, if they do not stand as they were asked.
    base : dict of str, optional
        Whose answers are counted, if the codebook says so in words.
    crosses : tuple of Dimension
        What it is made of while it is counted, if no column of its own holds it.
    """

    id: str
    label: dict[str, str]
    wording: dict[str, str]
    categories: tuple[Category, ...]
    ordered: bool
    nets: tuple[Net, ...] = ()
    asked_if: Condition | None = None
    scores: tuple[float, ...] = ()
    missing: tuple[Category, ...] = ()
    base: dict[str, str] | None = None
    sort: Sort | None = None
    crosses: "tuple[Dimension, ...]" = ()


def answer_positions(categories: Sequence[Category]) -> list[int]:
    """Return where the answers on the scale stand; don't know and the like are none."""
    return [k for k, category in enumerate(categories) if category.kind == "answer"]


def net_named(asked: "Dimension | Scale", name: str) -> Net:
    """Return a net of a question, or one of its answers as a net of itself.

    Raises
    ------
    UnknownNameError
        If the question has neither.
    """
    nets = {net.id: net for net in asked.nets}
    nets |= {
        c.id: Net(id=c.id, label=c.label, categories=(c.id,)) for c in asked.categories
    }
    if name not in nets:
        raise unknown_name(f"net or answer of {asked.id!r}", name, list(nets))
    return nets[name]


def members(dimension: Dimension, name: str) -> list[int]:
    """Return the positions of an answer, or of those of a net; none if there is neither."""
    nets = {net.id: net.categories for net in dimension.nets}
    named = nets.get(name, (name,))
    return [k for k, c in enumerate(dimension.categories[:-1]) if c.id in named]


def crossed(dimensions: Sequence[Dimension]) -> tuple[Category, ...]:
    """Return a category for each combination of the answers to several dimensions.

    Examples
    --------
    >>> from itperception.survey.codebook import NOT_SELECTED, SELECTED
    >>> one = Dimension("a", {}, {}, (SELECTED, NOT_SELECTED, NO_ANSWER), False)
    >>> [category.label["en"] for category in crossed([one, one])]
    ['Yes · Yes', 'Yes · No', 'No · Yes', 'No · No']
    """
    answers = [
        [d.categories[k] for k in answer_positions(d.categories)] for d in dimensions
    ]
    return tuple(
        Category.model_construct(
            id="_".join(c.id for c in cell),
            label={k: CROSSED.join(say(c.label, k) for c in cell) for k in LANGUAGES},
            short={k: CROSSED.join(say(c.short or c.label, k) for c in cell)
                   for k in LANGUAGES},
        )
        for cell in product(*answers)
    )  # fmt: skip


class Codebook(Document):
    """The instrument: scales, items, multiple responses, banners, gaps, and what leads.

    Raises
    ------
    ValueError
        On construction, for an id used twice or a reference to nothing.
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
    gaps: tuple[Gap, ...] = ()
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
                    ("items", own.item(parts)),
                ):
                    object.__setattr__(self, name, (*getattr(self, name), made))
            for own in waiting if not ready else ():
                lacks = next(name for name in own.parts if name not in known)
                _require(False, f"derived item {own.id!r}: no item or set {lacks!r}, or it is "
                         "made of this item")  # fmt: skip
            waiting = [own for own in waiting if own not in ready]
        return self

    def _scales_are_known(self) -> None:
        scales = {scale.id for scale in self.scales}
        for item in self.items:
            _require(item.scale in scales, f"item {item.id!r}: no scale {item.scale!r}")

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
            _check_condition(question, scale_of)
            _check_sort(question, scale_of)
        for banner in self.banners:
            _require(
                banner.item in scale_of, f"banner {banner.id!r}: no item {banner.item!r}"
            )
        for gap in self.gaps:
            for side in (gap.self_item, gap.other_item, *([gap.by] if gap.by else [])):
                _require(side in scale_of, f"gap {gap.id!r}: no item {side!r}")
            sides = (scale_of[name] for name in (gap.self_item, gap.other_item))
            one, other = ((s.ordered, s.categories, s.nets) for s in sides)
            _require(one == other, f"gap {gap.id!r}: its two items have different scales")
            nets = [net.id for net in one[2]]
            _require(gap.net in nets, f"gap {gap.id!r}: no net {gap.net!r}; expected one of "
                     f"{listed(nets) or 'those the scale declares, which are none'}")  # fmt: skip
        known = [gap.id for gap in self.gaps]
        _require(self.headline is None or self.headline.gap in known,
                 f"headline: no such gap; declared are {listed(known) or 'none'}")  # fmt: skip
        for model in self.models:
            self._check_model(model, scale_of)
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
        sets = {chosen.id for chosen in self.multiple_responses}
        return tuple(part for name in derived.parts for part in (
            self.options(name) if name in sets else [self.dimension(name)]))  # fmt: skip

    def made_of(self, name: str) -> tuple[str, ...]:
        """Return the ids of what was asked that a dimension is made of: itself, if it was."""
        own = next((own for own in self.derived if own.id == name), None)
        if own is None:
            return (name,)
        parts = (asked for part in self.parts(own) for asked in self.made_of(part.id))
        return tuple(dict.fromkeys(parts))

    def _check_model(self, model: Explained, scale_of: dict[str, Scale]) -> None:
        of = f"model of {model.item or model.gap!r}"
        if model.gap is not None:
            _require(model.gap in {gap.id for gap in self.gaps}, f"{of}: no such gap")
            _require(model.net is None, f"{of}: the gap says which net")
        else:
            _require(model.item in scale_of, f"{of}: no such item")
            scale = scale_of[model.item]
            known = {None, *(named.id for named in (*scale.nets, *scale.categories))}
            _require(model.net in known, f"{of}: no net or answer {model.net!r}")
        sets = {chosen.id for chosen in self.multiple_responses}
        _require(
            model.among in {None, *sets}, f"{of}: no multiple response {model.among!r}"
        )
        for told in model.on:
            _require(told.count("*") < 2, f"{of}: {told!r} crosses more than two items")
        for name in [part.strip() for told in model.on for part in told.split("*")]:
            known = name in scale_of and name != model.item
            _require(known, f"{of}: no other item {name!r}")

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

    def multiple_response(self, set_id: str) -> MultipleResponse:
        """Return a multiple response by id; `UnknownNameError` names the nearest."""
        return _by_id("multiple response", set_id, self.multiple_responses)

    def dimension(self, name: str) -> Dimension:
        """Return what is counted under a name.

        Parameters
        ----------
        name : str
            An item id, a banner id, or ``set.option``.

        Raises
        ------
        UnknownNameError
            If the codebook has nothing of that name.
        """
        dimensions = {dimension.id: dimension for dimension in self.dimensions()}
        named = {banner.id: banner.item for banner in self.banners}
        found = dimensions.get(name) or dimensions.get(named.get(name, ""))
        if found is None and name in {chosen.id for chosen in self.multiple_responses}:
            options = self.options(name)
            raise UnknownNameError(
                f"{name!r} is a set of {len(options)} options and no item; name one, such as "
                f"{options[0].id!r}, or ask wave.options({name!r}) for a table of each"
            )
        if found is None:
            raise unknown_name("item", name, list(dimensions))
        return found

    def dimensions(self) -> tuple[Dimension, ...]:
        """Return every dimension, items first, in questionnaire order."""
        scales = {scale.id: scale for scale in self.scales}
        bins = {number.bins_id for number in self.numbers}
        items = (
            Dimension(
                item.id, item.label, item.wording, (*scale.counted, NO_ANSWER),
                scale.ordered, scale.nets, item.asked_if,
                scale.scores if item.id in bins else scale.counts,
                tuple(c for c in scale.categories if c.kind == "missing"), item.base, item.sort,
            )
            for item in self.items
            for scale in [scales[item.scale]]
        )  # fmt: skip
        return (*items, *(d for s in self.multiple_responses for d in self.options(s.id)))

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


def _check_condition(question: Item | MultipleResponse, scale_of: dict[str, Scale]) -> None:
    condition = question.asked_if
    if condition is None:
        return
    known = condition.item in scale_of and condition.item != question.id
    _require(known, f"item {question.id!r}: filter on no other item {condition.item!r}")
    categories = {category.id for category in scale_of[condition.item].counted}
    for name in condition.any_of:
        _require(name in categories, f"item {question.id!r}: filter on no answer {name!r}")


def _check_sort(question: Item | MultipleResponse, scale_of: dict[str, Scale]) -> None:
    scale, sort = scale_of.get(question.id), question.sort
    if sort is None:
        return
    _require(scale is None or not (scale.ordered or scale.scores),
             f"item {question.id!r}: ranked answers are not sorted")  # fmt: skip
    rows = question.options if scale is None else scale.counted
    for name in sort.last:
        _require(name in {row.id for row in rows}, f"item {question.id!r}: sort has no answer "
                 f"{name!r}")  # fmt: skip


def refuse_repeats(ids: Sequence[str], kind: str) -> None:
    """Raise a ValueError for the first id that is there more than once."""
    for name, times in Counter(ids).items():
        _require(times == 1, f"{kind} {name!r} is given twice")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
