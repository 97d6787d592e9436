"""Charts in a browser: letters large enough, none on another, and the colours of the page."""

import pytest

from itperception.reporting.charts.colours import PAGE
from tests.browser.seen import NEEDED, PICTURES, colours, faults, rgb
from tests.reporting.chart_kinds import KINDS, draw

pytestmark = NEEDED


@pytest.mark.parametrize("language", ["en", "de"])
def test_texts_as_rendered_are_large_inside_the_picture_and_on_no_other(browser, language):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    drawn = [draw(kind, language=language, synthetic=True) for kind in KINDS]
    page.set_content("".join(chart.to_html() for chart in drawn))
    found = page.evaluate(PICTURES)
    page.close()

    assert len(found) == 2 * len(KINDS) and all(picture["texts"] for picture in found)
    assert [(one["title"], wrong) for one in found if (wrong := faults(one))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_on_a_dark_page_is_dark_and_has_no_card(browser, kind):
    body = f'<body style="margin:0;background:{PAGE.dark}">{draw(kind).picture()}'
    context = browser.new_context(
        viewport={"width": 1100, "height": 300}, color_scheme="dark"
    )
    page = context.new_page()
    page.set_content(f"<style>:root{{color-scheme:dark}}</style>{body}")
    counts = colours(page.locator("img").screenshot())
    context.close()

    assert (255, 255, 255) not in counts
    assert max(counts, key=counts.get) == rgb(PAGE.dark) or kind in ("stacked", "unranked")


def test_what_is_printed_from_a_dark_screen_is_light(browser):
    context = browser.new_context(
        viewport={"width": 1100, "height": 300}, color_scheme="dark"
    )
    page = context.new_page()
    rule = "<style>@media print{:root{color-scheme:light}}</style>"
    page.set_content(rule + draw("gap").picture())
    page.emulate_media(media="print", color_scheme="light")
    counts = colours(page.locator("img").screenshot())
    context.close()

    assert max(counts, key=counts.get) == (255, 255, 255)
    assert (0x1A, 0x1F, 0x26) in counts
