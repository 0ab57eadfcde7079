"""`flytt practice`: a municipality on this machine, derived from the mapping."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_common, add_municipality

if TYPE_CHECKING:
    from flytt.wiring import Where


def add(parser: argparse.ArgumentParser) -> None:
    """Add the three verbs."""
    verbs = parser.add_subparsers(metavar="start|stop|status", required=True)
    for name, says in (
        ("start", "build it if it is new, and start it in the background"),
        ("stop", "stop it, and keep what is in it"),
        ("status", "say as JSON whether and where it runs"),
    ):
        one = verbs.add_parser(name, help=says, description=says)
        one.set_defaults(verb=name)
        add_common(one)
        add_municipality(one)
        one.add_argument(
            "--dir", metavar="DIR", type=Path, help="its folder (default: `practice` beside the ledger)"
        )


def run(given: argparse.Namespace) -> int:
    """Run `python -m practice`, which knows nothing of Flytt, with a world file made from the mapping."""
    from flytt.cli.given import with_mapping
    from flytt.cli.launch import child

    at = with_mapping(given)
    directory: Path = given.dir or at.home / "practice"
    words = [sys.executable, "-m", "practice", given.verb, "--dir", str(directory)]
    if given.verb == "start":
        words += ["--world", str(_world(at, directory))]
    return child(words)


def _world(at: "Where", directory: Path) -> Path:
    """Return the world file beside the municipality's folder; one that is there is kept, as its world is."""
    path = directory.parent / "world.json"
    if not path.exists():
        import json

        from flytt.adapters.practice.world import world_file
        from flytt.mapping import load_municipality

        content = world_file(load_municipality(at.mapping, practice=True))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    return path


COMMAND = Command("practice", "start, stop or look at the practice municipality on this machine", add, run)
