"""What a mapping says of a file share."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from flytt.migration.addresses import AbsolutePath, DnsName
from flytt.migration.record import Record, Slug

ExportName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[\w][\w .$-]{0,79}$")]
OwnerId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,10}|S-1-[0-9-]{1,180})$")]
KEEP = "/var/lib/flytt"


class OwnerRow(Record):
    """Whose files become whose: numbers on POSIX hosts, SIDs where rights are NTFS rights."""

    kind: Literal["user", "group"]
    source: OwnerId
    target: OwnerId

    @model_validator(mode="after")
    def _of_one_sort(self) -> Self:
        """A number that became a SID would be nobody's on either side."""
        if self.source.isdigit() != self.target.isdigit():
            raise ValueError(f"{self.source} becomes {self.target}: expected two numbers, or two SIDs")
        return self


class Limits(Record):
    """How hard a copy may load hosts and line. Hours are local to the municipality."""

    kib_per_second: int = Field(default=0, ge=0, description="0: as fast as it goes")
    busy_hours: Annotated[str, StringConstraints(pattern=r"^([0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d)?$")] = ""
    busy_kib_per_second: int = Field(default=0, ge=0, description="in busy hours; 0: the same as else")


class SampledPerson(Record):
    """Somebody whose rights are compared before and after: their numbers on the source, no name."""

    user: OwnerId
    groups: tuple[OwnerId, ...] = ()


class SharedFolder(Record):
    """A folder on a host, and the name under which the file service offers it.

    `keep` is where Flytt keeps its own records and what it sets aside, on a file system with room for it.
    `rights_export` is a share of the same folder for Flytt's login alone, which may read and set all rights.
    """

    host: Slug
    path: AbsolutePath
    export: ExportName
    keep: AbsolutePath = KEEP
    rights_export: ExportName | None = None

    @model_validator(mode="after")
    def _keeps_outside(self) -> Self:
        """Flytt's own records inside the share would be copied, compared and shown to users."""
        inside = self.path.rstrip("/") + "/"
        if (self.keep.rstrip("/") + "/").startswith(inside):
            raise ValueError("keep lies inside the share; take a folder beside it")
        return self


class FileShare(Record):
    """A share moved over SSH, file by file; users find it under the same alias afterwards.

    `rights: ntfs`: who may what is in NTFS descriptors, read and set over SMB. `posix`: in modes and POSIX
    lists; NTFS descriptors that are there all the same are left behind. Unstated: such are an obstacle.
    """

    source: SharedFolder
    target: SharedFolder
    owners: tuple[OwnerRow, ...] = ()
    keep_owners: bool = Field(default=False, description="owners without a row keep their number")
    rights: Literal["unstated", "posix", "ntfs"] = "unstated"
    keep_sids: bool = Field(
        default=False, description="SIDs without a row stay: both sides are in one domain"
    )
    names: Literal["posix", "windows"] = Field(
        default="posix", description="what the target must hold names for"
    )
    sampled: tuple[SampledPerson, ...] = Field(default=(), description="empty: every owner and group met")
    limits: Limits = Field(default_factory=Limits)
    dns: DnsName

    @model_validator(mode="after")
    def _one_row_each(self) -> Self:
        """Two rows for one owner would leave it to chance whose the files become."""
        named = [(row.kind, row.source) for row in self.owners]
        if twice := sorted({f"{kind} {source}" for kind, source in named if named.count((kind, source)) > 1}):
            raise ValueError(f"more than one row for {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _of_the_stated_rights(self) -> Self:
        """What is said of the other sort of rights would be taken for granted, and never looked at."""
        ntfs = self.rights == "ntfs"
        if ntfs and not (self.source.rights_export and self.target.rights_export):
            raise ValueError(
                "rights: ntfs needs rights_export on both sides: the share Flytt reads and sets rights in"
            )
        if ntfs and self.target.rights_export == self.target.export:
            raise ValueError(
                "rights_export of the target is the share people use, which nobody may write in yet"
            )
        if not ntfs and (sids := [row.source for row in self.owners if not row.source.isdigit()]):
            raise ValueError(f"{sids[0]} is a SID: those are mapped with rights: ntfs")
        people = {number for one in self.sampled for number in (one.user, *one.groups)}
        if odd := sorted(number for number in people if number.isdigit() is ntfs):
            raise ValueError(
                f"sampled: {odd[0]} is no {'SID' if ntfs else 'number'}, and rights are {self.rights}"
            )
        return self
