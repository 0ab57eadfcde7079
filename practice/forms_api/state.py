"""What has been changed in the two tenants since they were made: kept on disk, to outlive the program."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, JsonValue

__all__ = ["Changed", "MadeForm"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MadeForm(_Record):
    """A form that somebody made on the new side."""

    owner: str
    told: dict[str, JsonValue]
    responses: tuple[dict[str, JsonValue], ...] = ()


class Changed(_Record):
    """All changes. `policies`: days of the audit log by the policy's name; `statuses`: those of old forms.

    `added`: responses that came to old forms; `late_came`: whether those that were on their way have come.
    """

    holds: tuple[str, ...] = ()
    policies: dict[str, int] = {}
    statuses: dict[str, str] = {}
    added: dict[str, tuple[dict[str, JsonValue], ...]] = {}
    late_came: bool = False
    made: dict[str, MadeForm] = {}
