"""Where a service answers: an engine's or a scheduler's address, looked at before any work."""

import socket
from importlib.util import find_spec
from urllib.parse import urlsplit

from itperception.errors import ItPerceptionError, short

ENGINE = "ITPERCEPTION_ENGINE"
"""The environment variable with the address of the engine that counts; kernels inherit it."""
_SECONDS = 5


def answering(address: str, *kinds: str, package: str, extra: str) -> str:
    """Return an address at which somebody answers; of any other, say what to do.

    Parameters
    ----------
    address : str
        What was told.
    *kinds : str
        An example of each kind of address there may be.
    package, extra : str
        What speaks with who answers there, and the extra that installs it.

    Raises
    ------
    ItPerceptionError
        If `package` is not installed, the address is of none of the kinds, or nobody answers.

    Examples
    --------
    >>> answering("http://a:1", "tcp://HOST:8786", package="numpy", extra="x")
    Traceback (most recent call last):
    itperception.errors.ItPerceptionError: found 'http://a:1', expected tcp://HOST:8786
    """
    if not find_spec(package):
        raise ItPerceptionError(
            f"{address} needs {package}, which is not installed; run: "
            f"python -m pip install 'itperception[{extra}]'"
        )
    try:
        told = urlsplit(address)
        place = told.hostname, told.port
    except ValueError:
        told, place = None, (None, None)
    if None in place or told.scheme not in [urlsplit(kind).scheme for kind in kinds]:
        raise ItPerceptionError(f"found {short(address)}, expected {' or '.join(kinds)}")
    try:
        socket.create_connection(place, timeout=_SECONDS).close()
    except OSError as error:
        raise ItPerceptionError(
            f"{address}: nobody answers there ({error.strerror or error}); start it, or name "
            "the machine and the port where it runs"
        ) from None
    return address
