"""Services for tests, on this machine: started, waited for, ended."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 120


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answers(address: str) -> str:
    """Wait until somebody answers at an address."""
    host, port = address.partition("://")[2].split(":")
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address}: nobody answers")


def environment(**set_: str) -> dict[str, str]:
    """Return this process's environment for another that imports the same."""
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    return os.environ | {"PYTHONPATH": path} | set_


@contextmanager
def services() -> Iterator:
    """Give a function that starts commands, which end with all they have started."""
    started = []

    def start(*command: str, **set_: str) -> subprocess.Popen:
        started.append(subprocess.Popen(
            command, env=environment(**set_), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        return started[-1]

    try:
        yield start
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                kill(process)


def kill(process: subprocess.Popen) -> None:
    """Kill a command and all it has started, as a machine that loses its power does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
