"""File transfer with a practice host: every path lies in its jail, every change can be made to go wrong."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import paramiko
from paramiko.sftp import SFTP_FAILURE, SFTP_OK, SFTP_OP_UNSUPPORTED, SFTP_PERMISSION_DENIED

from practice.commands import Outcome
from practice.ssh_door import Door

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["SftpFiles"]

_WRITING = os.O_WRONLY | os.O_RDWR
_MAKING = os.O_CREAT | os.O_TRUNC
_FILE_MODE, _DIRECTORY_MODE, _PERMISSIONS = 0o666, 0o777, 0o7777


class _Work:
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


class _OpenFile(paramiko.SFTPHandle):
    """An open file. It is counted as written once, at its first write."""

    def __init__(self, work: _Work, path: str, descriptor: int, flags: int) -> None:
        super().__init__(flags)
        self._work = work
        self._path = path
        self._descriptor = descriptor
        self._is_counted = bool(flags & _MAKING)

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
        return self._work("sftp-chattr", self._path, lambda: _change(self._descriptor, attr))


class SftpFiles(paramiko.SFTPServerInterface):
    """The file system of one host, as SFTP sees it."""

    def __init__(self, server: Door, *_: object, **__: object) -> None:
        super().__init__(server)
        self._jail = server.site.machine.jail
        self._work = _Work(server)

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        """Open a file; with O_EXCL it must not be there yet, not even as a link."""
        opened: list[int] = []

        def do() -> bool:
            real = self._jail.real(path, follow=not flags & os.O_EXCL)
            mode = _FILE_MODE if attr.st_mode is None else stat.S_IMODE(attr.st_mode)
            opened.append(os.open(real, flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode))
            return bool(flags & _MAKING)

        code = self._work("sftp-open" if flags & _WRITING else "sftp-open-read", path, do)
        if not opened:
            return code
        file = _OpenFile(self._work, path, opened[0], flags)
        if code == SFTP_OK:
            return file
        file.close()
        return code

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        """What lies in a directory."""
        try:
            found = sorted(self._jail.real(path).iterdir())
            return [paramiko.SFTPAttributes.from_stat(entry.lstat(), entry.name) for entry in found]
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        """Of the file that a link leads to."""
        return self._stat(path, follow=True)

    def lstat(self, path: str) -> paramiko.SFTPAttributes | int:
        """Of the link itself."""
        return self._stat(path, follow=False)

    def remove(self, path: str) -> int:
        """Remove a file or link."""
        return self._work("sftp-remove", path, lambda: self._place(path).unlink())

    def rename(self, oldpath: str, newpath: str) -> int:
        """Rename to a name that is free."""

        def do() -> None:
            new = self._place(newpath)
            if new.is_symlink() or new.exists():
                raise FileExistsError
            self._place(oldpath).rename(new)

        return self._work("sftp-rename", f"{oldpath} {newpath}", do)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        """Rename, replacing what has the name."""

        def do() -> None:
            self._place(oldpath).replace(self._place(newpath))

        return self._work("sftp-posix-rename", f"{oldpath} {newpath}", do)

    def mkdir(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        """Make one directory."""
        mode = _DIRECTORY_MODE if attr.st_mode is None else stat.S_IMODE(attr.st_mode)
        return self._work("sftp-mkdir", path, lambda: self._jail.real(path).mkdir(mode))

    def rmdir(self, path: str) -> int:
        """Remove an empty directory."""
        return self._work("sftp-rmdir", path, lambda: self._place(path).rmdir())

    def chattr(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        """Change permissions, times, size."""
        return self._work("sftp-chattr", path, lambda: _change(self._jail.real(path), attr))

    def canonicalize(self, path: str) -> str:
        """The path from the host's root, without dots and links."""
        try:
            return self._jail.seen(self._jail.real(path))
        except OSError:
            return path

    def readlink(self, path: str) -> str | int:
        """What a link says."""
        try:
            return str(self._place(path).readlink())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def symlink(self, target_path: str, path: str) -> int:  # noqa: ARG002
        """Links cannot be made from outside."""
        return SFTP_OP_UNSUPPORTED

    def _place(self, path: str) -> Path:
        return self._jail.real(path, follow=False)

    def _stat(self, path: str, *, follow: bool) -> paramiko.SFTPAttributes | int:
        try:
            return paramiko.SFTPAttributes.from_stat(self._jail.real(path, follow=follow).lstat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)


def _change(file: int | Path, attr: paramiko.SFTPAttributes) -> None:
    if attr.st_uid is not None or attr.st_gid is not None:
        raise PermissionError(13, "owners cannot be changed")
    if attr.st_mode is not None:
        os.chmod(file, stat.S_IMODE(attr.st_mode))  # noqa: PTH101 - also takes a descriptor
    if attr.st_size is not None:
        os.truncate(file, attr.st_size)
    if attr.st_atime is not None and attr.st_mtime is not None:
        os.utime(file, (attr.st_atime, attr.st_mtime))
