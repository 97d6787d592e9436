"""How long a page may be, by its kind, and that it still holds every table of its data."""

import json
import re

import pytest

from tests.browser import spoken
from tests.browser.reading import Read, wrong_differences, wrong_sums, wrong_words
from tests.browser.seen import DESK, NEEDED, faults, place
from tests.browser.test_pages import REPORTS

pytestmark = NEEDED
BUDGETS = {  # words with those in charts, screens of 1280 by 800, pages of A4; folds are closed
    "wave": (2200, 9, 8),
    "reproduction": (1400, 6, 5),
    "trend": (1000, 5, 4),
    "comparison": (900, 5, 4),
    "index": (900, 4, 4),
}


def kind_of(path):
    """Return the kind of a page: a wave has a tab book, what is in print has none."""
    is_wave = path.with_suffix(".xlsx").exists()
    return path.stem if path.stem in BUDGETS else "wave" if is_wave else "reproduction"


def length_of(told):
    """Return words, screens and sheets of a page from what is to be seen of it."""
    desk, high = told["desk"], DESK["viewport"]["height"]
    drawn = [text["told"] for picture in desk["pictures"] if picture["shown"]
             and not picture["folded"] for text in picture["texts"]]  # fmt: skip
    words = desk["words"] + len(" ".join(drawn).split())
    return words, desk["height"] / high, told["dark"]["pages"]


def too_long(told, kind):
    """Return what of a page is longer than its kind may be, with both."""
    lengths = zip(
        ("words", "screens", "pages"), length_of(told), BUDGETS[kind], strict=True
    )
    return {name: (long, most) for name, long, most in lengths if long > most}


@pytest.mark.parametrize("path", REPORTS, ids=place)
def test_a_page_is_no_longer_than_its_kind_may_be(seen, path):
    assert too_long(seen(path), kind_of(path)) == {}


@pytest.mark.parametrize(("language", "name"), spoken.PAGES)
def test_nor_is_it_in_another_language_in_which_it_begins_and_reads_as_well(
    seen, tmp_path, language, name
):
    path = spoken.write(language, name, tmp_path)
    told, page = seen(path), Read(path.read_text(encoding="utf-8"))
    desk, phone = told["desk"], told["phone"]

    assert too_long(told, name if name in BUDGETS else "wave") == {}
    assert desk["bottom"] <= 760 and desk["begins"] <= 280 and phone["title"] <= 812
    assert (desk["over_open"], phone["over_open"]) == (0, 0)
    assert [found for look in (desk, phone) for one in look["pictures"]
            if (found := faults(one))] == []  # fmt: skip
    assert wrong_words(page) == {} and wrong_differences(page) == wrong_sums(page) == []
    assert all(len(told.split()) <= 40 for told in page.told("p.lead, .facts dd"))


@pytest.mark.parametrize("path", [p for p in REPORTS if p.stem == "trend"], ids=place)
def test_a_page_made_in_this_process_says_what_the_published_one_says(path, tmp_path):
    language = path.parent.name if path.parent.name in ("sv", "de") else "en"
    published, own = (Read(one.read_text(encoding="utf-8")) for one in (
        path, spoken.write(language, "trend", tmp_path)))  # fmt: skip
    said = "main :is(h1, h2, h3, p:not(.kick), dd, td, summary)"  # which links to languages

    files = {*published.told(".files *")}
    assert {*published.told(said)} - {*own.told(said)} <= files


def test_a_long_page_is_found_too_long(seen, tmp_path):
    path = tmp_path / "long.html"
    told = (
        f"{'<p>word word</p>' * 999}<details><summary>more</summary><p>folded</p></details>"
    )
    path.write_text(f"<main>{told}</main>", encoding="utf-8")
    words, screens, pages = length_of(seen(path))

    assert words == 1999 and screens > 9 and pages > 8


def missing_tables(data, html):
    """Return the tables of a wave's data that a page carries neither open nor folded."""
    carried = {*re.findall(r'download="([^"]+)\.csv"', html)}
    named = [f"{t['question']}-{t['banner']['id'] if t['banner'] else 'total'}"
             for t in data["tables"]]  # fmt: skip
    return [name for name in named if name not in carried]


WAVES = [path for path in REPORTS if kind_of(path) == "wave"]


@pytest.mark.parametrize("path", WAVES, ids=place)
def test_every_table_of_the_data_is_on_the_page(path):
    data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert missing_tables(data, path.read_text(encoding="utf-8")) == []


def test_a_table_that_is_lost_is_found():
    data = {"tables": [{"question": "image", "banner": None},
                       {"question": "image", "banner": {"id": "type"}}]}  # fmt: skip
    assert missing_tables(data, '<a download="image-type.csv">') == ["image-total"]
