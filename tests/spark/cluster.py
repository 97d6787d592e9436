"""The example of the README: a master, two workers and a Connect server on this machine."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.loopback import ROOT, answers, free_port, services


class Cluster(NamedTuple):
    """Where master and Connect server answer, and the workers."""

    master: str
    connect: str
    workers: tuple[subprocess.Popen, subprocess.Popen]


@contextmanager
def cluster(place: Path) -> Iterator[Cluster]:
    """Start what the README says, on ports that are free; what workers write goes to a place."""
    import pyspark

    ports = {"7077": str(free_port()), "15002": str(free_port())}
    told = re.findall(r"^(spark-\S+) (.*)$", (ROOT / "README.md").read_text("utf-8"), re.M)
    master, worker, connect = (
        [str(Path(pyspark.__file__).parent / "bin" / command),
         *re.sub("|".join(ports), lambda port: ports[port[0]], arguments).split()]
        for command, arguments in told
    )  # fmt: skip
    places = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(place),
              "SPARK_LOCAL_DIRS": str(place)}  # fmt: skip
    with services() as start:
        start(*master, **places)
        at = answers(f"spark://127.0.0.1:{ports['7077']}")
        workers = start(*worker, **places), start(*worker, **places)
        start(*connect, **places)
        yield Cluster(at, answers(f"sc://127.0.0.1:{ports['15002']}"), workers)
