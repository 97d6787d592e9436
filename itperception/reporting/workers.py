"""Work done in processes of its own: one that dies costs its work, and none outlives this one.

A pool of the standard library gives up all work when one process dies, and on an
interruption waits for what is being done.
"""

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from contextlib import suppress
from multiprocessing import current_process, get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from itperception.errors import ItPerceptionError
from itperception.terms.address import answering

_SPAWN = get_context("spawn")
# Objects made between two looks for those that hold each other: of a process that makes a
# page and ends, looking more often is a twelfth of its time.
SELDOM = 100_000


def run_apart(
    function: Callable, work: Sequence[tuple], *, jobs: int,
    prepare: Callable[[Any], None], given: object,
) -> Iterator[tuple[tuple, Any]]:  # fmt: skip
    """Call a function with each set of arguments, several at a time, each time elsewhere.

    Parameters
    ----------
    function : callable
        At the top of a module; what it returns is not None.
    work : sequence of tuple
        The arguments of each call.
    jobs : int
        How many processes at most.
    prepare : callable
        Is called first in each process, with `given`.
    given : object
        What `prepare` is called with.

    Yields
    ------
    tuple
        The arguments and the result of each call as it is done, None if its process died.
        Whoever stops asking, for whatever reason, ends all that is being done.
    """
    waiting, free, busy, started = list(work), [], {}, []

    def start() -> tuple[BaseProcess, Connection]:
        here, there = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(there, function, prepare, given))
        started.append(process)
        process.start()
        there.close()
        return process, here

    try:
        while waiting or busy:
            while waiting and len(busy) < jobs:
                process, pipe = free.pop() if free else start()
                busy[pipe] = process, waiting.pop(0)
                with suppress(OSError):  # it died in the meantime: that is seen below
                    pipe.send(busy[pipe][1])
            for pipe in wait([*busy]):
                process, arguments = busy.pop(pipe)
                try:
                    result = pipe.recv()
                    free.append((process, pipe))
                except (EOFError, OSError):
                    result = None
                yield arguments, result
    finally:
        for process in started:
            if process.pid:
                process.kill()
                process.join()


def run_on(
    scheduler: str, function: Callable, work: Sequence[tuple], *,
    prepare: Callable[[Any], None], given: object,
) -> Iterator[tuple[tuple, Any]]:  # fmt: skip
    """Call a function as :func:`run_apart` does, on the workers of a Dask scheduler.

    Parameters
    ----------
    scheduler : str
        Its address.
    function, work, prepare, given
        As of :func:`run_apart`; a process of its own makes each call.

    Yields
    ------
    tuple
        The arguments and the result of each call as it is done, None if its process died, an
        exception if no worker could be had. What a lost worker was doing is done by another.
        Whoever stops asking calls off what has not begun; what has, is done to its end.

    Raises
    ------
    ItPerceptionError
        If Dask is not installed, nobody answers, or no worker is there.
    """
    reached(scheduler)
    from distributed import Client

    with Client(scheduler, set_as_default=False) as client:
        if not client.nthreads():
            raise ItPerceptionError(
                f"{scheduler}: no worker has joined; run there: dask worker {scheduler}"
            )
        pool = client.get_executor(pure=False)
        doing = {pool.submit(_alone, function, arguments, prepare, given): arguments
                 for arguments in work}  # fmt: skip
        try:
            for done in as_completed(doing):
                try:
                    result = done.result()
                except Exception as error:  # no worker, or one that lacks this package
                    result = error
                yield doing[done], result
        finally:
            pool.shutdown(wait=False)


def reached(scheduler: str) -> str:
    """Return the address of a scheduler that answers; see :func:`answering`."""
    return answering(scheduler, "tcp://HOST:8786", package="distributed", extra="cluster")


def _alone(function: Callable, arguments: tuple, prepare: Callable, given: object) -> Any:
    """Call a function in a process of its own: a worker of Dask serves others, too."""
    current_process().daemon = False  # a daemon, as its nanny starts it, may have no child
    [(_, result)] = run_apart(function, [arguments], jobs=1, prepare=prepare, given=given)
    return result


def _serve(pipe: Connection, function: Callable, prepare: Callable, given: object) -> None:
    """Do what is asked for, until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Ctrl-C, the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(given)
    while True:
        pipe.send(function(*pipe.recv()))


def end_with(parent: int) -> None:
    """Have this process end when another is not its parent any more, or is not by now.

    Kernels look for their parent as well, but not before they are ready: one whose parent
    ended earlier stays for ever where orphans do not go to the first process.
    """
    gc.set_threshold(SELDOM)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent does, however that ends, and whatever is done here."""
    parent_process().join()
    os._exit(1)
