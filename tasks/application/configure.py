"""application.configure: the configuration that the application needs on its new host."""

import base64
import json
from typing import Annotated

from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import Files, World
from flytt.migration.record import Json, Record, Slug, digest
from flytt.migration.settings import AbsolutePath
from flytt.migration.step import InVault, Step, Traces


class Want(Record):
    """The whole content of a JSON configuration file."""

    host: Slug
    path: AbsolutePath
    content: dict[str, Json]


class Was(Record):
    """The file as it lay there, base64; None when there was none. It may hold addresses and names."""

    previous: Annotated[str | None, InVault()]


class Written(Record):
    """Nothing that undo needs beyond what was found."""


class Configure(Step[Want, Was, Written]):
    """Replaces one file whole; puts the former one back, and keeps edits that others made meanwhile."""

    def plan(self, want: Want, world: World) -> Was:
        there = _files(want, world).read(want.path)
        return Was(previous=None if there is None else base64.b64encode(there).decode())

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        there = _files(want, world).read(want.path)
        if there == _former(was):
            return Presence.ABSENT
        return Presence.PRESENT if there == _wanted(want) else Presence.PARTIAL

    def do(self, want: Want, was: Was, world: World) -> Written:
        files, there = _files(want, world), _files(want, world).read(want.path)
        if there is not None and there not in {_former(was), _wanted(want)}:
            files.write(_kept(want, there), there)
        if there != _wanted(want):
            files.write(want.path, _wanted(want))
        return Written()

    def traces(self, want: Want, world: World) -> Traces[Was]:
        """A file that others have edited since cannot be told from one that was there before."""
        there = _files(want, world).read(want.path)
        return Traces(Presence.PRESENT if there == _wanted(want) else Presence.ABSENT)

    def verify(self, want: Want, was: Was, receipt: Written, world: World) -> Verification:
        del was, receipt
        there = _files(want, world).read(want.path)
        found: Json = json.loads(there) if there is not None else None
        return Verification.of(
            "read back and parsed",
            expected={want.path: digest(want.content)},
            found={want.path: digest(found)},
        )

    def undo(self, want: Want, was: Was, receipt: Written | None, world: World) -> None:
        del receipt
        files, former = _files(want, world), _former(was)
        there = files.read(want.path)
        if there is not None and there not in {former, _wanted(want)}:
            files.write(_kept(want, there), there)
        if former is None:
            files.remove(want.path)
        elif there != former:
            files.write(want.path, former)

    def written_since(self, want: Want, was: Was, receipt: Written, world: World) -> tuple[str, ...]:
        del was, receipt
        there = _files(want, world).read(want.path)
        if there is None or there == _wanted(want):
            return ()
        return (f"{want.path} was edited; kept in {_kept(want, there)}",)


def _files(want: Want, world: World) -> Files:
    return world.hosts.on(want.host).files


def _wanted(want: Want) -> bytes:
    return json.dumps(want.content, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"


def _former(was: Was) -> bytes | None:
    return None if was.previous is None else base64.b64decode(was.previous)


def _kept(want: Want, content: bytes) -> str:
    return f"{want.path}.kept-{digest(content.decode(errors='replace'))[:12]}"


STEP = Configure()
