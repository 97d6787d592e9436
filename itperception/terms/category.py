"""Categories: the answers to a question, and nets of them."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from itperception.terms.document import Document
from itperception.terms.text import Identifier, Text

Kind = Literal["answer", "dont_know", "refused", "no_answer", "missing"]


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
SELECTED = Category(id="selected", label={"en": "Yes", "sv": "Ja", "de": "Ja"})
NOT_SELECTED = Category(id="not_selected", label={"en": "No", "sv": "Nej", "de": "Nein"})


class Net(Document):
    """Respondents who gave any of several categories, such as a top-two box."""

    id: Identifier
    label: Text
    categories: tuple[Identifier, ...] = Field(min_length=1)


def answer_positions(categories: Sequence[Category]) -> list[int]:
    """Return where the answers on the scale stand; don't know and the like are none."""
    return [k for k, category in enumerate(categories) if category.kind == "answer"]
