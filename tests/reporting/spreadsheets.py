"""What a spreadsheet reads in a workbook, and waves to make workbooks of."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import yaml

from itperception.workbench import Wave, load_wave
from tests.conftest import CODEBOOK, EXPORT, WAVE

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REPEATED = 20  # of each respondent of the tiny wave: columns large enough to show
HOSTILE = [
    '<script>alert("x")</script>', '=HYPERLINK("http://evil.example","y")', "+1+1", "-2+3",
    "@SUM(A1)", "\t=1+1", "\r\n=1+1", "a\u2028b\u200bc\ufffd", "]]>&amp;<!--", "\u202egnp.exe",
    "=cmd|' /C calc'!A0", "x" * 40_000, "👩‍👩‍👧 😀 " * 20, "שלום עולم مرحبا", "[A]:*?/\\'",
    "&L&P&G &&", "{=1+1}", "http://evil.example", "＝1+1", "'=1+1", "\u200b=1+1", "History",
]  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its XML, and what stands in its cells."""

    name: str
    xml: ElementTree.Element
    strings: tuple[str, ...]

    @cached_property
    def cells(self) -> dict[str, str | float]:
        """Text or number by place, such as ``B7``."""
        return {
            c.get("r"): self._value(c)
            for c in self.xml.iter(f"{MAIN}c")
            if c.find(f"{MAIN}v") is not None
        }

    def row(self, label: str, nth: int = 0) -> list[str | float]:
        """Return what stands right of a label in the first column, where it is the nth time."""
        places = [p for p, told in self.cells.items() if p[0] == "A" and told == label]
        number = re.sub("^A", "", places[nth])
        return [v for p, v in self.cells.items() if re.fullmatch(f"[B-Z]+{number}", p)]

    def _value(self, cell) -> str | float:
        told = cell.find(f"{MAIN}v").text
        return self.strings[int(told)] if cell.get("t") == "s" else float(told)


def read_workbook(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook in order."""
    with ZipFile(path) as file:
        shared = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
        strings = tuple(
            "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
            for entry in shared.iter(f"{MAIN}si")
        )
        book = ElementTree.fromstring(file.read("xl/workbook.xml"))
        names = [sheet.get("name") for sheet in book.iter(f"{MAIN}sheet")]
        parts = [
            file.read(f"xl/worksheets/sheet{k}.xml") for k, _ in zip(count(1), names)
        ]  # fmt: skip
    sheets = zip(names, parts, strict=True)
    return [Sheet(name, ElementTree.fromstring(part), strings) for name, part in sheets]


def make_wave(root: Path, codebook: str = CODEBOOK, repeated: int = REPEATED) -> Wave:
    """Write a wave of the tiny one's respondents, each several times, and load it."""
    folder = root / "data/raw/tiny"
    folder.mkdir(parents=True)
    (root / "data/raw/codebook.yaml").write_text(codebook, encoding="utf-8")
    head, *lines = EXPORT.splitlines()
    answers = [line.partition(";")[2] for _ in range(repeated) for line in lines]
    numbered = [f"R{number:05d};{line}" for number, line in enumerate(answers, 1)]
    (folder / "export.csv").write_text("\n".join([head, *numbered]) + "\n")
    described = WAVE.replace("n: 8", f"n: {len(answers)}")
    (folder / "wave.yaml").write_text(described, encoding="utf-8")
    return load_wave("tiny", root)


def hostile_codebook() -> str:
    """Return the tiny codebook with something hostile in place of every text."""
    number = count()

    def replaced(node):
        if isinstance(node, list):
            return [replaced(part) for part in node]
        if not isinstance(node, dict):
            return node
        return {
            key: hostile(next(number)) if key in ("label", "wording", "title") else replaced(part)
            for key, part in node.items()
        }  # fmt: skip

    return yaml.safe_dump(
        replaced(yaml.safe_load(CODEBOOK)), allow_unicode=True, sort_keys=False
    )


def hostile(number: int) -> dict[str, str]:
    """Return a text that no other text is like."""
    return {"en": f"{HOSTILE[number % len(HOSTILE)]} {number}"}
