"""Lists a folder with everything in it, on the host where it lies: `python3 -I -S - OPTIONS < manifest.py`.

Python 3.6 or newer and its standard library; of that, what is quickly loaded. OPTIONS are words `name=value`;
standard output becomes the stream that `flytt.shares.manifest` reads. Nothing is written to the disk, no link
is followed, nothing but regular files is opened. Every step down goes through the descriptor of the folder it
is in: no path can be too long, and no link put in the way afterwards leads elsewhere. One program walks; some
others, forked from it, are handed open folders, look at what is in them and write its lines. Ends with 0, 2
(the folder cannot be listed at all) or 1.
"""

import os
import resource
import sys

from flytt.adapters.shares.agent.batches import Batch, Folder, Wanted
from flytt.adapters.shares.agent.lines import Lines, written
from flytt.adapters.shares.agent.looking import Looker, escaped
from flytt.adapters.shares.agent.readers import BATCH_FOLDERS, Readers
from flytt.adapters.shares.agent.stream import SENT, Out
from flytt.adapters.shares.agent.walking import BATCH_FILES, Walker

BATCHES_WAITING = 64
TYPE_CHECKING = False  # `typing` itself is a tenth of what a start costs
if TYPE_CHECKING:
    from flytt.adapters.shares.agent.lines import Linked
    from flytt.adapters.shares.agent.looking import State
IOPRIO_SET = {"x86_64": 251, "aarch64": 30, "ppc64le": 273, "s390x": 282}


class Names:
    """The names of one file: where the first stands, how many there are to come, what was read of it."""

    __slots__ = ("left", "position", "read")

    def __init__(self, names: int) -> None:
        self.position, self.left = 0, names
        self.read: "dict[State, Wanted]" = {}


class Lister:
    """Hands what the way leads to over to readers, and writes in order."""

    def __init__(self, walker: Walker, readers: Readers, out: Out) -> None:
        self.walker, self.readers, self.out = walker, readers, out
        self.links: "dict[tuple[int, int], Names]" = {}
        self.waiting: "list[Batch]" = []
        self.unasked: "list[Batch | Wanted]" = []

    def run(self, root: bytes) -> None:
        """List it all."""
        batch = Batch()
        for item in self.walker.walk(root):
            batch.add(item)
            if batch.entries >= BATCH_FILES or len(batch.folders) >= BATCH_FOLDERS:
                self.submit(batch)
                batch = Batch()
        self.submit(batch)
        while self.waiting:
            self.write()

    def submit(self, batch: Batch) -> None:
        """Hand a batch over, writing what is finished while all readers have enough to do."""
        self.waiting.append(batch)
        self.ask(batch)
        while self.unasked:
            self.listen()
        while self.waiting and (self.waiting[0].ready or len(self.waiting) > BATCHES_WAITING):
            self.write()

    def ask(self, thing: "Batch | Wanted") -> None:
        """Hand something over, now or when a reader is free; lines that are ready need nobody."""
        if isinstance(thing, Batch) and not thing.folders:
            thing.told = True
        elif self.unasked or not self.readers.ask(thing):
            self.unasked.append(thing)

    def listen(self) -> None:
        """Take in what readers have found, and hand over what was waiting; a beat when it takes long."""
        answered = self.readers.answers(self.out.beat_seconds)
        if not answered:
            self.out.beat()
        for thing in answered:
            if isinstance(thing, Batch):
                self.taken(thing)
            for folder in thing.folders:
                folder.release()
        while self.unasked and self.readers.ask(self.unasked[0]):
            del self.unasked[0]

    def taken(self, batch: Batch) -> None:
        """Ask for the content of files with several names, once each, and for what a reader left."""
        for run in batch.runs:
            for part in run.parts:
                if not isinstance(part, bytes):
                    batch.wanted.append(self.wanted(run.folder, part))
        for rest in batch.rest:
            self.ask(rest)

    def wanted(self, folder: Folder, linked: "Linked") -> Wanted:
        """Return what is read of a file: the same for all its names, unless it has changed between them."""
        name, mode, size, blocks, state, device, names, _ = linked
        key = device, state[0]
        if key not in self.links:
            self.links[key] = Names(names)
        read = self.links[key].read
        if state not in read:
            read[state] = Wanted(folder, (name, mode, size, blocks, state))
            self.ask(read[state])
        return read[state]

    def write(self) -> None:
        """Write the oldest batch, waiting for it."""
        while not self.waiting[0].ready:
            self.listen()
        batch = self.waiting.pop(0)
        self.waiting[:0] = batch.rest
        self.out.count(batch.counts)
        wanted = iter(batch.wanted)
        for item in batch.items:
            if isinstance(item, bytes):
                self.out.add(item)
                continue
            for part in item.parts:
                if isinstance(part, bytes):
                    self.out.add(part)
                else:
                    self.link(item.folder.path, part, next(wanted))

    def link(self, folder: bytes, linked: "Linked", read: Wanted) -> None:
        """Number the names of one file by the position of the first."""
        name, _, size, _, state, device, count, fields = linked
        key = device, state[0]
        names = self.links.get(key)
        if names is None:  # there were more names than it had when it was first seen
            names = self.links[key] = Names(count)
        names.position = names.position or self.out.entries + 1
        names.left -= 1
        if not names.left:
            del self.links[key]
        assert read.told is not None
        self.out.count((0, 0, 0, bool(read.told[-1])))
        path = escaped(folder + b"/" + name if folder else name)
        self.out.add(written(path, b"file", size, fields, read.told, names.position))


def step_back(nice: int, *, idle_io: bool) -> None:
    """Let the host's own work go first, as far as this host knows how."""
    if nice:
        os.nice(nice)
    number = IOPRIO_SET.get(os.uname().machine)
    if idle_io and number and sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - every listing would pay for it, and few ask

        ctypes.CDLL(None).syscall(number, 1, 0, 3 << 13)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(hard, 4096)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main() -> int:
    """List one folder."""
    options = dict(word.split("=", 1) for word in sys.argv[1:])
    root = bytes.fromhex(options["root"])
    algorithm, rate_bytes = options.get("algorithm", "blake2b-256"), int(options.get("rate_bytes", "0"))
    step_back(int(options.get("nice", "0")), idle_io="idle_io" in options)
    try:
        os.close(os.open(root, os.O_RDONLY | os.O_DIRECTORY))
        wanted = int(options.get("readers", "0")) or max(2, min(4, os.cpu_count() or 2))
        readers = Readers(algorithm, rate_bytes, wanted)
        out = Out(float(options.get("beat_seconds", "15")), readers)
        walker = Walker(Lines(Looker(algorithm, 0, int)), out, cross="cross_devices" in options)
        out.mark(
            b"",
            {
                "maker": '"manifest.py 2, Python %d.%d.%d"' % sys.version_info[:3],
                "algorithm": '"%s"' % algorithm,
                "blind": "[]" if hasattr(os, "listxattr") else '["acl", "xattrs"]',
                "device_only": "false" if walker.cross else "true",
            },
        )
        out.flush(SENT)  # whoever reads knows at once that it has begun
        Lister(walker, readers, out).run(root)
        readers.close()
    except BrokenPipeError:
        return 1
    except OSError as error:
        sys.stderr.write("flytt-errno %d\n" % (error.errno or 0))
        return 2
    out.end()
    return 0


if __name__ == "__main__":
    STATUS = main()
    sys.stderr.flush()
    os._exit(STATUS)
