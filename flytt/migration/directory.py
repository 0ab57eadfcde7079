"""What steps see of a tenant's directory: people, groups, memberships and licences.

Names and addresses pass through steps and their spool only; the ledger gets ids, counts and digests. Every
operation that writes may be repeated: what is made carries a mark, and one mark is never made twice.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from pydantic import Field

from flytt.migration.record import Record

if TYPE_CHECKING:
    from flytt.migration.chats import Chats
    from flytt.migration.domains import Domains
    from flytt.migration.exchange import Exchange
    from flytt.migration.intranet import TenantSites
    from flytt.migration.mailboxes import Mailboxes
    from flytt.migration.task_plans import TaskPlans
    from flytt.migration.teams import Teams

Route: TypeAlias = Literal["list", "changes"]
"""Two ways of reading that share no index: page by page, or as a track of changes from the beginning."""

MARK = "flytt"
"""What every mark begins with."""


class Held(Record):
    """A licence that somebody has, and the parts of it that are switched off (service plan ids)."""

    sku: str
    without: tuple[str, ...] = ()


class Profile(Record):
    """What a directory says of a person, and is carried over as it is."""

    display_name: str
    given_name: str = ""
    surname: str = ""
    job_title: str = ""
    department: str = ""
    company: str = ""
    office: str = ""
    mobile: str = ""
    employee: str = ""
    usage_location: str = ""
    language: str = ""


ProfileField: TypeAlias = Literal[
    "display_name", "given_name", "surname", "job_title", "department", "company", "office", "mobile",
    "employee", "usage_location", "language",
]  # fmt: skip
"""A property of a profile by its name."""


class ProfilePart(Record):
    """Some properties of one account, by id, and what they shall say."""

    person: str
    says: dict[ProfileField, str]


class Person(Record):
    """One account. `guest_of` is a guest's own address elsewhere, empty for members of the tenant."""

    id: str
    name: str = Field(description="user principal name")
    nickname: str
    profile: Profile
    enabled: bool
    guest_of: str = ""
    licences: tuple[Held, ...] = ()
    mark: str = ""


class NewPerson(Record):
    """An account to be made: blocked for sign-in, without a licence, under a password that nobody knows."""

    name: str
    nickname: str
    profile: Profile
    guest_of: str = ""
    mark: str


class GroupProfile(Record):
    """What a directory says of a group. `unified` is a Microsoft 365 group, with a mailbox and a site."""

    display_name: str
    nickname: str
    description: str = ""
    unified: bool = False
    mail_enabled: bool = False
    security_enabled: bool = True
    visibility: str = ""


class Group(Record):
    """One group. `rule` is that of a dynamic group: its members follow from it, and are not written."""

    id: str
    profile: GroupProfile
    rule: str = ""
    mark: str = ""


class NewGroup(Record):
    """A group to be made; adding people to it sends them nothing.

    Its `owners` come with it, by id, twenty at the most: the last owner of a group cannot be taken out again.
    """

    profile: GroupProfile
    owners: tuple[str, ...] = Field(default=(), max_length=20)
    mark: str


class Membership(Record):
    """That somebody, or a group, is a member or an owner of a group: both by id."""

    group: str
    member: str
    role: Literal["member", "owner"] = "member"

    def __hash__(self) -> int:
        """Let many of them lie in a set."""
        return hash((self.group, self.member, self.role))


class Licensing(Record):
    """That a person has a licence: person and SKU by id, and what of it is switched off."""

    person: str
    sku: str
    without: tuple[str, ...] = ()


class Sku(Record):
    """A kind of licence that the tenant has bought. `name` is the same in all tenants, `id` too."""

    id: str
    name: str
    seats: int
    used: int

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return max(0, self.seats - self.used)


class Speed(Record):
    """What the service lets through now, as far as it has been met: requests a second, by what is done."""

    reads: float
    writes: float


class Directory(Protocol):
    """One tenant's directory. What is read may be some seconds old; a write waits until it can be read."""

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return the permissions that the tenant's administrators have consented to, as Graph names them."""
        ...

    def domains(self) -> tuple[str, ...]:
        """Return the domains that the tenant has proven to be its own."""
        ...

    def people(self, route: Route = "list") -> Iterator[Person]:
        """Yield all accounts, guests among them."""
        ...

    def count(self) -> int:
        """Return how many accounts the directory itself says there are."""
        ...

    def groups(self, route: Route = "list") -> Iterator[Group]: ...

    def memberships(self, groups: tuple[str, ...], route: Route = "list") -> Iterator[Membership]:
        """Yield members and owners of these groups, direct ones."""
        ...

    def skus(self) -> tuple[Sku, ...]: ...

    def speed(self) -> Speed: ...

    def catch_up(self, marks: frozenset[str]) -> None:
        """Wait until accounts and groups with these marks can be read, or could be if they were there.

        For who comes after a writer that was killed: what that one had just made may not be listed yet.
        """
        ...

    def make_people(self, people: tuple[NewPerson, ...]) -> None:
        """Make accounts that are not there by their mark; guests are invited without any message.

        ChangedByOthers when somebody else's account has the name.
        """
        ...

    def remove_people(self, ids: tuple[str, ...]) -> None:
        """Remove accounts; gone already is success. They can be brought back for thirty days."""
        ...

    def make_groups(self, groups: tuple[NewGroup, ...]) -> None:
        """Make groups that are not there by their mark. ChangedByOthers when a nickname is taken."""
        ...

    def remove_groups(self, ids: tuple[str, ...]) -> None:
        """Remove groups; gone already is success. A Microsoft 365 group can come back for thirty days."""
        ...

    def add_members(self, memberships: tuple[Membership, ...]) -> None:
        """Add members and owners; there already is success."""
        ...

    def drop_members(self, memberships: tuple[Membership, ...]) -> None:
        """Take members and owners out; gone already is success."""
        ...

    def give_licences(self, licences: tuple[Licensing, ...]) -> None:
        """Give licences; had already is success."""
        ...

    def take_licences(self, licences: tuple[Licensing, ...]) -> None:
        """Take licences; gone already is success."""
        ...

    def set_profiles(self, parts: tuple[ProfilePart, ...]) -> None:
        """Set properties of accounts; an empty text empties one.

        `display_name` and `usage_location` cannot be emptied. ChangedByOthers, when all others are set, names
        by id the accounts that the service lets no application change, and that stand otherwise.
        """
        ...

    def set_enabled(self, ids: tuple[str, ...], *, enabled: bool) -> None:
        """Let these accounts sign in, or block them."""
        ...


class Directories(Protocol):
    """All tenants, by the name that the mapping gives one: directories, mailboxes, Exchange and sites."""

    def on(self, tenant: str) -> Directory: ...

    def mail(self, tenant: str) -> "Mailboxes": ...

    def exchange(self, tenant: str) -> "Exchange": ...

    def teams(self, tenant: str) -> "Teams": ...

    def chats(self, tenant: str) -> "Chats": ...

    def planner(self, tenant: str) -> "TaskPlans": ...

    def sites(self, tenant: str) -> "TenantSites": ...

    def domains_of(self, tenant: str) -> "Domains": ...
