"""What each kind of workload must be told: the settings that a runbook's `{…}` values are taken from."""

from typing import Annotated, Literal, Self, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from flytt.migration.addresses import AbsolutePath, DnsName
from flytt.migration.chat_settings import TenantChats
from flytt.migration.checks import Check
from flytt.migration.domain_settings import TenantDomain
from flytt.migration.drive_settings import TenantFiles
from flytt.migration.forms_settings import FormsEstate
from flytt.migration.identity_settings import Identity
from flytt.migration.intranet_settings import TenantIntranet
from flytt.migration.mailbox_settings import TenantMailboxes
from flytt.migration.planner_settings import TenantPlanner
from flytt.migration.record import Json, Record, Slug
from flytt.migration.share_settings import FileShare
from flytt.migration.team_settings import TenantTeams

ServiceName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9@._-]{0,99}$")]
DocumentName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9/-]{0,199}$")]
DnsLabel: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
HealthUrl: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1f]{1,1000}$")]

DUMPS = "/var/tmp/flytt"  # noqa: S108 - a folder of Flytt's own on the host, which survives a reboot


class Database(Record):
    """A database as its own host knows it: a file's path for SQLite, a name for the servers."""

    engine: Literal["sqlite", "postgresql", "sqlserver"]
    name: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,200}$")]

    @model_validator(mode="after")
    def _a_file_by_its_whole_path(self) -> Self:
        """A name such as `-init` would be read as an option by the programs that open it."""
        if self.engine == "sqlite" and not self.name.startswith("/"):
            raise ValueError("a sqlite database is named by its absolute path")
        return self


class Home(Record):
    """Where a database lies, and where its dumps may."""

    host: Slug
    database: Database
    dumps: AbsolutePath = DUMPS


AnyHome = TypeVar("AnyHome", bound=Home)


class Installation(Home):
    """One application as it stands on one host."""

    service: ServiceName
    config: AbsolutePath
    health: str = Field(default="", description="URL as seen from the host itself, answered when all is well")


class NewSide(Installation):
    """The installation that users are led to. It must be possible to ask it whether it works."""

    health: HealthUrl = Field(
        description="URL as seen from the host itself; without it nothing tries the new side before users do"
    )


def _alike(side: AnyHome, other: Home | None) -> AnyHome:
    """Refuse a dump that the other side's engine cannot read, before anybody is down for it."""
    if other is not None and side.database.engine != other.database.engine:
        raise ValueError(f"a {side.database.engine} database cannot be made of a {other.database.engine} one")
    return side


class ServerApplication(Record):
    """An application on a host of one's own, moved over SSH."""

    source: Installation
    target: NewSide
    configuration: dict[str, Json] = {}
    dns: DnsName

    @field_validator("target")
    @classmethod
    def _of_one_engine(cls, target: NewSide, info: ValidationInfo) -> NewSide:
        return _alike(target, info.data.get("source"))


def _proven(database: Database) -> Database:
    if database.engine == "sqlserver":
        raise ValueError("sqlserver databases cannot be merged or archived yet, only sqlite and postgresql")
    return database


ProvenDatabase: TypeAlias = Annotated[Database, AfterValidator(_proven)]
"""A database of an engine that can be merged and made read-only."""


class ArchiveHome(Home):
    """Where an archived database lies."""

    database: ProvenDatabase


class ReadOnlyArchive(Record):
    """A database that is only looked up in: copied, made read-only, proven row by row."""

    source: ArchiveHome
    target: ArchiveHome

    @field_validator("target")
    @classmethod
    def _of_one_engine(cls, target: ArchiveHome, info: ValidationInfo) -> ArchiveHome:
        return _alike(target, info.data.get("source"))


class HostedApplication(Record):
    """An application that its vendor runs and moves.

    `document` is the vendor's page of settings; `counts` its page of record counts. `sign_in` and
    `integrations` are what the settings page must say afterwards.
    """

    document: DocumentName
    counts: DocumentName
    sign_in: dict[str, Json]
    integrations: dict[str, Json]
    instance: str
    instructions: str
    undo_instructions: str


class Integration(Record):
    """A route between systems: where messages go now, and where they shall go."""

    document: DocumentName
    source: str
    target: str


class PeoplesWork(Record):
    """A physical move or a manual change: what people do, how to take it back, what must be seen."""

    instructions: str
    undo_instructions: str
    before: tuple[Check, ...] = ()
    after: tuple[Check, ...] = Field(min_length=1)


class Reference(Record):
    """A column that holds another table's key."""

    table: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    column: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]


class MergedTable(Record):
    """How one table's rows from two instances become one.

    Rows alike in every column of `same_when` are one record, kept from `keep`. Other rows of the second
    instance whose key is taken get a new one; `references` follow.
    """

    table: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    same_when: tuple[str, ...] = ()
    keep: Literal["first", "second"] = "first"
    on_collision: Literal["renumber", "refuse"]
    references: tuple[Reference, ...] = ()


class Instance(Installation):
    """One of two instances that become one."""

    database: ProvenDatabase


class MergedInstance(NewSide):
    """The one instance that they become."""

    database: ProvenDatabase


class MergedInstances(Record):
    """Two instances of one application that become one."""

    first: Instance
    second: Instance
    target: MergedInstance
    tables: tuple[MergedTable, ...] = Field(min_length=1)
    configuration: dict[str, Json] = {}
    dns: DnsName

    @field_validator("second", "target")
    @classmethod
    def _of_one_engine(cls, side: AnyHome, info: ValidationInfo) -> AnyHome:
        return _alike(side, info.data.get("first"))


SETTINGS: dict[str, type[Record]] = {
    "server-application": ServerApplication,
    "read-only-archive": ReadOnlyArchive,
    "hosted-application": HostedApplication,
    "integration": Integration,
    "physical-move": PeoplesWork,
    "manual-change": PeoplesWork,
    "merged-instances": MergedInstances,
    "file-share": FileShare,
    "tenant-identity": Identity,
    "tenant-mailboxes": TenantMailboxes,
    "tenant-teams": TenantTeams,
    "tenant-chats": TenantChats,
    "tenant-planner": TenantPlanner,
    "tenant-files": TenantFiles,
    "tenant-domain": TenantDomain,
    "tenant-intranet": TenantIntranet,
    "forms-estate": FormsEstate,
}
"""Kinds that Flytt moves today. A kind that is not here is named in the plan as not yet moved."""
