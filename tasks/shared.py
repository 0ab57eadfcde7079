"""What the steps of a file share have in common: the job they are told, and how a comparison is judged."""

from typing import Annotated, Literal, TypeAlias

from pydantic import StringConstraints

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Verification
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.share_rights import NtfsRights
from flytt.migration.share_settings import Limits, OwnerRow, SharedFolder
from flytt.migration.shares import ShareComparison, ShareJob, SharePlace

KeptAs: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,199}$")]


class Sides(Record):
    """Both sides of a share. `kept_as` names Flytt's own folder on each host: this workload's alone."""

    source: SharedFolder
    target: SharedFolder
    kept_as: KeptAs
    owners: tuple[OwnerRow, ...] = ()
    keep_owners: bool = False
    limits: Limits = Limits()
    rights: Literal["unstated", "posix", "ntfs"] = "unstated"
    keep_sids: bool = False
    names: Literal["posix", "windows"] = "posix"

    @property
    def job(self) -> ShareJob:
        """From where to where."""
        return ShareJob(
            source=_place(self.source, self.kept_as),
            target=_place(self.target, self.kept_as),
            owners=self.owners,
            keep_owners=self.keep_owners,
            limits=self.limits,
            rights=self.rights,
            ntfs=self._ntfs,
            names=self.names,
        )

    @property
    def _ntfs(self) -> NtfsRights | None:
        source, target = self.source.rights_export, self.target.rights_export
        if self.rights != "ntfs" or source is None or target is None:
            return None
        return NtfsRights(source=source, target=target, users=self.target.export, keep_sids=self.keep_sids)


class OneSide(Record):
    """One side of a share."""

    side: SharedFolder
    kept_as: KeptAs

    @property
    def place(self) -> SharePlace:
        """Where it lies."""
        return _place(self.side, self.kept_as)


def _place(side: SharedFolder, kept_as: str) -> SharePlace:
    return SharePlace(host=side.host, path=side.path, keep=f"{side.keep.rstrip('/')}/{kept_as}")


def refuse_pass(target: SharePlace, name: str, world: World) -> None:
    """Raise ChangedByOthers when a pass that is about to begin is noted as complete."""
    if world.shares.passed(target, name):
        raise ChangedByOthers(
            f"{target.keep} on {target.host} says that {name} is complete, and it has not begun.",
            still_true="Nothing was copied.",
            next_command="find out whose note it is, remove it, then flytt resume",
        )


def refuse_record(want: OneSide, world: World) -> None:
    """Raise ChangedByOthers when a record that is to be made is there already."""
    if world.shares.recorded(want.place):
        raise ChangedByOthers(
            f"A record was to be made in {want.place.keep} on {want.place.host}, and one lies there already.",
            still_true="It was not touched.",
            next_command="find out whose it is, move it away, then flytt resume",
        )


def judged(comparison: ShareComparison) -> Verification:
    """Turn counts into evidence; names stay in the list on the host."""
    where = f"; listed in {comparison.listed}" if comparison.listed else ""
    return Verification(
        route=comparison.route,
        matched=comparison.matched,
        differing=tuple(f"{count} × {what}{where}" for what, count in sorted(comparison.differing.items())),
        skipped=tuple(f"{count} × {why}" for why, count in sorted(comparison.skipped.items())),
        unchecked=comparison.unchecked,
        unchecked_why=f"could not be read on one side{where}" if comparison.unchecked else "",
    )
