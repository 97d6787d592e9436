"""Texts in the languages of a survey, and the ids that things have in it."""

from typing import Annotated

from pydantic import BeforeValidator, Field

LANGUAGES = ("en", "sv", "de")


def _text(given: object) -> dict:
    """Take a text alone as English."""
    if not isinstance(given, str | dict):
        raise ValueError("expected a text, or one for each language ({en: …, sv: …})")
    return {"en": given} if isinstance(given, str) else given


Text = Annotated[
    dict[str, Annotated[str, Field(min_length=1)]],
    BeforeValidator(_text),
    Field(min_length=1),
]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=100)]


def say(text: dict[str, str], language: str = "en") -> str:
    """Return a text in a language, or in English, or in the first there is.

    Examples
    --------
    >>> say({"en": "Image", "sv": "Anseende"}, "sv"), say({"en": "Image"}, "de")
    ('Anseende', 'Image')
    """
    return text.get(language) or text.get("en") or next(iter(text.values()))
