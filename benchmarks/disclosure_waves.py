"""Small waves drawn at random, and everything that is published of each.

Group sizes are uneven, so that most waves have a group below the minimum; answers are
skewed, so that small groups often agree. Banners come in kinds: two that overlap, a
second one that is coarser than the first (regions of towns), one that is both at once (a
joint banner), and a filter beside all respondents.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.disclosure_attack import NONE, Attack, Release
from itperception.counting.crosstab import Crosstab
from itperception.counting.cube import Cube
from itperception.counting.disclosure import DisclosureRule, Shown, protect
from itperception.counting.narrowing import narrowed
from itperception.survey.codebook import NO_ANSWER, Category, Dimension, Net

KINDS = ("overlapping", "nested", "joint", "filter")


@dataclass(frozen=True, eq=False)
class RandomWave:
    """Respondents of a wave that nobody answered.

    Attributes
    ----------
    codes : pandas.DataFrame
        One line per respondent, a column of codes for each dimension.
    dimensions : dict of str to Dimension
        What the codes mean.
    banners, items : tuple of str
        What tables are broken by, and what they show.
    weights : numpy.ndarray or None
        One per respondent.
    where : dict of str to tuple of str
        A filter that some tables are published with; empty for none.
    """

    codes: pd.DataFrame
    dimensions: dict[str, Dimension]
    banners: tuple[str, ...]
    items: tuple[str, ...]
    weights: np.ndarray | None
    where: dict[str, tuple[str, ...]]

    def cube(self, names: Sequence[str], where: dict | None = None) -> Cube:
        """Count respondents by some dimensions."""
        inside = np.ones(len(self.codes), bool)
        for item, named in (where or {}).items():
            ids = [c.id for c in self.dimensions[item].categories]
            inside &= self.codes[item].isin([ids.index(name) for name in named]).to_numpy()
        dimensions = tuple(self.dimensions[name] for name in names)
        cells = np.zeros((3, *(len(d.categories) for d in dimensions)))
        w = np.ones(len(self.codes)) if self.weights is None else self.weights
        places = tuple(self.codes.loc[inside, name].to_numpy() for name in names)
        for layer, power in enumerate((0, 1, 2)):
            np.add.at(cells[layer], places, w[inside] ** power)
        return Cube(dimensions, cells, self.weights is not None)

    def tables(self) -> list[Shown]:
        """Return every table that is published, not yet protected."""
        named = [(item, by) for item in self.items for by in self.banners]
        named += [(one, two) for one in self.banners for two in self.banners if one != two]
        named += [(item, None) for item in (*self.items, *self.banners)]
        found = [Shown(self._table(item, by, {})) for item, by in named]
        if self.where:
            found += [Shown(self._table(item, by, self.where), self.where)
                      for item in self.items for by in self.banners]  # fmt: skip
        return found

    def _table(self, item: str, by: str | None, where: dict) -> Crosstab:
        return Crosstab.from_cube(self.cube([item, *([by] if by else [])], where))

    def attacks(self, rule: DisclosureRule) -> tuple[Attack, Attack]:
        """Return the attack on protected tables, and on those with small columns hidden."""
        tables = self.tables()
        protection = protect(tables, rule, joint=self.cube([*self.banners, *self.where]))
        return (self.attack(tables, [protection.apply(*shown) for shown in tables]),
                self.attack(tables, [only_small(t, rule) for t, _ in tables]))  # fmt: skip

    def attack(self, tables: Sequence[Shown], published: Sequence[Crosstab]) -> Attack:
        """Return the attack of a reader who knows which combinations there can be."""
        releases = [
            Release(own, shown.table, tuple(shown.where.items()))
            for shown, own in zip(tables, published, strict=True)
        ]
        w = self.weights
        return Attack(releases, self._atoms(), None if w is None else (w.min(), w.max()))

    def _atoms(self) -> pd.DataFrame:
        """Return the combinations of columns that somebody is in."""
        names = [*self.banners, *self.where]
        told = {name: [c.id if c.kind == "answer" else NONE
                       for c in self.dimensions[name].categories] for name in names}  # fmt: skip
        frame = self.codes[names].apply(
            lambda own: own.map(dict(enumerate(told[own.name])))
        )
        return frame.drop_duplicates().reset_index(drop=True)


def only_small(table: Crosstab, rule: DisclosureRule) -> Crosstab:
    """Return a table without its small columns and nothing else: as pages usually do."""
    bases = table.effective_bases.drop("total").fillna(0)
    single = tuple((k,) for k in range(len(table.stub.categories)))
    return narrowed(table, bases.index[bases < rule.minimum_base], single, single)


def draw(rng: np.random.Generator, kind: str, *, weighted: bool) -> RandomWave:
    """Draw a wave.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    kind : str
        One of `KINDS`.
    weighted : bool
        Whether respondents have weights.
    """
    n = int(rng.integers(60, 160))
    dimensions, codes = {}, {}
    for name in ("town", "size"):
        dimensions[name] = _dimension(name, int(rng.integers(3, 5)), ordered=False)
        codes[name] = _codes(rng, len(dimensions[name].categories), n, unstated=True)
    if kind in ("nested", "joint"):
        dimensions["size"], codes["size"] = _second(kind, dimensions, codes)
    for k in range(2):
        item = _dimension(f"item{k}", int(rng.integers(2, 5)), ordered=bool(k))
        item = replace(item, nets=(_net(item),))
        dimensions[item.id], codes[item.id] = item, _codes(rng, len(item.categories), n)
    weights = rng.lognormal(0, 0.4, n) if weighted else None
    where = {"town": ("town0", "town1")} if kind == "filter" else {}
    banners = ("size",) if kind == "filter" else ("town", "size")
    return RandomWave(pd.DataFrame(codes), dimensions, banners, ("item0", "item1"),
                      weights, where)  # fmt: skip


def _second(kind: str, dimensions, codes) -> tuple[Dimension, np.ndarray]:
    """Return regions of towns, or towns by size."""
    towns = len(dimensions["town"].categories) - 1
    if kind == "nested":
        return _dimension("size", 2, ordered=False), np.where(
            codes["town"] == towns, 2, codes["town"] % 2
        )
    size = np.minimum(codes["size"], 1)
    return _dimension("size", 2 * towns, ordered=False), np.where(
        codes["town"] == towns, 2 * towns, 2 * codes["town"] + size
    )


def _dimension(name: str, answers: int, *, ordered: bool) -> Dimension:
    categories = [Category.model_construct(id=f"{name}{k}", label={"en": f"{name} {k}"},
                                           kind="answer") for k in range(answers)]  # fmt: skip
    label = {"en": name}
    return Dimension(name, label, label, (*categories, NO_ANSWER), ordered)


def _net(item: Dimension) -> Net:
    inside = (item.categories[0].id, item.categories[1].id)
    return Net.model_construct(id="net", label={"en": "net"}, categories=inside)


def _codes(rng, categories: int, n: int, *, unstated: bool = False) -> np.ndarray:
    shares = rng.dirichlet(np.full(categories, 0.7))
    if unstated and rng.random() < 0.5:
        shares[-1] = 0.0
        shares /= shares.sum()
    return rng.choice(categories, n, p=shares)
