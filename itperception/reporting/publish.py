"""Notebooks run side by side and published, each as one HTML file and what goes with it.

A page whose fingerprint has not changed and whose files are whole is left alone, without
loading anything that could run a notebook. A page that fails leaves the old one where it
is and does not stop the others.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itperception.errors import ItPerceptionError, PublicationError
from itperception.reporting.downloads import downloads, is_whole, make_files, together
from itperception.reporting.page import (
    Page,
    fingerprint,
    provenance,
    published_fingerprint,
)
from itperception.survey.files import sweep, write_atomically
from itperception.survey.waves import project_root

if TYPE_CHECKING:
    from itperception.book.book import Book

_REMOVED = (
    "PYTHONSTARTUP", "PYTHONWARNINGS", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH",
    "MPLBACKEND", "MATPLOTLIBRC",
)  # fmt: skip
Job = tuple[Page, Mapping[str, Any]]  # a page, and its provenance


class State(StrEnum):
    """What became of a page."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page, where it is, and why it failed if it did."""

    page: Page
    state: State
    path: Path
    reason: str = ""

    def __str__(self) -> str:
        told = f"{self.path.name}: {self.state}"
        return f"{told}: {self.reason}" if self.reason else told


def publish(
    page: Page, *, folder: Path, root: Path, made_from: Mapping[str, Any] | None = None
) -> Path:
    """Run a page's notebook in this process and write the page and its files.

    Parameters
    ----------
    page : Page
        What to publish.
    folder : pathlib.Path
        Where; made if it does not exist.
    root : pathlib.Path
        The repository's root; the notebook runs there.
    made_from : mapping, optional
        The page's :func:`~itperception.reporting.page.provenance` if it is known.

    Returns
    -------
    pathlib.Path
        The page. If anything fails, an older page and its files stay as they were.

    Raises
    ------
    PublicationError
        If the notebook fails, or shows of respondents what no chapter made; cell, line
        and message are named.
    UnknownNameError
        For a parameter the notebook does not have.

    Notes
    -----
    :func:`isolate` is for the caller to call: it changes the environment of the whole
    process. :func:`publish_all` does so in
    processes of its own.
    """
    from itperception.reporting.guard import GUARDED, without_own_outputs
    from itperception.reporting.handover import handed_over
    from itperception.reporting.notebook import execute
    from itperception.reporting.render import render

    made_from = made_from or provenance(page, root)
    book = _book_of(page, Path(folder)) if page.wave else None
    with handed_over(book):
        notebook = execute(root / page.notebook, page.parameters, root=root)
    if page.facts.get("kind") in GUARDED:
        notebook = without_own_outputs(notebook, page.notebook.name)
    Path(folder).mkdir(parents=True, exist_ok=True)
    if not page.wave:
        write_atomically(page.path(folder), render(notebook, page, made_from))
        return page.path(folder)
    with together(page, Path(folder)) as aside:
        make_files(page, book, aside, made_from)
        html = render(notebook, page, made_from, downloads(page, aside))
        write_atomically(page.path(aside), html)
    return page.path(folder)


def _book_of(page: Page, folder: Path) -> "Book":
    """Make the book of a page, held against the edition that it is to replace."""
    from itperception.reporting.handover import open_book
    from itperception.reporting.wave_method import edition_told

    earlier = folder / f"{page.name}.json"
    book = open_book(page.wave, by=page.parameters.get("by", ""), earlier=earlier)
    for told in edition_told(book, page.language):
        print(f"{page.name}: {told}", file=sys.stderr)
    return book


def publish_all(
    pages: Sequence[Page], *, folder: Path, root: Path | None = None, jobs: int = 2,
    force: bool = False, progress: bool = True,
) -> list[Outcome]:  # fmt: skip
    """Publish the pages that are out of date, several at a time.

    Parameters
    ----------
    pages : sequence of Page
        What to publish; no two may have one name.
    folder : pathlib.Path
        Where.
    root : pathlib.Path, optional
        The repository's root; found from the working directory by default.
    jobs : int
        How many notebooks run at the same time, at least 1.
    force : bool
        Whether to publish also what has not changed.
    progress : bool
        Whether to say on standard error what is being done.

    Returns
    -------
    list of Outcome
        One per page, in the order given.

    Raises
    ------
    PublicationError
        If two pages have one name.
    """
    names = [page.name for page in pages]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise PublicationError(f"more than one page is called {', '.join(doubled)}")
    root, folder = Path(root or project_root()).resolve(), Path(folder).resolve()
    sweep(folder)
    looked = [_look(page, folder, root, force) for page in pages]
    outcomes = {found.page.name: found for found in looked if isinstance(found, Outcome)}
    due = [found for found in looked if not isinstance(found, Outcome)]
    due.sort(key=lambda job: not job[0].wave)  # the longest first
    if due:
        done = _run(due, folder, root, max(1, jobs))
        for outcome in _shown(done, due, jobs) if progress else done:
            outcomes[outcome.page.name] = outcome
    return [outcomes[name] for name in names]


def isolate(root: Path) -> None:
    """Set the environment of this process for kernels that no user file can change.

    Start-up files and caches are looked for below ``<root>/.cache`` only, which also
    makes a home folder unnecessary that can be written to.
    """
    cache = Path(root) / ".cache"
    folders = {
        "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "jupyter/config",
        "JUPYTER_DATA_DIR": "jupyter/data", "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
        "MPLCONFIGDIR": "matplotlib",
    }  # fmt: skip
    for name, folder in folders.items():
        (cache / folder).mkdir(parents=True, exist_ok=True)
        os.environ[name] = str(cache / folder)
    for name in _REMOVED:
        os.environ.pop(name, None)
    os.environ.update(
        PYTHONHASHSEED="0", SOURCE_DATE_EPOCH="0", TZ="UTC", ITPERCEPTION_ROOT=str(root),
        JUPYTER_PREFER_ENV_PATH="1", PYDEVD_DISABLE_FILE_VALIDATION="1",
    )  # fmt: skip


def _look(page: Page, folder: Path, root: Path, force: bool) -> Outcome | Job:
    """Return a page that is due as a job; of any other, what is the matter with it."""
    path = page.path(folder)
    try:
        made_from = provenance(page, root)
    except ItPerceptionError as error:
        return Outcome(page, State.FAILED, path, str(error))
    current = published_fingerprint(path) == fingerprint(page, made_from)
    if current and not force and is_whole(page, folder):
        return Outcome(page, State.UNCHANGED, path)
    return page, made_from


def _run(due: list[Job], folder: Path, root: Path, jobs: int) -> Iterator[Outcome]:
    """Publish in new processes; yield what became of each page as it is done."""
    pool = ProcessPoolExecutor(
        min(jobs, len(due)), mp_context=get_context("spawn"),
        initializer=isolate, initargs=(root,),
    )  # fmt: skip
    try:
        work: dict[Future[Outcome], Page] = {
            pool.submit(_attempt, page, folder, root, made_from): page
            for page, made_from in due
        }
        for future in as_completed(work):
            yield _result(future, work[future], folder)
    finally:
        pool.shutdown(cancel_futures=True)


def _attempt(page: Page, folder: Path, root: Path, made_from: Mapping[str, Any]) -> Outcome:
    try:
        path = publish(page, folder=folder, root=root, made_from=made_from)
        return Outcome(page, State.WRITTEN, path)
    except ItPerceptionError as error:
        return Outcome(page, State.FAILED, page.path(folder), str(error))
    except Exception as error:  # a page must not stop the others, whatever happens
        told = f"{type(error).__name__}: {error}"
        return Outcome(page, State.FAILED, page.path(folder), told)


def _result(future: Future[Outcome], page: Page, folder: Path) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        told = "the process that ran the notebook came to a sudden end"
        return Outcome(page, State.FAILED, page.path(folder), told)


def _shown(outcomes: Iterator[Outcome], due: list[Job], jobs: int) -> Iterator[Outcome]:
    """Pass outcomes on, with a bar on a terminal and else one line for each page."""
    from tqdm import tqdm

    waiting = [page.name for page, _ in due]
    terminal = sys.stderr.isatty()
    with tqdm(total=len(due), unit="page", file=sys.stderr, disable=not terminal) as bar:
        bar.set_postfix_str(", ".join(waiting[:jobs]))
        for outcome in outcomes:
            waiting.remove(outcome.page.name)
            bar.set_postfix_str(", ".join(waiting[:jobs]))
            bar.update()
            if outcome.state is State.FAILED or not terminal:
                tqdm.write(str(outcome), file=sys.stderr)
            yield outcome
