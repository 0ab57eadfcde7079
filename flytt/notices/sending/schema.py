"""The JSON Schema of `sending.yaml`, for editors: `python -m flytt.notices.sending.schema` writes it."""

from pathlib import Path
from typing import cast

from flytt.migration.editors import Schema, schema_of, written
from flytt.migration.record import Json
from flytt.notices.sending.settings import NEEDS, SendingSettings

FILE = "sending.json"
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
"""JSON Schema's own `time` wants seconds and a zone; people write 22:00."""


def sending_schema() -> str:
    """Return its text: what each channel needs is said too, so that an editor asks for it."""
    schema = schema_of(SendingSettings)
    defs = cast("dict[str, dict[str, Schema]]", schema["$defs"])
    for name, told in defs["Quiet"]["properties"].items():
        defs["Quiet"]["properties"][name] = {
            **{k: v for k, v in cast("Schema", told).items() if k != "format"},
            "pattern": _CLOCK,
        }
    channels: list[Json] = [
        {
            "if": {"properties": {"channel": {"const": channel}}, "required": ["channel"]},
            "then": {"required": [needed]},
        }
        for channel, needed in NEEDS.items()
    ]
    cast("Schema", defs["Outlet"])["allOf"] = channels
    return written(schema)


def main() -> None:
    """Write it beside the schemas of a mapping."""
    Path("mappings/schema", FILE).write_text(sending_schema(), encoding="utf-8")


if __name__ == "__main__":
    main()
