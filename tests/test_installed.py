"""Waves from any folder, with or without a project, and from the package itself."""

import errno
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from itperception.cli import main
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.reporting.page import original
from itperception.reporting.plan import plan
from itperception.survey.waves import NO_PROJECT, RAW, open_wave, open_waves, project_root
from itperception.workbench import bounds, load_wave

ROOT = Path(__file__).parents[1]
LOADS = """
import itperception as itp
wave = itp.load_wave("demo-2026")
print(len(wave.frame()), len(itp.bounds("2013-ardour-outsourcing").to_frame()),
      wave.folder.root.name)
"""


def files_in(folder: Path) -> list[str]:
    return sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()
    )


def python(code: str, *, cwd: Path, **environment: str) -> str:
    told = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    told.pop("ITPERCEPTION_ROOT", None)
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, env=told, text=True,
                          capture_output=True, check=True)  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def apart(root, tmp_path):
    """A wave's folder that is in no project, its codebook beside it."""
    folder = tmp_path / "elsewhere/My wave"
    shutil.copytree(root / RAW / "tiny", folder)
    shutil.copy(root / RAW / "codebook.yaml", folder.parent)
    return folder


def test_a_wave_is_loaded_from_any_folder_and_nothing_is_written_there(
    apart, tiny, monkeypatch
):
    before = files_in(apart.parent)
    monkeypatch.chdir(apart)

    for told in (apart, str(apart), ".", "../My wave", Path()):
        wave = load_wave(told)
        assert wave.name == "My wave"
        assert wave.crosstab("image").counts.equals(tiny.crosstab("image").counts)
    assert files_in(apart.parent) == before


def test_a_codebook_in_the_folder_comes_before_one_beside_it(apart):
    book = (apart.parent / "codebook.yaml").read_text()
    (apart / "codebook.yaml").write_text(book.replace("label: Image,", "label: Seen,"))
    assert load_wave(apart).dimension("image").label == {"en": "Seen"}

    (apart / "codebook.yaml").unlink()
    (apart.parent / "codebook.yaml").unlink()
    with pytest.raises(
        ItPerceptionError, match=r"My wave/codebook.yaml: there is no such file"
    ):
        load_wave(apart)


def test_the_folder_of_a_projects_wave_is_that_wave(root):
    told, named = open_wave(root / RAW / "tiny"), open_wave("tiny", root)

    assert (told.root, told.raw, told.processed) == (named.root, named.raw, named.processed)
    shutil.copytree(root / RAW / "tiny", root / RAW / "My wave")
    with pytest.raises(UnknownNameError, match="rename the folder"):
        open_wave(root / RAW / "My wave")


@pytest.mark.parametrize(("told", "reason"), [
    ("./none", "there is no such folder"), (".", "there is no wave.yaml in it"),
    ("./tiny/export.csv", "no folder; add-wave makes one"),
])  # fmt: skip
def test_a_path_that_leads_to_no_wave_says_why(root, monkeypatch, told, reason):
    monkeypatch.chdir(root / RAW)
    with pytest.raises(UnknownNameError, match=reason):
        load_wave(told)


def test_an_unknown_name_says_how_a_folder_is_told(root, apart, monkeypatch):
    monkeypatch.chdir(root)
    with pytest.raises(
        UnknownNameError, match=r"Known: tiny; .* with a slash: './elsewhere'"
    ):
        load_wave("elsewhere")


def test_where_nothing_can_be_written_respondents_are_elsewhere(root, monkeypatch):
    make, refused = Path.mkdir, OSError(errno.EROFS, "Read-only file system")

    def read_only(path, *given, **options):
        if path.is_relative_to(root):
            raise refused
        make(path, *given, **options)

    monkeypatch.setattr(Path, "mkdir", read_only)
    wave = load_wave("tiny", root)

    assert wave.crosstab("image").bases["total"] == 8
    assert not wave.respondents.is_relative_to(root)
    assert not (root / "data/processed").exists()
    refused.errno = errno.ENOSPC  # a full disk is no reason to write elsewhere
    with pytest.raises(ItPerceptionError, match="respondents cannot be written"):
        load_wave("tiny", root)


def test_each_wave_that_is_loaded_keeps_its_own_answers(apart):
    before = load_wave(apart)
    export = apart / "export.csv"
    export.write_text(export.read_text().replace("1;a;1;1;", "1;a;3;1;a"))

    poor = 2  # place on the scale
    assert load_wave(apart).cube(["image"]).cells[0, poor] == 3
    assert before.cube(["image"]).cells[0, poor] == 2


def test_a_process_leaves_nothing_behind(apart, tmp_path):
    (place := tmp_path / "temporary").mkdir()
    code = f"import itperception as itp; print(itp.load_wave({str(apart)!r}).respondents)"

    made = Path(python(code, cwd=tmp_path, TMPDIR=str(place)))
    assert made.is_relative_to(place) and files_in(place) == []


def test_printed_figures_in_any_folder_have_verdicts(tmp_path):
    shutil.copytree(ROOT / RAW / "2013-ardour-outsourcing", tmp_path / "printed")

    found = bounds(str(tmp_path / "printed")).to_frame()
    assert found.equals(bounds("2013-ardour-outsourcing", root=ROOT).to_frame())


def test_without_a_project_there_are_the_waves_of_the_package(tmp_path, monkeypatch):
    monkeypatch.delenv("ITPERCEPTION_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)

    assert project_root() == ROOT
    assert load_wave("demo-2026").name == "demo-2026"
    with pytest.raises(UnknownNameError, match=NO_PROJECT):
        load_wave("demo-2027")
    checked = CliRunner().invoke(main, ["check", "demo-2026"])
    assert checked.exit_code == 0 and NO_PROJECT in checked.stderr


def test_the_first_wave_makes_a_project(root, tmp_path_factory, monkeypatch):
    home = tmp_path_factory.mktemp("home")
    monkeypatch.chdir(home)
    monkeypatch.delenv("ITPERCEPTION_ROOT", raising=False)

    done = CliRunner().invoke(main, ["add-wave", str(root / RAW / "tiny/export.csv")])
    assert done.exit_code == 0, done.output
    assert project_root() == home
    checked = CliRunner().invoke(main, ["check", "./data/raw/export"])
    assert "1 question is open" in checked.output
    assert (
        'What is 8? It stands in "image" (1 time, beside 1, 2, 3), "perf' in checked.output
    )


def test_pages_are_made_of_waves_in_the_project(root, apart, monkeypatch):
    monkeypatch.chdir(root)
    refused = CliRunner().invoke(main, ["report", str(apart)])

    assert refused.exit_code == 1 and "copy the folder there" in refused.output


def test_an_installed_package_has_waves_in_print_and_synthetic_ones(tmp_path):
    """The package as setup.py builds it, used from another folder."""
    source, built = tmp_path / "source", tmp_path / "built"
    ignored = shutil.ignore_patterns("__pycache__", "processed")
    for name in ("itperception", "data", "notebooks"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    private = shutil.copytree(source / RAW / "demo-2024", source / RAW / "private")
    told = (private / "wave.yaml").read_text()
    (private / "wave.yaml").write_text(
        told.replace("\nsynthetic: true", "\nsynthetic: false")
    )
    (source / RAW / "demo-2024/notes.txt").touch()
    subprocess.run([sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(built)],
                   cwd=source, check=True, capture_output=True)  # fmt: skip

    shipped = built / "itperception/shipped"
    waves = {path.parent.name for path in (shipped / RAW).glob("*/wave.yaml")}
    assert waves == {path.parent.name for path in (ROOT / RAW).glob("*/wave.yaml")}
    assert not [name for name in files_in(shipped) if "private" in name or "notes" in name]
    assert (built / "itperception/py.typed").exists()
    (elsewhere := tmp_path / "elsewhere").mkdir()
    before = files_in(shipped)
    assert python(LOADS, cwd=elsewhere, PYTHONPATH=str(built)).endswith("shipped")
    assert files_in(shipped) == before and files_in(elsewhere) == []


def test_what_is_shipped_makes_every_page(monkeypatch):
    monkeypatch.chdir(ROOT)
    found = {path.as_posix() for path in runpy.run_path("setup.py")["shipped"]()}
    pages = plan(open_waves(ROOT)[0])

    assert {
        place.as_posix() for page in pages for place in (page.notebook, *page.inputs)
    } == found


def test_a_project_without_notebooks_takes_those_of_the_package(root):
    notebook = Path("notebooks/wave.ipynb")
    assert original(notebook, root) == ROOT / notebook

    (root / "notebooks").mkdir()
    (root / notebook).write_text("{}")
    assert original(notebook, root) == root / notebook
