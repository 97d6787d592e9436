"""Every question in the order of the questionnaire: wording, who was asked, all answers.

A column for each wave of the survey holds what that wave's own page tells of everybody. A
number stands beside another only if the question was the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from math import nan

import pandas as pd

from itperception.book.book import Book, Question, WaveTotals
from itperception.book.table import BookTable, Heading, rows_of
from itperception.counting.given import TOTAL
from itperception.reporting import wording
from itperception.reporting.block import Block
from itperception.reporting.chapters import called, chapter, paragraph
from itperception.reporting.charts.words import bare
from itperception.reporting.number_rows import number_rows
from itperception.reporting.tables import csv_link, label_of
from itperception.reporting.tables.html import td, th, tr
from itperception.reporting.tables.table_data import marked
from itperception.reporting.wording import text
from itperception.survey.changes import base_of
from itperception.survey.description import WAVE_CHANGES
from itperception.terms.text import say

NOT_ASKED, HIDDEN = ("not asked",), ("hidden",)
ROOM = 3  # columns that a phone has room for


@dataclass(frozen=True, slots=True)
class Column:
    """What a wave tells of a question: its table, if any, and by row why not (kinds of change)."""

    wave: WaveTotals
    table: BookTable | None
    why: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, wave: WaveTotals, question: Question) -> "Column":
        """Return what a wave tells of a question that the page's own wave asked."""
        name, options = question.asked.id, getattr(question.asked, "options", ())
        there = {q.asked.id: q.tables for q in wave.questions}
        table = next(iter(there.get(name, ())), None)
        known = {row.id for row in table.rows} if table else set()
        asked = [f"{name}.{option.id}" for option in options] or [name]
        missing = NOT_ASKED if name not in there else HIDDEN
        why = {row: wave.breaks.get(row) or missing for row in asked
               if row in wave.breaks or not table or (options and row not in known)}  # fmt: skip
        return cls(wave, None if len(why) == len(asked) else table, why)

    def share(self, row: Heading) -> float:
        """Return a share; NaN if it is not told."""
        if self.table is None or row.id in self.why:
            return nan
        shares = self.table.by_row("proportion")[TOTAL]
        # A table has a row for those who gave no answer only if there are any.
        return shares.get(row.id, 0.0 if row.kind == "no_answer" else nan)


@dataclass(frozen=True, eq=False)
class Topline:
    """All questions of a wave, with what its survey's other waves tell of them.

    Attributes
    ----------
    book : Book
        What is told.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    book: Book
    language: str = "en"

    def chapter(self) -> Block:
        """Return the chapter."""
        asked = "\n".join(
            self._section(number, question.asked, columns)
            for number, (question, columns) in enumerate(
                zip(self._asked, self._columns, strict=True), 1
            )
        )
        return chapter(
            text("page.topline", self.language),
            *(paragraph(told, "note") for told in self._lead()),
            f'<div class="topline">\n{asked}\n</div>',
            csv_link(self.frame, "topline", self.language) if len(self.frame) else "",
        )  # fmt: skip

    @property
    def frame(self) -> pd.DataFrame:
        """Every number with its base, one line each, as the CSV file has it."""
        lines = [
            {"number": number, "question": columns[0].table.question.id, "row": row,
             "wave": column.wave.folder.name, "base": self._base(column), "value": value}
            for number, columns in enumerate(self._columns, 1) if columns[0].table
            for row, _, _, told in self._rows(columns)
            for column, (value, _) in zip(columns, told, strict=True)
        ]  # fmt: skip
        frame = pd.DataFrame(lines)
        return marked(frame) if self.book.synthetic else frame

    @cached_property
    def _asked(self) -> list[Question]:
        return in_order(self.book)

    @cached_property
    def _columns(self) -> list[list[Column]]:
        """Question by question what each wave tells, the page's own first.

        A wave that asked nothing alike has no column.
        """
        found = [[Column.of(wave, question) for wave in self.book.waves]
                 for question in self._asked]  # fmt: skip
        kept = [k == 0 or any(column.table for column in own)
                for k, own in enumerate(zip(*found, strict=True))]  # fmt: skip
        return [
            [c for c, keep in zip(columns, kept, strict=True) if keep] for columns in found
        ]

    @cached_property
    def _names(self) -> dict[str, str]:
        folders = [wave.folder for wave in self.book.waves]
        names = called(folders, self.language)
        return {f.name: name for f, name in zip(folders, names, strict=True)}

    def _lead(self) -> Iterator[str]:
        """Say what the numbers are, and which waves have no column."""
        shown = [column.wave for column in self._columns[0]] if self._columns else []
        weighted = [self._names[wave.folder.name] for wave in shown
                    if any(t.is_weighted for q in wave.questions for t in q.tables)]  # fmt: skip
        key = "some_weighted" if 0 < len(weighted) < len(shown) else "weighted"
        told = [text(f"topline.{key if weighted else 'percent'}", self.language,
                     waves=", ".join(weighted))]  # fmt: skip
        if any(column.why for _, *others in self._columns for column in others):
            told.append(text("table.missing", self.language))
        yield " ".join(told)
        for wave in self.book.waves:
            if wave not in shown:
                found = [Column.of(wave, q).why.values() for q in self._asked]
                kinds = dict.fromkeys(kind for why in found for own in why for kind in own)
                changed = tuple(
                    kind for kind in kinds if (kind,) not in (NOT_ASKED, HIDDEN)
                )
                yield self._why(
                    wave, changed or (HIDDEN if "hidden" in kinds else NOT_ASKED)
                )

    def _section(self, number: int, question, columns: Sequence[Column]) -> str:
        name = text("topline.q", self.language, number=str(number))
        head = f'<h3 id="q{number}">{escape(f"{name} {say(question.label, self.language)}")}</h3>'
        above = [paragraph(told) for told in self._above(question, columns) if told]
        body = self._table(number, columns) if columns[0].table else ""
        return "\n".join(["<section>", head, *above, body, "</section>"])

    def _above(self, question, columns: Sequence[Column]) -> Iterator[str]:
        """Say the wording, who was asked, and what of other waves is not told, and why."""
        yield say(question.wording, self.language)
        own, *others = columns
        if own.table is None:
            least = str(own.wave.minimum)
            yield text("disclosure.whole", self.language, minimum=least)
            return
        condition = base_of(self.book.codebook, question.asked_if, self.language)
        yield wording.base_in_short(own.table, self.language, condition=condition)
        labels = {row.id: label_of(row, self.language) for row in own.table.rows}
        for column in others:
            for reason in dict.fromkeys(column.why.values()):
                told = self._why(column.wave, reason)
                rows = [labels[row] for row in labels if column.why.get(row) == reason]
                if column.table is not None:
                    told = text(
                        "topline.of_rows", self.language, rows=", ".join(rows), told=told
                    )
                yield told

    def _why(self, wave: WaveTotals, reason: tuple[str, ...]) -> str:
        """Say why nothing is told of another wave."""
        key = {NOT_ASKED: "not_asked", HIDDEN: "hidden"}.get(reason, "otherwise")
        key = "surveyed" if {*reason} <= {*WAVE_CHANGES} else key
        kinds = (text(f"change.{kind.replace(' ', '_')}", self.language)
                 for kind in reason if reason != HIDDEN)  # fmt: skip
        return text(f"topline.{key}", self.language, wave=self._names[wave.folder.name],
                    changes=", ".join(kinds), minimum=str(wave.minimum))  # fmt: skip

    def _rows(self, columns: Sequence[Column]) -> Iterator[tuple]:
        """Yield the rows: id, label, class, and of each column the number and how it is written."""
        for row in rows_of(column.table for column in columns if column.table):
            told = [
                (share := column.share(row), bare(share, self.language))
                for column in columns
            ]
            yield (
                row.id,
                label_of(row, self.language),
                "net" if row.kind == "net" else "",
                told,
            )
        numbers = [{row.id: row for row in number_rows(column.table, self.language)}
                   if column.table else {} for column in columns]  # fmt: skip
        for name, row in numbers[0].items():
            found = [own[name].values[TOTAL] if name in own else nan for own in numbers]
            told = [(one, wording.decimal(one, self.language, row.digits)) for one in found]
            yield name, row.label, "", told

    def _table(self, number: int, columns: Sequence[Column]) -> str:
        label = f'aria-labelledby="q{number}"'
        scrolls = f' role="region" tabindex="0" {label}' if len(columns) > ROOM else ""
        unit = "topline.value" if columns[0].table.is_bare else "topline.share"
        heads = [th(escape(text(unit, self.language)), "col"),
                 *(th(self._head(column), "col") for column in columns)]  # fmt: skip
        rows = "\n".join(
            tr(th(escape(name), "row"), [td(escape(cell)) for _, cell in told], css)
            for _, name, css, told in self._rows(columns)
        )
        return (
            f'<div class="table-wrap"{scrolls}><table class="nums" {label}>\n<thead><tr>'
            f"{''.join(heads)}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
        )

    def _head(self, column: Column) -> str:
        """Head a column with its wave and base, and say if nobody gave its answers."""
        folder, n = column.wave.folder, self._base(column)
        parts = [escape(self._names[folder.name])]
        if folder.description.synthetic and not self.book.synthetic:
            parts.append(text("table.synthetic", self.language))
        if n:
            flag = column.table.flag(TOTAL)
            parts.append(escape(f"n = {n}{flag}").replace(" ", wording.NO_BREAK))
        return "<br>".join(parts)

    def _base(self, column: Column) -> str:
        if column.table is None:
            return ""
        return wording.base_range(column.table.by_row("base")[TOTAL], self.language)


def in_order(book: Book) -> list[Question]:
    """Return the questions of a wave in the order of its page: who answered comes last."""
    return sorted(book.waves[0].questions, key=lambda question: question.describes)
