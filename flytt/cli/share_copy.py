"""`flytt share copy`: one folder to another, by the best mover at hand, resumable, without a municipality."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.share_places import add_places
from flytt.cli.share_plan import add_owners, owners_of
from flytt.cli.share_verify import add_looking, proven, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from flytt.adapters.shares.hashing import Able
    from flytt.adapters.shares.order import Order, Progress
    from flytt.adapters.shares.preflight import Looked
    from flytt.cli.share_verify import Proof
    from flytt.migration.record import Json
    from flytt.migration.share_settings import OwnerRow
    from flytt.shares.owners import Owners

_MOVERS = ("rsync", "relay", "sftp")


def add(parser: argparse.ArgumentParser) -> None:
    """Add what `flytt share copy` understands."""
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
    parser.add_argument(
        "--verify", action="store_true", help="then compare both whole, as `flytt share verify` does"
    )
    add_looking(parser, "with --verify: ")
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def run(given: argparse.Namespace) -> int:
    """Copy, and tell what was copied and what was left; then, if asked to, prove it over the same lines."""
    from flytt.adapters.shares.copying import copy, looked
    from flytt.adapters.shares.places import apart
    from flytt.adapters.shares.surveying import refuse_undecided
    from flytt.cli.share_copied import Copying
    from flytt.cli.share_progress import progress

    # Read once: what is proven is what was copied, whatever becomes of the file meanwhile.
    owners = owners_of(given.owners)
    order = _order(given, owners)
    try:
        apart(order.source, order.target)
        seen = looked(order, hashes=given.verify)
        able = _able(order, seen) if given.verify else ()
        refuse_undecided(order.source, order.target, owners)
        with progress(quiet=given.json or not sys.stderr.isatty()) as tell:
            done = Copying(given, copy(_telling(order, tell), given.mover, seen=seen))
        if not given.json:
            # Before a proof that may take long.
            done.say()
        given.said = done.as_json
        proof = _proof(given, order, owners, able) if given.verify else None
    finally:
        order.source.shell.close()
        order.target.shell.close()
    code = done.code or (proof.code if proof else 0)
    if given.json:
        from flytt.cli.output import document

        proved: dict[str, Json] = {"verified": proof.as_json} if proof else {}
        document({**done.as_json, **proved, "exit_code": code})
    return code


def _able(order: "Order", seen: "tuple[Looked, Looked]") -> "tuple[Able, ...]":
    """Return how both sides can be listed. A host that cannot is told before the copy, and not after it."""
    from flytt.adapters.shares.hashing import all_able

    told = tuple(one.able for one in seen if one.able is not None)
    return told if len(told) == len(seen) else all_able((order.source.shell, order.target.shell))


def _proof(given: argparse.Namespace, order: "Order", owners: "Owners", able: "tuple[Able, ...]") -> "Proof":
    """Begin both lists now that the copy is at its end: what changed under it is found."""
    proof = proven(given, order.source, order.target, owners, able)
    if not given.json:
        say(proof)
    return proof


def _order(given: argparse.Namespace, owners: "Owners") -> "Order":
    from flytt.adapters.shares.limits import Pace, hours
    from flytt.adapters.shares.order import Order
    from flytt.adapters.shares.places import default_credentials, job_of, side
    from flytt.shares.location import parse

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
        owners=_rows(owners),
        delete=given.delete,
        durable=given.durable,
        again=again,
        pace=pace,
        streams=given.streams,
    )


def _rows(owners: "Owners") -> "tuple[OwnerRow, ...]":
    from flytt.migration.share_settings import OwnerRow

    users, groups = owners.numbers()
    return (
        *(OwnerRow(kind="user", source=str(one), target=str(other)) for one, other in users.items()),
        *(OwnerRow(kind="group", source=str(one), target=str(other)) for one, other in groups.items()),
    )


def _telling(order: "Order", tell: "Callable[[Progress], None]") -> "Order":
    from dataclasses import replace

    return replace(order, tell=tell)


def _streams(text: str) -> int:
    from flytt.shares.streams import MOST

    if text == "auto":
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text} is neither auto nor a number from 1 to {MOST}")
    return int(text)


def _kib(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of KiB a second, 1 or more")
    return int(text)
