"""Page and files have one book: it is handed over, and writing it counts nothing."""

import os

import pandas as pd
import pytest

from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import handover
from itperception.reporting.exports import publish_extras
from itperception.reporting.handover import HANDED, Opened, handed_over, open_book
from itperception.reporting.wave_report import WaveReport, wave_report
from tests.reporting.spreadsheets import make_wave
from tests.reporting.test_reports import CHAPTERS


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    shown = ShownWave(make_wave(tmp_path_factory.mktemp("wave")), "org_type")
    return Opened(make_book(shown), shown)


@pytest.fixture(scope="module")
def book(opened):
    return opened.book


@pytest.fixture
def no_more_books(monkeypatch, book):
    """Refuse to make a book, and say for which banner and rule it was wanted."""

    def refuse(shown, **_):
        raise LookupError(f"{shown.by} {shown.rule.minimum}")

    monkeypatch.setenv("ITPERCEPTION_ROOT", str(book.folder.root))
    monkeypatch.setattr(handover, "make_book", refuse)


@pytest.mark.usefixtures("no_more_books")
def test_what_is_handed_over_is_not_made_again_and_is_gone_afterwards(opened, book):
    with handed_over(opened):
        place = os.environ[HANDED]
        found = [open_book("tiny").book, open_book("tiny", by="type").book]
        assert os.stat(place).st_mode & 0o077 == 0 or os.stat(
            os.path.dirname(place)).st_mode & 0o077 == 0  # fmt: skip

    assert HANDED not in os.environ and not os.path.exists(place)
    for one in found:
        assert [t.name for t in one.tables] == [t.name for t in book.tables]
        for ours, theirs in zip(one.tables, book.tables, strict=True):
            pd.testing.assert_frame_equal(ours.cells, theirs.cells, check_exact=True)
            pd.testing.assert_frame_equal(ours.pairs, theirs.pairs, check_exact=True)
    with handed_over(None):
        assert HANDED not in os.environ


@pytest.mark.usefixtures("no_more_books")
@pytest.mark.parametrize(("asked", "wanted"), [
    ({"by": "performance"}, "performance 10"),
    ({"rule": DisclosureRule(minimum=20)}, "org_type 20"),
])  # fmt: skip
def test_another_banner_or_rule_than_was_handed_over_has_a_book_of_its_own(
    opened, asked, wanted
):
    with handed_over(opened), pytest.raises(LookupError, match=wanted):
        open_book("tiny", **asked)


def test_whoever_writes_a_book_counts_compares_and_tests_nothing(
    book, tmp_path, monkeypatch
):
    def refuse(*_, **__):
        raise AssertionError("a writer asked for a number that is not in the book")

    for name in ("duckdb.connect", "itperception.counting.disclosure.protect",
                 "itperception.inference.comparisons.comparisons.compare",
                 "itperception.inference.association.test"):  # fmt: skip
        monkeypatch.setattr(name, refuse)

    report = WaveReport(book)
    assert all(getattr(report, chapter)().html for chapter in CHAPTERS)
    assert len(publish_extras(book, tmp_path)) == 2 + len(book.tables)


@pytest.mark.usefixtures("no_more_books")
def test_a_cell_asks_the_wave_that_the_book_was_made_of(opened):
    with handed_over(opened):
        report = wave_report("tiny")

        people = report.frame()
        told = report.own("Mine", people.groupby("org_type", observed=True)["weight"].sum())

    assert len(people) == opened.book.people and people.attrs["synthetic"]
    assert report.shown.protection.apply(report.shown.wave.crosstab("image", "org_type")).columns \
        == opened.shown.crosstab("image", "org_type").columns  # fmt: skip
    assert '<h2 id="s-mine">' in told.html
