"""A published table book recomputed from its respondents: percentages, then letters.

    python -m benchmarks.table_books FOLDER

FOLDER holds masculinity-survey.csv (printed percentages) and raw-responses.csv (answers
and weights), as FiveThirtyEight published them under CC BY 4.0. Prints how many
percentages agree, and how many letters of the `effective_z` profile change if all one has is
the book: whole percentages and bases, and why.
"""

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.counting.engine import count
from itperception.counting.given import TOTAL
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.profiles import PROFILES
from itperception.terms.category import NO_ANSWER, NOT_SELECTED, SELECTED, Category
from itperception.terms.dimension import Dimension

BANNERS = {"age3": 3, "race2": 2, "kids": 2, "orientation": 2}
HIDDEN_BELOW = 100  # respondents; such columns are blank in print
APOSTROPHE = re.compile(r"(?<=\w)\?(?=\w)")  # lost in both files, but not everywhere


@dataclass(frozen=True)
class Question:
    """One block of the book, and the columns of answers it was counted from."""

    wording: str
    printed: pd.DataFrame
    columns: tuple[str, ...]

    @property
    def is_multiple(self) -> bool:
        return len(self.columns) > 1


def read_book(path: Path) -> tuple[list[str], list[tuple[str, pd.DataFrame]]]:
    """Return the labels of the columns, and wording and proportions of each block."""
    lines = pd.read_csv(
        path, header=None, dtype=str, encoding="latin-1", skiprows=1
    ).fillna("")
    columns = ["total", *lines.iloc[0, 3:]]
    blocks: list[tuple[str, dict]] = []
    for line in lines.iloc[1:].itertuples(index=False):
        if line[0]:
            blocks.append((line[0], {}))
        elif line[1]:
            shares = [float(x.rstrip("%")) / 100 if x else np.nan for x in line[2:]]
            blocks[-1][1][APOSTROPHE.sub("'", line[1])] = shares
    return columns, [
        (wording, pd.DataFrame.from_dict(rows, orient="index", columns=columns))
        for wording, rows in blocks
    ]


def match(blocks, answers: pd.DataFrame) -> list[Question]:
    """Find for each block the columns that hold its answers, in the order of both."""
    values = {c: set(answers[c].dropna()) - {"Not selected"} for c in answers.columns}
    free, found = list(answers.columns), []
    for wording, printed in blocks:
        labels = set(printed.index) - {"No answer"}
        single = [
            c for c in free if len(values[c]) > 1 and values[c] - {"No answer"} <= labels
        ]
        boxes = [
            next((c for c in free if values[c] == {label}), None) for label in printed.index
        ]
        columns = tuple(boxes) if None not in boxes else tuple(single[:1])
        if columns:
            free = [c for c in free if c not in columns]
            found.append(Question(wording, printed, columns))
    return found


class Survey:
    """The respondents as codes in a Parquet file, and the tables that are counted of them."""

    def __init__(self, answers: pd.DataFrame, questions: list[Question], folder: Path):
        self.path, self.dimensions, codes = folder / "respondents.parquet", {}, {}
        self._counted: dict[str, list[Crosstab]] = {}
        header = list(questions[0].printed.columns[1:])
        for name, columns in BANNERS.items():
            labels, header = header[:columns], header[columns:]
            codes[name] = self._code(name, answers[name], labels, as_banner=True)
        for question in questions:
            for column in question.columns:
                if question.is_multiple:
                    codes[column] = self._box(column, answers[column])
                else:
                    labels = [x for x in question.printed.index if x != "No answer"]
                    codes[column] = self._code(column, answers[column], labels)
        codes["weight"] = answers["weight"]
        self._write(pd.DataFrame(codes))

    def tables(self, column: str) -> list[Crosstab]:
        """Return a column of answers by each banner."""
        if column not in self._counted:
            stub, banners = self.dimensions[column], [self.dimensions[b] for b in BANNERS]
            self._counted[column] = [
                Crosstab.from_cube(count(self.path, [stub], [by], weight="weight"))
                for by in banners
            ]
        return self._counted[column]

    def _code(self, name, cells, labels, *, as_banner=False) -> pd.Series:
        known = {label: k for k, label in enumerate(labels)}
        self._describe(name, [_category(x) for x in labels])
        codes = cells.map(known | {"No answer": len(labels)})
        return (codes.fillna(len(labels)) if as_banner else codes).astype("Int16")

    def _box(self, name, cells) -> pd.Series:
        self._describe(name, [SELECTED, NOT_SELECTED])
        return (
            cells.map(lambda x: 1 if x == "Not selected" else 0)
            .where(cells.notna())
            .astype("Int16")
        )

    def _describe(self, name: str, categories: list[Category]) -> None:
        self.dimensions[name] = Dimension(name, {"en": name}, {"en": name},
                                          (*categories, NO_ANSWER), False)  # fmt: skip

    def _write(self, codes: pd.DataFrame) -> None:
        import duckdb

        with duckdb.connect() as connection:
            connection.register("codes", codes)
            connection.execute(f"COPY codes TO '{self.path}' (FORMAT parquet)")


def rows_of(survey: Survey, question: Question) -> list[tuple[str, list[Crosstab]]]:
    """Return label and tables by banner of every printed row, with its row in the table."""
    if question.is_multiple:
        return [(label, "selected", survey.tables(column))
                for label, column in zip(question.printed.index, question.columns,
                                         strict=True)]  # fmt: skip
    tables = survey.tables(question.columns[0])
    ids = {row.label["en"]: row.id for row in tables[0].rows}
    return [(label, ids.get(label), tables) for label in question.printed.index]


def percentages(survey: Survey, questions: list[Question]) -> pd.DataFrame:
    """Return one line per printed cell: printed and computed proportion, and base."""
    cells = []
    for question in questions:
        for label, row, tables in rows_of(survey, question):
            shown = [t.proportions().loc[row] if row in t.proportions().index
                     else t.proportions().iloc[0] * 0 for t in tables]  # fmt: skip
            computed = [shown[0][TOTAL], *(x for s in shown for x in s.drop(TOTAL))]
            bases = [
                tables[0].bases[TOTAL],
                *(x for t in tables for x in t.bases.drop(TOTAL)),
            ]
            for column, printed, ours, base in zip(
                question.printed.columns, question.printed.loc[label], computed, bases,
                strict=True,
            ):  # fmt: skip
                cells.append((question.wording, label, column, printed, ours, base))
    names = ["question", "answer", "column", "printed", "computed", "base"]
    return pd.DataFrame(cells, columns=names)


def from_print(table: Crosstab, digits: int | None) -> Crosstab:
    """Return a table as a book prints it: rounded percentages, whole effective bases."""
    shown = table.proportions()
    shown = shown if digits is None else shown.round(digits)
    effective = table.effective_bases if digits is None else table.effective_bases.round()
    return Crosstab.from_proportions(shown, table.bases, effective,
                                     weighted_bases=table.weighted_bases)  # fmt: skip


def letters(tables: list[Crosstab], profile: str) -> pd.DataFrame:
    """Return one line per row and pair: letter or none, and p."""
    pairs = pd.concat([compare(table, profile).pairs for table in tables])
    return pairs.assign(letter=(pairs["p_adjusted"] <= 0.05) * np.sign(pairs["difference"]))


def every_letter(
    survey: Survey, questions: list[Question], profile: str, digits=()
) -> pd.DataFrame:
    """Return the pairs of the whole book, from respondents or, with digits, from print."""
    found = []
    for question in questions:
        for column in question.columns:
            tables = survey.tables(column)
            shown = [from_print(t, digits[0]) for t in tables] if digits else tables
            pairs = letters(shown, profile)
            if question.is_multiple:
                pairs = pairs[pairs["category"] == "selected"]
            found.append(pairs.assign(question=column))
    return pd.concat(found, ignore_index=True)


def main(folder: Path) -> None:
    answers = pd.read_csv(
        folder / "raw-responses.csv", dtype=str, encoding="latin-1", keep_default_na=False
    )
    answers = answers.replace({"NA": None, "": None}).replace(APOSTROPHE, "'", regex=True)
    answers["weight"] = answers["weight"].astype(float)
    _, blocks = read_book(folder / "masculinity-survey.csv")
    questions = match(
        blocks, answers.drop(columns=["weight", "StartDate", "EndDate"]).iloc[:, 1:]
    )
    with tempfile.TemporaryDirectory() as place:
        survey = Survey(answers, questions, Path(place))
        _print_percentages(percentages(survey, questions), blocks, questions)
        _print_letters(survey, questions)


def _print_percentages(cells: pd.DataFrame, blocks, questions) -> None:
    known = cells[cells["printed"].notna()]
    off = (known["printed"] - known["computed"]).abs()
    agree = off < 0.005 + 1e-9
    blank = cells[cells["printed"].isna()]
    print(f"{len(questions)} of {len(blocks)} questions, {len(known)} printed percentages")
    print(
        f"  {agree.sum()} are the computed ones rounded, {(off < 0.015).sum()} within a point"
    )
    print(
        f"  {len(blank)} blank; {(blank['base'] < HIDDEN_BELOW).sum()} of them below {HIDDEN_BELOW}"
    )
    missing = {wording for wording, _ in blocks} - {q.wording for q in questions}
    for wording in sorted(missing):
        print(f"  not matched: {wording[:70]}")
    for line in known[~agree].head(20).itertuples():
        print(f"  {line.question[:40]} | {line.answer[:24]} | {line.column}: "
              f"{line.printed:.2f} printed, {line.computed:.4f} computed")  # fmt: skip


def _print_letters(survey: Survey, questions: list[Question]) -> None:
    raw = every_letter(survey, questions, "effective_z")
    tested = raw["p_value"].notna()
    print(f"\neffective_z from respondents: {len(raw)} pairs, {tested.sum()} tested, "
          f"{(raw['letter'] != 0).sum()} letters")  # fmt: skip
    for digits, name in (
        (None, "not rounded"),
        (3, "a tenth of a percent"),
        (2, "whole percent"),
    ):
        book = every_letter(survey, questions, "effective_z", (digits,))
        differ = raw["letter"] != book["letter"]
        off = (raw["p_value"] - book["p_value"]).abs()
        near = raw.loc[differ, "p_value"]
        told = (
            f", their p from respondents {near.min():.3f} to {near.max():.3f}"
            if len(near)
            else ""
        )
        print(f"  from the book, {name}: {differ.sum()} letters differ{told}; "
              f"largest change of p {off.max():.2g}")  # fmt: skip
    for other in PROFILES:
        differ = raw["letter"] != every_letter(survey, questions, other)["letter"]
        print(f"  {other}: {differ.sum()} letters differ from effective_z")


def _category(label: str) -> Category:
    name = "".join(c if c.isalnum() else "_" for c in label.lower())
    return Category.model_construct(id=f"c_{name}", label={"en": label})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
