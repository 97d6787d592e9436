"""What stands below a table: how many comparisons, what could be seen, what marks mean."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from itperception.book.table import MARK_BELOW, BookTable
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import wording
from itperception.reporting.number_rows import number_notes
from itperception.reporting.reasons import column_reasons
from itperception.reporting.tables.columns import label_of
from itperception.reporting.wording import text


def comparison_line(table: BookTable, language: str = "en") -> str:
    """Say how many comparisons were made, how many chance would find, how many were found.

    Parameters
    ----------
    table : BookTable
        Of an option of a multiple response only those who chose it are counted: the
        others are the same test.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    str
        A sentence; nothing if no two columns were compared.

    Examples
    --------
    >>> from itperception.book import tabulate
    >>> from itperception.counting.crosstab import Crosstab
    >>> from itperception.inference.comparisons.comparisons import compare
    >>> counts = Crosstab.from_counts(pd.DataFrame({"a": [46, 44], "b": [34, 6]}))
    >>> print(comparison_line(tabulate(counts, compare(counts))))
    ... # doctest: +NORMALIZE_WHITESPACE
    Comparisons of two columns at the 5% level: 2; to be expected by chance if nothing
    differed: 0.1; found: 2, after adjustment 2.
    """
    from itperception.inference.comparisons.multiplicity import number_of_comparisons

    if table.rules is None:
        return ""
    tally = number_of_comparisons(table.pairs, alpha=table.rules.alpha)
    if not tally.made:
        return ""
    return text(
        "why.comparisons", language, made=wording.count(tally.made, language),
        by_chance=wording.decimal(tally.by_chance, language, 1),
        found=wording.count(tally.found, language),
        after=wording.count(tally.after_adjustment, language),
        level=wording.level(table.rules.alpha, language),
    )  # fmt: skip


def detectable_line(table: BookTable, language: str = "en") -> str:
    """Say how small a difference between two columns could have been seen.

    Parameters
    ----------
    table : BookTable
        The table.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    str
        A sentence; nothing if there are no two columns.

    Examples
    --------
    >>> from itperception.book import tabulate
    >>> from itperception.counting.crosstab import Crosstab
    >>> from itperception.inference.planning.detectable import detectable_differences
    >>> counts = Crosstab.from_counts(pd.DataFrame({"a": [46, 44], "b": [34, 6]}))
    >>> seen = detectable_differences(counts.bases[["a", "b"]])
    >>> print(detectable_line(tabulate(counts, detectable=seen)))
    ... # doctest: +NORMALIZE_WHITESPACE
    Smallest difference that could have been seen: 25 points (a against b); with
    probability 80%, at the 5% level, in one comparison of shares near 50%.
    """
    from itperception.inference.intervals import ALPHA
    from itperception.inference.planning.plans import WANTED

    if table.detectable is None or table.detectable.empty:
        return ""
    labels = {column.id: label_of(column, language) for column in table.columns}
    pairs = table.detectable.sort_values("difference", kind="stable")
    seen = pairs[pairs["difference"].notna()]
    given = {"power": wording.level(WANTED, language), "share": wording.level(0.5, language),
             "level": wording.level(ALPHA, language)}  # fmt: skip
    if seen.empty:
        return text("why.nothing_seen", language, **given)
    low, high = (_seen(pair, labels, language) for _, pair in seen.iloc[[0, -1]].iterrows())
    found = text("number.range", language, low=low, high=high) if len(seen) > 1 else low
    return text("why.seen", language, found=found, **given)


def notes_below(
    table: BookTable, language: str = "en", *, notes: str = "full", guide: str = ""
) -> list[str]:
    """Return the sentences below a table, as HTML.

    Parameters
    ----------
    table : BookTable
        The table.
    language : {"en", "sv", "de"}
        Language of the page.
    notes : {"full", "short"}
        "short" is what columns there are, the test of the whole table, and how many letters.
    guide : str
        Id of the place on the page that tells how to read a table.
    """
    is_short, tests = notes == "short", {"test.whole": table.test}
    told = [] if is_short else list(_rules(table, language))
    told += column_reasons(table.told, table.withheld, table.rule, language)
    if not is_short:
        told += [detectable_line(table, language), comparison_line(table, language)]
        tests["test.trend"] = table.trend
    for key, found in tests.items():
        if found is not None:
            said = wording.describe_test(found, language, unit=table.unit, short=is_short)
            told.append(text(key, language, told=said))
    if is_short and table.letters:
        told.append(text("test.letters", language, count=str(table.lettered)))
    told += number_notes(table, language)
    link = f'<a href="#{escape(guide)}">{text("table.guide", language)}</a>'
    return [*(escape(one) for one in told if one), *([link] if guide else [])]


_MARKS = ("zero", "small", "very_small")


def _rules(table: BookTable, language: str) -> Iterator[str]:
    if table.rules and not table.is_bare:
        yield compared(table, "table.letters", language)
    values = limits(table.rule, table.is_weighted, language)
    for key in [*(["nets"] if table.nets else []), *_MARKS]:
        yield text(f"table.{key}", language, **values)


def compared(table: BookTable, key: str, language: str) -> str:
    """Say by which rules the columns of a table were compared."""
    rules = table.rules
    return text(
        key, language, method=wording.named("method", rules.method, language),
        level=wording.level(rules.alpha, language),
        base=wording.base_tested(rules.profile, table.is_weighted, language),
        adjustment=text(f"adjust.{rules.adjust}", language),
    )  # fmt: skip


def limits(rule: DisclosureRule, is_weighted: bool, language: str) -> dict[str, str]:
    """Return what the sentences on small bases are filled with."""
    base = text(f"base.{'effective' if is_weighted else 'plain'}", language)
    return {"base": base, "mark": str(MARK_BELOW), "flag": f"{rule.flag_below:g}"}


def _seen(pair: pd.Series, labels: dict[str, str], language: str) -> str:
    """Say the smallest difference of a pair."""
    number = wording.decimal(pair["difference"] * 100, language, 0)
    return text(
        "why.pair", language, points=text("number.points", language, number=number),
        first=labels[pair["first"]], second=labels[pair["second"]],
    )  # fmt: skip
