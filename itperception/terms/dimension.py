"""A dimension: one column of codes and what they mean, the one kind of question there is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from pydantic import Field, model_validator

from itperception.errors import UnknownNameError, unknown_name
from itperception.terms.category import Category, Net, answer_positions
from itperception.terms.document import Document
from itperception.terms.text import LANGUAGES, Identifier, say

CROSSED = " · "
NESTED = "/"  # in the name of a question within another


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

    @property
    def parts(self) -> "tuple[Dimension, ...]":
        """What it crosses, or itself."""
        return self.crosses or (self,)


def net_named(asked: Dimension, name: str) -> Net:
    """Return a net of a question, or one of its answers as a net of itself.

    `UnknownNameError` if the question has neither; no answer is none.
    """
    nets = {net.id: net for net in asked.nets}
    nets |= {
        c.id: Net(id=c.id, label=c.label, categories=(c.id,))
        for c in asked.categories if c.kind != "no_answer"
    }  # fmt: skip
    if name not in nets:
        raise unknown_name(f"net or answer of {asked.id!r}", name, list(nets))
    return nets[name]


def members(dimension: Dimension, name: str) -> list[int]:
    """Return the positions of an answer, or of those of a net; see :func:`net_named`."""
    return positions(dimension, net_named(dimension, name).categories)


def positions(dimension: Dimension, answers: Iterable[str]) -> list[int]:
    """Return the positions of categories by their ids; `UnknownNameError` if one is none."""
    ids = [category.id for category in dimension.categories]
    for answer in answers:
        if answer not in ids:
            raise unknown_name(f"answer to {dimension.id!r}", answer, ids)
    return [ids.index(answer) for answer in answers]


def codes_of(
    where: Mapping[str, Sequence[str]] | None, dimension: Callable[[str], Dimension]
) -> dict[str, list[int]]:
    """Return the codes of a filter's answers, by id of a dimension.

    Who gave one of the answers to each of the items is inside; who was not asked is outside.
    `UnknownNameError` if an answer is none of the item's; if an item is nested, or named twice,
    as by its own name and that of its banner.

    Examples
    --------
    >>> codes_of({"any_marketing": ["yes", "no"]}, wave.dimension)
    {'any_marketing': [0, 1]}
    """
    found: dict[str, list[int]] = {}
    for name, answers in (where or {}).items():
        own = dimension(name)
        if own.crosses or own.id in found:
            raise UnknownNameError(
                f"{name!r}: a filter names each question by itself, and once"
            )
        found[own.id] = positions(own, answers)
    return found


def crossed(dimensions: Sequence[Dimension]) -> tuple[Category, ...]:
    """Return a category for each combination of the answers to several dimensions.

    Examples
    --------
    >>> from itperception.terms.category import NO_ANSWER, NOT_SELECTED, SELECTED
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
