"""From what was typed to municipality, mapping and ledger; refusals come before anything is touched."""

import argparse
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flytt.migration.errors import BadInput
from flytt.migration.nearest import nearest

if TYPE_CHECKING:
    from flytt.migration.journal import Journal
    from flytt.reports.status import Status
    from flytt.wiring import Where

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def place(given: argparse.Namespace) -> "Where":
    """Return where things are. BadInput when the municipality's name cannot be one."""
    from flytt.wiring import where

    at = where(
        given.municipality, mappings=getattr(given, "mappings", None), ledger=getattr(given, "ledger", "")
    )
    if not _ID.fullmatch(at.municipality):
        raise unknown("municipality", at.municipality, municipalities(at), "flytt --help")
    return at


def municipalities(at: "Where") -> list[str]:
    """Return the ids of the municipalities that have a mapping."""
    try:
        return sorted(p.parent.name for p in at.mappings.glob("*/municipality.yaml"))
    except (OSError, ValueError):
        return []


def with_mapping(given: argparse.Namespace) -> "Where":
    """Return where things are. BadInput naming the municipalities there are when this one has no mapping."""
    at = place(given)
    try:
        there = at.mapping.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        raise unknown(
            "municipality", at.municipality, municipalities(at), f"look in {at.mappings}, or give --mappings"
        )
    return at


def open_ledger(at: "Where") -> "Journal":
    """Open a ledger that exists and follows a plan. BadInput otherwise; looking creates nothing."""
    from flytt.adapters.ledger.looking import is_there
    from flytt.reports.typed import shown_place
    from flytt.wiring import open_journal

    adopt = f"flytt plan {at.municipality} --adopt"
    if not is_there(at.ledger):
        known = municipalities(at)
        if known and at.municipality not in known:
            raise unknown("municipality", at.municipality, known, "the same command with one of these names")
        raise BadInput(
            f"There is no ledger for {at.municipality} in {shown_place(at.ledger)}: no plan was adopted."
            " A move that has begun has its ledger elsewhere: give --ledger, and do not adopt.",
            still_true="Nothing was created.",
            next_command=f"flytt plan {at.municipality}, which only shows the plan",
        )
    journal = open_journal(at)
    if not journal.refresh().plan_hash:
        raise BadInput(
            f"No plan for {at.municipality} has been adopted in {shown_place(at.ledger)}.",
            still_true="Nothing was written.",
            next_command=adopt,
        )
    return journal


def look(journal: "Journal", at: "Where") -> "Status":
    """Return how the move stands, from the ledger and from who works on it."""
    from flytt.cli.working import working
    from flytt.reports.status import status
    from flytt.wiring import is_dead, utc_now

    state = journal.refresh()
    # A lease ends with its program: whoever looks just after a kill is not told to wait for it.
    return status(
        journal.plan(),
        state,
        journal.events,
        [lease.changed(expires=lease.since) if is_dead(lease) else lease for lease in journal.store.leases()],
        journal.clock.now(),
        pulse=utc_now(),
        working=working(at.home),
    )


def typed(text: str, given: argparse.Namespace) -> str:
    """Return the text with the flags that were given on every `flytt …` command in it."""
    from flytt.reports import typed as commands

    return commands.typed(text, flags(given))


def flags(given: argparse.Namespace) -> str:
    """Return the common flags as they were given."""
    from flytt.reports import typed as commands

    return commands.flags(getattr(given, "ledger", ""), getattr(given, "mappings", None))


def require_sector(sector: str, there: Iterable[str], municipality: str) -> None:
    """Raise BadInput naming the sectors there are when this is none of them."""
    known = list(dict.fromkeys(there))
    if sector not in known:
        raise unknown("sector", sector, known, f"flytt plan {municipality}")


def unknown(kind: str, word: str, there: Iterable[str], next_command: str) -> BadInput:
    """Return the refusal of a name that is not there, with those that are and the nearest."""
    known = list(there)
    near = nearest(word, known)
    return BadInput(
        f"There is no {kind} {word[:80]!r}. There are: {', '.join(known) or 'none'}."
        + (f" Nearest: {near}." if near else ""),
        still_true="Nothing was touched.",
        next_command=next_command,
    )
