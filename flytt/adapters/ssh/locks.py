"""Locks on a host itself: a file per fence, so that no two writers can both believe they are the newest.

`NAME.FENCE` is created exclusively, then the directory is read: whoever finds a newer fence gives way,
whoever finds older ones removes them. A crash between the two leaves nothing that stops the next.
"""

import json
import re
from dataclasses import dataclass

import paramiko

from flytt.adapters.host_errors import fenced
from flytt.adapters.ssh import posix
from flytt.adapters.ssh.command import Commands
from flytt.adapters.ssh.words import unsendable
from flytt.migration.record import canonical

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


@dataclass(frozen=True, slots=True)
class SshLocks:
    """The locks in the host's lock directory."""

    commands: Commands

    def take(self, name: str, *, fence: int, holder: str) -> None:
        """Take or keep. Fenced when a newer fence, or another holder with this one, has it."""
        path = self._path(name, fence)
        attempted = f"take the lock {name}"
        content = canonical({"fence": fence, "holder": holder})
        with self.commands.connection.sftp(attempted) as sftp:
            try:
                known = sftp.listdir(self.commands.connection.endpoint.locks)
            except FileNotFoundError:
                self.commands.run(attempted, posix.make_directory(self.commands.connection.endpoint.locks))
                known = []
            self._give_way(sftp, name, fence, known)
            try:
                with sftp.open(path, "wx") as file:
                    file.write(content)
            except OSError:
                # A file that is there already is an error without a name in SFTP: its content tells.
                there = _read(sftp, path)
                if there is None:
                    raise
                if there and there != content:
                    raise self._fenced(sftp, name, fence) from None
                if not there:
                    with sftp.open(path, "wb") as file:
                        file.write(content)
            known = sftp.listdir(self.commands.connection.endpoint.locks)
            newer = self._newest(name, known)
            if newer > fence:
                _remove(sftp, path)
                raise self._fenced(sftp, name, newer)
            for older in _fences(name, known) - {fence}:
                _remove(sftp, self._path(name, older))

    def release(self, name: str, *, fence: int) -> None:
        """Release one's own, and what dead writers with older fences left; a newer one's stays."""
        own = self._path(name, fence)
        with self.commands.connection.sftp(f"release the lock {name}") as sftp:
            try:
                known = sftp.listdir(self.commands.connection.endpoint.locks)
            except FileNotFoundError:
                return
            _remove(sftp, own)
            for older in _fences(name, known):
                if older < fence:
                    _remove(sftp, self._path(name, older))

    def _give_way(self, sftp: paramiko.SFTPClient, name: str, fence: int, known: list[str]) -> None:
        newest = self._newest(name, known)
        if newest > fence:
            raise self._fenced(sftp, name, newest)

    def _newest(self, name: str, known: list[str]) -> int:
        return max(_fences(name, known), default=0)

    def _fenced(self, sftp: paramiko.SFTPClient, name: str, fence: int) -> Exception:
        try:
            holder = str(json.loads(_read(sftp, self._path(name, fence)) or b"{}").get("holder", "somebody"))
        except ValueError:
            holder = "somebody"
        return fenced(self.commands.host, name, fence, holder)

    def _path(self, name: str, fence: int) -> str:
        if not _NAME.fullmatch(name) or fence < 0:
            raise unsendable(f"a lock called {name!r}")
        return f"{self.commands.connection.endpoint.locks}/{name}.{fence}"


def _fences(name: str, known: list[str]) -> set[int]:
    found = (re.fullmatch(re.escape(name) + r"\.(\d{1,18})", entry) for entry in known)
    return {int(match[1]) for match in found if match}


def _read(sftp: paramiko.SFTPClient, path: str) -> bytes | None:
    try:
        with sftp.open(path, "rb") as file:
            return file.read(10_000)
    except FileNotFoundError:
        return None


def _remove(sftp: paramiko.SFTPClient, path: str) -> None:
    try:
        sftp.remove(path)
    except FileNotFoundError:
        return
