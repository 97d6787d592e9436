"""CSV and JSON: the workbook's own numbers at full precision, and nothing that is hidden."""

import csv
import json
import unicodedata
from dataclasses import replace
from io import StringIO

import numpy as np
import pandas as pd
import pytest

from itperception.book.book import Book
from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.inference.intervals import wilson
from itperception.reporting.exports import publish_extras, tidy, write_csv
from itperception.reporting.figures_file import figures, write_figures
from tests.reporting.spreadsheets import hostile_codebook, make_wave
from tests.small_waves import least

FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")


@pytest.fixture(scope="module")
def wave(tmp_path_factory):
    return make_wave(tmp_path_factory.mktemp("wave"))


@pytest.fixture(scope="module")
def book(wave) -> Book:
    return make_book(ShownWave(wave, given=least(1)))  # exact numbers


@pytest.fixture(scope="module")
def tables(book):
    return book.tables


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    book = make_book(ShownWave(make_wave(root, hostile_codebook())))
    return publish_extras(book, root / "reports")


@pytest.fixture
def told(book, tmp_path):
    return json.loads(write_figures(book, tmp_path / "f.json").read_text())


def of(told, question):
    return next(table for table in told["tables"] if table["question"] == question)


def test_everything_that_goes_with_a_page_is_written_beside_it(hostile):
    book, figures_file, *files = hostile

    assert (book.name, figures_file.name) == ("tiny.xlsx", "tiny.json")
    assert [f"{f.parent.name}/{f.name}" for f in files] == [
        "tiny/org_type-total.csv", "tiny/image-type.csv", "tiny/performance-type.csv",
        "tiny/why-type.csv", "tiny/tools-type.csv",
    ]  # fmt: skip


def test_a_csv_has_a_byte_order_mark_and_comes_back_to_the_last_bit(wave, book, tmp_path):
    paths = write_csv(book, tmp_path)
    path = next(path for path in paths if path.name == "image-type.csv")
    read = pd.read_csv(path, encoding="utf-8-sig").set_index(["row", "column"])
    table = wave.crosstab("image", "type")

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    for row in table.proportions().index:
        shown = read.loc[row, "proportion"]
        assert shown.tolist() == table.proportions().loc[row, shown.index].tolist()


def test_an_interval_is_wilsons_on_the_effective_base(wave, tables):
    image = next(table for table in tables if table.question.id == "image")
    source = wave.crosstab("image", "type")
    p, n = source.proportions().at["good", "internal"], source.effective_bases["internal"]

    line = tidy(image).set_index(["row", "column"]).loc[("good", "internal")]

    assert (line["ci_low"], line["ci_high"]) == pytest.approx(wilson(p * n, n), abs=1e-12)


def test_small_bases_are_flagged_and_shown_all_the_same(tables):
    frame = tidy(next(table for table in tables if table.question.id == "image"))
    flags = frame.drop_duplicates("column").set_index("column")["flag"]
    worth = frame.drop_duplicates("column").set_index("column")["effective_base"]

    assert (flags == worth.map(lambda n: "**" if n < 30 else "*" if n < 100 else "")).all()
    assert set(flags) == {"", "*"}
    measures = ["count", "proportion", "ci_low", "ci_high"]
    assert frame[measures].notna().all(axis=None)


def test_a_csv_of_what_is_no_longer_printed_is_removed(book, tmp_path):
    (tmp_path / "old-type.csv").write_text("was shown once")
    (tmp_path / "notes.txt").write_text("not ours")

    write_csv(replace(book, questions=book.questions[:1]), tmp_path)

    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.txt", "org_type-total.csv"]


def test_labels_come_in_the_language_asked_for(tables):
    image = next(table for table in tables if table.question.id == "image")

    assert "Bra" in tidy(image, "sv")["row_label"].tolist()
    assert "Totalt" in tidy(image, "sv")["column_label"].tolist()


def test_the_json_has_every_table_in_its_shape(told, tables):
    assert told["schema_version"] == "3.3" and told["synthetic"] is True
    assert len(told["tables"]) == len(tables)
    for table in told["tables"]:
        shape = [len(table["rows"]), len(table["columns"])]
        assert table["shape"] == shape
        for name in (
            "base",
            "effective_base",
            "count",
            "proportion",
            "ci_low",
        ):
            assert np.shape(np.array(table[name], object)) == tuple(shape)


def test_the_json_says_which_columns_do_not_stand_by_themselves_and_why(told):
    why = of(told, "why")

    assert [column["id"] for column in why["columns"]] == ["total", "group_owned"]
    assert {column["id"]: column["reason"] for column in why["withheld"]} == {
        "internal": "nobody", "decentralised": "nobody"}  # fmt: skip
    assert told["rules"] == {"minimum": 1, "mark_below": 100, "flag_below": 30,
                             "confidence_level": 0.95, "unit": None}  # fmt: skip


def test_the_json_tells_the_test_the_comparisons_and_where_all_comes_from(told, tables):
    image = next(table for table in tables if table.question.id == "image")

    assert of(told, "image")["test"]["p_value"] == image.test.p_value
    assert len(of(told, "image")["comparisons"]["pairs"]) == len(image.pairs) > 0
    assert set(told["provenance"]["versions"]) >= {"itperception", "duckdb"}
    assert all(len(mark) == 64 for mark in told["provenance"]["inputs"].values())


def test_the_json_is_the_same_each_time_and_names_no_place_of_this_machine(
    wave, book, tmp_path
):
    one, other = (
        write_figures(given, tmp_path / name).read_text(encoding="utf-8")
        for name, given in (
            ("a.json", book),
            ("b.json", make_book(ShownWave(wave, given=least(1)))),
        )
    )

    assert one == other
    assert str(wave.folder.root) not in one and "R00001" not in one


def test_the_json_has_the_gap_and_says_what_stands_in_its_groups(told, book):
    [gap], [own] = told["gaps"], book.gaps

    assert gap["self"]["id"] == "performance" and gap["other"]["id"] == "image"
    lines = {line["group"]: line for line in gap["groups"]}
    assert list(lines) == ["total", "internal", "group_owned", "decentralised"]
    total = own.groups.iloc[0]
    assert lines["total"]["difference"] == total["difference"]
    assert lines["total"]["difference"] == pytest.approx(
        total["self_proportion"] - total["other_proportion"])  # fmt: skip
    assert [(p["first"], p["second"]) for p in gap["pairs"]] == [
        ("internal", "group_owned"), ("internal", "decentralised"),
        ("group_owned", "decentralised")]  # fmt: skip
    assert gap["differs"]["p_value"] == own.differs.p_value
    assert told["claims"] == [] and told["hidden"] == []


def test_the_json_keeps_what_the_page_says_of_itself(book):
    page = {"files": {"notebooks/wave.ipynb": "0" * 64}}

    told = figures(book, made_from=page)

    assert told["provenance"]["page"] == page


def test_no_hostile_text_is_a_formula_in_a_csv_or_breaks_its_lines(hostile):
    for path in hostile[2:]:
        rows = list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"))))
        assert {len(row) for row in rows} == {17}
        fields = [field for row in rows for field in row]
        numbers = [field for field in fields if _is_number(field)]
        texts = set(fields) - set(numbers)
        assert [field for field in texts if field.startswith(FORMULA_SIGNS)] == []
        assert not {unicodedata.category(s) for field in texts for s in field} & {
            "Cc",
            "Cs",
        }


def test_hostile_labels_reach_the_json_as_plain_texts(hostile):
    raw = hostile[1].read_text(encoding="utf-8")
    told = json.loads(raw)

    labels = [row["label"]["en"] for table in told["tables"] for row in table["rows"]]
    assert '<script>alert(\\"x\\")</script>' in raw
    assert not {unicodedata.category(s) for label in labels for s in label} & {"Cc", "Cs"}
    assert "R00001" not in raw


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True
