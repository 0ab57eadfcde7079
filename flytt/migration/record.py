"""The frozen record that plans, events and evidence are made of, and its one canonical form."""

import hashlib
import json
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints

Json: TypeAlias = JsonValue
Slug: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""Lower-case letters, digits and dashes: safe in file names, host locks, DNS labels and Prefect keys."""

Standing: TypeAlias = Literal["known", "unknown", "unconfirmed", "practice"]


class Record(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    def __deepcopy__(self, memo: dict[int, object] | None = None) -> Self:
        """Return itself, as nothing changes. No `model_copy(deep=True)`: its update would write here."""
        return self

    def as_json(self) -> dict[str, Json]:
        """Return plain JSON values, as written to the ledger."""
        return self.model_dump(mode="json")

    def changed(self, **fields: object) -> Self:
        """Return a validated copy with some fields replaced."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**kept, **fields})


def canonical(value: Json) -> bytes:
    """Return the one byte form of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Json) -> str:
    """Return the SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
