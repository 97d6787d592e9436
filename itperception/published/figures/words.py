"""The words that figures are printed in, and the range that each is declared to have.

Words mean what people make of them; what they are taken to mean here stands in the
tables below, once, in English | Swedish | German. Change a range here and every study
is read anew.
"""

import re
import unicodedata
from functools import cache
from typing import Literal, NamedTuple

Rounding = Literal["unknown", "half_up", "half_even", "inequality", "declared"]

POINTS = 5
"""How far from what is named words may be: half the way to the next tenth."""
ALL = 100
"""No end but that of all shares."""
LARGEST_SPOKEN = 20
""""Four of five" is a way to speak; above this the second number counts people."""


class Qualifier(NamedTuple):
    """Words before a figure: how many points below and above it the share may be."""

    below: int
    above: int
    rounding: Rounding
    reason: str
    words: str


QUALIFIERS = (
    Qualifier(POINTS, POINTS, "declared", "'about' is read as at most five points off", """
        about, around, roughly, approximately, some, circa, ca, ca., c., close to
        | ungefär, omkring, cirka, runt, kring | etwa, rund, ungefähr, zirka"""),
    Qualifier(0, POINTS, "declared", "'just over' is read as at most five points above", """
        just over, slightly over, slightly more than, a little over, just above
        | drygt, strax över, något över | gut, knapp über, etwas über, etwas mehr als"""),
    Qualifier(POINTS, 0, "declared", "'nearly' is read as at most five points below", """
        nearly, almost, just under, slightly under, not quite, just below
        | knappt, nästan, strax under | knapp, fast, beinahe, nahezu, nicht ganz"""),
    Qualifier(0, ALL, "inequality", "printed as an inequality: any share beyond it", """
        more than, over, above | mer än, fler än, över | mehr als, über"""),
    Qualifier(0, ALL, "declared", "printed as a limit: it, or any larger share", """
        at least, no less than, no fewer than | minst, åtminstone | mindestens"""),
    Qualifier(ALL, 0, "inequality", "printed as an inequality: any share beyond it", """
        less than, fewer than, under, below, not even | mindre än, färre än, inte ens
        | weniger als, unter, nicht einmal"""),
    Qualifier(ALL, 0, "declared", "printed as a limit: it, or any smaller share", """
        at most, up to, no more than, not more than | högst, upp till, som mest
        | höchstens, bis zu, nicht mehr als"""),
)  # fmt: skip

FRACTION = "a fraction in words is read as the nearest tenth: at most five points off"
FRACTIONS = {
    "1/2": "half, a half, one half, every other | hälften, varannan, vartannat "
           "| die hälfte, hälfte",
    "1/3": "a third, one third, every third | en tredjedel, var tredje "
           "| ein drittel, jeder dritte, jede dritte",
    "2/3": "two thirds | två tredjedelar | zwei drittel",
    "1/4": "a quarter, one quarter, every fourth | en fjärdedel, var fjärde "
           "| ein viertel, jeder vierte, jede vierte",
    "3/4": "three quarters | tre fjärdedelar | drei viertel, dreiviertel",
    "1/5": "a fifth, one fifth, every fifth | en femtedel, var femte "
           "| ein fünftel, jeder fünfte, jede fünfte",
    "2/5": "two fifths | två femtedelar | zwei fünftel",
    "3/5": "three fifths | tre femtedelar | drei fünftel",
    "4/5": "four fifths | fyra femtedelar | vier fünftel",
    "1/10": "a tenth, one tenth, every tenth | en tiondel, var tionde "
            "| ein zehntel, jeder zehnte, jede zehnte",
}  # fmt: skip
FRACTIONS["1/2"] += ", every second | jeder zweite, jede zweite, jedes zweite"
OTHER_PHRASES = {
    "more than half": "a majority, the majority, most | majoriteten, en majoritet, "
                      "de flesta, flertalet | die mehrheit, eine mehrheit, die meisten",
    "less than half": "a minority, the minority | minoriteten, en minoritet "
                      "| die minderheit, eine minderheit",
}  # fmt: skip

NUMBERS = {
    1: "one | en, ett | ein, eine, einer", 2: "two | två | zwei", 3: "three | tre | drei",
    4: "four | fyra | vier", 5: "five | fem | fünf", 6: "six | sex | sechs",
    7: "seven | sju | sieben", 8: "eight | åtta | acht", 9: "nine | nio | neun",
    10: "ten | tio | zehn", 11: "eleven | elva | elf", 12: "twelve | tolv | zwölf",
    15: "fifteen | femton | fünfzehn", 20: "twenty | tjugo | zwanzig",
}  # fmt: skip
OF = "of, in, out of, / | av, på | von, aus"
TO = "to, -, and | till, och | bis, und"
BETWEEN = "between | mellan | zwischen"
SIMILAR = "similar to, like | liknande, som | ähnlich wie, wie"
PERCENT = "per cent, percent, pct | procent | prozent"
ON_A_SCALE = """on, on a scale from, on a scale of, ( | på, på en skala från
    | auf, auf einer skala von, von"""
UNKNOWN = "unknown, not stated, not in print | okänt | unbekannt"
PEOPLE = """people, persons, respondents, participants, users, companies, them
    | personer, svarande, tillfrågade, deltagare, användare, dem
    | personen, menschen, befragte, befragten, teilnehmer, nutzer, unternehmen"""

UNDERSTOOD = (
    "a percentage (51 %, 51.2 percent, elf Prozent), with about, over, at least, under, at "
    "most, nearly or just over before it; a range (50 to 55 %); a fraction in words (half, "
    "every second, four of five, two thirds, a majority); a count (79 of 156 people); a "
    "mean (2.73 on 1 to 5); similar to another figure's id; all in English, Swedish or "
    "German. Other words need low and high, in percent"
)


def phrases(row: str) -> tuple[str, ...]:
    """Return the phrases of a row of a table, the longest first.

    Examples
    --------
    >>> phrases("of, out of | av")
    ('out of', 'of', 'av')
    """
    listed = [" ".join(phrase.split()) for phrase in row.replace("|", ",").split(",")]
    return tuple(sorted(listed, key=len, reverse=True))


def one_of(row: str) -> str:
    """Return the pattern of any phrase of a row, with the spaces around it."""
    return f"(?: ?(?:{'|'.join(map(re.escape, phrases(row)))}) ?)"


def normalised(text: str) -> str:
    """Write in small letters, one kind of space, dash and percent sign, nouns left out.

    Examples
    --------
    >>> normalised("Über 51,2 Prozent"), normalised("79 of 156 people.")
    ('über 51,2 %', '79 of 156')
    """
    said = unicodedata.normalize("NFKC", text).casefold().replace("ß", "ss")
    said = re.sub(r"[–—−]", "-", " ".join(said.split())).rstrip(".,; ")
    said = re.sub(rf" ?\b(?:{'|'.join(phrases(PERCENT))})(?!\w)", " %", said)
    said = re.sub(r"(?<=\w) ?%", " %", said)
    people = "|".join(phrases(PEOPLE))
    return re.sub(rf"(?: (?:of|av|von))?(?: (?:the|der|die))? (?:{people})$", "", said)


def qualified(said: str) -> tuple[Qualifier | None, str]:
    """Take the qualifier off what it stands before.

    Examples
    --------
    >>> found, named = qualified("mer än 30 %")
    >>> found.rounding, named
    ('inequality', '30 %')
    """
    for phrase, qualifier in _qualifiers():
        if said.startswith(f"{phrase} "):
            return qualifier, said.removeprefix(f"{phrase} ")
    return None, said


@cache
def _qualifiers() -> list[tuple[str, Qualifier]]:
    rows = [(phrase, row) for row in QUALIFIERS for phrase in phrases(row.words)]
    return sorted(rows, key=lambda row: -len(row[0]))
