import pandas as pd
import pytest

from itperception.errors import ExportError
from itperception.survey.formats import read_export


@pytest.fixture
def export(tmp_path):
    def read(content: str | bytes, name: str = "export.csv", **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_export(path, **options)

    return read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_the_header_has_most_of(export, delimiter):
    read = export(f"a{delimiter}b\n1{delimiter}2\n")

    assert read.cells.to_dict("list") == {"a": ["1"], "b": ["2"]}


def test_rows_are_numbered_by_their_line_in_the_file(export):
    read = export('a,b\n1,"two\nlines"\n3,4\n')

    assert list(read.cells.index) == [3, 4]


def test_a_byte_order_mark_is_no_part_of_the_header(export):
    assert list(export("\ufeffa,b\n1,2\n").cells) == ["a", "b"]


def test_another_encoding_can_be_named(export):
    read = export("kön\nå\n".encode("cp1252"), encoding="cp1252")

    assert read.cells["kön"].tolist() == ["å"]


def test_a_column_twice_is_a_problem_and_its_first_copy_is_kept(export):
    read = export("a,b,a\n1,2,3\n")

    assert read.cells["a"].tolist() == ["1"]
    assert "column 'a': the column is there more than once" in str(read.problems[0])


def test_a_line_of_another_length_is_a_problem(export):
    read = export("a,b\n1,2\n1\n")

    assert "row 3: the line has another number of cells" in str(read.problems[0])
    assert len(read.cells) == 1


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "the file is empty"),
        (b"a,b\n", "a.csv", "no line below the header"),
        ("a\nå\n".encode("cp1252"), "a.csv", "line 2: byte 0xe5 is not utf-8"),
        ("a\nb\n".encode("utf-16-le"), "a.csv", "zero bytes"),
        (b'a\n"open\n', "a.csv", "line 2: unexpected end of data"),
        (b"a", "a.xls", "cannot read '.xls'"),
        (b"no spss file", "a.sav", "not a readable SPSS file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(export, content, name, message):
    with pytest.raises(ExportError, match=message):
        export(content, name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ExportError, match=r"gone\.csv: there is no such file"):
        read_export(tmp_path / "gone.csv")


def test_spss_codes_are_text_and_labels_come_along(tmp_path):
    import pyreadstat

    frame = pd.DataFrame({"q1": [1.0, 2.0, None], "name": ["x", "", "y"]})
    pyreadstat.write_sav(
        frame, tmp_path / "a.sav", column_labels={"q1": "Image"},
        variable_value_labels={"q1": {1.0: "Good", 2.0: "Poor"}},
    )  # fmt: skip

    read = read_export(tmp_path / "a.sav")

    assert read.cells["q1"].tolist() == ["1", "2", ""]
    assert read.labels == {"q1": "Image"}
    assert read.value_labels == {"q1": {"1": "Good", "2": "Poor"}}
