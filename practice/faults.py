"""What goes wrong on purpose on the SSH hosts, and the count of what took effect there."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from practice.disk import Kept

__all__ = ["Effects", "Fault", "Faults", "Kind"]

Kind = Literal["drop-before-command", "drop-after-command", "delay", "refuse", "exit"]


class Fault(BaseModel):
    """Something that goes wrong the next `times` times.

    `command` is the first word of a command, `sftp-open`, `sftp-write` and so on for file transfer, a pattern
    of such names (`sftp-*`), or `*` for every command but no file transfer.

    - drop-before-command: the connection is cut and nothing was done.
    - drop-after-command: the command takes effect, and the connection is cut before its exit status is sent.
    - delay: the command begins `seconds` later, or when all faults are cleared.
    - exit: the command is not run and ends with `code`.
    - refuse: with `*` a new connection is closed at once; with a command, the host refuses to run it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    kind: Kind
    command: str = "*"
    times: int = Field(default=1, ge=1)
    seconds: float = Field(default=0, ge=0, le=300)
    code: int = Field(default=1, ge=0, le=255)

    def meets(self, host: str, command: str) -> bool:
        """Whether it applies to that command on that host."""
        if self.host != host:
            return False
        if self.command == "*":
            return not command.startswith("sftp-") and (command == "connect") == (self.kind == "refuse")
        return fnmatchcase(command, self.command)


class Faults:
    """The faults that are waiting, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self.clearings = 0

    def add(self, fault: Fault) -> None:
        """Let it go wrong."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Let nothing go wrong any longer."""
        with self._lock:
            self._waiting.clear()
            self.clearings += 1

    def take(self, host: str, command: str, *, kinds: Collection[Kind] | None = None) -> Fault | None:
        """The first fault that meets this command, used up by one."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.meets(host, command) and (kinds is None or fault.kind in kinds):
                    if fault.times > 1:
                        self._waiting[index] = fault.model_copy(update={"times": fault.times - 1})
                    else:
                        del self._waiting[index]
                    return fault
        return None


class Effects:
    """How often each thing changed the world: by place (a host's id, `dns`, `http`), then by command."""

    def __init__(self, path: Path) -> None:
        self._kept = Kept(path, dict[str, dict[str, int]], {})

    def count(self, place: str, command: str) -> None:
        """It took effect once more."""

        def counted(known: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
            there = known.get(place, {})
            return known | {place: there | {command: there.get(command, 0) + 1}}

        self._kept.change(counted)

    def all(self) -> Mapping[str, Mapping[str, int]]:
        """Everything counted since the world was built."""
        return self._kept.get()
