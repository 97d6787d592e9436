"""Where rows are counted: one GROUP BY per cube, or a whole book in one read of its columns.

The engine reads ``respondents.parquet`` (one integer code per answer, NULL for
"not asked") and returns the sums a :class:`~itperception.counting.cube.Cube` holds.
The SQL is plain, so another engine needs only its own way to run the text; it counts a
book item by item, so that its rows stay where they are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from itperception.counting.cube import Cube
from itperception.counting.queries import (
    Filter,
    code_of,
    counts_elsewhere,
    group_by,
    placeholder_values,
    run,
    run_in_parts,
    table_conditions,
    three_sums,
    weight_of,
)
from itperception.errors import ItPerceptionError
from itperception.terms.dimension import Dimension

LARGEST_CUBE = 1_000_000  # cells
LARGEST_JOINT = 20_000
"""Cells up to which several banners are counted together: more cost more than counting anew."""
LARGEST_BOOK = 4 * LARGEST_CUBE
"""Cells that are held at a time; for more the columns are read again."""


def count(
    respondents: Path,
    stubs: Sequence[Dimension],
    banners: Sequence[Dimension] = (),
    *,
    weight: str | None = None,
    where: Mapping[str, Sequence[int]] | None = None,
) -> Cube:
    """Count respondents in every combination of some dimensions.

    Parameters
    ----------
    respondents : pathlib.Path
        A Parquet file with a column of codes for each dimension.
    stubs : sequence of Dimension
        What is counted; a respondent who was not asked one of them is left out.
    banners : sequence of Dimension
        What it is counted by; who was not asked one of them is counted there as
        "no answer", so that totals are of everybody who was asked the stubs.
    weight : str, optional
        Name of the column with the weights; without it every weight is 1.
    where : mapping of str to sequence of int, optional
        Only respondents with one of these codes in these columns.

    Returns
    -------
    Cube
        Stubs, then banners, with all categories, empty ones included.

    Raises
    ------
    ItPerceptionError
        If the cube would have more than `LARGEST_CUBE` cells, or the file has a code that
        a dimension does not know.

    Notes
    -----
    Missing data: "no answer" is a category of its own and stays; "not asked" (NULL)
    is outside the base of the item.
    """
    dimensions = (*stubs, *banners)
    shape = tuple(len(dimension.categories) for dimension in dimensions)
    _refuse_too_large(dimensions)
    cells = np.zeros((3, *shape))
    conditions, named = table_conditions(stubs, banners, where or {})
    query = group_by(named, three_sums(weight), conditions)
    columns = run(query, [str(respondents), *placeholder_values(where or {})])
    at = tuple(columns[f"d{axis}"].astype(int) for axis in range(len(dimensions)))
    for codes, dimension in zip(at, dimensions, strict=True):
        _refuse_unknown(respondents, dimension, codes, len(dimension.categories))
    for measure, name in enumerate(("n", "w", "w2")):
        cells[(measure, *at)] = columns[name]
    return Cube(dimensions, cells, weight is not None)


def count_book(
    respondents: Path, stubs: Sequence[Dimension], banners: Sequence[Dimension] = (), *,
    weight: str | None = None, where: Mapping[str, Sequence[int]] | None = None,
) -> dict[tuple[str, str | None], Cube]:  # fmt: skip
    """Count items by each of several banners, or alone, in one read of all of them.

    Parameters
    ----------
    respondents, weight, where
        As in :func:`count`.
    stubs, banners : sequence of Dimension
        Every item is counted by every banner but itself; without banners alone.

    Returns
    -------
    dict of (str, str or None) to Cube
        By item and banner, None for the item alone.

    Notes
    -----
    The sums are those of :func:`count` of each item by as many banners together as
    `LARGEST_JOINT` allows: to the last bit, weights being added in the order of the file.
    Where another engine counts, that is what it does.
    """
    unique = {d.id: d for d in banners}
    groups = [(stub, some) for stub in stubs for some in _together(stub, unique.values())]
    how = {"weight": weight, "where": where}
    if counts_elsewhere():  # sums come back, rows do not
        cubes = [count(respondents, [stub], some, **how) for stub, some in groups]
    elif len(stubs) > 1 and sum(map(_Sums.size_of, groups)) > LARGEST_BOOK:
        half = len(stubs) // 2
        return count_book(respondents, stubs[:half], banners, **how) | count_book(
            respondents, stubs[half:], banners, **how)  # fmt: skip
    else:
        cubes = _in_one_read(respondents, groups, weight, where or {})
    found = {}
    for (stub, some), cube in zip(groups, cubes, strict=True):
        found |= {(stub.id, b.id): cube.marginal(stub.id, b.id) for b in some} or {
            (stub.id, None): cube}  # fmt: skip
    return found


def _in_one_read(
    respondents: Path,
    groups: Sequence[tuple[Dimension, Sequence[Dimension]]],
    weight: str | None,
    where: Filter,
) -> list[Cube]:
    """Count each item by some banners together."""
    named = {d.id: d for stub, some in groups for d in (stub, *some)}
    sums = [_Sums.of(stub, some) for stub, some in groups]
    for part in _parts(respondents, named, weight, where):
        at_once: dict[tuple[str, ...], np.ndarray | int] = {}
        for (stub, some), own in zip(groups, sums, strict=True):
            if (by := tuple(d.id for d in some)) not in at_once:
                codes = [np.minimum(part[d.id], len(d.categories) - 1) for d in some]
                shape = [len(d.categories) for d in some]
                at_once[by] = np.ravel_multi_index(codes, shape) if some else 0
            own.add(part[stub.id], at_once[by], part.get(None))
    return [Cube(own.dimensions, own.cells, weight is not None) for own in sums]


def _together(stub: Dimension, banners: Collection[Dimension]) -> list[list[Dimension]]:
    """Return the banners of an item in groups that are counted together."""
    if not banners:
        return [[]]
    together: list[list[Dimension]] = []
    for banner in (d for d in banners if d.id != stub.id):
        if together and joint_cells(stub, *together[-1], banner) <= LARGEST_JOINT:
            together[-1].append(banner)
        else:
            together.append([banner])
    return together


def _parts(
    respondents: Path,
    dimensions: Mapping[str, Dimension],
    weight: str | None,
    where: Filter,
) -> Iterator[dict[str | None, np.ndarray]]:
    """Yield codes and weights (None) of some respondents after others, in the file's order.

    Who was not asked has the code after the last; codes from there on are one higher.
    """
    named = [f"CAST(CASE WHEN {code_of(d)} < {len(d.categories)} THEN {code_of(d)} "
             f"ELSE coalesce({code_of(d)} + 1, {len(d.categories)}) END AS {_kind(d)}) AS d{k}"
             for k, d in enumerate(dimensions.values())]  # fmt: skip
    named += [f"{weight_of(weight)} AS w"] if weight else []
    asked = {None: "w"} | {name: f"d{k}" for k, name in enumerate(dimensions)}
    conditions, _ = table_conditions([], [], where)
    query = group_by([], named, conditions)
    for part in run_in_parts(query, [str(respondents), *placeholder_values(where)]):
        for name, dimension in dimensions.items():
            known = len(dimension.categories) + 1  # with who was not asked
            _refuse_unknown(respondents, dimension, part[asked[name]], known)
        yield {name: part[told] for name, told in asked.items() if told in part}


def _kind(dimension: Dimension) -> str:
    """Return the smallest kind of number for its codes: half of a read is passing them on."""
    return "SMALLINT" if len(dimension.categories) < 2**15 else "INTEGER"


@dataclass(slots=True, eq=False)
class _Sums:
    """n, Σw and Σw² of an item by some banners together, while they are added up."""

    dimensions: tuple[Dimension, ...]
    sums: np.ndarray

    @classmethod
    def of(cls, stub: Dimension, banners: Sequence[Dimension]) -> "_Sums":
        _refuse_too_large([stub, *banners])
        return cls((stub, *banners), np.zeros((3, cls.size_of((stub, banners)))))

    @staticmethod
    def size_of(group: tuple[Dimension, Sequence[Dimension]]) -> int:
        stub, banners = group
        return (len(stub.categories) + 1) * joint_cells(*banners)

    def add(self, codes: np.ndarray, joint: np.ndarray | int, w: np.ndarray | None) -> None:
        """Add respondents; weights one after the other, as a GROUP BY does."""
        size = self.sums.shape[1]
        at = codes * np.intp(size // (len(self.dimensions[0].categories) + 1)) + joint
        counted = np.bincount(at, minlength=size)
        if w is None:
            self.sums += counted
            return
        self.sums[0] += counted
        for total, each in zip(self.sums[1:], (w, w * w), strict=True):
            np.add.at(total, at, each)

    @property
    def cells(self) -> np.ndarray:
        """The sums of who was asked, with an axis for each dimension."""
        shape = [len(d.categories) for d in self.dimensions]
        return self.sums.reshape(3, shape[0] + 1, *shape[1:])[:, :-1]


def _refuse_unknown(
    respondents: Path, dimension: Dimension, codes: np.ndarray, known: int
) -> None:
    if len(codes) and (codes.min() < 0 or codes.max() >= known):
        beyond = codes.max() - (known - len(dimension.categories))
        found = codes.min() if codes.min() < 0 else beyond
        raise ItPerceptionError(
            f"{respondents}: {dimension.id} has the code {found}, which its "
            f"{len(dimension.categories)} categories do not reach; the file is of another "
            "codebook, and the wave has to be loaded anew"
        )


def _refuse_too_large(dimensions: Sequence[Dimension]) -> None:
    if joint_cells(*dimensions) > LARGEST_CUBE:
        raise ItPerceptionError(
            f"{' x '.join(d.id for d in dimensions)} has {joint_cells(*dimensions):,} cells; "
            f"at most {LARGEST_CUBE:,} are counted at once"
        )


def joint_cells(*dimensions: Dimension) -> int:
    """Return the cells of a cube of all categories."""
    return prod(len(dimension.categories) for dimension in dimensions)
