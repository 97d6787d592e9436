"""What a notebook asks of a report beyond its chapters: people, own sections, models."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from itperception.book.shown import ShownWave
from itperception.book.shown_frame import shown_frame
from itperception.reporting.block import Block
from itperception.reporting.own import Own
from itperception.survey.tabulated import Explained
from itperception.terms.asked import asked
from itperception.workbench.people import Respondents


class ForCells:
    """A report of waves, as a notebook's own cells may use it."""

    language: str

    @cached_property
    def _handed_out(self) -> list[Respondents]:
        return []

    @property
    def _seen(self) -> Sequence[ShownWave]:
        """The waves as they may be shown."""
        raise NotImplementedError

    @asked
    def frame(
        self, items: str | Sequence[str] | None = None, **options
    ) -> Respondents:  # fmt: skip
        """Return the respondents, nobody in a group that the page hides.

        Parameters
        ----------
        items, **options
            As of :meth:`itperception.workbench.wave.Wave.frame`, of a trend as of
            :meth:`itperception.workbench.series.Waves.frame`.
        """
        found = shown_frame(self._seen, items, **{"language": self.language} | options)
        self._handed_out.append(found)
        return found

    def own(self, title: str, thing: Any, **options) -> Block:
        """Make a section of what a cell computed on :meth:`frame`: whichever it called.

        Parameters
        ----------
        title, thing, **options
            As of :meth:`itperception.reporting.own.Own.section`.
        """
        least = max(shown.rule.minimum for shown in self._seen)
        made_up = any(shown.wave.synthetic for shown in self._seen)
        handed_out = tuple(self._handed_out)
        return Own(self._people, least, made_up, self.language, handed_out).section(
            title, thing, **options
        )

    @cached_property
    def _people(self) -> Respondents:
        return shown_frame(self._seen, language=self.language)

    @asked
    def model(self, item: str, on: Sequence[str], *, net: str | None = None) -> Block:
        """Say what goes with an answer, all else equal; of a trend, what is left of a change.

        Parameters
        ----------
        item : str
            Item id.
        on : sequence of str
            Items, or two as ``"a*b"``.
        net : str, optional
            Net or answer; by default the first net of a ranked item.
        """
        return self._explained(Explained(item=item, on=on, net=net))

    def _explained(self, declared: Explained) -> Block:
        raise NotImplementedError
