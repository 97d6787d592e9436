"""The chapters of one wave of microdata, one method for each cell of the notebook."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.reporting import charts, tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import bullets, chapter, methodology, paragraph
from itperception.reporting.claims import claims_chapter
from itperception.reporting.wording import (
    Share,
    difference_finding,
    gap_finding,
    named,
    percent,
    text,
)
from itperception.survey.codebook import say
from itperception.workbench import Table, Wave, load_wave

MOST_FINDINGS = 5


@dataclass(frozen=True)
class Analysis:
    """A table with its test and its comparisons."""

    table: Table
    test: object
    comparisons: object

    @classmethod
    def of(cls, table: Table) -> "Analysis":
        """Test and compare a table, if it has columns to compare."""
        if table.banner is None:
            return cls(table, None, None)
        return cls(table, table.test(), table.compare())


@dataclass(frozen=True)
class WaveReport:
    """The report of a wave; every method returns a chapter.

    Attributes
    ----------
    wave : Wave
        The wave, checked.
    by : str or None
        Banner of the tables.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    wave: Wave
    by: str | None
    language: str = "en"

    def findings(self) -> Block:
        """Say what stands out: the gap, then the surest of the large differences."""
        told = [*self._gap_findings(), *self._differences()][:MOST_FINDINGS]
        told = told or [text("findings.none", self.language)]
        return chapter(text("page.findings", self.language), bullets(told, "findings"))

    def how_to_read(self) -> Block:
        """Explain every mark that the tables carry."""
        small = {"mark": str(tables.MARK_BELOW), "hide": str(tables.HIDE_BELOW)}
        examples = {
            "letter": {"example": f"{percent(0.52, self.language)} B"},
            "small": small,
            "zero": {"example": percent(0.001, self.language)},
        }
        keys = ("percent", "letter", "no_letter", "small", "zero", "interval", "points")
        told = [text(f"read.{key}", self.language, **examples.get(key, {})) for key in keys]
        return chapter(text("page.how_to_read", self.language), bullets(told))

    def profile(self) -> Block:
        """Say who answered: what describes respondents, counted and weighted."""
        lines = [line for item in self._profile_items for line in self._profile_of(item)]
        columns = {
            "category": (text("profile.answer", self.language), "text"),
            "question": (text("profile.question", self.language), "text"),
            "count": (text("base.unweighted", self.language), "count"),
            "proportion": (text("profile.share", self.language), "percent"),
        }
        if self.wave.is_weighted:
            columns["weighted"] = (text("profile.weighted", self.language), "percent")
        title = text("page.profile", self.language)
        if not lines:
            return chapter(title, paragraph(text("profile.none", self.language)))
        table = tables.frame_table(
            pd.DataFrame(lines), columns, title=title, name="profile",
            language=self.language, number=1, synthetic=self.wave.synthetic,
        )  # fmt: skip
        return chapter(title, table)

    def gap(self) -> Block:
        """Hold self-image against image, for all and by organisation type."""
        title = text("page.gap", self.language)
        if not self.wave.codebook.gaps:
            return chapter(title, paragraph(text("gap.none", self.language)))
        gap = self._gap
        frame = gap.to_frame().assign(group=lambda f: f["banner"].map(self._group_label))
        method = named("method", gap.method, self.language)
        note = text("gap.base", self.language, method=method)
        labels = [say(self.wave.dimension(i).label, self.language) for i in self._gap_items]
        columns = {
            "group": (text("gap.group", self.language), "text"),
            "base": (text("base.unweighted", self.language), "count"),
            "self_proportion": (labels[0], "percent"),
            "other_proportion": (labels[1], "percent"),
            "difference": (text("gap.difference", self.language), "points"),
            "ci_low": (text("gap.low", self.language), "points"),
            "ci_high": (text("gap.high", self.language), "points"),
            "p_value": (text("gap.p", self.language), "p_value"),
        }
        told = text("gap.title", self.language, net=say(self._gap_net.label, self.language))
        chart = charts.dumbbell(
            frame, self_label=labels[0], other_label=labels[1], title=told,
            language=self.language, synthetic=self.wave.synthetic,
        )  # fmt: skip
        table = tables.frame_table(
            frame, columns, title=told, name="gap", language=self.language, number=2,
            note=note, synthetic=self.wave.synthetic,
        )  # fmt: skip
        return chapter(title, chart.to_html(self.language), table)

    def items(self) -> Block:
        """Show every item: chart, table with letters, and the test."""
        sections = [
            self._section(number, analysis)
            for number, analysis in enumerate(self._analyses, start=3)
        ]
        return self._joined(text("page.items", self.language), sections)

    def multiple_responses(self) -> Block:
        """Show every multiple response: who ticked what."""
        first = 3 + len(self._analyses)
        sets = self.wave.codebook.multiple_responses
        sections = [self._set(number, chosen) for number, chosen in enumerate(sets, first)]
        return self._joined(text("page.sets", self.language), sections)

    def claims(self) -> Block:
        """Say which claims were declared before the data, and which are shown."""
        number = 3 + len(self._analyses) + len(self.wave.codebook.multiple_responses)
        return claims_chapter(self.wave, number, self.language)

    def methodology(self) -> Block:
        """Return what a survey must disclose, and what such a sample allows to say."""
        base = str(int(self._size.bases[TOTAL]))
        note = text("methodology.opt_in", self.language)
        return methodology(self.wave.folder, self.language, base=base, extra=note)

    @property
    def _profile_items(self) -> list[str]:
        """What describes respondents; without such items, what tables are broken by."""
        book = self.wave.codebook
        described = [item.id for item in book.items if item.profile]
        return described or [banner.item for banner in book.banners]

    @cached_property
    def _size(self) -> Table:
        asked = [d for d in self.wave.codebook.dimensions() if not d.asked_if]
        every = [self.wave.crosstab(d.id, weighted=False) for d in asked]
        return max(every, key=lambda table: table.bases[TOTAL])

    @cached_property
    def _analyses(self) -> list[Analysis]:
        banner = self.wave.dimension(self.by).id if self.by else None
        apart = {banner, *(item.id for item in self.wave.codebook.items if item.profile)}
        items = [item.id for item in self.wave.codebook.items if item.id not in apart]
        return [Analysis.of(self.wave.crosstab(item, self.by)) for item in items]

    @property
    def _gap_items(self) -> tuple[str, str]:
        declared = self.wave.codebook.gaps[0]
        return declared.self_item, declared.other_item

    @property
    def _gap_net(self):
        nets = {net.id: net for net in self.wave.dimension(self._gap_items[0]).nets}
        return nets[self.wave.codebook.gaps[0].net]

    @cached_property
    def _gap(self):
        return self.wave.gap()

    def _group_label(self, group: str) -> str:
        if group == TOTAL:
            return text("table.total", self.language)
        declared = self.wave.codebook.gaps[0].by
        categories = {c.id: c for c in self.wave.dimension(declared).categories}
        return say(categories[group].short or categories[group].label, self.language)

    def _profile_of(self, item: str):
        table = self.wave.crosstab(item)
        plain = self.wave.crosstab(item, weighted=False)
        for row in table.rows:
            yield {
                "category": say(row.label, self.language),
                "question": say(table.stub.label, self.language),
                "count": plain.total_counts[row.id],
                "proportion": plain.proportions().loc[row.id, TOTAL],
                "weighted": table.proportions().loc[row.id, TOTAL],
            }

    def _section(self, number: int, analysis: Analysis) -> Block:
        table = analysis.table
        draw = charts.diverging_bars if table.stub.ordered else charts.stacked_bars
        return chapter(
            say(table.stub.label, self.language),
            draw(table, language=self.language).to_html(self.language),
            tables.crosstab_table(
                table, analysis.comparisons, analysis.test, language=self.language,
                number=number,
            ),
            level=3,
        )  # fmt: skip

    def _set(self, number: int, chosen) -> Block:
        options = self.wave.options(chosen.id, self.by)
        compared = [table.compare() for table in options] if self.by else ()
        title = say(chosen.label, self.language)
        return chapter(
            title,
            charts.option_bars(options, title=title, language=self.language).to_html(
                self.language
            ),
            tables.multiple_response_table(
                options, compared, title=title, language=self.language, number=number
            ),
            level=3,
        )

    def _joined(self, title: str, sections: list[Block]) -> Block:
        if not sections:
            return Block("", "")
        return sum(sections, chapter(title))

    def _gap_findings(self) -> list[str]:
        if not self.wave.codebook.gaps:
            return []
        line = self._gap.to_frame().set_index("banner").loc[TOTAL]
        own, other = (
            Share(
                say(self.wave.dimension(item).label, self.language),
                line[column],
                line["base"],
            )
            for item, column in zip(
                self._gap_items, ("self_proportion", "other_proportion"), strict=True
            )
        )
        limits = line["ci_low"], line["ci_high"]
        return [gap_finding(self._group_label(TOTAL), own, other, limits, self.language)]

    def _differences(self) -> list[str]:
        """Return one finding per item, those first that are surely largest."""
        found = [line for analysis in self._analyses for line in self._best_pair(analysis)]
        return [told for _, told in sorted(found, reverse=True)]

    def _best_pair(self, analysis: Analysis) -> list[tuple[float, str]]:
        """Return the pair of columns whose difference is surely largest, if any is."""
        if analysis.comparisons is None:
            return []
        pairs = analysis.comparisons.pairs
        told = [net.id for net in analysis.table.nets] or self._leading(analysis.table)
        sure = pairs[pairs["p_adjusted"] <= analysis.comparisons.alpha]
        sure = sure[sure["category"].isin(told)]
        if sure.empty:
            return []
        least = sure[["ci_low", "ci_high"]].abs().min(axis=1)
        best = sure.loc[least.idxmax()]
        return [(least.max(), self._told(analysis.table, best))]

    def _leading(self, table: Table) -> list[str]:
        """Return the answers worth a finding: of two, such as yes and no, the first."""
        answers = [row.id for row in table.rows if row.kind == "answer"]
        return answers[:1] if len(answers) == 2 else answers

    def _told(self, table: Table, pair: pd.Series) -> str:
        rows = {row.id: row.label for row in (*table.rows, *table.nets)}
        columns = {column.id: column.short or column.label for column in table.columns}
        stub, row = table.stub.label, rows[pair["category"]]
        label = f"{say(stub, self.language)}, {say(row, self.language)}"
        shares = {
            column: Share(
                say(columns[column], self.language),
                table.net(pair["category"])[column],
                table.bases[column],
            )
            for column in (pair["first"], pair["second"])
        }
        limits = pair["ci_low"], pair["ci_high"]
        first, second = shares[pair["first"]], shares[pair["second"]]
        return difference_finding(label, first, second, limits, self.language)


def wave_report(wave: str, *, by: str = "", language: str = "en") -> WaveReport:
    """Open the report of a wave.

    Parameters
    ----------
    wave : str
        Folder below ``data/raw``.
    by : str
        Banner of the tables; empty for the first of the codebook.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    loaded = load_wave(wave)
    banners = [banner.id for banner in loaded.codebook.banners]
    return WaveReport(loaded, by or (banners[0] if banners else None), language)
