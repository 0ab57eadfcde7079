"""The tenant that forms leave: a generated estate, read as its services would show it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import cast

from pydantic import JsonValue

from practice.disk import Kept
from practice.forms_api.reply import Reply, absent, refused
from practice.forms_api.state import Changed

__all__ = ["OldSide"]

Told = dict[str, JsonValue]
LATE = 3
"""So many forms get one more answer while Flytt is at work."""
PAGE = 200
AUDIT_DAYS = 180


class OldSide:
    """Reads the estate's folder; what was changed lies beside it."""

    def __init__(self, estate: Path, changed: Kept[Changed]) -> None:
        self._root, self._changed = estate, changed
        self._forms: dict[str, Told] = {}
        for path in sorted((estate / "forms").rglob("*.json")):
            for form in _objects(json.loads(path.read_bytes())):
                self._forms[str(form["id"])] = form
        lines = (estate / "drive" / "items.ndjson").read_text("utf-8").splitlines()
        self._items: dict[str, list[Told]] = {}
        for line in lines:
            item = cast("Told", json.loads(line))
            self._items.setdefault(str(cast("Told", item["parentReference"])["driveId"]), []).append(item)
        self._tenant = next((str(form["ownerTenantId"]) for form in self._forms.values()), "")

    @property
    def tenant(self) -> str:
        """The tenant's id."""
        return self._tenant

    def owned(self, owner: str) -> Reply:
        """The forms of one user or group."""
        found = [self._shown(form) for form in self._forms.values() if form["ownerId"] == owner]
        return Reply(HTTPStatus.OK, {"value": cast("JsonValue", found)})

    def responses(self, form: str, skip: int, top: int) -> Reply:
        """One page of a form's responses."""
        if form not in self._forms:
            return absent(f"no form {form}")
        found = self._responses(form)[skip : skip + top]
        return Reply(HTTPStatus.OK, {"value": cast("JsonValue", found)})

    def set_status(self, form: str, status: str) -> Reply:
        """Open or close a form."""
        if form not in self._forms:
            return absent(f"no form {form}")
        self._changed.change(lambda c: c.model_copy(update={"statuses": {**c.statuses, form: status}}))
        return Reply(HTTPStatus.OK, self._shown(self._forms[form]))

    def respond(self, form: str, answers: JsonValue = None) -> Reply:
        """Somebody answers a form, as the last who did unless told otherwise. A closed one refuses."""
        if form not in self._forms:
            return absent(f"no form {form}")
        if self._shown(self._forms[form])["status"] == "Closed":
            return refused("the form is closed")
        known = self._responses(form)
        if not known:
            return refused("nobody has answered it yet: there is nothing to answer alike")
        new = _next(known[-1], answers)
        self._changed.change(
            lambda c: c.model_copy(update={"added": {**c.added, form: (*c.added.get(form, ()), new)}})
        )
        return Reply(HTTPStatus.CREATED, new)

    def told(self, form: str) -> Told | None:
        """What the service tells of a form; None when there is none."""
        return self._shown(self._forms[form]) if form in self._forms else None

    def answers(self, form: str) -> list[Told]:
        """All responses to a form."""
        return self._responses(form)

    def save(self, name: str, content: bytes) -> None:
        """Let somebody save a file in the first of the drives, today."""
        drive = min(self._items)
        item: Told = {
            **next(one for one in self._items[drive] if "file" in one),
            "id": f"NEDLASTET{len(self._items[drive])}",
            "name": name,
            "size": len(content),
            "eTag": f"saved {len(self._items[drive])}",
            "file": {},
            "lastModifiedDateTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        (self._root / "drive" / "content" / drive / str(item["id"])).write_bytes(content)
        with (self._root / "drive" / "items.ndjson").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(item, ensure_ascii=False) + "\n")
        self._items[drive].append(item)

    def open_questions(self) -> dict[str, str]:
        """The first question with a free answer of each form that is open, by the form."""
        return {
            name: asked[0]
            for name, form in self._forms.items()
            if self._shown(form)["status"] != "Closed" and (asked := _free(form))
        }

    def come_late(self) -> None:
        """Let those answer who were about to, once: people do not stop because somebody moves."""
        if self._changed.get().late_came:
            return
        self._changed.change(lambda c: c.model_copy(update={"late_came": True}))
        takes = [one for one, form in self._forms.items() if self._shown(form)["status"] != "Closed"]
        for form in [one for one in sorted(takes) if self._responses(one)][:LATE]:
            self.respond(form)

    def drives(self) -> Reply:
        """The drives that there are."""
        return Reply(HTTPStatus.OK, {"value": [{"id": drive} for drive in sorted(self._items)]})

    def listing(self, drive: str, skip: int) -> Reply:
        """One page of all items of a drive."""
        if drive not in self._items:
            return absent(f"no drive {drive}")
        page: Told = {"value": cast("JsonValue", self._items[drive][skip : skip + PAGE])}
        if skip + PAGE < len(self._items[drive]):
            page["@odata.nextLink"] = f"/v1.0/drives/{drive}/items/root/delta?$skiptoken={skip + PAGE}"
        return Reply(HTTPStatus.OK, page)

    def content(self, drive: str, item: str) -> Reply:
        """The bytes of a file."""
        path = self._root / "drive" / "content" / drive / item
        if drive not in self._items or "/" in item or not path.is_file():
            return absent(f"no file {item}")
        return Reply(HTTPStatus.OK, content=path.read_bytes())

    def exports(self) -> Reply:
        """What administrators have downloaded: audit log, directory, references."""
        names = [path.relative_to(self._root).as_posix() for path in self._exported()]
        return Reply(HTTPStatus.OK, {"value": cast("JsonValue", names)})

    def export(self, name: str) -> Reply:
        """One of them."""
        found = [path for path in self._exported() if path.relative_to(self._root).as_posix() == name]
        return Reply(HTTPStatus.OK, content=found[0].read_bytes()) if found else absent(f"no export {name}")

    def protection(self) -> Reply:
        """Who holds deletions, and how long the audit log is kept by whose wish."""
        now = self._changed.get()
        kept: Told = {"holds": list(now.holds), "audit_days": AUDIT_DAYS, "policies": {**now.policies}}
        return Reply(HTTPStatus.OK, kept)

    def protect(self, name: str, days: int) -> Reply:
        """Hold deletions, and keep the log, under a name."""
        self._changed.change(
            lambda c: c.model_copy(
                update={
                    "holds": tuple(sorted({*c.holds, name})),
                    "policies": {**c.policies, name: days},
                }
            )
        )
        return self.protection()

    def unprotect(self, name: str) -> Reply:
        """Take away what has that name."""
        self._changed.change(
            lambda c: c.model_copy(
                update={
                    "holds": tuple(one for one in c.holds if one != name),
                    "policies": {key: days for key, days in c.policies.items() if key != name},
                }
            )
        )
        return self.protection()

    def _exported(self) -> Iterator[Path]:
        for part in ("audit", "directory"):
            yield from sorted(path for path in (self._root / part).rglob("*") if path.is_file())
        yield from (p for n in ("references.ndjson", "coverage.json") if (p := self._root / n).is_file())

    def _shown(self, form: Told) -> Told:
        now, name = self._changed.get(), str(form["id"])
        status = now.statuses.get(name, str(form.get("status", "Active")))
        return {**form, "status": status, "rowCount": len(self._responses(name))}

    def _responses(self, form: str) -> list[Told]:
        pages = sorted((self._root / "responses" / form).rglob("*.json"))
        found = [one for page in pages for one in _objects(json.loads(page.read_bytes()))]
        return [*found, *self._changed.get().added.get(form, ())]


def _objects(value: JsonValue) -> list[Told]:
    found = value.get("value", [value]) if isinstance(value, dict) else value
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _free(form: Told) -> list[str]:
    return [str(one["id"]) for one in _objects(form["questions"]) if one.get("type") == "Question.TextField"]


def _next(last: Told, answers: JsonValue) -> Told:
    start, end = (datetime.fromisoformat(str(last[name])) for name in ("startDate", "submitDate"))
    later = {
        name: (at + timedelta(hours=26, minutes=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, at in (("startDate", start), ("submitDate", end))
    }
    said = {"answers": json.dumps(answers, ensure_ascii=False)} if answers is not None else {}
    return {**last, **later, "id": int(str(last["id"])) + 1, **said}
