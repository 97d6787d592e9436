"""From a run notebook to HTML: templates, and the parts of a page they are given.

Whatever comes out of a notebook is sanitised piece by piece, and templates escape
all else on their own. Page and index share one head and one style sheet.
"""

import base64
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape, unescape
from itertools import chain, count, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from itperception.errors import PublicationError
from itperception.reporting.block import MARK, OWN, SUMMARY
from itperception.reporting.downloads import Download
from itperception.reporting.page import Page, fingerprint
from itperception.reporting.sanitise import sanitise
from itperception.reporting.wording import NO_BREAK, decimal, texts
from itperception.survey.documents import read_values
from itperception.terms.text import LANGUAGES, say

if TYPE_CHECKING:
    from jinja2 import Environment
    from nbconvert.exporters import TemplateExporter
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"
_HEADING = re.compile(r"<h([1-3])([^>]*)>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)</\1>", re.DOTALL)
MOST_IN_A_CARD = 5  # columns
_EMPTY = re.compile(r'<div class="prose">\s*</div>\s*')
_BARE_IMAGE = re.compile(r"<img\b(?![^>]* alt=)[^>]*>")


class Heading(NamedTuple):
    """One line of a page's contents: level 2 or 3, the id it leads to, its words."""

    level: int
    id: str
    text: str

    @property
    def brief(self) -> str:
        """What stands before a colon or comma: enough to find the place."""
        return re.split("[:,] ", self.text)[0]


def render(
    notebook: "NotebookNode", page: Page, made_from: Mapping[str, Any],
    files: Callable[[str], Sequence[Download]] = lambda html: (), n: str = "",
) -> str:  # fmt: skip
    """Return a notebook's page as one self-contained HTML document.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        A run notebook from :func:`itperception.reporting.notebook.execute`.
    page : Page
        Title, language, facts for the head, and whether the data are synthetic.
    made_from : mapping
        What :func:`itperception.reporting.page.provenance` says; it is shown at the
        end, and its fingerprint goes into the head.
    files : callable
        Makes the files that go with the page, given what the page shows, and lists them.
    n : str
        How many answered, and who, of a page that is not of everybody.

    Raises
    ------
    PublicationError
        If an image has no description.
    """
    exporter = _exporter()
    resources = {
        "page": page, "made_from": made_from, "fingerprint": fingerprint(page, made_from),
        "words": words(page.language), "site": site_words(page.language),
        "translations": page.translations, "files_of": files, "languages": LANGUAGES,
        "facts": {**page.facts, **({"n": n} if n else {})},
        "summary": _summary(notebook, page.language),
    }  # fmt: skip
    html, _ = exporter.from_notebook_node(notebook, resources)
    if bare := _BARE_IMAGE.search(html):
        raise PublicationError(f"an image has no description (alt): {bare.group()[:80]}…")
    return html


def _summary(notebook: "NotebookNode", language: str) -> dict[str, Any]:
    """Return what the page begins with, its HTML and what it says; empty if no cell says it."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    for output in outputs:
        if told := output.get("metadata", {}).get(SUMMARY):
            html = _fragment(output.data["text/html"], language)
            return {"html": html, "json": told, **json.loads(told)}
    return {}


def environment() -> "Environment":
    """Return the templates of pages that are not made from a notebook."""
    from jinja2 import Environment, FileSystemLoader

    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters["size"] = size_in_words
    return made


@cache
def words(language: str) -> dict[str, str]:
    """Return the words around a notebook's own, in a language.

    Examples
    --------
    >>> words("sv")["contents"]
    'Innehåll'
    """
    if language not in LANGUAGES:
        raise PublicationError(f"no language {language!r}; known: {', '.join(LANGUAGES)}")
    told = read_values(TEMPLATES / "words.yaml")
    return {name: say(text, language) for name, text in told.items()}


@cache
def site_words(language: str) -> dict[str, str]:
    """Return the words of the index and of what leads to and from it, in a language.

    Examples
    --------
    >>> site_words("de")["all_reports"]
    'Alle Berichte'
    """
    section = "site."
    return {
        key.removeprefix(section): say(told, language)
        for key, told in texts().items()
        if key.startswith(section)
    }


def size_in_words(size: int, language: str = "en") -> str:
    r"""Return a number of bytes as a reader would say it.

    Examples
    --------
    >>> size_in_words(498_200), size_in_words(2_340_000, "sv")
    ('498\xa0KB', '2,3\xa0MB')
    """
    if size >= 1_000_000:
        return f"{decimal(size / 1_000_000, language, 1)}{NO_BREAK}MB"
    return f"{max(1, round(size / 1000))}{NO_BREAK}KB"


def outline(html: str) -> tuple[Markup, list[Heading]]:
    """Give every heading an id and list them.

    Parameters
    ----------
    html : str
        Sanitised HTML. An ``h1`` before all other headings repeats the page's title
        and is left out; any other becomes an ``h2``.

    Returns
    -------
    tuple
        The HTML, and its headings of level 2 and 3. An id that is given stays; others
        are made from the words: ``s-`` and the words in ASCII.

    Examples
    --------
    >>> outline("<h2>Größe &amp; Lage</h2>")[0]
    Markup('<h2 id="s-grosse-lage">Größe &amp; Lage</h2>')
    """
    headings: list[Heading] = []
    taken = set(re.findall(r' id="([^"]*)"', html))

    def mark(found: re.Match[str]) -> str:
        level, attributes, inner = int(found[1]), found[2], found[3]
        if level == 1 and not headings and "<h" not in html[: found.start()]:
            return ""
        text = " ".join(unescape(_TAG.sub("", inner)).split())
        given = re.search(r' id="([^"]+)"', attributes)
        name = given[1] if given else _new_id(text, taken)
        headings.append(Heading(max(level, 2), name, text))
        attributes += "" if given else f' id="{name}"'
        return f"<h{max(level, 2)}{attributes}>{inner}</h{max(level, 2)}>"

    marked = _HEADING.sub(mark, html)
    return Markup(_EMPTY.sub("", marked)), headings


def slug(text: str) -> str:
    """Return words as a name of small letters, digits and hyphens.

    Examples
    --------
    >>> slug("Größe & Lage"), slug("?")
    ('grosse-lage', 'section')
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore")
    return "-".join(re.findall(r"[a-z0-9]+", plain.decode().lower())) or "section"


def _new_id(text: str, taken: set[str]) -> str:
    first = f"s-{slug(text)}"
    names = chain([first], (f"{first}-{number}" for number in count(2)))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name


def _is_own(cell: "NotebookNode") -> bool:
    """Say whether a cell made a section of its own."""
    return any(
        output.get("metadata", {}).get(MARK) == OWN for output in cell.get("outputs", ())
    )


def _opens(output: Any) -> bool:
    """Say whether an output is what the page begins with."""
    return SUMMARY in output.get("metadata", {})


def _fragment(html: str, language: str) -> Markup:
    """Sanitise a fragment; a table that cannot scroll by itself is put into a box."""
    clean = _TABLE.sub(lambda found: _carded(found[0]), sanitise(html))
    if "table-wrap" in clean:
        return Markup(clean)
    box = (
        '<div class="table-wrap" role="group" tabindex="0" '
        f'aria-label="{escape(words(language)["table"])}">'
    )
    return Markup(_TABLE.sub(lambda found: f"{box}{_headed(found[0])}</div>", clean))


def _carded(table: str) -> str:
    """Let a table that holds words be read as cards on a phone, one for each row.

    It has five columns at most, each with a heading. One of numbers keeps its columns, so that
    they can be compared.
    """
    heads, *rows = [_CELL.findall(row) for row in _ROW.findall(table)] or [[]]
    cells = [cell for row in rows for cell in row]
    of_words = any("num" not in cell[1] and re.search(r"[^\W\d_]", _TAG.sub("", cell[2]))
                   for cell in cells if cell[0] == "td")  # fmt: skip
    if (not of_words or len(heads) > MOST_IN_A_CARD or '<table class="nums"' in table
            or "</thead>" not in table or any(len(row) != len(heads) for row in rows)):  # fmt: skip
        return table
    names = cycle(["", *(_TAG.sub("", told) for *_, told in heads[1:])])

    def label(cell: re.Match[str]) -> str:
        name = next(names)
        told = f' data-l="{escape(unescape(name))}"' if len(heads) > 2 and name else ""
        return f"<{cell[1]}{cell[2]}{told if cell[1] == 'td' else ''}>{cell[3]}</{cell[1]}>"

    head, end, body = table.partition("</thead>")
    return f"{head}{end}{_CELL.sub(label, body)}".replace("<table", "<table data-cards", 1)


def _headed(table: str) -> str:
    """Write the empty corner of a frame's header as a cell that heads nothing."""
    return re.sub(r"<th>\s*</th>", "<td></td>", table)


def _markdown(cell: Any, language: str) -> Markup:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(
        escape=False, exclude_anchor_links=True, attachments=cell.get("attachments", {})
    )
    return _fragment(MarkdownWithMath(renderer=renderer).render(cell["source"]), language)


def _image(output: Any, mime: str) -> Markup:
    """Write an image as data; an SVG then shares no id and runs no script."""
    if not output.metadata.get("alt"):
        raise PublicationError(
            f"an {mime} output has no description; put one into its metadata as 'alt'"
        )
    data = output.data[mime]
    encoded = base64.b64encode(data.encode()).decode() if mime == "image/svg+xml" else data
    address = f"data:{mime};base64,{''.join(encoded.split())}"
    alt = escape(output.metadata["alt"])
    image = f'<img src="{address}" alt="{alt}">'
    return Markup(sanitise(f'<figure class="chart">{image}</figure>'))


def _exporter() -> "TemplateExporter":
    from nbconvert.exporters import TemplateExporter

    exporter = TemplateExporter(
        template_name="page", file_extension=".html",
        extra_template_basedirs=[str(TEMPLATES)], extra_template_paths=[str(TEMPLATES)],
        filters={
            "fragment": _fragment, "markdown": _markdown, "image": _image,
            "outline": outline, "size": size_in_words, "is_own": _is_own,
            "opens": _opens,
        },
    )  # fmt: skip
    jinja = exporter.environment
    jinja.autoescape = jinja.trim_blocks = jinja.lstrip_blocks = True
    return exporter
