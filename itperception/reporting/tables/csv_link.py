"""A frame as a CSV file that the page itself carries."""

import csv
from html import escape
from io import StringIO
from urllib.parse import quote

import pandas as pd

from itperception.reporting.wording import text

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# What an address may hold as it is, besides letters and digits: the rest is encoded.
_PLAIN = ",:;=@+*()!/$"


def csv_text(frame: pd.DataFrame) -> str:
    r"""Return a frame as CSV that a spreadsheet will not take for formulas.

    Numbers keep their full precision. A text that begins like a formula gets an
    apostrophe in front (OWASP, CSV injection).

    Examples
    --------
    >>> csv_text(pd.DataFrame({"label": ["=1+1", "Good"], "difference": [-0.1, 1 / 3]}))
    "label,difference\n'=1+1,-0.1\nGood,0.3333333333333333\n"
    """
    columns = [
        ["" if missing else _disarmed(value)
         for value, missing in zip(values.tolist(), values.isna(), strict=True)]
        for _, values in frame.items()
    ]  # fmt: skip
    written = StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(map(_disarmed, frame.columns))
    lines.writerows(zip(*columns, strict=True))
    return written.getvalue()


def csv_link(frame: pd.DataFrame, name: str, language: str = "en") -> str:
    """Return a link that carries a frame as a CSV file within the page."""
    data = quote("\ufeff" + csv_text(frame), safe=_PLAIN)
    return (
        f'<p class="download"><a download="{escape(name)}.csv" '
        f'href="data:text/csv;charset=utf-8,{data}">{text("table.csv", language)}</a></p>'
    )


def _disarmed(value: object) -> object:
    is_formula = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
    return f"'{value}" if is_formula else value
