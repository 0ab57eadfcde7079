"""One audited act upon a form, in one form whatever export it came from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """An audit record, normalised. `at` is UTC. `user` is an address or an object id, as the log has it.

    `response_id` is set for acts upon one response; `responder` is a keyed hash (0: none or anonymous).
    """

    id: str
    at: datetime
    operation: str
    form_id: str = ""
    form_name: str = ""
    user: str = ""
    user_type: int | None = None
    app: str = ""
    new_form_id: str = ""
    destination: str = ""
    workbook_url: str = ""
    data_mode: str = ""
    export_format: str = ""
    edit: str = ""
    response_id: int | None = None
    responder: int = 0
    source: str = ""
