"""Notebooks run side by side and published, each as one HTML file and what goes with it.

A page whose fingerprint has not changed and whose files are whole is left alone, without
loading anything that could run a notebook. A page that fails leaves the old one where it
is and does not stop the others.
"""

import gc
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itperception.errors import ItPerceptionError, PublicationError, reason_of
from itperception.reporting.downloads import (
    Download,
    downloads,
    finish,
    is_whole,
    make_files,
    refuse_read_only,
    together,
)
from itperception.reporting.page import (
    Page,
    changed_since,
    fingerprint,
    made_by,
    provenance,
    published_fingerprint,
)
from itperception.reporting.snapshot import Snapshot
from itperception.reporting.workers import SELDOM, run_apart, run_on
from itperception.survey.files import write_atomically
from itperception.terms.address import ENGINE

if TYPE_CHECKING:
    from itperception.reporting.handover import Opened

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
    """What became of the page of a name, and why it failed if it did."""

    name: str
    state: State
    reason: str = ""

    def __str__(self) -> str:
        from itperception.reporting.wording.terminal import said

        told = f"{self.name}: {said(self.state)}"
        return f"{told}: {self.reason}" if self.reason else told


def publish(
    page: Page, *, folder: Path, copy: Snapshot, made_from: Mapping[str, Any] | None = None
) -> Path:
    """Run a page's notebook in this process and write the page and its files.

    Parameters
    ----------
    page : Page
        What to publish.
    folder : pathlib.Path
        Where; made if it does not exist.
    copy : Snapshot
        What the page is made from; the notebook runs at its root.
    made_from : mapping, optional
        The page's :func:`~itperception.reporting.page.provenance` if it is known.

    Returns
    -------
    pathlib.Path
        The page. If anything fails, an older page and its files stay as they were.

    Raises
    ------
    PublicationError
        If the notebook fails, or shows of respondents what no chapter made; cell, line and
        message are named. Or if what the page is made from is not any more what it was.
    UnknownNameError
        For a parameter the notebook does not have.

    Notes
    -----
    :func:`isolate` is for the caller to call: it changes the environment of the whole
    process. :func:`publish_all` does so in processes of its own.
    """
    from itperception.reporting.guard import GUARDED, without_drafts, without_own_outputs
    from itperception.reporting.handover import handed_over
    from itperception.reporting.notebook import execute
    from itperception.reporting.render import render
    from itperception.reporting.wave_method import only_told

    made_from = made_from or provenance(page, copy.root)
    opened = _open(page, Path(folder)) if page.wave else None
    with handed_over(opened):
        notebook = execute(copy.root / page.notebook, page.parameters, root=copy.root)
    is_guarded = page.facts.get("kind") in GUARDED
    notebook = (without_own_outputs(notebook, page.notebook.name) if is_guarded
                else without_drafts(notebook))  # fmt: skip
    with together(page.name, folder) as aside:
        if opened:
            make_files(page, opened.book, aside, made_from)
        n = only_told(opened.book, page.language) if opened else ""
        html = render(notebook, page, made_from, partial(_files, page, aside), n)
        write_atomically(page.path(aside), html)
        if changed := changed_since(made_from, page, copy.origin):
            raise PublicationError(
                f"{', '.join(changed)}: changed while the page was made, so it was not put "
                "in place; run the report again"
            )
    return page.path(folder)


def _files(page: Page, aside: Path, html: str) -> list[Download]:
    """Write the charts of a page beside its other files, and list all of them."""
    from itperception.reporting.slides import slides

    for name, content in slides(html).items():
        (aside / page.name / name).write_bytes(content)
    return downloads(page, aside)


def _open(page: Page, folder: Path) -> "Opened":
    """Make the book of a page, held against the edition that it is to replace."""
    from itperception.reporting.handover import open_book
    from itperception.reporting.wave_method import edition_told

    earlier = folder / f"{page.name}.json"
    opened = open_book(page.wave, by=page.parameters.get("by", ""), earlier=earlier)
    for told in edition_told(opened.book, page.language):
        print(f"{page.name}: {told}", file=sys.stderr)
    return opened


def publish_all(
    pages: Sequence[Page], *, folder: Path, copy: Snapshot, jobs: int = 2,
    scheduler: str = "", force: bool = False, progress: bool = True,
) -> list[Outcome]:  # fmt: skip
    """Publish the pages that are out of date, several at a time.

    Parameters
    ----------
    pages : sequence of Page
        What to publish; no two may have one name.
    folder : pathlib.Path
        Where.
    copy : Snapshot
        What the pages are made from.
    jobs : int
        How many notebooks run at the same time on this machine, at least 1.
    scheduler : str
        The address of a Dask scheduler, whose workers make the pages. They have to see the
        snapshot and `folder` where this machine does, and to have the same versions.
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
        If two pages have one name, or the folder cannot be written to.
    ItPerceptionError
        If the scheduler cannot be used.
    """
    names = [page.name for page in pages]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise PublicationError(f"more than one page is called {', '.join(doubled)}")
    folder = Path(folder).resolve()
    refuse_read_only(folder)
    finish(folder)
    looked = [_look(page, folder, copy, force) for page in pages]
    outcomes = {found.name: found for found in looked if isinstance(found, Outcome)}
    due = [found for found in looked if not isinstance(found, Outcome)]
    due.sort(key=lambda job: not job[0].wave)  # the longest first
    elsewhere = partial(run_on, scheduler) if scheduler else None
    apart = elsewhere or partial(run_apart, jobs=max(1, jobs))
    done = _run(apart, due, folder, copy) if due else iter(())
    for outcome in _shown(done, due, jobs) if due and progress else done:
        outcomes[outcome.name] = outcome
    return [outcomes[name] for name in names]


def isolate(copy: Snapshot) -> None:
    """Set the environment of this process for kernels that no user file can change.

    Start-up files, caches and temporary files are looked for in the folder of the run
    only, so that a home folder need not be writable and nothing is left behind.
    """
    folders = {
        "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "jupyter/config",
        "JUPYTER_DATA_DIR": "jupyter/data", "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
        "MPLCONFIGDIR": "matplotlib", "TMPDIR": "temporary",
    }  # fmt: skip
    for name, folder in folders.items():
        (copy.place / folder).mkdir(parents=True, exist_ok=True)
        os.environ[name] = str(copy.place / folder)
    tempfile.tempdir = None  # TMPDIR is looked up again
    gc.set_threshold(SELDOM)
    # Where JupyterLab brings it, jsonschema builds a grammar of web addresses, 1.6 s of CPU
    # on every import of nbformat; it does without it, and no notebook has such an address.
    sys.modules.setdefault("rfc3987_syntax", None)
    for name in _REMOVED:
        os.environ.pop(name, None)
    os.environ.update(
        PYTHONHASHSEED="0", SOURCE_DATE_EPOCH="0", TZ="UTC",
        ITPERCEPTION_ROOT=str(copy.root), JUPYTER_PREFER_ENV_PATH="1",
        PYDEVD_DISABLE_FILE_VALIDATION="1", **{ENGINE: copy.engine},
    )  # fmt: skip


def _look(page: Page, folder: Path, copy: Snapshot, force: bool) -> Outcome | Job:
    """Return a page that is due as a job; of any other, what is the matter with it."""
    try:
        made_from = provenance(page, copy.root)
        current = published_fingerprint(page.path(folder)) == fingerprint(page, made_from)
        if current and not force and is_whole(page, folder):
            return Outcome(page.name, State.UNCHANGED)
        refuse_read_only(folder / page.name, made=False)
    except (ItPerceptionError, OSError) as error:
        return Outcome(page.name, State.FAILED, copy.told(reason_of(error)))
    return page, made_from


def _run(
    apart: Callable, due: list[Job], folder: Path, copy: Snapshot
) -> Iterator[Outcome]:
    """Publish in new processes; yield what became of each page as it is done."""
    work = [(page, folder, copy, made_from) for page, made_from in due]
    for (page, *_), result in apart(_attempt, work, prepare=isolate, given=copy):
        if isinstance(result, Outcome):
            yield result
            continue
        sudden = "the process that made the page came to a sudden end"
        yield Outcome(page.name, State.FAILED, reason_of(result) if result else sudden)


def _attempt(
    page: Page, folder: Path, copy: Snapshot, made_from: Mapping[str, Any]
) -> Outcome:
    try:
        _refuse_elsewhere(folder, copy, made_from)
        publish(page, folder=folder, copy=copy, made_from=made_from)
    except Exception as error:  # a page must not stop the others, whatever happens
        return Outcome(page.name, State.FAILED, copy.told(reason_of(error)))
    return Outcome(page.name, State.WRITTEN)


def _refuse_elsewhere(folder: Path, copy: Snapshot, made_from: Mapping[str, Any]) -> None:
    """Refuse to make a page on a machine that does not see it, or would make another."""
    for place in (copy.root, folder):
        if not place.is_dir():
            raise PublicationError(
                f"{platform.node()} does not see {place}: every worker needs it there; a folder "
                "that all share can be named with --folder and in the environment variable TMPDIR"
            )
    here = made_by()
    if here != {name: made_from[name] for name in here}:
        raise PublicationError(
            f"{platform.node()} has other versions of Python, itperception or what it builds on; "
            "install the same on every machine"
        )


def _shown(outcomes: Iterator[Outcome], due: list[Job], jobs: int) -> Iterator[Outcome]:
    """Pass outcomes on, with a bar on a terminal and else one line for each page."""
    from tqdm import tqdm

    waiting = [page.name for page, _ in due]
    terminal = sys.stderr.isatty()
    with tqdm(total=len(due), unit="page", file=sys.stderr, disable=not terminal) as bar:
        bar.set_postfix_str(", ".join(waiting[:jobs]))
        for outcome in outcomes:
            waiting.remove(outcome.name)
            bar.set_postfix_str(", ".join(waiting[:jobs]))
            bar.update()
            if outcome.state is State.FAILED or not terminal:
                tqdm.write(str(outcome), file=sys.stderr)
            yield outcome
