"""What a mapping says of teams that move from one tenant to another: ids, never names."""

from typing import Literal, Self

from pydantic import Field, model_validator

from flytt.migration.identity_settings import ObjectId
from flytt.migration.record import Record, Slug
from flytt.migration.said_once import say_each_once


class SamePerson(Record):
    """An account of the old tenant that works under another one of the new tenant, and was there before."""

    source: ObjectId
    target: ObjectId


class LeftTeam(Record):
    """A team that somebody has decided to leave."""

    team: ObjectId
    why: str


class LeftMessage(Record):
    """A message that the service does not take, and that somebody has decided to leave on the old side."""

    team: ObjectId
    channel: str = Field(description="as the step that was refused names it")
    message: str = Field(pattern=r"^\d{1,20}$", description="its id in the old tenant")
    why: str


class TenantTeams(Record):
    """Teams of a tenant, with channels, messages and tabs."""

    source: Slug = Field(description="the old tenant's name in reach.yaml")
    target: Slug = Field(description="the new tenant's name in reach.yaml")
    accounts: Slug = Field(description="the workload that makes the accounts on the new side")
    called: str = Field(
        default="{name}", description="a team's name on the new side; `{name}` is the old one"
    )
    only: tuple[ObjectId, ...] = Field(default=(), description="one wave: these teams; none: all")
    same: tuple[SamePerson, ...] = ()
    leave: tuple[LeftTeam, ...] = ()
    leave_messages: tuple[LeftMessage, ...] = Field(
        default=(), description="messages that the new side refuses, and that stay"
    )
    private: Literal["stop", "leave"] = Field(
        default="stop",
        description="private and shared channels: `leave` when it is settled that they stay behind",
    )
    groups: Literal["stop", "beside"] = Field(
        default="stop",
        description="groups that identity has made for teams: `beside` when a second one is wanted",
    )
    pictures: Literal["compare", "count"] = Field(
        default="compare",
        description="pictures in messages: `count` when the service changes them, and people have looked",
    )
    stand_in: ObjectId | None = Field(
        default=None,
        description="the account on the new side under which messages of people without an account stand, "
        "each with its author's name in front",
    )
    abreast: int = Field(
        default=4, ge=1, le=4, description="channels that a pass copies at a time; 1: one after the other"
    )

    @model_validator(mode="after")
    def _says_each_once(self) -> Self:
        """Two rows for one person or team would leave it to chance which of them counts."""
        said = {
            "row for account": [row.source for row in self.same],
            "row for account of the new tenant": [row.target for row in self.same],
            "row for team": [row.team for row in self.leave],
            "row for message": [f"{row.message} of {row.channel}" for row in self.leave_messages],
        }
        say_each_once(self.source, self.target, said)
        if "{name}" not in self.called:
            raise ValueError("`called` holds `{name}`: otherwise all teams would be called the same")
        return self
