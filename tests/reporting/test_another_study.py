"""A survey of something else: its pages and files know nothing of the study they began with."""

import re
import shutil
from dataclasses import replace
from html import unescape
from itertools import islice, product
from zipfile import ZipFile

import nbformat
import pytest

from itperception.reporting.downloads import make_files
from itperception.reporting.page import provenance
from itperception.reporting.plan import plan
from itperception.reporting.render import render
from itperception.reporting.site import write_index
from itperception.reporting.wave_report import wave_report
from itperception.survey.waves import open_wave, shipped_root

STUDY = re.compile(
    r"\bIT\b|\bKunde|(?i:self-image|\bimage\b|självbild|anseende|selbstbild|fremdbild|organi[sz]ation|"
    r"org_type|performance|customer|kunder|marketing|marknadsföring|\bperception\b|"
    r"reputation|2013|ardour|who judges|vem som bedömer|wer wen)"
)
CODEBOOK = """
title: {en: Readers of a library, sv: Ett biblioteks läsare, de: Leserschaft einer Bibliothek}
scales:
  - id: pleased
    ordered: true
    categories:
      - {id: very, code: 1, label: {en: Very pleased, sv: Mycket nöjd, de: Sehr zufrieden}}
      - {id: fairly, code: 2, label: {en: Fairly pleased, sv: Ganska nöjd, de: Recht zufrieden}}
      - {id: not, code: 3, label: {en: Not pleased, sv: Inte nöjd, de: Nicht zufrieden}}
    nets: [{id: all, label: {en: Pleased, sv: Nöjd, de: Zufrieden}, categories: [very, fairly]}]
  - {id: branch, ordered: false, categories: [{id: north, label: North}, {id: south, label: South}]}
items:
  - {id: branch, label: Branch, wording: Which branch?, scale: branch, profile: true}
  - {id: books, label: Books, wording: How pleased with the books?, scale: pleased}
  - {id: hours, label: Hours, wording: How pleased with the hours?, scale: pleased}
banners: [{id: branch, label: Branch, item: branch}]
"""
WAVE = """
title: {en: Library 2026, sv: Bibliotek 2026, de: Bibliothek 2026}
kind: microdata
synthetic: true
n: 120
file: export.csv
respondent_id: id
duration: seconds
ignore: [mail]
leave_out: [{column: status, values: [preview], because: {en: Trials, sv: Prov, de: Proben}}]
"""
GAP = """gaps:
  - {id: both, label: {en: Books against hours, sv: Böcker mot tider, de: Bücher gegen Zeiten},
     self: books, other: hours, net: all, by: branch}
"""


@pytest.fixture
def library(root, monkeypatch):
    """Return a function that writes the wave and returns it."""
    monkeypatch.chdir(root)
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))

    def write(more=""):
        folder = root / "data/raw/tiny"
        answers = islice(product(("north", "south"), "1223", "1123", range(4)), 122)
        lines = [f"{k},{a},{b},{c},{60 + k},ok,reader{k}@example.org"
                 for k, (a, b, c, _) in enumerate(answers, start=1)]  # fmt: skip
        lines[120:] = [line.replace("ok", "preview") for line in lines[120:]]
        text = "\n".join(["id,branch,books,hours,seconds,status,mail", *lines])
        (folder / "export.csv").write_text(text, encoding="utf-8")
        (folder / "wave.yaml").write_text(WAVE, encoding="utf-8")
        (root / "data/raw/codebook.yaml").write_text(CODEBOOK + more, encoding="utf-8")
        return open_wave("tiny", root)

    return write


def page_of(page, root, report):
    """Render the page as its notebook does, in this process."""
    (root / page.notebook).parent.mkdir(exist_ok=True)
    shutil.copy(shipped_root() / page.notebook, root / page.notebook)
    notebook = nbformat.read(root / page.notebook, 4)
    for cell in notebook.cells:
        if called := re.fullmatch(r"report\.(\w+)\(\)", cell.source):
            data, metadata = getattr(report, called[1])()._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
    made_from = provenance(page, root)
    return made_from, render(notebook, page, made_from)


def words_of(html):
    """Return what can be read or heard of a page, but for the code that made it."""
    html = re.sub(r'(?s)<style>.*?</style>|<details class="code">.*?</details>', "", html)
    return unescape(re.sub(r'(src|srcset|href|content|class|id)="[^"]*"', "", html))


def text_in(file):
    """Return the text of a CSV or JSON file, and of all parts of a workbook."""
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8")
    with ZipFile(file) as book:
        names = [name for name in book.namelist() if name.endswith(".xml")]
        parts = " ".join(book.read(name).decode() for name in names)
    return unescape(re.sub(r"<[^>]*>", " ", parts))


@pytest.fixture
def published(library, root, tmp_path):
    """Return a function that publishes the wave in a language, and says where."""

    def publish(report, language):
        place, folder = tmp_path / f"pages-{language}", report.book.folder
        place.mkdir()
        (page,) = plan([folder], language=language)
        made_from, html = page_of(page, root, replace(report, language=language))
        page.path(place).write_text(html, encoding="utf-8")
        make_files(page, report.book, place, made_from)
        write_index([page], folder=place, waves=[folder], language=language)
        return place

    return publish


def test_the_pages_of_another_survey_speak_of_nothing_else(library, published):
    folder = library()
    report = wave_report("tiny")
    for language in ("en", "sv", "de"):
        place = published(report, language)
        index, page = (
            words_of((place / f"{n}.html").read_text()) for n in ("index", "tiny")
        )
        files = [*place.rglob("*.csv"), place / "tiny.xlsx"]
        for told in (index, page, *map(text_in, files)):
            assert not STUDY.findall(told)
        assert folder.codebook.title[language] in index
        for word in ("Tab", "(?:Fig|Abb)"):
            numbers = re.findall(
                rf'"number">{word}\w+ (\d+)', (place / "tiny.html").read_text()
            )
            assert [*map(int, numbers)] == [*range(1, len(numbers) + 1)]
        kept = "".join(text_in(path) for path in place.rglob("*") if path.is_file())
        assert not re.findall(r"example\.org|preview", kept)


def test_a_gap_is_called_what_the_codebook_calls_it(library):
    library(GAP)
    report = wave_report("tiny", language="de")
    assert report.gap().text.startswith("Bücher gegen Zeiten")


def test_who_is_left_out_stands_under_methodology(library):
    library()
    report = wave_report("tiny", language="sv")
    told = report.methodology().text
    assert "Uteslutna: 2 (Prov)." in told and "mediantiden: 0." in told
    assert "Av 122 poster i datafilen har 2 uteslutits" in told
