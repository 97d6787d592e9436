"""The respondents as a data frame: a line for each, ready for charts, formulas and tests.

What is in the tables is in the frame: the weighted mean of a net's or an option's column is
the printed percentage, the weighted shares of an item's answers are those of
``table.answers()``. Whatever reads a :class:`pandas.DataFrame` takes it as it is.
"""

from collections.abc import Collection, Iterator, Sequence
from keyword import iskeyword
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.results import join_notes
from itperception.survey.drawn import CLUSTER, FPC, STRATUM, WEIGHT
from itperception.survey.questions import Number
from itperception.terms.category import Net, answer_positions
from itperception.terms.dimension import Dimension
from itperception.terms.text import say
from itperception.workbench.alike import alike, caution
from itperception.workbench.people import PERSON, Respondents
from itperception.workbench.predicting import WAVE, People

RESERVED = (PERSON, WAVE, "weight", "stratum", "cluster", "fpc")
UNRANKED = ("dont_know", "refused")
_KNOWN = {"answers": ("labels", "ids", "scores"), "dont_know": ("missing", "category")}


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
    people: People, items: str | Sequence[str] | None = None, *,
    answers: Literal["labels", "ids", "scores"] = "labels",
    dont_know: Literal["missing", "category"] = "missing", nets: bool = True,
    language: str = "en", comparable: bool = False,
) -> Respondents:  # fmt: skip
    """Return the respondents of a wave, or of several.

    Parameters
    ----------
    people : People
        Who gave an answer that is hidden is missing in the item's columns, those of its nets
        included.
    items, answers, dont_know, nets, language, comparable
        As of :meth:`itperception.workbench.wave.Wave.frame` and
        :meth:`itperception.workbench.series.Waves.frame`.
    """
    for name, given in (("answers", answers), ("dont_know", dont_know)):
        if given not in _KNOWN[name]:
            raise unknown_name(f"way of {name}", given, list(_KNOWN[name]))
    asked, note = chosen_items(people, items, comparable=comparable)
    kept, hidden = people.kept, people.hide or {}
    way = _Way(answers, dont_know, nets, language)
    columns = [column for name in asked for column in _columns(
        *_answered(people, name, kept), way, hidden.get(name, ()))]  # fmt: skip
    _refuse_clashes(columns)
    values = {column.name: column.values for column in columns} | _design(people)
    made = Respondents(values, index=pd.Index(np.flatnonzero(kept) + 1, name=PERSON))
    told = {key: {c.name: getattr(c, key) for c in columns if getattr(c, key) is not None}
            for key in ("label", "wording", "base", "score")}  # fmt: skip
    if len(people.waves) > 1:
        waves = people.dimension(WAVE)
        names = pd.Index([wave.id for wave in waves.categories], dtype=object)
        codes = people.codes(WAVE)[kept]
        made.insert(0, WAVE, pd.Categorical.from_codes(codes, names, ordered=True))
        told["label"][WAVE] = say(waves.label, language)
    made.attrs = {
        "wave": "+".join(wave.name for wave in people.waves), "note": note,
        "synthetic": any(wave.synthetic for wave in people.waves),
        "twin": any(wave.twin is not None for wave in people.waves),
        "language": language, **told,
    }  # fmt: skip
    return made


def _design(people: People) -> dict[str, np.ndarray | pd.Categorical]:
    """Return the weight, and what else is known of how people were drawn."""
    kept, known = people.kept, {name for wave in people.waves for name in wave.columns}
    found = {"weight": people.column(WEIGHT, 1.0)[kept].astype(float)}
    for name, column in (("stratum", STRATUM), ("cluster", CLUSTER)):
        if column in known:
            found[name] = pd.Categorical(people.labels(column)[kept].astype(object))
    if FPC in known:
        found["fpc"] = people.column(FPC, np.nan)[kept].astype(float)
    return found


def chosen_items(
    people: People, items: str | Sequence[str] | None, *, comparable: bool = False
) -> tuple[list[str], str]:
    """Return items, numbers and options by id, banner or set, in questionnaire order.

    Of several waves by default those that can be compared, of all that each wave asked; a
    number is compared as its bins are. The note says what changed, and what is not among them.
    """
    last, folders = people.waves[-1], [wave.folder for wave in people.waves]
    dimensions = [d.id for d in last.codebook.dimensions() if d.id in last.columns]
    numbers = {n.bins_id: n.id for n in last.codebook.numbers if n.id in last.columns}
    every = [n for name in dimensions for n in (numbers.get(name), name) if n]
    wanted = set()
    for name in [items] if isinstance(items, str) else items or ():
        wanted |= {d.id for d in last.codebook.options(name)} if name in last.codebook.sets \
            else {name if name in numbers.values() else last.dimension(name).id}  # fmt: skip
    chosen, gone = [name for name in every if name in wanted], ""
    if items is None:
        alike_ones, gone = alike(folders, dimensions, comparable=comparable)
        chosen = [name for name in every if table_of(people, name) in alike_ones]
    tables = [table_of(people, name) for name in chosen]
    told = caution(folders, [*tables, *(people.where or {})], comparable=comparable)
    return chosen, join_notes(told, gone)


def table_of(people: People, name: str) -> str:
    """Return the item that a number is counted as; of an item, itself."""
    return next(
        (n.bins_id for n in people.waves[-1].codebook.numbers if n.id == name), name
    )


def _answered(
    people: People, name: str, kept: np.ndarray
) -> tuple[Dimension | Number, np.ndarray]:
    """Return what was asked, and the codes or numbers of those who are kept."""
    for number in people.waves[-1].codebook.numbers:
        if number.id == name:
            return number, people.column(name, np.nan)[kept]
    return people.dimension(name), people.codes(name)[kept]


def _columns(
    d: Dimension | Number, codes: np.ndarray, way: _Way, hidden: Collection[str]
) -> Iterator[_Column]:
    """Yield an item's own column and those of its nets; an option's, which is 1 or 0."""
    name, label, wording = (
        _name(d.id),
        say(d.label, way.language),
        say(d.wording, way.language),
    )
    if isinstance(d, Number):
        told = int(np.isfinite(codes).sum())
        yield _Column(name, d.id, codes, label, wording, told)
        return
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
