"""The pages of those who approve words, and of leads. Everything here needs a sign-in."""

from difflib import unified_diff
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flytt.adapters.signature import check
from flytt.migration.errors import BadInput
from flytt.migration.owed import owed
from flytt.migration.promises import by_sector, promises
from flytt.migration.workload import Language
from flytt.notices.approving import Reading, approve_wording
from flytt.notices.board.contract import fields
from flytt.notices.board.desk import (
    HTML,
    BadRequest,
    Desk,
    NoSuchPage,
    desk_of,
    language_in,
)
from flytt.notices.board.lookout import Seen
from flytt.notices.board.sessions import Session
from flytt.notices.board.signing_in import form, signed_in
from flytt.notices.board.words import Words, words
from flytt.notices.book import Page
from flytt.notices.dates import Dates
from flytt.notices.forms.html import article
from flytt.notices.plain import template_faults
from flytt.notices.posting import posting
from flytt.notices.reading import lines_of
from flytt.notices.template import READERS, Readers
from flytt.wiring import open_journal

router = APIRouter()
_HEAD_LINES = 2
"""What a diff begins with before its first change: the names of both sides."""


@router.get("/{municipality}/{lang}/ordlyd")
async def list_words(request: Request, municipality: str, lang: str) -> Response:
    """How every text stands."""
    language, session = language_in(lang), signed_in(request)
    desk = desk_of(request)
    seen = desk.seen(municipality)
    said = words(language)
    rows = [(p, standing(p, said), _in_use(p, said, language, seen)) for p in seen.book.pages]
    names = {s.id: s.name_nn or s.name if language == "nn" else s.name for s in seen.plan.sectors}
    frame = _frame("ordlyd", municipality)
    return _private(desk.page("wordings.html", language, session, **frame, rows=rows, names=names))


@router.get("/{municipality}/{lang}/ordlyd/{sector}/{readers}/{text}")
async def show_words(
    request: Request, municipality: str, lang: str, sector: str, readers: str, text: str
) -> Response:
    """One text: what is changed, all of its words, how notices look in them; and the button."""
    language, session = language_in(lang), signed_in(request)
    desk = desk_of(request)
    seen = desk.seen(municipality)
    page = page_in(seen, sector, readers, text)
    return _private(_words_page(desk, seen, page, language, session))


@router.post(
    "/{municipality}/{lang}/ordlyd/{sector}/{readers}/{text}",
    openapi_extra=fields("check", "hash", "correct"),
)
async def approve(
    request: Request, municipality: str, lang: str, sector: str, readers: str, text: str
) -> Response:
    """Approve exactly the words that were shown."""
    language, session = language_in(lang), signed_in(request)
    given = await form(request, session)
    desk = desk_of(request)
    seen = desk.seen(municipality)
    page = page_in(seen, sector, readers, text)
    if given.get("hash", "") != page.written.hash:
        content = _words_page(desk, seen, page, language, session, told=words(language).changed_meanwhile)
        return _private(content, HTTPStatus.CONFLICT)
    try:
        await run_in_threadpool(_approve, desk, page, session, correction=given.get("correct") == "1")
    except BadInput as refused:
        content = _words_page(desk, seen, page, language, session, told=str(refused.attempted))
        return _private(content, HTTPStatus.CONFLICT)
    return RedirectResponse(f"{request.url.path}?godkjent", HTTPStatus.SEE_OTHER)


@router.get("/{municipality}/{lang}/lofter")
async def show_promises(request: Request, municipality: str, lang: str) -> Response:
    """Downtime promised against downtime measured, and who owes users a word."""
    language, session = language_in(lang), signed_in(request)
    desk = desk_of(request)
    seen = desk.seen(municipality)
    rows = promises(seen.plan, seen.events, seen.at, seen.adopted)
    said, dates = words(language), Dates(language, seen.plan.time_zone)
    verdicts = {True: said.kept, False: said.broken, None: said.never_down}
    to_say = {"start": said.owed_start, "news": said.owed_news, "end": said.owed_end}
    sums = {s.sector: s for s in by_sector(rows)}
    groups = [
        (
            s.name_nn or s.name if language == "nn" else s.name,
            sums[s.id],
            [
                (r, dates.span(r.window.start, r.window.end), verdicts[r.kept])
                for r in rows
                if r.sector == s.id
            ],
        )
        for s in seen.plan.sectors
        if s.id in sums
    ]
    owing = [
        said.owed_line.format(
            what=to_say.get(o.to_say) or said.owed_answer.format(gate=o.gate),
            standing=said.owed_overdue if o.overdue else said.owed_due,
            due=dates.moment(o.due),
            by=", ".join(o.by) or said.owed_nobody,
        )
        for o in owed(seen.plan, seen.notices, seen.state, seen.at)
    ]
    frame = _frame("lofter", municipality)
    return _private(desk.page("promises.html", language, session, **frame, groups=groups, owing=owing))


def standing(page: Page, said: Words) -> str:
    """Return how a text stands, in words."""
    return str(getattr(said, f"says_{page.approval}"))


def page_in(seen: Seen, sector: str, readers: str, text: str) -> Page:
    """Return a page of the book. NoSuchPage when there is none."""
    known: Readers | None = next((r for r in READERS if r == readers), None)
    page = seen.book.page(sector, known, language_in(text)) if known else None
    if page is None:
        raise NoSuchPage
    return page


def _words_page(
    desk: Desk, seen: Seen, page: Page, language: Language, session: Session, told: str = ""
) -> str:
    said = words(language)
    now = lines_of(page.written)
    before = lines_of(page.in_force) if page.in_force else now
    changed = list(unified_diff(before, now, n=0, lineterm=""))[_HEAD_LINES:]
    diff = [(line[0] == "+", line[1:]) for line in changed if line[0] in "+-"]
    cut = (n.for_audience(page.readers) for n in seen.notices if n.sector.id == page.sector)
    previews = [
        article(posting(n, page.language, page.readers, None, desk.site), 3) for n in cut if n is not None
    ]
    sector = next(s for s in seen.plan.sectors if s.id == page.sector)
    return desk.page(
        "wording.html",
        language,
        session,
        **_frame("ordlyd", desk.at.municipality, f"/{page.sector}/{page.readers}/{page.language}"),
        page=page,
        sector_name=sector.name_nn or sector.name if language == "nn" else sector.name,
        standing=standing(page, said),
        in_use=_in_use(page, said, language, seen),
        faults=template_faults(page.written),
        lines=now,
        diff=diff,
        previews=previews,
        source=words(seen.plan.languages[0] if page.source else page.language).language,
        told=told,
    )


def _approve(desk: Desk, page: Page, session: Session, *, correction: bool) -> None:
    sign_in = desk.settings.sign_in
    journal = open_journal(desk.at, actor=f"board:{session.approver}")
    try:
        reading = Reading(
            sector=page.sector,
            readers=page.readers,
            language=page.language,
            wording=page.written.hash,
            who=session.approver,
            signed_in=sign_in is not None and not sign_in.practice,
            through="board",
            correction=correction,
        )
        approve_wording(journal.plan(), journal, reading, check)
    finally:
        journal.store.close()


def _in_use(page: Page, said: Words, language: Language, seen: Seen) -> str:
    if page.approved_at is None:
        return said.nobody
    return said.wording_by.format(
        who=page.approved_by,
        how=said.proven if page.authenticated else said.claimed,
        when=Dates(language, seen.plan.time_zone).short(page.approved_at),
    )


def _frame(here: str, municipality: str, below: str = "") -> dict[str, object]:
    if not municipality:
        raise BadRequest
    return {"here": here, "other_language": {lang: f"{lang}/{here}{below}" for lang in ("nb", "nn")}}


def _private(page: str, status: int = HTTPStatus.OK) -> Response:
    return Response(page, status, media_type=HTML, headers={"cache-control": "no-store"})
