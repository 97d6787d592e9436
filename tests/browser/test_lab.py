"""The bench in a real JupyterLab: a pick changes code and table, a link saves the table.

Needs Chromium and the ``dev`` dependencies; without them the check is skipped.
"""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest

from tests.browser.seen import NEEDED

ROOT = Path(__file__).parents[2]
PICTURE = os.environ.get("ITPERCEPTION_PICTURE")  # where to put a screenshot, if anywhere
pytestmark = NEEDED


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab on the notebook as far as the bench; yield its address."""
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.read(ROOT / "notebooks/explore.ipynb", as_version=4)
    bench = next(k for k, cell in enumerate(notebook.cells) if cell.id == "bench")
    notebook.cells = notebook.cells[: bench + 1]
    nbformat.write(notebook, folder / "explore.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    at = f"http://127.0.0.1:{port}"
    call = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        "--IdentityProvider.token=", f"--notebook-dir={folder}",
        "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    own = {
        name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")
    }
    server = subprocess.Popen(
        call, env=os.environ | own | {"ITPERCEPTION_ROOT": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"{at}/api")
        yield f"{at}/lab/tree/explore.ipynb"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address, seconds=120):
    until = time.monotonic() + seconds
    while True:
        try:
            return urlopen(address, timeout=5).status
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def test_a_pick_on_the_bench_changes_its_code_and_its_table(browser, lab):
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    page.set_default_timeout(120_000)
    page.goto(lab)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text(re.compile(r"\| Idle$")).first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    lists = page.locator(".widget-vbox .widget-dropdown select")
    lists.first.wait_for()
    shown = page.locator(".widget-html-content:has(pre)").first
    assert 'crosstab("image", by="org_type")' in shown.inner_text()
    lists.nth(1).select_option(label="Performance as customers judge it (performance)")
    page.get_by_text(re.compile(r'crosstab\("performance"')).first.wait_for()
    assert "Performance" in page.locator(".bench figcaption").first.inner_text()
    with page.expect_download() as saved:
        page.locator(".bench a[download]").click()
    assert saved.value.suggested_filename == "performance-org_type.csv"
    head, *lines = Path(saved.value.path()).read_text("utf-8-sig").splitlines()
    assert head.startswith("row,column,") and len(lines) > 20
    if PICTURE:
        lists.first.scroll_into_view_if_needed()
        page.screenshot(path=PICTURE)
    page.close()
