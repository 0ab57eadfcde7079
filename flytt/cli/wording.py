"""`flytt wording`: which words of notices are approved and which wait; reading them; approving them."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flytt.cli.command import Command, add_json, add_municipality

if TYPE_CHECKING:
    from flytt.migration.journal import Journal
    from flytt.migration.record import Json
    from flytt.notices.book import Page
    from flytt.notices.sending.due import Outgoing

SAYS = {
    "approved": "approved",
    "waiting": "changed: waits for approval; the words before are in use",
    "stale": "the text it is translated from has changed; the words before are in use",
    "held": "approved: waits for its translation",
    "never": "never approved: notices are drafts",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_municipality(parser)
    parser.add_argument("--sector", metavar="S", default="", help="this sector's words only")
    parser.add_argument("--audience", choices=("staff", "residents"), default="", help="these readers' only")
    parser.add_argument("--lang", choices=("nb", "nn"), default="", help="this language only")
    parser.add_argument("--show", action="store_true", help="print the words; and how they were, if changed")
    parser.add_argument("--approve", action="store_true", help="let them be published; needs --as")
    parser.add_argument(
        "--correct",
        action="store_true",
        help="with --approve, --sector and --audience: tell those who had mail or a card in the words before;"
        " also of words in use",
    )
    parser.add_argument("--as", metavar="WHO", dest="who", default="", help="the approver's id in the plan")
    parser.add_argument(
        "--hash",
        metavar="HASH",
        default="",
        help="approve only if the words still have this hash (its start)",
    )
    parser.add_argument(
        "--key", metavar="FILE", type=Path, help="OpenSSH ed25519 private key: signs the approval"
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """List, show or approve. BadInput names what is wrong; then nothing more is written."""
    from flytt.cli.given import open_ledger, place, require_sector
    from flytt.cli.words_before import in_words_before, tell_of_what_is_out
    from flytt.migration.errors import BadInput
    from flytt.notices.book import book

    at = place(given)
    journal = open_ledger(at)
    plan, state = journal.plan(), journal.refresh()
    if given.sector:
        require_sector(given.sector, (s.id for s in plan.sectors), plan.municipality)
    pages = [p for p in book(plan, state, journal.store.document).pages if _meant(p, given)]
    if given.approve:
        if not given.who:
            raise BadInput("--approve needs --as WHO.", still_true="Nothing was written.")
        if given.correct and not (given.sector and given.audience):
            raise BadInput(
                "--correct needs --sector and --audience: nobody else's readers are told.",
                still_true="Nothing was written.",
                next_command=f"flytt wording {given.municipality}",
            )
        _approve(journal, pages, given, in_words_before(at, journal) if given.correct else ())
        pages = [p for p in book(plan, journal.refresh(), journal.store.document).pages if _meant(p, given)]
        if not given.json and not given.correct:
            tell_of_what_is_out(pages, given, in_words_before(at, journal))
    if given.json:
        from flytt.cli.output import document

        document({"municipality": plan.municipality, "wordings": [_data(p) for p in pages]})
        return 0
    for page in pages:
        print(_line(page))
        if given.show:
            _show(page)
    waits = sum(p.approval != "approved" for p in pages)
    print(
        f"{len(pages)} texts, {waits} not as they should be."
        if waits
        else f"{len(pages)} texts, all approved."
    )
    return 0


def _meant(page: "Page", given: argparse.Namespace) -> bool:
    return (
        given.sector in {"", page.sector}
        and given.audience in {"", page.readers}
        and given.lang in {"", page.language}
        and page.written.hash.startswith(given.hash)
    )


def _approve(
    journal: "Journal", pages: "list[Page]", given: argparse.Namespace, before: "Sequence[Outgoing]"
) -> None:
    from flytt.adapters.signature import check, sign
    from flytt.cli.words_before import has_words_of
    from flytt.migration.errors import BadInput
    from flytt.notices.approving import Reading, approve_wording, signed_text

    if not pages:
        raise BadInput(
            "No such words, or they have changed since they were read.",
            still_true="Nothing was written.",
            next_command=f"flytt wording {given.municipality} --show",
        )
    passphrase = os.environ.get("FLYTT_KEY_PASSPHRASE", "").encode() or None
    for page in pages:
        if page.approval == "approved" and not any(has_words_of(page, out) for out in before):
            continue
        text = signed_text(page, given.who, correction=given.correct)
        signature = sign(text, given.key, passphrase) if given.key else ""
        reading = Reading(
            sector=page.sector,
            readers=page.readers,
            language=page.language,
            wording=page.written.hash,
            who=given.who,
            signature=signature,
            correction=given.correct,
        )
        recorded = approve_wording(journal.plan(), journal, reading, check)
        if not given.json:
            print(f"Approved: {page.sector} {page.readers} {page.language}, ledger event {recorded.seq}.")


def _line(page: "Page") -> str:
    says = SAYS[page.approval]
    about = f"{page.sector:<16} {page.readers:<10} {page.language}  {page.written.hash[:12]}  {says}"
    if page.approved_at is None:
        return about
    how = "" if page.authenticated else ", a claimed name"
    return f"{about} (in use: {page.approved_by}{how}, {page.approved_at:%Y-%m-%d %H:%M} UTC)"


def _show(page: "Page") -> None:
    from difflib import unified_diff

    from flytt.notices.plain import template_faults
    from flytt.notices.reading import lines_of

    sys.stdout.writelines(f"    ! {fault}\n" for fault in template_faults(page.written))
    now = lines_of(page.written)
    if page.in_force is None or page.in_force == page.written:
        sys.stdout.writelines(f"    {line}\n" for line in now)
        return
    before = lines_of(page.in_force)
    sys.stdout.writelines(
        f"    {line}\n" for line in unified_diff(before, now, "in use", "written", n=0, lineterm="")
    )


def _data(page: "Page") -> "Json":
    return {
        "sector": page.sector,
        "readers": page.readers,
        "language": page.language,
        "hash": page.written.hash,
        "in_force": page.in_force.hash if page.in_force else None,
        "approval": page.approval,
        "approved_by": page.approved_by,
        "authenticated": page.authenticated,
        "approved_at": page.approved_at.isoformat() if page.approved_at else None,
    }


COMMAND = Command(
    "wording",
    "the words of notices: which are approved, which wait; --show, --approve",
    add,
    run,
    "Changed facts go out by themselves; changed words wait for --approve --as WHO.\n"
    "FLYTT_KEY_PASSPHRASE unlocks --key where nobody can be asked.",
)
