"""Programs forked to look at entries, which are handed open folders. Part of `manifest.py`."""

import _socket
import array
import errno
import marshal
import mmap
import os
import select
import struct

from flytt.adapters.shares.agent.lines import Lines
from flytt.adapters.shares.agent.looking import Looker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from flytt.adapters.shares.agent.batches import Answer, Batch, Content, Runs, Wanted
    from flytt.adapters.shares.agent.lines import Part
    from flytt.adapters.shares.agent.looking import Told

BATCH_FOLDERS = 32
BATCHES_EACH = 2
BATCH_BYTES = 4 << 20
MESSAGE = struct.Struct("<I")
COUNTER = struct.Struct("<Q")


class Readers:
    """The programs that read. What they answer waits here until its turn."""

    def __init__(self, algorithm: str, rate_bytes: int, wanted: int) -> None:
        if rate_bytes:
            wanted = 1  # a limit is kept by one reader alone
        self.counters = mmap.mmap(-1, COUNTER.size * wanted)
        self.busy: "dict[_socket.socket, list[Batch | Wanted]]" = {}
        self.numbers: "list[int]" = []
        for number in range(wanted):
            ours, theirs = _socket.socketpair()
            self.numbers.append(os.fork())
            if not self.numbers[-1]:
                try:
                    for other in (ours, *self.busy):
                        other.close()
                    answer_all(Looker(algorithm, rate_bytes, self.counter(number)), theirs)
                finally:
                    os._exit(0)
            theirs.close()
            self.busy[ours] = []

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

    def ask(self, thing: "Batch | Wanted") -> bool:
        """Hand a batch to the reader with least to do; False when all have enough."""
        channel = min(self.busy, key=lambda one: len(self.busy[one]))
        if len(self.busy[channel]) >= BATCHES_EACH:
            return False
        sent(channel, thing.question(), [folder.fd for folder in thing.folders])
        self.busy[channel].append(thing)
        return True

    def answers(self, seconds: float) -> "list[Batch | Wanted]":
        """Return what is answered within the time. Folders of a batch are still held."""
        ready, _, _ = select.select([one for one, asked in self.busy.items() if asked], [], [], seconds)
        done: "list[Batch | Wanted]" = []
        for channel in ready:
            message, _ = received(channel, 0)
            if not message:
                raise OSError(errno.EIO, "a reader died")
            done.append(self.busy[channel].pop(0))
            done[-1].answered(marshal.loads(message))  # noqa: S302 - from a program that this one forked
        return done


def answer_all(looker: Looker, channel: "_socket.socket") -> None:
    """Answer batches until no more come."""
    lines = Lines(looker)
    while True:
        message, folders = received(channel, BATCH_FOLDERS)
        if not message:
            return
        question: "Content | Runs" = marshal.loads(message)  # noqa: S302 - from the program that forked this
        told: "Answer | Told"
        if isinstance(question, tuple):
            told = looker.look(folders[0], *question)
        else:
            told = answer(lines, folders, question)
        for fd in folders:
            os.close(fd)
        looker.counted(looker.read_bytes)
        sent(channel, marshal.dumps(told))


def answer(lines: Lines, folders: "list[int]", question: "Runs") -> "Answer":
    """Look at some runs, and leave the rest when much content was read."""
    lines.begin()
    parts: "list[list[Part]]" = []
    until = lines.looker.read_bytes + BATCH_BYTES
    left = 0
    for place, path, names in question:
        told, left = lines.of(folders[place], path, names, until)
        parts.append(told)
        if left or lines.looker.read_bytes >= until:
            break
    return parts, (lines.files, lines.size_bytes, lines.sparse, lines.problems), left


def sent(channel: "_socket.socket", message: bytes, fds: "list[int] | None" = None) -> None:
    """Send a message with descriptors."""
    rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    channel.sendmsg([MESSAGE.pack(len(message))], rights)
    channel.sendall(message)


def received(channel: "_socket.socket", fds: int) -> "tuple[bytes, list[int]]":
    """Receive a message with descriptors; empty when the other side is gone."""
    head, rights = channel.recvmsg(MESSAGE.size, _socket.CMSG_SPACE(4 * fds))[:2]
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
