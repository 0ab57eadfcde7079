"""`flytt forms`: estates of Microsoft Forms, from folders of files to whose answers they are."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_common, add_json
from flytt.cli.forms_attribute import add_attribute, add_decide
from flytt.cli.forms_audit import add_audit
from flytt.cli.forms_reconcile import add_pack, add_reconcile

if TYPE_CHECKING:
    from flytt.forms.reading.contents import Progress


def add(parser: argparse.ArgumentParser) -> None:
    """Add the verbs."""
    verbs = parser.add_subparsers(metavar="inventory|audit|attribute|decide|pack|reconcile", required=True)
    says = "read whatever exists of an estate; say what is there, what cannot be seen, and what is unreadable"
    one = verbs.add_parser("inventory", help=says, description=says)
    one.set_defaults(act=_inventory)
    add_common(one)
    one.add_argument("--estate", metavar="DIR", type=Path, required=True, help="the estate's folder")
    one.add_argument(
        "--cache", metavar="DIR", type=Path, help="keep what was read there, and go on from it the next time"
    )
    one.add_argument(
        "--seal",
        metavar="FILE",
        type=Path,
        help="write what every file is now, for `reconcile`",
    )
    add_json(one)
    says = "read a tenant's audit log of Forms over Graph, into an estate's folder"
    add_audit(verbs.add_parser("audit", help=says, description=says))
    says = "say whose every block of answers is, how sure, on what evidence"
    add_attribute(verbs.add_parser("attribute", help=says, description=says))
    says = "what people are asked, as a list or a spreadsheet; their answers back in"
    add_decide(verbs.add_parser("decide", help=says, description=says))
    says = "write what is moved as it will lie on the target: workbooks, files, answer ledger, addresses"
    add_pack(verbs.add_parser("pack", help=says, description=says))
    says = "prove, response by response and cell by cell, that nothing was lost, re-read from the target"
    add_reconcile(verbs.add_parser("reconcile", help=says, description=says))


def run(given: argparse.Namespace) -> int:
    """Do one of them."""
    code: int = given.act(given)
    return code


def _inventory(given: argparse.Namespace) -> int:
    """EstateFaults with everything that is wrong with what people wrote."""
    import secrets

    from flytt.cli.forms_table import inventory_table
    from flytt.cli.output import document, width
    from flytt.forms.inventory import inventory
    from flytt.forms.reading.estate import read_estate
    from flytt.forms.reading.kept import key_in
    from flytt.forms.reconcile.seal import write_seal

    cache: Path | None = given.cache
    key = key_in(cache) if cache else secrets.token_bytes(32)
    found = inventory(read_estate(given.estate, key=key, cache=cache, progress=_progress()))
    if given.seal:
        write_seal(given.seal, given.estate)
    if given.json:
        document(found.as_json())
    else:
        print(inventory_table(found, width()))
    return 0


def _progress() -> "Progress | None":
    """Files done of files in all, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(
            f"\r{done} of {total} files read", end="\n" if done == total else "", file=sys.stderr, flush=True
        )

    return show


COMMAND = Command("forms", "Forms estates: inventory, audit, attribute, decide, pack, reconcile", add, run)
