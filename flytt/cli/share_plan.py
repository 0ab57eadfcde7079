"""`flytt share plan`: what a copy would meet, all of it at once, before anything is copied."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.share_places import add_places, line

if TYPE_CHECKING:
    from flytt.adapters.shares.surveying import Surveyed
    from flytt.migration.record import Json
    from flytt.shares.owners import Owners

_GIB = 1 << 30


def add(parser: argparse.ArgumentParser) -> None:
    """Add what `flytt share plan` understands."""
    add_places(parser)
    add_owners(parser)
    parser.add_argument(
        "--target-names",
        choices=("posix", "windows"),
        default="posix",
        help="what the target must be able to hold: windows for NTFS and what Samba shares (default: posix)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def add_owners(parser: argparse.ArgumentParser) -> None:
    """Add the file that says who becomes whom."""
    parser.add_argument(
        "--owners",
        metavar="FILE",
        type=Path,
        help="who becomes whom, as docs/shares.md tells (default: everybody keeps their number)",
    )


def owners_of(file: Path | None) -> "Owners":
    """Return who becomes whom. BadInput naming every fault of the file at once."""
    from flytt.shares.owners import Owners, read

    if file is None:
        return Owners(others="same")
    from typing import cast

    import yaml

    from flytt.migration.errors import BadInput

    try:
        content: object = yaml.safe_load(file.read_bytes())
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadInput(
            f"{file} cannot be read as YAML.",
            still_true="Nothing was touched.",
            next_command=f"look at {file}",
        ) from error
    return read(cast("dict[str, object]", content) if isinstance(content, dict) else {"": content}, str(file))


def run(given: argparse.Namespace) -> int:
    """Exit 0 when nothing is in the way, 3 when a person must decide or mend something first."""
    from flytt.adapters.shares.places import apart, default_credentials, side
    from flytt.adapters.shares.surveying import survey
    from flytt.cli.output import document
    from flytt.shares.location import parse

    owners = owners_of(given.owners)
    source, target = parse(given.source), parse(given.target)
    credentials = default_credentials(given.key)
    ours, theirs = (side(one, credentials, given.known_hosts) for one in (source, target))
    try:
        apart(ours, theirs)
        seen = survey(ours, theirs, owners, given.target_names)
    finally:
        ours.shell.close()
        theirs.shell.close()
    code = 0 if seen.clear else 3
    if given.json:
        document({**_as_json(seen), "exit_code": code})
    else:
        _show(seen)
        following = f"Nothing is in the way. Next: {line('copy', given)}"
        print(following if seen.clear else "Something must be done first.")
    return code


def _as_json(seen: "Surveyed") -> "dict[str, Json]":
    return {
        "entries": seen.entries,
        "files": seen.files,
        "size_bytes": seen.size_bytes,
        "room_bytes": seen.room_bytes,
        "problems": dict(seen.problems),
        "unread": [path_text(path) for path in seen.unread],
        "names": dict(seen.names),
        "badly_named": [
            {
                "path": path_text(one.path),
                "fault": one.fault,
                "other": path_text(one.other),
                "cannot": one.cannot,
            }
            for one in seen.badly_named
        ],
        "undecided": [{"kind": one.kind, "owner": one.owner, "things": one.things} for one in seen.undecided],
        "sees_everything": seen.sees_everything,
        "descriptors": seen.descriptors,
        "clear": seen.clear,
    }


def _show(seen: "Surveyed") -> None:
    from flytt.cli.words import printable

    print(f"Source: {seen.entries:,} entries, {seen.files:,} files, {seen.size_bytes / _GIB:,.2f} GiB.")
    if seen.room_bytes is not None:
        few = " That is too little." if seen.room_bytes < seen.size_bytes else ""
        print(f"Target: {seen.room_bytes / _GIB:,.2f} GiB free.{few}")
    if not seen.sees_everything:
        print("The source has no python3: access lists and extended attributes cannot be seen there.")
    if seen.descriptors:
        print(f"NTFS rights: {seen.descriptors:,} things have some that Samba keeps. They are not copied.")
    for why, count in seen.problems.items():
        print(f"Not looked at: {count:,} {why}.")
    for path in seen.unread:
        print(f"  {printable(path_text(path))}")
    for one in seen.undecided:
        print(f"Undecided: {one.kind} {one.owner}, named by {one.things:,} things.")
    for fault, count in seen.names.items():
        first = next(one for one in seen.badly_named if one.fault == fault)
        print(f"{'Cannot be held' if first.cannot else 'Risk'}: {count:,} whose name {first.why}.")
        for one in (one for one in seen.badly_named if one.fault == fault):
            other = f"  beside  {path_text(one.other)}" if one.other else ""
            print(f"  {printable(path_text(one.path) + other)}")


def path_text(path: bytes) -> str:
    r"""Return a path that can be printed and read back: bytes that are no text as `\xff`."""
    return path.decode(errors="backslashreplace") or "."
