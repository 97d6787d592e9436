"""Reasons and notes of :mod:`itperception.inference` in the language of a page.

Inference speaks English: "smallest expected count 3.2; left out: 12 who gave no answer on
the scale". Its sentences stand as patterns in ``texts/notes.yaml``, and are found there by
their English words. What a pattern leaves open, numbers above all, is written anew.
"""

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter

from itperception.errors import unknown_name
from itperception.reporting.wording.numbers import DECIMAL_MARK, MINUS, THOUSANDS_MARK
from itperception.reporting.wording.texts import text, texts

JOINERS = ("; ", ". ")
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?(?![\w])")


def say_note(
    english: str, language: str = "en", names: Mapping[str, str] | None = None
) -> str:
    """Return a reason or a note in a language.

    Parameters
    ----------
    english : str
        As inference wrote it: sentences, or clauses joined by semicolons.
    language : {"en", "sv", "de"}
        Language of the page.
    names : mapping of str to str, optional
        What the page calls the items and groups that the note names by their ids.

    Raises
    ------
    UnknownNameError
        If a part of it has no translation.

    Examples
    --------
    >>> say_note("left out as empty: 1 row, 2 columns; smallest expected count 3.2", "sv")
    'utelämnat som tomt: 1 rad, 2 kolumner; minsta förväntade antal 3,2'
    >>> say_note("gap: internal 12.3 points", "sv", {"internal": "Intern"})
    'gap, ”Intern”: 12,3 procentenheter'
    """
    told = []
    for part, joiner, found in _parts(english, language, names):
        if found is None:
            raise unknown_name("note", part, [words["en"] for _, words in _known("note")])
        told += [found, joiner]
    return "".join(told)


def translated(
    section: str, english: str, language: str = "en", names: Mapping[str, str] | None = None
) -> str | None:
    """Return an English sentence in a language by its pattern; None if there is none.

    Parameters
    ----------
    section : str
        Section of the texts; where a pattern has a placeholder, anything may stand. A
        placeholder called ``counted`` is a list that is translated by the section of
        that name.
    english : str
        The whole sentence.
    language : {"en", "sv", "de"}
        Language of the page.
    names : mapping of str to str, optional
        What stands for an id that fills a placeholder alone.

    Examples
    --------
    >>> translated("note", "smallest expected count 0.083", "de")
    'kleinste erwartete Anzahl 0,083'
    """
    if language == "en" and not names:
        return english
    for key, pattern in _patterns(section):
        if found := pattern.fullmatch(english):
            values = {
                name: (names or {}).get(told) or _value(name, told, language)
                for name, told in found.groupdict().items()
            }
            return None if None in values.values() else text(key, language, **values)
    return None


def numbers_in(english: str, language: str = "en") -> str:
    """Write the numbers of a text in the language's own way.

    Examples
    --------
    >>> numbers_in("0.05 of 1,242", "de"), numbers_in("1, 2, 2.5", "sv")
    ('0,05 of 1.242', '1; 2; 2,5')
    """
    listed = english.replace(", ", "; ") if DECIMAL_MARK[language] == "," else english
    return _NUMBER.sub(lambda found: _number(found[0], language), listed)


def _parts(
    english: str, language: str, names: Mapping[str, str] | None
) -> list[tuple[str, str, str | None]]:
    """Cut a note into its parts: each with what joins it to the next, and translated."""
    if not english:
        return []
    for joiner in JOINERS:
        pieces = english.split(joiner)
        for last in range(1, len(pieces) + 1):
            whole = joiner.join(pieces[:last])
            if (found := _sentence(whole, language, names)) is not None:
                rest = joiner.join(pieces[last:])
                return [
                    (whole, joiner if rest else "", found),
                    *_parts(rest, language, names),
                ]
    first, joiner, rest = _first(english)
    return [(first, joiner, None), *_parts(rest, language, names)]


def _sentence(english: str, language: str, names: Mapping[str, str] | None) -> str | None:
    """Translate one part; a full stop at its end is no part of its pattern."""
    stop = "." if english.endswith(".") else ""
    found = translated("note", english.removesuffix("."), language, names)
    return None if found is None else found + stop


def _first(english: str) -> tuple[str, str, str]:
    """Cut off what comes before the first joiner, whichever it is."""
    cuts = [english.partition(joiner) for joiner in JOINERS]
    return min(cuts, key=lambda cut: len(cut[0]))


def _known(section: str) -> list[tuple[str, dict[str, str]]]:
    return [(key, words) for key, words in texts().items() if key.startswith(f"{section}.")]


@cache
def _patterns(section: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the patterns of a section, those first that leave least open."""
    parsed = [(key, list(Formatter().parse(words["en"]))) for key, words in _known(section)]
    by_words = sorted(parsed, key=lambda entry: -sum(len(told) for told, *_ in entry[1]))
    return [(key, re.compile("".join(map(_pattern, parts)))) for key, parts in by_words]


def _pattern(part: tuple[str, str | None, str | None, str | None]) -> str:
    words, name = part[:2]
    return re.escape(words) + (f"(?P<{name}>.+)" if name else "")


def _value(name: str, told: str, language: str) -> str | None:
    if name != "counted":
        return numbers_in(told, language)
    parts = [translated("counted", part, language) for part in told.split(", ")]
    return None if None in parts else ", ".join(parts)


def _number(told: str, language: str) -> str:
    marks = {",": THOUSANDS_MARK[language], ".": DECIMAL_MARK[language], "-": MINUS}
    mantissa, exponent, power = told.partition("e")
    return "".join(marks.get(sign, sign) for sign in mantissa) + exponent + power
