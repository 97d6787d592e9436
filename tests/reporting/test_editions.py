"""What a page and the edition it replaces tell together is said on the page."""

from dataclasses import replace

import pytest

from itperception.book.book import Edition, make_book
from itperception.book.shown import ShownWave
from itperception.reporting.editions import edition_of
from itperception.reporting.figures_file import write_figures
from itperception.reporting.wave_report import WaveReport
from itperception.reporting.wording import text
from itperception.survey.codebook import LANGUAGES
from itperception.workbench import load_wave
from tests.reporting.spreadsheets import make_wave


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return the book of 160 respondents, its root, and the JSON of its page."""
    root = tmp_path_factory.mktemp("first")
    book = make_book(ShownWave(make_wave(root)))
    return book, root, write_figures(book, root / "tiny.json")


def second(root, changed):
    """Return the book of the same wave after its export was changed."""
    path = root / "data/raw/tiny/export.csv"
    before = path.read_text()
    told = root / "data/raw/tiny/wave.yaml"
    lines = changed(before.splitlines())
    described = told.read_text()
    try:
        path.write_text("\n".join(lines) + "\n")
        told.write_text(described.replace("n: 160", f"n: {len(lines) - 1}"))
        return make_book(ShownWave(load_wave("tiny", root)))
    finally:
        path.write_text(before)
        told.write_text(described)


def more(number):
    """Return a change: so many more respondents of the first type."""
    return lambda lines: [*lines, *(f"N{k};a;1;1;;1;0;0;1.0;5" for k in range(number))]


@pytest.mark.parametrize(("number", "people"), [(1, 1), (9, 9), (10, None)])
def test_as_few_as_the_rule_protects_are_told_and_ten_are_not(first, number, people):
    _, root, path = first

    found = edition_of(second(root, more(number)), path)

    assert found == (people and Edition(people))


def test_the_same_edition_again_says_nothing_and_nor_does_the_first(first, tmp_path):
    book, _, path = first

    assert edition_of(book, path) is None
    assert edition_of(book, tmp_path / "none.json") is None


def test_other_answers_of_as_many_people_are_told(first):
    _, root, path = first

    found = edition_of(second(root, lambda lines: [
        lines[0], lines[1].replace(";a;1;1;", ";a;2;1;"), *lines[2:]]), path)  # fmt: skip

    assert found == Edition(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_says_so_in_the_language_of_the_page(first, language):
    book = first[0]
    for edition, key, n in ((Edition(3), "few", "3"), (Edition(0), "same", "0")):
        told = WaveReport(replace(book, edition=edition), language).methodology().text
        assert text(f"disclosure.edition_{key}", language, n=n, minimum="10") in told
    assert "edition" not in WaveReport(book).methodology().text.lower().replace(
        "earlier edition of the page", "")  # fmt: skip
