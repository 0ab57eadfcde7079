"""What the steps of a file share have in common: the job they are told, and how a comparison is judged."""

from flytt.migration.addresses import AbsolutePath
from flytt.migration.evidence import Verification
from flytt.migration.record import Record, Slug
from flytt.migration.share_settings import Limits, OwnerRow
from flytt.migration.shares import ShareComparison, ShareJob, SharePlace


class Sides(Record):
    """Both sides of a share, as a runbook's values name them."""

    source_host: Slug
    source_path: AbsolutePath
    source_keep: AbsolutePath
    target_host: Slug
    target_path: AbsolutePath
    target_keep: AbsolutePath
    owners: tuple[OwnerRow, ...] = ()
    keep_owners: bool = False
    limits: Limits = Limits()

    @property
    def source(self) -> SharePlace:
        """The old side."""
        return SharePlace(host=self.source_host, path=self.source_path, keep=self.source_keep)

    @property
    def target(self) -> SharePlace:
        """The new side."""
        return SharePlace(host=self.target_host, path=self.target_path, keep=self.target_keep)

    @property
    def job(self) -> ShareJob:
        """From where to where."""
        return ShareJob(
            source=self.source,
            target=self.target,
            owners=self.owners,
            keep_owners=self.keep_owners,
            limits=self.limits,
        )


class OneSide(Record):
    """One side of a share."""

    host: Slug
    path: AbsolutePath
    keep: AbsolutePath

    @property
    def place(self) -> SharePlace:
        """Where it lies."""
        return SharePlace(host=self.host, path=self.path, keep=self.keep)


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
