"""Everything that is told of a wave, made once: counted, protected, compared and tested.

Page, tab book, CSV, JSON and charts only write what stands in a :class:`Book`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from itperception.book.explored import Explored
from itperception.book.findings import Finding, Firm
from itperception.book.gap import GapTable
from itperception.book.model_table import ModelTable
from itperception.book.table import BookTable
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.survey.codebook import Codebook
from itperception.survey.questions import MultipleResponse
from itperception.survey.waves import WaveFolder
from itperception.terms.category import Category
from itperception.terms.dimension import Dimension


class Question(NamedTuple):
    """What was asked, and its tables by each banner; none if too few were asked."""

    asked: Dimension | MultipleResponse
    describes: bool
    tables: tuple[BookTable, ...]


class WaveTotals(NamedTuple):
    """What is told of everybody in a wave of the same survey, as on that wave's own page.

    Each question has one table, without a banner, or none if fewer than ``minimum`` were
    asked. ``breaks`` has, by item or option, what changed so that it cannot be compared.
    """

    folder: WaveFolder
    questions: tuple[Question, ...]
    minimum: int
    breaks: Mapping[str, tuple[str, ...]]


class Weights(NamedTuple):
    """What weights cost: how many people are worth how many of equal weight."""

    people: int
    effect: float
    effective: float


class Edition(NamedTuple):
    """What the page that this one replaces gives away together with it.

    ``people`` is the fewest by which a group differs; 0 if all groups are as large as they
    were and were made of other answers.
    """

    people: int


class Hidden(NamedTuple):
    """Columns of a banner that do not stand by themselves, of everybody or of some asked."""

    banner: Dimension
    columns: tuple[Category, ...]
    is_part: bool


@dataclass(frozen=True, eq=False)
class Book:
    """What is told of a wave.

    Attributes
    ----------
    folder : WaveFolder
        Name, description and codebook.
    by : str or None
        Item whose answers are the columns of the tables that stand first.
    rule : DisclosureRule
        What was too few, and from where on a base is flagged.
    people : int
        How many answered: the largest base of a question to all.
    questions : tuple of Question
        In the order of the codebook, with their tables.
    waves : tuple of WaveTotals
        Everybody's answers in this wave, then in the survey's others, the newest first.
    gaps : tuple of GapTable
        The gaps that the codebook declares and that may be shown.
    models : tuple of ModelTable
        What goes with the answers that the codebook names, all else equal.
    claims : pandas.DataFrame
        The declared claims; see :func:`~itperception.workbench.claims.test_claims`.
    findings : tuple of (Finding, Firm)
        The differences that stand out.
    firm_gap : Firm or None
        How firm the gap that leads is, if there is one.
    hidden : tuple of Hidden
        What does not stand by itself.
    weights : Weights or None
        What the weights do; ``None`` without any.
    informative : tuple of int, or None
        In how many questions, of how many, the weights go with the answers.
    is_clustered, is_stratified, synthetic : bool
        How respondents were drawn, and whether nobody gave these answers.
    provenance : dict
        What the respondents were made from: hashes of the inputs, versions.
    explored : Explored
        All that was compared without having been declared.
    unit : float
        What shares are rounded to, as :mod:`itperception.book.rounding` says; 0 for none.
    no_gap : {"", "none", "unanswered", "hidden"}
        Why there is no gap: none is declared, nobody answered, or too few were asked.
    edition : Edition or None
        What an earlier edition of the page gives away together with this one.
    """

    folder: WaveFolder
    by: str | None
    rule: DisclosureRule
    people: int
    questions: tuple[Question, ...]
    waves: tuple[WaveTotals, ...]
    gaps: tuple[GapTable, ...]
    models: tuple[ModelTable, ...]
    claims: pd.DataFrame
    findings: tuple[tuple[Finding, Firm], ...]
    firm_gap: Firm | None
    hidden: tuple[Hidden, ...]
    weights: Weights | None
    informative: tuple[int, int] | None
    is_clustered: bool
    is_stratified: bool
    synthetic: bool
    provenance: dict
    explored: Explored
    unit: float
    no_gap: str
    edition: Edition | None = None

    @property
    def name(self) -> str:
        """The wave's name."""
        return self.folder.name

    @property
    def codebook(self) -> Codebook:
        """What was asked."""
        return self.folder.codebook

    @property
    def leading_gap(self) -> GapTable | None:
        """The gap that the codebook names as its headline, else the first, if there is one."""
        return leading_gap(self.gaps, self.codebook)

    @property
    def is_weighted(self) -> bool:
        """Whether percentages are weighted."""
        return self.weights is not None

    @property
    def tables(self) -> list[BookTable]:
        """Every table, question by question."""
        return [table for question in self.questions for table in question.tables]

    @property
    def subjects(self) -> list[Question]:
        """What was asked about the subject, but for the banner of the page."""
        return subjects_of(self.questions, self.by)


def leading_gap(gaps: Sequence[GapTable], codebook: Codebook) -> GapTable | None:
    """Return the gap of the headline, else the first; None if there is none."""
    named = codebook.headline and codebook.headline.gap
    return min(gaps, key=lambda gap: gap.declared.id != named, default=None)


def subjects_of(questions: Iterable[Question], by: str | None) -> list[Question]:
    """Return what was asked about the subject, but for the banner of the page."""
    return [q for q in questions if not q.describes and q.asked.id != by]
