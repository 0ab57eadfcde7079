"""Signing in and out: there is no password here; a session begins with what the issuer has proven."""

import hmac
import logging
import re
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flytt.migration.errors import FlyttError
from flytt.notices.board.contract import asked, fields
from flytt.notices.board.desk import HTML, BadRequest, Desk, NoSuchPage, NotAllowed, desk_of
from flytt.notices.board.open_id import OpenId
from flytt.notices.board.sessions import Session, SignInBegun, new_session
from flytt.notices.board.words import words

router = APIRouter()
CALLBACK = "/logg-inn/tilbake"
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20

_ONWARD = re.compile(r"/(?:[a-z0-9][a-z0-9._-]*/?)*")
_LOG = logging.getLogger("flytt.board")


@router.get("/logg-inn", openapi_extra=asked("til"))
def begin(request: Request) -> Response:
    """Send the person to where they sign in."""
    desk, open_id = _open_id(request)
    onward = request.query_params.get("til", "")
    onward = onward if _ONWARD.fullmatch(onward) else f"/{desk.at.municipality}/nb/ordlyd"
    home = urlsplit(desk.settings.base_url)
    if request.headers.get("host", "") != home.netloc:
        # The cookie must be given at the address that the issuer sends people back to.
        return RedirectResponse(f"{desk.settings.base_url}/logg-inn?til={onward}", HTTPStatus.SEE_OTHER)
    try:
        address, begun = open_id.begin(onward)
    except FlyttError as silent:
        return _not_now(request, silent)
    answer = RedirectResponse(address, HTTPStatus.SEE_OTHER, headers={"cache-control": "no-store"})
    desk.cookies.put(answer, "sign-in", begun)
    return answer


@router.get(CALLBACK, openapi_extra=asked("state", "code"))
def come_back(request: Request) -> Response:
    """Take what the issuer says of whoever comes back, and begin a session."""
    desk, open_id = _open_id(request)
    begun = desk.cookies.get(request, "sign-in", SignInBegun)
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    if (
        begun is None
        or not code
        or not hmac.compare_digest(state.encode("utf-8", "replace"), begun.state.encode())
    ):
        raise BadRequest
    try:
        claims = open_id.claims(code, begun)
    except FlyttError as refused:
        return _not_now(request, refused)
    approver = open_id.approver(claims)
    if approver not in {a.id for a in desk.seen().plan.approvers}:
        return _unknown(desk, str(claims.get(open_id.settings.claim, ""))[:100])
    answer = RedirectResponse(begun.onward, HTTPStatus.SEE_OTHER, headers={"cache-control": "no-store"})
    desk.cookies.drop(answer, "sign-in")
    desk.cookies.put(answer, "session", new_session(approver))
    return answer


@router.post("/logg-ut", openapi_extra=fields("check"))
async def leave(request: Request) -> Response:
    """End the session."""
    desk = desk_of(request)
    session = desk.cookies.session(request)
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    if session is not None:
        await form(request, session)
        desk.cookies.end(session)
    desk.cookies.drop(answer, "session")
    return answer


def signed_in(request: Request) -> Session:
    """Return who has signed in. NotAllowed for everybody else, and for who is no approver any longer."""
    desk = desk_of(request)
    session = desk.cookies.session(request)
    if session is None or session.approver not in {a.id for a in desk.seen().plan.approvers}:
        raise NotAllowed(sign_in=True)
    return session


async def form(request: Request, session: Session) -> dict[str, str]:
    """Return a form's fields. NotAllowed when it was not one of our pages that sent it, for this person."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise BadRequest
    body = await request.body()
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as wrong:
        raise BadRequest from wrong
    given = {name: values[0] for name, values in fields.items()}
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    home = desk_of(request).settings.base_url
    is_ours = site in {"same-origin", "none"} and origin in {"", home}
    check = given.get("check", "").encode("utf-8", "replace")
    if not (is_ours and hmac.compare_digest(check, session.check.encode())):
        raise NotAllowed(sign_in=True)
    return given


def _open_id(request: Request) -> tuple[Desk, OpenId]:
    desk = desk_of(request)
    if desk.open_id is None:
        raise NoSuchPage
    return desk, desk.open_id


def _not_now(request: Request, error: FlyttError) -> Response:
    _LOG.warning("%s", error.attempted)
    return desk_of(request).told("refused", HTTPStatus.FORBIDDEN)


def _unknown(desk: Desk, value: str) -> Response:
    said = words("nb")
    claim = desk.settings.sign_in.claim if desk.settings.sign_in else ""
    says = said.unknown_person.format(claim=claim, value=value)
    page = desk.page("told.html", "nb", None, title=said.refused_title, says=says)
    return Response(page, HTTPStatus.FORBIDDEN, media_type=HTML, headers={"cache-control": "no-store"})
