"""What a notebook asks of a report beyond its chapters: people, own sections, models."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from itperception.book.shown import ShownWave
from itperception.book.shown_frame import shown_frame
from itperception.errors import ItPerceptionError
from itperception.reporting.block import Block
from itperception.reporting.own import Own
from itperception.survey.codebook import Explained
from itperception.workbench.people import Respondents


class Asked:
    """A report of waves, as a notebook's own cells may use it."""

    language: str

    @property
    def _seen(self) -> Sequence[ShownWave]:
        """The waves as they may be shown."""
        raise NotImplementedError

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
        return shown_frame(self._seen, items, **{"language": self.language} | options)

    def own(self, title: str, thing: Any, **options) -> Block:
        """Make a section of what a cell computed on :meth:`frame`.

        Parameters
        ----------
        title, thing, **options
            As of :meth:`itperception.reporting.own.Own.section`.
        """
        least = max(shown.rule.minimum for shown in self._seen)
        made_up = any(shown.wave.synthetic for shown in self._seen)
        return Own(self._people, least, made_up, self.language).section(
            title, thing, **options
        )

    @cached_property
    def _people(self) -> Respondents:
        return self.frame()

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
        return self._explained(asked(item=item, on=on, net=net))

    def _explained(self, declared: Explained) -> Block:
        raise NotImplementedError


def asked(**told) -> Explained:
    """Return a model as a codebook would declare it; refuse what is none."""
    told["on"] = [told["on"]] if isinstance(told["on"], str) else told["on"]
    try:
        return Explained(**told)
    except ValidationError as error:
        found = error.errors()[0]
        where = "".join(f"{part}: " for part in found["loc"])
        raise ItPerceptionError(f"{where}{found['msg']}, found {told}") from None
