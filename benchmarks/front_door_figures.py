"""Whether published figures come out of an export that went through the front door.

    python -m benchmarks.front_door_figures FOLDER [--all]

FOLDER has a folder for each survey of ``benchmarks.front_door_published``, with its export
and what was published of it: a table, or sentences in its ``README.md`` or ``SOURCE.md``.
The export goes through ``add_wave``, the answers to its open questions, the check and the
tables. A percentage matches if the package's, unrounded, lies within half of the last
printed digit; a number of people if it is the same; a blank if its base is below what the
publisher says. With ``--all`` every figure is printed. Ends with exit code 1 if a question
is without an answer, or if a figure does not match and no reason is known.
"""

import argparse
import csv
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import itperception as itp
from benchmarks.front_door_published import SURVEYS, Cell, Printed, Survey
from itperception.errors import ItPerceptionError
from itperception.survey.intake.adding import NewWave, ask
from itperception.terms.category import SELECTED
from itperception.terms.text import say

SENTENCES = ("README.md", "SOURCE.md")
HEADING = (
    "| survey | questions answered | edits | figures compared | of them blank | matched "
    "| not matched, refused |"
)
WIDTH = NormalDist().inv_cdf(0.975)


class Compared(NamedTuple):
    """A figure as printed, and what the package says of it: nothing if it was refused."""

    cell: Cell
    printed: str
    ours: float | None
    why: str = ""

    @property
    def matches(self) -> bool:
        """Whether both are the same after rounding as printed."""
        if self.ours is None:
            return False
        if self.cell.what == "blank":
            return self.ours < float(self.printed)
        digits = len(self.printed.partition(".")[2])
        half = 0.5 * 10**-digits if self.cell.what in ("share", "margin") else 0
        return abs(self.ours - float(self.printed)) <= half + 1e-9

    def __str__(self) -> str:
        ours = self.why if self.ours is None else f"{self.ours:.2f}"
        why = f" ({self.why})" if self.why and self.ours is not None else ""
        return f"{self.cell}: printed {self.printed}, ours {ours}{why}"


class Tables:
    """The tables of a wave, each computed once."""

    def __init__(self, folder: Path):
        self.wave = itp.load_wave(folder)
        self.asked = self.wave.codebook.dimensions()
        self._made = {}

    def compare(self, cell: Cell, printed: str, why: str = "") -> Compared:
        """Return a printed figure beside the package's."""
        printed = printed.replace(",", "")
        try:
            return Compared(cell, printed, self._figure(cell), why)
        except ItPerceptionError as error:
            return Compared(cell, printed, None, f"refused: {error}")

    def answer(self, item: str, label: str) -> tuple[str, str]:
        """Return the item and category that have a printed label, of an item or its options."""
        for asked in self.asked:
            if asked.id != item and not re.match(rf"{item}[_.]", asked.id):
                continue
            if "." in asked.id and _plain(say(asked.label)) == _plain(label):
                return asked.id, SELECTED.id
            if named := [
                c for c in asked.categories if _plain(say(c.label)) == _plain(label)
            ]:
                return asked.id, named[0].id
        return item, ""

    def _figure(self, cell: Cell) -> float:
        by, _, group = cell.group.partition("=")
        key = (cell.item, by, cell.weighted)
        if key not in self._made:
            made = self.wave.crosstab(cell.item, by or None, weighted=cell.weighted)
            self._made[key] = made.to_frame().set_index(["banner", "category"])
        of_group = self._made[key].loc[group or "total"]
        first = of_group.iloc[0]
        if cell.what in ("base", "blank"):
            return float(first["base"])
        if cell.what == "margin":
            return 100 * WIDTH * 0.5 / first["effective_base"] ** 0.5
        rows = of_group.loc[cell.answers.split("+")]
        count, share = rows["count"].sum(), rows["proportion"].sum()
        return float(count if cell.what == "count" else 100 * share)


def added(survey: Survey, place: Path, root: Path) -> tuple[NewWave, int]:
    """Return the wave of a survey, checked, and how many questions were answered."""
    made = itp.add_wave(place / survey.export, root, name=place.name)
    asked = len({question.question for question in made.questions})
    ask(made, lambda open_: next((told for end, told in survey.answers
                                  if open_.key.endswith(end)), ""))  # fmt: skip
    book = made.folder / "codebook.yaml"
    for was, now in survey.edits:
        text = book.read_text(encoding="utf-8")
        if text.count(was) != 1:
            sys.exit(f"{place.name}: found {text.count(was)} times, expected once: {was!r}")
        book.write_text(text.replace(was, now), encoding="utf-8")
    itp.check_wave(made.folder)
    return made, asked


def sentences(survey: Survey, place: Path) -> Iterator[tuple[Cell, str, str]]:
    """Yield each figure of the sentences: its cell, as printed, and why it may differ."""
    for said in survey.said:
        for cell, printed in zip(said.cells, _found(said.pattern, place), strict=True):
            yield cell, printed, said.why


def _found(pattern: str, place: Path) -> tuple[str, ...]:
    text = " ".join((place / name).read_text(encoding="utf-8") for name in SENTENCES)
    if not (found := re.search(pattern, text)):
        sys.exit(f"{place}: no sentence has {pattern!r}")
    return found.groups()


def table(printed: Printed, place: Path, tables: Tables) -> Iterator[tuple[Cell, str]]:
    """Yield each figure of a published table, and its cell."""
    (fewest,) = _found(printed.blank, place)
    with (place / printed.file).open(encoding="utf-8-sig", newline="") as file:
        _, heads, *rows = csv.reader(file)
    groups = [_group(tables, printed.by.split(), head) for head in heads[2:]]
    items, item = iter(printed.items.split()), ""
    for question, label, *figures in rows:
        if question:
            item = next(items, "")
        elif label:
            cell = tables.answer(item, label)
            if not cell[1]:
                sys.exit(f"{place / printed.file}: {item!r} has no answer {label!r}")
            for group, figure in zip(groups, figures, strict=True):
                what = "share" if figure else "blank"
                yield Cell(*cell, group, what), figure.removesuffix("%") or fewest
    if rest := [*items]:
        sys.exit(f"{place / printed.file}: no question is left for {', '.join(rest)}")


def _group(tables: Tables, by: list[str], head: str) -> str:
    found = [
        f"{item}={name}" for item, name in (tables.answer(i, head) for i in by) if name
    ]
    if head and len(found) != 1:
        sys.exit(f"{head!r} is an answer to {len(found)} of {', '.join(by)}, expected one")
    return found[0] if head else ""


def _plain(label: str) -> str:
    return re.sub(r"[\W_]+", "", label.casefold())


def line(survey: Survey, place: Path, root: Path, *, every: bool) -> tuple[str, bool]:
    """Return the line of a survey, and whether each figure matched or is known not to."""
    try:
        made, asked = added(survey, place, root)
    except ItPerceptionError as error:
        return f"| {place.name} | {_cell(error)} |", False
    tables = Tables(made.folder)
    figures = [*sentences(survey, place)]
    figures += table(survey.printed, place, tables) if survey.printed else []
    told = [tables.compare(*figure) for figure in figures]
    if every:
        print(*told, sep="\n")
    compared = [one for one in told if one.ours is not None]
    differ = [one for one in compared if not one.matches]
    blank = sum(one.cell.what == "blank" for one in compared)
    refused = _alike([one for one in told if one.ours is None])
    no = "; ".join(map(_cell, differ + refused)) or "none"
    cells = (place.name, asked, len(survey.edits), len(compared), blank,
             len(compared) - len(differ), no)  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |", all(one.why for one in differ)


def _alike(refused: list[Compared]) -> list[str]:
    """Return each reason of a refusal once, with how many figures it is the reason of."""
    reasons = [one.why for one in refused]
    return [f"{reasons.count(why)} {why}" for why in dict.fromkeys(reasons)]


def _cell(told: object) -> str:
    return " ".join(str(told).replace("|", "/").split())


def main() -> None:
    """Print the table of surveys."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", dest="every")
    told = parser.parse_args()
    print(f"{HEADING}\n{'|---' * 7}|", flush=True)
    right = True
    with tempfile.TemporaryDirectory() as root:
        for name, survey in SURVEYS.items():
            text, matched = line(survey, told.folder / name, Path(root), every=told.every)
            right &= matched
            print(text, flush=True)
    sys.exit(int(not right))


if __name__ == "__main__":
    main()
