"""The tenant that forms come to: one drive with files, and forms that somebody makes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import cast

from pydantic import JsonValue

from practice.disk import Kept, write_whole
from practice.forms_api.reply import Reply, absent, refused
from practice.forms_api.state import Changed, MadeForm

__all__ = ["NewSide"]


class NewSide:
    """Files lie in a folder as they are. `first_write` is called before something is put there."""

    def __init__(self, root: Path, changed: Kept[Changed], first_write: Callable[[], None]) -> None:
        self._root, self._changed, self._first_write = root, changed, first_write
        root.mkdir(parents=True, exist_ok=True)

    def listing(self, folder: str) -> Reply:
        """All files below a folder, with size and digest, and who wrote them last."""
        at = self._at(folder)
        files = (
            []
            if at is None
            else sorted(path for path in at.rglob("*") if path.is_file() and path.suffix != ".by")
        )
        found: list[JsonValue] = [
            {
                "path": path.relative_to(self._root).as_posix(),
                "size": path.stat().st_size,
                "file": {"hashes": {"sha256Hash": hashlib.sha256(path.read_bytes()).hexdigest()}},
                "lastModifiedBy": _by(path),
            }
            for path in files
        ]
        return Reply(HTTPStatus.OK, {"value": found})

    def read(self, name: str) -> Reply:
        """A file's bytes."""
        path = self._at(name)
        if path is None or not path.is_file():
            return absent(f"no file {name}")
        return Reply(HTTPStatus.OK, content=path.read_bytes())

    def write(self, name: str, content: bytes, by: str) -> Reply:
        """Put a file there, whole."""
        path = self._at(name)
        if path is None:
            return refused(f"not a place for a file: {name}")
        self._first_write()
        write_whole(path, content)
        write_whole(_beside(path), by.encode())
        return Reply(HTTPStatus.CREATED, {"path": name, "size": len(content)})

    def remove(self, name: str) -> Reply:
        """Take a file away, and folders that are empty then."""
        path = self._at(name)
        if path is None or not path.is_file():
            return absent(f"no file {name}")
        path.unlink()
        _beside(path).unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self._root or any(folder.iterdir()):
                break
            folder.rmdir()
        return Reply(HTTPStatus.NO_CONTENT)

    def forms(self) -> Reply:
        """All forms."""
        made = self._changed.get().made
        found = [
            {**one.told, "id": name, "rowCount": len(one.responses)} for name, one in sorted(made.items())
        ]
        return Reply(HTTPStatus.OK, {"value": cast("JsonValue", found)})

    def make(self, owner: str, told: dict[str, JsonValue]) -> Reply:
        """Make a form; every call makes one."""
        made = self._changed.get().made
        number = 1 + max((int(name.rsplit("-", 1)[1]) for name in made), default=0)
        name = f"ny-form-i-ovingskommunen-{number}"
        new = MadeForm(owner=owner, told={"status": "Active", **told})
        self._changed.change(lambda c: c.model_copy(update={"made": {**c.made, name: new}}))
        return Reply(HTTPStatus.CREATED, {**new.told, "id": name, "rowCount": 0})

    def change(self, form: str, told: dict[str, JsonValue]) -> Reply:
        """Change a form's fields."""
        one = self._changed.get().made.get(form)
        if one is None:
            return absent(f"no form {form}")
        new = one.model_copy(update={"told": {**one.told, **told}})
        self._changed.change(lambda c: c.model_copy(update={"made": {**c.made, form: new}}))
        return Reply(HTTPStatus.OK, {**new.told, "id": form, "rowCount": len(new.responses)})

    def respond(self, form: str, answers: JsonValue) -> Reply:
        """Somebody answers a form; a closed one refuses."""
        one = self._changed.get().made.get(form)
        if one is None:
            return absent(f"no form {form}")
        if one.told.get("status") == "Closed":
            return refused("the form is closed")
        said: dict[str, JsonValue] = {"id": len(one.responses) + 1, "answers": answers}
        new = one.model_copy(update={"responses": (*one.responses, said)})
        self._changed.change(lambda c: c.model_copy(update={"made": {**c.made, form: new}}))
        return Reply(HTTPStatus.CREATED, said)

    def discard(self, form: str) -> Reply:
        """Delete a form."""
        if form not in self._changed.get().made:
            return absent(f"no form {form}")
        self._changed.change(
            lambda c: c.model_copy(update={"made": {n: one for n, one in c.made.items() if n != form}})
        )
        return Reply(HTTPStatus.NO_CONTENT)

    def _at(self, name: str) -> Path | None:
        parts = PurePosixPath(name).parts
        if not parts or any(part in {"..", "/", "."} for part in parts) or name.endswith(".by"):
            return None
        return self._root.joinpath(*parts)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.by")


def _by(path: Path) -> JsonValue:
    beside = _beside(path)
    return {"user": {"id": beside.read_text("utf-8") if beside.is_file() else ""}}
