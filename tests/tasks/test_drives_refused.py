"""Drives into which nothing goes: the pass stops soon, and what was refused is tried again."""

from dataclasses import dataclass, field

import pytest

from flytt.adapters.kept import LedgerKept
from flytt.adapters.ledger.memory import MemoryStore
from flytt.adapters.memory.drive import MemoryDrive
from flytt.adapters.memory.drives import MemoryTenantDrives
from flytt.adapters.vault.memory import MemoryVault
from flytt.migration.copies import Book
from flytt.migration.drive_notes import Passes
from flytt.migration.drives import Drive, Entry, Upload
from flytt.migration.errors import CommandFailed
from flytt.migration.files import Pair
from tasks.abreast import unhurried
from tasks.passes import Over
from tasks.refusals import MOST_ITEMS, MOST_PLACES, AllRefused
from tasks.tally import Tally

MANY = MOST_PLACES + 10


@dataclass
class Closed(MemoryTenantDrives):
    """Drives that take folders and no file, while they are closed; `asked`: for what in vain."""

    is_closed: bool = True
    asked: list[str] = field(default_factory=list[str])

    def begin(self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = "") -> Upload | None:
        """Refuse, unless it has been seen to."""
        if self.is_closed:
            self.asked.append(like.id)
            raise CommandFailed("Uploading", exit_status=423, stderr="resourceLocked")
        return super().begin(drive, parent, like, over, seen=seen)


class Ground:
    """Many people's drives, each with some files in a folder."""

    def __init__(self, files: int) -> None:
        here = {f"owner-{n:02}": MemoryDrive(f"here-{n:02}", f"owner-{n:02}") for n in range(MANY)}
        there = {owner: MemoryDrive(f"there-{owner[-2:]}", owner) for owner in here}
        for one in here.values():
            for number in range(files):
                one.write(f"a/{number}.txt", b"one")
        self.old, self.new = MemoryTenantDrives("old", here), Closed("new", there)
        self.kept = LedgerKept(MemoryStore("fjordvik"), MemoryVault())

    def carry(self) -> list[Tally]:
        """Make the pass, as a new process does."""
        over = Over(self.old, self.new, Passes(self.kept, "w"), "copy-all")
        return [over.drive(pair, Book(self.kept, "w", pair.source.id), unhurried) for pair in self.pairs()]

    def pairs(self) -> list[Pair]:
        """Return whose drive goes where."""
        return [
            Pair(
                kind="users",
                source=Drive(id=one.id, owner=owner),
                target=Drive(id=self.new.drives[owner].id, owner=owner),
            )
            for owner, one in self.old.drives.items()
        ]


def test_when_drive_after_drive_takes_no_file_it_stops_and_a_resume_tries_them_again() -> None:
    """All night each file of thousands would be asked for, and nobody told before the morning."""
    ground = Ground(files=2)
    with pytest.raises(
        AllRefused, match=rf"More than {MOST_PLACES} drives in a row .*owner-{MOST_PLACES} \(423\)"
    ):
        ground.carry()
    assert len(ground.new.asked) == (MOST_PLACES + 1) * 2
    ground.new.is_closed = False
    assert sum(one.files for one in ground.carry()) == MANY * 2


def test_what_is_refused_once_more_is_left_and_named() -> None:
    """Somebody whose drives are locked for good would never see the end of the pass."""
    ground = Ground(files=1)
    with pytest.raises(AllRefused):
        ground.carry()
    assert sum(len(one.unlike) for one in ground.carry()) == MANY


def test_when_file_after_file_of_one_drive_is_refused_it_stops_and_goes_on_past_them() -> None:
    """One drive of half a million files into which nothing goes would take the night by itself."""
    ground = Ground(files=MOST_ITEMS + 10)
    with pytest.raises(AllRefused, match=rf"More than {MOST_ITEMS} files in a row"):
        ground.carry()
    assert len(ground.new.asked) == MOST_ITEMS + 1
    ground.new.asked.clear()
    pair = ground.pairs()[0]
    over = Over(ground.old, ground.new, Passes(ground.kept, "w"), "copy-all")
    tally = over.drive(pair, Book(ground.kept, "w", pair.source.id), unhurried)
    assert len(tally.unlike) == MOST_ITEMS + 10, "one that was refused is not named"
