"""A file is read as it is, what was decided is said, and what is in doubt is refused."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from itperception.errors import ExportError, ItPerceptionError
from itperception.survey.export import given
from itperception.survey.reading import text
from itperception.survey.reading.readers import read_export, recognised

LINES = "kön;betyg\r\n" + "män;0,5\r\n" * 3


@pytest.fixture
def export(tmp_path):
    def read(content: str | bytes, name: str = "export.csv", reader=read_export, **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return reader(path, **options)

    return read


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2\n", {"a": ["1"], "b": ["2"]}),
        ("a;b\n1;2\n", {"a": ["1"], "b": ["2"]}),
        ("a\tb\n1\t2\n", {"a": ["1"], "b": ["2"]}),
        ("a|b\n1|2\n", {"a": ["1"], "b": ["2"]}),
        # of two signs the one that divides every line alike, and never one in quotes
        ("w;v\n0,5;1\n0,7;2\n", {"w": ["0,5", "0,7"], "v": ["1", "2"]}),
        ('"a, b, or c?";d\n1;2\n', {"a, b, or c?": ["1"], "d": ["2"]}),
        ("sep=;\na;b,c\n1;2\n", {"a": ["1"], "b,c": ["2"]}),
        ("\ufeffa,b\n1,2\n", {"a": ["1"], "b": ["2"]}),
        ('"How?\n(1 = well)",b\n1,2\n', {"How? (1 = well)": ["1"], "b": ["2"]}),
        ("a,b,a\n1,2,3\n", {"a": ["1"], "b": ["2"], "a_2": ["3"]}),
        ("a,b,,\n1,2,,\n,,,\n3,4,,x\n", {"a": ["1", "3"], "b": ["2", "4"], "column_4": ["", "x"]}),
        ("a,b\n1,2,\n3,4,\n", {"a": ["1", "3"], "b": ["2", "4"]}),
        ("a,b\n1,2\na,b\n3,4\n", {"a": ["1", "3"], "b": ["2", "4"]}),
        # 1.0 is how a column with gaps was stored, 1.5 is a number with decimals
        ("a,b\n1.0,1.0\n,2.5\n3.0,3.0\n", {"a": ["1", "", "3"], "b": ["1.0", "2.5", "3.0"]}),
        ("id,tool\n1,Jira\n2,\n3,Jira\n", {"id": ["1", "2", "3"], "tool": ["Jira", "", "Jira"]}),
    ],
)  # fmt: skip
def test_a_text_file_becomes_columns(export, content, expected):
    assert export(content).cells.to_dict("list") == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n,\n", "1 rows without any answer are left out: row 3"),
        ("a,b\n1,2,\n", "column 3 has neither name nor answers, and is left out"),
        ("a,b,a\n1,2,3\n", "'a' is there more than once: column 3 is 'a_2'"),
        ("a,b,\n1,2,3\n", "column 3 has no name, and is called 'column_3'"),
        ("a,b,\n1,2,\n", "column 3 has neither name nor answers"),
        ("a\n1.0\n", "1.0 is read as 1 in 'a'"),
        ("sep=;\na;b\n1;2\n", "sep=;"),
        ("a,b\n1,2\na,b\n", "the header stands again in the file, and is no answer: row 3"),
        ("T\n\na,b,c\n1,2,3\n1,2,3\n", "above the header, and left out: T"),
        ("a,b,c\n1,2,3\n1,2,3\nTotal,2,\n", "below the last respondent, and left out: row 4"),
        (LINES.encode("cp1252"), "the encoding is cp1252 (Windows): 'kön' and the like"),
    ],
)  # fmt: skip
def test_what_was_decided_is_said(export, content, said):
    assert said in "\n".join(export(content, reader=recognised).notes)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_was_recognised_is_read_the_same_again(export, encoding, delimiter):
    text = LINES.replace(";", delimiter)
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    read = export((mark + text).encode(encoding), reader=recognised)
    again = export((mark + text).encode(encoding), **read.read_as)

    assert read.cells.equals(again.cells)
    assert {name: given(read.cells[name]) for name in read.cells} == {
        "kön": {"män": 3}, "betyg": {"0,5": 3},
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850", "cp1250", "cp1251", "utf-8"])
def test_another_encoding_is_read_if_it_is_named(export, encoding):
    text = "id,ort\n1,Да\n" if encoding == "cp1251" else "id,ort\n1,Zürich\n"
    read = export(text.encode(encoding), encoding=encoding)

    assert read.cells["ort"].tolist() == [text[-3:-1] if encoding == "cp1251" else "Zürich"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("Mädchen", "mac-roman"), ("Mädchen", "cp850"), ("miało", "cp1250"), ("нет", "cp1251"),
     ("Österreich", "cp850"), ("Café", "mac-roman"), ("café", "cp850"), ("Übung", "mac-roman"),
     ("much\u00a0", "mac-roman")],
)  # fmt: skip
def test_bytes_that_are_no_words_of_cp1252_are_refused(export, text, encoding):
    with pytest.raises(ExportError, match=r"line 2: byte 0x.. is not UTF-8.*--encoding"):
        export(f"id,sex\n1,{text}\n".encode(encoding), reader=recognised)


def test_rows_are_numbered_by_their_line_in_the_file(export):
    read = export('a,b\n1,"two\nlines"\n3,4\n')

    assert list(read.cells.index) == [3, 4]


def test_a_line_of_another_length_is_a_problem(export):
    read = export("a,b\n1,2\n1\n1,2,\n")

    assert [str(problem) for problem in read.problems] == [
        "export.csv, row 3: the line has another number of cells than the header: "
        "found '1', expected 2",
        "export.csv, row 4: the line has another number of cells than the header: "
        "found '3', expected 2",
    ]
    assert len(read.cells) == 1


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "the file is empty"),
        (b"a,b\n", "a.csv", "no line below the header"),
        ("a\nå\n".encode("cp1252"), "a.csv", "line 2: byte 0xe5 is not utf-8"),
        (b"a\n\xc3", "a.csv", "line 2: byte 0xc3 is not utf-8"),
        ("a\nb\n".encode("utf-16-le"), "a.csv", "zero bytes"),
        (b'a\n"open\n', "a.csv", "line 2: unexpected end of data"),
        (
            b"T\n\na,b,c\n1,2,3\n",
            "a.csv",
            r"first line has 1 cell, the others 3; is line 3",
        ),
        (
            b"1,Good,A\n2,Bad,B\n3,Good,A\n",
            "a.csv",
            "the first line is no header but answers",
        ),
        (b"a,b\n1,2,3\n4,5,6\n", "a.csv", "the header has 2 cells, but line 2 has 3"),
        (b"a", "a.doc", r"cannot read '\.doc'"),
        (b"no spss file", "a.sav", "not a readable SPSS file"),
        (b"no stata file", "a.dta", "not a readable Stata file"),
        (b"no sas file", "a.xpt", "not a readable SAS file"),
        (b"no sheet", "a.xlsx", "not a readable spreadsheet"),
        (b"PK\x03\x04", "a.ods", "not a readable spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "not a readable spreadsheet"),
        (
            b"PAR1",
            "a.parquet",
            "not a readable Parquet file: File too small to be a Parquet file$",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(export, content, name, message):
    with pytest.raises(ExportError, match=message):
        export(content, name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ExportError, match=r"gone\.csv: there is no such file"):
        read_export(tmp_path / "gone.csv")


@pytest.fixture
def book(tmp_path):
    """Write sheets: name → rows, `_` before the name of a hidden one."""
    import xlsxwriter

    def write(**sheets):
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as made:
            for name, rows in sheets.items():
                sheet = made.add_worksheet(name)
                if name.startswith("_"):
                    sheet.hide()
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
        return path

    return write


def test_cells_of_a_sheet_are_text_as_it_shows_them(book):
    rows = [("id", "yes", "when", "share"), (1.0, True, dt.date(2026, 3, 2), 0.1 + 0.2),
            (2.0, False, dt.date(2026, 3, 3), 2.5)]  # fmt: skip
    read = read_export(book(notes=[("Made in March",)], data=rows, _old=rows))

    assert read.cells.to_dict("list") == {
        "id": ["1", "2"], "yes": ["TRUE", "FALSE"], "when": ["2026-03-02", "2026-03-03"],
        "share": ["0.3", "2.5"],
    }  # fmt: skip
    assert read.dates == {"when"} and read.read_as["sheet"] == "data"


def test_of_several_sheets_with_rows_one_is_named(book):
    path = book(one=[("id", "b"), (1, 2)], two=[("id", "b"), (3, 4)])

    with pytest.raises(ExportError, match=r"2 sheets have rows: 'one', 'two'.*--sheet"):
        read_export(path)
    with pytest.raises(ExportError, match="there is no sheet 'three'"):
        read_export(path, sheet="three")
    assert read_export(path, sheet="two").cells["id"].tolist() == ["3"]


def test_a_date_among_answers_of_a_sheet_is_a_problem(book):
    rows = [("id", "size"), (1, "1-2"), (2, dt.date(2026, 4, 3)), (3, "10+")]

    assert "row 3, column 'size': a date among other answers" in str(
        read_export(book(data=rows)).problems[0]
    )


@pytest.mark.parametrize("cell", ["3-Jan", "Oct-49", "okt-49", "03. Mrz"])
def test_a_month_among_ranges_is_a_problem_in_any_file(cell, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"id,size\n1,50-249\n2,{cell}\n3,250+\n", encoding="utf-8")

    assert "row 3, column 'size': a date among other answers" in str(
        read_export(path).problems[0]
    )
    path.write_text(f"id,began\n1,later\n2,{cell}\n3,never\n", encoding="utf-8")
    assert not read_export(path).problems


def write_sav(path, **options):
    import pyreadstat

    frame = pd.DataFrame(
        {"q1": [1.0, 2.0, 98.0, None], "name": ["x ", "", "y", "-"],
         "day": [dt.date(2026, 3, 2)] * 4, "at": [dt.datetime(2026, 3, 2, 14, 5)] * 4}
    )  # fmt: skip
    pyreadstat.write_sav(frame, path, column_labels={"q1": "Image"}, **options)


def test_a_file_of_spss_tells_labels_missing_values_measures_and_dates(tmp_path):
    write_sav(
        tmp_path / "a.sav",
        variable_value_labels={"q1": {2.0: "Poor", 1.0: "Good", 99.0: "Broken off"}},
        missing_ranges={"q1": [{"lo": 97, "hi": 99}], "name": ["-"]},
        variable_measure={"q1": "ordinal"},
    )
    read = read_export(tmp_path / "a.sav")

    assert read.cells["q1"].tolist() == ["1", "2", "98", ""]
    assert read.cells["name"].tolist() == ["x", "", "y", "-"]
    assert read.cells["at"].tolist()[0] == "2026-03-02 14:05:00"
    assert read.labels == {"q1": "Image"}
    assert [*read.value_labels["q1"]] == ["1", "2", "99"]
    assert read.missing == {
        "q1": {"98": "missing", "99": "missing"},
        "name": {"-": "missing"},
    }
    assert read.measures["q1"] == "ordinal" and read.coded
    assert read.dates == {"day", "at"}


def test_tagged_missing_values_of_stata_are_cells_of_their_own(tmp_path):
    import pyreadstat

    frame = pd.DataFrame({"q": [1, 2, "a", "b"]}, dtype=object)
    labels = {"q": {1: "Good", 2: "Poor", "a": "Refused"}}
    pyreadstat.write_dta(
        frame, tmp_path / "a.dta", variable_value_labels=labels, version=15,
        missing_user_values={"q": ["a", "b"]},
    )  # fmt: skip
    read = read_export(tmp_path / "a.dta")

    assert read.cells["q"].tolist() == ["1", "2", ".a", ".b"]
    assert read.value_labels["q"] == {"1": "Good", "2": "Poor", ".a": "Refused"}
    assert read.missing == {"q": {".a": "missing", ".b": "missing"}}


def test_a_set_that_spss_declares_is_read(tmp_path):
    """The record of sets (7, 7) stands before the end of the dictionary (999)."""
    import struct

    import pyreadstat

    frame = pd.DataFrame(
        {"t1": [1.0, 0.0, 1.0], "t2": [0.0, 0.0, 1.0], "c1": [1.0, 2.0, 3.0]}
    )
    labels = {"t1": "Jira", "t2": "Excel", "c1": "First"}
    pyreadstat.write_sav(frame, tmp_path / "a.sav", column_labels=labels)
    told = b"$tools=D1 1 11 Which tools t1 t2\n$first=C 5 First c1 t2\n"
    record = struct.pack("<iiii", 7, 7, 1, len(told)) + told
    end, raw = struct.pack("<ii", 999, 0), (tmp_path / "a.sav").read_bytes()
    (tmp_path / "a.sav").write_bytes(raw.replace(end, record + end, 1))

    tools, first = read_export(tmp_path / "a.sav").sets
    assert (tools.name, tools.label, tools.told_by) == ("tools", "Which tools", "file")
    assert tools.options == {"t1": "Jira", "t2": "Excel"}
    assert (tools.selected, tools.not_selected) == (("1",), ("0",))
    assert first.coded_columns == ("c1", "t2") and [*first.options] == ["0", "1", "2", "3"]


REGULAR = {
    "plain": "id,a,b\n1,yes, no \n2,no,\n3,,yes\n",
    "crlf without an end": 'id,a\r\n1,"x, y"\r\n2,"say ""hi"""',
    "a mark at the start, semicolons": '\ufeffid;a\n1;"""so"""\n2;""\n3;Ärger\n',
    "many texts": "id,a,b\n" + "".join(f"{k},{k % 7},text {k}\n" for k in range(60_000)),
}
IRREGULAR = {
    "a mark inside of a word": 'id,a\n1,5" wide\n2,x\n',
    "words behind a quoted cell": 'id,a\n1,"x"y\n',
    "words behind an empty quoted cell": 'id,a\n1,""y\n',
    "words behind doubled marks": 'id,a\n1,""""y\n',
    "a cell of two lines": 'id,a\n1,"x\ny"\n2,z\n',
    "blank lines": "id,a\n1,x\n\n2,y\n",
    "a short line and a long one": "id,a,b\n1,x\n2,y,z,w\n3,x,y\n",
    "an open quotation": 'id,a\n1,"x\n2,y\n',
    "one column": "a\nx\n\ny\n",
    "returns alone": "id,a\r1,x\r2,y\r",
    "a return alone behind the header": "id,a\r1,x\n2,y\n",
    "a return in a cell": 'id,a\n1,"x\ry"\n2,z\n',
}


def as_read(path):
    """Return what a file becomes, or why it does not."""
    try:
        export = read_export(path)
    except ItPerceptionError as error:
        return str(error)
    cells = {name: (column.tolist(), [*column.cat.categories], column.cat.codes.dtype)
             for name, column in export.cells.items()}  # fmt: skip
    return cells, [*export.cells.index], export.problems, export.notes, export.read_as


@pytest.fixture
def row_by_row(monkeypatch):
    """Read a file both ways: at once as far as it is regular, and each row for itself."""

    def both(path):
        found = []
        at_once = text.columns_at_once

        def watched(*told):
            found.append(at_once(*told))
            return found[-1]

        with monkeypatch.context() as patched:
            patched.setattr(text, "columns_at_once", watched)
            first = as_read(path)
            patched.setattr(text, "columns_at_once", lambda *told: None)
            return first, as_read(path), [*found, None][0] is not None

    return both


@pytest.mark.parametrize("name", [*REGULAR, *IRREGULAR])
def test_a_file_is_the_same_at_once_and_row_by_row(name, tmp_path, row_by_row):
    path = tmp_path / "a.csv"
    path.write_bytes((REGULAR | IRREGULAR)[name].encode())

    at_once, by_row, is_regular = row_by_row(path)

    assert at_once == by_row
    assert is_regular == (name in REGULAR)


@pytest.mark.parametrize("seed", range(60))
def test_random_files_are_the_same_at_once_and_row_by_row(seed, tmp_path, row_by_row):
    rng, path = np.random.default_rng(seed), tmp_path / "a.csv"
    signs = [*'ab "', '""', ' "', *(",\n" if seed % 3 == 0 else "")]
    lines = (",".join("".join(rng.choice(signs, rng.integers(0, 5))) for _ in range(3))
             for _ in range(rng.integers(1, 6)))  # fmt: skip
    path.write_text("p,q,r\n" + "\n".join(lines), encoding="utf-8")

    at_once, by_row, _ = row_by_row(path)

    assert at_once == by_row
