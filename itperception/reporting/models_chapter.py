"""What goes with an answer, all else equal, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from itperception.book.book import Book
from itperception.book.model_table import ModelTable
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State
from itperception.reporting.block import Block
from itperception.reporting.chapters import bullets, chapter, fold, paragraph
from itperception.reporting.tables import frame_table, p_kind
from itperception.reporting.wording import (
    NOT_AVAILABLE,
    count,
    interval,
    p_value,
    percent,
    points,
    signed,
    text,
)
from itperception.terms.text import say


@dataclass(frozen=True, eq=False)
class ModelStory:
    """A model, in the words of a page.

    Attributes
    ----------
    model : ModelTable
        The numbers.
    book : Book
        What else is told of the wave.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    model: ModelTable
    book: Book
    language: str = "en"
    how = "models.how"  # of the text on method

    def section(self, number: int | None = None) -> Block:
        """Return the section of the model: what it says, and its table."""
        return chapter(self.title, *self._parts(number), level=3)

    def fold(self, number: int | None = None) -> Block:
        """Return the line of the model, with its section below it on demand."""
        return fold(self.line(), *self._parts(number))

    def _parts(self, number: int | None) -> list[str]:
        notes = paragraph(" ".join(self.notes()), "note")
        if self.model.state is not State.OK:
            return [bullets(self.verdicts()), notes]
        table = frame_table(
            self.frame, self.columns(), title=self.title, name=self.name, number=number,
            language=self.language, synthetic=self.model.synthetic,
        )  # fmt: skip
        return [bullets(self.verdicts()), table, notes]

    def line(self) -> str:
        """Say which predictors go with the answer, and which do not; of untested ones nothing."""
        known = [term for term in self._tested() if term.p_adjusted == term.p_adjusted]
        if self.model.state is not State.OK or not (known or self.model.declared.among):
            return f"{self.title}. {' '.join(self.verdicts())}"
        if self.model.declared.among:
            lines, level = self.model.drivers, 1 - LEVEL
            found = {part: (lines[f"{part}_p_adjusted"] <= level).sum()
                     for part in ("alone", "together")}  # fmt: skip
            key, every = "models.line_among", count(len(lines), self.language)
            if not any(found.values()):
                return text(f"{key}_none", self.language, title=self.title, every=every)
            told = {part: count(n, self.language) for part, n in found.items()}
            return text(key, self.language, title=self.title, every=every, **told)
        found = {True: [], False: []}
        for term in known:
            found[term.p_adjusted <= 1 - LEVEL].append(self._term(term.term))
        shown, rest = (", ".join(found[key]) for key in (True, False))
        if not shown:
            return text("models.line_none", self.language, of=self.of, open=rest)
        told = text("models.line", self.language, of=self.of, found=shown)
        return (
            f"{told} {text('models.line_open', self.language, open=rest)}" if rest else told
        )

    @property
    def name(self) -> str:
        """The name of its table, by what it is of and on."""
        declared = self.model.declared
        on = [*declared.on, *([declared.among] if declared.among else [])]
        net = [self.model.net] if self.model.net else []
        return "-".join(["model", *self.model.items, *net, *on]).replace("*", "-x-")

    @property
    def title(self) -> str:
        """What is explained, and by what kind of model."""
        if self.model.declared.among:
            chosen = self.book.codebook.multiple_response(self.model.declared.among)
            among = say(chosen.label, self.language)
            return text("models.drivers_title", self.language, of=self.of, among=among)
        return text("models.title", self.language, of=self.of)

    @property
    def of(self) -> str:
        """What is explained; where several models are of it, also on what."""
        of = " − ".join(self._label(item) for item in self.model.items)
        net = (
            f" ({self._answer(self.model.items[0], self.model.net)})"
            if self.model.net
            else ""
        )
        if sum(self._is_of_the_same(other) for other in self.others) > 1:
            of += ": " + ", ".join(map(self._term, self.model.declared.on))
        return of + net

    @property
    def others(self) -> Sequence:
        """All models of the page, this one among them."""
        return self.book.models

    def _is_of_the_same(self, other: ModelTable) -> bool:
        def what(model: ModelTable) -> tuple:
            return model.items, model.net, model.declared.among

        return what(self.model) == what(other)

    def verdicts(self) -> list[str]:
        """Say of each predictor whether it goes with the answer, and how far."""
        if self.model.small:
            groups = [self._level(*place, "") for place in self.model.small]
            least = str(self.book.rule.minimum)
            return [text("models.small", self.language, least=least, group=group)
                    for group in groups]  # fmt: skip
        if self.model.state is not State.OK:
            why = text(f"state.{self.model.state}", self.language)
            return [text("models.unknown", self.language, why=why)]
        if self.model.declared.among:
            return [self._drivers("alone"), self._drivers("together")]
        return [self._verdict(term) for term in self._tested()]

    def _tested(self) -> list:
        """Return the terms with a test of their own.

        That of one that is crossed is of who is at the other's first level.
        """
        crossed = {part for term in self.model.terms["term"] if "*" in term
                   for part in term.split("*")}  # fmt: skip
        return [term for term in self.model.terms.itertuples() if term.term not in crossed]

    def notes(self) -> list[str]:
        """Say who is in the model, who is not, and that nothing is said of causes."""
        model, least = self.model, self.book.rule.minimum
        people = {"n": model.base, "left_out": model.left_out}
        people = {name: count(n, self.language) for name, n in people.items()}
        told = [text("models.base", self.language, **people)] if model.base else []
        if model.tells_of_few(least):
            few = f"models.{'base_few' if len(model.gone) == 1 else 'bases_few'}"
            told = [text(few, self.language, least=str(least))]
        for item, name in model.hidden:
            group = f"{self._label(item)}: {self._answer(item, name)}"
            told.append(text("models.without", self.language, group=group))
        told += [text("models.one_answer", self.language, group=self._level(*place, ""))
                 for place in self._alone()]  # fmt: skip
        if not model.is_gap:  # of a gap they are of everybody
            crossed = [term for term in model.terms["term"] if "*" in term]
            told += [text("models.first_level", self.language, term=self._term(term))
                     for term in crossed]  # fmt: skip
        return [*told, text(self.how, self.language)]

    def _alone(self) -> list[tuple[str, str]]:
        """Return the term and level of groups that are not in the model, but are shown."""
        lines = self.model.levels
        if self.model.state is not State.OK or lines.empty:
            return []
        gone = lines[lines["state"] == str(State.NO_ESTIMATE)]
        return [*dict.fromkeys(zip(gone["term"], gone["level"], strict=True))]

    @property
    def frame(self) -> pd.DataFrame:
        """The lines of the table, with their labels (told) and intervals in words."""
        if self.model.declared.among:
            lines = self.model.drivers
            told = {f"{part}_ci": self._intervals(lines, f"{part}_", "points")
                    for part in ("alone", "together")}  # fmt: skip
            return lines.assign(label=lines["option"].map(self._label), **told)
        lines = self.model.levels
        unit = "points" if self.model.is_gap else "percent"
        places = [*lines[["term", "level", "answer"]].itertuples(index=False)]
        return lines.assign(
            label=[self._level(*place) for place in places],
            raw=[self._printed(*place) for place in places],
            ci=self._intervals(lines, "", unit),
        )

    def columns(self) -> dict[str, tuple[str, str]]:
        """Return the columns of the table: heading and format by name."""
        if self.model.declared.among:
            return {"label": (text("models.option", self.language), "text")} | {
                name: (text(f"models.{name}", self.language), kind)
                for part in ("alone", "together")
                for name, kind in ((part, "points"), (f"{part}_ci", "text"),
                                   (f"{part}_p_adjusted", self.p_kind))}  # fmt: skip
        unit = "points" if self.model.is_gap else "percent"
        return {
            "label": (text("models.level", self.language), "text"),
            "raw": (text("models.raw", self.language), unit),
            "told": (text(f"models.{unit}", self.language), unit),
            "ci": (text("models.ci", self.language), "text"),
        }

    @property
    def p_kind(self) -> str:
        """How p-values of a table are written."""
        return p_kind(self.book.unit)

    def p(self, told: float) -> str:
        """Write a p-value."""
        return p_value(told, self.language, unit=self.book.unit)

    def _intervals(self, lines: pd.DataFrame, part: str, unit: str) -> list[str]:
        ends = zip(lines[f"{part}ci_low"], lines[f"{part}ci_high"], strict=True)
        write = partial(percent, language=self.language) if unit == "percent" else (
            lambda end: signed(100 * end, self.language))  # fmt: skip
        return [text("models.range", self.language, low=write(low), high=write(high))
                if low == low else NOT_AVAILABLE for low, high in ends]  # fmt: skip

    def _printed(self, term: str, level: str, answer: str) -> float:
        """Return the share, or gap, that a table of the book has; NaN if none has it."""
        if self.model.is_gap:
            found = [
                gap.groups.set_index("banner")["difference"]
                for gap in self.book.gaps
                if gap.declared.id == self.model.declared.gap and gap.declared.by == term
            ]
        else:
            found = [
                table.by_row("proportion").loc[answer]
                for table in self.book.tables
                if table.question.id == self.model.items[0]
                and table.banner
                and table.banner.id == term
                and answer in table.by_row("proportion").index
            ]
        return next((shares[level] for shares in found if level in shares), float("nan"))

    def _verdict(self, term) -> str:
        label, p = self._term(term.term), self.p(term.p_adjusted)
        pairs = self.model.pairs[self.model.pairs["term"] == term.term]
        if not term.p_adjusted <= 1 - LEVEL or pairs.empty:
            state = "open" if term.p_adjusted == term.p_adjusted else "not_tested"
            return text(f"models.{state}", self.language, term=label, p=p)
        widest = pairs.loc[pairs["difference"].abs().idxmax()]
        first, second = (self._level(term.term, widest[end], widest["answer"], alone=True)
                         for end in ("first", "second"))  # fmt: skip
        return text(
            "models.shown", self.language, term=label, p=p, first=first, second=second,
            difference=points(widest["difference"], self.language),
            interval=interval(widest["ci_low"], widest["ci_high"], self.language),
        )  # fmt: skip

    def _drivers(self, part: str) -> str:
        lines = self.model.drivers
        found = lines[lines[f"{part}_p_adjusted"] <= 1 - LEVEL]
        every = count(len(lines), self.language)
        if found.empty:
            return text(f"models.{part}_none", self.language, every=every)
        named = ", ".join(
            f"{self._label(line.option)} {points(getattr(line, part), self.language)}"
            for line in found.itertuples()
        )
        return text(f"models.{part}_some", self.language, every=every, named=named,
                    found=count(len(found), self.language))  # fmt: skip

    def _label(self, name: str) -> str:
        return say(self.book.codebook.dimension(name).label, self.language)

    def _answer(self, item: str, name: str) -> str:
        asked = self.book.codebook.dimension(item)
        labels = {one.id: one.label for one in (*asked.nets, *asked.categories)}
        return say(labels[name], self.language)

    def _term(self, term: str) -> str:
        return " × ".join(self._label(item) for item in term.split("*"))

    def _level(self, term: str, level: str, answer: str, *, alone: bool = False) -> str:
        parts = zip(term.split("*"), level.split(" × "), strict=True)
        told = " × ".join(self._answer(item, name) for item, name in parts)
        told = told if alone else f"{self._term(term)}: {told}"
        is_one = (
            self.model.is_gap or self.model.net or not answer or "." in self.model.items[0]
        )
        return told if is_one else f"{told}: {self._answer(self.model.items[0], answer)}"
