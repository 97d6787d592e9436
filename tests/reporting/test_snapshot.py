"""Pages are made from one look at the inputs, and from nothing else."""

import os
import tempfile
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from itperception.errors import PublicationError
from itperception.reporting import notebook
from itperception.reporting.page import Page
from itperception.reporting.plan import plan
from itperception.reporting.publish import State, publish, publish_all
from itperception.reporting.snapshot import snapshot

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def project(root):
    """Return a repository with one wave and a notebook for it."""
    (root / "notebooks").mkdir()
    (root / "notebooks/wave.ipynb").write_text("{}", encoding="utf-8")
    (root / "requirements.lock").write_text("numpy==2\n", encoding="utf-8")
    return root


def files_of(folder):
    return sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()
    )


def test_what_waves_name_is_copied_and_what_lies_there_by_chance_is_not(project):
    (project / "data/raw/tiny/salaries.xlsx").touch()
    with snapshot(project) as copy:
        notebooks = {f"notebooks/{path.name}" for path in NOTEBOOKS.glob("*.ipynb")}
        assert {*files_of(copy.root)} - notebooks == {
            "data/raw/codebook.yaml", "data/raw/tiny/export.csv", "data/raw/tiny/wave.yaml",
            "requirements.lock",
        }  # fmt: skip
        assert notebooks <= {*files_of(copy.root)}
        assert (copy.root / "notebooks/wave.ipynb").read_text() == "{}"  # the project's own
        assert [wave.name for wave in copy.waves] == ["tiny"]
        assert "salaries" not in str(plan(copy.waves)[0])
    assert not copy.place.exists()


def test_what_changes_afterwards_changes_nothing(project, edit):
    with snapshot(project) as copy:
        edit("tiny/wave.yaml", "title: Tiny", "title: Other")
        assert plan(copy.waves)[0].title == "Tiny"
        assert "title: Tiny" in (copy.root / "data/raw/tiny/wave.yaml").read_text()


def test_a_broken_wave_is_told_by_the_place_of_the_original(project):
    (project / "data/raw/tiny/wave.yaml").write_text("title: [", encoding="utf-8")
    with snapshot(project) as copy:
        assert copy.waves == ()
        assert str(project / "data/raw/tiny/wave.yaml") in copy.broken["tiny"]
        assert str(copy.place) not in copy.broken["tiny"]


@pytest.mark.parametrize("name", ["export.csv", "wave.yaml", "labels.yaml"])
def test_what_is_no_file_or_leads_out_of_the_folder_fails_its_wave(project, tmp_path, name):
    path, elsewhere = project / "data/raw/tiny" / name, tmp_path / "elsewhere"
    elsewhere.write_bytes(path.read_bytes() if path.exists() else b"labels: []")
    for make, told in (
        (lambda: path.symlink_to(elsewhere), "leads out of the wave's folder"),
        (lambda: os.mkfifo(path), "found what cannot be read, or is no file"),
        (path.mkdir, "found what cannot be read, or is no file"),
    ):
        path.unlink(missing_ok=True)
        make()
        with snapshot(project) as copy:
            assert copy.waves == ()
            assert copy.broken["tiny"].startswith(f"{path}: {told}")


def test_a_link_within_the_folder_is_copied_as_the_file_it_leads_to(project):
    export = project / "data/raw/tiny/export.csv"
    export.rename(export.with_name("export-2.csv"))
    export.symlink_to("export-2.csv")
    with snapshot(project) as copy:
        copied = copy.root / "data/raw/tiny/export.csv"
        assert not copied.is_symlink() and copied.read_bytes() == export.read_bytes()
        assert not copied.with_name("export-2.csv").exists()


def test_an_export_that_is_not_there_fails_its_page_and_is_told(project, tmp_path):
    export = project / "data/raw/tiny/export.csv"
    export.unlink()
    with snapshot(project) as copy:
        outcome = publish_all(plan(copy.waves), folder=tmp_path / "pages", copy=copy)[0]
    assert outcome.state is State.FAILED
    assert outcome.reason.startswith(
        f"{export}: the page is made from this file, but: No such"
    )


def test_a_notebook_that_is_no_file_fails_its_page_before_anything_is_run(
    project, tmp_path
):
    notebook = project / "notebooks/wave.ipynb"
    notebook.unlink()
    os.mkfifo(notebook)
    with snapshot(project) as copy:
        outcome = publish_all(plan(copy.waves), folder=tmp_path / "pages", copy=copy)[0]
    assert outcome.reason == f"{notebook}: the page is made from this, but it is no file"


def test_a_full_temporary_disk_is_told_before_anything_is_run(project, monkeypatch):
    def full(read, written):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("itperception.reporting.snapshot.shutil.copyfileobj", full)
    with (
        pytest.raises(PublicationError, match=r"No space left on device.*nothing was run"),
        snapshot(project),
    ):
        pass
    assert [*Path(tempfile.gettempdir()).glob(f"itperception-run-*/{os.getpid()}")] == []


@pytest.fixture
def page():
    return Page(
        name="tiny", notebook=Path("notebooks/wave.ipynb"), title="Tiny",
        inputs=(Path("data/raw/tiny/export.csv"),),
    )  # fmt: skip


@pytest.fixture
def run_with(monkeypatch):
    """Return a function that has something happen while the notebook runs."""

    def runs(happens):
        def execute(path, parameters, *, root):
            happens()
            return notebook.normalise(new_notebook(cells=[new_code_cell("1")]))

        monkeypatch.setattr(notebook, "execute", execute)

    return runs


@pytest.mark.parametrize("name", ["data/raw/tiny/export.csv", "requirements.lock"])
def test_a_page_whose_inputs_change_under_way_fails_by_name(
    project, page, run_with, tmp_path, name
):
    (tmp_path / "tiny.html").write_text("older", encoding="utf-8")
    run_with(lambda: (project / name).write_text("other\n", encoding="utf-8"))
    with (
        snapshot(project) as copy,
        pytest.raises(
            PublicationError, match=f"{name}: changed while .* run the report again"
        ),
    ):
        publish(page, folder=tmp_path, copy=copy)
    assert (tmp_path / "tiny.html").read_text(encoding="utf-8") == "older"


def test_a_page_whose_input_is_deleted_under_way_fails(project, page, run_with, tmp_path):
    run_with((project / "data/raw/tiny/export.csv").unlink)
    with snapshot(project) as copy, pytest.raises(PublicationError, match=r"export\.csv"):
        publish(page, folder=tmp_path, copy=copy)
    assert not (tmp_path / "tiny.html").exists()


def test_a_page_whose_code_changes_under_way_fails(project, page, run_with, tmp_path):
    codes = iter("ab")

    def code():
        return next(codes)

    code.cache_clear = lambda: None
    run_with(lambda: None)
    with pytest.MonkeyPatch.context() as patched, snapshot(project) as copy:
        patched.setattr("itperception.reporting.page._code", code)
        with pytest.raises(PublicationError, match=r"^itperception: changed while"):
            publish(page, folder=tmp_path, copy=copy)


def test_a_page_whose_inputs_stay_is_put_in_place(project, page, run_with, tmp_path):
    run_with(lambda: None)
    with snapshot(project) as copy:
        path = publish(page, folder=tmp_path, copy=copy)
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
