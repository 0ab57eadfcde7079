"""What steps see of a Forms estate on its way: gathered, attributed, placed, proved; ids and counts only.

Answers, names and addresses never come through this door. Each part of a move is found or not by looking;
what is done twice is done once, and `take_back` removes only what Flytt made.
"""

from typing import Literal, Protocol, TypeAlias

from flytt.migration.evidence import Presence, Verification
from flytt.migration.forms_settings import FormsEstate
from flytt.migration.record import Record

Pass: TypeAlias = Literal["first", "delta"]
"""`first`: while people still answer. `delta`: the old forms are closed; it takes the first one's place."""

Part: TypeAlias = Literal[
    "protection",
    "estate-first",
    "estate-delta",
    "attribution",
    "answers",
    "package-first",
    "package-delta",
    "new-forms",
    "closed",
    "owners-closed",
    "opened",
]
"""What a move leaves in the world, one for each step that leaves anything."""

Outcome: TypeAlias = Literal["proved", "proved except listed", "cannot be proved, because"]


class EstateJob(FormsEstate):
    """What the mapping says. `kept_as`: what Flytt makes carries this workload's own name."""

    kept_as: str


class Protection(Record):
    """How evidence was kept before Flytt: whether deleting accounts was held, and the audit log's days."""

    deletions_held: bool
    audit_days: int


class Gathered(Record):
    """What was fetched of an estate. `blind`: what was not to be had, and why; `seal`: of all files."""

    files: int
    forms: int
    responses: int
    blind: tuple[str, ...] = ()
    seal: str


class Attributed(Record):
    """Tables of answers: how many are decided, and how many questions people are asked about the others."""

    blocks: int
    decided: int
    questions: int
    digest: str


class Settled(Record):
    """What people said: answers read, tables they signed to quarantine; `waiting` are neither."""

    answers: int
    quarantined: int
    waiting: int
    digest: str


class Placed(Record):
    """What lies on the new side. `root` is over the answer ledgers of all forms."""

    forms: int
    responses: int
    cells: int
    uploads: int
    quarantined: int
    root: str


class Made(Record):
    """Forms made anew, and forms whose owner makes them."""

    made: int
    handed_over: int


class Closed(Record):
    """Old forms that take no more answers, and those that could not be closed from here."""

    closed: int
    by_owners: int


class ByOwners(Record):
    """Forms that their owners closed and downloaded again: those, the rows of the downloads, and when.

    `gone` are forms of which their owners say that there are none. Days as 2026-03-01; empty without any.
    """

    forms: int = 0
    gone: int = 0
    rows: int = 0
    first_closed: str = ""
    last_closed: str = ""


class Opened(Record):
    """New forms that take answers, and rows of the map from old to new addresses."""

    forms: int
    addresses: int


class Standing(Record):
    """What was placed, as it stands there: whole files, and by form those that people have changed."""

    files: int = 0
    written: tuple[str, ...] = ()


class Account(Record):
    """`found` = moved + excluded + quarantined + missing. `foreign` was never found and lies there."""

    found: int = 0
    moved: int = 0
    excluded: int = 0
    quarantined: int = 0
    missing: int = 0
    foreign: int = 0


class Proof(Record):
    """What reading the new side again proves. `because` and `listed` are kinds and counts; names stay apart.

    `root` is the Merkle root over all responses as they were found, `key` names the key of its hashes.
    """

    outcome: Outcome
    forms: int
    responses: Account
    cells: Account
    files: Account
    because: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    root: str
    key: str = ""


class FormsEstates(Protocol):
    """All Forms estates that can be reached. Unreachable, Interrupted: as of every port."""

    def protection(self, job: EstateJob) -> Protection:
        """Return how evidence is kept, apart from what Flytt has set itself."""
        ...

    def protect(self, job: EstateJob) -> None:
        """Hold deletions of accounts, and keep the audit log for `audit_days`."""
        ...

    def gather(self, job: EstateJob, which: Pass) -> Gathered:
        """Fetch every source that is to be had into a folder of Flytt's own, and seal it."""
        ...

    def attribute(self, job: EstateJob) -> Attributed:
        """Say whose every table of the first pass is, and lay the questions out on the new side."""
        ...

    def settle(self, job: EstateJob) -> Settled:
        """Read people's answers. ChangedByOthers while a question has none, the rest laid out again."""
        ...

    def place(self, job: EstateJob, which: Pass) -> Placed:
        """Put ledger, workbooks and files on the new side. A delta takes the place of what the first put."""
        ...

    def make_forms(self, job: EstateJob) -> Made:
        """Make the forms that the municipality wants made, closed as yet."""
        ...

    def close_old(self, job: EstateJob) -> Closed:
        """Let the old forms take no more answers, as far as that can be done from here."""
        ...

    def owners_closed(self, job: EstateJob) -> ByOwners:
        """See that owners have closed and downloaded what Flytt cannot close. ChangedByOthers: not all."""
        ...

    def open_new(self, job: EstateJob) -> Opened:
        """Let the new forms take answers, and put the map from old to new on the new side."""
        ...

    def prove(self, job: EstateJob) -> Proof:
        """Fetch what lies on the new side anew, and hold it against everything that was gathered."""
        ...

    def stands(self, job: EstateJob, part: Part) -> Presence:
        """Look how much of a part is there."""
        ...

    def check(self, job: EstateJob, part: Part) -> Verification:
        """Look at a part another way than it was made."""
        ...

    def take_back(self, job: EstateJob, part: Part) -> None:
        """Remove or put back what Flytt did; gone already is success. People's work is kept."""
        ...

    def written_since(self, job: EstateJob) -> tuple[str, ...]:
        """Name new forms that have got answers, by id and count."""
        ...

    def changed_by_others(self, job: EstateJob, which: Pass) -> tuple[str, ...]:
        """Say where people have changed what a pass placed, by the number of the form: it is kept."""
        ...

    def standing(self, job: EstateJob) -> Standing:
        """Hold the new side against what was placed there. ChangedByOthers when something is missing."""
        ...

    def let_go(self, job: EstateJob) -> None:
        """Remove Flytt's own copies of the estate, and no longer hold deletions. Final.

        What people have decided and signed is laid on the new side first.
        """
        ...

    def held(self, job: EstateJob) -> bool:
        """True while there are copies of Flytt's own, or deletions are held by it."""
        ...
