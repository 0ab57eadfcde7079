"""The audit log: asked by queries that take their time, answered by records in pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from practice.graph.answers import Answer, Refused, bad_request, not_found
from practice.graph.call import Call, Route, created, shown
from practice.graph.clock import EPOCH
from practice.graph.kinds import Kind
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, moment, text, texts

__all__ = ["AuditLog", "audit_routes", "seed_audit"]

_READ = frozenset({"AuditLogsQuery.Read.All"})
_FILTERS = (
    "recordTypeFilters", "serviceFilters", "operationFilters", "userPrincipalNameFilters",
    "ipAddressFilters", "objectIdFilters", "administrativeUnitIdFilters",
)  # fmt: skip
_GIVEN = {"displayName", "filterStartDateTime", "filterEndDateTime", "keywordFilter", *_FILTERS}
_BEGINS_SECONDS, _ENDS_SECONDS = 5.0, 90.0
"""Practice seconds after which a query runs, and is through. Not published: minutes to hours are told."""
_DAY_SECONDS, _MOST_A_DAY, _MOST_ACTIVE = 86_400.0, 200, 50
QUERY = Kind(
    "auditLogQuery",
    {"id": "text!", "displayName": "text"},
    ("id", "displayName"),
)
RECORD = Kind(
    "auditLogRecord",
    {"id": "text!", "createdDateTime": "text!", "operation": "text", "auditData": "part"},
    (
        "id", "createdDateTime", "auditLogRecordType", "operation", "organizationId", "userType", "userId",
        "service", "objectId", "userPrincipalName", "clientIp", "administrativeUnits", "auditData",
    ),
)  # fmt: skip


@dataclass
class _Query:
    asked: Thing
    made: float
    records: list[Thing]
    is_cut: bool


@dataclass
class AuditLog:
    """Every tenant's log, by its id. `most` records at the most answer one query: the rest are left out."""

    records: dict[str, list[Thing]] = field(default_factory=dict[str, list[Thing]])
    most: int = 1_000_000
    _queries: dict[str, dict[str, _Query]] = field(default_factory=dict[str, dict[str, _Query]])

    def ask(self, call: Call) -> Answer:
        """A new query. So many a day and at once; a refusal for haste need not say for how long."""
        body = call.request.json()
        if unknown := body.keys() - _GIVEN - {"@odata.type"}:
            raise bad_request(f"Invalid property '{min(unknown)}'.")
        first, last = (_seconds(body, f"filter{end}DateTime") for end in ("Start", "End"))
        if first >= last:
            raise bad_request("filterStartDateTime must be earlier than filterEndDateTime.")
        own, now = self._queries.setdefault(call.tenant.id, {}), call.clock.now()
        active = sum(_status(one, now) != "succeeded" for one in own.values())
        if (
            sum(one.made > now - _DAY_SECONDS for one in own.values()) >= _MOST_A_DAY
            or active >= _MOST_ACTIVE
        ):
            raise Refused(429, "TooManyRequests", "Too many audit log queries.")
        found = [one for one in self.records.get(call.tenant.id, []) if _fits(one, body, first, last)]
        key = identifier("audit query", call.tenant.id, len(own))
        own[key] = _Query({**body, "id": key}, now, found[: self.most], len(found) > self.most)
        return created(call, "security/auditLog/queries/$entity", self._shown(call, own[key]))

    def get_all(self, call: Call) -> Answer:
        """All queries."""
        rows = [self._shown(call, one) for one in self._queries.get(call.tenant.id, {}).values()]
        return listed(call, "security/auditLog/queries", rows, {})

    def get(self, call: Call, key: str) -> Answer:
        """One query, and how far it is."""
        return shown(
            call, "security/auditLog/queries/$entity", self._shown(call, self._query(call.tenant, key))
        )

    def found(self, call: Call, key: str) -> Answer:
        """What it found, in pages. Nothing before it is through: an empty answer is no proof."""
        query = self._query(call.tenant, key)
        through = _status(query, call.clock.now()) == "succeeded"
        rows = query.records if through else []
        options = read_options(call.request, RECORD)
        things, beside = page(
            call, options, lambda after: ((n, one) for n, one in enumerate(rows) if n > after)
        )
        return listed(
            call,
            f"security/auditLog/queries('{key}')/records",
            [options.shown(one, RECORD) for one in things],
            beside,
        )

    def _query(self, tenant: Tenant, key: str) -> _Query:
        query = self._queries.get(tenant.id, {}).get(key)
        if query is None:
            raise not_found(key)
        return query

    def _shown(self, call: Call, query: _Query) -> Thing:
        status = _status(query, call.clock.now())
        is_through = status == "succeeded"
        return {
            **{name: query.asked.get(name, [] if name in _FILTERS else None) for name in sorted(_GIVEN)},
            "id": query.asked["id"],
            "status": status,
            "recordCountLimit": self.most,
            "isRecordCountLimitExceeded": query.is_cut if is_through else None,
            "approximateReturnedRecordCount": len(query.records) if is_through else None,
        }


def audit_routes(log: AuditLog) -> tuple[Route, ...]:
    """All of its addresses."""
    at = "/security/auditLog/queries"
    return (
        Route("POST", at, log.ask, _READ, "purview"),
        Route("GET", at, log.get_all, _READ, "purview"),
        Route("GET", f"{at}/([^/]+)", log.get, _READ, "purview"),
        Route("GET", f"{at}/([^/]+)/records", log.found, _READ, "purview"),
    )


def seed_audit(log: AuditLog, tenant: Tenant, *, records: int) -> None:
    """Acts upon forms by the tenant's people, an hour between them, the newest when practice time begins."""
    people = [one for one in tenant.users.values() if one.get("userType") == "Member"]
    for number in range(records if people else 0):
        who = people[number % len(people)]
        form = identifier(tenant.seed, "form", number // 3)
        operation = ("CreateForm", "EditForm", "ViewForm")[number % 3]
        log.records.setdefault(tenant.id, []).append(
            {
                "id": identifier(tenant.seed, "audit", number),
                "createdDateTime": moment(EPOCH - 3_600 * (records - number)),
                "auditLogRecordType": "MicrosoftForms",
                "operation": operation,
                "organizationId": tenant.id,
                "userType": "Regular",
                "userId": text(who, "userPrincipalName"),
                "service": "MicrosoftForms",
                "objectId": form,
                "userPrincipalName": text(who, "userPrincipalName"),
                "clientIp": "192.0.2.1",
                "administrativeUnits": [],
                "auditData": {
                    "@odata.type": "#microsoft.graph.security.defaultAuditData",
                    "Id": identifier(tenant.seed, "audit", number),
                    "CreationTime": moment(EPOCH - 3_600 * (records - number)),
                    "Operation": operation,
                    "RecordType": 66,
                    "Workload": "MicrosoftForms",
                    "UserId": text(who, "userPrincipalName"),
                    "FormId": form,
                    "FormName": f"Øvingsskjema {number // 3 + 1}",
                },
            }
        )


def _status(query: _Query, now: float) -> str:
    age = now - query.made
    return "notStarted" if age < _BEGINS_SECONDS else "running" if age < _ENDS_SECONDS else "succeeded"


def _fits(record: Thing, asked: Thing, first: float, last: float) -> bool:
    def among(name: str, value: str) -> bool:
        wanted = {one.casefold() for one in texts(asked, name)}
        return not wanted or value.casefold() in wanted

    return (
        first <= _seconds(record, "createdDateTime") < last
        and among("recordTypeFilters", text(record, "auditLogRecordType"))
        and among("operationFilters", text(record, "operation"))
        and among("userPrincipalNameFilters", text(record, "userPrincipalName"))
        and among("serviceFilters", text(record, "service"))
        and among("objectIdFilters", text(record, "objectId"))
    )


def _seconds(thing: Thing, name: str) -> float:
    try:
        found = datetime.fromisoformat(text(thing, name))
    except ValueError as error:
        raise bad_request(f"Invalid value specified for property '{name}'.") from error
    if found.tzinfo is None:
        raise bad_request(f"Property '{name}' must say its time zone.")
    return found.timestamp()
