"""The forms as the service describes them, whole: what a new form is made from."""

from pathlib import Path

from flytt.forms.reading.broken import Broken
from flytt.forms.reading.fields import load, objects
from flytt.migration.record import Json


def definitions(root: Path) -> dict[str, dict[str, Json]]:
    """Return every form object of an estate by id; of two files the one read last."""
    found: dict[str, dict[str, Json]] = {}
    for path in sorted((root / "forms").rglob("*.json")):
        try:
            value = load(path)
        except Broken:
            continue  # the inventory lists it by name
        found |= {one.text("id"): dict(one.given) for one in objects(value) if one.text("id")}
    return found
