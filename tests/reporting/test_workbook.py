"""The workbook: numbers as numbers, letters beside them, nothing hidden, nothing hostile."""

import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pytest
import xlsxwriter

from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.errors import UnknownNameError
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.letters import letter
from itperception.reporting.cell_text import LONGEST_CELL, LONGEST_NAME, sheet_names
from itperception.reporting.wording import texts
from itperception.reporting.workbook import write_workbook
from itperception.reporting.workbook_pen import Pen
from itperception.terms.text import LANGUAGES
from tests.reporting.spreadsheets import MAIN, hostile_codebook, make_wave, read_workbook
from tests.small_waves import least

FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")


@pytest.fixture(scope="module")
def wave(tmp_path_factory):
    return make_wave(tmp_path_factory.mktemp("wave"))


@pytest.fixture(scope="module")
def book(wave):
    return make_book(ShownWave(wave, given=least(1)))  # exact numbers


@pytest.fixture(scope="module")
def tables(book):
    return book.tables


@pytest.fixture(scope="module")
def sheets(book, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "tiny.xlsx"
    write_workbook(book, path)
    return {sheet.name: sheet for sheet in read_workbook(path)}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    book = make_book(ShownWave(make_wave(root, hostile_codebook())))
    return write_workbook(book, root / "hostile.xlsx")


def test_every_question_has_a_sheet_and_the_index_leads_to_it_and_back(sheets):
    assert list(sheets) == [
        "Index", "How to read", "1 Type", "2 Image", "3 Performance", "4 Why", "5 Tools",
        "Gap", "Tests",
    ]  # fmt: skip
    links = {
        link.get("location").split("!")[0].strip("'")
        for link in sheets["Index"].xml.iter(f"{MAIN}hyperlink")
    }
    assert links == set(sheets) - {"Index"}
    for name in links:
        back = next(sheets[name].xml.iter(f"{MAIN}hyperlink")).get("location")
        assert back == "'Index'!A1"


def test_percentages_are_numbers_at_full_precision_with_a_format(sheets, wave):
    table = wave.crosstab("image", "type")
    shown = [v for v in sheets["2 Image"].row("Good") if isinstance(v, float)]
    net = [v for v in sheets["2 Image"].row("Net: Good or fair") if isinstance(v, float)]

    assert np.allclose(shown, table.proportions().loc["good"], rtol=0, atol=1e-15)
    assert np.allclose(net, table.net("top"), rtol=0, atol=1e-15)


def test_bases_and_counts_are_those_of_the_crosstab(sheets, wave):
    table, sheet = wave.crosstab("image", "type"), sheets["2 Image"]

    assert sheet.row("Base (unweighted)") == table.bases.tolist()
    assert np.allclose(sheet.row("Effective base"), table.effective_bases, atol=1e-12)
    row = [row.id for row in table.rows].index("good")
    counts = [table.cells[0, row].sum(), *table.counts.loc["good"]]
    assert sheet.row("Good", nth=1) == counts


def test_letters_stand_in_columns_of_their_own_and_are_those_of_the_comparison(
    tables, wave
):
    for table in (table for table in tables if table.question.id == "image"):
        found = compare(ShownWave(wave).crosstab("image", table.by)).letters
        # In the book letters run on over banners; within one they are A, B, C.
        places = {
            c: letter(k) for k, c in enumerate(table.by_row("higher_than").columns[1:])
        }
        for row, higher in table.by_row("higher_than").iterrows():
            told = ["".join(places[c] for c in above) for above in higher[1:]]
            assert told == found.loc[row, list(places)].tolist()


def test_the_letters_of_the_sheet_are_texts_beside_the_numbers(sheets, tables):
    image = next(table for table in tables if table.question.id == "image")
    above = image.by_row("higher_than").loc["good"]

    letters = [v for v in sheets["2 Image"].row("Good") if isinstance(v, str)]

    assert letters == [" ".join(image.letters[c] for c in a) for a in above if a] != []


def test_a_mean_is_that_of_the_places_on_the_scale_of_those_who_answered(tables, wave):
    image = next(table for table in tables if table.question.id == "image")
    counts = wave.crosstab("image", "type").answers()
    weights = counts.weighted_counts["internal"]

    slow = sum(k * w for k, w in enumerate(weights, 1)) / sum(weights)

    assert image.means()["internal"] == pytest.approx(slow, abs=1e-12)


def test_a_column_of_nobody_is_not_there_and_a_note_says_so(sheets):
    assert sheets["4 Why"].row("Base (unweighted)") == [40, 40]
    shown = sheets["4 Why"].row("Group-owned")
    assert shown[0] == shown[1] == 0.5 / (0.5 + 1.5)
    assert any("nobody is in it" in str(v) for v in sheets["4 Why"].cells.values())


def test_a_column_of_nobody_is_neither_in_the_chart_nor_in_its_values(sheets):
    told = list(sheets["4 Why"].cells.values())
    values = told[told.index("Values of the chart") :]

    assert "Group-owned" in values and "Internal" not in values[4:]


def test_synthetic_data_are_marked_on_every_sheet_and_in_every_print_header(sheets):
    mark = texts()["workbook.synthetic"]["en"]

    for sheet in sheets.values():
        assert mark in sheet.cells.values()
        assert mark in sheet.xml.find(f".//{MAIN}oddHeader").text


def test_every_sheet_is_set_for_print_and_keeps_its_headings(sheets):
    for sheet in sheets.values():
        assert sheet.xml.find(f".//{MAIN}pageSetUpPr").get("fitToPage") == "1"
        assert sheet.xml.find(f".//{MAIN}pageSetup").get("orientation") == "landscape"
    for name in ("Index", "2 Image", "Tests"):
        assert sheets[name].xml.find(f".//{MAIN}pane").get("state") == "frozen"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_holds_a_number_as_a_text(book, language, tmp_path):
    path = write_workbook(book, tmp_path / "b.xlsx", language=language)
    texts_of = [(s.name, place, told) for s in read_workbook(path)
                for place, told in s.cells.items() if isinstance(told, str)]  # fmt: skip

    assert [cell for cell in texts_of if NUMBER.fullmatch(cell[2])] == []


# A number or two, with what surrounds one: sign, percent, star, thousands, "to".
ONE = r"['<>≤≥+−-]*\s*[\d.,\s]*\d\s*%?\**"
NUMBER = re.compile(rf"{ONE}(\s*(–|to|till|bis)\s*{ONE})?")


def test_a_number_in_a_text_is_seen():
    seen = [
        "486",
        "1,024*",
        "103–120",
        "21% to 34%",
        "'+11 to +29",
        "−7 till +17",
        "< 0,001",
    ]
    assert all(NUMBER.fullmatch(told) for told in seen)
    assert not any(
        NUMBER.fullmatch(told) for told in ("250 to 999 people", "A B", "..", "–")
    )


def test_bases_that_differ_between_options_are_two_numbers(book, tmp_path):
    tools = next(table for table in book.tables if table.question.id == "tools")
    cells = tools.cells.copy()
    cells.loc[cells["row"] == tools.rows[0].id, "base"] -= 7
    questions = tuple(q._replace(tables=(replace(tools, cells=cells),)) for q in book.questions
                      if q.asked.id == "tools")  # fmt: skip
    path = write_workbook(replace(book, questions=questions), tmp_path / "b.xlsx")
    sheet = {s.name: s for s in read_workbook(path)}["1 Tools"]
    least, most = (sheet.row(f"Base (unweighted), {end} of the rows")
                   for end in ("smallest", "largest"))  # fmt: skip

    assert most == [base + 7 for base in least]


def test_every_test_is_on_a_line_with_its_statistic_unless_the_wave_is_rounded(
    sheets, book, wave, tmp_path
):
    told = list(sheets["Tests"].cells.values())
    numbers = np.array([value for value in told if isinstance(value, float)])
    for table in book.tables:
        for test in (table.test, table.trend):
            for value in (test.statistic, test.df, test.p_value) if test else ():
                assert np.isnan(value) or np.isclose(numbers, value, rtol=1e-14).any()
    for test in (book.gaps[0].everywhere, book.gaps[0].differs):
        assert np.isclose(numbers, test.p_value, rtol=1e-14).any() and test.method in told
    rounded = write_workbook(make_book(ShownWave(wave)), tmp_path / "b.xlsx")
    heads = [
        v for s in read_workbook(rounded) if s.name == "Tests" for v in s.cells.values()
    ]
    assert {"Statistic", "df"} <= set(told) and not {"Statistic", "df"} & set(heads)
    assert texts()["workbook.no_statistics"]["en"] in heads


@pytest.fixture
def pen(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        yield Pen(book, book.add_worksheet("S"), "en")


def areas(pen):
    """Return what is printed of a sheet."""
    told = {name: place for name, _, place, _ in pen.book.defined_names}
    return told["_xlnm.Print_Area"].replace("S!", "").replace("$", "")


def test_what_can_be_read_on_one_page_is_printed_on_one(pen):
    pen.columns([40, *[12] * 9])
    pen.print_parts([0, 20], 40)

    assert areas(pen) == "A1:J40"
    assert (pen.sheet.fit_width, pen.sheet.fit_height) == (1, 1)


def test_parts_that_fit_no_page_together_begin_pages_and_none_is_on_two(pen):
    pen.columns([40, *[12] * 9])
    pen.print_parts([0, 30, 50, 75], 90)  # at 70 % a page has 46 rows

    assert areas(pen) == "A1:J30,A31:J75,A76:J90"
    assert pen.sheet.print_scale == 70 and not pen.sheet.fit_page


def test_a_table_too_wide_to_be_read_on_one_page_is_cut_between_banners(pen):
    pen.columns([40, 12, *[12, 5] * 30])
    pen.print_parts([0, 50], 70, heads=5, groups=[2, 10, 18, 30, 42, 54])

    assert areas(pen) == "A1:BJ50,A51:N70"  # at 55 % a page has 1866 pixels and 59 rows
    # Label and total 374; groups of 4, 4, 6, 6, 6, 4 columns of 129: 1406, 1148, 1148, 1664.
    assert pen.sheet.vbreaks == [18, 30, 42]
    assert pen.sheet.print_scale == 55 and not pen.sheet.fit_page


def test_headings_too_high_for_a_screen_are_not_kept_in_sight(pen):
    pen.height(0, 300)
    pen.freeze(2, 1)

    assert pen.sheet.panes[:2] == [0, 1]


def test_the_line_of_tests_names_method_p_and_effect_with_interval(sheets, tables):
    image = next(table for table in tables if table.question.id == "image")
    line = next(v for v in sheets["2 Image"].cells.values() if "whole table:" in str(v))

    assert image.test.method in line and image.test.effect_name in line
    assert re.search(r"p [=<>] 0\.\d{3}", line) and "95% interval" in line
    assert image.test.p_value in sheets["Tests"].cells.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_workbook_is_in_its_language(book, language, tmp_path):
    path = write_workbook(book, tmp_path / "b.xlsx", language=language)
    told = {str(v) for sheet in read_workbook(path) for v in sheet.cells.values()}

    own = {k: w[language] for k, w in texts().items() if k.startswith("workbook.")}
    plain = {k: t for k, t in own.items() if "{" not in t and k not in UNUSED}
    names = {sheet.name for sheet in read_workbook(path)}
    everything = " ".join(told | names)
    assert [k for k, t in plain.items() if t not in everything] == []


UNUSED = {
    "workbook.no_test", "workbook.joined", "workbook.page_of", "workbook.claims",
    "workbook.rounded", "workbook.models", "workbook.no_statistics",
}  # fmt: skip


def test_every_question_has_a_chart_and_an_alternative_text(book, tmp_path):
    with ZipFile(write_workbook(book, tmp_path / "b.xlsx")) as file:
        parts = file.namelist()
        drawings = [file.read(p).decode() for p in parts if "drawings/drawing" in p]

    assert len([p for p in parts if "charts/chart" in p]) == 5
    assert all('descr="Bar chart: ' in drawing for drawing in drawings)


def test_the_same_wave_gives_the_same_bytes_in_another_process(wave, tmp_path):
    book = make_book(ShownWave(wave))
    here = write_workbook(book, tmp_path / "a.xlsx").read_bytes()
    code = (
        "import sys; from pathlib import Path; from itperception.workbench import load_wave\n"
        "from itperception.book.making import make_book\n"
        "from itperception.book.shown import ShownWave\n"
        "from itperception.reporting.workbook import write_workbook\n"
        "book = make_book(ShownWave(load_wave('tiny', Path(sys.argv[1]))))\n"
        "write_workbook(book, Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(book.folder.root), str(tmp_path / "b.xlsx")]
    subprocess.run(
        command, check=True, env={"PYTHONHASHSEED": "7", "PATH": ""}, timeout=120
    )

    assert (tmp_path / "b.xlsx").read_bytes() == here


def test_a_workbook_that_fails_leaves_the_old_one(book, tmp_path):
    path = tmp_path / "b.xlsx"
    path.write_bytes(b"old")

    with pytest.raises(UnknownNameError):
        write_workbook(book, path, language="fr")

    assert [p.name for p in tmp_path.iterdir()] == ["b.xlsx"]
    assert path.read_bytes() == b"old"


def test_a_protected_table_shows_what_the_protection_left(wave, tmp_path):
    rule = DisclosureRule(minimum=50)  # 60, 40 and 40 people, and 20 of no type
    book = make_book(ShownWave(wave, given=rule))
    image = next(table for table in book.tables if table.question.id == "image")

    assert [column.id for column in image.columns] == ["total", "internal"]
    assert {column.id: column.kind for column in image.withheld} == {
        "group_owned": "few", "decentralised": "few"}  # fmt: skip
    assert image.by_row("base").loc["good"].tolist() == [160, 60]
    told = read_workbook(write_workbook(book, tmp_path / "b.xlsx"))
    assert any("fewer than 50 people" in str(v) for s in told for v in s.cells.values())


def test_no_hostile_text_reaches_the_workbook_as_more_than_a_text(hostile):
    with ZipFile(hostile) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for name, part in parts.items():
        root = ElementTree.fromstring(part)
        assert name.startswith("xl/charts/") or root.find(f".//{MAIN}f") is None
        assert b"TargetMode" not in part
    cells = [v for s in read_workbook(hostile) for v in s.cells.values()]
    strings = [told for told in cells if isinstance(told, str)]
    assert any('<script>alert("x")</script>' in told for told in strings)
    assert [told for told in strings if told.startswith(FORMULA_SIGNS)] == []


def test_no_hostile_text_breaks_a_cell_a_sheet_or_a_header(hostile):
    for sheet in read_workbook(hostile):
        assert len(sheet.name.encode("utf-16-le")) // 2 <= LONGEST_NAME
        assert not set(sheet.name) & set("[]:*?/\\'")
        assert len(sheet.xml.find(f".//{MAIN}oddHeader").text) <= 255
        for told in map(str, sheet.cells.values()):
            assert len(told.encode("utf-16-le")) // 2 <= LONGEST_CELL
            assert not {unicodedata.category(sign) for sign in told} & {"Cc", "Cs"}
            assert "\u202e" not in told


def test_no_chart_of_a_hostile_wave_refers_to_anything_but_its_own_sheet(hostile):
    names = {sheet.name for sheet in read_workbook(hostile)}
    with ZipFile(hostile) as file:
        charts = [file.read(p).decode() for p in file.namelist() if "charts/chart" in p]

    for formula in re.findall(r"<c:f>(.*?)</c:f>", " ".join(charts)):
        name = ElementTree.fromstring(f"<f>{formula}</f>").text.rpartition("!")[0]
        assert name.strip("'") in names


def test_no_respondent_and_no_id_is_in_the_workbook(sheets):
    told = " ".join(str(v) for sheet in sheets.values() for v in sheet.cells.values())

    assert not re.search(r"R\d{5}", told)


def test_names_of_sheets_differ_however_much_they_look_alike():
    names = sheet_names(["x" * 60, "X" * 60, "'", "😀" * 40, "History"])

    assert names[-1] == "5 History" and len({name.lower() for name in names}) == 5
    assert all(len(name.encode("utf-16-le")) // 2 <= 31 for name in names)


def test_the_workbook_is_written_from_a_relative_path_too(book, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert write_workbook(book, Path("new/b.xlsx")).exists()
