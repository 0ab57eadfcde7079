"""Notices as files: feeds to subscribe to, and one notice in any of its forms."""

import os

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from flytt.migration.workload import Audience, Language
from flytt.notices.board.desk import Desk, Made, NoSuchPage, audience_in, desk_of, language_in
from flytt.notices.board.envelope import POLICY
from flytt.notices.board.lookout import Seen
from flytt.notices.board.reading import ALL, FEEDS, file_of
from flytt.notices.board.views import language_of, readers_notices
from flytt.notices.forms import FORMS, MEDIA_TYPES, Form
from flytt.notices.forms.style import STYLE_HASH
from flytt.notices.render import render

router = APIRouter()
ALONE_POLICY = POLICY.replace("style-src 'self'", f"style-src {STYLE_HASH}").replace(
    "script-src 'self'; ", ""
)
"""A notice's own page carries its style, and nothing else."""
DOWNLOADED: frozenset[Form] = frozenset({"eml"})


@router.get("/helse")
async def health(request: Request) -> dict[str, object]:
    """Whether the board knows anything, and whether it is new. Always answered while the board runs."""
    lookout = desk_of(request).lookout
    away = lookout.away_since
    return {
        "facts": "none" if lookout.seen is None else "old" if away else "new",
        "process": os.getpid(),
        "read_at": lookout.seen.read_at.isoformat() if lookout.seen else None,
        "ledger_event": lookout.seen.head if lookout.seen else None,
        "away_since": away.isoformat() if away else None,
    }


@router.get("/{municipality}/{readers}/{lang}/{file}")
async def show_file(request: Request, municipality: str, readers: str, lang: str, file: str) -> Response:
    """A feed (`alle.ics`, `oppvekst.atom`), or one notice in one form (`ID.txt`, `ID.htm`)."""
    desk = desk_of(request)
    audience, language = audience_in(readers), language_in(lang)
    desk.reader(request)
    seen = desk.seen(municipality)
    key = request.url.path
    made = desk.kept(seen, key)
    if made is None:
        made = desk.keep(seen, key, _made(desk, seen, audience, language, file))
    return desk.answer(request, made, seen)


def _more(form: Form) -> dict[str, str]:
    """Return the headers that belong to a form, whatever notice is in it."""
    more = {"cross-origin-resource-policy": "cross-origin"} if form in FEEDS else {}
    if form == "html":
        more["content-security-policy"] = ALONE_POLICY
    if form in DOWNLOADED:
        more["content-disposition"] = "attachment"
    return more


def _made(desk: Desk, seen: Seen, audience: Audience, language: Language, file: str) -> Made:
    theirs = readers_notices(seen, audience)
    name, _, ending = file.rpartition(".")
    for form in FEEDS:
        if ending == form and name in {ALL, *(s.id for s in seen.plan.sectors)}:
            listed = [n for n in theirs if name == ALL or n.concerns(name)]
            sector = "" if name == ALL else name
            text = render(listed, language, audience, form, book=seen.book, site=desk.site, sector=sector)
            return Made.of(text, MEDIA_TYPES[form], _more(form))
    for cut in theirs:
        if not file.startswith(f"{cut.id}."):
            continue
        for form in FORMS:
            if file == file_of(cut.id, form):
                spoken = language_of(cut, language)
                text = render(cut, spoken, audience, form, book=seen.book, site=desk.site)
                return Made.of(text, MEDIA_TYPES[form], _more(form))
    raise NoSuchPage
