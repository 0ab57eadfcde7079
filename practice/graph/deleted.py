"""Users and groups that were deleted, for thirty days."""

from __future__ import annotations

from pydantic import JsonValue

from practice.graph.addresses import free, rename, verified
from practice.graph.answers import Answer, bad_request, not_found
from practice.graph.call import Call, done
from practice.graph.kinds import GROUP, USER
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, text

__all__ = ["forget", "get", "get_all", "restore"]


def get_all(call: Call, cast: str) -> Answer:
    """The deleted of one kind, in pages."""
    kind = GROUP if cast == "group" else USER
    options, wanted = read_options(call.request, kind), f"#microsoft.graph.{cast}"
    rows = call.tenant.deleted.rows
    things, beside = page(
        call, options, lambda after: (row for row in rows(after) if row[1]["@odata.type"] == wanted)
    )
    shown = [{**options.shown(thing, kind), "deletedDateTime": thing["deletedDateTime"]} for thing in things]
    return listed(call, f"{cast}s", shown, beside)


def get(call: Call, object_id: str) -> Answer:
    """One of them."""
    return _shown(call, _deleted(call.tenant, object_id))


def restore(call: Call, object_id: str) -> Answer:
    """It comes back with its id, memberships and licences, unless somebody has taken its name."""
    tenant, found, body = call.tenant, _deleted(call.tenant, object_id), call.request.json()
    given = {name.lower(): value for name, value in body.items()}
    is_user = text(found, "@odata.type").endswith("user")
    thing: Thing = {k: v for k, v in found.items() if k not in {"@odata.type", "deletedDateTime"}}
    if is_user:
        new_name = given.get("newuserprincipalname")
        if isinstance(new_name, str):
            verified(tenant, new_name)
            thing = rename(thing, new_name)
        name = text(thing, "userPrincipalName")
        if tenant.users.find("userPrincipalName", name) is not None:
            raise bad_request(
                "Another object with the same value for property userPrincipalName already exists."
            )
        if not tenant.is_verified(name.rsplit("@", 1)[-1]):
            thing = rename(thing, f"{name.rsplit('@', 1)[0]}@{tenant.initial_domain}")
    if thing.get("mail"):
        _free_mail(tenant, thing, auto=given.get("autoreconcileproxyconflict") is True)
    tenant.deleted.remove(object_id)
    (tenant.users if is_user else tenant.groups).put(thing)
    return _shown(call, {**thing, "@odata.type": found["@odata.type"]})


def forget(call: Call, object_id: str) -> Answer:
    """Gone for good."""
    _deleted(call.tenant, object_id)
    call.tenant.deleted.remove(object_id)
    return done()


def _free_mail(tenant: Tenant, thing: Thing, *, auto: bool) -> None:
    try:
        free(tenant, "mail", text(thing, "mail"), except_id=text(thing, "id"))
    except Exception:
        if not auto:
            raise
        thing["mail"], thing["proxyAddresses"] = None, []


def _deleted(tenant: Tenant, object_id: str) -> Thing:
    found = tenant.deleted.true(object_id)
    if found is None:
        raise not_found(object_id)
    return found


def _shown(call: Call, thing: Thing) -> Answer:
    kind = USER if text(thing, "@odata.type").endswith("user") else GROUP
    body: dict[str, JsonValue] = {
        "@odata.context": call.context("directoryObjects/$entity"),
        "@odata.type": thing["@odata.type"],
        **{name: thing.get(name) for name in (*kind.unasked, "deletedDateTime")},
    }
    return Answer(200, body)
