"""Several relays at once, each with a part of the tree and lines of its own; the last one does everything."""

import contextvars
import threading
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from flytt.adapters.shares.order import Order, Side
from flytt.adapters.shares.relay import Counts, Final, Passed, one_pass
from flytt.adapters.shares.rsync_streams import Together, forget, held, parted
from flytt.adapters.shares.ssh_shell import SshShell
from flytt.migration.errors import FlyttError
from flytt.shares.streams import divided

_FEW = 2


def fill(order: Order) -> Passed:
    """Copy in as many streams as the order says; nothing when it cannot be divided.

    FlyttError of the first stream that failed, when the others have ended too.
    """
    parts = parted(order)
    if parts < _FEW:
        return Passed(Final(counts=Counts(), left={}), 0)
    done = at_once(order, range(1, parts + 1))
    forget(order)
    return done


def at_once(order: Order, parts: Iterable[int], seconds: float | None = None) -> Passed:
    """Copy these parts at once until their end, or for some seconds: then only what passed is told."""
    asked = list(parts)
    told = Together(order)
    stop = threading.Event()
    pace = replace(
        order.pace,
        kib=divided(order.pace.kib, len(asked)),
        busy_kib=divided(order.pace.busy_kib, len(asked)),
    )

    def one(stream: int) -> Passed:
        with _line(order.source) as source, _line(order.target) as target:
            tell = partial(told.tell, stream)
            mine = replace(order, source=source, target=target, pace=pace, tell=tell)
            return one_pass(mine, stream, stop)

    with held(order, len(asked)), ThreadPoolExecutor(len(asked)) as pool:
        timer = threading.Timer(seconds, stop.set) if seconds is not None else None
        if timer is not None:
            timer.daemon = True
            timer.start()
        # With the context of who asked: what is told is told of that run.
        running = [pool.submit(contextvars.copy_context().run, one, stream) for stream in asked]
        done: list[Passed] = []
        problems: list[FlyttError] = []
        for future in as_completed(running):
            try:
                done.append(future.result())
            except FlyttError as error:
                problems.append(error)
                stop.set()
        if timer is not None:
            timer.cancel()
    if problems:
        # Where the disk is full, not every stream hears it from its own host.
        raise next((error for error in problems if "no room" in error.attempted), problems[0])
    return _sum(done)


def _sum(done: Iterable[Passed]) -> Passed:
    """Return all of it as one. What was left the last pass tells."""
    files = size_bytes = passed = 0
    for each in done:
        files += each.final.counts.files
        size_bytes += each.final.counts.size_bytes
        passed += each.passed
    return Passed(Final(counts=Counts(files=files, size_bytes=size_bytes), left={}), passed)


@contextmanager
def _line(side: Side) -> Generator[Side]:
    """Open a line of its own to a host: what goes over one is bounded by its window."""
    if side.connection is None:
        yield side
        return
    connection = side.connection.another()
    try:
        yield replace(side, shell=SshShell(connection), connection=connection)
    finally:
        connection.close()
