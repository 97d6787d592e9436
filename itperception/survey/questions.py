"""What was asked: items on scales, numbers, and multiple responses."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import Literal

from pydantic import Field, model_validator

from itperception.survey.bins import Bin, bins_of
from itperception.terms.category import (
    DONT_KNOW,
    NO_ANSWER,
    REFUSED,
    Category,
    Net,
    answer_positions,
)
from itperception.terms.dimension import Condition, Dimension, Sort
from itperception.terms.document import Document, refuse_repeats, require
from itperception.terms.text import Identifier, Text

MOST_CATEGORIES = 1_000
A_NUMBER = Category(id="any", label={"en": "A number", "sv": "Ett tal", "de": "Eine Zahl"})
_NUMERIC = re.compile(r"[+-]?\d+(\.\d+)?")


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
        require(not (self.nps and self.bins), f"number {self.id!r}: bins or nps, not both")
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
    def has_bins(self) -> bool:
        """Whether its item has answers that say more than that a number was given."""
        return self.nps or bool(self.bins)

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
                     categories=(*answers, *silent), nets=_NPS if self.nps else (),
                     scores=[own.low for own in self.parts] if self.nps else ())  # fmt: skip


_NPS = tuple(
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
        require(not (self.coded_columns and own), f"{of}coded_columns, or a column of its "
                "own for each option, or one with a separator")  # fmt: skip
        self._refuse_cells_that_say_both(of)
        return self

    def _refuse_cells_that_say_both(self, of: str) -> None:
        """Refuse a cell that says "chosen" and something else: no order of them is meant."""
        ticks = () if self.separator or self.coded_columns else self.selected
        for key in ("not_selected", "missing"):
            both = next((cell for cell in ticks if cell in getattr(self, key)), None)
            require(both is None, f"{of}{both!r} is in selected and in {key}; expected each cell "
                    "to say one thing")  # fmt: skip
