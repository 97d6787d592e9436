"""What may be shown of small groups, decided for all tables of a wave at once.

The unit of hiding is a group of respondents: a column of a banner. A column with too few
respondents is hidden in every table, and with it as many others as it takes that nobody
can compute it. Answers that would give a hidden column away are joined, and so are the
hidden groups themselves where they are the rows. What is left is an ordinary table:
hidden columns are counted where respondents outside of all columns are, so that a
percentage, a test or a picture made from the table cannot tell what is not in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.cube import Cube
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.hiding import Cut, cut_of, hidden_columns, layouts
from itperception.counting.joining import joined_rows, own_rows
from itperception.counting.narrowing import narrowed
from itperception.counting.pooling import Blocks
from itperception.errors import ItPerceptionError
from itperception.survey.codebook import say

Where = Mapping[str, Sequence[str]]


class Shown(NamedTuple):
    """A table that is published, and which respondents it is restricted to."""

    table: Crosstab
    where: Where = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Protection:
    """What is hidden and what is joined in the tables of a wave.

    Attributes
    ----------
    rule : DisclosureRule
        What was too small.
    hidden : mapping of Cut to frozenset of str
        Hidden columns by banner, filter and base; "total" among them if the whole table
        is hidden, but for how many it is of.
    joined : mapping of (str, Cut) to tuple of tuple of int
        Rows by item and cut, those that are joined side by side.
    rows : mapping of (str, Cut) to tuple of tuple of int
        The same for tables that have no column left.
    labels : mapping of (str, str) to str
        Label in English by banner and column.
    """

    rule: DisclosureRule
    hidden: Mapping[Cut, frozenset[str]]
    joined: Mapping[tuple[str, Cut], Blocks]
    rows: Mapping[tuple[str, Cut], Blocks]
    labels: Mapping[tuple[str, str], str]

    def apply(self, table: Crosstab, where: Where | None = None) -> Crosstab:
        """Return a table of which everything may be shown.

        Parameters
        ----------
        table : Crosstab
            One of those that were protected, or what its ``answers()`` are.
        where : mapping of str to sequence of str, optional
            Its filter, as it was given then.

        Returns
        -------
        Crosstab
            Of the same class. Hidden columns are among the respondents in no column, so
            that the total stays what it was; joined answers are one row. A table that is
            left without columns has no banner.

        Raises
        ------
        ItPerceptionError
            If the table was not among those that were protected: what was decided
            without it does not protect it.
        """
        cut = self._cut(table, where)
        return narrowed(
            table, self.hidden[cut], self.joined[table.stub.id, cut],
            self.rows[table.stub.id, cut],
        )  # fmt: skip

    def hidden_columns(self, table: Crosstab, where: Where | None = None) -> list[str]:
        """Return the ids of a table's columns that are hidden, in its order."""
        hidden = self.hidden[self._cut(table, where)]
        return [column.id for column in table.columns if column.id in hidden]

    def hidden_groups(self, banner: str) -> frozenset[str]:
        """Return the hidden columns of a banner in tables of all respondents."""
        return self.hidden.get(Cut(banner), frozenset())

    def is_hidden(self, table: Crosstab, where: Where | None = None) -> bool:
        """Say whether a table as a whole is of too few respondents."""
        return TOTAL in self.hidden[self._cut(table, where)]

    def joined_rows(
        self, table: Crosstab, where: Where | None = None
    ) -> list[tuple[str, ...]]:
        """Return the ids of answers that are shown as one, a tuple for each row."""
        shown = self.apply(table, where).rows
        return [tuple(row.id.split("+")) for row in shown if "+" in row.id]

    def explain(self) -> str:
        """Say in English what is hidden; not which of it for its own sake."""
        rule = self.rule
        told = [f"Groups of fewer than {rule.minimum_base} respondents are hidden, with as "
                "many others as keep them from being computed."]  # fmt: skip
        for cut, columns in self.hidden.items():
            if columns:
                names = sorted(self.labels.get((cut.banner, c), c) for c in columns)
                told.append(f"{cut.banner}{_told(cut)}: {', '.join(names)}.")
        joined = Counter(
            f"by {cut.banner}{_told(cut)}"
            for (_, cut), blocks in self.joined.items()
            if cut.banner and any(len(block) > 1 for block in blocks)
        )
        if joined:
            where = ", ".join(f"{count} {by}" for by, count in sorted(joined.items()))
            told.append(f"Answers are joined in tables: {where}.")
        return " ".join(told if len(told) > 1 else [*told, "No group is hidden."])

    def _cut(self, table: Crosstab, where: Where | None) -> Cut:
        cut = cut_of(table, where or {})
        if (table.stub.id, cut) not in self.joined:
            by = f" by {cut.banner}" if cut.banner else ""
            raise ItPerceptionError(
                f"{table.stub.id}{by}{_told(cut)} is not among the tables that were "
                "protected; protect() decides for all tables of a wave at once"
            )
        return cut


def protect(
    tables: Iterable[Crosstab | Shown],
    rule: DisclosureRule | None = None,
    *,
    joint: Cube | None = None,
) -> Protection:
    """Decide what is hidden in tables that are published together.

    Parameters
    ----------
    tables : iterable of Crosstab or Shown
        Every table of the wave whose numbers reach a reader, those without a banner and
        those of other pages included; with their filter, if they have one.
    rule : DisclosureRule, optional
        What is too small; the default is 30 respondents in a column.
    joint : Cube, optional
        Respondents by all banners and filters at once (not counted by items). Without
        it, groups of different banners are taken to overlap; with it, a group that is
        part of another, or nearly the same, is noticed. Filters need it.

    Returns
    -------
    Protection
        Which takes each of these tables to what may be shown of it.

    Raises
    ------
    ItPerceptionError
        If a filter is used without `joint`, or in a table of those asked only some
        questions; or if `joint` lacks a banner or a filter's item.

    Notes
    -----
    Hiding: a column is hidden if its effective base is too small in any table of its
    banner; then the smallest others, until no group of fewer than the minimum is a linear
    combination of what is shown (:mod:`itperception.counting.exposure`). Joining: see
    :mod:`itperception.counting.pooling`. Cells are counted unweighted; weighted ones are
    hidden with them.

    Missing data: respondents in no column are outside of every column; unless the rule
    protects them as a group they are taken for known to the reader.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"a": [9, 6], "b": [20, 20], "c": [50, 90]}, ["yes", "no"])
    >>> table = Crosstab.from_counts(counts)
    >>> protection = protect([table])
    >>> protection.hidden_columns(table)
    ['a', 'b']
    >>> protection.apply(table).bases.to_dict()
    {'total': 195, 'c': 140}
    """
    rule = rule or DisclosureRule()
    shown = [Shown(table) if isinstance(table, Crosstab) else table for table in tables]
    cuts: dict[Cut, list[Crosstab]] = {}
    for table, where in shown:
        cuts.setdefault(cut_of(table, where), []).append(table)
    placed = layouts(cuts, rule, joint)
    hidden = hidden_columns(cuts, placed, rule)
    rows = own_rows(cuts, hidden, rule)
    labels = {
        (cut.banner, column.id): say(column.label)
        for cut, of_cut in cuts.items()
        for column in of_cut[0].columns
    }
    return Protection(
        rule, hidden, joined_rows(cuts, placed, hidden, rows, rule), rows, labels
    )


def _told(cut: Cut) -> str:
    parts = [f"{item} = {' or '.join(named)}" for item, named in cut.where]
    parts += [f"asked if {cut.asked}"] if cut.asked else []
    return f" ({', '.join(parts)})" if parts else ""
