"""The respondents as a data frame: a line for each, ready for charts, formulas and tests.

What is in the tables is in the frame: the weighted mean of a net's or an option's column is
the printed percentage, the weighted shares of an item's answers are those of
``table.answers()``. Whatever reads a :class:`pandas.DataFrame` takes it as it is.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from keyword import iskeyword
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from itperception.counting.queries import read_columns
from itperception.errors import ItPerceptionError, unknown_name
from itperception.survey.check import CLUSTER, FPC, STRATUM, WEIGHT
from itperception.survey.codebook import (
    LANGUAGES,
    Dimension,
    Net,
    Number,
    answer_positions,
    say,
)
from itperception.survey.filtering import INSIDE
from itperception.workbench.people import PERSON, Respondents

RESERVED = (PERSON, "weight", "stratum", "cluster", "fpc")
UNRANKED = ("dont_know", "refused")
_KNOWN = {"answers": ("labels", "ids", "scores"), "dont_know": ("missing", "category"),
          "language": LANGUAGES}  # fmt: skip


class _Column(NamedTuple):
    name: str
    of: str
    values: object
    label: str
    wording: str
    base: int
    score: dict[int, str] | None = None


class _Way(NamedTuple):
    """How answers are told."""

    answers: str
    dont_know: str
    nets: bool
    language: str


def respondents_of(
    wave, items: str | Sequence[str] | None = None, *,
    answers: Literal["labels", "ids", "scores"] = "labels",
    dont_know: Literal["missing", "category"] = "missing", nets: bool = True,
    language: str = "en", where: Mapping[str, Sequence[str]] | None = None,
    hide: Mapping[str, Collection[str]] | None = None,
) -> Respondents:  # fmt: skip
    """Return the respondents of a wave; see :meth:`itperception.workbench.wave.Wave.frame`.

    Parameters
    ----------
    wave : Wave
        As it was counted.
    items, answers, dont_know, nets, language, where
        As there.
    hide : mapping of str to collection of str, optional
        By item, ids of answers that may not be shown: who gave one is missing in the
        item's columns, those of its nets included.
    """
    for name, given in (
        ("answers", answers),
        ("dont_know", dont_know),
        ("language", language),
    ):
        if given not in _KNOWN[name]:
            raise unknown_name(f"way of {name}", given, list(_KNOWN[name]))
    filters, asked = wave.codes_of(where), chosen_items(wave, items)
    hidden = {wave.dimension(name).id: gone for name, gone in (hide or {}).items()}
    design = [c for c in (WEIGHT, STRATUM, CLUSTER, FPC) if c in wave.columns]
    filters |= {INSIDE: [1]} if INSIDE in wave.columns else {}
    wanted = list(dict.fromkeys([*(d.id for d in asked), *filters, *design]))
    read = dict(zip(wanted, read_columns(wave.respondents, wanted), strict=True))
    kept = np.ones(len(next(iter(read.values()))), bool)
    for name, codes in filters.items():
        kept &= np.isin(read[name].filled(-1), codes)
    way = _Way(answers, dont_know, nets, language)
    columns = [column for d in asked for column in _columns(
        d, read[d.id][kept], way, hidden.get(d.id, ()))]  # fmt: skip
    _refuse_clashes(columns)
    values = {column.name: column.values for column in columns}
    values["weight"] = read[WEIGHT][kept].astype(float) if WEIGHT in design else 1.0
    for name, column in (("stratum", STRATUM), ("cluster", CLUSTER)):
        if column in design:
            values[name] = pd.Categorical(read[column][kept].astype(str).astype(object))
    if FPC in design:
        values["fpc"] = read[FPC][kept].astype(float)
    made = Respondents(values, index=pd.Index(np.flatnonzero(kept) + 1, name=PERSON))
    made.attrs = {
        "wave": wave.name, "synthetic": wave.synthetic, "twin": wave.twin is not None,
        "language": language,
        **{key: {c.name: getattr(c, key) for c in columns if getattr(c, key) is not None}
           for key in ("label", "wording", "base", "score")},
    }  # fmt: skip
    return made


def chosen_items(
    wave, items: str | Sequence[str] | None
) -> list[Dimension | Number]:  # fmt: skip
    """Return items, numbers and options by id, banner or set, in questionnaire order."""
    dimensions = [d for d in wave.codebook.dimensions() if d.id in wave.columns]
    numbers = {n.bins_id: n for n in wave.codebook.numbers if n.id in wave.columns}
    every = [n for d in dimensions for n in (numbers.get(d.id), d) if n]
    if items is None:
        return every
    sets, wanted = {chosen.id for chosen in wave.codebook.multiple_responses}, set()
    known = {number.id for number in numbers.values()}
    for name in [items] if isinstance(items, str) else items:
        wanted |= {d.id for d in wave.codebook.options(name)} if name in sets else {
            name if name in known else wave.dimension(name).id}  # fmt: skip
    return [d for d in every if d.id in wanted]


def _columns(
    d: Dimension | Number, read: np.ma.MaskedArray, way: _Way, hidden: Collection[str]
) -> Iterator[_Column]:
    """Yield an item's own column and those of its nets; an option's, which is 1 or 0."""
    name, label, wording = (
        _name(d.id),
        say(d.label, way.language),
        say(d.wording, way.language),
    )
    if isinstance(d, Number):
        yield _Column(name, d.id, read.filled(np.nan), label, wording, int(read.count()))
        return
    codes = read.filled(-1).astype(int)
    kinds = np.array([*(c.kind for c in d.categories), "not_asked"])[codes]
    told = np.array([*(c.id not in hidden for c in d.categories), True])[codes]
    asked, answered = codes >= 0, kinds == "answer"
    if "." in d.id:
        values = _zero_one(codes == 0, answered & told)
        yield _Column(name, d.id, values, label, wording, int(answered.sum()))
        return
    places = answer_positions(d.categories)
    scale = {score: say(d.categories[at].label, way.language)
             for score, at in zip(_scores(d), places, strict=True)}  # fmt: skip
    yield _Column(name, d.id, _answers(d, np.where(told, codes, -1), way, hidden), label,
                  wording, int(asked.sum()), scale if d.ordered else None)  # fmt: skip
    asked = asked & answered.any()  # of whom nobody answered, nobody is in a net's table
    for net in (d.nets or _first_of_two(d)) if way.nets else ():
        at = [k for k, c in enumerate(d.categories) if c.id in net.categories]
        yield _Column(_name(f"{d.id}_{net.id}"), f"{d.id}, {net.id}",
                      _zero_one(np.isin(codes, at), asked & told),
                      f"{label}: {say(net.label, way.language)}", wording,
                      int(asked.sum()))  # fmt: skip


def _answers(d: Dimension, codes: np.ndarray, way: _Way, hidden: Collection[str]):
    """Return answers as a categorical, or as what they count."""
    places = answer_positions(d.categories)
    if way.answers == "scores" and d.ordered:
        score = np.full(len(d.categories) + 1, np.nan)
        score[places] = _scores(d)
        return score[codes]
    shown = [k for k in places if d.categories[k].id not in hidden]
    if way.dont_know == "category":
        shown += [k for k, c in enumerate(d.categories) if c.kind in UNRANKED]
    at = np.full(len(d.categories) + 1, -1)
    at[shown] = np.arange(len(shown))
    # Categories are objects: patsy and seaborn do not know every other type of text.
    words = pd.Index(_words(d, shown, way), dtype=object)
    ordered = d.ordered and way.dont_know == "missing"
    return pd.Categorical.from_codes(at[codes], words, ordered=ordered)


def _scores(d: Dimension) -> Sequence[float]:
    """Return what the answers count in a mean; if nobody can say, their places."""
    return d.scores or range(1, len(answer_positions(d.categories)) + 1)


def _words(d: Dimension, shown: Sequence[int], way: _Way) -> list[str]:
    """Return the ids of answers, or their short labels, or labels if those are one."""
    categories = [d.categories[k] for k in shown]
    if way.answers == "ids":
        return [c.id for c in categories]
    short = [say(c.short or c.label, way.language) for c in categories]
    if len({*short}) == len(short):
        return short
    return [say(c.label, way.language) for c in categories]  # a codebook's are never two


def _first_of_two(d: Dimension) -> Sequence[Net]:
    """Return the first of two unranked answers, such as yes, as a net."""
    told = [d.categories[k] for k in answer_positions(d.categories)]
    if d.ordered or len(told) != 2:
        return ()
    return (Net(id=told[0].id, label=told[0].label, categories=(told[0].id,)),)


def _zero_one(inside: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return 1 and 0 as numbers, NaN where unknown.

    Never as booleans: of these smf.glm and smf.gee model False without a word.
    """
    return inside.astype("int64") if known.all() else np.where(known, inside, np.nan)


def _name(name: str) -> str:
    """Return a column's name that can stand in a formula as it is."""
    name = name.replace(".", "_")
    return f"{name}_" if iskeyword(name) or name in RESERVED else name


def _refuse_clashes(columns: Sequence[_Column]) -> None:
    of: dict[str, str] = {}
    for column in columns:
        if column.name in of:
            raise ItPerceptionError(
                f"{of[column.name]!r} and {column.of!r} would both be the column "
                f"{column.name!r}; choose items=[…] with one of them, or nets=False"
            )
        of[column.name] = column.of
