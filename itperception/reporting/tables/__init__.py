"""Tables of a page, written as HTML that a screen reader and a phone can follow.

Every table has its title outside the box that scrolls, a scope on every heading, the
question and the base above it, the rules it follows below it, and itself at full
precision as a CSV file. Each letter is a link to the numbers it rests on. Whatever
comes from a codebook or an export is escaped.
"""

from itperception.reporting.tables.columns import label_of
from itperception.reporting.tables.crosstab_table import crosstab_table, table_title
from itperception.reporting.tables.csv_link import csv_link, csv_text
from itperception.reporting.tables.frame_table import (
    FORMATS,
    definition_table,
    frame_table,
    p_kind,
)
from itperception.reporting.tables.html import caption, folded, folded_under
from itperception.reporting.tables.notes import (
    comparison_line,
    detectable_line,
    limits,
)

__all__ = [
    "FORMATS",
    "caption",
    "comparison_line",
    "crosstab_table",
    "csv_link",
    "csv_text",
    "definition_table",
    "detectable_line",
    "folded",
    "folded_under",
    "frame_table",
    "label_of",
    "limits",
    "p_kind",
    "table_title",
]
