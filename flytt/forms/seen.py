"""What was seen and what could not be: coverage of a source, files that nobody could read, remarks."""

from datetime import datetime
from typing import Literal, TypeAlias

from flytt.migration.record import Json, Record

SourceName: TypeAlias = Literal[
    "forms", "responses", "drive", "audit", "directory", "references", "decisions", "coverage"
]


class Unreadable(Record):
    """A file that could not be read, or not to its end. Files of a drive go by their ids, others by path."""

    why: str
    drive_id: str = ""
    item_id: str = ""
    path: str = ""
    source: SourceName = "drive"


class Remark(Record):
    """Something a reader met and went on past: what, how often, and where (a path or `drive/item`)."""

    kind: str
    count: int
    where: str = ""
    says: str = ""


class Coverage(Record):
    """What one source holds and what it cannot show. `stated` is its part of coverage.json, as given."""

    source: SourceName
    present: bool
    files: int = 0
    records: int = 0
    since: datetime | None = None
    until: datetime | None = None
    cannot_see: tuple[str, ...] = ()
    stated: Json = None
