"""Licences: what the tenant has bought, and who has one."""

from __future__ import annotations

from collections import Counter

from pydantic import JsonValue

from practice.graph.addresses import add_mailbox
from practice.graph.answers import Answer, bad_request
from practice.graph.call import Call, shown
from practice.graph.kinds import SKU, USER
from practice.graph.options import read_options
from practice.graph.pages import listed
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, identifier, part, parts, text, texts
from practice.graph.users import seen_user, true_user

__all__ = ["EXCHANGE", "FILES", "PUPIL", "STAFF", "assign", "details", "new_sku", "subscribed"]

EXCHANGE, FILES, TEAMS = (identifier("plan", name) for name in ("exchange", "files", "teams"))
STAFF, PUPIL = identifier("sku", "staff"), identifier("sku", "pupil")
_NAMES = {EXCHANGE: "EXCHANGE_S_STANDARD", FILES: "SHAREPOINTSTANDARD", TEAMS: "TEAMS1"}


def new_sku(tenant_id: str, sku_id: str, name: str, seats: int) -> Thing:
    """A subscription with that many seats."""
    plans: list[JsonValue] = [
        {
            "servicePlanId": plan,
            "servicePlanName": called,
            "provisioningStatus": "Success",
            "appliesTo": "User",
        }
        for plan, called in _NAMES.items()
    ]
    return {
        "id": f"{tenant_id}_{sku_id}", "accountId": tenant_id, "accountName": "practice", "appliesTo": "User",
        "capabilityStatus": "Enabled", "consumedUnits": 0, "skuId": sku_id, "skuPartNumber": name,
        "prepaidUnits": {"enabled": seats, "suspended": 0, "warning": 0, "lockedOut": 0},
        "servicePlans": plans, "subscriptionIds": [identifier("subscription", tenant_id, sku_id)],
    }  # fmt: skip


def subscribed(call: Call) -> Answer:
    """What the tenant has bought, and how much of it is used."""
    used = _used(call.tenant)
    skus = [sku | {"consumedUnits": used[text(sku, "skuId")]} for sku in call.tenant.skus.values()]
    options = read_options(call.request, SKU)
    return listed(call, "subscribedSkus", [options.shown(sku, SKU) for sku in skus], {})


def details(call: Call, name: str) -> Answer:
    """The licences of one user, with their service plans."""
    user = seen_user(call.tenant, name)
    found: list[Thing] = []
    for held in parts(user, "assignedLicenses"):
        sku = call.tenant.skus[text(held, "skuId")]
        found.append(
            {
                "id": identifier("details", user["id"], sku["skuId"]),
                "skuId": sku["skuId"],
                "skuPartNumber": sku["skuPartNumber"],
                "servicePlans": sku["servicePlans"],
            }
        )
    return listed(call, f"users('{user['id']}')/licenseDetails", found, {})


def assign(call: Call, name: str) -> Answer:
    """Licences added and removed, all or none. A mailbox is made with the first licence that has Exchange."""
    tenant, user, body = call.tenant, true_user(call.tenant, name), call.request.json()
    if not isinstance(body.get("addLicenses"), list) or not isinstance(body.get("removeLicenses"), list):
        raise bad_request("addLicenses and removeLicenses are both required, as lists.")
    if not text(user, "usageLocation"):
        raise bad_request("License assignment cannot be done for user with invalid usage location.")
    held = {text(licence, "skuId"): licence for licence in parts(user, "assignedLicenses")}
    for sku_id in texts(body, "removeLicenses"):
        if sku_id not in held:
            raise bad_request(f"User does not have a corresponding license. License: {sku_id}")
        del held[sku_id]
    used = _used(tenant)
    for licence in parts(body, "addLicenses"):
        sku_id, disabled = text(licence, "skuId"), texts(licence, "disabledPlans")
        sku = tenant.skus.get(sku_id)
        if sku is None:
            raise bad_request(f"License {sku_id} does not correspond to a valid company License.")
        if not set(disabled) <= set(_NAMES):
            raise bad_request(f"License assignment failed: a disabled plan is not part of license {sku_id}.")
        seats = part(sku, "prepaidUnits")["enabled"]
        if sku_id not in held and isinstance(seats, int) and used[sku_id] >= seats:
            raise bad_request(f"Subscription with SKU {sku_id} does not have any available licenses.")
        held[sku_id] = {"skuId": sku_id, "disabledPlans": list[JsonValue](disabled)}
    user = dict(user)
    user["assignedLicenses"] = list[JsonValue](held.values())
    if any(EXCHANGE not in texts(licence, "disabledPlans") for licence in held.values()):
        user = add_mailbox(user)
    tenant.users.put(user)
    return shown(call, "users/$entity", {key: user.get(key) for key in (*USER.unasked, "assignedLicenses")})


def _used(tenant: Tenant) -> Counter[str]:
    return Counter(
        text(held, "skuId") for user in tenant.users.values() for held in parts(user, "assignedLicenses")
    )
