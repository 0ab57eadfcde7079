"""`flytt ledger`: follow its chain, keep a copy, take it back from one, erase what may go."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_common, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.chain import Head


def add(parser: argparse.ArgumentParser) -> None:
    """Add the verbs."""
    verbs = parser.add_subparsers(metavar="verify|backup|restore|erase", required=True)
    for name, act, says in (
        ("verify", _verify, "follow the chain from its first event"),
        ("backup", _backup, "write the whole ledger to one new file"),
        ("restore", _restore, "fill an empty ledger from such a file"),
        ("erase", _erase, "erase what the vault holds for retired workloads, for good"),
    ):
        one = verbs.add_parser(name, help=says, description=says)
        one.set_defaults(act=act)
        add_common(one)
        add_municipality(one)
        if name == "verify":
            one.add_argument(
                "--noted",
                metavar="N:HASH",
                type=_noted,
                help="an event's number and hash that was written down earlier",
            )
        elif name != "erase":
            one.add_argument("file", metavar="FILE", type=Path)
        add_json(one)


def run(given: argparse.Namespace) -> int:
    """Do one of them."""
    code: int = given.act(given)
    return code


def _verify(given: argparse.Namespace) -> int:
    """Tampered at the first event that does not follow, or when the plan is not the one that was adopted."""
    from flytt.cli.given import open_ledger, place, typed
    from flytt.cli.output import document
    from flytt.migration.chain import verify_rows
    from flytt.migration.erase import books, orphans
    from flytt.migration.errors import Tampered

    journal = open_ledger(place(given))
    journal.plan()
    head = verify_rows(journal.store.rows())
    if given.noted:
        seq, noted = given.noted
        found = next((row.hash for row in journal.store.rows() if row.seq == seq), "")
        if found != noted:
            raise Tampered(seq, "is not the event whose hash was noted" if found else "was cut off")
    left = len(orphans(journal.store, busy_too=True, held=books(journal)))
    if given.json:
        document({"intact": True, **head.as_json(), "orphans": left})
    else:
        if left:
            print(f"{left} entries in the vault are named by no event: their writer died, or is at it now.")
            print(typed(f"They go with: flytt ledger erase {given.municipality}", given))
        print(
            f"Intact: {head.seq} events. Note this, to tell later whether some were cut off:\n{_shown(head)}"
        )
    return 0


def _erase(given: argparse.Namespace) -> int:
    """Older backups still hold what is erased here: they are to be destroyed by those who keep them."""
    from flytt.cli.given import open_ledger, place
    from flytt.cli.output import document
    from flytt.migration.erase import erase_orphans, erase_retired
    from flytt.wiring import open_vault

    at = place(given)
    journal = open_ledger(at)
    vault = open_vault(at, journal.store)
    erased = erase_retired(journal.plan(), journal, vault)
    orphaned = erase_orphans(journal, vault)
    if given.json:
        document({"erased": {**erased}, "orphans": orphaned})
        return 0
    if orphaned:
        print(f"{orphaned} entries that no event names were erased")
    for workload, entries in erased.items():
        print(f"{workload}: {entries} entries erased")
    print(
        "Backups made before today still hold them." if erased else "No retired workload has anything left."
    )
    return 0


def _backup(given: argparse.Namespace) -> int:
    from flytt.adapters.ledger.backup import backup
    from flytt.adapters.ledger.opening import open_whole
    from flytt.cli.given import open_ledger, place
    from flytt.cli.output import document

    at = place(given)
    open_ledger(at).store.close()
    store = open_whole(at.ledger, at.municipality)
    header = backup(store, given.file)
    store.close()
    if given.json:
        document({"file": str(given.file), **header.as_json()})
    else:
        print(f"{given.file}: {header.seq} events of {header.municipality}. The vault's key is not in it:")
        print(f"keep {at.home / 'vault.key'} too, in another place.")
    return 0


def _restore(given: argparse.Namespace) -> int:
    """Fill an empty ledger. What was under way is probed before anything else is done."""
    from flytt.adapters.ledger.backup import read_header, restore
    from flytt.cli.given import place, typed
    from flytt.cli.output import document
    from flytt.migration.errors import BadInput
    from flytt.migration.events import Restored
    from flytt.reports.typed import shown_place
    from flytt.wiring import open_journal

    at = place(given)
    header = read_header(given.file)
    if header.municipality != at.municipality:
        raise BadInput(
            f"{given.file} is a backup of {header.municipality}, not of {at.municipality}.",
            still_true="Nothing was written.",
            next_command=f"flytt ledger restore {header.municipality} {given.file}",
        )
    restoration = restore(given.file, at.ledger)
    journal = open_journal(at)
    journal.append(Restored(from_backup=given.file.name))
    if given.json:
        document({"ledger": shown_place(at.ledger), **restoration.as_json()})
    else:
        print(f"{shown_place(at.ledger)} holds the {restoration.after} events of {given.file}.")
        print("What happened after them is not in it. Keep the writers of the old ledger stopped.")
        print(typed(f"Next: flytt status {at.municipality}, then flytt resume {at.municipality}", given))
    return 0


def _noted(text: str) -> tuple[int, str]:
    match = re.fullmatch(r"([1-9][0-9]{0,11}):([0-9a-f]{64})", text)
    if match is None:
        raise argparse.ArgumentTypeError("write it as `flytt ledger verify` shows it: 12:9f86d0…")
    return int(match[1]), match[2]


def _shown(head: "Head") -> str:
    return f"{head.seq}:{head.hash}"


COMMAND = Command("ledger", "verify the ledger's chain, back it up, restore it", add, run)
