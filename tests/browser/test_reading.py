"""What published pages say: no slot left empty, one number in every place, every table there.

Needs no browser: what is read is the HTML in ``reports/``, in every language, and the files
beside it.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from itperception.reporting.glance import summary_on
from tests.browser.reading import (
    Read,
    inflected,
    numbers,
    sums,
    without_n,
    wrong_differences,
    wrong_order,
    wrong_sums,
    wrong_words,
)
from tests.browser.seen import place
from tests.reporting.spreadsheets import read_workbook

REPORTS = sorted((Path(__file__).parents[2] / "reports").rglob("*.html"))
each_page = pytest.mark.parametrize("path", REPORTS, ids=place)
with_data = [path for path in REPORTS if path.with_suffix(".xlsx").exists()]
each_wave = pytest.mark.parametrize("path", with_data, ids=place)


@cache
def read(path):
    return Read(path.read_text(encoding="utf-8"))


@cache
def data_of(path):
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@each_page
def test_a_page_has_no_empty_slot_no_id_and_no_word_of_another_language(path):
    assert wrong_words(read(path)) == {}


@each_page
def test_two_shares_and_their_difference_agree_or_say_that_they_were_rounded(path):
    assert wrong_differences(read(path)) == []


@each_page
def test_tables_are_numbered_in_the_order_of_the_page(path):
    assert wrong_order(read(path)) == []


@each_page
def test_what_is_counted_in_parts_makes_the_whole(path):
    assert wrong_sums(read(path)) == []


@pytest.mark.parametrize("path", [p for p in REPORTS if p in with_data or p.stem == "trend"],
                         ids=place)  # fmt: skip
def test_every_share_has_an_n_in_sight(path):
    assert [*without_n(read(path))] == []


@each_wave
def test_no_label_is_part_of_a_sentence_where_it_would_have_to_be_inflected(path):
    page = read(path)
    if page.language != "en":
        assert [*inflected(page, labels_of(data_of(path), page.language))] == []


def labels_of(data, language):
    """Return what questions, banners and columns of a wave are called, but for a plain yes."""
    tables = data["tables"]
    named = [*tables, *(t["banner"] for t in tables if t["banner"]),
             *(column for t in tables for column in t["columns"])]  # fmt: skip
    return {told for one in named if len(told := one["label"][language]) > 5}


@each_page
def test_a_page_begins_with_what_its_head_and_its_chart_say(path):
    page, told = read(path), summary_on(read(path).html)
    assert [wrong for wrong in wrong_beginning(page, told) if wrong] == []


def wrong_beginning(page, told):
    """Return where the beginning of a page differs from what its head says of it."""
    description = page.soup.find("meta", attrs={"name": "description"})["content"]
    alts = " ".join(image["alt"] for image in page.soup.select(".answer img[alt]"))
    lead, drawn = numbers(told["lead"]), set(numbers(alts))
    yield page.told("h1") != [told["message"]] and "h1"
    yield page.told("p.lead") != [" ".join(told["lead"].split())] and "lead"
    yield (
        list(zip(page.told(".facts dt"), page.told(".facts dd"), strict=True))
        != [tuple(" ".join(part.split()) for part in fact) for fact in told["facts"]]
        and "facts"
    )
    yield description != f"{told['message']}. {told['lead']}" and "description"
    # Of a gap: both shares, the gap and its limits are in the chart too.
    yield told["numbers"].get("n") and not {*lead} - {"95"} <= drawn and "chart"


@cache
def sheets_of(path):
    """Return what stands on each sheet of the tab book that goes with a page."""
    return [{*sheet.cells.values()} for sheet in read_workbook(path.with_suffix(".xlsx"))]


@each_wave
def test_data_and_tab_book_begin_with_what_the_page_says(path):
    page, (cover, *_) = read(path), sheets_of(path)
    message, lead = (
        data_of(path)["summary"][key][page.language] for key in ("message", "lead")
    )

    assert [message] == page.told("h1") and [" ".join(lead.split())] == page.told("p.lead")
    facts = [" ".join(part[page.language] for part in fact)
             for fact in data_of(path)["summary"]["facts"]]  # fmt: skip
    assert {message, lead, *facts} <= cover


@each_wave
def test_every_table_of_the_data_is_in_the_tab_book(path):
    named = [{one["label"][read(path).language] for one in (table, table["banner"]) if one}
             for table in data_of(path)["tables"]]  # fmt: skip
    assert [
        table for table in named if not any(table <= on for on in sheets_of(path))
    ] == []


@pytest.mark.parametrize("path", [p for p in REPORTS if p.stem == "index"], ids=place)
def test_the_index_tells_machines_the_message_of_each_page(path):
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [told["message"]] == read(path).told("h1")
    for page in told["pages"]:
        assert [page["message"]] == read(path.parent / page["page"]).told("h1")
        assert all((path.parent / file).is_file() for file in page["files"])


def piece(told, language="en"):
    return Read(f'<html lang="{language}"><body><p>{told}</p></body></html>')


@pytest.mark.parametrize("wrong, language", [
    ("{n} asked", "en"), ("It is certain.", "en"), ("In dieser IT- Umfrage", "de"),
    ("Der Test: pairs", "de"), ("Frågan image_net", "sv"), ("Denna omgång", "sv"),
    ("Det trycket tillåter", "sv"), ("der Druck lässt zu", "de"), ("share the same", "sv"),
])  # fmt: skip
def test_words_that_are_wrong_are_found(wrong, language):
    assert wrong_words(piece(wrong, language)) and not wrong_words(piece("52 %", language))


@pytest.mark.parametrize("told, language, is_wrong", [
    ("52% against 31%: a gap of 22 points (95% interval 17 to 27).", "en", True),
    ("52% against 31%: a gap of 22 points before rounding (95% interval 17 to 27).", "en", False),
    ("52% against 31%: a gap of 21 points (95% interval 17 to 27).", "en", False),
    ("52% against 31%: a gap of 21 points before rounding.", "en", True),
    ("52 % tror, 31 % tror. Gapet är 9 procentenheter.", "sv", False),
    ("52 % tror, 31 % tror det: 9 procentenheter.", "sv", True),
    ("52 % gegen 31 %: 22 Punkte vor dem Runden.", "de", False),
    ("51% against 38%: 12 to 14 points.", "en", False),
])  # fmt: skip
def test_a_difference_that_its_shares_do_not_make_is_found(told, language, is_wrong):
    assert bool(wrong_differences(piece(told, language))) == is_wrong


def test_a_beginning_that_says_something_else_is_found_and_so_are_numbers_that_jump():
    table = '<figure class="table"><span class="number">Table {}.</span></figure>'
    page = Read(
        '<html lang="en"><meta name="description" content="A. 52%"><h1>A</h1><p class="lead">'
        '52%, 31%</p><dl class="facts"><dt>How sure?</dt><dd>20</dd></dl><div class="answer">'
        f'<img alt="52%"></div>{table.format(1)}{table.format(3)}'
    )
    told = {"message": "B", "lead": "52%", "facts": [["How sure?", "21"]], "numbers": {}}

    assert [*filter(None, wrong_beginning(page, told))] == [
        "h1",
        "lead",
        "facts",
        "description",
    ]
    told |= {"lead": "52%, 31%", "numbers": {"n": 486}}
    assert "chart" in [*wrong_beginning(page, told)]
    assert wrong_order(page) == [1, 3]


@pytest.mark.parametrize("html, parts", [
    ('<dl class="facts"><dd>Claims declared: 5. Shown: {}, not shown: 2. More.</dd></dl>', 3),
    ('<dl class="facts"><dd>Statistisch gesichert in jeder: {} von 12; in manchen: 5; '
     'in keiner: 1; nicht getestet: 1.</dd></dl>', 5),
    ('<h1>Kinder in 10 of 12</h1><p class="lead">Kinder: 10, harsher: 1, open: {}. More.</p>', 1),
    ('<h2>2 claims</h2><div class="claims"><h3>{} · True</h3><details id="claim-a"></details>'
     '<h3>1 · Open</h3><details></details><details id="claim-b"></details></div>'
     '<dl class="facts"><dd>True: 1. Open: 1.</dd></dl>', 1),
])  # fmt: skip
def test_parts_that_do_not_make_the_whole_are_found(html, parts):
    right, wrong = (Read(html.format(n)) for n in (parts, parts + 1))
    assert [*sums(right)] and wrong_sums(right) == [] != wrong_sums(wrong)


@pytest.mark.parametrize("html, is_wrong", [
    ("<p>They are 52%.</p>", True), ("<p>They are 52% (95% interval).</p><p>n = 9</p>", False),
    ("<p class='kick'>n = 9</p><h1>A</h1><p class='lead'>52%</p>", False),
    ("<table><tr><th>All</th><td>52%</td></tr></table>", True),
    ("<figure><table><tr><th>n</th></tr><tr><td>52%</td></tr></table></figure>", False),
    ("<p>Intervals at 95%</p>", False),
])  # fmt: skip
def test_a_share_of_nobody_knows_how_many_is_found(html, is_wrong):
    assert bool([*without_n(Read(f"<main>{html}</main>"))]) == is_wrong


@pytest.mark.parametrize("told, is_wrong", [
    ("Am kleinsten ist sie bei Dezentral: 16", True), ("Am kleinsten: Dezentral, 16", False),
    ("52 % bei „Dezentral“", False), ("Dezentral: 52 %", False), ("Dezentrale Arten", False),
])  # fmt: skip
def test_a_label_that_would_have_to_be_inflected_is_found(told, is_wrong):
    page = Read(f"<main><p>{told}</p></main>")
    assert bool([*inflected(page, ["Dezentral"])]) == is_wrong
