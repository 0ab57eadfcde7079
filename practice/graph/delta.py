"""What changed since a token: users and groups, with members for groups."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call
from practice.graph.kinds import GROUP, USER, Kind
from practice.graph.options import Options, read_options
from practice.graph.pages import listed, next_link, read_token, token
from practice.graph.table import Table
from practice.graph.things import Thing

__all__ = ["changes"]


def changes(call: Call, which: str) -> Answer:
    """One page of changes. The select of the first request holds for all that follow."""
    kind, table = (USER, call.tenant.users) if which == "users" else (GROUP, call.tenant.groups)
    options = read_options(call.request, kind)
    if options.condition is not None and "id eq" not in call.request.query.get("$filter", ""):
        raise Refused(400, "Request_UnsupportedQuery", "Only $filter=id eq is supported on delta.")
    written = options.deltatoken or options.skiptoken
    if written == "latest":
        place: dict[str, JsonValue] = {"since": table.changes, "upto": table.changes, "after": 0}
    else:
        place = read_token(written) if written else {"since": 0, "upto": table.changes, "after": 0}
    since, after = _number(place, "since"), _number(place, "after")
    upto = _number(place, "upto") or table.changes
    if since > table.changes or (since and since < call.tenant.oldest_delta):
        raise Refused(410, "syncStateNotFound", "The sync state is not found: start over without a token.")
    waiting = sorted(_changed(table, max(since, after), upto, first=since == 0))
    found: list[Thing] = []
    for _, object_id in waiting[: options.top]:
        thing = _one(call, table, kind, options, object_id, since)
        if thing is not None and (options.condition is None or options.lets_through(thing)):
            found.append(thing)
    if len(waiting) > options.top:
        reached = waiting[options.top - 1][0]
        link = next_link(call, "$skiptoken", token(since=since, upto=upto, after=reached))
        return listed(call, which, found, {"@odata.nextLink": link})
    link = next_link(call, "$deltatoken", token(since=upto, upto=0, after=0))
    return listed(call, which, found, {"@odata.deltaLink": link})


def _changed(table: Table, after: int, upto: int, *, first: bool) -> Iterator[tuple[int, str]]:
    yield from ((number, object_id) for object_id, number in table.changed.items() if after < number <= upto)
    if not first:
        yield from ((number, object_id) for object_id, number in table.gone.items() if after < number <= upto)


def _one(call: Call, table: Table, kind: Kind, options: Options, object_id: str, since: int) -> Thing | None:
    thing = table.true(object_id)
    if thing is None:
        is_restorable = object_id in call.tenant.deleted
        return {"id": object_id, "@removed": {"reason": "changed" if is_restorable else "deleted"}}
    out = options.shown(thing, kind)
    for name in [name for name, value in out.items() if value is None]:
        del out[name]
    out["id"] = object_id
    if kind is GROUP:
        members = _members(call, object_id, since)
        if members:
            out["members@delta"] = members
    return out


def _members(call: Call, group_id: str, since: int) -> list[JsonValue]:
    tenant = call.tenant
    out: list[JsonValue] = []
    if since == 0:
        last = dict.fromkeys(tenant.members.of(group_id), True)
    else:
        last = {
            member: is_in
            for at, group, member, is_in in tenant.members.log
            if group == group_id and at > since
        }
    for member, is_in in last.items():
        found = tenant.object(member)
        reference: Thing = {"@odata.type": f"#microsoft.graph.{found[0] if found else 'user'}", "id": member}
        if not is_in:
            reference["@removed"] = {"reason": "deleted"}
        out.append(reference)
    return out


def _number(place: dict[str, JsonValue], name: str) -> int:
    value = place.get(name, 0)
    return value if isinstance(value, int) else 0
