"""What is rendered already is answered before anything is routed: most ask for what others asked for.

An answer that many get is put together once, headers and all; what is left of a request's cost is reading it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flytt.notices.board.desk import Desk, Made, has_it
from flytt.notices.board.lookout import Seen

_ABOUT_WHO_ASKS = {b"cookie", b"authorization"}
_ASKED = b"if-none-match"


@dataclass(frozen=True, slots=True)
class _Ready:
    """An answer and, apart from it, that nothing is new; each as it is sent."""

    made: Made
    whole: Message
    same: Message


class ShortWay:
    """An ASGI application around another. Whoever may be somebody in particular goes the long way.

    `headers` are those that the long way puts around every answer.
    """

    def __init__(self, app: ASGIApp, desk: Desk, headers: Mapping[str, str]) -> None:
        self._app = app
        self._desk = desk
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        seen = self._desk.lookout.seen
        if seen is not None and self._is_anybody(scope):
            made = self._desk.kept(seen, scope["path"])
            if made is not None:
                await self._answer(self._ready(seen, made, scope), scope, send)
                return
        await self._app(scope, receive, send)

    async def _answer(self, ready: _Ready, scope: Scope, send: Send) -> None:
        asked = next((value for name, value in scope["headers"] if name == _ASKED), b"")
        is_same = bool(asked) and has_it(asked.decode("latin-1"), ready.made.tag)
        await send(ready.same if is_same else ready.whole)
        await send({"type": "http.response.body", "body": b"" if is_same else ready.made.content})

    def _ready(self, seen: Seen, made: Made, scope: Scope) -> _Ready:
        key = ("ready", scope["path"])
        ready = seen.made.get(key)
        if not isinstance(ready, _Ready) or ready.made is not made:
            ready = _Ready(made, self._head(scope, seen, made), self._head(scope, seen, made, same=True))
            seen.made[key] = ready
        return ready

    def _head(self, scope: Scope, seen: Seen, made: Made, *, same: bool = False) -> Message:
        asked = [(_ASKED, made.tag.encode())] if same else []
        answer = self._desk.answer(Request({**scope, "headers": asked}), made, seen)
        there = {name for name, _ in answer.raw_headers}
        more = [(n.encode(), v.encode()) for n, v in self._headers.items() if n.encode() not in there]
        return {
            "type": "http.response.start",
            "status": answer.status_code,
            "headers": [*answer.raw_headers, *more],
        }

    def _is_anybody(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and not scope["query_string"]
            and self._desk.settings.reading == "open"
            and not any(name in _ABOUT_WHO_ASKS for name, _ in scope["headers"])
        )
