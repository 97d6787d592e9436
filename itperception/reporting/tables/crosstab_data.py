"""What a table shows as a tidy frame at full precision, for its CSV file.

One line per row and column, bases first, with the ids of the codebook in place of long
labels. A weighted count is the proportion times the weighted base, and is not repeated.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting.tables.columns import RULE, Columns
from itperception.reporting.tables.notes import SELECTED

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons

FIELDS = ["row", "column", "count", "proportion", "higher_than", "note"]
BASES = {
    "(base)": "bases",
    "(weighted_base)": "weighted_bases",
    "(effective_base)": "effective_bases",
}


def crosstab_data(
    table: Crosstab, comparisons: "Comparisons | None" = None, *,
    rule: DisclosureRule = RULE,
) -> pd.DataFrame:  # fmt: skip
    """Return what a crosstab shows as a tidy frame at full precision, nets included.

    Parameters
    ----------
    table : Crosstab
        Counts of a stub by a banner.
    comparisons : Comparisons, optional
        Gives `higher_than`.
    rule : DisclosureRule
        From where on a base is flagged.

    Returns
    -------
    pandas.DataFrame
        row, column (ids; bases are rows in brackets), count (respondents, or a base),
        proportion (weighted, in [0, 1]), higher_than (ids of columns, spaces between),
        note ("*" for a small base, "**" for a very small one), and for synthetic data
        synthetic (1).

    Examples
    --------
    >>> table = Crosstab.from_counts(pd.DataFrame({"a": [30, 60]}, ["good", "poor"]))
    >>> crosstab_data(table).iloc[-1, :4].tolist()
    ['poor', 'a', 60, 0.6666666666666666]
    """
    columns = Columns.of([table], comparisons, "en", rule=rule)
    parts = {row.id: [row.id] for row in table.rows}
    parts |= {net.id: list(net.categories) for net in table.nets}
    higher = higher_columns(comparisons)
    lines = [*_bases(table, columns), *_shares(table, columns, parts, higher)]
    return _frame(lines, table.synthetic)


def options_data(
    options: Sequence[Crosstab], comparisons: "Sequence[Comparisons | None]", *,
    rule: DisclosureRule = RULE,
) -> pd.DataFrame:  # fmt: skip
    """Return the same of a multiple response: one row per option, who chose it.

    Parameters
    ----------
    options : sequence of Crosstab
        With a row ``selected``, all by the same banner.
    comparisons : sequence of Comparisons or None
        One per option.
    rule
        As in :func:`crosstab_data`.

    Returns
    -------
    pandas.DataFrame
        As of :func:`crosstab_data`; where the bases of the options differ, each has its
        own: ``(base) <option>``.
    """
    columns = Columns.of(options, comparisons[0], "en", rule=rule)
    lines = list(_bases(options[0], columns))
    if not all(list(_bases(option, columns)) == lines for option in options):
        lines = [[f"{base} {option.stub.id}", *rest] for option in options
                 for base, *rest in _bases(option, columns)]  # fmt: skip
    for option, own in zip(options, comparisons, strict=True):
        higher = higher_columns(own)
        found = _shares(option, columns, {SELECTED: [SELECTED]}, higher)
        lines += [[option.stub.id, *rest] for _, *rest in found]
    return _frame(lines, options[0].synthetic)


def higher_columns(comparisons: "Comparisons | None") -> dict[tuple[str, str], list[str]]:
    """Return for a row and a column the columns that it is higher than."""
    found: dict[tuple[str, str], list[str]] = {}
    if comparisons is None or not comparisons.column_letters:
        return found
    pairs = comparisons.pairs
    for pair in pairs[pairs["p_adjusted"] <= max(comparisons.profile.levels)].itertuples():
        sides = (pair.first, pair.second)
        higher, lower = sides if pair.difference > 0 else sides[::-1]
        found.setdefault((pair.category, higher), []).append(lower)
    return found


def marked(frame: pd.DataFrame) -> pd.DataFrame:
    """Say on every line of a frame that nobody gave these answers."""
    return frame.assign(synthetic=1)


def _bases(table: Crosstab, columns: Columns) -> Iterator[list]:
    for name, measure in BASES.items():
        if measure != "bases" and not columns.is_weighted:
            return
        known = getattr(table, measure).to_dict()
        for column in columns.labels:
            yield [name, column, known.get(column), None, "", columns.star(column)]


def _shares(
    table: Crosstab, columns: Columns, parts: Mapping[str, Sequence[str]], higher
) -> Iterator[list]:
    counts = table.counts.assign(**{TOTAL: table.total_counts})
    shares = table.proportions()
    for row, joined in parts.items():
        count, share = counts.loc[list(joined)].sum(), shares.loc[list(joined)]
        share = share.sum(skipna=False)
        for column in columns.labels:
            numbers = [int(count[column]), float(share[column])]
            told = " ".join(higher.get((row, column), []))
            yield [row, column, *numbers, told, columns.star(column)]


def _frame(lines: list[list], synthetic: bool) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=FIELDS, dtype=object)
    return marked(frame) if synthetic else frame
