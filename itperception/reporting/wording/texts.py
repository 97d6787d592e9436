"""Every string of a page, looked up by section and key in the language of the page.

The strings stand in ``texts/*.yaml``, and those of verdicts beside these, in English, Swedish
and German; a test holds the three together. What is returned is plain text: whoever writes
HTML escapes it.
"""

from functools import cache
from pathlib import Path

from pydantic import ConfigDict, Field

from itperception.errors import unknown_name
from itperception.published.verdicts.words import SENTENCES
from itperception.survey.documents import read_document
from itperception.terms.document import Document
from itperception.terms.text import LANGUAGES


class Wording(Document):
    """One text in every language of the pages."""

    en: str
    sv: str
    de: str


class Texts(Document):
    """All texts of the pages: sections, each with its keys."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[str, Wording]] = Field(init=False)


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return every text: by ``section.key``, then by language.

    Raises
    ------
    DocumentError
        If a file of ``texts/`` lacks a language for a key; file and line are named.
    ValueError
        If two of the files have the same section.

    Examples
    --------
    >>> texts()["table.total"]
    {'en': 'Total', 'sv': 'Totalt', 'de': 'Gesamt'}
    """
    found: dict[str, dict[str, str]] = {}
    own = sorted((Path(__file__).parents[1] / "texts").glob("*.yaml"))
    for path in (*own, SENTENCES):
        for section, keys in read_document(path, Texts).model_dump().items():
            said = {f"{section}.{key}": wording for key, wording in keys.items()}
            if found.keys() & said.keys():
                raise ValueError(f"{path.name}: section {section!r} stands in another file")
            found |= said
    return found


def text(key: str, language: str = "en", **values: str) -> str:
    """Return a text of the pages in a language, its placeholders filled in.

    Parameters
    ----------
    key : str
        Section and key, such as ``"table.total"``.
    language : {"en", "sv", "de"}
        Language of the page.
    **values : str
        One value for each placeholder, already written in the language.

    Raises
    ------
    UnknownNameError
        For a key or a language there is none of.

    Examples
    --------
    >>> text("table.number", "de", number="3")
    'Tabelle 3.'
    """
    if language not in LANGUAGES:
        raise unknown_name("language", language, LANGUAGES)
    if key not in texts():
        raise unknown_name("text", key, list(texts()))
    return texts()[key][language].format(**values)


def named(section: str, english: str, language: str = "en") -> str:
    """Return the name of a method or an effect size in a language.

    Parameters
    ----------
    section : {"method", "effect", "adjust"}
        Where in the texts the names stand.
    english : str
        The name that inference gives; in English it is returned as it is.
    language : {"en", "sv", "de"}
        Language of the page.

    Raises
    ------
    UnknownNameError
        If the name has no translation.

    Examples
    --------
    >>> named("method", "Kruskal-Wallis test", "sv")
    'Kruskal-Wallis test'
    """
    if language == "en":
        return english
    known = {
        wording["en"]: wording
        for key, wording in texts().items()
        if key.startswith(f"{section}.")
    }
    if english not in known:
        raise unknown_name(section, english, list(known))
    return known[english][language]


def quoted(told: str, language: str = "en") -> str:
    """Return a text in the quotation marks of a language.

    Examples
    --------
    >>> quoted("51 %"), quoted("51 %", "sv"), quoted("51 %", "de")
    ('“51 %”', '”51 %”', '„51 %“')
    """
    return text("quote.marks", language, told=told)
