"""What a killed run leaves is cleared away; what a living one needs is not."""

import os
import signal
import subprocess
import sys
import tempfile

import pytest

from itperception.errors import PublicationError
from itperception.survey.locks import locked, run_folder, sweep_runs

HOLDS = """\
import sys, time
from pathlib import Path
from itperception.survey.locks import locked, run_folder
with {context} as it:
    print(it, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path, monkeypatch):
    """Return a function that begins a process which holds a context, and what it was given."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    begun = []

    def begin(context):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDS.format(context=context)], text=True,
            stdout=subprocess.PIPE, env=os.environ | {"TMPDIR": str(tmp_path)},
        )  # fmt: skip
        begun.append(process)
        return process, process.stdout.readline().strip()

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def test_a_lock_is_free_once_its_holder_was_killed(holder, tmp_path):
    lock = tmp_path / "lock"
    process, _ = holder(f"locked(Path({str(lock)!r}))")
    with locked(lock, wait=False) as held:
        assert held is False
    process.kill()
    with locked(lock) as held:
        assert held is True
    assert not lock.exists()


def test_the_next_run_sweeps_the_folder_of_a_killed_one_and_of_no_living_one(
    holder, tmp_path
):
    _, living = holder("run_folder()")
    killed, dead = holder("run_folder()")
    others = [tmp_path / "itperception-run-notes", tmp_path / "itperception-data"]
    for folder in others:
        folder.mkdir()
    killed.kill()
    killed.wait()
    assert {living, dead} < {str(path) for path in tmp_path.iterdir()}

    with run_folder() as own:
        left = {str(path) for path in tmp_path.iterdir() if path.is_dir()}

    assert left == {living, str(own), *map(str, others)}
    assert sweep_runs(tmp_path) == []
    assert not own.exists() and not own.with_suffix(".lock").exists()


def test_a_run_that_is_told_to_end_takes_its_folder_along(holder, tmp_path):
    process, folder = holder("run_folder()")
    assert os.path.isdir(folder)
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 128 + signal.SIGTERM
    assert [*tmp_path.iterdir()] == []


def test_no_place_for_temporary_files_is_told(monkeypatch):
    def none():
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    with (
        pytest.raises(PublicationError, match=r"no temporary folder.*TMPDIR"),
        run_folder(),
    ):
        pass
