"""Exchange's administration over the address that Microsoft's own PowerShell module uses.

It is not documented for others, so it is used only where reach.yaml says so.
"""

from collections.abc import Iterable, Mapping

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
from flytt.adapters.graph.answer import MISSING, Thing, refusal, text, things
from flytt.adapters.graph.door import Door, Question
from flytt.migration.errors import BadInput, ChangedByOthers, FlyttError, Lagging
from flytt.migration.exchange import NOTHING_SHUT, Box, Forwarding, NewBox, Recipient, Right

SCOPE = "https://outlook.office365.com"
_TAKEN = "already exists"
_NOT_YET = "accepted domain"


class ExchangeEndpoint:
    """One tenant: read through one application, written through another."""

    def __init__(self, name: str, reader: Door, writer: Door | None) -> None:
        self._name, self._reader, self._own_writer = name, reader, writer

    def boxes(self) -> tuple[Box, ...]:
        """Return all mailboxes: two lists, for the ways in stand in one of their own."""
        clients = {
            text(one, "ExternalDirectoryObjectId"): one for one in self._read(Cmdlet("Get-CASMailbox", _ALL))
        }
        found = self._read(Cmdlet("Get-Mailbox", _ALL))
        return tuple(box_of(one, clients.get(text(one, "ExternalDirectoryObjectId"), {})) for one in found)

    def rights(self, accounts: tuple[str, ...]) -> frozenset[Right]:
        """Return rights, mailbox by mailbox: there is no list of all."""
        boxes = {
            text(one, "ExternalDirectoryObjectId"): one for one in self._read(Cmdlet("Get-Mailbox", _ALL))
        }
        found: set[Right] = set()
        for account in accounts:
            if account in boxes:
                full = self._read(Cmdlet("Get-MailboxPermission", {"Identity": account}))
                send_as = self._read(Cmdlet("Get-RecipientPermission", {"Identity": account}))
                found.update(rights_of(account, full, send_as, boxes[account]))
        return frozenset(found)

    def make_boxes(self, new: tuple[NewBox, ...]) -> None:
        """Make those whose mark is not there. One that answers twice that it is taken is somebody else's."""
        marks = {box.mark for box in self.boxes()}
        lacking = [one for one in new if one.mark not in marks]
        taken = [
            one.mark for one, cmdlet in zip(lacking, making(lacking), strict=True) if not self._made(cmdlet)
        ]
        marks = {box.mark for box in self.boxes()} if taken else marks
        if others := [mark for mark in taken if mark not in marks]:
            raise ChangedByOthers(
                f"The address for mailbox {others[0]} is taken by somebody else in {self._name}.",
                still_true="Theirs was not touched.",
                next_command="decide it in the mapping, adopt a new plan, then flytt resume",
            )

    def remove_boxes(self, accounts: tuple[str, ...]) -> None:
        """Remove mailboxes."""
        self._write(removing(accounts))

    def give_rights(self, rights: tuple[Right, ...]) -> None:
        """Give rights."""
        self._write(granting(rights, give=True))

    def take_rights(self, rights: tuple[Right, ...]) -> None:
        """Take rights."""
        self._write(granting(rights, give=False))

    def set_clients(
        self, accounts: tuple[str, ...], *, allowed: bool, shut: Mapping[str, tuple[str, ...]] = NOTHING_SHUT
    ) -> None:
        """Let people's programs in, or keep them out."""
        self._write(turning(accounts, allowed=allowed, shut=shut))

    def forward(self, forwardings: tuple[Forwarding, ...]) -> None:
        """Let mailboxes send on."""
        self._write(forwarding(forwardings))

    def recipients(self) -> tuple[Recipient, ...]:
        """Return everybody and everything with addresses."""
        return tuple(recipient_of(one) for one in self._read(Cmdlet("Get-Recipient", _ALL)))

    def set_addresses(self, recipients: tuple[Recipient, ...]) -> None:
        """Give each these addresses. Whose are refused is told when all others have theirs."""
        refused: FlyttError | None = None
        for one, cmdlet in zip(recipients, addressing(recipients), strict=True):
            attempted = f"{cmdlet.name} of {one.id} in {self._name}"
            answer = self._writer.ask(_question(cmdlet), attempted=attempted)
            if answer.says(_NOT_YET):
                raise Lagging(
                    f"{attempted}: Exchange has not heard yet that the domain is the tenant's.",
                    still_true="Its addresses are as they were.",
                    next_command="wait; then flytt resume, or flytt rollback",
                )
            if not answer.ok and refused is None:
                refused = refusal(attempted, answer)
        if refused is not None:
            raise refused

    def _read(self, cmdlet: Cmdlet) -> list[Thing]:
        attempted = f"{cmdlet.name} in {self._name}"
        found: list[Thing] = []
        query = ""
        while True:
            answer = self._reader.ask(_question(cmdlet, query), attempted=attempted)
            if not answer.ok:
                raise refusal(attempted, answer)
            found += things(answer.body, "value")
            link = text(answer.body, "@odata.nextLink")
            if not link:
                return found
            query = f"?{link.partition('?')[2]}"

    def _made(self, cmdlet: Cmdlet) -> bool:
        attempted = f"{cmdlet.name} in {self._name}"
        answer = self._writer.ask(_question(cmdlet), attempted=attempted)
        if answer.ok:
            return True
        if answer.says(_TAKEN):
            return False
        raise refusal(attempted, answer)

    def _write(self, cmdlets: Iterable[Cmdlet]) -> None:
        for cmdlet in cmdlets:
            attempted = f"{cmdlet.name} in {self._name}"
            answer = self._writer.ask(_question(cmdlet), attempted=attempted)
            is_gone = answer.status == MISSING and cmdlet.name.startswith("Remove-")
            if not answer.ok and not is_gone:
                raise refusal(attempted, answer)

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise BadInput(
                f"Exchange was to be changed in {self._name}, and reach.yaml states no `writer` for it.",
                still_true="Nothing was touched.",
                next_command="state the application that may write there, then flytt resume",
            )
        return self._own_writer


_ALL: Thing = {"ResultSize": "Unlimited"}


def _question(cmdlet: Cmdlet, query: str = "") -> Question:
    body: Thing = {"CmdletInput": {"CmdletName": cmdlet.name, "Parameters": {**cmdlet.parameters}}}
    return Question("POST", f"/InvokeCommand{query}", body, {"cmdlets": 1.0})
