"""A ledger in one portable file, and back: between machines, and between SQLite and PostgreSQL.

The file is gzipped JSON lines: a header, every row of every part, and at the end a SHA-256 over all lines
before it. The vault's rows stay encrypted, and its key is not in the file. What is erased from the vault
later is still in backups made earlier: they must be destroyed as well.
"""

import base64
import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import cast

from flytt.adapters.ledger.contents import (
    EVENTS,
    LEASES,
    META,
    PARTS,
    Filling,
    Part,
    Reading,
    Row,
    Value,
    WholeStore,
    event_of,
    lease_of,
    row_of,
)
from flytt.adapters.ledger.opening import open_whole
from flytt.migration.chain import Head, verify_rows
from flytt.migration.errors import BadInput
from flytt.migration.ports import Restoration
from flytt.migration.record import Json, Record, canonical

FORMAT = "flytt-ledger-backup-1"
_NOTES = ("restored_at", "restored_after", "fence_floor")


class Header(Record):
    """What a backup says of itself."""

    format: str
    municipality: str
    made_at: str
    seq: int
    head: str


def backup(store: WholeStore, to_path: Path, *, now: Callable[[], datetime] | None = None) -> Header:
    """Write the ledger as it stands at one moment to a new file, mode 0600: the whole file or none.

    Tampered when the chain is broken; BadInput when the file exists or cannot be written.
    """
    if to_path.exists():
        raise _unusable(to_path, "already exists", "name a new file")
    made_at = (now or _now)().isoformat()
    try:
        with tempfile.TemporaryDirectory(dir=to_path.parent, prefix=".flytt-backup-") as private:
            part = Path(private) / "part"
            part.touch(mode=0o600)
            header = store.read_whole(lambda reading: _write(part, store.municipality, made_at, reading))
            part.rename(to_path)
    except OSError as cause:
        raise _unusable(to_path, "could not be written", "name another place") from cause
    return header


def restore(from_path: Path, url: str, *, now: Callable[[], datetime] | None = None) -> Restoration:
    """Fill an empty ledger from a backup, all or nothing, once the whole file has been found intact.

    All leases are given back, and fences go on above every one that was given out after the backup was made:
    a writer from before cannot write here. BadInput when the file is damaged or the ledger is not empty.
    """
    at = (now or _now)()
    header = read_header(from_path)
    store = open_whole(url, header.municipality)
    try:
        return store.fill(lambda filling: _fill(filling, from_path, header, at))
    finally:
        store.close()


def read_header(from_path: Path) -> Header:
    """Read a whole backup and return its header. BadInput when it is damaged, Tampered when its chain is."""
    header, entries = _opened(from_path)
    for _ in entries:
        pass
    return header


def _write(path: Path, municipality: str, made_at: str, reading: Reading) -> Header:
    head = verify_rows(map(event_of, reading.part(EVENTS)))
    header = Header(format=FORMAT, municipality=municipality, made_at=made_at, seq=head.seq, head=head.hash)
    seen = hashlib.sha256()
    with path.open("wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed:
            for line in _lines(header, reading):
                seen.update(line)
                packed.write(line)
            packed.write(_end(seen.hexdigest()))
        file.flush()
        os.fsync(file.fileno())
    return header


def _lines(header: Header, reading: Reading) -> Iterator[bytes]:
    yield canonical(["header", header.as_json()]) + b"\n"
    for name, part in PARTS.items():
        for row in reading.part(part):
            values: list[Json] = [
                {"base64": base64.b64encode(v).decode()} if isinstance(v, bytes) else v for v in row
            ]
            yield canonical([name, *values]) + b"\n"


def _fill(filling: Filling, path: Path, header: Header, at: datetime) -> Restoration:
    read, entries = _opened(path)
    if read != header:
        raise _unusable(path, "changed while it was read", "copy it to a place where nobody writes")
    newest_fence = 0
    for part, group in groupby(entries, key=itemgetter(0)):
        rows = (row for _, row in group)
        if part is LEASES:
            leases = [lease_of(row).changed(released=True) for row in rows]
            newest_fence = max((lease.fence for lease in leases), default=0)
            filling.add(part, map(row_of, leases))
        elif part is META:
            filling.add(part, [row for row in rows if row[0] not in _NOTES])
        else:
            filling.add(part, rows)
    # Seconds since 1970 grow faster than fences do, and so lie above those that the backup has not seen.
    floor = max(newest_fence, int(at.timestamp()))
    notes = (at.isoformat(), str(header.seq), str(floor))
    filling.add(META, list(zip(_NOTES, notes, strict=True)))
    return Restoration(at=at.isoformat(), after=header.seq)


def _opened(path: Path) -> tuple[Header, Iterator[tuple[Part, Row]]]:
    lines = _read_lines(path)
    try:
        kind, value = json.loads(next(lines, b"[0, 0]"))
        header = Header.model_validate(value)
    except (ValueError, TypeError) as cause:
        raise _damaged(path) from cause
    if kind != "header" or header.format != FORMAT:
        raise _damaged(path)
    return header, _entries(path, header, lines)


def _entries(path: Path, header: Header, lines: Iterator[bytes]) -> Iterator[tuple[Part, Row]]:
    """Read the rows, following the chain. The last line having come out of `lines` means a true digest."""
    head = Head()
    try:
        for line in lines:
            name, *values = cast("list[Json]", json.loads(line))
            part = PARTS[str(name)]
            row = tuple(map(_value, values))
            if part is EVENTS:
                head = verify_rows([event_of(row)], after=head)
            yield part, row
    except (ValueError, TypeError, KeyError) as cause:
        raise _damaged(path) from cause
    if (head.seq, head.hash) != (header.seq, header.head):
        raise _damaged(path)


def _read_lines(path: Path) -> Iterator[bytes]:
    seen, last = hashlib.sha256(), b""
    try:
        with gzip.open(path, "rb") as packed:
            for line in packed:
                if last:
                    seen.update(last)
                    yield last
                last = line
    except (OSError, EOFError, zlib.error) as cause:
        raise _damaged(path) from cause
    if last != _end(seen.hexdigest()):
        raise _damaged(path)


def _end(digest: str) -> bytes:
    return canonical(["end", digest]) + b"\n"


def _value(value: Json) -> Value:
    if isinstance(value, dict):
        return base64.b64decode(str(value["base64"]), validate=True)
    if isinstance(value, str | int):
        return value
    raise TypeError(value)


def _now() -> datetime:
    return datetime.now(UTC)


def _damaged(path: Path) -> BadInput:
    if not path.exists():
        return _unusable(path, "is not there", "name the backup's file")
    return _unusable(path, "is no whole, unaltered backup", "take an older backup, or fetch this one again")


def _unusable(path: Path, why: str, next_command: str) -> BadInput:
    return BadInput(f"{path} {why}.", still_true="Nothing was written.", next_command=next_command)
