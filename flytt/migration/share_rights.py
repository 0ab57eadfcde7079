"""What steps see of a share's NTFS rights: counts, and where the lists of what was there before lie."""

from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from pydantic import Field

from flytt.migration.record import Record

if TYPE_CHECKING:
    from flytt.migration.share_settings import SampledPerson
    from flytt.migration.shares import ShareComparison, ShareJob

RightsStand: TypeAlias = Literal["as-they-were", "begun", "set"]


class NtfsRights(Record):
    """The shares over which NTFS rights go: `source` and `target` are Flytt's own, `users` is people's.

    `keep_sids`: SIDs without a row stay as they are; both sides know the same accounts.
    """

    source: str
    target: str
    users: str
    keep_sids: bool = False


class RightsSet(Record):
    """What setting rights came to, in things. `left` could not be set; more than 0 is no success."""

    altered: int
    same: int
    left: int = 0
    seconds: float
    listed: str = Field(
        default="", description="where the rights that were there before lie, on the target host"
    )


class ShareRights(Protocol):
    """NTFS rights of shares. Every operation may be repeated. BadInput where a job has none."""

    def set_rights(self, job: "ShareJob") -> RightsSet:
        """Set the target's rights as the source's are, mapped. What was there is kept on the host first.

        Notes there that it is done; what is noted is not done again, and its note is returned.
        """
        ...

    def rights_stand(self, job: "ShareJob") -> RightsStand:
        """Return whether the target's rights have been set, or begun to be, by Flytt."""
        ...

    def put_rights_back(self, job: "ShareJob") -> None:
        """Give back what was there, where it still is as Flytt set it; forget the note and the list."""
        ...

    def rights(self, job: "ShareJob", people: "tuple[SampledPerson, ...]") -> "ShareComparison":
        """Compare what sampled people may do with each entry, before and after.

        For NTFS rights also entry by entry, read back through the share that people use.
        """
        ...
