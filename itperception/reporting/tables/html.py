"""The HTML of a table: figure, rows and cells.

The title stands outside the box that scrolls, every heading has a scope, and below the
table are its notes and the table itself as a CSV file.
"""

from collections.abc import Sequence
from html import escape

import pandas as pd

from itperception.reporting.tables.csv_link import csv_link
from itperception.reporting.wording import text


def caption(
    name: str, title: str, language: str, number: int | None = None, *,
    synthetic: bool = False,
) -> str:  # fmt: skip
    """Return the caption of a table; data nobody gave is marked in it.

    Parameters
    ----------
    name : str
        Start of the caption's id.
    title : str
        Plain text.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int, optional
        Running number on the page.
    synthetic : bool
        Whether the data are synthetic.

    Examples
    --------
    >>> caption("t", "R&D", "en", 2)
    '<figcaption id="t-title"><span class="number">Table 2.</span> R&amp;D</figcaption>'
    """
    told = "" if number is None else text("table.number", language, number=str(number))
    lead = f'<span class="number">{told}</span> ' if told else ""
    badge = f' <strong class="badge">{text("table.synthetic", language)}</strong>'
    return (
        f'<figcaption id="{escape(name)}-title">{lead}{escape(title)}'
        f"{badge if synthetic else ''}</figcaption>"
    )


def place_of(name: str, number: int | None) -> str:
    """Return the id of a table's figure: its number on the page, or else its name.

    Examples
    --------
    >>> place_of("image-type", 3), place_of("image-type", None)
    ('table-3', 'table-image-type')
    """
    return f"table-{name if number is None else number}"


def figure(
    name: str, title: str, heads: Sequence[str], rows: Sequence[str], data: pd.DataFrame,
    *, language: str, number: int | None, above: Sequence[tuple[str, str]] = (),
    notes: Sequence[str] = (), below: str = "", css: str = "", synthetic: bool = False,
) -> str:  # fmt: skip
    """Put a table into its figure.

    Parameters
    ----------
    name, title : str
        Short name for ids and the file, and title; plain text.
    heads, rows : sequence of str
        HTML.
    data : pandas.DataFrame
        What the CSV file holds.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int or None
        Running number on the page.
    above : sequence of (str, str)
        Class and plain text of each paragraph above the table.
    notes : sequence of str
        Sentences below the table, HTML.
    below : str
        HTML after the notes.
    css : str
        Class of the table.
    synthetic : bool
        Whether the data are synthetic.
    """
    place = escape(place_of(name, number))
    label = f'aria-labelledby="{place}-title"'
    body = "\n".join(rows)
    parts = [
        f'<figure class="table" id="{place}">',
        caption(place_of(name, number), title, language, number,
                synthetic=synthetic),
        *(f'<p class="{css}">{escape(told)}</p>' for css, told in above),
        f'<div class="table-wrap" role="group" tabindex="0" {label}>',
        f"<table{class_of(css)} {label}>\n<thead><tr>{''.join(heads)}</tr></thead>",
        f"<tbody>\n{body}\n</tbody>\n</table></div>",
        *([f'<p class="note">{" ".join(notes)}</p>'] if notes else []),
        *([below] if below else []),
        csv_link(data, name, language),
        "</figure>",
    ]  # fmt: skip
    return "\n".join(parts)


def tr(head: str, cells: Sequence[str], css: str = "", place: str = "") -> str:
    """Return a row; everything is HTML."""
    named = f' id="{place}"' if place else ""
    return f"<tr{named}{class_of(css)}>{head}{''.join(cells)}</tr>"


def th(html: str, scope: str, css: str = "") -> str:
    """Return a heading of a row ("row") or a column ("col")."""
    return f'<th scope="{scope}"{class_of(css)}>{html}</th>'


def td(html: str, css: str = "") -> str:
    """Return a cell."""
    return f"<td{class_of(css)}>{html}</td>"


def class_of(css: str) -> str:
    """Return a class as an attribute, or nothing."""
    return f' class="{css}"' if css else ""


def boxed(title: str, head: str, lines: Sequence[str]) -> str:
    """Return a table of numbers that scrolls in a box of its own, named by plain text."""
    return (
        f'<div class="table-wrap" role="group" tabindex="0" aria-label="{escape(title)}">'
        f'<table class="nums"><thead><tr>{head}</tr></thead><tbody>\n{chr(10).join(lines)}\n'
        "</tbody></table></div>"
    )


def folded(summary: str, html: str, more: str = "", *, place: str = "") -> str:
    """Return HTML as a closed part under a summary; plain text, like what more it says."""
    small = f"<b>{escape(summary)}</b> <small>{escape(more)}</small>"
    return folded_under(small if more else escape(summary), html, place=place)


def folded_under(head: str, html: str, *, place: str = "") -> str:
    """Return HTML as a closed part under a head that is HTML itself, such as a heading."""
    named = f' id="{escape(place)}"' if place else ""
    return f'<details{named} class="fold"><summary>{head}</summary>\n{html}\n</details>'
