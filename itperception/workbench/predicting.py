"""From a wave, or several, to what a model is made of: answers, predictors and the sample.

The share of a net, of a yes or of an option is that of the tables: don't know and no answer
are in the base of a net and of a yes, who gave no answer to a set is in that of none of its
options. Models of a whole scale are of who answered on it. Of a predictor's answers only those
on its scale are levels; who gave none is left out, which the note says.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from itperception.counting.queries import read_columns, run
from itperception.errors import ItPerceptionError
from itperception.inference.design.units import Units
from itperception.inference.models.predictors import Predictors
from itperception.inference.models.separating import Response
from itperception.inference.results import join_notes
from itperception.survey.derived import crossed_codes
from itperception.survey.drawn import (
    CLUSTER,
    FPC,
    INSIDE_COLUMN,
    RESPONDENT,
    STRATUM,
    WEIGHT,
)
from itperception.terms.category import SELECTED, Category, answer_positions
from itperception.terms.dimension import Dimension, codes_of, members
from itperception.workbench.alike import in_one_order

WAVE = "wave"
YES_NO = np.array([False, True])


@dataclass(frozen=True, eq=False)
class People:
    """Everybody of one wave or of several, a line each, as models need them.

    Attributes
    ----------
    waves : sequence of Wave
        In order of time; answers are in the order of the last one's codebook.
    where : mapping of str to sequence of str, optional
        Whom the model is of; everybody else stays in the sample.
    weighted : bool
        Whether weights are used, where there are any.
    panel : bool
        Whether a respondent's id is the same person in every wave.
    hide : mapping of str to collection of str, optional
        By item, answers that may not be shown: nobody is told to have given them.
    """

    waves: Sequence
    where: Mapping[str, Sequence[str]] | None = None
    weighted: bool = True
    panel: bool = False
    hide: Mapping[str, Collection[str]] | None = None
    _read: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False)

    @property
    def caution(self) -> str:
        """What everything that is said of them says first."""
        return join_notes(*dict.fromkeys(wave.caution for wave in self.waves))

    def dimension(self, name: str) -> Dimension:
        """Return an item that every wave asked, or the waves themselves as one."""
        if name == WAVE and len(self.waves) > 1:
            return as_item(wave.name for wave in self.waves)
        return [wave.dimension(name) for wave in self.waves][-1]

    def codes(self, name: str) -> np.ndarray:
        """Return the position of everybody's answer; −1 for who was not asked."""
        if name not in self._read:
            self._read[name] = self._codes(name)
        return self._read[name]

    def _codes(self, name: str) -> np.ndarray:
        if name == WAVE and len(self.waves) > 1:
            return np.repeat(np.arange(len(self.waves)), list(map(_size, self.waves)))
        if parts := self.dimension(name).crosses:
            return crossed_codes(parts, np.stack([self.codes(part.id) for part in parts]))
        asked, found = [wave.dimension(name) for wave in self.waves], []
        for wave, own, order in zip(self.waves, asked, in_one_order(asked), strict=True):
            place = np.full(len(order) + 1, -1)
            place[order] = np.arange(len(order))
            found.append(place[read_column(wave, own.id, -1).astype(int)])
        return np.concatenate(found)

    def columns(self, by: str) -> dict[str, np.ndarray]:
        """Return by id who is in each column: gave an answer, or chose an option of a set."""
        codebook = self.waves[-1].codebook
        if by in codebook.sets:
            return {o.id.split(".")[1]: self.codes(o.id) == 0 for o in codebook.options(by)}
        categories, codes = self.dimension(by).categories, self.codes(by)
        return {categories[k].id: codes == k for k in answer_positions(categories)}

    @cached_property
    def kept(self) -> np.ndarray:
        """Whom the filter lets through."""
        kept = self.column(INSIDE_COLUMN, 1) == 1
        for name, wanted in codes_of(self.where, self.dimension).items():
            kept &= np.isin(self.codes(name), wanted)
        return kept

    @cached_property
    def units(self) -> Units:
        """How everybody was drawn: strata and clusters of one wave are not another's.

        Of a panel they are, and without clusters each person is a unit. Of several waves
        the weights of each have mean 1, so that each counts as many as it has respondents.
        """
        stratum = self.labels(STRATUM)
        clustered = any(CLUSTER in wave.columns for wave in self.waves)
        by = CLUSTER if clustered else RESPONDENT if self.panel else None
        cluster = None if by is None else self.labels(by)
        fpc = self.column(FPC, 0.0)
        if self.panel:
            _refuse_two(cluster, stratum, "respondent {!r} is in stratum {!r} of one wave and in "
                        "{!r} of another; a panel needs each person in one stratum")  # fmt: skip
            _refuse_two(stratum, fpc, "the fpc of stratum {!r} is {} in one wave and {} in "
                        "another; a panel is drawn once, so it needs one")  # fmt: skip
        weight = self._weights() if self.weighted else None
        return Units.of(len(self.kept), weight=weight, stratum=stratum, cluster=cluster,
                        fpc=fpc)  # fmt: skip

    def column(self, name: str, otherwise: float) -> np.ndarray:
        """Return a column of numbers of the design; `otherwise` where a wave has none."""
        return np.concatenate([read_column(wave, name, otherwise) for wave in self.waves])

    def _weights(self) -> np.ndarray:
        found = [read_column(wave, WEIGHT, 1.0).astype(float) for wave in self.waves]
        if len(found) > 1:
            found = [own / own.mean() if own.any() else own for own in found]
        return np.concatenate(found)

    def labels(self, column: str) -> np.ndarray:
        """Return labels as text, each wave's apart by its name unless they are a panel's.

        A wave without clusters is drawn one by one, a wave without strata is one.
        """
        found = []
        for wave in self.waves:
            own = read_column(wave, column, "").astype(str)
            if column != STRATUM and column not in wave.columns:
                if self.panel:
                    raise ItPerceptionError(
                        f"wave {wave.name!r} has no {column.strip('_')}; a panel needs one"
                    )
                own = np.arange(len(own)).astype(str)
            is_apart = len(self.waves) > 1 and not self.panel
            apart = np.char.rstrip(np.char.add(f"{wave.name} ", own))
            found.append(apart if is_apart else own)
        return np.concatenate(found)

    def response(self, item: str, net: str | None = None) -> Response:
        """Return the answers a model is of: a net's, a yes, an option's, or a whole scale.

        Parameters
        ----------
        item : str
            Item id, or ``set.option``.
        net : str, optional
            Id of a net or of an answer, against everything else.

        Raises
        ------
        UnknownNameError
            For an item or net that does not exist.
        """
        asked, codes = self.dimension(item), np.where(self.kept, self.codes(item), -1)
        places = answer_positions(asked.categories)
        if net is None and asked.categories[0].id == SELECTED.id:
            codes = np.where(np.isin(codes, places), 1 - codes, -1)
            return Response(
                item, codes, ("not_selected", SELECTED.id), {SELECTED.id: YES_NO}
            )
        if net is None and len(places) == 2 and not asked.ordered:
            net = asked.categories[places[0]].id
        if net is not None:
            inside = np.isin(codes, members(asked, net))
            codes = np.where(codes >= 0, 1 * inside, -1)
            return Response(f"{item} {net}", codes, (f"not {net}", net), {net: YES_NO})
        answers = tuple(asked.categories[k].id for k in places)
        shown = {
            n.id: np.isin(answers, n.categories) for n in asked.nets[:1] if asked.ordered
        }
        shown = shown or {name: np.array(answers) == name for name in answers}
        return Response(item, _place(codes, places), answers, shown, asked.ordered)

    def predictors(self, on: Sequence[str]) -> Predictors:
        """Return the factors of a model and its terms.

        Parameters
        ----------
        on : sequence of str
            Items, ``set.option``, whole sets, and ``a*b`` for both and their interaction;
            ``wave`` of several waves.
        """
        terms = list(dict.fromkeys(self._terms([on] if isinstance(on, str) else on)))
        if not terms:
            raise ItPerceptionError("on=[] names no predictor; expected at least one item")
        names = tuple(dict.fromkeys(name for term in terms for name in term))
        told = [self._factor(name) for name in names]
        places = [tuple(names.index(name) for name in term) for term in terms]
        levels, codes = zip(*told, strict=True)
        return Predictors(
            names, levels, np.column_stack(codes), tuple(sorted(places, key=len))
        )

    def _terms(self, on: Sequence[str]) -> Iterator[tuple[str, ...]]:
        for told in on:
            if told in self.waves[-1].codebook.sets:
                options = [option.id for option in self.waves[-1].codebook.options(told)]
                yield from (
                    (o,) for o in options if all(o in w.columns for w in self.waves)
                )
                continue
            parts = tuple(self.dimension(part.strip()).id for part in told.split("*"))
            if len(parts) > 2 or len({*parts}) < len(parts):
                raise ItPerceptionError(
                    f"on: found {told!r}, expected an item, or two different ones as 'a*b'"
                )
            yield from ((part,) for part in parts)
            if len(parts) > 1:
                yield parts

    def _factor(self, name: str) -> tuple[tuple[str, ...], np.ndarray]:
        """Return the levels of an item, what an option is held against being no."""
        asked = self.dimension(name)
        hidden = (self.hide or {}).get(asked.id, ())
        places = [k for k in answer_positions(asked.categories)
                  if asked.categories[k].id not in hidden]  # fmt: skip
        places = places[::-1] if asked.categories[0].id == SELECTED.id else places
        levels = tuple(asked.categories[k].id for k in places)
        return levels, _place(self.codes(name), places)

    def left_out(self, responses: Sequence[Response], on: Predictors) -> str:
        """Say who of those asked is not in the model, and why."""
        asked = np.all([response.codes >= 0 for response in responses], axis=0)
        gone = asked & ~(on.known & (self.units.weight > 0))
        silent = {}
        for k, name in enumerate(on.names):  # a set is not answered as a whole
            silent.setdefault(name.split(".")[0], (name, asked & (on.codes[:, k] < 0)))
        told = [self._silent(of, *who) for of, who in silent.items()]
        zero = int((asked & on.known & ~(self.units.weight > 0)).sum())
        told += [f"weight 0 {zero}"] if zero else []
        hidden = [f"{name}: {', '.join(ids)}" for name, ids in (self.hide or {}).items()
                  if name in on.names and ids]  # fmt: skip
        return join_notes(
            f"{gone.sum()} of {asked.sum()} left out: {', '.join(filter(None, told))}"
            if gone.any() else "",
            f"groups that may not be shown are left out ({'; '.join(hidden)})" if hidden else "",
        )  # fmt: skip

    def _silent(self, told_as: str, name: str, who: np.ndarray) -> str:
        """Say why some have no level of a predictor."""
        asked, codes = self.dimension(name), self.codes(name)[who]
        words = {"no_answer": "no answer", "dont_know": "don't know", "answer": "not shown"}
        told = Counter("not asked" if k < 0 else words.get(asked.categories[k].kind, "refused")
                       for k in codes)  # fmt: skip
        return (
            f"{told_as} {', '.join(f'{why} {n}' for why, n in told.items())}"
            if told
            else ""
        )


def as_item(waves: Iterable[str]) -> Dimension:
    """Return the names of waves as one item, whose answers they are."""
    named = tuple(Category.model_construct(id=w, label={"en": w}) for w in waves)
    words = {"en": "Wave", "sv": "Mätning", "de": "Welle"}
    return Dimension(WAVE, words, {"en": ""}, named, True)


def read_column(wave, name: str, otherwise: object) -> np.ndarray:
    """Return a column of the file that is counted; `otherwise` where nothing stands."""
    if name not in wave.columns:
        return np.full(_size(wave), otherwise)
    [found] = read_columns(wave.respondents, [name])
    return np.ma.filled(found.astype(object) if otherwise == "" else found, otherwise)


def _size(wave) -> int:
    return int(
        run("SELECT count(*) AS n FROM read_parquet(?)", [str(wave.respondents)])["n"][0]
    )


def _place(codes: np.ndarray, places: Sequence[int]) -> np.ndarray:
    """Return where each code stands among some; −1 for others."""
    found = np.full(max([*places, codes.max(initial=0)]) + 2, -1)
    found[list(places)] = np.arange(len(places))
    return found[codes]


def _refuse_two(of: np.ndarray, values: np.ndarray, told: str) -> None:
    """Refuse two values of one thing."""
    found = {}
    for one, value in zip(of.tolist(), values.tolist(), strict=True):
        if found.setdefault(one, value) != value:
            raise ItPerceptionError(told.format(one, found[one], value))
