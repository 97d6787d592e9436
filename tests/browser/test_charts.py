"""Charts in a browser: letters large enough, none on another, and the colours of the page."""

from io import BytesIO

import pytest
from PIL import Image

from itperception.reporting.charts.colours import PAGE
from tests.browser.test_pages import browser, pytestmark
from tests.reporting.chart_kinds import KINDS, draw

__all__ = ["browser", "pytestmark"]
# Every text of a picture: its box, a little less high than the line, and its letters' size.
BOXES = """() => [...document.querySelectorAll('svg')].map(svg => {
  const shown = svg.getBoundingClientRect();
  return {size: [shown.width, shown.height], texts: [...svg.querySelectorAll('text')].map(t => {
    const box = t.getBBox(), cut = 0.16 * box.height;
    return {told: t.textContent, size: parseFloat(getComputedStyle(t).fontSize),
            left: box.x, right: box.x + box.width,
            top: box.y + cut, bottom: box.y + box.height - cut};
  })};
})"""


def overlaps(a, b):
    """Say whether two boxes share more than a hair."""
    return (min(a["right"], b["right"]) - max(a["left"], b["left"]) > 0.5
            and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 0.5)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de"])
def test_texts_as_rendered_are_large_inside_the_picture_and_on_no_other(browser, language):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    drawn = [draw(kind, language=language, synthetic=True) for kind in KINDS]
    sheets = [sheet for chart in drawn for sheet in (chart.wide, chart.narrow)]
    page.set_content("".join(sheet.svg().decode() for sheet in sheets))
    found = page.evaluate(BOXES)
    page.close()

    assert len(found) == 2 * len(KINDS)
    for picture in found:
        texts, (width, height) = picture["texts"], picture["size"]
        assert min(text["size"] for text in texts) >= 12.5
        assert [t["told"] for t in texts if t["left"] < -1 or t["right"] > width + 1] == []
        assert [t["told"] for t in texts if t["top"] < -1 or t["bottom"] > height + 1] == []
        assert [(a["told"], b["told"]) for k, a in enumerate(texts) for b in texts[k + 1 :]
                if overlaps(a, b)] == []  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_on_a_dark_page_is_dark_and_has_no_card(browser, kind):
    body = f'<body style="margin:0;background:{PAGE.dark}">{draw(kind).picture()}'
    context = browser.new_context(
        viewport={"width": 1100, "height": 300}, color_scheme="dark"
    )
    page = context.new_page()
    page.set_content(f"<style>:root{{color-scheme:dark}}</style>{body}")
    image = Image.open(BytesIO(page.locator("img").screenshot())).convert("RGB")
    context.close()

    counts = {colour: n for n, colour in image.getcolors(10**7)}
    dark = tuple(int(PAGE.dark[k : k + 2], 16) for k in (1, 3, 5))
    assert (255, 255, 255) not in counts
    assert max(counts, key=counts.get) == dark or kind in ("stacked", "unranked")


def test_what_is_printed_from_a_dark_screen_is_light(browser):
    context = browser.new_context(
        viewport={"width": 1100, "height": 300}, color_scheme="dark"
    )
    page = context.new_page()
    rule = "<style>@media print{:root{color-scheme:light}}</style>"
    page.set_content(rule + draw("gap").picture())
    page.emulate_media(media="print", color_scheme="light")
    image = Image.open(BytesIO(page.locator("img").screenshot())).convert("RGB")
    context.close()

    assert max(image.getcolors(10**7))[1] == (255, 255, 255)
    assert (0x1A, 0x1F, 0x26) in {colour for _, colour in image.getcolors(10**7)}
