"""The words of ``vocabulary.yaml``, as intake compares them."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from itperception.survey.documents import read_values


@cache
def vocabulary() -> dict[str, Any]:
    """Return what ``vocabulary.yaml`` says."""
    return read_values(Path(__file__).with_name("vocabulary.yaml"))


@cache
def known(*keys: str) -> frozenset[str]:
    """Return the words under a key, such as ``known("weight", "sure")``.

    Examples
    --------
    >>> "strata" in known("stratum"), "viktigt" in known("weight", "maybe")
    (True, False)
    """
    told = vocabulary()
    for key in keys:
        told = told[key]
    return frozenset(map(folded, told))


@cache
def folded(text: str) -> str:
    r"""Return a text as people see it: case, kinds of space and of apostrophe are alike.

    Examples
    --------
    >>> folded(" Very\u00a0 Good "), folded("DON’T know"), folded("Weiß nicht")
    ('very good', "don't know", 'weiss nicht')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    for sign in "’‘`´":
        plain = plain.replace(sign, "'")
    return " ".join(plain.split())
