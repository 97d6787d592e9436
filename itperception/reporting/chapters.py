"""What every report has: headings, numbers of tables, and what a survey must disclose."""

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape

from itperception.reporting.block import Block
from itperception.reporting.labels import labels_of
from itperception.reporting.plan import field_dates
from itperception.reporting.tables import definition_table, folded
from itperception.reporting.wording import count, text
from itperception.survey.waves import WaveFolder
from itperception.terms.text import say

DISCLOSED = (
    "sponsor", "conductor", "population", "unit", "who_judges", "sampling", "mode",
    "languages", "weighting", "quality", "limitations",
)  # fmt: skip
OF_SOME = ("who_judges",)
"""Facts that only some surveys have; where nobody stated them, nothing is missing."""


def chapter(title: str, *parts: str, level: int = 2) -> Block:
    r"""Return a heading and what stands below it.

    Parameters
    ----------
    title : str
        Plain text; also names the section's address on the page.
    *parts : str
        HTML.
    level : int
        2 for a chapter, 3 for a section of one.

    Examples
    --------
    >>> chapter("Who answered", "<p>156</p>").html
    '<h2 id="s-who-answered">Who answered</h2>\n<p>156</p>'
    """
    heading = f'<h{level} id="{escape(address(title))}">{escape(title)}</h{level}>'
    told = block(*parts)
    html = f"{heading}\n{told.html}" if told.html else heading
    return Block(html, f"{title}\n{told.text}")


def block(*parts: str) -> Block:
    """Return HTML as a piece of a page."""
    shown = [part for part in parts if part]
    plain = unescape(re.sub(r"<[^>]+>", " ", " ".join(shown)))
    return Block("\n".join(shown), " ".join(plain.split()))


def fold(line: str, *parts: str) -> Block:
    r"""Return a line of plain text with HTML below it that opens on demand.

    Examples
    --------
    >>> fold("5 of 5 hold", "<p>156</p>").text
    '5 of 5 hold\n156'
    """
    told = block(*parts)
    return Block(folded(line, told.html), f"{line}\n{told.text}")


def address(title: str) -> str:
    """Return the id of a chapter's heading.

    Examples
    --------
    >>> address("Who answered")
    's-who-answered'
    """
    return "s-" + re.sub(r"\W+", "-", title.lower()).strip("-")


def paragraph(told: str, css: str = "") -> str:
    """Return a paragraph of plain text."""
    return f"<p{_class(css)}>{escape(told)}</p>"


def bullets(told: Iterable[str], css: str = "") -> str:
    """Return a list of plain texts."""
    return f"<ul{_class(css)}>{''.join(f'<li>{escape(entry)}</li>' for entry in told)}</ul>"


def methodology_table(
    folder: WaveFolder, language: str, *, base: str,
    more: Sequence[tuple[str, str]] = (), without: Sequence[str] = (), **found: str,
) -> str:  # fmt: skip
    """Return what a survey must disclose, as a table; what nobody stated reads "not stated".

    Parameters
    ----------
    folder : WaveFolder
        The wave.
    language : {"en", "sv", "de"}
        Language of the page.
    base : str
        How many answered, as the wave itself says it.
    more : sequence of (str, str)
        Further lines: a name and a text.
    without : sequence of str
        Facts of `DISCLOSED` that the page tells elsewhere.
    **found : str
        Of facts of `DISCLOSED`, such as ``quality``, what is known of them beyond what the
        wave says itself.
    """
    told = folder.description
    shown = disclosed(folder, language, base=base, **found)
    pairs = [(text(f"methodology.{name}", language), fact)
             for name, fact in shown.items() if name not in without]  # fmt: skip
    pairs += more
    if told.sources:
        labels = labels_of(folder.raw, language)
        listed = "; ".join(labels.get(source.text, source.text) for source in told.sources)
        pairs.append((text("methodology.sources", language), listed))
    title = text("methodology.title", language)
    return definition_table(pairs, title=title, name="methodology", language=language)


def disclosed(
    folder: WaveFolder, language: str, *, base: str, **found: str
) -> dict[str, str]:
    """Return what a survey must disclose by name, empty where nobody stated it.

    Parameters
    ----------
    folder, language, base, **found
        As of :func:`methodology_table`.
    """
    facts = {name: getattr(folder.description, name) for name in DISCLOSED}
    shown = {name: say(fact, language) if fact else "" for name, fact in facts.items()}
    shown |= {"n": base, "field": field_dates(folder, language)}
    shown |= {name: f"{shown[name]} {more}".strip() for name, more in found.items()}
    order = [*DISCLOSED[:6], "n", "mode", "languages", "field", *DISCLOSED[8:]]
    return {name: shown[name] for name in order if shown[name] or name not in OF_SOME}


def called(waves: Sequence[WaveFolder], language: str) -> list[str]:
    """Return what waves are called: by year or title; by name, if neither tells them apart."""
    told = [wave.description for wave in waves]
    years = [str(own.field_start.year) if own.field_start else "" for own in told]
    titles = [say(own.title, language) for own in told]
    return next(names for names in (years, titles, [wave.name for wave in waves])
                if all(names) and len({*names}) == len(names))  # fmt: skip


def sample_size(folder: WaveFolder, language: str) -> str:
    """Return n as the wave states it, such as "about 300"; empty if it does not."""
    told = folder.description
    if told.n is None:
        return ""
    return text(f"methodology.{told.n_is}", language, n=count(told.n, language))


def _class(css: str) -> str:
    return f' class="{escape(css)}"' if css else ""
