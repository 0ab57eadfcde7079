"""What a mapping says of chats that move from one tenant to another: ids, never names."""

from typing import Literal, Self

from pydantic import Field, model_validator

from flytt.migration.identity_settings import ObjectId
from flytt.migration.record import Record, Slug
from flytt.migration.said_once import say_each_once
from flytt.migration.team_settings import SamePerson


class LeftChatMessage(Record):
    """A message that the new side does not take, and that somebody has decided to leave on the old one."""

    chat: str = Field(description="as the step that was refused names it")
    message: str = Field(pattern=r"^\d{1,20}$", description="its id in the old tenant")
    why: str


class TenantChats(Record):
    """Chats of a tenant: of two, of groups, of meetings."""

    source: Slug = Field(description="the old tenant's name in reach.yaml")
    target: Slug = Field(description="the new tenant's name in reach.yaml")
    accounts: Slug = Field(description="the workload that makes the accounts on the new side")
    people: tuple[ObjectId, ...] = Field(
        default=(), description="one wave: the chats of these people among each other; none: everybody's"
    )
    same: tuple[SamePerson, ...] = ()
    parted: Literal["stop", "leave"] = Field(
        default="stop",
        description="chats whose people part, so that fewer than two of them have an account on the new side "
        "or are in the same wave: `leave` when it is settled that they stay behind",
    )
    history: Literal["stop", "leave", "whole"] = Field(
        default="stop",
        description="chats in which somebody sees only a part of what was written: `leave` when they stay "
        "behind, `whole` when it is settled that all in them may read all",
    )
    leave_messages: tuple[LeftChatMessage, ...] = Field(
        default=(), description="messages that the new side refuses, and that stay"
    )
    talk: int = Field(
        default=20, ge=1, description="messages between two people from which the survey names them as parted"
    )
    stand_in: ObjectId | None = Field(
        default=None,
        description="the account on the new side under which messages of people without an account stand, "
        "each with its author's name in front",
    )
    abreast: int = Field(
        default=4, ge=1, le=4, description="chats that a pass copies at a time; 1: one after the other"
    )

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        """Two rows for one person would leave it to chance which of them counts."""
        said = {
            "row for account": [row.source for row in self.same],
            "row for account of the new tenant": [row.target for row in self.same],
            "row for person": [*self.people],
            "row for message": [f"{row.message} of {row.chat}" for row in self.leave_messages],
        }
        say_each_once(self.source, self.target, said)
        return self
