"""Guests: invited by their own address, and written to only when the caller says so."""

from __future__ import annotations

from practice.graph.addresses import domain_of
from practice.graph.answers import Answer, Refused, bad_request
from practice.graph.call import Call, created
from practice.graph.kinds import INVITATION
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, moment, text

__all__ = ["guest", "invite"]


def invite(call: Call) -> Answer:
    """A guest who is new, or the one there is. The message, if wanted, is in the tenant's outbox."""
    tenant, given = call.tenant, INVITATION.checked(call.request.json())
    address, back = text(given, "invitedUserEmailAddress"), text(given, "inviteRedirectUrl")
    if "@" not in address:
        raise Refused(400, "BadRequest", "Invalid invited user email address.")
    if not back.startswith(("http://", "https://")):
        raise Refused(400, "BadRequest", "Invalid inviteRedirectUrl.")
    if tenant.is_verified(domain_of(address)):
        raise bad_request("The invited user is a member of a verified domain of this directory.")
    found = tenant.users.find("mail", address)
    if found is not None and found["userType"] != "Guest":
        raise bad_request("The invited user already exists in the directory as a member.")
    name = text(given, "invitedUserDisplayName") or address.split("@", 1)[0]
    user = found or guest(tenant, address, name, call.clock.now())
    if found is None:
        tenant.users.put(user)
    if given.get("sendInvitationMessage") is True:
        tenant.mailed("invitation", [address])
    invitation: Thing = {
        "sendInvitationMessage": False,
        "resetRedemption": False,
        "invitedUserType": "Guest",
        **given,
        "id": identifier("invitation", user["id"]),
        "invitedUserDisplayName": name,
        "inviteRedeemUrl": f"{call.request.base}/redeem?rd={identifier('redeem', user['id'])}",
        "status": "PendingAcceptance",
        "invitedUser": {"id": user["id"]},
    }
    return created(call, "invitations/$entity", invitation)


def guest(tenant: Tenant, address: str, name: str, now: float) -> Thing:
    """A guest account that is not yet in the tenant: named after the address, on the initial domain."""
    local = address.replace("@", "_")
    return {
        "id": tenant.new_id("user", address), "displayName": name, "mail": address,
        "userPrincipalName": f"{local}#EXT#@{tenant.initial_domain}", "mailNickname": f"{local}#EXT#",
        "accountEnabled": True, "userType": "Guest", "creationType": "Invitation",
        "externalUserState": "PendingAcceptance", "externalUserStateChangeDateTime": moment(now),
        "createdDateTime": moment(now), "businessPhones": [], "otherMails": [address],
        "proxyAddresses": [f"SMTP:{address}"], "assignedLicenses": [],
    }  # fmt: skip
