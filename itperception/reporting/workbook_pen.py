"""What writes into a sheet: texts that are never formulas, numbers with their formats.

Formats are the same code in every country: a spreadsheet shows decimal and thousands
marks as its reader is used to. Only what stands in quotation marks within a format is
text, and comes in the workbook's language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
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
MOST_FROZEN = 240  # points; more would leave no room for what is to be read
A4, MARGIN, TOP, BOTTOM = 9, 0.5, 0.8, 0.7  # the paper's number; inches
PAPER = (11.69 - 2 * MARGIN) * 96, (8.27 - TOP - BOTTOM) * 72  # pixels, points
READABLE, PLEASANT = 0.55, 0.7  # of the size on the screen: 6 points, 8 points
SPARE = 0.9  # of the paper's width: letters are wider where Calibri is not at hand
LAST_OF_A_PAGE = 13  # column up to which notes and charts reach
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
    widths, heights : dict
        Of columns in digits, of rows in points, where they are not the usual ones.
    """

    book: "Workbook"
    sheet: "Worksheet"
    language: str
    formats: dict[tuple, "Format"] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

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
        self.fit(row, {told: 1.1 * width if "note" in styles else width})  # smaller letters
        return row + 1

    def columns(self, widths: Sequence[float]) -> None:
        """Make the columns from the first on so many digits wide."""
        self.widths = dict(enumerate(widths))
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, width)

    def height(self, row: int, points: float) -> None:
        """Make a row so many points high."""
        self.heights[row] = points
        self.sheet.set_row(row, points)

    def fit(self, row: int, widths: Mapping[str, float]) -> None:
        """Give a row the height of its longest text, by the width that each has."""
        lines = max((lines_of(told, width) for told, width in widths.items()), default=1)
        if lines > 1:
            self.height(row, LINE * min(lines, MOST_LINES))

    def points(self, first: int, end: int) -> float:
        """Return how high some rows are together."""
        return sum(self.heights.get(row, LINE) for row in range(first, end))

    def freeze(self, row: int, column: int) -> None:
        """Keep headings in sight; only those at the left if the others are too high."""
        is_low = self.points(0, row) <= MOST_FROZEN
        self.sheet.freeze_panes(row if is_low else 0, column)

    def set_up(self, head: str, foot: str) -> None:
        """Set the sheet for print: A4 across, as wide as the paper."""
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=MARGIN, right=MARGIN, top=TOP, bottom=BOTTOM)
        self.sheet.set_header(head)
        self.sheet.set_footer(foot)

    def print_parts(
        self, starts: Sequence[int], end: int, heads: int = 0, groups: Sequence[int] = ()
    ) -> None:
        """Print a sheet on one page if that can be read, else no part of it on two if it fits.

        Parameters
        ----------
        starts : sequence of int
            The first row of each part.
        end : int
            The row after the last that is printed.
        heads : int
            The row of headings, repeated with the one above it where a part has several pages.
        groups : sequence of int
            Columns before which the first part is cut if it is too wide to be read on one page;
            those before the first of them are repeated.
        """
        wide, (most_wide, most_high) = sum(self._pixels(c) for c in self.widths), PAPER
        size, last = most_wide / wide, len(self.widths) - 1
        if min(size, most_high / self.points(starts[0], end)) >= READABLE:
            self.sheet.fit_to_pages(1, 1)
            return self._print_only([(starts[0], end, last)])
        if is_cut := size < READABLE:
            size = READABLE
            self.sheet.fit_to_pages(0, 0)
            self.sheet.set_print_scale(round(100 * READABLE))
            self.sheet.repeat_columns(0, groups[0] - 1)
            self.sheet.set_v_pagebreaks(self._cut(groups))
        elif SPARE * size > PLEASANT:
            size = PLEASANT
            self.sheet.fit_to_pages(0, 0)
            self.sheet.set_print_scale(round(100 * PLEASANT))
        room = most_high / size
        pages = [(starts[0], end)]
        for start, after in pairwise((*starts[1:], end)):
            alone = is_cut and len(pages) == 1
            if alone or self.points(pages[-1][0], after) > room:
                pages[-1:] = [(pages[-1][0], start), (start, end)]
        if heads and self.points(*pages[0]) > room:
            self.sheet.repeat_rows(heads - 1, heads)
        first, *others = ((*page, last) for page in pages)
        self._print_only(
            [first, *((*page[:2], min(last, LAST_OF_A_PAGE)) for page in others)]
        )

    def _pixels(self, column: int) -> float:
        return 7 * self.widths[column] + 5

    def _cut(self, groups: Sequence[int]) -> list[int]:
        """Return the columns that begin a page: as many whole groups on each as can be read."""
        repeated = sum(map(self._pixels, range(groups[0])))
        breaks, used = [], repeated
        for start, end in pairwise((*groups, len(self.widths))):
            wide = sum(map(self._pixels, range(start, end)))
            if used + wide > SPARE * PAPER[0] / READABLE and used > repeated:
                breaks.append(start)
                used = repeated
            used += wide
        return breaks

    def _print_only(self, areas: Sequence[tuple[int, int, int]]) -> None:
        """Print some areas, each of which begins a page.

        Breaks by hand would not do: a spreadsheet that fits a sheet to its paper ignores them.
        """
        from xlsxwriter.utility import quote_sheetname, xl_range_abs

        name = quote_sheetname(self.sheet.get_name())
        told = ",".join(f"{name}!{xl_range_abs(first, 0, end - 1, last)}"
                        for first, end, last in areas)  # fmt: skip
        self.book.define_name(f"{self.sheet.get_name()}!_xlnm.Print_Area", f"={told}")


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
