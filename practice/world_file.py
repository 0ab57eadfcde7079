"""Reads a world file, and finds every fault in it at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from practice.world import Action, World

__all__ = ["WorldError", "read_world"]


class WorldError(Exception):
    """The world file cannot be used. `faults` holds a sentence for each fault found."""

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__(
            f"{path}: {len(self.faults)} fault(s)\n" + "\n".join(f"  {fault}" for fault in self.faults)
        )


def read_world(path: Path) -> World:
    """Read and check a world file. Raises WorldError with every fault that could be found."""
    try:
        data: object = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_doubles)
    except (OSError, ValueError) as error:
        raise WorldError(path, [f"cannot be read as JSON: {error}"]) from error
    try:
        world = World.model_validate(data)
    except ValidationError as error:
        raise WorldError(path, [_fault(item["loc"], item["msg"]) for item in error.errors()]) from error
    faults = [*_loose_ends(world)]
    if faults:
        raise WorldError(path, faults)
    return world


def _fault(where: Sequence[str | int], message: str) -> str:
    return f"{'.'.join(str(part) for part in where) or 'the file'}: {message}"


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        msg = f"named twice: {', '.join(sorted({name for name in names if names.count(name) > 1}))}"
        raise ValueError(msg)
    return found


def _loose_ends(world: World) -> Iterator[str]:
    for name, target in world.dns.cnames.items():
        if target not in world.hosts:
            yield f"dns.cnames.{name}: there is no host {target}"
        if name in world.hosts:
            yield f"dns.cnames.{name}: a host has that name"
        if name == "ns":
            yield "dns.cnames.ns: the name server has that name"
    for host_id, host in world.hosts.items():
        paths = [path for service in host.services.values() for path in (service.database, service.config)]
        yield from (
            f"hosts.{host_id}: {path} is used twice" for path in sorted(set(paths)) if paths.count(path) > 1
        )
    for hand_id, hand in world.hands.items():
        for direction, actions in (("do", hand.do), ("undo", hand.undo)):
            for number, action in enumerate(actions):
                for fault in _loose_action(world, action):
                    yield f"hands.{hand_id}.{direction}.{number}: {fault}"


def _loose_action(world: World, action: Action) -> Iterator[str]:
    if action.set_document and action.set_document.name not in world.documents:
        yield f"there is no document {action.set_document.name}"
    for equipment in (action.listen, action.close):
        if equipment is not None and equipment not in world.equipment:
            yield f"there is no equipment {equipment}"
    if row := action.write_row:
        host = world.hosts.get(row.host)
        if host is None or row.service not in host.services:
            yield f"there is no service {row.service} on a host {row.host}"
