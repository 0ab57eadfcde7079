"""Users: read, made, changed, deleted, brought back."""

from __future__ import annotations

from pydantic import JsonValue

from practice.graph.addresses import free, rename, verified
from practice.graph.answers import Answer, Refused, bad_request, not_found, unsupported
from practice.graph.call import Call, created, done, shown
from practice.graph.kinds import USER
from practice.graph.members import expanded
from practice.graph.options import read_options
from practice.graph.pages import listed, page
from practice.graph.tenant import Tenant
from practice.graph.things import Thing, moment, text

__all__ = ["count", "create", "delete", "get", "get_all", "revoke", "seen_user", "true_user", "update"]

_NEEDED = ("accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName")
_NEVER_NULL = frozenset({"accountEnabled", "displayName", "mailNickname", "usageLocation"})
_CHANGES_ALL = frozenset({"User.ReadWrite.All", "Directory.ReadWrite.All"})
_ON_PREMISES = frozenset(
    {
        "companyName", "department", "displayName", "employeeId", "givenName", "jobTitle", "mobilePhone",
        "officeLocation", "preferredLanguage", "surname",
    }
)  # fmt: skip
"""What a synced account has from the directory that it is synced from, and from nowhere else."""
_BLANK: Thing = {
    "businessPhones": [],
    "otherMails": [],
    "proxyAddresses": [],
    "assignedLicenses": [],
    "userType": "Member",
}


def get_all(call: Call) -> Answer:
    """The users, in pages."""
    options = read_options(call.request, USER)
    things, beside = page(call, options, call.tenant.users.rows)
    shown_users = [expanded(call, options, USER, user) for user in things]
    return listed(call, _context(options.select), shown_users, beside)


def count(call: Call) -> Answer:
    """How many there are, as plain text."""
    if call.request.headers.get("consistencylevel", "").lower() != "eventual":
        raise bad_request("$count is not currently supported.")
    total = sum(1 for _ in call.tenant.users.rows())
    return Answer(200, str(total).encode(), {"Content-Type": "text/plain"})


def get(call: Call, name: str) -> Answer:
    """One user, by id or user principal name."""
    options = read_options(call.request, USER)
    if options.condition is not None:
        raise unsupported("$filter is not supported on a single object.")
    user = expanded(call, options, USER, seen_user(call.tenant, name))
    return shown(call, _context(options.select) + "/$entity", user)


def create(call: Call) -> Answer:
    """A new user."""
    tenant, given = call.tenant, USER.checked(call.request.json())
    for needed in _NEEDED:
        if given.get(needed) in (None, ""):
            raise bad_request(f"A value is required for property '{needed}' of resource 'User'.")
    profile = given.pop("passwordProfile")
    if not isinstance(profile, dict) or len(text(profile, "password")) < 8:  # noqa: PLR2004 - Entra's rule
        raise bad_request("The specified password does not comply with password complexity requirements.")
    name = text(given, "userPrincipalName")
    verified(tenant, name)
    free(tenant, "userPrincipalName", name)
    if given.get("mail"):
        free(tenant, "mail", text(given, "mail"))
    made = moment(call.clock.now())
    user: Thing = {**_BLANK, **given, "id": tenant.new_id("user", name), "createdDateTime": made}
    tenant.users.put(user)
    return created(call, "users/$entity", {key: user.get(key) for key in USER.unasked})


def update(call: Call, name: str) -> Answer:
    """A changed user. The mail address of somebody with a mailbox is Exchange's, not Graph's."""
    tenant, user = call.tenant, true_user(call.tenant, name)
    given = USER.checked(call.request.json())
    if given.keys() - {"accountEnabled"} and not call.app.roles & _CHANGES_ALL:
        raise Refused(
            403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
        )
    given.pop("passwordProfile", None)
    new_name = given.pop("userPrincipalName", None)
    if "mail" in given and user["proxyAddresses"]:
        raise bad_request(
            "Unable to update the specified properties for objects that have originated within an "
            "external service."
        )
    if user.get("onPremisesSyncEnabled") is True and given.keys() & _ON_PREMISES:
        raise bad_request(
            "Unable to update the specified properties for on-premises mastered Directory Sync objects or "
            "objects currently undergoing migration."
        )
    for name_, value in given.items():
        if value == "" or (value is None and name_ in _NEVER_NULL):
            raise bad_request(f"Invalid value specified for property '{name_}' of resource 'User'.")
    if isinstance(new_name, str) and new_name != user["userPrincipalName"]:
        verified(tenant, new_name)
        free(tenant, "userPrincipalName", new_name, except_id=text(user, "id"))
        free(tenant, "mail", new_name, except_id=text(user, "id"))
        user = rename(user, new_name)
    tenant.users.put(user | given)
    return done()


def delete(call: Call, name: str) -> Answer:
    """The user goes among the deleted, from where it can come back for thirty days."""
    tenant, user = call.tenant, true_user(call.tenant, name)
    tenant.users.remove(text(user, "id"))
    tenant.deleted.put(
        user | {"deletedDateTime": moment(call.clock.now()), "@odata.type": "#microsoft.graph.user"}
    )
    return done()


def revoke(call: Call, name: str) -> Answer:
    """All sign-ins of the user end."""
    user = true_user(call.tenant, name)
    call.tenant.users.put(user | {"signInSessionsValidFromDateTime": moment(call.clock.now())})
    value: JsonValue = True
    return Answer(200, {"@odata.context": call.context("Edm.Boolean"), "value": value})


def seen_user(tenant: Tenant, name: str) -> Thing:
    """The user as readers see it. Raises Refused when there is none."""
    found = tenant.users.true(name) or tenant.users.find("userPrincipalName", name)
    seen = tenant.users.seen(text(found, "id") if found else name)
    if seen is None:
        raise not_found(name)
    return seen


def true_user(tenant: Tenant, name: str) -> Thing:
    """The user as it is. Raises Refused when there is none."""
    if name == "me":
        raise Refused(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
    found = tenant.users.true(name) or tenant.users.find("userPrincipalName", name)
    if found is None:
        raise not_found(name)
    return found


def _context(select: tuple[str, ...]) -> str:
    return f"users({','.join(select)})" if select else "users"
