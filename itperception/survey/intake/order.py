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
_CODE = re.compile(r"\s*[\[(]?-?\d+[\])]?\s*[-–=:.)]\s*(?=[^\d\s])")
_NEITHER = re.compile(r"(neither|weder|varken) .+ (nor|noch|eller) .+")
_NOT = re.compile(r"(un|in|im|ir|il|dis|non|miss|o|not |nicht |inte |ej )")
BARE, NEGATED = 1.5, 4  # ranks of degrees: of none, below very; from "not very" on


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
    >>> best_first(["Somewhat unfair", "Very fair", "Neither fair nor unfair", "Very unfair"])
    [1, 2, 0, 3]
    >>> best_first(["Never, but open to it", "Often"]), best_first(["good", "blue"])
    ([1, 0], None)
    """
    plain = [_plain(label) for label in labels]
    without_aside = [_plain(label.split(",")[0]) for label in labels]
    for told in (plain, without_aside):
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
    >>> by_figures(["(19,39]", "(0,19]", "(59,Inf]"])
    [1, 0, 2]
    >>> by_figures(["1.200 €", "900 €", "12 000 €"])
    [1, 0, 2]
    >>> by_figures(["1 - not at all", "7 - very", "4"]), by_figures(["Windows 10", "Mac"])
    ([0, 2, 1], None)

    A number before every answer is its code, and says nothing of a ranking.

    >>> by_figures(["2. Blue", "1. Red"]), by_figures(["2. 10-19 h", "1. Under 10 h", "None"])
    (None, [2, 1, 0])
    """
    places = [_figure(label) for label in without_codes(labels)]
    if None in places or len({*places}) < len(places) or len(places) < 2:
        return None
    return sorted(range(len(places)), key=places.__getitem__)


def without_codes(labels: Sequence[str]) -> list[str]:
    """Return labels without the code that stands before each; as they are, if one has none.

    Examples
    --------
    >>> without_codes(["1. Red", "-9. Refused"]), without_codes(["1. Low", "2"])
    (['Red', 'Refused'], ['1. Low', '2'])
    """
    coded = all(map(_CODE.match, labels))
    return [_CODE.sub("", label, count=1) if coded else label for label in labels]


def code_before(label: str) -> int | None:
    """Return the code that stands before the words of a label, as in "2. Blue"."""
    return int(re.search(r"-?\d+", label)[0]) if _CODE.match(label) else None


def yes_first(labels: Sequence[str]) -> list[int] | None:
    """Return the positions of yes and no, if these are the labels."""
    told = [folded(label.split(",")[0]) for label in labels]
    if len(told) != 2:
        return None
    for first, second in ((0, 1), (1, 0)):
        if told[first] in known("yes") and told[second] in known("no"):
            return [first, second]
    return None


def _figure(label: str) -> tuple[float, int] | None:
    """Return where a label with a figure stands: its first figure, and below or above it."""
    text = folded(label)
    if text in known("none"):
        return 0.0, -1
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
        re.match(r"[$€£<>≤≥~(\[]?\s*\d", text) or _BELOW.search(text) or _ABOVE.search(text)
    )


def _degrees(told: Sequence[str]) -> list[float | None]:
    """Return the rank of the degree with which each label says one word, or its opposite."""
    found = [_degree(text) for text in told]
    words = {word for _, word in found if word}
    if len(told) < 3 or len(words) not in (1, 2) or sum(r != BARE for r, _ in found) < 2:
        return [None]
    best = next((w for w in words if all(_opposite(w, v) for v in words - {w})), None)
    if best is None:
        return [None]
    two_sided = len(words) == 2 or any(not word for _, word in found)
    return [_place(rank, word, word == best, two_sided) for rank, word in found]


def _place(rank: float, word: str, is_best: bool, two_sided: bool) -> float:
    """Return where a degree stands: from 0 for the best, 10 in the middle, to 20.

    On a scale of two sides "not at all fair" stands where "very unfair" does.
    """
    if not word:
        return 10
    if is_best and two_sided and rank >= NEGATED:
        return 20 - (6 - rank)
    return rank if is_best else 20 - rank


def _degree(text: str) -> tuple[float, str]:
    """Return rank and word of a label; no word of what is neither one nor its opposite."""
    if text in known("neutral") or _NEITHER.fullmatch(text):
        return 0.0, ""
    for said, rank in _said_degrees():
        if text.startswith(f"{said} "):
            return rank, text.removeprefix(said).removesuffix(" at all").strip()
    return BARE, text


def _opposite(word: str, other: str) -> bool:
    """Whether the other word is the opposite of a good one."""
    negated = other.endswith(word) and _NOT.fullmatch(other.removesuffix(word))
    pairs = (pair.split("/") for pair in vocabulary()["opposites"])
    return bool(negated) or any(word == pair[0] and other in pair[1:] for pair in pairs)


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
