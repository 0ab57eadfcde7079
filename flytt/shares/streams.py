"""How many streams of a mover are of use, from what a trial has shown. Pure."""

from collections.abc import Mapping

from flytt.migration.record import Record

TRIED = (1, 2, 4, 8)
MOST = 8
"""OpenSSH lets ten sessions into one connection, and Flytt needs one or two besides."""
ENOUGH = 0.9
"""The fewest streams that reach this share of the best: more load both hosts for next to nothing."""
WORTH_BYTES = 8 << 30
"""From here on a trial of some seconds pays: less is over before it has."""


class Streams(Record):
    """How many, and why, for whoever reads the survey. `mib_per_second` is by number of streams."""

    number: int
    why: str
    mib_per_second: dict[int, float] = {}


def advised(rates: Mapping[int, float], limit_kib: int = 0) -> Streams:
    """Return the fewest streams that give nine tenths of the best; a limit on the copy is best enough."""
    best = max(rates.values())
    wanted = min(best, limit_kib / 1024) if limit_kib else best
    number = min(number for number, rate in rates.items() if rate >= ENOUGH * wanted)
    tried = ", ".join(f"{rates[one]:.0f} MiB/s by {one}" for one in sorted(rates))
    limit = f"; {limit_kib} KiB/s are allowed" if limit_kib else ""
    said = f"{named(number)} in a small trial between the hosts: {tried}{limit}"
    return Streams(number=number, why=said, mib_per_second=dict(rates))


def named(number: int) -> str:
    """Return the number as words have it."""
    return "one stream" if number == 1 else f"{number} streams"


def divided(kib: int, streams: int) -> int:
    """Return the KiB a second of each stream, so that all together keep the limit; 0 is no limit."""
    return max(1, kib // streams) if kib else 0
