"""Locks that are let go when their holder ends, and temporary folders held by one.

Whoever is killed cannot tidy up. The system lets go of its locks, though: what belongs to
a lock that nobody holds was left behind, and the next run clears it away.
"""

import atexit
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from secrets import token_hex

from itperception.errors import PublicationError

try:
    import fcntl
except ImportError:  # Windows has none: there two runs at once are not kept apart
    fcntl = None

_TRIES, _PAUSE = 5, 0.5  # seconds; a kernel looks for its parent once a second
_FOLDER = re.compile(r"itperception-run-[0-9a-f]{16}")


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock.

    The file that stands for it is made if need be, and gone afterwards. Given is whether the
    lock is held: always, if one waits for whoever holds it. `OSError` if the file cannot be
    made.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with locked(Path(folder, ".lock")), locked(Path(folder, ".lock"), wait=False) as x:
    ...         print(x)
    False
    """
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        held = _take(file, wait)
        if not held or _is_there(file, path):
            break
        os.close(file)  # whoever held it has deleted it
    try:
        yield held
    finally:
        try:
            if held:
                with suppress(OSError):  # Windows deletes no open file: it stays, empty
                    path.unlink()
        finally:
            os.close(file)


@contextmanager
def run_folder() -> Iterator[Path]:
    """Give a temporary folder for one run, after clearing away those of dead runs.

    It is empty, nobody else may read it, and it is gone afterwards, also if this process is
    told to end (SIGTERM, SIGHUP). `PublicationError` if there is no place for temporary files.
    """
    with _own_folder() as place, _told_to_end():
        yield place


def process_folder() -> Path:
    """Return the temporary folder of this process; it is gone when the process ends.

    If that is killed, the next one clears it away. `PublicationError` as of
    :func:`run_folder`.
    """
    return _folder_of(os.getpid())


@cache
def _folder_of(process: int) -> Path:
    stack = ExitStack()
    place = stack.enter_context(_own_folder())
    # A forked process inherits what is registered, but not the folder.
    atexit.register(lambda: stack.close() if os.getpid() == process else None)
    return place


@contextmanager
def _own_folder() -> Iterator[Path]:
    """Give a locked temporary folder, after clearing away those of dead runs."""
    with ExitStack() as stack:
        try:
            home = Path(tempfile.gettempdir()).resolve()
            sweep_runs(home)
            place = home / f"itperception-run-{token_hex(8)}"
            stack.enter_context(locked(place.with_suffix(".lock")))
            place.mkdir(mode=0o700)
        except OSError as error:
            raise PublicationError(
                f"no temporary folder can be made ({error.strerror or error}); name another "
                "place in the environment variable TMPDIR"
            ) from None
        stack.callback(_remove, place)
        yield place


def sweep_runs(home: Path) -> list[Path]:
    """Delete the temporary folders of one's own runs that were killed; return which."""
    swept = []
    for place in {path.with_suffix("") for path in home.glob("itperception-run-*")}:
        if _FOLDER.fullmatch(place.name) and _is_own(place):
            with suppress(OSError), locked(place.with_suffix(".lock"), wait=False) as held:
                if held:
                    _remove(place)
                    swept.append(place)
    return sorted(swept)


def _take(file: int, wait: bool) -> bool:
    if fcntl is None:
        return wait
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _is_there(file: int, path: Path) -> bool:
    """Whether a file that was opened still is the one of that name."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file), os.stat(path))
    return False


def _is_own(place: Path) -> bool:
    """Whether a folder, or the lock that is all that is left of it, is this user's."""
    if os.name != "posix":
        return False
    found = place if place.exists() else place.with_suffix(".lock")
    with suppress(FileNotFoundError):
        return found.lstat().st_uid == os.getuid()
    return False


def _remove(place: Path) -> None:
    """Delete a folder; a kernel that is just ending may still put a file into it."""
    for _ in range(_TRIES):
        shutil.rmtree(place, ignore_errors=True)
        if not place.exists():
            return
        time.sleep(_PAUSE)


@contextmanager
def _told_to_end() -> Iterator[None]:
    """End in order when told to, as with Ctrl-C, and not in the middle of everything."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) and signal.getsignal(
            number
        ) is signal.SIG_DFL:
            before[number] = signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)
