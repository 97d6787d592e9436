"""Verdicts in the language of a page: names, units, values, and the sentence that decides.

:mod:`itperception.published` speaks English. What it says by key (a quantity, the sentence
that decides) is written from the texts; what it says in a sentence of its own (a certificate,
an assumption, why a claim is not judged) is looked up there by its English words.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from string import Formatter

from itperception.published.figures.figures import Figure
from itperception.published.tables.feasible import counts_in_words, figure_counts
from itperception.published.verdicts.verdict import Verdict, is_p_value
from itperception.published.verdicts.words import ranged
from itperception.reporting import wording
from itperception.reporting.published_charts import told_range, told_value
from itperception.reporting.wording import percent_signs, text, texts
from itperception.reporting.wording.notes import numbers_in

SYMBOLS = {"every": "✓", "none": "○", "some": "?"}
_PLAIN = ("drop_of_means", "mean_difference")
_PEOPLE = ("size", "count", "base", "overlap")
_POINTS = ("difference", "gap", "lead", "drop")
_SHARES = ("share", "interval", "than")


def answer_told(answer: str | float | None, of: str, language: str = "en") -> str:
    """Return a verdict's answer with its sign, so that it does not hang on colour.

    Parameters
    ----------
    answer : {"every", "some", "none"} or missing
        In every table, in some, in none.
    of : {"asked", "chance"}
        Whether it is about the people asked or about chance.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> answer_told("every", "asked"), answer_told("none", "chance")
    ('✓ true', '○ in no table that fits')
    """
    if not isinstance(answer, str):  # None, or what a frame makes of it
        return f"– {text('proof.untested', language)}"
    return f"{SYMBOLS[answer]} {text(f'{of}.{answer}', language)}"


def quantity_name(
    quantity: str, groups: Mapping[str, str] | None = None, language: str = "en"
) -> str:
    """Name a quantity of a verdict; sizes and counts name their group.

    Parameters
    ----------
    quantity : str
        As in `Verdict.quantities`.
    groups : mapping of str to str, optional
        Labels of groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.

    Raises
    ------
    UnknownNameError
        If the texts do not have the quantity.

    Examples
    --------
    >>> quantity_name("mcnemar_midp"), quantity_name("size_it", {"it": "IT"})
    ('p, McNemar mid-P', 'people in IT')
    """
    kind, _, name = quantity.partition("_")
    if f"quantity.{quantity}" not in texts() and f"quantity.{kind}_of" in texts():
        group = (groups or {}).get(name, name)
        return text(f"quantity.{kind}_of", language, group=group)
    return text(f"quantity.{quantity}", language)


def quantity_unit(quantity: str) -> str:
    """Return the unit of a quantity, as charts write it.

    Examples
    --------
    >>> [quantity_unit(name) for name in ("difference", "pearson_p", "size_it", "mcnemar")]
    ['points', 'p_value', 'people', 'number']
    """
    if quantity in _PLAIN:
        return "number"
    if is_p_value(quantity):
        return "p_value"
    parts = quantity.split("_")
    for unit, words in (("people", _PEOPLE), ("points", _POINTS), ("percent", _SHARES)):
        if any(word in parts for word in words):
            return unit
    return "number"


def range_told(line: Mapping[str, object], language: str = "en") -> str:
    """Write the range of one line of `Verdict.quantities`."""
    unit = quantity_unit(str(line["quantity"]))
    return told_range(float(line["low"]), float(line["high"]), unit, language)


def ranges_told(
    lines: Sequence[Mapping], groups: Mapping[str, str] | None = None, language: str = "en"
) -> str:
    """Say lines of `Verdict.quantities`, each from end to end; empty without any."""
    ranges = "; ".join(
        f"{quantity_name(line['quantity'], groups, language)}: {range_told(line, language)}"
        for line in lines
    )
    return f"{ranges[:1].upper()}{ranges[1:]}".replace("+", "")  # a claim names the larger


def deciding_told(
    verdict: Verdict, groups: Mapping[str, str] | None = None, language: str = "en"
) -> str:
    """Return the sentence on the quantity that decides, empty if nothing does."""
    if not verdict.deciding:
        return ""
    values = {
        name: _written(name, value, groups or {}, language)
        for name, value in verdict.deciding_values.items()
    }
    told = ranged(values, texts()["number.range"][language])
    return text(f"deciding.{verdict.deciding}", language, **told)


def people_told(figure: Figure, n: int, language: str = "en") -> str:
    """Say how many of `n` people a printed share can be."""
    counts = counts_in_words(figure_counts(figure, n))
    shown = in_language("counts", counts, language) or counts
    return text("strip.people", language, counts=shown, n=wording.count(n, language))


def assumption_name(name: str, language: str = "en") -> str:
    """Return the name of an assumption of `Verdict.buys`; several stand with commas.

    Examples
    --------
    >>> assumption_name("least 10"), assumption_name("none")
    ('each group has at least 10 people', 'nothing assumed')
    """
    told = []
    for part in name.split(", "):
        key, _, value = part.partition(" ")
        told.append(text(f"assume.{key}", language, **({"value": value} if value else {})))
    return "; ".join(told)


def in_language(section: str, english: str, language: str = "en") -> str | None:
    """Return an English sentence of `published` in a language, None if texts lack it.

    Parameters
    ----------
    section : str
        Section of the texts in which its pattern stands.
    english : str
        The sentence; where the pattern has a placeholder it may have anything.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> in_language("certificate", "enumerated all 1,242 tables", "de")
    'alle 1.242 Tabellen durchgezählt'
    """
    if language == "en":
        return english
    for key, pattern in _patterns(section):
        if found := pattern.fullmatch(english):
            values = {
                name: _number(told, language) for name, told in found.groupdict().items()
            }
            return text(key, language, **values)
    return None


def html_in_language(section: str, english: str, language: str = "en") -> str:
    """Return a sentence as HTML; one that stays English says so to a screen reader."""
    told = in_language(section, english, language)
    if told is None:
        return f'<span lang="en">{escape(english)}</span>'
    return escape(percent_signs(told, language))


def reading_html(english: str, language: str = "en") -> str:
    """Return how figures are read, part by part; an assumption may name its figure."""
    if (told := in_language("assumption", english, language)) is not None:
        return escape(percent_signs(told, language))
    label, mark, reading = english.partition(": ")
    if mark and in_language("reading", reading.split("; ")[0], language) is not None:
        return f"{escape(label)}: {reading_html(reading, language)}"
    parts = english.split("; ")
    return "; ".join(html_in_language("reading", part, language) for part in parts)


@cache
def _patterns(section: str) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (key, re.compile(_pattern(told["en"])))
        for key, told in texts().items()
        if key.startswith(f"{section}.")
    ]


def _pattern(template: str) -> str:
    parts = Formatter().parse(template)
    return "".join(
        re.escape(words) + (f"(?P<{name}>.+)" if name else "") for words, name, *_ in parts
    )


def _number(told: str, language: str) -> str:
    """Write a number anew, or some with "or" between them; else leave what was said."""
    if either := re.fullmatch(r"(\d+(?: or \d+)*) or (\d+)", told):
        low, high = (_number(one, language) for one in either.groups())
        return text("counts.either", language, low=low, high=high)
    plain = told.replace(",", "")
    if plain.isdecimal():
        return wording.count(int(plain), language)
    is_number = re.fullmatch(r"[-<]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", plain)
    return numbers_in(told, language) if is_number else told


def _written(name: str, value: object, groups: Mapping[str, str], language: str) -> str:
    """Write a value of the deciding sentence: people, a share, a group or a word."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return wording.count(value, language)
    if isinstance(value, float):
        unit = quantity_unit(name)
        return told_value(value, unit, language)
    return groups.get(str(value), str(value))
