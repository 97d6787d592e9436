"""Whether the answers of a column are ranked, and in which order they stand.

Never by how many gave an answer, nor which stands first in the file: the drafts of two waves
agree.
"""

import re
from collections.abc import Sequence

from itperception.survey.intake.columns import Column, words
from itperception.survey.intake.names import is_called, is_demographic
from itperception.survey.intake.order import (
    best_first,
    by_figures,
    code_before,
    without_codes,
    yes_first,
)
from itperception.survey.intake.vocabulary import folded, known

WIDEST = 10  # between the least and the largest number of a scale without labels
FEWEST_RANKED = 5  # numbers without labels: fewer may as well stand for kinds of things
FEWEST_SAID = 3  # of which a question says that they are a scale
MOST_LABELLED = 3  # of a scale with labels at its ends, and one in the middle
Ranking = tuple[list[int], bool | None, str]
_SAYS_ENDS = re.compile(r"\b\d+\s*[=:–-]\s*[^\W\d]")


def ranked(column: Column, answers: Sequence[tuple[str, str]]) -> Ranking:
    """Return the order of answers, whether they are ranked, and the reason.

    `answers` are label and code of each. Of numbers that are either a scale or codes of things
    it is None, and asked, whether they are ranked.
    """
    labels, codes = [label for label, _ in answers], [code for _, code in answers]
    if order := yes_first(without_codes(labels)):
        return order, False, "yes and no"
    if order := best_first(labels):
        return order, True, "ranked by their words, best or most first"
    numeric = all(is_whole(canonical(code)) for code in codes)
    rising = sorted(range(len(codes)), key=lambda k: place_of(codes[k]))
    labelled = sum(code in column.value_labels for code in codes)
    if labelled == len(codes) or (numeric and labelled):
        return _by_codes(column, labels, codes, rising if numeric else [*range(len(codes))])
    is_place = is_called(column.name, "postcode")
    if numeric and not is_place:
        return _by_numbers(column, codes, rising)
    if not is_place and (order := by_figures(labels)):
        because = "ranked by" if len(order) > 2 else "two answers, in the order of"
        return order, len(order) > 2, f"{because} the figures in them"
    if order := _between_ends(labels):
        return order, None, "a scale whose ends have words in place of their numbers"
    if None not in (told := [code_before(label) for label in labels]):
        order = sorted(range(len(told)), key=told.__getitem__)
        return order, False, "not known to be ranked; in the order of the codes in them"
    order = sorted(range(len(labels)), key=lambda k: folded(labels[k]))
    if any(map(is_whole, labels)) and not all(map(is_whole, labels)):
        return order, False, "numbers beside words, each an answer of its own: not ranked"
    return order, False, "not known to be ranked; in alphabetical order"


def _between_ends(labels: Sequence[str]) -> list[int] | None:
    """Return the order of numbers between two words, as in Poor, 2, 3, 4, Excellent.

    Which word is which end no number says: better or more is taken for the higher one.
    """
    numbers = sorted((int(label), k) for k, label in enumerate(labels) if is_whole(label))
    words = [k for k, label in enumerate(labels) if not is_whole(label)]
    words.sort(key=lambda k: folded(labels[k]))
    whole = [number for number, _ in numbers]
    if len(words) != 2 or len(whole) < 2 or whole != [*range(2, 2 + len(whole))]:
        return None
    best = best_first([labels[k] for k in words]) or [1, 0]
    return [words[best[1]], *(k for _, k in numbers), words[best[0]]]


def _by_codes(
    column: Column, labels: list[str], codes: list[str], order: list[int]
) -> Ranking:
    """Rank answers whose codes the file labels: in the order of the codes."""
    if column.measure == "ordinal":
        return order, True, "the file says that they are ranked; in the order of its codes"
    labelled = sum(code in column.value_labels for code in codes)
    if labelled <= MOST_LABELLED and labelled < len(codes) > 2:
        because = (
            "a scale of numbers with labels at its ends; which end is best is not known"
        )
        return order, True, because
    if len(labels) > 2 and by_figures(labels) == order:
        return order, True, "ranked by the figures in them"
    return order, False, "not known to be ranked; in the order of the file's codes"


def _by_numbers(column: Column, codes: list[str], order: list[int]) -> Ranking:
    """Rank numbers without labels: a scale from 0 or 1 of enough of them."""
    least, most = place_of(codes[order[0]]), place_of(codes[order[-1]])
    if column.measure == "ordinal":
        return order, True, "the file says that they are ranked; in the order of its codes"
    is_scale = (least in (0, 1) or least == -most) and len(codes) >= FEWEST_RANKED
    is_said = least >= 0 and len(codes) >= FEWEST_SAID and _says_scale(column, "asks")
    is_thing = not (
        known("nominal").isdisjoint(column.words) or (is_said and " " in column.name)
    )
    if not (is_scale or is_said) or is_thing or is_demographic(column.name, column.label):
        return order, False, "numbers that may stand for anything: not ranked"
    if _says_scale(column):
        return order, True, "a scale, as its name says; which end is best is not known"
    return order, None, "numbers of which nothing says whether they are ranked"


def _says_scale(column: Column, *without: str) -> bool:
    """Whether a name or question asks how well, how much, or says what its ends are."""
    said = {*column.words, *words(column.label)}.difference(*map(known, without))
    ends = _SAYS_ENDS.search(column.name) or _SAYS_ENDS.search(column.label)
    return bool(ends) or not known("scale").isdisjoint(said)


def canonical(label: str) -> str:
    """Return what look-alikes share: "1.0" and "1", "Very  good" and "very good"."""
    whole = label.split(".")[0] if label.rstrip("0").endswith(".") else label
    return whole if is_whole(whole) else folded(label)


def is_whole(text: str) -> bool:
    """Whether a text is a whole number."""
    return text.removeprefix("-").isdecimal() and text.isascii()


def place_of(code: str) -> float:
    """Return where a code stands among numbers; last if it is none."""
    return float(canonical(code)) if is_whole(canonical(code)) else float("inf")
