"""Inner loops that numba compiles when they are first called on a machine.

What was compiled is kept beside the module or in the user's cache and read from there.
"""

from collections.abc import Callable

from numba import njit


def compiled(loop: Callable) -> Callable:
    """Have a loop compiled when it is called; kept, if any folder for that can be written.

    Examples
    --------
    >>> twice = compiled(lambda x: 2 * x)
    >>> twice(21)
    42
    """
    try:
        return njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # numba found no folder
        return njit(nogil=True)(loop)
