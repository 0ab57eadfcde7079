"""What is handed to readers: names in open folders, what came of them and what is left. For `manifest.py`."""

import marshal
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from flytt.adapters.shares.agent.lines import Part
    from flytt.adapters.shares.agent.looking import State, Told

    Runs: TypeAlias = list[tuple[int, bytes, list[bytes]]]
    """A folder's place among the descriptors, its path, names in it."""
    Content: TypeAlias = tuple[bytes, int, int, int, State]
    """Name, mode, size, blocks and state as they were seen."""
    Answer: TypeAlias = tuple[list[list[Part]], tuple[int, int, int, int], int]
    """Parts of each run; files, their bytes, sparse ones, problems; names of the last run that were left."""

CLOSED = -1


class Folder:
    """An open folder. `holds` counts who still needs its descriptor; only the program that walks counts."""

    __slots__ = ("below", "fd", "found", "holds", "names", "path")

    def __init__(self, fd: int, path: bytes, found: os.stat_result) -> None:
        self.fd, self.path, self.found = fd, path, found
        self.names: "list[bytes]" = []
        self.below: "set[bytes]" = set()
        self.holds = 1

    def plain(self, most: int) -> "list[bytes]":
        """Take the names before the next folder's."""
        taken: "list[bytes]" = []
        while self.names and self.names[-1] not in self.below and len(taken) < most:
            taken.append(self.names.pop())
        return taken

    def release(self) -> None:
        """One need less; the last closes."""
        self.holds -= 1
        if not self.holds and self.fd != CLOSED:
            os.close(self.fd)
            self.fd = CLOSED


class Run:
    """Names that follow one another in a folder, none of them a folder's. `parts` is what came of them."""

    __slots__ = ("folder", "names", "parts")

    def __init__(self, folder: Folder, names: "list[bytes]") -> None:
        self.folder, self.names = folder, names
        self.parts: "list[Part]" = []


class Batch:
    """Runs that one reader looks at, one after the other, and lines that are ready, in order.

    What a reader leaves when it has read much is in `rest`: others look at that at the same time.
    """

    def __init__(self) -> None:
        self.items: "list[bytes | Run]" = []
        self.folders: "dict[Folder, int]" = {}
        self.entries = 0
        self.counts = (0, 0, 0, 0)
        self.rest: "list[Batch]" = []
        self.wanted: "list[Wanted]" = []
        self.told = False

    @property
    def ready(self) -> bool:
        """Whether it can be written."""
        return self.told and all(one.told is not None for one in self.wanted)

    @property
    def runs(self) -> "list[Run]":
        """What is to be looked at."""
        return [item for item in self.items if isinstance(item, Run)]

    def add(self, item: "bytes | Run") -> None:
        """Take one more, and hold its folder open."""
        self.items.append(item)
        if isinstance(item, bytes):
            self.entries += 1
            return
        self.entries += len(item.names)
        if item.folder not in self.folders:
            self.folders[item.folder] = len(self.folders)
            item.folder.holds += 1

    def question(self) -> bytes:
        """Return what a reader is asked."""
        return marshal.dumps([(self.folders[run.folder], run.folder.path, run.names) for run in self.runs])

    def answered(self, answer: "Answer") -> None:
        """Take in what a reader found."""
        parts, self.counts, left = answer
        runs = self.runs
        for run, told in zip(runs, parts):  # noqa: B905 - Python 3.6
            run.parts = told
        last = len(parts) - 1
        if left or last + 1 < len(runs):
            self.part(runs[last], left)
        self.told = True

    def part(self, last: Run, left: int) -> None:
        """Keep what a reader has looked at, and make two batches of what it left."""
        place = self.items.index(last) + 1
        after = self.items[place:]
        if left:
            after.insert(0, Run(last.folder, last.names[-left:]))
        del self.items[place:]
        half = (sum(len(item.names) for item in after if isinstance(item, Run)) + 1) // 2
        one, other = Batch(), Batch()
        for item in after:
            if isinstance(item, bytes):
                (one if half > 0 else other).add(item)
                continue
            if half > 0:
                one.add(Run(item.folder, item.names[:half]))
            if half < len(item.names):
                other.add(Run(item.folder, item.names[max(0, half) :]))
            half -= len(item.names)
        self.rest = [batch for batch in (one, other) if batch.items]


class Wanted:
    """The content of a file with several names, which is read once."""

    def __init__(self, folder: Folder, question: "Content") -> None:
        self.folders = {folder: 0}
        folder.holds += 1
        self.asked = question
        self.told: "Told | None" = None

    def question(self) -> bytes:
        """Return what a reader is asked."""
        return marshal.dumps(self.asked)

    def answered(self, answer: "Told") -> None:
        """Take in what a reader found."""
        self.told = answer
