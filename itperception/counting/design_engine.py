"""Where rows of a complex sample are counted: by stratum, cluster and weight.

As :mod:`itperception.counting.engine`, with the sums that design-based inference and
permutation need. Clusters are nested in strata.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from itperception.counting.design import DesignCube, sampling_fractions
from itperception.counting.queries import (
    Filter,
    group_by,
    placeholder_values,
    quote,
    run,
    table_conditions,
    three_sums,
    unit_label,
    weight_of,
)
from itperception.terms.dimension import Dimension

BITS = 62  # options of a set that one whole number of the engine holds


def count_design(
    respondents: Path,
    stub: Dimension,
    banner: Dimension | None,
    *,
    weight: str | None = None,
    stratum: str | None = None,
    cluster: str | None = None,
    fpc: str | None = None,
    where: Filter | None = None,
) -> DesignCube:
    """Count a stub by a banner in each stratum and each cluster.

    Parameters
    ----------
    respondents : pathlib.Path
        A Parquet file with a column of codes for each dimension.
    stub, banner : Dimension
        Rows and columns; who was not asked the stub is outside the table. Without a
        banner all are one group.
    weight, stratum, cluster, fpc : str, optional
        Columns with the weight, the stratum and the cluster of each respondent, and with
        the size of the stratum's population in units, or the share of it drawn.
    where : mapping of str to sequence of int, optional
        Only respondents with one of these codes in these columns.

    Returns
    -------
    DesignCube
        With all categories; :meth:`DesignCube.answers` leaves out don't know and the
        like.

    Notes
    -----
    Units are those of the whole file: who is outside the table or the filter is outside
    the domain, but was drawn all the same. Clusters are nested in strata.
    """
    counted = count_joint(
        respondents, [stub], banner, weight=weight, stratum=stratum, cluster=cluster,
        fpc=fpc, where=where,
    )  # fmt: skip
    return replace(counted, dimensions=(stub,) if banner is None else (stub, banner))


def design_of(
    respondents: Path, cells: np.ndarray, dimensions: tuple[Dimension, ...], *,
    fpc: str | None = None,
) -> DesignCube:  # fmt: skip
    """Return what :func:`count_design` counts without strata and clusters, by sums at hand.

    Parameters
    ----------
    respondents, fpc
        As in :func:`count_design`.
    cells : numpy.ndarray, shape (3, answers) or (3, answers, groups)
        n, Σw and Σw² of all categories.
    dimensions : tuple of Dimension
        Answers, and groups if there are any.
    """
    population = _population(respondents, None, None, fpc)
    sums = cells if cells.ndim == 3 else cells[..., np.newaxis]
    strata = sums[:, np.newaxis][:, : len(population.units)]
    return DesignCube(strata=strata.copy(), units=population.units,
                      fractions=population.fractions, dimensions=dimensions)  # fmt: skip


def count_patterns(
    respondents: Path,
    options: Sequence[Dimension],
    banner: Dimension | None,
    *,
    weight: str | None = None,
    where: Filter | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count each way to answer a multiple response, by group and weight.

    Parameters
    ----------
    respondents, banner, weight, where
        As in :func:`count_design`.
    options : sequence of Dimension
        The yes/no dimensions of the set; who gave no answer to one of them or was not
        asked it is outside the table.

    Returns
    -------
    patterns : numpy.ndarray of bool, shape (lines, options)
        Which options are chosen: a line for each answer vector, group and weight that
        occur together, in this order.
    counts : numpy.ndarray, shape (lines, groups)
        Respondents, with all categories of the banner.
    weights : numpy.ndarray, shape (lines,)
        Their weight; 1 without weights.
    """
    banners = [] if banner is None else [banner]
    conditions, named = table_conditions(options, banners, where or {})
    conditions += [f"{quote(option.id)} IN (0, 1)" for option in options]
    words = [options[k : k + BITS] for k in range(0, len(options), BITS)]
    named = [f"{_bits(word)} AS p{k}" for k, word in enumerate(words)] + named[
        len(options) :
    ]
    query = group_by([*named, f"{weight_of(weight)} AS w"], ["count(*) AS n"], conditions)
    found = run(query, [str(respondents), *placeholder_values(where or {})])
    found = {name: np.asarray(column) for name, column in found.items()}
    patterns = [(found[f"p{k}"] >> bit & 1).astype(bool) for k, word in enumerate(words)
                for bit in range(len(word) - 1, -1, -1)]  # fmt: skip
    counts = np.zeros((len(found["n"]), len(banner.categories) if banner else 1))
    groups = found[f"d{len(options)}"] if banner else 0
    counts[np.arange(len(counts)), groups] = found["n"]
    return np.column_stack(patterns), counts, found["w"]


def _bits(options: Sequence[Dimension]) -> str:
    """Write which options are chosen as one number, the first option's bit highest."""
    bits = [2**k for k in range(len(options))][::-1]
    return " + ".join(f"{bit} * CAST(1 - {quote(option.id)} AS BIGINT)"
                      for bit, option in zip(bits, options, strict=True))  # fmt: skip


def count_joint(
    respondents: Path,
    stubs: Sequence[Dimension],
    banner: Dimension | None,
    *,
    weight: str | None = None,
    stratum: str | None = None,
    cluster: str | None = None,
    fpc: str | None = None,
    where: Filter | None = None,
) -> DesignCube:
    """Count several items answered together, by group.

    Parameters
    ----------
    respondents, weight, stratum, cluster, fpc, where
        As in :func:`count_design`.
    stubs : sequence of Dimension
        Who was not asked one of them is outside the table.
    banner : Dimension or None
        Its categories are the groups; without one all are one group.

    Returns
    -------
    DesignCube
        A row for each combination of their categories, the last item's fastest.
    """
    banners = [] if banner is None else [banner]
    conditions, named = table_conditions(stubs, banners, where or {})
    design = (weight, stratum, cluster, fpc)
    found = _summed(respondents, conditions, named, design, where)
    shape, at = _joint(found, stubs, banners)
    return _design_cube(respondents, found, at, shape, design, ())


def count_joint_weights(
    respondents: Path,
    stubs: Sequence[Dimension],
    banner: Dimension | None,
    *,
    weight: str | None,
    stratum: str | None = None,
    where: Filter | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Count several items answered together, by group and weight.

    Parameters
    ----------
    respondents, stubs, banner, weight, stratum, where
        As in :func:`count_joint`.

    Returns
    -------
    counts : numpy.ndarray, shape (combinations, groups, weights, strata)
        Respondents, with all categories.
    weights : numpy.ndarray, shape (weights,)
        The distinct weights, ascending.
    """
    banners = [] if banner is None else [banner]
    conditions, named = table_conditions(stubs, banners, where or {})
    named += [f"{weight_of(weight)} AS w", f"{unit_label(stratum)} AS s"]
    query = group_by(named, ["count(*) AS n"], conditions)
    found = run(query, [str(respondents), *placeholder_values(where or {})])
    shape, at = _joint(found, stubs, banners)
    weights, of = np.unique(np.asarray(found["w"], float), return_inverse=True)
    strata, inside = np.unique(found["s"].astype(str), return_inverse=True)
    counts = np.zeros((*shape, len(weights), len(strata)))
    counts[*at, of, inside] = found["n"]
    return counts, weights


def _joint(found, stubs, banners) -> tuple[tuple[int, int], tuple[np.ndarray, np.ndarray]]:
    """Return the shape of a table of items answered together, and where each line is."""
    sizes = [len(d.categories) for d in stubs]
    codes = [found[f"d{axis}"].astype(int) for axis in range(len(stubs) + len(banners))]
    rows = np.ravel_multi_index(codes[: len(stubs)], sizes)
    columns = codes[-1] if banners else 0 * rows
    groups = len(banners[0].categories) if banners else 1
    return (int(np.prod(sizes)), groups), (rows, columns)


def _design_cube(respondents, found, at, shape, design, dimensions) -> DesignCube:
    """Put the sums of strata and clusters in their places."""
    _, stratum, cluster, fpc = design
    population = _population(respondents, stratum, cluster, fpc)
    places = {label: k for k, label in enumerate(population.labels)}
    inside = np.array([places[label] for label in found["s"]], int)
    strata = np.zeros((3, len(places), *shape))
    for measure, name in enumerate(("n", "w", "w2")):
        np.add.at(strata[measure], (inside, *at), found[name])
    clusters, stratum_of = None, None
    if cluster is not None:
        pairs = list(zip(inside, found["c"], strict=True))
        # Ordered, so that tables of the same people have them in one order.
        places = {pair: k for k, pair in enumerate(sorted({*pairs}))}
        clusters = np.zeros((len(places), *shape))
        np.add.at(clusters, ([places[pair] for pair in pairs], *at), found["w"])
        stratum_of = np.array([pair[0] for pair in places], int)
    return DesignCube(
        strata=strata, units=population.units, clusters=clusters, stratum_of=stratum_of,
        fractions=population.fractions, dimensions=dimensions,
    )  # fmt: skip


def _summed(respondents, conditions, named, design, where) -> dict[str, np.ndarray]:
    """Sum the cells of the table in each stratum and cluster."""
    weight, stratum, cluster, _ = design
    named = [*named, f"{unit_label(stratum)} AS s"]
    named += [f"{unit_label(cluster)} AS c"] if cluster else []
    query = group_by(named, three_sums(weight), conditions)
    return run(query, [str(respondents), *placeholder_values(where or {})])


class _Population(NamedTuple):
    """The strata of a file: label, units in the file, share of the population's drawn."""

    labels: tuple[str, ...]
    units: np.ndarray
    fractions: np.ndarray


def _population(respondents: Path, *design: str | None) -> _Population:
    """Return the strata of a file; they are the same for all of its tables."""
    now = respondents.stat()
    return _counted_population(
        respondents, (now.st_ino, now.st_ctime_ns, now.st_size), *design
    )


@lru_cache(maxsize=64)
def _counted_population(respondents, edition, stratum, cluster, fpc) -> _Population:
    found = run(_units(stratum, cluster, fpc), [str(respondents)])
    units = found["units"].astype(int)
    fractions = sampling_fractions(units, np.ma.filled(found["size"], np.nan))
    for shared in (units, fractions):
        shared.setflags(write=False)
    return _Population(tuple(found["s"]), units, fractions)


def _units(stratum, cluster, fpc) -> str:
    """Write the count of units of each stratum of the file."""
    units = f"count(DISTINCT {unit_label(cluster)})" if cluster else "count(*)"
    size = f"max(CAST({quote(fpc)} AS DOUBLE))" if fpc else "CAST(0 AS DOUBLE)"
    return group_by(
        [f"{unit_label(stratum)} AS s"], [f"{units} AS units", f"{size} AS size"]
    )
