"""The index: every published page at a glance, in one file beside them.

It links to pages, tab books and data by relative addresses, so that a folder, a
memory stick and any static host serve it alike.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from itperception.reporting.downloads import (
    SUMS,
    Download,
    alone_in,
    downloads,
    listed,
    put_in_place,
)
from itperception.reporting.glance import Course, Headline, verdict_counts
from itperception.reporting.news import (
    STATE,
    News,
    news_of,
    numbers_on,
    read_state,
    state_of,
)
from itperception.reporting.page import Page, translations
from itperception.reporting.wording import text
from itperception.survey.names import COMPARISON, TREND
from itperception.survey.waves import WaveFolder
from itperception.terms.text import LANGUAGES, say

KINDS = ("published", "microdata", "trend", "other")
INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Index:
    """What was written, and what does not agree with it.

    Attributes
    ----------
    path : pathlib.Path
        The index page.
    missing : tuple of str
        Names of pages that are not in the folder and so not in the index.
    strays : tuple of str
        Files in the folder that belong to no page, and folders that hold nothing else;
        they are reported, never deleted.
    news : News
        What the index says is new.
    """

    path: Path
    missing: tuple[str, ...]
    strays: tuple[str, ...]
    news: News


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that is in the folder, and what the index tells of it."""

    page: Page
    size: int
    files: list[Download]
    headlines: list[Headline]
    verdicts: dict[str, int]


def write_index(
    pages: Sequence[Page], *, folder: Path, waves: Sequence[WaveFolder] = (),
    broken: Collection[str] = (), language: str = "en", languages: Sequence[str] = (),
) -> Index:  # fmt: skip
    """Write ``index.html`` and ``index.json`` for the pages that are in a folder.

    Parameters
    ----------
    pages : sequence of Page
        All pages there should be, in the order they are to be listed.
    folder : pathlib.Path
        The folder the pages were published in.
    waves : sequence of WaveFolder
        The waves of microdata in order of time: their headline shares are shown, with
        the course of those that used one codebook.
    broken : collection of str
        Names of waves that cannot be read now. Their older pages stay in the index, as it
        was before, and so do those across waves that cannot be made for lack of them.
    language : {"en", "sv", "de"}
        Language of the index.
    languages : sequence of str
        All languages it is published in side by side; see
        :class:`~itperception.reporting.page.Page`.

    Returns
    -------
    Index
        The path, what is missing or left over, and what is new.

    Raises
    ------
    PublicationError
        If ``index.json`` is there and is none that this project writes.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder), TemporaryDirectory() as place:
        before = read_state(folder)
        pages = [*pages, *_remembered(before, folder, _unplanned(pages, broken))]
        course = Course(folder, tuple(waves), language)
        entries = [_entry(p, folder, course) for p in pages if p.path(folder).exists()]
        numbers = {entry.page.name: numbers_on(entry.page, folder) for entry in entries}
        news = news_of(numbers, before)
        html = _page(entries, _title(waves, language), news, language, languages)
        files = [(entry.page, [f.address for f in entry.files]) for entry in entries]
        state = state_of(files, numbers, news, folder, language)
        for name, content in ((INDEX, html), (STATE, state)):
            Path(place, name).write_text(content, encoding="utf-8", newline="\n")
        put_in_place(Path(place), Path(INDEX).stem, folder)
        left = strays(pages, folder, broken)
    missing = tuple(page.name for page in pages if page.name not in numbers)
    return Index(folder / INDEX, missing, left, news)


def strays(
    pages: Sequence[Page], folder: Path, broken: Collection[str] = ()
) -> tuple[str, ...]:
    """Return what is in a folder and belongs to none of its pages.

    Parameters
    ----------
    pages : sequence of Page
        All pages there should be.
    folder : pathlib.Path
        Where they are; pages in other languages below it are left to their own index.
    broken : collection of str
        As in :func:`write_index`; whatever has one of these names is no stray.

    Returns
    -------
    tuple of str
        Places of files; of a folder that holds nothing that belongs here, only its own,
        with ``/`` at its end.
    """
    known = {Path(INDEX), Path(STATE)}
    for page in pages:
        own = [Path(page.name, SUMS), *listed(page.name, folder)] if page.wave else []
        known |= {Path(f"{page.name}.html"), *own}
    files = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    apart = _unplanned(pages, broken)
    seen = [file for file in files if not _is_apart(file, folder)
            and file.parts[0].partition(".")[0] not in apart]  # fmt: skip
    used = {file.parts[0] for file in known if len(file.parts) > 1}
    return tuple(sorted({
        f"{file.parts[0]}/" if len(file.parts) > 1 and file.parts[0] not in used
        else file.as_posix()
        for file in seen if file not in known
    }))  # fmt: skip


def _is_apart(file: Path, folder: Path) -> bool:
    """Whether a file is hidden, or part of the pages in another language."""
    top = file.parts[0]
    translated = (
        top in LANGUAGES and len(file.parts) > 1 and (folder / top / INDEX).exists()
    )
    return translated or any(part.startswith(".") for part in file.parts)


def _unplanned(pages: Sequence[Page], broken: Collection[str]) -> set[str]:
    """Return the names of pages that there would be if no wave were broken."""
    names = {*broken, TREND, COMPARISON} if broken else set()
    return names - {page.name for page in pages}


def _remembered(
    before: Mapping[str, Any] | None, folder: Path, names: Collection[str]
) -> list[Page]:
    """Return pages as the last index listed them."""
    listed_before = before["pages"] if before else ()
    return [
        Page(
            name=page["name"], notebook=Path(), title=page["title"],
            synthetic=page["synthetic"],
            facts={"kind": page["kind"], **({"n": page["n"]} if page.get("n") else {})},
            wave=page["name"] if page["files"] else "",
        )
        for page in listed_before
        if page["name"] in names and (folder / page["page"]).exists()
    ]  # fmt: skip


def _title(waves: Sequence[WaveFolder], language: str) -> str:
    """Return the title of the codebook that all waves used, else that they are surveys."""
    titles = {say(wave.codebook.title, language) for wave in waves}
    return titles.pop() if len(titles) == 1 else text("site.title", language)


def _page(
    entries: list[Entry], title: str, news: News, language: str, languages: Sequence[str]
) -> str:
    from itperception.reporting.render import environment, site_words, words

    html = environment().get_template("index.html.j2").render(
        language=language, words=words(language), site=site_words(language), title=title,
        translations=translations(INDEX, language, languages), groups=_by_kind(entries),
        news=news, titles={entry.page.name: entry.page.title for entry in entries},
    )  # fmt: skip
    return html.lstrip()


def _entry(page: Page, folder: Path, course: Course) -> Entry:
    kind = page.facts.get("kind")
    shown = course.trend() if kind == "trend" else course.headlines(page.name)
    verdicts = verdict_counts(page, folder) if kind == "published" else {}
    size, only = page.path(folder).stat().st_size, course.only(page.name)
    page = replace(page, facts={**page.facts, "n": only}) if only else page
    return Entry(page, size, downloads(page, folder), shown, verdicts)


def _by_kind(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    grouped: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for entry in entries:
        kind = entry.page.facts.get("kind", "other")
        grouped[kind if kind in grouped else "other"].append(entry)
    return [(kind, found) for kind, found in grouped.items() if found]
