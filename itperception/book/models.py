"""What goes with an answer, all else equal: the models that a codebook declares.

Shares and differences are in whole percents, or in the steps of 5 of a question's tables,
p-values in three decimals or as coarse as the wave is told: a model says what goes with what,
and no more of anybody than the tables say.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from itperception.book.pair_tables import pair_name
from itperception.book.rounding import FINE, Rounding
from itperception.book.shown import ShownWave
from itperception.book.shown_frame import hidden_groups
from itperception.inference.results import State, told_p
from itperception.survey.codebook import Explained, Gap, answer_positions
from itperception.workbench.models import fit_drivers, fit_gap, fit_model
from itperception.workbench.predicting import People

if TYPE_CHECKING:
    from itperception.inference.models.adjusted import Model
    from itperception.inference.models.adjusted_gap import GapModel
    from itperception.inference.models.drivers import Drivers

LEVELS = ["term", "level", "answer", "told", "ci_low", "ci_high", "state"]
PAIRS = ["term", "answer", "first", "second", "difference", "ci_low", "ci_high",
         "p_adjusted"]  # fmt: skip
TERMS = ["term", "p_value", "p_adjusted"]
DRIVERS = ["option", *(f"{part}{name}" for part in ("alone", "together")
                       for name in ("", "_ci_low", "_ci_high", "_p_adjusted"))]  # fmt: skip
P_VALUES = {"p_value", "p_adjusted", "alone_p_adjusted", "together_p_adjusted"}


@dataclass(frozen=True, eq=False)
class ModelTable:
    """A model as it is told.

    Attributes
    ----------
    declared : Explained
        Of what, and on what.
    items : tuple of str
        The item, or the two of the gap.
    net : str or None
        The net or answer that it is of; None if it is of each answer.
    levels : pandas.DataFrame
        A line for each level of each predictor and answer: the adjusted share, or gap (told),
        with its interval; state says why there is none. Of drivers no line.
    pairs : pandas.DataFrame
        Any two levels: difference, interval, p adjusted.
    terms : pandas.DataFrame
        A line for each predictor: whether it goes with the answer at all.
    drivers : pandas.DataFrame
        A line for each option of a set: how far apart are those who have it and the others,
        it alone beside `on`, and all options together.
    base, left_out : int
        Who is in the model; of those asked all it is of, who is not. 0 if there is no model.
    hidden : tuple of (str, str)
        Item and answer of groups that are not in the model, as the page hides them; an item
        with one group left is no predictor.
    state : State
        Why there are no numbers, if there are none.
    small : tuple of (str, str)
        Term and level of groups of which too few are left in the model, as others of them
        have no answer to one of its questions: then there are no numbers.
    """

    declared: Explained
    items: tuple[str, ...]
    net: str | None
    levels: pd.DataFrame
    pairs: pd.DataFrame
    terms: pd.DataFrame
    drivers: pd.DataFrame
    base: int
    left_out: int
    hidden: tuple[tuple[str, str], ...]
    state: State
    synthetic: bool
    small: tuple[tuple[str, str], ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether it is of the gap between two answers."""
        return len(self.items) > 1


def declared_models(shown: ShownWave) -> tuple[ModelTable, ...]:
    """Return the models that a wave's codebook declares and whose items it asked."""
    rounding = Rounding.of(shown)
    return tuple(
        _explain(shown, declared, rounding)
        for declared in shown.codebook.models
        if all(map(shown.is_answered, _named(shown, declared)))
        and not any(
            map(shown.is_hidden, [*_items(shown, declared), *_pair(shown, declared)])
        )
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
    return _explain(shown, declared, Rounding.of(shown))


def _explain(
    shown: ShownWave, declared: Explained, rounding: Rounding | None
) -> ModelTable:  # fmt: skip
    items, net = _items(shown, declared), _net(shown, declared)
    named = _named(shown, declared)
    hide = hidden_groups(shown, [*named, *_pair(shown, declared)])
    hide |= _small_groups(shown, items, [name for name in named if name not in hide])
    people = People((shown.wave,), hide=hide)
    on, among = (
        [told for told in wanted
         if all(_levels_left(shown, part, hide) > 1 for part in _parts(told))]
        for wanted in (declared.on, _options(shown, declared))
    )  # fmt: skip
    small = _small_in_model(people, items, [*among, *on], shown.rule.minimum)
    fitted = _Nothing(state=State.SMALL_BASE) if small else _fit(
        people, items, net, on, among if declared.among else None)  # fmt: skip
    hidden = tuple((by, name) for by in named for name in sorted(hide.get(by, ())))
    asked = int(np.all([people.codes(item) >= 0 for item in items], axis=0).sum())
    empty = pd.DataFrame()
    told = partial(
        _told, p=rounding.p if rounding else told_p,
        unit=rounding.on(*items, *_pair(shown, declared)).unit if rounding else FINE,
    )  # fmt: skip
    return ModelTable(
        declared, tuple(items), net, told(_levels(fitted), LEVELS), told(_pairs(fitted), PAIRS),
        told(getattr(fitted, "terms", empty), TERMS),
        told(getattr(fitted, "lines", empty), DRIVERS), int(fitted.base),
        asked - int(fitted.base) if fitted.base else 0, hidden, fitted.state, shown.wave.synthetic,
        small,
    )  # fmt: skip


def _fit(
    people: People, items: Sequence[str], net: str | None, on: Sequence[str],
    among: Sequence[str] | None,
) -> "Model | GapModel | Drivers":  # fmt: skip
    if not (on if among is None else among):
        return _Nothing()
    if among:
        return fit_drivers(people, items[0], among, on, gap=[*items, None][1], net=net)
    if len(items) > 1:
        return fit_gap(people, items, on, net)
    return fit_model(people, items[0], on, net=net)


def _small_groups(
    shown: ShownWave, items: Sequence[str], others: Sequence[str]
) -> dict[str, set[str]]:
    """Return, by a question that is no banner, its answers that too few gave."""
    people, found = People((shown.wave,)), {}
    asked = np.all([people.codes(item) >= 0 for item in items], axis=0)
    for name in others:
        if name in items:
            continue
        answers, codes = people.dimension(name).categories, people.codes(name)
        sizes = [int((asked & (codes == k)).sum()) for k in range(len(answers))]
        found[name] = {answers[k].id for k in answer_positions(answers)
                       if 0 < sizes[k] < shown.rule.minimum}  # fmt: skip
    return found


def _small_in_model(
    people: People, items: Sequence[str], on: Sequence[str], least: int
) -> tuple[tuple[str, str], ...]:
    """Return groups, or two held together, of which too few have all answers."""
    if not on:
        return ()
    predictors = people.predictors(on)
    inside = predictors.known & np.all([people.codes(one) >= 0 for one in items], axis=0)
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


def _gap(shown: ShownWave, declared: Explained) -> Gap:
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


def _named(shown: ShownWave, declared: Explained) -> list[str]:
    """Return every item that a model is made of."""
    on = [part for told in declared.on for part in _parts(told)]
    named = [*_items(shown, declared), *on, *_options(shown, declared)]
    return list(dict.fromkeys(shown.wave.dimension(name).id for name in named))


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


def _told(
    frame: pd.DataFrame,
    columns: list[str],
    p: Callable[[pd.Series], np.ndarray],
    unit: float = FINE,
) -> pd.DataFrame:
    """Keep some columns: shares in whole units, p-values as the wave tells them."""
    found = pd.DataFrame(columns=columns) if frame.empty else frame[columns].copy()
    for name in found:
        if name in P_VALUES:
            found[name] = p(found[name].astype(float))
        elif name not in ("term", "level", "answer", "first", "second", "option", "state"):
            found[name] = _in_units(found[name].astype(float), unit, name)
    return found.reset_index(drop=True)


def _in_units(exact: pd.Series, unit: float, name: str) -> pd.Series:
    """Return whole units; of coarse ones no interval gets narrower."""
    whole = np.round
    if unit > FINE and name.endswith(("ci_low", "ci_high")):
        whole = np.floor if name.endswith("ci_low") else np.ceil
    return np.round(whole((exact / unit).round(6)) * unit, 2)
