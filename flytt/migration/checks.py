"""Something that can be looked at from outside, as a mapping states it."""

from typing import Literal

from pydantic import Field

from flytt.migration.record import Json, Record


class Check(Record):
    """Something that can be looked at from outside. `expected` depends on the kind of look."""

    kind: Literal["tcp", "dns", "document"]
    subject: str = Field(description="equipment id (tcp), alias (dns) or document name")
    field: str = ""
    expected: Json = True
    says: str
