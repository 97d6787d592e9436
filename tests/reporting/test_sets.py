"""A page and its files are one set: all of the old one or all of the new one, whatever happens."""

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from itperception.errors import PublicationError
from itperception.reporting import downloads
from itperception.reporting.downloads import finish, refuse_read_only, together

OLD, NEW = ("a", "b"), ("b", "c")
WRITES = ((os, "mkdir"), (os, "fsync"), (os, "rename"), (os, "replace"), (os, "unlink"),
          (shutil, "copyfileobj"), (shutil, "rmtree"))  # fmt: skip


class Killed(BaseException):
    """Stands for a process that is no more: nothing it does has any effect."""


def write_set(folder, tables, text):
    with together("tiny", folder) as aside:
        for name in tables:
            (aside / f"tiny/{name}.csv").write_text(f"{text}\n", encoding="utf-8")
        for kind in ("xlsx", "html"):
            (aside / f"tiny.{kind}").write_text(text, encoding="utf-8")


def shown(folder):
    """Return what a reader sees, by place."""
    files = (p for p in folder.rglob("*") if p.is_file())
    told = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in files}
    return {place: text for place, text in told.items() if not place.startswith(".")}


@pytest.fixture
def sets(tmp_path, monkeypatch):
    """Return a folder with an old set, and what it and the new one look like."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    for name, tables in (("old", OLD), ("new", NEW)):
        write_set(tmp_path / name, tables, name)
    folder = shutil.copytree(tmp_path / "old", tmp_path / "pages")
    return folder, shown(tmp_path / "old"), shown(tmp_path / "new")


@pytest.fixture
def fails_at(monkeypatch):
    """Return a function that lets the nth writing fail, and perhaps all after it."""

    def fails(nth, error, *, for_good=False):
        done, context = [0], pytest.MonkeyPatch.context()
        patched = context.__enter__()

        def wrapped(function):
            def call(*given, **options):
                done[0] += 1
                if done[0] == nth or (for_good and done[0] > nth):
                    raise error
                return function(*given, **options)

            return call

        for module, name in WRITES:
            patched.setattr(module, name, wrapped(getattr(module, name)))
        return context, done

    return fails


def writings(folder, fails_at):
    """Count how often something is written when all goes well."""
    context, done = fails_at(0, None)
    write_set(folder, NEW, "new")
    context.__exit__(None, None, None)
    return done[0]


def test_the_sets_differ_in_every_file_and_one_table_is_gone(sets):
    _, old, new = sets
    assert {place for place in old if old[place] == new.get(place)} == set()
    assert {*old} - {*new} == {"tiny/a.csv"} and {*new} - {*old} == {"tiny/c.csv"}


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "from then on"])
def test_a_disk_that_is_full_at_any_writing_leaves_one_whole_set(sets, fails_at, for_good):
    folder, old, new = sets
    seen = set()
    error = OSError(errno.ENOSPC, "No space left on device")
    for nth in range(1, writings(folder.with_name("other"), fails_at) + 1):
        again = shutil.copytree(folder, folder.with_name(f"full-{nth}"))
        context, _ = fails_at(nth, error, for_good=for_good)
        try:
            write_set(again, NEW, "new")
        except (OSError, PublicationError):
            decided = (again / ".tiny.decided").exists()
            assert decided or shown(again) in (old, new)
        finally:
            context.__exit__(None, None, None)
        finish(again)
        seen.add("old" if shown(again) == old else "new")
        assert shown(again) in (old, new), nth
        assert {p.name for p in again.glob(".*")} <= {".itperception.lock"}
    assert seen == {"old", "new"}


def test_a_run_killed_at_any_writing_leaves_one_whole_set_to_the_next(sets, fails_at):
    folder, old, new = sets
    for nth in range(1, writings(folder.with_name("other"), fails_at) + 1):
        again = shutil.copytree(folder, folder.with_name(f"killed-{nth}"))
        context, _ = fails_at(nth, Killed(), for_good=True)
        with pytest.raises(Killed):
            write_set(again, NEW, "new")
        context.__exit__(None, None, None)
        if not (again / ".tiny.decided").exists():
            assert shown(again) in (old, new), nth
        finish(again)
        assert shown(again) in (old, new), nth
        write_set(again, NEW, "new")
        assert shown(again) == new
        assert not [*again.glob(".*")]


def test_the_page_comes_last(sets, monkeypatch):
    folder, _, _ = sets
    moved = []
    replace = os.replace
    monkeypatch.setattr(
        os, "replace", lambda a, b: (moved.append(Path(b).name), replace(a, b))
    )
    write_set(folder, NEW, "new")
    assert moved[-1] == "tiny.html" and len(moved) == 5


def test_nothing_is_put_into_a_folder_while_another_run_does(sets, monkeypatch):
    folder, old, _ = sets
    taken = []
    monkeypatch.setattr(
        downloads, "put_in_place", lambda *_: taken.append(folder_is_free())
    )

    def folder_is_free():
        with downloads.locked(folder / ".itperception.lock", wait=False) as held:
            return held

    write_set(folder, NEW, "new")
    assert taken == [False] and shown(folder) == old


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="a disk needs root")
def test_a_real_disk_that_is_full_leaves_the_old_set(sets, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    told = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(told, capture_output=True).returncode:
        pytest.skip("a disk cannot be mounted here")
    try:
        pages = shutil.copytree(sets[0], disk / "pages")
        before = shown(pages)
        with pytest.raises(PublicationError, match=r"tiny cannot be .* \(No space left"):
            write_set(pages, NEW, "new" * 30_000)
        assert shown(pages) == before
        assert not [*pages.glob(".*")]
        write_set(pages, NEW, "new")
        assert shown(pages) == sets[2]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(PublicationError, match=r"cannot be put there .*nothing was run"):
        refuse_read_only(tmp_path / "file/pages")
    with pytest.raises(PublicationError, match="it is no folder"):
        refuse_read_only(tmp_path / "file", made=False)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PublicationError, match="it cannot be written to"):
        refuse_read_only(tmp_path)
    refuse_read_only(tmp_path / "none", made=False)
    assert not (tmp_path / "none").exists()


def test_a_folder_in_the_way_of_a_file_leaves_the_old_set(sets):
    folder, old, _ = sets
    (folder / "tiny/c.csv").mkdir()
    with pytest.raises(PublicationError, match=r"a folder called tiny/c\.csv"):
        write_set(folder, NEW, "new")
    assert shown(folder) == old and not [*folder.glob(".*")]


def test_a_set_that_cannot_be_put_in_place_fails_its_own_page_until_it_can(sets):
    folder, _, new = sets
    shutil.copytree(folder.with_name("new"), folder / ".tiny.decided")
    (folder / "tiny.xlsx").unlink()
    (folder / "tiny.xlsx").mkdir()

    finish(folder)
    with pytest.raises(PublicationError, match=r"tiny\.xlsx: cannot be put in place"):
        write_set(folder, NEW, "new")
    with together("other", folder) as aside:
        (aside / "other.html").write_text("other", encoding="utf-8")
    assert (folder / ".tiny.decided").exists() and (folder / "other.html").exists()

    (folder / "tiny.xlsx").rmdir()
    finish(folder)
    told = shown(folder)
    assert told.pop("other/SHA256SUMS").endswith("  ../other.html\n")
    assert told == {**new, "other.html": "other"}
