import json
import subprocess
import sys

import pytest

from itperception.errors import DocumentError, UnknownNameError, WaveError
from itperception.survey.respondents import prepare_respondents
from itperception.survey.waves import list_waves, open_wave, project_root


def test_the_root_is_found_from_a_folder_below_it(root):
    (root / "notebooks").mkdir()

    assert project_root(root / "notebooks") == root.resolve()


def test_no_root_says_what_was_looked_for(tmp_path):
    with pytest.raises(UnknownNameError, match="no folder data/raw"):
        project_root(tmp_path)


def test_an_unknown_wave_is_named_with_the_nearest(root):
    with pytest.raises(UnknownNameError, match="did you mean 'tiny'"):
        open_wave("tinny", root)


def test_waves_are_listed(root):
    assert list_waves(root).iloc[0].tolist() == ["tiny", "Tiny", "microdata", 8, True, ""]


def test_respondents_are_the_same_to_the_byte_each_time(root):
    path = prepare_respondents(open_wave("tiny", root))
    first = path.read_bytes()
    (path.parent / "provenance.json").unlink()

    prepare_respondents(open_wave("tiny", root))

    assert path.read_bytes() == first


def test_nothing_is_written_when_nothing_has_changed(root):
    path = prepare_respondents(open_wave("tiny", root))
    before = path.stat().st_mtime_ns

    prepare_respondents(open_wave("tiny", root))

    assert path.stat().st_mtime_ns == before


def test_a_changed_input_is_written_again(root, edit):
    path = prepare_respondents(open_wave("tiny", root))
    before = path.read_bytes()

    prepare_respondents(edit("tiny/export.csv", "\n2;a;2", "\n2;a;3"))

    assert path.read_bytes() != before


def test_a_broken_export_leaves_what_was_there(root, edit):
    path = prepare_respondents(open_wave("tiny", root))
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}

    with pytest.raises(WaveError):
        prepare_respondents(edit("tiny/export.csv", "\n2;a;2", "\n2;a;77"))

    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


def test_provenance_has_the_hash_of_every_input(root):
    prepare_respondents(open_wave("tiny", root))

    told = json.loads((root / "data/processed/tiny/provenance.json").read_text())

    assert set(told["inputs"]) == {
        "data/raw/codebook.yaml", "data/raw/tiny/export.csv", "data/raw/tiny/wave.yaml",
    }  # fmt: skip
    assert told["synthetic"] is True


def test_answers_are_read_anew_if_any_code_that_reads_them_has_changed():
    """All that this module needs, in a process of its own, but the words of errors."""
    ask = ("import sys; import itperception.survey.respondents as own; "
           "code = {str(path) for path in own._code()}; "
           "print(*(n for n, m in sys.modules.items() if n.startswith('itperception.') "
           "and n != 'itperception.errors' and m.__file__ not in code))")  # fmt: skip
    found = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)

    assert (found.stdout.strip(), found.returncode) == ("", 0), found.stderr


def test_a_departure_changes_the_wording_of_its_wave(edit):
    departure = "{item: image, wording: 'Seen how?', comparable: false, reason: New}"
    folder = edit("tiny/wave.yaml", "ignore:", f"departures: [{departure}]\nignore:")

    assert folder.codebook.item("image").wording == {"en": "Seen how?"}


def test_microdata_need_a_file(edit):
    with pytest.raises(DocumentError, match="'file' names the export"):
        edit("tiny/wave.yaml", "file: export.csv", "")


@pytest.mark.parametrize(
    ("name", "told"),
    [("ipsos", "'survey_reporter'"), ("survey_reportr", "did you mean 'survey_reporter'")],
)
def test_a_profile_that_is_not_known_is_refused_at_the_door(root, name, told):
    path = root / "data/raw/tiny/wave.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\nprofile: {name}\n", "utf-8")

    with pytest.raises(DocumentError, match=f"no profile is called '{name}'.*{told}"):
        open_wave("tiny", root)
