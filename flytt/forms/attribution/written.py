"""The document on disk: whole or not at all."""

from pathlib import Path

from flytt.forms.attribution.document import Attribution


def write(path: Path, found: Attribution) -> None:
    """Write the document, beside itself first; OSError when the folder cannot be written to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(found.model_dump_json(indent=1), encoding="utf-8")
    beside.replace(path)
