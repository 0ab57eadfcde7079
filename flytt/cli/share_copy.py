"""`flytt share copy`: one folder to another, by the best mover at hand, resumable, without a municipality."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flytt.adapters.shares.order import Copied, Order, Progress
    from flytt.migration.record import Json
    from flytt.migration.share_settings import OwnerRow
    from flytt.shares.movers import Choice

_MOVERS = ("rsync", "relay", "sftp")
_MIB = 1 << 20
_WHY = {
    "denied": "could not be read or written",
    "vanished": "vanished while they were copied",
    "changed": "changed while they were copied",
    "full": "had no room",
    "damaged": "arrived damaged and were thrown away",
    "attributes": "lost attributes that the target does not take",
    "special": "are devices, pipes or sockets",
    "other": "could not be copied",
}


def add_places(parser: argparse.ArgumentParser) -> None:
    """Add the two folders and how hosts are signed in on."""
    parser.add_argument(
        "--from", dest="source", metavar="URI", required=True, help="ssh://user@host/path or a folder"
    )
    parser.add_argument(
        "--to", dest="target", metavar="URI", required=True, help="the same, where it shall lie"
    )
    parser.add_argument(
        "--key", metavar="FILE", type=Path, help="private key (default: ~/.ssh, then the agent)"
    )
    parser.add_argument(
        "--known-hosts",
        metavar="FILE",
        type=Path,
        default=Path.home() / ".ssh" / "known_hosts",
        help="host keys to accept (default: ~/.ssh/known_hosts)",
    )


def add(parser: argparse.ArgumentParser) -> None:
    """Add what `flytt share copy` understands."""
    # Both commands know the folders from here and the owners from there.
    from flytt.cli.share_plan import add_owners

    add_places(parser)
    add_owners(parser)
    parser.add_argument("--mover", choices=_MOVERS, help="instead of the best one at hand")
    parser.add_argument(
        "--streams",
        metavar="N|auto",
        type=_streams,
        default=0,
        help="movers at once, 1 to 8 (default: auto, by a trial before a large first copy)",
    )
    parser.add_argument("--limit", metavar="KIB", type=_kib, default=0, help="at most so many KiB a second")
    parser.add_argument(
        "--quiet-hours",
        metavar="HH:MM-HH:MM",
        default="",
        help="the limit holds in these hours alone, Monday to Friday, Norwegian time",
    )
    parser.add_argument("--durable", action="store_true", help="end when the target's disk has everything")
    parser.add_argument("--delete", action="store_true", help="remove from the target what the source lacks")
    parser.add_argument(
        "--again",
        metavar="FILE",
        type=Path,
        help="copy only these paths, whatever size and time say (NUL between)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def run(given: argparse.Namespace) -> int:
    """Copy, and tell what was copied and what was left."""
    from flytt.adapters.shares.copying import copy
    from flytt.cli.share_progress import progress

    order = _order(given)
    chosen: list[Choice] = []
    try:
        with progress(quiet=given.json or not sys.stderr.isatty()) as tell:
            copied = copy(_telling(order, tell), given.mover, chosen.append)
    finally:
        order.source.shell.close()
        order.target.shell.close()
    return _told(given, copied)


def _order(given: argparse.Namespace) -> "Order":
    from flytt.adapters.shares.limits import Pace, hours
    from flytt.adapters.shares.order import Order
    from flytt.adapters.shares.places import default_credentials, job_of, side
    from flytt.shares.location import parse

    rows = _rows(given.owners)
    source, target = parse(given.source), parse(given.target)
    if given.quiet_hours:
        hours(given.quiet_hours)
        pace = Pace(0, given.quiet_hours, given.limit)
    else:
        pace = Pace(given.limit)
    again: tuple[bytes, ...] | None = None
    if given.again is not None:
        again = tuple(sorted(path for path in given.again.read_bytes().split(b"\0") if path))
    # Two local folders need no key.
    credentials = default_credentials(given.key)
    return Order(
        job_of(source, target),
        side(source, credentials, given.known_hosts),
        side(target, credentials, given.known_hosts),
        owners=rows,
        delete=given.delete,
        durable=given.durable,
        again=again,
        pace=pace,
        streams=given.streams,
    )


def _rows(file: Path | None) -> "tuple[OwnerRow, ...]":
    from flytt.cli.share_plan import owners_of
    from flytt.migration.share_settings import OwnerRow

    users, groups = owners_of(file).numbers()
    return (
        *(OwnerRow(kind="user", source=str(one), target=str(other)) for one, other in users.items()),
        *(OwnerRow(kind="group", source=str(one), target=str(other)) for one, other in groups.items()),
    )


def _telling(order: "Order", tell: "Callable[[Progress], None]") -> "Order":
    from dataclasses import replace

    return replace(order, tell=tell)


def _told(given: argparse.Namespace, copied: "Copied") -> int:
    words = ["flytt", "share", "verify", "--from", given.source, "--to", given.target]
    if given.key is not None:
        words += ["--key", str(given.key)]
    if given.owners is not None:
        words += ["--owners", str(given.owners)]
    following = shlex.join(words)
    code = 0 if copied.complete else 1
    if given.json:
        from flytt.cli.output import document

        told: dict[str, Json] = {**copied.as_json(), "complete": copied.complete, "next_command": following}
        document({**told, "exit_code": code})
        return code
    print(f"Mover: {copied.mover}, because {copied.why}.")
    rate = copied.size_bytes / max(copied.seconds, 0.001) / _MIB
    print(
        f"Copied: {copied.files:,} files, {copied.size_bytes / _MIB:,.1f} MiB in {copied.seconds:.1f} s"
        f" ({rate:.1f} MiB/s); removed at the target: {copied.deleted:,}."
    )
    for what in copied.loses:
        print(f"Lost with this mover: {what}.")
    for why, count in copied.left.items():
        print(f"Left: {count:,} {_WHY.get(why, why)}.", file=sys.stderr)
    if copied.listed:
        print(f"They are listed on the host that drove the copy, in {copied.listed}", file=sys.stderr)
    print(f"Next: {following}")
    return code


def _streams(text: str) -> int:
    from flytt.shares.streams import MOST

    number = 0 if text == "auto" else int(text)
    if not 0 <= number <= MOST or text == "0":
        raise ValueError(text)
    return number


def _kib(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
