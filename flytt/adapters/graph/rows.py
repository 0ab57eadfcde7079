"""Graph's objects read into records, and records written as Graph wants them; no models."""

import secrets
from typing import cast

from flytt.adapters.graph.answer import Thing, text, things
from flytt.migration.directory import (
    MARK,
    Group,
    GroupProfile,
    Held,
    NewGroup,
    NewPerson,
    Person,
    Profile,
    ProfilePart,
    Sku,
)
from flytt.migration.record import Json

BIND = "@odata.bind"
"""Behind the name of a property: references to what is there already."""
MARK_IN = "extensionAttribute15"
"""Of an account: the attribute for marks. It can be written for accounts that no directory of old syncs."""

PERSON = (
    "id,userPrincipalName,mailNickname,displayName,givenName,surname,jobTitle,department,companyName,"
    "officeLocation,mobilePhone,employeeId,usageLocation,preferredLanguage,accountEnabled,userType,mail,"
    "assignedLicenses,onPremisesExtensionAttributes"
)
GROUP = (
    "id,displayName,mailNickname,description,groupTypes,mailEnabled,securityEnabled,visibility,membershipRule,"
    "uniqueName"
)
_PROFILE = {
    "display_name": "displayName",
    "given_name": "givenName",
    "surname": "surname",
    "job_title": "jobTitle",
    "department": "department",
    "company": "companyName",
    "office": "officeLocation",
    "mobile": "mobilePhone",
    "employee": "employeeId",
    "usage_location": "usageLocation",
    "language": "preferredLanguage",
}


def person_of(thing: Thing) -> Person:
    """Read an account. A guest whose making was cut off has its mark where its name will be."""
    name = text(thing, "displayName")
    extension = thing.get("onPremisesExtensionAttributes")
    mark = text(extension, MARK_IN) if isinstance(extension, dict) else ""
    return Person(
        id=text(thing, "id"),
        name=text(thing, "userPrincipalName"),
        nickname=text(thing, "mailNickname"),
        profile=Profile.model_validate({field: text(thing, known) for field, known in _PROFILE.items()}),
        enabled=thing.get("accountEnabled") is not False,
        guest_of=text(thing, "mail") if text(thing, "userType") == "Guest" else "",
        licences=tuple(
            Held(sku=text(held, "skuId"), without=tuple(sorted(_texts(held, "disabledPlans"))))
            for held in things(thing, "assignedLicenses")
        ),
        mark=mark or (name if name.startswith(f"{MARK}.") else ""),
    )


def is_whole(person: Person) -> bool:
    """Tell whether the making of an account came to its end."""
    return not person.profile.display_name.startswith(f"{MARK}.")


def new_user(new: NewPerson) -> Thing:
    """Return the body that makes an account: blocked, under a password that is thrown away here."""
    return {
        **_profile(new),
        "userPrincipalName": new.name,
        "mailNickname": new.nickname,
        "accountEnabled": False,
        "passwordProfile": {
            "password": f"{secrets.token_urlsafe(40)}aA1!",
            "forceChangePasswordNextSignIn": True,
        },
        **_mark(new.mark),
    }


def invitation(new: NewPerson) -> Thing:
    """Return the body that invites a guest without any message. Until it is whole its name is its mark."""
    return {
        "invitedUserEmailAddress": new.guest_of,
        "invitedUserDisplayName": new.mark,
        "inviteRedirectUrl": "https://myapplications.microsoft.com",
        "sendInvitationMessage": False,
    }


def guest(new: NewPerson) -> Thing:
    """Return the body that makes an invited account whole: its own name, its mark, and blocked."""
    return {**_profile(new), "accountEnabled": False, **_mark(new.mark)}


def profile_part(part: ProfilePart) -> Thing:
    """Return the body that sets some properties: an empty one is null, since an empty text is refused."""
    return {_PROFILE[name]: value or None for name, value in part.says.items()}


def group_of(thing: Thing) -> Group:
    """Read a group."""
    return Group(
        id=text(thing, "id"),
        profile=GroupProfile(
            display_name=text(thing, "displayName"),
            nickname=text(thing, "mailNickname"),
            description=text(thing, "description"),
            unified="Unified" in _texts(thing, "groupTypes"),
            mail_enabled=thing.get("mailEnabled") is True,
            security_enabled=thing.get("securityEnabled") is True,
            visibility=text(thing, "visibility"),
        ),
        rule=text(thing, "membershipRule"),
        mark=mark if (mark := text(thing, "uniqueName")).startswith(f"{MARK}.") else "",
    )


def new_group(new: NewGroup, base: str) -> Thing:
    """Return the body that makes a group whose members get no welcome message."""
    profile = new.profile
    body: Thing = {
        "displayName": profile.display_name,
        "mailNickname": profile.nickname,
        "mailEnabled": profile.mail_enabled,
        "securityEnabled": profile.security_enabled,
        "groupTypes": ["Unified"] if profile.unified else [],
    }
    if profile.description:
        body["description"] = profile.description
    if profile.unified:
        body["resourceBehaviorOptions"] = ["WelcomeEmailDisabled"]
        if profile.visibility:
            body["visibility"] = profile.visibility
    if new.owners:
        body[f"owners{BIND}"] = [f"{base}/v1.0/users/{owner}" for owner in new.owners]
    return body


def sku_of(thing: Thing) -> Sku:
    """Read a subscription."""
    prepaid, used = thing.get("prepaidUnits"), thing.get("consumedUnits")
    enabled = prepaid.get("enabled") if isinstance(prepaid, dict) else 0
    return Sku(
        id=text(thing, "skuId"),
        name=text(thing, "skuPartNumber"),
        seats=enabled if isinstance(enabled, int) else 0,
        used=used if isinstance(used, int) else 0,
    )


def _profile(new: NewPerson) -> Thing:
    values = cast("dict[str, str]", new.profile.as_json())
    return {known: values[field] for field, known in _PROFILE.items() if values[field]}


def _mark(mark: str) -> Thing:
    attributes: Thing = {MARK_IN: mark}
    return {"onPremisesExtensionAttributes": attributes}


def _texts(thing: Thing, key: str) -> list[str]:
    value: Json = thing.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
