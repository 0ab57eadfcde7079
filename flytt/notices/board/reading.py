"""The pages that anybody reads: overview, sectors, one notice, its history, addresses to subscribe to."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flytt.migration.notice import Notice
from flytt.migration.workload import Audience, Language
from flytt.notices.board.desk import Desk, Made, audience_in, desk_of, language_in
from flytt.notices.board.lookout import Seen
from flytt.notices.board.sessions import Session
from flytt.notices.board.views import language_of, overview, posted, readers_notices, sectors
from flytt.notices.board.words import words
from flytt.notices.dates import Dates
from flytt.notices.forms import ENDINGS, FORMS, Form
from flytt.notices.forms.html import article
from flytt.notices.render import render

router = APIRouter()
FEEDS: tuple[Form, ...] = ("ics", "atom", "json")
ALL = "alle"


@router.get("/")
async def start(request: Request) -> Response:
    """Go to the overview in the municipality's first language."""
    desk = desk_of(request)
    seen = desk.lookout.seen
    language = seen.plan.languages[0] if seen else "nb"
    token = request.url.query if "token" in request.query_params else ""
    onward = f"/{desk.at.municipality}/staff/{language}/"
    return RedirectResponse(f"{onward}?{token}" if token else onward, HTTPStatus.SEE_OTHER)


@router.get("/{municipality}/{readers}/{lang}/")
async def show_overview(request: Request, municipality: str, readers: str, lang: str) -> Response:
    """What happens now, what comes, what has ended."""
    audience, language = audience_in(readers), language_in(lang)

    def make(desk: Desk, seen: Seen, session: Session | None) -> str:
        found = overview(seen, audience, language, desk.site)
        return desk.page("overview.html", language, session, **_frame("", audience, language), overview=found)

    return _shown(request, municipality, make)


@router.get("/{municipality}/{readers}/{lang}/sektorer")
async def show_sectors(request: Request, municipality: str, readers: str, lang: str) -> Response:
    """Every notice, by sector."""
    audience, language = audience_in(readers), language_in(lang)

    def make(desk: Desk, seen: Seen, session: Session | None) -> str:
        groups = sectors(seen, audience, language, desk.site)
        return desk.page(
            "sectors.html", language, session, **_frame("sektorer", audience, language), groups=groups
        )

    return _shown(request, municipality, make)


@router.get("/{municipality}/{readers}/{lang}/abonner")
async def show_feeds(request: Request, municipality: str, readers: str, lang: str) -> Response:
    """Where calendars and feed readers look."""
    audience, language = audience_in(readers), language_in(lang)

    def make(desk: Desk, seen: Seen, session: Session | None) -> str:
        told = readers_notices(seen, audience)
        named = [s for s in seen.plan.sectors if any(n.concerns(s.id) for n in told)]
        listed = [(ALL, words(language).all_sectors)]
        listed += [(s.id, s.name_nn or s.name if language == "nn" else s.name) for s in named]
        rows = [
            (
                name,
                [
                    desk.site.feed(municipality, language, audience, f, "" if key == ALL else key)
                    + desk.feed_suffix
                    for f in FEEDS
                ],
            )
            for key, name in listed
        ]
        return desk.page("feeds.html", language, session, **_frame("abonner", audience, language), rows=rows)

    return _shown(request, municipality, make)


@router.get("/{municipality}/{readers}/{lang}/{name}.html")
async def show_notice(request: Request, municipality: str, readers: str, lang: str, name: str) -> Response:
    """One notice, and the same in every form to copy."""
    audience, language = audience_in(readers), language_in(lang)

    def make(desk: Desk, seen: Seen, session: Session | None) -> str:
        cut = desk.notice(seen, name, audience)
        one = posted(seen, cut, audience, language, desk.site)
        return desk.page(
            "notice.html",
            language,
            session,
            **_frame(f"{name}.html", audience, language),
            practice=False,  # the notice says so itself
            title=one.letter.title,
            article=article(one),
            notice=cut,
            forms=_forms(desk, seen, cut, audience, language),
        )

    return _shown(request, municipality, make)


@router.get("/{municipality}/{readers}/{lang}/{name}/historikk")
async def show_history(request: Request, municipality: str, readers: str, lang: str, name: str) -> Response:
    """Everything that was told in one notice, revision by revision, newest first."""
    audience, language = audience_in(readers), language_in(lang)

    def make(desk: Desk, seen: Seen, session: Session | None) -> str:
        cut = desk.notice(seen, name, audience)
        every = seen.history[name]()
        said = [n for told in every if (n := told.for_audience(audience)) is not None]
        by_number = {n.revision: n for n in said}
        letters = [
            (
                number,
                posted(seen, n, audience, language, desk.site).letter,
                Dates(language, n.time_zone).moment(n.changed_at),
            )
            for number, n in sorted(by_number.items(), reverse=True)
        ]
        title = posted(seen, cut, audience, language, desk.site).letter.title
        return desk.page(
            "history.html",
            language,
            session,
            **_frame(f"{name}/historikk", audience, language),
            title=words(language).history_of.format(title=title),
            notice=cut,
            notice_lang=language_of(cut, language),
            letters=letters,
        )

    return _shown(request, municipality, make)


def _frame(here: str, audience: Audience, language: Language) -> dict[str, object]:
    """Return what the frame of a readers' page needs: where it is, and the same page for others."""
    return {
        "audience": audience,
        "here": here,
        "other_language": {lang: f"{audience}/{lang}/{here}" for lang in ("nb", "nn")},
        "other_readers": {"staff": f"staff/{language}/", "residents": f"residents/{language}/"},
    }


def _forms(
    desk: Desk, seen: Seen, cut: Notice, audience: Audience, language: Language
) -> list[tuple[str, str, str]]:
    """Return a form's name, the file it is called, and its content."""
    spoken = language_of(cut, language)
    named = words(language)
    return [
        (
            str(getattr(named, f"form_{form}")),
            file_of(cut.id, form),
            render(cut, spoken, audience, form, book=seen.book, site=desk.site),
        )
        for form in FORMS
    ]


def file_of(notice: str, form: Form) -> str:
    """Return what a notice in one form is called, beside its page; its page on the board is the `.html`."""
    return f"{notice}.{'htm' if form == 'html' else ENDINGS[form]}"


def _shown(
    request: Request, municipality: str, make: Callable[[Desk, Seen, Session | None], str]
) -> Response:
    desk = desk_of(request)
    session = desk.reader(request)
    seen = desk.seen(municipality)
    if onward := desk.without_token(request):
        return onward
    key = request.url.path
    made = desk.kept(seen, key) if session is None else None
    if made is None:
        made = Made.of(make(desk, seen, session))
        if session is None:
            desk.keep(seen, key, made)
    return desk.answer(request, made, seen)
