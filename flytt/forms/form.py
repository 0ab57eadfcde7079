"""A form as the service, the audit log or a link knows it, its questions, and its ids through its life."""

from datetime import datetime

from flytt.forms.form_id import Decoded, decode
from flytt.migration.record import Record


class Question(Record):
    """One question as it stands now. Statements of a Likert question are questions with a `group`."""

    id: str
    title: str
    type: str = ""
    order: float = 0
    choices: tuple[str, ...] = ()
    multiple: bool = False
    group: str = ""
    quiz: bool = False


class WorkbookLink(Record):
    """Where the form itself says that its answers are also kept. Every field may be empty."""

    workbook_id: str = ""
    drive_id: str = ""
    folder: str = ""
    file_name: str = ""
    owner: str = ""
    url: str = ""
    table_id: str = ""
    migrated_id: str = ""
    last_synced_response: int | None = None
    unsynced: bool = False


class Form(Record):
    """A form with all that is known of it; `sources` tells from where (service, audit, reference, …).

    `row_count` is the service's own count of responses, None when it did not say. Times are in UTC.
    """

    id: str
    sources: tuple[str, ...]
    title: str = ""
    description: str = ""
    created: datetime | None = None
    modified: datetime | None = None
    created_by: str = ""
    owner_id: str = ""
    tenant_id: str = ""
    type: str = ""
    category: str = ""
    language: str = ""
    collection_id: str = ""
    tracking_id: str = ""
    soft_deleted: bool = False
    row_count: int | None = None
    label: str = ""
    questions: tuple[Question, ...] = ()
    coauthors: tuple[str, ...] = ()
    workbook: WorkbookLink = WorkbookLink()

    @property
    def decoded(self) -> Decoded | None:
        """What the id itself says, which outlives the form."""
        return decode(self.id)


class Lineage(Record):
    """All ids of one form, oldest first: every move to another owner gave it a new one."""

    ids: tuple[str, ...]

    @property
    def newest(self) -> str:
        """The id that the form goes by."""
        return self.ids[-1]
