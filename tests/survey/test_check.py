from dataclasses import replace

import pandas as pd
import pytest

from itperception.errors import ExportError, ItPerceptionError, WaveError
from itperception.survey.respondents import check_wave, examine, prepare_respondents
from itperception.survey.waves import open_wave


def problems(folder) -> str:
    with pytest.raises(WaveError) as error:
        check_wave(folder)
    return str(error.value)


def test_codes_are_positions_and_not_asked_is_missing(root):
    codes = check_wave(open_wave("tiny", root))

    assert codes["image"].tolist() == [0, 1, 3, 2, 2, 0, 0, 4]
    assert codes["why"].tolist() == [pd.NA, pd.NA, pd.NA, 1, 3, pd.NA, pd.NA, pd.NA]
    assert codes["org_type"].tolist()[-2:] == [3, 2]


def test_a_set_left_empty_is_no_answer_to_each_option(root):
    codes = check_wave(open_wave("tiny", root))

    assert codes["tools.web"].tolist() == [0, 0, 1, 1, 1, 2, 1, 0]
    assert codes["tools.none"].tolist() == [1, 1, 0, 1, 0, 2, 0, 1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\n2;a;2", "\n2;a;7", "row 3, column 'image': not an answer the codebook knows"),
        ("\n2;a;2", "\n2;a;7", "found '7', expected one of 1, good, Good, Bra, 2"),
        ("\n2;a", "\n1;a", "row 3, column 'id': the respondent is there twice: found '1'"),
        ("\n2;a", "\n;a", "row 3, column 'id': an empty cell"),
        ("performance", "perf", "column 'performance': the column is missing, expected item"),
        ("performance", "perf", "column 'perf': the codebook does not know this column"),
        ("2.0;6", "-2;6", "row 3, column 'w': not a weight: found '-2'"),
        ("2.0;6", "2,0;6", "row 3, column 'w': not a weight: found '2,0'"),
        ("1;a;1;1;;", "1;a;1;1;a;", "row 2, column 'why': answered, though asked only of image"),
        ("0;0;1;1.0;7", "1;0;1;1.0;7", "column 'tools.none': chosen together with other options"),
        ("0;0;1;1.0;7", "0;;1;1.0;7", "column 'tools.mail': empty, though other options"),
        ("\n8;c;;2;;1;0;0;1.0;9", "", "number of respondents: found '7', expected 8"),
        ("\n2;a;2;1;;1;1;0;2.0;6", "\n2;a", "row 3: the line has another number of cells"),
        ("image", "performance", "column 'performance_2': the codebook does not know this column"),
    ],
)  # fmt: skip
def test_every_problem_names_row_column_value_and_what_was_expected(
    edit, old, new, message
):
    assert message in problems(edit("tiny/export.csv", old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[minutes]", "[minutes, image]", "'image': under 'ignore' in wave.yaml, and the codebook"),
        ("[minutes]", "[minutes]\ncolumns: {tools.mail: tools.web}",
         "'tools.web': 'tools.web', 'tools.mail' are read from this column"),
    ],
)  # fmt: skip
def test_a_column_is_read_once_or_ignored(edit, old, new, message):
    assert message in problems(edit("tiny/wave.yaml", old, new))


def test_what_wave_yaml_ignores_in_vain_and_weights_of_zero_are_worth_a_look(edit):
    edit("tiny/wave.yaml", "[minutes]", "[minutes, seconds]")
    folder = edit("tiny/export.csv", "0;0;1;1.0;7", "0;0;1;0;7")
    told = "\n".join(map(str, examine(folder).remarks))

    assert "column 'seconds': under 'ignore' in wave.yaml, and not in the file" in told
    assert "row 4, column 'w': weight 0, which counts in no share" in told


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("not_asked: [imag]", r"wave.yaml: no item \(not_asked\) is called 'imag'"),
        ("field_start: 2026-05-01\nfield_end: 2026-04-01",
         r"wave.yaml, line 10, field_end: expected 2026-05-01 \(field_start\) or later"),
        ("leave_out: [{rule: speeders, because: Too fast}]", r"wave.yaml: leave_out: rule 'speed"),
        ("leave_out: [{column: id, values: ['1']}]",
         r"wave.yaml, line 9, leave_out\[0\].because: the key is missing"),
    ],
)  # fmt: skip
def test_what_wave_yaml_cannot_mean_is_refused_with_its_line(edit, key, message):
    with pytest.raises(ItPerceptionError, match=message):
        edit("tiny/wave.yaml", "ignore: [minutes]", f"ignore: [minutes]\n{key}")


def test_an_export_that_is_gone_is_told_alike_by_every_verb(edit, root):
    folder = edit("tiny/wave.yaml", "file: export.csv", "file: nothing.csv")
    for verb in (prepare_respondents, check_wave):
        with pytest.raises(ExportError, match=r"nothing\.csv: there is no such file"):
            verb(folder)


def test_all_problems_are_told_at_once(edit):
    edit("tiny/export.csv", "\n2;a;2", "\n1;a;7")
    told = problems(edit("tiny/export.csv", "minutes", "seconds"))

    assert all(part in told for part in ("3 problems", "twice", "'7'", "'seconds'"))


def test_one_value_in_many_rows_is_one_problem(edit):
    folder = edit("codebook.yaml", "code: 1, label: {en: Good", "code: 5, label: {en: Good")

    assert "rows 2, 7, 8, column 'image'" in problems(folder)


def test_labels_in_any_language_are_understood(edit):
    folder = edit("tiny/export.csv", "\n2;a;2", "\n2;Internal;Bra")

    codes = check_wave(folder)

    assert (codes["image"][1], codes["org_type"][1]) == (0, 0)


def test_weights_that_are_all_zero_are_refused(edit, root):
    export = root / "data/raw/tiny/export.csv"
    for weight in ("1.0", "2.0", "0.5", "1.5"):
        export.write_text(export.read_text().replace(f";{weight};", ";0;"))

    assert "every weight is zero" in problems(open_wave("tiny", root))


def test_empty_cells_can_be_left_out_of_the_base(edit):
    folder = edit("tiny/wave.yaml", "ignore:", "empty_cells: left_out\nignore:")

    codes = check_wave(folder)

    assert codes["image"].isna().tolist() == [False] * 7 + [True]
    assert codes["tools.web"].isna().sum() == 1


@pytest.mark.parametrize("ignored", [True, False])
@pytest.mark.parametrize(("name", "column"), [("why", "why"), ("tools.web", "tools.web")])
def test_what_was_not_asked_has_no_answers_though_the_file_has_its_column(
    name, column, ignored, edit
):
    told = f"[minutes, {column}]" if ignored else "[minutes]"
    folder = edit("tiny/wave.yaml", "[minutes]", f"{told}\nnot_asked: [{name}]")

    if ignored:
        assert name not in check_wave(folder)
    else:
        assert f"not_asked of wave.yaml has {name}, and the file has answers" in problems(
            folder
        )


def test_what_is_missing_leaves_the_base_and_is_no_category(edit, root):
    edit("codebook.yaml", "kind: dont_know", "kind: missing")
    folder = open_wave("tiny", root)
    asked = folder.codebook.dimension("image")

    assert [c.id for c in asked.categories] == ["good", "fair", "poor", "no_answer"]
    assert check_wave(folder)["image"].tolist() == [0, 1, pd.NA, 2, 2, 0, 0, 3]


def test_a_cell_that_is_a_code_and_another_label_is_refused_unless_cells_are_codes(
    edit, root
):
    folder = edit("codebook.yaml", "label: Poor}", "label: '1'}")

    assert (
        "rows 2, 7, 8, column 'image': the code of one answer and the label of"
        in problems(folder)
    )
    labels = {name: {"1": "Good"} for name in ("image", "performance")}
    coded = replace(folder.read(), coded=True, value_labels=labels)
    assert check_wave(folder, coded)["image"].tolist() == [0, 1, 3, 2, 2, 0, 0, 4]


def test_a_decimal_comma_can_be_declared(edit, root):
    export = root / "data/raw/tiny/export.csv"
    export.write_text(export.read_text().replace(".0;", ",0;").replace(".5;", ",5;"))
    folder = edit("tiny/wave.yaml", "weight: w", "weight: w\ndecimal: ','")

    assert check_wave(folder)["_weight"][1] == 2.0


def with_fpc(edit, root, sizes, more=""):
    edit("tiny/wave.yaml", "weight: w", f"weight: w\nstratum: org_type\nfpc: N{more}")
    export = root / "data/raw/tiny/export.csv"
    head, *lines = export.read_text().splitlines()
    lines = [f"{line};{size}" for line, size in zip(lines, sizes, strict=True)]
    export.write_text("\n".join([head + ";N", *lines]).replace("\n7;;", "\n7;c;") + "\n")
    return open_wave("tiny", root)


def test_the_finite_population_is_written_beside_the_stratum(edit, root):
    codes = check_wave(with_fpc(edit, root, [9, 9, 9, 0.5, 0.5, 40, 40, 40]))

    assert codes["_fpc"].tolist() == [9, 9, 9, 0.5, 0.5, 40, 40, 40]
    assert codes["_stratum"].tolist() == list("aaabbccc")


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        (
            [9, 9, "x", 5, 5, 4, 4, 4],
            "row 4, column 'N': not a finite population: found 'x'",
        ),
        (
            [9, 9, 9, -5, -5, 4, 4, 4],
            "rows 5, 6, column 'N': not a finite population: found '-5'",
        ),
        ([9, 9, 8, 5, 5, 4, 4, 4], "row 4, column 'N': another finite population in one"),
        (
            [9, 9, 9, 5, 5, 2, 2, 2],
            "rows 7, 8, 9, column 'N': more units were drawn than there are",
        ),
    ],
)
def test_a_finite_population_must_hold_the_sample(edit, root, sizes, message):
    assert message in problems(with_fpc(edit, root, sizes))


def test_the_units_of_a_finite_population_are_its_clusters(edit, root):
    folder = with_fpc(edit, root, [2, 2, 2, 2, 2, 2, 2, 2], more="\ncluster: minutes")
    folder = edit("tiny/wave.yaml", "ignore: [minutes]", "ignore: []")

    assert "rows 2, 3, 4, column 'N': more units were drawn" in problems(folder)


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ({"1": "Poor", "2": "Fair", "3": "Good"}, ["1 = Poor", "3 = Good"]),
        ({"1": " bra ", "2": "FAIR", "3": "Very poor indeed"}, []),
    ],
)
def test_a_file_that_codes_answers_otherwise_is_refused(root, labels, told):
    folder = open_wave("tiny", root)
    export = replace(folder.read(), value_labels={"image": labels})

    if not told:
        assert len(check_wave(folder, export)) == 8
        return
    with pytest.raises(WaveError) as error:
        check_wave(folder, export)
    assert [value for p in error.value.problems for value, _ in p.values] == told
    assert "item 'image': the file says that a code means another answer" in str(
        error.value
    )
    assert "expected 1 = Good, 3 = Poor" in str(error.value)
