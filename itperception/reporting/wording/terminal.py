"""What the command line says of a run."""

import os

from itperception.reporting.wording.numbers import count
from itperception.reporting.wording.texts import text
from itperception.terms.text import LANGUAGES


def said(key: str, **values: object) -> str:
    """Return what the command line says, in the language of the terminal.

    That is the first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set, as of any
    command; of a language that the texts do not have it is English.

    Examples
    --------
    >>> said("index", path="reports/index.html")
    'index: reports/index.html'
    """
    spoken = [os.environ.get(name, "")[:2] for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    first = next(filter(None, spoken), "en")
    language = first if first in LANGUAGES else "en"
    told = {name: count(value, language) if isinstance(value, int) else str(value)
            for name, value in values.items()}  # fmt: skip
    return text(f"command.{key}", language, **told)
