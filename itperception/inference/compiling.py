"""Inner loops that numba compiles, and a clock that stands still meanwhile.

What was compiled is kept beside the module, or in the user's cache, or, if neither can be
written, in a folder for temporary files that only the user can write; and read from there.
"""

import os
import stat
import sys
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from tempfile import gettempdir
from time import perf_counter

_STOOD = [0.0]


def compiled(loop: Callable) -> Callable:
    """Have a loop compiled when it is called; kept, if any folder for that can be written.

    Examples
    --------
    >>> twice = compiled(lambda x: 2 * x)
    >>> twice(21)
    42
    """
    from numba import config, njit

    try:
        return njit(cache=Path(loop.__code__.co_filename).exists(), nogil=True)(loop)
    except RuntimeError:  # numba found no folder
        config.CACHE_DIR = _temporary()
        return njit(cache=bool(config.CACHE_DIR), nogil=True)(loop)


@cache
def _temporary() -> str:
    """Return a folder that nobody else can write, and say so; empty if there is none.

    What is read from it is run, so one that somebody else has made is left alone.
    """
    user = os.getuid() if hasattr(os, "getuid") else None  # Windows has a folder for each
    place = Path(gettempdir(), f"itperception-loops-{user}")
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
        is_own = user is None or (found.st_uid == user and not found.st_mode & 0o022)
        folder = str(place) if stat.S_ISDIR(found.st_mode) and is_own else ""
    except OSError:
        folder = ""
    where = f"kept in {folder}" if folder else "compiled anew by each process (some 10 s)"
    print(f"itperception: neither its own folder nor the cache of the user can be written; "
          f"loops of exact tests are {where}", file=sys.stderr)  # fmt: skip
    return folder


def preparation(run: Callable[..., object]) -> Callable[..., None]:
    """Have loops run on something small, once, so that nobody's time is taken by compiling.

    Examples
    --------
    >>> from time import perf_counter, sleep
    >>> prepare, real, began = preparation(lambda: sleep(0.1)), perf_counter(), clock()
    >>> prepare()
    >>> stood, real = clock() - began, perf_counter() - real
    >>> real - stood >= 0.1
    True
    """

    @cache
    @wraps(run)
    def prepared(*given: object) -> None:
        began = perf_counter()
        run(*given)
        _STOOD[0] += perf_counter() - began

    return prepared


def clock() -> float:
    """Return seconds as :func:`time.perf_counter`, but for those of preparations."""
    return perf_counter() - _STOOD[0]
