"""What a codebook wants to see: banners, gaps, what leads, and models; and whether it is there.

Each check raises `ValueError` with the reason, as pydantic wants it.
"""

from collections.abc import Collection, Mapping, Sequence
from string import Formatter
from typing import Annotated

from pydantic import Field, model_validator

from itperception.errors import listed
from itperception.survey.questions import Item, MultipleResponse, Scale
from itperception.terms.dimension import NESTED
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


Scales = Mapping[str, Scale]


def check_condition(question: Item | MultipleResponse, scale_of: Scales) -> None:
    """Refuse a base filter on what is no answer to another item."""
    condition = question.asked_if
    if condition is None:
        return
    known = condition.item in scale_of and condition.item != question.id
    require(known, f"item {question.id!r}: filter on no other item {condition.item!r}")
    categories = {category.id for category in scale_of[condition.item].counted}
    for name in condition.any_of:
        require(name in categories, f"item {question.id!r}: filter on no answer {name!r}")


def check_sort(question: Item | MultipleResponse, scale_of: Scales) -> None:
    """Refuse to sort ranked answers, or to put last what is no answer."""
    scale, sort = scale_of.get(question.id), question.sort
    if sort is None:
        return
    require(scale is None or not (scale.ordered or scale.scores),
            f"item {question.id!r}: ranked answers are not sorted")  # fmt: skip
    rows = question.options if scale is None else scale.counted
    for name in sort.last:
        require(name in {row.id for row in rows}, f"item {question.id!r}: sort has no answer "
                f"{name!r}")  # fmt: skip


def check_banner(banner: Banner, scale_of: Scales, sets: Collection[str]) -> None:
    """Refuse a banner of a page whose columns share people, or that no item is."""
    of = f"banner {banner.id!r}"
    require(banner.item not in sets, f"{of}: {banner.item!r} is a set, whose columns share "
            "people, so that a page could not tell who is hidden; name a derived item, such as "
            "any or count of some of its options")  # fmt: skip
    require(NESTED not in banner.item, f"{of}: {banner.item!r} is nested; declare it as a "
            "derived item, 'cross: [a, b]', and name that")  # fmt: skip
    require(banner.item in scale_of, f"{of}: no item {banner.item!r}")


def check_gap(gap: DeclaredGap, scale_of: Scales) -> None:
    """Refuse a gap whose items are not there, or not on one scale that has its net."""
    for side in filter(None, (gap.self_item, gap.other_item, gap.by)):
        require(side in scale_of, f"gap {gap.id!r}: no item {side!r}")
    sides = (scale_of[name] for name in (gap.self_item, gap.other_item))
    one, other = ((s.ordered, s.categories, s.nets) for s in sides)
    require(one == other, f"gap {gap.id!r}: its two items have different scales")
    nets = [net.id for net in one[2]]
    require(gap.net in nets, f"gap {gap.id!r}: no net {gap.net!r}; expected one of "
            f"{listed(nets) or 'those the scale declares, which are none'}")  # fmt: skip


def check_headline(headline: Headline | None, gaps: Sequence[DeclaredGap]) -> None:
    """Refuse to lead with a gap that is not declared."""
    known = [gap.id for gap in gaps]
    require(headline is None or headline.gap in known,
            f"headline: no such gap; declared are {listed(known) or 'none'}")  # fmt: skip


def check_model(
    model: Explained,
    scale_of: Scales,
    gaps: Sequence[DeclaredGap],
    sets: Collection[str],
) -> None:
    """Refuse a model of, or on, what was not asked."""
    of = f"model of {model.item or model.gap!r}"
    if model.gap is not None:
        require(model.gap in {gap.id for gap in gaps}, f"{of}: no such gap")
        require(model.net is None, f"{of}: the gap says which net")
    else:
        require(model.item in scale_of, f"{of}: no such item")
        scale = scale_of[model.item]
        known = {None, *(named.id for named in (*scale.nets, *scale.categories))}
        require(model.net in known, f"{of}: no net or answer {model.net!r}")
    require(model.among in {None, *sets}, f"{of}: no multiple response {model.among!r}")
    for told in model.on:
        require(told.count("*") < 2, f"{of}: {told!r} crosses more than two items")
    for name in [part.strip() for told in model.on for part in told.split("*")]:
        known = name in scale_of and name != model.item
        require(known, f"{of}: no other item {name!r}")
