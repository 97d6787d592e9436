"""What Spark counts is what DuckDB counts; a worker may die meanwhile."""

import json
import pickle
import shutil
import subprocess
import sys
from threading import Thread

import pytest
from click.testing import CliRunner

from itperception.cli import main
from itperception.counting.queries import run
from itperception.errors import ItPerceptionError
from itperception.terms.address import ENGINE
from tests.loopback import ROOT, environment, kill
from tests.reporting.spreadsheets import make_wave
from tests.spark.cluster import cluster
from tests.spark.people import assert_equal, every_count, write_people

pytest.importorskip("pyspark", reason="Spark is not installed; make cluster does")
if not shutil.which("java"):
    pytest.skip("Spark needs Java, which is not on this machine", allow_module_level=True)
PEOPLE = 20_000


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("spark")) as started:
        yield started


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """Return a file in a folder with a name that means something to shells and to Spark."""
    folder = tmp_path_factory.mktemp("people") / "it's [a] {b,c} * `d` ü"
    folder.mkdir()
    return write_people(folder / "respondents.parquet", PEOPLE)


@pytest.fixture(scope="module")
def expected(people):
    return every_count(people)


def test_every_count_is_that_of_duckdb(spark, people, expected, monkeypatch):
    monkeypatch.setenv(ENGINE, spark.connect)

    assert_equal(every_count(people), expected)


def test_a_file_written_anew_is_read_anew(spark, tmp_path, monkeypatch):
    monkeypatch.setenv(ENGINE, spark.connect)
    counted = []
    for n in (30, 20):
        people = write_people(tmp_path / "a.parquet", n)
        found = run("SELECT count(*) AS n FROM read_parquet(?)", [str(people)])
        counted.append(found["n"][0])

    assert counted == [30, 20]


def test_what_spark_cannot_count_is_told(spark, monkeypatch):
    monkeypatch.setenv(ENGINE, spark.connect)

    with pytest.raises(
        ItPerceptionError, match=r"could not count \(.*/none.parquet.*every mac"
    ):
        run("SELECT count(*) AS n FROM read_parquet(?)", ["/none.parquet"])


def test_a_report_that_spark_counted_has_the_numbers_of_one_that_duckdb_counted(
    spark, tmp_path, monkeypatch
):
    make_wave(tmp_path)
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(tmp_path))
    monkeypatch.setenv(
        ENGINE, ""
    )  # is set by the command line, and is to be gone afterwards
    told = []
    for engine in ([], ["--engine", spark.connect]):
        folder = tmp_path / f"reports-{len(told)}"
        done = CliRunner().invoke(
            main, ["report", "tiny", "--folder", str(folder), *engine]
        )
        assert done.exit_code == 0, done.output
        told.append(json.loads((folder / "tiny.json").read_text("utf-8")))

    here, there = (one.pop("provenance")["page"]["versions"] for one in told)
    assert there.keys() - here.keys() == {"pyspark"}
    assert told[0] == told[1]


def test_a_process_of_its_own_counts_on_the_cluster_without_a_server(
    spark, people, expected, tmp_path
):
    code = (
        "import pickle, sys; from pathlib import Path; from tests.spark.people import *\n"
        "Path(sys.argv[2]).write_bytes(pickle.dumps(every_count(Path(sys.argv[1]))))"
    )
    subprocess.run(
        ["env", "-u", "SPARK_CONNECT_MODE_ENABLED", sys.executable, "-c", code, people,
         tmp_path / "found"], check=True, cwd=ROOT,
        env=environment(ITPERCEPTION_ENGINE=spark.master),
    )  # fmt: skip
    assert_equal(pickle.loads((tmp_path / "found").read_bytes()), expected)


def test_a_worker_is_killed_and_every_count_is_the_same(
    spark, people, expected, monkeypatch
):
    monkeypatch.setenv(ENGINE, spark.connect)
    found = []
    counting = Thread(target=lambda: found.append(every_count(people)))
    counting.start()
    counting.join(2)
    assert counting.is_alive()
    kill(spark.workers[0])  # and what it was counting with
    counting.join()

    assert spark.workers[0].poll() is not None
    assert_equal(found[0], expected)
    assert_equal(every_count(people), expected)
