"""The JSON that other programs read, and the schema that tells them what to expect."""

import json
from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast

from flytt.migration.record import Json
from flytt.notices import render
from flytt.notices.forms.data import SCHEMA_FILE, schema
from tests.notices.forms.all_notices import SITE, every_notice
from tests.notices.scenes import SCENES


class Validator(Protocol):
    """The one method of jsonschema's that is used, with its types."""

    def iter_errors(self, instance: Json) -> Iterable[object]: ...


def validator() -> Validator:
    """Return what judges documents by the published schema. jsonschema comes with Prefect."""
    known = cast("type[Validator]", import_module("jsonschema").Draft202012Validator)
    return known(json.loads(SCHEMA_FILE.read_text()))  # pyright: ignore[reportCallIssue] - a protocol has no init


def test_published_schema_is_current() -> None:
    """Other programs would be told of fields that are not there. FLYTT: write `schema()` to the file anew."""
    assert json.loads(SCHEMA_FILE.read_text()) == schema()


def test_every_document_keeps_to_the_schema() -> None:
    """A partner's program would stop on the night of the move."""
    for audience in ("staff", "residents"):
        document = json.loads(render(every_notice(), ("nb", "nn"), audience, "json", site=SITE))
        assert list(validator().iter_errors(document)) == []
        assert len(document["notices"]) >= 25


def test_schema_sees_what_is_missing() -> None:
    """The schema would let everything pass without anyone seeing it."""
    document = json.loads(render(SCENES["late"](), "nb", "staff", "json"))
    del document["notices"][0]["revision"]
    assert list(validator().iter_errors(document))


def test_what_is_for_colleagues_is_not_in_it() -> None:
    """An operator's reason, or who owes a word, would be public."""
    text = render(SCENES["cancelled"](), "nb", "residents", "json")
    assert "Streik" not in text
    assert '"reason"' not in text
