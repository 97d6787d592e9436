"""Ranges of printed figures: by the definition of rounding, or as the table declares."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.errors import ItPerceptionError, NotUnderstoodError
from itperception.published.figures.figures import Figure
from itperception.published.figures.printed import read_base, read_printed
from itperception.published.figures.words import PHRASES, QUALIFIERS, phrases
from itperception.published.tables.feasible import allowed_counts
from tests.cases import each

FIFTY = ["50 %", "50%", "50.0 %", "50,0 %", "50 per cent", "50 percent", "50 Prozent",
         "50 procent", "50 Prozent der Befragten", "50 % of respondents"]  # fmt: skip
HALF = ["half", "a half", "every second", "every other", "one in two", "1 of 2", "1/2",
        "hälften", "varannan", "en av två", "die Hälfte", "jeder Zweite", "ein von zwei",
        "half of them", "five in ten", "fünf von zehn"]  # fmt: skip
FOUR_OF_FIVE = ["four of five", "four in five", "4 out of 5", "4 of 5 people",
                "four fifths", "fyra av fem", "vier von fünf", "vier Fünftel"]  # fmt: skip
OTHERS = {
    "two thirds": (Fraction(2, 3), ["två tredjedelar", "zwei Drittel", "two of three"]),
    "a quarter": (Fraction(1, 4), ["en fjärdedel", "ein Viertel", "jeder vierte"]),
    "one in ten": (Fraction(1, 10), ["var tionde", "jede Zehnte", "a tenth"]),
}
SAME_QUALIFIERS = {
    "about 50 %": ["around 50 %", "some 50 %", "circa 50 %", "ca. 50 %", "etwa 50 %",
                   "rund 50 %", "ungefähr 50 Prozent", "ungefär 50 %", "omkring 50 %"],
    "more than 50 %": ["over 50 %", "above 50 %", "mehr als 50 %", "über 50 %", "mer än 50 %"],
    "at least 50 %": ["mindestens 50 %", "minst 50 %"],
    "less than 50 %": ["under 50 %", "fewer than 50 %", "weniger als 50 %", "mindre än 50 %"],
    "at most 50 %": ["up to 50 %", "höchstens 50 %", "högst 50 %"],
    "nearly 50 %": ["almost 50 %", "just under 50 %", "knapp 50 %", "knappt 50 %"],
    "just over 50 %": ["gut 50 %", "drygt 50 %"],
    "50 to 55 %": ["50-55 %", "50 – 55 %", "50 % to 55 %", "between 50 and 55 percent",
                   "50 bis 55 Prozent", "zwischen 50 und 55 %", "mellan 50 och 55 procent"],
    "more than half": [*phrases(PHRASES["more than 1/2"]), "över hälften",
                       "mehr als die Hälfte"],
    "11 %": ["eleven percent", "elva procent", "elf Prozent"],
}  # fmt: skip


def ends(text: str, **options) -> tuple[Fraction, Fraction]:
    reading = read_printed(text, **options)
    return reading.low, reading.high


def percent(*points) -> tuple[Fraction, ...]:
    return tuple(Fraction(str(point)) / 100 for point in points)


@each("text", FIFTY)
def test_a_percentage_is_read_however_it_is_written(text):
    half = Fraction(1, 20) if ".0" in text or ",0" in text else Fraction(1, 2)
    assert ends(text) == percent(50 - half, 50 + half)
    assert read_printed(text).kind == "percent"


@each("text", HALF)
def test_a_half_in_words_is_read_as_the_nearest_tenth(text):
    assert ends(text) == percent(45, 55)
    assert read_printed(text).kind == "words" and read_printed(text).reason


@each("text", FOUR_OF_FIVE)
def test_four_of_five_is_read_as_the_nearest_tenth(text):
    assert ends(text) == percent(75, 85)


@pytest.mark.parametrize("text", OTHERS)
def test_other_fractions_lie_in_the_middle_of_a_tenth_in_every_language(text):
    share, same = OTHERS[text]
    for phrase in (text, *same):
        low, high = ends(phrase)
        assert (low + high) / 2 == share and high - low == Fraction(1, 10)


@each("text", SAME_QUALIFIERS)
def test_the_same_words_are_read_alike_in_every_language(text):
    first = read_printed(text)
    for same in SAME_QUALIFIERS[text]:
        assert read_printed(same) == first, same


def test_every_qualifier_of_the_table_is_read_as_the_table_says():
    for row in QUALIFIERS:
        for phrase in phrases(row.words):
            low, high = max(0, 40 - row.below), min(100, 40 + row.above)
            assert ends(f"{phrase} 40 %") == percent(low, high), phrase
            assert read_printed(f"{phrase} 40 %").rounding == row.rounding


def test_more_than_leaves_its_end_out_and_at_least_keeps_it():
    more, least = read_printed("more than 30 %"), read_printed("at least 30 %")
    assert allowed_counts(more.low, more.high, 10, more.rounding)[0] == 4
    assert allowed_counts(least.low, least.high, 10, least.rounding)[0] == 3


def test_a_qualifier_stands_before_words_as_before_digits():
    assert ends("nearly half") == percent(45, 50)
    assert ends("more than two thirds")[0] == Fraction(2, 3)


@given(st.integers(1, 400), st.data())
@pytest.mark.parametrize(
    ("name", "mode"), [("half_up", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN)]
)
def test_every_rounded_count_is_allowed_by_what_is_printed(name, mode, n, data):
    count = data.draw(st.integers(0, n))
    share = Decimal(count) * 100 / n
    for digits in ("1", "0.1"):
        shown = share.quantize(Decimal(digits), mode)
        told = read_printed(f"{shown} %", rounding=name)
        assert count in allowed_counts(told.low, told.high, n, told.rounding)


def test_precision_is_taken_from_the_digits_or_given():
    assert ends("51.20 %") == percent("51.195", "51.205")
    assert ends("55 %", to=5) == percent("52.5", "57.5")
    with pytest.raises(NotUnderstoodError, match="no multiple of 5"):
        read_printed("51 %", to=5)


def test_no_share_is_below_zero_or_above_one():
    assert ends("0 %") == percent(0, "0.5")
    assert ends("about 98 %") == percent(93, 100)


def test_a_count_is_exact_and_brings_its_base():
    told = read_printed("79 of 156 people")
    assert told.low == told.high == Fraction(79, 156) and told.base == 156
    assert list(allowed_counts(told.low, told.high, 156, told.rounding)) == [79]


def test_a_small_count_is_a_way_to_speak_unless_so_many_were_asked():
    assert ends("3 of 4") == percent(70, 80)
    assert ends("3 of 4", base=4) == percent(75, 75)


def test_a_mean_keeps_its_scale():
    for text in ("2.73 on 1 to 5", "2,73 auf einer Skala von 1 bis 5", "2.73 (1 to 5)"):
        told = read_printed(text)
        assert (told.kind, told.low) == ("mean", Fraction("2.725"))
    assert read_printed("5.0 on 1 to 5").high == 5
    with pytest.raises(NotUnderstoodError, match="no mean on a scale"):
        read_printed("5.5 on 1 to 5")


def test_similar_is_five_points_off_what_is_printed():
    others = {"good": read_printed("61 %"), "half": read_printed("half")}
    assert ends("similar to good", others=others) == percent(56, 66)
    assert ends("similar to half", others=others) == percent(40, 60)
    with pytest.raises(NotUnderstoodError, match="known: good, half"):
        read_printed("similar to god", others=others)


@each("text", ["quite a few", "51", "", "%", "half a dozen", "about"])
def test_what_is_not_understood_is_told_with_all_that_is(text):
    with pytest.raises(NotUnderstoodError, match=r"four of five.*low and high"):
        read_printed(text)


@pytest.mark.parametrize("text", ["140 %", "over 100 %", "under 0 %", "5 of 4"])
def test_what_cannot_be_a_share_is_refused(text):
    with pytest.raises(ItPerceptionError):
        read_printed(text)


def test_the_waves_say_what_the_table_of_words_says(printed):
    for wave in ("2012-informationweek", "2009-computerwoche", "2011-ardour"):
        for figure in printed(wave):
            told = read_printed(figure.printed)
            names = ("kind", "low", "high", "rounding")
            assert all(getattr(told, name) == getattr(figure, name) for name in names)


def test_a_figure_will_do_as_what_another_is_similar_to():
    share = dict(row="1", item="", label="", printed="61 %", kind="percent")
    figure = Figure(id="a", low=Fraction("0.605"), high=Fraction("0.615"), **share)
    assert ends("similar to a", others={"a": figure}) == percent(56, 66)


@each(
    ("text", "expected"),
    [
        (156, (156, 156)),
        ("n = 156", (156, 156)),
        ("18,000 users", (18000, 18000)),
        ("1.560 Befragte", (1560, 1560)),
        ("about 300", (270, 330)),
        ("rund 305", (275, 335)),
        ("nearly 300", (270, 300)),
        ("drygt 300", (300, 330)),
        ("100 to 120", (100, 120)),
        ("between 100 and 120", (100, 120)),
        ("under 100", (1, 99)),
        ("at most 100", (1, 100)),
    ],
)
def test_a_base_is_read_as_the_range_it_may_have(text, expected):
    base = read_base(text)
    assert (base[0], base[-1]) == expected


def test_a_base_without_an_upper_end_has_the_lower_one():
    assert read_base("more than 18,000")[0] == 18001
    assert read_base("mindestens 18.000")[0] == 18000


def test_a_base_that_is_a_share_is_one_of_everybody():
    whole = range(270, 331)
    assert read_base("more than 70 %", whole) == range(190, 331)
    assert read_base("52 %", range(100, 101)) == range(52, 53)
    with pytest.raises(NotUnderstoodError, match="of how many"):
        read_base("52 %")


@each("text", [None, "", "unknown", "not stated", "okänt", "unbekannt"])
def test_an_unknown_base_is_none(text):
    assert read_base(text) is None


@pytest.mark.parametrize("text", ["many", "0", "-3", "120 to 100", "under 1"])
def test_what_is_no_base_is_refused(text):
    with pytest.raises(NotUnderstoodError):
        read_base(text)
