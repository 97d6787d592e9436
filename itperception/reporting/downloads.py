"""The files that go with a page: its charts; of a wave tab book, data, a CSV for each table.

A page and its files are one set. It is made aside, then written beside the older one,
and is decided by one renaming: until then the older set stays whole, from then on the
new one is put in place, if need be by the next run. A list of SHA-256 goes with it, so
that anybody can check the files (``sha256sum -c SHA256SUMS``), and so that the next run
knows whether the set is whole.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from errno import EISDIR
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from itperception.errors import PublicationError
from itperception.reporting.page import Page
from itperception.survey.locks import locked

if TYPE_CHECKING:
    from itperception.book.book import Book

SUMS = "SHA256SUMS"
KINDS = (".png", ".svg", ".csv")  # of the files in a page's own folder
_LOCK, _BEGUN, _DECIDED = ".itperception.lock", ".begun", ".decided"


@dataclass(frozen=True, slots=True)
class Download:
    """A file that goes with a page: its address as seen from the page, and its bytes."""

    address: str
    size: int

    @property
    def name(self) -> str:
        """Name of the file without its folder."""
        return self.address.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """What it holds: files of one name hold the same in several forms."""
        return self.name.rpartition(".")[0]

    @property
    def kind(self) -> str:
        """How its name ends, such as "csv"."""
        return self.name.rpartition(".")[2]


@contextmanager
def together(name: str, folder: Path) -> Iterator[Path]:
    """Give a place to make a set of files, and put all in place if that went well, or none.

    Parameters
    ----------
    name : str
        Of the set: ``<name>.html`` is its page, ``<name>/`` its own folder.
    folder : pathlib.Path
        Where the set belongs. If making or writing it fails, nothing in it changes.

    Yields
    ------
    pathlib.Path
        A folder that holds only the set's own, empty. What it holds at the end takes the
        place of the older set.
    """
    with TemporaryDirectory() as place:
        aside = Path(place)
        (aside / name).mkdir()
        yield aside
        made = sorted(path for path in aside.rglob("*") if path.is_file())
        sums = [f"{_sha256(p)}  ../{p.relative_to(aside).as_posix()}\n" for p in made]
        (aside / name / SUMS).write_text("".join(sums), encoding="utf-8", newline="\n")
        folder.mkdir(parents=True, exist_ok=True)
        with alone_in(folder):
            put_in_place(aside, name, folder)


def alone_in(folder: Path) -> AbstractContextManager[bool]:
    """Wait until no other run puts anything into a folder, and keep others waiting."""
    return locked(folder / _LOCK)


def put_in_place(aside: Path, name: str, folder: Path) -> None:
    """Let the files of a set take the place of the older ones; only inside `alone_in`."""
    _finish(name, folder)
    begun, decided = (folder / f".{name}{end}" for end in (_BEGUN, _DECIDED))
    try:
        begun.mkdir()
        for path in sorted(path for path in aside.rglob("*") if path.is_file()):
            place = path.relative_to(aside)
            if (folder / place).is_dir():
                raise IsADirectoryError(EISDIR, f"there is a folder called {place}")
            _copy_to_disk(path, begun / place)
        begun.rename(decided)
    except OSError as error:
        raise PublicationError(
            f"{folder}: {name} cannot be written there ({error.strerror or error}); what was "
            "there before stays"
        ) from None
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    _finish(name, folder)


def finish(folder: Path) -> None:
    """Put in place what killed runs had decided, and delete what they had only begun.

    A set that cannot be put in place stays aside; whoever writes it anew is told why.
    """
    folder = Path(folder)
    left = {p.stem[1:] for end in (_BEGUN, _DECIDED) for p in folder.glob(f".*{end}")}
    if left:
        with alone_in(folder):
            for name in left:
                with suppress(PublicationError):
                    _finish(name, folder)


def refuse_read_only(folder: Path, *, made: bool = True) -> None:
    """Say before any work is done that a folder cannot be written to.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    made : bool
        Whether it is made if it is not there.

    Raises
    ------
    PublicationError
        If it cannot be written to, or is none.
    """
    told = f"{folder}: pages cannot be put there"
    try:
        if made:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublicationError(f"{told} ({error.strerror}); nothing was run") from None
    if folder.exists() and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        what = "it cannot be written to" if folder.is_dir() else "it is no folder"
        raise PublicationError(f"{told} ({what}); nothing was run")


def _finish(name: str, folder: Path) -> None:
    shutil.rmtree(folder / f".{name}{_BEGUN}", ignore_errors=True)
    decided = folder / f".{name}{_DECIDED}"
    try:
        if decided.exists():
            _move(decided, name, folder)
    except OSError as error:
        raise PublicationError(
            f"{error.filename2 or error.filename or decided}: cannot be put in place "
            f"({error.strerror or error}); {decided.name} beside it is whole, and the next "
            "report puts it in place first"
        ) from None


def _move(decided: Path, name: str, folder: Path) -> None:
    """Move what is left of a set to where it belongs, the page last."""
    left = sorted(path for path in decided.rglob("*") if path.is_file())
    page = decided / f"{name}.html"
    for path in (path for path in left if path != page):
        place = folder / path.relative_to(decided)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    if (decided / name).is_dir():
        _delete_others(name, folder)
    if page in left:
        page.replace(folder / page.name)
    shutil.rmtree(decided)


def _delete_others(name: str, folder: Path) -> None:
    """Delete what an older set had and this one has not: it may be hidden by now."""
    known = {path.name for path in listed(name, folder)}
    for path in (folder / name).iterdir():
        if path.suffix in KINDS and path.name not in known:
            path.unlink()


def _copy_to_disk(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(source, "rb") as read, open(target, "wb") as written:
        shutil.copyfileobj(read, written)
        written.flush()
        os.fsync(written.fileno())


def make_files(page: Page, book: "Book", aside: Path, made_from: Mapping[str, Any]) -> None:
    """Make tab book, CSV and JSON of a page's wave; what the page hides is in none.

    Parameters
    ----------
    page : Page
        With a wave.
    book : Book
        What is told of the wave.
    aside : pathlib.Path
        Where they are made.
    made_from : mapping
        The page's provenance; it stands in the JSON.
    """
    from itperception.reporting.exports import publish_extras

    publish_extras(book, aside, page.language, made_from=made_from)


def downloads(page: Page, folder: Path) -> list[Download]:
    """Return the files that go with a page: tab book, JSON, its charts, then each CSV by name."""
    named = (
        [folder / f"{page.name}.{kind}" for kind in ("xlsx", "json")] if page.wave else []
    )
    own = [path for path in (folder / page.name).glob("*") if path.suffix in KINDS]
    own.sort(key=lambda path: (path.suffix == ".csv", path.stem, KINDS.index(path.suffix)))
    return [
        Download(path.relative_to(folder).as_posix(), path.stat().st_size)
        for path in [*named, *own]
        if path.exists()
    ]


def listed(name: str, folder: Path) -> dict[Path, str]:
    """Return the SHA-256 of every file of a set by its place in the folder."""
    try:
        told = (folder / name / SUMS).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    lines = (line.split("  ../", 1) for line in told.splitlines())
    return {Path(line[1]): line[0] for line in lines if len(line) == 2}


def is_whole(page: Page, folder: Path) -> bool:
    """Say whether the files of a page are there and are those that were listed."""
    sums = listed(page.name, folder)
    return bool(sums) and all(
        (folder / path).is_file() and _sha256(folder / path) == told
        for path, told in sums.items()
    )


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
