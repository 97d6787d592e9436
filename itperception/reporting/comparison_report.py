"""The chapters of the comparison: every survey in print, self against customers.

The surveys asked different people different things, so they stand side by side and are
never drawn as one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import SIDES, Study
from itperception.published.verdicts.verdicts import judge_claim
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import bullets, chapter, paragraph, sample_size
from itperception.reporting.charts import kinder_chart
from itperception.reporting.charts.kinder import labelled, ranged
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
from itperception.reporting.verdict_wording import answer_told
from itperception.reporting.wave_method import cited_in_print
from itperception.reporting.wording import count, text
from itperception.survey.waves import WaveFolder, open_wave, wave_names
from itperception.terms.asked import asked, names_of
from itperception.terms.text import say

DRAWN = ["study", "item", "own", "customers", "low", "high", "is_turned", "is_bar", "filled",
         "kinder"]  # fmt: skip


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
        chance = {
            answer: str((found == answer).sum()) for answer in ("every", "some", "none")
        }
        chance["untested"] = str((~found.isin([*chance])).sum())
        facts = {
            "sure": text("facing.chance", self.language, rows=rows, **chance),
            "whose": self._whose(facing),
            "declared": text("lead.none_declared", self.language),
        }
        drawn = facing[DRAWN].to_dict("records")
        title = text("facing.drawn", self.language)
        return Summary(
            text("facing.kinder", self.language, kinder=counts[KINDER], rows=rows),
            text("facing.told", self.language, one_way=str(one_way), surveys=str(len(ways)),
                 **counts),
            lambda: kinder_chart(pd.DataFrame(drawn), title=title, language=self.language),
            tuple((text(f"summary.{key}", self.language), told) for key, told in facts.items()),
            {"judgements": drawn},
        ).block()  # fmt: skip

    def _whose(self, facing: pd.DataFrame) -> str:
        """Say who judges whom, as the surveys declare it, and of how many judgements."""
        unknown = text("comparison.judges_unknown", self.language)
        judges = {study.title: say(folder.description.who_judges or {"en": unknown}, self.language)
                  for folder, study in self.surveys}  # fmt: skip
        told = facing["study"].map(judges).value_counts(sort=False)
        return " ".join(text("facing.whose", self.language, k=str(k), rows=str(len(facing)),
                             told=one) for one, k in told.items())  # fmt: skip

    def sides(self) -> Block:
        """List what both sides judged: both shares, who is kinder by how much, and chance."""
        title = text("comparison.sides", self.language)
        if self._facing.empty:
            return chapter(title, paragraph(text("comparison.no_pairs", self.language)))
        none = str((self._facing["kinder"] == NO_POLARITY).sum())
        notes = [text("comparison.directions", self.language, none=none),
                 text("comparison.sampled", self.language)]  # fmt: skip
        rows = self._facing.to_dict("records")
        frame = self._facing.assign(
            item=[labelled(row) for row in rows],
            gap=[self._kinder(row) for row in rows],
            chance=[answer_told(row["significant"], "chance", self.language) for row in rows],
            **{side: [f"{row[side]} ({row[f'{side}_n']})" if row[f"{side}_n"] else row[side]
                      for row in rows] for side in ("own", "customers")},
        )  # fmt: skip
        names = ["item", "own", "customers", "gap", "chance"]
        table = self._table(frame, text("comparison.sides_table", self.language), "sides", 1,
                            names, head="head", note=" ".join(notes))  # fmt: skip
        return chapter(title, table)

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
        table = self._table(frame, title, "surveys", 2)
        cited = bullets(
            (cited_in_print(folder, self.language) for folder, _ in self.surveys),
            "citation",
        )
        return chapter(title, table,
                       tables.folded(text("page.cite", self.language), cited))  # fmt: skip

    def every_share(self) -> Block:
        """Fold every share in print, with who judges and what print allows."""
        lines = [self._share_line(study, figure) for _, study in self.surveys
                 for figure in study.figures if figure.is_share]  # fmt: skip
        title = text("comparison.every_share", self.language)
        table = self._table(pd.DataFrame(lines), title, "shares", 3,
                            ["item", "judges", "printed", "range"], head="survey")  # fmt: skip
        fold = text("comparison.fold", self.language, n=count(len(lines), self.language))
        return chapter(title, tables.folded(fold, table))

    @cached_property
    def _facing(self) -> pd.DataFrame:
        """What both sides judged, as it is told: right of zero is kinder."""
        found = pd.concat([self._told(*one) for one in self.surveys], ignore_index=True)
        significant = pd.Series(self._significant(found), found.index, dtype=object)
        turned = found["polarity"] == "negative"
        return found.assign(
            significant=significant, is_bar=found["is_bar"].astype(bool),
            filled=significant == "every", is_turned=turned,
            low=found["gap_low"].where(~turned, -found["gap_high"]),
            high=found["gap_high"].where(~turned, -found["gap_low"]),
        )  # fmt: skip

    def _told(self, folder: WaveFolder, study: Study) -> pd.DataFrame:
        """Return what faces each other in a survey, with how many were asked."""
        found = facing(study).rename(columns={"label": "item"})
        figures = {figure.id: figure for figure in study.figures}
        groups = {figure.id: study.groups.get(figure.group) for figure in study.figures}
        sizes = {
            name: group.sizes for name, group in groups.items() if group and group.sizes
        }
        sizes = {name: count(sizes[name][0], self.language) if len(sizes[name]) == 1 else ""
                 for name in sizes}  # fmt: skip
        n = sample_size(folder, self.language)
        head = (
            f"{study.title}, {text('chart.base', self.language, n=n)}" if n else study.title
        )
        return found.assign(
            head=head,
            own=[figures[name].printed for name in found["self_figure"]],
            customers=[figures[name].printed for name in found["customers_figure"]],
            is_bar=[
                _in_words(figures[own], figures[other])
                for own, other in found[["self_figure", "customers_figure"]].to_numpy()
            ],
            own_n=[sizes.get(name, "") for name in found["self_figure"]],
            customers_n=[sizes.get(name, "") for name in found["customers_figure"]],
        )

    def _kinder(self, row: dict) -> str:
        """Write by how much people are kinder to themselves; below zero they are harsher."""
        if row["kinder"] == NO_POLARITY:
            return text("comparison.none", self.language)
        return ranged(row, self.language)

    def _significant(self, facing: pd.DataFrame) -> list[str | None]:
        """Return the verdict on chance of the claim on both figures of each row, if any."""
        pairs = facing[["study", "self_figure", "customers_figure"]]
        claims = {(study.title, *sorted(claim.figures)): (study, claim)
                  for _, study in self.surveys for claim in reversed(study.claims)}  # fmt: skip
        found = (claims.get((study, *sorted(pair))) for study, *pair in pairs.to_numpy())
        return [judge_claim(*claim).significant if claim else None for claim in found]

    def _share_line(self, study: Study, figure) -> dict:
        group = study.groups.get(figure.group)
        judges = group.judges if group else ""
        alike = [
            g for g in study.groups.values() if g.judges == judges and g.id != EVERYBODY
        ]
        part = [group.label] if group in alike and len(alike) > 1 else []
        return {
            "item": ", ".join([figure.label, *part]), "survey": study.title,
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
        self, frame: pd.DataFrame, title: str, name: str, number: int, names=(), *,
        head: str = "", note: str = "",
    ) -> str:  # fmt: skip
        columns = {column: (text(f"comparison.column_{column}", self.language), "text")
                   for column in names or frame.columns}  # fmt: skip
        return tables.frame_table(frame, columns, title=title, name=name, number=number,
                                  head=head, note=note, language=self.language)  # fmt: skip


def _in_words(*figures: Figure) -> bool:
    """Whether print gives words or a limit of any of the figures, and no number."""
    return any(figure.rounding in ("inequality", "declared") for figure in figures)


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
