"""What a mapping says of mailboxes that move from one tenant to another: ids, never names."""

from typing import Literal, Self

from pydantic import Field, model_validator

from flytt.migration.identity_settings import ObjectId
from flytt.migration.record import Record, Slug
from flytt.migration.said_once import say_each_once


class SameBox(Record):
    """An account of the old tenant that works under another one of the new tenant, and was there before."""

    source: ObjectId
    target: ObjectId


class LeftBox(Record):
    """A mailbox, or a right to one, that somebody has decided to leave. No `delegate`: the mailbox itself."""

    account: ObjectId
    delegate: ObjectId | None = None
    why: str


class TenantMailboxes(Record):
    """Mail, calendars and contacts of a tenant, with shared and room mailboxes."""

    source: Slug = Field(description="the old tenant's name in reach.yaml")
    target: Slug = Field(description="the new tenant's name in reach.yaml")
    accounts: Slug = Field(description="the workload that makes the accounts on the new side")
    only: tuple[ObjectId, ...] = Field(default=(), description="one wave: these accounts; none: everybody")
    same: tuple[SameBox, ...] = ()
    leave: tuple[LeftBox, ...] = ()
    shared: bool = Field(default=True, description="false: shared and room mailboxes stay")
    held: Literal["stop", "copy"] = Field(
        default="stop", description="mailboxes on hold: `copy` when it is settled who keeps what for how long"
    )
    archives: Literal["stop", "leave"] = Field(
        default="stop",
        description="archives beside mailboxes: `leave` when it is settled that they stay behind",
    )
    forwarding: Literal["stop", "replace"] = Field(
        default="stop",
        description="mailboxes that send on already: `replace` when their owners know that it ends",
    )
    meetings: Literal["leave", "remove"] = Field(
        default="leave",
        description="what taking back does with meetings that have guests: `remove` only where it has "
        "been seen that nobody is told",
    )
    folder: str = Field(
        default="Fra den gamle e-posten",
        min_length=1,
        max_length=60,
        description="where everything goes in a mailbox that somebody uses on the new side already",
    )
    abreast: int = Field(
        default=4, ge=1, le=4, description="mailboxes that a pass copies at a time; 1: one after the other"
    )

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        """Two rows for one account would leave it to chance which of them counts."""
        said = {
            "row for account": [row.source for row in self.same],
            "row for account of the new tenant": [row.target for row in self.same],
        }
        say_each_once(self.source, self.target, said)
        return self
