"""Inner loops that numba compiles, and a clock that stands still meanwhile.

What was compiled is kept beside the module or in the user's cache and read from there.
"""

from collections.abc import Callable
from functools import cache, wraps
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
    from numba import njit

    try:
        return njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # numba found no folder
        return njit(nogil=True)(loop)


def preparation(run: Callable[[], object]) -> Callable[[], None]:
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
    def prepared() -> None:
        began = perf_counter()
        run()
        _STOOD[0] += perf_counter() - began

    return prepared


def clock() -> float:
    """Return seconds as :func:`time.perf_counter`, but for those of preparations."""
    return perf_counter() - _STOOD[0]
