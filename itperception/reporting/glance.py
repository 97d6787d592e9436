"""What the index tells of a page: headline shares with their course, verdicts counted.

Nothing is computed anew. Shares are read from the data that go with a page, verdicts from
the table on it, so that the index cannot say anything else than the pages, and cannot
show what they hide.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from itperception.counting.given import TOTAL
from itperception.reporting.page import Page
from itperception.reporting.plan import is_instrument
from itperception.reporting.wording import interval, percent, text
from itperception.survey.codebook import Codebook
from itperception.survey.comparability import comparability
from itperception.survey.waves import WaveFolder
from itperception.terms.text import say

MOST = 3
ANSWERS = ("certain", "undecided", "impossible", "wrong")
_CSV = r'<a download="{}\.csv" href="data:text/csv;charset=utf-8,([^"]*)"'
_MEASURES = ("proportion", "ci_low", "ci_high")


class Headline(NamedTuple):
    """One share: what it is of, its text, its interval, and why it has no course."""

    label: str
    share: str
    interval: str
    why: str


class Point(NamedTuple):
    """A share in [0, 1] with its interval; NaN if it is hidden or was not asked."""

    proportion: float = nan
    ci_low: float = nan
    ci_high: float = nan


@dataclass(frozen=True)
class Course:
    """The headline shares of waves in order of time.

    Attributes
    ----------
    folder : pathlib.Path
        Where the waves' pages and data are published.
    waves : tuple of WaveFolder
        The waves of microdata, in order of time.
    language : {"en", "sv", "de"}
        Language of the texts.
    """

    folder: Path
    waves: tuple[WaveFolder, ...]
    language: str = "en"

    def headlines(self, name: str) -> list[Headline]:
        """Return the headline shares of a published wave; none if its data are not there."""
        wave = next((wave for wave in self.waves if wave.name == name), None)
        return self._headlines(wave, last_only=True) if wave else []

    def only(self, name: str) -> str:
        """Return of whom the page of a wave is, and how many; empty if of everybody."""
        told = (self._data.get(name) or {}).get("wave", {}).get("only_told")
        return say(told, self.language) if told else ""

    def trend(self) -> list[Headline]:
        """Return the headline shares of the last wave with those before it."""
        followed = [wave for wave in self.waves if is_instrument(wave)]
        return self._headlines(followed[-1], last_only=False) if followed else []

    def _headlines(self, wave: WaveFolder, *, last_only: bool) -> list[Headline]:
        keys = headline_answers(wave.codebook)
        found = [self._headline(wave, *key, last_only=last_only) for key in keys]
        return [headline for headline in found if headline is not None]

    def _headline(
        self, wave: WaveFolder, item: str, answer: str, *, last_only: bool
    ) -> Headline | None:
        until = self._until(wave)
        points = [self._point(each.name, item, answer) for each in until]
        last = points[-1]
        if last is None:
            return None
        dimension = wave.codebook.dimension(item)
        labels = {row.id: row.label for row in (*dimension.categories, *dimension.nets)}
        label = text(
            "site.headline", self.language, item=say(dimension.label, self.language),
            answer=say(labels[answer], self.language),
        )  # fmt: skip
        if isnan(last.proportion):
            return Headline(label, text("site.hidden", self.language), "", "")
        first = self._first_comparable(item, until)
        course = [point or Point() for point in points[first:]]
        shares = [percent(point.proportion, self.language) for point in course]
        limits = interval(last.ci_low, last.ci_high, self.language, unit="percent")
        told = shares[-1] if last_only else " → ".join(shares)
        is_alone = first and len(course) == 1
        why = text("chart.break_alt", self.language) if is_alone else ""
        return Headline(label, told, limits if last_only else "", why)

    def _until(self, wave: WaveFolder) -> list[WaveFolder]:
        """Return a wave and those before it that it may be held against."""
        before = self.waves[: self.waves.index(wave)]
        one = is_instrument(wave)
        return [*(each for each in before if one and is_instrument(each)), wave]

    def _point(self, name: str, item: str, answer: str) -> Point | None:
        """Return a share of everybody; None if the wave did not ask or show it."""
        for table in (self._data.get(name) or {}).get("tables", ()):
            rows = [row["id"] for row in table["rows"]]
            if table["question"] == item and answer in rows:
                at = rows.index(answer), [c["id"] for c in table["columns"]].index(TOTAL)
                told = [table[measure][at[0]][at[1]] for measure in _MEASURES]
                return Point(*(nan if value is None else value for value in told))
        return None

    @cached_property
    def _data(self) -> dict[str, dict[str, Any] | None]:
        return {w.name: figures(self.folder / f"{w.name}.json") for w in self.waves}

    def _first_comparable(self, item: str, waves: Sequence[WaveFolder]) -> int:
        """Return the place of the first wave that the last one can be held against."""
        found = comparability(waves, self.language)
        own = found[found["item"] == item]
        broken = set(own.loc[~own["comparable"].astype(bool), "to_wave"])
        return max((k for k, wave in enumerate(waves) if wave.name in broken), default=0)


def headline_answers(codebook: Codebook) -> list[tuple[str, str]]:
    """Return which answers are headlines, each as an item and an answer or net of it.

    Those the codebook holds together (its gaps) are; without any, the first net of each
    item that has one. At most three.
    """
    named = [
        (item, gap.net) for gap in codebook.gaps for item in (gap.self_item, gap.other_item)
    ]
    named = named or [(d.id, d.nets[0].id) for d in codebook.dimensions() if d.nets]
    return list(dict.fromkeys(named))[:MOST]


def figures(path: Path) -> dict[str, Any] | None:
    """Read the data that go with a page; None if there are none."""
    if not path.exists():
        return None
    return json.loads(path.read_text(encoding="utf-8"))


def tables_on(html: str, name: str = '[^"]*') -> list[list[dict[str, str]]]:
    r"""Return the tables that a page carries as CSV files in it, one line a mapping.

    Parameters
    ----------
    html : str
        The page.
    name : str
        Name of the file without ``.csv``; by default any.

    Examples
    --------
    >>> tables_on('<a download="x.csv" href="data:text/csv;charset=utf-8,a%0A1%0A">')
    [[{'a': '1'}]]
    """
    found = re.findall(_CSV.format(name), html)
    told = (unquote(data).removeprefix("\ufeff") for data in found)
    return [list(csv.DictReader(table.splitlines(keepends=True))) for table in told]


def verdict_counts(page: Page, folder: Path) -> dict[str, int]:
    """Count what a page says of its claims: true, not said by print, not true, wrong.

    Returns
    -------
    dict of str to int
        Empty if the page judges no claim. Only what is said of the people asked is
        counted; ``wrong`` is a claim whose figures contradict each other.
    """
    html = page.path(folder).read_text(encoding="utf-8")
    lines = [line for table in tables_on(html, "verdicts") for line in table]
    told = Counter(
        line["holds"] if line["possible"] == "True" else "wrong" for line in lines
    )
    return {answer: told[answer] for answer in ANSWERS} if lines else {}
