"""Who may do what with a file or folder: invitations, links, grants taken back."""

from __future__ import annotations

from pydantic import JsonValue

from practice.graph.answers import Answer, Refused
from practice.graph.call import Call, done, shown
from practice.graph.drive import Drive, Item, item_not_found
from practice.graph.items import found
from practice.graph.pages import listed
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, parts, text, texts

__all__ = ["delete", "get", "get_all", "invite", "link", "update"]

_ROLES = frozenset({"read", "write", "owner"})


def get_all(call: Call, of: str, where: str) -> Answer:
    """The item's own permissions, and those it has from above, unless it stands apart."""
    drive, item = found(call, of, where)
    things: list[Thing] = [*drive.permissions.get(item.id, {}).values()]
    above = item
    inherited: Thing = {}
    while above.parent and above.id not in drive.apart:
        above = drive.items[above.parent]
        inherited["inheritedFrom"] = {"driveId": drive.id, "id": above.id}
        things += [grant | inherited for grant in drive.permissions.get(above.id, {}).values()]
    if above.id not in drive.apart:
        things.insert(0, owner(drive) | inherited)
    return listed(call, f"drives('{of}')/items('{item.id}')/permissions", things, {})


def owner(drive: Drive) -> Thing:
    """What the owner of the drive has everywhere."""
    who: Thing = {drive.owner_kind: {"id": drive.owner_id, "displayName": drive.owner_name}}
    return {
        "id": identifier("owner", drive.id),
        "roles": ["owner"],
        "grantedToV2": who,
        "grantedTo": dict(who),
    }


def get(call: Call, of: str, where: str, permission: str) -> Answer:
    """One permission."""
    drive, item = found(call, of, where)
    return shown(call, "permissions/$entity", _own(drive, item, permission))


def invite(call: Call, of: str, where: str) -> Answer:
    """Rights for people. Whoever is new and is to be told by e-mail is in the tenant's outbox."""
    drive, item = found(call, of, where)
    body = call.request.json()
    roles = texts(body, "roles")
    if not roles or not set(roles) <= _ROLES:
        raise Refused(400, "invalidRequest", "The roles must be of read, write and owner.")
    made: list[Thing] = []
    recipients = parts(body, "recipients")
    if not recipients:
        raise Refused(400, "invalidRequest", "At least one recipient is needed.")
    for recipient in recipients:
        who = _recipient(call.tenant, recipient, needs_sign_in=body.get("requireSignIn") is not False)
        key = identifier("grant", item.id, str(who))
        rights: list[JsonValue] = [*roles]
        made.append({"id": key, "roles": rights, "grantedToV2": who, "hasPassword": False})
    if body.get("sendInvitation") is True:
        call.tenant.mailed("share", [text(one, "email") or text(one, "objectId") for one in recipients])
    for permission in made:
        drive.permissions.setdefault(item.id, {})[text(permission, "id")] = permission
    drive.put(item)
    drive.is_touched = True
    return listed(call, "Collection(permission)", made, {})


def link(call: Call, of: str, where: str) -> Answer:
    """A link; asking for the same one again gives the one there is."""
    drive, item = found(call, of, where)
    body = call.request.json()
    kind, scope = text(body, "type"), text(body, "scope") or "organization"
    if kind not in {"view", "edit", "embed"} or scope not in {"anonymous", "organization", "users"}:
        raise Refused(400, "invalidRequest", "Invalid type or scope of a link.")
    key = identifier("link", item.id, kind, scope)
    is_new = key not in drive.permissions.get(item.id, {})
    permission: Thing = {
        "id": key,
        "roles": ["write" if kind == "edit" else "read"],
        "shareId": f"u!{key}",
        "hasPassword": False,
        "link": {
            "type": kind,
            "scope": scope,
            "webUrl": f"{call.request.base}/share/{key}",
            "preventsDownload": False,
        },
    }
    drive.permissions.setdefault(item.id, {})[key] = permission
    drive.is_touched = True
    return shown(call, "permissions/$entity", permission, status=201 if is_new else 200)


def update(call: Call, of: str, where: str, permission: str) -> Answer:
    """Other roles."""
    drive, item = found(call, of, where)
    old, roles = _own(drive, item, permission), texts(call.request.json(), "roles")
    if not roles or not set(roles) <= _ROLES:
        raise Refused(400, "invalidRequest", "The roles must be of read, write and owner.")
    rights: list[JsonValue] = [*roles]
    drive.permissions[item.id][permission] = {**old, "roles": rights}
    drive.is_touched = True
    return shown(call, "permissions/$entity", drive.permissions[item.id][permission])


def delete(call: Call, of: str, where: str, permission: str) -> Answer:
    """Taken back. What comes from above is taken back there."""
    drive, item = found(call, of, where)
    _own(drive, item, permission)
    del drive.permissions[item.id][permission]
    drive.is_touched = True
    return done()


def _own(drive: Drive, item: Item, permission: str) -> Thing:
    grant = drive.permissions.get(item.id, {}).get(permission)
    if grant is None:
        raise item_not_found()
    return grant


def _recipient(tenant: Tenant, recipient: Thing, *, needs_sign_in: bool) -> Thing:
    address, object_id = text(recipient, "email"), text(recipient, "objectId")
    known = tenant.object(object_id) if object_id else None
    if known is None and address:
        user = tenant.users.find("mail", address) or tenant.users.find("userPrincipalName", address)
        group = tenant.groups.find("mail", address)
        known = ("user", user) if user is not None else ("group", group) if group is not None else None
    if known is None and (not address or needs_sign_in):
        raise Refused(400, "noResolvedUsers", "The recipients could not be resolved.")
    if known is None:
        return {"user": {"displayName": address}}
    kind, thing = known
    return {kind: {"id": thing["id"], "displayName": thing["displayName"]}}
