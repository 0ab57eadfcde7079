"""Which request does what. Paths are those of the services, where there is one that is like it.

/old/formapi/api/TENANT/users|groups/OWNER/light/forms             the forms of one owner
/old/formapi/api/TENANT/users|groups/OWNER/light/forms('ID')       PATCH: {"status": "Closed"}
/old/formapi/api/…/light/forms('ID')/responses?$top=N&$skip=N      a page of answers; POST: somebody answers
/old/v1.0/drives, …/DRIVE/items/root/delta, …/items/ITEM/content   drives as Graph shows them
/old/exports, /old/exports/NAME                                    what administrators have downloaded
/old/protection, /old/protection/NAME                              holds and policies, PUT and DELETE by name
/new/formapi/api/…                                                 the same; POST makes a form
/new/v1.0/drives/DRIVE/root:/PATH:/content                         GET, PUT, DELETE
/new/v1.0/drives/DRIVE/root:/PATH:/files                           all files below
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from pydantic import JsonValue

from practice.forms_api.new_side import NewSide
from practice.forms_api.old_side import OldSide
from practice.forms_api.people import told, whole
from practice.forms_api.reply import Reply, absent

__all__ = ["Asked", "Rooms", "route"]


@dataclass(frozen=True)
class Asked:
    """A request. `who` sent it: Flytt, or people."""

    method: str
    path: str
    query: str
    body: JsonValue
    content: bytes
    who: str

    def number(self, name: str, default: int) -> int:
        """A whole number of the query."""
        found = parse_qs(self.query).get(name, [""])[0]
        return int(found) if found.isdigit() else default


@dataclass(frozen=True)
class Rooms:
    """Both sides."""

    old: OldSide
    new: NewSide


_OWNER = r"/formapi/api/[^/]+/(?:users|groups)/([^/]+)/light/forms"
_ONE = rf"{_OWNER}\('([^']+)'\)"


def route(rooms: Rooms, asked: Asked) -> Reply:
    """Answer, or say that there is no such address."""
    side, _, rest = asked.path.removeprefix("/").partition("/")
    routes: Routes = {"old": _OLD, "new": _NEW}.get(side, ())
    for method, pattern, act in routes:
        found = re.fullmatch(pattern, f"/{rest}") if method == asked.method else None
        if found:
            return act(rooms, asked, found.groups())
    return absent(f"{asked.method} {asked.path}")


Act = Callable[[Rooms, Asked, tuple[str, ...]], Reply]
Routes = tuple[tuple[str, str, Act], ...]
_DRIVE = "/v1.0/drives/([^/]+)"
_FILE = rf"{_DRIVE}/root:/(.+)"

_OLD: Routes = (
    ("GET", _OWNER, lambda r, _, p: r.old.owned(p[0])),
    ("PATCH", _ONE, lambda r, a, p: r.old.set_status(p[1], str(told(a.body).get("status", "")))),
    (
        "GET",
        rf"{_ONE}/responses",
        lambda r, a, p: r.old.responses(p[1], a.number("$skip", 0), a.number("$top", 50)),
    ),
    ("POST", rf"{_ONE}/responses", lambda r, a, p: r.old.respond(p[1], told(a.body).get("answers"))),
    ("GET", "/v1.0/tenant", lambda r, _, __: Reply(HTTPStatus.OK, {"id": r.old.tenant})),
    ("GET", "/v1.0/drives", lambda r, _, __: r.old.drives()),
    ("GET", rf"{_DRIVE}/items/root/delta", lambda r, a, p: r.old.listing(p[0], a.number("$skiptoken", 0))),
    ("GET", rf"{_DRIVE}/items/([^/]+)/content", lambda r, _, p: r.old.content(p[0], p[1])),
    ("GET", "/exports", lambda r, _, __: r.old.exports()),
    ("GET", "/exports/(.+)", lambda r, _, p: r.old.export(p[0])),
    ("GET", "/protection", lambda r, _, __: r.old.protection()),
    ("PUT", "/protection/([^/]+)", lambda r, a, p: r.old.protect(p[0], whole(a.body, "audit_days"))),
    ("DELETE", "/protection/([^/]+)", lambda r, _, p: r.old.unprotect(p[0])),
)

_NEW: Routes = (
    ("GET", "/formapi/api/forms", lambda r, _, __: r.new.forms()),
    ("POST", _OWNER, lambda r, a, p: r.new.make(p[0], told(a.body))),
    ("PATCH", _ONE, lambda r, a, p: r.new.change(p[1], told(a.body))),
    ("DELETE", _ONE, lambda r, _, p: r.new.discard(p[1])),
    ("POST", rf"{_ONE}/responses", lambda r, a, p: r.new.respond(p[1], told(a.body).get("answers"))),
    ("GET", rf"{_FILE}:/files", lambda r, _, p: r.new.listing("/".join(p))),
    ("GET", rf"{_FILE}:/content", lambda r, _, p: r.new.read("/".join(p))),
    ("PUT", rf"{_FILE}:/content", lambda r, a, p: r.new.write("/".join(p), a.content, a.who)),
    ("DELETE", rf"{_FILE}:/content", lambda r, _, p: r.new.remove("/".join(p))),
)
