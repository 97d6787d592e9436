"""A chart: the same picture twice, for a desk and for a phone, and its words.

Pictures and alternative text are made from the same rows, so that a group that is hidden
is in none of them. The bytes are the same each time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from itperception.reporting.charts.address import svg_address
from itperception.reporting.charts.colours import INK, SOFT, SYNTHETIC
from itperception.reporting.charts.sheet import (
    EDGE,
    FIGURE,
    NARROW,
    Sheet,
    Words,
    number,
)
from itperception.reporting.charts.typeface import SIZE, SMALL, wrapped
from itperception.reporting.wording import text

NARROW_SCREEN = "screen and (max-width: 800px)"
HEAD = 17  # of letters of a title that stands in the picture


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in two widths, and everything in it as text.

    Attributes
    ----------
    title : str
        What it shows: plain text, bold above the picture.
    subtitle : str
        Measure and unit, in grey below it.
    lines : tuple of str
        One line for each row of the picture, with all its values.
    wide, narrow : Sheet
        The pictures.
    note : str
        How to read it, in grey below the picture.
    synthetic : bool
        Whether nobody gave these answers.
    fold : str
        Line under which a page folds it, where nothing in it stands out.
    """

    title: str
    subtitle: str
    lines: tuple[str, ...]
    wide: Sheet
    narrow: Sheet
    note: str = ""
    synthetic: bool = False
    fold: str = ""

    @property
    def alt(self) -> str:
        """The text in place of the picture."""
        mark = text("table.synthetic", self.wide.language)
        lead = [self.title, *([mark[0].upper() + mark[1:]] if self.synthetic else [])]
        return " ".join(f"{line.rstrip('.')}." for line in [*lead, *self.lines])

    def to_html(self, *, title: str = "p") -> str:
        """Return the chart as a figure of HTML that needs no other file.

        Parameters
        ----------
        title : {"p", "h2", "h3"}
            The element of its title.
        """
        below = [f'<p class="{name}">{escape(told)}</p>' if told else ""
                 for name, told in (("fs", self.subtitle), ("fn", self.note))]  # fmt: skip
        return (
            f'<figure class="chart"><figcaption><{title} class="ft">{escape(self.title)}'
            f"</{title}>{below[0]}</figcaption>\n{self.picture()}{below[1]}</figure>"
        )

    def picture(self) -> str:
        """Return the two pictures alone, with the text in their place."""
        return (
            f'<picture><source media="{NARROW_SCREEN}" {_sized("srcset", self.narrow)}>'
            f'<img {_sized("src", self.wide)} alt="{escape(self.alt)}"></picture>'
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def files(self, name: str) -> dict[str, bytes]:
        """Return the wide picture with title and note for slides, as SVG and as PNG.

        Parameters
        ----------
        name : str
            Of the files, without ending.
        """
        written, y = [], float(EDGE)
        for told, size, bold in ((self.title, HEAD, True), (self.subtitle, SIZE, False)):
            for line in wrapped(told, self.wide.width, size, bold=bold) if told else ():
                y += 1.3 * size
                written.append(
                    Words(line, EDGE, y, INK if bold else SOFT, size=size, bold=bold)
                )
        above = y + 12
        y = above + self.wide.height
        for line in wrapped(self.note, self.wide.width, SMALL) if self.note else ():
            y += 1.4 * SMALL
            written.append(Words(line, EDGE, y, SOFT, size=SMALL))
        below = y + EDGE - above - self.wide.height
        svg, png = self.wide.framed(written, above, below)
        return {f"{name}.svg": svg, f"{name}.png": png}


def make_chart(
    draw: Callable[[Sheet], None], title: str, lines: Sequence[str], *, subtitle: str = "",
    note: str = "", width: int = FIGURE, synthetic: bool = False, language: str = "en",
) -> Chart:  # fmt: skip
    """Draw both pictures and put the words together.

    Parameters
    ----------
    draw : callable
        Draws on a :class:`~itperception.reporting.charts.sheet.Sheet`, and sets its height.
    title, subtitle, note : str
        Plain text.
    lines : sequence of str
        One for each row of the picture; without any, it says that there is nothing to show.
    width : int
        Of the wide picture.
    synthetic : bool
        Whether nobody gave these answers.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    sheets = Sheet(width, language), Sheet(NARROW, language)
    for sheet in sheets:
        (draw if lines else _blank)(sheet)
        if synthetic:
            mark = text("table.synthetic", language)
            sheet.height += SMALL + 5
            sheet.shapes.append(Words(mark, sheet.width, sheet.height - 4, SYNTHETIC, "end",
                                      SMALL, bold=True))  # fmt: skip
    return Chart(title, subtitle, tuple(lines), *sheets, note, synthetic)


def _blank(sheet: Sheet) -> None:
    """Say in the picture that no base is large enough to show."""
    sheet.note(0, 18, text("table.too_small", sheet.language))
    sheet.height = 28


def _sized(name: str, sheet: Sheet) -> str:
    """Return the attributes of a picture, its size among them."""
    return (f'{name}="{svg_address(sheet.svg())}" width="{sheet.width}" '
            f'height="{number(round(sheet.height))}"')  # fmt: skip
