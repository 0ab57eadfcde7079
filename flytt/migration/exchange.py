"""What Graph cannot do with mailboxes, and Exchange's administration can: the Exchange port.

Behind it stands the administration's own endpoint, or a person who runs a script and hands back what it read.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, Protocol, TypeAlias

from pydantic import Field

from flytt.migration.record import Record

BoxKind: TypeAlias = Literal["user", "shared", "room"]
RecipientKind: TypeAlias = Literal["mailbox", "group", "list", "dynamic", "contact", "user", "other"]
"""`group`: of Microsoft 365; `list`: distribution and security groups; `dynamic`: a list whose members follow
from a rule; `user`: mail goes on elsewhere; `other`: nobody here knows how to change its addresses."""
RightKind: TypeAlias = Literal["full", "send-as", "on-behalf"]
WAYS = (
    "OWAEnabled", "OWAforDevicesEnabled", "MAPIEnabled", "ActiveSyncEnabled", "ImapEnabled", "PopEnabled",
    "EwsEnabled", "OutlookMobileEnabled", "MacOutlookEnabled", "UniversalOutlookEnabled",
    "OneWinNativeOutlookEnabled",
)  # fmt: skip
"""All the ways in which people's programs open a mailbox, as Exchange calls them."""
NOTHING_SHUT: Mapping[str, tuple[str, ...]] = MappingProxyType({})
MOST_NAME = 64
"""Characters in a mailbox's name, which is Flytt's mark on those that it makes."""


class Box(Record):
    """A mailbox as Exchange sees it. `account`: the directory's id. Addresses stay in memory and vault.

    `clients`: whether people's programs may open it. `forwards_to` empty: nowhere; `keeps`: a copy stays.
    `forwards_within`: somebody in the same tenant, by Exchange's name; it comes before `forwards_to`.
    `shut`: the ways in that are closed, by Exchange's names; one that is not stated is open.
    `legacy`: the name by which mail inside the house is sent to it, as Outlook remembers it.
    `archive`: there is a second mailbox beside it, which policies of the service move old mail into.
    """

    account: str
    kind: BoxKind
    mark: str = ""
    nickname: str
    display_name: str
    address: str
    clients: bool = True
    shut: tuple[str, ...] = ()
    held: bool = False
    archive: bool = False
    legacy: str = ""
    forwards_to: str = ""
    forwards_within: str = ""
    keeps: bool = False


class NewBox(Record):
    """A shared or room mailbox to be made, with an account of its own that nobody can sign in to."""

    mark: str = Field(max_length=MOST_NAME)
    kind: BoxKind
    nickname: str
    display_name: str


class Right(Record):
    """What a delegate may do with somebody's mailbox: both by the directory's id."""

    account: str
    delegate: str
    kind: RightKind

    def __hash__(self) -> int:
        """Let many of them lie in a set."""
        return hash((self.account, self.delegate, self.kind))


class Forwarding(Record):
    """Where a mailbox sends on what arrives: to somebody in its tenant, or else to an address."""

    account: str
    to: str = ""
    within: str = ""
    keeps: bool = False


class Recipient(Record):
    """Somebody or something that mail can be sent to. `addresses` as Exchange writes them.

    `SMTP:` is the one that it sends as, `smtp:` the others; further kinds (`SIP:`, `X500:`) lie among them.
    """

    id: str
    kind: RecipientKind
    addresses: tuple[str, ...]

    @property
    def print(self) -> frozenset[str]:
        """What is compared: Exchange keeps no order."""
        return frozenset(self.addresses)


class Exchange(Protocol):
    """Exchange's administration in one tenant. Every change may be repeated."""

    def boxes(self) -> tuple[Box, ...]: ...

    def rights(self, accounts: tuple[str, ...]) -> frozenset[Right]:
        """Return who may do what with these mailboxes, their owners left out."""
        ...

    def make_boxes(self, new: tuple[NewBox, ...]) -> None:
        """Make those whose mark is not there. ChangedByOthers when an address is taken."""
        ...

    def remove_boxes(self, accounts: tuple[str, ...]) -> None:
        """Remove mailboxes with their accounts; gone already is success."""
        ...

    def give_rights(self, rights: tuple[Right, ...]) -> None: ...

    def take_rights(self, rights: tuple[Right, ...]) -> None: ...

    def set_clients(
        self, accounts: tuple[str, ...], *, allowed: bool, shut: Mapping[str, tuple[str, ...]] = NOTHING_SHUT
    ) -> None:
        """Let people's programs open these mailboxes, or keep them out. Mail arrives all the same.

        `shut`: by account, the ways in that stay closed when they are let in.
        """
        ...

    def recipients(self) -> tuple[Recipient, ...]:
        """Return everybody and everything that has addresses, contacts and distribution lists too."""
        ...

    def set_addresses(self, recipients: tuple[Recipient, ...]) -> None:
        """Let each have exactly these addresses."""
        ...

    def forward(self, forwardings: tuple[Forwarding, ...]) -> None: ...
