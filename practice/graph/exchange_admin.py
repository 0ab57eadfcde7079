"""What Graph cannot do with mailboxes: the cmdlets of Exchange's administration, one in each request.

The address and the form are those of Microsoft's own PowerShell module (`InvokeCommand`), which are not
documented for others. Only the cmdlets and parameters that a move needs are there.
"""

from __future__ import annotations

from collections.abc import Callable

from pydantic import JsonValue

from practice.graph.addresses import domain_of, holders
from practice.graph.answers import Answer, Refused
from practice.graph.boxes import KNOWN, WAYS, Box
from practice.graph.call import Call
from practice.graph.post_office import ROOM, SHARED, PostOffice
from practice.graph.table import Table
from practice.graph.things import Thing, identifier, moment, part, text, texts

__all__ = ["ExchangeAdmin"]

_PER_PAGE = 1_000


class ExchangeAdmin:
    """The cmdlets."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self._cmdlets: dict[str, Callable[[Call, Thing], list[Thing]]] = {
            "Get-Mailbox": self._get,
            "Get-CASMailbox": self._get_clients,
            "Get-MailboxPermission": self._permissions,
            "Get-RecipientPermission": self._trustees,
            "New-Mailbox": self._new,
            "Remove-Mailbox": self._remove,
            "Set-Mailbox": self._set,
            "Get-Recipient": self._recipients,
            "Set-UnifiedGroup": lambda call, given: self._address(call, given, call.tenant.groups),
            "Set-DistributionGroup": lambda call, given: self._address(call, given, call.tenant.contacts),
            "Set-DynamicDistributionGroup": lambda call, given: self._address(
                call, given, call.tenant.contacts
            ),
            "Set-MailContact": lambda call, given: self._address(call, given, call.tenant.contacts),
            "Set-CASMailbox": self._set_clients,
            "Add-MailboxPermission": lambda call, given: self._grant(call, given, "User", "full", add=True),
            "Remove-MailboxPermission": lambda call, given: self._grant(
                call, given, "User", "full", add=False
            ),
            "Add-RecipientPermission": lambda call, given: self._grant(
                call, given, "Trustee", "send-as", add=True
            ),
            "Remove-RecipientPermission": lambda call, given: self._grant(
                call, given, "Trustee", "send-as", add=False
            ),
        }

    def invoke(self, call: Call, tenant_id: str) -> Answer:
        """Run one cmdlet."""
        if tenant_id != call.tenant.id:
            raise Refused(403, "Forbidden", "The token is of another organisation.")
        asked = part(call.request.json(), "CmdletInput")
        cmdlet = self._cmdlets.get(text(asked, "CmdletName"))
        if cmdlet is None:
            raise Refused(400, "BadRequest", f"The term '{text(asked, 'CmdletName')}' is not recognized.")
        found = cmdlet(call, part(asked, "Parameters"))
        written = call.request.query.get("$skiptoken", "0")
        start = int(written) if written.isdigit() else 0
        value: list[JsonValue] = [*found[start : start + _PER_PAGE]]
        beside: Thing = {}
        if len(found) > start + _PER_PAGE:
            beside["@odata.nextLink"] = (
                f"{call.request.base}{call.request.path}?$skiptoken={start + _PER_PAGE}"
            )
        return Answer(200, {**beside, "value": value})

    def _get(self, call: Call, given: Thing) -> list[Thing]:
        return [self._shown(call, box) for box in self._chosen(call, given)]

    def _get_clients(self, call: Call, given: Thing) -> list[Thing]:
        return [
            {"ExternalDirectoryObjectId": box.owner, **{way: way in box.open_ways for way in WAYS}}
            for box in self._chosen(call, given)
        ]

    def _permissions(self, call: Call, given: Thing) -> list[Thing]:
        box = self._one(call, given)
        own: Thing = {"Identity": box.owner, "User": "NT AUTHORITY\\SELF", "AccessRights": ["FullAccess"]}
        return [own] + [
            {"Identity": box.owner, "User": delegate, "AccessRights": ["FullAccess"]}
            for delegate, kind in sorted(box.rights)
            if kind == "full"
        ]

    def _trustees(self, call: Call, given: Thing) -> list[Thing]:
        box = self._one(call, given)
        own: Thing = {"Identity": box.owner, "Trustee": "NT AUTHORITY\\SELF", "AccessRights": ["SendAs"]}
        return [own] + [
            {"Identity": box.owner, "Trustee": delegate, "AccessRights": ["SendAs"]}
            for delegate, kind in sorted(box.rights)
            if kind == "send-as"
        ]

    def _new(self, call: Call, given: Thing) -> list[Thing]:
        tenant, name, alias = call.tenant, text(given, "Name"), text(given, "Alias")
        kind = next((kind for kind in ("Shared", "Room") if given.get(kind) is True), "")
        if not name or not alias or not kind:
            raise Refused(400, "BadRequest", "Name, Alias, and Shared or Room are needed.")
        if len(name) > 64:  # noqa: PLR2004 - what Exchange takes
            raise Refused(400, "BadRequest", "The length of the property is too long: 64 at the most.")
        address = f"{alias}@{tenant.initial_domain}"
        taken = any(box.mark == name for box in self._office.all(tenant))
        if taken or tenant.users.find("userPrincipalName", address) or tenant.users.find("mail", address):
            raise Refused(400, "BadRequest", f"The proxy address or name already exists: {name}.")
        user: Thing = {
            "id": tenant.new_id("user", address),
            "displayName": text(given, "DisplayName") or name,
            "userPrincipalName": address,
            "mailNickname": alias,
            "mail": address,
            "accountEnabled": False,
            "userType": "Member",
            "jobTitle": SHARED if kind == "Shared" else ROOM,
            "createdDateTime": moment(call.clock.now()),
            "businessPhones": [],
            "otherMails": [],
            "proxyAddresses": [f"SMTP:{address}"],
            "assignedLicenses": [],
        }
        tenant.users.put(user)
        owner = text(user, "id")
        box = Box(identifier(tenant.id, "mailbox", owner), owner, f"{kind}Mailbox", mark=name)  # type: ignore[arg-type]
        for known, (_, english, holds) in KNOWN.items():
            box.add_folder(english, holds, known=known)
        self._office.keep(box)
        return [self._shown(call, box)]

    def _remove(self, call: Call, given: Thing) -> list[Thing]:
        box = self._one(call, given)
        if box.held:
            raise Refused(400, "BadRequest", "The mailbox is on hold, and cannot be removed.")
        self._office.drop(box)
        call.tenant.users.remove(box.owner)
        return []

    def _set(self, call: Call, given: Thing) -> list[Thing]:
        box = self._one(call, given)
        if "EmailAddresses" in given:
            self._address(call, {**given, "Identity": box.owner}, call.tenant.users)
        if "ForwardingSmtpAddress" in given:
            box.forwards_to = text(given, "ForwardingSmtpAddress").removeprefix("smtp:")
        if "ForwardingAddress" in given:
            box.forwards_within = self._person(call, text(given, "ForwardingAddress"))
        if isinstance(given.get("DeliverToMailboxAndForward"), bool):
            box.keeps_copy = given["DeliverToMailboxAndForward"] is True
        changes = part(given, "GrantSendOnBehalfTo")
        for delegate in texts(changes, "add"):
            self._known(call, delegate)
            box.rights.add((delegate, "on-behalf"))
        for delegate in texts(changes, "remove"):
            box.rights.discard((delegate, "on-behalf"))
        return []

    def _recipients(self, call: Call, given: Thing) -> list[Thing]:
        """Everybody with addresses; contacts and distribution lists too, which Graph does not list."""
        del given
        kinds = {box.owner: box.kind for box in self._office.all(call.tenant)}
        found = [(one, kinds.get(text(one, "id"), "UserMailbox")) for one in call.tenant.users.values()]
        found += [(one, "GroupMailbox") for one in call.tenant.groups.values()]
        found += [(one, text(one, "type")) for one in call.tenant.contacts.values()]
        return [
            {
                "ExternalDirectoryObjectId": text(one, "id"),
                "RecipientTypeDetails": kind,
                "EmailAddresses": [*texts(one, "proxyAddresses")],
            }
            for one, kind in found
            if texts(one, "proxyAddresses")
        ]

    def _address(self, call: Call, given: Thing, table: Table) -> list[Thing]:
        """Exactly these addresses, of which one is what it sends as: on domains of this tenant alone."""
        found = table.true(text(given, "Identity"))
        if found is None:
            raise _nobody(text(given, "Identity"))
        wanted = texts(given, "EmailAddresses")
        first = [one for one in wanted if one.startswith("SMTP:")]
        if len(first) != 1:
            raise Refused(400, "BadRequest", "There must be one and only one primary SMTP address.")
        _allowed(call, text(found, "id"), wanted, own=table is not call.tenant.contacts)
        proxies: list[JsonValue] = [*wanted]
        table.put({**found, "proxyAddresses": proxies, "mail": first[0].removeprefix("SMTP:")})
        return []

    def _set_clients(self, call: Call, given: Thing) -> list[Thing]:
        box = self._one(call, given)
        box.open_ways |= {way for way in WAYS if given.get(way) is True}
        box.open_ways -= {way for way in WAYS if given.get(way) is False}
        return []

    def _grant(self, call: Call, given: Thing, who: str, kind: str, *, add: bool) -> list[Thing]:
        box, delegate = self._one(call, given), text(given, who)
        if add:
            self._known(call, delegate)
            box.rights.add((delegate, kind))
        else:
            box.rights.discard((delegate, kind))
        return []

    def _person(self, call: Call, name: str) -> str:
        """The account that a name means, as `ForwardingAddress` shows it."""
        if not name:
            return ""
        found = next(
            (box for box in self._office.all(call.tenant) if self._name(call, box.owner) == name), None
        )
        if found is None:
            raise _nobody(name)
        return found.owner

    def _name(self, call: Call, owner: str) -> str | None:
        return text(call.tenant.users.true(owner) or {}, "mailNickname") or None

    def _known(self, call: Call, delegate: str) -> None:
        if call.tenant.object(delegate) is None:
            raise _nobody(delegate)

    def _chosen(self, call: Call, given: Thing) -> list[Box]:
        return [self._one(call, given)] if text(given, "Identity") else self._office.all(call.tenant)

    def _one(self, call: Call, given: Thing) -> Box:
        name = text(given, "Identity")
        box = self._office.of(call.tenant, name)
        found = box or next((one for one in self._office.all(call.tenant) if one.mark == name), None)
        if found is None:
            raise _nobody(name)
        return found

    def _shown(self, call: Call, box: Box) -> Thing:
        user = call.tenant.users.true(box.owner) or {}
        return {
            "ExternalDirectoryObjectId": box.owner,
            "Name": box.mark or text(user, "mailNickname"),
            "Alias": text(user, "mailNickname"),
            "DisplayName": text(user, "displayName"),
            "PrimarySmtpAddress": text(user, "mail"),
            "RecipientTypeDetails": box.kind,
            "ForwardingSmtpAddress": f"smtp:{box.forwards_to}" if box.forwards_to else None,
            "ForwardingAddress": self._name(call, box.forwards_within),
            "DeliverToMailboxAndForward": box.keeps_copy,
            "LitigationHoldEnabled": box.held,
            "ArchiveStatus": "Active" if box.archive else "None",
            "LegacyExchangeDN": f"/o=Practice/ou={call.tenant.name}/cn=Recipients/cn={box.owner}",
            "GrantSendOnBehalfTo": [d for d, kind in sorted(box.rights) if kind == "on-behalf"],
        }


def _allowed(call: Call, owner: str, wanted: list[str], *, own: bool) -> None:
    for one in (address for address in wanted if own and address.lower().startswith("smtp:")):
        domain = domain_of(one)
        if not call.tenant.is_verified(domain):
            raise Refused(400, "BadRequest", f"The domain '{domain}' isn't an accepted domain.")
        if any(text(other, "id") != owner for other in holders(call.tenant, one)):
            raise Refused(400, "BadRequest", f"The proxy address '{one}' is already being used by another.")


def _nobody(name: str) -> Refused:
    return Refused(
        404, "NotFound", f"The operation couldn't be performed because object '{name}' couldn't be found."
    )
