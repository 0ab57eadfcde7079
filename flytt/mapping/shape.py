"""One table against one model: every fault that the model finds, where it stands, in words."""

import re
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from flytt.mapping.faults import Fault, nearest, one_of, shown
from flytt.mapping.nodes import WRAPPERS, Node, find, plain

Loc: TypeAlias = Sequence[str | int]
M = TypeVar("M", bound=BaseModel)

_SECRET = ("secret", "password", "certificate", "token")
LIMIT_FAULTS = 1000
"""More of them in one file are counted, not listed."""

_PATTERNS: Mapping[str, str] = {
    r"^[a-z0-9][a-z0-9-]{0,62}$": "lower-case letters, digits and dashes, at most 63",
    r"^([a-z0-9][a-z0-9-]{0,62})?$": "the name that it is kept under: lower-case letters, digits and dashes",
    r"^[A-Za-z0-9][A-Za-z0-9@._-]{0,99}$": "a service's name",
    r"^[a-z0-9][a-z0-9/-]{0,199}$": "a document's name: lower-case letters, digits, dashes and slashes",
    r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$": "a DNS label: lower-case letters, digits and dashes",
    r"^https?://[^\s\x00-\x1f]{1,1000}$": "a URL as seen from the host itself; without it nothing tries the "
    "new side before users do",
    r"^[a-z-]+\.[a-z-]+$": "a step's name, such as application.stop-source",
}
_EXPECTED: Mapping[str, str] = {
    "string_type": "text (put numbers and true/false in quotes)",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "day": "a day such as 2023-06-07",
    "date_from_datetime_parsing": "a day that exists",
    "time_of_day": "a time of day such as 16:00",
    "time_parsing": "a time of day that exists",
    "model_type": "a table of keys and values",
    "dict_type": "a table of keys and values",
    "tuple_type": "a list",
    "list_type": "a list",
    "too_short": "at least one",
    "stated": "a value, or the word unknown",
    "none_required": "nothing",
}


def validated(model: type[M], node: Node) -> tuple[M | None, tuple[Fault, ...]]:
    """Return the record that a node holds, or every fault that keeps it from being one."""
    try:
        return model.model_validate(plain(node)), ()
    except ValidationError as cause:
        errors = [error for error in cause.errors(include_url=False) if not is_echo(error)]
        faults = tuple(fault(model, node, error) for error in errors[:LIMIT_FAULTS])
        rest = len(errors) - len(faults)
        more = Fault(
            place=node.place, what=f"{rest} more faults in this file", expected="fewer to begin with"
        )
        return None, (*faults, more) if rest else faults


def fault(model: type[BaseModel], node: Node, error: ErrorDetails) -> Fault:
    """Return one of a model's errors as a fault with its place."""
    loc = error["loc"]
    place = find(node, loc)
    name = _name(loc)
    given = cast("object", error["input"])
    if error["type"] == "extra_forbidden":
        keys = _keys(model, loc[:-1])
        what = f"{shown(str(loc[-1]))} is not a key here"
        return Fault(place=place, what=what, expected=one_of(keys), nearest=nearest(str(loc[-1]), keys))
    if loc and loc[-1] == "[key]":
        what = f"{shown(given)} is not a key here"
        choices = _choices(error)
        return Fault(place=place, what=what, expected=one_of(choices), nearest=nearest(str(given), choices))
    if error["type"] == "missing":
        wanted = f"{loc[-1]}: {_described(model, loc) or '…'}"
        return Fault(place=place, what=f"{shown(str(loc[-1]))} is missing", expected=wanted)
    if error["type"] in {"literal_error", "enum"}:
        choices = _choices(error)
        near = nearest(given, choices) if isinstance(given, str) else ""
        noun = name.removesuffix("s") if isinstance(loc[-1], int) else name
        what = f"{name}: {shown(given)} is not {_article(noun)}"
        return Fault(place=place, what=what, expected=one_of(choices), nearest=near)
    if error["type"] == "value_error":
        return Fault(place=place, what=f"{name}: {error['msg'].removeprefix('Value error, ')}")
    # Whoever writes a secret where its name belongs must not find it again in a log.
    says = "what is written" if name.endswith(_SECRET) else shown(given)
    return Fault(place=place, what=f"{name}: {says} cannot stand here", expected=_expected(error))


def is_echo(error: ErrorDetails) -> bool:
    """Tell whether a list is called too short only because its items have faults of their own."""
    given = cast("object", error["input"])
    return (
        error["type"] == "too_short" and isinstance(given, list | dict) and bool(cast("list[object]", given))
    )


def _choices(error: ErrorDetails) -> list[str]:
    return re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))


def _expected(error: ErrorDetails) -> str:
    if error["type"] == "string_pattern_mismatch":
        pattern = str(error.get("ctx", {}).get("pattern", ""))
        return _PATTERNS.get(pattern, f"text like {pattern}")
    known = _EXPECTED.get(error["type"])
    return known or error["msg"].removeprefix("Input should be ").removeprefix("Value should be ")


def _name(loc: Loc) -> str:
    words = [str(step) for step in loc if isinstance(step, str) and step not in {"value", *WRAPPERS}]
    return words[-1] if words else "the file"


def _article(name: str) -> str:
    noun = name.replace("_", " ")
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"


def _keys(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """Return the keys that the model takes at a place."""
    at: tuple[object, ...] = (model,)
    for step in loc:
        at = tuple(inner for held in at for inner in _inner(held, step))
    return tuple(key for held in at if _is_model(held) for key in cast("type[BaseModel]", held).model_fields)


def _described(model: type[BaseModel], loc: Loc) -> str:
    """Return what the model says of the field at a place, empty when it says nothing."""
    at: tuple[object, ...] = (model,)
    for step in loc[:-1]:
        at = tuple(inner for held in at for inner in _inner(held, step))
    fields = [cast("type[BaseModel]", held).model_fields.get(str(loc[-1])) for held in at if _is_model(held)]
    return next((field.description for field in fields if field and field.description), "")


def _inner(held: object, step: str | int) -> tuple[object, ...]:
    """Return what an annotation holds under a key or at an index, unions and wrappers taken apart."""
    if _is_model(held):
        field = cast("type[BaseModel]", held).model_fields.get(str(step))
        return _parts(field.annotation) if field else ()
    origin, args = get_origin(held), cast("tuple[object, ...]", get_args(held))
    if origin in {tuple, list} and isinstance(step, int):
        return _parts(args[0])
    return _parts(args[1]) if origin is dict else ()


def _parts(annotation: object) -> tuple[object, ...]:
    origin = get_origin(annotation)
    args = cast("tuple[object, ...]", get_args(annotation))
    if origin is Annotated:
        return _parts(args[0])
    if origin in {Union, UnionType}:
        return tuple(part for arg in args for part in _parts(arg))
    return (annotation,)


def _is_model(held: object) -> bool:
    return isinstance(held, type) and issubclass(held, BaseModel)
