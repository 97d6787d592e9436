"""What Spark counts is what DuckDB counts; a worker may die meanwhile."""

import shutil
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from itperception.counting.queries import run
from itperception.errors import ItPerceptionError
from itperception.terms.address import ENGINE
from tests.loopback import kill
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


def test_what_answers_and_is_no_spark_is_refused(monkeypatch):
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        monkeypatch.setenv(ENGINE, f"sc://127.0.0.1:{other.server_port}")

        with pytest.raises(ItPerceptionError, match=r"Spark cannot be used \((?!<).*sc://"):
            run("SELECT count(*) AS n FROM read_parquet(?)", ["/none.parquet"])
        other.shutdown()


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
