"""The editors' schemas: current, named in every file, and of one mind with the loader."""

import json
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import pytest
from pydantic import ValidationError

from flytt.mapping.nodes import plain
from flytt.mapping.parse import parse
from flytt.mapping.schema import schemas
from flytt.mapping.text import Text
from flytt.migration.record import Json
from flytt.notices.sending.schema import FILE, sending_schema
from flytt.notices.sending.settings import SendingSettings

ROOT = Path(__file__).parents[2]
DATA = sorted((*(ROOT / "mappings").rglob("*.yaml"), *(ROOT / "runbooks").glob("*.yaml")))


class Validator(Protocol):
    """The one method of jsonschema's that is used, with its types."""

    def iter_errors(self, instance: Json) -> Iterable[object]: ...


@cache
def validator(text: str) -> Validator:
    """Return what judges files by a schema. jsonschema comes with Prefect."""
    return cast("Validator", import_module("jsonschema").Draft202012Validator(json.loads(text)))


def wrong(text: str, schema: str) -> list[str]:
    """Return what a schema has against a file."""
    return [str(error) for error in validator(schema).iter_errors(read(text))]


def read(text: str) -> Json:
    """Return a file's plain values."""
    node, faults = parse(Text(file="f", text=text, digest=""))
    assert node is not None
    assert not faults
    return plain(node)


def test_the_schemas_are_current() -> None:
    """If this failed, editors would be out of date: `python -m flytt.mapping.schema` mends it.

    For sending.yaml, which is no part of a mapping, `python -m flytt.notices.sending.schema` does.
    """
    folder = ROOT / "mappings/schema"
    made = schemas() | {FILE: sending_schema()}

    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == made


@pytest.mark.parametrize("path", DATA, ids=[path.relative_to(ROOT).as_posix() for path in DATA])
def test_every_file_names_its_schema_and_keeps_it(path: Path) -> None:
    """If this failed, an editor would be silent about a file, or underline what is right."""
    text = path.read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = (path.parent / first.partition("=")[2]).resolve()
    assert schema.parent == ROOT / "mappings/schema"

    assert wrong(text, schema.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "settings",
    ["unknown", "{ document: unknown, source: { practice: a }, target: { unconfirmed: b } }"],
)
def test_the_schema_takes_unknown_and_wrapped_settings(settings: str) -> None:
    """If this failed, an editor would underline the very words that say how well a value is known."""
    row = (
        f"{{ id: a, name: A, sector: s, kind: integration, source: {{ document: d }}, settings: {settings} }}"
    )

    assert wrong(f"workloads: [{row}]", schemas()["workloads.json"]) == []


def test_the_schema_refuses_another_kinds_settings() -> None:
    """If this failed, an editor would not know that a route has no database."""
    row = (
        "{ id: a, name: A, sector: s, kind: integration, source: { document: d }, settings: { database: x } }"
    )

    assert wrong(f"workloads: [{row}]", schemas()["workloads.json"])


OUTLET = "{ id: a, channel: teams, audience: staff"


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        (f"outlets: [{OUTLET}, webhook_secret: a }}]", True),
        (f"outlets: [{OUTLET} }}]", False),
        ("quiet: { begins: '22:00', until: '07:00' }", True),
        ("quiet: { begins: 22 o'clock }", False),
        ("quiet: null", True),
        ("webhook: https://varsel.example", False),
    ],
)
def test_the_schema_of_sending_says_what_the_reader_says(text: str, is_right: bool) -> None:  # noqa: FBT001 - a column
    """If this failed, an editor would be silent about an outlet that leads nowhere, or mark a right one."""
    assert (wrong(text, sending_schema()) == []) is is_right
    if is_right:
        SendingSettings.model_validate(read(text))
    else:
        with pytest.raises(ValidationError):
            SendingSettings.model_validate(read(text))
