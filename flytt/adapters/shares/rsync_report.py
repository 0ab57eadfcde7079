"""What rsync and the script around it say on standard output, read as it comes."""

import re
from dataclasses import dataclass, field

from flytt.adapters.shares.order import Progress
from flytt.migration.errors import (
    AccessRefused,
    CommandFailed,
    FlyttError,
    Interrupted,
    LeaseHeld,
    Unreachable,
)

_PROGRESS = re.compile(rb"^\s*(\d+)\s+(\d+)%\s+([\d.]+)([kMGT]?)B/s.*?(?:xfr#(\d+))?(?:,|\)|$)")
_LEFT = re.compile(r"flytt-left (\w+) (\d+)")
_UNITS = {b"": 1, b"k": 1 << 10, b"M": 1 << 20, b"G": 1 << 30, b"T": 1 << 40}
_STATS = {
    "Number of regular files transferred": "files",
    "Total transferred file size": "size_bytes",
    "Total bytes sent": "sent",
    "Total bytes received": "received",
    "Number of deleted files": "deleted",
}
ENDED, STOPPED, HELD, NO_SSH = frozenset({0, 23, 24, 25}), 20, 75, 255
FILE_ERROR = 11
_NAMED = ("denied", "vanished", "full")
_NOT_MADE = re.compile(r"flytt: cannot be made: ([^\n]*)")


@dataclass
class Report:
    """Fed with output; afterwards it holds the counts."""

    stats: dict[str, int] = field(default_factory=dict[str, int])
    counted: dict[str, int] = field(default_factory=dict[str, int])
    said: list[str] = field(default_factory=list[str])
    listed: str = ""
    newest_bytes: int = 0
    _rest: bytes = b""

    def add(self, data: bytes) -> Progress | None:
        """Take output; return the newest progress in it."""
        *lines, self._rest = (self._rest + data).replace(b"\n", b"\r").split(b"\r")
        newest: Progress | None = None
        for line in lines:
            if found := _PROGRESS.match(line):
                rate = float(found[3]) * _UNITS[found[4]]
                self.newest_bytes = int(found[1])
                newest = Progress(int(found[5] or 0), int(found[1]), int(found[2]), rate)
            elif line:
                self._line(line.decode(errors="replace"))
        return newest

    def _line(self, line: str) -> None:
        if line.startswith("flytt-left "):
            # Broken off, the script may have been ended in the middle of counting.
            if counted := _LEFT.fullmatch(line):
                self.counted[counted[1]] = int(counted[2])
        elif line.startswith("flytt-said "):
            self.said.append(line.removeprefix("flytt-said "))
        elif line.startswith("flytt-listed "):
            self.listed = line.removeprefix("flytt-listed ")
        else:
            key, _, value = line.partition(":")
            if key in _STATS and (number := re.match(r"\s*(\d+)", value)):
                self.stats[_STATS[key]] = int(number[1])

    def ended(self, status: int) -> None:
        """Take the exit status: what was left in words that nobody has counted was left."""
        if status and not self.left:
            self.counted["all"] = 1

    @property
    def left(self) -> dict[str, int]:
        """What could not be copied, by why."""
        named = {what: count for what in _NAMED if (count := self.counted.get(what, 0))}
        other = self.counted.get("all", 0) - sum(named.values())
        return {**named, **({"other": other} if other > 0 else {})}


def not_made(said: str, host: str, path: str) -> CommandFailed | None:
    """Return the error of a folder that a host could not make, if that is what its script said."""
    why = _NOT_MADE.search(said)
    if why is None:
        return None
    error = CommandFailed(
        f"The folder {path} on {host} cannot be made: {why[1]}.", exit_status=74, stderr=said
    )
    error.still_true = "Expected was that folder, or one above it to make it in. Nothing was copied."
    error.next_command = f"make it on {host} for who signs in there, or name another; then the same again"
    return error


def wrong(report: Report, status: int, source: str, target: str) -> FlyttError:
    """Return the error of an rsync that did not come to its end."""
    said = " ".join(report.said)
    attempted = f"The copy from {source} to {target} stopped."
    still = "What has arrived stays; the same command again goes on from it."
    if "another mover writes there" in said or status == HELD:
        return LeaseHeld(
            f"Another mover still writes in that folder on {target}.",
            still_true="Nothing was written.",
            next_command="wait until it has ended, or end it, and give the same command again",
        )
    if "Host key" in said or "Permission denied (" in said:
        return AccessRefused(
            f"{source} and {target} do not let each other in for this copy: {said[:300]}",
            still_true="Nothing was written.",
            next_command="the same command with --mover relay",
        )
    if report.counted.get("full"):
        return CommandFailed(
            f"{target} has no room left for the copy.", exit_status=status, stderr="No space left on device"
        )
    if "ssh: " in said:
        return Unreachable(f"{attempted} {said[:300]}", still_true=still)
    if status in {10, 12, STOPPED, 30, 35, NO_SSH} or status > 128:  # noqa: PLR2004 - a signal's number
        return Interrupted(attempted, still_true=still)
    return CommandFailed(attempted, exit_status=status, stderr=said)
