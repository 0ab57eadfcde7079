"""Sending while others work: the post beside the server, and a rehearsal's own, which goes nowhere."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from flows.alarms import tell_duty
from flytt.migration.errors import FlyttError, LeaseHeld, Unreachable
from flytt.migration.events import Recorded, StepDone
from flytt.migration.move import Move
from flytt.notices.sending.post import Post
from flytt.notices.sending.settling import unanswered
from flytt.outlets import open_post
from flytt.wiring import Where, open_move

BEAT_SECONDS = 10.0
START_SECONDS = 120
SOON = timedelta(days=7)
"""How long before their window people on duty hear that nobody has let a sector's words be published."""


class Postman:
    """Sends what is due, every ten seconds, and tells people on duty of what nobody can tell."""

    def __init__(self, at: Where) -> None:
        self._at = at
        self._stop = threading.Event()
        self._log = logging.getLogger("flytt.post")
        self._kept: tuple[Move, Post] | None = None

    def run(self) -> None:
        """Go round until stopped. A round that fails is tried again; it never ends the server."""
        while not self._stop.wait(BEAT_SECONDS):
            try:
                self.round()
            except Exception:  # noqa: BLE001 - whatever it was, the next round may succeed
                self._let_go()
                self._log.exception("the post could not be sent; it is tried again")
        self._let_go()

    def stop(self) -> None:
        """End at the next beat."""
        self._stop.set()

    def _let_go(self) -> None:
        """Close the ledger: a round that failed may have left it in a state that nobody knows."""
        kept, self._kept = self._kept, None
        if kept is not None:
            with suppress(Exception):  # a connection that broke may break again when it is closed
                kept[0].journal.store.close()

    def _opened(self) -> tuple[Move, Post]:
        if self._kept is None:
            move = open_move(self._at, actor="post", only_looks=True)
            try:
                self._kept = move, open_post(self._at, move.journal)
            except BaseException:
                move.journal.store.close()
                raise
        return self._kept

    def round(self) -> None:
        """Send what is due now."""
        move, post = self._opened()
        today = move.journal.clock.now().date()
        with suppress(LeaseHeld):  # somebody sends from the command line
            for outlet, why in post.send().failed:
                tell_duty(move, f"outlet-{outlet}-{today}", f"Notices do not go out at {outlet}: {why}")
        for sector in _wordless(post, move.journal.clock.now()):
            says = f"No notice of {sector} goes out: its words were never approved. Next: flytt wording"
            tell_duty(move, f"words-{sector}-{today}", f"{says} {move.plan.municipality}")
        for alarm in unanswered(move.journal.refresh(), move.plan.municipality):
            tell_duty(move, alarm.key, alarm.says)


def _wordless(post: Post, now: datetime) -> list[str]:
    """Return the sectors whose users should have been told by now, and whose words nobody has approved."""
    return sorted(
        {
            out.notice.sector.id
            for out in post.look()
            if out.standing == "words" and out.notice.window.start - now < SOON
        }
    )


_ROUND = "a whole round"


class RehearsalPost:
    """A rehearsal's notices on their way to the practice post. `sent` counts them by outlet."""

    def __init__(self, at: Where, move: Move) -> None:
        self._plan = move.plan
        self._post = open_post(at, move.journal)
        self._outlets = {o.id: o for o in self._post.settings.outlets}
        self._log = logging.getLogger("flytt.post")
        self.sent: Counter[str] = Counter()
        self.failed: dict[str, str] = {}

    def beside(self, told: Callable[[Recorded], None]) -> Callable[[Recorded], None]:
        """Return what tells of an event, and sends when users have lost a system. The rest waits for that."""
        edges = {(w.id, s.key) for w in self._plan.workloads for s in w.steps if s.starts_downtime}

        def tell(recorded: Recorded) -> None:
            told(recorded)
            event = recorded.event
            if isinstance(event, StepDone) and (event.workload, event.step) in edges:
                self.round()

        return tell

    def round(self) -> None:
        """Send what is due. What cannot be sent is told of at the end, and stops no rehearsal."""
        try:
            posted = self._post.send()
        except Exception as fault:  # noqa: BLE001 - whatever it was, the rehearsal is of the move
            why = str(fault) if isinstance(fault, FlyttError) else type(fault).__name__
            self.failed[_ROUND] = why
            self._log.exception("a rehearsal's notices could not be sent")
            return
        self.sent.update(posted.sent)
        # What failed earlier may wait for its next try, which is none of this round's: it has not gone out.
        for name in (_ROUND, *posted.sent):
            self.failed.pop(name, None)
        self.failed.update(posted.failed)

    def told(self) -> str:
        """Return how many went where, on one line; and what did not."""
        went = ", ".join(
            f"{self.sent[name]} {outlet.channel} ({name})" for name, outlet in self._outlets.items()
        )
        line = f"Notices sent, in practice alone: {went}"
        faults = "; ".join(f"{name}: {why}" for name, why in self.failed.items())
        return f"{line}. Not sent: {faults}" if faults else f"{line}."


@contextmanager
def practice_post(home: Path) -> Generator[Callable[[], None]]:
    """Run the practice post beside the ledger, and yield what waits until it listens.

    It ends with this block, or with this program.
    """
    directory = home / "post"
    directory.mkdir(parents=True, exist_ok=True)
    page = directory / "post.json"
    page.unlink(missing_ok=True)
    words = [sys.executable, "-m", "practice.post", "--dir", str(directory), "--parent-pid", str(os.getpid())]
    with (directory / "post.log").open("wb") as log:
        program = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield lambda: _listens(page, program)
    finally:
        program.terminate()
        program.wait()


def _listens(page: Path, program: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and program.poll() is None:
        with suppress(OSError, ValueError, KeyError):
            if json.loads(page.read_bytes())["pid"] == program.pid:
                return
        time.sleep(0.05)
    program.kill()
    raise Unreachable(
        "The practice post did not start.",
        still_true="Nothing was moved, and nothing was sent.",
        next_command=f"look at {page.with_name('post.log')}",
    )
