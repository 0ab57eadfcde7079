"""One connection to one share over SMB, with smbprotocol: names in a folder, and security descriptors."""

import contextlib
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from smbprotocol.connection import Connection, Request
from smbprotocol.exceptions import SMBException
from smbprotocol.open import Open, SMB2QueryInfoRequest, SMB2QueryInfoResponse, SMB2SetInfoRequest
from smbprotocol.session import Session
from smbprotocol.structure import Structure
from smbprotocol.tree import TreeConnect

from flytt.adapters.shares.smb_server import DENIED, Refused, SmbServer, as_ours
from flytt.migration.errors import AccessRefused, CommandFailed, NotFound, Unreachable

READ_CONTROL, WRITE_RIGHTS, LIST = 0x20000, 0xC0000, 0x100081
_OWNER_GROUP_LIST = 0x7
_SECURITY = 3
_IMPERSONATION, _OPEN, _SHARE_ALL = 2, 1, 7
_FOLDER, _AS_LINK, _BACKUP = 0x1, 0x200000, 0x4000
_NAMES_AND_ATTRIBUTES = 1
_DIRECTORY, _REPARSE = 0x10, 0x400
_MOST_BYTES = 65536
NOT_THERE = frozenset({0xC0000034, 0xC000003A, 0xC0000056})
_NO_MORE = frozenset({0x80000006, 0xC000000F})
_REFUSED = frozenset(
    {DENIED, 0xC0000064, 0xC000006A, 0xC000006D, 0xC000006E, 0xC0000071, 0xC0000072, 0xC0000234}
)
_NO_SHARE = 0xC00000CC
T = TypeVar("T")


class Named(NamedTuple):
    """One name in a folder. What stands for something elsewhere (a link, a junction) is no folder."""

    name: str
    folder: bool


@dataclass
class SmbShare:
    r"""An open share. Paths are relative to it, with `\` between names; empty is the share itself."""

    server: SmbServer
    name: str
    connection: Connection
    session: Session
    tree: TreeConnect = field(repr=False)

    def security(self, path: str) -> bytes:
        """Return owner, group and list as self-relative bytes. Refused when the server says no."""
        ask = SMB2QueryInfoRequest()
        ask["info_type"] = _SECURITY
        ask["output_buffer_length"] = _MOST_BYTES
        ask["additional_information"] = _OWNER_GROUP_LIST
        return self._one(path, READ_CONTROL, ask, _told)

    def set_security(self, path: str, descriptor: bytes) -> None:
        """Set owner, group and list, and with it what is inherited. Refused when the server says no."""
        tell = SMB2SetInfoRequest()
        tell["info_type"] = _SECURITY
        tell["additional_information"] = _OWNER_GROUP_LIST
        tell["buffer"] = descriptor
        self._one(path, WRITE_RIGHTS, tell, lambda _: None)

    def names(self, path: str) -> Iterator[Named]:
        """Yield what lies in a folder, in the server's order. Refused when the server says no."""
        folder = Open(self.tree, path)
        with self._spoken():
            folder.create(_IMPERSONATION, LIST, 0, _SHARE_ALL, _OPEN, _FOLDER | _AS_LINK | _BACKUP)
        try:
            while found := self._more(folder):
                for one in found:
                    name = one["file_name"].get_value().decode("utf-16-le", "surrogatepass")
                    kind = one["file_attributes"].get_value()
                    if name not in {".", ".."}:
                        yield Named(name, bool(kind & _DIRECTORY and not kind & _REPARSE))
        finally:
            # An end of work elsewhere is what matters, not that a lost connection cannot be told goodbye.
            with contextlib.suppress(SMBException):
                folder.close()

    def may(self, path: str, access: int, *, folder: bool = False) -> bool:
        """Return whether whoever is signed in may open something for an access."""
        opened = Open(self.tree, path)
        try:
            with self._spoken():
                opened.create(_IMPERSONATION, access, 0, _SHARE_ALL, _OPEN, _FOLDER if folder else 0)
        except Refused as refused:
            if refused.status == DENIED:
                return False
            raise
        with self._spoken():
            opened.close()
        return True

    def _more(self, folder: Open) -> Sequence[Structure]:
        try:
            with self._spoken():
                return folder.query_directory("*", _NAMES_AND_ATTRIBUTES, flags=0)
        except Refused as refused:
            if refused.status in _NO_MORE:
                return ()
            raise

    def _one(self, path: str, access: int, message: Structure, read: Callable[[Structure], T]) -> T:
        """Open, ask and close in one round trip."""
        thing = Open(self.tree, path)
        message["file_id"] = thing.file_id
        opening, opened = thing.create(
            _IMPERSONATION, access, 0, _SHARE_ALL, _OPEN, _AS_LINK | _BACKUP, send=False
        )
        closing, closed = thing.close(send=False)
        with self._spoken():
            requests = self.connection.send_compound(
                [opening, message, closing], self.session.session_id, self.tree.tree_connect_id, related=True
            )

        result: list[T] = []

        def answer(request: Request) -> None:
            result.append(read(self.connection.receive(request, timeout=self.server.seconds)))

        # Every answer is received, also after a refusal: one that lies about would be taken for the next.
        refused: Refused | None = None
        for number, receive in enumerate((opened, answer, closed)):
            try:
                with self._spoken():
                    receive(requests[number])
            except Refused as error:
                refused = refused or error
        if refused:
            raise refused
        return result[0]

    @contextlib.contextmanager
    def _spoken(self) -> Generator[None]:
        with as_ours(self.server, f"read the share {self.name}"):
            yield


def _told(response: Structure) -> bytes:
    answer = SMB2QueryInfoResponse()
    answer.unpack(response["data"].get_value())
    return answer["buffer"].get_value()


@contextlib.contextmanager
def connected(server: SmbServer, name: str) -> Generator[SmbShare]:
    """Open a share, signed. Unreachable, AccessRefused or NotFound when it cannot be had."""
    connection = Connection(uuid.uuid4(), server.address, server.port, require_signing=True)
    try:
        connection.connect(timeout=server.seconds)
    # That nobody listens is a plain ValueError of smbprotocol's.
    except (ValueError, SMBException, OSError) as error:
        raise Unreachable(
            f"{server.host} does not answer for its shares.", still_true="Nothing was sent."
        ) from error
    try:
        yield _signed_in(server, name, connection)
    finally:
        # What was asked for is known by now; a server that cuts the line first changes nothing of it.
        with contextlib.suppress(SMBException, OSError):
            connection.disconnect(timeout=server.seconds)


def _signed_in(server: SmbServer, name: str, connection: Connection) -> SmbShare:
    try:
        with as_ours(server, f"open the share {name}"):
            session = Session(
                connection, server.user, server.password.get_secret_value(), require_encryption=False
            )
            session.connect()
            tree = TreeConnect(session, rf"\\{server.address}\{name}")
            tree.connect()
            return SmbShare(server, name, connection, session, tree)
    except Refused as refused:
        if refused.status in _REFUSED:
            raise AccessRefused(f"{server.host} does not let Flytt into the share {name}.") from refused
        if refused.status == _NO_SHARE:
            raise NotFound(f"There is no share {name} on {server.host}.") from refused
        raise CommandFailed(
            f"{server.host} could not open the share {name}.", exit_status=1, stderr=str(refused)
        ) from refused
