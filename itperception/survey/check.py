"""An export held against its codebook: codes come out, or every problem at once.

Nothing is repaired, guessed or dropped. A cell that is no answer the codebook knows
is a problem with its row, column and value; so are missing and unknown columns,
respondents who are there twice, and answers from people who were not asked. Who is left out
is declared, and counted. All is done once for each distinct text of a column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from itperception.errors import Problem, grouped, listed
from itperception.survey.cells import NOT_ASKED, UNKNOWN, Cells
from itperception.survey.codebook import Codebook
from itperception.survey.derived import derive
from itperception.survey.drawn import design, durations
from itperception.survey.export import Export, each_text
from itperception.survey.layout import Layout, LeaveOut
from itperception.survey.quality import look, personal_columns
from itperception.survey.questions import MultipleResponse
from itperception.survey.sets import (
    NO_ANSWER,
    NOT_CHOSEN,
    chosen_options,
    read_numbers,
)
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension, positions
from itperception.terms.text import say


@dataclass(frozen=True, slots=True)
class Checked:
    """An export that was held against its codebook.

    Attributes
    ----------
    codes : pandas.DataFrame
        A line per respondent who is not left out; see :func:`encode`.
    problems : tuple of Problem
        What must be mended; empty if the export agrees with its codebook.
    remarks : tuple of Problem
        What is worth a look: how people answered, and columns that look like personal data.
    left_out : tuple of Problem
        Who is left out, an entry of wave.yaml each.
    counts : dict
        The same in numbers, as ``provenance.json`` has it: records ``in_file``, ``left_out``
        with the reasons, and of how many each rule holds (``None`` where it cannot be said).
    """

    codes: pd.DataFrame
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    left_out: tuple[Problem, ...]
    counts: dict[str, object]


def encode(
    export: Export, codebook: Codebook, layout: Layout, *, expected_rows: int | None = None
) -> Checked:
    """Turn an export into codes.

    `expected_rows` is how many respondents there should be when all are left out who are to be.

    Returns
    -------
    Checked
        The codes have a column of nullable integers per dimension of the codebook: the
        position of the category, missing where the respondent was not asked; an empty cell
        of somebody who was asked is the last category, "no answer". Of a numeric item the
        numbers, missing where there is none, beside the codes of its bins. Before them, as
        far as the layout has them, ``_respondent``, ``_weight``, ``_stratum``,
        ``_cluster``, ``_fpc``. Meaningless if there are problems.
    """
    named = [out for out in layout.leave_out if out.column in export.cells]
    masks = [export.cells[out.column].isin(out.values).to_numpy() for out in named]
    stay, left = _leave_out(Cells(export, layout), named, masks)
    cells = Cells(
        export if stay.all() else replace(export, cells=export.cells[stay]), layout
    )
    checker = _Checker(cells, codebook)
    cells.problems += [*export.problems, *checker.columns_agree()]
    codes = dict(design(cells)) | dict(checker.items()) | dict(checker.numbers())
    codes |= dict(checker.sets())
    ignored = checker.filters(codes)
    given = {name: own for name, own in codes.items() if name in checker.columns}
    who = look(cells, given, codebook, durations(cells))
    cells.remarks += personal_columns(cells, checker.columns.values())
    rules = [out for out in layout.leave_out if out.rule]
    stay, more = _leave_out(cells, rules, [who[out.rule] for out in rules])
    if not (cells.problems and rules):  # else who is left out may change yet
        cells.problems += _number(export.name, np.count_nonzero(stay), expected_rows)
    return Checked(
        pd.DataFrame({name: _nullable(codes.pop(name)[stay]) for name in [*codes]}, copy=False),
        grouped(cells.problems), tuple(cells.remarks), left + more,
        {"in_file": len(export.cells), "left_out": _counted([*named, *rules], left + more),
         **{rule: None if of is None else int(np.count_nonzero(of)) for rule, of in who.items()},
         "filtered_answers": ignored},
    )  # fmt: skip


def _leave_out(
    cells: Cells, declared: Sequence[LeaveOut], masks: Sequence[np.ndarray | None]
) -> tuple[np.ndarray, tuple[Problem, ...]]:
    """Return who stays, and for each entry whom it leaves out and none before it does.

    A mask is ``None`` if it cannot be said of whom an entry holds, so of nobody.
    """
    stay, told = np.ones(len(cells.rows), dtype=bool), []
    for entry, mask in zip(declared, masks, strict=True):
        out = stay & (False if mask is None else mask)
        said = "left out" if out.any() else "nobody is left out"
        told.append(cells.problem(out, f"{said}: {say(entry.because)}", entry.column))
        stay &= ~out
    return stay, tuple(told)


def _counted(declared: Sequence[LeaveOut], left: Sequence[Problem]) -> list[Mapping]:
    return [{"because": out.because, "people": told.count}
            for out, told in zip(declared, left, strict=True)]  # fmt: skip


def _number(name: str, found: int, expected: int | None) -> Iterator[Problem]:
    if expected not in (None, found):
        wanted = f"{expected} (n in wave.yaml, without those left out)"
        yield Problem(name, "number of respondents", None, None, str(found), wanted)
    elif not found:
        yield Problem(name, "everybody is left out", expected="somebody who stays")


class _Checker:
    """One pass over the answers in one export."""

    def __init__(self, cells: Cells, codebook: Codebook):
        self.cells, self.codebook, self.layout = cells, codebook, cells.layout
        self.columns = codebook.columns(self.layout.columns)
        self._leaves_out = self.layout.empty_cells == "left_out"

    def columns_agree(self) -> Iterator[Problem]:
        """Yield columns that are missing and columns nobody knows."""
        wanted = dict(self._wanted())
        missing = [column for column in wanted if column not in self.cells.frame]
        if missing:
            yield self._columns("the column is missing", missing,
                                listed(wanted[column] for column in missing))  # fmt: skip
        yield from self._contradictions()
        known = [*wanted, *self.layout.ignore]
        if gone := [c for c in self.layout.ignore if c not in self.cells.frame]:
            self.cells.remarks.append(
                self._columns(
                    "under 'ignore' in wave.yaml, and not in the file", gone, None
                )
            )
        unknown = [*self.cells.frame.columns.difference(known, sort=False)]
        if unknown:
            own = {self.columns[name]: name for name in self.columns}
            asked = {own[c]: c for c in unknown if own.get(c) in self.layout.not_asked}
            if asked:
                yield self._columns(
                    f"not_asked of wave.yaml has {listed(asked)}, and the file has answers",
                    [*asked.values()], "no such column, it under 'ignore', or it asked",
                )  # fmt: skip
            unknown = [column for column in unknown if column not in asked.values()]
        if unknown:
            yield self._columns("the codebook does not know this column", unknown, "an item of "
                                "the codebook, or it under 'ignore' in wave.yaml")  # fmt: skip

    def _contradictions(self) -> Iterator[Problem]:
        """Yield columns that are read and ignored, or read as two options of one set."""
        read = dict(self._read())
        if ignored := [column for column in read if column in self.layout.ignore]:
            of = listed(read[column] for column in ignored)
            yield self._columns("under 'ignore' in wave.yaml, and the codebook reads it", ignored,
                                f"it not ignored, or {of} under 'not_asked'")  # fmt: skip
        for chosen in self.codebook.multiple_responses:
            if chosen.separator or chosen.coded_columns:
                continue
            options: dict[str, list[str]] = {}
            for name in (f"{chosen.id}.{option.id}" for option in chosen.options):
                options.setdefault(self.columns[name], []).append(name)
            for column, names in options.items():
                if len(names) > 1:
                    yield Problem(
                        self.cells.name, f"{listed(map(repr, names))} are read from this column",
                        (), column, (), "a column of its own for each option", chosen.id,
                    )  # fmt: skip

    def _columns(self, cause: str, names: list[str], expected: str | None) -> Problem:
        column = names[0] if len(names) == 1 else None
        values = () if column else tuple((name, 1) for name in names)
        return Problem(
            self.cells.name, cause, (), column, values, expected, count=len(names)
        )

    def items(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield the codes of each item."""
        for asked in self.codebook.dimensions()[: len(self.codebook.items)]:
            if asked.id not in self.columns or not self._is_asked(asked.id):
                continue
            column = self.columns[asked.id]
            if column in self.cells.frame and not self.codebook.number(asked.id):
                self._labels_agree(asked, column)
                yield asked.id, self._codes(asked, column)

    def numbers(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield the numbers of each numeric item, and the codes of its bins."""
        for number in self.codebook.numbers:
            column = self.columns[number.id]
            if column in self.cells.frame and self._is_asked(number.id):
                report = partial(self.cells.report, item=number.id)
                cells = self.cells.frame[column]
                values, codes = read_numbers(number, cells, self.layout.decimal, report)
                empty = codes == len(number.scale().categories)
                yield number.id, values
                yield number.bins_id, np.where(empty & self._leaves_out, NOT_ASKED, codes)

    def sets(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield the codes of each option of each multiple response."""
        for chosen in self.codebook.multiple_responses:
            columns = self._option_cells(chosen)
            if columns and self._is_asked(chosen.id):
                report = partial(self.cells.report, item=chosen.id)
                for option, values in chosen_options(chosen, columns, report).items():
                    values[(values == NO_ANSWER) & self._leaves_out] = NOT_ASKED
                    yield f"{chosen.id}.{option}", values

    def filters(self, codes: dict[str, np.ndarray]) -> int | None:
        """Set to NOT_ASKED who was not asked; report those who answered all the same.

        What is derived is made as soon as its parts are known. Returns how many such answers
        are not counted; ``None`` if there is no filter, or they are a problem.
        """
        ignores = self.layout.filtered_answers == "ignore"
        told, ignored = self.cells.remarks if ignores else self.cells.problems, None
        dimensions = self.codebook.by_id()
        for dimension in (dimensions[name] for name in self.codebook.in_order()):
            condition = dimension.asked_if
            if dimension.id not in self.columns:
                made = derive(self.codebook, dimension.id, codes)
                codes |= {} if made is None else {dimension.id: made}
            if condition is None or dimension.id not in codes:
                continue
            ignored = ignored or 0
            if condition.item not in codes or dimension.id not in self.columns:
                continue
            inside = positions(dimensions[condition.item], condition.any_of)
            asked = np.isin(codes[condition.item], inside)
            answered = ~asked & self._has_answered(dimension, codes[dimension.id])
            ignored += np.count_nonzero(answered)
            self.cells.report(
                self.columns[dimension.id], answered,
                f"answered, though asked only of {condition.item} in {list(condition.any_of)}"
                + ("; not counted" if ignores else ""),
                None if ignores else "an empty cell, or filtered_answers: ignore in wave.yaml",
                item=dimension.id, told=told,
            )  # fmt: skip
            codes[dimension.id][~asked] = NOT_ASKED
        for number in self.codebook.numbers:
            if number.id in codes:
                told = answer_positions(number.scale().categories)
                answered = np.isin(codes[number.bins_id], told)
                codes[number.id] = np.where(answered, codes[number.id], np.nan)
        return int(ignored) if ignores and ignored is not None else None

    def _has_answered(self, dimension: Dimension, codes: np.ndarray) -> np.ndarray:
        """Return who gave an answer; that an option was not ticked may be none."""
        answered = (codes >= 0) & (codes != len(dimension.categories) - 1)
        chosen, _, option = dimension.id.partition(".")
        if option and self.codebook.multiple_response(chosen).empty_is == "not_selected":
            answered &= codes != NOT_CHOSEN
        return answered

    def _wanted(self) -> Iterator[tuple[str, str]]:
        told = self.layout
        for key in ("respondent_id", "weight", "stratum", "cluster", "fpc", "duration"):
            if getattr(told, key) is not None:
                yield getattr(told, key), f"{key} of wave.yaml"
        yield from ((out.column, "leave_out of wave.yaml") for out in told.leave_out
                    if out.column)  # fmt: skip
        yield from self._read()

    def _read(self) -> Iterator[tuple[str, str]]:
        """Yield the columns of answers, and what each is an answer to."""
        for chosen in self.codebook.multiple_responses:
            if self._is_asked(chosen.id):
                yield from ((c, f"set {chosen.id!r}") for c in chosen.coded_columns)
        for dimension in self.codebook.dimensions():
            if self._is_asked(dimension.id) and dimension.id in self.columns:
                yield self.columns[dimension.id], f"item {dimension.id!r}"

    def _is_asked(self, name: str) -> bool:
        """Whether the wave asked an item, or the set or number that it belongs to."""
        number = self.codebook.number(name)
        names = {name, name.split(".")[0], *([number.id] if number else [])}
        return names.isdisjoint(self.layout.not_asked)

    def _labels_agree(self, asked: Dimension, column: str) -> None:
        """Report codes that the file itself says stand for another answer."""
        scale = (*asked.categories[:-1], *asked.missing)
        meant = {code: k for k, c in enumerate(scale) for code in c.codes}
        named = {x.casefold(): k for k, c in enumerate(scale) for x in c.label.values()}
        wrong = {}
        for code, label in self.cells.export.value_labels.get(column, {}).items():
            own, said = meant.get(code), named.get(label.strip().casefold())
            if own is not None and said is not None and own != said:
                wrong[f"{code} = {label}"] = f"{code} = {say(scale[own].label)}"
        if wrong:
            self.cells.problems.append(Problem(
                self.cells.name, f"item {asked.id!r}: the file says that a code means another "
                "answer than the codebook", (), column, tuple((told, 1) for told in wrong),
                listed(wrong.values()), asked.id,
            ))  # fmt: skip

    def _codes(self, asked: Dimension, column: str) -> np.ndarray:
        """Return the positions of the answers; who is missing was as good as not asked."""
        export, empty = self.cells.export, len(asked.categories) - 1
        coded = export.coded and column in export.value_labels
        spellings, doubtful = _spellings(asked, coded)
        known = spellings | {"": NOT_ASKED if self._leaves_out else empty}
        cells = self.cells.frame[column]
        codes = each_text(cells, lambda text: known.get(text, UNKNOWN), np.int16)
        expected = listed(spellings) or "no answer at all"
        self.cells.report(column, codes == UNKNOWN, "not an answer the codebook knows",
                          f"one of {expected}", item=asked.id)  # fmt: skip
        self.cells.report(column, cells.isin(doubtful), "the code of one answer and the label "
                          "of another", "what the file cannot mean both ways: give the answer "
                          "that is not meant another code or label", item=asked.id)  # fmt: skip
        return codes

    def _option_cells(self, chosen: MultipleResponse) -> dict[str, pd.Series]:
        names = {name: name for name in chosen.coded_columns} or {
            option.id: self.columns[name] for option in chosen.options
            if (name := f"{chosen.id}.{option.id}") not in self.layout.not_asked
        }  # fmt: skip
        cells = self.cells.frame
        return {option: cells[c] for option, c in names.items() if c in cells}


def _nullable(values: np.ndarray):
    """Turn codes below zero into missing values; leave texts and weights alone."""
    if values.dtype.kind != "i":
        return values
    return pd.arrays.IntegerArray(np.maximum(values, 0).astype(np.int16), values < 0)


def _spellings(asked: Dimension, coded: bool) -> tuple[dict[str, int], set[str]]:
    """Return the position of every way to write an answer, and what can be read two ways."""
    places = [*enumerate(asked.categories[:-1]), *((NOT_ASKED, c) for c in asked.missing)]
    known, doubtful = {}, set()
    for place, category in places:
        for text in category.codes if coded else category.spellings:
            if known.setdefault(text, (place, category.id)) != (place, category.id):
                doubtful.add(text)
    return {text: place for text, (place, _) in known.items()}, doubtful
