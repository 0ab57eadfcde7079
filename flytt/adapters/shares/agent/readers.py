"""Programs forked to look at entries, which are handed open folders. Part of `manifest.py`."""

import array
import errno
import marshal
import mmap
import os
import select
import socket
import struct
from collections import deque

from flytt.adapters.shares.agent.looking import Looker, state_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from flytt.adapters.shares.agent.looking import State, Told

    Question = tuple[int, tuple[bytes, int, int, int, State]]
    """A folder's place among the descriptors; name, mode, size, blocks and state as the walk saw them."""

BATCH_FOLDERS = 32
BATCHES_EACH = 2
CLOSED = -1
MESSAGE = struct.Struct("<I")
COUNTER = struct.Struct("<Q")
NOTHING = (b"", b"", b"", b"", b"")


class Folder:
    """An open folder. `holds` counts who still needs its descriptor; only the walking thread counts."""

    __slots__ = ("fd", "found", "holds", "names", "path")

    def __init__(self, fd: int, path: bytes, found: os.stat_result, names: "list[bytes]") -> None:
        self.fd, self.path, self.found, self.names = fd, path, found, names
        self.holds = 1

    def release(self) -> None:
        """One need less; the last closes."""
        self.holds -= 1
        if not self.holds and self.fd != CLOSED:
            os.close(self.fd)
            self.fd = CLOSED


class Found:
    """One entry on its way from the walk to the output. `told` is what was found: see `Told`."""

    __slots__ = ("folder", "hard", "name", "path", "same", "seen", "told")

    def __init__(
        self, path: bytes, name: bytes, folder: "Folder | None", seen: "os.stat_result | None"
    ) -> None:
        self.path, self.name, self.folder, self.seen = path, name, folder, seen
        self.told: "Told" = NOTHING
        self.hard = 0
        self.same: "Found | None" = None


class Batch:
    """Entries that one reader looks at, one after the other."""

    def __init__(self) -> None:
        self.found: "list[Found]" = []
        self.asked: "list[tuple[Folder, os.stat_result, Found]]" = []
        self.folders: "dict[Folder, int]" = {}
        self.bytes = 0
        self.done = False


class Readers:
    """The programs that read. What they answer waits here until its turn."""

    def __init__(self, algorithm: str, rate_bytes: int, wanted: int) -> None:
        if rate_bytes:
            wanted = 1  # a limit is kept by one reader alone
        self.counters = mmap.mmap(-1, COUNTER.size * wanted)
        self.busy: "dict[socket.socket, deque[Batch]]" = {}
        self.numbers: "list[int]" = []
        for number in range(wanted):
            ours, theirs = socket.socketpair()
            self.numbers.append(os.fork())
            if not self.numbers[-1]:
                try:
                    for other in (ours, *self.busy):
                        other.close()
                    answer_all(Looker(algorithm, rate_bytes, self.counter(number)), theirs)
                finally:
                    os._exit(0)
            theirs.close()
            self.busy[ours] = deque()

    def counter(self, number: int) -> "Callable[[int], object]":
        """Return where a reader writes how much it has read."""
        return lambda count: COUNTER.pack_into(self.counters, number * COUNTER.size, count)

    @property
    def read_bytes(self) -> int:
        """Bytes of content read so far, by all of them."""
        return sum(number for (number,) in COUNTER.iter_unpack(self.counters))

    def close(self) -> None:
        """Let them end: there are no more batches."""
        for channel in self.busy:
            channel.close()
        for number in self.numbers:
            os.waitpid(number, 0)

    def ask(self, batch: Batch) -> bool:
        """Hand a batch to the reader with least to do; False when all have enough."""
        channel = min(self.busy, key=lambda one: len(self.busy[one]))
        if len(self.busy[channel]) >= BATCHES_EACH:
            return False
        questions = [
            (
                batch.folders[folder],
                (found.name, seen.st_mode, seen.st_size, seen.st_blocks, state_of(seen)),
            )
            for folder, seen, found in batch.asked
        ]
        sent(channel, marshal.dumps(questions), [folder.fd for folder in batch.folders])
        self.busy[channel].append(batch)
        return True

    def answers(self, seconds: float) -> bool:
        """Take in what is answered within the time; return whether anything was."""
        ready, _, _ = select.select([one for one, asked in self.busy.items() if asked], [], [], seconds)
        for channel in ready:
            message, _ = received(channel, 0)
            if not message:
                raise OSError(errno.EIO, "a reader died")
            batch = self.busy[channel].popleft()
            told = marshal.loads(message)  # noqa: S302 - from a program that this one forked
            for (_, _, found), answer in zip(batch.asked, told):  # noqa: B905 - Python 3.6
                found.told = answer
            for folder in batch.folders:
                folder.release()
            batch.done = True
        return bool(ready)


def answer_all(looker: Looker, channel: socket.socket) -> None:
    """Answer batches until no more come."""
    while True:
        message, folders = received(channel, BATCH_FOLDERS)
        if not message:
            return
        questions: "list[Question]" = marshal.loads(message)  # noqa: S302 - from the program that forked this
        told: "list[Told]" = [looker.look(folders[place], *question) for place, question in questions]
        for fd in folders:
            os.close(fd)
        looker.counted(looker.read_bytes)
        sent(channel, marshal.dumps(told))


def sent(channel: socket.socket, message: bytes, fds: "list[int] | None" = None) -> None:
    """Send a message with descriptors."""
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    channel.sendmsg([MESSAGE.pack(len(message))], rights)
    channel.sendall(message)


def received(channel: socket.socket, fds: int) -> "tuple[bytes, list[int]]":
    """Receive a message with descriptors; empty when the other side is gone."""
    head, rights = channel.recvmsg(MESSAGE.size, socket.CMSG_SPACE(4 * fds))[:2]
    folders: "array.array[int]" = array.array("i")
    for _, _, data in rights:
        folders.frombytes(data[: len(data) - len(data) % folders.itemsize])
    parts: "list[bytes]" = []
    left = MESSAGE.unpack(head)[0] if len(head) == MESSAGE.size else 0
    while left:
        parts.append(channel.recv(left))
        if not parts[-1]:
            return b"", []
        left -= len(parts[-1])
    return b"".join(parts), list(folders)
