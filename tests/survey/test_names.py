"""One grammar for the names of waves, and a folder with another name stops no other."""

import os

import pytest

from itperception.errors import DocumentError, UnknownNameError
from itperception.survey.intake.adding import add_wave
from itperception.survey.waves import (
    LONGEST_NAME,
    check_name,
    list_waves,
    open_wave,
    open_waves,
    wave_names,
)


@pytest.mark.parametrize("name", ["demo-2026", "2013-ardour", "a", "0", "x" * LONGEST_NAME])
def test_a_name_of_small_letters_digits_and_hyphens_is_one(name):
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "Demo", "a b", "-a", ".a", "a.b", "a/b", "../a", "å", "a_b", "a\n", "٣", "ａ",
     "x" * (LONGEST_NAME + 1)],
)  # fmt: skip
def test_any_other_is_none(name):
    with pytest.raises(UnknownNameError, match="expected lower-case letters"):
        check_name(name)


@pytest.mark.parametrize("name", ["index", "trend", "comparison", "en", "sv", "de"])
def test_what_has_another_meaning_in_reports_is_no_name(name):
    with pytest.raises(UnknownNameError, match="the name of something else"):
        check_name(name)


@pytest.mark.parametrize(
    ("file", "name"),
    [("a.csv", "My Wave"), ("a.csv", "../up"), ("Trend.csv", None), ("å.csv", None)],
)
def test_add_wave_refuses_what_is_no_name_and_makes_nothing(root, tmp_path, file, name):
    (tmp_path / file).write_text("id,a\n1,x\n2,y\n", encoding="utf-8")
    before = sorted(root.rglob("*"))
    with pytest.raises(UnknownNameError, match=r"cannot be called.*choose another --name"):
        add_wave(tmp_path / file, root, name=name)
    assert sorted(root.rglob("*")) == before


@pytest.fixture
def damaged(root):
    """Return a repository with one wave that is whole and four that cannot be read."""
    tiny = root / "data/raw/tiny"
    for name in ("Bad Name", "bad-yaml", "bad-book", "bad-file"):
        (root / "data/raw" / name).mkdir()
        for path in tiny.iterdir():
            (root / "data/raw" / name / path.name).write_bytes(path.read_bytes())
    (root / "data/raw/bad-yaml/wave.yaml").write_text("title: [", encoding="utf-8")
    (root / "data/raw/bad-book/codebook.yaml").write_text("titel: x\n", encoding="utf-8")
    told = (tiny / "wave.yaml").read_text(encoding="utf-8")
    outside = told.replace("export.csv", "../tiny/export.csv")
    (root / "data/raw/bad-file/wave.yaml").write_text(outside, encoding="utf-8")
    (root / "data/raw/.bad.part").mkdir()
    (root / "data/raw/.bad.part/wave.yaml").touch()
    return root


def test_a_wave_that_cannot_be_read_is_named_with_the_reason_and_others_go_on(damaged):
    folders, broken = open_waves(damaged)

    assert [folder.name for folder in folders] == ["tiny"]
    assert list(broken) == ["Bad Name", "bad-book", "bad-file", "bad-yaml"]
    assert "rename the folder" in broken["Bad Name"]
    assert "bad-book/codebook.yaml" in broken["bad-book"]
    assert "expected the name of a file in the wave's own folder" in broken["bad-file"]
    assert "bad-yaml/wave.yaml" in broken["bad-yaml"]


def test_an_error_that_nobody_foresaw_stops_no_other_wave(damaged, monkeypatch):
    def fails(name, root=None):
        raise RecursionError("too deep")

    monkeypatch.setattr("itperception.survey.waves.open_wave", fails)
    assert open_waves(damaged)[1]["tiny"] == "RecursionError: too deep"


def test_the_list_of_waves_says_what_is_the_matter(damaged):
    listed = list_waves(damaged).set_index("wave")

    assert listed.index.tolist() == ["Bad Name", "bad-book", "bad-file", "bad-yaml", "tiny"]
    assert listed.loc["tiny", "problem"] == ""
    assert "cannot be called 'Bad Name'" in listed.loc["Bad Name", "problem"]


def test_a_hidden_folder_is_no_wave(damaged):
    assert ".bad.part" not in wave_names(damaged)


def test_only_what_a_wave_names_is_an_input(root):
    folder = root / "data/raw/tiny"
    for name in ("secret notes.txt", "export-old.csv", "figures.csv.bak"):
        (folder / name).touch()
    os.mkfifo(folder / "pipe")
    (folder / "labels.yaml").write_text("labels: []\n", encoding="utf-8")

    names = [path.relative_to(root).as_posix() for path in open_wave("tiny", root).inputs]

    assert names == [
        "data/raw/tiny/export.csv", "data/raw/tiny/labels.yaml", "data/raw/tiny/wave.yaml",
        "data/raw/codebook.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize("file", ["/etc/passwd", "../export.csv", "a/../../x.csv", "''"])
def test_an_export_elsewhere_is_refused_where_it_is_named(edit, file):
    with pytest.raises(DocumentError, match="file in the wave's own folder"):
        edit("tiny/wave.yaml", "file: export.csv", f"file: {file}")
