"""Files that are whole or not there: written aside, then put in place in one step.

A run can be killed at any moment. A reader then finds the old file or the new one, never
a part, and the next run clears away what the killed one left unfinished.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place to write a file, and put it where it belongs when that went well.

    Parameters
    ----------
    path : pathlib.Path
        Where the file belongs; what is there stays until the new one is complete.

    Yields
    ------
    pathlib.Path
        A hidden file beside it, gone afterwards; its name holds the number of this process.

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
