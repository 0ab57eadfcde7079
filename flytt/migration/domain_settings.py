"""What a mapping says of a mail domain that moves from one tenant to another."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from flytt.migration.identity_settings import ObjectId
from flytt.migration.mailbox_settings import SameBox
from flytt.migration.record import Record, Slug

DOMAIN = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"


class LeftAddress(Record):
    """Somebody, or a group, whose addresses nobody shall have on the new side."""

    source: ObjectId
    why: str


class TenantDomain(Record):
    """A domain for mail and sign-in. A spare sub-domain moves in the same way, and is moved first."""

    source: Slug = Field(description="the old tenant's name in reach.yaml")
    target: Slug = Field(description="the new tenant's name in reach.yaml")
    domain: Annotated[str, StringConstraints(pattern=DOMAIN, max_length=253)]
    accounts: Slug = Field(description="the workload that makes the accounts and groups on the new side")
    mailboxes: Slug = Field(description="the workload that makes the shared mailboxes there")
    same: tuple[SameBox, ...] = Field(
        default=(),
        description="people and groups that were there before: they get the addresses beside their own",
    )
    leave: tuple[LeftAddress, ...] = ()
    dns: Literal["flytt", "people"] = Field(
        default="flytt", description="who writes in the zone; `people`: Flytt says what, and reads it back"
    )

    @model_validator(mode="after")
    def _two_tenants(self) -> Self:
        """A domain that stays where it is would be released for nothing."""
        if self.source == self.target:
            raise ValueError("source and target are the same tenant")
        named = [row.source for row in (*self.same, *self.leave)]
        if twice := sorted({one for one in named if named.count(one) > 1}):
            raise ValueError(f"more than one row for {', '.join(twice)}")
        return self
