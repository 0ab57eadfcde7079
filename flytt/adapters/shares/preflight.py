"""What a host has for moving files, asked once in one command."""

import re
from typing import NamedTuple

from flytt.adapters.shares.hashing import TRIAL, Able, able_by
from flytt.adapters.shares.order import BESIDE, Side
from flytt.adapters.shares.shell import Shell, ask
from flytt.migration.errors import CommandFailed
from flytt.shares.movers import HostFacts
from flytt.shares.streams import MOST

_PYTHON = 'import sys; print("python=%d.%d.%d" % sys.version_info[:3])\n'
_LOOK = (
    r"""
has() { command -v "$1" >/dev/null 2>&1; }
has python3 && python3 -I -S -c "$2" 2>/dev/null &
echo "system=$(uname -s 2>/dev/null)"
echo "uid=$(id -u 2>/dev/null)"
has rsync && rsync --version 2>/dev/null | sed -n '1,40s/^/rsync=/p'
has flock && has timeout && echo flock=yes
has ssh && has ssh-keygen && echo ssh=yes
echo "cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null)"
grep -qw aes /proc/cpuinfo 2>/dev/null && echo aes=yes
[ -d "$1" ] && echo there=yes
[ -n "$(ls -A -- "$1" 2>/dev/null | head -n 1)" ] && echo filled=yes
streams=$(head -c 2 "$1/"""
    + BESIDE
    + r"""/streams" 2>/dev/null) && echo "streams=$streams"
wait
exit 0
"""
)


class Looked(NamedTuple):
    """What a host has; whether the folder is there, and anything in it.

    `streams`: in how many a copy into it was begun that is not at its end; 0 when there is none.
    `able`: how it would list folders, when that was asked too and it has python3.
    """

    facts: HostFacts
    there: bool
    filled: bool
    streams: int = 0
    able: Able | None = None


def facts_of(shell: Shell) -> HostFacts:
    """Look at a host alone."""
    return look(Side(shell, "")).facts


def look(side: Side, *, hashes: bool = False) -> Looked:
    """Look at a host and a folder; with `hashes`, try those too. Without commands there is, perhaps, SFTP."""
    try:
        argv = ("sh", "-c", _LOOK, "sh", side.path, _PYTHON + (TRIAL if hashes else ""))
        output = ask(side.shell, "say what it has for moving files", argv, silence=60)
    except CommandFailed:
        return Looked(HostFacts(host=side.shell.host, shell=False), there=True, filled=True)
    found: dict[str, list[str]] = {}
    for line in output.text.splitlines():
        key, _, value = line.partition("=")
        found.setdefault(key, []).append(value)

    def first(key: str) -> str:
        return found.get(key, [""])[0].strip()

    rsync = " ".join(found.get("rsync", []))
    facts = HostFacts(
        host=side.shell.host,
        system=first("system"),
        root=first("uid") == "0",
        python=_numbers(first("python")),
        rsync=_numbers(rsync.partition("version")[2].strip().partition(" ")[0]),
        rsync_acls=_can(rsync, "ACLs"),
        rsync_xattrs=_can(rsync, "xattrs"),
        flock=first("flock") == "yes",
        ssh=first("ssh") == "yes",
        cores=int(first("cores") or 1),
        aes=first("aes") == "yes",
    )
    able = able_by(output.text)
    return Looked(
        facts,
        there=first("there") == "yes",
        filled=first("filled") == "yes",
        streams=_streams(first("streams")),
        able=able if able.python else None,
    )


def _streams(text: str) -> int:
    return int(text) if text.isdigit() and 1 < int(text) <= MOST else 0


def _can(words: str, what: str) -> bool:
    return re.search(rf"(?<!no )\b{what}\b", words) is not None


def _numbers(text: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d+(?:\.\d+)*)", text)
    return tuple(map(int, found[1].split("."))) if found else ()
