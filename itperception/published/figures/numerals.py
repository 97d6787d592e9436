"""Numbers and parts of a whole written as words, in English, Swedish and German.

Numbers are composed ("thirteen", "trettioen", "einundzwanzig"); what they are taken to
mean as shares is said in :mod:`itperception.published.figures.words`.
"""

from functools import cache

_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen "
          "fourteen fifteen sixteen seventeen eighteen nineteen",
    "sv": "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton "
          "sexton sjutton arton nitton",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
          "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
}  # fmt: skip
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety hundred",
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra",
    "de": "zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
}
_OTHER_NAMES = {
    1: "a an the en eine einer einem einen eines der die das", 100: "etthundra einhundert",
    1000: "thousand tusen tausend ettusen eintausend",
}  # fmt: skip

ORDINALS = {
    2: "second other | annan annat andra | zweite", 3: "third | tredje | dritte",
    4: "fourth | fjärde | vierte", 5: "fifth | femte | fünfte",
    6: "sixth | sjätte | sechste", 7: "seventh | sjunde | siebte siebente",
    8: "eighth | åttonde | achte", 9: "ninth | nionde | neunte",
    10: "tenth | tionde | zehnte", 12: "twelfth | tolfte | zwölfte",
    15: "fifteenth | femtonde | fünfzehnte", 20: "twentieth | tjugonde | zwanzigste",
    100: "hundredth | hundrade | hundertste",
}  # fmt: skip
_PARTS = {
    2: "half halves | halva hälft hälften | hälfte hälften", 3: "| tredjedel | drittel",
    4: "quarter | fjärdedel kvart | viertel", 5: "| femtedel | fünftel",
    6: "| sjättedel | sechstel", 7: "| sjundedel | siebtel", 8: "| åttondel | achtel",
    9: "| niondel | neuntel", 10: "| tiondel | zehntel", 12: "| tolftedel | zwölftel",
    20: "| tjugondel | zwanzigstel", 100: "| hundradel | hundertstel",
}  # fmt: skip
"""What comes beside the English ordinals; plurals are made from them."""


@cache
def number_words() -> dict[str, int]:
    """Return every number that is understood as a word, up to 100, and 1,000.

    Examples
    --------
    >>> [number_words()[name] for name in ("thirty one", "trettioen", "einunddreissig")]
    [31, 31, 31]
    """
    named: dict[str, int] = {}
    for language, units in _UNITS.items():
        small = units.split()
        named |= {name: number for number, name in enumerate(small)}
        for ten, name in zip(range(20, 101, 10), _TENS[language].split(), strict=True):
            named[name] = ten
            for one, unit in enumerate(small[1:10] if ten < 100 else (), start=1):
                joined = {"en": f"{name} {unit}", "sv": f"{name}{unit}",
                          "de": f"{unit}und{name}"}  # fmt: skip
                named[joined[language]] = ten + one
    named |= {f"{ten}en": number + 1 for ten, number in named.items()
              if number in range(20, 100, 10) and ten in _TENS["sv"].split()}  # fmt: skip
    others = {name: n for n, names in _OTHER_NAMES.items() for name in names.split()}
    one = {f"{article} {name}": named.get(name, 1000)
           for article in ("a", "one", "ett", "ein") for name in
           ("hundred", "thousand", "hundra", "tusen", "hundert", "tausend")}  # fmt: skip
    return others | named | one


@cache
def ordinals() -> dict[str, int]:
    """Return the places that "every" may name, "jedes dritte" as "vart fjärde"."""
    plain = {
        name: k for k, row in ORDINALS.items() for name in row.replace("|", "").split()
    }
    german = {f"{name}{end}": k for name, k in plain.items() if name.endswith("te")
              for end in "rsnm"}  # fmt: skip
    return plain | german


@cache
def part_words() -> dict[str, int]:
    """Return the parts of a whole: 3 for "third", "tredjedelar" and "drittel".

    Examples
    --------
    >>> [part_words().get(name) for name in ("thirds", "fjärdedelar", "zehntel", "second")]
    [3, 4, 10, None]
    """
    named = {row.split()[0]: k for k, row in ORDINALS.items() if k > 2}
    named |= {name: k for k, row in _PARTS.items() for name in row.replace("|", "").split()}
    return named | {f"{name}{end}": k for name, k in named.items() for end in ("s", "ar")}
