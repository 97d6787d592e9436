"""The chapters of a published study: what its printed figures allow and prove."""

from dataclasses import dataclass, replace
from functools import cached_property
from html import escape

import pandas as pd

from itperception.errors import ItPerceptionError, PublicationError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.release import read_study
from itperception.published.figures.study import Study, StudyClaim
from itperception.published.twins.reproduction import reproduce
from itperception.published.twins.twin import TWIN_SEED
from itperception.published.verdicts.verdict import Verdict
from itperception.published.verdicts.verdicts import Verdicts, judge_all, judge_claim
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import (
    block,
    chapter,
    disclosed,
    paragraph,
    sample_size,
)
from itperception.reporting.charts import Chart
from itperception.reporting.labels import in_language, labels_of
from itperception.reporting.reproduction_figures import figures_chapter
from itperception.reporting.reproduction_pictures import (
    chance_chapter,
    deciding_pictures,
    groups_chapter,
)
from itperception.reporting.reproduction_summary import leading, reproduction_summary
from itperception.reporting.reproduction_verdicts import left_undecided, verdicts_chapter
from itperception.reporting.wave_method import cited_in_print
from itperception.reporting.wording import percent_signs, text
from itperception.survey.waves import WaveFolder, open_wave
from itperception.terms.asked import asked
from itperception.terms.text import say
from itperception.workbench.loading import assume_for
from itperception.workbench.twins import has_twin, respondents_of


@dataclass(frozen=True)
class ReproductionReport:
    """The report of a published study; every method returns a chapter.

    Attributes
    ----------
    folder : WaveFolder
        The study's folder.
    printed : Study
        What is in print: figures, groups and claims, these in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    folder: WaveFolder
    printed: Study
    language: str = "en"

    def summary(self) -> Block:
        """Say what print proves of the claim that leads: as people, in points, how sure."""
        judges = self.folder.description.who_judges
        told = reproduction_summary(
            self.printed, self.verdicts_found, self._names, self.language,
            judges=say(judges, self.language) if judges else "",
        )  # fmt: skip
        return told.block() if told else Block("", "")

    def chance(self) -> Block:
        """Draw on what it hangs whether the claim that leads is beyond chance."""
        if not self.verdicts_found:
            return Block("", "")
        # The page has begun with the first picture of the claim that leads.
        drawn = self._drawn(self._led)[1:]
        return chance_chapter(self._led, self.printed, drawn, self.language)

    def by_group(self) -> Block:
        """Draw the shares of groups that are in print, where a claim compares them."""
        if not self.verdicts_found:
            return Block("", "")
        return groups_chapter(
            self.verdicts_found, self._led, self.printed, self._groups, self.language
        )

    def verdicts(self) -> Block:
        """Say of each claim what print proves, and show why."""
        others = [v for v in self.verdicts_found if v is not self._led]
        pictures = {v.claim.id: "\n".join(chart.to_html() for chart in self._drawn(v))
                    for v in others}  # fmt: skip
        told = self.folder.description
        return verdicts_chapter(
            self.printed, self.verdicts_found, pictures, self._names, self.language,
            left=left_undecided(told.not_decidable, self._source_ids, self.language),
            stated=told.sampling is not None, more=len(told.not_decidable),
        )  # fmt: skip

    @asked
    def claim(self, name: str = "", **assume: object) -> Verdict:
        """Return what print proves of one claim, with every table that fits.

        Parameters
        ----------
        name : str
            Its id; by default that of the claim that leads the page.
        **assume
            Named assumptions, as of :func:`itperception.bounds`.

        Raises
        ------
        ItPerceptionError
            If there is no such claim, or an assumption is not about it.

        Examples
        --------
        >>> report = itp.reproduction_report("2013-ardour")
        >>> report.claim().number, report.claim(overlap="non_negative").significant
        (242, 'every')
        """
        if not self.verdicts_found:
            nothing = StudyClaim(id="", text="", kind="figure")
            return Verdict(
                claim=nothing, possible=True, not_judged="no claim is drawn from it"
            )
        found = self.verdicts_found[name] if name else self._led
        if not assume:
            return found
        return judge_claim(self.printed, *assume_for(self.printed, [found.claim], assume))

    def figures_table(self) -> Block:
        """List every printed figure: the counts it allows, what the twin has."""
        return figures_chapter(
            self._reproduced, self.figures, groups=self._groups, language=self.language,
            sources=self._source_ids,
        )  # fmt: skip

    def twin(self) -> Block:
        """Say how the twin was made, and that nobody gave its answers."""
        if self._twin is None:
            return block(paragraph(text("reproduction.no_twin", self.language)))
        title = text("reproduction.twin", self.language)
        sizes = self._twin.iloc[:, 1].value_counts(sort=False)  # beside the respondent
        told = ", ".join(
            f"{self._groups.get(name, name)} {size}" for name, size in sizes.items()
        )
        badge = text("reproduction.twin_badge", self.language)
        values = {"sizes": told, "seed": str(TWIN_SEED)}
        rule = paragraph(text("reproduction.twin_rule", self.language, **values))
        made = tables.folded(text("reproduction.twin_made", self.language), rule)
        return chapter(title, f'<p class="synthetic">{escape(badge)}</p>', made, level=3)

    def methodology(self) -> Block:
        """Return what the sources disclose, and what they do not."""
        shown = disclosed(
            self.folder, self.language, base=sample_size(self.folder, self.language)
        )
        pairs = [(text(f"methodology.{name}", self.language), fact)
                 for name, fact in shown.items()]  # fmt: skip
        missing = ", ".join(name for name, fact in pairs if not fact)
        title = text("methodology.title", self.language)
        table = tables.definition_table(
            pairs, title=title, name="methodology", language=self.language
        )
        labels = labels_of(self.folder.raw, self.language)
        listed = "".join(f"<li>{escape(labels.get(source.text, source.text))}</li>"
                         for source in self.folder.description.sources)  # fmt: skip
        sources = paragraph(text("reproduction.sources", self.language))
        return chapter(
            text("page.methodology", self.language), paragraph(shown["limitations"]),
            *([paragraph(text("reproduction.missing", self.language, facts=missing))]
              if missing else []),
            tables.folded(title, f"{table}\n{sources}<ol>{listed}</ol>"),
            tables.folded(text("page.cite", self.language),
                          paragraph(cited_in_print(self.folder, self.language), "citation")),
        )  # fmt: skip

    def verify(self) -> Block:
        """Stop the page if no count gives a printed figure or the twin disagrees.

        Raises
        ------
        PublicationError
            Naming each figure that does not agree.
        """
        frame = self._reproduced
        wrong = frame[frame["counts"].str.startswith("none")]
        if self._twin is not None:
            wrong = frame[frame["agrees"].eq(False).fillna(False)]
        told = [f"{f.row} {f.label}: {f.printed}" for f in wrong.itertuples()]
        told += [f"{v.claim.text}: {v.contradiction}"
                 for v in self.verdicts_found if not v.possible]  # fmt: skip
        if told:
            listed = "; ".join(told)
            raise PublicationError(f"wave {self.folder.name!r}: does not agree: {listed}")
        claims = str(len(self.verdicts_found))
        told = [text("reproduction.verified", self.language, claims=claims)]
        if self._twin is not None:
            told.append(text("reproduction.verified_twin", self.language))
        return block(paragraph(" ".join(told)))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in print."""
        return self.printed.figures

    @cached_property
    def verdicts_found(self) -> Verdicts:
        """One verdict per claim, in the order of the claims, also by a claim's id."""
        return judge_all(self.printed)

    @property
    def _source_ids(self) -> list[str]:
        return [source.id for source in self.folder.description.sources]

    @property
    def _led(self) -> Verdict:
        return leading(self.verdicts_found, self.printed.headline)

    def _drawn(self, verdict: Verdict) -> list[Chart]:
        return deciding_pictures(verdict, self.printed, self.language)

    @cached_property
    def _twin(self) -> pd.DataFrame | None:
        return respondents_of(self.folder)[1] if has_twin(self.folder) else None

    @cached_property
    def _reproduced(self) -> pd.DataFrame:
        return reproduce(self.printed, self.folder.description.n, self._twin)

    @property
    def _names(self) -> dict[str, str]:
        """Labels of figures and groups, for quantities that name one of them."""
        return {figure.id: figure.label for figure in self.figures} | self._groups

    @cached_property
    def _groups(self) -> dict[str, str]:
        """Labels of everybody, of the columns of banners and of the study's own groups."""
        own = self.folder.description.groups
        labels = {name: say(g.label, self.language) for name, g in own.items() if g.label}
        book = self.folder.codebook
        columns = (
            c for banner in book.banners for c in book.dimension(banner.id).categories
        )
        labels |= {c.id: say(c.short or c.label, self.language) for c in columns}
        return {EVERYBODY: text("reproduction.all", self.language)} | labels


@asked
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

    Examples
    --------
    >>> itp.reproduction_report("2013-ardour").folder.name
    '2013-ardour'
    """
    folder = open_wave(wave)
    if folder.description.kind != "published":
        raise ItPerceptionError(
            f"wave {wave!r} has respondents; its page is made by "
            f"itperception.wave_report({wave!r}), in notebooks/wave.ipynb"
        )
    return ReproductionReport(folder, printed_study(folder, language), language)


def printed_study(folder: WaveFolder, language: str = "en") -> Study:
    """Read a published wave, its title, groups and claims in the language of a page."""
    study = read_study(folder.raw)
    claims = [replace(c, text=percent_signs(say(c.options["texts"], language), language))
              for c in study.claims]  # fmt: skip
    title = say(folder.description.title, language)
    said = {name: say(group.label, language)
            for name, group in folder.description.groups.items() if group.label}  # fmt: skip
    groups = {name: replace(group, label=said.get(name, group.label))
              for name, group in study.groups.items()}  # fmt: skip
    told = in_language(study, folder.raw, language)
    return told.assuming(title=title, groups=groups, claims=tuple(claims))
