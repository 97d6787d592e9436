"""Columns that look like personal data, by what they are called and by what is in them.

Looked for are e-mail addresses, names, IP addresses, telephone numbers and free text, under
English, German and Swedish names. Nothing of such a column is kept but what wave.yaml declares.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from ipaddress import ip_address

import pandas as pd

from itperception.errors import Problem
from itperception.survey.cells import Cells
from itperception.survey.export import given

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
