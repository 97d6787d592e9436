"""What the index reads of a page: what it begins with, its tables, and its data.

Nothing is computed anew, so that the index cannot say anything else than the pages, and
cannot show what they hide.
"""

import csv
import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from itperception.reporting.block import SUMMARY
from itperception.terms.text import say

_CSV = r'<a download="[^"]*\.csv" href="data:text/csv;charset=utf-8,([^"]*)"'


def summary_on(html: str) -> dict[str, Any]:
    """Return what a page begins with: message, lead, facts, numbers; empty if it says nothing.

    Examples
    --------
    >>> summary_on('<meta name="itperception-summary" content="{&#34;message&#34;: 1}">')
    {'message': 1}
    """
    found = re.search(rf'<meta name="{SUMMARY}" content="([^"]*)">', html)
    return json.loads(unescape(found[1])) if found else {}


def only_told(folder: Path, name: str, language: str) -> str:
    """Return of whom the page of a wave is, and how many; empty if of everybody."""
    told = (figures(folder / f"{name}.json") or {}).get("wave", {}).get("only_told")
    return say(told, language) if told else ""


def figures(path: Path) -> dict[str, Any] | None:
    """Read the data that go with a page; None if there are none."""
    if not path.exists():
        return None
    return json.loads(path.read_text(encoding="utf-8"))


def tables_on(html: str) -> list[list[dict[str, str]]]:
    r"""Return the tables that a page carries as CSV files in it, one line a mapping.

    Examples
    --------
    >>> tables_on('<a download="x.csv" href="data:text/csv;charset=utf-8,a%0A1%0A">')
    [[{'a': '1'}]]
    """
    told = (unquote(data).removeprefix("\ufeff") for data in re.findall(_CSV, html))
    return [list(csv.DictReader(table.splitlines(keepends=True))) for table in told]
