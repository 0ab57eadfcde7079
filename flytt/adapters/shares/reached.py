"""What lies behind the port: folders, sides and listings of shares on the hosts of a mapping."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from flytt.adapters.shares.folder import Folder
from flytt.adapters.shares.limits import Pace
from flytt.adapters.shares.manifests import Looking, manifest
from flytt.adapters.shares.order import Order, Progress, Side
from flytt.adapters.shares.places import server_of
from flytt.adapters.shares.ssh_shell import SshShell
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.share_settings import OwnerRow
from flytt.migration.shares import ShareJob, SharePlace
from flytt.shares.manifest import Algorithm, Listed
from flytt.shares.owners import Owner, Owners

EVIDENCE: Algorithm = "blake2b-256"
SAME = Owners(others="same")


@dataclass(frozen=True, slots=True)
class Reached:
    """The hosts, and who hears how far a copy is, by the name under which Flytt keeps its own beside it."""

    hosts: SshHosts
    known_hosts: Path | None
    tell: Callable[[str, Progress], None]

    def folder(self, place: SharePlace) -> Folder:
        """Return a share on its host."""
        return Folder(self._shell(place), place)

    def side(self, place: SharePlace, path: str = "") -> Side:
        """Return a share, or another folder on its host, as movers take it."""
        connection = self.hosts.on(place.host).commands.connection
        server = server_of(place.host, connection.endpoint, self.known_hosts)
        return Side(SshShell(connection), path or place.path, server, place.keep, connection)

    def manifest(self, place: SharePlace, *, content: bool) -> AbstractContextManager[Listed]:
        """Begin to list a share where it lies."""
        return manifest(self._shell(place), place.path, Looking(algorithm=EVIDENCE if content else "none"))

    def order(self, job: ShareJob, name: str, *, again: tuple[bytes, ...] | None = None) -> Order:
        """Return the order for a pass.

        It waits for the target's disk: a pass is noted as complete, and what is noted outlives a power cut.
        """
        limits = job.limits
        return Order(
            job=f"{Path(job.target.keep).name}-{name}"[:100],
            source=self.side(job.source),
            target=self.side(job.target),
            owners=job.owners,
            delete=again is None,
            aside=f"{job.target.keep}/replaced",
            again=again,
            durable=True,
            pace=Pace(limits.kib_per_second, limits.busy_hours, limits.busy_kib_per_second),
            tell=lambda progress: self.tell(Path(job.target.keep).name, progress),
        )

    def _shell(self, place: SharePlace) -> SshShell:
        return SshShell(self.hosts.on(place.host).commands.connection)


def owners_of(job: ShareJob) -> Owners:
    """Return whose files become whose."""
    users = {_owner(row.source): _owner(row.target) for row in job.owners if row.kind == "user"}
    groups = {_owner(row.source): _owner(row.target) for row in job.owners if row.kind == "group"}
    return Owners(users, groups, others="same" if job.keep_owners else "undecided")


def reversed_owners(rows: tuple[OwnerRow, ...]) -> tuple[OwnerRow, ...]:
    """Return the rows for the way back. Of two who became one, the first gets the files back."""
    found: dict[tuple[str, str], OwnerRow] = {}
    for row in rows:
        found.setdefault((row.kind, row.target), row.changed(source=row.target, target=row.source))
    return tuple(found.values())


def _owner(text: str) -> Owner:
    return int(text) if text.isdigit() else text
