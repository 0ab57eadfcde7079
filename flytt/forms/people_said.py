"""What people and other systems said: links to forms seen elsewhere, and decisions so far."""

from datetime import datetime

from flytt.migration.record import Record


class Reference(Record):
    """A link to a form, seen somewhere. `form_ids` are decoded from it; `short` is all a short link tells."""

    where: str
    url: str
    form_ids: tuple[str, ...] = ()
    short: str = ""


class Decision(Record):
    """A person's decision about one block. `form` is a form id, `latent:…`, or `none`/empty for no form."""

    decided_at: datetime | None
    decided_by: str
    drive_id: str
    item_id: str
    sheet: str = ""
    range: str = ""
    form: str = ""
    why: str = ""
    line: int = 0
