"""The files that go with a wave's page: a tab book, data for machines, a CSV for each table.

They are made aside and put in their places together, with the page, once all are
complete. Last comes a list of their SHA-256, so that anybody can check them
(``sha256sum -c SHA256SUMS``), and so that the next run knows whether the set is whole.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from itperception.reporting.page import Page
from itperception.survey.files import whole, write_atomically

if TYPE_CHECKING:
    from itperception.book.book import Book

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Download:
    """A file that goes with a page: its address as seen from the page, and its bytes."""

    address: str
    size: int

    @property
    def name(self) -> str:
        """Name of the file without its folder."""
        return self.address.rpartition("/")[2]


@contextmanager
def together(page: Page, folder: Path) -> Iterator[Path]:
    """Give a place to make a page and its files, and put all in place if that went well.

    Parameters
    ----------
    page : Page
        With a wave.
    folder : pathlib.Path
        Where page and files belong. If making them fails, nothing in it changes.

    Yields
    ------
    pathlib.Path
        An empty folder. What it holds at the end takes the place of the page's older
        files, one whole file after the other: what the page leads to, the page, and
        last the list of sums.
    """
    with TemporaryDirectory(prefix="itperception-") as place:
        aside = Path(place)
        yield aside
        made = sorted(
            (p.relative_to(aside) for p in aside.rglob("*") if p.is_file()),
            key=lambda path: (path.suffix == ".html", path),
        )
        for path in made:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with whole(folder / path) as part:
                copyfile(aside / path, part)
        own = folder / page.name
        for old in {p.relative_to(folder) for p in own.glob("*.csv")} - {*made}:
            (folder / old).unlink()
        sums = [f"{_sha256(aside / path)}  ../{path.as_posix()}\n" for path in made]
        write_atomically(own / SUMS, "".join(sums))


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
    """Return the files that go with a page: tab book, JSON, then each CSV by name."""
    named = [folder / f"{page.name}.{kind}" for kind in ("xlsx", "json")]
    files = [*named, *sorted((folder / page.name).glob("*.csv"))] if page.wave else []
    return [
        Download(path.relative_to(folder).as_posix(), path.stat().st_size)
        for path in files
        if path.exists()
    ]


def listed(page: Page, folder: Path) -> dict[Path, str]:
    """Return the SHA-256 of every file of a page's set by place in the folder."""
    try:
        told = (folder / page.name / SUMS).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    lines = (line.split("  ../", 1) for line in told.splitlines())
    return {Path(line[1]): line[0] for line in lines if len(line) == 2}


def is_whole(page: Page, folder: Path) -> bool:
    """Say whether the files of a page are there and are those that were listed."""
    if not page.wave:
        return True
    sums = listed(page, folder)
    return bool(sums) and all(
        (folder / path).is_file() and _sha256(folder / path) == told
        for path, told in sums.items()
    )


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
