"""Readers of a board: `python -m bench.board.readers HOST PORT RATE`, told on standard input for how long.

A line `SECONDS` lets them ask RATE times a second on kept connections, going round the paths that the lines
before it named; every other request knows the tag of what was fetched last, as feed readers do. What they met
is written as one line of JSON. They give way to everybody else: real readers sit at other machines.
"""

import asyncio
import json
import os
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

CONNECTIONS = 16
NICENESS = 15
LATEST_SECONDS = 2.0
"""After the last request was due: what has no answer then is given up, and counted."""


@dataclass
class Met:
    """What readers met."""

    milliseconds: list[float] = field(default_factory=list[float])
    statuses: Counter[int] = field(default_factory=Counter[int])
    missed: int = 0


class Reader:
    """One kept connection."""

    def __init__(self, host: str, port: int, tags: dict[str, str]) -> None:
        self._to = host, port
        self._tags = tags
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, *, knows: bool) -> int:
        """Fetch a path and return the status."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._to)
        reader, writer = self._streams
        tag = self._tags.get(path, "") if knows else ""
        known = f"if-none-match: {tag}\r\n" if tag else ""
        writer.write(f"GET {path} HTTP/1.1\r\nhost: {self._to[0]}:{self._to[1]}\r\n{known}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        await reader.readexactly(int(fields.get("content-length", "0")))
        if "etag" in fields:
            self._tags[path] = fields["etag"]
        return int(head[0].split()[1])


async def read(host: str, port: int, rate: float, seconds: float, paths: list[str]) -> Met:
    """Ask `rate` times a second. Latency counts from when the request was due, so that waiting shows."""
    met, tags = Met(), dict[str, str]()
    due: asyncio.Queue[tuple[float, int]] = asyncio.Queue()

    async def serve_due() -> None:
        reader = Reader(host, port, tags)
        while True:
            at, number = await due.get()
            try:
                status = await reader.ask(paths[number % len(paths)], knows=number // len(paths) % 2 == 1)
            except (OSError, EOFError, ValueError):
                reader, status = Reader(host, port, tags), 0
            met.statuses[status] += 1
            met.milliseconds.append((time.perf_counter() - at) * 1000)
            due.task_done()

    tasks = [asyncio.create_task(serve_due()) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for number in range(round(rate * seconds)):
        at = began + number / rate
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        due.put_nowait((at, number))
    with suppress(TimeoutError):
        await asyncio.wait_for(due.join(), LATEST_SECONDS)
    met.missed = round(rate * seconds) - sum(met.statuses.values())
    for task in tasks:
        task.cancel()
    return met


def main() -> None:
    """Do what standard input says, until it ends."""
    os.nice(NICENESS)
    host, port, rate = sys.argv[1:]
    paths: list[str] = []
    for line in sys.stdin:
        if line.startswith("/"):
            paths.append(line.strip())
            continue
        met = asyncio.run(read(host, int(port), float(rate), float(line), paths))
        said = {"milliseconds": met.milliseconds, "statuses": met.statuses, "missed": met.missed}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
