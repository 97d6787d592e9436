"""Grids: what the labels of several items share is the question, the rest is what differs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from itertools import groupby, takewhile

from itperception.survey.intake.columns import Column

SHORTEST, LONGEST = 8, 60
_ENDS = re.compile(r".*(?:: |\? |\. |… | [-–—|] |[\[(])", re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,60}>")
_BRACKETED, _NUMBERED = (
    re.compile(r"(.+?)\s*\[[^\[\]]+\]"),
    re.compile(r"(.+?)[_. -]?\d{1,2}"),
)
FEWEST, APART = 4, 1


def plain(text: str) -> str:
    """Return a text without the tags and signs of a web page, and without line ends."""
    return " ".join(unescape(_TAG.sub(" ", text)).split())


def with_answers_beside(columns: Sequence[Column]) -> Iterator[Column]:
    """Yield columns with the cells of their grid, 0 times those that nobody gave to them.

    So all of a grid have one scale, though some answers were given to some of it only. It is
    one if its names say so with brackets, or are numbered and have all cells but one.
    """
    for _, neighbours in groupby(columns, key=_stem_of_name):
        own = [*neighbours]
        cells = max((column.counts for column in own), key=len)
        for column in own:
            apart = len(cells) - len(column.counts)
            is_grid = _BRACKETED.fullmatch(column.name) or (
                apart <= APART and len(cells) >= FEWEST
            )
            is_part = apart and column.counts.keys() <= cells.keys()
            if is_grid and is_part and not column.value_labels:
                column = replace(column, counts=dict.fromkeys(cells, 0) | {**column.counts})
            yield column


def _stem_of_name(column: Column) -> str:
    found = _BRACKETED.fullmatch(column.name) or _NUMBERED.fullmatch(column.name)
    return found[1] if found else column.name


def common_start(texts: Sequence[str]) -> str:
    """Return what all texts begin with."""
    pairs = zip(min(texts), max(texts), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def short_labels(wordings: Sequence[str], alike: Sequence[object]) -> list[str]:
    """Return a short label for each wording.

    `alike` is what neighbours of one grid have in common, such as their scale.

    Examples
    --------
    >>> short_labels(["How good is it: Price", "How good is it: Speed", "Age"], [1, 1, 2])
    ['Price', 'Speed', 'Age']
    >>> short_labels(["Q1 [1 = bad, 5 = good]"], [1])
    ['Q1 [1 = bad, 5 = good]']
    """
    labels = []
    for _, group in groupby(zip(wordings, alike, strict=True), key=lambda pair: pair[1]):
        labels += _within([wording for wording, _ in group])
    return labels


def _within(wordings: list[str]) -> list[str]:
    """Return the labels of neighbours on one scale, which may be one grid or several."""
    labels, first = [], 0
    while first < len(wordings):
        last, stem = first + 1, ""
        while last < len(wordings) and (longer := _stem(wordings[first : last + 1])):
            last, stem = last + 1, longer
        labels += [
            _shortened(_balanced(w[len(stem) :].strip())) for w in wordings[first:last]
        ]
        first = last
    return labels


def _stem(wordings: list[str]) -> str:
    """Return what texts share up to a sign that ends a question, if each has more to say."""
    stem = found[0] if (found := _ENDS.match(common_start(wordings))) else ""
    rests = {wording[len(stem) :].strip(" [](){}") for wording in wordings}
    return stem if len(stem) >= SHORTEST and "" not in rests and len(rests) > 1 else ""


def _balanced(text: str) -> str:
    """Return what stands in a bracket that was opened before, without its end."""
    for opened, closed in ("[]", "()", "{}"):
        if text.endswith(closed) and text.count(closed) > text.count(opened):
            text = text.removesuffix(closed)
    return text.strip()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
