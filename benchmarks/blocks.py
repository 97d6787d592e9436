"""Pages of blocks: what is measured anew replaces its block, the others stay as they stand."""

import re
from collections.abc import Iterable, Mapping


def blocks_of(page: str) -> dict[str, str]:
    """Return what stands below each heading of a page."""
    found = re.findall(r"^## (.+)\n\n((?:(?!## ).*\n?)*)", page, re.MULTILINE)
    return {name: text.strip() for name, text in found}


def joined(head: Iterable[str], blocks: Mapping[str, str], order: Iterable[str]) -> str:
    """Return a page: its head, and the blocks that there are in this order."""
    told = (f"## {name}\n\n{blocks[name].strip()}" for name in order if name in blocks)
    return "\n\n".join([*head, *told]) + "\n"
