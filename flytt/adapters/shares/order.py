"""What a mover is told, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from flytt.adapters.shares.limits import UNLIMITED, Pace
from flytt.adapters.shares.shell import Shell
from flytt.adapters.ssh.connection import Connection
from flytt.migration.record import Record
from flytt.migration.share_settings import OwnerRow

BESIDE = ".flytt-beside"
"""The folder in the target's root in which unfinished files lie while a mover runs. Nobody else's."""


@dataclass(frozen=True, slots=True)
class Server:
    """How another host reaches this one: address and port, who signs in, and the host keys to accept."""

    address: str
    port: int
    user: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A folder on a host. `path` is absolute. `keep` is Flytt's own folder there, empty for one in the home.

    `server` is None for this machine, and for a host that others shall not sign in on.
    """

    shell: Shell
    path: str
    server: Server | None = None
    keep: str = ""
    connection: Connection | None = None


class Progress(NamedTuple):
    """How far a mover is. `percent` is of what it knows of so far; 0 when it does not know."""

    files: int
    size_bytes: int
    percent: int
    bytes_per_second: float


@dataclass(frozen=True, slots=True)
class Order:
    """A copy. `again` are paths to copy whatever size and time say, and nothing else.

    `aside` is a folder on the target host in which older states are kept; empty: they are replaced.
    `durable`: it ends when the target's disk has everything; else that takes its system half a minute more.
    With `delete` what the source does not have is taken away at the target (or set aside).
    `lists` and `attributes`: whether there can be any, access lists or extended attributes, on either side.
    `sparse`: whether a file of the source can have holes, which are to be holes at the target.
    `streams`: how many movers go at once before the last one, which goes over everything; 0: as measured.
    `size_bytes`: what the source holds, 0 when nobody has looked.
    """

    job: str
    source: Side
    target: Side
    owners: tuple[OwnerRow, ...] = ()
    delete: bool = False
    aside: str = ""
    durable: bool = False
    again: tuple[bytes, ...] | None = None
    pace: Pace = UNLIMITED
    tell: Callable[[Progress], None] = lambda _: None
    lists: bool = True
    attributes: bool = True
    sparse: bool = True
    streams: int = 0
    size_bytes: int = 0


class Copied(Record):
    """One pass. `left` counts what could not be copied, by why; anything there is no success."""

    mover: str
    why: str = ""
    files: int = 0
    size_bytes: int = 0
    sent_bytes: int = 0
    deleted: int = 0
    left: dict[str, int] = {}
    listed: str = ""
    seconds: float = 0
    loses: tuple[str, ...] = ()
    streams: int = 1

    @property
    def complete(self) -> bool:
        """Whether everything that was there has been copied."""
        return not self.left
