"""File shares on the hosts of a mapping: the port that steps see, over agents, movers and manifests."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.adapters.shares import bringing_back, obstacles, passes, records, sides
from flytt.adapters.shares.exports import SambaExports
from flytt.adapters.shares.order import Progress
from flytt.adapters.shares.reached import Reached, sids_of
from flytt.adapters.ssh.hosts import SshHosts
from flytt.migration.share_rights import RightsSet, RightsStand
from flytt.migration.share_settings import SampledPerson
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

if TYPE_CHECKING:
    from flytt.adapters.shares.smb_server import SmbServer


class HostShares:
    """Every operation works on the hosts; only counts, digests and streams of names pass through here."""

    def __init__(
        self,
        hosts: SshHosts,
        *,
        known_hosts: Path | None,
        tell: Callable[[str, Progress], None],
        file_services: "Mapping[str, SmbServer] | None" = None,
    ) -> None:
        self._at = Reached(hosts, known_hosts, tell, file_services or {})

    def survey(self, job: ShareJob) -> ShareSurvey:
        """List the source without content; name what would not arrive as it is."""
        return obstacles.survey(self._at, job)

    def forget_survey(self, place: SharePlace) -> None:
        """Remove the list on the host."""
        self._at.folder(place).forget(obstacles.LIST)

    def count(self, place: SharePlace) -> ShareCount | None:
        """Count on the host."""
        return self._at.folder(place).count()

    def make(self, place: SharePlace) -> None:
        """Make both folders on the host."""
        self._at.folder(place).make()

    def remove_empty(self, place: SharePlace) -> None:
        """Remove both as far as they are empty."""
        self._at.folder(place).remove_empty()

    def copy(self, job: ShareJob, name: str, *, thorough: bool = False) -> CopyPass:
        """Copy by the best mover at hand, and note it on the target host."""
        return passes.copy(self._at, job, name, thorough=thorough)

    def passed(self, place: SharePlace, name: str) -> bool:
        """Look for the note."""
        return passes.note(self._at.folder(place), name) is not None

    def forget(self, place: SharePlace, name: str) -> None:
        """Remove the note."""
        self._at.folder(place).forget(f"passes/{name}")

    def compare(self, job: ShareJob, *, content: bool, since: str = "") -> ShareComparison:
        """List both sides at once and compare the streams as they come."""
        return sides.compare(self._at, job, content=content, since=since)

    def record(self, place: SharePlace) -> ShareRecord:
        """Keep the manifest beside the share, with content."""
        return records.record(self._at, place)

    def recorded(self, place: SharePlace) -> str:
        """Read it through; BrokenManifest when it is damaged."""
        return records.recorded(self._at, place)

    def forget_record(self, place: SharePlace) -> None:
        """Remove the record."""
        self._at.folder(place).forget(records.RECORD)

    def written_since(self, place: SharePlace) -> Written:
        """Compare the share with its record, by content, and leave the list beside it."""
        return records.written_since(self._at, place)

    def set_aside(self, place: SharePlace) -> Written:
        """Move what is new or edited."""
        return records.set_aside(self._at, place)

    def bring_back(self, job: ShareJob, into: str) -> CopyPass:
        """Copy from the target's host to the source's by the best mover at hand."""
        return bringing_back.bring_back(self._at, job, into)

    def clear(self, job: ShareJob) -> None:
        """Empty the target of what the source has as well."""
        records.clear(self._at, job)

    def kept(self, place: SharePlace) -> ShareCount:
        """Count on the host."""
        return self._at.folder(place).kept()[1]

    def has_kept(self, place: SharePlace) -> bool:
        """Look on the host."""
        return self._at.folder(place).kept()[0]

    def remove_kept(self, place: SharePlace) -> None:
        """Delete on the host."""
        self._at.folder(place).remove_kept()

    def remove(self, place: SharePlace, *, digest: str) -> None:
        """Read all of it once more; delete it if it is what was recorded."""
        records.remove(self._at, place, digest)

    def export(self, host: str, name: str) -> ExportState:
        """Ask Samba on the host."""
        return SambaExports(self._at.hosts.on(host).commands).state(name)

    def set_writable(self, host: str, name: str, *, writable: bool) -> None:
        """Tell Samba on the host."""
        SambaExports(self._at.hosts.on(host).commands).set_writable(name, writable=writable)

    def set_rights(self, job: ShareJob) -> RightsSet:
        """Set them over SMB, and note it on the target host."""
        from flytt.adapters.shares import smb_rights  # noqa: PLC0415 - most shares have no NTFS rights

        return smb_rights.set_rights(self._at, job, sids_of(job))

    def rights_stand(self, job: ShareJob) -> RightsStand:
        """Look for the note and the lists."""
        from flytt.adapters.shares import smb_rights  # noqa: PLC0415 - as above

        return smb_rights.stand(self._at, job.target)

    def put_rights_back(self, job: ShareJob) -> None:
        """Set over SMB what the lists say was there."""
        from flytt.adapters.shares import smb_rights  # noqa: PLC0415 - as above

        smb_rights.put_back(self._at, job)

    def rights(self, job: ShareJob, people: tuple[SampledPerson, ...]) -> ShareComparison:
        """Weigh modes and lists as the kernel does, or NTFS rights as Windows does."""
        if job.ntfs is None:
            return sides.rights(self._at, job, people)
        from flytt.adapters.shares import smb_sides  # noqa: PLC0415 - as above

        return smb_sides.compare(self._at, job, people, sids_of(job))
