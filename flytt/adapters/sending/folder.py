"""Files in a folder, for an intranet's importer: each notice by name, the newest revision alone."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import cast

from flytt.migration.channel import Door, Message, Receipt
from flytt.migration.errors import Unreachable
from flytt.migration.record import Json, canonical, digest

_ENDINGS = {"html": "html", "text": "txt", "md": "md", "json": "json"}


class FolderChannel:
    """Writes every form whole, and then `NAME.revision`, which says that all are there."""

    forms = tuple(_ENDINGS)
    can_be_asked = True
    settles = timedelta(0)

    def __init__(self, path: str, door: Door) -> None:
        self._path, self._door = Path(path), door
        self.destination = (path,)

    def send(self, message: Message) -> Receipt:
        """Write the files. Unreachable when the folder cannot be written to."""
        self._door.admit(message, ())
        self._door.folder(str(self._path))
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            for form, ending in _ENDINGS.items():
                self._write(f"{message.name}.{ending}", message.forms[form].encode())
            self._write(f"{message.name}.revision", canonical(_told(message)) + b"\n")
        except OSError as cause:
            raise Unreachable(
                f"{self._path} cannot be written to.", still_true="What was there may be there in part."
            ) from cause
        return Receipt()

    def find(self, message: Message) -> Receipt | None:
        """Return a receipt when every file is there as it was to be written."""
        self._door.folder(str(self._path))
        try:
            told: object = json.loads((self._path / f"{message.name}.revision").read_bytes())
            there = {
                form: (self._path / f"{message.name}.{ending}").read_bytes().decode()
                for form, ending in _ENDINGS.items()
            }
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as cause:
            raise Unreachable(f"{self._path} cannot be read.", still_true="Nothing was written.") from cause
        same = cast("Json", told) == _told(message) and there == _own(message)
        return Receipt() if same else None

    def _write(self, name: str, content: bytes) -> None:
        beside = self._path / f".{name}.new"
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path / name)


def _own(message: Message) -> dict[str, str]:
    return {form: message.forms[form] for form in _ENDINGS}


def _told(message: Message) -> dict[str, Json]:
    files: dict[str, Json] = {form: digest(text) for form, text in sorted(_own(message).items())}
    return {"message": message.id, "revision": message.revision, "sha256": files}
