"""The words that figures are printed in, and the range that each is declared to have.

Words mean what people make of them; what they are taken to mean here stands in the
tables below, once, in English | Swedish | German. Change a range here and every study
is read anew.
"""

import re
from fractions import Fraction
from typing import Literal, NamedTuple

RoundingRule = Literal["unknown", "half_up", "half_even", "inequality", "declared"]

POINTS = 5
"""How far from what is named words may be: half the way to the next tenth."""
ALL = 100
"""No end but that of all shares."""
LARGEST_SPOKEN = 20
""""Four of five" is a way to speak; of more than this, "79 of 156" counts people."""
TENTHS = (2, 3, 4, 5, 10)
"""Halves, thirds, quarters, fifths and tenths are :data:`POINTS` wide; of other parts see
:func:`spoken`."""


class Qualifier(NamedTuple):
    """Words before a figure: how many points below and above it the share may be."""

    below: int
    above: int
    rounding: RoundingRule
    reason: str
    words: str


QUALIFIERS = (
    Qualifier(POINTS, POINTS, "declared", "'about' is read as at most five points off", """
        about, around, roughly, approximately, approx., some, circa, ca, ca., c., c:a, close
        to, just about, more or less, in the region of, ~, ≈, ± | ungefär, omkring, cirka,
        runt, kring, i runda tal | etwa, rund, ungefähr, zirka, um die,
        in etwa, annähernd"""),
    Qualifier(0, POINTS, "declared", "'just over' is read as at most five points above", """
        just over, slightly over, slightly more than, a little over, a little more than,
        just above, just more than, somewhat over, somewhat more than, a good | drygt, strax
        över, något över, något mer än, lite över, lite mer än, något fler än, en dryg, en
        god, ett drygt | gut, knapp über, etwas über, etwas mehr als, leicht über, ein
        gutes, eine gute, wenig mehr als, ein wenig mehr als"""),
    Qualifier(POINTS, 0, "declared", "'nearly' is read as at most five points below", """
        nearly, almost, just under, slightly under, not quite, just below, slightly less
        than, a little under, a little less than, just less than, somewhat under, close on,
        just short of, virtually | knappt, nästan, strax under, något under, något mindre
        än, lite mindre än, inte riktigt, inte fullt, närmare, bortåt, uppemot, en knapp, ett
        knappt, så gott som | knapp, fast, beinahe, nahezu, nicht ganz, etwas weniger als, knapp
        unter, ein knappes, eine knappe, leicht unter, so gut wie"""),
    Qualifier(0, ALL, "inequality", "printed as an inequality: any share beyond it", """
        more than, over, above, well over, well above, far more than, considerably more
        than, significantly more than, much more than, upwards of, in excess of, greater
        than, > | mer än, fler än, över, klart mer än, klart fler än, långt över, betydligt
        mer än, betydligt fler än, väl över, långt mer än | mehr als, über, deutlich mehr
        als, weit mehr als, weit über, deutlich über, wesentlich mehr als"""),
    Qualifier(0, ALL, "declared", "printed as a limit: it, or any larger share", """
        at least, no less than, no fewer than, not less than, a minimum of, ≥ | minst,
        åtminstone, inte mindre än, inte färre än | mindestens, wenigstens, nicht weniger
        als, zumindest"""),
    Qualifier(ALL, 0, "inequality", "printed as an inequality: any share beyond it", """
        less than, fewer than, under, below, not even, well under, well below, far less
        than, far fewer than, considerably less than, < | mindre än, färre än, inte ens,
        klart mindre än, långt under, betydligt mindre än, betydligt färre än, klart färre
        än | weniger als, unter, nicht einmal, nicht mal, deutlich weniger als, weit
        weniger als, weit unter, deutlich unter"""),
    Qualifier(ALL, 0, "declared", "printed as a limit: it, or any smaller share", """
        at most, up to, no more than, not more than, a maximum of, ≤ | högst, upp till, som
        mest, inte mer än, inte fler än, max, maximalt, som högst | höchstens, bis zu, nicht
        mehr als, maximal"""),
)  # fmt: skip
AFTER = {
    "at least": "or more, or higher, or above, and more, and above, plus, + | eller mer, "
                "eller fler, och mer | oder mehr, und mehr, oder darüber",
    "at most": "or less, or fewer, or lower, or below | eller mindre, eller färre "
               "| oder weniger, oder darunter",
    "about": "or so",
}  # fmt: skip
"""Words behind a figure, and the words before it that say the same."""
EMPTY = """only, just, merely, a mere, fully, a full, exactly, precisely, a whopping, as
    many as, as much as, as few as, as little as, even, still, already, a total of
    | endast, bara, enbart, blott, hela, exakt, precis, jämnt, redan, fortfarande, så många
    som, så mycket som, så få som, sammanlagt, totalt, fulla
    | nur, lediglich, bloss, gerade, gerade einmal, gerade mal, ganze, exakt, genau,
    immerhin, sogar, satte, noch, bereits, schon, stolze, volle, insgesamt, nur noch,
    allein, eben, eben mal"""
"""Words that judge a figure and do not change it."""

FRACTION = "a fraction in words is read as the nearest tenth: at most five points off"
WHOLE = "nobody, or everybody: read as it is said"
FINER_FRACTION = "a finer fraction in words: nearer to it than to the fractions beside it"
PHRASES = {
    "1/2": "every other, half and half, fifty fifty | varannan, vartannat",
    "0/1": "none, nobody, no one, not one, no, not a single | ingen, inget, inga, noll, inte "
           "en, inte en enda | keiner, keine, kein, keines, niemand, null, kein "
           "einziger, keine einzige, kein einziges",
    "1/1": "all, everybody, everyone, every, each, every single | alla, samtliga, varje, "
           "allihop | alle, sämtliche, jeder, jede, jedes, ausnahmslos alle",
    "at most 1/20": "almost none, nearly none, hardly any, hardly anyone, hardly anybody, next "
                    "to none, almost nobody, practically none | nästan ingen, nästan inga, "
                    "knappt någon, knappt någon alls | kaum jemand, kaum einer, kaum eine, "
                    "fast keiner, fast niemand, fast keine, so gut wie keiner",
    "more than 1/2": "a majority, the majority, most, majority | majoriteten, "
                     "en majoritet, de flesta, flertalet, merparten, majoritet, huvuddelen "
                     "| die mehrheit, eine mehrheit, die meisten, mehrheit, der grossteil, "
                     "ein grossteil, die mehrzahl, mehrheitlich",
    "less than 1/2": "a minority, the minority | minoriteten, en minoritet "
                     "| die minderheit, eine minderheit",
    "just over 1/2": "a narrow majority, a slim majority, a slight majority, a bare majority "
                     "| en knapp majoritet, en liten majoritet | eine knappe mehrheit, die "
                     "knappe mehrheit",
    "at least 3/5": "a large majority, the large majority, a clear majority, a big majority "
                    "| en stor majoritet, en klar majoritet, en tydlig majoritet | eine "
                    "grosse mehrheit, die grosse mehrheit, eine deutliche mehrheit, eine "
                    "klare mehrheit, die überwiegende mehrheit, der überwiegende teil",
    "at least 2/3": "a vast majority, the vast majority, vast majority, an overwhelming "
                    "majority, the overwhelming majority, the great majority, a great majority "
                    "| en överväldigande majoritet, den överväldigande majoriteten, de allra "
                    "flesta, den stora majoriteten, det stora flertalet | die überwältigende "
                    "mehrheit, eine überwältigende mehrheit, die allermeisten, das gros, die "
                    "weitaus meisten",
}  # fmt: skip

OF = """of, out of, of the, out of the, out of every, per, / | av, av de
    | von, aus, von den, von jeweils"""
IN = "in, in every, i, på, auf"
""""1 in 50" is a way to speak, "50 of 156" and "1 of 50" count people."""
EVERY = "every, each | var, vart | jeder, jede, jedes, jeden, jedem"
TO = "to, -, and, or | till, och, eller | bis, und, oder"
BETWEEN = "between, from, anywhere from | mellan, från | zwischen, von"
SIMILAR = "similar to, like | liknande, som | ähnlich wie, wie"
PERCENT = (
    "per cent, percent, pct, pct., pc, p.c. | procent, proc. | prozent, proz., v.h., v.h"
)
ON_A_SCALE = """on, on a scale from, on a scale of, ( | på, på en skala från
    | auf, auf einer skala von, von"""
UNKNOWN = "unknown, not stated, not in print | okänt | unbekannt"
SPREAD = "sd, s.d., sd., std, standard deviation, ± | standardavvikelse, s | standardabweichung, sa"
PEOPLE = """people, persons, respondents, respondent, participants, users, companies, company,
    firms, firm, businesses, organisations, organizations, them, those asked, those surveyed,
    those polled, those questioned, managers, cios, executives, employees, customers, adults,
    americans, germans, german, swedes, person, users, user, women, men
    | personer, svarande, tillfrågade, deltagare, användare, dem, företag, företagen, bolag,
    organisationer, chefer, svenskar, svensk, kunder, anställda, människor, kvinnor, män,
    de tillfrågade, it-chefer, vuxna
    | personen, menschen, befragte, befragten, teilnehmer, nutzer, unternehmen, firmen, firma,
    betriebe, ihnen, deutschen, deutsche, deutscher, mitarbeiter, führungskräfte, kunden,
    befragter, cios, frauen, männer, manager, betrieb, bürger"""

UNDERSTOOD = (
    "a percentage (51 %, < 1 %, 51.2 percent, elf Prozent), with about, over, at least, under, "
    "at most, nearly or just over before it; a range (50 to 55 %); a fraction in words (half, "
    "every second, four of five, two thirds, a majority, none); a count (79 of 156 people), "
    "also with its percentage (43 (31.6 %)); a mean (2.73 on 1 to 5, 2.7 (SD 1.9) on 1 to 5); "
    "similar to another figure's id; all in English, Swedish or German. Other words need low "
    "and high, in percent"
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


def any_of(row: str) -> str:
    """Return the pattern of any phrase of a row."""
    return f"(?:{'|'.join(map(re.escape, phrases(row)))})"


def one_of(row: str) -> str:
    """Return the pattern of any phrase of a row, with the spaces around it."""
    return f"(?: ?{any_of(row)} ?)"


def spoken(count: int, of: int) -> Fraction:
    """Return how far from "`count` in `of`" the share may be.

    Tenths and larger parts: :data:`POINTS`. Finer ones: half the way to the nearest
    fraction with one more or one less, or, where that is more, a fifth of the share (or
    of what is missing to everybody), at most one point. So "one in nine" and "one in
    eleven" have no share in common.

    Examples
    --------
    >>> [float(spoken(1, of)) for of in (10, 8, 50)]
    [0.05, 0.01, 0.004]
    """
    share = Fraction(count, of)
    if share.denominator in (1, *TENTHS):
        return Fraction(POINTS, 100)
    beside = [Fraction(count, of + 1), Fraction(count, of - 1)]
    beside += [Fraction(count - 1, of), Fraction(count + 1, of)]
    half_way = min(abs(other - share) for other in beside) / 2
    return max(half_way, min(Fraction(1, 100), min(share, 1 - share) / 5))
