"""One browser for all checks; where pages were not looked at, the last line says so."""

from pathlib import Path

import pytest

from itperception.reporting.page import Page
from itperception.reporting.site import write_index
from tests.browser.fixture import page_html
from tests.browser.seen import ARGUMENTS, CHROMIUM, Seen


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def seen(browser):
    """Return a function that tells what is to be seen on a page; each is opened once."""
    package = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    axe = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    return Seen(browser, axe)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Return a folder with a page of everything, also hostile, and its index."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "fixture.html").write_text(page_html(), encoding="utf-8")
    facts = {"kind": "microdata", "n": "n = 312", "field": "2026"}
    page = Page(
        name="fixture", notebook=Path("x"), title="Fixture", synthetic=True, facts=facts
    )
    write_index([page], folder=folder)
    return folder


def pytest_unconfigure(config):
    """Print it after pytest's own last line."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    stats = reporter.stats if reporter else {}
    skipped = [r for r in stats.get("skipped", ()) if "browser/" in r.nodeid]
    if skipped:
        how = "only in part" if stats.get("passed") else "not"
        why = sorted({r.longrepr[2].removeprefix("Skipped: ") for r in skipped})
        reporter.write_line(
            f"Pages were {how} looked at in a browser (checks left out: {len(skipped)}): "
            + "; ".join(why)
        )
