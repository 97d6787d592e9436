"""A wave as it may be shown: every number of its book comes from here.

What is hidden is decided once for all tables of the wave, those of the workbook and of the
trend included. Everything else, such as a test, a gap or a claim, is computed from the
tables that are left, so that nothing hidden can show through it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from itperception.book.pair_tables import (
    INSIDE,
    OUTSIDE,
    as_pair,
    net_of,
    pair_table,
    squares_of,
)
from itperception.counting.atoms import Atoms
from itperception.counting.choosing import BannerGroup
from itperception.counting.disclosure import Protection, protect
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.given import TOTAL
from itperception.counting.shown_columns import Told
from itperception.survey.codebook import Codebook
from itperception.survey.tabulated import Banner
from itperception.survey.waves import WaveFolder
from itperception.terms.claims import Claim
from itperception.workbench import Table, Wave
from itperception.workbench.claims import test_claims
from itperception.workbench.twins import tells_synthetic

if TYPE_CHECKING:
    from itperception.inference.gap.paired import Gap


@dataclass(frozen=True, eq=False)
class ShownWave:
    """A wave of which nothing can be seen that is hidden.

    Attributes
    ----------
    wave : Wave
        The wave, checked.
    by : str or None
        A further banner or item that its tables are broken by.
    given : DisclosureRule, optional
        What is too small to be shown; by default what ``wave.yaml`` declares.
    earlier : mapping of str to frozenset of BannerGroup
        By item or pair, the columns that an earlier edition of the page showed.
    """

    wave: Wave
    by: str | None = None
    given: DisclosureRule | None = None
    earlier: Mapping[str, frozenset[BannerGroup]] = field(default_factory=dict)

    def __post_init__(self):
        # A page says once that nobody gave the answers, not in the note of every number.
        if self.wave.twin is None:
            object.__setattr__(self, "wave", replace(self.wave, caution=""))

    @cached_property
    def rule(self) -> DisclosureRule:
        """What is too small to be shown."""
        declared = self.folder.description.disclosure
        return self.given or DisclosureRule(**declared.model_dump())

    @property
    def folder(self) -> WaveFolder:
        """Name, description and codebook."""
        return self.wave.folder

    @property
    def codebook(self) -> Codebook:
        """What was asked."""
        return self.wave.codebook

    @property
    def is_clustered(self) -> bool:
        """Whether respondents were drawn in clusters."""
        return self.wave.is_clustered

    @property
    def caution(self) -> str:
        """What every result says first."""
        return self.wave.caution

    @cached_property
    def people(self) -> int:
        """How many answered: the largest base of a question to all."""
        return int(self.largest().bases[TOTAL])

    @cached_property
    def provenance(self) -> dict:
        """What the respondents were made from: hashes, versions, and records.

        Of raked weights that are protected, nothing is told but which items they are raked
        to: a margin is an exact weighted share.
        """
        path = self.wave.respondents.with_name("provenance.json")
        made = json.loads(path.read_text(encoding="utf-8"))
        if self.is_rounded and "raking" in made["records"]:
            made["records"]["raking"] = {"margins": [*made["records"]["raking"]["margins"]]}
        return made

    @property
    def banners(self) -> list[Banner]:
        """The banners of the codebook that the wave asked."""
        return [b for b in self.codebook.banners if b.item in self.wave.columns]

    @cached_property
    def protection(self) -> Protection:
        """What is shown, decided for all tables of the wave at once."""
        items = [d for d in self.codebook.dimensions() if d.id in self.wave.columns]
        items += [n.counted() for n in self.codebook.numbers if n.id in self.wave.columns]
        banners = [self.wave.dimension(name) for name in self.broken_by]
        items += [banner for banner in banners if banner.crosses]
        atoms = Atoms.count(self.wave.respondents, banners, [item.id for item in items])
        pairs = {table.stub.id: key[:2] for key, table in self._pairs.items()}
        return protect(
            atoms, items, self.rule, pairs, self.earlier, joins=not self.is_rounded
        )

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
        return self._protected(stub, self.wave.dimension(by).id if by else None)

    def options(self, set_id: str, by: str | None = None) -> tuple[Table, ...]:
        """Return what may be shown of each option of a multiple response."""
        asked = [d.id for d in self.codebook.options(set_id) if d.id in self.wave.columns]
        return tuple(self.crosstab(option, by) for option in asked)

    def is_hidden(self, item: str) -> bool:
        """Say whether an item was asked of too few to show anything of it."""
        return self.protection.is_hidden(item)

    def is_answered(self, item: str) -> bool:
        """Say whether the wave asked an item and anybody answered it."""
        table = self._counted.get((item, None))
        return table is not None and bool(table.answers().bases[TOTAL])

    @property
    def is_rounded(self) -> bool:
        """Whether its numbers are rounded, so that weights do not give groups away."""
        return self.wave.is_weighted and self.rule.minimum > 1

    def told(self, item: str, by: str) -> Told:
        """Return which columns an item's table by a banner shows, and why not others."""
        return self.protection.told(item, self.wave.dimension(by).id)

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
            Of the net against everything else.
        """
        from itperception.inference.gap.paired import gap

        held = self.held_together(self_item, other_item, by=by, net=net)
        inside = net_of(self.wave.dimension(self_item), self._net(self_item, net))
        pair = self_item, other_item
        sample = held.sample or self.wave.pair_sample(pair, inside, None)
        return gap(squares_of(held), [INSIDE, OUTSIDE], as_pair(inside),
                   **sample.known())  # fmt: skip

    def held_together(
        self, self_item: str, other_item: str, *, by: str | None = None,
        net: str | None = None,
    ) -> Table:  # fmt: skip
        """Return what may be shown of who is in a net on two items; see :meth:`gap`."""
        key = self_item, other_item, self._net(self_item, net), self._by(by)
        return self.protection.apply(self._pairs[key])

    def largest(self, by: str | None = None) -> Table:
        """Return what may be shown, by an item, of the question to all with the largest base.

        If none was put to all, it is one of those that were put to some; of equal ones it
        has the most columns, as a question that makes columns itself may show none.
        """
        every = [key for key in self._counted if key[1] == by]
        asked = [key for key in every if self._counted[key].stub.asked_if is None]
        told = (self._protected(*key) for key in asked or every)
        return max(told, key=lambda table: (table.bases[TOTAL], len(table.columns)))

    def claims(self) -> pd.DataFrame:
        """Test the declared claims, but those about hidden groups; see ``test_claims``.

        The column `by` is added: the item whose answers are the groups of a claim.
        """
        families = self.folder.description.families
        claims = {c.id: c for family in families for c in family.claims}
        hidden = {name: gone for name, claim in claims.items()
                  if (gone := self._hidden_of(claim)) is not None}  # fmt: skip
        found = test_claims(self, hidden)
        return found.assign(by=[self._by(claims[name].by) for name in found["claim"]])

    def _hidden_of(self, claim: Claim) -> dict[str, str] | None:
        """Return what a claim needs and the page hides, with reasons; None if nothing.

        Without a column by its id, all of the item is hidden.
        """
        item, by = self.wave.dimension(claim.item).id, self._by(claim.by)
        if claim.other is not None:
            item = self._pairs[item, claim.other, self._net(item, claim.net), by].stub.id
        if self.is_hidden(item):
            return {}
        if by is None or by == item:
            return None
        told = self.told(item, by)
        return {name: told.reasons[name] for name in told.hidden} or None

    @property
    def broken_by(self) -> list[str]:
        """Items whose answers are columns somewhere."""
        claims = (c for f in self.folder.description.families for c in f.claims)
        named = [b.item for b in self.banners] + [gap.by for gap in self.codebook.gaps]
        named += [claim.by for claim in claims] + [self.by]
        return list(dict.fromkeys(self.wave.dimension(n).id for n in named if n))

    def _protected(self, item: str, by: str | None) -> Table:
        """Return what may be shown of a table that was counted; made once."""
        if (item, by) not in self._shown:
            self._shown[item, by] = self.protection.apply(self._counted[item, by])
        return self._shown[item, by]

    @cached_property
    def _shown(self) -> dict[tuple[str, str | None], Table]:
        return {}

    @cached_property
    def _counted(self) -> dict[tuple[str, str | None], Table]:
        """Every item and option by everything, all counted at once."""
        asked = [d.id for d in self.codebook.dimensions() if d.id in self.wave.columns]
        cubes = self.wave.cubes(asked)
        if self.broken_by:
            cubes |= self.wave.cubes(asked, self.broken_by)
        order = sorted(cubes, key=lambda key: asked.index(key[0]))
        return {key: self.wave.table_of(cubes[key]) for key in order}

    @cached_property
    def _pairs(self) -> dict[tuple, Table]:
        """Who is in a net on two items: as tables, so that they are protected like any."""
        wanted = {
            (one, other, self._net(one, net), self._by(by))
            for one, other, net, by in self._held_together()
        }
        wanted |= {(*key[:3], None) for key in wanted}
        order = sorted(wanted, key=lambda key: tuple(map(str, key)))
        return {key: pair_table(self.wave, *key) for key in order}

    def _held_together(self) -> Iterator[tuple]:
        for gap in self.codebook.gaps:
            if {gap.self_item, gap.other_item} <= set(self.wave.columns):
                yield gap.self_item, gap.other_item, gap.net, gap.by
        for family in self.folder.description.families:
            for claim in family.claims:
                if claim.other is not None:
                    yield claim.item, claim.other, claim.net, claim.by

    def _net(self, item: str, net: str | None) -> str:
        return net_of(self.wave.dimension(item), net).id

    def _by(self, by: str | None) -> str | None:
        """Return the item of a banner; by default that of the declared gap."""
        declared = self.codebook.gaps[0].by if self.codebook.gaps else None
        named = by or declared
        return self.wave.dimension(named).id if named else None
