"""A move that goes on by itself: `python -m bench.board.mover LEDGER START COUNT`.

A town is moved system by system, each there and back. After the last one it begins anew with a copy of START
in LEDGER's place: no notice grows older than in a real move. COUNT holds how many acts (steps done, verified
or taken back) there were and the seconds that they took, beginning anew left out. It goes on until it
is ended.
"""

import itertools
import mmap
import shutil
import struct
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.board.town import MUNICIPALITY, town
from flytt.adapters.clock import MemoryClock
from flytt.adapters.ledger.opening import open_store
from flytt.migration.action import Act
from flytt.migration.drive import drive
from flytt.migration.events import GoalSet
from flytt.migration.journal import Journal
from flytt.migration.next_action import Ask, Done
from flytt.migration.perform import Performer
from flytt.migration.plan import PlannedWorkload
from tasks.catalogue import find
from tests.driving import respond
from tests.worlds import MORNING, Twins

COUNT = struct.Struct("<qd")


def counted(path: Path) -> tuple[int, float]:
    """Return how many acts there were so far, and the seconds they took."""
    acts, seconds = COUNT.unpack(path.read_bytes())
    return int(acts), float(seconds)


@dataclass
class Count:
    """Acts and their time, where another process can see them."""

    shared: mmap.mmap
    acts: int = 0
    seconds: float = 0.0
    since: float = 0.0

    def begin(self) -> None:
        """Count time from here on."""
        self.since = time.perf_counter()

    def one(self) -> None:
        """Count an act that ends now."""
        now = time.perf_counter()
        self.acts, self.seconds, self.since = self.acts + 1, self.seconds + now - self.since, now
        COUNT.pack_into(self.shared, 0, self.acts, self.seconds)


def main() -> None:
    """Move until ended."""
    ledger, start, counts = map(Path, sys.argv[1:])
    scene = town()
    with counts.open("r+b") as file, mmap.mmap(file.fileno(), COUNT.size) as shared:
        count = Count(shared)
        for number in itertools.count():
            _there_and_back(scene.fork(), _begun(ledger, start, number), count)


def _begun(ledger: Path, start: Path, number: int) -> Path:
    """Put a fresh ledger in the place of the last one, and take older ones away."""
    fresh = ledger.with_name(f"ledger-{number}.db")
    shutil.copy(start, fresh)
    link = ledger.with_name("next")
    link.symlink_to(fresh.name)
    link.replace(ledger)
    for part in ledger.parent.glob(f"ledger-{number - 2}.db*"):
        part.unlink()
    return fresh


def _there_and_back(scene: Twins, ledger: Path, count: Count) -> None:
    clock = MemoryClock(MORNING)
    scene.clock = clock
    journal = Journal(open_store(str(ledger), MUNICIPALITY), clock, "bench")
    count.begin()
    for workload, there in itertools.product(scene.plan.workloads, (True, False)):
        goal = GoalSet(workload=workload.id, checkpoint="open" if there else "before", backward=not there)
        journal.append(goal)
        lease = journal.take_lease(workload.id, "bench", "bench", takeover=True)
        performer = Performer(journal, scene.world, scene.vault, find, lease)

        def perform(workload: PlannedWorkload, action: Act, performer: Performer = performer) -> None:
            performer.perform(workload, action)
            count.one()

        while isinstance(outcome := drive(scene.plan, workload, journal, perform, clock), Ask):
            respond(scene, workload, journal, outcome)
        assert isinstance(outcome, Done), outcome
        journal.release_lease(lease)
    journal.store.close()


if __name__ == "__main__":
    main()
