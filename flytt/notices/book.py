"""The book of approved words: which words a notice goes out in, and which wait for somebody to read them.

Changed facts go out by themselves, in the words that were approved last. Changed words wait. The languages of
a sector go together: until a translation is approved as saying the same as the new text, the former edition
stays in force in all of them, and it is shown which one holds it up. See docs/decisions/0021.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal, TypeAlias

from flytt.migration.events import WordingApproved
from flytt.migration.plan import Plan
from flytt.migration.record import Record, Slug
from flytt.migration.state import MoveState
from flytt.migration.wordings import Approved, about, edition
from flytt.migration.workload import Language
from flytt.notices.template import Readers, Template, languages_of, templates

Approval: TypeAlias = Literal["approved", "waiting", "stale", "held", "never"]
"""approved: what is written is in force. waiting: it was changed and nobody has approved the change.
stale: it was approved as a translation of an earlier text. held: it is approved, but a translation of it is
not. never: no edition was ever approved; notices in these words are drafts."""


class Page(Record):
    """The words for one sector's readers in one language: as written now, in force, and how they stand.

    `in_force` None: nothing may be published. `approved_*` tell of the approval of what is in force.
    """

    sector: Slug
    readers: Readers
    language: Language
    written: Template
    in_force: Template | None
    approval: Approval
    source: str
    """For a translation: the hash of the text it must say the same as. Empty for the source itself."""
    approved_by: str = ""
    approved_at: datetime | None = None
    authenticated: bool = False


class Book(Record):
    """Every page of a municipality. `page` finds one."""

    pages: tuple[Page, ...]

    def page(self, sector: Slug, readers: Readers, language: Language) -> Page | None:
        """Return a page; None when the plan in force has no such readers."""
        wanted = (sector, readers, language)
        return next((p for p in self.pages if (p.sector, p.readers, p.language) == wanted), None)


def book(plan: Plan, state: MoveState, document: Callable[[str], str]) -> Book:
    """Return the book as of now. `document` gives what was approved by its hash (`LedgerStore.document`)."""
    by_readers: dict[tuple[Slug, Readers], list[Template]] = {}
    for template in templates(plan):
        by_readers.setdefault((template.sector, template.readers), []).append(template)
    sectors = {s.id: s for s in plan.sectors}
    pages: list[Page] = []
    for (sector, readers), now in by_readers.items():
        order = languages_of(plan, sectors[sector])
        given = about(state.wordings, sector, readers)
        pages += _pages(sorted(now, key=lambda t: order.index(t.language)), given, document)
    return Book(pages=tuple(pages))


def _pages(now: list[Template], given: list[Approved], document: Callable[[str], str]) -> Iterable[Page]:
    source: Language = now[0].language
    others: list[Language] = [t.language for t in now[1:]]
    in_use = edition([source, *others], given)
    hashes = {t.language: t.hash for t in now}
    for template in now:
        language = template.language
        of = "" if language == source else hashes[source]
        in_force = in_use.get(language)
        at, event = in_force or (None, None)
        yield Page(
            sector=template.sector,
            readers=template.readers,
            language=language,
            written=template,
            in_force=_approved(event, template, document) if event else None,
            approval=_approval(template.hash, of, event, [e for _, e in given if e.language == language]),
            source=of,
            approved_by=event.who if event else "",
            approved_at=at.at if at else None,
            authenticated=event.authenticated if event else False,
        )


def _approval(
    written: str, source: str, in_force: WordingApproved | None, given: list[WordingApproved]
) -> Approval:
    read = [e for e in given if e.wording == written]
    if in_force and in_force.wording == written and in_force.source == source:
        return "approved"
    if any(e.source == source for e in read):
        return "held"
    if read:
        return "stale"
    return "waiting" if in_force else "never"


def _approved(event: WordingApproved, now: Template, document: Callable[[str], str]) -> Template:
    """Return the words that were approved; those written now when they are the same."""
    if event.wording == now.hash:
        return now
    return Template.model_validate_json(document(event.wording))
