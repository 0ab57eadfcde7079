"""Closing and opening sites: SharePoint's own administration, which Graph does not have."""

from __future__ import annotations

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call
from practice.graph.drive import Drive, drive_id, item_not_found, site_id
from practice.graph.site_addresses import root_collection
from practice.graph.things import Thing, text

__all__ = ["get", "update"]

_LOCKS = frozenset({"Unlock", "ReadOnly", "NoAccess"})


def get(call: Call, site: str) -> Answer:
    """How far a site is closed."""
    if site == root_collection(call.tenant):
        return Answer(200, {"SiteId": site, "LockState": call.tenant.root_lock})
    return Answer(200, _shown(site, _drive(call, site)))


def update(call: Call, site: str) -> Answer:
    """Close or open it."""
    lock = text(call.request.json(), "LockState")
    if lock not in _LOCKS:
        raise Refused(400, "invalidRequest", "LockState must be Unlock, ReadOnly or NoAccess.")
    if site == root_collection(call.tenant):
        call.tenant.root_lock = lock
        return Answer(200, {"SiteId": site, "LockState": lock})
    drive = _drive(call, site)
    drive.lock = lock
    drive.is_touched = True
    return Answer(200, _shown(site, drive))


def _drive(call: Call, site: str) -> Drive:
    tenant = call.tenant
    if not tenant.site_owners:
        objects = (*tenant.users.values(), *tenant.groups.values())
        tenant.site_owners = {site_id(text(one, "id")): text(one, "id") for one in objects}
    found = tenant.drive(drive_id(tenant.site_owners.get(site, "")))
    if found is None:
        raise item_not_found()
    return found


def _shown(site: str, drive: Drive) -> Thing:
    return {"SiteId": site, "LockState": drive.lock}
