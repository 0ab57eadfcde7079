"""What the directory knows of its kinds: properties and types, what is sent unasked, what may be queried.

Property names and types are those of Microsoft's v1.0 metadata; the tests hold them against the SDK's models
and, where it is present, against the metadata itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from practice.graph.answers import bad_request
from practice.graph.things import Thing

__all__ = ["DOMAIN", "GROUP", "INVITATION", "SKU", "USER", "Kind"]

_TYPES: dict[str, tuple[type, ...]] = {"text": (str,), "yes": (bool,), "number": (int,)}


@dataclass(frozen=True)
class Kind:
    """One kind. Property types: `text`, `yes`, `number`, `texts`, `part`, `parts`; `!` in front: never null.

    `equals`: properties for `eq` and `in`; `begins`: also for `startswith`; `advanced`: only with
    `ConsistencyLevel: eventual` and `$count=true`.
    """

    name: str
    properties: dict[str, str]
    unasked: tuple[str, ...]
    written: frozenset[str] = frozenset()
    equals: frozenset[str] = frozenset()
    begins: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    expands: frozenset[str] = frozenset()
    sorts: frozenset[str] = frozenset()

    def checked(self, given: Thing) -> Thing:
        """What a client wrote, in the metadata's spelling. Raises Refused for what the kind does not take."""
        spelled = {name.lower(): name for name in self.properties}
        out: Thing = {}
        for name, value in given.items():
            if "@" in name:
                continue
            right = spelled.get(name.lower())
            if right is None:
                raise bad_request(
                    f"One or more property values specified are invalid. Invalid property '{name}'."
                )
            if right not in self.written:
                raise bad_request(f"Property '{right}' is read-only and cannot be set.")
            if not _fits(self.properties[right], value):
                raise bad_request(
                    f"Invalid value specified for property '{right}' of resource '{self.name}'."
                )
            out[right] = value
        return out


def _fits(kind: str, value: JsonValue) -> bool:
    if value is None:
        return not kind.startswith("!")
    kind = kind.removeprefix("!")
    if kind == "texts":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind == "part":
        return isinstance(value, dict)
    if kind == "parts":
        return isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return isinstance(value, _TYPES[kind]) and (kind == "yes" or not isinstance(value, bool))


_USER_TEXTS = (
    "city", "companyName", "country", "department", "displayName", "employeeId", "employeeType", "givenName",
    "jobTitle", "mail", "mailNickname", "mobilePhone", "officeLocation", "onPremisesImmutableId",
    "postalCode", "preferredLanguage", "state", "streetAddress", "surname", "usageLocation",
    "userPrincipalName", "userType", "passwordPolicies", "preferredDataLocation",
)  # fmt: skip
_READ_ONLY_USER = (
    "id", "createdDateTime", "creationType", "externalUserState", "externalUserStateChangeDateTime",
    "deletedDateTime", "signInSessionsValidFromDateTime", "securityIdentifier",
)  # fmt: skip

USER = Kind(
    name="User",
    properties=dict.fromkeys((*_USER_TEXTS, *_READ_ONLY_USER), "text")
    | dict.fromkeys(("businessPhones", "otherMails", "proxyAddresses"), "!texts")
    | dict.fromkeys(("accountEnabled", "onPremisesSyncEnabled", "showInAddressList"), "yes")
    | {"assignedLicenses": "!parts", "passwordProfile": "part", "onPremisesExtensionAttributes": "part"},
    unasked=(
        "businessPhones",
        "displayName",
        "givenName",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
        "id",
    ),
    written=frozenset(_USER_TEXTS)
    | {
        "businessPhones",
        "otherMails",
        "accountEnabled",
        "showInAddressList",
        "passwordProfile",
        "onPremisesExtensionAttributes",
    },
    equals=frozenset(_USER_TEXTS) - {"passwordPolicies", "preferredDataLocation", "streetAddress"}
    | {
        "id",
        "accountEnabled",
        "creationType",
        "externalUserState",
        "createdDateTime",
        "onPremisesSyncEnabled",
    },
    begins=frozenset(
        {
            "city",
            "country",
            "department",
            "displayName",
            "employeeId",
            "givenName",
            "jobTitle",
            "mail",
            "mailNickname",
            "officeLocation",
            "surname",
            "userPrincipalName",
            "state",
            "companyName",
        }
    ),
    lists=frozenset({"proxyAddresses", "otherMails", "assignedLicenses", "businessPhones"}),
    expands=frozenset({"memberOf", "manager", "ownedObjects", "transitiveMemberOf"}),
    sorts=frozenset({"displayName", "userPrincipalName"}),
)

_GROUP_TEXTS = (
    "description", "displayName", "mailNickname", "visibility", "classification", "preferredDataLocation",
    "preferredLanguage", "theme", "uniqueName",
)  # fmt: skip

GROUP = Kind(
    name="Group",
    properties=dict.fromkeys(
        (
            *_GROUP_TEXTS,
            "id",
            "mail",
            "createdDateTime",
            "renewedDateTime",
            "deletedDateTime",
            "expirationDateTime",
            "membershipRule",
            "membershipRuleProcessingState",
            "securityIdentifier",
        ),
        "text",
    )
    | dict.fromkeys(
        ("groupTypes", "proxyAddresses", "resourceProvisioningOptions", "resourceBehaviorOptions"), "!texts"
    )
    | dict.fromkeys(("mailEnabled", "securityEnabled", "isAssignableToRole", "onPremisesSyncEnabled"), "yes")
    | {"assignedLicenses": "!parts"},
    unasked=(
        "id",
        "deletedDateTime",
        "classification",
        "createdDateTime",
        "description",
        "displayName",
        "expirationDateTime",
        "groupTypes",
        "isAssignableToRole",
        "mail",
        "mailEnabled",
        "mailNickname",
        "membershipRule",
        "membershipRuleProcessingState",
        "onPremisesSyncEnabled",
        "preferredDataLocation",
        "preferredLanguage",
        "proxyAddresses",
        "renewedDateTime",
        "resourceBehaviorOptions",
        "resourceProvisioningOptions",
        "securityEnabled",
        "securityIdentifier",
        "theme",
        "uniqueName",
        "visibility",
    ),
    written=frozenset(_GROUP_TEXTS)
    | {"groupTypes", "mailEnabled", "securityEnabled", "isAssignableToRole", "resourceBehaviorOptions"},
    equals=frozenset(
        {
            "id",
            "displayName",
            "mail",
            "mailNickname",
            "mailEnabled",
            "securityEnabled",
            "visibility",
            "createdDateTime",
            "description",
            "classification",
            "uniqueName",
        }
    ),
    begins=frozenset({"displayName", "mail", "mailNickname", "description"}),
    lists=frozenset({"groupTypes", "proxyAddresses", "assignedLicenses", "resourceProvisioningOptions"}),
    expands=frozenset({"members", "owners", "memberOf", "transitiveMembers"}),
    sorts=frozenset({"displayName"}),
)

DOMAIN = Kind(
    name="Domain",
    properties=dict.fromkeys(
        ("id", "authenticationType", "availabilityStatus", "manufacturer", "model"), "text"
    )
    | dict.fromkeys(("isAdminManaged", "isDefault", "isInitial", "isRoot", "isVerified"), "!yes")
    | {
        "supportedServices": "!texts",
        "state": "part",
        "passwordNotificationWindowInDays": "number",
        "passwordValidityPeriodInDays": "number",
    },
    unasked=(
        "id",
        "authenticationType",
        "availabilityStatus",
        "isAdminManaged",
        "isDefault",
        "isInitial",
        "isRoot",
        "isVerified",
        "supportedServices",
        "manufacturer",
        "model",
        "passwordNotificationWindowInDays",
        "passwordValidityPeriodInDays",
        "state",
    ),
    written=frozenset(
        {
            "isDefault",
            "supportedServices",
            "authenticationType",
            "passwordNotificationWindowInDays",
            "passwordValidityPeriodInDays",
        }
    ),
)

SKU = Kind(
    name="SubscribedSku",
    properties={
        "id": "text",
        "accountId": "text",
        "accountName": "text",
        "appliesTo": "text",
        "capabilityStatus": "text",
        "consumedUnits": "number",
        "prepaidUnits": "part",
        "servicePlans": "!parts",
        "skuId": "text",
        "skuPartNumber": "text",
        "subscriptionIds": "!texts",
    },
    unasked=(
        "accountId",
        "accountName",
        "appliesTo",
        "capabilityStatus",
        "consumedUnits",
        "id",
        "prepaidUnits",
        "servicePlans",
        "skuId",
        "skuPartNumber",
        "subscriptionIds",
    ),
)

INVITATION = Kind(
    name="Invitation",
    properties={
        "id": "text",
        "inviteRedeemUrl": "text",
        "inviteRedirectUrl": "text",
        "invitedUserDisplayName": "text",
        "invitedUserEmailAddress": "text",
        "invitedUserType": "text",
        "invitedUserMessageInfo": "part",
        "sendInvitationMessage": "yes",
        "status": "text",
        "resetRedemption": "yes",
    },
    unasked=(),
    written=frozenset(
        {
            "inviteRedirectUrl",
            "invitedUserDisplayName",
            "invitedUserEmailAddress",
            "invitedUserType",
            "invitedUserMessageInfo",
            "sendInvitationMessage",
            "resetRedemption",
        }
    ),
)
