"""What of a wave may be shown: one decision for every table that any page makes of it."""

from collections.abc import Iterator
from functools import lru_cache

from itperception.counting.disclosure import Protection, protect
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.workbench.table import Table
from itperception.workbench.wave import Wave


@lru_cache(maxsize=16)
def protection_of(wave: Wave) -> Protection:
    """Decide what is hidden of a wave, over all its items by all its banners.

    Parameters
    ----------
    wave : Wave
        Its ``wave.yaml`` may declare the rule (``disclosure:``); the default hides groups
        with a base below 30.

    Returns
    -------
    Protection
        Takes each of :func:`published_tables` to what may be shown of it.

    Examples
    --------
    >>> from itperception.workbench import load_wave
    >>> wave = load_wave("demo-2026")
    >>> sorted(protection_of(wave).hidden_groups("org_type"))
    []
    """
    banners = _banners(wave)
    joint = wave.cube(banners[:1], banners[1:]) if banners else None
    rule = DisclosureRule(**wave.folder.description.disclosure.model_dump())
    return protect(published_tables(wave), rule, joint=joint)


def published_tables(wave: Wave) -> Iterator[Table]:
    """Yield every table of a wave that a page may show: each item, alone and by banner."""
    for dimension in wave.codebook.dimensions():
        if dimension.id not in wave.columns:
            continue
        yield wave.crosstab(dimension.id)
        for banner in _banners(wave):
            if banner != dimension.id:
                yield wave.crosstab(dimension.id, banner)


def shown(wave: Wave, table: Table) -> Table:
    """Return of a table of a wave what may be shown of it."""
    return protection_of(wave).apply(table)


def _banners(wave: Wave) -> list[str]:
    """Return the items that the codebook's banners break tables by, each once."""
    named = (banner.item for banner in wave.codebook.banners)
    return [item for item in dict.fromkeys(named) if item in wave.columns]
