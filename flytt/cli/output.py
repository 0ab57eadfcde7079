"""Standard output: one JSON document, or text as wide as the terminal."""

import json
import shutil
import sys

from flytt.migration.record import Json

WIDTH = 100


def document(content: dict[str, Json]) -> None:
    """Print the one document."""
    print(json.dumps(content, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def width() -> int:
    """Return the terminal's width, at most 140; 100 in a pipe, so that a log reads like a terminal."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(30, min(shutil.get_terminal_size((WIDTH, 24)).columns, 140))
