"""A file is the old one or the new one, whatever happens in between."""

import os
import subprocess
import sys

import pytest

from itperception.survey.files import sweep, whole, write_atomically


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    write_atomically(tmp_path / "a.html", "old")
    with pytest.raises(ZeroDivisionError), whole(tmp_path / "a.html") as part:
        part.write_text("half")
        1 / 0  # noqa: B018
    assert (tmp_path / "a.html").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_writes_is_not(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, kept = (tmp_path / f".a.html.{pid}.part" for pid in (ended.pid, os.getpid()))
    for part in (left, kept):
        part.write_text("half")
    assert sweep(tmp_path) == [left]
    assert list(tmp_path.iterdir()) == [kept]


def test_a_part_whose_writer_is_unknown_is_left_alone(tmp_path):
    (tmp_path / ".a.html.mine.part").write_text("half")
    assert sweep(tmp_path) == []
