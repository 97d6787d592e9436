"""The index: every published page with what it holds, in one file beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from itperception.reporting.page import Page
from itperception.survey.files import write_atomically

KINDS = ("published", "microdata", "trend", "other")


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
        Files in the folder that belong to no page; they are reported, never deleted.
    """

    path: Path
    missing: tuple[str, ...]
    strays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that is in the folder, and its size in words."""

    page: Page
    size: str


def write_index(
    pages: Sequence[Page], *, folder: Path, title: str = "How IT believes it is seen",
    summary: str = "", language: str = "en",
) -> Index:  # fmt: skip
    """Write ``index.html`` for the pages that are in a folder.

    Parameters
    ----------
    pages : sequence of Page
        All pages there should be, in the order they are to be listed. What the index
        says of each are its title, whether it is synthetic, and its facts ``kind``,
        ``wave``, ``n``, ``field`` and ``summary``.
    folder : pathlib.Path
        The folder the pages were published in.
    title, summary : str
        Heading of the index, and the line below it.
    language : {"en", "sv", "de"}
        Language of the index.

    Returns
    -------
    Index
        The path, and what is missing or left over.
    """
    from itperception.reporting.render import environment, words

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    entries = [
        Entry(page, size_in_words(page.path(folder).stat().st_size))
        for page in pages
        if page.path(folder).exists()
    ]
    html = environment().get_template("index.html.j2").render(
        title=title, summary=summary, language=language, words=words(language),
        groups=_by_kind(entries),
    )  # fmt: skip
    write_atomically(folder / "index.html", html.lstrip())
    known = {page.path(folder).name for page in pages} | {"index.html"}
    listed = {entry.page.name for entry in entries}
    return Index(
        folder / "index.html",
        tuple(page.name for page in pages if page.name not in listed),
        tuple(sorted({path.name for path in folder.glob("*.html")} - known)),
    )


def size_in_words(size: int) -> str:
    """Return a number of bytes as a reader would say it.

    Examples
    --------
    >>> size_in_words(498_200), size_in_words(2_340_000)
    ('498 KB', '2.3 MB')
    """
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1000))} KB"


def _by_kind(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    grouped: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for entry in entries:
        kind = entry.page.facts.get("kind", "other")
        grouped[kind if kind in grouped else "other"].append(entry)
    return [(kind, found) for kind, found in grouped.items() if found]
