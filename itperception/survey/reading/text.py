"""Text files: which bytes are which letters, and where a cell ends."""

import codecs
import csv
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd

from itperception.errors import ExportError, short
from itperception.survey.files import checked
from itperception.survey.reading.columns import Row, Rows, Texts, frame_of, most_rows

DELIMITERS = "\t;|,"  # of two that divide alike the first
_MOST_BYTES, _AT_ONCE, LOOKED_AT, _ROWS = 1_000_000_000, 1 << 20, 1 << 18, 50_000
ZERO = "0x00"
NO_CHARSETS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape")
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_QUOTED = re.compile(r'(?:^|(?<=[,;\t|]))"(?:[^"]|"")*"', re.MULTILINE)
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
# Where these signs of cp1252 stand there are other letters in Mac Roman, cp850, cp1250, cp1251.
_IN_A_WORD = (
    rb"[\x80-\x84\x86-\x91\x93-\x95\x98-\x9b\x9d-\x9f\xa1-\xac\xae-\xb3\xb5\xb6\xb8-\xbf]"
)
_NOT_CP1252 = re.compile(
    rb"(?<=[A-Za-z])(?:" + _IN_A_WORD + rb"|\x9c(?![ui])|\xd7|\xf7)(?=[A-Za-z])"
    rb"|(?<![A-Za-z\x80-\xff])[\x80\x83\x86\x88\x8a\x8e\x98-\x9a](?=[a-z])"
    rb"|(?<=[a-z])[\x82\x84\x8a\x8c\x8e](?![A-Za-z\x80-\xff])"
    rb"|(?<=[a-z])\xca|[\xc0-\xff]{3}"
)


def rows_of(
    path: Path, *, encoding: str | None = "utf-8", delimiter: str | None = None
) -> Rows:
    """Return the rows of a text file.

    By default the encoding is that of the mark at its start, else UTF-8, or cp1252 if all
    speaks for it; the delimiter is the one of comma, semicolon, tab and bar that divides the
    lines alike. `ExportError` if it is empty, or in another encoding; the line is named.
    """
    if not checked(path, _MOST_BYTES, ExportError).stat().st_size:
        raise ExportError(f"{path}: the file is empty")
    notes: list[str] = []
    known = _marked(path) or encoding
    known = _by_evidence(path, notes) if known is None else known
    decoder = _decoder(path, known)
    _check_bytes(path, known, decoder)
    with open(path, encoding=decoder, newline="", errors="replace") as file:
        head = file.read(LOOKED_AT)
    said = _SEP.match(head.split("\n", 1)[0])
    delimiter = delimiter or (said and said[1]) or _delimiter(head)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ExportError(
            f"{path}: found the delimiter {delimiter!r}, expected one sign, such as ';'"
        )
    if said:
        notes.append(f"line 1, sep={said[1]}, is no row: it names the delimiter")
    rows = _rows(path, decoder, delimiter, 1 if said else 0)
    is_plain = decoder == "utf-8-sig" and delimiter.isascii()
    at_once = partial(columns_at_once, path, delimiter) if is_plain else None
    read_as = {"encoding": known, "delimiter": delimiter}
    return Rows(path.name, rows, read_as, notes, at_once)


def _rows(path: Path, decoder: str, delimiter: str, skipped: int) -> Iterator[Row]:
    with open(path, encoding=decoder, newline="") as file:
        lines = islice(file, skipped, None)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for row in reader:
                yield reader.line_num + skipped, row
        except csv.Error as error:
            raise ExportError(
                f"{path}, line {reader.line_num + skipped}: {error}; a quotation mark "
                "inside of a quoted cell is written twice"
            ) from None


def columns_at_once(
    path: Path, delimiter: str, after: int, width: int
) -> pd.DataFrame | None:
    """Return the columns below a line of a file in UTF-8, as the parser of pandas reads them.

    None if not every line is one row of `width` cells, or a quotation mark stands where it
    quotes nothing: then each row is looked at.
    """
    rows = _regular_lines(path, delimiter.encode(), after, width)
    if rows is None or rows > most_rows(width):
        return None
    columns, found = [Texts() for _ in range(width)], 0
    with open(path, "rb") as file:
        for _ in range(after):
            file.readline()
        try:
            for some in pd.read_csv(
                file, sep=delimiter, header=None, names=[*range(width)], dtype=object,
                na_filter=False, skip_blank_lines=False, chunksize=_ROWS, low_memory=False,
            ):  # fmt: skip
                found += len(some)
                for at, column in enumerate(columns):
                    column.append(some[at].to_numpy())
        except pd.errors.ParserError:
            return None
    if found != rows:
        return None
    frame = frame_of(columns, np.arange(after + 1, after + 1 + rows))
    longest = max(max(map(len, frame[at].cat.categories)) for at in frame)
    return frame if longest <= csv.field_size_limit() else None


def _regular_lines(path: Path, delimiter: bytes, after: int, width: int) -> int | None:
    """Return the number of lines below, if each but for quoted cells divides into so many.

    A line with too many cells is refused by the parser; so it is enough that all lines
    together have as many delimiters as they should.
    """
    lines, found, last = 0, 0, b"\n"
    pattern = rb'[^%b\r\n]"[^%b\r\n]', rb'(?:^|[%b\r\n])(?:"")+[^"%b\r\n]'
    inside, behind = (re.compile(p % ((re.escape(delimiter),) * 2)) for p in pattern)
    with open(path, "rb") as file:
        if any(map(_has_return_alone, islice(file, after))):
            return None
        while some := file.read(_AT_ONCE) + file.readline():
            if _has_return_alone(some):
                return None
            last = some[-1:]
            lines += some.count(b"\n")
            if b'"' in some:
                if behind.search(some) or inside.search(some := some.replace(b'""', b"")):
                    return None
                some = re.sub(rb'"[^"\n]*"', b"", some)
                if b'"' in some:
                    return None
            found += some.count(delimiter)
    lines += last != b"\n"
    return lines if width > 1 and lines and found == lines * (width - 1) else None


def _has_return_alone(some: bytes) -> bool:
    """Whether a carriage return ends a line, or stands inside of a cell."""
    return some.count(b"\r") != some.count(b"\r\n")


def _marked(path: Path) -> str | None:
    with open(path, "rb") as file:
        start = file.read(3)
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)


def _decoder(path: Path, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        if name.replace("-", "_") in NO_CHARSETS:
            raise LookupError
        "".encode(name)
    except (LookupError, ValueError, UnicodeError, TypeError):
        raise ExportError(
            f"{path}: there is no encoding {short(encoding)}; expected one such as utf-8"
        ) from None
    return "utf-8-sig" if name == "utf-8" else name


def _by_evidence(path: Path, notes: list[str]) -> str:
    """Return UTF-8 if the bytes are, else cp1252 if its letters stand where letters do."""
    wrong = _first_wrong(path, "utf-8")
    if wrong is None or wrong[1] == ZERO:
        return "utf-8"
    raw = path.read_bytes()
    doubt = _doubt(raw)
    if doubt:
        raise ExportError(
            f"{path}, line {wrong[0]}: byte {wrong[1]} is not UTF-8, and {doubt}; save the "
            "file as UTF-8, or name its encoding: --encoding mac-roman, cp850, cp1251 …"
        )
    word = next(word for word in re.findall(rb"[\w\x80-\xff]+", raw) if not word.isascii())
    notes.append(
        f"the encoding is cp1252 (Windows): {word.decode('cp1252')!r} and the like"
    )
    return "cp1252"


def _doubt(raw: bytes) -> str:
    """Say what speaks against cp1252."""
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError as error:
        return f"byte 0x{raw[error.start]:02x} is not cp1252"
    found = _NOT_CP1252.search(raw)
    if not found:
        return ""
    start = max(found.start() - 8, 0)
    return f"as cp1252 it has {raw[start : found.end() + 8].decode('cp1252', 'replace')!r}"


def _check_bytes(path: Path, encoding: str, decoder: str) -> None:
    """Refuse bytes that are none of the encoding, with their line, before a row is read."""
    wrong = _first_wrong(path, decoder)
    if wrong and wrong[1] == ZERO:
        raise ExportError(
            f"{path}: not a text file in {encoding} (it has zero bytes); if it is UTF-16, name "
            "its encoding: utf-16-le or utf-16-be"
        )
    if wrong:
        raise ExportError(
            f"{path}, line {wrong[0]}: byte {wrong[1]} is not {encoding}; save the file as "
            "UTF-8 or name its encoding in wave.yaml (encoding: cp1252 is usual for files "
            "from Windows)"
        )


def _first_wrong(path: Path, decoder: str) -> tuple[int, str] | None:
    """Return the line and the byte of what cannot be decoded, or of a zero byte."""
    decode, line = codecs.getincrementaldecoder(decoder)(), 1
    with open(path, "rb") as file:
        for some in chain(iter(partial(file.read, _AT_ONCE), b""), [b""]):
            try:
                text = decode.decode(some, final=not some)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                return line, f"0x{error.object[error.start]:02x}"
            except UnicodeError:  # UTF-16 without its mark
                return line, f"0x{some[0]:02x}"
            if "\0" in text:
                return line, ZERO
            line += text.count("\n")
    return None


def _delimiter(head: str) -> str:
    r"""Return what divides most lines into as many cells; quoted cells do not count.

    Examples
    --------
    >>> _delimiter('"a, or b, or c";"d"'), _delimiter("w;v\n0,5;1\n0,7;2")
    (';', ';')
    """
    lines = [line for line in _QUOTED.sub("", head).splitlines()[:200] if line.strip()]
    lines = lines[: max(len(lines) - 1, 1)] if len(head) == LOOKED_AT else lines

    def alike(sign: str) -> tuple[float, int]:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts) - {0}, key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    found = max(DELIMITERS, key=alike)
    return found if alike(found)[0] else ","
