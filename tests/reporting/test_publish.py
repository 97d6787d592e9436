"""A notebook becomes a page, the same page each time, or nothing at all."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from itperception.errors import PublicationError
from itperception.reporting import downloads
from itperception.reporting.block import Block
from itperception.reporting.notebook import clean, normalise
from itperception.reporting.page import (
    Page,
    fingerprint,
    provenance,
    published_fingerprint,
)
from itperception.reporting.publish import State, isolate, publish_all
from itperception.reporting.render import outline, render, slug, words
from itperception.reporting.slides import slides
from itperception.reporting.snapshot import Snapshot, snapshot
from itperception.survey.files import write_atomically
from tests.browser.fixture import page_html
from tests.reporting.spreadsheets import make_wave

PARAMETERS = """\
from typing import Optional
wave: str = "demo"  # wave to report
alpha: float = 0.05  # level of the tests
base: Optional[int] = None  # every base
"""
NOTHING = {"files": {}, "code": {}, "versions": {}, "parameters": {}}
CELLS = [
    new_markdown_cell("# Title\n\n## Answers"),
    new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
    new_code_cell(
        "import sys, os\nfrom pathlib import Path\n"
        "print(wave, Path('data/raw').is_dir(), object())\nprint('noise', file=sys.stderr)"
    ),
    new_code_cell("{'a', 'b', 'c', 'd', os.environ['IPYTHONDIR'][-8:]}"),
]


def write_notebook(path, cells):
    path.parent.mkdir(exist_ok=True, parents=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    (root / "data/raw").mkdir(parents=True)
    (root / "data/raw/codebook.yaml").write_text("share\n38\n", encoding="utf-8")
    write_notebook(root / "notebooks/good.ipynb", CELLS)
    failing = new_code_cell("a = 1\nraise ValueError('no such share')")
    write_notebook(root / "notebooks/bad.ipynb", [new_code_cell("1"), failing])
    return root


def make_page(name="good", *, notebook=None, **changes):
    told = {
        "name": name, "notebook": Path(f"notebooks/{notebook or name}.ipynb"),
        "title": "Good", "parameters": {"wave": "w1"}, "facts": {"n": "8"},
        "inputs": (Path("data/raw/codebook.yaml"),),
    }  # fmt: skip
    return Page(**told | changes)


def publish_from(root, pages, folder, **options):
    with snapshot(root) as copy:
        return publish_all(pages, folder=folder, copy=copy, progress=False, **options)


def mark(page, root):
    return fingerprint(page, provenance(page, root))


@pytest.fixture(scope="module")
def published(project):
    """Return the outcomes of one run, in which an older page must survive a failure."""
    folder = project / "reports"
    folder.mkdir()
    (folder / "bad.html").write_text("older", encoding="utf-8")
    pages = [make_page(), make_page("bad", parameters={}), make_page("odd", notebook="good",
             parameters={"wavve": "x"})]  # fmt: skip
    return publish_from(project, pages, folder)


def test_a_page_is_written_with_what_the_notebook_said(published, project):
    html = (project / "reports/good.html").read_text(encoding="utf-8")

    assert published[0].state is State.WRITTEN
    assert "w1 True &lt;object object&gt;" in html  # run at the root, without an address
    assert html.count("noise") == 1  # in the code at the end only
    assert "/ipython" in html


def test_a_page_names_no_place_on_this_machine(published, project):
    assert str(project) not in (project / "reports/good.html").read_text(encoding="utf-8")


def test_a_failing_cell_is_named_and_the_older_page_stays(published, project):
    assert published[1].state is State.FAILED
    assert published[1].reason == (
        "bad.ipynb, code cell 2, line 2: raise ValueError('no such share')\n"
        "  ValueError: no such share"
    )
    assert (project / "reports/bad.html").read_text(encoding="utf-8") == "older"


def test_an_unknown_parameter_fails_before_anything_is_run(published, project):
    assert "parameter 'wavve' does not exist" in published[2].reason
    assert 'wave: str = "demo"  # wave to report' in published[2].reason
    assert not (project / "reports/odd.html").exists()


def test_two_forced_runs_give_the_same_bytes(published, project):
    path = project / "reports/good.html"
    before = path.read_bytes()
    again = publish_from(project, [make_page()], project / "reports", force=True)

    assert again[0].state is State.WRITTEN
    assert path.read_bytes() == before


def test_a_page_that_is_up_to_date_is_left_alone(published, project):
    path = project / "reports/good.html"
    stamp = path.stat().st_mtime_ns
    again = publish_from(project, [make_page()], project / "reports")

    assert again[0].state is State.UNCHANGED
    assert path.stat().st_mtime_ns == stamp


def test_nothing_that_runs_notebooks_is_loaded_when_nothing_is_due(tmp_path):
    script = (
        "import sys; from pathlib import Path; from itperception.reporting import publish\n"
        f"place = Path({str(tmp_path)!r}); copy = publish.Snapshot(place, place)\n"
        "publish.publish_all([], folder=place, copy=copy)\n"
        "print({'papermill', 'nbconvert', 'nbformat', 'jinja2', 'tqdm'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.stdout.strip() == "set()"


def test_two_pages_of_one_name_are_refused(project):
    with pytest.raises(PublicationError, match="more than one page is called good"):
        publish_from(project, [make_page(), make_page()], project / "reports")


def test_a_missing_input_fails_its_page_only(project, tmp_path):
    page = make_page("lost", notebook="good", inputs=(Path("data/raw/lost.csv"),))
    outcome = publish_from(project, [page], tmp_path)[0]
    assert outcome.state is State.FAILED
    assert "lost.csv: the page is made from this file, but: No such file" in outcome.reason


@pytest.mark.parametrize("name", ["index", "Wave", "../up", "a b", ""])
def test_a_name_that_is_no_file_name_is_refused(name):
    with pytest.raises(PublicationError, match="a page cannot be called"):
        make_page(name)


@pytest.mark.parametrize(
    "change",
    [{"title": "x"}, {"parameters": {}}, {"synthetic": True}, {"language": "sv"},
     {"facts": {}}, {"inputs": ()}, {"name": "other", "notebook": "good"},
     {"wave": "w1"}, {"languages": ("en", "sv")}],
)  # fmt: skip
def test_every_change_of_a_page_changes_its_fingerprint(project, change):
    assert mark(make_page(**change), project) != mark(make_page(), project)


def test_a_changed_input_changes_the_fingerprint(project, tmp_path):
    copy = shutil.copytree(project, tmp_path / "copy")
    assert mark(make_page(), copy) == mark(make_page(), project)
    (copy / "data/raw/codebook.yaml").write_text("share\n39\n", encoding="utf-8")
    assert mark(make_page(), copy) != mark(make_page(), project)


def test_provenance_names_files_below_the_root(project):
    made = provenance(make_page(), project)
    assert list(made["files"]) == ["notebooks/good.ipynb", "data/raw/codebook.yaml"]
    assert made["parameters"] == {"wave": "'w1'"}


def test_the_fingerprint_is_found_in_the_head_of_a_page(tmp_path):
    path = tmp_path / "page.html"
    assert published_fingerprint(path) is None
    path.write_text(page_html(), encoding="utf-8")
    assert published_fingerprint(path) in page_html().split("</head>")[1]


def test_a_write_that_fails_leaves_the_old_file_and_no_part(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \ud800")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]
    assert path.read_text(encoding="utf-8") == "old"


def test_no_start_up_file_of_a_user_is_looked_for(tmp_path, monkeypatch):
    for name in ("IPYTHONDIR", "JUPYTER_PATH", "PYTHONSTARTUP", "MPLCONFIGDIR", "TZ",
                 "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR",
                 "PYTHONHASHSEED", "SOURCE_DATE_EPOCH", "ITPERCEPTION_ROOT", "MPLBACKEND", "TMPDIR",
                 "JUPYTER_PREFER_ENV_PATH", "PYDEVD_DISABLE_FILE_VALIDATION"):  # fmt: skip
        monkeypatch.setenv(name, "/home/user")
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())
    isolate(Snapshot(tmp_path, tmp_path))
    kept = [name for name, value in os.environ.items() if value == "/home/user"]
    assert kept == []
    assert os.environ["PYTHONHASHSEED"] == os.environ["SOURCE_DATE_EPOCH"] == "0"


def outputs(*given):
    cell = new_code_cell("x", outputs=list(given))
    return normalise(new_notebook(cells=[cell])).cells[0].outputs


def test_the_best_form_of_an_output_is_kept():
    told = {"text/plain": "a", "text/html": "<p>x at 0x1f</p>"}
    assert outputs(new_output("display_data", told))[0].data == {"text/html": "<p>x</p>"}


def test_printed_text_is_joined_and_errors_written_aside_are_left_out():
    told = [new_output("stream", name=n, text=t) for n, t in
            [("stdout", "a"), ("stderr", "w"), ("stdout", "b at 0x7f\n")]]  # fmt: skip
    assert [output.text for output in outputs(*told)] == ["ab\n"]


def test_an_error_in_an_output_stops_publication():
    with pytest.raises(PublicationError, match="KeyError: 'x'"):
        outputs(new_output("error", ename="KeyError", evalue="'x'", traceback=[]))


def test_two_normalised_runs_are_equal_whatever_their_ids_and_times():
    def run(seconds):
        cell = new_code_cell("1", metadata={"papermill": {"duration": seconds}})
        cell.execution_count = seconds
        return normalise(new_notebook(cells=[cell], metadata={"papermill": {"t": seconds}}))

    assert run(1) == run(2)


def test_an_image_without_description_stops_publication():
    cell = new_code_cell("x", outputs=[new_output("display_data", {"image/png": "AAAA"})])
    with pytest.raises(PublicationError, match="no description"):
        render(normalise(new_notebook(cells=[cell])), make_page(), NOTHING)


def test_headings_get_ids_that_are_their_words_and_no_id_twice():
    html, headings = outline("<h1>T</h1><h2>1. Über</h2><h3>A<b>b</b></h3><h2>1. Über</h2>")
    assert [heading.id for heading in headings] == ["s-1-uber", "s-ab", "s-1-uber-2"]
    assert "<h1>" not in html


def test_an_id_that_is_given_stays():
    _, headings = outline('<h2 id="s-image">Image</h2><h2>Image</h2>')
    assert [heading.id for heading in headings] == ["s-image", "s-image-2"]


def test_all_languages_have_every_word():
    assert words("en").keys() == words("sv").keys() == words("de").keys()
    assert words("en")["code"] != words("sv")["code"] != words("de")["code"]


def test_an_unknown_language_is_refused():
    with pytest.raises(PublicationError, match="no language 'fr'; known: en, sv, de"):
        words("fr")


def test_a_page_of_real_data_does_not_say_synthetic():
    assert "Synthetic data" in page_html(synthetic=True)
    html = page_html(synthetic=False).split("</style>")[1]
    assert "Synthetic data" not in html


def test_a_page_speaks_its_language():
    html = page_html(language="de")
    assert '<html lang="de">' in html
    assert "Code dieser Seite" in html


def test_blocks_join_and_show_both_forms():
    joined = Block("<p>a</p>", "a") + Block("<p>b</p>", "b")
    shown = {"text/html": "<p>a</p>\n<p>b</p>", "text/plain": "a\n\nb"}
    assert joined._repr_mimebundle_() == (shown, {"itperception": "report"})


def test_a_hidden_cell_is_not_on_the_page():
    cells = [new_markdown_cell("for runners", metadata={"tags": ["hide"]}),
             new_markdown_cell("for readers")]  # fmt: skip
    html = render(normalise(new_notebook(cells=cells)), make_page(), NOTHING)
    assert "for readers" in html
    assert "for runners" not in html


def test_cleaning_a_notebook_leaves_sources_ids_and_tags(tmp_path):
    cell = new_code_cell("1", outputs=[new_output("display_data", {"text/plain": "1"})])
    cell.metadata = {"tags": ["parameters"], "papermill": {"duration": 3}}
    path = write_notebook(tmp_path / "wave.ipynb", [cell])

    assert clean(path) is True
    left = nbformat.read(path, as_version=4).cells[0]
    assert (left.id, left.source, left.outputs) == (cell.id, "1", [])
    assert left.metadata == {"tags": ["parameters"]}
    assert clean(path) is False


def test_the_reproduction_keeps_its_outputs_but_no_image(tmp_path):
    told = {"text/plain": "a at 0x1f", "image/png": "AAAA"}
    shown = new_output("execute_result", told, execution_count=9)
    cell = new_code_cell("1", outputs=[shown], execution_count=9)
    path = write_notebook(tmp_path / "reproduction.ipynb", [new_code_cell("2"), cell])

    clean(path)
    left = nbformat.read(path, as_version=4).cells[1]
    assert left.outputs[0].data == {"text/plain": "a"}
    assert left.execution_count == 1


ROOT = Path(__file__).parents[2]
WITH_FILES = Page(
    name="tiny", notebook=Path("notebooks/wave.ipynb"), title="Tiny", wave="tiny",
    inputs=(Path("data/raw/tiny/export.csv"),), synthetic=True,
    parameters={"wave": "tiny"}, facts={"kind": "microdata"},
)  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return a repository of one small wave, its page published with all its files."""
    root = tmp_path_factory.mktemp("small")
    make_wave(root)
    (root / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks/wave.ipynb", root / "notebooks")
    publish_from(root, [WITH_FILES], root / "reports")
    return root


def published_files(root):
    """Return all that is published, the parts of a workbook one by one, as text."""
    for path in sorted(p for p in (root / "reports").rglob("*") if p.is_file()):
        if path.suffix != ".xlsx":
            # Pixels tell what the SVG beside them does; what is written in them is no text.
            yield path.name, path.read_text("utf-8", errors="replace")
            continue
        with ZipFile(path) as book:
            yield from ((name, book.read(name).decode()) for name in book.namelist())


def test_tab_book_data_and_tables_are_written_with_the_page(small):
    names = [p.relative_to(small / "reports").as_posix()
             for p in (small / "reports").rglob("*") if p.is_file()]  # fmt: skip
    assert {"tiny.html", "tiny.xlsx", "tiny.json", "tiny/SHA256SUMS"} <= set(names)
    assert {name for name in names if name.endswith(".csv")} == {
        f"tiny/{name}.csv" for name in
        ("org_type-total", "image-type", "performance-type", "why-type", "tools-type")
    }  # fmt: skip


def test_no_id_of_a_respondent_reaches_what_is_published(small):
    export = (small / "data/raw/tiny/export.csv").read_text(encoding="utf-8")
    ids = [line.partition(";")[0] for line in export.splitlines()[1:]]
    assert len(ids) == 160
    told = dict(published_files(small))
    assert len(told) > 15
    assert [n for n, text in told.items() if any(one in text for one in ids)] == []


def test_no_line_of_a_respondent_reaches_what_is_published(small):
    export = (small / "data/raw/tiny/export.csv").read_text(encoding="utf-8")
    answers = {line.partition(";")[2] for line in export.splitlines()[1:]}
    told = dict(published_files(small)).values()
    for line in answers:
        for sign in (";", ",", "\t"):
            assert not any(line.replace(";", sign) in text for text in told)


def test_a_page_links_every_file_that_goes_with_it(small):
    html = (small / "reports/tiny.html").read_text(encoding="utf-8")
    files = downloads.downloads(WITH_FILES, small / "reports")
    for file in files:
        assert f'<a href="{file.address}" download' in html
    assert re.search(r'href="#page-files">Files \((\d+)\)<', html)[1] == str(len(files))


def test_each_cell_of_a_table_of_words_knows_its_heading_and_no_number_of_a_table_of_numbers():
    html = page_html()
    assert '<td data-l="Verdict">shown</td>' in html
    assert [html.count("<table data-cards"), html.count("data-l=")] == [2, 2]


def test_each_chart_of_a_page_is_beside_it_for_slides(small):
    html = (small / "reports/tiny.html").read_text(encoding="utf-8")
    titles = re.findall(r'<h?[p2-3] class="ft"[^>]*>(.*?)</', html)
    made = sorted(path.name for path in (small / "reports/tiny").glob("chart-*"))

    assert len(made) == 2 * len(titles) > 2
    for number, title in enumerate(titles, start=1):
        assert f"chart-{number:02}-{slug(title)[:60].strip('-')}.png" in made
    told = (small / "reports/tiny" / made[1]).read_text(encoding="utf-8")
    assert unescape(titles[0]).split()[0] in told and "synthetic data" in told


def test_a_table_or_a_chart_that_is_no_more_loses_its_file(tmp_path):
    for names in (("a.csv", "chart-01-a.png"), ("b.csv", "chart-01-b.svg")):
        with downloads.together("tiny", tmp_path) as aside:
            for name in names:
                (aside / "tiny" / name).write_bytes(b"x")
        (tmp_path / "tiny/kept.txt").write_bytes(b"x")

    found = sorted(path.name for path in (tmp_path / "tiny").iterdir())
    assert found == ["SHA256SUMS", "b.csv", "chart-01-b.svg", "kept.txt"]


def test_what_a_cell_drew_is_given_as_it_stands_and_what_is_no_picture_not_at_all():
    drawn = '<figure class="chart"><figcaption>Own <strong class="badge">x</strong></figcaption>'
    svg = "%3Csvg%20xmlns='http://www.w3.org/2000/svg'/%3E"
    html = f'{drawn}<img alt="a" src="data:image/svg+xml,{svg}"></figure>{drawn}</figure>'

    assert slides(html) == {
        "chart-01-own.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    }


@pytest.mark.parametrize("place", ["tiny.xlsx", "tiny.json", "tiny/image-type.csv"])
def test_a_file_that_is_lost_or_changed_makes_its_page_due(small, place):
    path = small / "reports" / place
    whole = path.read_bytes()
    assert downloads.is_whole(WITH_FILES, small / "reports")
    path.write_bytes(whole + b" ")
    assert not downloads.is_whole(WITH_FILES, small / "reports")
    path.unlink()
    assert not downloads.is_whole(WITH_FILES, small / "reports")
    path.write_bytes(whole)


def test_a_page_with_its_files_is_up_to_date(small):
    found = publish_from(small, [WITH_FILES], small / "reports")
    assert [outcome.state for outcome in found] == [State.UNCHANGED]


def test_files_that_cannot_be_made_leave_page_and_files_as_they_were(tmp_path):
    (tmp_path / "tiny.html").write_text("older", encoding="utf-8")
    with (
        pytest.raises(ZeroDivisionError),
        downloads.together("tiny", tmp_path) as aside,
    ):
        (aside / "tiny.html").write_text("newer", encoding="utf-8")
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.html"]
    assert (tmp_path / "tiny.html").read_text(encoding="utf-8") == "older"


def test_failing_files_fail_their_page_with_the_reason(small, tmp_path):
    write_notebook(small / "notebooks/short.ipynb", [new_code_cell("1")])
    page = replace(
        WITH_FILES, wave="tinny", parameters={}, notebook=Path("notebooks/short.ipynb")
    )
    outcome = publish_from(small, [page], tmp_path)[0]
    assert outcome.state is State.FAILED
    assert "did you mean 'tiny'" in outcome.reason
    assert list(tmp_path.iterdir()) == []


def test_a_page_leads_to_its_other_languages():
    page = replace(WITH_FILES, language="de", languages=("en", "sv", "de"))
    html = render(normalise(new_notebook(cells=CELLS[:1])), page, NOTHING)
    assert '<link rel="alternate" hreflang="en" href="../tiny.html">' in html
    assert '<a href="../sv/tiny.html" hreflang="sv" lang="sv">Svenska</a>' in html


def test_a_cell_that_shows_respondents_stops_the_page_and_the_old_one_stays(small):
    notebook = nbformat.read(ROOT / "notebooks/wave.ipynb", as_version=4)
    own = "import pandas as pd\npd.DataFrame({'_respondent': ['R00001']})"
    notebook.cells.append(new_code_cell(own))
    nbformat.write(notebook, small / "notebooks/own.ipynb")
    page = replace(WITH_FILES, notebook=Path("notebooks/own.ipynb"))
    before = (small / "reports/tiny.html").read_bytes()

    [outcome] = publish_from(small, [page], small / "reports")

    assert outcome.state is State.FAILED and "own.ipynb, code cell 16" in outcome.reason
    assert (small / "reports/tiny.html").read_bytes() == before
