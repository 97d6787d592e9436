"""Grids: what the labels of several items share is the question, the rest is what differs."""

import re
from collections.abc import Sequence
from itertools import groupby, takewhile

SHORTEST, LONGEST = 8, 60
_ENDS = re.compile(r".*(?:: |\? |\. |… | [-–—|] |[\[(])", re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,60}>|&nbsp;")


def plain(text: str) -> str:
    """Return a text without the tags of a web page and line ends."""
    return " ".join(_TAG.sub(" ", text).split())


def common_start(texts: Sequence[str]) -> str:
    """Return what all texts begin with."""
    pairs = zip(min(texts), max(texts), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def short_labels(wordings: Sequence[str], alike: Sequence[object]) -> list[str]:
    """Return a short label for each wording.

    Parameters
    ----------
    wordings : sequence of str
        What was asked, in order.
    alike : sequence
        What neighbours of one grid have in common, such as their scale.

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
            _shortened(w[len(stem) :].strip(" [](){}" if stem else None))
            for w in wordings[first:last]
        ]
        first = last
    return labels


def _stem(wordings: list[str]) -> str:
    """Return what texts share up to a sign that ends a question, if each has more to say."""
    stem = found[0] if (found := _ENDS.match(common_start(wordings))) else ""
    rests = {wording[len(stem) :].strip(" [](){}") for wording in wordings}
    return stem if len(stem) >= SHORTEST and "" not in rests and len(rests) > 1 else ""


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
