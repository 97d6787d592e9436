"""What stands below a table: how many comparisons, what could be seen, what marks mean."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import wording
from itperception.reporting.tables.columns import (
    MARK_BELOW,
    RULE,
    Columns,
    short_label,
)
from itperception.reporting.wording import text

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.results import TestResult

SELECTED = "selected"
"""Row of an option of a multiple response: who chose it."""


def comparison_line(
    comparisons: "Comparisons | Sequence[Comparisons]", language: str = "en"
) -> str:
    """Say how many comparisons were made, how many chance would find, how many were found.

    Parameters
    ----------
    comparisons : Comparisons or sequence of Comparisons
        Of one table, or of all tables of a page. Of an option of a multiple response
        only those who chose it are counted: the others are the same test.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    str
        A sentence; nothing if no two columns were compared.

    Examples
    --------
    >>> from itperception.inference.comparisons.comparisons import compare
    >>> counts = pd.DataFrame({"a": [46, 44], "b": [34, 6]}, ["good", "poor"])
    >>> print(comparison_line(compare(Crosstab.from_counts(counts))))
    ... # doctest: +NORMALIZE_WHITESPACE
    Comparisons of two columns at the 5% level: 2; to be expected by chance if nothing
    differed: 0.1; found: 2, after adjustment 2.
    """
    from itperception.inference.comparisons.multiplicity import number_of_comparisons

    several = comparisons if isinstance(comparisons, Sequence) else [comparisons]
    tallies = [number_of_comparisons(_counted(c), alpha=c.alpha) for c in several]
    made = sum(tally.made for tally in tallies)
    if not made:
        return ""
    levels = dict.fromkeys(wording.level(c.alpha, language) for c in several)
    return text(
        "why.comparisons", language, made=wording.count(made, language),
        by_chance=wording.decimal(sum(t.by_chance for t in tallies), language, 1),
        found=wording.count(sum(t.found for t in tallies), language),
        after=wording.count(sum(t.after_adjustment for t in tallies), language),
        level=" / ".join(levels),
    )  # fmt: skip


def detectable_line(detectable: pd.DataFrame, table: Crosstab, language: str = "en") -> str:
    """Say how small a difference between two columns could have been seen.

    Parameters
    ----------
    detectable : pandas.DataFrame
        From :meth:`itperception.workbench.table.Table.detectable`, of this table or of
        another by the same banner: one line per pair of columns.
    table : Crosstab
        Gives the columns; pairs with others are left out.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    str
        A sentence; nothing if there are no two columns.

    Examples
    --------
    >>> from itperception.inference.planning.detectable import detectable_differences
    >>> table = Crosstab.from_counts(pd.DataFrame({"a": [46, 44], "b": [34, 6]}))
    >>> print(detectable_line(detectable_differences(table.bases[["a", "b"]]), table))
    ... # doctest: +NORMALIZE_WHITESPACE
    Smallest difference that could have been seen: 25 points (a against b); with
    probability 80%, at the 5% level, in one comparison of shares near 50%.
    """
    from itperception.inference.planning.plans import ALPHA, WANTED

    labels = {column.id: short_label(column, language) for column in table.columns}
    known = detectable["first"].isin(labels) & detectable["second"].isin(labels)
    pairs = detectable[known].sort_values("difference", kind="stable")
    seen = pairs[pairs["difference"].notna()]
    given = {"power": wording.level(WANTED, language), "share": wording.level(0.5, language),
             "level": wording.level(ALPHA, language)}  # fmt: skip
    if pairs.empty:
        return ""
    if seen.empty:
        return text("why.nothing_seen", language, **given)
    low, high = (_seen(pair, labels, language) for _, pair in seen.iloc[[0, -1]].iterrows())
    found = text("number.range", language, low=low, high=high) if len(seen) > 1 else low
    return text("why.seen", language, found=found, **given)


def page_notes(
    language: str = "en", *, is_weighted: bool = False, rule: DisclosureRule = RULE
) -> list[str]:
    """Return what all tables of a page have in common, for tables with short notes.

    Parameters
    ----------
    language : {"en", "sv", "de"}
        Language of the page.
    is_weighted : bool
        Whether the tables are.
    rule : DisclosureRule
        From where on a base is flagged.

    Returns
    -------
    list of str
        Sentences, plain text.
    """
    keys = ("column_percent", "letters_short", "nets", *_MARKS)
    values = limits(rule, is_weighted, language)
    return [text(f"table.{key}", language, **values) for key in keys]


def notes_below(
    columns: Columns, comparisons: "Sequence[Comparisons]", table: Crosstab, *,
    test: "TestResult | None" = None, trend: "TestResult | None" = None,
    detectable: pd.DataFrame | None = None, notes: str = "full", guide: str = "",
    nets: bool = False, reasons: Sequence[str] = (),
) -> list[str]:  # fmt: skip
    """Return the sentences below a table, as HTML.

    Parameters
    ----------
    columns : Columns
        The columns of the table.
    comparisons : sequence of Comparisons
        All of the table.
    table : Crosstab
        One of what is shown, for its labels.
    test, trend : TestResult, optional
        Of the table as a whole, and of a trend over its columns.
    detectable : pandas.DataFrame, optional
        See :func:`detectable_line`.
    notes : {"full", "short"}
        "short" leaves out what :func:`page_notes` says.
    guide : str
        Id of the place on the page that tells how to read a table.
    nets : bool
        Whether the table has any.
    reasons : sequence of str
        Why columns do not stand by themselves.
    """
    language = columns.language
    told = list(_rules(columns, comparisons, nets)) if notes == "full" else []
    told += reasons
    if detectable is not None:
        told.append(detectable_line(detectable, table, language))
    if comparisons:
        told.append(comparison_line(list(comparisons), language))
    for key, found in (("test.whole", test), ("test.trend", trend)):
        if found is not None:
            told.append(text(key, language, told=wording.describe_test(found, language)))
    link = f'<a href="#{escape(guide)}">{text("table.guide", language)}</a>'
    return [*(escape(one) for one in told if one), *([link] if guide else [])]


_MARKS = ("zero", "small", "very_small")


def _rules(
    columns: Columns, comparisons: "Sequence[Comparisons]", nets: bool
) -> Iterator[str]:
    language = columns.language
    if comparisons:
        rules = comparisons[0]
        base = wording.base_tested(rules.profile, columns.is_weighted, language)
        yield text(
            "table.letters", language,
            method=wording.named("method", rules.method, language),
            level=wording.level(rules.alpha, language), base=base,
            adjustment=text(f"adjust.{rules.adjust}", language),
        )  # fmt: skip
    values = limits(columns.rule, columns.is_weighted, language)
    for key in [*(["nets"] if nets else []), *_MARKS]:
        yield text(f"table.{key}", language, **values)


def limits(rule: DisclosureRule, is_weighted: bool, language: str) -> dict[str, str]:
    """Return what the sentences on small bases are filled with."""
    base = text(f"base.{'effective' if is_weighted else 'plain'}", language)
    return {"base": base, "mark": str(MARK_BELOW), "flag": f"{rule.flag_below:g}"}


def _counted(comparisons: "Comparisons") -> pd.DataFrame:
    pairs = comparisons.pairs
    is_option = SELECTED in comparisons.letters.index
    return pairs[pairs["category"] == SELECTED] if is_option else pairs


def _seen(pair: pd.Series, labels: dict[str, str], language: str) -> str:
    """Say the smallest difference of a pair."""
    number = wording.decimal(pair["difference"] * 100, language, 0)
    return text(
        "why.pair", language, points=text("number.points", language, number=number),
        first=labels[pair["first"]], second=labels[pair["second"]],
    )  # fmt: skip
