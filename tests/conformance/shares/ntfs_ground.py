"""A share with NTFS rights between two real Samba servers whose files go over two real OpenSSH servers."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flytt.adapters.shares.hosts import HostShares
from flytt.adapters.shares.smb_session import SmbShare, connected
from flytt.adapters.ssh.endpoint import KeyFile
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.share_rights import NtfsRights
from flytt.migration.share_settings import OwnerRow
from flytt.migration.shares import ShareJob, SharePlace
from flytt.shares import descriptor
from flytt.shares.descriptor import CONTAINER_INHERIT, OBJECT_INHERIT, Ace, Descriptor
from flytt.shares.descriptor_rights import FULL, READ_ALL
from tests.conformance.shares.ground import sshd
from tests.conformance.shares.samba_ground import PEOPLE, Samba

BOTH = OBJECT_INHERIT | CONTAINER_INHERIT
CLOSED = "lukket/sak æ.txt"
FILES = ("åpen.txt", "lukket/sak æ.txt", "lukket/dyp/notat")


@dataclass
class NtfsGround:
    """The port over both, and the test's own hands in the shares."""

    shares: HostShares
    sambas: tuple[Samba, Samba]
    job: ShareJob

    @contextmanager
    def side(self, number: int, person: str = "root", *, own: bool = True) -> Generator[SmbShare]:
        """Open a side over SMB: Flytt's own share of it, or the one that people use."""
        name = self.job.source.path if number == 0 else self.job.target.path
        export = Path(name).name
        with connected(self.sambas[number].server(person), f"{export}-flytt" if own else export) as share:
            yield share

    def rights(self, number: int, path: str) -> Descriptor:
        """Return the rights of one thing."""
        with self.side(number) as share:
            return descriptor.parse(share.security(path.replace("/", "\\")))

    def give(self, number: int, path: str, owner: str, *dacl: Ace) -> None:
        """Set the rights of one thing, as an administrator would."""
        sid = self.sambas[number].sids[owner]
        with self.side(number) as share:
            rights = Descriptor(sid, "S-1-22-2-9", dacl, protected=True)
            share.set_security(path.replace("/", "\\"), descriptor.packed(rights))


def ntfs_ground(shares: HostShares, sambas: tuple[Samba, Samba], name: str) -> NtfsGround:
    """Lay a share with rights on the old side, and an empty one that nobody writes in on the new."""
    old, new = sambas
    top = old.share(name, read_only="no")
    new.share(name, read_only="yes").rmdir()
    for samba in sambas:
        own = {"path": str(samba.folder(name)), "read only": "no", "follow symlinks": "no"}
        stock = {"vfs objects": "acl_xattr", "acl_xattr:ignore system acls": "yes", "valid users": "root"}
        for parameter, value in (own | stock).items():
            samba.call("net", "conf", "setparm", f"{name}-flytt", parameter, value)
        samba.call("smbcontrol", "all", "reload-config")
    for file in FILES:
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).write_text(f"content of {file}")
    (top / "runde").symlink_to(".")
    ground = NtfsGround(shares, sambas, job_of(sambas, name))
    furnish(ground)
    return ground


@contextmanager
def over_ssh(sambas: tuple[Samba, Samba]) -> Generator[HostShares]:
    """Start an OpenSSH server beside each Samba."""
    old, new = sambas
    with (
        sshd("old", environment=f"SMB_CONF_PATH={old.config}") as one,
        sshd("new", environment=f"SMB_CONF_PATH={new.config}") as other,
    ):
        key = one.root / "client_key"
        with (other.home / ".ssh" / "authorized_keys").open("a") as known:
            known.write((one.root / "client_key.pub").read_text())
        hosts = SshHosts({"old": one.endpoint(), "new": other.endpoint()}, credentials=KeyFile(path=key))
        services = {"old": old.server(), "new": new.server()}
        yield HostShares(hosts, known_hosts=None, tell=lambda _share, _how: None, file_services=services)
        hosts.close()


def job_of(sambas: tuple[Samba, Samba], name: str) -> ShareJob:
    """Return from where to where, everybody decided."""
    old, new = sambas
    rows = tuple(OwnerRow(kind="user", source=old.sids[who], target=new.sids[who]) for who in PEOPLE)
    return ShareJob(
        source=SharePlace(host="old", path=str(old.folder(name)), keep=str(old.root / "keep" / name)),
        target=SharePlace(host="new", path=str(new.folder(name)), keep=str(new.root / "keep" / name)),
        owners=rows,
        keep_owners=True,
        rights="ntfs",
        ntfs=NtfsRights(source=f"{name}-flytt", target=f"{name}-flytt", users=name),
    )


def furnish(ground: NtfsGround) -> None:
    """Give the old side rights worth keeping: a closed folder, and one person who may not even read."""
    who = ground.sambas[0].sids
    full = Ace("allow", BOTH, FULL, who["root"])
    everyone = Ace("allow", BOTH, READ_ALL, "S-1-1-0")
    news = Ace("allow", BOTH, FULL, who["news"])
    ground.give(0, "", "root", full, everyone)
    ground.give(0, "åpen.txt", "news", Ace("deny", 0, FULL, who["games"]), full, everyone)
    for path in ("lukket", "lukket/sak æ.txt", "lukket/dyp", "lukket/dyp/notat"):
        ground.give(0, path, "news", full, news)
