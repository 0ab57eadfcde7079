"""The whole world as one digest, so that a test can say: it is exactly as before."""

from __future__ import annotations

import hashlib
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict, TypeAdapter

from practice.documents import Documents, etag
from practice.units import UnitState
from practice.world import World
from practice.zone import records_in

__all__ = ["HostSnapshot", "Snapshot", "snapshot"]

_SQLITE = b"SQLite format 3\0"
_SIDECARS = ("-journal", "-wal", "-shm")
_STATES = TypeAdapter(dict[str, UnitState])
_LISTENING = TypeAdapter(dict[str, bool])


class HostSnapshot(BaseModel):
    """Every file by path (`MODE KIND HASH`; of a database, its content and not its pages) and every unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: Mapping[str, str]
    units: Mapping[str, UnitState]
    exports: Mapping[str, bool] = {}


class Snapshot(BaseModel):
    """What the world consists of. Two worlds are the same exactly when their digests are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str
    hosts: Mapping[str, HostSnapshot]
    dns: tuple[str, ...]
    documents: Mapping[str, str]
    equipment: Mapping[str, bool]


def snapshot(directory: Path, *, units: Mapping[str, Mapping[str, UnitState]] | None = None) -> Snapshot:
    """The world in `directory`. `units` is what really runs; without it, what should run as the files say."""
    world = World.model_validate_json((directory / "world.json").read_bytes())
    hosts = {
        host: HostSnapshot(
            files=dict(_files(directory / "hosts" / host / "root")),
            exports=_exports(directory / "hosts" / host / "exports.json"),
            units=units[host]
            if units
            else _STATES.validate_json((directory / "hosts" / host / "units.json").read_bytes()),
        )
        for host in world.hosts
    }
    whole = Snapshot(
        digest="",
        hosts=hosts,
        dns=records_in(directory / "dns" / "zone", world.dns.zone),
        documents={name: etag(value) for name, value in Documents(directory / "documents", {}).all().items()},
        equipment=_LISTENING.validate_json((directory / "state" / "equipment.json").read_bytes()),
    )
    digest = hashlib.sha256(whole.model_dump_json().encode()).hexdigest()
    return whole.model_copy(update={"digest": digest})


def _exports(kept: Path) -> dict[str, bool]:
    return _LISTENING.validate_json(kept.read_bytes()) if kept.exists() else {}


def _files(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(root.rglob("*")):
        mode = path.lstat().st_mode
        name = f"/{path.relative_to(root)}"
        permissions = f"{stat.S_IMODE(mode):o}"
        if path.is_symlink():
            yield name, f"{permissions} link {path.readlink()}"
        elif path.is_dir():
            yield name, f"{permissions} directory"
        elif not _is_sidecar(path):
            yield name, f"{permissions} {_content(path)}"


def _is_sidecar(path: Path) -> bool:
    return any(
        path.name.endswith(end) and path.with_name(path.name.removesuffix(end)).exists() for end in _SIDECARS
    )


def _content(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(len(_SQLITE)) == _SQLITE:
            try:
                return f"database {_logical(path)}"
            except sqlite3.Error:
                pass  # only looks like a database: its bytes are what can be compared
        file.seek(0)
        return f"file {hashlib.file_digest(file, 'sha256').hexdigest()}"


def _logical(path: Path) -> str:
    """A hash over schema and rows, independent of where in the file they lie."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as database:
        database.text_factory = bytes
        database.execute("BEGIN")
        for pragma in ("user_version", "application_id"):
            digest.update(repr(database.execute(f"PRAGMA {pragma}").fetchone()).encode())
        for row in database.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        ):
            digest.update(repr(row).encode())
        query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for (name,) in cast("list[tuple[bytes]]", database.execute(query).fetchall()):
            table = name.decode().replace('"', '""')
            columns = len(database.execute(f'SELECT * FROM "{table}" LIMIT 0').description)  # noqa: S608 - quoted above
            order = ", ".join(str(column) for column in range(1, columns + 1))
            for row in database.execute(f'SELECT * FROM "{table}" ORDER BY {order}'):  # noqa: S608 - quoted above
                digest.update(repr(row).encode())
        database.rollback()
    return digest.hexdigest()
