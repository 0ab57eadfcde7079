"""An old drive and a new one, and what carries over between them: killed, refused, written into meanwhile."""

from dataclasses import dataclass, field

from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.memory import MemoryStore
from flytt.adapters.memory.drive import MemoryDrive
from flytt.adapters.memory.drives import MemoryTenantDrives
from flytt.adapters.vault.memory import MemoryVault
from flytt.migration.copies import Book
from flytt.migration.drives import PIECE_BYTES, Drive, Entry
from flytt.migration.files import Pair
from tasks.copying import Carrying
from tasks.tally import Tally
from tests.driving import Killed

LARGE = bytes(251) * (PIECE_BYTES // 251) + bytes(range(250)) * 100_000
"""Three pieces, and less than a piece more."""


@dataclass
class Reading(MemoryTenantDrives):
    """Drives whose reader notes from where it reads, and dies where it is told to; people save meanwhile."""

    dies_at: int = -1
    saves_at: dict[int, bytes] = field(default_factory=dict[int, bytes])
    offsets: list[int] = field(default_factory=list[int])

    def read(self, drive: str, entry: Entry, first: int, size_bytes: int) -> bytes:
        """Return a piece, unless this is where to die."""
        if first == self.dies_at:
            raise Killed
        if first in self.saves_at:
            self.drives["old-owner"].write(entry.name, self.saves_at.pop(first))
        self.offsets.append(first)
        return super().read(drive, entry, first, size_bytes)


@dataclass
class Ground:
    """An old drive and a new one."""

    here: MemoryDrive = field(default_factory=lambda: MemoryDrive("here", "old-owner"))
    there: MemoryDrive = field(default_factory=lambda: MemoryDrive("there", "new-owner"))
    kept: LedgerKept = field(default_factory=lambda: LedgerKept(MemoryStore("fjordvik"), MemoryVault()))

    def __post_init__(self) -> None:
        self.old = Reading("old", {"old-owner": self.here})
        self.new = MemoryTenantDrives("new", {"new-owner": self.there})

    def carry(self) -> Tally:
        """Carry over what there is to carry over, as a new process does."""
        pair = Pair(
            kind="users",
            source=Drive(id="here", owner="old-owner"),
            target=Drive(id="there", owner="new-owner"),
        )
        return Carrying(self.old, self.new, pair, Book(self.kept, "w", "here"), "there-top").all()

    def names(self, drive: MemoryDrive) -> dict[str, bytes | None]:
        """Return what lies in a drive, by path."""
        return {drive.path(one): drive.content.get(one.id) for one in drive.items.values() if not one.top}

    @property
    def alike(self) -> bool:
        """True when both hold the same."""
        return self.names(self.here) == self.names(self.there)
