"""Takes a folder in, on the host where it shall lie: `python3 -I -c CODE OPTIONS`, the frames of `send.py`.

Python 3.6 or newer and its standard library. Files are written beside and renamed; a large one that is cut
off stays beside under a name made of its path, size and time, and is gone on with at the byte where it ended
when the digest of what is there is that of the source's beginning. Folders get rights and times last.
Out go w, a and p as `send.py` reads them, and f: the counts, when everything is done. One writer at a time.
"""

import fcntl
import json
import os
import select
import sys
import threading
import time

from flytt.adapters.shares.agent.target import HEAD, MADE, Out, Target

CHUNK = 1 << 18
SILENCE_SECONDS = 120
LOCK_SECONDS = int(os.environ.get("FLYTT_LOCK_SECONDS", "110"))
BEAT_SECONDS = 5
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def frames() -> "Iterator[tuple[bytes, bytes]]":
    """Yield what comes; end when nothing comes for two minutes: whoever sent it is gone."""
    held = bytearray()
    while True:
        if not select.select([0], [], [], SILENCE_SECONDS)[0]:
            return
        data = os.read(0, CHUNK)
        if not data:
            return
        held += data
        at = 0
        while len(held) - at >= HEAD.size:
            kind, size = HEAD.unpack_from(held, at)
            if len(held) - at < HEAD.size + size:
                break
            yield kind, bytes(held[at + HEAD.size : at + HEAD.size + size])
            at += HEAD.size + size
        del held[:at]


def locked(name: str, how: int) -> bool:
    """Take the lock of the folder. A mover that nobody watches lets go of it within two minutes."""
    folder = os.path.join(os.path.expanduser("~"), ".flytt-share")
    os.makedirs(folder, MADE, exist_ok=True)
    lock = os.open(os.path.join(folder, name), os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(LOCK_SECONDS * 10):
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return True
    return False


def beat(out: Out, target: Target) -> None:
    """Say every few seconds that this side lives, and how far it is."""
    out.put(b"p", json.dumps(target.tally()).encode())
    timer = threading.Timer(BEAT_SECONDS, beat, [out, target])
    timer.daemon = True
    timer.start()


def take(target: Target) -> bool:
    """Take everything in; return whether it came to its end."""
    walked = False
    for kind, content in frames():
        if kind == b"D":
            target.data(content)
        elif kind == b"Z":
            target.end(json.loads(content.decode()))
        elif kind == b"E":
            target.entry(json.loads(content.decode()))
        elif kind == b"L":
            folder, names = json.loads(content.decode())
            target.listed(folder.encode("latin-1"), {name.encode("latin-1") for name in names})
        elif kind == b"W":
            walked = True
        if walked and target.finished():
            target.close()
            return True
    return False


def main() -> int:
    """Take one folder in."""
    options = json.loads(sys.argv[1])
    os.umask(0o077)
    # Several streams share it with the program that holds it for all of them.
    if not locked(options["lock"], fcntl.LOCK_SH if options.get("stream") else fcntl.LOCK_EX):
        sys.stderr.write("flytt: another mover writes there\n")
        return 75
    out = Out()
    try:
        target = Target(options, out)
        beat(out, target)
        if not take(target):
            sys.stderr.write("flytt: the other side is gone\n")
            return 3
    except OSError as error:
        # Without the path: a file's name can hold a person's name.
        sys.stderr.write("flytt-errno %d %s\n" % (error.errno or 0, error.strerror))
        return 1
    out.put(b"f", json.dumps({"counts": target.tally(), "left": target.left}).encode())
    return 0


if __name__ == "__main__":
    try:
        code = main()
    except BrokenPipeError:
        code = 1
    sys.stderr.flush()
    os._exit(code)
