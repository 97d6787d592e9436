"""How people answered: what is reported, who is left out, and what is personal."""

import json

import duckdb
import numpy as np
import pandas as pd
import pytest

from itperception.errors import DocumentError, WaveError
from itperception.survey.codebook import Codebook
from itperception.survey.quality import duplicates, looks_like
from itperception.survey.respondents import examine, prepare_respondents
from itperception.survey.waves import open_wave

GRID = [f"q{k}" for k in range(1, 7)]
CODEBOOK = """
title: A grid
scales:
  - {id: agree, ordered: true, categories: [{id: yes, code: 1, label: Yes},
     {id: so_so, code: 2, label: So so}, {id: no, code: 3, label: No},
     {id: dk, code: 9, label: Don't know, kind: dont_know}]}
items:
""" + "".join(f"  - {{id: {q}, label: {q}, wording: {q}, scale: agree}}\n" for q in GRID)
WAVE = "title: A grid\nkind: microdata\nn: {n}\nfile: grid.csv\nrespondent_id: id\nduration: t\n"
ROWS = """id,t,q1,q2,q3,q4,q5,q6,mail,status
1,600,1,2,3,1,2,2,ann@example.org,ok
2,590,1,1,1,1,1,1,bo@example.org,ok
3,610,9,9,9,9,9,9,cy@example.org,ok
4,199,3,2,1,2,3,1,di@example.org,ok
5,605,2,2,2,2,2,,ed@example.org,ok
6,600,1,2,3,1,2,2,fo@example.org,ok
7,,3,1,2,3,9,1,gy@example.org,preview
8,0:10:20,2,1,3,3,2,1,ha@example.org,ok
"""
OUT = "{column: status, values: [preview], because: Our own test}"


@pytest.fixture
def grid(root):
    """Return a function that writes a wave of a grid and opens it."""

    def write(wave="", n=8, rows=ROWS, codebook=CODEBOOK, ignore="[mail, status]"):
        folder = root / "data/raw/grid"
        folder.mkdir(exist_ok=True)
        told = f"{WAVE.format(n=n)}ignore: {ignore}\n{wave}\n"
        for name, text in (
            ("wave.yaml", told),
            ("grid.csv", rows),
            ("codebook.yaml", codebook),
        ):
            (folder / name).write_text(text, encoding="utf-8")
        return open_wave("grid", root)

    return write


def test_straight_liners_speeders_and_duplicates_are_told_and_left_in(grid):
    found = examine(grid())

    assert (len(found.codes), found.problems) == (8, ())
    assert {str(remark) for remark in found.remarks} >= {
        "grid.csv, row 3: one answer to all 6 of q1, q2, q3, q4, q5, q6",
        "grid.csv, row 5: less than 1/3 of the median time",
        "grid.csv, row 7: the same answers to everything as somebody before",
    }
    counted = [found.counts[rule] for rule in ("straight_liners", "speeders", "duplicates")]
    assert counted == [1, 1, 1]


@pytest.mark.parametrize(
    ("declared", "stay"),
    [
        (OUT, "1234568"),
        ("{rule: straight_liners, because: Dull}", "1345678"),
        ("{rule: speeders, because: Fast}", "1235678"),
        ("{rule: duplicates, because: Twice}", "1234578"),
        (f"{{rule: duplicates, because: Twice}}, {OUT}, {{rule: speeders, because: F}}", "12358"),
    ],
)  # fmt: skip
def test_who_is_left_out_is_declared_and_counted(grid, declared, stay):
    folder = grid(f"leave_out: [{declared}]", n=len(stay))

    people = duckdb.read_parquet(str(prepare_respondents(folder))).df()
    told = json.loads((folder.processed / "provenance.json").read_text())["records"]

    assert "".join(people["_respondent"]) == stay
    assert told["in_file"] - sum(out["people"] for out in told["left_out"]) == len(stay)


def test_n_is_of_those_who_stay(grid):
    with pytest.raises(WaveError, match=r"found '7', expected 8 \(n in wave.yaml, without"):
        prepare_respondents(grid(f"leave_out: [{OUT}]"))


@pytest.mark.parametrize(
    ("wave", "message"),
    [
        ("leave_out: [{rule: speeders, because: F}]\nduration: null", "given twice"),
        ("leave_out: [{rule: slow, because: F}]", "straight_liners"),
        (
            "leave_out: [{column: status, because: F}]",
            "expected 'column' with 'values', or",
        ),
        (
            "leave_out: [{column: status, values: [x], rule: speeders, because: F}]",
            "or 'rule'",
        ),
    ],
)
def test_a_reason_to_leave_out_that_says_not_whom_is_refused(grid, wave, message):
    with pytest.raises(DocumentError, match=message):
        grid(wave)


def test_answers_of_who_was_not_asked_are_a_problem_or_a_count(edit):
    folder = edit("tiny/export.csv", "1;a;1;1;;1", "1;a;1;1;a;1")
    assert [(p.item, p.count) for p in examine(folder).problems] == [("why", 1)]
    folder = edit("tiny/wave.yaml", "ignore:", "filtered_answers: ignore\nignore:")

    found = examine(folder)

    assert (found.problems, found.counts["filtered_answers"]) == ((), 1)
    assert found.codes["why"].isna()[0]


def pairs_by_hand(codes):
    """Count pairs alike in all answers, and in all but one, by looking at every pair."""
    rows = list(zip(*codes.values(), strict=True))
    apart = [sum(a != b for a, b in zip(one, two, strict=True))
             for k, one in enumerate(rows) for two in rows[:k]]  # fmt: skip
    return apart.count(0), apart.count(1)


@pytest.mark.parametrize(("items", "copies"), [(2, 0), (4, 3), (12, 0), (12, 3), (30, 1)])
def test_duplicates_are_told_only_where_chance_hardly_makes_them(rng, items, copies):
    scale = {"id": "s", "ordered": True, "categories": [
        {"id": c, "label": c.upper()} for c in "abc"]}  # fmt: skip
    asked = [
        {"id": f"q{k}", "label": "Q", "wording": "Q", "scale": "s"} for k in range(items)
    ]
    book = Codebook(title="T", scales=[scale], items=asked)
    answers = rng.integers(3, size=(60, items)).astype(np.int16)
    answers[len(answers) - copies :] = answers[:copies]
    codes = {f"q{k}": answers[:, k] for k in range(items)}

    found = duplicates(codes, book.dimensions())

    alike, near = pairs_by_hand(codes)
    assert (found is None) == (0 < alike <= near)
    if items >= 12:
        assert np.flatnonzero(found).tolist() == [*range(60 - copies, 60)]


def test_people_who_all_answer_alike_are_no_duplicates(grid):
    rows = [
        "id,t,q1,q2,q3,q4,q5,q6,mail,status",
        *(f"{k},9,1,2,1,2,1,2,m,ok" for k in range(30)),
    ]
    assert examine(grid(n=30, rows="\n".join(rows))).counts["duplicates"] is None


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("Q9", ["ann@example.org", "bo@example.co.uk", ""], "e-mail addresses"),
        ("IPAddress", ["192.0.2.7", "2001:db8::1"], "IP addresses"),
        ("Telefonnummer", ["031 12 34 56", "0701234567"], "telephone numbers"),
        ("q", ["+46 70 123 45 67", "+49 30 1234567"], "telephone numbers"),
        ("RecipientFirstName", ["Ann", "Bo"], "personal names"),
        ("Nachname", ["Öz", "Lindberg"], "personal names"),
        ("efternamn", ["Öz", "Lindberg"], "personal names"),
        ("Q5_TEXT", ["none", "too slow"], "free text"),
        ("Kommentar", ["gut", "zu langsam"], "free text"),
        ("Timestamp", ["2026/03/02 10:01:00 AM GMT+1", "2026/03/02 10:02:00 AM GMT+1"], ""),
        ("v7", ["I would like it open on Sundays", "Nothing to say about this"], "free text"),
        ("brand name", ["Acme", "Nadir"], ""), ("mobile", ["yes", "no"], ""),
        ("when", ["2026-03-02", "02.03.2026"], ""), ("id", ["1000001", "1000002"], ""),
        ("comment", ["1", "2"], ""), ("age", ["34", "35"], ""), ("name", ["", ""], ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dtype", [object, "category"])
def test_columns_that_look_like_personal_data(name, cells, kind, dtype):
    assert looks_like(name, pd.Series(cells, dtype=dtype)) == kind


def test_no_cell_of_a_column_that_is_no_answer_is_kept(grid):
    folder = grid(f"leave_out: [{OUT}]", n=7)

    told = str(examine(folder).remarks[-1])
    assert "column 'mail': looks like e-mail addresses; not kept" in told
    place = prepare_respondents(folder).parent
    kept = duckdb.read_parquet(str(place / "respondents.parquet")).df().to_csv()
    kept += "".join(
        path.read_text() for path in place.iterdir() if path.suffix != ".parquet"
    )
    assert not [
        word for word in ("example.org", "preview", "590", "0:10:20") if word in kept
    ]


def test_a_respondent_known_by_personal_data_is_refused_unless_declared(grid):
    rows = ROWS.replace("id,t", "nr,t").replace("mail,", "id,")

    found = examine(grid(rows=rows, ignore="[nr, status]"))
    declared = examine(grid("personal: [id]", rows=rows, ignore="[nr, status]"))

    assert "column 'id': looks like e-mail addresses, and would be kept" in str(
        found.problems[0]
    )
    assert not declared.problems and "kept, as wave.yaml declares" in str(
        declared.remarks[-1]
    )


def test_text_and_categorical_columns_give_the_same(root):
    folder = open_wave("tiny", root)
    export = folder.read()
    wrong = export.cells.astype(object).replace(
        {"image": {"1": "7"}, "tools.web": {"0": "maybe"}}
    )
    for cells in (export.cells, wrong):
        objects, categories = (
            examine(folder, type(export)(export.name, cells.astype(dtype)))
            for dtype in (object, "category")
        )
        assert objects.problems == categories.problems
        pd.testing.assert_frame_equal(objects.codes, categories.codes)
    assert [p.count for p in objects.problems] == [3, 4]
