"""Two tenants from a seed: the municipality's own, and the shared one it moves into."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from practice.graph.addresses import add_mailbox
from practice.graph.certificates import app_certificate
from practice.graph.clock import EPOCH, Clock
from practice.graph.domains import new_domain
from practice.graph.drive import Drive, Item, drive_id, seeded
from practice.graph.groups import new_group
from practice.graph.invitations import guest
from practice.graph.licences import FILES, PUPIL, STAFF, new_sku
from practice.graph.post_office import ROOM, SHARED
from practice.graph.rich_drive import enrich
from practice.graph.tenant import App, Tenant
from practice.graph.things import Thing, identifier, moment, parts, text, texts
from practice.people import Draw, Person, people

__all__ = ["ROLES", "Plan", "make_estate"]

_READ = (
    "User",
    "Group",
    "GroupMember",
    "Directory",
    "Domain",
    "Files",
    "Sites",
    "LicenseAssignment",
    "Organization",
    "MailboxFolder",
    "MailboxItem",
    "AuditLogsQuery",
)
_TEAMS_READ = frozenset({
    "Team.ReadBasic.All", "Channel.ReadBasic.All", "ChannelMessage.Read.All", "TeamMember.Read.All",
    "TeamsTab.Read.All", "Chat.Read.All",
})  # fmt: skip
_TEAMS_WRITE = frozenset({
    "Teamwork.Migrate.All", "TeamSettings.ReadWrite.All", "TeamMember.ReadWrite.All",
    "TeamsTab.ReadWrite.All", "Chat.Create", "Chat.ReadWrite.All", "Chat.ManageDeletion.All",
})  # fmt: skip
_PLANNER_READ, _PLANNER_WRITE = frozenset({"Tasks.Read.All"}), frozenset({"Tasks.ReadWrite.All"})
_BOXES_READ = frozenset({"MailboxItem.Export.All", "MailboxSettings.Read", "Exchange.ManageAsApp"})
_BOXES_WRITE = frozenset({
    "MailboxFolder.ReadWrite.All", "MailboxItem.ImportExport.All", "Mail.ReadWrite", "Calendars.ReadWrite",
    "Contacts.ReadWrite",
})  # fmt: skip
ROLES = {
    "reader": frozenset(f"{name}.Read.All" for name in _READ) | _BOXES_READ | _TEAMS_READ | _PLANNER_READ,
    "writer": frozenset(f"{name}.Read.All" for name in _READ)
    | _BOXES_READ
    | _BOXES_WRITE
    | _TEAMS_READ
    | _TEAMS_WRITE
    | _PLANNER_READ
    | _PLANNER_WRITE
    | {
        "User.ReadWrite.All",
        "User.DeleteRestore.All",
        "User.Invite.All",
        "User.RevokeSessions.All",
        "Group.ReadWrite.All",
        "Group.Create",
        "GroupMember.ReadWrite.All",
        "Domain.ReadWrite.All",
        "Files.ReadWrite.All",
        "Sites.ReadWrite.All",
        "Sites.FullControl.All",
        "LicenseAssignment.ReadWrite.All",
        "Directory.ReadWrite.All",
    },
    "sender": frozenset({"Mail.ReadWrite", "Mail.Send", "Sites.ReadWrite.All"}),
}
_PLACES = ("Helse", "Skole", "Teknisk", "Kultur", "Sentrum", "Økonomi")
_GUEST_SHARE, _PUPIL_SHARE = 40, 2


class Plan(BaseModel):
    """What to make. `people` are in the source; the target has `people_there` of its own.

    `lenient`: a token at an upload or download address is borne, as old clients (rclone 1.60) send it.
    `rich`: drives of the source also have deep folders, rights and links, and one of them a large file.
    `files` for each person with a licence; `items` in each mailbox of the source; of its `shared_boxes` every
    third is a room. `teams` are of its first Microsoft 365 groups, with `messages` in each channel; `chats`
    of each kind have as many.
    `plans` are of those groups too, with `tasks` in each.
    `contacts` have an address on the zone; every second one is a distribution list. Every second person is a
    pupil; every fortieth is a guest besides. `records` are acts upon forms in the source's audit log.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 1
    people: int = Field(default=12, ge=0, le=100_000)
    people_there: int = Field(default=12, ge=0, le=100_000)
    files: int = Field(default=6, ge=0, le=10_000)
    shared_boxes: int = Field(default=0, ge=0, le=1_000)
    items: int = Field(default=0, ge=0, le=100_000)
    contacts: int = Field(default=0, ge=0, le=1_000)
    pages: int = Field(default=0, ge=0, le=100_000)
    teams: int = Field(default=0, ge=0, le=1_000)
    chats: int = Field(default=0, ge=0, le=10_000)
    messages: int = Field(default=0, ge=0, le=100_000)
    plans: int = Field(default=0, ge=0, le=1_000)
    tasks: int = Field(default=0, ge=0, le=9_000)
    records: int = Field(default=0, ge=0, le=1_000_000)
    purge_tells: bool = False
    rich: bool = False
    zone: str = "hustadvika.practice"
    profile: Literal["calm", "busy", "worst"] = "calm"
    scale: float = Field(default=1.0, gt=0)
    lenient: bool = False


def make_estate(plan: Plan, clock: Clock) -> dict[str, Tenant]:
    """The two tenants by their ids: `source` has the zone as its proven domain, `target` has only its own."""
    shared = Draw(f"{plan.seed}/shared")
    tenants: dict[str, Tenant] = {}
    for name, count in (("source", plan.people), ("target", plan.people_there)):
        tenant = _tenant(plan, name, clock)
        if name == "source":
            tenant.domains.put(new_domain(plan.zone, verified=True, default=True))
            initial = tenant.domains.true(tenant.initial_domain)
            assert initial is not None
            tenant.domains.put(initial | {"isDefault": False})
        _fill(tenant, list(people(Draw(tenant.seed), shared, count=count, overlap=min(3, count))))
        if name == "source":
            _shared_boxes(tenant, plan.shared_boxes)
            _contacts(tenant, plan.contacts)
        tenants[tenant.id] = tenant
    for tenant in tenants.values():
        tenant.others += [other for other in tenants.values() if other is not tenant]
    return tenants


def _tenant(plan: Plan, name: str, clock: Clock) -> Tenant:
    seed = f"{plan.seed}/graph/{name}"
    apps: dict[str, App] = {}
    for role, roles in ROLES.items():
        app_id = identifier(seed, "app", role)
        key, certificate = app_certificate(f"flytt-{name}-{role}")
        secret = identifier(seed, "secret", role)
        apps[app_id] = App(app_id, f"flytt-{role}", roles, secret, certificate, key)
    tenant = Tenant(
        identifier(seed, "tenant"), name, f"{name}.onmicrosoft.practice", seed, clock, apps,
        refresh_token=identifier(seed, "refresh"),
    )  # fmt: skip
    tenant.domains.put(new_domain(tenant.initial_domain, verified=True, initial=True, default=True))
    seats = max(100, plan.people + plan.people_there)
    for sku, part_number in ((STAFF, "STANDARDPACK"), (PUPIL, "STANDARDWOFFPACK_STUDENT")):
        tenant.skus[sku] = new_sku(tenant.id, sku, part_number, seats)

    def make_drive(of: Tenant, owner: str) -> Drive | None:
        made = _drive(of, owner, plan.files)
        if made is not None and plan.rich and owner in of.seeded and name == "source":
            _enrich(of, made)
        return made

    tenant.drive_maker = make_drive
    return tenant


def _fill(tenant: Tenant, generated: list[Person]) -> None:
    domain, draw = tenant.default_domain(), Draw(f"{tenant.seed}/people")
    taken: dict[str, int] = {}
    staff: list[str] = []
    for number, person in enumerate(generated):
        is_pupil = number % _PUPIL_SHARE == 1
        user = _user(tenant, person, number, domain, taken, is_pupil=is_pupil)
        tenant.users.put(user)
        staff += [] if is_pupil else [text(user, "id")]
        if number % _GUEST_SHARE == _GUEST_SHARE - 1:
            tenant.users.put(guest(tenant, f"gjest{number}@gjest.example", f"Gjest {number}", EPOCH))
    everybody = [text(user, "id") for user in tenant.users.values()]
    _groups(tenant, staff, everybody, draw)
    tenant.seeded = frozenset(
        text(thing, "id") for thing in (*tenant.users.values(), *tenant.groups.values())
    )


def _shared_boxes(tenant: Tenant, count: int) -> None:
    """Accounts that are nobody's: blocked, without a licence, with a mailbox all the same."""
    for number in range(count):
        local, domain = f"felles-{number + 1}", tenant.default_domain()
        user: Thing = {
            "id": tenant.new_id("user", f"{local}@{domain}"),
            "displayName": f"Felles {number + 1}",
            "userPrincipalName": f"{local}@{domain}",
            "mailNickname": local,
            "accountEnabled": False,
            "userType": "Member",
            "jobTitle": ROOM if number % 3 == 2 else SHARED,  # noqa: PLR2004
            "createdDateTime": moment(EPOCH),
            "businessPhones": [],
            "otherMails": [],
            "proxyAddresses": [],
            "assignedLicenses": [],
        }
        tenant.users.put(add_mailbox(user))
        tenant.seeded |= {text(user, "id")}


def _contacts(tenant: Tenant, count: int) -> None:
    """What mail can be sent to without being a user or a group of Graph's."""
    for number in range(count):
        is_list = number % 2 == 1
        address = f"{'liste' if is_list else 'kontakt'}-{number + 1}@{tenant.default_domain()}"
        kind = "MailUniversalDistributionGroup" if is_list else "MailContact"
        proxies: list[JsonValue] = [f"SMTP:{address}"]
        contact: Thing = {"id": tenant.new_id("contact", address), "type": kind, "mail": address}
        tenant.contacts.put({**contact, "proxyAddresses": proxies})


def _user(
    tenant: Tenant, person: Person, number: int, domain: str, taken: dict[str, int], *, is_pupil: bool
) -> Thing:
    given, _, family = person.name.partition(" ")
    local = f"{_plain(given)}.{_plain(family)}"
    taken[local] = taken.get(local, 0) + 1
    local += str(taken[local]) if taken[local] > 1 else ""
    name = f"{local}@{domain}"
    draw = Draw(f"{tenant.seed}/user")
    licence: Thing = {"skuId": PUPIL if is_pupil else STAFF, "disabledPlans": []}
    user: Thing = {
        "id": tenant.new_id("user", name),
        "displayName": person.name,
        "givenName": given,
        "surname": family,
        "userPrincipalName": name,
        "mailNickname": local,
        "accountEnabled": number % 31 != 30,  # noqa: PLR2004
        "userType": "Member",
        "usageLocation": "NO",
        "preferredLanguage": "nb-NO",
        "employeeId": f"{number + 1:06}",
        "department": draw.pick(_PLACES, number, "place"),
        "jobTitle": "Elev" if is_pupil else "Ansatt",
        "companyName": "Praksis kommune",
        "createdDateTime": moment(EPOCH - 86_400 * (number % 900)),
        "businessPhones": [],
        "otherMails": [],
        "proxyAddresses": [],
        "assignedLicenses": [licence],
    }
    return add_mailbox(user)


def _groups(tenant: Tenant, staff: list[str], everybody: list[str], draw: Draw) -> None:
    for number in range(max(2, len(everybody) // 12)):
        place = _PLACES[number % len(_PLACES)]
        nick = f"{_plain(place)}-{number + 1}"
        is_unified = number % 2 == 0
        given: Thing = {
            "displayName": f"{place} {number + 1}",
            "mailNickname": nick,
            "description": f"Øvingsgruppe {number + 1}",
            "groupTypes": list[JsonValue](["Unified"] if is_unified else []),
            "mailEnabled": is_unified,
            "securityEnabled": not is_unified,
        }
        group = new_group(tenant, given, EPOCH)
        tenant.groups.put(group)
        group_id = text(group, "id")
        chosen = (
            {draw.number(len(everybody), number, seat) for seat in range(12)} if everybody else set[int]()
        )
        for seat in sorted(chosen):
            tenant.members.add(group_id, everybody[seat], tenant.groups.touch(group_id))
        if staff:
            tenant.owners.add(group_id, staff[number % len(staff)], tenant.groups.touch(group_id))


def _drive(tenant: Tenant, owner: str, files: int) -> Drive | None:
    """The drive as it was at first sight; a pure function of seed and owner."""
    kind, thing = tenant.object(owner) or ("", {})
    licences = parts(thing, "assignedLicenses")
    if kind == "user" and not any(FILES not in texts(held, "disabledPlans") for held in licences):
        return None
    if not kind or (kind == "group" and "Unified" not in texts(thing, "groupTypes")):
        return None
    drive = Drive(drive_id(owner), owner, kind, text(thing, "displayName"), EPOCH)
    draw = Draw(f"{tenant.seed}/drive/{owner}")
    top = drive.item("root")
    for number in range(files if owner in tenant.seeded else 0):
        folder = drive.child(top.id, f"Mappe {number // 4}") if number >= 4 else top  # noqa: PLR2004
        if folder is None:
            called = f"Mappe {number // 4}"
            folder = drive.put(Item(drive.new_id(called), called, top.id, EPOCH, EPOCH))
        name = (
            f"{draw.pick(('Årsplan', 'Møte', 'Vedtak & notat', 'Søknad #1', 'Øving'), number)} {number}.txt"
        )
        size = draw.number(20_000, number, "size") if number % 7 != 6 else 0  # noqa: PLR2004
        drive.write(folder, name, seeded(f"{draw.seed}/{number}", size), EPOCH, conflict="fail")
    return drive


def _enrich(tenant: Tenant, drive: Drive) -> None:
    seeds = sorted(tenant.seeded)
    person = next(
        one
        for one in seeds
        if tenant.users.true(one) and text(tenant.users.true(one) or {}, "userType") == "Member"
    )
    groups = [one for one in seeds if (found := tenant.groups.true(one)) and found.get("groupTypes")]
    shared_with = [("user", person), *(("group", one) for one in groups[:1])]
    enrich(drive, f"{tenant.seed}/{drive.owner_id}", shared_with, large=drive.owner_id == person)


def _plain(name: str) -> str:
    letters = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
    return "".join(letter for letter in name.lower().translate(letters) if letter.isalnum())
