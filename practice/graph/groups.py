"""Groups: Microsoft 365 groups and security groups."""

from __future__ import annotations

import json
from dataclasses import replace

from practice.graph.addresses import free
from practice.graph.answers import Answer, bad_request, not_found
from practice.graph.call import Call, created, done, shown
from practice.graph.kinds import GROUP
from practice.graph.members import expanded, link_all
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, moment, text, texts

__all__ = ["create", "delete", "get", "get_all", "new_group", "true_group", "update", "upsert"]

_NEEDED = ("displayName", "mailEnabled", "mailNickname", "securityEnabled")
_MOST_BOUND = 20
_BIND = "@odata.bind"


def get_all(call: Call) -> Answer:
    """The groups, in pages."""
    options = read_options(call.request, GROUP)
    things, beside = page(call, options, call.tenant.groups.rows)
    return listed(call, "groups", [expanded(call, options, GROUP, group) for group in things], beside)


def get(call: Call, group_id: str) -> Answer:
    """One group."""
    options = read_options(call.request, GROUP)
    group = call.tenant.groups.seen(group_id)
    if group is None:
        raise not_found(group_id)
    return shown(call, "groups/$entity", expanded(call, options, GROUP, group))


def create(call: Call) -> Answer:
    """A new group, with up to twenty members and owners bound at once."""
    tenant, body = call.tenant, call.request.json()
    given = _checked(tenant, body)
    bound = {which: texts(body, f"{which}{_BIND}") for which in ("members", "owners")}
    if sum(map(len, bound.values())) > _MOST_BOUND:
        raise bad_request("The number of references in the request exceeds the limit of 20.")
    for reference in (*bound["members"], *bound["owners"]):
        if tenant.object(reference.rsplit("/", 1)[-1]) is None:
            raise not_found(reference.rsplit("/", 1)[-1])
    group = new_group(tenant, given, call.clock.now())
    tenant.groups.put(group)
    for which, references in bound.items():
        link_all(tenant, text(group, "id"), which, references)
    return created(call, "groups/$entity", {key: group.get(key) for key in GROUP.unasked})


def _checked(tenant: Tenant, body: Thing) -> Thing:
    given = GROUP.checked(body)
    for needed in _NEEDED:
        if given.get(needed) in (None, ""):
            raise bad_request(f"A value is required for property '{needed}' of resource 'Group'.")
    is_unified = "Unified" in texts(given, "groupTypes")
    if given["mailEnabled"] is True and not is_unified:
        raise bad_request("Cannot Create a mail-enabled security group or distribution group.")
    if is_unified and given["mailEnabled"] is not True:
        raise bad_request("Invalid value specified for property 'mailEnabled' of resource 'Group'.")
    if is_unified:
        free(tenant, "mail", f"{text(given, 'mailNickname')}@{tenant.default_domain()}")
    return given


def new_group(tenant: Tenant, given: Thing, now: float) -> Thing:
    """A group that is not yet in the tenant. A Microsoft 365 group has an address on the default domain."""
    made, nick = moment(now), text(given, "mailNickname")
    group: Thing = {
        "groupTypes": [],
        "proxyAddresses": [],
        "resourceBehaviorOptions": [],
        "resourceProvisioningOptions": [],
        "assignedLicenses": [],
        **given,
        "id": tenant.new_id("group", nick),
        "createdDateTime": made,
        "renewedDateTime": made,
    }
    if "Unified" in texts(group, "groupTypes"):
        address = f"{nick}@{tenant.default_domain()}"
        group |= {"mail": address, "proxyAddresses": [f"SMTP:{address}"]}
        group["visibility"] = group.get("visibility") or "Public"
    return group


def update(call: Call, group_id: str) -> Answer:
    """A changed group."""
    group, body = true_group(call.tenant, group_id), call.request.json()
    given = GROUP.checked(body)
    if {"groupTypes", "isAssignableToRole"} & set(given):
        raise bad_request(
            "The properties groupTypes and isAssignableToRole cannot be changed after creation."
        )
    link_all(call.tenant, group_id, "members", texts(body, f"members{_BIND}")[:_MOST_BOUND])
    call.tenant.groups.put(group | given)
    return done()


def upsert(call: Call, unique_name: str) -> Answer:
    """The group of that key: made when there is none and the caller prefers so, otherwise changed."""
    found = next((g for g in call.tenant.groups.values() if g.get("uniqueName") == unique_name), None)
    if found is not None:
        body = call.request.json()
        given = {name: value for name, value in GROUP.checked(body).items() if found.get(name) != value}
        if {"groupTypes", "isAssignableToRole"} & set(given):
            raise bad_request("The properties groupTypes and isAssignableToRole cannot be changed.")
        call.tenant.groups.put(found | given)
        return done()
    if "create-if-missing" not in call.request.headers.get("prefer", ""):
        raise not_found(unique_name)
    body = json.dumps({**call.request.json(), "uniqueName": unique_name}).encode()
    return create(replace(call, request=replace(call.request, body=body)))


def delete(call: Call, group_id: str) -> Answer:
    """A Microsoft 365 group can come back for thirty days; a security group is gone."""
    tenant, group = call.tenant, true_group(call.tenant, group_id)
    tenant.groups.remove(group_id)
    if "Unified" in texts(group, "groupTypes"):
        gone = moment(call.clock.now())
        tenant.deleted.put(group | {"deletedDateTime": gone, "@odata.type": "#microsoft.graph.group"})
    return done()


def true_group(tenant: Tenant, group_id: str) -> Thing:
    """The group as it is. Raises Refused when there is none."""
    found = tenant.groups.true(group_id)
    if found is None:
        raise not_found(group_id)
    return found
