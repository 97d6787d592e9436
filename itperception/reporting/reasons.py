"""Why columns do not stand by themselves, in words."""

from collections.abc import Iterable, Mapping

from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.shown_columns import AMONG, Told
from itperception.reporting.wording import text
from itperception.terms.text import say

ORDER = ("few", "apart", "nobody")


def column_reasons(
    told: Told | None, columns: Iterable, rule: DisclosureRule, language: str = "en"
) -> list[str]:
    """Say of each column that does not stand by itself why, and where its people are.

    Parameters
    ----------
    told : Told or None
        What stands in the table; None without a banner.
    columns : iterable of Category or Heading
        The banner's answers; those that stand by themselves are left out.
    rule : DisclosureRule
        How few are too few.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    list of str
        A sentence for each reason, and one on the joined column; empty if every column
        stands by itself.
    """
    if told is None:
        return []
    found = why_not(told.reasons, columns, rule, language)
    if not told.hidden:
        return found
    key = "nowhere" if told.columns else "no_columns"
    if told.joined:
        key = "joined_others" if told.with_others else "joined"
    return [*found, text(f"disclosure.{key}", language)]


def why_not(
    reasons: Mapping[str, str], columns: Iterable, rule: DisclosureRule, language: str
) -> list[str]:
    """Say for each reason which columns it keeps from standing by themselves."""
    labels = {c.id: say(c.label, language) for c in columns if c.id in reasons}
    return [
        text(f"disclosure.{reason}", language, labels=AMONG.join(named),
             minimum=str(rule.minimum))
        for reason in ORDER
        if (named := [labels[name] for name in labels if reasons[name] == reason])
    ]  # fmt: skip
