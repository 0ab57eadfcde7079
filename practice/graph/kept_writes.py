"""What a practice Graph was asked to change, one line each: done again at the next start, it is as it was."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from practice.graph.answers import Request
from practice.graph.estate import Plan

__all__ = ["KeptWrites", "Write"]


class Write(NamedTuple):
    """Who asked, by ids, and for what."""

    tenant: str
    app: str
    request: Request


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tenant: str
    app: str
    method: str
    path: str
    base: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


class KeptWrites:
    """Lines in a file, under the plan of the tenants: of another plan nothing is kept.

    A line is there before its request is done, so that what was answered is never forgotten. Content that
    came in pieces is kept as a file written whole, once the last piece is there.
    """

    def __init__(self, path: Path, plan: Plan) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        head = plan.model_dump_json()
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.former = tuple(_read(lines[1:])) if lines[:1] == [head] else ()
        kept = [head, *(_written(one) for one in self.former)]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def add(self, write: Write) -> None:
        """Keep one more. It is in the file when this returns."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{_written(write)}\n")


def _written(write: Write) -> str:
    asked = write.request
    # Whose token it was is said; the token itself is kept by nobody.
    headers = {name: value for name, value in asked.headers.items() if name != "authorization"}
    line = _Line(
        tenant=write.tenant,
        app=write.app,
        method=asked.method,
        path=asked.path,
        base=asked.base,
        query=dict(asked.query),
        headers=headers,
        body=base64.b64encode(asked.body).decode(),
    )
    return line.model_dump_json()


def _read(lines: list[str]) -> Iterator[Write]:
    for line in lines:
        try:
            one = _Line.model_validate_json(line)
        except ValidationError:
            return  # the last one, cut off by a kill: its request was not begun
        body = base64.b64decode(one.body)
        yield Write(
            one.tenant, one.app, Request(one.method, one.path, one.base, one.query, one.headers, body)
        )
