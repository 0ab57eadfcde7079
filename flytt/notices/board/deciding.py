"""The pages on which people say whose answers are whose. Everything here needs a sign-in.

They show names of files, titles of forms and counts; no answer, and no heading that a form does not have.
"""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flytt.forms.people_said import Decision
from flytt.migration.workload import Language
from flytt.notices.board.contract import fields
from flytt.notices.board.desk import HTML, BadRequest, Desk, NoSuchPage, desk_of, language_in
from flytt.notices.board.estate_desk import DecidedMeanwhile, EstateDesk, in_force, place_of
from flytt.notices.board.estate_questions import LATENT, Asked, Queue, key_of, least
from flytt.notices.board.sessions import Session
from flytt.notices.board.signing_in import form, signed_in
from flytt.notices.board.words import Words, words
from flytt.notices.dates import Dates

router = APIRouter()
SHOWN = 50
"""Questions on the first page: those that settle most. The rest come when these are answered."""
SHOWN_DECISIONS = 200
LONGEST_WHY = 200
NO_FORM = "none"


@router.get("/{municipality}/{lang}/skjema")
async def list_questions(request: Request, municipality: str, lang: str) -> Response:
    """The queue, what settles most first."""
    language, session, desk, estate = _opened(request, municipality, lang)
    estate.look()
    queue = estate.queue or Queue()
    waiting = await run_in_threadpool(estate.waiting)
    return _private(
        desk.page(
            "questions.html",
            language,
            session,
            **_frame("skjema"),
            queue=queue,
            rows=waiting[:SHOWN],
            left=len(waiting),
            blocks=sum(one.settles for one in waiting),
            sent=estate.sent(),
            is_reading=estate.is_reading,
            told=words(language).answer_kept if "lagret" in request.query_params else "",
        )
    )


@router.post("/{municipality}/{lang}/skjema", openapi_extra=fields("check"))
async def read_anew(request: Request, municipality: str, lang: str) -> Response:
    """Make the queue anew: the estate has got new files."""
    _, session, _, estate = _opened(request, municipality, lang)
    await form(request, session)
    estate.look(anew=True)
    return RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER)


@router.get("/{municipality}/{lang}/skjema/avgjort")
async def list_decisions(request: Request, municipality: str, lang: str) -> Response:
    """What was decided, by whom and when; and the way back."""
    language, session, desk, estate = _opened(request, municipality, lang)
    return _private(await run_in_threadpool(_decisions_page, desk, estate, language, session))


@router.post("/{municipality}/{lang}/skjema/avgjort", openapi_extra=fields("check", "blokk"))
async def take_back(request: Request, municipality: str, lang: str) -> Response:
    """Take a decision back; the line that made it stays."""
    _, session, _, estate = _opened(request, municipality, lang)
    given = await form(request, session)
    try:
        estate.take_back(given.get("blokk", ""), by=session.approver, why="")
    except LookupError as nothing:
        raise BadRequest from nothing
    return RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER)


@router.get("/{municipality}/{lang}/skjema/{block}")
async def show_question(request: Request, municipality: str, lang: str, block: str) -> Response:
    """One question: three candidates, what speaks for and against, whom to ask."""
    language, session, desk, estate = _opened(request, municipality, lang)
    asked = await run_in_threadpool(_asked, estate, block)
    return _private(_question_page(desk, estate, asked, language, session))


@router.post(
    "/{municipality}/{lang}/skjema/{block}",
    openapi_extra=fields("check", "svar", "annet", "hvorfor", "sett"),
)
async def decide(request: Request, municipality: str, lang: str, block: str) -> Response:
    """Write the answer; or note that the unit was asked."""
    language, session, desk, estate = _opened(request, municipality, lang)
    given = await form(request, session)
    asked = await run_in_threadpool(_asked, estate, block)
    said = words(language)
    if given.get("svar") == "spurt":
        estate.send(asked, by=session.approver)
        return RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER)
    chosen = _chosen(estate.queue or Queue(), asked, given)
    if not chosen:
        page = _question_page(desk, estate, asked, language, session, told=said.answer_missing)
        return _private(page, HTTPStatus.BAD_REQUEST)
    why = " ".join(given.get("hvorfor", "").split())[:LONGEST_WHY]
    seen = given.get("sett", "")
    try:
        estate.decide(asked, chosen, by=session.approver, why=why, seen=int(seen) if seen.isdecimal() else -1)
    except DecidedMeanwhile:
        page = _question_page(desk, estate, asked, language, session, told=said.answered_meanwhile)
        return _private(page, HTTPStatus.CONFLICT)
    return RedirectResponse(f"/{municipality}/{lang}/skjema?lagret", HTTPStatus.SEE_OTHER)


def _opened(request: Request, municipality: str, lang: str) -> tuple[Language, Session, Desk, EstateDesk]:
    """Return who asks. NotAllowed without a sign-in, NoSuchPage for whoever may not answer."""
    language, session, desk = language_in(lang), signed_in(request), desk_of(request)
    desk.seen(municipality)
    if desk.estate is None or not desk.may_answer(session):
        raise NoSuchPage
    return language, session, desk, desk.estate


def _asked(estate: EstateDesk, block: str) -> Asked:
    found = next((one for one in (estate.queue or Queue()).asked if one.key == block), None)
    if found is None:
        raise NoSuchPage
    return found


def _chosen(queue: Queue, asked: Asked, given: dict[str, str]) -> str:
    """Return the chosen form as decisions name it; empty when nothing, or nothing known, was chosen."""
    answer = given.get("svar", "")
    if answer == "ingen":
        return NO_FORM
    if answer != "annet":
        offered = {one.form for one in asked.candidates if one.form}
        return answer if answer in offered else ""
    wanted = given.get("annet", "").strip()
    if wanted in queue.titles or (wanted.startswith(LATENT) and len(wanted) > len(LATENT)):
        return wanted
    titled = [form for form, title in queue.titles.items() if title.casefold() == wanted.casefold() != ""]
    return titled[0] if len(titled) == 1 else ""


def _question_page(
    desk: Desk, estate: EstateDesk, asked: Asked, language: Language, session: Session, told: str = ""
) -> str:
    said = words(language)
    path = f"/{desk.at.municipality}/{language}/skjema/{asked.key}"
    likely = next((one.title for one in asked.candidates if one.form), "")
    letter = said.unit_letter.format(
        file=asked.file or asked.item_id,
        folder=asked.folder or "–",
        rows=asked.rows,
        likely=likely or said.nobody,
        address=desk.settings.base_url + path,
    )
    last = next((d for d in in_force(estate.decisions()) if key_of(place_of(d)) == asked.key), None)
    return desk.page(
        "question.html",
        language,
        session,
        **_frame("skjema", f"/{asked.key}"),
        asked=asked,
        letter=letter,
        sent=estate.sent().get(asked.key),
        seen=estate.lines_about(asked.place),
        decided=_decided_by(last, language, said) if last else "",
        told=told,
    )


def _decisions_page(desk: Desk, estate: EstateDesk, language: Language, session: Session) -> str:
    queue = estate.queue or Queue()
    held = in_force(estate.decisions())
    said = words(language)
    rows = [
        (
            key_of(place_of(one)),
            said.no_form if one.form == NO_FORM else queue.titles.get(one.form) or one.form,
            queue.places.get(key_of(place_of(one)))
            or " ".join(part for part in (one.item_id, one.sheet, one.range) if part),
            _decided_by(one, language, said),
            least(one.why),
        )
        for one in held[:SHOWN_DECISIONS]
    ]
    frame = _frame("skjema", "/avgjort")
    return desk.page("decided.html", language, session, **frame, rows=rows, left=len(held) - len(rows))


def _decided_by(one: Decision, language: Language, said: Words) -> str:
    when = Dates(language, "Europe/Oslo").short(one.decided_at) if one.decided_at else "–"
    return said.answered_by.format(who=one.decided_by, when=when)


def _frame(here: str, below: str = "") -> dict[str, object]:
    return {"here": here, "other_language": {lang: f"{lang}/{here}{below}" for lang in ("nb", "nn")}}


def _private(page: str, status: int = HTTPStatus.OK) -> Response:
    return Response(page, status, media_type=HTML, headers={"cache-control": "no-store"})
