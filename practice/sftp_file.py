"""One open file of a transfer, and the way every change is made: with its faults, and counted."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import paramiko
from paramiko.sftp import SFTP_FAILURE, SFTP_OK, SFTP_PERMISSION_DENIED

from practice.commands import Outcome
from practice.ssh_door import Door

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["MAKING", "OpenFile", "Work", "change"]

MAKING = os.O_CREAT | os.O_TRUNC


class Work:
    """Does one thing to the files of a host, with the faults and the count that belong to it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def __call__(self, command: str, path: str, do: Callable[[], bool | None]) -> int:
        """SFTP's code for how it ended. `do` answers whether the world changed (nothing said: it did)."""
        fault = self._door.site.faults.take(self._door.site.machine.id, command)
        if fault is not None and fault.kind == "refuse":
            return SFTP_PERMISSION_DENIED
        ended = self._door.around(command, f"{command} {path}", lambda: _done(do), fault)
        if ended is None or (fault is not None and fault.kind == "exit"):
            return SFTP_FAILURE
        return ended.code


def _done(do: Callable[[], bool | None]) -> Outcome:
    try:
        return Outcome(SFTP_OK, changed=do() is not False)
    except OSError as error:
        return Outcome(paramiko.SFTPServer.convert_errno(error.errno or 0))


class OpenFile(paramiko.SFTPHandle):
    """An open file. It is counted as written once, at its first write."""

    def __init__(self, work: Work, path: str, descriptor: int, flags: int) -> None:
        super().__init__(flags)
        self._work = work
        self._path = path
        self._descriptor = descriptor
        self._is_counted = bool(flags & MAKING)

    def close(self) -> None:
        """Close it, once."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def read(self, offset: int, length: int) -> bytes | int:
        """Bytes from an offset; none at the end."""
        read = b""

        def do() -> bool:
            nonlocal read
            read = os.pread(self._descriptor, length, offset)
            return False

        code = self._work("sftp-read", self._path, do)
        return read if code == SFTP_OK else code

    def write(self, offset: int, data: Buffer) -> int:
        """Write at an offset, or at the end of a file opened for appending."""

        def do() -> bool:
            left, place = memoryview(data), offset
            while left:
                written = os.pwrite(self._descriptor, left, place)
                left, place = left[written:], place + written
            is_first, self._is_counted = not self._is_counted, True
            return is_first

        return self._work("sftp-write", self._path, do)

    def stat(self) -> paramiko.SFTPAttributes | int:
        """Size, permissions, times."""
        try:
            return paramiko.SFTPAttributes.from_stat(os.fstat(self._descriptor))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def chattr(self, attr: paramiko.SFTPAttributes) -> int:
        """Change permissions, times, size."""
        return self._work("sftp-chattr", self._path, lambda: change(self._descriptor, attr))


def change(file: int | Path, attr: paramiko.SFTPAttributes) -> None:
    """Give a file the permissions, size and times that are set in `attr`. Raises OSError."""
    if attr.st_uid is not None or attr.st_gid is not None:
        raise PermissionError(13, "owners cannot be changed")
    if attr.st_mode is not None:
        os.chmod(file, stat.S_IMODE(attr.st_mode))  # noqa: PTH101 - also takes a descriptor
    if attr.st_size is not None:
        os.truncate(file, attr.st_size)
    if attr.st_atime is not None and attr.st_mtime is not None:
        os.utime(file, (attr.st_atime, attr.st_mtime))
