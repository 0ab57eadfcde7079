"""Upload sessions: pieces in order, each a multiple of 320 KiB but the last, until they expire."""

from __future__ import annotations

import re
from dataclasses import dataclass

from practice.graph.addressing import files_base
from practice.graph.answers import Answer, Refused
from practice.graph.call import Call
from practice.graph.content import split_target
from practice.graph.drive import Drive, Item
from practice.graph.items import file_system, show, tags_match
from practice.graph.things import Thing, identifier, moment, part, text

__all__ = ["Upload", "Uploads", "fragment"]

PIECE_BYTES, MOST_BYTES = 327_680, 62_914_560
LIVES_SECONDS = 86_400.0
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass
class Upload:
    """One session. It belongs to the address, not to a token."""

    id: str
    drive: Drive
    parent: Item
    name: str
    conflict: str
    expires: float
    defers: bool
    tenant: str = ""
    app: str = ""
    file_system: tuple[str, str] | None = None
    total: int | None = None
    received: bytearray | None = None

    @property
    def body(self) -> bytearray:
        """What has come so far."""
        if self.received is None:
            self.received = bytearray()
        return self.received


class Uploads:
    """All sessions that are open."""

    def __init__(self) -> None:
        self.open: dict[str, Upload] = {}
        self._made = 0

    def start(self, call: Call, of: str, where: str) -> Answer:
        """A new session."""
        drive, parent, name = split_target(call, of, where)
        body = call.request.json()
        wanted = part(body, "item")
        old = drive.child(parent.id, name)
        conflict = text(wanted, "@microsoft.graph.conflictBehavior") or "replace"
        if old is not None:
            tags_match(call, old)
        drive.room_for(parent, text(wanted, "name") or name, conflict=conflict)
        self._made += 1
        key = identifier("upload", drive.id, parent.id, name, self._made)
        expires = call.clock.now() + LIVES_SECONDS
        self.open[key] = Upload(
            key, drive, parent, text(wanted, "name") or name, conflict, expires,
            body.get("deferCommit") is True, call.tenant.id, call.app.id, file_system(wanted),
        )  # fmt: skip
        state = _state(self.open[key])
        context = call.context("microsoft.graph.uploadSession")
        return Answer(
            200,
            {
                "@odata.context": context,
                "uploadUrl": f"{files_base(call.request.base)}/upload/{key}",
                **state,
            },
        )

    def find(self, key: str, now: float) -> Upload:
        """The open session. Raises Refused (404) when it is over or never was."""
        upload = self.open.get(key)
        if upload is None or upload.expires <= now:
            self.open.pop(key, None)
            raise Refused(404, "itemNotFound", "The upload session was not found.")
        return upload

    def expire_all(self) -> int:
        """Let every open session be over; how many there were."""
        count = len(self.open)
        self.open.clear()
        return count


def fragment(uploads: Uploads, call: Call, key: str, *, lenient: bool) -> Answer:
    """One request to the address of a session. A token here is an error, as with the service."""
    if "authorization" in call.request.headers and not lenient:
        raise Refused(401, "unauthenticated", "The upload address carries its own right: send no token.")
    upload = uploads.find(key, call.clock.now())
    if call.request.method == "DELETE":
        del uploads.open[key]
        return Answer(204)
    if call.request.method == "GET":
        return Answer(200, _state(upload))
    if call.request.method == "POST":
        return _finish(uploads, call, upload)
    asked = _RANGE.fullmatch(call.request.headers.get("content-range", ""))
    if asked is None:
        raise Refused(400, "invalidRequest", "The Content-Range header is missing or malformed.")
    first, last, total = (int(number) for number in asked.groups())
    body = call.request.body
    _check(upload, first, last, total, len(body))
    upload.total = total
    upload.body.extend(body)
    if last + 1 < total:
        upload.expires = call.clock.now() + LIVES_SECONDS
        return Answer(202, _state(upload))
    return Answer(202, _state(upload)) if upload.defers else _finish(uploads, call, upload)


def _check(upload: Upload, first: int, last: int, total: int, length: int) -> None:
    if length != last - first + 1 or last >= total or (upload.total or total) != total:
        raise Refused(400, "invalidRequest", "The Content-Range does not match the content.")
    if length >= MOST_BYTES:
        raise Refused(413, "invalidRequest", "The maximum bytes in one request is 60 MiB.")
    if last + 1 < total and length % PIECE_BYTES:
        raise Refused(400, "invalidRequest", "The fragment length must be a multiple of 320 KiB.")
    if first != len(upload.body):
        raise Refused(416, "invalidRange", "The uploaded fragment overlaps or skips: see nextExpectedRanges.")


def _finish(uploads: Uploads, call: Call, upload: Upload) -> Answer:
    if upload.total is not None and len(upload.body) < upload.total:
        raise Refused(400, "invalidRequest", "The upload is not complete.")
    content = bytes(upload.body)
    item, is_new = upload.drive.write(
        upload.parent, upload.name, content, call.clock.now(), conflict=upload.conflict, by=upload.app,
        file_system=upload.file_system,
    )  # fmt: skip
    upload.drive.is_touched = True
    uploads.open.pop(upload.id, None)
    return Answer(201 if is_new else 200, show(call, upload.drive, item))


def _state(upload: Upload) -> Thing:
    return {"expirationDateTime": moment(upload.expires), "nextExpectedRanges": [f"{len(upload.body)}-"]}
