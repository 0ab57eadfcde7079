"""Files given as answers: ids and folder from the JSON that the service keeps, or from an export's link."""

import json
import re
from typing import cast
from urllib.parse import unquote, urlsplit

from flytt.forms.block import Upload
from flytt.forms.fingerprint import Fingerprint

_BETWEEN = re.compile(r"\s*;\s*|\s+(?=https?://)")


def uploads_in(text: str, *, row: int, position: int, fingerprint: Fingerprint) -> list[Upload]:
    """Return the files that an answer names, with hashed names: a name often ends with the respondent's."""
    if text.lstrip().startswith("["):
        try:
            listed = cast("object", json.loads(text))
        except ValueError:
            listed = None
        if isinstance(listed, list):
            found = [
                cast("dict[str, object]", one)
                for one in cast("list[object]", listed)
                if isinstance(one, dict)
            ]
            return [_one(file, row, position, fingerprint) for file in found]
    return [
        Upload(row=row, position=position, folder=folder, name=fingerprint.of(name))
        for link in _BETWEEN.split(text.strip())
        if link.startswith(("http://", "https://"))
        for folder, name in [_split(link)]
    ]


def _one(file: dict[str, object], row: int, position: int, fingerprint: Fingerprint) -> Upload:
    def text(field: str) -> str:
        value = file.get(field)
        return value if isinstance(value, str) else ""

    folder, name = _split(text("link"))
    return Upload(
        row=row,
        position=position,
        drive_id=text("driveId"),
        item_id=text("id"),
        folder=folder,
        name=fingerprint.of(name or text("name")) if name or text("name") else 0,
    )


def _split(link: str) -> tuple[str, str]:
    """Return folder (host and path) and file name; a viewer's link has neither and is its own folder."""
    if not link:
        return "", ""
    try:
        parts = urlsplit(link)
    except ValueError:
        return "", ""
    folder, _, name = unquote(parts.path).rpartition("/")
    return f"{parts.netloc}{folder}", name
