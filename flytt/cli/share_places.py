"""The two folders that a command of `flytt share` names, and the next command with the same ones."""

import argparse
import shlex
from pathlib import Path


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
        default=_usual_known_hosts(),
        help="host keys to accept (default: ~/.ssh/known_hosts)",
    )


def line(verb: str, given: argparse.Namespace) -> str:
    """Return the command that does this with the same folders, owners and ways in."""
    words = ["flytt", "share", verb, "--from", given.source, "--to", given.target]
    if given.key is not None:
        words += ["--key", str(given.key)]
    if given.known_hosts != _usual_known_hosts():
        words += ["--known-hosts", str(given.known_hosts)]
    if given.owners is not None:
        words += ["--owners", str(given.owners)]
    return shlex.join(words)


def _usual_known_hosts() -> Path:
    return Path.home() / ".ssh" / "known_hosts"
