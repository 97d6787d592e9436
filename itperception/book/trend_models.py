"""What is left of a change if who answered had not changed: declared models, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from itperception.book.model_table import ModelTable
from itperception.book.models import explain_waves, is_told, named_in
from itperception.book.pair_tables import net_of
from itperception.book.shown import ShownWave
from itperception.book.trend_changes import TrendChanges
from itperception.counting.given import TOTAL
from itperception.survey.tabulated import Explained
from itperception.workbench.alike import has_one_scale
from itperception.workbench.predicting import WAVE


class Step(NamedTuple):
    """From one wave to the next.

    ``raw`` is the change in the tables, a line of ``TrendChanges.frame`` (None: not shown);
    ``broken`` has by item the kinds of change for which it is not compared; without a
    ``model`` although nothing is broken too few answered.
    """

    from_wave: str
    to_wave: str
    raw: pd.Series | None
    broken: Mapping[str, list[str]]
    model: ModelTable | None

    @property
    def adjusted(self) -> pd.Series | None:
        """The change all else equal: difference, ci_low, ci_high, p_adjusted; None if none."""
        pairs = self.model.pairs if self.model else pd.DataFrame(columns=["term"])
        lines = pairs[pairs["term"] == WAVE]
        return None if lines.empty else lines.iloc[0]


@dataclass(frozen=True, eq=False)
class ModelCourse:
    """A declared model, wave by wave.

    Attributes
    ----------
    declared : Explained
        Of what, and on what.
    items : tuple of str
        The item, or the two of the gap.
    net : str
        The net or answer that is followed.
    steps : tuple of Step
        From each wave to the next.
    """

    declared: Explained
    items: tuple[str, ...]
    net: str
    steps: tuple[Step, ...]


def model_courses(trend: TrendChanges) -> list[ModelCourse]:
    """Return the models that the last codebook declares, but those of many options.

    Of gaps, those that all waves declare alike.
    """
    gaps = {gap.declared.id for gap in trend.gaps}
    return [
        model_course(trend, declared) for declared in trend.codebook.models
        if not declared.among and declared.gap in {None, *gaps}
    ]  # fmt: skip


def model_course(trend: TrendChanges, declared: Explained) -> ModelCourse:
    """Return a model, wave by wave.

    Parameters
    ----------
    trend : TrendChanges
        The changes in the tables, and what can be compared.
    declared : Explained
        Of what, and on what; of an item without a net, of the one that the trend follows.

    Raises
    ------
    UnknownNameError
        For an item or net that does not exist.
    """
    if declared.gap is None:
        net = net_of(trend.codebook.dimension(declared.item), declared.net).id
        declared, items = declared.model_copy(update={"net": net}), (declared.item,)
        raw = trend.of_net(declared.item, net)
    else:
        [gap] = [gap.declared for gap in trend.gaps if gap.declared.id == declared.gap]
        net, items, frame = gap.net, (gap.self_item, gap.other_item), trend.frame
        raw = frame[(frame["name"] == gap.id) & (frame["group"] == TOTAL)]
    steps = [_step(trend, declared, raw, pair) for pair in pairwise(trend.shown)]
    return ModelCourse(declared, items, net, tuple(steps))


def _step(
    trend: TrendChanges, declared: Explained, raw: pd.DataFrame,
    pair: tuple[ShownWave, ShownWave],
) -> Step:  # fmt: skip
    names = [shown.wave.name for shown in pair]
    broken = {item: kinds for item in named_in(trend.shown[-1], declared)
              if (kinds := _broken(trend, item, pair))}  # fmt: skip
    lines, model = raw[raw["to_wave"] == names[1]], None
    if not broken and all(is_told(shown, declared) for shown in pair):
        model = explain_waves(pair, declared, trend.rounding)
    return Step(*names, None if lines.empty else lines.iloc[0], broken, model)


def _broken(trend: TrendChanges, item: str, pair: tuple[ShownWave, ShownWave]) -> list[str]:
    """Return what changed in an item, so that no model holds both waves together."""
    found = trend.breaks(item, step=pair[1].wave.name)
    if found or has_one_scale([shown.folder for shown in pair], item):
        return found
    return ["answers"]
