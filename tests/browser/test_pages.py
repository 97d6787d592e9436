"""Published pages in a browser: nothing is fetched, nothing sticks out, all can read.

Needs Chromium and the ``dev`` dependencies; without them the checks are skipped. The
pages are a fixture, its index, and whatever lies in ``reports/``, in every language.
"""

import os
import re
import shutil
from pathlib import Path

import pytest

from itperception.reporting.page import Page
from itperception.reporting.site import write_index
from tests.browser.fixture import page_html

REPORTS = sorted((Path(__file__).parents[2] / "reports").rglob("*.html"))
CHROMIUM = next(
    (found for found in map(shutil.which, (
        os.environ.get("ITPERCEPTION_CHROMIUM", ""), "/usr/bin/chromium", "chromium",
    )) if found), None,
)  # fmt: skip
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
DARK = {**DESKTOP, "color_scheme": "dark"}
PHONE = {"viewport": {"width": 375, "height": 800}, "color_scheme": "light"}
PAPER = {"viewport": {"width": 794, "height": 1123}, "color_scheme": "light"}
LOOKS = ("light", "dark", "phone", "paper")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium: install it or set ITPERCEPTION_CHROMIUM"
)


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def axe():
    package = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "fixture.html").write_text(page_html(), encoding="utf-8")
    facts = {"kind": "microdata", "n": "n = 312", "field": "2026"}
    page = Page(
        name="fixture", notebook=Path("x"), title="Fixture", synthetic=True, facts=facts
    )
    write_index([page], folder=folder)
    return folder


def _name(given):
    path = Path(given)
    return (
        path.name
        if path.parent.name in ("", "reports")
        else f"{path.parent.name}-{path.name}"
    )


@pytest.fixture(params=["fixture", "index", *REPORTS], ids=_name)
def path(request, folder):
    given = request.param
    return given if isinstance(given, Path) else folder / f"{given}.html"


def opened(browser, path, how, **options):
    """Return a page in a window of its own, and the addresses it asked for."""
    page = browser.new_context(**how, **options).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri(), wait_until="load")
    return page, asked


def outward(addresses):
    return [address for address in addresses if not address.startswith("data:")]


@pytest.mark.parametrize("how", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_page_asks_for_nothing_and_does_not_scroll_sideways(browser, path, how):
    page, asked = opened(browser, path, how)
    root = "document.documentElement"
    over = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    page.context.close()

    assert outward(asked) == [path.as_uri()]
    assert over == 0


@pytest.mark.parametrize("how", [DESKTOP, DARK, PHONE, PAPER], ids=list(LOOKS))
def test_a_page_has_no_barrier_that_axe_can_find(browser, axe, path, how):
    page, _ = opened(browser, path, how, bypass_csp=True)
    page.emulate_media(media="print" if how is PAPER else "screen")
    page.add_script_tag(content=axe)
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    page.context.close()

    assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []


UNDRAWN = {"2007-2009-itexcellence"}  # means in print, of which no chart is drawn


@pytest.mark.parametrize("path", REPORTS, ids=_name)
def test_a_report_begins_with_its_message_and_how_sure_it_is(browser, path):
    page, _ = opened(browser, path, DESKTOP)
    told = page.evaluate(
        """() => {
            const main = document.querySelector("main"), answer = main.querySelector(".answer");
            const begun = [...main.children].slice(0, 4);
            return {
                order: begun.map(element => element.classList[0] || element.tagName),
                words: begun.map(element => element.innerText).join(" ").split(/\\s+/).length,
                bottom: answer.getBoundingClientRect().bottom,
                titles: [...answer.querySelectorAll("figure h2")].map(h => h.innerText),
                facts: answer.querySelectorAll("dt").length,
            }
        }"""
    )
    page.context.close()

    assert told["order"] == ["kick", "H1", "lead", "answer"]
    assert told["words"] <= 280 and told["bottom"] <= 760
    assert len(told["titles"]) == (path.stem not in UNDRAWN) and all(told["titles"])
    assert told["facts"] >= 3


def test_a_page_holds_nothing_that_could_act(path):
    html = path.read_text(encoding="utf-8")
    tags = " ".join(re.findall(r"<[^>]*>", html)).lower()
    assert "No description has been provided" not in html
    acting = r"<(?:script|iframe|object|embed|form)\b|\son\w+=|javascript:"
    assert re.findall(acting, tags) == []


def test_hostile_content_of_a_notebook_changes_nothing(browser, folder):
    page, _ = opened(browser, folder / "fixture.html", DESKTOP)
    assert page.title().startswith("How IT organisations see themselves")
    assert page.locator("#hostile").inner_text() == "Kept text."
    assert page.locator("main").count() == 1
    page.context.close()


def test_paper_has_a_page_for_everything_and_no_code(browser, folder):
    page, _ = opened(browser, folder / "fixture.html", DESKTOP)
    page.emulate_media(media="print")
    assert page.locator("details.code").is_visible() is False
    assert page.locator("figure.table table").is_visible()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 3
    page.context.close()
