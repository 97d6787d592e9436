"""What goes with an answer, all else equal: the models that a codebook declares.

Shares and differences are in whole percents, or in the steps of 5 of a question's tables,
p-values in three decimals or as coarse as the wave is told: a model says what goes with what,
and no more of anybody than the tables say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from itperception.book.model_table import DRIVERS, LEVELS, PAIRS, TERMS, ModelTable, told
from itperception.book.pair_tables import pair_name
from itperception.book.rounding import FINE, Rounding
from itperception.book.shown import ShownWave
from itperception.book.shown_frame import hidden_groups
from itperception.inference.results import State, told_p
from itperception.survey.tabulated import DeclaredGap, Explained
from itperception.terms.category import answer_positions
from itperception.workbench.models import fit_drivers, fit_gap, fit_model
from itperception.workbench.predicting import WAVE, People

if TYPE_CHECKING:
    from itperception.inference.models.adjusted_gap import GapModel
    from itperception.inference.models.drivers import Drivers
    from itperception.inference.models.model_result import Model


def declared_models(shown: ShownWave) -> tuple[ModelTable, ...]:
    """Return the models that a wave's codebook declares and whose items it asked."""
    rounding = Rounding.of(shown)
    return tuple(
        explain_waves((shown,), declared, rounding)
        for declared in shown.codebook.models
        if is_told(shown, declared)
    )


def is_told(shown: ShownWave, declared: Explained) -> bool:
    """Say whether a wave has answers to all that a model needs, and shows any of them."""
    return all(map(shown.is_answered, named_in(shown, declared))) and not any(
        map(shown.is_hidden, [*_items(shown, declared), *_pair(shown, declared)])
    )


def explain(shown: ShownWave, declared: Explained) -> ModelTable:
    """Return what goes with an answer or a gap, of a wave as it may be shown.

    Parameters
    ----------
    shown : ShownWave
        The wave. Groups that the tables of these items hide are not in the model.
    declared : Explained
        Of what, and on what.

    Raises
    ------
    UnknownNameError
        For an item, net or set that does not exist.
    """
    return explain_waves((shown,), declared, Rounding.of(shown))


def explain_waves(
    waves: Sequence[ShownWave], declared: Explained, rounding: Rounding | None
) -> ModelTable:  # fmt: skip
    """Return what goes with an answer in waves that asked alike, ``wave`` being on the list.

    Parameters
    ----------
    waves : sequence of ShownWave
        In order of time. A group that one of them hides is not in the model.
    declared : Explained
        Of what, and on what else; of several waves without `among`.
    rounding : Rounding or None
        How coarsely they are told.
    """
    shown = waves[-1]
    items, net = _items(shown, declared), _net(shown, declared)
    named = [shown.wave.dimension(name).id for name in named_in(shown, declared)]
    hide = hidden_groups(waves, [*named, *_pair(shown, declared)])
    hide |= _small_groups(waves, items, [name for name in named if name not in hide])
    people = [People((one.wave,), hide=hide) for one in waves]
    on, among = (
        [told for told in wanted
         if all(_levels_left(shown, part, hide) > 1 for part in _parts(told))]
        for wanted in (declared.on, _options(shown, declared))
    )  # fmt: skip
    small = tuple(dict.fromkeys(
        group for one, own in zip(waves, people, strict=True)
        for group in _small_in_model(own, items, [*among, *on], one.rule.minimum)
    ))  # fmt: skip
    fitted = _Nothing(state=State.SMALL_BASE) if small else _fit(
        people, items, net, on, among if declared.among else None)  # fmt: skip
    hidden = tuple((by, name) for by in named for name in sorted(hide.get(by, ())))
    bases, empty = _bases(fitted, len(waves)), pd.DataFrame()
    gone = [int(_asked(own, items).sum()) - base if base else 0
            for own, base in zip(people, bases, strict=True)]  # fmt: skip
    write = partial(
        told, p=rounding.p if rounding else told_p,
        unit=rounding.on(*items, *_pair(shown, declared)).unit if rounding else FINE,
    )  # fmt: skip
    return ModelTable(
        declared, tuple(items), net, write(_levels(fitted), LEVELS), write(_pairs(fitted), PAIRS),
        write(getattr(fitted, "terms", empty), TERMS),
        write(getattr(fitted, "lines", empty), DRIVERS), tuple(bases), tuple(gone), hidden,
        fitted.state, any(one.wave.synthetic for one in waves), small,
    )  # fmt: skip


def _fit(
    waves: Sequence[People], items: Sequence[str], net: str | None, on: Sequence[str],
    among: Sequence[str] | None,
) -> "Model | GapModel | Drivers":  # fmt: skip
    if not (on if among is None else among):
        return _Nothing()
    people, on = waves[0], [WAVE, *on] if len(waves) > 1 else on
    if len(waves) > 1:
        people = replace(people, waves=[wave for own in waves for wave in own.waves])
    if among:
        return fit_drivers(people, items[0], among, on, gap=[*items, None][1], net=net)
    if len(items) > 1:
        return fit_gap(people, items, on, net)
    return fit_model(people, items[0], on, net=net)


def _bases(fitted: "Model | GapModel | Drivers", waves: int) -> list[int]:
    """Return how many of each wave are in a model."""
    if waves == 1 or not fitted.base:
        return [int(fitted.base), *[0] * (waves - 1)]
    lines = fitted.gaps if hasattr(fitted, "gaps") else fitted.adjusted
    lines = lines[lines["term"] == WAVE].drop_duplicates("level")
    return lines["base"].astype(int).tolist()


def _asked(people: People, items: Sequence[str]) -> np.ndarray:
    """Return who was asked an item, or both of a gap."""
    return np.all([people.codes(item) >= 0 for item in items], axis=0)


def _small_groups(
    waves: Sequence[ShownWave], items: Sequence[str], others: Sequence[str]
) -> dict[str, set[str]]:
    """Return, by a question that is no banner, its answers that too few gave in a wave."""
    found = {name: set() for name in others if name not in items}
    for shown in waves:
        people = People((shown.wave,))
        asked = _asked(people, items)
        for name, few in found.items():
            answers, codes = people.dimension(name).categories, people.codes(name)
            few |= {answers[k].id for k in answer_positions(answers)
                    if 0 < (asked & (codes == k)).sum() < shown.rule.minimum}  # fmt: skip
    return found


def _small_in_model(
    people: People, items: Sequence[str], on: Sequence[str], least: int
) -> tuple[tuple[str, str], ...]:
    """Return groups, or two held together, of which too few have all answers."""
    if not on:
        return ()
    predictors = people.predictors(on)
    inside = predictors.known & _asked(people, items)
    return tuple(
        (predictors.name(term), predictors.label(term, cell))
        for term in predictors.terms for cell in predictors.cells(term)
        if 0 < (inside & predictors.are(term, cell)).sum() < least
    )  # fmt: skip


class _Nothing(NamedTuple):
    """A model in which no predictor is left with two groups, or one is too small."""

    base: int = 0
    state: State = State.ONE_COLUMN


def _levels_left(
    shown: ShownWave, item: str, hide: Mapping[str, Collection[str]]
) -> int:  # fmt: skip
    asked = shown.wave.dimension(item)
    return len(
        {asked.categories[k].id for k in answer_positions(asked.categories)}
        - {*hide.get(asked.id, ())}
    )


def _parts(told: str) -> list[str]:
    return [part.strip() for part in told.split("*")]


def _items(shown: ShownWave, declared: Explained) -> list[str]:
    """Return the item, or the two of the gap."""
    if declared.gap is None:
        return [declared.item]
    gap = _gap(shown, declared)
    return [gap.self_item, gap.other_item]


def _gap(shown: ShownWave, declared: Explained) -> DeclaredGap:
    return next(gap for gap in shown.codebook.gaps if gap.id == declared.gap)


def _pair(shown: ShownWave, declared: Explained) -> list[str]:
    """Return the table of both items of a gap, which can hide what no table of one does."""
    items = _items(shown, declared)
    return [pair_name(*items, _net(shown, declared))] if len(items) > 1 else []


def _net(shown: ShownWave, declared: Explained) -> str | None:
    """Return the net that a model is of; by default a ranked item's first."""
    if declared.gap is not None:
        return _gap(shown, declared).net
    asked = shown.wave.dimension(declared.item)
    first = asked.nets[0].id if asked.ordered and asked.nets else None
    return declared.net or first


def named_in(shown: ShownWave, declared: Explained) -> list[str]:
    """Return every item that a model is made of, asked or not."""
    on = [part for told in declared.on for part in _parts(told)]
    named = [*_items(shown, declared), *on, *_options(shown, declared)]
    return list(dict.fromkeys(shown.codebook.dimension(name).id for name in named))


def _options(shown: ShownWave, declared: Explained) -> list[str]:
    """Return the options that a model is on."""
    options = shown.codebook.options(declared.among) if declared.among else ()
    return [option.id for option in options]


def _levels(fitted: "Model | GapModel | Drivers") -> pd.DataFrame:
    if hasattr(fitted, "gaps"):
        return fitted.gaps.assign(answer="").rename(columns={"gap": "told"})
    if hasattr(fitted, "adjusted"):
        told = fitted.adjusted.rename(columns={"adjusted": "told"})
        told.loc[told["told"].isna(), ["ci_low", "ci_high"]] = np.nan  # of a raw share
        return told
    return pd.DataFrame()


def _pairs(fitted: "Model | GapModel | Drivers") -> pd.DataFrame:
    found = getattr(fitted, "contrasts", pd.DataFrame())
    return found.assign(answer="") if hasattr(fitted, "gaps") else found
