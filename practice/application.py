"""A small municipal application: a register with a few web addresses. A program of its own, stdlib only.

    python -I -S application.py NAME DATABASE CONFIG

It reads its configuration and checks its database before it listens, and refuses to start if either is
missing or damaged. When it serves, it prints its port on standard output. It ends when standard input ends or
its parent is gone, so that no application outlives the practice program however that was killed.

It speaks HTTP itself: importing http.server costs as much as everything else here together.
"""

from __future__ import annotations

import json
import os
import re
import select
import socketserver
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, cast

_TABLES = {"persons", "cases", "notes"}
_REASONS = {
    200: "OK",
    201: "Created",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    500: "Error",
}
_LARGEST_BODY_BYTES = 1_000_000


class Application(NamedTuple):
    """What one running application knows."""

    name: str
    database: str
    config: dict[str, object]

    def open(self) -> sqlite3.Connection:
        """The database, for reading and writing; never created."""
        return sqlite3.connect(f"{Path(self.database).absolute().as_uri()}?mode=rw", uri=True, timeout=60)

    def faults(self) -> list[str]:
        """Why the application cannot serve from its database, empty if it can."""
        try:
            with closing(self.open()) as database:
                tables = {
                    str(row[0])
                    for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                }
                sound = database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        except sqlite3.Error as error:
            return [f"database: {error}"]
        missing = sorted(_TABLES - tables)
        return [f"database: no table {table}" for table in missing] + ([] if sound else ["database: damaged"])

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        """Status and JSON for one request."""
        if (method, path) == ("GET", "/health"):
            with closing(self.open()) as database:
                (persons,) = database.execute("SELECT count(*) FROM persons").fetchone()
            return 200, {"status": "ok", "name": self.name, "persons": persons, "config": self.config}
        if (method, path) == ("POST", "/persons"):
            return self._register(body)
        if method == "GET" and (found := re.fullmatch(r"/persons/(\d{1,18})", path)):
            with closing(self.open()) as database:
                database.row_factory = sqlite3.Row
                row = database.execute("SELECT * FROM persons WHERE id = ?", (int(found[1]),)).fetchone()
            return (200, dict(row)) if row else (404, {"error": "no such person"})
        return (
            (404, {"error": "no such address"})
            if method in {"GET", "POST"}
            else (405, {"error": "not allowed"})
        )

    def _register(self, body: bytes) -> tuple[int, object]:
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return 400, {"error": "expected a JSON object"}
        fields = cast("dict[str, object]", given)
        columns = [fields.get(name) for name in ("name", "identity_number", "born")]
        if not all(value is None or isinstance(value, str) for value in columns):
            return 400, {"error": "expected texts"}
        with closing(self.open()) as database, database:
            database.execute("BEGIN IMMEDIATE")
            (number,) = database.execute("SELECT coalesce(max(id), 0) + 1 FROM persons").fetchone()
            columns[0] = columns[0] or f"Nyregistrert Øving {number}"
            database.execute("INSERT INTO persons VALUES (?, ?, ?, ?)", (number, *columns))
        return 201, {"id": number}


class Conversation(socketserver.StreamRequestHandler):
    """One request on one connection."""

    application: Application
    timeout = 10

    def handle(self) -> None:
        """Read a request, answer it."""
        words = self.rfile.readline(8192).decode("latin-1").split()
        if len(words) < 2:  # noqa: PLR2004
            return
        length = 0
        while (line := self.rfile.readline(8192).decode("latin-1").strip()) != "":
            name, _, value = line.partition(":")
            if name.lower() == "content-length" and value.strip().isdigit():
                length = min(int(value), _LARGEST_BODY_BYTES)
        try:
            status, content = self.application.answer(words[0], words[1], self.rfile.read(length))
        except sqlite3.Error as error:
            status, content = 500, {"error": str(error)}
        body = json.dumps(content, ensure_ascii=False).encode()
        self.wfile.write(
            f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            + body
        )


class Server(socketserver.ThreadingTCPServer):
    """Listens on loopback only."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        if select.select([0], [], [], 0.5)[0] and not os.read(0, 1):
            break
    os._exit(0)


def _read_config(path: str) -> dict[str, object]:
    config = json.loads(Path(path).read_text(encoding="utf-8"))
    if not isinstance(config, dict):
        msg = "not a JSON object"
        raise ValueError(msg)  # noqa: TRY004 - a wrong file, not a wrong argument
    return cast("dict[str, object]", config)


def main() -> int:
    """Serve until the parent is gone. Exit 1 with sentences on standard error if it cannot start."""
    name, database, config_path = sys.argv[1:]
    try:
        config = _read_config(config_path)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"config: {error}\n")
        return 1
    application = Application(name, database, config)
    if faults := application.faults():
        sys.stderr.write("\n".join(faults) + "\n")
        return 1
    Conversation.application = application
    parent = os.getppid()
    with Server(("127.0.0.1", 0), Conversation) as server:
        threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever(poll_interval=60)
    return 0


if __name__ == "__main__":
    sys.exit(main())
