"""Lets the newest of rsync's progress through, now and then, and all else: `python3 -I -S -c PROGRAM`.

Python 3.6 or newer and its standard library. rsync tells how far it is with every file: a packet each for SSH
and for whoever reads, more work than a small file itself. It ends when rsync does.
"""

import os
import select
import time

NOW_AND_THEN_SECONDS = 0.5
GATHERING_MILLISECONDS = 20
"""Much less than rsync needs to fill a pipe: it never waits for this."""
READ_BYTES = 1 << 16


def newest(told: bytes) -> bytes:
    """Return what came without the progress that other progress has overtaken."""
    lines = told.split(b"\n")
    return b"\n".join(b"\r".join(line.rsplit(b"\r", 2)[-2:]) for line in lines)


def main() -> None:
    """Pass on until the end."""
    held, due = b"", 0.0
    ended = select.poll()
    ended.register(0, 0)  # tells that the other end is closed, and nothing else
    while True:
        data = os.read(0, READ_BYTES)
        held += data
        if not data or time.monotonic() >= due:
            whole = len(held) if not data else max(held.rfind(b"\r"), held.rfind(b"\n")) + 1
            view = memoryview(newest(held[:whole]))
            while view:
                view = view[os.write(1, view) :]
            held, due = held[whole:], time.monotonic() + NOW_AND_THEN_SECONDS
        if not data:
            return
        ended.poll(GATHERING_MILLISECONDS)


if __name__ == "__main__":
    main()
    os._exit(0)  # nothing is buffered, and rsync's end waits for this one
