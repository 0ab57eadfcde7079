"""The document of `flytt forms reconcile`: what was found, what became of it, and what that proves."""

from typing import Literal, TypeAlias

from flytt.forms.seen import SourceName
from flytt.migration.record import Record

Outcome: TypeAlias = Literal["proved", "proved except listed", "cannot be proved, because"]


class Account(Record):
    """`found` = moved + excluded + quarantined + missing. `foreign` is on the target and was never found."""

    found: int = 0
    moved: int = 0
    excluded: int = 0
    quarantined: int = 0
    missing: int = 0
    foreign: int = 0

    def plus(self, other: "Account") -> "Account":
        """Return the sum of both."""
        return Account(**{name: getattr(self, name) + getattr(other, name) for name in Account.model_fields})

    @property
    def good(self) -> bool:
        """Whether all that was found is somewhere, and nothing else lies there."""
        balanced = self.found == self.moved + self.excluded + self.quarantined
        return balanced and not self.missing and not self.foreign


class FormProof(Record):
    """One form. `root` is over its responses as found; `because` breaks the proof, `listed` limits it.

    `missing_ids` are ids in no source and no audited deletion; `deleted_ids` those whose deletion was logged.
    """

    id: str
    outcome: Outcome
    responses: Account
    cells: Account
    files: Account
    root: str
    missing_ids: tuple[int, ...] = ()
    deleted_ids: tuple[int, ...] = ()
    because: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


class Readers(Record):
    """Workbooks read by two independent readers, here and on the target. `single` have one reader only."""

    workbooks: int = 0
    cells: int = 0
    agreed: int = 0
    differing: tuple[str, ...] = ()
    single: tuple[str, ...] = ()


class Proof(Record):
    """The whole document. It holds counts, ids and keyed digests, and no answer.

    `because_kinds` and `listed_kinds` count what is said of all forms by kind, without names of files.
    """

    outcome: Outcome
    because: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    because_kinds: dict[str, int] = {}
    listed_kinds: dict[str, int] = {}
    responses: Account
    cells: Account
    files: Account
    forms: tuple[FormProof, ...]
    readers: Readers
    root: str
    key: str
    exclusions_sha256: str = ""
    no_forms_data: int = 0
    cannot_see: dict[SourceName, tuple[str, ...]] = {}
