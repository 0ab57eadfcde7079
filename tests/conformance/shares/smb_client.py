"""Somebody who works in a share over SMB."""

import time
from collections.abc import Callable

from smbprotocol.exceptions import SMBResponseException
from smbprotocol.open import Open
from smbprotocol.tree import TreeConnect

from flytt.adapters.shares.smb_server import DENIED
from flytt.adapters.shares.smb_session import SmbShare

READ, WRITE, APPEND, EXECUTE, DELETE = 0x1, 0x2, 0x4, 0x20, 0x10000
_OPEN, _OPEN_OR_CREATE, _DELETE_ON_CLOSE, _NO_FOLDER = 1, 3, 0x1000, 0x40
_CUT = 0xC00000C9
_ENOUGH_SECONDS = 120


class Client:
    """A person's program, over the connection of an open share."""

    def __init__(self, share: SmbShare) -> None:
        self._share = share
        self._tree = share.tree

    def connect_again(self) -> None:
        """Connect to the share anew in the same session."""
        tree = TreeConnect(self._share.session, rf"\\{self._share.server.address}\{self._share.name}")
        tree.connect()
        self._tree = tree

    def create(self, name: str) -> Open:
        """Open for writing, and make the file if it is not there."""
        return self._open(name, WRITE, _OPEN_OR_CREATE)

    def read(self, name: str) -> bytes:
        """Read the beginning of a file."""
        opened = self._open(name, READ)
        content = opened.read(0, 1000)
        opened.close()
        return content

    def write(self, name: str, content: bytes) -> None:
        """Write at the beginning of a file."""
        opened = self._open(name, WRITE)
        opened.write(content)
        opened.close()

    def delete(self, name: str) -> None:
        """Delete a file."""
        self._open(name, DELETE, options=_NO_FOLDER | _DELETE_ON_CLOSE).close()

    def _open(self, name: str, access: int, how: int = _OPEN, options: int = _NO_FOLDER) -> Open:
        opened = Open(self._tree, name)
        opened.create(2, access, 0x80, 7, how, options)
        return opened

    @staticmethod
    def refuses(act: Callable[[], object]) -> bool:
        """Return whether the server says no, or has cut the connection to the share."""
        try:
            act()
        except SMBResponseException as error:
            if error.status in {DENIED, _CUT}:
                return True
            raise
        return False


def end_of_patience(met: Callable[[], bool], what: str) -> None:
    """Wait until something holds; Samba's own programs are told by messages, and take their time."""
    end = time.monotonic() + _ENOUGH_SECONDS
    while not met():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.01)
