"""The document of `flytt forms attribute`: whose every block is, and what is known of every form."""

from typing import Literal, TypeAlias

from pydantic import Field

from flytt.forms.attribution.evidence import Evidence
from flytt.forms.seen import Coverage, SourceName
from flytt.migration.record import Record

Relation: TypeAlias = Literal[
    "live", "export", "older_export", "partial", "split_of", "merge_of", "derived", "copy", "none"
]
Verdict: TypeAlias = Literal["auto", "ask", "quarantine"]


class Segment(Record):
    """Rows `first` to `last`, counted from 1 below the heading, that are answers to one form."""

    first: int
    last: int
    form: str


class RowCounts(Record):
    """Data rows: how many, how many are answers to a form, how many are something else."""

    total: int
    matched: int
    extra: int
    segments: tuple[Segment, ...] = ()


class Owner(Record):
    """Who owns a form now, person or group, and the unit that answers for it."""

    person_id: str | None = None
    group_id: str | None = None
    unit: str | None = None
    sector: str | None = None
    confidence: float = Field(default=0.0, ge=0, le=1)


class Alternative(Record):
    """Another form that it could be. None: no form at all."""

    form: str | None
    confidence: float = Field(ge=0, le=1)


class BlockLine(Record):
    """One table. `form` is a form's id, `latent:<name>`, or None for what is no answers of Forms."""

    drive_id: str
    item_id: str
    sheet: str
    range: str
    form: str | None
    relation: Relation
    rows: RowCounts
    confidence: float = Field(ge=0, le=1)
    decision: Verdict
    owner: Owner
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class ResponseCounts(Record):
    """Responses by id: in the service, found anywhere, found nowhere, and those whose deletion was logged."""

    service: int
    found: int
    missing_ids: tuple[int, ...] = ()
    deleted_ids: tuple[int, ...] = ()


class FormLine(Record):
    """One form under its newest id, with all its ids, oldest first."""

    id: str
    lineage: tuple[str, ...]
    owner: Owner
    responses: ResponseCounts


class UnreadableLine(Record):
    """A file that could not be read, or not wholly."""

    drive_id: str
    item_id: str
    why: str


class Attribution(Record):
    """The whole document. `coverage` says what each source cannot show; `warnings` what must be done now."""

    blocks: tuple[BlockLine, ...]
    forms: tuple[FormLine, ...]
    unreadable: tuple[UnreadableLine, ...]
    coverage: dict[SourceName, Coverage]
    warnings: tuple[str, ...] = ()
