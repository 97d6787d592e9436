"""Files: what is read is an ordinary file where it belongs; what is written is whole.

A run can be killed at any moment. A reader then finds the old file or the new one, never
a part, and the next run clears away what the killed one left unfinished.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from itperception.errors import ItPerceptionError

_KINDS = {stat.S_IFDIR: "a directory", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


def checked(path: Path, most: int, error: type[ItPerceptionError]) -> Path:
    """Return the path of an ordinary file that is not too large; nothing is waited for.

    `error` is raised if it is missing, cannot be looked at, has more than `most` bytes, or is a
    directory, a pipe or a device.
    """
    try:
        found = os.stat(path)
    except FileNotFoundError:
        raise error(f"{path}: there is no such file") from None
    except (OSError, ValueError) as reason:
        raise error(f"{path}: cannot be read: {_reason(reason)}") from None
    if not stat.S_ISREG(found.st_mode):
        what = _KINDS.get(stat.S_IFMT(found.st_mode), "a device")
        raise error(f"{path}: found {what}, expected a file")
    if found.st_size > most:
        raise error(
            f"{path}: found {found.st_size:,} bytes, expected at most {most:,}; leave out "
            "what is no part of the survey"
        )
    return path


@contextmanager
def opened(path: Path, most: int, error: type[ItPerceptionError]) -> Iterator[BinaryIO]:
    """Open an ordinary file for reading; `most` and `error` as in :func:`checked`."""
    try:
        with open(checked(path, most, error), "rb") as file:
            yield file
    except OSError as reason:
        raise error(f"{path}: cannot be read: {_reason(reason)}") from None


def read_bytes(path: Path, most: int, error: type[ItPerceptionError]) -> bytes:
    """Return what an ordinary file holds; `most` and `error` as in :func:`checked`."""
    with opened(path, most, error) as file:
        return file.read(most)


def inside(folder: Path, name: str, error: type[ItPerceptionError]) -> Path:
    """Return the path of a file in a folder; one that lies elsewhere is refused.

    Examples
    --------
    >>> inside(Path("data/raw/a"), "../b/export.csv", ItPerceptionError)
    Traceback (most recent call last):
    itperception.errors.ItPerceptionError: data/raw/a: found a file outside of it, \
'../b/export.csv'; copy it into this folder
    """
    path, real = Path(folder, name), os.path.realpath
    try:
        within = Path(real(path)).is_relative_to(real(folder))
    except (OSError, ValueError) as reason:
        raise error(f"{path}: cannot be read: {_reason(reason)}") from None
    if not within:
        raise error(
            f"{folder}: found a file outside of it, {str(name)!r}; copy it into this folder"
        )
    return path


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place to write a file, and put it where it belongs when that went well.

    What is there stays until the new one is complete. Given is a hidden file beside it, gone
    afterwards, whose name holds the number of this process.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole(Path(folder, "page.html")) as part:
    ...         _ = part.write_text("whole")
    ...     [path.name for path in Path(folder).iterdir()]
    ['page.html']
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        with open(part, "rb") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_atomically(path: Path, text: str) -> None:
    """Write a UTF-8 file so that a reader finds the old one or the new, never a part."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def sweep(folder: Path) -> list[Path]:
    """Delete the unfinished files of runs that were killed; return what was deleted.

    A run that is still alive keeps its files.
    """
    dead = [part for part in Path(folder).rglob(".*.part") if not _is_alive(part)]
    for part in dead:
        part.unlink(missing_ok=True)
    return dead


def _is_alive(part: Path) -> bool:
    """Whether the process that writes a file still runs; where unknown, that it does."""
    number = part.name.split(".")[-2]
    if os.name != "posix" or not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
