"""Items that are made of others: recodes, counts of and any of several answers, crossings.

Each is an item like any other, with a column of codes; `NOT_ASKED`, or the position of its
category, the last one being "no answer".
"""

from collections.abc import Mapping, Sequence

import numpy as np

from itperception.survey.bins import bins_of
from itperception.survey.cells import NOT_ASKED
from itperception.survey.codebook import Codebook
from itperception.survey.derived_items import Derived
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension, members


def derive(
    codebook: Codebook, name: str, codes: Mapping[str, np.ndarray]
) -> np.ndarray | None:
    """Return the codes of a derived item; ``None`` if a part of it was not asked at all.

    `codes` are of every dimension that was asked, and of what is derived before.

    Notes
    -----
    Missing data, respondent by respondent:

    - *recode*: who was not asked stays so; "no answer" stays, and so do don't know and refused
      unless a category takes them in. Who is in a category of kind "missing" was not asked.
    - *count* and *any*: of whoever was asked at least one part. A part that was not asked is
      an answer that was not given; so are don't know and refused, unless they are counted.
      After "no answer" to a part the count is unknown, and `any` is yes if another part says
      so, else unknown: both are "no answer".
    - *cross*: of who was asked all parts; who is not on the scale of one of them (don't know,
      refused, no answer) is "no answer".

    Examples
    --------
    >>> options = [{"id": "web", "label": "Web"}, {"id": "mail", "label": "Mail"}]
    >>> asked = {"id": "uses", "label": "Uses", "wording": "Which?", "options": options}
    >>> told = {"id": "online", "label": "Online", "any": {"of": "uses"}}
    >>> book = Codebook(title="T", multiple_responses=[asked], derived=[told])
    >>> codes = {"uses.web": np.array([0, 1, 1, 1, -1]), "uses.mail": np.array([2, 2, 1, -1, -1])}
    >>> derive(book, "online", codes).tolist()  # yes, no answer, no, no, not asked
    [0, 2, 1, 1, -1]
    """
    own = next(derived for derived in codebook.derived if derived.id == name)
    parts = codebook.parts(own)
    if not codes.keys() >= {part.id for part in parts}:
        return None
    given = np.stack([codes[part.id] for part in parts])
    unknown = len(codebook.scale(name).counted)
    if own.of:
        return _recoded(own, parts[0], given[0])
    if own.cross:
        return crossed_codes(parts, given)
    return _counted(own, parts, given, unknown)


def _recoded(own: Derived, part: Dimension, given: np.ndarray) -> np.ndarray:
    """Look each code up; the last places of the table are those of -2 and -1."""
    counted = [c for c in own.categories if c.kind != "missing"]
    into = {name: counted.index(c) if c in counted else NOT_ASKED
            for c in own.categories for name in c.given}  # fmt: skip
    rest = [c.id for c in part.categories if c.id not in into]  # no answer is the last
    into |= {name: len(counted) + k for k, name in enumerate(rest)}
    table = [into[category.id] for category in part.categories]
    return np.array([*table, NOT_ASKED, NOT_ASKED])[given]


def _counted(own: Derived, parts: Sequence[Dimension], given, unknown: int) -> np.ndarray:
    answers = (own.count or own.any).answers
    hits = np.stack([np.isin(codes, [k for name in answers for k in members(part, name)])
                     for part, codes in zip(parts, given, strict=True)])  # fmt: skip
    last = np.array([[len(part.categories) - 1] for part in parts])
    silent, number = (given == last).any(axis=0), hits.sum(axis=0)
    if own.any:
        found = np.where(number > 0, 0, np.where(silent, unknown, 1))
    else:
        bins = bins_of(own.bins or tuple(map(str, range(len(parts) + 1))))
        place = np.argmax([part.holds(number) for part in bins], axis=0)
        found = np.where(silent, unknown, place)
    return np.where((given >= 0).any(axis=0), found, NOT_ASKED)


def crossed_codes(parts: Sequence[Dimension], given: np.ndarray) -> np.ndarray:
    """Return the codes of dimensions side by side, of those of each; see :func:`derive`."""
    found, inside = np.zeros(given.shape[1], int), np.ones(given.shape[1], bool)
    size = 1
    for part, codes in zip(parts, given, strict=True):
        places = answer_positions(part.categories)
        inside &= np.isin(codes, places)
        found, size = (
            found * len(places) + np.searchsorted(places, codes),
            size * len(places),
        )
    return np.where((given >= 0).all(axis=0), np.where(inside, found, size), NOT_ASKED)
