"""What stands in place of an answer: whole phrases, and codes that often do.

A phrase counts only as a whole: "No answer from support" is an answer.
"""

import re
from collections.abc import Collection
from functools import cache

from itperception.survey.intake.vocabulary import folded, known, vocabulary
from itperception.survey.open_questions import OPEN

_SIGNS = {".", "-", "--", "---", "–", "—", "..", "...", ":", "/", "?", "#"}
FIRST_APART = 66  # smaller ones are amounts like any other
_EXTENDED = re.compile(r"\.[a-z]")  # how Stata writes its extended missing values
FEWEST_FILLED = 3  # figures of a field that is filled with one of them, such as 99999
_SHORT = re.compile(r"[A-ZÄÖÜÅ]{2,5}")
_LEADING = re.compile(r"^(i|we|ich|das|jag|vi)\s+(?=\S)")
_CODE = re.compile(r"^[\[(]?-?\d+[\])]?\s*[.:=)–-]?\s+(?=\D)")
_ASIDE = re.compile(
    r"\s*[\[(]\s*(-?\d+|vol(unteered)?\.?|do not read( out)?|dnr|spontan(eous)?|unprompted|n/?a|"
    r"nicht vorlesen|läs ej upp|läs inte upp)\s*[\])]\s*"
)
_PARTS = re.compile(r"[()\[\]:]|\s[/–-]\s")
_SAYS_CODE = re.compile(r"\s*[\[(]?-?\d*[\])]?[\s.:=)–-]*([A-Z]{2,4})\b(?!\w)")
_BETWEEN = re.compile(r"\s*[/,;|]\s*|\s+(?:or|oder|eller)\s+")


def kind_of(text: str) -> str:
    """Return the kind of what is no answer, ``"answer"`` of all else.

    Of a phrase made of several, such as "Don't know / no answer", the first tells.

    Examples
    --------
    >>> [kind_of(text) for text in ("I don't know", "k.A.", "#NULL!", "Nothing")]
    ['dont_know', 'refused', 'missing', 'answer']
    >>> kind_of("don't know / no opinion"), kind_of("Don't know how to use it")
    ('dont_know', 'answer')
    >>> {kind_of(t) for t in ("Kann ich nicht bewerten", "Det kan jag inte bedöma", "Can't rate")}
    {'dont_know'}
    """
    if text[:1].isdigit() and text[-1:].isdigit():  # a number, or a range of them
        return "answer"
    if (
        text.strip() in _SIGNS
        or _EXTENDED.fullmatch(text)
        or text in vocabulary()["never_codes"]
    ):
        return "missing"
    whole = _kinds().get(_bare(text))
    parts = [_kinds().get(_bare(part)) for part in _BETWEEN.split(folded(text))]
    return whole or (parts[0] if all(parts) else None) or "answer"


def kinds_of(texts: Collection[str]) -> dict[str, str]:
    """Return the kind of each of the texts that one column has.

    "Trifft nicht zu" is an answer where others say how far something applies. Nobody knows but
    by asking what "NA" is among other abbreviations, such as regions, and "Never used (N/A)":
    their kind is OPEN.

    Examples
    --------
    >>> kinds_of(["Trifft nicht zu", "Ja"])["Trifft nicht zu"]
    'missing'
    >>> kinds_of(["Trifft nicht zu", "Trifft eher zu"])["Trifft nicht zu"]
    'answer'
    >>> kinds_of(["EMEA", "APAC", "NA"])["NA"], kinds_of(["Good", "Not used (N/A)"])
    ('OPEN', {'Good': 'answer', 'Not used (N/A)': 'OPEN'})
    """
    kinds = {text: kind_of(text) for text in texts}
    kinds |= {t: OPEN for t in texts if kinds[t] == "answer" and _is_none_in_part(t)}
    for word in known("answers_beside"):
        alike = [text for text in texts if word in folded(text).split()]
        if any(kinds[text] == "answer" for text in alike):
            kinds |= dict.fromkeys(alike, "answer")
    answers = [text for text in texts if kinds[text] == "answer"]
    if answers and 2 * sum(bool(_SHORT.fullmatch(text)) for text in answers) > len(answers):
        kinds |= {text: OPEN for text in texts if text in ("NA", "DK")}
    return kinds


def _is_none_in_part(text: str) -> bool:
    """Whether a part of a text that signs divide would be no answer: "Never used (N/A)"."""
    return any(_kinds().get(_bare(part)) == "missing" for part in _PARTS.split(text))


def kind_of_code(code: str, label: str) -> str:
    """Return what a usual code of no answer is whose label begins with DK, NA, RF or INAP.

    Examples
    --------
    >>> kind_of_code("9", "9. NA how often; no interview"), kind_of_code("1", "1. NA or never")
    ('missing', 'answer')
    """
    said = _SAYS_CODE.match(label)
    is_usual = code in map(str, vocabulary()["codes"])
    return kind_of(said[1]) if said and is_usual else "answer"


def doubtful(codes: Collection[int]) -> list[int]:
    """Return the codes beside a scale that are often none of its answers.

    Examples
    --------
    >>> doubtful([1, 2, 3, 4, 5, 98, 99]), doubtful(range(1, 10)), doubtful([-1, 1, 2, 3])
    ([98, 99], [], [-1])
    >>> doubtful([-2, -1, 0, 1, 2]), doubtful([1, 2, 3, 9])
    ([], [9])
    >>> doubtful([1, 2, 3, int(20 * "9")]) == [int(20 * "9")], doubtful([1, 2, -99999])
    (True, [-99999])
    """
    usual = _usual(codes)
    low = [code for code in codes if code < 0]
    if not low or -min(low) == max(codes) or max(codes) < 0 or not usual.issuperset(low):
        low = []
    reached = max((code for code in codes if code not in usual), default=None)
    high = []
    for code in sorted(usual.intersection(code for code in codes if code > 0)):
        if reached is None or (code == reached + 1 and not high):
            reached = code
        elif code > reached:
            high.append(code)
    return sorted([*low, *high])


def beyond(amounts: Collection[float]) -> list[int]:
    """Return the codes that often are no answer and stand well apart from all amounts.

    Examples
    --------
    >>> beyond([18, 40, 90, 999]), beyond([0, 20, 98, 99, 100]), beyond([-1, 3.5, 20])
    ([999], [], [-1])
    >>> beyond([60, 95, 96, 98, 99]), beyond([80, 120, 624, 999999999])
    ([], [999999999])
    """
    usual = _usual(amounts)
    rest = [
        amount for amount in amounts if amount not in usual or 0 <= amount < FIRST_APART
    ]
    if not rest:
        return []
    gap, reached = max(1, 0.1 * (max(rest) - min(rest))), max(rest)
    apart = [int(code) for code in {*amounts} & usual if code < 0 <= min(rest)]
    for code in sorted(code for code in {*amounts} & usual if code > max(rest)):
        if code - reached > gap:
            apart.append(int(code))
        else:
            reached = code
    return sorted(apart)


def _usual(numbers: Collection[float]) -> set[int]:
    """Return the usual codes of no answer, and those of some numbers that fill a field."""
    filled = {int(number) for number in numbers if _is_filled(abs(number))}
    return filled | {int(code) for code in vocabulary()["codes"]}


def _is_filled(number: float) -> bool:
    """Whether a number is 999, 8888 and so on; of many figures a file keeps the first 17."""
    text = f"{number:.0f}" if isinstance(number, float) else str(number)
    lengths = range(max(len(text) - 1, FEWEST_FILLED), len(text) + 1)
    return any(float(sign * k) == float(text) for sign in "789" for k in lengths)


@cache
def _kinds() -> dict[str, str]:
    """Return phrase → kind."""
    told = vocabulary()["no_answer"]
    return {
        _bare(phrase): kind
        for kind, lines in told.items()
        for line in lines
        for phrase in line
    }


def _bare(text: str) -> str:
    """Return a phrase without what stands around it: "(99) I Don't know!" is "don't know"."""
    whole = _CODE.sub("", folded(text))
    plain = (_ASIDE.sub("", whole) or whole).strip("()[]<>{}*!\"' ")
    return _LEADING.sub("", plain).rstrip(".").replace(". ", ".")
