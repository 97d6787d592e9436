"""What newspapers write in three languages, and the shares that each phrase stands for.

The ranges are written down by hand from what the words mean: digits are rounded to the
last one shown, halves to fifths and tenths are five points wide on either side, "about"
five points, finer fractions as far as half the way to the next (or a point), and
inequalities end at everybody or nobody.
"""

from fractions import Fraction

import pytest

from itperception.errors import NotUnderstoodError
from itperception.published.figures.printed import read_base, read_printed
from tests.cases import each

PHRASINGS = {
    # digits
    ("50.5", "51.5"): [
        "51 %", "51%", "51 per cent", "51 percent", "51 pct.", "51-percent", "51 Prozent",
        "51 procent", "51 Prozent der Befragten", "51 procent av de tillfrågade",
        "51 percent of all respondents", "51 % of those surveyed", "only 51 %", "just 51 %",
        "nur 51 Prozent", "lediglich 51 %", "gerade einmal 51 Prozent", "endast 51 procent",
        "bara 51 procent", "exakt 51 %", "immerhin 51 Prozent", "as many as 51 percent",
        "hela 51 procent", "fifty-one percent", "fifty one per cent", "einundfünfzig Prozent",
        "femtioen procent", "femtioett procent", "51 %*", "51 %¹", "51² %", "\N{EN QUAD}51 %",
        "51 Prozent aller Unternehmen", "51 % of companies", "51 procent av företagen",
        "“51 %”", "precisely 51 %", "a whopping 51 %", "stolze 51 Prozent", "half (51 %)",
        "half of them (51 percent)", "die Hälfte (51 Prozent)", "jeder Zweite (51)",
        "51 % (about half)",
    ],
    ("12.5", "13.5"): ["dreizehn Prozent", "tretton procent", "thirteen per cent", "13 v.H."],
    ("78.5", "79.5"): [
        "acht von zehn (79)", "acht von zehn (79 Prozent)", "eight in ten (79 %)",
        "åtta av tio (79 procent)", "acht von zehn Unternehmen (79 Prozent)",
        "four out of five (79%)", "79 Prozent (vier von fünf)",
    ],
    ("51.15", "51.25"): ["51.2 %", "51,2 Prozent", "51,2 procent", "51.2 per cent"],
    ("49.5", "55.5"): [
        "50 to 55 %", "50–55 %", "50 % to 55 %", "between 50 and 55 percent", "50-55 Prozent",
        "zwischen 50 und 55 Prozent", "mellan 50 och 55 procent", "from 50 to 55 percent",
        "between fifty and fifty-five percent", "50 bis 55 Prozent", "von 50 bis 55 %",
    ],
    ("99.5", "100"): ["100 %", "hundert Prozent", "hundra procent", "one hundred percent"],
    ("0", "0.5"): ["0 %", "zero percent", "noll procent", "null Prozent"],
    # about, nearly, just over
    ("25", "35"): [
        "about 30 %", "~30 %", "~ 30%", "≈30 %", "approx. 30 %", "roughly 30 per cent",
        "ca 30 %", "c:a 30 procent", "rund 30 Prozent", "etwa 30 %", "ungefär 30 procent",
        "omkring 30 %", "circa 30 Prozent", "kring 30 procent", "just about 30 %",
        "only about 30 %", "nur rund 30 Prozent", "bara omkring 30 procent", "30 percent or so",
        "three in ten", "drei von zehn", "tre av tio", "tre tiondelar", "three tenths",
        "three out of ten companies",
    ],
    ("25", "30"): [
        "nearly 30 %", "almost 30 percent", "just under 30 %", "knapp 30 Prozent",
        "fast 30 Prozent", "nästan 30 procent", "knappt 30 procent", "beinahe 30 %",
        "nahezu 30 %", "slightly less than 30 %", "inte fullt 30 procent", "uppemot 30 procent",
    ],
    ("30", "35"): [
        "just over 30 %", "drygt 30 procent", "gut 30 Prozent", "etwas mehr als 30 Prozent",
        "något mer än 30 procent", "a little over 30 percent", "lite över 30 procent",
    ],
    # inequalities and limits
    ("0", "1"): ["<1 %", "< 1%", "less than 1 percent", "under 1 %", "weniger als ein Prozent",
                 "mindre än en procent", "unter 1 Prozent", "≤1 %", "högst en procent"],
    ("50", "100"): [
        ">50 %", "> 50%", "more than 50 %", "over half", "more than half", "most", "a majority",
        "the majority of respondents", "most companies", "die Mehrheit", "die meisten Befragten",
        "die Mehrheit der Unternehmen", "mehr als die Hälfte", "über die Hälfte", "de flesta",
        "mer än hälften", "en majoritet", "flertalet", "merparten", "well over half",
        "deutlich mehr als die Hälfte", "betydligt mer än hälften", "≥50 %", ">= 50 %",
        "50 % or more", "50 Prozent oder mehr", "50 procent eller mer", "50+ %",
        "at least half", "minst hälften", "mindestens die Hälfte", "fler än varannan",
        "mehr als jeder Zweite", "more than every second",
    ],
    ("0", "50"): ["less than half", "not even half", "nicht einmal die Hälfte", "under hälften",
                  "inte ens hälften", "a minority", "eine Minderheit", "färre än hälften",
                  "weniger als die Hälfte", "at most 50 %", "up to half", "no more than half",
                  "inte mer än hälften", "nicht mehr als die Hälfte", "höchstens 50 Prozent"],
    ("60", "100"): ["a large majority", "en stor majoritet", "die große Mehrheit"],
    ("200/3", "100"): ["the vast majority", "vast majority", "an overwhelming majority",
                       "en överväldigande majoritet", "de allra flesta", "die allermeisten",
                       "the vast majority of companies", "more than two-thirds",
                       "mehr als zwei Drittel", "mer än två tredjedelar"],
    ("50", "55"): ["a narrow majority", "en knapp majoritet", "eine knappe Mehrheit",
                   "just over half", "drygt hälften", "gut die Hälfte"],
    # fractions as wide as tenths
    ("45", "55"): ["half", "half of them", "every other", "every second", "one in two", "½",
                   "hälften", "varannan", "vartannat", "die Hälfte", "jeder Zweite",
                   "jedes zweite", "jedes zweite Unternehmen", "die Hälfte der Befragten",
                   "hälften av de tillfrågade", "about half", "rund die Hälfte", "fifty-fifty",
                   "only half", "only every second", "nur die Hälfte", "bara hälften",
                   "ungefär hälften", "five in ten", "every second company", "nur jeder zweite"],
    ("45", "50"): ["nearly half", "just under half", "knappt hälften", "knapp die Hälfte",
                   "fast die Hälfte", "fast jedes zweite", "nästan varannan",
                   "almost half of them"],
    ("85/3", "115/3"): ["a third", "one third", "one-third", "⅓", "1/3", "every third",
                        "one in three", "1 in 3", "1 in 3²", "jedes dritte", "jeder Dritte",
                        "jede dritte Firma", "ein Drittel", "ein Drittel der Unternehmen",
                        "var tredje", "vart tredje", "vart tredje företag", "en tredjedel",
                        "en tredjedel av företagen", "one-in-three", "every third company",
                        "nur jeder Dritte", "bara var tredje", "only one in three",
                        "lediglich ein Drittel", "about a third", "rund ein Drittel"],
    ("185/3", "215/3"): ["two thirds", "two-thirds", "2/3", "⅔", "två tredjedelar", "zwei Drittel",
                         "two out of three", "zwei von drei", "två av tre"],
    ("100/3", "115/3"): ["just over a third", "a good third", "gut ein Drittel",
                         "ein gutes Drittel", "drygt en tredjedel", "en dryg tredjedel"],
    ("20", "30"): ["a quarter", "a fourth", "¼", "every fourth", "vart fjärde", "var fjärde",
                   "vart fjärde företag", "jedes vierte", "jeder Vierte", "ein Viertel",
                   "en fjärdedel", "one in four", "roughly a quarter", "only a quarter",
                   "endast en fjärdedel", "nur ein Viertel"],
    ("70", "80"): ["three quarters", "three-quarters", "¾", "drei Viertel", "dreiviertel",
                   "tre fjärdedelar", "three out of four", "drei von vier"],
    ("15", "25"): ["a fifth", "one in five", "ein Fünftel", "jeder fünfte", "var femte",
                   "vart femte", "en femtedel", "nur jedes fünfte"],
    ("75", "85"): ["four in five", "four out of every five", "4 out of 5", "four-fifths",
                   "vier Fünftel", "fyra av fem", "vier von fünf Unternehmen"],
    ("5", "15"): ["one in ten", "1 in 10", "every tenth", "jeder zehnte", "jedes zehnte",
                  "var tionde", "vart tionde", "en tiondel", "ein Zehntel", "a tenth",
                  "cirka 1 av 10"],
    ("85", "95"): ["nine in ten", "nio av tio", "neun von zehn", "nine out of ten companies"],
    # finer ones
    ("91/9", "109/9"): ["one in nine", "every ninth", "jeder neunte", "var nionde"],
    ("89/11", "111/11"): ["one in eleven", "1 in 11", "eine von elf"],
    ("325/21", "125/7"): ["one in six", "every sixth", "jedes sechste", "var sjätte", "a sixth"],
    ("4", "6"): ["one in twenty", "jeder zwanzigste", "1 in 20", "every 20th", "jeder 20."],
    ("1.6", "2.4"): ["one in fifty", "1 in 50"],
    ("0.8", "1.2"): ["one in a hundred", "1 in 100", "eine von hundert"],
    # none and all
    ("0", "0"): ["none", "none of them", "nobody", "no company", "kein", "kein Unternehmen",
                 "keiner", "niemand", "ingen", "inget företag", "inga"],
    ("100", "100"): ["all", "all of them", "everybody", "alle", "alle Befragten", "alla",
                     "alla tillfrågade", "samtliga", "all respondents", "sämtliche"],
    ("95", "100"): ["nearly all", "almost all", "fast alle", "nästan alla", "virtually all",
                    "almost everyone", "nahezu alle Unternehmen", "så gott som alla"],
    ("0", "5"): ["hardly any", "almost none", "kaum jemand", "nästan ingen", "fast niemand",
                 "knappt någon"],
}  # fmt: skip
COUNTS = {
    "79 of 156": (79, 156), "79 von 156": (79, 156), "79 av 156": (79, 156),
    "79 out of 156": (79, 156), "79 of 156 people": (79, 156), "79/156": (79, 156),
    "1,881 of 13,426": (1881, 13426), "1 881 av 13 426": (1881, 13426),
    "1.881 von 13.426": (1881, 13426), "1,881 of 13,426 (14.0 %)": (1881, 13426),
    "43 (31.6 %)": (43, 136), "31.6 % (43)": (43, 136), "31.6 % (n = 43)": (43, 136),
    "43 of 136 (31.6 %)": (43, 136), "31,6 Prozent (43 von 136)": (43, 136),
    "79 of the 156": (79, 156), "79 von 156 Befragten": (79, 156), "nur 79 von 156": (79, 156),
}  # fmt: skip
REFUSED = ["many", "a few", "several", "viele", "några", "a handful", "51", "one and a half",
           "half a percent", "nobody at all", "5 percentage points", "twice as many",
           "2½ %", "51 % (2019: 43 %)"]  # fmt: skip


def rows():
    return [(text, ends) for ends, texts in PHRASINGS.items() for text in texts]


@each(("text", "expected"), rows())
def test_a_phrase_of_the_press_is_read_as_what_it_means(text, expected):
    told = read_printed(text)
    assert (100 * told.low, 100 * told.high) == tuple(map(Fraction, expected))
    assert told.reason and told.base is None


@each("text", COUNTS)
def test_a_count_is_exact_and_says_of_how_many(text):
    told = read_printed(text)
    count, base = COUNTS[text]
    assert (told.low, told.high, told.base) == (Fraction(count, base),) * 2 + (base,)


@each("text", REFUSED)
def test_what_has_no_declared_meaning_is_refused(text):
    with pytest.raises(NotUnderstoodError):
        read_printed(text)


def test_most_of_what_the_press_writes_is_understood():
    assert len(rows()) + len(COUNTS) >= 300


@pytest.mark.parametrize(
    ("text", "plain"), [("5² %", "5 %"), ("1 in 3²", "1 in 3"), ("51 %†", "51 %"),
                        ("4 of 5¹", "4 of 5"), ("79 of 156*", "79 of 156")],
)  # fmt: skip
def test_a_footnote_mark_is_no_digit_and_it_is_told_that_it_was_left_out(text, plain):
    told, without = read_printed(text), read_printed(plain)
    assert (told.low, told.high, told.base) == (without.low, without.high, without.base)
    assert "footnote mark" in told.reason and "footnote mark" not in without.reason


def test_a_number_of_people_with_a_footnote_mark_is_refused():
    for text in ("156²", "n = 156*", "52² %"):
        with pytest.raises(NotUnderstoodError, match=r"footnote mark . is no digit"):
            read_base(text, range(100, 101))


def test_one_in_nine_and_one_in_eleven_have_no_share_in_common():
    assert read_printed("one in eleven").high < read_printed("one in nine").low
    assert read_printed("about one in eleven").high < read_printed("about one in nine").low


def test_a_count_whose_percentage_leaves_its_base_open_or_denies_it_names_the_next_step():
    assert read_printed("43 (32 %)", base=136).base == 136
    with pytest.raises(NotUnderstoodError, match=r"133 to 136; expected how many.*base"):
        read_printed("43 (32 %)")
    with pytest.raises(NotUnderstoodError, match="136 to 136, not of 150"):
        read_printed("43 (31.6 %)", base=150)
