"""Values that may be unknown, unconfirmed or practice, and days and hours that cannot be misread."""

import re
from datetime import date, time
from typing import Annotated, Generic, TypeAlias, TypeVar, cast

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from flytt.mapping.nodes import WRAPPERS
from flytt.migration.record import Record, Standing

T = TypeVar("T")

UNKNOWN = "unknown"
_WEAKEST_FIRST: tuple[Standing, ...] = ("unknown", "practice", "unconfirmed", "known")


class Stated(Record, Generic[T]):
    """A value and how well it is known: `VALUE`, `unknown`, `{practice: VALUE}` or `{unconfirmed: VALUE}`."""

    value: T | None = None
    standing: Standing = "unknown"

    @model_validator(mode="before")
    @classmethod
    def _unwrapped(cls, data: object) -> object:
        if data is None:
            raise PydanticCustomError("stated", "is empty; expected a value, or the word unknown")
        if data == UNKNOWN:
            return {}
        if isinstance(data, dict):
            given = cast("dict[str, object]", data)
            key = next(iter(given)) if len(given) == 1 else ""
            if key in WRAPPERS:
                return {"value": given[key], "standing": key}
        return {"value": cast("object", data), "standing": "known"}

    def read(self, *, practice: bool) -> tuple[T | None, Standing]:
        """Return value and standing; a practice value outside practice is no value, and unknown."""
        if self.value is None or (self.standing == "practice" and not practice):
            return None, "unknown"
        return self.value, self.standing

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of what is written in a file, not of this record."""
        own = handler.resolve_ref_schema(handler(core))
        value = next(s for s in own["properties"]["value"]["anyOf"] if s != {"type": "null"})
        own.clear()
        own.update(loosened(value))
        return own


def loosened(value: JsonSchemaValue) -> JsonSchemaValue:
    """Return a schema that takes the value, the word `unknown`, or the value in a wrapper."""
    wrapped = {
        "type": "object",
        "properties": dict.fromkeys(WRAPPERS, value),
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    return {"anyOf": [value, {"const": UNKNOWN}, wrapped]}


def weakest(*standings: Standing) -> Standing:
    """Return the standing of something made of parts: that of the part known least."""
    return min(standings, key=_WEAKEST_FIRST.index)


def _day(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return value
    raise PydanticCustomError("day", "is not a day")


def _time_of_day(value: object) -> object:
    if isinstance(value, time) or (isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value)):
        return value
    raise PydanticCustomError("time_of_day", "is not a time of day")


# Pydantic reads bare numbers as moments: 20230607 becomes a day in 1970 and 1600 half past midnight.
Day: TypeAlias = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"})
]
TimeOfDay: TypeAlias = Annotated[
    time, BeforeValidator(_time_of_day), WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d$"})
]
# It also reads true as 1, which no figure in a mapping means.
Minutes: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=7 * 24 * 60)]
Count: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
