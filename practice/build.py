"""Makes the world that a file describes, once; a world that is there already goes on as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from practice.disk import write_whole
from practice.register import make_register
from practice.shares import make_share
from practice.world import Service, World

__all__ = ["OtherWorldError", "build", "host_root"]

_USUAL_DIRECTORIES = ("etc", "home/flytt", "srv", "tmp", "var/lib", "var/tmp")


class OtherWorldError(Exception):
    """The directory holds the world of another file."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(
            f"{directory} holds a world that was built from another file; take an empty directory"
        )


def host_root(directory: Path, host: str) -> Path:
    """Where the file system of a host lies."""
    return directory / "hosts" / host / "root"


def build(world: World, directory: Path) -> None:
    """Make every file of the world, unless they are made. Raises OtherWorldError."""
    written = directory / "world.json"
    if written.exists():
        if World.model_validate_json(written.read_bytes()) != world:
            raise OtherWorldError(directory)
        return
    shutil.rmtree(directory / "hosts", ignore_errors=True)  # a build that was interrupted begins again
    for host_id, host in world.hosts.items():
        root = host_root(directory, host_id)
        for usual in _USUAL_DIRECTORIES:
            (root / usual).mkdir(parents=True, exist_ok=True)
        for name, service in host.services.items():
            _install(root, service, host=host_id, name=name, seed=world.seed)
        for name, share in host.shares.items():
            if share.files:
                place = root / share.path.removeprefix("/")
                make_share(place, seed=f"{world.seed}/{host_id}/{name}", files=share.files)
    write_whole(written, world.model_dump_json(by_alias=True).encode())


def _install(root: Path, service: Service, *, host: str, name: str, seed: int) -> None:
    database = root / service.database.removeprefix("/")
    database.parent.mkdir(parents=True, exist_ok=True)
    if service.content == "register":
        make_register(
            database,
            seed=f"{seed}/{host}/{name}",
            rows=service.rows,
            key_offset=service.key_offset,
            overlap=service.overlap,
        )
    if service.settings is not None:
        content = {"name": name, "host": host, "database": service.database, **service.settings}
        config = root / service.config.removeprefix("/")
        write_whole(config, json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")
