"""A chart: the same picture twice, for a desk and for a phone, and its words.

Picture, alternative text and "values as text" are made from one frame, so that a group
that is hidden is in none of them. The bytes are the same each time, whatever matplotlibrc
the user has.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from itperception.reporting import tables
from itperception.reporting.charts.address import svg_address
from itperception.reporting.charts.canvas import Canvas
from itperception.reporting.charts.colours import FAINT, INK
from itperception.reporting.charts.typeface import FAMILY
from itperception.reporting.wording import text

Draw = Callable[[Canvas], None]
NARROW_SCREEN = "screen and (max-width: 40rem)"
STYLE = {
    "axes.edgecolor": FAINT, "axes.labelcolor": INK, "axes.spines.left": False,
    "axes.spines.right": False, "axes.spines.top": False, "font.family": FAMILY,
    "hatch.color": FAINT, "path.simplify": True, "text.color": INK,
    "text.parse_math": False, "xtick.color": FAINT, "xtick.labelcolor": INK,
    "ytick.color": FAINT, "ytick.labelcolor": INK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in two widths, and everything in it as numbers and as text.

    Attributes
    ----------
    title : str
        Plain text, above the picture.
    lines : tuple of str
        One line for each row of the picture.
    values : pandas.DataFrame
        What was drawn, at full precision.
    svg_wide, svg_narrow : bytes
        The pictures for a desk and for a phone.
    notes : tuple of str
        How to read it.
    synthetic : bool
        Whether nobody gave these answers.
    alt : str
        The text in place of the picture.
    """

    title: str
    lines: tuple[str, ...]
    values: pd.DataFrame
    svg_wide: bytes
    svg_narrow: bytes
    notes: tuple[str, ...] = ()
    synthetic: bool = False
    alt: str = ""

    def to_html(self, language: str = "en", *, number: int | None = None) -> str:
        """Return the chart as a figure of HTML that needs no other file.

        Parameters
        ----------
        language : {"en", "sv", "de"}
            Language of the page.
        number : int, optional
            Running number on the page.
        """
        name = re.sub(r"\W+", "-", self.title.lower()).strip("-")
        place = f"chart-{name if number is None else number}"
        note = f'<p class="note">{escape(" ".join(self.notes))}</p>\n' if self.notes else ""
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines)
        head = tables.caption("chart", place, self.title, language, number,
                       synthetic=self.synthetic)  # fmt: skip
        return (
            f'<figure class="chart" id="{escape(place)}">\n{head}\n{self.picture()}'
            f"\n{note}<details><summary>{text('chart.values', language)}"
            f"</summary><ul>{items}</ul></details>\n</figure>"
        )

    def picture(self) -> str:
        """Return the two pictures alone, with the text in their place."""
        narrow, wide = (svg_address(svg) for svg in (self.svg_narrow, self.svg_wide))
        return (
            f'<picture><source media="{NARROW_SCREEN}" srcset="{narrow}">'
            f'<img src="{wide}" alt="{escape(self.alt)}"></picture>'
        )

    def _repr_html_(self) -> str:
        return self.to_html()


def make_chart(
    draw: Draw, title: str, lines: Sequence[str], values: pd.DataFrame,
    notes: Sequence[str], synthetic: bool, language: str,
) -> Chart:  # fmt: skip
    """Draw both pictures and put the words together.

    Parameters
    ----------
    draw : callable
        Draws on a :class:`~itperception.reporting.charts.canvas.Canvas`.
    title : str
        Plain text.
    lines : sequence of str
        One for each row of the picture.
    values : pandas.DataFrame
        What is drawn; if it is empty, the picture says that no base is large enough.
    notes : sequence of str
        How to read it.
    synthetic : bool
        Whether nobody gave these answers.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    lead = [text("chart.chart_of", language, title=title)]
    mark = text("table.synthetic", language)
    lead += [f"{mark[0].upper()}{mark[1:]}."] if synthetic else []
    alt = " ".join([*lead, *(f"{line.rstrip('.')}." for line in lines)])
    draw = Canvas.blank if values.empty else draw
    wide, narrow = _drawn(
        draw, [Canvas(narrow=n, synthetic=synthetic, language=language) for n in (0, 1)]
    )
    return Chart(title, tuple(lines), values, wide, narrow, tuple(notes), synthetic, alt)


def _drawn(draw: Draw, canvases: Sequence[Canvas]) -> list[bytes]:
    """Return drawings as SVG that does not depend on settings, clock or version."""
    import matplotlib

    from itperception.reporting.charts.svg import svg_of

    drawn = []
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        for canvas in canvases:
            matplotlib.rcParams.update(STYLE | {"font.size": canvas.small})
            draw(canvas)
            drawn.append(svg_of(canvas.figure))
    return drawn
