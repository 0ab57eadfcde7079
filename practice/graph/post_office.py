"""All mailboxes of all tenants: made when they are first looked at, from the seed; and mail that arrives."""

from __future__ import annotations

import hashlib

from practice.graph.boxes import (
    ATTACHED,
    BODY,
    ENDS,
    KEY,
    KNOWN,
    MEETING,
    MESSAGE_ID,
    PHONE,
    STARTS,
    SUBJECT,
    TO,
    Box,
    BoxItem,
    BoxKind,
    Stream,
)  # fmt: skip
from practice.graph.clock import EPOCH
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, text, texts
from practice.people import Draw

__all__ = ["ROOM", "SHARED", "PostOffice"]

SHARED, ROOM = "Fellespostboks", "Møterom"
"""Job titles by which the seed tells accounts that are no person's."""
_SUBJECTS = ("Møte om plass", "Søknad", "Vedtak", "Årsplan", "Spørsmål om time", "Referat")
_KINDS = {
    "inbox": "IPM.Note",
    "sentitems": "IPM.Note",
    "calendar": "IPM.Appointment",
    "contacts": "IPM.Contact",
}
_EVERY = 5
"""Every fifth person of the staff has somebody who opens their mailbox and sends for them."""


class PostOffice:
    """Every tenant's mailboxes, by the account that owns them. `items` in each seeded one.

    `purge_tells`: removing a meeting for good writes to its guests. Microsoft does not say whether it does.
    """

    def __init__(self, items: int = 0, *, purge_tells: bool = False) -> None:
        self.items, self.purge_tells = items, purge_tells
        self._boxes: dict[str, Box] = {}
        self._by_id: dict[str, Box] = {}
        self.sessions: dict[str, tuple[str, str, float]] = {}
        self.sessions_made = 0

    def of(self, tenant: Tenant, owner: str) -> Box | None:
        """The mailbox of an account; none when Exchange has given it none."""
        user = tenant.users.true(owner)
        if user is None or not texts(user, "proxyAddresses"):
            return None
        if owner not in self._boxes:
            self._boxes[owner] = self._made(tenant, user)
            self._by_id[self._boxes[owner].id] = self._boxes[owner]
        return self._boxes[owner]

    def by_id(self, tenant: Tenant, box_id: str) -> Box | None:
        """The mailbox with an id, if its account is still there."""
        if box_id not in self._by_id:
            for user in list(tenant.users.values()):
                self.of(tenant, text(user, "id"))
        found = self._by_id.get(box_id)
        return found if found is not None and tenant.users.true(found.owner) is not None else None

    def all(self, tenant: Tenant) -> list[Box]:
        """All mailboxes of a tenant."""
        found = [self.of(tenant, text(user, "id")) for user in list(tenant.users.values())]
        return [box for box in found if box is not None]

    def keep(self, box: Box) -> None:
        """Have a mailbox that was made otherwise."""
        self._boxes[box.owner] = self._by_id[box.id] = box

    def drop(self, box: Box) -> None:
        """Have it no longer."""
        self._boxes.pop(box.owner, None)
        self._by_id.pop(box.id, None)

    def lines(self, tenant: Tenant) -> list[str]:
        """What is in all mailboxes of a tenant, if any were seeded; owners by their names."""

        def name(object_id: str) -> str:
            found = tenant.object(object_id)
            return text(found[1], "userPrincipalName") or object_id if found else object_id

        boxes = self.all(tenant) if self.items else []
        return [f"{name(box.owner)} {line}" for box in boxes for line in box.digest_lines(name)]

    def deliver(self, tenant: Tenant, address: str, subject: str) -> BoxItem | None:
        """Let mail arrive from outside, and go on to where the mailbox forwards to; None: nobody is there."""
        user = tenant.users.find("mail", address)
        box = self.of(tenant, text(user, "id")) if user else None
        if box is None:
            for other in tenant.others:
                if address.rsplit("@", 1)[-1] == other.initial_domain:
                    return self.deliver(other, address, subject)
            return None
        message = f"<{hashlib.sha256(f'{subject}'.encode()).hexdigest()[:16]}@utenfra.example>"
        inbox = box.known("inbox")
        assert inbox is not None
        stream = _stream(
            "IPM.Note", f"{box.id}/{subject}", subject, tenant.clock.now(), {MESSAGE_ID: message}
        )
        within = text(tenant.users.true(box.forwards_within) or {}, "mail") if box.forwards_within else ""
        onward = within or box.forwards_to
        here = box.put(inbox.id, stream, tenant.clock.now()) if box.keeps_copy or not onward else None
        there = self.deliver(tenant, onward, subject) if onward else None
        return here or there

    def _made(self, tenant: Tenant, user: Thing) -> Box:
        title = text(user, "jobTitle")
        kinds: dict[str, BoxKind] = {SHARED: "SharedMailbox", ROOM: "RoomMailbox"}
        owner = text(user, "id")
        box = Box(identifier(tenant.id, "mailbox", owner), owner, kinds.get(title, "UserMailbox"))
        is_seeded = owner in tenant.seeded and tenant.name == "source"
        for known, (norwegian, english, kind) in KNOWN.items():
            box.add_folder(norwegian if is_seeded else english, kind, known=known)
        if is_seeded and self.items:
            self._fill(tenant, box, user)
        return box

    def _fill(self, tenant: Tenant, box: Box, user: Thing) -> None:
        draw = Draw(f"{tenant.seed}/box/{box.owner}")
        top = box.add_folder("Saker", "IPF.Note")
        below = box.add_folder("2024", "IPF.Note", parent=top.id)
        places = [*((box.known(known), kind) for known, kind in _KINDS.items()), (below, "IPM.Note")]
        for number in range(self.items):
            folder, kind = places[number % len(places)]
            assert folder is not None
            subject = f"{draw.pick(_SUBJECTS, number)} {number}"
            extra = _of_kind(kind, number, box.owner[:8])
            when = EPOCH - 3_600.0 * (self.items - number)
            box.put(folder.id, _stream(kind, f"{draw.seed}/{number}", subject, when, extra), when)
        others = [
            one for one in tenant.users.values() if text(one, "jobTitle") == "Ansatt" and one is not user
        ]
        needs = box.kind == "SharedMailbox" or draw.number(_EVERY, "delegate") == 0
        for seat in range(2 if box.kind == "SharedMailbox" else 1) if others and needs else ():
            delegate = text(others[draw.number(len(others), "delegate", seat)], "id")
            box.rights |= {(delegate, "full"), (delegate, "send-as" if seat == 0 else "on-behalf")}


def _of_kind(kind: str, number: int, owner: str) -> dict[str, str]:
    if kind == "IPM.Contact":
        return {PHONE: f"{99000000 + number}"}
    if kind == "IPM.Appointment":
        asked = {MEETING: str(number % 2), TO: "utenfra@naboen.example" if number % 2 else ""}
        return asked | {STARTS: "2023-05-08T07:00:00Z", ENDS: "2023-05-08T08:00:00Z"}
    return {MESSAGE_ID: f"<{number}.{owner}@praksis.example>", ATTACHED: f"plan {number}"}


def _stream(kind: str, seed: str, subject: str, when: float, extra: dict[str, str]) -> Stream:
    key = hashlib.sha256(seed.encode()).digest()[:16].hex().upper()
    body = f"{subject}. " + hashlib.sha512(seed.encode()).hexdigest() * (1 + len(seed) % 5)
    return Stream(kind, when, {KEY: key, SUBJECT: subject, BODY: body, **extra})
