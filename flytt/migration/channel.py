"""The door through which notices go out: one port, whatever the channel, and who may pass it."""

from datetime import timedelta
from typing import Protocol

from flytt.migration.record import Record
from flytt.migration.sending_events import MessageId


class Message(Record):
    """One revision of a notice as it goes out at one outlet. Kept whole in the ledger's store: no addresses.

    `name` is the same in every revision (of a page, of files). `forms` holds the text in every form that the
    channel takes, by the form's name. `rehearsal`: it must never reach anybody outside the practice world.
    """

    id: MessageId
    name: str
    revision: int
    title: str
    forms: dict[str, str]
    rehearsal: bool


class Receipt(Record):
    """What the channel said. `refused` counts recipients that it would not take; it took the others."""

    refused: int = 0


class Channel(Protocol):
    """One outlet's way out. `send` is called once for each message unless `find` says that it is not there.

    `send` raises Interrupted when it cannot tell whether the channel took it, and any other FlyttError when
    the channel did not.
    """

    @property
    def forms(self) -> tuple[str, ...]:
        """What `Message.forms` must hold."""
        ...

    @property
    def destination(self) -> tuple[str, ...]:
        """Addresses, or the one place it goes to. Never shown, never in the ledger."""
        ...

    @property
    def can_be_asked(self) -> bool:
        """True when `find` can tell whether a message is there."""
        ...

    @property
    def settles(self) -> timedelta:
        """How long after a send without an answer `find` may still miss it."""
        ...

    def send(self, message: Message) -> Receipt: ...

    def find(self, message: Message) -> Receipt | None:
        """Return what is there of this very revision; None when it is not. NotImplementedError: see above."""
        ...


class Door(Protocol):
    """Says who may be reached. Every channel asks it before every message; BadInput is a refusal."""

    def admit(self, message: Message, recipients: tuple[str, ...]) -> None:
        """Let a message out to these mail addresses (none for a channel without)."""
        ...

    def server(self, host: str) -> None:
        """Let something connect to a host."""
        ...

    def web(self, url: str) -> None:
        """Let something be fetched or posted at an address."""
        ...

    def folder(self, path: str) -> None:
        """Let files be written below a folder."""
        ...
