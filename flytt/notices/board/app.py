"""The board as an ASGI application."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp

from flytt.migration.workload import Language
from flytt.notices.board import changing, deciding, feeds, reading, signing_in
from flytt.notices.board.desk import (
    BadRequest,
    Desk,
    Made,
    NoSuchPage,
    NotAllowed,
    NothingRead,
    desk_of,
)
from flytt.notices.board.envelope import Envelope
from flytt.notices.board.short_way import ShortWay

STATIC = Path(__file__).parent / "static"
_STATIC = {"board.css": "text/css; charset=utf-8", "copy.js": "text/javascript; charset=utf-8"}
"""Everything that pages fetch, named: no path is ever taken from an address."""


def make_app(desk: Desk) -> ASGIApp:
    """Return the board around what a desk knows."""
    app = FastAPI(title="Flytt: varsler om flytting", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.desk = desk
    kept = {name: Made.of((STATIC / name).read_text("utf-8"), kind) for name, kind in _STATIC.items()}

    @app.get("/static/{name}")
    async def static(request: Request, name: str) -> Response:
        if name not in kept:
            raise NoSuchPage
        return desk.answer(request, kept[name])

    for part in ROUTERS:
        app.include_router(part)
    for kind, answer in _ANSWERS.items():
        app.add_exception_handler(kind, answer)
    around = Envelope(app, is_secure=desk.settings.is_secure)
    return ShortWay(around, desk, around.headers)


ROUTERS = (signing_in.router, changing.router, deciding.router, reading.router, feeds.router)


def _told(request: Request, status: int, what: str) -> Response:
    """Return a short page that says what is the matter, in the language of the address."""
    parts = request.url.path.split("/")
    language: Language = "nn" if "nn" in parts else "nb"
    desk = desk_of(request)
    return desk.told(what, status, language, desk.cookies.session(request))


async def _missing(request: Request, _error: Exception) -> Response:
    return _told(request, HTTPStatus.NOT_FOUND, "missing")


async def _wrong(request: Request, _error: Exception) -> Response:
    return _told(request, HTTPStatus.BAD_REQUEST, "wrong")


async def _fault(request: Request, _error: Exception) -> Response:
    return _told(request, HTTPStatus.INTERNAL_SERVER_ERROR, "fault")


async def _waiting(request: Request, _error: Exception) -> Response:
    answer = _told(request, HTTPStatus.SERVICE_UNAVAILABLE, "waiting")
    answer.headers["retry-after"] = "5"
    return answer


async def _not_allowed(request: Request, error: Exception) -> Response:
    if isinstance(error, NotAllowed) and error.sign_in:
        if request.method == "GET" and desk_of(request).settings.sign_in is not None:
            return RedirectResponse(f"/logg-inn?til={request.url.path}", HTTPStatus.SEE_OTHER)
        return _told(request, HTTPStatus.FORBIDDEN, "refused")
    answer = _told(request, HTTPStatus.UNAUTHORIZED, "closed")
    answer.headers["www-authenticate"] = "Bearer"
    return answer


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
    answer = _told(request, status, "missing" if status == HTTPStatus.NOT_FOUND else "wrong")
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


_ANSWERS: Mapping[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    NoSuchPage: _missing,
    NotAllowed: _not_allowed,
    BadRequest: _wrong,
    NothingRead: _waiting,
    RequestValidationError: _wrong,
    HTTPException: _http,
    Exception: _fault,
}
