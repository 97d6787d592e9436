"""The index says what is there, what is new, what is missing and what is left over."""

import json
import re
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from itperception.errors import PublicationError
from itperception.reporting.downloads import SUMS, together
from itperception.reporting.glance import summary_on
from itperception.reporting.index_summary import index_summary
from itperception.reporting.page import Page
from itperception.reporting.plan import places
from itperception.reporting.site import write_index
from itperception.reporting.wording import text as told_by


@pytest.fixture
def pages():
    def page(name, kind, **facts):
        return Page(
            name=name, notebook=Path("n.ipynb"), title=f"Title <{name}>",
            synthetic=name == "demo", facts={"kind": kind, **facts},
            wave="demo" if name == "demo" else "",
        )  # fmt: skip

    return [
        page("trend", "trend"),
        page("demo", "microdata", n="n = 312", field="March 2026", year="2026"),
        page("ardour", "published", n="n = 156", year="2013"),
    ]


def with_table(name, text):
    return f'<a download="{name}.csv" href="data:text/csv;charset=utf-8,{quote(text)}">'


@pytest.fixture
def folder(tmp_path, pages):
    for page in pages:
        page.path(tmp_path).write_text("x" * 2600, encoding="utf-8")
    return tmp_path


@pytest.fixture
def index_of(pages, folder):
    def written(**options):
        return write_index(pages, folder=folder, **options).path.read_text(encoding="utf-8")

    return written


def put(page, folder, *, tables=(), csv=("image-type",)):
    """Put a page in a folder with its files, as publishing it would."""
    with together(page.name, folder) as aside:
        page.path(aside).write_text("<p>page</p>", encoding="utf-8")
        (aside / f"{page.name}.xlsx").write_bytes(b"PK")
        told = json.dumps({"tables": list(tables)})
        (aside / f"{page.name}.json").write_text(told, encoding="utf-8")
        for name in csv:
            (aside / page.name / f"{name}.csv").write_text("a\n", encoding="utf-8")


def test_an_index_is_written_only_if_something_that_it_tells_has_changed(pages, folder):
    def written():
        path = write_index(pages, folder=folder).path
        return path.stat().st_ino

    first = written()
    assert written() == first
    changes = (
        lambda: pages[1].path(folder).write_text("<p>another</p>", encoding="utf-8"),
        lambda: (folder / "index.html").write_text("by hand", encoding="utf-8"),
        lambda: pages.pop(),
    )
    for change in changes:
        change()
        again = written()
        assert again != first and "by hand" not in (folder / "index.html").read_text(
            "utf-8"
        )
        assert written() == again
        first = again


def test_every_page_is_listed_with_what_it_holds(index_of):
    html = index_of()
    for told in ('href="demo.html"', "Title &lt;demo&gt;", "n = 312", "3 reports", "2026",
                 "Figures in print, n = 156"):  # fmt: skip
        assert told in html


def test_reports_come_newest_first_and_only_demo_is_synthetic(index_of):
    html = index_of()
    places = [html.index(f'href="{name}.html"') for name in ("demo", "trend", "ardour")]
    assert places == sorted(places)
    assert html.count('class="synthetic"') == 1


def gap(outcome="above", standing="clear", pair=("performance", "image"), **numbers):
    """Return what a page begins with that leads with a gap."""
    told = {"n": 90, "self": 0.52, "other": 0.31, "difference": 0.21,
            "ci_low": 0.16, "ci_high": 0.26, "labels": ["A", "B"],
            "measure": "Percent", "outcome": outcome, "standing": standing,
            "pair": pair}  # fmt: skip
    return {"message": "IT is better", "lead": "52% against 31%.", "numbers": told | numbers,
            "facts": [["Whose view?", "IT’s own."]]}  # fmt: skip


def begins(page, folder, summary):
    told = escape(json.dumps(summary))
    html = f'<meta name="itperception-summary" content="{told}">'
    page.path(folder).write_text(html, encoding="utf-8")


def heading(index):
    return re.search("<h1>(.*?)</h1>", index.path.read_text(encoding="utf-8"))[1]


ONE, ALL = (
    "in the one survey that asked people this",
    "in all 2 surveys that asked people this",
)


@pytest.mark.parametrize(("told", "message"), [
    ([(True, gap()), (False, gap(self=0.51))], f"IT is better, {ONE}"),
    ([(True, gap()), (False, gap("open", "open"))], f"IT is better, {ONE}"),
    ([(False, gap()), (False, gap()), (True, gap("below"))], f"IT is better, {ALL}"),
    ([(False, gap()), (False, gap("below"))],
     "IT is better, in 1 of 2 surveys that asked people this"),
    ([(False, gap()), (False, gap("below", pair=("x", "y")))], f"IT is better, {ONE}"),
    ([(True, gap()), (True, gap())], "IT is better, in synthetic data only"),
])  # fmt: skip
def test_what_people_answered_leads_and_the_heading_counts_only_that(told, message):
    reports = [(f"S{at}", *one) for at, one in enumerate(told)]

    summary = index_summary(reports)

    first = min(reports, key=lambda report: report[1])
    assert summary.message == message
    assert summary.lead.startswith(first[0]) and summary.facts[0][1].startswith(first[0])
    labels = [line.split(",")[0].split(":")[0] for line in summary.figure().lines]
    assert labels[0] == first[0]


@pytest.mark.parametrize("language", ["en", "sv", "de"])
def test_has_it_changed_is_what_the_trend_says_and_then_what_of_the_gap(language):
    asked = told_by("summary.grew", language)
    trend = {"message": "Nothing is shown", "facts": [[asked, "Nobody can say."]]}
    told = [("Ours", False, {**gap(), "facts": []})]

    facts = dict(index_summary(told, language, course=("T", True, trend)).facts)

    synthetic = told_by("table.synthetic", language)
    of_the_gap, rest = (told_by(f"index.{key}", language, told=own) for key, own in
                        (("gap", "Nobody can say."), ("found", "Nothing is shown")))  # fmt: skip
    changed = told_by("index.changed", language)
    assert facts[changed] == f"T ({synthetic}): {rest} {of_the_gap}"
    assert index_summary(told, language).facts[-1] == (
        changed, told_by("index.unknown", language)
    )  # fmt: skip


def test_the_index_says_on_its_page_what_it_says_in_its_heading(pages, folder):
    begins(pages[1], folder, gap())
    begins(pages[2], folder, gap(self=0.51, other=0.38))

    index = write_index(pages, folder=folder)

    html = index.path.read_text(encoding="utf-8")
    assert heading(index) == f"IT is better, {ONE}" == summary_on(html)["message"]
    assert html.count("IT is better.") >= 2  # of each report
    listed = json.loads((folder / "index.json").read_text("utf-8"))["pages"]
    assert {p["name"]: p["message"] for p in listed}["demo"] == "IT is better"


def test_the_index_counts_what_it_lists_and_says_no_empty_n(pages, folder, tmp_path):
    comparison = Page(name="comparison", notebook=Path("n.ipynb"), title="Side by side",
                      facts={"kind": "comparison"})  # fmt: skip
    unknown = Page(name="old", notebook=Path("n.ipynb"), title="Old",
                   facts={"kind": "published", "year": "2007"})  # fmt: skip
    for page in (comparison, unknown):
        page.path(folder).write_text("x", encoding="utf-8")

    html = write_index([*pages, unknown, comparison], folder=folder).path.read_text("utf-8")

    listed = html[html.index("<ol") : html.index("</ol>")]
    assert f"{listed.count('<li>')} reports" in html and listed.count("<li>") == 4
    assert re.search("Figures in print *<", listed) and "in print, <" not in listed


def test_the_index_draws_what_the_comparison_page_says_of_both_sides(tmp_path):
    page = Page(name="comparison", notebook=Path("n.ipynb"), title="Side by side",
                facts={"kind": "comparison"})  # fmt: skip
    judgement = {"study": "S", "item": "Good work", "own": "60%", "customers": "45%",
                 "low": 0.14, "high": 0.16, "is_turned": False, "is_bar": False,
                 "filled": True, "kinder": "kinder"}  # fmt: skip
    told = {"message": "Kinder in 1 of 1", "lead": "Kinder: 1.", "facts": []}
    for numbers, drawn in (({"judgements": [judgement]}, 1), ({}, 0)):
        begins(page, tmp_path, told | {"numbers": numbers})
        html = write_index([page], folder=tmp_path).path.read_text(encoding="utf-8")
        assert html.count("<picture>") == drawn
        assert ("S: Good work: IT 60%, customers 45%, +14.0 to +16.0." in html) == bool(
            drawn
        )
        assert html.count('href="comparison.html"') == 1  # below the chart


def test_synthetic_is_said_once_of_each_report(pages, folder):
    begins(pages[1], folder, gap())
    begins(pages[2], folder, gap(self=0.51, other=0.38))

    html = write_index(pages, folder=folder).path.read_text(encoding="utf-8")

    listed, lead = html[html.index("<ol") :].lower(), re.search('"lead">([^<]*)', html)[1]
    assert listed.count("synthetic") == listed.count('class="synthetic"') + 1 == 2
    assert lead == ("Title &lt;ardour&gt;: 52% against 31%.")
    assert "Title &lt;demo&gt; (synthetic data): clear." in html


def test_an_index_without_a_gap_begins_with_its_title(index_of):
    assert "<h1>Surveys</h1>" in index_of() and 'class="answer"' not in index_of()


def test_an_index_of_no_page_has_no_heading_above_nothing(tmp_path):
    write_index([], folder=tmp_path)
    assert "s-reports" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_index_is_the_same_each_time(index_of, folder):
    first = index_of(), (folder / "index.json").read_bytes()
    assert (index_of(), (folder / "index.json").read_bytes()) == first


def test_a_page_that_is_not_there_is_missing_and_not_linked(pages, folder):
    (folder / "trend.html").unlink()
    index = write_index(pages, folder=folder)
    assert index.missing == ("trend",)
    assert "trend.html" not in index.path.read_text(encoding="utf-8")


def test_what_belongs_to_no_page_is_reported_and_stays(pages, folder):
    put(pages[1], folder)
    left = ["old.html", "gone.xlsx", "gone/image-type.csv", "demo/old.csv", "notes.txt"]
    for place in left:
        (folder / place).parent.mkdir(exist_ok=True)
        (folder / place).write_text("x", encoding="utf-8")

    found = write_index(pages, folder=folder).strays

    assert found == ("demo/old.csv", "gone.xlsx", "gone/", "notes.txt", "old.html")
    assert all((folder / place).exists() for place in left)


def test_hidden_files_and_pages_in_another_language_are_no_strays(pages, folder):
    (folder / ".gitkeep").touch()
    (folder / "sv").mkdir()
    write_index([], folder=folder / "sv", language="sv")
    assert write_index(pages, folder=folder).strays == ()


def test_tab_book_data_and_tables_are_linked_from_the_index(pages, folder, index_of):
    put(pages[1], folder, csv=("image-type", "image-size"))
    html = index_of()
    assert 'href="demo.xlsx"' in html and 'href="demo.json"' in html
    assert 'href="demo.html#page-files">Files (4)<' in html


def test_no_link_leaves_the_folder(pages, folder, index_of):
    put(pages[1], folder)
    links = re.findall(r'href="([^"]+)"', index_of())
    files = {link.partition("#")[0] for link in links if not link.startswith("data:")}
    assert all(not name or (folder / name).exists() for name in files)


def test_a_first_publication_has_no_news(pages, folder):
    index = write_index(pages, folder=folder)
    assert not any(index.news)
    assert 'id="s-news"' not in index.path.read_text(encoding="utf-8")


def test_a_changed_number_is_news_and_other_words_are_none(pages, folder):
    for text, changed in [("share\n38\n", ()), ("Anteil\n38\n", ()), ("share\n39\n", (
        "ardour",))]:  # fmt: skip
        pages[2].path(folder).write_text(with_table("t", text), encoding="utf-8")
        (folder / "index.json").exists() or write_index(pages, folder=folder)
        assert write_index(pages, folder=folder).news.changed == changed


def test_news_stay_until_something_else_is_new(pages, folder):
    write_index(pages[:2], folder=folder)
    first = write_index(pages, folder=folder).news
    assert write_index(pages, folder=folder).news == first
    assert first.new == ("ardour",)
    assert write_index(pages[:1], folder=folder).news.gone == ("demo", "ardour")


def test_an_index_of_data_that_is_none_is_named(pages, folder):
    (folder / "index.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PublicationError, match=r"index\.json: .* delete it to begin anew"):
        write_index(pages, folder=folder)


def test_the_index_has_the_policy_and_style_of_a_page(index_of):
    from tests.browser.fixture import page_html

    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert policy in index_of()
    assert index_of().split("<style>")[1].split("@page")[0] in page_html()


def test_the_index_speaks_a_language_and_leads_to_the_others(index_of):
    html = index_of(language="sv", languages=("en", "sv", "de"))
    assert "Tryckta siffror" in html and "<h1>Undersökningar</h1>" in html
    assert '<link rel="alternate" hreflang="de" href="../de/index.html">' in html
    assert '<a href="../index.html" hreflang="en" lang="en">English</a>' in html


def test_one_language_has_the_folder_and_all_have_one_each():
    assert places(Path("r"), "sv") == {"sv": Path("r")}
    found = places(Path("r"), "all")
    assert found == {"en": Path("r"), "sv": Path("r/sv"), "de": Path("r/de")}


def test_the_list_of_sums_is_one_that_sha256sum_checks(pages, tmp_path):
    from hashlib import sha256

    put(pages[1], tmp_path)
    lines = (tmp_path / "demo" / SUMS).read_text(encoding="utf-8").splitlines()
    told = {name: line_sum for line_sum, name in (line.split("  ") for line in lines)}
    assert set(told) == {"../demo.html", "../demo.xlsx", "../demo.json",
                         "../demo/image-type.csv"}  # fmt: skip
    for name, found in told.items():
        assert sha256((tmp_path / "demo" / name).read_bytes()).hexdigest() == found


def test_the_page_of_a_wave_that_is_broken_now_stays_in_the_index(pages, folder):
    put(pages[1], folder)
    write_index(pages, folder=folder)
    before = json.loads((folder / "index.json").read_text(encoding="utf-8"))["pages"]

    index = write_index([pages[2]], folder=folder, broken=["demo"])

    told = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert {page["name"]: page for page in told["pages"]} == {p["name"]: p for p in before}
    assert index.news == ((), (), ()) and index.strays == () and index.missing == ()
    html = index.path.read_text(encoding="utf-8")
    assert 'href="demo.html"' in html and 'href="trend.html"' in html


def test_a_page_of_no_wave_is_a_stray_though_another_wave_is_broken(pages, folder):
    write_index(pages, folder=folder)
    index = write_index(pages[1:], folder=folder, broken=["other"])
    assert index.strays == ()  # a trend may be lacking for the wave that is broken
    index = write_index(pages[:2], folder=folder, broken=["other"])
    assert index.strays == ("ardour.html",)


def test_an_index_is_put_in_place_with_what_it_remembers_or_not_at_all(
    pages, folder, monkeypatch
):
    write_index(pages[:2], folder=folder)
    before = {name: (folder / name).read_bytes() for name in ("index.html", "index.json")}

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("itperception.reporting.downloads._copy_to_disk", full)
    with pytest.raises(PublicationError, match="index cannot be written there"):
        write_index(pages, folder=folder)
    assert {name: (folder / name).read_bytes() for name in before} == before
