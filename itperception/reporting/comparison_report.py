"""The chapters of the comparison: every survey in print, self against customers.

The surveys asked different people different things, so they stand side by side and are
never drawn as one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.figures.polarity import SIDES
from itperception.published.figures.study import Study
from itperception.published.verdicts.verdict import Verdict
from itperception.published.verdicts.verdicts import judge_claim
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph, sample_size
from itperception.reporting.charts import Chart, kinder_chart
from itperception.reporting.charts.words import bare
from itperception.reporting.comparison_data import (
    HARSHER,
    KINDER,
    KINDS,
    NO_POLARITY,
    facing,
    share_range,
)
from itperception.reporting.published_charts import told_range
from itperception.reporting.reproduction_report import printed_study
from itperception.reporting.summary import Summary
from itperception.reporting.verdict_wording import answer_told, range_told
from itperception.reporting.wording import percent, text
from itperception.survey.waves import WaveFolder, open_wave, wave_names
from itperception.terms.asked import asked, names_of
from itperception.terms.text import say

_ONE_NUMBER = 0.02  # from end to end of a share that print gives as one number


@dataclass(frozen=True)
class ComparisonReport:
    """The comparison of surveys in print; every method returns a chapter.

    Attributes
    ----------
    surveys : tuple of (WaveFolder, Study)
        In order of time; claims in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    surveys: tuple[tuple[WaveFolder, Study], ...]
    language: str = "en"

    def summary(self) -> Block:
        """Say in how many judgements people are kinder to themselves than customers are."""
        facing = self._facing[self._facing["kinder"] != NO_POLARITY]
        if facing.empty:
            told = text("comparison.no_pairs", self.language)
            return Summary(text("facing.none", self.language), told, None, ()).block()
        counts = {kind: str((facing["kinder"] == kind).sum())
                  for kind in KINDS if kind != NO_POLARITY}  # fmt: skip
        ways = facing.groupby("study")["kinder"].agg(set)
        one_way = sum(way in ({KINDER}, {HARSHER}) for way in ways)
        rows = str(len(facing))
        found = facing["significant"]
        answers = {"every": "every", "some": "some", "no": "none"}
        chance = {key: str((found == answer).sum()) for key, answer in answers.items()}
        chance["untested"] = str((~found.isin([*answers.values()])).sum())
        facts = {
            "sure": text("facing.chance", self.language, rows=rows, **chance),
            "whose": text("facing.whose", self.language),
            "declared": text("lead.none_declared", self.language),
        }
        return Summary(
            text("facing.kinder", self.language, kinder=counts[KINDER], rows=rows),
            text("facing.told", self.language, one_way=str(one_way), surveys=str(len(ways)),
                 **counts),
            lambda: self._picture(facing),
            tuple((text(f"summary.{key}", self.language), told) for key, told in facts.items()),
        ).block()  # fmt: skip

    def sides(self) -> Block:
        """Draw both sides of every item that both judged, and the gap between them."""
        title = text("comparison.sides", self.language)
        if self._facing.empty:
            return chapter(title, paragraph(text("comparison.no_pairs", self.language)))
        none = str((self._facing["kinder"] == NO_POLARITY).sum())
        note = text("comparison.directions", self.language, none=none)
        return chapter(title, paragraph(note, "note"), self._sides_table())

    def who(self) -> Block:
        """Say who judged whom in each survey, and how many there were."""
        frame = pd.DataFrame(
            {
                "survey": say(folder.description.title, self.language),
                "n": sample_size(folder, self.language) or None,
                "judges": say(folder.description.who_judges or {"en": ""}, self.language),
                "sides": self._sides_in(study),
            }
            for folder, study in self.surveys
        )
        title = text("comparison.who", self.language)
        table = self._table(frame, title, "surveys", 3)
        return chapter(title, table, paragraph(text("comparison.no_line", self.language)))

    def same_people(self) -> Block:
        """List what the same people said of two things: the gap as they see it themselves."""
        title = text("comparison.same_people", self.language)
        lines = [self._claim_line(study, claim) for _, study in self.surveys
                 for claim in study.claims if claim.kind == "paired"]  # fmt: skip
        if not lines:
            return chapter(title, paragraph(text("comparison.no_pairs", self.language)))
        told = paragraph(text("comparison.same_told", self.language))
        return chapter(
            title, told, self._table(pd.DataFrame(lines), title, "same-people", 2)
        )

    def every_share(self) -> Block:
        """List every share in print, with who judges and what print allows."""
        lines = [self._share_line(study, figure) for _, study in self.surveys
                 for figure in study.figures if figure.is_share]  # fmt: skip
        title = text("comparison.every_share", self.language)
        return chapter(title, self._table(pd.DataFrame(lines), title, "shares", 4))

    @cached_property
    def _facing(self) -> pd.DataFrame:
        found = pd.concat([facing(study) for _, study in self.surveys], ignore_index=True)
        return found.assign(
            item=found["label"], label=found["study"] + ": " + found["label"],
            significant=pd.Series(self._significant(found), found.index, dtype=object),
        )  # fmt: skip

    def _picture(self, rows: pd.DataFrame) -> Chart:
        """Draw what has a direction: right is always kinder."""
        turned = rows["polarity"] == "negative"
        wide = [rows[f"{side}_high"] - rows[f"{side}_low"] > _ONE_NUMBER for side in SIDES]
        frame = rows.assign(
            **{name: [self._share(*ends) for ends in
                      rows[[f"{side}_low", f"{side}_high"]].to_numpy(float)]
               for name, side in zip(("own", "customers"), SIDES, strict=True)},
            low=rows["gap_low"].where(~turned, -rows["gap_high"]),
            high=rows["gap_high"].where(~turned, -rows["gap_low"]), is_turned=turned,
            is_bar=wide[0] | wide[1],
            filled=rows["significant"] == "every",
        )  # fmt: skip
        return kinder_chart(
            frame, title=text("chart.kinder_title", self.language),
            subtitle=text("chart.kinder_sub", self.language),
            note=" ".join(text(key, self.language) for key in
                          ("chart.kinder_note", "comparison.no_line")),
            language=self.language,
        )  # fmt: skip

    def _share(self, low: float, high: float) -> str:
        """Write a share as it is in print, or from where to where it can be."""
        if high - low <= _ONE_NUMBER:
            return percent((low + high) / 2, self.language)
        for end, is_open, key in (
            (high, low == 0, "at_most"),
            (low, high == 1, "at_least"),
        ):
            if is_open:
                return text(
                    f"chart.{key}", self.language, share=percent(end, self.language)
                )
        return text("number.range", self.language, low=bare(low, self.language),
                    high=percent(high, self.language))  # fmt: skip

    def _sides_table(self) -> str:
        rows = self._facing.to_dict("records")
        told = {
            side: [told_range(row[f"{side}_low"], row[f"{side}_high"], unit, self.language)
                   for row in rows]
            for side, unit in zip((*SIDES, "gap"), ("percent", "percent", "points"),
                                  strict=True)
        }  # fmt: skip
        told |= {
            "judged": [text(f"comparison.{row['kinder']}", self.language) for row in rows],
            "chance": [
                answer_told(found, "chance", self.language)
                for found in self._facing["significant"]
            ],
        }
        frame = self._facing.rename(columns={"study": "survey"}).join(pd.DataFrame(told))
        names = ["item", "survey", "self", "customers", "gap", "judged", "chance"]
        title = text("comparison.sides_table", self.language)
        table = self._table(frame, title, "sides", 1, names)
        return table + paragraph(text("comparison.sampled", self.language), "note")

    def _significant(self, facing: pd.DataFrame) -> list[str | None]:
        """Return the verdict on chance of the claim on both figures of each row, if any."""
        pairs = facing[["study", "self_figure", "customers_figure"]]
        claims = {(study.title, *sorted(claim.figures)): (study, claim)
                  for _, study in self.surveys for claim in reversed(study.claims)}  # fmt: skip
        found = (claims.get((study, *sorted(pair))) for study, *pair in pairs.to_numpy())
        return [self._judged(*claim).significant if claim else None for claim in found]

    def _judged(self, study: Study, claim) -> Verdict:
        return judge_claim(study, claim)

    def _claim_line(self, study: Study, claim) -> dict:
        verdict = self._judged(study, claim)
        effect = next(iter(verdict.main_quantities), None)
        return {
            "survey": study.title, "claim": claim.text,
            "gap": range_told(effect, self.language) if effect else None,
            "asked": answer_told(verdict.holds, "asked", self.language),
            "chance": answer_told(verdict.significant, "chance", self.language),
        }  # fmt: skip

    def _share_line(self, study: Study, figure) -> dict:
        group = study.groups.get(figure.group)
        judges = group.judges if group else ""
        return {
            "item": figure.label, "survey": study.title,
            "judges": text(f"comparison.judges_{judges or 'unknown'}", self.language),
            "printed": figure.printed,
            "range": told_range(*share_range(study, figure), "percent", self.language),
        }  # fmt: skip

    def _sides_in(self, study: Study) -> str:
        found = {group.judges for group in study.groups.values()}
        told = [text(f"comparison.judges_{side}", self.language) for side in SIDES
                if side in found]  # fmt: skip
        return ", ".join(told) or text("comparison.judges_unknown", self.language)

    def _table(
        self, frame: pd.DataFrame, title: str, name: str, number: int, names=()
    ) -> str:
        columns = {column: (text(f"comparison.column_{column}", self.language), "text")
                   for column in names or frame.columns}  # fmt: skip
        return tables.frame_table(frame, columns, title=title, name=name, number=number,
                                  language=self.language)  # fmt: skip


@asked
def comparison_report(
    waves: str | Sequence[str] = "", *, language: str = "en"
) -> ComparisonReport:
    """Open the comparison of surveys in print.

    Parameters
    ----------
    waves : str or sequence of str
        Names of published waves, in one text with commas between; by default all.
    language : {"en", "sv", "de"}
        Language of the page.

    Raises
    ------
    ItPerceptionError
        If a wave has respondents, or no wave is in print.

    Examples
    --------
    >>> [folder.name for folder, *_ in itp.comparison_report("2009-computerwoche").surveys]
    ['2009-computerwoche']
    """
    named = names_of(waves)
    folders = [open_wave(name) for name in named or wave_names()]
    printed = [f for f in folders if f.description.kind == "published"]
    if wrong := [f.name for f in folders if named and f not in printed]:
        raise ItPerceptionError(f"not figures in print but respondents: {', '.join(wrong)}")
    if not printed:
        raise ItPerceptionError("no wave is in print, so there is nothing to compare")
    surveys = tuple((folder, printed_study(folder, language)) for folder in printed)
    return ComparisonReport(surveys, language)
