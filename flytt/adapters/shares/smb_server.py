"""A file service, and what it answers when it says no, or nothing any more."""

import contextlib
from collections.abc import Generator
from typing import Annotated

from pydantic import Field, SecretStr
from smbprotocol.exceptions import SMBException, SMBResponseException

from flytt.migration.errors import Interrupted
from flytt.migration.record import Record

DENIED = 0xC0000022
_GONE = frozenset({0xC00000B5, 0xC00000C9, 0xC0000203, 0xC000020C, 0xC000035C})
"""The share was closed under us, the session ended, the line is gone: no answer about one thing in it."""


class SmbServer(Record):
    """Where a file service is, and who Flytt is there: somebody who may read and set all rights."""

    host: str
    address: str
    port: Annotated[int, Field(ge=1, le=65535)] = 445
    user: str
    password: SecretStr
    seconds: Annotated[float, Field(gt=0)] = 60


class Refused(Exception):
    """The server said no to one thing in the share. `status` is its NT status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"NT status 0x{status:08x}")


@contextlib.contextmanager
def as_ours(server: SmbServer, attempted: str) -> Generator[None]:
    """Let the library's errors be Flytt's own: Refused for one thing, Interrupted for the whole."""
    try:
        yield
    except (SMBException, OSError) as error:
        if isinstance(error, SMBResponseException) and error.status not in _GONE:
            raise Refused(error.status) from error
        raise Interrupted(f"The connection to {server.host} was lost in trying to {attempted}.") from error
