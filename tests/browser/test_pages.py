"""Published pages in a browser: nothing is fetched, nothing sticks out, all can read.

Needs Chromium and the ``dev`` dependencies; without them the checks are skipped. The
pages are a fixture, its index, and whatever lies in ``reports/``, in every language.
"""

import re
from pathlib import Path

import pytest

from itperception.reporting.charts.colours import PAGE
from tests.browser.seen import LOOKS, NEEDED, colours, faults, inks, place, rgb

REPORTS = sorted((Path(__file__).parents[2] / "reports").rglob("*.html"))
DARK, WHITE = rgb(PAGE.dark), (255, 255, 255)

pytestmark = NEEDED
each_report = pytest.mark.parametrize("path", REPORTS, ids=place)


@pytest.fixture(params=["fixture", "index", *REPORTS], ids=place)
def path(request, folder):
    given = request.param
    return given if isinstance(given, Path) else folder / f"{given}.html"


@pytest.mark.parametrize("look", ["desk", "phone"])
def test_a_page_asks_for_nothing_and_does_not_scroll_sideways(seen, path, look):
    told = seen(path)[look]

    outward = [address for address in told["asked"] if not address.startswith("data:")]
    assert outward == [path.as_uri()]
    assert (told["over"], told["over_open"]) == (0, 0)


def test_a_page_has_no_barrier_that_axe_can_find(seen, path):
    assert seen(path)["desk"]["barriers"] + seen(path)["phone"]["barriers"] == []


@pytest.mark.parametrize("look", LOOKS)
def test_texts_stand_out_from_what_is_behind_them_in_any_look_and_on_paper(
    seen, path, look
):
    assert seen(path)[look]["pale"] == seen(path)["dark"]["on_paper"] == {}


@pytest.mark.parametrize("colour", ["#777", "#767676"])
def test_contrast_is_computed_as_axe_does(seen, tmp_path, colour):
    path = tmp_path / "pale.html"
    path.write_text(f'<main><h1>A</h1><p style="color:{colour}">Pale?', encoding="utf-8")
    page, _ = seen.opened(path, "desk")
    found = seen.barriers(page, runOnly=["color-contrast"])
    page.close()

    assert bool(seen(path)["desk"]["pale"]) == bool(found) == (colour == "#777")


@each_report
def test_a_report_begins_with_its_message_and_how_sure_it_is(seen, path):
    desk, phone = seen(path)["desk"], seen(path)["phone"]

    assert desk["order"] == phone["order"] == ["kick", "H1", "lead", "answer"]
    assert desk["begins"] <= 280 and desk["bottom"] <= 760
    assert len(desk["titles"]) == 1 and all(desk["titles"])
    assert desk["facts"] >= 3 and desk["torn"] == []  # none goes on in the next column
    assert phone["title"] <= 812


@each_report
def test_texts_of_a_chart_are_large_inside_it_and_on_no_other_in_any_width(seen, path):
    told = [one for look in ("desk", "phone") for one in seen(path)[look]["pictures"]]

    assert [(one["title"], found) for one in told if (found := faults(one))] == []


@each_report
def test_charts_of_a_dark_page_are_dark_and_what_is_printed_of_it_is_light(seen, path):
    dark = seen(path)["dark"]
    drawn = [one for one in dark["pictures"] if one["own"]]

    assert [one["title"] for one in drawn if "rgb(255, 255, 255)" in one["fills"]] == []
    assert dark["answer"] is None or WHITE not in colours(dark["answer"])
    assert DARK not in dark["inks"] and (0, 0, 0) in dark["inks"]


def test_the_checks_find_what_is_wrong(seen, tmp_path):
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='20' "
        "font-family='system-ui'><rect width='9' height='9' fill='#ffffff'/>"
        "<text y='9' font-size='9'>small</text><text y='12' x='80'>out</text></svg>"
    )
    wrong = tmp_path / "wrong.html"
    wrong.write_text(
        "<html><style>body{background:#14181d}</style><main><h1>No message</h1>"
        f'<figure class="chart"><figcaption>T</figcaption><img src="data:image/svg+xml,{svg}">'
        '</figure><p style="width:2000px;color:#222">Wide<p>'
        '<img src="http://localhost:9/"><p><a href="#a" style="font-size:9px">i</a>'
        '<a href="#b" style="font-size:9px">j</a>',
        encoding="utf-8",
    )
    told = seen(wrong)
    found = {one.split(":")[0] for one in faults(told["desk"]["pictures"][0])}

    assert found == {"small", "outside"}
    assert told["desk"]["order"] == ["H1", "chart", "P", "P"]
    assert told["desk"]["over"] > 0 and len(told["desk"]["asked"]) > 1
    assert "image-alt" in dict(told["desk"]["barriers"])
    assert "target-size" in dict(told["phone"]["barriers"])
    assert "rgb(34, 34, 34) on rgb(20, 24, 29)" in told["dark"]["pale"]
    assert "rgb(255, 255, 255)" in told["dark"]["pictures"][0]["fills"]
    assert (0x22, 0x22, 0x22) in told["dark"]["inks"]
    assert inks(b"stream\nnot packed\nendstream") == set()


def test_a_page_holds_nothing_that_could_act(path):
    html = path.read_text(encoding="utf-8")
    tags = " ".join(re.findall(r"<[^>]*>", html)).lower()
    assert "No description has been provided" not in html
    acting = r"<(?:script|iframe|object|embed|form)\b|\son\w+=|javascript:"
    assert re.findall(acting, tags) == []


def test_hostile_content_of_a_notebook_changes_nothing(seen, folder):
    page, _ = seen.opened(folder / "fixture.html", "desk")
    assert page.title().startswith("How IT organisations see themselves")
    assert page.locator("#hostile").inner_text() == "Kept text."
    assert page.locator("main").count() == 1
    page.close()


def test_paper_has_the_text_and_neither_code_nor_what_is_folded(seen, folder):
    page, _ = seen.opened(folder / "fixture.html", "desk")
    page.emulate_media(media="print")
    folded = page.locator("main details").first
    told = "e => getComputedStyle(e, '::after').content"
    assert page.locator("details.code").first.is_visible() is False
    assert page.locator("figure.table table").is_visible()
    assert folded.locator("li").first.is_visible() is False
    assert "Not printed here: see fixture.html" in folded.evaluate(told)
    page.close()


@pytest.mark.parametrize("card", [True, False])
def test_on_a_phone_a_table_of_words_is_cards_and_a_wide_one_keeps_its_first_column(
    seen, folder, card
):
    page, _ = seen.opened(folder / "fixture.html", "phone")
    table = page.locator("table[data-cards]" if card else "table.dataframe").first
    first = table.locator("tbody tr").first.locator("th, td").first
    look = "e => [getComputedStyle(e).display, getComputedStyle(e).position]"
    assert first.evaluate(look) == (
        ["block", "static"] if card else ["table-cell", "sticky"]
    )
    page.close()
