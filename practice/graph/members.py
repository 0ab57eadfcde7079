"""Members and owners of groups, and what a user belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from practice.graph.answers import Answer, bad_request, not_found
from practice.graph.call import Call, done
from practice.graph.kinds import GROUP, USER, Kind
from practice.graph.options import Options, read_options
from practice.graph.pages import listed, page
from practice.graph.tenant import Links, Tenant
from practice.graph.things import Thing, text, texts

__all__ = ["add", "drop", "expanded", "link_all", "member_of", "members", "transitive_ids"]

_MOST_EXPANDED = 20


def members(call: Call, group_id: str, which: str, cast: str | None) -> Answer:
    """Members or owners of a group; `transitiveMembers` reaches through groups in groups."""
    tenant = call.tenant
    _group(tenant, group_id)
    ids = _ids(tenant, group_id, which)
    return _page(call, ids, cast)


def member_of(call: Call, user_id: str, which: str, cast: str | None) -> Answer:
    """The groups of a user."""
    tenant = call.tenant
    found = tenant.users.true(user_id) or tenant.users.find("userPrincipalName", user_id)
    if found is None:
        raise not_found(user_id)
    return _page(call, _ids(tenant, text(found, "id"), which), cast)


def add(call: Call, group_id: str, which: str) -> Answer:
    """One more, by reference."""
    _group(call.tenant, group_id)
    link_all(call.tenant, group_id, which, [text(call.request.json(), "@odata.id")])
    return done()


def drop(call: Call, group_id: str, which: str, member_id: str) -> Answer:
    """One fewer. The last owner of a group stays."""
    tenant, links = call.tenant, _links(call.tenant, which)
    _group(tenant, group_id)
    if not links.has(group_id, member_id):
        raise not_found(member_id)
    if which == "owners" and len(links.of(group_id)) == 1:
        raise bad_request("The group must have at least one owner, hence this owner cannot be removed.")
    links.drop(group_id, member_id, tenant.groups.touch(group_id))
    return done()


def link_all(tenant: Tenant, group_id: str, which: str, references: list[str]) -> None:
    """Add each reference, or refuse all of them."""
    links, ids = _links(tenant, which), [reference.rstrip("/").rsplit("/", 1)[-1] for reference in references]
    for member_id in ids:
        if tenant.object(member_id) is None:
            raise not_found(member_id)
        if links.has(group_id, member_id):
            raise bad_request(
                "One or more added object references already exist for the following modified properties: "
                f"'{which}'."
            )
    for member_id in ids:
        links.add(group_id, member_id, tenant.groups.touch(group_id))
        if which == "members":
            _welcome(tenant, group_id, member_id)


def _welcome(tenant: Tenant, group_id: str, member_id: str) -> None:
    """A Microsoft 365 group writes to whoever is added, unless it was made not to."""
    group, member = tenant.groups.true(group_id) or {}, tenant.users.true(member_id) or {}
    is_silent = "WelcomeEmailDisabled" in texts(group, "resourceBehaviorOptions")
    if "Unified" in texts(group, "groupTypes") and not is_silent and text(member, "mail"):
        tenant.mailed("welcome", [text(member, "mail")])


def transitive_ids(tenant: Tenant, group_id: str) -> list[str]:
    """Members, and members of member groups, each once."""
    found: dict[str, None] = {}
    waiting = [group_id]
    while waiting:
        for member_id in tenant.members.of(waiting.pop()):
            if member_id not in found:
                found[member_id] = None
                waiting.append(member_id)
    return list(found)


def expanded(call: Call, options: Options, kind: Kind, thing: Thing) -> Thing:
    """The object as it is sent, with what `$expand` asked for: at most twenty of them."""
    out = options.shown(thing, kind)
    for name in options.expand:
        ids = _ids(call.tenant, text(thing, "id"), name)
        objects = (call.tenant.object(object_id) for object_id in ids[:_MOST_EXPANDED])
        value: list[JsonValue] = [_shown(*found) for found in objects if found is not None]
        if name != "manager":
            out[name] = value
    return out


def _page(call: Call, ids: list[str], cast: str | None) -> Answer:
    kind = GROUP if cast == "group" else USER
    options = read_options(call.request, kind)

    def rows(after: int) -> Iterator[tuple[int, Thing]]:
        for place, object_id in enumerate(ids):
            found = call.tenant.object(object_id) if place > after else None
            if found is not None and cast in (None, found[0]):
                yield place, found[1] | {"@odata.type": f"#microsoft.graph.{found[0]}"}

    things, beside = page(call, options, rows)
    objects = [
        _shown(text(thing, "@odata.type").rsplit(".", 1)[-1], thing, options.select) for thing in things
    ]
    context = "directoryObjects" if cast is None else f"{cast}s"
    return listed(call, context, objects, beside)


def _shown(kind: str, thing: Thing, select: tuple[str, ...] = ()) -> Thing:
    names = select or (USER if kind == "user" else GROUP).unasked
    return {"@odata.type": f"#microsoft.graph.{kind}", **{name: thing.get(name) for name in names}}


def _ids(tenant: Tenant, object_id: str, which: str) -> list[str]:
    match which:
        case "members" | "owners":
            return list(_links(tenant, which).of(object_id))
        case "transitiveMembers":
            return transitive_ids(tenant, object_id)
        case "memberOf":
            return list(tenant.members.containing(object_id))
        case "transitiveMemberOf":
            found: dict[str, None] = {}
            waiting = [object_id]
            while waiting:
                for group_id in tenant.members.containing(waiting.pop()):
                    if group_id not in found:
                        found[group_id] = None
                        waiting.append(group_id)
            return list(found)
        case "ownedObjects":
            return list(tenant.owners.containing(object_id))
        case _:
            return []


def _links(tenant: Tenant, which: str) -> Links:
    return tenant.owners if which == "owners" else tenant.members


def _group(tenant: Tenant, group_id: str) -> Thing:
    found = tenant.groups.true(group_id)
    if found is None:
        raise not_found(group_id)
    return found
