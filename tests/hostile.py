# ruff: noqa: E501 - what is one case stands on one line
"""Documents that nobody should send, and what each reader says to them.

Every document is made by a short expression from a harmless one. ``said`` is what the
message has to say; None if the document is to be read. The benchmark
:mod:`benchmarks.hostile` says how long each took and how much memory.
"""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.conftest import CODEBOOK, EXPORT, WAVE

RELEASE = """\
title: A poll
n: 156
groups: {women: about 80}
figures:
  - {id: safe, text: Feel safe, printed: 51 %}
  - {id: well, text: Feel well, printed: two thirds}
claims:
  - {text: Most feel safe, kind: majority, figures: [safe]}
"""
PUBLISHED = "title: A survey in print\nkind: published\nn: 156\n"
FIGURES = """\
row,id,item,label,group,base,kind,printed,low,high,categories,rounding,sources,assumption
1,safe,safe,Feel safe,all,156,percent,51 %,50.5,51.5,yes,unknown,s,
2,well,well,Feel well,all,156,percent,66 %,,,yes,unknown,s,
"""
CLAIMS = "claims:\n  - text: Most feel safe\n    kind: majority\n    figures: [safe]\n"
FILES = {
    "codebook.yaml": CODEBOOK, "tiny/wave.yaml": WAVE, "tiny/export.csv": EXPORT,
    "print/wave.yaml": PUBLISHED, "print/figures.csv": FIGURES, "print/claims.yaml": CLAIMS,
    "poll.yaml": RELEASE, "poll.csv": "id,printed,group\nsafe,51 %,all\nwell,two thirds,all\n",
}  # fmt: skip
"""The harmless files, below ``data/raw``."""
Content = str | bytes | Callable[[Path], object]


class Hostile(NamedTuple):
    """A file of `FILES` with other content, and what its reader has to say."""

    file: str
    name: str
    content: Content
    said: str | None


def write(root: Path, document: Hostile) -> None:
    """Write a project with one hostile document."""
    for name, text in {**FILES, document.file: document.content}.items():
        path = root / "data/raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(text):
            text(path)
        else:
            path.write_bytes(text.encode() if isinstance(text, str) else text)


def read(root: Path, file: str) -> object:
    """Read a hostile document as the command that a user would give does."""
    from itperception.published.figures.release import read_study
    from itperception.survey.intake.adding import add_wave
    from itperception.survey.respondents import check_wave
    from itperception.survey.waves import open_wave

    raw = root / "data/raw"
    if file.startswith(("codebook", "tiny")):
        return check_wave(open_wave("tiny", root))
    if file.startswith("print"):
        return read_study(open_wave("print", root).raw)
    if file.startswith("new"):
        add_wave(raw / file, root, name="drafted")
        return check_wave(open_wave("drafted", root))
    return read_study(raw / file)


def swapped(file: str, old: str, cases: dict[str, str | None]) -> Iterator[Hostile]:
    """Yield a file with another text in place of one, for each of several texts."""
    assert old in FILES[file]
    for new, said in cases.items():
        text = FILES[file].replace(old, new, 1)
        yield Hostile(file, new, text.encode("utf-8", "surrogatepass"), said)


def cells(file: str, cases: dict[str, dict[str, str | None]]) -> Iterator[Hostile]:
    """Yield a file with another text in place of each key of `cases`."""
    for old, texts in cases.items():
        yield from swapped(file, old, texts)


LAUGHS = "\n".join(
    ["&a0 [x, x]", *(f"  - &a{k} [*a{k - 1}, *a{k - 1}]" for k in range(1, 40))]
)
VALUES: dict[str, str | None] = {
    # what could mean something else than what stands there
    "2026-02-30": None, "yes": None, "1e99999999": None, "0o17": None, "1:30:00": None,
    ".inf": None, ".nan": None, "9" * 5000: None, "=": None, "'null'": None,
    "x" * 2**20: None, "Do you feel safe?": None, "{en: Do you feel safe?, sv: Trygg?}": None,
    "{en: safe ?}": None, "{1: x}": None, "{null: x}": None,
    "|\n          a\n          b": None,
    "!!python/object/apply:os.system [id]": "found the tag", "!!str x": "found the tag",
    "!!binary aGk=": "found the tag", "!!timestamp 2026-02-30": "found the tag",
    "! x": "found the tag", "!own {en: x}": "found the tag", "!!int x": "found the tag",
    "&a x": "found '&a'", "*a": "found '*a'", "{en: &a x, sv: *a}": "found '&a'",
    LAUGHS: "found '&a0'", "&a [*a]": "found '&a'", "{<<: {en: x}}": "expected a text",
    "[" * 60 + "]" * 60: "more than 20 lists", "{a: " * 60 + "}" * 60: "more than 20 lists",
    "[" * 100_000: "more than 20 lists", "{" * 100_000: "found a list or keys as a key",
    "? " * 1000 + "x": "not valid YAML",
    "{[a]: b}": "as a key", "{{a: b}: c}": "as a key", "{en: x, en: y}": "given twice",
    r'"\0"': "U+0000", r'"\e[31m"': "U+001B", r'"\x7f"': "U+007F", r'"\x9b"': "U+009B",
    "a\x01b": "U+0001", "a\x1b[0mb": "U+001B", "a\x9bb": "U+009B", "a\ufffeb": "U+FFFE",
    r'"\ud800"': "not valid YAML", r'"\q"': "not valid YAML", "\ud800": "is not UTF-8",
    "null": "expected a text", "~": "expected a text", "": "expected a text",
    "[a]": "expected a text", "{}": "at least 1 entr", "{en: }": "expected a text",
    "{en: ''}": "at least 1 sign", "{en: [x]}": "expected a text",
    "'open": "not valid YAML", '"open': "not valid YAML", "{en: x": "not valid YAML",
    "a: b: c": "not valid YAML", "@x": "not valid YAML", "`x": "not valid YAML",
    "%x": "not valid YAML", "]": "not valid YAML", "- a": "not valid YAML",
    "x\n---\ntitle: y": "another document", "x\n...\n---\na: b": "another document",
    "x\n\ty: z": "not valid YAML", "[" + "x, " * 200_000 + "]": "found more than 150,000 values",
    "x #" + "c" * 2**24: "bytes, expected at most",
}  # fmt: skip
"""What may stand as a text in any document."""
BYTES: dict[str, tuple[bytes, str | None]] = {
    "latin-1": ("title: é".encode("latin-1"), "is not UTF-8"),
    "utf-16": ("title: x".encode("utf-16"), "is not UTF-8"),
    "utf-16 without a mark": ("title: x".encode("utf-16-le"), "U+0000"),
    "overlong": (b"title: \xc0\xaf", "is not UTF-8"),
    "zeros": (bytes(4096), "U+0000"), "nothing": (b"", "key is missing"),
    "a mark": (b"\xef\xbb\xbf", "key is missing"), "a comment": (b"# x", "key is missing"),
    "a list": (b"- a\n- b", "expected keys with values"), "a text": (b"abc", "expected keys with values"),
    "a number": (b"1e9999999", "expected keys with values"), "null": (b"null", "key is missing"),
    "not a key": (b"nothing: x", "no such key"), "a zip": (b"PK\x03\x04" + b"\0" * 99, "U+"),
    "random": (bytes(range(256)) * 16, "is not UTF-8"), "directives": (b"%YAML 9.9\n--- x", "YAML"),
}  # fmt: skip


def fifo(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(path.name)
    finally:
        os.chdir(here)


def linked(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def outside(path: Path) -> None:
    """Write the harmless file elsewhere, and a link to it."""
    other = path.parents[3] / f"elsewhere{path.suffix}"
    other.write_text(FILES[path.relative_to(path.parents[1]).as_posix()], encoding="utf-8")
    path.symlink_to(other)


OUT = "found a file outside of it"
NO_FILES: dict[str, tuple[Content, str]] = {
    "a directory": (Path.mkdir, "found a directory, expected a file"),
    "a pipe": (fifo, "found a pipe, expected a file"),
    "a socket": (listening, "found a socket, expected a file"),
    "a link to a device": (linked("/dev/zero"), OUT),
    "a link to nothing": (linked("nowhere"), "there is no such file"),
    "a link out": (outside, OUT),
    "a link to a password": (linked("/etc/passwd"), OUT),
}
ALONE = {"a link to a device": (linked("/dev/zero"), "found a device, expected a file"),
         "a link to itself": (lambda path: path.symlink_to(path.name), "cannot be read")}  # fmt: skip

WAVES: dict[str, dict[str, str | None]] = {
    "n: 8": {
        "n: 1e99999999": "whole number", "n: -1": "at least 0",
        f"n: {10**18}": "at most 10000000000", "n: 1e400": "whole number",
        "n: .nan": "whole number", "n: [8]": "whole number", "n: '8'": None,
        "n: " + "8" * 9000: "found '888", "n: 0": "found '8', expected 0", "n: 8.5": "whole number",
        "n: ٨": "whole number", "n: 8\nfield_start: 2026-02-30": "expected a date such as",
        "n: 8\nfield_start: 0": "expected a date", "n: 8\nfield_end: yesterday": "expected a date",
        "n: 8\nfield_end: 99999-01-01": "expected a date", "n: 8\nfield_end: {}": "valid date",
        "n: 8\nfield_start: 2026-03-02": None, "n: 8\ndecimal: ''": "expected '.' or ','",
        "n: 8\nencoding: utf-99": "there is no encoding 'utf-99'", "n: 8\nencoding: idna": "no enc",
        "n: 8\nencoding: punycode": "there is no encoding", "n: 8\nencoding: rot13": "no encod",
        "n: 8\nencoding: base64": "there is no encoding", "n: 8\nencoding: undefined": "no enc",
        "n: 8\nencoding: unicode_escape": "there is no encoding", "n: 8\nencoding: ''": "no enc",
        "n: 8\nencoding: ü": "there is no encoding", "n: 8\nencoding: " + "x" * 9000: "no enc",
        "n: 8\nencoding: ../../etc": "there is no encoding", "n: 8\nencoding: utf-16": "line 1: byte 0x",
        "n: 8\ndelimiter: ab": "a text like", "n: 8\ndelimiter: ''": "a text like",
        "n: 8\ndelimiter: '\"'": "a text like", 'n: 8\ndelimiter: "\\n"': "a text like",
        "n: 8\ndelimiter: x": "the column is missing", "n: 8\nweighting: [a]": "expected a text",
        "n: 8\ndisclosure: {minimum: 0}": "at least 1",
        "n: 8\ndisclosure: {flag_below: .inf}": "expected a number",
        "n: 8\ndisclosure: {flag_below: .nan}": "expected a number", "n: 8\ndisclosure: 5": "keys with values",
        "n: 8\ndisclosure: {minimum: 1e9}": "whole number", "n: 8\nprofile: nobody": "profile",
        "n: 8\nn: 8": "'n' is given twice", "n: 8\ndisclosure: {flag_below: inf}": "finite number", "n: 8\nlayout: 5": "keys with values",
        "n: 8\nsources: [{id: a}]": "key is missing", "n: 8\nfamilies: [{}]": "key is missing",
        "n: 8\ndepartures: [{item: x, comparable: true, reason: r}]": "no item is called 'x'",
        "n: 8\ncolumns: {image: [a]}": "expected a text", "n: 8\ngroups: {women: 5}": "no meaning",
        "n: 8\nfamilies: [{id: f, label: F, alpha: nan, claims: []}]": "finite number",
        "n: 8\nfamilies: [" + "{id: f, label: F, claims: []}, " * 9000 + "]": "problems more",
    },
    "kind: microdata": {"kind: microscope": "'microdata' or 'published'", "kind: [a]": "expected"},
    "file: export.csv": {
        "file: ../../codebook.yaml": "folder",
        "file: /etc/passwd": "folder", "file: ../../../../../../etc/passwd": "folder",
        "file: ~/export.csv": "there is no such file", "file: none.csv": "there is no such file",
        "file: .": "cannot read ''", "file: ..": "folder", "file: wave.yaml": "cannot read '.yaml'",
        "file: export.csv/": None, "file: export.csv/x.csv": "cannot be read",
        "file: /dev/stdin": "folder", "file: " + "x" * 5000 + ".csv": "cannot be read",
        "file: {}": "expected a text", "file: null": "'file' names the export",
    },
    "weight: w": {
        "weight: v": "column 'v': the column is missing", "weight: image": "not a weight: found ''",
        "weight: id\nfpc: w": "more units were drawn", "weight: {a: b}": "expected a text",
    },
    "ignore: [minutes]": {
        "ignore: minutes": "expected a list", "ignore: {minutes: x}": "expected a list",
        "ignore: [minutes, " + "x, " * 9000 + "]": None, "ignore: [[minutes]]": "expected a text",
    },
}  # fmt: skip
CHAIN = "".join(
    f"  - {{id: q{k}, label: Q, wording: Q, scale: kind, asked_if: {{item: q{(k + 1) % 3}, "
    "any_of: [internal]}}\n"
    for k in range(3)
)
CODEBOOKS: dict[str, dict[str, str | None]] = {
    "    nets:\n": {
        "".join(f"      - {{id: c{k}, label: L{k}}}\n" for k in range(40_000)) + "    nets:\n":
            "at most 1000 entr",
        "".join(f"      - {{id: c{k}, label: L{k}}}\n" for k in range(900)) + "    nets:\n": None,
        "      - {id: good, label: Other}\n    nets:\n": "'good' is given twice",
        "      - {id: b, label: Good}\n    nets:\n": "'Good' means both 'good' and 'b'",
        "      - {id: no_answer, label: X}\n    nets:\n": "reserved",
        "      - {id: Ä, label: X}\n    nets:\n": "a text like",
        "      - {id: b, label: X, code: [1]}\n    nets:\n": "expected a text",
        "      - {id: b, label: X, code: 01}\n    nets:\n": None,
        "      - {id: b, label: X, values: 5}\n    nets:\n": "expected a list",
        "      - {id: b, label: X, kind: 5}\n    nets:\n": "'answer', 'dont_know'",
        f"      - {{id: {'b' * 5000}, label: X}}\n    nets:\n": "at most 100 signs",
        "    nets:\n      - {id: n, label: N, categories: [nobody]}\n": "no category 'nobody'",
        "    nets:\n      - {id: good, label: N, categories: [good]}\n": "is given twice",
        "    nets:\n      - {id: n, label: N, categories: []}\n": "at least 1 entr",
    },
    "ordered: true": {"ordered: perhaps": "true or false", "ordered: 7": "true or false"},
    "items:\n": {
        "items:\n" + CHAIN: "who is asked what depends on itself",
        "items: []\nx:\n": "no such key", "items: 5\nx:\n": "expected a list",
        "items: {a: b}\nx:\n": "expected a list",
        "items:\n" + "".join(f"  - {{id: i{k}, label: I, wording: W, scale: kind}}\n"
                             for k in range(10_000)): "at most 10000 entr",
        "items:\n" + "".join(f"  - {{id: i{k}, label: I, wording: W, scale: kind}}\n"
                             for k in range(3_000)): "and 2,940 more",
        "items:\n  - {id: image, label: I, wording: W, scale: kind}\n": "'image' is given twice",
        "items:\n  - {id: a, label: I, wording: W, scale: none}\n": "no scale 'none'",
        "items:\n  - {id: a, label: I, wording: W, scale: kind, asked_if: {item: a, any_of: [x]}}\n":
            "filter on no other item",
        "items:\n  - {id: a, label: I, wording: W, scale: kind, column: ''}\n": "column is missing",
    },
    "multiple_responses:\n": {
        "multiple_responses:\n  - {id: s, label: S, wording: W, options: []}\n": "at least 1 entr",
        "multiple_responses:\n  - {id: s, label: S, wording: W, separator: '', options: "
        "[{id: a, label: A}]}\n": "at least 1 sign",
        "multiple_responses:\n  - {id: s, label: S, wording: W, column: why, separator: a, "
        "options: [{id: a, label: A}]}\n": "an option the codebook does not know",
    },
    "exclusive: none": {"exclusive: nobody": "not among the options"},
    "item: org_type}": {"item: nobody}": "no item 'nobody'"},
    "other: image": {"other: org_type": "different scales", "other: null": "expected a text"},
}  # fmt: skip
HEADER, LINE = EXPORT.split("\n")[:2]
WEIGHTS = ("1e308", "inf", "-inf", "nan", "-1", "1e-300", "", "1,0", "0x10", "١٢٣٤٥٦٧٨٩٠١٢٣٤",
           "1e999999999", "9" * 400, "=1+1", "1_000", "None", "1e13", "1 0")  # fmt: skip
EXPORTS: dict[str, tuple[Content, str | None]] = {
    "no respondents": (HEADER + "\n", "no line below the header"),
    "nothing": ("", "the file is empty"), "a mark alone": (b"\xef\xbb\xbf", "no line below"),
    "a space": (" ", "no line below"), "lines": ("\n" * 9000, "no line below the header"),
    "returns alone": (EXPORT.replace("\n", "\r"), None),
    "zeros": (EXPORT + "\0", "zero bytes"), "utf-16": (EXPORT.encode("utf-16"), None),
    "latin-1": (EXPORT.replace("id", "ïd").encode("latin-1"), "byte 0xef is not utf-8"),
    "a quote": (EXPORT + '"', "unexpected end of data"),
    "a long cell": (EXPORT + "x" * 200_000, "field larger than field limit"),
    "short lines": (EXPORT + "1\n" * 50_000, "and 49,997 more"),
    "delimiters": (";" * 9_000 + "\n" + ";" * 9_000, "no line below"),
    "many columns": (";".join(map(str, range(20_000))) + "\n1", "more than 10,000 columns"),
    "more columns": (HEADER + ";x" * 2000 + "\n" + LINE + ";1" * 2000, "'x_2', 'x_3'"),
    "a column twice": (EXPORT.replace("minutes", "id"), "column 'id_2': the codebook does not"),
    "a person twice": (EXPORT + LINE + "\n", "the respondent is there twice"),
    "wrong answers": ("\n".join([HEADER, *(f"{k};{k};1;1;;1;0;0;1.0;5" for k in range(20_000))]),
                      "and 19,997 more"),
    "an answer of a MiB": (EXPORT.replace("2;a", "2;" + "a" * 100_000, 1), "(100,000 signs)"),
    "control characters": (EXPORT.replace("2;a", "2;\x1b[31m", 1), r"found '\x1b[31m'"),
    "too much": (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_RDWR), 2**30),
                 "1,073,741,824 bytes, expected at most"),
    "weights of zero": ("\n".join([HEADER, "1;a;1;1;;1;0;0;0;5"]), "every weight is zero"),
    **{f"a weight of {w[:20]}": (EXPORT.replace("1.0;5", f"{w};5"), "not a weight: found")
       for w in WEIGHTS},
    "a small weight": (EXPORT.replace("1.0;5", "1e-9;5"), None),
}  # fmt: skip


def spss(path: Path, times: int = 9) -> bytes:
    """Write a small SPSS file, and return it."""
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame(
        {"q1": [1.0, 2.0, None] * times, "name": ["x", "", "y" * 300] * times}
    )
    labels = {
        "column_labels": {"q1": "Image"},
        "variable_value_labels": {"q1": {1.0: "Good"}},
    }
    pyreadstat.write_sav(frame, path, **labels)
    return path.read_bytes()


def cut(part: float) -> Callable[[Path], None]:
    """Return what writes an SPSS file and cuts it off."""
    return lambda path: path.write_bytes(spss(path)[: int(part * len(spss(path)))])


UNREADABLE = "not a readable SPSS file"
SPSS: dict[str, tuple[Content, str | None]] = {
    "nothing": (b"", "the file is empty"), "a text": (b"no SPSS file", UNREADABLE),
    "a head": (b"$FL2@(#)", UNREADABLE), "random": (bytes(range(256)) * 40, UNREADABLE),
    "zeros": (bytes(9999), UNREADABLE), "a zip": (b"PK\x03\x04" * 99, UNREADABLE),
    **{f"cut at {part}": (cut(part), UNREADABLE) for part in (0.1, 0.3, 0.6, 0.9)},
    "a pipe": (fifo, "found a pipe"), "a directory": (Path.mkdir, "found a directory"),
    "no respondents": (lambda path: spss(path, times=0), "there is no case in the file"),
    "whole": (spss, None),
}  # fmt: skip
PRINTED: dict[str, str | None] = {
    "0 of 0": "0 of 0: of nobody", "5 of 0": "of nobody", "5 of 4": "more than everybody",
    "1e99 %": "is not understood", "9" * 150 + " %": "no share", "9" * 5000 + " %": "too long",
    "0." + "3" * 150 + " %": None, "about " * 40: "too long", "about " * 20 + "51 %": "not understood",
    "a (b) (c) (d) (e)": "not understood", "(" * 99: "not understood", "51 % (" + "51 % (" * 20:
    "not understood", "٣٣ %": None, "∞ %": "not understood", "-5 %": "not understood",
    "101 %": "no share", "51 %%": "not understood", "1/0": "of nobody", "½": None,
    f"51 % ({10**18})": "no group has so many", "12 (0 %)": "this share of no number", "100 to 0 %": None,
    "5 (at most 0 %)": "no group has so many", f"{10**18} of {10**18}": "more people than there",
    "similar to safe": "which is no figure", "similar to": "not understood",
    "3.2 on a scale from 0 to 1000000000": "no scale goes up to", "more than 100 %": "no share",
    "less than 0 %": "no share", "nobody": None, "everybody": None, "one": "not understood",
    "a to b to c to d": "not understood", "<script>": "not understood", "{a: b}": "not understood",
    "[a, b]": "not understood", "''": "an empty cell", "null": "an empty cell", "?": "not valid YAML",
    "9,9,9 %": "not understood", "1 in 9999999999999": "more people than there are",
    "nan %": "not understood", "inf": "not understood", "five five five %": "not understood",
    "5² %": None, "every " + "9" * 99: "more people than there are", "thousand %": "no share",
}  # fmt: skip
NUMBERS = ("1e99999999", "1/0", "nan", "inf", "1_0", "0x1", "1e3", "9" * 600, "٣", "5;5",
           "1/-2", "--1", "1/2/3", "[1, 2]", "{a: 1}", "0.1e1")  # fmt: skip
BASES = (str(10**18), "1" * 900, "0", "-5", "1.5", "abc", "1e9", "5 to 2", "52 % of", "[a]")
RELEASES: dict[str, dict[str, str | None]] = {
    "51 %": {printed: said for printed, said in PRINTED.items()},
    "printed: 51 %": {
        **{f"printed: some, low: {low}, high: 60": "line 5, low: not understood"
           for low in NUMBERS},
        "printed: some, low: -1, high: 60": "no share", "printed: some, low: 60, high: 50": "empty",
        "printed: some, low: 0, high: 101": "no share", "printed: 51 %, x: y": "no key of a figure",
        "printed: 51 %, kind: joke": "kind: not understood", "printed: 51 %, id: y": "given twice",
        **{f"printed: 51 %, base: {base}": "base: " for base in BASES},
        **{f"printed: 51 %, to: {to}": "a number of points" for to in
           ("0", "-1", "abc", "1e999999", "1/3", "[5, 5]", "9" * 99, "0.0")},
        "printed: 51 %, to: 5": "no multiple of 5", "printed: 51 %, rounding: up": "rounding",
        "printed: 51 %, group: men": "no group is called 'men'",
        "printed: 51 %, categories: {a: b}": None, "printed: 51 %, sources: [a, b]": None,
    },
    "n: 156": {**{f"n: {n}": "line 2, n: " for n in BASES}, "n: unknown": None, "n: null": None,
               "n: 1": None, "n: about 156": None,
               f"n: {10**10}": None, "n: more than 1": None},
    "about 80": {f"[{n}]": "line 3, groups" for n in ("a", "1")} | {
        n: "women" for n in ("0", "-1", "999 %", "1" * 99, "80 %%", "0 %")},
    "figures:\n": {
        "figures: []\nx:\n": "at least 1 entr", "figures: {a: b}\nx:\n": "expected a list",
        "figures: [a]\nx:\n": "keys with values", "parts: [men]\nfigures:\n": "no group is called",
        "answers: {safe: [a]}\nfigures:\n": "no answer is called", "parts: x\nfigures:\n": "expected a list",
        "figures:\n" + "".join(f"  - {{id: f{k}, printed: 5 %}}\n" for k in range(20_000)):
            "at most 1000 entr",
        "figures:\n" + "".join(f"  - {{id: f{k}, item: i, printed: 5 %}}\n" for k in range(900)):
            None,
    },
    "[safe]": {"[]": "another number of figures", "[safe, safe]": "a figure twice",
               "[nobody]": "no figure is called 'nobody'", "safe": "expected a list",
               "[[safe]]": "expected a text", "[" + "safe, " * 3000 + "]": "another number of figures"},
    "kind: majority": {
        f"kind: {kind}": said for kind, said in {
            "joke": "no kind of claim", "paired": "another number of figures", "''": "kind of the claim is missing",
            "groups": "another number", "means": "another number", "association": "another number",
            "largest": "another number", "distribution": "another number",
            "lowest_group": None, "gap_everywhere": "another number",
            "majority, than: 1e99999999": "a number from 0 to 1", "majority, than: 2": "from 0 to 1",
            "majority, than: 1/0": "from 0 to 1", "majority, than: [1]": "expected a text",
            "majority, than: 0": None, "majority, than: 1": None, "majority, than: .33": None,
            "majority, assume: {least: x}": "whole number", "majority, assume: [a]": "keys with values",
            f"majority, assume: {{least: {10**18}}}": "expected at most",
            "majority, dont_know: nobody": "no figure is called", "majority, dont_know: [a]": "expected a text",
            "majority, what_if: 5": "expected a list", "majority, what_if: [{least: 2}]": "what_if",
            "majority, scale: [5, 1]": "lowest and the highest", "majority, scale: [0, 1e9]": "whole number",
            "majority, scale: [0, 999999999]": "expected at most", "majority, end: x": "expected a list",
            "majority, ends: [a]": "key is missing", "majority, similar: [a]": "key is missing",
            "highest_group, group: men": "no group of the claim", "majority, lead: 999": "0 to 100",
            "highest_group, group: women, lead: 5": "no group of the claim",
            "majority, test: midp": "no key of a claim", "majority, direction: [a, b]": "direction",
            "majority, own: 5": "no key of a claim of kind", "majority, row: [a]": "expected a text",
        }.items()
    },
}  # fmt: skip
IN_PRINT: dict[str, dict[str, str | None]] = {
    "50.5": {number: "low" for number in NUMBERS if number[0] not in "['{"} | {"": "an empty cell"},
    ",156,": {f",{base}," : "base" for base in BASES},
    "51 %": {"51 %,": "another number of cells", "": "an empty cell"},
    "row,": {"": "the column is missing", "x,": "there is no such column"},
    "1,safe": {"1,well": "the figure is given twice", '"1,safe': "unexpected end of data"},
    "percent": {"joke": "not understood", "claim": "a claim has no range", "mean": "is a mean"},
}  # fmt: skip
POLLS: dict[str, tuple[Content, str | None]] = {
    "no header": ("safe,51 %\nwell,5 %\n", "no key of a figure is called 'safe'"),
    "nothing": ("", "the file is empty"), "a header": ("id,printed\n", "no line below the header"),
    "a short line": ("id,printed\nsafe\n", "the header has 2 cells"),
    "many figures": ("id,printed\n" + "".join(f"f{k},5 %\n" for k in range(20_000)), "at most 1000"),
    "zeros": ("id,printed\n\0,5 %", "zero bytes"), "latin-1": (b"id,printed\n\xe9,5 %", "0xe9"),
    "one more": ("id,printed\na,5 %\na,6 %\n", "the figure is given twice"),
    "a zero": ("id,printed\na,0 of 0\n", "of nobody"), "no ids": ("id,printed\n,5 %\n", "empty cell"),
    **NO_FILES, **ALONE,
}  # fmt: skip
for name in ("a link out", "a link to a password", "a directory"):
    del POLLS[name]  # a file that is named may lie anywhere, and a folder may be a wave


def documents() -> Iterator[Hostile]:
    """Yield every hostile document."""
    texts = {"codebook.yaml": "title: A tiny survey", "tiny/wave.yaml": "title: Tiny",
             "poll.yaml": "title: A poll", "print/wave.yaml": "title: A survey in print",
             "print/claims.yaml": "text: Most feel safe"}  # fmt: skip
    for file, old in texts.items():
        key = old.split(":")[0]
        values = {f"{key}: {value}": said for value, said in VALUES.items()}
        yield from swapped(file, old, values)
        if file != "print/claims.yaml":
            yield from (Hostile(file, name, *told) for name, told in BYTES.items())
    for name in ("a directory", "a pipe", "a socket"):
        yield Hostile("codebook.yaml", name, *NO_FILES[name])
    for name, told in ALONE.items():
        yield Hostile("codebook.yaml", name, *told)
        yield Hostile("poll.yaml", name, *told)
    yield Hostile("poll.yaml", "a pipe", *NO_FILES["a pipe"])
    for file in (file for file in FILES if "/" in file):
        for name, (content, said) in NO_FILES.items():
            unseen = file.endswith("wave.yaml") and name == "a link to nothing"
            yield Hostile(file, name, content, "no wave is called" if unseen else said)
    yield from cells("tiny/wave.yaml", WAVES)
    yield from cells("codebook.yaml", CODEBOOKS)
    yield from cells("poll.yaml", RELEASES)
    yield from cells("print/figures.csv", IN_PRINT)
    for file, cases in (
        ("tiny/export.csv", EXPORTS),
        ("new.sav", SPSS),
        ("poll.csv", POLLS),
    ):
        yield from (Hostile(file, name, *told) for name, told in cases.items())
