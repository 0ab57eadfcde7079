"""Exchange's administration by people: Flytt lays a script, somebody runs it, and it reads back what is."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from flytt.adapters.exchange.cmdlets import (
    Cmdlet,
    addressing,
    box_of,
    forwarding,
    granting,
    making,
    recipient_of,
    removing,
    rights_of,
    turning,
)  # fmt: skip
from flytt.adapters.exchange.script import script
from flytt.adapters.graph.answer import Thing, text, things
from flytt.migration.errors import FlyttError, Remedy
from flytt.migration.exchange import NOTHING_SHUT, Box, Forwarding, NewBox, Recipient, Right
from flytt.migration.record import Json, digest

ANSWER = "exchange-answer.json"
BELIEVED = timedelta(hours=1)
"""How long what was read back is believed: people and services change mailboxes meanwhile."""
_AHEAD = timedelta(minutes=5)
"""How far another machine's clock may be ahead."""


class NeedsHands(FlyttError):
    """Somebody must run a script before Flytt can go on."""

    remedy = Remedy.PERSON


class PeoplesExchange:
    """One tenant, by its name and its id. `now`: UTC.

    `folder` is on this machine, for its own login alone: answers hold names and addresses.
    """

    def __init__(
        self,
        tenant: str,
        folder: str,
        tenant_id: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._tenant, self._folder, self._id, self._now = tenant, Path(folder), tenant_id, now

    def boxes(self) -> tuple[Box, ...]:
        """Return all mailboxes as they were read back last."""
        answer = self._answer()
        clients = {text(one, "ExternalDirectoryObjectId"): one for one in things(answer, "clients")}
        return tuple(
            box_of(one, clients.get(text(one, "ExternalDirectoryObjectId"), {}))
            for one in things(answer, "mailboxes")
        )

    def rights(self, accounts: tuple[str, ...]) -> frozenset[Right]:
        """Return rights as they were read back last."""
        answer = self._answer()
        full, trustees, delegates = (_part(answer, name) for name in ("rights", "trustees", "delegates"))
        found: set[Right] = set()
        for account in accounts:
            listed: Thing = {"GrantSendOnBehalfTo": delegates.get(account)}
            found.update(rights_of(account, things(full, account), things(trustees, account), listed))
        return frozenset(found)

    def make_boxes(self, new: tuple[NewBox, ...]) -> None:
        """Have those made whose mark is not there."""
        marks = {box.mark for box in self.boxes()}
        self._have_done("Make shared mailboxes", making(one for one in new if one.mark not in marks))

    def remove_boxes(self, accounts: tuple[str, ...]) -> None:
        """Have mailboxes removed that are there."""
        there = {box.account for box in self.boxes()}
        self._have_done("Remove mailboxes", removing(one for one in accounts if one in there))

    def give_rights(self, rights: tuple[Right, ...]) -> None:
        """Have rights given that are not had."""
        had = self.rights(tuple({one.account for one in rights}))
        self._have_done("Give rights", granting((one for one in rights if one not in had), give=True))

    def take_rights(self, rights: tuple[Right, ...]) -> None:
        """Have rights taken that are had."""
        had = self.rights(tuple({one.account for one in rights}))
        self._have_done("Take rights", granting((one for one in rights if one in had), give=False))

    def set_clients(
        self, accounts: tuple[str, ...], *, allowed: bool, shut: Mapping[str, tuple[str, ...]] = NOTHING_SHUT
    ) -> None:
        """Have those turned that stand otherwise."""
        stand = {box.account for box in self.boxes() if box.clients is allowed}
        title = "Let people's programs in" if allowed else "Keep people's programs out"
        self._have_done(
            title, turning((one for one in accounts if one not in stand), allowed=allowed, shut=shut)
        )

    def forward(self, forwardings: tuple[Forwarding, ...]) -> None:
        """Have those turned that send elsewhere."""
        now = {
            Forwarding(
                account=b.account, to=b.forwards_to, within=b.forwards_within, keeps=b.keeps
            ).model_dump_json()
            for b in self.boxes()
        }
        self._have_done("Send mail on", forwarding(f for f in forwardings if f.model_dump_json() not in now))

    def recipients(self) -> tuple[Recipient, ...]:
        """Return everybody with addresses as they were read back last."""
        answer = self._answer()
        if "recipients" not in answer:
            self._lay("Look at the addresses", [])
        return tuple(recipient_of(one) for one in things(answer, "recipients"))

    def set_addresses(self, recipients: tuple[Recipient, ...]) -> None:
        """Have those turned that have others."""
        now = {one.id: one.print for one in self.recipients()}
        others = (one for one in recipients if now.get(one.id) != one.print)
        self._have_done("Set addresses", addressing(others))

    def _have_done(self, title: str, cmdlets: Iterable[Cmdlet]) -> None:
        wanted = list(cmdlets)
        if wanted:
            self._lay(title, wanted)

    def _answer(self) -> Thing:
        """Return what was read back last. NeedsHands when nothing was, or elsewhere, or too long ago."""
        try:
            found = cast("Json", json.loads((self._folder / ANSWER).read_text(encoding="utf-8-sig")))
        except (OSError, ValueError):
            found = {}
        if not isinstance(found, dict) or not found.get("wanted") or not self._is_of_now(found):
            self._lay("Look at the mailboxes", [])
        return cast("Thing", found)

    def _is_of_now(self, found: Thing) -> bool:
        try:
            read_at = datetime.fromisoformat(text(found, "read_at"))
        except ValueError:
            return False
        is_theirs = text(found, "tenant").lower() == self._id.lower()
        return is_theirs and read_at.tzinfo is not None and -_AHEAD <= self._now() - read_at <= BELIEVED

    def _lay(self, title: str, cmdlets: list[Cmdlet]) -> None:
        wanted = digest([[one.name, one.parameters] for one in cmdlets])[:16]
        path = self._folder / f"exchange-{wanted}.ps1"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = script(self._tenant, title, cmdlets, tenant_id=self._id, wanted=wanted, answer=ANSWER)
        path.write_text(written, encoding="utf-8-sig", newline="\r\n")
        if cmdlets:
            # whether it will have been run when Flytt asks next, only a reading after it can tell
            (self._folder / ANSWER).unlink(missing_ok=True)
        raise NeedsHands(
            f"{title} in {self._tenant}: {len(cmdlets)} changes are to be made by somebody who may.",
            still_true="Nothing was changed.",
            next_command=f"have {path} run as its head says, and no older one, then flytt resume",
        )


def _part(thing: Thing, key: str) -> Thing:
    value = thing.get(key)
    return value if isinstance(value, dict) else {}
