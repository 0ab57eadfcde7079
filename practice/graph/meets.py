"""Whether an object meets a condition, as the directory compares: without regard to case."""

from __future__ import annotations

from pydantic import JsonValue

from practice.graph.condition import Both, Compare, Condition, Either, Literal, Not, SomeOf
from practice.graph.things import Thing

__all__ = ["meets", "value_of"]


def meets(condition: Condition, thing: Thing) -> bool:
    """Whether it does."""
    match condition:
        case Both(inner):
            return all(meets(one, thing) for one in inner)
        case Either(inner):
            return any(meets(one, thing) for one in inner)
        case Not(inner):
            return not meets(inner, thing)
        case SomeOf(name, inner):
            listed = value_of(thing, name)
            members = listed if isinstance(listed, list) else []
            return any(
                meets(inner, member if isinstance(member, dict) else {".": member}) for member in members
            )
        case Compare(name, operator, values):
            return _compares(value_of(thing, name), operator, values)


def value_of(thing: Thing, name: str) -> JsonValue:
    """The value under a name; a slash leads into a part."""
    value: JsonValue = thing
    for step in name.split("/"):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _compares(value: JsonValue, operator: str, wanted: tuple[Literal, ...]) -> bool:
    first = wanted[0]
    if operator in {"eq", "in", "ne"}:
        is_one = any(_plain(value) == _plain(one) for one in wanted)
        return is_one is not (operator == "ne")
    if isinstance(value, str) and isinstance(first, str):
        return _text_compares(value.casefold(), operator, first.casefold())
    if isinstance(value, int | float) and isinstance(first, int | float):
        return _orders(value - first, operator)
    return False


def _text_compares(value: str, operator: str, wanted: str) -> bool:
    match operator:
        case "startswith":
            return value.startswith(wanted)
        case "endswith":
            return value.endswith(wanted)
        case "contains":
            return wanted in value
        case _:
            return _orders((value > wanted) - (value < wanted), operator)


def _orders(difference: float, operator: str) -> bool:
    match operator:
        case "gt":
            return difference > 0
        case "ge":
            return difference >= 0
        case "lt":
            return difference < 0
        case _:
            return difference <= 0 if operator == "le" else False


def _plain(value: JsonValue) -> JsonValue:
    return value.casefold() if isinstance(value, str) else value
