"""Where sites are: a tenant's root, and one for each Microsoft 365 group; their ids, addresses and locks."""

from __future__ import annotations

from practice.graph.drive import drive_id
from practice.graph.drive import site_id as collection_of
from practice.graph.tenant import Tenant
from practice.graph.things import identifier, text, texts

__all__ = [
    "address_of", "group_site_id", "group_sites", "host_of", "lock_of", "root_collection", "root_id",
]  # fmt: skip


def host_of(tenant: Tenant) -> str:
    """The host of all sites of a tenant."""
    return tenant.initial_domain.replace(".onmicrosoft.", ".sharepoint.")


def root_collection(tenant: Tenant) -> str:
    """The id of the root site's collection, by which it is closed."""
    return identifier(tenant.id, "collection")


def root_id(tenant: Tenant) -> str:
    """The id of the root site: host, site collection, site."""
    return f"{host_of(tenant)},{root_collection(tenant)},{identifier(tenant.id, 'site')}"


def group_site_id(tenant: Tenant, group: str) -> str:
    """The id of a group's site."""
    return f"{host_of(tenant)},{collection_of(group)},{identifier(group, 'site')}"


def group_sites(tenant: Tenant) -> dict[str, str]:
    """The sites of groups, by id: the name in their address."""
    return {
        group_site_id(tenant, text(one, "id")): text(one, "mailNickname")
        for one in tenant.groups.values()
        if "Unified" in texts(one, "groupTypes")
    }


def address_of(tenant: Tenant, site: str) -> str:
    """The address of a site."""
    name = group_sites(tenant).get(site, "")
    return f"https://{host_of(tenant)}" + (f"/sites/{name}" if name else "")


def lock_of(tenant: Tenant, collection: str) -> str:
    """How far a site is closed: a group's site and its drive are one."""
    if collection == root_collection(tenant):
        return tenant.root_lock
    groups = (text(one, "id") for one in tenant.groups.values())
    owner = next((one for one in groups if collection_of(one) == collection), "")
    drive = tenant.drives.get(drive_id(owner))
    return drive.lock if drive else "Unlock"
