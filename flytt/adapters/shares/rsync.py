"""rsync from host to host, started and watched from here: no byte of the files passes through Flytt."""

import contextlib
import re
import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from flytt.adapters.host_errors import failed
from flytt.adapters.shares import rsync_scripts, rsync_words
from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.order import Copied, Order, Side
from flytt.adapters.shares.rsync_report import ENDED, FILE_ERROR, Report, not_made, wrong
from flytt.adapters.shares.shell import Process, run
from flytt.adapters.ssh.endpoint import Argv
from flytt.migration.errors import FlyttError
from flytt.shares.movers import Choice

_BEAT_SECONDS = 10
_SILENCE_SECONDS = 120
_PIECE_KIB = 1024
_AVAILABLE = re.compile(r"\s\d+\s+\d+\s+(-?\d+)\s+\d+%\s")


def copy(order: Order, choice: Choice) -> Copied:
    """Copy as chosen, from the start or from where an earlier one ended, and count what was left.

    Where owners are mapped, the relay's agents give the access lists afterwards; no content passes there.
    """
    apart = choice.lists_apart and order.lists
    if apart and order.again is not None:
        return _lists(order, choice)
    began = time.monotonic()
    total = Copied(mover="rsync", why=choice.why, loses=choice.loses)
    if order.streams > 1 and order.again is None:
        from flytt.adapters.shares import rsync_streams  # noqa: PLC0415 - few copies are large enough

        filled = rsync_streams.fill(order, choice)
        for report in filled.reports:
            total = _added(total, report)
        why = "; ".join(said for said in (total.why, filled.fewer) if said)
        total = total.changed(streams=filled.streams, why=why)
    while True:
        report, finished = _once(order, choice)
        total = _added(total, report)
        if finished:
            left = report.left
            if apart:
                relayed = _lists(order, choice)
                left = {
                    why: max(left.get(why, 0), relayed.left.get(why, 0)) for why in {*left, *relayed.left}
                }
            return total.changed(left=left, listed=report.listed, seconds=time.monotonic() - began)


def _lists(order: Order, choice: Choice) -> Copied:
    from flytt.adapters.shares import relay  # noqa: PLC0415 - most copies need none

    # The content is there: one look over it gives the lists, where streams would each look first.
    return relay.copy(replace(order, streams=1), choice)


def _once(order: Order, choice: Choice) -> tuple[Report, bool]:
    """Run rsync until its end, or until another speed is to hold."""
    now = order.pace.now()
    kib, change = order.pace.at(now), order.pace.changes_in(now)
    if choice.direction == "here":
        words = rsync_words.local(order, kib, lists=not choice.lists_apart)
        if order.again is not None:
            _leave_list(order)
        try:
            return drive(order, order.target, words, change, driver_writes=True)
        finally:
            _remove(order, order.target)
    push = choice.direction == "push"
    driver, other = (order.source, order.target) if push else (order.target, order.source)
    with let_in(order, driver, other, kib, choice):
        words = rsync_words.remote(order, push=push, kib=kib, lists=not choice.lists_apart)
        return drive(order, driver, words, change, driver_writes=not push)


@contextlib.contextmanager
def let_in(
    order: Order, driver: Side, other: Side, kib: int, choice: Choice, *, streams: bool = False
) -> Generator[None]:
    """Let a key of the driving host in on the other one, for this copy alone and as long as it lasts."""
    server, push = other.server, choice.direction == "push"
    assert server is not None
    try:
        lists, one = not choice.lists_apart, int(streams)
        show = rsync_words.remote(order, push=push, kib=kib, lists=lists, show=True, stream=one)
        config, known = rsync_words.config(server, fast=choice.fast_cipher), rsync_words.known(server)
        argv = ("sh", "-c", rsync_scripts.PREPARE, "sh", order.job, config, known, *show)
        answer = run(driver.shell, "prepare a copy", argv, given=_list(order)).text
        told = dict(line.split("=", 1) for line in answer.splitlines() if "=" in line)
        if "key" not in told or "server" not in told:
            raise failed(driver.shell.host, "prepare a copy", "it made no key, or its rsync did not answer")
        script = rsync_words.serve(order, push=push, command=told["server"], streams=streams)
        argv = ("sh", "-c", rsync_scripts.AUTHORIZE, "sh", order.job, told["key"])
        run(other.shell, "let a copy's key in", argv, given=script)
        yield
    finally:
        # The key lets nobody in after an hour; the next run of the job finds and removes what is left.
        with ThreadPoolExecutor(2) as both:
            both.map(_remove, (order, order), (other, driver))


def _remove(order: Order, side: Side) -> None:
    with contextlib.suppress(FlyttError):
        run(side.shell, "remove a copy's key", ("sh", "-c", rsync_scripts.REMOVE, "sh", order.job))


def _list(order: Order) -> bytes:
    return b"".join(b"./" + path + b"\0" for path in order.again or ())


def _leave_list(order: Order) -> None:
    script = f'umask 077; mkdir -p "{rsync_scripts.HOME}/$1" && cat >"{rsync_scripts.HOME}/$1/again"'
    argv = ("sh", "-c", script, "sh", order.job)
    run(order.target.shell, "take the list of what to copy again", argv, given=_list(order))


def drive(
    order: Order,
    driver: Side,
    words: Argv,
    change: float | None,
    *,
    driver_writes: bool,
    stream: int = 0,
    stop: threading.Event | None = None,
) -> tuple[Report, bool]:
    """Run rsync to its end, and return True; or until `change` seconds are over, or `stop` is set."""
    lock = rsync_words.lock_of(order.target.path)
    argv = ("sh", "-c", rsync_scripts.MOVE, "sh", order.job, order.target.path, lock)
    report = Report()
    end = None if change is None else time.monotonic() + change
    stopped = False
    attempted = "copy a share"
    writes, durable = ("yes" if said else "no" for said in (driver_writes, order.durable))
    told = (writes, durable, f"-{stream}" if stream else "", program("thin").decode("ascii"))
    with driver.shell.open(attempted, (*argv, *told, *words), silence=_SILENCE_SECONDS) as process:
        with beating(process):
            while data := process.read():
                if progress := report.add(data):
                    order.tell(progress)
                over = end is not None and time.monotonic() >= end
                if not stopped and (over or (stop is not None and stop.is_set())):
                    stopped = True
                    process.close_input()
        ended = process.wait()
    report.add(b"\n")
    if ended.status in ENDED:
        report.ended(ended.status)
        return report, True
    if stopped:
        return report, False
    if ended.status == FILE_ERROR and not report.counted.get("full") and is_full(order.target):
        report.counted["full"] = 1
    # What rsync says is reported without names; before it has begun, the script's own words are all there is.
    report.said = report.said or ended.stderr.splitlines()[-1:]
    target = order.target.shell.host
    raise not_made("\n".join(report.said), target, order.target.path) or wrong(
        report, ended.status, order.source.shell.host, target
    )


def is_full(side: Side) -> bool:
    """Ask a host whether a folder has room for another piece of a file.

    A receiver that runs out of room does not always get its reason across before its connection ends.
    """
    with contextlib.suppress(FlyttError):
        told = run(side.shell, "look how much room is left", ("df", "-Pk", "--", side.path)).text
        found = _AVAILABLE.findall(told)
        return bool(found) and int(found[-1]) < _PIECE_KIB
    return False


@contextlib.contextmanager
def beating(process: Process) -> Generator[None]:
    """Say every ten seconds that somebody watches; the script on the host ends when nobody does."""
    over = threading.Event()

    def beat() -> None:
        with contextlib.suppress(Exception):
            while not over.wait(_BEAT_SECONDS):
                process.write(b".")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()


def _added(total: Copied, report: Report) -> Copied:
    stats = report.stats
    return total.changed(
        files=total.files + stats.get("files", 0),
        size_bytes=total.size_bytes + stats.get("size_bytes", 0),
        sent_bytes=total.sent_bytes + max(stats.get("sent", 0), stats.get("received", 0)),
        deleted=total.deleted + stats.get("deleted", 0),
    )
