"""Small work in a share's folder, done on its own host: counting, notes, setting aside, taking away."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flytt.adapters.host_errors import failed, missing
from flytt.adapters.shares.agent_program import program
from flytt.adapters.shares.shell import STDOUT_BYTES, Shell
from flytt.adapters.ssh.endpoint import Argv
from flytt.migration.errors import NotFound
from flytt.migration.record import Json
from flytt.migration.shares import ShareCount, SharePlace

_NO_FILE = 3
_SILENCE_SECONDS = 3600.0
"""Deleting or counting millions of files says nothing while it works."""


@dataclass(frozen=True)
class Folder:
    """A share on its host. Every verb may be repeated. CommandFailed with the host's own word."""

    shell: Shell
    place: SharePlace

    def count(self) -> ShareCount | None:
        """Return what lies there; None without the folder."""
        found = self._do("count", {"path": self.place.path})
        return None if found is None else ShareCount.model_validate(found)

    def make(self) -> None:
        """Make it, and Flytt's own beside it."""
        self._do("make", self._both)

    def remove_empty(self) -> None:
        """Remove both as far as they are empty."""
        self._do("remove-empty", self._both)

    def write(self, name: str, content: Iterable[bytes]) -> str:
        """Write a file beside the share, whole or not at all; return its path."""
        self._do("write", {"keep": self.place.keep, "name": name}, content)
        return f"{self.place.keep}/{name}"

    def show(self, name: str) -> Iterator[bytes]:
        """Yield a file beside the share. NotFound without one."""
        argv = self._argv("show", {"keep": self.place.keep, "name": name})
        with self.shell.open(f"read {name} beside the share", argv) as process:
            process.close_input()
            while data := process.read():
                yield data
            ended = process.wait()
        if ended.status == _NO_FILE:
            raise missing(self.shell.host, "file", f"{self.place.keep}/{name}")
        if ended.status:
            raise failed(self.shell.host, f"read {name} beside the share", ended.stderr, ended.status)

    def has(self, name: str) -> bool:
        """Return whether a file lies beside the share."""
        try:
            for _ in self.show(name):
                pass
        except NotFound:
            return False
        return True

    def clock(self) -> datetime:
        """Return the time as the host has it."""
        return datetime.fromtimestamp(float(str(self._do("clock", {}))), tz=UTC)

    def forget(self, name: str) -> None:
        """Remove a file beside the share."""
        self._do("forget", {"keep": self.place.keep, "name": name})

    def clear(self, part: str, lines: Iterable[bytes]) -> None:
        """Take away what the lines name: `-PATH` deletes, `>PATH` sets aside in `part` beside the share."""
        marked = (line + b"\0" for line in lines)
        self._do("clear", {**self._both, "part": part}, marked)

    def kept(self) -> tuple[bool, ShareCount]:
        """Return whether Flytt has anything of its own there, and what lies set aside in it."""
        found = cast("dict[str, Json]", self._do("kept", {"keep": self.place.keep}))
        return bool(found.pop("there")), ShareCount.model_validate(found)

    def remove_kept(self) -> None:
        """Delete all that Flytt keeps beside it, except what people wrote."""
        self._do("remove-kept", {"keep": self.place.keep})

    def remove(self, path: str) -> None:
        """Delete a folder for good."""
        self._do("remove", {"path": path})

    @property
    def _both(self) -> dict[str, Json]:
        return {"path": self.place.path, "keep": self.place.keep}

    def _argv(self, verb: str, options: Mapping[str, Json]) -> Argv:
        return ("python3", "-I", "-c", program("folder").decode(), verb, json.dumps(dict(options)))

    def _do(self, verb: str, options: Mapping[str, Json], given: Iterable[bytes] = ()) -> Json:
        attempted = f"{verb} in {self.place.path}"
        with self.shell.open(attempted, self._argv(verb, options), silence=_SILENCE_SECONDS) as process:
            for data in given:
                process.write(data)
            process.close_input()
            said = bytearray()
            while data := process.read():
                said += data
                if len(said) > STDOUT_BYTES:
                    raise failed(self.shell.host, attempted, f"more than {STDOUT_BYTES} bytes of output")
            ended = process.wait()
        if ended.status:
            raise failed(self.shell.host, attempted, ended.stderr, ended.status)
        return cast("Json", json.loads(said))
