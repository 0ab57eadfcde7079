"""Listing a folder on a host that has no python3: GNU find, sort and sha256sum, many files a program.

One command. Everything is named, sorted and looked at in lots: attributes, content, attributes again, so that
what changed while it was read is seen. Access lists and extended attributes it cannot see.
"""

import re
from collections.abc import Iterator

from flytt.shares.entry import Entry, EntryType, Problem
from flytt.shares.manifest import BrokenManifest

_LOT_SIZE = 400
_SECOND = 1_000_000_000

_LOOK = r"""
printf 'N%s\0' "$@"
find "$@" -maxdepth 0 \( -type d ! \( -readable -executable \) -printf 'U' \
  -o -type f ! -readable -printf 'U' -o -printf 'E' \) -printf "$FLYTT_RECORD" 2>/dev/null
printf 'S\0'
[ -z "$FLYTT_CONTENT" ] || find "$@" -maxdepth 0 -type f -exec sha256sum -- {} + 2>/dev/null
printf '\0'
find "$@" -maxdepth 0 -printf "A$FLYTT_RECORD" 2>/dev/null
printf 'Z\0'
"""
"""Looks at a lot. What `find` no longer finds, or cannot reach for its length, was at least named."""

SURVEY = rf"""
FLYTT_CONTENT=$1; xdev=$2
FLYTT_RECORD='%y %s %T@ %m %U %G %i %n %D//%p//%l\0'
FLYTT_LOOK=$(cat <<'LOOK'
{_LOOK}
LOOK
)
export FLYTT_CONTENT FLYTT_RECORD
renice -n "$3" -p $$ >/dev/null 2>&1
[ -d "$4" ] || {{ echo 'flytt-errno 2' >&2; exit 2; }}
cd "$4" 2>/dev/null && [ -r . ] || {{ echo 'flytt-errno 13' >&2; exit 2; }}
{{ find . $xdev -print0 2>/dev/null; [ $? -lt 2 ] && printf '\377\0'; }} |
  tr '\001-\057' '\002-\057\001' | LC_ALL=C sort -z | tr '\002-\057\001' '\001-\057' |
  xargs -0 -n {_LOT_SIZE} sh -c "$FLYTT_LOOK" sh && printf 'Q\0'
"""
"""A slash becomes the lowest byte and those below it move up by one: sorted bytewise, a folder comes before
what is in it, and names in the order of their bytes. The last name, which no file can have, shows that `find`
and `sort` came to their end; `Q` shows that every lot was looked at.
"""

_LAST = b"\xff"
_TYPES: dict[bytes, EntryType] = {
    b"f": "file",
    b"d": "dir",
    b"l": "link",
    b"p": "fifo",
    b"s": "socket",
    b"c": "device",
    b"b": "device",
}
_SUM = re.compile(rb"(\\?)([0-9a-f]{64}) [ *](.*)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_MEANINGS = {b"\\": b"\\", b"n": b"\n", b"r": b"\r"}


class _Seen:
    """What one look at one entry told."""

    def __init__(self, record: bytes) -> None:
        fields, self.path, self.target = record[1:].split(b"//", 2)
        self.readable = record[:1] != b"U"
        kind, size, time, mode, uid, gid, inode, names, self.device = fields.split(b" ")
        self.type: EntryType = _TYPES.get(kind, "device")
        self.state = (kind, size, time, inode)
        self.size, self.mode, self.uid, self.gid = int(size), int(mode, 8), int(uid), int(gid)
        whole, _, part = time.partition(b".")
        self.mtime_ns = int(whole) * _SECOND + int(part[:9].ljust(9, b"0"))
        self.linked = self.type == "file" and names != b"1"
        self.inode = inode


class _Lot:
    """What was told about some entries."""

    def __init__(self) -> None:
        self.names: list[bytes] = []
        self.first: dict[bytes, _Seen] = {}
        self.sums: dict[bytes, str] = {}
        self.again: dict[bytes, _Seen] = {}


def found(chunks: Iterator[bytes], of: str, *, content: bool, cross_devices: bool) -> Iterator[Entry]:
    """Yield the entries of what `SURVEY` prints. BrokenManifest when it did not come to its end."""
    links: dict[tuple[bytes, bytes], int] = {}
    position = 0
    top = b""
    ended = False
    for lot in _lots(chunks, of):
        for path in lot.names:
            if path == _LAST:
                ended = True
                continue
            position += 1
            seen = lot.first.get(path)
            if seen is None:
                yield Entry(path[2:], "file", problem="vanished")
                continue
            top = top or seen.device
            hard = links.setdefault((seen.device, seen.inode), position) if seen.linked else 0
            mounted = seen.device != top and not cross_devices
            yield _entry(seen, hard, "mounted" if mounted else _problem(lot, seen, content=content), lot)
    if not ended:
        raise BrokenManifest(of, f"it ends after {position} entries, before its end")


def _lots(chunks: Iterator[bytes], of: str) -> Iterator[_Lot]:
    lot = _Lot()
    sums = False
    for record in _records(chunks):
        mark = record[:1]
        if sums:
            lot.sums, sums = _sums(record), False
        elif mark == b"N":
            lot.names.append(record[1:])
        elif mark in {b"E", b"U"}:
            seen = _Seen(record)
            lot.first[seen.path] = seen
        elif mark == b"A":
            seen = _Seen(record)
            lot.again[seen.path] = seen
        elif mark == b"S":
            sums = True
        elif mark == b"Z":
            yield lot
            lot = _Lot()
        elif mark == b"Q":
            return
        else:
            break
    raise BrokenManifest(of, "it was cut off")


def _problem(lot: _Lot, seen: _Seen, *, content: bool) -> Problem:
    again = lot.again.get(seen.path)
    if again is None:
        return "vanished"
    if seen.type != "dir" and again.state != seen.state:
        return "changed"
    unread = seen.type == "file" and content and seen.path not in lot.sums
    # `find` does not tell a device's numbers.
    return "unreadable" if not seen.readable or unread or seen.type == "device" else ""


def _entry(seen: _Seen, hard: int, problem: Problem, lot: _Lot) -> Entry:
    return Entry(
        seen.path[2:],
        seen.type,
        size=seen.size if seen.type == "file" else 0,
        digest=lot.sums.get(seen.path, ""),
        target=seen.target if seen.type == "link" else b"",
        mtime_ns=seen.mtime_ns,
        mode=seen.mode,
        uid=seen.uid,
        gid=seen.gid,
        hard=hard,
        problem=problem,
    )


def _sums(record: bytes) -> dict[bytes, str]:
    sums: dict[bytes, str] = {}
    for line in record.split(b"\n"):
        if told := _SUM.fullmatch(line):
            strange, digest, name = told.groups()
            if strange:
                name = _ESCAPED.sub(lambda one: _MEANINGS.get(one[1], one[0]), name)
            sums[name] = digest.decode()
    return sums


def _records(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        records = (held + chunk).split(b"\0")
        held = records.pop()
        yield from records
