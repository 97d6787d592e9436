"""What writes into a sheet: texts that are never formulas, numbers with their formats.

Formats are the same code in every country: a spreadsheet shows decimal and thousands
marks as its reader is used to. Only what stands in quotation marks within a format is
text, and comes in the workbook's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

from itperception.reporting import wording
from itperception.reporting.cell_text import cell, lines_of
from itperception.reporting.tables.letters import bare_p
from itperception.reporting.wording import text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

INK, FAINT, BLUE, RED = "#1A1A1A", "#595959", "#1F4E79", "#A40000"
FILL, BASE_FILL = "#DCE6F1", "#F2F2F2"
P_ROUNDED = f'[>{wording.ABOVE}]">"{wording.ABOVE};"≤ "0.0##'  # see book/rounding.py
LINE, MOST_LINES = 15, 8  # points; a higher row would fill the screen
STYLES: dict[str, dict[str, object]] = {
    "plain": {"font_color": INK, "valign": "top"},
    "wrapped": {"text_wrap": True},
    "title": {"bold": True, "font_size": 14, "font_color": BLUE},
    "synthetic": {"bold": True, "font_color": "#FFFFFF", "bg_color": RED},
    "link": {"font_color": "#0563C1", "underline": 1},
    "head": {"bold": True, "bg_color": FILL, "bottom": 1, "text_wrap": True},
    "group": {"bold": True, "bg_color": FILL, "font_color": BLUE},
    "section": {"bold": True, "font_color": BLUE, "top": 1},
    "base": {"bg_color": BASE_FILL, "font_color": FAINT},
    "net": {"bold": True},
    "apart": {"italic": True, "font_color": FAINT},
    "number": {"align": "right"},
    "inset": {"align": "left", "indent": 1},
    "letters": {"bold": True, "font_color": BLUE, "align": "left"},
    "note": {"font_size": 10, "font_color": FAINT, "text_wrap": True},
    "first": {"left": 1, "left_color": "#9A9A9A"},
}


@dataclass
class Pen:
    """A sheet, and what is needed to write into it.

    Attributes
    ----------
    book, sheet : xlsxwriter.Workbook, xlsxwriter.Worksheet
        Where to write.
    language : {"en", "sv", "de"}
        Of texts, and of what formats quote.
    formats : dict
        The formats that the workbook has so far; shared by its sheets.
    """

    book: "Workbook"
    sheet: "Worksheet"
    language: str
    formats: dict[tuple, "Format"] = field(default_factory=dict)

    def style(self, *names: str, **more: object) -> "Format":
        """Return the format that joins some of `STYLES`, later ones first."""
        key = (names, tuple(sorted(more.items())))
        if key not in self.formats:
            joined: dict[str, object] = dict(STYLES["plain"])
            for name in names:
                joined |= STYLES[name]
            self.formats[key] = self.book.add_format(joined | more)
        return self.formats[key]

    def text(self, row: int, column: int, told: str, *styles: str) -> None:
        """Write a text; see :func:`itperception.reporting.cell_text.cell`."""
        look, told = self.style(*styles), cell(told)
        if told:
            self.sheet.write_string(row, column, told, look)
        else:
            self.sheet.write_blank(row, column, None, look)

    def number(
        self, row: int, column: int, value: float, code: str, *styles: str,
        missing: str = wording.NOT_AVAILABLE,
    ) -> None:  # fmt: skip
        """Write a number with a format code; what is none is a text."""
        look = self.style("number", *styles, num_format=code)
        if isfinite(value):
            self.sheet.write_number(row, column, float(value), look)
        else:
            self.sheet.write_string(row, column, missing, look)

    def link(self, row: int, column: int, sheet: str, told: str, place: str = "A1") -> None:
        """Write a link to a place of this workbook."""
        target = "internal:'{}'!{}".format(sheet.replace("'", "''"), place)
        self.sheet.write_url(row, column, target, self.style("link"), cell(told))

    def paragraph(self, row: int, told: str, last: int, width: float, *styles: str) -> int:
        """Write a text over the columns up to the last; return the next row."""
        look = self.style("wrapped", *styles)
        self.sheet.merge_range(row, 0, row, last, "", look)
        self.sheet.write_string(row, 0, cell(told), look)
        self.fit(row, {told: width})
        return row + 1

    def fit(self, row: int, widths: Mapping[str, float]) -> None:
        """Give a row the height of its longest text, by the width that each has."""
        lines = max((lines_of(told, width) for told, width in widths.items()), default=1)
        if lines > 1:
            self.sheet.set_row(row, LINE * min(lines, MOST_LINES))


def p_format(p: float, language: str, kind: str = "p_value") -> str:
    """Return the format in which a p-value of a kind is told as on the page.

    Examples
    --------
    >>> p_format(0.0132, "en"), p_format(0.0503, "en"), p_format(2e-9, "de")
    ('0.000', '"0.051"', '"< 0,001"')
    """
    told = bare_p(p, language)
    exact = "0.000" if told == wording.decimal(p, language, 3) else f'"{told}"'
    return P_ROUNDED if kind == "p_rounded" else exact


def percent_format(language: str) -> str:
    """Return the format of a proportion: "–" for nobody, never 0 % for somebody.

    Examples
    --------
    >>> percent_format("en")
    '[=0]"–";[<0.005]"<0.5%";0%'
    """
    least = wording.percent(0.001, language)
    space = "" if text("number.percent", language, number="").startswith("%") else '" "'
    return f'[=0]"{wording.NOBODY}";[<0.005]"{least}";0{space}%'


def count_format(mark: str = "") -> str:
    """Return the format of a number of respondents, with a mark behind it.

    Examples
    --------
    >>> count_format(), count_format("*")
    ('#,##0', '#,##0"*"')
    """
    return f'#,##0"{mark}"' if mark else "#,##0"
