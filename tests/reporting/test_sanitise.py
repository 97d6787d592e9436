"""Nothing of a notebook that could act or call out reaches a page."""

import pytest

from itperception.reporting.sanitise import sanitise

PIXEL = "data:image/png;base64,iVBORw0KGgo="
DRAWN = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'/%3E"


@pytest.mark.parametrize(
    "html",
    [
        "<script>x()</script>",
        '<iframe src="https://example.org"></iframe>',
        "<style>body{display:none}</style>",
        "<svg><script>x()</script></svg>",
        '<img src="https://example.org/x.png" alt="x">',
        f'<img srcset="{PIXEL}" alt="x">',
        '<img src="data:text/html;base64,AAAA" alt="x">',
        '<img src="data:text/html,%3Cb%3E" alt="x">',
        '<img src="data:image/svg+xml,<svg/>" alt="x">',
        '<img src="data:image/svg+xml,%3Csvg/%3E 2x" alt="x">',
        '<img src="data:image/svg+xml,%3Csvg%3&quot;E" alt="x">',
        "<img src='data:image/svg+xml,%22 onerror=x()//' alt='x'>",
        '<img src="data:image/svg+xml;charset=utf-8,%3Csvg/%3E" alt="x">',
        '<img src="data:image/svg+xml,%3Csvg/%3E#x" alt="x">',
        '<img src="data:image/svg+xml," alt="x">',
        '<img src="data:image/svg+xml,%3Csvg\u202e/%3E" alt="x">',
        "<object data='x'>text</object>",
        "<!-- comment -->",
        '<link rel="stylesheet" href="https://example.org/x.css">',
    ],
)
def test_what_could_act_or_call_out_is_left_out(html):
    assert sanitise(html) == ""


def test_characters_that_html_forbids_are_dropped():
    assert sanitise("<p>a\x00b\x01c\x7f\n\t</p>") == "<p>abc\n\t</p>"


def test_a_link_to_a_page_beside_this_one_stays():
    link = '<a href="trend.html#s-image">text</a>'
    assert sanitise(link) == link


@pytest.mark.parametrize(
    "attribute",
    ['onclick="x()"', 'style="position:fixed"', 'tabindex="3"', 'href="javascript:x()"',
     'href="http://example.org"', 'href="../other.html"',
     'href="other.html?x"', 'href="/other.html"', 'href="https:other.html"',
     'href="data:text/html,x"',
     'target="x"', 'href="//example.org"', 'href=" https://example.org"',
     'href="data:text/csv,x"'],
)  # fmt: skip
def test_an_attribute_that_is_not_named_is_left_out(attribute):
    assert sanitise(f"<a {attribute}>text</a>") == "<a>text</a>"


@pytest.mark.parametrize(
    "html",
    [
        '<th scope="col">A<sup aria-hidden="true">B</sup></th>',
        '<a href="#s-image">x</a>',
        '<a href="https://example.org/a?b">x</a>',
        '<a href="mailto:a@example.org">x</a>',
        '<a download="t.csv" href="data:text/csv;base64,AAAA">x</a>',
        f'<picture><source srcset="{PIXEL}"><img src="{PIXEL}" alt="x"></picture>',
        f'<picture><source srcset="{DRAWN}"><img src="{DRAWN}" alt="x"></picture>',
        '<div class="table-wrap" role="region" tabindex="0" aria-labelledby="t">x</div>',
        '<details open=""><summary>x</summary></details>',
    ],
)
def test_what_tables_and_charts_need_is_kept(html):
    wrap = html.startswith("<th")
    given = f"<table><tbody><tr>{html}</tr></tbody></table>" if wrap else html
    assert sanitise(given) == given


def test_a_caption_is_kept():
    table = "<table><caption>Image</caption><tbody><tr><td>1</td></tr></tbody></table>"
    assert sanitise(table) == table


def test_a_piece_cannot_close_what_surrounds_it():
    assert sanitise("a</main></body><b>c") == "a<b>c</b>"


def test_a_tag_inside_an_attribute_stays_text():
    clean = sanitise('<p title="<img x"> " onmouseover="x()</p><b title="> y">z</b>')
    assert clean.startswith('<p title="&lt;img x"> "')
    assert "<img" not in clean


def test_cleaning_what_is_clean_changes_nothing():
    once = sanitise('<p class="note" onclick="x">a &amp; b < c <a href="data:x">d</a>')
    assert sanitise(once) == once


def test_a_quote_in_a_percent_encoded_picture_cannot_end_its_attribute():
    given = "<img src='data:image/svg+xml,%3Csvg%20id=%22x%22/%3E' alt='x'>"

    assert sanitise(given).count('"') == 4
