"""The port through which steps work with file shares."""

from typing import Protocol

from flytt.migration.share_rights import ShareRights
from flytt.migration.shares import (
    CopyPass,
    ExportState,
    ShareComparison,
    ShareCount,
    ShareJob,
    SharePlace,
    ShareRecord,
    ShareSurvey,
    Written,
)


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
