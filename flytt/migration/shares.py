"""What steps see of file shares: counts, passes and comparisons, never a file's name.

A file's name can hold a person's name. So names stay on the hosts, in lists beside Flytt's own records there;
what is returned, kept in the ledger and shown are counts, digests and where the list lies.
"""

from typing import Literal

from pydantic import Field

from flytt.migration.addresses import AbsolutePath
from flytt.migration.record import Record, Slug
from flytt.migration.share_rights import NtfsRights
from flytt.migration.share_settings import Limits, OwnerRow


class SharePlace(Record):
    """A share's folder on its host, and the folder in which Flytt keeps its own records there.

    `keep` is never inside `path`. It belongs to one workload of one municipality alone.
    """

    host: Slug
    path: AbsolutePath
    keep: AbsolutePath


class ShareJob(Record):
    """From where to where, with whose files becoming whose."""

    source: SharePlace
    target: SharePlace
    owners: tuple[OwnerRow, ...] = ()
    keep_owners: bool = Field(default=False, description="owners without a row keep their number")
    limits: Limits = Field(default_factory=Limits)
    rights: Literal["unstated", "posix", "ntfs"] = "unstated"
    ntfs: NtfsRights | None = None
    names: Literal["posix", "windows"] = "posix"


class ShareCount(Record):
    """What lies in a share. Hard-linked files count once each name, their bytes once."""

    files: int = 0
    folders: int = 0
    links: int = 0
    size_bytes: int = 0

    @property
    def nothing(self) -> bool:
        """True of an empty folder."""
        return self.files == self.folders == self.links == 0


class Obstacle(Record):
    """Something that would keep files from arriving as they are: found before the window, not in it."""

    kind: str
    count: int
    says: str
    stops: bool = Field(default=True, description="false: a risk that people should know of")


class ShareSurvey(Record):
    """A share before anything: how much, what stands in the way, and where the list of names lies."""

    count: ShareCount
    obstacles: tuple[Obstacle, ...] = ()
    listed: str = ""
    streams: str = Field(default="", description="in how many streams it would be copied, and why")


class CopyPass(Record):
    """One pass: what was sent, what could not be, how long it took and by which mover, chosen why."""

    mover: str
    why: str
    files: int
    size_bytes: int
    set_aside: int = Field(default=0, description="older states on the target, kept beside it")
    left: int = Field(default=0, description="what could not be copied; more than 0 is no success")
    seconds: float
    began: str = Field(description="UTC, ISO 8601, by the source host's clock")
    listed: str = ""


class ShareComparison(Record):
    """Two manifests, each made on its own host on its own, compared entry by entry."""

    route: str
    matched: int
    differing: dict[str, int] = Field(default={}, description="how many, by what differs")
    skipped: dict[str, int] = Field(default={}, description="how many, by why: changed since the pass, …")
    unchecked: int = 0
    size_bytes: int = 0
    source_digest: str = ""
    target_digest: str = ""
    seconds: float = 0
    listed: str = ""


class ShareRecord(Record):
    """A manifest that is kept on its host: its digest and what it counts."""

    digest: str
    count: ShareCount


class Written(Record):
    """What people have written in a share since it was recorded, and where it is listed or kept."""

    new: int = 0
    edited: int = 0
    removed: int = 0
    unchecked: int = Field(default=0, description="could not be read, so nobody knows")
    listed: str = ""

    @property
    def nothing(self) -> bool:
        """True when the share is as it was recorded, and all of it could be read."""
        return self.new == self.edited == self.removed == self.unchecked == 0

    @property
    def counts(self) -> str:
        """Say how many of each."""
        unread = f", {self.unchecked} unreadable" if self.unchecked else ""
        return f"{self.new} new, {self.edited} changed, {self.removed} removed{unread}"


class ExportState(Record):
    """A share as its users meet it."""

    exists: bool
    writable: bool = False
