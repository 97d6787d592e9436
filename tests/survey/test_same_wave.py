"""The same answers in any kind of file are the same respondents, with one codebook."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from itperception.survey.check import Layout, encode
from itperception.survey.codebook import Codebook
from itperception.survey.reading.readers import read_export, recognised

ANSWERS = pd.DataFrame(
    {
        "id": [1.0, 2.0, 3.0, 4.0, 5.0],
        "typ": ["intern", "extern", "intern", "Behörde", "extern"],
        "sat": [1.0, 3.0, None, 2.0, 3.0],
        "w": [0.5, 1.0, 1.25, 2.0, 1234.5],
    }
)
CODEBOOK = Codebook.model_validate(
    {
        "title": "T",
        "scales": [
            {"id": "rating", "ordered": True, "categories": [
                {"id": "good", "code": "1", "label": "Good"},
                {"id": "fair", "code": "2", "label": "Fair"},
                {"id": "poor", "code": "3", "label": "Poor"}]},
            {"id": "type", "ordered": False, "categories": [
                {"id": "intern", "label": "intern"}, {"id": "extern", "label": "extern"},
                {"id": "public", "label": "Behörde"}]},
        ],
        "items": [
            {"id": "typ", "label": "Type", "wording": "Type?", "scale": "type"},
            {"id": "sat", "label": "Satisfied", "wording": "How?", "scale": "rating"},
        ],
    }
)  # fmt: skip


def ods(frame: pd.DataFrame, path: Path) -> None:
    """Write an OpenDocument sheet with nothing in it but what the format asks for."""

    def cell(value: object) -> str:
        if pd.isna(value):
            return "<table:table-cell/>"
        kind = (
            ("string", "")
            if isinstance(value, str)
            else ("float", f' office:value="{value}"')
        )
        return (f'<table:table-cell office:value-type="{kind[0]}"{kind[1]}>'
                f"<text:p>{escape(str(value))}</text:p></table:table-cell>")  # fmt: skip

    rows = [[*frame], *frame.itertuples(index=False)]
    body = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", kind)
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="data">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )


def xlsx(frame: pd.DataFrame, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("data")
        for at, row in enumerate([[*frame], *frame.astype(object).to_numpy().tolist()]):
            sheet.write_row(at, 0, [None if pd.isna(value) else value for value in row])


def german(frame: pd.DataFrame, path: Path) -> None:
    told = frame.assign(w=["0,5", "1", "1,25", "2", "1.234,5"])
    told.to_csv(path, sep=";", index=False, encoding="cp1252", lineterminator="\r\n")


def parquet(frame: pd.DataFrame, path: Path) -> None:
    duckdb.sql(f"COPY frame TO '{path}' (FORMAT parquet)")


def xls(_: pd.DataFrame, path: Path) -> None:
    """Put ANSWERS there as xlwt 1.3.0 wrote them once, cell by cell; nothing here writes .xls."""
    path.write_bytes(Path(__file__).with_name("same_wave.xls").read_bytes())


WRITERS = {
    "a.csv": lambda frame, path: frame.to_csv(path, index=False),
    "utf-16.tsv": lambda frame, path: frame.to_csv(
        path, sep="\t", index=False, encoding="utf-16"
    ),
    "german.csv": german,
    "a.xlsx": xlsx,
    "a.ods": ods,
    "a.xls": xls,
    "a.sav": pyreadstat.write_sav,
    "a.zsav": lambda frame, path: pyreadstat.write_sav(frame, path, compress=True),
    "a.dta": pyreadstat.write_dta,
    "a.xpt": pyreadstat.write_xport,
    "a.parquet": parquet,
}


def codes(path: Path) -> pd.DataFrame:
    """Return what check makes of a file that is read as add-wave has recognised it."""
    export = read_export(path, **recognised(path).read_as)
    decimal = "," if path.name.startswith("german") else "."
    layout = Layout(respondent_id="id", weight="w", decimal=decimal)
    found = encode(export, CODEBOOK, layout)
    assert not found.problems, found.problems
    return found.codes


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_wave_is_the_same_respondents(name, tmp_path):
    WRITERS[name](ANSWERS, tmp_path / name)

    pd.testing.assert_frame_equal(
        codes(tmp_path / name),
        pd.DataFrame(
            {
                "_respondent": ["1", "2", "3", "4", "5"],
                "_weight": [0.5, 1.0, 1.25, 2.0, 1234.5],
                "typ": pd.array([0, 1, 0, 2, 1], dtype="Int16"),
                "sat": pd.array([0, 2, 3, 1, 2], dtype="Int16"),
            }
        ),
    )
