"""What lies behind the port: folders, sides and listings of shares on the hosts of a mapping."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.adapters.shares.folder import Folder
from flytt.adapters.shares.hashing import all_able, fastest
from flytt.adapters.shares.limits import Pace
from flytt.adapters.shares.manifests import Looking, manifest
from flytt.adapters.shares.order import Order, Progress, Side
from flytt.adapters.shares.places import server_of
from flytt.adapters.shares.ssh_shell import SshShell
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.errors import BadInput
from flytt.migration.share_settings import OwnerRow
from flytt.migration.shares import ShareJob, SharePlace
from flytt.shares.descriptor_owners import SidOwners
from flytt.shares.manifest import Algorithm, Listed
from flytt.shares.owners import Owner, Owners

if TYPE_CHECKING:
    from flytt.adapters.shares.smb_server import SmbServer

SAME = Owners(others="same")


@dataclass(frozen=True, slots=True)
class Reached:
    """The hosts, and who hears how far a copy is, by the name under which Flytt keeps its own beside it."""

    hosts: SshHosts
    known_hosts: Path | None
    tell: Callable[[str, Progress], None]
    file_services: "Mapping[str, SmbServer]" = field(default_factory=dict[str, "SmbServer"])

    def folder(self, place: SharePlace) -> Folder:
        """Return a share on its host."""
        return Folder(self._shell(place), place)

    def side(self, place: SharePlace, path: str = "") -> Side:
        """Return a share, or another folder on its host, as movers take it."""
        connection = self.hosts.on(place.host).commands.connection
        server = server_of(place.host, connection.endpoint, self.known_hosts)
        return Side(SshShell(connection), path or place.path, server, place.keep, connection)

    def evidence(self, *places: SharePlace) -> Algorithm:
        """Return the hash by which these are read soonest, measured on their hosts; manifests name it."""
        return fastest(all_able(self.side(place).shell for place in places))

    def manifest(self, place: SharePlace, by: Algorithm) -> AbstractContextManager[Listed]:
        """Begin to list a share where it lies; by `none`, no content is read."""
        return manifest(self.side(place).shell, place.path, Looking(algorithm=by))

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

    def file_service(self, host: str) -> "SmbServer":
        """Return a host's file service. BadInput when nobody has stated where it is reached."""
        if host not in self.file_services:
            raise BadInput(
                f"Nobody has stated where the file service of {host} is reached.",
                still_true="No rights were touched.",
                next_command=f"state {host} under file_services in reach.yaml",
            )
        return self.file_services[host]

    def _shell(self, place: SharePlace) -> SshShell:
        return SshShell(self.hosts.on(place.host).commands.connection)


def owners_of(job: ShareJob) -> Owners:
    """Return whose files become whose."""
    users = {_owner(row.source): _owner(row.target) for row in job.owners if row.kind == "user"}
    groups = {_owner(row.source): _owner(row.target) for row in job.owners if row.kind == "group"}
    return Owners(users, groups, others="same" if job.keep_owners else "undecided")


def sids_of(job: ShareJob) -> Owners:
    """Return who becomes whom among SIDs; those that Samba makes of numbers follow the numbers."""
    users, groups = (dict[Owner, Owner](), dict[Owner, Owner]())
    for row in job.owners:
        if not row.source.isdigit():
            (users if row.kind == "user" else groups)[row.source] = row.target
    keep = job.ntfs is not None and job.ntfs.keep_sids
    return SidOwners(Owners(users, groups, others="same" if keep else "undecided"), owners_of(job))


def reversed_owners(rows: tuple[OwnerRow, ...]) -> tuple[OwnerRow, ...]:
    """Return the rows for the way back. Of two who became one, the first gets the files back."""
    found: dict[tuple[str, str], OwnerRow] = {}
    for row in rows:
        found.setdefault((row.kind, row.target), row.changed(source=row.target, target=row.source))
    return tuple(found.values())


def _owner(text: str) -> Owner:
    return int(text) if text.isdigit() else text
