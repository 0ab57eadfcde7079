"""The applications of one host, started and stopped as systemd units are."""

from __future__ import annotations

import select
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from practice.disk import Kept
from practice.jail import Jail
from practice.world import Service

__all__ = ["NoUnitError", "StartError", "UnitState", "Units"]

_PROGRAM = Path(__file__).with_name("application.py")
_START_SECONDS, _STOP_SECONDS = 60, 10


class NoUnitError(Exception):
    """The host has no unit of that name."""


class StartError(Exception):
    """The application did not begin to answer."""


class UnitState(BaseModel):
    """What is kept of a unit: whether it should be running, and whether it starts with the host."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    running: bool
    enabled: bool


class _Running:
    """An application that answers on `port`."""

    def __init__(self, program: subprocess.Popen[bytes], port: int) -> None:
        self.program = program
        self.port = port

    def stop(self) -> None:
        self.program.terminate()
        try:
            self.program.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.program.kill()
            self.program.wait()
        for pipe in (self.program.stdin, self.program.stdout):
            if pipe is not None:
                pipe.close()


class Units:
    """The units of one host. State is kept in `directory`; what was running comes back with `resume`."""

    def __init__(self, directory: Path, jail: Jail, services: Mapping[str, Service]) -> None:
        self._directory = directory
        self._jail = jail
        self._services = services
        first = {
            name: UnitState(running=service.running, enabled=service.enabled)
            for name, service in services.items()
        }
        self._state = Kept(directory / "units.json", dict[str, UnitState], first)
        self._state.change(lambda state: state)
        self._running: dict[str, _Running] = {}
        self._locks = {name: threading.RLock() for name in services}

    def state(self, name: str) -> UnitState:
        """Whether it runs now, and whether it is enabled. Raises NoUnitError."""
        return UnitState(running=self.port(name) is not None, enabled=self._state.get()[name].enabled)

    def states(self) -> Mapping[str, UnitState]:
        """The state of every unit."""
        return {name: self.state(name) for name in self._services}

    def port(self, name: str) -> int | None:
        """The port it answers on, or nothing if it is not running. Raises NoUnitError."""
        self._known(name)
        running = self._running.get(name)
        return running.port if running is not None and running.program.poll() is None else None

    def start(self, name: str) -> bool:
        """Start it and wait until it answers. Returns whether that changed anything.

        Raises NoUnitError, StartError.
        """
        self._known(name)
        with self._locks[name]:
            if self.port(name) is not None:
                return False
            self._clear(name)
            self._running[name] = self._launch(name)
            self._keep(name, running=True)
            return True

    def stop(self, name: str) -> bool:
        """Stop it. Returns whether anything changed. Raises NoUnitError."""
        self._known(name)
        with self._locks[name]:
            was_running = self.port(name) is not None
            self._clear(name)
            self._keep(name, running=False)
            return was_running

    def enable(self, name: str, *, enabled: bool) -> bool:
        """Let it start with the host, or not. Returns whether anything changed. Raises NoUnitError."""
        self._known(name)
        before = self._state.get()[name].enabled
        self._keep(name, enabled=enabled)
        return before != enabled

    def resume(self) -> Iterable[str]:
        """Start what was running when the host went down. Returns the names that did not start."""
        names = [name for name, state in self._state.get().items() if state.running]
        with ThreadPoolExecutor(max_workers=4) as workers:
            return [name for name, ok in zip(names, workers.map(self._starts, names), strict=True) if not ok]

    def close(self) -> None:
        """Take every application down, and remember that it was running."""
        for name, lock in self._locks.items():
            with lock:
                self._clear(name)

    def _starts(self, name: str) -> bool:
        try:
            self.start(name)
        except StartError:
            return False
        return True

    def _known(self, name: str) -> None:
        if name not in self._services:
            raise NoUnitError(name)

    def _clear(self, name: str) -> None:
        running = self._running.pop(name, None)
        if running is not None:
            running.stop()

    def _keep(self, name: str, **fields: bool) -> None:
        self._state.change(lambda state: state | {name: state[name].model_copy(update=fields)})

    def _launch(self, name: str) -> _Running:
        service = self._services[name]
        files = (str(self._jail.real(path)) for path in (service.database, service.config))
        with (self._directory / f"{name}.log").open("ab") as log:
            program = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_PROGRAM), name, *files],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={},
            )
        if program.stdout is None:
            raise StartError(name)
        line = (
            program.stdout.readline() if select.select([program.stdout], [], [], _START_SECONDS)[0] else b""
        )
        running = _Running(program, int(line or b"0"))
        if not line:
            running.stop()
            raise StartError(name)
        return running
