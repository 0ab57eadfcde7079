"""`flytt share`: two folders on any hosts, planned, copied and verified; what was kept, brought back."""

import argparse
import atexit
import gc
import os

from flytt.cli import share_back, share_copy, share_plan, share_verify
from flytt.cli.command import Command, add_common

COLLECTED_AFTER = 50_000
"""So many new objects before Python looks for rings among them. What is imported makes as many, and no rings:
with Python's own 700, looking is a tenth of what a start costs."""
MORE = """\
A folder is ssh://user@host:port/path, file:///path, /path or ./path. Hosts must be in --known-hosts.
Names of files are printed here: it is typed by who may read both folders."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the verbs."""
    verbs = parser.add_subparsers(metavar="plan|copy|verify|back", required=True)
    for name, verb, says in (
        ("plan", share_plan, "find what would be in the way, all of it, before anything is copied"),
        ("copy", share_copy, "make the target as the source is; stopped, it goes on"),
        ("verify", share_verify, "compare them whole, by another way than the copy"),
        (
            "back",
            share_back,
            "lay what people wrote on the new side beside the old one's files",
        ),
    ):
        one = verbs.add_parser(name, help=says, description=says)
        one.set_defaults(act=verb.run)
        add_common(one)
        verb.add(one)


def run(given: argparse.Namespace) -> int:
    """Do one of them."""
    # It otherwise reads the papers of every package that is installed, to find plugins: a tenth of a second.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(COLLECTED_AFTER)
    # Looking through everything once more at the end costs as much as signing in on a host.
    atexit.register(gc.freeze)
    code: int = given.act(given)
    return code


STOPPED = """\
What was copied stays, and a copy goes on where it was; a look or a proof begins anew.
Next: {again}"""

COMMAND = Command("share", "plan, copy and verify two folders on any hosts", add, run, MORE, STOPPED)
