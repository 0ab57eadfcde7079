"""The practice Graph without its sockets: a request in, an answer out."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from practice.graph.addressing import with_drive
from practice.graph.answers import Answer, Refused, Request, error_body
from practice.graph.audit import AuditLog, audit_routes, seed_audit
from practice.graph.batch import batch
from practice.graph.call import Call, Lookup, Route
from practice.graph.chat_seeds import seed_chats
from practice.graph.chat_state import ChatEstate
from practice.graph.clock import Clock
from practice.graph.content import bytes_of, held_in
from practice.graph.domains import settle
from practice.graph.drive import drive_id, item_not_found
from practice.graph.estate import Plan, make_estate
from practice.graph.faults import PROFILES, Fault, Faults
from practice.graph.items import show
from practice.graph.kept_writes import KeptWrites, Write
from practice.graph.limits import Meters, Spent, published
from practice.graph.mail import Mailboxes
from practice.graph.planner_routes import planner_routes
from practice.graph.planner_seeds import seed_plans
from practice.graph.planner_state import Planner
from practice.graph.post_office import PostOffice
from practice.graph.routes import routes
from practice.graph.site_estate import seed_pages
from practice.graph.site_pages import Sites
from practice.graph.team_seeds import seed_teams
from practice.graph.team_state import Teamwork
from practice.graph.tenant import App, Tenant
from practice.graph.things import identifier, moment, text
from practice.graph.tokens import EXCHANGE, GRAPH, SHAREPOINT, Tokens
from practice.graph.uploads import Upload, Uploads, fragment
from practice.graph.users import seen_user

_WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})


def _taken(call: Call) -> Answer:
    """Stand in for an answer: of this route, only what it costs is asked."""
    del call
    return Answer(204)


_PIECE = Route("PUT", "/upload", _taken, frozenset({"Files.ReadWrite.All"}), "sharepoint", 2)
"""What a piece of an upload costs, on the account of the application that began it."""
_NO_TXT: Lookup = lambda _name: ()  # noqa: E731 - a default with a type


class Service:
    """Two tenants and everything that is asked of them. `wall` is the clock that tokens live by."""

    def __init__(
        self, plan: Plan, *, clock: Clock | None = None, txt: Lookup = _NO_TXT,
        wall: Callable[[], float] = time.time, kept: KeptWrites | None = None,
    ) -> None:  # fmt: skip
        self.plan, self.clock, self.txt, self._wall = plan, clock or Clock(scale=plan.scale), txt, wall
        self.tenants = make_estate(plan, self.clock)
        self.faults, self.uploads = Faults(str(plan.seed)), Uploads()
        self.mailboxes, self.sites = Mailboxes(), Sites()
        self.office = PostOffice(plan.items, purge_tells=plan.purge_tells)
        self.planner, self.audit = Planner(), AuditLog()
        self.teamwork, self.chats = Teamwork(), ChatEstate()
        for tenant in self.tenants.values():
            if tenant.name == "source":
                seed_teams(self.teamwork, tenant, teams=plan.teams, messages=plan.messages)
            if tenant.name == "source" and plan.chats:
                seed_chats(self.chats, tenant, chats=plan.chats, messages=plan.messages)
            tenant.team_lines = lambda tenant=tenant: [
                *self.teamwork.lines(tenant),
                *self.chats.lines(tenant),
            ]
            if tenant.name == "source":
                seed_audit(self.audit, tenant, records=plan.records)
                seed_plans(self.planner, tenant, plans=plan.plans, tasks=plan.tasks)
            tenant.plan_lines = lambda tenant=tenant: self.planner.lines(tenant)
            tenant.box_lines = lambda tenant=tenant: self.office.lines(tenant)
            if plan.pages:
                seed_pages(self.sites, tenant, pages=plan.pages)
            tenant.page_lines = lambda tenant=tenant: self.sites.lines(tenant)
        self.meters = {
            tenant.id: Meters(published(len(tenant.users), self.clock.scale))
            for tenant in self.tenants.values()
        }
        self.tokens = Tokens(hashlib.sha256(f"{plan.seed}/tokens".encode()).digest())
        self.effects: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.lock = threading.RLock()
        self._routes = tuple(
            (re.compile(f"{route.method} {route.pattern}"), route)
            for route in routes(
                self.uploads, self.mailboxes, self.sites, self.office, self.teamwork, self.chats
            )
        )
        self._routes += tuple(
            (re.compile(f"{route.method} {route.pattern}"), route)
            for route in (*planner_routes(self.planner), *audit_routes(self.audit))
        )
        self._asked = 0
        self._kept = kept
        for tenant, app, request in kept.former if kept else ():
            self._do_again(self.tenants[tenant], app, request)
        self.set_profile(plan.profile)

    def set_profile(self, name: str) -> None:
        """Let a share of all requests go wrong from now. Raises KeyError for a profile that is none."""
        self.faults.profile = PROFILES[name]
        for tenant in self.tenants.values():
            tenant.lag_seconds = self.faults.profile.lag_seconds

    def answer(self, request: Request) -> Answer:
        """The answer; never an exception."""
        self._asked += 1
        request_id = identifier("request", self._asked)
        answer = self._judged(request, request_id)
        self.answered[str(answer.status)] += 1
        own = {
            "request-id": request_id,
            "client-request-id": request.headers.get("client-request-id", request_id),
        }
        return Answer(answer.status, answer.body, {**own, **answer.headers}, answer.cut, answer.slow_seconds)

    def _judged(self, request: Request, request_id: str) -> Answer:
        try:
            fault = self.faults.next(request)
            if fault is not None and (early := self._before(fault)) is not None:
                return early
            answer = self._routed(request)
            if fault is not None:
                return self._after(fault, request, answer)
        except Refused as refused:
            return self._refusal(refused, request_id)
        return answer

    def _refusal(self, refused: Refused, request_id: str) -> Answer:
        body = error_body(refused, request_id=request_id, date=moment(self.clock.now()))
        return Answer(refused.status, body, refused.headers)

    def _routed(self, request: Request) -> Answer:  # noqa: PLR0911 - one for each sort of address
        words = request.path.strip("/").split("/")
        match words:
            case [tenant, "oauth2", "v2.0", "token"]:
                found = self.tenants.get(tenant) or next(
                    (one for one in self.tenants.values() if tenant.lower() in one.domains), None
                )
                return self.tokens.give(found, request, self._wall())
            case [tenant, "v2.0", ".well-known", "openid-configuration"]:
                return _discovery(request.base, tenant)
            case ["upload", key]:
                return self._upload(request, key)
            case ["download", tenant, drive, item]:
                return self._download(request, tenant, drive, item)
            case ["monitor", _, item]:
                return Answer(200, {"status": "completed", "percentageComplete": 100.0, "resourceId": item})
            case ["v1.0", *_] | ["_api", *_]:
                return self._graph(request)
            case ["import" | "adminapi", *_]:
                return self._exchange(request, words)
            case _:
                raise Refused(404, "ResourceNotFound", "Invalid version: only v1.0 is here.")

    def _graph(self, request: Request) -> Answer:
        audience = SHAREPOINT if request.path.startswith("/_api/") else GRAPH
        header = request.headers.get("authorization", "")
        tenant, app = self.tokens.read(self.tenants, header, self._wall(), audience)
        inner = Request(
            request.method,
            request.path.removeprefix("/v1.0") or "/",
            request.base,
            request.query,
            request.headers,
            request.body,
        )
        if inner.path.startswith(("/import/", "/adminapi/")):
            raise self._nowhere("/unknown")
        if (inner.method, inner.path) == ("POST", "/$batch"):
            return batch(inner, lambda one: self._one(tenant, app, one, is_inner=True))
        return self._one(tenant, app, inner, is_inner=False)

    def _one(self, tenant: Tenant, app: App, request: Request, *, is_inner: bool) -> Answer:
        try:
            if is_inner and (fault := self.faults.next(request)) is not None:
                early = self._before(fault)
                if early is not None:
                    return early if not early.cut else _status(503, "ServiceUnavailable", fault)
            return self._act(tenant, app, request)
        except Refused as refused:
            if not is_inner:
                raise
            return self._refusal(refused, identifier("request", self._asked, request.path))

    def _act(self, tenant: Tenant, app: App, request: Request) -> Answer:
        with self.lock:
            settle(tenant)
            path = with_drive(request.path, lambda kind, name: self._drive_of(tenant, kind, name))
            line = f"{request.method} {path}"
            hit, route = self._route(request.method, path)
            self._spend(tenant, app, route, request)
            if not route.roles & app.roles:
                raise Refused(
                    403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
                )
            asked = Request(request.method, path, request.base, request.query, request.headers, request.body)
            if request.method in _WRITES and self._kept:
                self._kept.add(Write(tenant.id, app.id, asked))
            answer = route.answer(Call(asked, tenant, app, self.clock, self.txt), *hit.groups())
            if request.method in _WRITES:
                self.effects[f"{tenant.name} {line}"] += 1
            return answer

    def _do_again(self, tenant: Tenant, app: str, request: Request) -> None:
        """Do what was asked before the last stop. What was refused then is refused again."""
        hit, route = self._route(request.method, request.path)
        with suppress(Refused):
            route.answer(Call(request, tenant, tenant.apps[app], self.clock, self.txt), *hit.groups())

    def _route(self, method: str, path: str) -> tuple[re.Match[str], Route]:
        line = f"{method} {path}"
        for known, route in self._routes:
            if hit := known.fullmatch(line):
                return hit, route
        raise self._nowhere(path)

    def _nowhere(self, path: str) -> Refused:
        if path.startswith("/me/") or path == "/me":
            return Refused(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
        for known, _ in self._routes:
            if any(
                known.fullmatch(f"{method} {path}") for method in ("GET", "POST", "PATCH", "PUT", "DELETE")
            ):
                return Refused(
                    405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target."
                )
        return Refused(
            400, "BadRequest", f"Resource not found for the segment '{path.strip('/').split('/')[-1]}'."
        )

    def _drive_of(self, tenant: Tenant, kind: str, name: str) -> str:
        return drive_id(name if kind == "groups" else text(seen_user(tenant, name), "id"))

    def _spend(self, tenant: Tenant, app: App, route: Route, request: Request) -> None:
        cost = float(route.cost)
        if route.service == "entra":
            cost += ("$expand" in request.query) - ("$select" in request.query)
            cost -= request.query.get("$top", "").isdigit() and int(request.query["$top"]) < 20  # noqa: PLR2004
        elif "$expand" in request.query and "permissions" in request.query["$expand"]:
            cost = 5.0
        elif "token" in request.query and request.path.endswith("/delta"):
            cost = 1.0
        keys = {"app": app.id, "tenant": tenant.id, "app-tenant": f"{app.id}/{tenant.id}"}
        keys["app-box"] = f"{app.id}/{tenant.id}/{_box_of(request.path)}"
        keys |= _team_of(request.path, keys["app-tenant"])
        units = {"requests": 1.0, "ru": max(1.0, cost), "writes": float(request.method in _WRITES),
                 "bytes-in": float(len(request.body))}  # fmt: skip
        refused = self.meters[tenant.id].spend(Spent(route.service, route.tag, keys, units), self.clock.now())
        if refused is not None:
            raise self._too_many(refused[0].name, refused[1])

    def _too_many(self, name: str, practice_seconds: float) -> Refused:
        headers = {
            "Retry-After": str(self.clock.wait_seconds(practice_seconds)),
            "x-ms-throttle-information": name,
        }
        return Refused(429, "TooManyRequests", "Please retry again later.", headers)

    def _upload(self, request: Request, key: str) -> Answer:
        with self.lock:
            upload = self.uploads.open.get(key)
            tenant = self.tenants[upload.tenant] if upload else next(iter(self.tenants.values()))
            app = next(iter(tenant.apps.values()))
            if upload is not None and request.method == "PUT":
                self._spend(tenant, tenant.apps[upload.app], _PIECE, request)
            answer = fragment(
                self.uploads, Call(request, tenant, app, self.clock, self.txt), key, lenient=self.plan.lenient
            )
            self.effects[f"{tenant.name} {request.method} /upload"] += request.method != "GET"
            if (
                upload is not None
                and self._kept
                and answer.status in {200, 201}
                and key not in self.uploads.open
            ):
                self._keep_upload(tenant, upload)
            return answer

    def _keep_upload(self, tenant: Tenant, upload: Upload) -> None:
        """Keep what came in pieces as what it amounts to: one file written whole, with its times."""
        assert self._kept is not None
        path = f"/drives/{upload.drive.id}/items/{upload.parent.id}:/{upload.name}:"
        whole = Request("PUT", f"{path}/content", "", {}, {}, bytes(upload.body))
        self._kept.add(Write(tenant.id, upload.app, whole))
        if upload.file_system is not None:
            made, changed = upload.file_system
            times = f'{{"fileSystemInfo":{{"createdDateTime":"{made}","lastModifiedDateTime":"{changed}"}}}}'
            self._kept.add(Write(tenant.id, upload.app, Request("PATCH", path, "", {}, {}, times.encode())))

    def _exchange(self, request: Request, words: list[str]) -> Answer:
        """What is beside Graph: import addresses, and administration with a token of its own."""
        if words[0] == "import":
            return self._import(request, words[1] if len(words) > 1 else "", words[-1])
        header = request.headers.get("authorization", "")
        tenant, app = self.tokens.read(self.tenants, header, self._wall(), EXCHANGE)
        return self._one(tenant, app, request, is_inner=False)

    def _import(self, request: Request, tenant_id: str, key: str) -> Answer:
        """One item at an import address, on the account of the application that opened it."""
        box, app, ends = self.office.sessions.get(key, ("", "", 0.0))
        tenant = self.tenants.get(tenant_id)
        if tenant is None or not box or self.clock.now() > ends:
            raise Refused(404, "ErrorImportSessionNotFound", "The import session is not there, or is over.")
        if "authorization" in request.headers:
            raise Refused(401, "InvalidAuthenticationToken", "The import address carries its own right.")
        asked = Request(request.method, f"/import/{box}", request.base, body=request.body)
        return self._act(tenant, tenant.apps[app], asked)

    def _download(self, request: Request, tenant_id: str, of: str, item_id: str) -> Answer:
        with self.lock:
            tenant = self.tenants.get(tenant_id)
            drive = tenant.drive(of) if tenant else None
            if tenant is None or drive is None:
                raise item_not_found()
            if "authorization" in request.headers and not self.plan.lenient:
                raise Refused(
                    401, "unauthenticated", "The download address carries its own right: send no token."
                )
            item = drive.item(item_id)
            call = Call(request, tenant, next(iter(tenant.apps.values())), self.clock, self.txt)
            tag, content = str(show(call, drive, item)["eTag"]), held_in(item, request.query)
            return bytes_of(content, request.headers.get("range", ""), tag)

    def _before(self, fault: Fault) -> Answer | None:
        """The answer that comes instead of doing anything, if the fault is of that sort."""
        if fault.kind == "cut-before":
            return Answer(0, cut=True)
        if fault.kind == "expire-uploads":
            self.uploads.expire_all()
            self.office.sessions.clear()
        codes = {"429": "TooManyRequests", "500": "InternalServerError", "502": "BadGateway",
                 "503": "ServiceUnavailable", "504": "GatewayTimeout"}  # fmt: skip
        return _status(int(fault.kind), codes[fault.kind], fault) if fault.kind in codes else None

    def _after(self, fault: Fault, request: Request, answer: Answer) -> Answer:
        """The answer after the work was done, once or twice."""
        match fault.kind:
            case "cut-after":
                return Answer(0, cut=True)
            case "504-after":
                return _status(504, "GatewayTimeout", fault)
            case "slow":
                return Answer(answer.status, answer.body, answer.headers, slow_seconds=fault.seconds)
            case "duplicate" if request.method == "POST" and not request.path.endswith("/token"):
                return self._routed(request)
            case _:
                return answer


def _box_of(path: str) -> str:
    """Whose mailbox an address is about, as its limits are counted."""
    words = path.strip("/").split("/")
    return words[3] if words[:3] == ["admin", "exchange", "mailboxes"] else words[1] if len(words) > 1 else ""


def _team_of(path: str, asker: str) -> dict[str, str]:
    """Whose team, channel or chat an address is about: Teams counts an application on each of them."""
    words = path.strip("/").split("/")
    team = words[1] if words[0] == "teams" and len(words) > 1 else ""
    channel = words[3] if team and words[2:3] == ["channels"] and len(words) > 3 else ""  # noqa: PLR2004
    chat = words[1] if words[0] == "chats" and len(words) > 1 else ""
    return {
        "app-team": f"{asker}/{team}",
        "app-channel": f"{asker}/{channel or team}",
        "app-chat": f"{asker}/{chat}",
    }


def _status(status: int, code: str, fault: Fault) -> Answer:
    headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
    return Answer(
        status, {"error": {"code": code, "message": "A practice fault.", "innerError": {}}}, headers
    )


def _discovery(base: str, tenant: str) -> Answer:
    return Answer(200, {
        "token_endpoint": f"{base}/{tenant}/oauth2/v2.0/token", "issuer": f"{base}/{tenant}/v2.0",
        "authorization_endpoint": f"{base}/{tenant}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/{tenant}/oauth2/v2.0/devicecode",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "jwks_uri": f"{base}/{tenant}/discovery/v2.0/keys", "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": ["RS256"],
    })  # fmt: skip
