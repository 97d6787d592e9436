"""The index: what all surveys together say, and every report with its message.

It links to pages, tab books and data by relative addresses, so that a folder, a
memory stick and any static host serve it alike.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from itperception.reporting.charts import kinder_chart
from itperception.reporting.downloads import (
    SUMS,
    Download,
    alone_in,
    downloads,
    listed,
    put_in_place,
)
from itperception.reporting.glance import only_told, summary_on
from itperception.reporting.news import (
    STATE,
    News,
    news_of,
    numbers_on,
    read_state,
    state_of,
)
from itperception.reporting.page import Page, made_by, sha256, translations
from itperception.reporting.wording import count, text
from itperception.survey.waves import COMPARISON, TREND, WaveFolder
from itperception.terms.text import LANGUAGES, say

if TYPE_CHECKING:
    from itperception.reporting.summary import Summary

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
    files: list[Download]
    summary: Mapping[str, Any]

    @property
    def year(self) -> str:
        """When it was asked; of what is across surveys, nothing."""
        return self.page.facts.get("year", "")


def write_index(
    pages: Sequence[Page], *, folder: Path, waves: Sequence[WaveFolder] = (),
    broken: Collection[str] = (), language: str = "en", languages: Sequence[str] = (),
) -> Index:  # fmt: skip
    """Write ``index.html`` and ``index.json`` for the pages that are in a folder.

    Both are left alone if they and all that they tell are as they were.

    Parameters
    ----------
    pages : sequence of Page
        All pages there should be, in the order they are to be listed.
    folder : pathlib.Path
        The folder the pages were published in.
    waves : sequence of WaveFolder
        The waves, whose codebook names the index.
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
    with alone_in(folder):
        before = read_state(folder)
        pages = [*pages, *_remembered(before, folder, _unplanned(pages, broken))]
        there = [page for page in pages if page.path(folder).exists()]
        words = (_title(waves, language), language, languages)
        made_of = [*words, *(_made_of(page, folder) for page in there), made_by()]
        if before and before["made_of"] == _fingerprint(made_of, folder / INDEX):
            news = before["news"]
        else:
            news = _write(there, folder, before, words, made_of)
        left = strays(pages, folder, broken)
    missing = tuple(page.name for page in pages if page not in there)
    return Index(folder / INDEX, missing, left, news)


def _made_of(page: Page, folder: Path) -> list[Any]:
    """Return all that the index tells of a page."""
    own = [page.path(folder), *([folder / f"{page.name}.json"] if page.wave else [])]
    told = {**asdict(page), "notebook": None, "inputs": None}
    files = [(file.address, file.size) for file in downloads(page, folder)]
    return [told, files, *(sha256(path) for path in own if path.exists())]


def _fingerprint(made_of: Sequence[Any], index: Path) -> str:
    """Return the SHA-256 of what the index tells, and of the index."""
    told = [*made_of, sha256(index) if index.exists() else None]
    return hashlib.sha256(json.dumps(told, default=repr).encode()).hexdigest()


def _write(
    pages: Sequence[Page], folder: Path, before: Mapping[str, Any] | None,
    words: tuple[str, str, Sequence[str]], made_of: Sequence[Any],
) -> News:  # fmt: skip
    """Write the index of the pages that are there; return its news."""
    title, language, languages = words
    entries = [_entry(page, folder, language) for page in pages]
    numbers = {entry.page.name: numbers_on(entry.page, folder) for entry in entries}
    news = news_of(numbers, before)
    summary = _summary(entries, language)
    html = _page(entries, summary, title, news, language, languages)
    files = [(entry.page, entry.summary.get("message", entry.page.title),
              [f.address for f in entry.files]) for entry in entries]  # fmt: skip
    with TemporaryDirectory() as place:
        index, state = Path(place, INDEX), Path(place, STATE)
        index.write_text(html, encoding="utf-8", newline="\n")
        told = state_of(
            files,
            numbers,
            news,
            folder,
            language,
            _fingerprint(made_of, index),
            message=summary.message if summary else title,
        )
        state.write_text(told, encoding="utf-8", newline="\n")
        put_in_place(Path(place), Path(INDEX).stem, folder)
    return news


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
        own = [Path(page.name, SUMS), *listed(page.name, folder)]
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
            facts={"kind": page["kind"], "year": page.get("year", ""),
                   **({"n": page["n"]} if page.get("n") else {})},
            wave=page["name"] if f"{page['name']}.json" in page["files"] else "",
        )
        for page in listed_before
        if page["name"] in names and (folder / page["page"]).exists()
    ]  # fmt: skip


def _title(waves: Sequence[WaveFolder], language: str) -> str:
    """Return the title of the codebook that all waves used, else that they are surveys."""
    titles = {say(wave.codebook.title, language) for wave in waves}
    return titles.pop() if len(titles) == 1 else text("site.title", language)


def _summary(entries: list[Entry], language: str) -> "Summary | None":
    """Return what the index begins with; None if no page leads with a gap."""
    from itperception.reporting.index_summary import index_summary

    reports = _newest_first(entries)
    told = [(e.page.title, e.page.synthetic, e.summary) for e in reports]
    trend = (one for e, one in zip(reports, told, strict=True)
             if e.page.facts.get("kind") == TREND)  # fmt: skip
    return index_summary(told, language, course=next(trend, None))


def _page(
    entries: list[Entry], summary: "Summary | None", title: str, news: News, language: str,
    languages: Sequence[str],
) -> str:  # fmt: skip
    from itperception.reporting.render import environment, site_words, words

    reports, kinds = _newest_first(entries), {e.page.facts.get("kind"): e for e in entries}
    html = environment().get_template("index.html.j2").render(
        language=language, words=words(language), site=site_words(language), title=title,
        translations=translations(INDEX, language, languages), reports=reports, summary=summary,
        opening=summary and Markup(summary.block().html), customers=kinds.get(COMPARISON),
        judged=_judged(kinds.get(COMPARISON), language),
        count=text(f"index.count{'_one' * (len(reports) == 1)}", language,
                   n=count(len(reports), language)),
        index={key: text(f"index.{key}", language) for key in ("reports", "customers", "about")},
        news=news, titles={entry.page.name: entry.page.title for entry in entries},
    )  # fmt: skip
    return html.lstrip()


def _judged(comparison: Entry | None, language: str) -> Markup:
    """Draw what the comparison page says of both sides; nothing where it has no judgement."""
    told = comparison.summary if comparison else {}
    judgements = told.get("numbers", {}).get("judgements")
    if not judgements:
        return Markup("")
    chart = kinder_chart(pd.DataFrame(judgements), title=told["message"], language=language)
    return Markup(chart.to_html())


def _newest_first(entries: list[Entry]) -> list[Entry]:
    """Return the reports in order of time, what is across waves behind the newest wave."""
    own = [e for e in entries if e.page.facts.get("kind") not in (TREND, COMPARISON)]
    own.sort(key=lambda e: (e.year, e.page.wave != ""), reverse=True)
    across = [e for e in entries if e.page.facts.get("kind") == TREND]
    return [*own[:1], *across, *own[1:]]


def _entry(page: Page, folder: Path, language: str) -> Entry:
    html = page.path(folder).read_text(encoding="utf-8")
    only = only_told(folder, page.name, language)
    page = replace(page, facts={**page.facts, "n": only}) if only else page
    return Entry(page, downloads(page, folder), summary_on(html))
