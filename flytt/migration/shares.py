"""What steps see of file shares: counts, passes and comparisons, never a file's name.

A file's name can hold a person's name. So names stay on the hosts, in lists beside Flytt's own records there;
what is returned, kept in the ledger and shown are counts, digests and where the list lies.
"""

from typing import Literal, Protocol

from pydantic import Field

from flytt.migration.addresses import AbsolutePath
from flytt.migration.record import Record, Slug
from flytt.migration.share_rights import NtfsRights, ShareRights
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


class Shares(ShareRights, Protocol):
    """File shares on all hosts. Every operation may be repeated."""

    def survey(self, job: ShareJob) -> ShareSurvey:
        """Read the whole source without content, and say what the target could not hold."""
        ...

    def forget_survey(self, place: SharePlace) -> None:
        """Remove the list that a survey left on the source's host, and Flytt's folder if that is empty."""
        ...

    def count(self, place: SharePlace) -> ShareCount | None:
        """Return what lies there; None when the folder does not exist."""
        ...

    def make(self, place: SharePlace) -> None:
        """Make the folder and Flytt's own beside it. There already is success."""
        ...

    def remove_empty(self, place: SharePlace) -> None:
        """Remove the folder, and Flytt's own, if nothing lies in them; what is not empty stays."""
        ...

    def copy(self, job: ShareJob, name: str, *, thorough: bool = False) -> CopyPass:
        """Make the target as the source is. What is changed or gone is set aside, never deleted.

        `thorough` reads all content on both sides afterwards and copies again what size and time hid.
        Notes on the target host that the pass called `name` is complete, and with what; a pass that is
        noted is not made again, and its note is returned.
        """
        ...

    def passed(self, place: SharePlace, name: str) -> bool:
        """Return whether the pass called `name` is noted as complete."""
        ...

    def forget(self, place: SharePlace, name: str) -> None:
        """Remove that note."""
        ...

    def compare(self, job: ShareJob, *, content: bool, since: str = "") -> ShareComparison:
        """Make both manifests now and compare. With `since`, what the source changed later is skipped."""
        ...

    def record(self, place: SharePlace) -> ShareRecord:
        """Keep a manifest of the share as it stands, on its host. A kept one is replaced."""
        ...

    def recorded(self, place: SharePlace) -> str:
        """Return the digest of the manifest kept there; empty when there is none. An error when damaged."""
        ...

    def forget_record(self, place: SharePlace) -> None:
        """Remove the manifest kept there."""
        ...

    def written_since(self, place: SharePlace) -> Written:
        """Compare the share with the manifest kept on its host."""
        ...

    def set_aside(self, place: SharePlace) -> Written:
        """Move what was written since the record into `written` beside the share, and list it there.

        Without a record nothing is moved: it was set aside before.
        """
        ...

    def bring_back(self, job: ShareJob, into: str) -> CopyPass:
        """Copy what was set aside in `written` on the target into a new folder `into` in the source.

        Nothing that lies in the source is touched, and nothing set aside is removed. What was brought back
        before is not brought again. NotFound when nothing else is kept; ChangedByOthers when something that
        Flytt did not begin has that name, or what an earlier rollback kept lies there.
        """
        ...

    def clear(self, job: ShareJob) -> None:
        """Empty the target. Removed is only what stands in the source, the same; the rest is set aside."""
        ...

    def kept(self, place: SharePlace) -> ShareCount:
        """Return what lies set aside beside the share."""
        ...

    def has_kept(self, place: SharePlace) -> bool:
        """Return whether Flytt's own folder is there, and holds anything but what people wrote."""
        ...

    def remove_kept(self, place: SharePlace) -> None:
        """Delete that folder for good, with older states and lists; what people wrote stays."""
        ...

    def remove(self, place: SharePlace, *, digest: str) -> None:
        """Delete a share for good. ChangedByOthers when it is no longer what the digest says."""
        ...

    def export(self, host: str, name: str) -> ExportState:
        """Return whether the host offers a share of that name, and whether its users may write."""
        ...

    def set_writable(self, host: str, name: str, *, writable: bool) -> None:
        """Let users write, or only read; files held open for writing are closed. NotFound without one."""
        ...
