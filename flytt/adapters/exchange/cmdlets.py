"""What is to be changed as cmdlets, and what their answers say: the same for both ways."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flytt.adapters.graph.answer import Thing, text, things
from flytt.migration.errors import BadInput
from flytt.migration.exchange import (
    NOTHING_SHUT,
    WAYS,
    Box,
    BoxKind,
    Forwarding,
    NewBox,
    Recipient,
    RecipientKind,
    Right,
)
from flytt.migration.record import Json

_KINDS: dict[str, BoxKind] = {"UserMailbox": "user", "SharedMailbox": "shared", "RoomMailbox": "room"}
_SELF = "NT AUTHORITY\\SELF"


@dataclass(frozen=True)
class Cmdlet:
    """One cmdlet to run."""

    name: str
    parameters: dict[str, Json] = field(default_factory=dict[str, Json])


def making(new: Iterable[NewBox]) -> Iterator[Cmdlet]:
    """Yield what makes mailboxes, under Flytt's mark as their name."""
    for one in new:
        kind = "Room" if one.kind == "room" else "Shared"
        yield Cmdlet(
            "New-Mailbox",
            {"Name": one.mark, "DisplayName": one.display_name, "Alias": one.nickname, kind: True},
        )


def removing(accounts: Iterable[str]) -> Iterator[Cmdlet]:
    """Yield what removes mailboxes with their accounts."""
    yield from (Cmdlet("Remove-Mailbox", {"Identity": one, "Confirm": False}) for one in accounts)


def granting(rights: Iterable[Right], *, give: bool) -> Iterator[Cmdlet]:
    """Yield what gives or takes rights."""
    verb, change = ("Add", "add") if give else ("Remove", "remove")
    for one in rights:
        if one.kind == "full":
            given: dict[str, Json] = {
                "Identity": one.account,
                "User": one.delegate,
                "AccessRights": "FullAccess",
            }
            yield Cmdlet(f"{verb}-MailboxPermission", given | ({} if give else {"Confirm": False}))
        elif one.kind == "send-as":
            given = {"Identity": one.account, "Trustee": one.delegate, "AccessRights": "SendAs"}
            yield Cmdlet(f"{verb}-RecipientPermission", given | {"Confirm": False})
        else:
            changed: dict[str, Json] = {change: [one.delegate]}
            yield Cmdlet("Set-Mailbox", {"Identity": one.account, "GrantSendOnBehalfTo": changed})


def turning(
    accounts: Iterable[str], *, allowed: bool, shut: Mapping[str, tuple[str, ...]] = NOTHING_SHUT
) -> Iterator[Cmdlet]:
    """Yield what lets people's programs in by all ways but those that are `shut`, or keeps them out."""
    for one in accounts:
        ways: dict[str, Json] = {way: allowed and way not in shut.get(one, ()) for way in WAYS}
        yield Cmdlet("Set-CASMailbox", {"Identity": one, **ways})


def forwarding(forwardings: Iterable[Forwarding]) -> Iterator[Cmdlet]:
    """Yield what lets mailboxes send on."""
    for one in forwardings:
        yield Cmdlet(
            "Set-Mailbox",
            {
                "Identity": one.account,
                "ForwardingSmtpAddress": f"smtp:{one.to}" if one.to else None,
                "ForwardingAddress": one.within or None,
                "DeliverToMailboxAndForward": one.keeps,
            },
        )


_RECIPIENTS: dict[str, RecipientKind] = {
    "UserMailbox": "mailbox",
    "SharedMailbox": "mailbox",
    "RoomMailbox": "mailbox",
    "EquipmentMailbox": "mailbox",
    "SchedulingMailbox": "mailbox",
    "GroupMailbox": "group",
    "MailUniversalDistributionGroup": "list",
    "MailUniversalSecurityGroup": "list",
    "MailNonUniversalGroup": "list",
    "RoomList": "list",
    "DynamicDistributionGroup": "dynamic",
    "MailContact": "contact",
    "MailUser": "user",
    "GuestMailUser": "user",
}
_ADDRESSED: dict[RecipientKind, str] = {
    "mailbox": "Set-Mailbox",
    "group": "Set-UnifiedGroup",
    "list": "Set-DistributionGroup",
    "dynamic": "Set-DynamicDistributionGroup",
    "contact": "Set-MailContact",
    "user": "Set-MailUser",
}


def addressing(recipients: Iterable[Recipient]) -> Iterator[Cmdlet]:
    """Yield what gives each exactly these addresses. BadInput for a kind that no cmdlet is known for."""
    for one in recipients:
        if one.kind not in _ADDRESSED:
            raise BadInput(
                f"Recipient {one.id} was to get other addresses, and Flytt knows no cmdlet for its kind.",
                still_true="It was not touched.",
                next_command="change it by hand, and back again when the domain is moved",
            )
        given: dict[str, Json] = {"Identity": one.id, "EmailAddresses": [*one.addresses]}
        yield Cmdlet(_ADDRESSED[one.kind], given)


def recipient_of(thing: Thing) -> Recipient:
    """Return a recipient: by the directory's id, or by Exchange's own where the directory has none."""
    listed = thing.get("EmailAddresses")
    return Recipient(
        id=text(thing, "ExternalDirectoryObjectId") or text(thing, "Guid"),
        kind=_RECIPIENTS.get(text(thing, "RecipientTypeDetails"), "other"),
        addresses=tuple(str(one) for one in listed) if isinstance(listed, list) else (),
    )


def box_of(thing: Thing, clients: Thing) -> Box:
    """Return a mailbox. Its programs are let in when any of the ways is open."""
    forwards = text(thing, "ForwardingSmtpAddress").removeprefix("smtp:")
    name = text(thing, "Name")
    return Box(
        account=text(thing, "ExternalDirectoryObjectId"),
        kind=_KINDS.get(text(thing, "RecipientTypeDetails"), "user"),
        mark=name if name.startswith("flytt-") else "",
        nickname=text(thing, "Alias"),
        display_name=text(thing, "DisplayName"),
        address=text(thing, "PrimarySmtpAddress"),
        clients=any(clients.get(name) is True for name in WAYS),
        shut=tuple(name for name in WAYS if clients.get(name) is False),
        held=thing.get("LitigationHoldEnabled") is True,
        archive=text(thing, "ArchiveStatus") == "Active",
        legacy=text(thing, "LegacyExchangeDN"),
        forwards_to=forwards,
        forwards_within=text(thing, "ForwardingAddress"),
        keeps=thing.get("DeliverToMailboxAndForward") is True,
    )


def _is_given(row: Thing, right: str) -> bool:
    is_refused = row.get("Deny") is True or text(row, "AccessControlType") == "Deny"
    what = row.get("AccessRights")
    given = what if isinstance(what, list) else str(what).split(", ")
    return right in given and not is_refused and row.get("IsInherited") is not True


def rights_of(account: str, full: list[Thing], send_as: list[Thing], box: Thing) -> Iterator[Right]:
    """Yield who may do what with a mailbox: its owner is left out, and what is refused, inherited or less."""
    for rows, name, kind, allows in (
        (full, "User", "full", "FullAccess"),
        (send_as, "Trustee", "send-as", "SendAs"),
    ):
        for row in rows:
            delegate = text(row, name)
            if delegate and delegate != _SELF and _is_given(row, allows):
                yield Right.model_validate({"account": account, "delegate": delegate, "kind": kind})
    listed = box.get("GrantSendOnBehalfTo")
    for delegate in listed if isinstance(listed, list) else ():
        yield Right(account=account, delegate=str(delegate), kind="on-behalf")


__all__ = [
    "Cmdlet", "addressing", "box_of", "forwarding", "granting", "making", "recipient_of", "removing",
    "rights_of", "things", "turning",
]  # fmt: skip
