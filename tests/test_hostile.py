"""A hostile document is read, or refused with file and reason; nothing else happens."""

import os
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from itperception.cli import main
from itperception.errors import ExportError, ItPerceptionError
from itperception.survey.description import WaveDescription
from itperception.survey.documents import read_document
from itperception.survey.files import read_bytes
from itperception.survey.reading import statistics
from itperception.survey.reading.readers import read_export
from tests.cases import each
from tests.hostile import FILES, Hostile, documents, read, spss, write

READ = {*FILES, "new.sav"}
all_documents = cache(lambda: [*documents()])


def test_every_file_of_a_project_has_its_hostile_documents():
    assert {one.file for one in all_documents()} == READ and len(all_documents()) > 800


@pytest.mark.parametrize("file", sorted(READ))
def test_a_hostile_document_is_read_or_refused_with_its_reason(file, tmp_path):
    @each("document", [one for one in all_documents() if one.file == file])
    def is_read_or_refused(document, tmp_path):
        write(tmp_path, document)
        if document.said is None:
            assert read(tmp_path, document.file) is not None
            return
        with pytest.raises(ItPerceptionError) as refused:
            read(tmp_path, document.file)
        assert document.said in str(refused.value)
        assert len(str(refused.value)) < 100_000

    is_read_or_refused(tmp_path=tmp_path)


@pytest.mark.parametrize(
    ("command", "file", "content"),
    [
        ("check", "tiny/wave.yaml", b"\xff"),
        ("check tiny", "tiny/wave.yaml", b"title: *a"),
        ("check tiny", "codebook.yaml", b"[" * 9999),
        ("check tiny", "tiny/export.csv", b"\0"),
        ("check print", "print/figures.csv", b"row"),
        ("check print", "print/claims.yaml", b"claims: [{text: x, kind: joke}]"),
        ("bounds print", "print/claims.yaml", b"claims: 5"),
        ("bounds data/raw/poll.yaml", "poll.yaml", b"n: 1e99999999"),
        ("bounds data/raw/poll.csv", "poll.csv", b"id,printed\na,0 of 0"),
        ("add-wave data/raw/new.sav", "new.sav", b"$FL2@(#)"),
    ],
)
def test_a_command_says_what_is_wrong_with_a_file_and_ends_with_an_error(
    command, file, content, tmp_path, monkeypatch
):
    write(tmp_path, Hostile(file, "", content, ""))
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(main, command.split())
    assert ended.exit_code == 1 and isinstance(ended.exception, SystemExit)
    assert Path(file).name in ended.output and "Traceback" not in ended.output


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", path)

    (tmp_path / "wave.yaml").write_text("title: T")
    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(ExportError, match=r"wave\.yaml: cannot be read: Permission denied"):
        read_bytes(tmp_path / "wave.yaml", 100, ExportError)


ENDLESS = statistics.CHILD.read_text("utf-8").replace(
    "        told, columns = read(", "        while True: ("
)
CRASH = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"


@pytest.mark.parametrize(
    ("reader", "message"),
    [
        (
            CRASH,
            r"a\.sav: not a readable SPSS file: the reader of SPSS files crashed on it",
        ),
        ("print('{')", "crashed on it"),
        (ENDLESS, "reading it took more than 1 seconds"),
        (
            'print(\'{"error": "damaged"}\')',
            "not a readable SPSS file: damaged; open it in",
        ),
    ],
)
def test_a_reader_that_crashes_or_never_ends_is_told_and_ends_nothing_else(
    reader, message, tmp_path, monkeypatch
):
    child = tmp_path / "child.py"
    child.write_text(reader)
    monkeypatch.setattr(statistics, "CHILD", child)
    monkeypatch.setattr(statistics, "_LONGEST", 1 if "while True" in reader else 60)
    spss(tmp_path / "a.sav")
    with pytest.raises(ExportError, match=message):
        read_export(tmp_path / "a.sav")


@pytest.mark.skipif(os.name != "posix", reason="only there has a process such a limit")
def test_a_file_that_fills_the_memory_is_told(tmp_path, monkeypatch):
    child = tmp_path / "child.py"
    text = statistics.CHILD.read_text(encoding="utf-8")
    reading = "told, columns = read(sys.argv[1], sys.argv[3])"
    hungry = text.replace(reading, f"{reading}, bytearray(2 << 30)")
    child.write_text(hungry, encoding="utf-8")
    monkeypatch.setattr(statistics, "CHILD", child)
    spss(tmp_path / "a.sav")
    with pytest.raises(ExportError, match="more than 2,048 MiB of memory are needed"):
        read_export(tmp_path / "a.sav")


def test_what_stands_in_a_document_stays_as_it_is_written(tmp_path):
    path = tmp_path / "wave.yaml"
    text = "title: T\nkind: microdata\nfile: a.csv\ncolumns: {a: 01, b: 51.20, c: yes}"
    path.write_text(text, encoding="utf-8")
    told = read_document(path, WaveDescription)
    assert told.layout.columns == {"a": "01", "b": "51.20", "c": "yes"}
