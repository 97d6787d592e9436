"""What the name of a column means in surveys: whole words only, and never a part of one."""

import re
from collections.abc import Iterable

from itperception.survey.intake.columns import words
from itperception.survey.intake.vocabulary import known, vocabulary

_WEIGHTS = re.compile(
    r"(w|wt|wgt)_.*|wg?t(?!p)[a-z]{2,}\w*|(?!birth|body|b|baby)\w{2,}wg?t", re.IGNORECASE
)
_WRITTEN = re.compile(
    r"please (specify|state|describe|explain|provide|elaborate|write|enter)|\bspecify\b|"
    r"bitte (nennen|angeben|beschreiben|erläutern)|(ange|specificera) (vad|vilken|vilket|gärna)|"
    r"\[other\]|\[comment\]|[_ ]text$|freitext|fritext|^(any )?(other )?comments?\b|^kommentar|"
    r"^anmerkung|open[- ]end|verbatim",
    re.IGNORECASE,
)


def joined(name: str) -> str:
    """Return a name without what stands between its words: "Case ID" is "caseid"."""
    return "".join(words(name))


def is_called(name: str, *keys: str) -> bool:
    """Whether a name is a word of the vocabulary, or one of two words is.

    Examples
    --------
    >>> is_called("Stratum", "stratum"), is_called("psu_id", "cluster")
    (True, True)
    """
    said = words(name)
    return joined(name) in known(*keys) or (
        len(said) < 3 and not known(*keys).isdisjoint(said)
    )


def is_of_drawing(name: str, label: str, key: str) -> bool:
    """Whether a name, or a phrase of a label, says how respondents were drawn.

    Examples
    --------
    >>> is_of_drawing("V200010c", "Full sample variance unit", "cluster")
    True
    """
    told = f" {' '.join(words(label))} "
    phrases = known("drawn_label", key)
    return is_called(name, key) or any(f" {phrase} " in told for phrase in phrases)


def is_weight(name: str, label: str = "") -> bool:
    """Whether a column's name or label says that it weights respondents.

    Examples
    --------
    >>> [is_weight(name) for name in ("wgt", "W_final", "Gewicht", "survey weight", "w")]
    [True, True, True, True, True]
    >>> [is_weight(name) for name in ("WTMEC2YR", "CURRWT", "birthwt", "wtpay")]
    [True, True, False, False]
    >>> [is_weight(name) for name in ("hur_viktigt_pris", "overweight", "weight_kg", "Weighted")]
    [False, False, False, False]
    >>> is_weight("V200010b", "Full sample post-election weight"), is_weight("q1", "Your weight")
    (True, False)
    """
    if label_says_weight(label):
        return True
    if not known("weight", "body").isdisjoint(words(name)):
        return False
    return says_weight(name) or bool(_WEIGHTS.fullmatch(name))


def label_says_weight(label: str) -> bool:
    """Whether a label ends in weight and says of what: of a survey, and not of a body."""
    said = words(label)
    kinds, body = known("weight", "of_survey"), known("weight", "body")
    is_last = not known("weight", "in_label").isdisjoint(said[-2:])
    return is_last and not kinds.isdisjoint(said) and body.isdisjoint(said)


def says_weight(name: str) -> bool:
    """Whether a whole word of a name says weight, and not a letter before it."""
    said = words(name)
    whole = len(said) <= 3 and not (_weights() - {"w"}).isdisjoint(said)
    return whole or joined(name) in _weights()


def is_surely_weight(name: str) -> bool:
    """Whether nothing but a survey weight is called so."""
    return not known("weight", "sure").isdisjoint([joined(name), *words(name)])


def _weights() -> frozenset[str]:
    return known("weight", "sure") | known("weight", "maybe")


def is_id(name: str) -> bool:
    """Whether a name says that a column tells respondents apart.

    Examples
    --------
    >>> [is_id(name) for name in ("id", "ResponseId", "Record ID", "Nr", "paid", "id_card")]
    [True, True, True, True, False, False]
    """
    said = words(name)
    return joined(name) in known("id") or said[-1:] == ["id"] or not said


def personal(name: str) -> str:
    """Return what a name says about persons, such as ``"phone numbers"``; else nothing."""
    said = words(name)
    for what in vocabulary()["personal"] if len(said) <= 3 else ():
        if not known("personal", what).isdisjoint([joined(name), *said[:1], *said[-1:]]):
            return what
    return ""


def tool_of(names: Iterable[str], tool: str) -> str:
    """Return the tool, or that it is one of those without a layout, by two names at least.

    Examples
    --------
    >>> tool_of(["SessionID", "User Agent", "Status"], "table"), tool_of(["Status"], "table")
    ('unknown', 'table')
    """
    sure = sum(joined(name) in known("technical") for name in names)
    return "unknown" if tool in ("table", "labelled") and sure > 1 else tool


def is_technical(name: str, tool: str) -> bool:
    """Whether the survey tool, not the respondent, wrote a column."""
    told = joined(name)
    if told in known("technical") or name.lower().endswith(("_complete", "_timestamp")):
        return True
    if tool == "redcap" and name.startswith("Complete?"):
        return True
    if tool == "unknown" and told in known("technical_in_others"):
        return True
    return tool != "table" and told in known("technical_in_tools")


def is_written(name: str, label: str) -> bool:
    """Whether a column is for what respondents write themselves.

    Examples
    --------
    >>> is_written("q3", "Other (please specify)"), is_written("q3", "Which other tools?")
    (True, False)
    """
    return bool(_WRITTEN.search(name) or _WRITTEN.search(label))


def is_demographic(name: str, label: str) -> bool:
    """Whether an item describes the respondent: a banner of tables.

    Examples
    --------
    >>> is_demographic("q12", "What is your age?"), is_demographic("package", "")
    (True, False)
    >>> is_demographic("How often [Country]", ""), is_demographic("sex_last_12_months", "")
    (False, False)
    """
    name = re.sub(r"\s*\[.*", "", name)
    said = words(name)
    if " " not in name and len(said) > 3:  # of a long name the last word says what it is
        said = said[-1:]
    return not known("demographic").isdisjoint([joined(name), *said, *words(label[:40])])
