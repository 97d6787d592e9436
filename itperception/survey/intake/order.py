"""In which order answers stand: by words that everybody ranks alike, or by numbers in them."""

import re
from collections.abc import Sequence
from functools import cache

from itperception.survey.intake.vocabulary import folded, known, vocabulary

_FIGURE = re.compile(r"\d+(?:[.,\s]\d{3})*(?:[.,]\d+)?")
_BELOW = re.compile(
    r"^\s*((under|less|fewer|below|up to|unter|weniger|bis( zu)?|färre|mindre|upp till)\b|<)"
)
_ABOVE = re.compile(
    r"^\s*(>|over|more|above|über|mehr|mer|fler|över)\b|^\s*>|"
    r"(\+|\b(or|and) (more|older|over|above)|(und|oder) (mehr|älter)|"
    r"(eller|och) (mer|fler|äldre))\s*$"
)
_LEADING = re.compile(r"\(?(-?\d+)\)?\s*(?:[-–=:)]|\.(?!\d)|(?<=\s)(?!\d))")


def best_first(labels: Sequence[str]) -> list[int] | None:
    """Return the positions of labels from best or most to worst or least.

    Returns
    -------
    list of int or None
        None if they are not all of one family of ``vocabulary.yaml``.

    Examples
    --------
    >>> best_first(["Bad", "Very good", "good"]), best_first(["Sällan", "Aldrig", "Alltid"])
    ([1, 2, 0], [2, 0, 1])
    >>> best_first(["Not very tall", "Very tall", "No, not at all tall", "Somewhat tall"])
    [1, 3, 0, 2]
    >>> best_first(["good", "blue"])
    """
    told = [_plain(label) for label in labels]
    for ranks in (
        *([family.get(text) for text in told] for family in _families()),
        _degrees(told),
    ):
        if None not in ranks and len({*ranks}) == len(ranks) > 1:
            return sorted(range(len(ranks)), key=ranks.__getitem__)
    return None


def by_figures(labels: Sequence[str]) -> list[int] | None:
    """Return the positions of labels from the least figure in them to the largest.

    Examples
    --------
    >>> by_figures(["45-60", "> 60", "18-29", "Under 18"])
    [3, 2, 0, 1]
    >>> by_figures(["1.200 €", "900 €", "12 000 €"])
    [1, 0, 2]
    >>> by_figures(["1 - not at all", "7 - very", "4"]), by_figures(["Windows 10", "Mac"])
    ([0, 2, 1], None)
    """
    places = [_figure(label) for label in labels]
    if None in places or len({*places}) < len(places) or len(places) < 2:
        return None
    return sorted(range(len(places)), key=places.__getitem__)


def yes_first(labels: Sequence[str]) -> list[int] | None:
    """Return the positions of yes and no, if these are the labels."""
    told = [folded(label) for label in labels]
    if len(told) != 2:
        return None
    for first, second in ((0, 1), (1, 0)):
        if told[first] in known("yes") and told[second] in known("no"):
            return [first, second]
    return None


def _figure(label: str) -> tuple[float, int] | None:
    """Return where a label with a figure stands: its first figure, and below or above it."""
    text = folded(label)
    if leading := _LEADING.match(text + " "):
        return float(leading[1]), 0
    found = _FIGURE.search(text)
    if found is None or not _is_of_figures(text):
        return None
    side = -1 if _BELOW.search(text) else 1 if _ABOVE.search(text) else 0
    return float(re.sub(r"[.,\s](?=\d{3}\b)", "", found[0]).replace(",", ".")), side


def _is_of_figures(text: str) -> bool:
    """Whether figures are the first or last thing a label says: "Windows 10" is no 10."""
    return bool(
        re.match(r"[$€£<>≤≥~]?\s*\d", text) or _BELOW.search(text) or _ABOVE.search(text)
    )


def _degrees(told: Sequence[str]) -> list[int | None]:
    """Return the rank of the degree with which each label says one and the same word."""
    found = [next(((rank, text.removeprefix(said).strip()) for said, rank in _said_degrees()
                   if text.startswith(f"{said} ")), (None, text)) for text in told]  # fmt: skip
    if len({word for _, word in found}) > 1 or len(told) < 3:
        return [None]
    return [rank for rank, _ in found]


@cache
def _said_degrees() -> list[tuple[str, int]]:
    """Return degree → rank, the longest first: "not at all" before "not"."""
    degrees = [(_plain(said), rank) for rank, all in enumerate(vocabulary()["degrees"])
               for said in all.split("/")]  # fmt: skip
    return sorted(degrees, key=lambda told: -len(told[0]))


def _plain(label: str) -> str:
    """Return a label without a code before it, signs, and what is in brackets."""
    text = re.sub(r"(?<=\w)\s*\([^()]*\)", " ", folded(label).replace("_", " "))
    text = re.sub(r"^[\[(]?-?\d+[\])]?\s*[-–=:.)]?\s*(?=[^\d\s])", "", text)
    return " ".join(re.sub(r"[,;.!?…/()\"–-]+", " ", text).split())


@cache
def _families() -> list[dict[str, int]]:
    """Return phrase → rank, of each family."""
    return [
        {
            _plain(phrase): rank
            for rank, phrases in enumerate(family)
            for phrase in phrases.split("/")
        }
        for family in vocabulary()["ranked"]
    ]
