"""Small work in a folder, on the host where it lies: `python3 -I - VERB OPTIONS < this and its input`.

Python 3.6 or newer and its standard library. OPTIONS is one JSON object; standard output is one JSON value.
Every step down goes through the descriptor of the folder above, and no link is followed: nothing outside the
two folders that are named is ever touched. Each verb may be repeated. Ends with 0, or 1 and a sentence.
"""

import errno
import json
import os
import shutil
import stat
import sys
import time

from flytt.adapters.shares.agent.aside import FOLDER, GONE, ROOMS, remove_folder, settle, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, TypeAlias

    from flytt.adapters.shares.agent.aside import Counts

    Options: TypeAlias = dict[str, str]

WRITTEN = "written"
ASIDE = (WRITTEN, "replaced")
OWN = ("passes", "lists")


def count(options: "Options") -> "Counts | None":
    """Count what lies there; null without the folder. Bytes of hard links count once."""
    try:
        top = os.open(options["path"], FOLDER)
    except FileNotFoundError:
        return None
    found = {"files": 0, "folders": 0, "links": 0, "size_bytes": 0}
    seen: "set[tuple[int, int]]" = set()
    try:
        for _, folders, files, here in os.fwalk(b".", dir_fd=top, follow_symlinks=False, onerror=stop):
            for name in folders + files:
                tally(os.stat(name, dir_fd=here, follow_symlinks=False), found, seen)
    finally:
        os.close(top)
    return found


def tally(of: os.stat_result, found: "Counts", seen: "set[tuple[int, int]]") -> None:
    """Add one thing to the count."""
    if stat.S_ISDIR(of.st_mode):
        found["folders"] += 1
    elif stat.S_ISLNK(of.st_mode):
        found["links"] += 1
    else:
        found["files"] += 1
        if of.st_nlink == 1 or (of.st_dev, of.st_ino) not in seen:
            found["size_bytes"] += of.st_size
        if of.st_nlink > 1:
            seen.add((of.st_dev, of.st_ino))


def make(options: "Options") -> None:
    """Make the folder, and Flytt's own beside it, which nobody else may read."""
    os.makedirs(options["path"], exist_ok=True)
    os.makedirs(options["keep"], mode=0o700, exist_ok=True)
    os.chmod(options["keep"], 0o700)
    settle(os.path.dirname(options["path"]))


def remove_empty(options: "Options") -> None:
    """Remove both folders as far as they are empty. Flytt's own lists go with the last of what they list."""
    rmdir(options["path"])
    keep = options["keep"]
    for part in ASIDE:
        prune(os.path.join(keep, part))
    if not any(os.path.lexists(os.path.join(keep, part)) for part in ASIDE):
        for part in OWN:
            if os.path.isdir(os.path.join(keep, part)):
                shutil.rmtree(os.path.join(keep, part))
        rmdir(keep)


def write(options: "Options") -> None:
    """Write standard input beside the share, whole or not at all."""
    path = os.path.join(options["keep"], options["name"])
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path + ".part", "wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)
    settle(os.path.dirname(path))


def show(options: "Options") -> None:
    """Write a file beside the share to standard output, before the answer; ends with 3 without one."""
    try:
        with open(os.path.join(options["keep"], options["name"]), "rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer, 1 << 20)
    except FileNotFoundError:
        sys.exit(3)
    sys.stdout.buffer.flush()
    sys.exit(0)


def clock(options: "Options") -> float:
    """Tell the time, in seconds since 1970, as this host has it."""
    del options
    return time.time()


def forget(options: "Options") -> None:
    """Remove what was written there, and the folder when nothing is left in it."""
    try:
        os.unlink(os.path.join(options["keep"], options["name"]))
    except OSError as error:
        if error.errno not in GONE:
            raise
    rmdir(os.path.dirname(os.path.join(options["keep"], options["name"])))
    rmdir(options["keep"])


def clear(options: "Options") -> "Counts":
    """Take away what standard input names, a byte and a path between zero bytes: `-` delete, `>` set aside.

    Folders that were named are taken away when they have become empty, the deepest first.
    """
    top = os.open(options["path"], FOLDER)
    aside = os.path.join(options["keep"], options["part"])
    folders: "list[bytes]" = []
    done = {"removed": 0, "aside": 0}
    try:
        for line in lines(sys.stdin.buffer):
            take(top, aside, line, folders, done)
        for folder in set(ROOMS.values()):
            settle(folder)
        for path in reversed(folders):
            remove_folder(top, path)
    finally:
        os.close(top)
    return done


def kept(options: "Options") -> "Counts":
    """Count what was set aside, and say whether there is anything besides what people wrote."""
    found = {
        "there": int(others(options["keep"]) is not None),
        "files": 0,
        "folders": 0,
        "links": 0,
        "size_bytes": 0,
    }
    for part in ASIDE:
        there = count({"path": os.path.join(options["keep"], part)})
        for key, value in (there or {}).items():
            found[key] += value
    return found


def others(keep: str) -> "list[str] | None":
    """What lies there besides what people wrote; None without a folder, or when only that is left."""
    try:
        names = os.listdir(keep)
    except FileNotFoundError:
        return None
    left = [name for name in names if name != WRITTEN]
    return left if left or WRITTEN not in names else None


def remove_kept(options: "Options") -> None:
    """Delete Flytt's own folder, and never what people wrote: that has an owner who must say so."""
    keep = options["keep"]
    prune(os.path.join(keep, WRITTEN))
    for name in others(keep) or []:
        inside = os.path.join(keep, name)
        if os.path.isdir(inside) and not os.path.islink(inside):
            shutil.rmtree(inside)
        else:
            os.unlink(inside)
    rmdir(keep)


def remove(options: "Options") -> None:
    """Delete a folder for good; of a mount point its content."""
    path = options["path"]
    if not os.path.isdir(path) or os.path.islink(path):
        return
    for name in os.listdir(path):
        inside = os.path.join(path, name)
        if os.path.isdir(inside) and not os.path.islink(inside):
            shutil.rmtree(inside)
        else:
            os.unlink(inside)
    rmdir(path)
    settle(os.path.dirname(path))


def lines(stream: "BinaryIO") -> "Iterator[bytes]":
    """What is between zero bytes."""
    kept_back = b""
    for chunk in iter(lambda: stream.read(1 << 20), b""):
        found = (kept_back + chunk).split(b"\0")
        kept_back = found.pop()
        yield from found


def rmdir(path: str) -> None:
    """Remove a folder if it is empty, or there at all, or no mount point."""
    try:
        os.rmdir(path)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY, *GONE):
            raise


def prune(path: str) -> None:
    """Remove a tree of empty folders, as far as it is empty."""
    for here, _, _ in os.walk(path, topdown=False):
        rmdir(here)


def stop(error: OSError) -> None:
    """A folder that cannot be read is not an empty one."""
    raise error


VERBS = {
    "count": count,
    "make": make,
    "remove-empty": remove_empty,
    "write": write,
    "show": show,
    "clock": clock,
    "forget": forget,
    "clear": clear,
    "kept": kept,
    "remove-kept": remove_kept,
    "remove": remove,
}


def main() -> int:
    """Do what the first word says."""
    try:
        answer = VERBS[sys.argv[1]](json.loads(sys.argv[2]))
    except OSError as error:
        # The name of a file may be a person's: the folder is known to the one who asked.
        sys.stderr.write("%s: %s\n" % (sys.argv[1], os.strerror(error.errno or 0)))
        return 1
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
