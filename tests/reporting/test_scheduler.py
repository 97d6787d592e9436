"""Pages side by side on the workers of a real Dask scheduler, on this machine."""

import os
import sys
from functools import partial

import pytest

from itperception.errors import ItPerceptionError, reason_of
from itperception.reporting import publish
from itperception.reporting.page import made_by
from itperception.reporting.publish import State
from itperception.reporting.snapshot import Snapshot
from itperception.reporting.workers import run_on
from tests.loopback import answers, free_port, services
from tests.reporting.test_publish import (
    CELLS,
    make_page,
    new_code_cell,
    publish_from,
    write_notebook,
)
from tests.reporting.test_workers import die_of_two, lose_the_worker_once, prepare, told

pytest.importorskip("distributed", reason="Dask is not installed")


@pytest.fixture(scope="module")
def dask():
    """Start commands of Dask that end with the tests."""
    with services() as start:
        yield partial(start, sys.executable, "-m", "dask")


@pytest.fixture(scope="module")
def lonely(dask):
    """Return the address of a scheduler that no worker has joined."""
    address = f"tcp://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    dask("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    return answers(address)


@pytest.fixture(scope="module")
def scheduler(lonely, dask, tmp_path_factory):
    from distributed import Client

    with pytest.raises(ItPerceptionError, match=f"no worker has joined; .* {lonely}$"):
        next(run_on(lonely, told, [(1,)], prepare=prepare, given="x"))
    place = str(tmp_path_factory.mktemp("dask"))
    dask("worker", lonely, "--nworkers", "2", "--nthreads", "1", "--no-dashboard",
            "--local-directory", place)  # fmt: skip
    with Client(lonely, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return lonely


def test_each_call_has_a_process_of_its_own_prepared_as_on_this_machine(scheduler):
    work = [(number,) for number in range(4)]

    found = dict(run_on(scheduler, told, work, prepare=prepare, given="x"))

    assert {k: v[:2] for k, v in found.items()} == {(k,): (k, "x") for k in range(4)}
    assert len({pid for *_, pid in found.values()} - {os.getpid()}) == 4


def test_a_process_that_dies_costs_its_own_work_only(scheduler):
    work = [(number,) for number in range(5)]
    found = dict(run_on(scheduler, die_of_two, work, prepare=prepare, given="x"))
    assert found == {(k,): None if k == 2 else k for k in range(5)}


def test_what_a_lost_worker_did_is_done_by_another(scheduler, tmp_path):
    work = [(number, str(tmp_path / "flag")) for number in range(4)]

    found = dict(run_on(scheduler, lose_the_worker_once, work, prepare=prepare, given="x"))

    assert (tmp_path / "flag").exists()
    assert found == {one: one[0] for one in work}


def test_a_worker_that_lacks_what_it_needs_says_so(scheduler, tmp_path, monkeypatch):
    (tmp_path / "only_here.py").write_text("def told():\n    return 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    from only_here import told as unknown

    [(_, error)] = run_on(scheduler, unknown, [()], prepare=prepare, given="x")

    assert "different environments" in reason_of(error)


def test_a_wrong_address_is_told_with_what_is_expected():
    with pytest.raises(ItPerceptionError, match="expected tcp://HOST:8786"):
        next(run_on("localhost", told, [()], prepare=prepare, given="x"))
    with pytest.raises(ItPerceptionError, match="nobody answers there"):
        next(
            run_on(f"tcp://127.0.0.1:{free_port()}", told, [()], prepare=prepare, given="x")
        )


@pytest.mark.parametrize("versions, seen, reason", [
    ({}, False, "does not see"), ({"duckdb": "0"}, True, "has other versions of Python"),
])  # fmt: skip
def test_a_machine_that_cannot_make_the_page_refuses(tmp_path, versions, seen, reason):
    copy = Snapshot(tmp_path, tmp_path)
    if seen:
        copy.root.mkdir()
    made_from = made_by()
    made_from["versions"] |= versions

    outcome = publish._attempt(make_page(), tmp_path, copy, made_from)

    assert outcome.state is State.FAILED and reason in outcome.reason


def test_a_failed_page_stops_no_other_and_a_rerun_does_only_what_failed(
    scheduler, tmp_path
):
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/codebook.yaml").write_text("share\n38\n", encoding="utf-8")
    write_notebook(tmp_path / "notebooks/good.ipynb", CELLS)
    write_notebook(tmp_path / "notebooks/bad.ipynb", [new_code_cell("raise ValueError(1)")])
    pages = [make_page("bad", parameters={}), make_page()]

    first = publish_from(tmp_path, pages, tmp_path / "reports", scheduler=scheduler)
    write_notebook(tmp_path / "notebooks/bad.ipynb", [new_code_cell("'mended'")])
    again = publish_from(tmp_path, pages, tmp_path / "reports", scheduler=scheduler)
    before = (tmp_path / "reports/good.html").read_bytes()
    here = publish_from(tmp_path, pages[1:], tmp_path / "reports", force=True)

    assert [page.state for page in first] == [State.FAILED, State.WRITTEN]
    assert "ValueError: 1" in first[0].reason
    assert [page.state for page in again] == [State.WRITTEN, State.UNCHANGED]
    assert here[0].state is State.WRITTEN
    assert (tmp_path / "reports/good.html").read_bytes() == before  # the same anywhere
