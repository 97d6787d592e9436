"""One book for a page and its files, though the page is written by a notebook's kernel.

The process that publishes makes the book and hands it to the kernel in a file that only the
user can read and that is gone when the notebook has run.
"""

import json
import os
import pickle
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from itperception.book.book import Book
from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.errors import ItPerceptionError, PublicationError
from itperception.reporting.editions import edition_of, shown_before
from itperception.reporting.plan import is_instrument, measured_waves
from itperception.survey.codebook import Codebook
from itperception.survey.waves import WaveFolder, open_waves
from itperception.workbench import load_wave

HANDED = "ITPERCEPTION_BOOK"


class Opened(NamedTuple):
    """A book, and the wave it was made of, as it may be shown."""

    book: Book
    shown: ShownWave


@contextmanager
def handed_over(opened: Opened | None) -> Iterator[None]:
    """Hand a book, if there is one, to every process that is started within.

    Parameters
    ----------
    opened : Opened or None
        What :func:`open_book` returns there for its wave.
    """
    if opened is None:
        yield
        return
    with TemporaryDirectory(prefix="itperception-") as folder:
        place = Path(folder) / "book"
        place.write_bytes(pickle.dumps(opened._replace(shown=replace(opened.shown))))
        os.environ[HANDED] = str(place)
        try:
            yield
        finally:
            del os.environ[HANDED]


def open_book(
    wave: str, *, by: str = "", rule: DisclosureRule | None = None,
    earlier: Path | None = None,
) -> Opened:  # fmt: skip
    """Return the book of a wave, and the wave: those handed over, or else made now.

    Parameters
    ----------
    wave : str
        Folder below ``data/raw``.
    by : str
        Banner of the tables that stand first; empty for the first of the codebook.
    rule : DisclosureRule, optional
        How few are too few to be shown; by default what ``wave.yaml`` declares.
    earlier : pathlib.Path, optional
        The JSON of the page that is to be replaced: what it showed comes first, and what
        both together tell is in the book.

    Raises
    ------
    PublicationError
        If `earlier` is something else.
    """
    if rule is None and (place := os.environ.get(HANDED)):
        opened = pickle.loads(Path(place).read_bytes())
        if opened.book.name == wave and opened.book.by == _by(opened.book.codebook, by):
            return opened
    shown = shown_wave(wave, by=by, rule=rule)
    if earlier is None or not earlier.is_file():
        return Opened(_book(shown), shown)
    try:
        told = json.loads(earlier.read_text(encoding="utf-8"))
        known = shown_before(told, shown.codebook)
    except (ValueError, LookupError, TypeError) as error:
        raise PublicationError(
            f"{earlier}: these are not the data of the page that is to be replaced "
            f"({type(error).__name__}: {error}); move the file away and report again"
        ) from None
    shown = replace(shown, earlier=known)
    book = _book(shown)
    return Opened(replace(book, edition=edition_of(book, told)), shown)


def _book(shown: ShownWave) -> Book:
    """Make the book of a wave, with what is told of everybody in its survey's other waves."""
    survey = [f for f in measured_waves(open_waves()[0]) if is_instrument(f)]
    places = [folder.raw for folder in survey]
    if shown.folder.raw not in places:
        return make_book(shown)
    place = places.index(shown.folder.raw)
    before, after = map(_readable, (survey[:place], survey[place + 1 :]))
    return make_book(shown, before=before, after=after)


def _readable(folders: Sequence[WaveFolder]) -> list[ShownWave]:
    """Load waves as their own pages show them; one that has none is left out, with a warning."""
    found = []
    for folder in folders:
        try:
            found.append(shown_wave(folder.name))
        except ItPerceptionError as error:
            told = f"{folder.name} has no column beside other waves: {error}"
            warnings.warn(told, stacklevel=2)
    return found


def shown_wave(wave: str, *, by: str = "", rule: DisclosureRule | None = None) -> ShownWave:
    """Load a wave as it may be shown; see :func:`open_book`."""
    loaded = load_wave(wave)
    named = _by(loaded.codebook, by)
    return ShownWave(loaded, named and loaded.dimension(named).id, rule)


def _by(codebook: Codebook, by: str) -> str | None:
    """Return the item that tables are broken by first; None if there is no banner."""
    named = by or next((banner.item for banner in codebook.banners), None)
    return codebook.dimension(named).id if named else None
