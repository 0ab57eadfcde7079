"""A share of two practice hosts, moved by the whole engine; names, locks and people are twins.

`python -m tests.life.share_ground HOME CHECKPOINT [back]` brings it on in a program that can be killed.
"""

import stat
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from flytt.adapters.ledger.opening import open_store
from flytt.adapters.shares.hosts import HostShares
from flytt.adapters.shares.order import Progress
from flytt.adapters.ssh.endpoint import Endpoint, KeyFile
from flytt.adapters.ssh.hosts import SshHosts
from flytt.adapters.vault import EncryptedVault, vault_key
from flytt.migration.plan import Plan
from flytt.migration.planner import make_plan
from flytt.migration.record import Json
from flytt.migration.settings import SETTINGS
from practice.addresses import Addresses
from practice.faults import Kind
from practice.running import start
from practice.world import World
from tests.driving import Wires
from tests.life.killing import program
from tests.worlds import MORNING, RUNBOOKS, SETTINGS_OF, Twins, municipality, twins, workload

KIB_A_SECOND = 400
FILES = 200
SHARED: dict[str, object] = {
    "old": {"shares": {"felles": {"path": "/srv/felles", "writable": True, "files": FILES}}},
    "new": {"shares": {"felles": {"path": "/srv/felles", "writable": False, "files": 0}}},
}


def plan() -> Plan:
    """Return the plan of one share, copied slowly enough to be killed under way."""
    slow: dict[str, Json] = {"limits": {"kib_per_second": KIB_A_SECOND}, "rights": "posix", "owners": []}
    settings = SETTINGS["file-share"].model_validate(SETTINGS_OF["file-share"] | slow).as_json()
    return make_plan(municipality([workload("file-share", settings=settings)]), RUNBOOKS, MORNING)


@dataclass
class Shared:
    """One share on practice hosts that run."""

    scene: Twins
    home: Path
    shares: HostShares
    hosts: SshHosts

    def wires(self, begins: Callable[[str], None] = lambda _: None) -> Wires:
        """Return the doors to it."""
        return Wires(world=replace(self.scene.world, shares=self.shares), begins=begins)

    def path(self, host: str, *parts: str) -> Path:
        """Return where something of a host lies on this machine."""
        return self.home.joinpath("practice", "hosts", host, "root", *parts)

    @property
    def keep(self) -> Path:
        """Flytt's own folder on the new side, if it is the only one."""
        (found,) = self.path("new", "var", "lib", "flytt").iterdir()
        return found

    def tree(self, host: str, *parts: str) -> dict[str, tuple[object, ...]]:
        """Return all that lies in a folder: kind and rights, time, content."""
        top = self.path(host, *(parts or ("srv", "felles")))
        return {str(p.relative_to(top)): _seen(p) for p in sorted(top.rglob("*"))}

    def fault(self, host: str, kind: Kind) -> None:
        """Let the next command on a host go wrong."""
        addresses = Addresses.model_validate_json((self.home / "practice" / "addresses.json").read_bytes())
        token = addresses.http.token_file.read_text(encoding="ascii")
        httpx.post(
            f"{addresses.http.base}/faults",
            json={"host": host, "kind": kind, "command": "sh"},
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=60,
        ).raise_for_status()

    def close(self) -> None:
        """End the connections."""
        self.hosts.close()


def opened(home: Path, *, tell: Callable[[str, Progress], None] = lambda _path, _how: None) -> Shared:
    """Return the share of a practice municipality that runs, over the ledger in `home`."""
    addresses = Addresses.model_validate_json((home / "practice" / "addresses.json").read_bytes())
    endpoints = {
        name: Endpoint(address=at.address, port=at.port, user=at.user, host_key=at.host_key)
        for name, at in addresses.hosts.items()
    }
    hosts = SshHosts(endpoints, credentials=KeyFile(path=addresses.client_key))
    scene = twins(plan=plan())
    scene.store = open_store(str(home / "ledger.db"), scene.plan.municipality)  # type: ignore[assignment]
    scene.vault = EncryptedVault(scene.store, vault_key(home / "vault.key", create=True))  # type: ignore[assignment]
    return Shared(scene, home, HostShares(hosts, known_hosts=None, tell=tell), hosts)


@contextmanager
def shared(home: Path) -> Generator[Shared]:
    """Start the hosts and open their share."""
    with start(World.model_validate({"hosts": SHARED}), home / "practice"):
        made = opened(home)
        yield made
        made.close()


def _seen(path: Path) -> tuple[object, ...]:
    of = path.lstat()
    if stat.S_ISLNK(of.st_mode):
        return "link", str(path.readlink())
    if stat.S_ISDIR(of.st_mode):
        return "folder", stat.S_IMODE(of.st_mode)
    return "file", stat.S_IMODE(of.st_mode), of.st_mtime_ns, path.read_bytes()


if __name__ == "__main__":
    program(opened)
