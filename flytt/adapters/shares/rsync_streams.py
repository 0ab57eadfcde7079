"""Several rsyncs at once, each with a part of the tree; the last one, over everything, comes after them.

What they do not do, or do to one another, costs time and nothing else: the last pass compares all, makes hard
links that were parted, takes away what is gone and sets the times of folders. It alone says what was left.
"""

import contextlib
import contextvars
import json
import threading
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from functools import partial
from typing import NamedTuple, cast

from flytt.adapters.host_errors import failed
from flytt.adapters.shares import rsync_scripts, rsync_words
from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.order import Order, Progress, Side
from flytt.adapters.shares.rsync import beating, drive, let_in
from flytt.adapters.shares.rsync_report import HELD, Report, not_made
from flytt.adapters.shares.shell import ask, run
from flytt.adapters.ssh.connection import NoMoreSessions
from flytt.migration.errors import FlyttError, LeaseHeld
from flytt.shares.movers import Choice
from flytt.shares.streams import divided, named

_LISTING_SECONDS = 3600.0
_HELD_SECONDS = 300.0
_FEW = 2


class Filled(NamedTuple):
    """What streams did, how many went at once, and why no more."""

    reports: list[Report]
    streams: int
    fewer: str = ""


class Gathered(NamedTuple):
    """What streams did, and the parts that are not at their end: stopped, or never let in, and by whom."""

    reports: list[Report]
    stopped: list[int]
    refused: list[int]
    refusal: NoMoreSessions | None


def fill(order: Order, choice: Choice) -> Filled:
    """Copy in as many streams as the order says, or as the host lets in. Nothing when it cannot be divided.

    FlyttError of the first stream that failed, when the others have ended too.
    """
    parts = parted(order)
    if parts < _FEW:
        return Filled([], 1)
    reports: list[Report] = []
    waiting, most, fewer = list(range(1, parts + 1)), parts, ""
    while waiting:
        begun, later = waiting[:most], waiting[most:]
        done = at_once(order, choice, begun, parts)
        if done.refusal is not None:
            most = len(begun) - len(done.refused)
            if not most:
                raise done.refusal
            fewer = f"only {named(most)} at once: {done.refusal.host} lets in no more sessions (MaxSessions)"
        reports += done.reports
        waiting = sorted([*done.stopped, *done.refused, *later])
    forget(order)
    return Filled(reports, most, fewer)


def parted(order: Order) -> int:
    """Divide the source, on its host; return how many parts there are, 0 where nobody can divide it."""
    wish = {"job": order.job, "root": order.source.path.encode(errors="surrogateescape").hex()}
    argv = ("python3", "-I", "-S", "-", json.dumps({**wish, "streams": order.streams}))
    given = program("parts")
    told = ask(order.source.shell, "divide a share", argv, given=given, silence=_LISTING_SECONDS)
    return len(cast("list[int]", json.loads(told.stdout))) if not told.status else 0


def forget(order: Order) -> None:
    """Remove the parts: the copy is at its last pass."""
    script = f'rm -f "{rsync_scripts.HOME}/$1/"part*; rmdir "{rsync_scripts.HOME}/$1" 2>/dev/null; :'
    run(order.source.shell, "remove the parts of a share", ("sh", "-c", script, "sh", order.job))


def at_once(
    order: Order, choice: Choice, parts: Iterable[int], of: int, seconds: float | None = None
) -> Gathered:
    """Copy these parts at once until their end, until another speed is to hold, or for some seconds."""
    now = order.pace.now()
    asked = list(parts)
    kib, change = divided(order.pace.at(now), len(asked)), order.pace.changes_in(now)
    ends = min((each for each in (change, seconds) if each is not None), default=None)
    driver, other, writes = _ends(order, choice)
    told = Together(order)
    stop = threading.Event()

    def one(stream: int) -> tuple[Report, bool]:
        words = _words(order, choice, kib, stream)
        mine = replace(order, tell=partial(told.tell, stream))
        return drive(mine, driver, words, ends, driver_writes=writes, stream=stream, stop=stop)

    with held(order, of), contextlib.ExitStack() as open_:
        if other is not None:
            open_.enter_context(let_in(order, driver, other, kib, choice, streams=True))
        with ThreadPoolExecutor(len(asked)) as pool:
            # With the context of who asked: what is told is told of that run.
            running = {pool.submit(contextvars.copy_context().run, one, stream): stream for stream in asked}
            return _gathered(running, stop)


def _gathered(running: dict[Future[tuple[Report, bool]], int], stop: threading.Event) -> Gathered:
    """Wait for all. One that failed ends the others: none is waited for through a night.

    One that the host did not let in has not begun, and leaves the others alone.
    """
    done = Gathered([], [], [], None)
    problems: list[FlyttError] = []
    for future in as_completed(running):
        try:
            report, finished = future.result()
        except NoMoreSessions as error:
            done.refused.append(running[future])
            done = done._replace(refusal=error)
            continue
        except FlyttError as error:
            problems.append(error)
            stop.set()
            continue
        done.reports.append(report)
        if not finished:
            done.stopped.append(running[future])
    if problems:
        # Where the disk is full, not every stream hears it from its own rsync.
        raise next((error for error in problems if "no room" in error.attempted), problems[0])
    return done


def _ends(order: Order, choice: Choice) -> tuple[Side, Side | None, bool]:
    """Return who drives, whom it signs in on, and whether the one who drives writes."""
    if choice.direction == "here":
        return order.target, None, True
    if choice.direction == "push":
        return order.source, order.target, False
    return order.target, order.source, True


def _words(order: Order, choice: Choice, kib: int, stream: int) -> tuple[str, ...]:
    lists = not choice.lists_apart
    if choice.direction == "here":
        return rsync_words.local(order, kib, lists=lists, stream=stream)
    return rsync_words.remote(order, push=choice.direction == "push", kib=kib, lists=lists, stream=stream)


@contextlib.contextmanager
def held(order: Order, streams: int) -> Generator[None]:
    """Keep other movers out of the target, and make ready the places for what is unfinished."""
    target = order.target
    lock = rsync_words.lock_of(target.path)
    argv = ("sh", "-c", rsync_scripts.HOLD, "sh", lock, target.path, str(streams), str(order.streams))
    attempted = "keep other movers out"
    with target.shell.open(attempted, argv, silence=_HELD_SECONDS) as process, beating(process):
        seen = b""
        while not seen.endswith(b"flytt-held\n"):
            data = process.read(1)
            if not data:
                ended = process.wait()
                if ended.status == HELD:
                    raise LeaseHeld(
                        f"Another mover still writes in that folder on {target.shell.host}.",
                        still_true="Nothing was written.",
                        next_command="wait until it has ended, or end it, and give the same command again",
                    )
                raise not_made(ended.stderr, target.shell.host, target.path) or failed(
                    target.shell.host, attempted, ended.stderr, ended.status
                )
            seen += data
        yield
        process.close_input()
        process.wait()


class Together:
    """What all streams have done so far, told as one."""

    def __init__(self, order: Order) -> None:
        self._tell, self._lock = order.tell, threading.Lock()
        self._each: dict[int, Progress] = {}

    def tell(self, stream: int, progress: Progress) -> None:
        """Tell how far all are, now that one has come further."""
        with self._lock:
            self._each[stream] = progress
            each = tuple(self._each.values())
            whole = Progress(
                sum(one.files for one in each),
                sum(one.size_bytes for one in each),
                sum(one.percent for one in each) // len(each),
                sum(one.bytes_per_second for one in each),
            )
        self._tell(whole)
