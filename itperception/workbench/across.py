"""Waves side by side: the table of an item with a column for each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from itperception.counting.cube import Cube
from itperception.survey.codebook import Category, Dimension
from itperception.workbench.alike import caution, in_one_order
from itperception.workbench.sample import StackedSample, WaveSample
from itperception.workbench.table import Table
from itperception.workbench.wave import Wave


def across(
    waves: Sequence[Wave],
    item: str,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    weighted: bool = True,
    comparable: bool = False,
) -> Table:
    """Return the table of an item with a column for each wave.

    Parameters
    ----------
    waves : sequence of Wave
        In order of time.
    item : str
        Item id, or ``set.option``; every wave must have asked it with the same answers,
        in whichever order.
    where, weighted
        As in :meth:`Wave.crosstab`.
    comparable : bool
        Whether to compare all the same what was asked otherwise, or by another mode.

    Returns
    -------
    Table
        What changed and can be compared stands in the note of everything it returns.

    Raises
    ------
    ItPerceptionError
        If a change breaks the trend; see
        :func:`itperception.survey.comparability.comparability`.

    Examples
    --------
    >>> earlier = itp.load_wave("demo-2024")
    >>> itp.across([earlier, wave], "performance").bases.to_dict()
    {'total': 914, 'demo-2024': 428, 'demo-2026': 486}
    """
    folders, asked = [wave.folder for wave in waves], waves[-1].dimension(item)
    told = caution(folders, [asked.id, *(where or {})], comparable=comparable)
    cubes = [wave.cube([item], where=where, weighted=weighted) for wave in waves]
    stubs = [cube.dimensions[0] for cube in cubes]
    orders = in_one_order(stubs)
    filters = [wave.codes_of(where) for wave in waves]
    samples = tuple(
        WaveSample(wave.respondents, wave.columns, stub, None, codes,
                   weighted and wave.is_weighted)
        for wave, stub, codes in zip(waves, stubs, filters, strict=True)
    )  # fmt: skip
    columns = tuple(
        Category.model_construct(id=wave.name, label={"en": wave.name}) for wave in waves
    )
    banner = Dimension(
        "wave", {"en": "Wave", "sv": "Mätning", "de": "Welle"}, {"en": ""}, columns, True
    )
    cells = [cube.cells[:, order] for cube, order in zip(cubes, orders, strict=True)]
    cells = np.stack(cells, axis=2)
    cube = Cube((stubs[-1], banner), cells, any(cube.is_weighted for cube in cubes))
    synthetic = any(wave.synthetic for wave in waves)
    names, twins = "+".join(wave.name for wave in waves), [wave.twin for wave in waves]
    sample = StackedSample(samples, tuple(tuple(order.tolist()) for order in orders))
    table = Table.from_cube(
        cube, wave=names, synthetic=synthetic,
        design=sample.counted() if sample.is_clustered else None,
    )  # fmt: skip
    twin, profile = next(filter(None, twins), None), folders[-1].description.profile
    return replace(table, twin=twin, caution=told, sample=sample, profile=profile)
