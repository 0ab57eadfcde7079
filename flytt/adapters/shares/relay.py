"""Through Flytt's own machine: an agent on each host, and nothing lost on the way.

The source's frames pass as they are; the target's are read, for its counts. Each direction has a thread, and
the source takes what it is sent at once, so that neither can wait for the other.
"""

import contextlib
import contextvars
import struct
import threading
import time
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field

from flytt.adapters.shares.limits import Throttle
from flytt.adapters.shares.order import Copied, Order, Progress
from flytt.adapters.shares.relay_agents import agent, giving, taking, why
from flytt.adapters.shares.shell import Process
from flytt.migration.errors import FlyttError
from flytt.shares.movers import Choice

_HEAD = struct.Struct(">cI")
_SLICE_SECONDS = 0.5
_JOIN_SECONDS = 30


class Counts(BaseModel):
    """What the target has counted."""

    files: int = 0
    size_bytes: int = 0
    deleted: int = 0
    seen: int = 0
    owners: int = 0


class Final(BaseModel):
    """What the target says when everything is done."""

    counts: Counts
    left: dict[str, Annotated[int, Field(ge=0)]]


class Passed(NamedTuple):
    """What was done, and how many bytes went through here."""

    final: Final
    passed: int


class _Relay:
    """One copy on its way."""

    def __init__(
        self, order: Order, source: Process, target: Process, stop: threading.Event | None = None
    ) -> None:
        self.order, self.source, self.target = order, source, target
        self.stop = stop or threading.Event()
        self.throttle = Throttle(order.pace)
        self.began = time.monotonic()
        self.passed = 0
        self.final: Final | None = None
        self.problem: FlyttError | None = None

    def run(self) -> None:
        """Pass everything on until the target says that it is done."""
        # With the context of who asked: what is told is told of that run.
        back = threading.Thread(target=contextvars.copy_context().run, args=(self._back,), daemon=True)
        back.start()
        if self.order.again is not None:
            self.source.write(_frame(b"l", b"\0".join(self.order.again)))
        try:
            self._forth()
        finally:
            if self.final is None:
                with contextlib.suppress(FlyttError):
                    self.target.close_input()
            back.join(_JOIN_SECONDS)

    def _forth(self) -> None:
        while data := self.source.read():
            self.passed += len(data)
            self._give(data)
            if self.final is not None or self.stop.is_set():
                return

    def _give(self, data: bytes) -> None:
        kib = self.order.pace.at(self.order.pace.now())
        step = max(1024, round(kib * 1024 * _SLICE_SECONDS)) if kib else len(data)
        for begin in range(0, len(data), step):
            part = data[begin : begin + step]
            self.throttle.passed(len(part))
            self.target.write(part)

    def _back(self) -> None:
        held = b""
        try:
            while data := self.target.read():
                held += data
                while len(held) >= _HEAD.size:
                    kind, size = _HEAD.unpack_from(held)
                    if len(held) < _HEAD.size + size:
                        break
                    self._took(kind, held[: _HEAD.size + size])
                    held = held[_HEAD.size + size :]
        except FlyttError as error:
            self.problem = error
        finally:
            # Ends the sender: nobody will ask it for anything any more.
            with contextlib.suppress(FlyttError, OSError, ValueError):
                self.source.close_input()

    def _took(self, kind: bytes, frame: bytes) -> None:
        content = frame[_HEAD.size :]
        if kind == b"f":
            self.final = Final.model_validate_json(content)
            return
        if kind == b"p":
            counts = Counts.model_validate_json(content)
            rate = self.passed / max(0.001, time.monotonic() - self.began)
            self.order.tell(Progress(counts.files, counts.size_bytes, 0, rate))
        self.source.write(frame)


def copy(order: Order, choice: Choice) -> Copied:
    """Copy through this machine, from the start or from where an earlier copy ended."""
    began = time.monotonic()
    before = Passed(Final(counts=Counts(), left={}), 0)
    if order.streams > 1 and order.again is None:
        from flytt.adapters.shares import relay_streams  # noqa: PLC0415 - few copies are large enough

        before = relay_streams.fill(order)
    final, passed = one_pass(order)
    lost = (f"owners of {final.counts.owners} things: not root there",) if final.counts.owners else ()
    return Copied(
        mover="relay",
        why=choice.why,
        files=before.final.counts.files + final.counts.files,
        size_bytes=before.final.counts.size_bytes + final.counts.size_bytes,
        sent_bytes=before.passed + passed,
        deleted=final.counts.deleted,
        left=final.left,
        seconds=time.monotonic() - began,
        loses=(*choice.loses, *lost),
        streams=order.streams if before.passed else 1,
    )


def one_pass(order: Order, stream: int = 0, stop: threading.Event | None = None) -> Passed:
    """Copy everything, or one part of it, and return what was done. FlyttError when it came to no end.

    When it was stopped on purpose, only what passed is told.
    """
    with (
        agent(order.target, "receive", taking(order) | {"stream": stream}) as target,
        agent(order.source, "send", giving(order, stream)) as source,
    ):
        relay = _Relay(order, source, target, stop)
        problem: FlyttError | None = None
        try:
            relay.run()
        except FlyttError as error:
            problem = error
        final = relay.final
        if final is None and stop is not None and stop.is_set():
            return Passed(Final(counts=Counts(), left={}), relay.passed)
        if final is None:
            raise why(order, source, target, problem or relay.problem)
        target.close_input()
        target.wait()
    return Passed(final, relay.passed)


def _frame(kind: bytes, content: bytes) -> bytes:
    return _HEAD.pack(kind, len(content)) + content
