"""The index says what is there, what is missing and what is left over."""

from pathlib import Path

import pytest

from itperception.reporting.page import Page
from itperception.reporting.site import write_index


@pytest.fixture
def pages():
    def page(name, kind, **facts):
        return Page(
            name=name, notebook=Path("n.ipynb"), title=f"Title <{name}>",
            synthetic=name == "demo", facts={"kind": kind, **facts},
        )  # fmt: skip

    return [
        page("trend", "trend"),
        page("demo", "microdata", n="312", field="March 2026", summary="One line & more."),
        page("ardour", "published", n="156"),
    ]


@pytest.fixture
def folder(tmp_path, pages):
    for page in pages:
        page.path(tmp_path).write_text("x" * 2600, encoding="utf-8")
    return tmp_path


def test_every_page_is_listed_with_what_it_holds(pages, folder):
    html = write_index(pages, folder=folder).path.read_text(encoding="utf-8")
    for told in ('href="demo.html"', "Title &lt;demo&gt;", "312", "March 2026", "3 KB",
                 "One line &amp; more.", "Microdata", "Figures in print"):  # fmt: skip
        assert told in html


def test_kinds_come_in_their_order_and_only_demo_is_synthetic(pages, folder):
    html = write_index(pages, folder=folder).path.read_text(encoding="utf-8")
    places = [html.index(f'href="{name}.html"') for name in ("ardour", "demo", "trend")]
    assert places == sorted(places)
    assert html.count('class="synthetic"') == 1


def test_the_index_is_the_same_each_time(pages, folder):
    first = write_index(pages, folder=folder).path.read_bytes()
    assert write_index(pages, folder=folder).path.read_bytes() == first


def test_a_page_that_is_not_there_is_missing_and_not_linked(pages, folder):
    (folder / "trend.html").unlink()
    index = write_index(pages, folder=folder)
    assert index.missing == ("trend",)
    assert "trend.html" not in index.path.read_text(encoding="utf-8")


def test_a_page_of_no_wave_is_reported_and_stays(pages, folder):
    (folder / "old.html").write_text("x", encoding="utf-8")
    assert write_index(pages, folder=folder).strays == ("old.html",)
    assert (folder / "old.html").exists()


def test_the_index_has_the_policy_and_style_of_a_page(pages, folder):
    from tests.browser.fixture import page_html

    index = write_index(pages, folder=folder).path.read_text(encoding="utf-8")
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert policy in index
    assert index.split("<style>")[1].split("@page")[0] in page_html()


def test_the_index_speaks_a_language(pages, folder):
    path = write_index(pages, folder=folder, language="sv").path
    assert "Mikrodata" in path.read_text(encoding="utf-8")
