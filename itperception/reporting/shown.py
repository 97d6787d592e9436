"""A wave as it may be shown: every number of its pages comes from here.

What is hidden is decided once for all tables of the wave, those of the workbook and of the
trend included. Everything else, such as a test, a gap or a claim, is computed from the
tables that are left, so that nothing hidden can show through it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.counting.cube import Cube
from itperception.counting.disclosure import Protection, protect
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.survey.codebook import Banner, Category, Codebook, Dimension, Net
from itperception.survey.waves import WaveFolder
from itperception.workbench import Table, Wave
from itperception.workbench.claims import test_claims
from itperception.workbench.sample import WaveSample
from itperception.workbench.twins import tells_synthetic

if TYPE_CHECKING:
    from itperception.inference.gap.paired import Gap

# Whether a respondent is in the net on the first item, and on the second.
PAIR = ("first_only", "second_only", "both", "neither")
INSIDE = Category.model_construct(id="inside", label={"en": "inside"}, kind="answer")
OUTSIDE = Category.model_construct(id="outside", label={"en": "outside"}, kind="answer")


@dataclass(frozen=True, eq=False)
class ShownWave:
    """A wave of which nothing can be seen that is hidden.

    Attributes
    ----------
    wave : Wave
        The wave, checked.
    by : str or None
        A further banner or item that its tables are broken by.
    rule : DisclosureRule
        What is too small to be shown.
    """

    wave: Wave
    by: str | None = None
    rule: DisclosureRule = DisclosureRule()

    @property
    def folder(self) -> WaveFolder:
        """Name, description and codebook."""
        return self.wave.folder

    @property
    def codebook(self) -> Codebook:
        """What was asked."""
        return self.wave.codebook

    @property
    def twin(self):
        """What the answers were made from, if they are those of a twin."""
        return self.wave.twin

    @property
    def banners(self) -> list[Banner]:
        """The banners of the codebook that the wave asked."""
        return [b for b in self.codebook.banners if b.item in self.wave.columns]

    @cached_property
    def protection(self) -> Protection:
        """What is hidden, decided for all tables of the wave at once."""
        names = self._broken_by
        joint = self.wave.cube(names[:1], names[1:]) if names else None
        return protect([*self._counted.values(), *self._pairs.values()], self.rule,
                       joint=joint)  # fmt: skip

    def crosstab(self, item: str, by: str | None = None) -> Table:
        """Return what may be shown of an item by a banner.

        Parameters
        ----------
        item : str
            Item id, or ``set.option``.
        by : str, optional
            Banner or item whose answers become the columns.
        """
        stub = self.wave.dimension(item).id
        banner = self.wave.dimension(by).id if by else None
        return self.protection.apply(self._counted[stub, banner])

    def options(self, set_id: str, by: str | None = None) -> tuple[Table, ...]:
        """Return what may be shown of each option of a multiple response."""
        asked = [d.id for d in self.codebook.options(set_id) if d.id in self.wave.columns]
        return tuple(self.crosstab(option, by) for option in asked)

    def is_hidden(self, item: str) -> bool:
        """Say whether an item was answered by too few to show anything of it."""
        return self.protection.is_hidden(self._counted[item, None])

    def hidden(self, by: str) -> list[Category]:
        """Return the columns of a banner that are hidden in tables of everybody."""
        banner = self.wave.dimension(by)
        gone = self.protection.hidden_groups(banner.id)
        return [c for c in banner.categories if c.id in gone and c.kind == "answer"]

    @tells_synthetic
    def gap(
        self, self_item: str, other_item: str, *, by: str | None = None,
        net: str | None = None,
    ) -> "Gap":  # fmt: skip
        """Hold two answers of the same people together, for the groups that are shown.

        Parameters
        ----------
        self_item, other_item : str
            Two items on one scale.
        by : str, optional
            Banner or item whose answers are the groups.
        net : str, optional
            The net that is compared; by default the first.

        Returns
        -------
        Gap
            Of the net against everything else; of the total alone if the groups' pairs
            would give a hidden one away.
        """
        from itperception.inference.gap.paired import gap

        inside = self._net(self_item, net)
        key = self_item, other_item, inside.id, self.wave.dimension(by).id if by else None
        squares = _squares(self.protection.apply(self._pairs[key]))
        if list(squares) == [TOTAL]:
            squares = _squares(self.protection.apply(self._pairs[(*key[:3], None)]))
        told = Net.model_construct(id=inside.id, label=inside.label, categories=("inside",))
        return gap(squares, [INSIDE, OUTSIDE], told)

    def claims(self) -> pd.DataFrame:
        """Test the declared claims on what may be shown; see ``test_claims``."""
        return test_claims(self)

    @property
    def _broken_by(self) -> list[str]:
        """Items whose answers are columns somewhere."""
        claims = (c for f in self.folder.description.families for c in f.claims)
        named = [b.item for b in self.banners] + [gap.by for gap in self.codebook.gaps]
        named += [claim.by for claim in claims] + [self.by]
        return list(dict.fromkeys(self.wave.dimension(n).id for n in named if n))

    @cached_property
    def _counted(self) -> dict[tuple[str, str | None], Table]:
        """Every item and option by everything, each counted in one pass."""
        asked = [d.id for d in self.codebook.dimensions() if d.id in self.wave.columns]
        return {key: table for item in asked for key, table in self._tables_of(item)}

    def _tables_of(self, item: str) -> Iterator[tuple[tuple[str, str | None], Table]]:
        banners = [by for by in self._broken_by if by != item]
        cube = self.wave.cube([item], banners)
        told = {"wave": self.wave.name, "synthetic": self.wave.synthetic}
        yield (item, None), self._told(Table.from_cube(cube.marginal(item), **told))
        for by in banners:
            own = cube.marginal(item, by)
            sample = WaveSample(self.wave.respondents, self.wave.columns, *own.dimensions,
                                {}, self.wave.is_weighted)  # fmt: skip
            table = self._told(Table.from_cube(own, **told))
            yield (item, by), replace(table, sample=sample)

    def _told(self, table: Table) -> Table:
        return replace(table, twin=self.twin)

    @cached_property
    def _pairs(self) -> dict[tuple, Table]:
        """Who is in a net on two items: as tables, so that they are protected like any."""
        wanted = {
            (one, other, self._net(one, net).id, self.wave.dimension(by).id if by else None)
            for one, other, net, by in self._held_together()
        }
        wanted |= {(*key[:3], None) for key in wanted}
        order = sorted(wanted, key=lambda key: tuple(map(str, key)))
        return {key: self._pair(*key) for key in order}

    def _held_together(self) -> Iterator[tuple]:
        for gap in self.codebook.gaps:
            if {gap.self_item, gap.other_item} <= set(self.wave.columns):
                yield gap.self_item, gap.other_item, gap.net, gap.by
        for family in self.folder.description.families:
            for claim in family.claims:
                if claim.other is not None:
                    yield claim.item, claim.other, claim.net, claim.by

    def _pair(self, one: str, other: str, net: str, by: str | None) -> Table:
        cube = self.wave.cube([one, other], [by] if by else [])
        first, second = (
            np.isin([c.id for c in d.categories], self._net(one, net).categories)
            for d in cube.dimensions[:2]
        )
        kinds = (first, ~second), (~first, second), (first, second), (~first, ~second)
        cells = [cube.cells[:, a][:, :, b].sum(axis=(1, 2)) for a, b in kinds]
        rows = tuple(Category.model_construct(id=n, label={"en": n}, kind="answer")
                     for n in PAIR)  # fmt: skip
        stub = Dimension(f"{one}~{other}~{net}", {"en": ""}, {"en": ""}, rows, False, (),
                         cube.dimensions[0].asked_if)  # fmt: skip
        together = Cube((stub, *cube.dimensions[2:]), np.stack(cells, 1), cube.is_weighted)
        return Table.from_cube(together, wave=self.wave.name, synthetic=self.wave.synthetic)

    def _net(self, item: str, net: str | None) -> Net:
        """Return a net of an item, or an answer as a net of its own; by default the first."""
        return net_of(self.wave.dimension(item), net)


def net_of(dimension: Dimension, name: str | None = None) -> Net:
    """Return a net of an item, or an answer as one; by default the first net, or answer.

    Examples
    --------
    >>> answers = tuple(Category.model_construct(id=x, label={"en": x}) for x in ("yes", "no"))
    >>> net_of(Dimension("any", {}, {}, answers, False)).id
    'yes'
    """
    first = dimension.categories[0]
    own = [Net.model_construct(id=c.id, label=c.label, categories=(c.id,))
           for c in dimension.categories]  # fmt: skip
    nets = {net.id: net for net in [*own, *dimension.nets]}
    return nets[name or (dimension.nets[0].id if dimension.nets else first.id)]


def protection_of(wave: Wave, rule: DisclosureRule | None = None) -> Protection:
    """Return what is hidden on the page of a wave, for all that goes with the page.

    Parameters
    ----------
    wave : Wave
        The wave.
    rule : DisclosureRule, optional
        What is too small to be shown.
    """
    return ShownWave(wave, rule=rule or DisclosureRule()).protection


def _squares(table: Table) -> dict[str, np.ndarray]:
    """Return n, Σw and Σw² of first item by second; the total alone if rows are joined."""
    names = [row.id for row in table.rows]
    if any(name not in PAIR for name in names):
        return {TOTAL: np.zeros((3, 2, 2))}
    cells = np.stack([_cells(table, names, name) for name in PAIR], axis=1)
    square = cells[:, [[2, 0], [1, 3]]]
    groups = {c.id: square[..., k] for k, c in enumerate(table.columns)}
    return {TOTAL: square.sum(axis=-1), **groups}


def _cells(table: Table, names: Sequence[str], name: str) -> np.ndarray:
    return table.cells[:, names.index(name)] if name in names else table.cells[:, 0] * 0
