"""The chapters of a trend: only what was asked alike is drawn as one line."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.errors import ItPerceptionError
from itperception.inference.change.waves import changes, shares
from itperception.inference.results import State
from itperception.reporting import charts, tables
from itperception.reporting.block import Block
from itperception.reporting.change_table import change_table
from itperception.reporting.chapters import chapter, field_dates, paragraph
from itperception.reporting.pair_tables import net_of
from itperception.reporting.shown import ShownWave
from itperception.reporting.wave_columns import by_wave
from itperception.reporting.wording import text
from itperception.survey.codebook import Dimension, MultipleResponse, say
from itperception.survey.comparability import comparability
from itperception.workbench import Table, Wave, load_wave


@dataclass(frozen=True, eq=False)
class TrendReport:
    """The report of several waves; every method returns a chapter.

    Attributes
    ----------
    shown : tuple of ShownWave
        The waves, as they may be shown, in order of time.
    by : str or None
        Banner whose groups get a line each.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    shown: tuple[ShownWave, ...]
    by: str | None
    language: str = "en"

    def waves(self) -> Block:
        """List the waves: dates, n, mode, weighting."""
        lines = [self._wave_line(wave) for wave in self.loaded]
        names = ("wave", "field", "n", "mode", "weighting")
        heads = {"wave": "page.wave"} | {n: f"methodology.{n}" for n in names[1:]}
        columns = {
            name: (text(key, self.language), "count" if name == "n" else "text")
            for name, key in heads.items()
        }
        title = text("trend.waves", self.language)
        table = tables.frame_table(
            pd.DataFrame(lines), columns, title=title, name="waves", number=1,
            language=self.language, synthetic=self._synthetic,
        )  # fmt: skip
        return chapter(title, table)

    def changes(self) -> Block:
        """List what was asked differently, and whether it can be compared."""
        title = text("trend.changes", self.language)
        changed = self._comparability[self._comparability["change"] != "none"]
        if changed.empty:
            return chapter(title, paragraph(text("trend.no_changes", self.language)))
        yes, no = (text(f"trend.{word}", self.language) for word in ("yes", "no"))
        shown = changed.assign(
            label=[self._label(item) for item in changed["item"]],
            change=[
                text(f"change.{c.replace(' ', '_')}", self.language)
                for c in changed["change"]
            ],
            comparable=changed["comparable"].map({True: yes, False: no}),
        )
        names = ("label", "from_wave", "to_wave", "change", "comparable", "reason")
        columns = {name: (text(f"trend.{name}", self.language), "text") for name in names}
        table = tables.frame_table(
            shown, columns, title=title, name="changes", number=2,
            language=self.language, synthetic=self._synthetic,
        )  # fmt: skip
        return chapter(title, table)

    def lines(self) -> Block:
        """Draw each item's net wave by wave, with the change and its interval."""
        followed = [d for d in self._asked if "." not in d.id]
        sections = [self._section(number, item) for number, item in enumerate(followed, 3)]
        return sum(sections, chapter(text("trend.lines", self.language)))

    def sets(self) -> Block:
        """List the options of each multiple response, with the change in each."""
        first = 3 + sum("." not in d.id for d in self._asked)
        sets = self.loaded[-1].codebook.multiple_responses
        sections = [self._set(number, chosen) for number, chosen in enumerate(sets, first)]
        return sum(sections, chapter(text("page.sets", self.language)))

    @property
    def loaded(self) -> tuple[Wave, ...]:
        """The waves, in order of time."""
        return tuple(shown.wave for shown in self.shown)

    @property
    def _synthetic(self) -> bool:
        return any(wave.synthetic for wave in self.loaded)

    @cached_property
    def _comparability(self) -> pd.DataFrame:
        return comparability([wave.folder for wave in self.loaded], self.language)

    @property
    def _asked(self) -> list[Dimension]:
        """What every wave asked about the subject, not about the respondent."""
        book = self.loaded[-1].codebook
        apart = {item.id for item in book.items if item.profile}
        apart |= {self.loaded[-1].dimension(self.by).id} if self.by else set()
        every = [d for d in book.dimensions() if d.id not in apart]
        return [d for d in every if all(d.id in wave.columns for wave in self.loaded)]

    def _wave_line(self, wave: Wave) -> dict:
        told = wave.folder.description
        return {
            "wave": wave.name,
            "field": field_dates(wave.folder, self.language),
            "n": told.n,
            "mode": say(told.mode, self.language) if told.mode else None,
            "weighting": say(told.weighting, self.language) if told.weighting else None,
        }

    def _label(self, item: str) -> str:
        return say(self.loaded[-1].codebook.dimension(item).label, self.language)

    def _section(self, number: int, item: Dimension) -> Block:
        net, names = net_of(item), self._groups()
        cut = {names[group]: table for group, table in self._tables[item.id].items()}
        title = f"{say(item.label, self.language)}: {say(net.label, self.language)}"
        if not cut:
            told = text("trend.hidden", self.language)
            return chapter(title, paragraph(told), level=3)
        points = [shares(table, ["yes"]).assign(group=g) for g, table in cut.items()]
        frame = pd.concat(points, ignore_index=True)
        frame["break_before"] = frame["wave"].map(self._breaks(item))
        chart = charts.trend(
            frame, title=title, language=self.language, synthetic=self._synthetic
        )
        lines = [self._changes(item, table).assign(label=g) for g, table in cut.items()]
        told = self._told(number, item.id, title, pd.concat(lines), "gap.group")
        drawn = chart.to_html(self.language, number=number - 2)
        return chapter(title, drawn, told, self._missing(cut), level=3)

    def _missing(self, cut: dict[str, Table]) -> str:
        """Name the groups that one of the waves hides."""
        gone = [name for name in self._groups().values() if name not in cut]
        told = text("disclosure.columns_here", self.language, labels=", ".join(gone))
        return paragraph(told, "note") if gone else ""

    def _set(self, number: int, chosen: MultipleResponse) -> Block:
        options = [d for d in self._asked if d.id.split(".")[0] == chosen.id]
        title = say(chosen.label, self.language)
        lines = [
            self._changes(option, self._tables[option.id][TOTAL]).assign(
                label=say(option.label, self.language)
            )
            for option in options
            if TOTAL in self._tables[option.id]
        ]
        if not lines:
            told = text("trend.hidden", self.language)
            return chapter(title, paragraph(told), level=3)
        told = self._told(number, chosen.id, title, pd.concat(lines), "table.option")
        return chapter(title, told, level=3)

    def _told(self, number: int, name: str, title: str, frame, first: str) -> str:
        return change_table(
            frame, title=title, name=name, number=number, first=first,
            language=self.language, synthetic=self._synthetic,
        )  # fmt: skip

    def _groups(self) -> dict[str, str]:
        """Return the total and each group of the banner, with labels."""
        total = {TOTAL: text("table.total", self.language)}
        if not self.by:
            return total
        categories = self.loaded[-1].dimension(self.by).categories
        answers = [category for category in categories if category.kind == "answer"]
        return total | {c.id: say(c.short or c.label, self.language) for c in answers}

    @cached_property
    def _tables(self) -> dict[str, dict[str, Table]]:
        """Of every item, a table with a column for each wave: of everybody, of groups."""
        waves = {shown.wave.name: shown for shown in self.shown}
        whole = {d.id: None if "." in d.id else self.by for d in self._asked}
        return {item: by_wave(waves, item, by) for item, by in whole.items()}

    def _changes(self, item: Dimension, table: Table) -> pd.DataFrame:
        """Return the change between each wave and the next, or why there is none."""
        frame = changes(table, "yes")
        levels = shares(table, ["yes"]).set_index("wave")["proportion"]
        broken = frame["to_wave"].map(self._breaks(item))
        numbers = ["difference", "ci_low", "ci_high", "p_value"]
        frame[numbers] = frame[numbers].astype(float).mask(broken)
        small = frame["state"].map(
            lambda s: "" if s == State.OK else text(f"state.{s}", self.language)
        )
        return frame.assign(
            step=frame["from_wave"] + " → " + frame["to_wave"],
            before=frame["from_wave"].map(levels),
            after=frame["to_wave"].map(levels),
            note=small.mask(broken, text("trend.not_comparable", self.language)),
        )

    def _breaks(self, item: Dimension) -> dict[str, bool]:
        """Return for each wave whether it cannot be compared with the one before."""
        own = self._comparability[self._comparability["item"] == item.id]
        found = dict(zip(own["to_wave"], ~own["comparable"].astype(bool), strict=True))
        return {wave.name: bool(found.get(wave.name, False)) for wave in self.loaded}


def trend_report(
    waves: str, *, by: str = "", language: str = "en", rule: DisclosureRule | None = None
) -> TrendReport:
    """Open the report of several waves.

    Parameters
    ----------
    waves : str
        Names of waves in order of time, with commas between.
    by : str
        Banner of the lines; empty for the first of the codebook.
    language : {"en", "sv", "de"}
        Language of the page.
    rule : DisclosureRule, optional
        How few are too few to be shown; by default what each ``wave.yaml`` declares.

    Raises
    ------
    ItPerceptionError
        For fewer than two waves.
    """
    names = [name.strip() for name in waves.split(",") if name.strip()]
    if len(names) < 2:
        raise ItPerceptionError(f"a trend needs two waves or more, got {waves!r}")
    loaded = tuple(load_wave(name) for name in names)
    banners = [banner.item for banner in loaded[-1].codebook.banners]
    named = by or next(iter(banners), None)
    named = loaded[-1].dimension(named).id if named else None
    return TrendReport(tuple(ShownWave(w, named, rule) for w in loaded), named, language)
