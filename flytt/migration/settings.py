"""What each kind of workload must be told: the settings that a runbook's `{…}` values are taken from."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from flytt.migration.record import Json, Record, Slug

AbsolutePath: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(/|[A-Za-z]:\\)[^\x00-\x1f]*$", max_length=1024)
]
ServiceName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9@._-]{0,99}$")]
DocumentName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9/-]{0,199}$")]
DnsLabel: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]


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


class Installation(Record):
    """One application as it stands on one host."""

    host: Slug
    service: ServiceName
    database: Database
    config: AbsolutePath
    health: str = Field(default="", description="URL as seen from the host itself, answered when all is well")
    dumps: AbsolutePath = DUMPS


class DnsName(Record):
    """The alias that users follow, and the two names it can point to."""

    alias: DnsLabel
    source: DnsLabel
    target: DnsLabel


class ServerApplication(Record):
    """An application on a host of one's own, moved over SSH."""

    source: Installation
    target: Installation
    configuration: dict[str, Json] = {}
    dns: DnsName


def _one_file(database: Database) -> Database:
    if database.engine != "sqlite":
        raise ValueError(f"{database.engine} databases cannot be merged or archived yet, only sqlite")
    return database


DatabaseFile: TypeAlias = Annotated[Database, AfterValidator(_one_file)]
"""A database that is one file: the only kind that can be merged, or made read-only, as yet."""


class DatabaseHome(Record):
    """Where an archived database lies."""

    host: Slug
    database: DatabaseFile
    dumps: AbsolutePath = DUMPS


class ReadOnlyArchive(Record):
    """A database that is only looked up in: copied, made read-only, proven row by row."""

    source: DatabaseHome
    target: DatabaseHome


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


class Check(Record):
    """Something that can be looked at from outside. `expected` depends on the kind of look."""

    kind: Literal["tcp", "dns", "document"]
    subject: str = Field(description="equipment id (tcp), alias (dns) or document name")
    field: str = ""
    expected: Json = True
    says: str


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


def _mergeable(installation: Installation) -> Installation:
    _one_file(installation.database)
    return installation


Mergeable: TypeAlias = Annotated[Installation, AfterValidator(_mergeable)]
"""An installation whose database can be merged."""


class MergedInstances(Record):
    """Two instances of one application that become one."""

    first: Mergeable
    second: Mergeable
    target: Mergeable
    tables: tuple[MergedTable, ...] = Field(min_length=1)
    configuration: dict[str, Json] = {}
    dns: DnsName


SETTINGS: dict[str, type[Record]] = {
    "server-application": ServerApplication,
    "read-only-archive": ReadOnlyArchive,
    "hosted-application": HostedApplication,
    "integration": Integration,
    "physical-move": PeoplesWork,
    "manual-change": PeoplesWork,
    "merged-instances": MergedInstances,
}
"""Kinds that Flytt moves today. A kind that is not here is named in the plan as not yet moved."""
