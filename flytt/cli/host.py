"""`flytt host`: state, in one's own name, that a host is dead for good, or that it is back."""

import argparse
from pathlib import Path

from flytt.cli.command import Command, add_common, add_json, add_municipality


def add(parser: argparse.ArgumentParser) -> None:
    """Add the verbs."""
    verbs = parser.add_subparsers(metavar="dead|back", required=True)
    for name, is_dead, says in (
        ("dead", True, "a host is dead for good and fenced off: what is on it is given up by a rollback"),
        ("back", False, "a host that was stated dead is there again"),
    ):
        one = verbs.add_parser(name, help=says, description=says)
        one.set_defaults(is_dead=is_dead)
        add_common(one)
        add_municipality(one)
        one.add_argument("host", metavar="HOST", help="its name in the mapping")
        add_saying(one)
        add_json(one)


def add_saying(parser: argparse.ArgumentParser) -> None:
    """Add who says it, why, and with which key."""
    parser.add_argument(
        "--as", metavar="WHO", dest="who", required=True, help="the approver's id in the plan"
    )
    parser.add_argument("--why", metavar="…", required=True, help="the reason, kept in the ledger")
    parser.add_argument("--key", metavar="FILE", type=Path, help="OpenSSH ed25519 private key: signs it")


def run(given: argparse.Namespace) -> int:
    """Write the statement. BadInput names everything that is wrong with it; then nothing is written."""
    from flytt.adapters.signature import check
    from flytt.cli.approve import signed
    from flytt.cli.given import open_ledger, place, typed
    from flytt.cli.output import document
    from flytt.migration.statement import Saying, host_text, state_host

    at = place(given)
    journal = open_ledger(at)
    plan, saying = journal.plan(), Saying(who=given.who, why=given.why)
    if given.key:
        text = host_text(plan, given.host, saying, dead=given.is_dead)
        saying = saying.changed(signature=signed(text, given.key))
    said = state_host(plan, journal, given.host, saying, check, dead=given.is_dead)
    if given.json:
        document(said.as_json())
        return 0
    word = "dead and fenced off" if said.dead else "back"
    print(f"{said.host} is stated {word} by {said.who}, ledger event {journal.refresh().seq}.")
    if said.dead:
        print("Nothing was undone by this. A rollback now gives up what is on it, and names what it leaves.")
    print(typed(f"Next: flytt status {at.municipality}", given))
    return 0


COMMAND = Command(
    "host",
    "state that a host is dead for good, or that it is back",
    add,
    run,
    "Only when the host can never again answer: powered off, cut off, or wiped. One that merely does not\n"
    "answer may come back and serve users beside the old side.",
)
