"""File transfer that can have a file written to the host's disk itself, where the host offers that."""

from typing import TYPE_CHECKING

import paramiko
from paramiko.sftp import CMD_EXTENDED, CMD_INIT, CMD_VERSION, SFTPError

_VENDOR = "openssh.com"
FSYNC = f"fsync@{_VENDOR}"
"""The extension's name, which only looks like somebody's mail address."""
_VERSION = 3


class Sftp(paramiko.SFTPClient):
    """paramiko's client, which throws away what the server says of its extensions."""

    extensions: frozenset[str]

    if TYPE_CHECKING:  # what paramiko has, and its stubs leave out

        def _send_packet(self, t: int, packet: paramiko.Message) -> None: ...
        def _read_packet(self) -> tuple[int, bytes]: ...
        def _request(self, t: int, *arg: object) -> object: ...

    def _send_version(self) -> int:
        greeting = paramiko.Message()
        greeting.add_int(_VERSION)
        self._send_packet(CMD_INIT, greeting)
        kind, data = self._read_packet()
        if kind != CMD_VERSION:
            raise SFTPError("Incompatible sftp protocol")
        answer = paramiko.Message(data)
        version = answer.get_int()
        offered: set[str] = set()
        while answer.get_remainder():
            offered.add(answer.get_text())
            answer.get_binary()
        self.extensions = frozenset(offered)
        return version

    def synced(self, file: paramiko.SFTPFile) -> bool:
        """Have an open file written to the disk; False when the server does not offer it."""
        if FSYNC not in self.extensions:
            return False
        self._request(CMD_EXTENDED, FSYNC, file.handle)
        return True
