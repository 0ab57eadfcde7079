"""What each file of a municipality's folder may say."""

from typing import Literal, cast

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from flytt.mapping.stated import UNKNOWN, Count, Day, Minutes, Stated, TimeOfDay
from flytt.migration.record import Json, Record, Slug, Standing
from flytt.migration.workload import (
    Approver,
    Audience,
    DataClass,
    Dependency,
    Duty,
    Kind,
    Language,
    Sector,
    Source,
    Words,
)

_KEY = r"^(ssh-ed25519 [A-Za-z0-9+/=]+( [^\n]*)?)?$"


class DefaultWindow(Record):
    """The evening window that the planner tries for workloads without one of their own. Local time."""

    start: TimeOfDay
    minutes: Minutes


class DutyRow(Duty):
    """`address_secret` is the name that the address is kept under, never the address."""

    address_secret: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9-]{0,62})?$")


class ApproverRow(Approver):
    """`public_key` is one line as in an OpenSSH `.pub` file."""

    public_key: str = Field(default="", pattern=_KEY)


class MunicipalityFile(Record):
    """municipality.yaml: who moves, to where, and who is told and asked."""

    id: Slug
    name: str
    number: str = UNKNOWN
    target: str
    sources: tuple[str, ...] = Field(min_length=1)
    time_zone: str = "Europe/Oslo"
    languages: tuple[Language, ...] = Field(default=("nb", "nn"), min_length=1)
    support: dict[Language, Stated[str]] = {}
    approval: Literal["authenticated", "claimed"] = "authenticated"
    first_day: Day
    default_window: DefaultWindow
    duty: DutyRow = DutyRow()
    approvers: tuple[ApproverRow, ...] = ()
    four_eyes: bool = Field(
        default=False, description="accepting and retiring are answered by another than said go"
    )
    sectors: tuple[Sector, ...] = Field(min_length=1)


class CalendarFileRow(Record):
    """A row of calendar.yaml; days are inclusive. `per_evening` belongs to capacity rows."""

    id: Slug
    title: str
    kind: Literal["freeze", "holiday", "capacity", "fixed-date"]
    first: Day
    last: Day
    workloads: tuple[Slug, ...] = ()
    sectors: tuple[Slug, ...] = ()
    per_evening: Stated[Count] = Stated[Count].model_validate(UNKNOWN)
    standing: Standing = "known"
    source: Source


class CalendarFile(Record):
    """calendar.yaml: what holds a date back."""

    calendar: tuple[CalendarFileRow, ...]


class AgreementRow(Record):
    """A row of agreements.yaml. Where nobody knows since when it is in force, no personal data moves."""

    id: Slug
    title: str
    in_force_from: Stated[Day] = Stated[Day].model_validate(UNKNOWN)


class AgreementsFile(Record):
    """agreements.yaml: the data processing agreements."""

    agreements: tuple[AgreementRow, ...]


class WindowRow(Record):
    """When a workload may be down, local time; each part may be unknown. `window: unknown` says it of all."""

    day: Stated[Day] = Stated[Day].model_validate(UNKNOWN)
    start: Stated[TimeOfDay] = Stated[TimeOfDay].model_validate(UNKNOWN)
    minutes: Stated[Minutes] = Stated[Minutes].model_validate(UNKNOWN)

    @model_validator(mode="before")
    @classmethod
    def _unknown(cls, data: object) -> object:
        return cast("object", {}) if data == UNKNOWN else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of what is written in a file: the parts, or the word `unknown`."""
        own = handler.resolve_ref_schema(handler(core))
        parts = dict(own)
        own.clear()
        own["anyOf"] = [parts, {"const": UNKNOWN}]
        return own


class WorkloadRow(Record):
    """A row of workloads/SECTOR.yaml. `affects` is the sector itself when left out."""

    id: Slug
    name: str
    sector: Slug
    kind: Kind
    affects: tuple[Slug, ...] = ()
    owner_role: Stated[str] = Stated[str].model_validate(UNKNOWN)
    audience: tuple[Audience, ...] = Field(default=("staff",), min_length=1)
    data_class: DataClass = "unknown"
    standing: Literal["confirmed", "unconfirmed"] = "confirmed"
    depends_on: tuple[Dependency, ...] = ()
    agreement: Slug | None = None
    window: WindowRow = WindowRow()
    users: Stated[Count] = Stated[Count].model_validate(UNKNOWN)
    source: Source
    settings: Json = None
    words: dict[Language, Words] = {}


class WorkloadsFile(Record):
    """workloads/SECTOR.yaml: what moves."""

    workloads: tuple[WorkloadRow, ...]


class PracticeMunicipality(Record):
    """What practice says in place of municipality.yaml."""

    approval: Literal["authenticated", "claimed"] | None = None
    support: dict[Language, str] = {}


class PracticeAgreement(Record):
    """A practice date for an agreement."""

    in_force_from: Day


class PracticeCalendar(Record):
    """A practice capacity."""

    per_evening: Count


class PracticeWindow(Record):
    """Practice parts of a window."""

    day: Day | None = None
    start: TimeOfDay | None = None
    minutes: Minutes | None = None


class PracticeWorkload(Record):
    """What practice says about one workload; settings are merged over the row's own."""

    owner_role: str | None = None
    users: Count | None = None
    window: PracticeWindow | None = None
    settings: dict[str, Json] = {}


class PracticeFile(Record):
    """practice.yaml: laid over the other files in practice, and only there; all of it is practice values."""

    municipality: PracticeMunicipality = PracticeMunicipality()
    agreements: dict[str, PracticeAgreement] = {}
    calendar: dict[str, PracticeCalendar] = {}
    workloads: dict[str, PracticeWorkload] = {}
