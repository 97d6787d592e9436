"""Words and numbers as a reader meets them, in English, Swedish and German.

Every string of a page stands in ``texts/``; this module looks it up, writes the
numbers into it in the language's own way, and builds sentences from results. All
numbers come in at full precision, proportions in [0, 1]; rounding happens here and
nowhere before. What is returned is plain text: whoever writes HTML escapes it.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ConfigDict, Field

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.errors import unknown_name
from itperception.survey.codebook import LANGUAGES, say
from itperception.survey.documents import Document, read_document

if TYPE_CHECKING:
    from itperception.inference.results import TestResult

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOBODY, NOT_AVAILABLE = "–", ".."
DECIMAL_MARK = {"en": ".", "sv": ",", "de": ","}
THOUSANDS_MARK = {"en": ",", "sv": NO_BREAK, "de": "."}
SYMBOLS = {
    "Pearson's chi-squared test": "χ²",
    "Pearson's chi-squared by permutation": "χ²",
    "Likelihood ratio test": "G",
    "Kruskal-Wallis test": "H",
    "Stuart-Maxwell test": "χ²",
}
LEAST_P, MOST_P = 0.001, 0.9995


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
    for path in sorted(Path(__file__).with_name("texts").glob("*.yaml")):
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


def decimal(value: float, language: str = "en", digits: int = 2) -> str:
    """Return a number with a fixed count of decimals, halves rounded away from zero.

    Parameters
    ----------
    value : float
        Any number; NaN is written as "..".
    language : {"en", "sv", "de"}
        Decides the decimal and the thousands mark.
    digits : int
        Decimals.

    Notes
    -----
    Halves are decided after rounding to nine decimals more, so that 57/200 is 28.5 %
    and printed as 29 %, although its nearest binary number is a hair below.

    Examples
    --------
    >>> decimal(-1234.5, "en", 0), decimal(0.125, "de")
    ('−1,235', '0,13')
    """
    if isnan(value):
        return NOT_AVAILABLE
    exact = Decimal(repr(round(float(value), digits + 9)))
    shown = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    marks = {",": THOUSANDS_MARK[language], ".": DECIMAL_MARK[language], "-": MINUS}
    return "".join(marks.get(sign, sign) for sign in f"{shown if shown else 0:,.{digits}f}")


def count(n: float, language: str = "en", digits: int = 0) -> str:
    """Return a number of respondents, or a sum of weights.

    Examples
    --------
    >>> count(18000), count(18000, "de")
    ('18,000', '18.000')
    """
    return decimal(n, language, digits)


def percent(proportion: float, language: str = "en", digits: int = 0) -> str:
    """Return a proportion as percent; never 0 % for somebody, never 0 % for nobody.

    Parameters
    ----------
    proportion : float
        In [0, 1]. Zero gives "–", a value that would round to zero "<0.5%", NaN "..".
    language : {"en", "sv", "de"}
        Swedish and German put a no-break space before the sign.
    digits : int
        Decimals.

    Examples
    --------
    >>> percent(0.513), percent(0.002), percent(0.0), percent(0.125, "en", 1)
    ('51%', '<0.5%', '–', '12.5%')
    """
    if isnan(proportion):
        return NOT_AVAILABLE
    if proportion == 0:
        return NOBODY
    half = 0.5 * 10.0**-digits
    if 0 < round(proportion * 100, 9) < half:
        return "<" + _with_sign(decimal(half, language, digits + 1), language)
    return _with_sign(decimal(proportion * 100, language, digits), language)


def level(value: float, language: str = "en") -> str:
    """Return a confidence or significance level: 0.95 is 95%, 0.025 is 2.5%.

    Examples
    --------
    >>> level(0.95), level(0.025, "en")
    ('95%', '2.5%')
    """
    whole = abs(value * 100 - round(value * 100)) < 1e-9
    return _with_sign(decimal(value * 100, language, 0 if whole else 1), language)


def points(difference: float, language: str = "en", *, short: bool = False) -> str:
    """Return a difference of proportions in percentage points, with its sign.

    Examples
    --------
    >>> points(-0.127), points(0.05, "sv")
    ('−13 points', '+5 procentenheter')
    """
    key = "number.points_short" if short else "number.points"
    return text(key, language, number=signed(difference * 100, language))


def signed(value: float, language: str = "en", digits: int = 0) -> str:
    """Return a number with its sign; what rounds to zero has none.

    Examples
    --------
    >>> signed(4.6), signed(-0.2), signed(-4.6)
    ('+5', '0', '−5')
    """
    shown = decimal(value, language, digits)
    is_plus = value > 0 and any(digit in shown for digit in "123456789")
    return f"+{shown}" if is_plus else shown


def interval(
    low: float,
    high: float,
    language: str = "en",
    *,
    confidence: float = 0.95,
    unit: str = "points",
) -> str:
    """Return a confidence interval in words.

    Parameters
    ----------
    low, high : float
        Limits; differences of proportions in [-1, 1] or proportions in [0, 1].
    language : {"en", "sv", "de"}
        Language of the page.
    confidence : float
        Level in (0, 1).
    unit : {"points", "percent", "number"}
        Signed points, percent, or a plain number with two decimals.

    Examples
    --------
    >>> interval(-0.048, 0.302)
    '95% interval −5 to +30'
    """
    write = {
        "points": lambda value: signed(value * 100, language),
        "percent": lambda value: percent(value, language),
        "number": lambda value: decimal(value, language),
    }
    if unit not in write:
        raise unknown_name("unit", unit, list(write))
    limits = {"low": write[unit](low), "high": write[unit](high)}
    return text("number.interval", language, level=level(confidence, language), **limits)


def p_value(p: float, language: str = "en") -> str:
    """Return a p-value with three decimals.

    Examples
    --------
    >>> p_value(0.0132), p_value(2e-9), p_value(0.0132, "sv")
    ('p = 0.013', 'p < 0.001', 'p = 0,013')
    """
    if isnan(p):
        return text("number.missing_p", language)
    if p < LEAST_P:
        return f"p < {decimal(LEAST_P, language, 3)}"
    if p >= MOST_P:
        return f"p > {decimal(1 - LEAST_P, language, 3)}"
    return f"p = {decimal(p, language, 3)}"


def base_line(table: Crosstab, language: str = "en") -> str:
    """Say whose answers a table counts, how many they are, and what they include.

    Examples
    --------
    >>> import pandas as pd
    >>> base_line(Crosstab.from_counts(pd.DataFrame({"a": [3, 4]})))
    'Base: all respondents, n = 7'
    """
    who = text("base.asked" if table.stub.asked_if else "base.all", language)
    n = count(table.bases[TOTAL], language)
    shown = {row.id for row in table.rows}
    apart = [c for c in table.stub.categories if c.kind != "answer"]
    inside = [say(c.label, language) for c in apart if c.id in shown]
    outside = [
        say(c.label, language) for c in apart if c.id not in shown and c.kind != "no_answer"
    ]
    parts = [text("base.line", language, who=who, n=n)]
    for key, labels in (("base.included", inside), ("base.excluded", outside)):
        parts += [text(key, language, labels=", ".join(labels))] if labels else []
    return "; ".join(parts)


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


def describe_test(result: "TestResult", language: str = "en") -> str:
    """Say a test in one sentence: method, statistic, p-value, effect size, base.

    Parameters
    ----------
    result : TestResult
        From :mod:`itperception.inference`.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    str
        A sentence; if the test could not be computed, the reason in its place.
    """
    method = named("method", result.method, language)
    if result.state != "ok":
        reason = text(f"state.{result.state}", language)
        return text("test.not_done", language, method=method, reason=reason)
    numbers = "; ".join(_numbers_of(result, language))
    return text("test.done", language, method=method, numbers=numbers)


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion as a sentence needs it: of whom, how much, on which base.

    Attributes
    ----------
    label : str
        Who or what, in the language of the page.
    proportion : float
        In [0, 1].
    base : int
        Respondents.
    """

    label: str
    proportion: float
    base: int


def difference_finding(
    label: str, first: Share, second: Share, limits: tuple[float, float],
    language: str = "en", *, confidence: float = 0.95,
) -> str:  # fmt: skip
    """Say how two groups differ, and whether that may be chance.

    Parameters
    ----------
    label : str
        What the shares are of, such as "Image good or very good".
    first, second : Share
        The two groups; the difference is first minus second, before rounding.
    limits : tuple of float
        Confidence limits of the difference, in [-1, 1].
    language : {"en", "sv", "de"}
        Language of the page.
    confidence : float
        Level of the limits.

    Examples
    --------
    >>> told = difference_finding(
    ...     "Good", Share("A", 0.7, 40), Share("B", 0.4, 60), (0.1, 0.47))
    >>> print(told)  # doctest: +NORMALIZE_WHITESPACE
    Good: A 70% (n = 40) against B 40% (n = 60); the difference is +30 points
    (95% interval +10 to +47).
    """
    return _finding("difference", label, (first, second), limits, language, confidence)


def gap_finding(
    group: str, own: Share, other: Share, limits: tuple[float, float],
    language: str = "en", *, confidence: float = 0.95,
) -> str:  # fmt: skip
    """Say how far a group's answers to two questions lie apart.

    Parameters
    ----------
    group : str
        Whose answers.
    own, other : Share
        The two questions, of the same respondents; the gap is own minus other.
    limits : tuple of float
        Confidence limits of the gap, in [-1, 1].
    language : {"en", "sv", "de"}
        Language of the page.
    confidence : float
        Level of the limits.

    Examples
    --------
    >>> told = gap_finding(
    ...     "Internal", Share("work", 0.5, 90), Share("image", 0.4, 90), (-0.02, 0.2))
    >>> print(told)  # doctest: +NORMALIZE_WHITESPACE
    Internal: 50% for work against 40% for image, n = 90; the gap of +10 points may
    be chance (95% interval −2 to +20).
    """
    return _finding("gap", group, (own, other), limits, language, confidence)


def _finding(stem, label, shares, limits, language, confidence) -> str:
    """Choose the sentence by whether the interval leaves the direction open."""
    low, high = limits
    first, second = shares
    outcome = "shown" if low > 0 or high < 0 else "open"
    return text(
        f"finding.{stem}_{outcome}", language, label=label,
        first=first.label, first_share=percent(first.proportion, language),
        first_n=count(first.base, language),
        second=second.label, second_share=percent(second.proportion, language),
        second_n=count(second.base, language),
        difference=points(first.proportion - second.proportion, language),
        interval=interval(low, high, language, confidence=confidence),
    )  # fmt: skip


def _numbers_of(result: "TestResult", language: str) -> list[str]:
    """List what a test found; what it has none of is left out."""
    told = []
    symbol = SYMBOLS.get(result.method) or text("test.statistic", language)
    if not isnan(result.statistic):
        told.append(f"{symbol} = {decimal(result.statistic, language)}")
    df = [
        decimal(value, language, 0 if value == round(value) else 1)
        for value in (result.df, result.df2)
        if value is not None and not isnan(value)
    ]
    told += [text("test.df", language, number="; ".join(df))] if df else []
    told.append(p_value(result.p_value, language))
    if not isnan(result.effect_size):
        told.append(_effect_of(result, language))
    key = "test.base" if result.effective_base == result.base else "test.effective"
    n = decimal(result.effective_base, language, 0)
    return [*told, text(key, language, n=n)]


def _effect_of(result: "TestResult", language: str) -> str:
    name = named("effect", result.effect_name, language)
    told = f"{name} = {decimal(result.effect_size, language)}"
    if isnan(result.ci_low):
        return told
    limits = interval(
        result.ci_low, result.ci_high, language, confidence=result.level, unit="number"
    )
    return f"{told} ({limits})"


def _with_sign(number: str, language: str) -> str:
    """Add the percent sign, which may not slip to the next line."""
    return text("number.percent", language, number=number).replace(" ", NO_BREAK)
