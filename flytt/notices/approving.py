"""Approving words: the one way in for the command line, the board and the rehearsal."""

from typing import Literal

from flytt.migration.answer import CheckSignature
from flytt.migration.errors import BadInput
from flytt.migration.events import Recorded, WordingApproved
from flytt.migration.journal import Journal
from flytt.migration.plan import Plan
from flytt.migration.record import Record, Slug
from flytt.migration.workload import Language
from flytt.notices.book import Page, book
from flytt.notices.template import Readers


class Reading(Record):
    """What a person has read and lets be published. `wording` is the hash that they were shown.

    `signature` is over `signed_text`; `signed_in` is for a person whom a sign-in has proven (the board).
    """

    sector: Slug
    readers: Readers
    language: Language
    wording: str
    who: str
    signature: str = ""
    signed_in: bool = False
    through: Literal["command-line", "board", "rehearsal"] = "command-line"
    correction: bool = False
    """Those who have had mail or a card in the words before are told that they are corrected."""


def approve_wording(plan: Plan, journal: Journal, reading: Reading, check: CheckSignature) -> Recorded:
    """Write an approval to the ledger and keep the words with it. The same given twice is written once.

    BadInput names everything that is wrong; then nothing is written.
    """
    state = journal.refresh()
    page = book(plan, state, journal.store.document).page(reading.sector, reading.readers, reading.language)
    if page is None:
        raise _refused(plan, reading, [f"sector {reading.sector} has no notices for {reading.readers} in it"])
    event = WordingApproved(
        sector=reading.sector,
        audience=reading.readers,
        language=reading.language,
        wording=reading.wording,
        source=page.source,
        who=reading.who,
        authenticated=reading.signed_in or _signed(plan, page, reading, check),
        signature=reading.signature,
        through=reading.through,
        correction=reading.correction,
    )
    if faults := _faults(plan, page, event):
        raise _refused(plan, reading, faults)
    newest = next((r for r in reversed(state.wordings) if _about(r) == _about_event(event)), None)
    if newest is not None and newest.event == event:
        return newest
    journal.store.put_document(event.wording, page.written.model_dump_json())
    return journal.append(event)


def signed_text(page: Page, who: str, *, correction: bool = False) -> bytes:
    """Return the bytes an approver signs: the words, the text that they are a translation of, who is told."""
    parts = ["flytt-wording-1", page.sector, page.readers, page.language, page.written.hash, page.source, who]
    return "\n".join([*parts, "correction"] if correction else parts).encode()


def _about(recorded: Recorded) -> tuple[str, str, str] | None:
    return _about_event(recorded.event) if isinstance(recorded.event, WordingApproved) else None


def _about_event(event: WordingApproved) -> tuple[str, str, str]:
    return event.sector, event.audience, event.language


def _signed(plan: Plan, page: Page, reading: Reading, check: CheckSignature) -> bool:
    key = {a.id: a.public_key for a in plan.approvers}.get(reading.who, "")
    if not reading.signature or not key:
        return False
    if check(signed_text(page, reading.who, correction=reading.correction), reading.signature, key):
        return True
    raise _refused(plan, reading, [f"the signature does not belong to {reading.who} and these words"])


def _faults(plan: Plan, page: Page, event: WordingApproved) -> list[str]:
    faults: list[str] = []
    if event.wording != page.written.hash:
        faults.append("the words have changed since they were read; read them again")
    known = sorted(a.id for a in plan.approvers)
    if event.who not in known:
        faults.append(f"{event.who!r} is not among the approvers: {', '.join(known) or 'none named'}")
    if plan.approval == "authenticated" and not event.authenticated:
        faults.append("a real move needs a signed approval (--key), and this one is only claimed")
    return faults


def _refused(plan: Plan, reading: Reading, faults: list[str]) -> BadInput:
    about = f"{reading.sector}, {reading.readers}, {reading.language}"
    return BadInput(
        f"The approval of the words ({about}) was refused: " + "; ".join(faults) + ".",
        still_true="Nothing was written.",
        next_command=f"flytt wording {plan.municipality}",
    )
