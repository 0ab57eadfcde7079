"""`flytt approve`: answer a question, go or no-go, in one's own name."""

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_json, add_municipality, add_sector

if TYPE_CHECKING:
    from flytt.migration.journal import Journal
    from flytt.migration.record import Json
    from flytt.migration.state import GateState


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    add_sector(parser)
    parser.add_argument(
        "gate", metavar="GATE", help="`go`, or the whole name when several such questions are open"
    )
    parser.add_argument(
        "--as", metavar="WHO", dest="who", required=True, help="the approver's id in the plan"
    )
    parser.add_argument("--no-go", action="store_true", help="answer no; needs --why")
    parser.add_argument("--why", metavar="…", default="", help="the reason, kept in the ledger")
    parser.add_argument(
        "--attempt",
        metavar="N",
        type=int,
        default=0,
        help="the attempt that `flytt status` showed; an answer to one that was asked anew is refused",
    )
    parser.add_argument(
        "--key", metavar="FILE", type=Path, help="OpenSSH ed25519 private key: signs the answer"
    )
    parser.add_argument(
        "--so-before",
        metavar="STEP",
        action="append",
        default=[],
        help="after a restoration: this step was so before Flytt; may be given several times",
    )
    parser.add_argument(
        "--was",
        metavar="FILE",
        type=Path,
        help="after a restoration: how steps stood before Flytt, as JSON by step; kept in the vault",
    )
    parser.add_argument(
        "--print",
        action="store_true",
        dest="print_only",
        help="print the signature for a form, and answer nothing",
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """Write the answer, once. BadInput names everything that is wrong with it; then nothing is written."""
    from flytt.adapters.signature import check
    from flytt.cli.given import open_ledger, place, typed
    from flytt.cli.output import document
    from flytt.migration.answer import Reply, answer
    from flytt.migration.gate import signed_text
    from flytt.wiring import open_vault

    at = place(given)
    journal = open_ledger(at)
    gate = _gate(journal, given)
    reply = Reply(
        gate=gate.gate,
        attempt=given.attempt,
        go=not given.no_go,
        who=given.who,
        why=given.why,
        so_before=tuple(_steps(given)),
        was=_was(given.was) if given.was else {},
    )
    if given.key:
        text = signed_text(gate, go=reply.go, who=reply.who, claim=reply.claim)
        reply = reply.changed(signature=signed(text, given.key))
    if given.print_only:
        print(reply.signature)
        return 0
    vault = open_vault(at, journal.store) if reply.was else None
    answered = answer(journal.plan(), journal, journal.clock, reply, check, vault)
    assert answered.answer is not None, "an answer that was taken is there"
    if given.json:
        document({"gate": gate.gate, "seq": answered.answered_seq, "answer": answered.answer.as_json()})
        return 0
    how = "signed" if answered.answer.authenticated else "a claimed name"
    word = "go" if answered.answer.go else "no-go"
    print(f"{gate.gate}: {word} from {answered.answer.who} ({how}), ledger event {answered.answered_seq}.")
    says = f"flytt resume {at.municipality} {given.sector}"
    print(f"Next: {typed(says, given)} (a running `flytt serve` goes on by itself)")
    return 0


def _gate(journal: "Journal", given: argparse.Namespace) -> "GateState":
    """Return the gate that was meant: by its whole name, or by its key when one such question is open."""
    from flytt.cli.given import look, place, require_sector, unknown
    from flytt.reports.questions import question

    plan, state = journal.plan(), journal.refresh()
    require_sector(given.sector, (w.sector for w in plan.workloads), plan.municipality)
    if given.print_only and not given.key:
        raise _bad("--print prints a signature, and needs --key FILE to make one.", given)
    named = state.gates.get(given.gate)
    if named is not None:
        asked = question(plan, named.gate)
        if asked is not None and asked.sector != given.sector:
            raise _bad(f"{named.gate} is a question of sector {asked.sector}, not of {given.sector}.", given)
        return named
    here = [g.id for g in look(journal, place(given)).gates if g.sector == given.sector and g.open]
    meant = [name for name in here if name.partition(".")[0] == given.gate]
    if len(meant) == 1:
        return state.gates[meant[0]]
    if meant:
        raise _bad(f"Several such questions are open; name one of them: {', '.join(meant)}.", given)
    raise unknown(
        "open question", given.gate, here, f"flytt status {plan.municipality} --sector {given.sector}"
    )


def _steps(given: argparse.Namespace) -> list[str]:
    """Return the steps that were so before. BadInput for what cannot be a step's key."""
    wrong = [step for step in given.so_before if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", step)]
    if wrong:
        raise _bad(f"--so-before {wrong[0][:80]!r} is no step.", given)
    return given.so_before


def _was(file: Path) -> "dict[str, dict[str, Json]]":
    """Read how it stood before Flytt, by step. BadInput when it is no such file."""
    from pydantic import TypeAdapter

    from flytt.migration.errors import BadInput
    from flytt.migration.record import Json, Slug

    try:
        return TypeAdapter(dict[Slug, dict[str, Json]]).validate_json(file.read_bytes())
    except (OSError, ValueError) as cause:
        raise BadInput(
            f"{file} does not say by step how it stood before.",
            still_true="Nothing was written.",
            next_command='write {"STEP": {"FIELD": VALUE}}, with the fields that flytt status names',
        ) from cause


def signed(text: bytes, key: Path) -> str:
    """Sign with an OpenSSH key, asking for its passphrase where somebody can be asked."""
    from flytt.adapters.signature import NeedsPassphrase, sign

    passphrase = os.environ.get("FLYTT_KEY_PASSPHRASE", "")
    try:
        return sign(text, key, passphrase.encode() or None)
    except NeedsPassphrase:
        if not sys.stdin.isatty():
            raise
    from getpass import getpass

    return sign(text, key, getpass(f"Passphrase of {key}: ").encode())


def _bad(says: str, given: argparse.Namespace) -> Exception:
    from flytt.migration.errors import BadInput

    return BadInput(
        says,
        still_true="Nothing was written.",
        next_command=f"flytt status {given.municipality} --sector {given.sector}",
    )


COMMAND = Command(
    "approve",
    "answer a question of a sector: go, or --no-go with --why",
    add,
    run,
    "An answer binds to the plan and the evidence as they were shown, and is written once.\n"
    "FLYTT_KEY_PASSPHRASE unlocks --key where nobody can be asked.",
)
