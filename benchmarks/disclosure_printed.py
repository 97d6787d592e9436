"""What is printed of a wave, read back from its files: CSV, JSON, workbook and page.

Each is read by itself, without the project's code, to cells named by their labels. Who is
meant by a label, and so which people a printed number is of, only the reader knows.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.disclosure_files import NAME, members
from tests.reporting.spreadsheets import Sheet, read_workbook

GAP, NOBODY, TOTAL, NO_ANSWER, FIRST = "gap", "nobody", "Total", "No answer", "b0"
SHARES = "Percent of the base"
BELOW = ("Base", "Effective", "Mean")  # lines of a table that are no answer


class Cell(NamedTuple):
    """A printed share: question, banner, answer and column as they are labelled."""

    item: str
    banner: str
    row: str
    column: str


def cell(item: str, banner: str, row: str, column: str) -> Cell:
    """Return a cell; the total is of no banner."""
    return Cell(item, "" if column == TOTAL else banner, row.removeprefix("Net: "), column)


Printed = dict[Cell, float | str]


def of_csv(folder: Path) -> Printed:
    """Return the shares in the CSV files."""
    tables = map(pd.read_csv, sorted((folder / NAME).glob("*.csv")))
    return {cell(one.question, one.banner[3:], one.row_label, one.column_label):
            one.proportion for table in tables for one in table.itertuples()}  # fmt: skip


def of_json(folder: Path) -> Printed:
    """Return the shares in the JSON, those of whom a gap is told, and columns of nobody."""
    told = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    found = {cell(_label(table), _label(table["banner"]), _label(row), _label(column)): share
             for table in told["tables"]
             for row, line in zip(table["rows"], table["proportion"], strict=True)
             for column, share in zip(table["columns"], line, strict=True)}  # fmt: skip
    found |= {cell(_label(table), _label(table["banner"]), NOBODY, _label(column)): 0.0
              for table in told["tables"] for column in table["withheld"]
              if column["reason"] == NOBODY}  # fmt: skip
    for gap in told["gaps"]:
        for one in gap["groups"]:
            named = one["group"].replace("total", TOTAL).replace("no_answer", "not stated")
            place = cell("self", gap["banner"], GAP, named.replace("+", " / "))
            found[place] = one["self_proportion"]
    return found


def _label(heading: Mapping) -> str:
    return heading["label"]["en"]


def of_workbook(folder: Path) -> Printed:
    """Return the shares in the sheets of questions, and in that of the gap."""
    found: Printed = {}
    for sheet in read_workbook(folder / f"{NAME}.xlsx"):
        lines = _lines(sheet)
        if re.match("[0-9]+ ", sheet.name):
            found |= dict(_of_question(sheet.name.split(" ", 1)[1], lines))
        elif sheet.name == "Gap":
            start = next(k for k, line in enumerate(lines) if line.get("A") == "Group")
            for line in lines[start + 1 :]:
                if "C" not in line:
                    break
                found[cell("self", FIRST, GAP, line["A"].rstrip("*"))] = line["C"]
    return found


def _lines(sheet: Sheet) -> list[dict[str, str | float]]:
    lines: dict[int, dict[str, str | float]] = {}
    for place, value in sheet.cells.items():
        column, number = re.fullmatch("([A-Z]+)([0-9]+)", place).groups()
        lines.setdefault(int(number), {})[column] = value
    return [lines[number] for number in sorted(lines)]


def _of_question(item: str, lines: list[dict]) -> Iterator[tuple[Cell, float]]:
    at = next(k for k, line in enumerate(lines) if line.get("A") == item)
    heads, banner, banners = lines[at], "", {}
    for column in heads:
        banners[column] = banner = lines[at - 1].get(column, banner)
    start = next(k for k, line in enumerate(lines) if line.get("A") == SHARES)
    for line in takewhile(lambda line: "B" in line, lines[start + 1 :]):
        for column, share in line.items():
            if isinstance(share, float) and not line["A"].startswith(BELOW):
                yield cell(item, banners[column], line["A"], heads[column]), share


def of_page(folder: Path) -> Printed:
    """Return the shares in the tables of the page, and those of whom a gap is told."""
    page = (folder / f"{NAME}.html").read_text(encoding="utf-8")
    found: Printed = {}
    for name, table in _tables(page):
        heads, *rows = _texts(table)
        if name == "gap":
            found |= {cell("self", FIRST, GAP, row[0].rstrip("*")): row[2] for row in rows}
        elif "-by_" in name:
            item, banner = name.split("-by_")
            found |= {cell(item, banner, row[0], re.sub(r" \(\w+\)$", "", column)): share
                      for row in rows if not row[0].startswith(BELOW)
                      for column, share in zip(heads[1:], row[1:], strict=True)
                      if share}  # fmt: skip
    return found


def _tables(page: str) -> Iterator[tuple[str, str]]:
    for figure in re.findall(r'<figure class="table".*?</figure>', page, re.S):
        yield re.search(r'download="([^"]+)\.csv"', figure)[1], figure.split("</table>")[0]


def _texts(table: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", re.sub("<sup>.*?</sup>", "", table), re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows)
    return [[unescape(re.sub("<[^>]+>", "", one)).strip() for one in row] for row in cells]


KINDS_OF_FILE: dict[str, Callable[[Path], Printed]] = {
    "CSV": of_csv, "JSON": of_json, "xlsx": of_workbook, "HTML": of_page,
}  # fmt: skip


def vectors(
    item: str, cells: set[Cell], banners: Mapping[str, np.ndarray],
    asked: Mapping[str, np.ndarray],
) -> np.ndarray:  # fmt: skip
    """Return of whom numbers are printed that hang on the answers to an item.

    Besides the columns of its own tables: if it is a banner, the rows of tables by it; the
    groups of whom a gap is told; if it decides who is asked another, the bases of that.

    Parameters
    ----------
    item : str
        The question.
    cells : set of Cell
        Everything that is printed.
    banners : mapping of str to array_like of int
        Everybody's groups.
    asked : mapping of str to array_like of bool
        Who was asked an item; all but "other" are asked of everybody.

    Returns
    -------
    numpy.ndarray of bool, shape (groups, respondents)
    """
    everybody = np.ones(len(next(iter(banners.values()))), bool)
    rows = [everybody]
    for one in cells:
        column = everybody if one.column == TOTAL else members(
            banners, one.banner, one.column)  # fmt: skip
        if one.row == GAP:
            rows += [column] if item == "q" else []
            rows += [column & asked["other"]] if item in ("self", "other") else []
        elif one.item == item or (one.item == "other" and item == "q"):
            rows.append(column)
        elif one.banner == item and one.item in banners:
            answer = "no_answer" if one.row == NO_ANSWER else one.row
            rows.append(members(banners, one.item, answer))
    return np.unique(np.array(rows) & asked.get(item, everybody), axis=0)
