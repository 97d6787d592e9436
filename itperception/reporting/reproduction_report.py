"""The chapters of a published study: what its printed figures allow and prove."""

from dataclasses import dataclass
from functools import cached_property
from html import escape

import pandas as pd

from itperception.errors import ItPerceptionError, PublicationError
from itperception.published.bounds import PairedBounds
from itperception.published.figures import Figure, read_figures
from itperception.published.reproduction import reproduce
from itperception.published.twin import SEED, make_twin
from itperception.reporting import charts, tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, methodology, paragraph, sample_size
from itperception.reporting.wording import decimal, p_value, percent, text
from itperception.survey.codebook import say
from itperception.survey.waves import WaveFolder, open_wave
from itperception.workbench import bounds, has_twin


@dataclass(frozen=True)
class ReproductionReport:
    """The report of a published study; every method returns a chapter.

    Attributes
    ----------
    folder : WaveFolder
        The study.
    figures : tuple of Figure
        Its figures in print.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    folder: WaveFolder
    figures: tuple[Figure, ...]
    language: str = "en"

    def study(self) -> Block:
        """Say what is in print, and where."""
        told = self.folder.description
        shares = sum(figure.is_share for figure in self.figures)
        counts = {"figures": str(len(self.figures)), "shares": str(shares)}
        listed = "".join(f"<li>{escape(source.text)}</li>" for source in told.sources)
        return chapter(
            text("reproduction.study", self.language),
            paragraph(text("reproduction.in_print", self.language, **counts)),
            paragraph(text("reproduction.sources", self.language)),
            f"<ol>{listed}</ol>",
        )

    def figures_table(self) -> Block:
        """List every printed figure: the counts it allows, what the twin has."""
        found = self._reproduced
        frame = found.assign(
            label=found["row"] + ". " + found["label"],
            group=found["group"].map(self._group),
            counts=[
                self._of(told, base) for told, base in found[["counts", "base"]].to_numpy()
            ],
            sources=[self._numbered(figure.sources) for figure in self.figures],
        )
        heads, note = ["label", "group", "printed", "counts"], "reproduction.note"
        told = text(note, self.language)
        if self._twin is not None:
            frame["twin"] = [self._twin_words(line) for line in found.itertuples()]
            frame["agrees"] = [self._agrees(line) for line in found["agrees"]]
            heads += ["twin", "agrees"]
            told = f"{told} {text('reproduction.twin_note', self.language)}"
        columns = {
            name: (text(f"reproduction.column_{name}", self.language), "text")
            for name in [*heads, "sources"]
        }
        title = text("reproduction.figures", self.language)
        table = tables.frame_table(
            frame, columns, title=title, name="figures", language=self.language, number=1,
            note=told,
        )  # fmt: skip
        return chapter(title, table, self._assumptions())

    def bounds(self) -> Block:
        """Say what two shares of the same people prove, over every overlap."""
        title = text("reproduction.bounds", self.language)
        found = self._bounds
        if found is None:
            return chapter(title, paragraph(text("reproduction.no_pair", self.language)))
        related = bounds(self.folder.name, association="non_negative")
        sections = [
            self._bounds_table(number, name, case)
            for number, (name, case) in enumerate((("any", found), ("related", related)), 2)
        ]
        return chapter(
            title, self._verdict(found), self._picture(found, related), *sections
        )

    def twin(self) -> Block:
        """Say how the twin was made, and that nobody gave its answers."""
        title = text("reproduction.twin", self.language)
        if self._twin is None:
            return chapter(title, paragraph(text("reproduction.no_twin", self.language)))
        sizes = self._twin["org_type"].value_counts(sort=False)
        told = ", ".join(f"{self._group(name)} {size}" for name, size in sizes.items())
        badge = f'<p class="synthetic">{escape(text("reproduction.twin_badge", self.language))}</p>'
        values = {"sizes": told, "seed": str(SEED)}
        rule = paragraph(text("reproduction.twin_rule", self.language, **values))
        return chapter(title, badge, rule)

    def methodology(self) -> Block:
        """Return what the sources disclose, and what they do not."""
        return methodology(
            self.folder, self.language, base=sample_size(self.folder, self.language)
        )

    def verify(self) -> Block:
        """Stop the page if a printed figure is impossible or the twin disagrees.

        Raises
        ------
        PublicationError
            Naming each figure that does not agree.
        """
        frame = self._reproduced
        wrong = frame[frame["counts"].str.startswith("impossible")]
        if self._twin is not None:
            wrong = frame[frame["agrees"].eq(False).fillna(False)]
        if len(wrong):
            listed = "; ".join(
                f"{f.row} {f.label}: {f.printed}" for f in wrong.itertuples()
            )
            raise PublicationError(f"wave {self.folder.name!r}: does not agree: {listed}")
        told = text("reproduction.verified", self.language, figures=str(len(frame)))
        return Block(paragraph(told), told)

    @cached_property
    def _twin(self) -> pd.DataFrame | None:
        if not has_twin(self.folder):
            return None
        return make_twin(self.figures, self.folder.description.n)

    @cached_property
    def _reproduced(self) -> pd.DataFrame:
        return reproduce(self.figures, self.folder.description.n, self._twin)

    @cached_property
    def _bounds(self) -> PairedBounds | None:
        try:
            return bounds(self.folder.name)
        except ItPerceptionError:
            return None

    def _of(self, told: str, base: float) -> str:
        """Write the counts with their base, if print has it."""
        if pd.isna(base):
            return told
        return text("reproduction.of", self.language, counts=told, base=f"{base:.0f}")

    def _twin_words(self, line) -> str:
        """Write what the twin has: count, base and share; or its note for a claim."""
        if pd.isna(line.twin_count):
            return line.note or "–"
        values = {"counts": f"{line.twin_count:.0f}", "base": f"{line.twin_base:.0f}"}
        share = percent(line.twin_proportion, self.language, 1)
        return f"{text('reproduction.of', self.language, **values)} ({share})"

    def _numbered(self, names: tuple[str, ...]) -> str:
        order = [source.id for source in self.folder.description.sources]
        return ", ".join(str(order.index(name) + 1) for name in names)

    def _agrees(self, found: bool | None) -> str:
        """Say whether the twin has what is printed; a claim without a count has no answer."""
        word = "not_checked" if pd.isna(found) else "agrees_yes" if found else "agrees_no"
        return text(f"reproduction.{word}", self.language)

    def _group(self, name: str) -> str:
        """Label a group: an organisation type, everybody, or a sample's own name."""
        if name == "all":
            return text("reproduction.all", self.language)
        types = self.folder.codebook.dimension("org_type").categories
        labels = {c.id: say(c.short or c.label, self.language) for c in types}
        return labels.get(name, name)

    def _assumptions(self) -> str:
        """List how each figure in words is read."""
        told = [
            f"<li>{escape(figure.label)} (“{escape(figure.printed)}”): "
            f"{escape(figure.assumption)}</li>"
            for figure in self.figures
            if figure.assumption
        ]
        summary = escape(text("reproduction.assumptions", self.language))
        listed = "".join(dict.fromkeys(told))
        return f"<details><summary>{summary}</summary><ul>{listed}</ul></details>"

    def _verdict(self, found: PairedBounds) -> str:
        name = text(f"verdict.{found.verdict}", self.language)
        words = escape(found.explain())
        return f'<p><strong class="verdict {found.verdict}">{escape(name)}</strong> {words}</p>'

    def _picture(self, found: PairedBounds, related: PairedBounds) -> str:
        cases = {"any": found, "related": related}
        ends = {n: c.tables[c.decided_by].agg(["min", "max"]) for n, c in cases.items()}
        rows = [(text(f"reproduction.{n}", self.language), *end) for n, end in ends.items()]
        frame = pd.DataFrame(rows, columns=["label", "low", "high"])
        title = text("reproduction.p_range", self.language)
        chart = charts.bounds_bars(
            frame, title=title, threshold=found.alpha, language=self.language
        )
        return chart.to_html(self.language)

    def _bounds_table(self, number: int, name: str, found: PairedBounds) -> str:
        ends = found.to_frame()
        frame = ends.assign(
            label=[text(f"reproduction.{q}", self.language) for q in ends["quantity"]],
            low=[self._value(*end) for end in ends[["quantity", "low"]].to_numpy()],
            high=[self._value(*end) for end in ends[["quantity", "high"]].to_numpy()],
        )
        names = ["label", "low", "low_overlap", "high", "high_overlap", "certificate"]
        heads = {
            key: f"reproduction.{'quantity' if key == 'label' else key}" for key in names
        }
        columns = {
            key: (text(head, self.language), "count" if key.endswith("overlap") else "text")
            for key, head in heads.items()
        }
        return tables.frame_table(
            frame, columns, title=text(f"reproduction.{name}", self.language),
            name=f"bounds-{name}", language=self.language, number=number,
        )  # fmt: skip

    def _value(self, quantity: str, value: float) -> str:
        if quantity == "difference":
            return decimal(100 * value, self.language, 1)
        small = quantity != "statistic" and value < 0.001
        return p_value(value, self.language) if small else decimal(value, self.language, 3)


def reproduction_report(wave: str, *, language: str = "en") -> ReproductionReport:
    """Open the report of a published study.

    Parameters
    ----------
    wave : str
        Folder below ``data/raw`` of kind ``published``.
    language : {"en", "sv", "de"}
        Language of the page.

    Raises
    ------
    ItPerceptionError
        If the wave has respondents and not figures.
    """
    folder = open_wave(wave)
    if folder.description.kind != "published":
        raise ItPerceptionError(f"wave {wave!r} has microdata; its notebook is wave.ipynb")
    return ReproductionReport(folder, read_figures(folder.raw / "figures.csv"), language)
