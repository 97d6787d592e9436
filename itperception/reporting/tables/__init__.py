"""Tables of a page, written as HTML that a screen reader and a phone can follow.

Every table has its title outside the box that scrolls, a scope on every heading, the
question and the base above it, the rules it follows below it, and itself at full
precision as a CSV file. Each letter is a link to the numbers it rests on. Whatever
comes from a codebook or an export is escaped.
"""

from itperception.reporting.tables.banners import Printed, crosstab_tables, folded
from itperception.reporting.tables.columns import (
    MARK_BELOW,
    base_ranges,
    small_mark,
)
from itperception.reporting.tables.crosstab_data import crosstab_data
from itperception.reporting.tables.crosstab_table import crosstab_table, crosstab_title
from itperception.reporting.tables.csv_link import csv_link, csv_text
from itperception.reporting.tables.frame_table import (
    FORMATS,
    definition_table,
    frame_table,
)
from itperception.reporting.tables.html import caption
from itperception.reporting.tables.multiple_response import multiple_response_table
from itperception.reporting.tables.notes import (
    SELECTED,
    comparison_line,
    detectable_line,
    page_notes,
)

__all__ = [
    "FORMATS",
    "MARK_BELOW",
    "SELECTED",
    "Printed",
    "base_ranges",
    "caption",
    "comparison_line",
    "crosstab_data",
    "crosstab_table",
    "crosstab_tables",
    "crosstab_title",
    "csv_link",
    "csv_text",
    "definition_table",
    "detectable_line",
    "folded",
    "frame_table",
    "multiple_response_table",
    "page_notes",
    "small_mark",
]
