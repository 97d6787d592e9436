"""An export held against its codebook: codes come out, or every problem at once.

Nothing is repaired, guessed or dropped. A cell that is no answer the codebook knows
is a problem with its row, column and value; so are missing and unknown columns,
respondents who are there twice, and answers from people who were not asked.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from itperception.errors import Problem, listed
from itperception.survey.codebook import (
    Codebook,
    Condition,
    Dimension,
    MultipleResponse,
    say,
)
from itperception.survey.derived import derive
from itperception.survey.documents import Document
from itperception.survey.export import Export, each_text
from itperception.survey.numbers import only_of_who_answered, read_numbers
from itperception.survey.reading.numbers import number as number_of
from itperception.survey.sets import chosen_options

RESPONDENT, WEIGHT, STRATUM, CLUSTER = "_respondent", "_weight", "_stratum", "_cluster"
FPC = "_fpc"
LARGEST = 1e12
NUMBER = f"0 or a number from {1 / LARGEST:g} to {LARGEST:g}"
NOT_ASKED = -1
_UNKNOWN = -2


class Layout(Document):
    """Which column of the export holds what.

    ``columns`` maps an item, or ``set.option``, to a column of another name;
    ``ignore`` lists columns that are no part of the survey, ``not_asked`` items and sets
    of the codebook that this wave left out. An empty cell of an item
    is the answer "no answer", in the base, unless ``empty_cells`` leaves it out: for
    files that do not say who was asked what. ``fpc`` holds the finite population of the
    stratum: its units (clusters, or respondents where there are none), or, if at most 1,
    the share of them that was drawn.
    """

    respondent_id: str | None = None
    weight: str | None = None
    stratum: str | None = None
    cluster: str | None = None
    fpc: str | None = None
    decimal: Literal[".", ","] = "."
    empty_cells: Literal["no_answer", "left_out"] = "no_answer"
    columns: dict[str, str] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()


def encode(
    export: Export, codebook: Codebook, layout: Layout, *, expected_rows: int | None = None
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Turn an export into codes.

    Parameters
    ----------
    export : Export
        Cells as text.
    codebook : Codebook
        What was asked.
    layout : Layout
        Which column holds what.
    expected_rows : int, optional
        How many respondents there should be.

    Returns
    -------
    codes : pandas.DataFrame
        A column of nullable integers per dimension of the codebook: the position of
        the category, missing where the respondent was not asked; an empty cell of
        somebody who was asked is the last category, "no answer". Of a numeric item the
        numbers, missing where there is none, beside the codes of its bins. Before them, as
        far as the layout has them, ``_respondent``, ``_weight``, ``_stratum``,
        ``_cluster``, ``_fpc``. Meaningless if there are problems.
    problems : tuple of Problem
        Empty if the export agrees with its codebook.
    """
    checker = _Checker(export, codebook, layout)
    problems = [*export.problems, *checker.columns_agree()]
    if expected_rows is not None and expected_rows != len(export.cells):
        found, wanted = str(len(export.cells)), f"{expected_rows} (n in wave.yaml)"
        problems.append(
            Problem(export.name, "number of respondents", None, None, found, wanted)
        )
    codes = dict(checker.design()) | dict(checker.items()) | dict(checker.numbers())
    codes |= dict(checker.sets())
    checker.filters(codes)
    frame = pd.DataFrame({name: _nullable(values) for name, values in codes.items()})
    return frame, tuple(problems + checker.problems)


class _Checker:
    """One pass over one export; `problems` grows as it goes."""

    def __init__(self, export: Export, codebook: Codebook, layout: Layout):
        self.export, self.codebook, self.layout = export, codebook, layout
        self.columns = codebook.columns(layout.columns)
        self.cells, self.rows = export.cells, export.cells.index.to_numpy()
        self.problems: list[Problem] = []
        self._leaves_out = layout.empty_cells == "left_out"

    def columns_agree(self) -> Iterator[Problem]:
        """Yield columns that are missing and columns nobody knows."""
        wanted = dict(self._wanted())
        for column, meaning in wanted.items():
            if column not in self.cells:
                yield Problem(
                    self.export.name, "the column is missing", None, column, None, meaning
                )
        for column in self.cells.columns.difference(
            [*wanted, *self.layout.ignore], sort=False
        ):
            yield Problem(
                self.export.name, "the codebook does not know this column", None, column, None,
                "an item of the codebook, or the column under 'ignore' in wave.yaml",
            )  # fmt: skip

    def design(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield id, weight, stratum, cluster and finite population of each respondent."""
        told = self.layout
        for name, column in ((RESPONDENT, told.respondent_id), (STRATUM, told.stratum),
                             (CLUSTER, told.cluster)):  # fmt: skip
            if column in self.cells:
                values = self.cells[column]
                self._report(column, values == "", "an empty cell", "a value for everybody")
                yield name, values.to_numpy(dtype=str).astype(object)
        if told.respondent_id in self.cells:
            ids = self.cells[told.respondent_id]
            again = ids.duplicated() & (ids != "")
            self._report(told.respondent_id, again, "the respondent is there twice", "once")
        if told.weight in self.cells:
            yield WEIGHT, self._weights(told.weight)
        if told.fpc in self.cells:
            yield FPC, self._populations(told.fpc)

    def items(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield the codes of each item."""
        for asked in self.codebook.dimensions()[: len(self.codebook.items)]:
            if self.codebook.number(asked.id) or asked.id not in self.columns:
                continue
            column = self.columns[asked.id]
            if column in self.cells:
                self._labels_agree(asked, column)
                yield asked.id, self._codes(asked, column)

    def numbers(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield the numbers of each numeric item, and the codes of its bins."""
        for number in self.codebook.numbers:
            column = self.columns[number.id]
            if column in self.cells:
                found = read_numbers(number, self.cells[column], self.layout.decimal)
                for fault in found.faults:
                    self._report(column, *fault)
                empty = found.codes == len(number.scale().categories)
                yield number.id, found.values
                yield (
                    number.bins_id,
                    np.where(empty & self._leaves_out, NOT_ASKED, found.codes),
                )

    def sets(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield the codes of each option of each multiple response."""
        for chosen in self.codebook.multiple_responses:
            columns = self._option_cells(chosen)
            if columns:
                codes, faults = chosen_options(chosen, columns)
                for fault in faults:
                    self._report(*fault)
                for option, values in codes.items():
                    left_out = (values == 2) & self._leaves_out
                    yield f"{chosen.id}.{option}", np.where(left_out, NOT_ASKED, values)

    def filters(self, codes: dict[str, np.ndarray]) -> None:
        """Set to NOT_ASKED who was not asked; report those who answered all the same.

        What is derived is made as soon as its parts are known.
        """
        dimensions = {d.id: d for d in self.codebook.dimensions()}
        for dimension in (dimensions[name] for name in self.codebook.in_order()):
            condition = dimension.asked_if
            if dimension.id not in self.columns:
                made = derive(self.codebook, dimension.id, codes)
                codes |= {} if made is None else {dimension.id: made}
            elif dimension.id in codes and condition and condition.item in codes:
                asked = self._asked(condition, codes[condition.item])
                no_answer = len(dimension.categories) - 1
                chosen = ~np.isin(codes[dimension.id], (no_answer, NOT_ASKED))
                if "." in dimension.id and self._empty_means_no(dimension.id):
                    chosen &= codes[dimension.id] != 1
                answered = ~asked & chosen & (codes[dimension.id] != _UNKNOWN)
                self._report(
                    self.columns[dimension.id], answered,
                    f"answered, though asked only of {condition.item} in {list(condition.any_of)}",
                    "an empty cell",
                )  # fmt: skip
                codes[dimension.id] = np.where(asked, codes[dimension.id], NOT_ASKED)
        for number in self.codebook.numbers:
            if number.id in codes:
                told = codes[number.id], codes[number.bins_id]
                codes[number.id] = only_of_who_answered(number, *told)

    def _wanted(self) -> Iterator[tuple[str, str]]:
        told = self.layout
        for key in ("respondent_id", "weight", "stratum", "cluster", "fpc"):
            if getattr(told, key) is not None:
                yield getattr(told, key), f"{key} of wave.yaml"
        for chosen in self.codebook.multiple_responses:
            if chosen.id not in told.not_asked:
                yield from ((c, f"set {chosen.id!r}") for c in chosen.coded_columns)
        for dimension in self.codebook.dimensions():
            number = self.codebook.number(dimension.id)
            names = {
                dimension.id,
                dimension.id.split(".")[0],
                *([number.id] if number else []),
            }
            if names.isdisjoint(told.not_asked) and dimension.id in self.columns:
                yield self.columns[dimension.id], f"item {dimension.id!r}"

    def _labels_agree(self, asked: Dimension, column: str) -> None:
        """Report codes that the file itself says stand for another answer."""
        scale = (*asked.categories[:-1], *asked.missing)
        meant = {code: k for k, c in enumerate(scale) for code in c.codes}
        named = {x.casefold(): k for k, c in enumerate(scale) for x in c.label.values()}
        for code, label in self.export.value_labels.get(column, {}).items():
            own, said = meant.get(code), named.get(label.strip().casefold())
            if own is not None and said is not None and own != said:
                self.problems.append(
                    Problem(
                        self.export.name, f"item {asked.id!r}: the file says that a code means "
                        "another answer than the codebook", None, column,
                        f"{code} = {label}", f"{code} = {say(scale[own].label)}",
                    )
                )  # fmt: skip

    def _codes(self, asked: Dimension, column: str) -> np.ndarray:
        """Return the positions of the answers; who is missing was as good as not asked."""
        values, empty = self.cells[column], len(asked.categories) - 1
        coded = self.export.coded and column in self.export.value_labels
        spellings, doubtful = _spellings(asked, coded)
        known = spellings | {"": NOT_ASKED if self._leaves_out else empty}
        codes = each_text(values, lambda text: known.get(text, _UNKNOWN), np.int64)
        expected = listed(spellings) or "no answer at all"
        self._report(column, codes == _UNKNOWN, "not an answer the codebook knows",
                     f"one of {expected}")  # fmt: skip
        self._report(column, values.isin(doubtful), "the code of one answer and the label of "
                     "another", "what the file cannot mean both ways: give the answer that is "
                     "not meant another code or label")  # fmt: skip
        return codes

    def _weights(self, column: str) -> np.ndarray:
        weights, wrong = self._numbers(column)
        self._report(column, wrong, "not a weight", NUMBER)
        if not wrong.any() and not weights.any():
            self.problems.append(
                Problem(
                    self.export.name, "every weight is zero", None, column, "0", "weights"
                )
            )
        return weights

    def _populations(self, column: str) -> np.ndarray:
        sizes, wrong = self._numbers(column)
        self._report(column, wrong, "not a finite population", "its units, or a share")
        told = self.layout
        strata = self._labels(told.stratum)
        units = self._labels(told.cluster) if told.cluster in self.cells else self.rows
        frame = pd.DataFrame({"stratum": strata, "unit": units, "size": sizes})
        by = frame.groupby("stratum")
        differs = (sizes != by["size"].transform("first")) & ~wrong
        self._report(column, differs, "another finite population in one stratum",
                     "one for each stratum")  # fmt: skip
        drawn = by["unit"].transform("nunique")
        self._report(column, (sizes > 1) & (sizes < drawn) & ~wrong,
                     "more units were drawn than there are", "at least as many")  # fmt: skip
        return sizes

    def _labels(self, column: str | None):
        return self.cells[column].to_numpy() if column in self.cells else ""

    def _numbers(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers of a column, and which of them are none, negative or absurd.

        Squares of numbers beyond `LARGEST` times another, and their sums, would not all
        be numbers any more.
        """
        mark = self.layout.decimal
        numbers = each_text(self.cells[column], lambda text: number_of(text, mark), float)
        known = (numbers == 0) | ((numbers >= 1 / LARGEST) & (numbers <= LARGEST))
        return numbers, ~known

    def _option_cells(self, chosen: MultipleResponse) -> dict[str, pd.Series]:
        names = (
            {
                option.id: self.columns[f"{chosen.id}.{option.id}"]
                for option in chosen.options
            }
            if not chosen.coded_columns
            else {name: name for name in chosen.coded_columns}
        )
        return {option: self.cells[c] for option, c in names.items() if c in self.cells}

    def _asked(self, condition: Condition, codes: np.ndarray) -> np.ndarray:
        ids = [category.id for category in self.codebook.scale(condition.item).counted]
        return np.isin(codes, [ids.index(name) for name in condition.any_of])

    def _empty_means_no(self, name: str) -> bool:
        return (
            self.codebook.multiple_response(name.split(".")[0]).empty_is == "not_selected"
        )

    def _report(self, column: str, wrong, message: str, expected: str) -> None:
        """Note one problem per value found, with the first row and how many more."""
        wrong = np.asarray(wrong, dtype=bool)
        if not wrong.any():
            return
        values = self.cells[column].to_numpy()[wrong]
        first = dict(zip(reversed(values), reversed(self.rows[wrong]), strict=True))
        for value, times in Counter(values).items():
            more = f" (and in {times - 1} more rows)" if times > 1 else ""
            told = (message + more, int(first[value]), column, value, expected)
            self.problems.append(Problem(self.export.name, *told))


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
