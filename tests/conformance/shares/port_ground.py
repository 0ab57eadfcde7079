"""Two hosts with a share to move, and the test's own hands in their files."""

import itertools
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from flytt.adapters.memory.hosts import MemoryHost, MemoryHosts
from flytt.adapters.memory.shares import MemoryShares
from flytt.adapters.shares.hosts import HostShares
from flytt.adapters.ssh.endpoint import Endpoint, KeyFile
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.share_port import Shares
from flytt.migration.shares import ShareJob, SharePlace
from practice.running import Running, start
from practice.world import World
from tests.conformance.shares.ground import Host

_NUMBERS = itertools.count(1)
FILES = {"a": b"first", "mappe/b": b"second", "mappe/dyp/-rf": b"third"}
OFFERED = {"path": "/srv/tilbudt", "writable": True}
WORLD: dict[str, object] = {"hosts": {"old": {"shares": {"felles": OFFERED}}, "new": {}}}


class Ground(Protocol):
    """The port, and what lies behind it."""

    shares: Shares

    def job(self) -> ShareJob:
        """Return a share of its own: its folder at the source holds `FILES`, the target is not made."""
        ...

    def write(self, place: SharePlace, path: str, content: bytes) -> None:
        """Write a file as its users would."""
        ...

    def delete(self, place: SharePlace, path: str) -> None:
        """Delete one as its users would."""
        ...

    def under(self, place: SharePlace, folder: str) -> dict[str, bytes]:
        """Return all files below a folder of that host, by their path."""
        ...


class Memory:
    """The twin's ground."""

    def __init__(self) -> None:
        self.hosts = MemoryHosts({"old": MemoryHost(exports={"felles": True}), "new": MemoryHost()})
        self.shares: Shares = MemoryShares(self.hosts)

    def job(self) -> ShareJob:
        """Place the files."""
        job = job_below("/room", next(_NUMBERS))
        self.hosts.on("old").folders.add(job.source.path)
        for path, content in FILES.items():
            self.write(job.source, path, content)
        return job

    def write(self, place: SharePlace, path: str, content: bytes) -> None:
        """Place the bytes."""
        self.hosts.on(place.host).content[f"{place.path}/{path}"] = content

    def delete(self, place: SharePlace, path: str) -> None:
        """Take them away."""
        del self.hosts.on(place.host).content[f"{place.path}/{path}"]

    def under(self, place: SharePlace, folder: str) -> dict[str, bytes]:
        """Look among all files of the twin."""
        found = self.hosts.on(place.host).content
        return {p.removeprefix(f"{folder}/"): data for p, data in found.items() if p.startswith(f"{folder}/")}


class OnDisk:
    """Hosts whose files lie on this machine, below a root each."""

    def __init__(self, hosts: SshHosts, roots: dict[str, Path], below: str) -> None:
        self.hosts, self.roots, self.below = hosts, roots, below
        self.shares: Shares = HostShares(hosts, known_hosts=None, tell=lambda _path, _progress: None)

    def job(self) -> ShareJob:
        """Write the files."""
        job = job_below(self.below, next(_NUMBERS))
        for path, content in FILES.items():
            self.write(job.source, path, content)
        for place in (job.source, job.target):
            self.real(place, place.path).parent.mkdir(parents=True, exist_ok=True)
        return job

    def real(self, place: SharePlace, path: str) -> Path:
        """Return where a host's path lies on this machine."""
        return self.roots[place.host] / path.removeprefix("/")

    def write(self, place: SharePlace, path: str, content: bytes) -> None:
        """Write it."""
        file = self.real(place, place.path) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def delete(self, place: SharePlace, path: str) -> None:
        """Unlink it."""
        (self.real(place, place.path) / path).unlink()

    def under(self, place: SharePlace, folder: str) -> dict[str, bytes]:
        """Read all of it."""
        top = self.real(place, folder)
        return {str(p.relative_to(top)): p.read_bytes() for p in sorted(top.rglob("*")) if p.is_file()}


def job_below(folder: str, number: int, **more: object) -> ShareJob:
    """Return from where to where."""
    source = SharePlace(host="old", path=f"{folder}/{number}/old/felles", keep=f"{folder}/{number}/old/keep")
    target = SharePlace(host="new", path=f"{folder}/{number}/new/felles", keep=f"{folder}/{number}/new/keep")
    return ShareJob(source=source, target=target, keep_owners=True).changed(**more)


@contextmanager
def practice(directory: Path) -> Generator[OnDisk]:
    """Start a practice municipality of two hosts."""
    with start(World.model_validate(WORLD), directory) as running:
        hosts = SshHosts(
            {name: _endpoint(running, name) for name in ("old", "new")},
            credentials=KeyFile(path=running.addresses.client_key),
        )
        yield OnDisk(hosts, {name: directory / "hosts" / name / "root" for name in ("old", "new")}, "/room")
        hosts.close()


@contextmanager
def openssh(old: Host, new: Host, folder: Path) -> Generator[OnDisk]:
    """Use two servers that let the same key in."""
    key = (old.root / "client_key.pub").read_text()
    with (new.home / ".ssh" / "authorized_keys").open("a") as known:
        known.write(key)
    hosts = SshHosts(
        {"old": old.endpoint(), "new": new.endpoint()}, credentials=KeyFile(path=old.root / "client_key")
    )
    yield OnDisk(hosts, {"old": Path("/"), "new": Path("/")}, str(folder))
    hosts.close()
    shutil.rmtree(folder, ignore_errors=True)


def _endpoint(running: Running, name: str) -> Endpoint:
    found = running.addresses.hosts[name]
    return Endpoint(address=found.address, port=found.port, user=found.user, host_key=found.host_key)
