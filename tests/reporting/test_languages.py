"""No sentence of a Swedish or German page is left in English.

Each page is made in three languages from its report, without a notebook. A text that a
translated page shares with the English one, and that has an English function word in it,
was not translated; what is marked as English was found to have no translation.
"""

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from itperception.published.figures.figures import read_figures
from itperception.published.verdicts.words import SENTENCES
from itperception.reporting.labels import labels_of
from itperception.reporting.trend_report import trend_report
from itperception.reporting.wave_report import WaveReport
from itperception.reporting.wording import texts
from itperception.survey.codebook import read_codebook
from itperception.survey.waves import open_wave, wave_names
from itperception.terms.document import Document
from itperception.terms.text import LANGUAGES
from tests.browser.reading import BANNED, ID
from tests.browser.reading import ENGLISH as UNTRANSLATED

REPOSITORY = Path(__file__).parents[2]
TEXTS = REPOSITORY / "itperception/reporting/texts"
PAGES = [
    ("wave", "demo-2026"), ("trend", "demo-2024,demo-2026"),
    ("comparison", ""), ("reproduction", "2013-ardour"),
]  # fmt: skip
PRINTED = [path.parent.name for path in sorted(REPOSITORY.glob("data/raw/*/figures.csv"))]
ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|has|have|with|from|not|no|nobody|to|that|who|which|for"
    r"|by|at|than|more|every|each|or|but|if|as|its|their|they|be|been|this|these|out|only"
    r"|either|both|other|between|points|without|about|don't)\b",
    re.IGNORECASE,
)
SHARED = re.compile(r"data:\S+|\b[\w.]+_p\b|[0-9a-f]{12,}")
ALLOWED = {"Get Satisfaction", "IT Excellence Benchmark 2007, 2008 and 2009"}
# Names are the same in every language.
NAMES = {"Ardour Consulting", "Computerwoche", "InformationWeek", "Network Computing"}
# What a reason to refuse names: keys of the user's own file, which are the same in every language.
KEYS = re.compile(r"\((?:size|n|assume: least)\)|'[^']*'|under answers|at least 2")
# A slot for a label after a word: in Swedish and German the word would inflect the label.
INFLECTED = re.compile(
    r"[^\W\d]\s\{(?:label|group|item|banner|stub|among|term|column|self)\}"
)
NO_TEXT = ("code", "pre", "style", "script")
VOID = ("img", "br", "hr", "wbr", "col", "meta", "link", "input", "source")
SAID = ("alt", "title", "aria-label")


class Texts(HTMLParser):
    """Every text of a piece of HTML: between tags, and in what describes an image."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.found: dict[str, bool] = {}  # text → whether it is marked as English
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        for name in SAID:
            self._add(given.get(name) or "")
        if tag not in VOID:
            self.open.append((tag, given.get("lang")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not {tag for tag, _ in self.open} & {*NO_TEXT}:
            self._add(data)

    def _add(self, data: str):
        told = " ".join(SHARED.sub("", data).split())
        if re.search("[^\\W\\d]", told):
            self.found[told] = any(language == "en" for _, language in self.open)


def shown(kind: str) -> list[str]:
    """Return the chapters that a notebook shows."""
    cells = (REPOSITORY / "notebooks" / f"{kind}.ipynb").read_text(encoding="utf-8")
    return re.findall(r'"report\.(\w+)\(\)"', cells)


@pytest.fixture(scope="module")
def page(opened, pages, compared):
    """Return a function that writes a page in a language, each once."""
    reports = {
        "wave": lambda _, language: WaveReport(opened.book, language, opened.shown),
        "trend": lambda name, language: trend_report(name, language=language),
        "comparison": lambda _, language: compared(language),
        "reproduction": pages,
    }

    @cache
    def written(kind: str, name: str, language: str) -> str:
        report = reports[kind](name, language)
        blocks = [getattr(report, name)() for name in shown(kind) if name != "verify"]
        return "\n".join(block.html for block in blocks)

    return written


def left_english(html: str, english: str) -> list[str]:
    """Return the texts that were not translated, or are marked as such."""
    same = Texts(english).found
    return [
        text
        for text, marked in Texts(html).found.items()
        if marked or (text in same and ENGLISH.search(text) and text not in ALLOWED)
    ]


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))


def test_an_english_sentence_on_a_swedish_page_is_found():
    english = "<p>Most are not sure</p><p>IT</p><img alt='A chart of shares'>"
    swedish = english.replace("Most are not sure", "De flesta är osäkra")

    assert left_english(swedish, english) == ["A chart of shares"]
    assert left_english('<p>Text <i lang="en">by hand</i></p>', "") == ["by hand"]


@pytest.mark.parametrize(("kind", "name"), PAGES)
@pytest.mark.parametrize("language", ["sv", "de"])
def test_no_sentence_of_a_page_is_left_in_english(page, kind, name, language):
    html = page(kind, name, language)

    assert len(Texts(html).found) > 100
    assert left_english(html, page(kind, name, "en")) == []


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize("language", ["sv", "de"])
def test_what_figures_and_sources_say_in_print_has_words_in_every_language(name, language):
    figures = read_figures(REPOSITORY / "data/raw" / name / "figures.csv")
    sources = open_wave(name).description.sources
    told = labels_of(REPOSITORY / "data/raw" / name, language)

    said = {figure.label for figure in figures} | {source.text for source in sources}
    said |= {f.printed for f in figures if re.search("[a-z]|\\d\\.\\d", f.printed)}
    assert {text for text in said if text not in told} <= NAMES
    assert all(told.values())


def texts_in(document) -> list[dict[str, str]]:
    """Return every text that a document has in some language."""
    if isinstance(document, Document):
        return texts_in([getattr(document, field) for field in type(document).model_fields])
    if isinstance(document, dict) and set(document) & {*LANGUAGES}:
        return [document]
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list | tuple):
        return [text for part in document for text in texts_in(part)]
    return []


@pytest.mark.parametrize("name", wave_names(REPOSITORY))
def test_what_a_wave_says_of_itself_is_there_in_every_language(name):
    told = texts_in(open_wave(name).description)

    assert told
    assert [t for t in told if set(t) != {*LANGUAGES} and t["en"] not in NAMES] == []


def test_the_codebook_is_complete_in_every_language():
    told = texts_in(read_codebook(REPOSITORY / "data/raw/codebook.yaml"))

    assert len(told) > 50
    assert [text for text in told if set(text) != {*LANGUAGES}] == []


@pytest.mark.parametrize(
    ("language", "wrong"), [("en", "[„”]"), ("sv", '[“„"]'), ("de", '[”"]')]
)
def test_quotation_marks_are_those_of_the_language(language, wrong):
    found = [t[language] for t in texts().values() if re.search(wrong, t[language])]

    assert [told for told in found if language != "en" or told.count("“") == 0] == []


@pytest.mark.parametrize(
    "path", [*sorted(TEXTS.glob("*.yaml")), SENTENCES], ids=lambda path: path.stem
)
def test_no_text_is_written_twice(path):
    """Of two lines with one key a YAML reader takes the last, and nobody sees the first."""
    top = yaml.compose(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    keys = [(section.value, line.value) for section, told in top.value
            if isinstance(told, yaml.MappingNode) for line, _ in told.value]  # fmt: skip
    assert keys and [key for key, number in Counter(keys).items() if number > 1] == []


def wrong_in(told: str, language: str) -> list[str]:
    """Return what a text says in no language, in another, or by an id, and labels it inflects."""
    plain = re.sub(r"\{[\w ]+\}", "0", KEYS.sub("", told))
    found = [p.search(plain) for p in (UNTRANSLATED, ID, re.compile(BANNED[language]))]
    return [one[0] for one in (*found, INFLECTED.search(told)) if one]


@pytest.mark.parametrize("language", ["sv", "de"])
def test_catalogues_have_no_english_no_id_and_inflect_no_label(language):
    wrong = {key: found for key, told in texts().items()
             if (found := wrong_in(told[language], language))}  # fmt: skip
    assert wrong == {}


@pytest.mark.parametrize("language", ["sv", "de"])
def test_codebook_waves_and_what_is_in_print_have_no_english_and_no_id(language):
    raw = REPOSITORY / "data/raw"
    told = texts_in(read_codebook(raw / "codebook.yaml"))
    told += [text for name in wave_names(REPOSITORY)
             for text in texts_in(open_wave(name).description)]  # fmt: skip
    said = [text[language] for text in told if language in text]
    said += [text for name in PRINTED for text in labels_of(raw / name, language).values()]
    said += [
        claim["text"][language]
        for name in PRINTED
        for claim in yaml.safe_load(
            (raw / name / "claims.yaml").read_text(encoding="utf-8")
        )["claims"]
    ]

    assert len(said) > 300
    assert {
        one: found
        for one in said
        if (
            found := wrong_in(
                re.sub(r"\{\w+\}|IT Excellence Benchmark|IT Perception Survey", "", one),
                language,
            )
        )
    } == {}


@pytest.mark.parametrize(("told", "language"), [
    ("de fyra or fem svaren are", "sv"), ("gap: group_owned 12", "sv"), ("in dem Druck", "de"),
    ("vet ej i basen", "sv"), ("personer i {group}", "sv"), ("nach {banner}", "de"),
    ("Mehr als Zufall", "de"), ("95 % intervall", "sv"),
])  # fmt: skip
def test_what_is_wrong_in_a_text_is_found(told, language):
    assert wrong_in(told, language) and not wrong_in("Frage: {group}, „{banner}“", language)
