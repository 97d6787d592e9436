"""Whether published figures come out of an export that went through the front door.

    python -m benchmarks.front_door_figures FOLDER [--all]

FOLDER has a folder for each survey of ``SURVEYS``, with its export and what was published
of it: a table, or sentences in its ``README.md`` or ``SOURCE.md``. No figure stands here:
a ``Said`` is a pattern whose groups are the figures, and the cell that each has to be. The
export goes through ``add_wave``, the answers to its open questions, the check and the
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
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import itperception as itp
from itperception.errors import ItPerceptionError
from itperception.survey.codebook import SELECTED, say
from itperception.survey.intake.adding import NewWave, ask

SENTENCES = ("README.md", "SOURCE.md")
HEADING = (
    "| survey | questions answered | edits | figures compared | of them blank | matched "
    "| not matched, refused |"
)
WIDTH = NormalDist().inv_cdf(0.975)


class Cell(NamedTuple):
    """A cell of the package's tables, of a group ``item=answer`` or of all.

    ``what`` is a ``share`` in %, how many people in it (``count``), of how many (``base``),
    that these are fewer than printed (``blank``), or the half-width in % of the 95 %
    interval of a share of 50 % of them (``margin``).
    """

    item: str
    answers: str = ""
    group: str = ""
    what: str = "share"
    weighted: bool = True

    def __str__(self) -> str:
        return " ".join(part for part in (self.item, self.answers, self.group) if part)


class Said(NamedTuple):
    """A sentence with figures, as a pattern; the cell that each is, and why if it is not."""

    pattern: str
    cells: tuple[Cell, ...]
    why: str = ""


class Printed(NamedTuple):
    """A published table: its file, and the items of its questions in their order.

    A first row has the groups, which are answers to the items ``by``. A question is the
    first cell of a row, its answers follow in the second; an item also stands for the
    columns ``item_1``, … of its options. ``blank`` is the pattern of the sentence that says
    of fewer than how many people a figure is left out.
    """

    file: str
    items: str
    by: str
    blank: str


@dataclass(frozen=True)
class Survey:
    """An export, the answers to what is asked of it, and what was published of it.

    ``answers`` are by the end of a question's key. ``edits`` are texts of the codebook, and
    those that take their place.
    """

    export: str
    said: tuple[Said, ...]
    answers: tuple[tuple[str, str], ...] = ()
    edits: tuple[tuple[str, str], ...] = ()
    printed: Printed | None = None


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


def _each(item: str, *answers: str, **told) -> tuple[Cell, ...]:
    return tuple(Cell(item, answer, **told) for answer in answers)


COMMA, DATA = "in_your_opinion_which_sentence_i", "how_would_you_write_the_followin"
RECLINES, RUDE = "do_you_ever_recline_your_seat_wh", "is_itrude_to_recline_your_seat_o"
FLOWN = "every_day+a_few_times_per_week+a_few_times_per_month+once_a_month_or_less+" \
        "once_a_year_or_less"  # fmt: skip
VOTERS = ("always", "sporadic", "rarely_never")
SURVEYS = {
    "comma-survey": Survey(
        "comma-survey.csv",
        (
            Said(r"Published: (\d+) % pro, (\d+) % contra",
                 _each(COMMA, "it_s_important_for_a_person_to_b_2",
                       "it_s_important_for_a_person_to_b")),
            Said(r'"data is" (\d+) % vs (\d+) %',
                 _each(DATA, "some_experts_say_it_s_important_2",
                       "some_experts_say_it_s_important")),
            Said(r"respondents ([\d,]+)", (Cell(COMMA, what="base"),)),
        ),
    ),
    "flying-etiquette": Survey(
        "flying-etiquette.csv",
        (
            Said(r'(\d+) answered "recline"', (Cell(RECLINES, what="base"),)),
            Said(r"always (\d+), usually (\d+), half the time (\d+), once in a while (\d+), "
                 r"never (\d+)",
                 _each(RECLINES, "always", "usually", "about_half_the_time",
                       "once_in_a_while", "never")),
            Said(r"(\d+) % very or somewhat rude to recline \((\d+) answers",
                 (Cell(RUDE, "yes_very_rude+yes_somewhat_rude"), Cell(RUDE, what="base"))),
            Said(r"(\d+) % would not eliminate",
                 (Cell("given_the_opportunity_would_you", "no"),)),
            Said(r"(\d+) % should not recline",
                 (Cell("under_normal_circumstances_does",
                       "yes_they_should_not_recline_thei"),)),
            Said(r"(\d+) had flown",
                 (Cell("how_often_do_you_travel_by_plane", FLOWN, what="count"),)),
        ),
    ),
    "masculinity-survey": Survey(
        "raw-responses.csv",
        (
            Said(r"a survey of ([\d,]+) adult men", (Cell("q0001", what="base"),)),
            Said(r"plus or minus ([\d.]+) percentage", (Cell("q0001", what="margin"),),
                 "printed as of so many equal weights; ours has the effective base"),
        ),
        printed=Printed(
            "masculinity-survey.csv",
            "q0001 q0002 q0004 q0005 q0007_0001 q0007_0002 q0007_0003 q0007_0004 q0007_0005 "
            "q0007_0006 q0007_0007 q0007_0008 q0007_0009 q0007_0010 q0007_0011 q0008 q0009 "
            "q0010 q0011 q0012 q0013 q0014 q0015 q0017 q0018 q0019 q0020 q0021 q0022 q0024 "
            "q0025 q0026 q0028 q0029 age3",
            "age3 race2 kids orientation",
            r"less than ([\d,]+) respondents have been left blank",
        ),
    ),
    "nonvoters-2020": Survey(
        "nonvoters_data.csv",
        (
            Said(r"groups (\d+) % / (\d+) % / (\d+) % \(UNWEIGHTED",
                 _each("voter_category", *VOTERS, weighted=False)),
            Said(r"WEIGHTED\): (\d+) % always / (\d+) % sporadic / (\d+) % rarely-never",
                 tuple(Cell("q4_1", "v_1+v_2", f"voter_category={who}") for who in VOTERS)),
            Said(r"Q29, asked of ([\d,]+)", (Cell("q29_1", what="base"),)),
            Said(r"\(Q29_3\) (\d+) %", (Cell("q29_3", "v_1"),)),
            Said(r"\(Q29_1\) (\d+) %", (Cell("q29_1", "v_1"),)),
        ),
        # Whether Q14 and Q22 are ranked decides no figure here.
        answers=(("[minus_1].kind", "refused"), ("[q14_scale].ordered", "true"),
                 ("[q22_scale].ordered", "false")),
    ),
}  # fmt: skip


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
            item = next(items)
        elif label:
            cell = tables.answer(item, label)
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
