"""What a claim may say besides its text and figures, by kind; every other key is refused."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Keys(NamedTuple):
    """Keys of a claim itself, and of its assumptions under ``assume``."""

    options: tuple[str, ...] = ()
    assume: tuple[str, ...] = ("least",)


EVERYWHERE = ("id", "text", "kind", "row", "figures", "assume")
KEYS: dict[str, Keys] = {
    "figure": Keys(("dont_know",)),
    "majority": Keys(("than", "dont_know")),
    "minority": Keys(("than", "dont_know")),
    "paired": Keys(("test", "dont_know"), ("least", "overlap")),
    "groups": Keys(("test", "direction", "similar", "group", "what_if"),
                   ("least", "similar", "exhaustive")),
    "distribution": Keys(("test",)),
    "paired_distribution": Keys(("test",)),
    "largest": Keys(),
    "lowest_group": Keys(("group", "lead")),
    "highest_group": Keys(("group", "lead")),
    "above_average": Keys(("group", "lead")),
    "gap_everywhere": Keys(("outweighs", "balance")),
    "not_always": Keys((), ("least", "overlap")),
    "association": Keys(),
    "means": Keys(("scale", "end", "ends"), ()),
    "ratio": Keys(("times",)),
    "reported": Keys(("p", "odds_ratio", "risk_ratio"), ("least", "exhaustive")),
}  # fmt: skip


def unknown_keys(
    kind: str, options: Mapping[str, object], assume: Mapping[str, object]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield what each unknown key should be, the key, and those that are known.

    Parameters
    ----------
    kind : str
        One of :data:`KEYS`; of another nothing is known.
    options, assume : mapping
        What the claim says besides :data:`EVERYWHERE`; its assumptions.

    Examples
    --------
    >>> [key for _, key, _ in unknown_keys("groups", {"directoin": [], "test": ""}, {})]
    ['directoin']
    """
    known = KEYS.get(kind)
    if known is None:
        return
    for key in options:
        if key not in known.options:
            yield f"key of a claim of kind {kind!r}", key, (*EVERYWHERE, *known.options)
    for assumed in (assume, *options.get("what_if", ())):
        for key in assumed:
            if key not in known.assume:
                yield f"assumption of a claim of kind {kind!r}", key, known.assume
