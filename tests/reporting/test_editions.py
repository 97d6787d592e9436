"""What a page and the edition it replaces tell together is said on the page."""

import json
from dataclasses import replace

import pytest

from itperception.book.book import Edition
from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.counting.choosing import BannerGroup
from itperception.errors import PublicationError
from itperception.reporting.editions import edition_of, shown_before
from itperception.reporting.figures_file import write_figures
from itperception.reporting.handover import open_book
from itperception.reporting.wave_report import WaveReport
from itperception.reporting.wording import text
from itperception.terms.text import LANGUAGES
from itperception.workbench import load_wave
from tests.conftest import CODEBOOK, EXPORT, WAVE
from tests.reporting.spreadsheets import make_wave


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return the book of 160 respondents, its root, and what the JSON of its page holds."""
    root = tmp_path_factory.mktemp("first")
    book = make_book(ShownWave(make_wave(root)))
    path = write_figures(book, root / "tiny.json")
    return book, root, json.loads(path.read_text(encoding="utf-8"))


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
    _, root, told = first

    found = edition_of(second(root, more(number)), told)

    assert found == (people and Edition(people))


@pytest.mark.parametrize("content", ["{", "[1]", '{"tables": [{"rows": 3}]}', "\xff"])
def test_a_file_that_is_no_earlier_page_is_named_with_the_way_out(
    first, tmp_path, monkeypatch, content
):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(first[1]))
    path = tmp_path / "tiny.json"
    path.write_bytes(content.encode("latin-1"))

    with pytest.raises(
        PublicationError, match=r"tiny\.json: these are not .*move the file"
    ):
        open_book("tiny", earlier=path)


def test_the_book_of_a_page_knows_the_one_it_replaces(first, tmp_path, monkeypatch):
    book, root, _ = first
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    assert open_book("tiny", earlier=tmp_path / "none.json").book.edition is None

    told = json.loads(write_figures(book, tmp_path / "tiny.json").read_text("utf-8"))
    for table in told["tables"]:
        table["base"] = [[n - 2 for n in line] for line in table["base"]]
    (tmp_path / "tiny.json").write_text(json.dumps(told))
    assert open_book("tiny", earlier=tmp_path / "tiny.json").book.edition == Edition(2)


def test_the_same_edition_again_says_nothing(first):
    book, _, told = first

    assert edition_of(book, told) is None


def test_other_answers_of_as_many_people_are_told(first):
    _, root, told = first

    found = edition_of(second(root, lambda lines: [
        lines[0], lines[1].replace(";a;1;1;", ";a;2;1;"), *lines[2:]]), told)  # fmt: skip

    assert found == Edition(0)


def test_other_margins_of_the_same_people_are_told(first):
    book, _, told = first
    records = book.provenance["records"] | {"raking": {"margins": ["org_type"]}}
    made = book.provenance | {"records": records}
    other = made["inputs"] | {"data/raw/tiny/wave.yaml": "other margins"}

    book = replace(book, provenance=made)
    assert edition_of(book, told | {"provenance": made}) is None
    assert edition_of(book, told | {"provenance": made | {"inputs": other}}) == Edition(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_says_so_in_the_language_of_the_page(first, language):
    book = first[0]
    for edition, key, n in ((Edition(3), "few", "3"), (Edition(0), "same", "0")):
        told = WaveReport(replace(book, edition=edition), language).methodology().text
        assert text(f"disclosure.edition_{key}", language, n=n, minimum="10") in told
    assert "edition" not in WaveReport(book).methodology().text.lower().replace(
        "earlier edition of the page", "")  # fmt: skip


WITH_WORK = "  - {id: work, label: Work, item: performance}\ngaps:"


def test_a_banner_that_is_added_takes_no_column_away(tmp_path):
    """Types of 20, 14 and 16 people and 4 of none; good and fair work would come first."""
    lines = {"1;a;1;1": 11, "2;a;1;2": 9, "3;b;3;1": 3, "4;b;3;3": 11, "5;c;1;2": 16,
             "6;;1;1": 4}  # fmt: skip
    before, again = tmp_path / "before", tmp_path / "again"
    for root, codebook in (
        (before, CODEBOOK),
        (again, CODEBOOK.replace("gaps:", WITH_WORK)),
    ):
        make_people(root, codebook, lines)
    old = make_book(ShownWave(load_wave("tiny", before)))
    told = json.loads(write_figures(old, tmp_path / "tiny.json").read_text("utf-8"))

    wave = load_wave("tiny", again)
    without = ShownWave(wave).protection
    known = ShownWave(wave, earlier=shown_before(told, wave.codebook)).protection

    lost, kept = (
        {
            item: old_shown(old, item) - protection.shown[item]
            for item in ("image", "tools.web")
        }
        for protection in (without, known)
    )
    assert any(lost.values()) and not any(kept.values())
    assert all(known.certificates[item].safe for item in kept)


def old_shown(book, item):
    """Return the groups that a book shows of an item or option."""
    return {BannerGroup(table.by, column.id) for table in book.tables
            if item.split(".")[0] == table.question.id for column in table.columns[1:]
            if "+" not in column.id}  # fmt: skip


def make_people(root, codebook, lines):
    """Write a wave of so many people of each kind."""
    make_wave(root, codebook)
    people = [f"{line.split(';', 1)[1]};;1;0;0;1.0;5" for line, n in lines.items()
              for _ in range(n)]  # fmt: skip
    told = "\n".join(f"R{k};{one}" for k, one in enumerate(people))
    path = root / "data/raw/tiny"
    (path / "export.csv").write_text(f"{EXPORT.splitlines()[0]}\n{told}\n")
    (path / "wave.yaml").write_text(WAVE.replace("n: 8", f"n: {len(people)}"))
