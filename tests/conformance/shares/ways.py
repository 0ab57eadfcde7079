"""Every way in which a share can go from one folder to another, by the same words."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from flytt.adapters.shares import relay, rsync, sftp
from flytt.adapters.shares.local_shell import LocalShell
from flytt.adapters.shares.order import Copied, Order, Server, Side
from flytt.shares.movers import Choice, Direction, Mover
from tests.conformance.shares.ground import Host
from tests.conformance.shares.trees import differences, listing

WAYS = {
    "rsync push": ("rsync", "push", "ssh", "ssh"),
    "rsync pull": ("rsync", "pull", "ssh", "ssh"),
    "rsync here": ("rsync", "here", "ssh", "ssh"),
    "rsync from this machine": ("rsync", "push", "local", "ssh"),
    "rsync to this machine": ("rsync", "pull", "ssh", "local"),
    "rsync on this machine": ("rsync", "here", "local", "local"),
    "relay": ("relay", "through", "ssh", "ssh"),
    "relay from this machine": ("relay", "through", "local", "ssh"),
}
_COPY = {"rsync": rsync.copy, "relay": relay.copy, "sftp": sftp.copy}


@dataclass
class Way:
    """A way between two folders."""

    mover: Mover
    direction: Direction
    order: Order

    @property
    def source(self) -> Path:
        """The folder that is copied."""
        return Path(self.order.source.path)

    @property
    def target(self) -> Path:
        """Where it arrives."""
        return Path(self.order.target.path)

    def copy(self, **changed: object) -> Copied:
        """Copy, with some of the order changed for once."""
        order = replace(self.order, **changed)  # pyright: ignore[reportArgumentType]
        choice = Choice(
            mover=self.mover, direction=self.direction, why="told to", lists_apart=bool(order.owners)
        )
        return _COPY[self.mover](order, choice)


def way(name: str, hosts: tuple[Host, Host], folder: Path) -> Way:
    """Return a way by its name; nothing lies in its folders yet."""
    mover, direction, *kinds = WAYS[name]
    old, new = (
        side(host, folder / end, local=kind == "local")
        for host, end, kind in zip(hosts, ("a", "b"), kinds, strict=True)
    )
    if direction == "here":
        new = replace(new, shell=old.shell, server=old.server)
    # The hosts are the same for all tests: a job of one's own finds nothing that another has left.
    job = re.sub("[^a-z0-9]+", "-", folder.name.lower())
    return Way(mover, direction, Order(job, old, new))  # pyright: ignore[reportArgumentType]


def side(host: Host, path: Path, *, local: bool = False, port: int = 0) -> Side:
    """Return a folder on a host; `port` is where other hosts reach it."""
    if local:
        return Side(LocalShell(), str(path))
    shell = host.shell()
    key = (host.root / "host_key.pub").read_text().strip()
    server = Server(host.address, port or host.port, host.user, (key,))
    return Side(shell, str(path), server, connection=shell.connection)


def same(moving: Way) -> list[str]:
    """Return what differs between the two folders, by the test's own eyes."""
    return differences(listing(moving.source), listing(moving.target))
