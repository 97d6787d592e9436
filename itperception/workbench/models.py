"""Questions with several predictors, of a wave or of several: models, gaps, drivers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.inference.results import join_notes, mark
from itperception.terms.category import SELECTED
from itperception.workbench.predicting import People

if TYPE_CHECKING:
    from itperception.inference.models.adjusted_gap import GapModel
    from itperception.inference.models.drivers import Drivers
    from itperception.inference.models.model_result import Model


def fit_model(
    people: People, item: str, on: Sequence[str], *, net: str | None = None, **how
) -> "Model":
    """Return the model of an item; see :meth:`itperception.workbench.wave.Wave.model`."""
    from itperception.inference.models.adjusted import model

    response, predictors = people.response(item, net), people.predictors(on)
    _refuse_itself(people, [item], predictors.names)
    found = model(response, predictors, people.units, **how)
    return _told(people, found, _who([response], response.kind), [response], predictors)


def fit_gap(
    people: People, pair: Sequence[str], on: Sequence[str], net: str, **how
) -> "GapModel":  # fmt: skip
    """Return the gap at each level of predictors; see :meth:`Wave.gap`."""
    from itperception.inference.models.adjusted_gap import gap_model

    responses, predictors = (
        [people.response(name, net) for name in pair],
        people.predictors(on),
    )
    _refuse_itself(people, pair, predictors.names)
    found = gap_model(*responses, predictors, people.units, **how)
    return _told(people, found, _who(responses, "logit"), responses, predictors)


def fit_drivers(
    people: People, item: str, among: str | Sequence[str], on: Sequence[str] = (), *,
    gap: str | None = None, net: str | None = None, **how,
) -> "Drivers":  # fmt: skip
    """Return each of several predictors alone and all at once; see :meth:`Wave.drivers`."""
    from itperception.inference.models.drivers import Drivers, adjust_drivers

    options, on = people.predictors(among), [on] if isinstance(on, str) else [*on]
    if crossed := [name for name in map(options.name, options.terms) if "*" in name]:
        raise ItPerceptionError(
            f"among: found {crossed[0]!r}, expected items or options, each by itself; whether two "
            "go together is asked of a model: on=['a*b']"
        )
    if on and (both := {*options.names} & {*people.predictors(on).names}):
        raise ItPerceptionError(f"{sorted(both)[0]!r} is in among and in on; name it once")
    for name, levels in zip(options.names, options.levels, strict=True):
        if len(levels) != 2:
            raise ItPerceptionError(
                f"among: {name!r} has the answers {', '.join(levels)}; expected yes or no"
            )

    answers = people.response(item, net).shown
    if gap is None and len(answers) > 1:
        raise ItPerceptionError(
            f"{item!r} has no one share; name one of {', '.join(answers)} as net"
        )

    def fit(names):
        if gap is None:
            return fit_model(people, item, [*names, *on], net=net, **how)
        return fit_gap(people, [item, gap], [*names, *on], net, **how)

    together, lines = fit(options.names), []
    for name, levels in zip(options.names, options.levels, strict=True):
        yes = levels[-1] if "." in name else levels[0]
        alone = fit([name])
        told = {"alone": _apart(alone, name, yes), "together": _apart(together, name, yes)}
        numbers = {f"{part}{key}": value for part, found in told.items()
                   for key, value in found.items()}  # fmt: skip
        line = {"option": name, "base": told["alone"]["base"], "raw": told["alone"]["raw"]}
        lines.append(line | numbers | {"state": str(alone.state), "note": alone.note})
    of = item if gap is None else f"the gap between {item} and {gap}"
    return Drivers(of=of if net is None else f"{of} ({net})", level=together.level,
                   lines=adjust_drivers(pd.DataFrame(lines)), base=together.base,
                   state=together.state, note=together.note)  # fmt: skip


def _apart(found: "Model | GapModel", name: str, yes: str) -> dict[str, float]:
    """Return who says yes to a predictor, and how far apart it and no are: raw, adjusted."""
    shown, raw = ("gaps", "gap_raw") if hasattr(found, "gaps") else ("adjusted", "share")
    lines = getattr(found, shown)
    lines = lines[lines["term"] == name].drop_duplicates("level").set_index("level")
    [no] = [level for level in lines.index if level != yes]
    told = {"base": lines["base"][yes], "raw": lines[raw][yes] - lines[raw][no]}
    pairs = found.contrasts[found.contrasts["term"] == name]
    if not len(pairs):
        return told | dict.fromkeys(["", "_ci_low", "_ci_high", "_p_value"], np.nan)
    pair = pairs.iloc[0]
    sign = 1 if pair["first"] == yes else -1
    low, high = sorted([sign * pair["ci_low"], sign * pair["ci_high"]])
    return told | {"": sign * pair["difference"], "_ci_low": low, "_ci_high": high,
                   "_p_value": pair["p_value"]}  # fmt: skip


def _who(responses: Sequence, kind: str) -> str:
    """Say who is in the base of the shares."""
    if kind != "logit":
        return "of who answered on the scale"
    if all(response.answers[-1] == SELECTED.id for response in responses):
        return "of who answered"
    return "of everybody who was asked, don't know included, as in the tables"


def _told(people: People, found, base: str, responses, predictors):
    """Return a result that says whom it is of, who was left out, and what nobody answered."""
    note = join_notes(base, people.left_out(responses, predictors), found.note)
    found = replace(found, note=note)
    return mark(found, people.caution)


def _refuse_itself(people: People, items: Sequence[str], on: Sequence[str]) -> None:
    """Refuse to explain an item by itself."""
    for item in items:
        if people.dimension(item).id in on:
            raise ItPerceptionError(
                f"{item!r} is both explained and a predictor; leave it out of on"
            )
