"""What a wave may be called: its name is a folder, an address, and a word on the command line."""

import re

from itperception.errors import UnknownNameError
from itperception.terms.text import LANGUAGES

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
TREND, COMPARISON, INDEX = "trend", "comparison", "index"
_RESERVED = (INDEX, TREND, COMPARISON, *LANGUAGES)  # pages, and folders of pages
LONGEST_NAME = 80


def check_name(name: str) -> str:
    """Return the name of a wave; refuse what is none.

    Raises
    ------
    UnknownNameError
        If it is not made of lower-case letters, digits and hyphens, is too long, or is the
        name of something else in ``reports/``.

    Examples
    --------
    >>> check_name("demo-2026")
    'demo-2026'
    >>> check_name("Demo 2026")
    Traceback (most recent call last):
    itperception.errors.UnknownNameError: a wave cannot be called 'Demo 2026': expected \
lower-case letters (a to z), digits and hyphens, at most 80, a letter or digit first
    """
    refused = f"a wave cannot be called {name!r}"
    if name in _RESERVED:
        raise UnknownNameError(f"{refused}: in reports/ that is the name of something else")
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise UnknownNameError(
            f"{refused}: expected lower-case letters (a to z), digits and hyphens, at most "
            f"{LONGEST_NAME}, a letter or digit first"
        )
    return name
