"""What of the answers is worth a look, and is never mended: how people answered, personal data.

Straight-liners gave one answer to a whole block of questions, speeders took less than a third
of the median time, duplicates have the answers of somebody before them. Columns that look like
personal data are told by what they are called and by what is in them: e-mail addresses, names,
IP addresses, telephone numbers and free text, under English, German and Swedish names. Nothing
of such a column is kept but what wave.yaml declares.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address
from itertools import groupby

import numpy as np
import pandas as pd

from itperception.errors import Problem, listed
from itperception.survey.cells import Cells
from itperception.survey.codebook import Codebook
from itperception.survey.export import given
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension

LEAST_ITEMS, _FRACTION, _OFTEN = 5, 3, 10
Codes = Mapping[str, np.ndarray]


def look(
    cells: Cells, codes: Codes, codebook: Codebook, durations: np.ndarray | None
) -> dict[str, np.ndarray | None]:
    """Return of whom each rule holds, and remark on it.

    ``None`` where it cannot be said: there is no block, no duration, or so many may well be
    alike by chance.
    """
    lined = [(block, straight_liners(codes, block)) for block in blocks(codebook, codes)]
    who = {
        "straight_liners": np.any([mask for _, mask in lined], axis=0) if lined else None,
        "speeders": None if durations is None else speeders(durations),
        "duplicates": duplicates(codes, codebook.dimensions()),
    }
    told = [*((_block_told(block), mask) for block, mask in lined),
            (f"less than 1/{_FRACTION} of the median time", who["speeders"]),
            ("the same answers to everything as somebody before", who["duplicates"])]  # fmt: skip
    cells.remarks += [cells.problem(mask, cause) for cause, mask in told
                      if mask is not None and mask.any()]  # fmt: skip
    return who


def blocks(codebook: Codebook, codes: Codes) -> Iterator[tuple[Dimension, ...]]:
    """Yield the blocks of items that follow each other on one scale, five or more."""
    asked = zip(codebook.items, codebook.dimensions(), strict=False)
    coded = ((item.scale, dimension) for item, dimension in asked if item.id in codes)
    for _, run in groupby(coded, lambda pair: pair[0]):
        block = tuple(dimension for _, dimension in run)
        if len(block) >= LEAST_ITEMS:
            yield block


def straight_liners(codes: Codes, block: Sequence[Dimension]) -> np.ndarray:
    """Return who gave one and the same answer to all items of a block.

    Notes
    -----
    Of somebody who was not asked all of them, the others count if they are five or more. The
    answer is one on the scale: who never knows is no straight-liner.

    Examples
    --------
    >>> block = itp.open_wave("demo-2026").codebook.dimensions()[:5]
    >>> same = {item.id: np.array([0, 0, -1]) for item in block}
    >>> same[block[4].id] = np.array([0, 1, -1])
    >>> straight_liners(same, block).tolist()
    [True, False, False]
    """
    given = np.stack([codes[item.id] for item in block])
    last = given.max(axis=0)
    same = ((given == last) | (given < 0)).all(axis=0)
    enough = np.count_nonzero(given >= 0, axis=0) >= LEAST_ITEMS
    answers = answer_positions(block[0].categories)
    return same & enough & np.isin(last, answers)


def speeders(durations: np.ndarray) -> np.ndarray:
    """Return who took less than a third of the median time; unknown times are nobody's.

    Examples
    --------
    >>> speeders(np.array([30, 9, 31, np.nan, 29, 10])).tolist()
    [False, True, False, False, False, False]
    """
    known = durations[~np.isnan(durations)]
    return durations < (np.median(known) if len(known) else 0) / _FRACTION


def duplicates(codes: Codes, dimensions: Sequence[Dimension]) -> np.ndarray | None:
    """Return who gave the same answers to everything as somebody before them.

    Returns
    -------
    numpy.ndarray or None
        ``None`` if so many may well be alike by chance. The answers themselves say so:
        where answers fall alike by chance, far more pairs differ in one answer than in none,
        however few the questions are and however much they go together. So duplicates are
        told only if more pairs are alike in all answers than in all but one, and ten times
        as many as would be if the questions had nothing to do with each other.

    Notes
    -----
    Who answered less than half of what they were asked is nobody's duplicate.

    Examples
    --------
    >>> asked = itp.open_wave("demo-2026").codebook.dimensions()[:6]
    >>> answers = np.array([[0, 1, 2, 1], [1, 0, 1, 2], [1, 2, 0, 1]] * 2)
    >>> people = answers[:, [0, 1, 2, 3, 1]]  # the last has all answers of the second
    >>> duplicates(dict(zip([d.id for d in asked], people)), asked).tolist()
    [False, False, False, False, True]
    """
    asked = [dimension for dimension in dimensions if dimension.id in codes]
    rows = np.flatnonzero(_answered(codes, asked))
    keys = np.random.default_rng(0).integers(2**63, size=len(asked), dtype=np.uint64)
    parts = [(d.id, 2 * key + 1) for d, key in zip(asked, keys, strict=True)]
    whole = np.zeros(len(rows), dtype=np.uint64)  # answers that differ have other sums
    for name, key in parts:
        whole += codes[name][rows].astype(np.uint64) * key
    alike, near, chance = _pairs(whole), 0, len(rows) * (len(rows) - 1) / 2
    for name, key in parts if alike else ():
        answers = codes[name][rows]
        near += _pairs(whole - answers.astype(np.uint64) * key) - alike
        chance *= ((np.unique(answers, return_counts=True)[1] / len(rows)) ** 2).sum()
        if near >= alike:
            return None
    if alike and alike < _OFTEN * chance:
        return None
    found = np.zeros(len(next(iter(codes.values()), ())), dtype=bool)
    found[rows] = pd.Series(whole).duplicated().to_numpy()
    return found


def _block_told(block: Sequence[Dimension]) -> str:
    return f"one answer to all {len(block)} of {listed(item.id for item in block)}"


def _answered(codes: Codes, asked: Sequence[Dimension]) -> np.ndarray:
    """Return who answered at least half of what they were asked, and anything at all."""
    people = len(codes[asked[0].id]) if asked else 0
    given, empty = np.zeros(people, dtype=int), np.zeros(people, dtype=int)
    for dimension in asked:
        no_answer = codes[dimension.id] == len(dimension.categories) - 1
        empty += no_answer
        given += (codes[dimension.id] >= 0) & ~no_answer
    return (given > 0) & (given >= empty)


def _pairs(sums: np.ndarray) -> int:
    """Return how many pairs are alike."""
    times = np.unique(sums, return_counts=True)[1].astype(np.int64)
    return int((times * (times - 1) // 2).sum())


_MOST_LOOKED_AT, _HALF, LONG = 1_000, 0.5, 25
_WORD = re.compile(r"[A-ZÅÄÖÜ]+(?![a-zåäöüß])|[A-ZÅÄÖÜ]?[a-zåäöüß]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b.*")
_PHONE = re.compile(r"(\+|00?)[\d\s()/.-]{6,20}")
_DIGITS = re.compile(r"\+?[\d\s()/.-]{5,20}")
_WORDS = re.compile(r"(?=.*[^\W\d_]{2})[^@]+")
_NAMED = {
    "personal names": re.compile(
        r"\b(sur|vor|nach|familien|för|efter)na(me|mn)\b|^na(me|mn)$|\b(first|last|full|given|family"
        r"|middle|your|contact|respondent|participant|recipient|interviewer|ihr|ditt|vollständiger|"
        r"fullständigt)( first| last| full)? na(me|mn)\b|\b(ansprechpartner|kontaktperson)(in)?\b"),
    "telephone numbers": re.compile(
        r"\b(tele|mobile? ?|cell ?)?(phone|fon|telefon|mobil|mobile|handy)( ?(no|nr|number|"
        r"nummer))?\b|\b(telefon|handy|mobil)nummer\b|\btel\b"),
    "free text": re.compile(
        r"\b(text|comments?|remarks?|kommentar(e|er)?|anmerkung(en)?|freitext|fritext|synpunkt(er)?|"
        r"please specify|open ended)\b"),
}  # fmt: skip


def personal_columns(cells: Cells, read: Iterable[str]) -> Iterator[Problem]:
    """Yield columns that look like personal data; it is a problem if they would be kept.

    Of columns that are `read` as answers and numbers only codes are kept.
    """
    told = cells.layout
    kept = (told.respondent_id, told.stratum, told.cluster)
    others = {*read, told.weight, told.fpc, told.duration}.difference(kept)
    for column in cells.frame.columns.difference([*others], sort=False):
        kind = looks_like(column, cells.frame[column])
        people = int((cells.frame[column] != "").sum())
        if kind and column in kept and column not in told.personal:
            cells.problems.append(Problem(
                cells.name, f"looks like {kind}, and would be kept", (), column, count=people,
                expected="numbers that stand for it, or the column under 'personal' in "
                "wave.yaml if it may be kept",
            ))  # fmt: skip
        elif kind:
            where = "kept, as wave.yaml declares" if column in kept else "not kept"
            yield Problem(
                cells.name, f"looks like {kind}; {where}", (), column, count=people
            )


def looks_like(name: str, cells: pd.Series) -> str:
    """Return what personal data a column looks like; ``""`` if like none.

    The first 1,000 distinct texts are looked at.

    Examples
    --------
    >>> looks_like("Q7", pd.Series(["ann@example.org", "bo@example.org", ""]))
    'e-mail addresses'
    >>> looks_like("lastName", pd.Series(["Lindberg", "Öz"])), looks_like("age", pd.Series(["7"]))
    ('personal names', '')
    """
    texts = [*given(cells, _MOST_LOOKED_AT)]
    words = " ".join(_WORD.findall(name))
    if not texts:
        return ""
    return next((kind for kind, found in _KINDS.items() if found(words.lower(), texts)), "")


def _most(fits: Callable[[str], object], texts: Sequence[str]) -> bool:
    return sum(map(bool, map(fits, texts))) > _HALF * len(texts)


def _is_ip(text: str) -> bool:
    try:
        return bool(ip_address(text)) and not text.isdecimal()
    except ValueError:
        return False


def _is_phone(words: str, texts: Sequence[str]) -> bool:
    form = _DIGITS if _NAMED["telephone numbers"].search(words) else _PHONE
    return _most(lambda text: form.fullmatch(text) and not _DATE.fullmatch(text), texts)


def _is_free_text(words: str, texts: Sequence[str]) -> bool:
    if _NAMED["free text"].search(words) and _most(_WORDS.fullmatch, texts):
        return True
    return _most(lambda text: len(text) >= LONG and len(text.split()) > 3
                 and not _DATE.fullmatch(text), texts)  # fmt: skip


_KINDS: dict[str, Callable[[str, Sequence[str]], bool]] = {
    "e-mail addresses": lambda _, texts: _most(_EMAIL.fullmatch, texts),
    "IP addresses": lambda _, texts: _most(_is_ip, texts),
    "telephone numbers": _is_phone,
    "personal names": lambda words, texts: (
        bool(_NAMED["personal names"].search(words)) and _most(_WORDS.fullmatch, texts)
    ),
    "free text": _is_free_text,
}
