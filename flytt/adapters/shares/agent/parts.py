"""Divides a folder into parts of near equal work, on its own host: `python3 -I - OPTIONS < parts.py`.

Python 3.6 or newer and its standard library. OPTIONS is one JSON object; standard output is one JSON value:
the work of each part that was made. The parts lie in the job's own folder as `part-1`, `part-2`, and so on:
paths from the root, a zero byte after each; a folder among them means everything in it. Together they are the
whole tree, each thing once, and the names of one file are in one part. With the same wish, parts that were
made within a day are kept: a copy that goes on finds its unfinished files where it left them.
"""

import contextlib
import heapq
import json
import os
import stat
import sys
import time

EACH = 1 << 16
"""What a thing costs beside its bytes, in bytes: as much time as a fast link takes for so many."""
PIECES = 16
"""Into how many pieces the work of one part is divided at least, where no file is larger than that."""
KEPT_SECONDS = 86400
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Tree:
    """The work in every folder, and the names of files that have more than one."""

    def __init__(self, root: bytes) -> None:
        self.root = root
        self.device = os.lstat(root).st_dev
        self.below: "dict[bytes, int]" = {}
        self.folders: "dict[bytes, list[bytes]]" = {}
        self.inodes: "dict[bytes, tuple[int, int]]" = {}

    def inside(self, folder: bytes) -> "Iterator[tuple[bytes, os.stat_result, bool]]":
        """Yield what lies in a folder, and whether it is gone into. The last pass tells what is not read."""
        try:
            found = os.scandir(os.path.join(self.root, folder))
        except OSError:
            return
        with found:
            for entry in found:
                with contextlib.suppress(OSError):
                    seen = entry.stat(follow_symlinks=False)
                    into = stat.S_ISDIR(seen.st_mode) and seen.st_dev == self.device
                    yield os.path.join(folder, entry.name), seen, into

    def weigh(self) -> None:
        """Look at everything once."""
        order: "list[bytes]" = []
        waiting = [b""]
        while waiting:
            folder = waiting.pop()
            order.append(folder)
            self.below[folder], self.folders[folder] = EACH, []
            for path, seen, into in self.inside(folder):
                if into:
                    self.folders[folder].append(path)
                    continue
                self.below[folder] += seen.st_size + EACH
                if seen.st_nlink > 1 and not stat.S_ISDIR(seen.st_mode):
                    self.inodes[path] = (seen.st_dev, seen.st_ino)
            waiting += self.folders[folder]
        for folder in reversed(order):
            self.below[folder] += sum(self.below[one] for one in self.folders[folder])

    def pieces(self, streams: int) -> "list[tuple[int, list[bytes]]]":
        """Return the tree in pieces with their work: whole folders, and what lies in folders too large."""
        most = self.below[b""] // (streams * PIECES)
        made: "list[tuple[int, list[bytes]]]" = []
        where: "dict[bytes, int]" = {}
        waiting = [b""]
        while waiting:
            folder = waiting.pop()
            if folder and self.below[folder] <= most:
                where[folder] = len(made)
                made.append((self.below[folder], [folder]))
                continue
            waiting += self.folders[folder]
            work = 0
            paths: "list[bytes]" = []
            for path, seen, into in self.inside(folder):
                # What is mounted here is not the share's; rsync goes into a mount point that is named to it.
                if into or stat.S_ISDIR(seen.st_mode):
                    continue
                if path in self.inodes:
                    where[path] = len(made)
                work += seen.st_size + EACH
                paths.append(path)
                if work > most:
                    made.append((work, paths))
                    work, paths = 0, []
            if paths:
                made.append((work, paths))
        return self.joined(made, where)

    def joined(
        self, pieces: "list[tuple[int, list[bytes]]]", where: "dict[bytes, int]"
    ) -> "list[tuple[int, list[bytes]]]":
        """Return pieces that share a file as one: a file that goes twice is neither quick nor one file."""
        leader = list(range(len(pieces)))

        def first(number: int) -> int:
            while leader[number] != number:
                leader[number] = number = leader[leader[number]]
            return number

        seen: "dict[tuple[int, int], int]" = {}
        for path, inode in self.inodes.items():
            number = holder(path, where)
            if number >= 0:
                leader[first(number)] = first(seen.setdefault(inode, number))
        together: "dict[int, tuple[int, list[bytes]]]" = {}
        for number, (work, paths) in enumerate(pieces):
            has, given = together.get(first(number), (0, []))
            together[first(number)] = (has + work, given + paths if given else paths)
        return list(together.values())


def holder(path: bytes, where: "dict[bytes, int]") -> int:
    """Return the piece in which a thing lies."""
    while path and path not in where:
        path = path.rpartition(b"/")[0]
    return where.get(path, -1)


def divided(pieces: "list[tuple[int, list[bytes]]]", streams: int) -> "list[tuple[int, list[bytes]]]":
    """Give the heaviest to whoever has least, until all are given. Parts without anything are not made."""
    parts: "list[tuple[int, int, list[bytes]]]" = [(0, number, []) for number in range(streams)]
    for work, paths in sorted(pieces, key=lambda one: (-one[0], one[1])):
        has, number, given = heapq.heappop(parts)
        given.extend(paths)
        heapq.heappush(parts, (has + work, number, given))
    return [(work, sorted(given)) for work, _, given in sorted(parts, key=lambda part: part[1]) if given]


def kept(folder: str, wish: "dict[str, object]") -> "list[int]":
    """Return the work of parts that were made with the same wish, not long ago."""
    try:
        with open(os.path.join(folder, "parts"), encoding="ascii") as file:
            was = json.load(file)
    except (OSError, ValueError):
        return []
    fresh = was["wish"] == wish and 0 <= time.time() - was["made"] < KEPT_SECONDS
    work: "list[int]" = was["work"]
    return work if fresh else []


def main() -> int:
    """Divide one folder."""
    os.umask(0o077)
    wish = json.loads(sys.argv[1])
    folder = os.path.join(os.path.expanduser("~"), ".flytt-share", wish["job"])
    os.makedirs(folder, exist_ok=True)
    work = kept(folder, wish)
    if not work:
        tree = Tree(bytes.fromhex(wish["root"]))
        tree.weigh()
        parts = divided(tree.pieces(wish["streams"]), wish["streams"])
        for number, (_, paths) in enumerate(parts, 1):
            with open(os.path.join(folder, "part-%d" % number), "wb") as file:
                file.writelines(b"./" + path + b"\0" for path in paths)
        work = [each for each, _ in parts]
        with open(os.path.join(folder, "parts"), "w", encoding="ascii") as file:
            json.dump({"wish": wish, "made": time.time(), "work": work}, file)
    sys.stdout.write(json.dumps(work))
    return 0


if __name__ == "__main__":
    try:
        code = main()
    except OSError as error:
        # Without the path: a file's name can hold a person's name.
        sys.stderr.write("flytt-errno %d %s\n" % (error.errno or 0, error.strerror))
        code = 1
    sys.exit(code)
