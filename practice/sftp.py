"""File transfer with a practice host: every path lies in its jail, every change can be made to go wrong."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import paramiko
from paramiko.sftp import SFTP_OK, SFTP_OP_UNSUPPORTED

from practice.sftp_file import MAKING, OpenFile, Work, change
from practice.ssh_door import Door

__all__ = ["SftpFiles"]

_WRITING = os.O_WRONLY | os.O_RDWR
_FILE_MODE, _DIRECTORY_MODE = 0o666, 0o777


class SftpFiles(paramiko.SFTPServerInterface):
    """The file system of one host, as SFTP sees it."""

    def __init__(self, server: Door, *_: object, **__: object) -> None:
        super().__init__(server)
        self._jail = server.site.machine.jail
        self._work = Work(server)

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        """Open a file; with O_EXCL it must not be there yet, not even as a link."""
        opened: list[int] = []

        def do() -> bool:
            real = self._jail.real(path, follow=not flags & os.O_EXCL)
            mode = _FILE_MODE if attr.st_mode is None else stat.S_IMODE(attr.st_mode)
            opened.append(os.open(real, flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode))
            return bool(flags & MAKING)

        code = self._work("sftp-open" if flags & _WRITING else "sftp-open-read", path, do)
        if not opened:
            return code
        file = OpenFile(self._work, path, opened[0], flags)
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
        return self._work("sftp-chattr", path, lambda: change(self._jail.real(path), attr))

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
