"""What is new since the last publication: ``index.json`` remembers what was there.

A page is new if it was not there, and changed if a number on it is another; other words
or another look are no news. What is new stays so until the next publication that brings
something. No clock is asked, so two first publications are the same to the byte.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from itperception.errors import PublicationError
from itperception.reporting.glance import figures, tables_on
from itperception.reporting.page import Page, published_fingerprint

SCHEMA_VERSION = "1.2"
STATE = "index.json"
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?")


class News(NamedTuple):
    """Names of pages that are new, whose numbers changed, and that are gone."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def news_of(numbers: Mapping[str, str], before: Mapping[str, Any] | None) -> News:
    """Hold what is published against what was.

    Parameters
    ----------
    numbers : mapping of str to str
        By page, what stands for its numbers; see :func:`numbers_on`.
    before : mapping or None
        What :func:`read_state` gives.

    Examples
    --------
    >>> before = {"numbers": {"a": "1", "b": "2", "c": "3"}, "news": News(new=("c",))}
    >>> news_of({"a": "1", "b": "9", "d": "4"}, before)
    News(new=('d',), changed=('b',), gone=('c',))
    >>> news_of({"a": "1", "b": "2", "c": "3"}, before)
    News(new=('c',), changed=(), gone=())
    """
    if before is None:
        return News()
    known = before["numbers"]
    if known == numbers:
        return before["news"]
    return News(
        tuple(name for name in numbers if name not in known),
        tuple(name for name in numbers if known.get(name, numbers[name]) != numbers[name]),
        tuple(name for name in known if name not in numbers),
    )


def numbers_on(page: Page, folder: Path) -> str:
    """Return the SHA-256 of every number in the tables of a page and in its data."""
    tables = tables_on(page.path(folder).read_text(encoding="utf-8"))
    cells = [cell for table in tables for line in table for cell in line.values()]
    told = figures(folder / f"{page.name}.json") if page.wave else None
    cells += [json.dumps(told["tables"])] if told else []
    found = [number for cell in cells for number in _NUMBER.findall(str(cell))]
    return hashlib.sha256(" ".join(found).encode()).hexdigest()


def read_state(folder: Path) -> dict[str, Any] | None:
    """Return what the last publication remembered; None if there was none.

    Raises
    ------
    PublicationError
        If the file is none that this project writes.
    """
    path = folder / STATE
    if not path.exists():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        numbers = {page["name"]: page["numbers"] for page in told["pages"]}
        news = News(**{k: tuple(told["news"][k]) for k in News._fields})
        return {"numbers": numbers, "news": news, "pages": told["pages"],
                "made_of": told.get("made_of")}  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise PublicationError(
            f"{path.name}: not as a publication writes it ({error}); expected 'pages', each "
            "with 'name' and 'numbers', and 'news'; delete it to begin anew"
        ) from None


def state_of(
    pages: Sequence[tuple[Page, str, list[str]]], numbers: Mapping[str, str], news: News,
    folder: Path, language: str, made_of: str, message: str,
) -> str:  # fmt: skip
    """Return what is remembered of a publication, for the next one and for machines.

    Parameters
    ----------
    pages : sequence of (Page, str, list of str)
        The pages, each with its message and the addresses of its files.
    numbers : mapping of str to str
        By page; see :func:`numbers_on`.
    news : News
        What the index says is new.
    folder : pathlib.Path
        Where the pages are.
    language : {"en", "sv", "de"}
        Language of the pages.
    made_of : str
        Stands for all that the index tells, and for itself: if it is the same, nothing is
        to be written.
    message : str
        What the index begins with.
    """
    told = {
        "schema_version": SCHEMA_VERSION, "language": language, "message": message,
        "made_of": made_of,
        "pages": [
            {
                "name": page.name, "title": page.title, "message": message,
                "synthetic": page.synthetic, "year": page.facts.get("year", ""),
                "kind": page.facts.get("kind", "other"), "page": f"{page.name}.html",
                "n": page.facts.get("n"),
                "files": files, "numbers": numbers[page.name],
                "fingerprint": published_fingerprint(page.path(folder)),
            }
            for page, message, files in pages
        ],
        "news": news._asdict(),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
