"""Work that dies costs itself alone, and no process outlives whoever began it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from itperception.reporting.workers import run_apart

SCRIPT = """\
from itperception.reporting.workers import run_apart
from tests.reporting.test_workers import prepare, tell_and_wait
if __name__ == "__main__":
    list(run_apart(tell_and_wait, [(), ()], jobs=2, prepare=prepare, given="x"))
"""


def prepare(given):
    os.environ["GIVEN"] = given


def told(number):
    return number, os.environ["GIVEN"], os.getpid()


def die_of_two(number):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def lose_the_worker_once(number, flag):
    """Kill the parent, which is a worker of Dask, the first time."""
    if number == 2 and not Path(flag).exists():
        Path(flag).touch()
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    return number


def tell_and_wait():
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(60)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"


def is_gone(pid, seconds=20):
    until = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_alive(pid)


def test_each_result_comes_with_its_arguments_from_as_few_processes_as_jobs():
    work = [(number,) for number in range(5)]
    found = dict(run_apart(told, work, jobs=2, prepare=prepare, given="x"))

    assert {key: value[:2] for key, value in found.items()} == {
        (k,): (k, "x") for k in range(5)
    }
    pids = {value[2] for value in found.values()}
    assert len(pids) == 2 and os.getpid() not in pids
    assert all(map(is_gone, pids))


def test_a_process_that_dies_costs_its_own_work_only():
    work = [(number,) for number in range(5)]
    found = dict(run_apart(die_of_two, work, jobs=2, prepare=prepare, given="x"))
    assert found == {(k,): None if k == 2 else k for k in range(5)}


def test_who_stops_asking_ends_what_is_being_done():
    working = run_apart(told, [(1,), (2,), (3,)], jobs=1, prepare=prepare, given="x")
    _, (_, _, pid) = next(working)
    assert is_alive(pid)
    working.close()
    assert not is_alive(pid)


def test_workers_end_when_their_parent_is_killed(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "script.py"], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    pids = [int(parent.stdout.readline()) for _ in range(2)]
    assert all(map(is_alive, pids))
    parent.kill()
    parent.communicate()
    assert all(map(is_gone, pids))


def test_a_process_whose_parent_has_gone_by_now_ends_and_another_stays():
    script = "from itperception.reporting.workers import end_with; import os, time\n"
    for parent, code in (("os.getpid()", 1), ("os.getppid()", 0)):
        told = f"{script}end_with({parent}); time.sleep(3)"
        assert subprocess.run([sys.executable, "-c", told]).returncode == code
