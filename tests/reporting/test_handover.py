"""Page and files have one book: it is handed over, and writing it counts nothing."""

import os

import pandas as pd
import pytest

from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import handover
from itperception.reporting.exports import publish_extras
from itperception.reporting.handover import HANDED, handed_over, open_book
from itperception.reporting.wave_report import WaveReport
from tests.reporting.spreadsheets import make_wave
from tests.reporting.test_reports import CHAPTERS


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    root = tmp_path_factory.mktemp("wave")
    return make_book(ShownWave(make_wave(root), "org_type"))


@pytest.fixture
def no_more_books(monkeypatch, book):
    """Refuse to make a book, and say for which banner and rule it was wanted."""

    def refuse(shown):
        raise LookupError(f"{shown.by} {shown.rule.minimum}")

    monkeypatch.setenv("ITPERCEPTION_ROOT", str(book.folder.root))
    monkeypatch.setattr(handover, "make_book", refuse)


@pytest.mark.usefixtures("no_more_books")
def test_what_is_handed_over_is_not_made_again_and_is_gone_afterwards(book):
    with handed_over(book):
        place = os.environ[HANDED]
        found = [open_book("tiny"), open_book("tiny", by="type")]
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
    book, asked, wanted
):
    with handed_over(book), pytest.raises(LookupError, match=wanted):
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
