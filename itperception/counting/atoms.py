"""Who is in which group: respondents counted by all banners, and by what they were asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from itperception.counting.queries import code_of, group_by, quote, run
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension

_NOT_ASKED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """Respondents who are in the same groups and were asked the same, counted.

    Attributes
    ----------
    banners : tuple of Dimension
        What groups are made of.
    codes : numpy.ndarray of int, shape (banners, atoms)
        Positions among the answers; -1 for who was not asked.
    asked : dict of str to numpy.ndarray of bool, shape (atoms,)
        By item, who was asked it.
    people : numpy.ndarray of int, shape (atoms,)
        How many respondents.
    """

    banners: tuple[Dimension, ...]
    codes: np.ndarray
    asked: dict[str, np.ndarray]
    people: np.ndarray

    @classmethod
    def count(
        cls, respondents: Path, banners: Sequence[Dimension], items: Sequence[str]
    ) -> "Atoms":
        """Count a wave's respondents, only the combinations that occur.

        `items` are columns, or banners, which may be nested.

        An empty answer to a banner's question that was asked of all is no answer; with a
        condition it says that the respondent was not asked. Who was asked nothing, as they are
        outside of the report, is in no table.
        """
        empty = [_NOT_ASKED if d.asked_if else len(d.categories) - 1 for d in banners]
        named = [f"coalesce({code_of(d)}, {code}) AS b{k}"
                 for k, (d, code) in enumerate(zip(banners, empty, strict=True))]  # fmt: skip
        told = {d.id: code_of(d) for d in banners}
        given = [f"{told.get(item, quote(item))} IS NOT NULL" for item in items]
        named += [f"{one} AS a{k}" for k, one in enumerate(given)]
        inside = " OR ".join(given)
        found = run(group_by(named, ["count(*) AS n"], [f"({inside})"] if items else []),
                    [str(respondents)])  # fmt: skip
        people = np.asarray(found["n"], int)
        codes = [np.asarray(found[f"b{k}"], int) for k in range(len(banners))]
        asked = {item: np.asarray(found[f"a{k}"], bool) for k, item in enumerate(items)}
        stacked = np.array(codes, int).reshape(len(banners), len(people))
        return cls(tuple(banners), stacked, asked, people)

    def columns(self, banner: int) -> dict[str, np.ndarray]:
        """Return who is in each column of a banner, by the id of the answer."""
        categories = self.banners[banner].categories
        return {categories[k].id: self.codes[banner] == k
                for k in answer_positions(categories)}  # fmt: skip

    def unstated(self, banner: int) -> np.ndarray:
        """Return who was asked a banner's question and is in none of its columns."""
        inside = np.isin(
            self.codes[banner], answer_positions(self.banners[banner].categories)
        )
        return ~inside & (self.codes[banner] != _NOT_ASKED)
