"""A template as somebody reads it before approving: every sentence on a line, under where it is said."""

from collections.abc import Iterator

from flytt.migration.record import Json
from flytt.notices.template import Template


def lines_of(template: Template) -> list[str]:
    """Return `scenes.late.staff.title: …` and so on, in the order in which they are written."""
    return list(_lines("", template.as_json()))


def _lines(path: str, value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lines(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(path, inner)
    elif value:
        yield f"{path}: {value}"
