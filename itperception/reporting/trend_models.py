"""How much of a change is who answered, in the words of a trend page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from itperception.book.trend_changes import TrendChanges
from itperception.book.trend_models import ModelCourse, Step
from itperception.inference.intervals import ALPHA
from itperception.inference.results import State
from itperception.reporting.block import Block
from itperception.reporting.change_table import change_table
from itperception.reporting.chapters import bullets, chapter, paragraph
from itperception.reporting.models_chapter import ModelStory
from itperception.reporting.trend_words import TrendWords
from itperception.reporting.wording import interval, points, text
from itperception.workbench.predicting import WAVE


@dataclass(frozen=True, eq=False)
class ChangeStory(ModelStory):
    """A model wave by wave; ``model`` is a course, ``book`` the changes of a trend."""

    model: ModelCourse
    book: TrendChanges
    language: str = "en"
    others: Sequence[ModelCourse] = ()
    how = "trend.model_how"

    def section(self, number: int | None = None) -> Block:
        """Return the section of a model: what it says, and its table."""
        steps = self.model.steps
        if not self.is_compared:
            return chapter(self.title, bullets(self.verdicts()), level=3)
        lines = pd.DataFrame([line for step in steps for line in self._lines(step)])
        table = change_table(
            lines, title=self.title, name=self.name, number=number, first="trend.model_line",
            note="", kind="points", language=self.language,
            p_kind=self.p_kind,
            synthetic=any(step.model.synthetic for step in steps if step.model),
        )  # fmt: skip
        notes = [paragraph(told, "note") for told in self.notes()]
        return chapter(self.title, bullets(self.verdicts()), table, *notes, level=3)

    @cached_property
    def _words(self) -> TrendWords:
        return TrendWords(self.book, self.language)

    @property
    def is_compared(self) -> bool:
        """Whether there is a step that a model is of."""
        return any(step.model for step in self.model.steps)

    @property
    def title(self) -> str:
        """What changed."""
        return text("trend.model_title", self.language, of=self.of)

    def verdicts(self) -> list[str]:
        """Say of each step what is left of the change, or why nothing is known of it."""
        return [self._verdict(step) for step in self.model.steps]

    def _verdict(self, step: Step) -> str:
        waves = self._words.waves
        ends = {"from": waves[step.from_wave], "to": waves[step.to_wave]}
        if step.adjusted is None:
            return text("trend.model_none", self.language, of=self.of, why=self._why(step),
                        **ends)  # fmt: skip
        found, raw = step.adjusted, np.nan if step.raw is None else step.raw["difference"]
        return text(
            f"trend.model_{'shown' if found['p_adjusted'] <= ALPHA else 'open'}", self.language,
            told=points(found["difference"], self.language), raw=points(raw, self.language),
            interval=interval(found["ci_low"], found["ci_high"], self.language),
            p=self.p(found["p_adjusted"]), **ends,
        )  # fmt: skip

    def notes(self) -> list[str]:
        """Say of each step who is in the model, and once how it is computed."""
        told = [note for step in self.model.steps if step.model for note in self._who(step)]
        return [*dict.fromkeys(told), text(self.how, self.language)]

    def _who(self, step: Step) -> list[str]:
        levels, terms = step.model.levels, step.model.terms
        others = replace(step.model, levels=levels[levels["term"] != WAVE],
                         terms=terms[:0])  # fmt: skip
        held = ", ".join(self._term(term) for term in terms["term"] if term != WAVE)
        told = [text("trend.model_on", self.language, on=held)] if held else []
        told += ModelStory(others, self.book, self.language).notes()[:-1]
        if len(self.model.steps) > 1:
            waves = self._words.waves
            told = [f"{waves[step.from_wave]} → {waves[step.to_wave]}:", *told]
        return [" ".join(told)] if told else []

    def _why(self, step: Step) -> str:
        words = self._words
        if step.broken:
            changed = (f"{words.kinds(kinds)} ({self._label(item)})"
                       for item, kinds in step.broken.items())  # fmt: skip
            return text("trend.not_comparable", self.language, changes=", ".join(changed))
        if step.model is None:
            return text("trend.too_few", self.language)
        state = step.model.state
        return text(
            f"state.{State.NO_ESTIMATE if state is State.OK else state}", self.language
        )

    def _lines(self, step: Step) -> Iterator[dict]:
        """Yield the change in the tables, and what is left of it all else equal."""
        waves = self._words.waves
        ends = {
            "from_wave": waves[step.from_wave],
            "to_wave": waves[step.to_wave],
            "note": "",
        }
        numbers = ["n_before", "n_after", "difference", "ci_low", "ci_high", "p_value"]
        nothing = dict.fromkeys(numbers, np.nan)
        raw = nothing if step.raw is None else step.raw[numbers].to_dict()
        yield ends | raw | {"label": text("models.raw", self.language)}
        label = text("page.models", self.language)
        if step.adjusted is None:
            yield ends | nothing | {"label": label, "note": self._why(step)}
            return
        found = step.adjusted.rename({"p_adjusted": "p_value"})
        few = step.model.tells_of_few(self.book.rule.minimum)
        bases = [np.nan] * 2 if few else step.model.bases
        told = dict(zip(numbers, [*bases, *found[numbers[2:]]], strict=True))
        yield ends | told | {"label": label}
