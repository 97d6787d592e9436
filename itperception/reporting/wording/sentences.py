"""Sentences from results: whose answers a table counts, what a test found, a finding.

Numbers are written in the language of the page, all else comes from the texts.
"""

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from itperception.reporting.wording.numbers import (
    count,
    decimal,
    interval,
    p_value,
    percent,
    points,
)
from itperception.reporting.wording.texts import named, quoted, text
from itperception.terms.text import say

if TYPE_CHECKING:
    import pandas as pd

    from itperception.book.table import BookTable
    from itperception.inference.comparisons.profiles import Profile
    from itperception.inference.results import TestResult

SYMBOLS = {
    "Pearson's chi-squared test": "χ²",
    "Pearson's chi-squared by permutation": "χ²",
    "Likelihood ratio test": "G",
    "Kruskal-Wallis test": "H",
    "Stuart-Maxwell test": "χ²",
}


def base_range(bases: "pd.Series", language: str = "en") -> str:
    """Return a base, or the smallest and largest where options differ in it.

    Examples
    --------
    >>> import pandas as pd
    >>> base_range(pd.Series([4, 4])), base_range(pd.Series([4, 3]))
    ('4', '3–4')
    """
    ends = dict.fromkeys(count(end, language) for end in (bases.min(), bases.max()))
    return "–".join(ends)


def base_line(table: "BookTable", language: str = "en") -> str:
    """Say whose answers a table counts, how many they are, and what they include.

    Examples
    --------
    >>> import pandas as pd
    >>> from itperception.book import tabulate
    >>> from itperception.counting.crosstab import Crosstab
    >>> base_line(tabulate(Crosstab.from_counts(pd.DataFrame({"a": [3, 4]}))))
    'Base: all respondents, n = 7'
    """
    from itperception.counting.given import TOTAL

    n = base_range(table.by_row("base")[TOTAL], language)
    who = _whose(table, language)
    if table.is_set:
        return text("base.line", language, who=who, n=n)
    shown = {row.id for row in table.rows}
    apart = [c for c in table.question.categories if c.kind != "answer"]
    inside = [say(c.label, language) for c in apart if c.id in shown]
    parts = [text("base.line", language, who=who, n=n)]
    outside = _left_out(table, language)
    for key, labels in (("base.included", inside), ("base.excluded", outside)):
        parts += [text(key, language, labels=", ".join(labels))] if labels else []
    return "; ".join(parts)


def _whose(table: "BookTable", language: str) -> str:
    """Say whose answers are counted: as the codebook says it, or made up here."""
    asked = table.question
    key = "answering" if table.is_set else "asked" if asked.asked_if else "all"
    who = say(asked.base, language) if asked.base else text(f"base.{key}", language)
    if table.only is None:
        return who
    return text("base.only", language, who=who, only=say(table.only, language))


def base_in_short(table: "BookTable", language: str = "en", *, condition: str = "") -> str:
    """Say whose answers a table counts where that is not everybody's, and which are left out.

    Parameters
    ----------
    table : BookTable
        The table.
    language : {"en", "sv", "de"}
        Language of the page.
    condition : str
        Which answers to which question led to this one.

    Examples
    --------
    >>> import pandas as pd
    >>> from itperception.book import tabulate
    >>> from itperception.counting.crosstab import Crosstab
    >>> base_in_short(tabulate(Crosstab.from_counts(pd.DataFrame({"a": [3, 4]}))))
    ''
    """
    base, told = table.question.base, []
    if condition and not base:
        told.append(
            text("topline.asked_if", language, condition=quoted(condition, language))
        )
    if table.is_set or table.only or base:
        told.append(text("topline.base", language, who=_whose(table, language)))
    if table.is_set:
        told.append(text("topline.several", language))
    elif outside := _left_out(table, language):
        told.append(f"{text('base.excluded', language, labels=', '.join(outside))}.")
    return " ".join(told)


def _left_out(table: "BookTable", language: str) -> list[str]:
    """Return the labels of what is no answer and not in the base."""
    shown = {row.id for row in table.rows}
    return [say(c.label, language) for c in table.question.categories
            if c.kind not in ("answer", "no_answer") and c.id not in shown]  # fmt: skip


def describe_test(
    result: "TestResult", language: str = "en", *, unit: float = 0.0, short: bool = False
) -> str:
    """Say a test in one sentence: method, statistic, p-value, effect size, base.

    Parameters
    ----------
    result : TestResult
        From :mod:`itperception.inference`.
    language : {"en", "sv", "de"}
        Language of the page.
    unit : float
        What shares are rounded to, as :mod:`itperception.book.rounding` says; 0 for none.
    short : bool
        Whether to say method and p-value alone.

    Returns
    -------
    str
        A sentence; if the test could not be computed, the reason in its place.
    """
    method = named("method", result.method, language)
    if result.state != "ok":
        reason = text(f"state.{result.state}", language)
        return text("test.not_done", language, method=method, reason=reason)
    if short:
        p = p_value(result.p_value, language, unit=unit)
        return text("test.short", language, method=method, p=p)
    numbers = "; ".join(_numbers_of(result, language, unit))
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


def base_tested(profile: "Profile", is_weighted: bool, language: str = "en") -> str:
    """Say what columns count in the tests of a profile; without weights all bases are one.

    Examples
    --------
    >>> from itperception.inference.comparisons.profiles import find_profile
    >>> base_tested(find_profile("spss_custom_tables"), True)
    'weighted base'
    """
    kind = profile.base if is_weighted else "unweighted"
    return text(f"base.{kind}_note", language)


def letters_rule(profile: str, language: str = "en") -> str:
    """Say how columns are compared by a profile, and where that is from.

    Examples
    --------
    >>> letters_rule("none")[:49]
    'How columns are compared: N−1 chi-squared test on'
    """
    told = text(f"letters_by.{profile}", language)
    return text("letters_by.rule", language, rule=told)


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
    >>> print(" ".join(told.split()))  # doctest: +NORMALIZE_WHITESPACE
    Internal: 50% for work against 40% for image, n = 90; the gap of +10 points may
    be chance (95% interval −2 to +20).
    """
    outcome = "shown" if limits[0] > 0 or limits[1] < 0 else "open"
    return text(
        f"finding.gap_{outcome}", language, label=group,
        first=own.label, first_share=percent(own.proportion, language),
        first_n=count(own.base, language),
        second=other.label, second_share=percent(other.proportion, language),
        difference=points(own.proportion - other.proportion, language),
        interval=interval(*limits, language, confidence=confidence),
    )  # fmt: skip


def _numbers_of(result: "TestResult", language: str, unit: float) -> list[str]:
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
    told.append(p_value(result.p_value, language, unit=unit))
    if not isnan(result.effect_size):
        told.append(_effect_of(result, language, 1 if unit else 2))
    key = "test.base" if result.effective_base == result.base else "test.effective"
    n = decimal(result.effective_base, language, 0)
    return [*told, text(key, language, n=n)]


def _effect_of(result: "TestResult", language: str, digits: int) -> str:
    name = named("effect", result.effect_name, language)
    told = f"{name} = {decimal(result.effect_size, language, digits)}"
    if isnan(result.ci_low):
        return told
    limits = interval(result.ci_low, result.ci_high, language, confidence=result.level,
                      unit="number", digits=digits)  # fmt: skip
    return f"{told} ({limits})"
