"""What a practice municipality consists of, as its WORLD.json says it: frozen records, every fault at once.

The file is reviewed data. Everything that follows from it (people, keys of the register, texts) is generated
from `seed`, so the same file always gives the same world.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)

__all__ = ["Action", "Dns", "Equipment", "Forms", "Hand", "Host", "Service", "Share", "Tenants", "World"]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$")]
DocumentName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9.-]*)*$", max_length=150)
]
HostPath = Annotated[str, StringConstraints(pattern=r"^(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$")]
Zone = Annotated[str, StringConstraints(pattern=r"^(?:[a-z0-9-]+\.)+$")]


class Record(BaseModel):
    """A frozen piece of the world file; unknown fields are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Service(Record):
    """An application on a host: a systemd unit, a SQLite database and a JSON configuration.

    `schema: register` makes the database with the register's tables and `rows` persons; `schema: empty`
    installs the unit and its directory and no database file. Ids begin at `key_offset` + 1. The first
    `overlap` persons are the same in every service that overlaps. `settings: null` installs no configuration
    file either.
    """

    database: HostPath
    config: HostPath
    running: bool = False
    enabled: bool = False
    content: Literal["register", "empty"] = Field(alias="schema", default="empty")
    rows: int = Field(default=0, ge=0, le=1_000_000)
    key_offset: int = Field(default=0, ge=0, le=1_000_000_000)
    overlap: int = Field(default=0, ge=0)
    settings: Mapping[str, JsonValue] | None = Field(default_factory=dict[str, JsonValue])

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.content == "empty" and self.rows:
            msg = "rows need schema: register"
            raise ValueError(msg)
        if self.overlap > self.rows:
            msg = "overlap is larger than rows"
            raise ValueError(msg)
        if self.running and (self.content == "empty" or self.settings is None):
            msg = "a service without database or configuration cannot be running"
            raise ValueError(msg)
        return self


class Share(Record):
    """A folder that a host offers its users. With `files` 0 it is offered and not there yet."""

    path: HostPath
    writable: bool = False
    files: int = Field(default=0, ge=0, le=100_000)


class Host(Record):
    """A server that is reached over SSH."""

    services: Mapping[Name, Service] = Field(default_factory=dict[str, Service])
    shares: Mapping[Name, Share] = Field(default_factory=dict[str, Share])


class Dns(Record):
    """The municipality's zone. Each host has an address in it; `cnames` point names at hosts."""

    zone: Zone
    cnames: Mapping[Name, Name] = Field(default_factory=dict[str, str])


class SetDocument(Record):
    """Somebody changes one field of a document. `path` names it with dots between keys."""

    name: DocumentName
    path: Annotated[str, StringConstraints(pattern=r"^[^.]+(?:\.[^.]+)*$")]
    value: JsonValue


class WriteRow(Record):
    """A user registers something in an application."""

    host: Name
    service: Name


class Action(Record):
    """One thing a person or vendor does. Exactly one field is set."""

    set_document: SetDocument | None = Field(default=None, alias="set-document")
    listen: Name | None = None
    close: Name | None = None
    write_row: WriteRow | None = Field(default=None, alias="write-row")
    answer_forms: Literal[True] | None = Field(default=None, alias="answer-forms")
    """People answer what is asked about forms."""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(getattr(self, field) is not None for field in type(self).model_fields) != 1:
            msg = "an action is exactly one of set-document, listen, close, write-row, answer-forms"
            raise ValueError(msg)
        return self


class Hand(Record):
    """What a person or vendor does when asked, and what they do to take it back."""

    do: tuple[Action, ...] = ()
    undo: tuple[Action, ...] = ()


class Equipment(Record):
    """A thing in a rack that answers on a TCP port when it listens."""

    listening: bool = False


class Tenants(Record):
    """Two Microsoft 365 tenants: how many people are in each, and the domain that the old one has proven.

    `files` in each drive; `rich`: deep folders, rights and a large file too. `scale`: practice seconds in
    each.
    """

    people: int = Field(default=40, ge=0, le=100_000)
    people_there: int = Field(default=12, ge=0, le=100_000)
    items: int = Field(default=0, ge=0, le=100_000, description="in each mailbox of the old one")
    shared_boxes: int = Field(default=0, ge=0, le=1_000)
    pages: int = Field(default=0, ge=0, le=10_000, description="of the old one's intranet")
    teams: int = Field(default=0, ge=0, le=1_000)
    chats: int = Field(default=0, ge=0, le=10_000, description="of each kind")
    plans: int = Field(default=0, ge=0, le=1_000)
    tasks: int = Field(default=0, ge=0, le=9_000, description="in each plan")
    messages: int = Field(default=0, ge=0, le=100_000, description="in each channel of a team, and each chat")
    files: int = Field(default=0, ge=0, le=1000)
    rich: bool = False
    scale: float = Field(default=1, gt=0)
    zone: Annotated[str, StringConstraints(pattern=r"^(?:[a-z0-9-]+\.)+[a-z0-9-]+$")]


class Forms(Record):
    """A Forms estate in an old tenant, and room for it in a new one. `forms`: how many there are."""

    forms: int = Field(default=12, ge=1, le=5000)


class World(Record):
    """The whole practice municipality."""

    seed: int = 1
    hosts: Mapping[Name, Host] = Field(default_factory=dict[str, Host])
    dns: Dns = Dns(zone="practice.")
    documents: Mapping[DocumentName, JsonValue] = Field(default_factory=dict[str, JsonValue])
    hands: Mapping[Name, Hand] = Field(default_factory=dict[str, Hand])
    equipment: Mapping[Name, Equipment] = Field(default_factory=dict[str, Equipment])
    tenants: Tenants | None = None
    forms: Forms | None = None
