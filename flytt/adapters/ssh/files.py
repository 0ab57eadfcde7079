"""A host's files: over SFTP, hashed by the host itself."""

import contextlib
import errno
import posixpath
import re
import stat
from dataclasses import dataclass

import paramiko

from flytt.adapters.host_errors import failed, missing
from flytt.adapters.ssh import posix
from flytt.adapters.ssh.command import Commands
from flytt.migration.ports import Digest

PART = ".flytt-part"
"""What is being written lies beside its place under this ending, until it is whole."""
_OWNER_WRITES, _ANYBODY_WRITES = 0o200, 0o222
_NO_SUCH_COMMAND = 127
_SHA256 = re.compile(r"^\\?([0-9a-f]{64}) ", re.MULTILINE)
"""A backslash in front says that the name, which is not looked at, is written with escapes."""


@dataclass(frozen=True, slots=True)
class SshFiles:
    """Files by absolute path."""

    commands: Commands

    def digest(self, path: str) -> Digest | None:
        """Return size and SHA-256, None when nothing lies there. CommandFailed when it cannot be read."""
        attempted = f"read {path}"
        size = self.size(path)
        if size is None:
            return None
        answer = self.commands.ask(attempted, posix.sha256(path), long=True)
        found = _SHA256.search(answer.text)
        if answer.status or found is None:
            if self.size(path) is None:
                return None
            raise failed(self.commands.host, attempted, answer.stderr or "no digest", answer.status or 1)
        return Digest(size_bytes=size, sha256=found[1])

    def read(self, path: str, *, limit_bytes: int = 1_000_000) -> bytes | None:
        """Return the content, None when nothing lies there. CommandFailed when unreadable or too large."""
        attempted = f"read {path}"
        try:
            with self.commands.connection.sftp(attempted) as sftp, sftp.open(path, "rb") as file:
                content = file.read(limit_bytes + 1)
        except FileNotFoundError:
            return None
        if len(content) > limit_bytes:
            raise failed(self.commands.host, attempted, f"larger than {limit_bytes} bytes")
        return content

    def write(self, path: str, content: bytes) -> None:
        """Replace the file, keeping its owner and mode. CommandFailed when it is read-only."""
        try:
            with self.commands.connection.sftp(f"write {path}") as sftp:
                was = self.replaceable(sftp, path)
                if was is not None and was.st_size == len(content):
                    with contextlib.suppress(PermissionError), sftp.open(path, "rb") as file:
                        if file.read() == content:
                            return
                with sftp.open(path + PART, "wb") as file:
                    file.write(content)
                    is_synced = sftp.synced(file)
                if not is_synced:
                    self.sync(path + PART)
                self.settle(sftp, path, was)
        except FileNotFoundError as error:
            raise missing(self.commands.host, "directory", posixpath.dirname(path)) from error

    def remove(self, path: str) -> None:
        """Remove the file and what an interrupted write left beside it."""
        self.commands.run(f"remove {path}", posix.remove(path, path + PART))

    def writable(self, path: str) -> bool:
        """Return whether its mode lets its owner write. NotFound when there is none."""
        return bool(self.mode(path) & _OWNER_WRITES)

    def set_writable(self, path: str, *, writable: bool) -> None:
        """Give the owner the right to write, or take it from everybody. NotFound when there is none.

        Group and others, who rarely had it, do not get it back.
        """
        mode = self.mode(path)
        if bool(mode & _OWNER_WRITES) != writable:
            mode = mode | _OWNER_WRITES if writable else mode & ~_ANYBODY_WRITES
            self.commands.run(f"set the mode of {path}", posix.set_mode(mode, path))

    def size(self, path: str) -> int | None:
        """Return a regular file's size in bytes, None when nothing lies there. CommandFailed for the rest."""
        try:
            with self.commands.connection.sftp(f"look at {path}") as sftp:
                found = sftp.stat(path)
        except FileNotFoundError:
            return None
        if found.st_mode is not None and not stat.S_ISREG(found.st_mode):
            raise failed(self.commands.host, f"read {path}", "not a regular file", errno.EISDIR)
        return found.st_size or 0

    def replaceable(self, sftp: paramiko.SFTPClient, path: str) -> paramiko.SFTPAttributes | None:
        """Return what a new file would replace. CommandFailed when it is read-only, or no file."""
        try:
            was = sftp.stat(path)
        except FileNotFoundError:
            return None
        mode = was.st_mode or 0
        if not stat.S_ISREG(mode) or not mode & _OWNER_WRITES:
            why = "the file is read-only" if stat.S_ISREG(mode) else "not a regular file"
            raise failed(self.commands.host, f"write {path}", why, errno.EPERM)
        return was

    def settle(self, sftp: paramiko.SFTPClient, path: str, was: paramiko.SFTPAttributes | None) -> None:
        """Give the written part its predecessor's owner and mode, and its name."""
        part = path + PART
        if was is not None and was.st_mode is not None:
            now = sftp.stat(part)
            if None not in (was.st_uid, was.st_gid) and (now.st_uid, now.st_gid) != (was.st_uid, was.st_gid):
                sftp.chown(part, was.st_uid or 0, was.st_gid or 0)
            if now.st_mode != was.st_mode:
                sftp.chmod(part, stat.S_IMODE(was.st_mode))
        sftp.posix_rename(part, path)
        self.sync(posixpath.dirname(path))

    def sync(self, path: str) -> None:
        """Have a file or folder written to the disk itself, so that a power cut leaves no empty file.

        A host without that command keeps what it promises of its own accord.
        """
        attempted = f"write {path} to the disk"
        answer = self.commands.ask(attempted, posix.sync(path), long=True)
        if answer.status not in {0, _NO_SUCH_COMMAND}:
            raise failed(self.commands.host, attempted, answer.stderr, answer.status)

    def rename(self, attempted: str, part: str, path: str) -> None:
        """Give a file that is whole its name, its content being on the disk before its name is."""
        self.sync(part)
        self.commands.run(attempted, posix.move(part, path))
        self.sync(posixpath.dirname(path))

    def set_mode(self, path: str, mode: int) -> None:
        """Set permissions."""
        self.commands.run(f"set the mode of {path}", posix.set_mode(mode, path))

    def mode(self, path: str) -> int:
        """Return permissions. NotFound without a file."""
        try:
            with self.commands.connection.sftp(f"look at {path}") as sftp:
                return stat.S_IMODE(sftp.stat(path).st_mode or 0)
        except FileNotFoundError as error:
            raise missing(self.commands.host, "file", path) from error
