"""What moves, who is affected and what holds it back: the rows a mapping is read into."""

from datetime import date, datetime, time
from typing import Literal, TypeAlias

from pydantic import Field

from flytt.migration.record import Json, Record, Slug, Standing

Kind: TypeAlias = Literal[
    "server-application",
    "hosted-application",
    "read-only-archive",
    "integration",
    "physical-move",
    "manual-change",
    "merged-instances",
    "file-share",
    "tenant-identity",
    "tenant-files",
    "tenant-intranet",
    "tenant-mailboxes",
    "tenant-teams",
    "tenant-chats",
    "tenant-planner",
    "tenant-domain",
    "tenant-part",
    "forms-estate",
]
Audience: TypeAlias = Literal["staff", "pupils", "guardians", "residents"]
DataClass: TypeAlias = Literal["open", "internal", "personal", "sensitive", "unknown"]
Language: TypeAlias = Literal["nb", "nn"]


class Place(Record):
    """Where in a mapping something was said: shown with every fault that concerns it."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Source(Record):
    """The document a fact comes from, and what it says there."""

    document: str
    says: str = ""


class Dependency(Record):
    """Another workload that must be open on the new side first."""

    workload: Slug
    why: str


class WindowWish(Record):
    """When the workload may be down. Local time; a part that nobody has stated is None.

    `standing` is that of the weakest part: a known date with practice hours is `practice`.
    """

    day: date | None = None
    start: time | None = None
    minutes: int | None = Field(default=None, ge=1, le=7 * 24 * 60)
    standing: Standing = "unknown"


class PublicWords(Record):
    """What is said to those outside the staff, in place of the words to staff. Empty lines are left out.

    `name` is what they know it as: a page or an app, hardly ever the product's name.
    """

    name: str = ""
    stops: str = ""
    works: str = ""
    before: str = ""
    meanwhile: str = ""
    after: str = ""


class Words(Record):
    """What a notice says about one workload in one language; empty lines are left out of the notice.

    `name` is what staff know it as where its own name is one of the trade's; empty: its own.
    """

    name: str = ""
    stops: str = ""
    works: str = ""
    before: str = ""
    meanwhile: str = ""
    after: str = ""
    public: PublicWords | None = None


class Workload(Record):
    """One thing that moves as a whole."""

    id: Slug
    name: str
    sector: Slug
    kind: Kind
    affects: tuple[Slug, ...]
    owner_role: str = "unknown"
    audience: tuple[Audience, ...] = ("staff",)
    data_class: DataClass = "unknown"
    standing: Literal["confirmed", "unconfirmed"] = "confirmed"
    depends_on: tuple[Dependency, ...] = ()
    agreement: Slug | None = None
    window: WindowWish = Field(default_factory=WindowWish)
    users: int | None = None
    source: Source
    settings: dict[str, Json] = {}
    practice_settings: tuple[str, ...] = ()
    unknown_settings: tuple[str, ...] = ()
    words: dict[Language, Words] = {}
    place: Place


class Agreement(Record):
    """A data processing agreement. `in_force_from` None: unknown, so no personal data moves under it."""

    id: Slug
    title: str
    in_force_from: date | None = None
    standing: Standing = "unknown"
    place: Place


class CalendarRow(Record):
    """A freeze, a holiday, staff capacity or a fixed date, with what it touches.

    Days are inclusive, in the municipality's own time zone. Empty `workloads` and `sectors` on a freeze
    mean that nothing may change at all. `evenings` is how many workloads one evening's staff can move.
    """

    id: Slug
    title: str
    kind: Literal["freeze", "holiday", "capacity", "fixed-date"]
    first: date
    last: date
    workloads: tuple[Slug, ...] = ()
    sectors: tuple[Slug, ...] = ()
    per_evening: int | None = Field(default=None, ge=0)
    standing: Standing = "known"
    source: Source
    place: Place


class Sector(Record):
    """A part of the municipality that users hear about together. No `languages`: the municipality's own."""

    id: Slug
    name: str
    name_nn: str = ""
    languages: tuple[Language, ...] = ()


class Approver(Record):
    """Who may answer gates. `public_key` (OpenSSH ed25519) makes an answer authenticated."""

    id: Slug
    role: str
    public_key: str = ""


class Duty(Record):
    """Where people on duty are told: a channel's kind and the *name* of the secret that holds its address."""

    channel: Literal["file", "webhook", "smtp"] = "file"
    address_secret: str = ""


class Municipality(Record):
    """One mapping folder, read whole and without faults."""

    id: Slug
    name: str
    number: str = "unknown"
    target: str
    sources: tuple[str, ...]
    time_zone: str = "Europe/Oslo"
    languages: tuple[Language, ...] = ("nb", "nn")
    support: dict[Language, str] = {}
    approval: Literal["authenticated", "claimed"] = "authenticated"
    first_day: date
    default_start: time
    default_minutes: int
    duty: Duty = Field(default_factory=Duty)
    approvers: tuple[Approver, ...] = ()
    four_eyes: bool = False
    """Who accepts and who lets the old side be retired must be another than who said go."""
    sectors: tuple[Sector, ...]
    workloads: tuple[Workload, ...]
    calendar: tuple[CalendarRow, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    practice: bool = False
    content_hash: str

    def sector(self, sector: str) -> Sector:
        """Return a sector by id. KeyError when there is none."""
        return {s.id: s for s in self.sectors}[sector]


class Window(Record):
    """The time in which a workload may be down. UTC; `minutes` long."""

    start: datetime
    end: datetime
    standing: Standing = "known"
