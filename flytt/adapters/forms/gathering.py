"""Every source of an estate that is to be had, fetched into the estate's folder.

When it was cut off, exports and lists of drives are asked for anew, for they tell what has come since. Files
that are what the list says, owners' forms, and pages of answers that came whole, are not.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from flytt.adapters.forms.answers import TRIES, Answers, hold_together
from flytt.adapters.forms.door import Door, Object, quoted
from flytt.adapters.forms.remembered import Remembered
from flytt.forms.reading.fields import Fields
from flytt.migration.errors import BadInput, NotFound
from flytt.migration.record import Json

Owner = tuple[str, str]
"""The kind, as addresses have it, and the id."""
LISTS = {
    "directory/users.json": "users",
    "directory/deleted-users.json": "users",
    "directory/groups.json": "groups",
}
NOT_SUPPORTED = "the service's own interface, which Microsoft does not support, was not used: not approved"
STILL_OPEN = "old forms may still take answers: Flytt cannot see whether their owners have closed them"


class Fetching:
    """Fetches one estate. What did not change since `before`, an earlier pass, is not fetched again.

    `so_far` is what was fetched before this gathering was cut off.
    """

    def __init__(
        self, old: Door, into: Path, so_far: Remembered, *, unsupported_api: bool, before: Path | None = None,
        also: Iterable[Owner] = (),
    ) -> None:  # fmt: skip
        self._old, self._into, self._before, self._also = old, into, before, tuple(also)
        self._so_far, self._written = so_far, set[Path]()
        self._unsupported_api = unsupported_api
        self.blind: list[str] = []
        self.forms = self.responses = 0

    def everything(self) -> None:
        """Fetch all sources. Raises what the door raises: a source that failed is not an empty one."""
        self._exports()
        self._drives()
        if self._unsupported_api:
            self._service()
        else:
            self.blind += [NOT_SUPPORTED, *([STILL_OPEN] if self._before else [])]
        for path in [one for one in self._into.rglob("*") if one.is_file()]:
            if path not in self._written:
                path.unlink()  # what lay there when it was cut off, and is in no list any more

    def _exports(self) -> None:
        found = self._old.get("/exports", "Listing what administrators have downloaded").get("value")
        names = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
        for name in names:
            content = self._old.fetch(f"/exports/{quoted(name)}", "Fetching a downloaded log or list")
            self._write(_within(name), content)
        if not any(name.startswith("audit/") for name in names):
            self.blind.append("audit: nothing was downloaded")
        self.blind += [f"{name}: was not downloaded" for name in LISTS if name not in names]

    def _drives(self) -> None:
        lines: list[str] = []
        known = _listed(self._before)
        for drive in self._old.objects("/v1.0/drives", "Listing drives"):
            drive_id = str(drive["id"])
            at = f"/v1.0/drives/{quoted(drive_id)}"
            for item in self._old.objects(f"{at}/items/root/delta", "Listing a drive"):
                lines.append(json.dumps(item, ensure_ascii=False))
                if "file" in item:
                    self._file(drive_id, item, known.get((drive_id, str(item["id"]))), at)
        self._write("drive/items.ndjson", "".join(f"{line}\n" for line in lines).encode())

    def _file(self, drive: str, item: Object, known: Object | None, at: str) -> None:
        name, tag = _within(f"drive/content/{drive}/{item['id']}"), item.get("eTag")
        self._written.add(self._into / name)
        if known is not None and self._before and tag and known.get("eTag") == tag:
            kept = self._before / name
            if kept.is_file():
                (self._into / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(kept, self._into / name)
                return
        asked = f"{at}/items/{quoted(str(item['id']))}/content"
        if tag and self._so_far.has_file(f"{asked} {tag}", name):
            return
        try:
            self._so_far.keep_file(f"{asked} {tag}", name, self._old.fetch(asked, "Fetching a file"))
        except NotFound:
            (self._into / name).unlink(missing_ok=True)  # the inventory lists it as missing

    def _service(self) -> None:
        tenant = str(self._old.get("/v1.0/tenant", "Asking for the tenant's id")["id"])
        uncounted = 0
        for kind, owner in dict.fromkeys([*owners(self._into), *self._also]):
            at = f"/formapi/api/{tenant}/{kind}/{owner}/light/forms"
            try:
                forms = self._owned(at)
            except NotFound:
                if (kind, owner) not in self._also:
                    raise
                continue  # whom only an earlier pass knew may be gone from the service
            if forms:
                page = json.dumps({"value": forms}, ensure_ascii=False).encode()
                self._write(f"forms/{kind}/{owner}.json", page)
            uncounted += sum(form.get("rowCount") is None for form in forms)
        if uncounted:
            self.blind.append(
                f"{uncounted} forms whose answers the service does not count: none can be missed"
            )

    def _owned(self, at: str) -> list[Object]:
        """Fetch one owner's forms with their answers; once more when somebody answered on the way."""
        forms, pages = self._once(at)
        for _ in range(TRIES):
            if hold_together(forms, pages):
                break
            self._so_far.forget(at)
            forms, pages = self._once(at)
        for form, responses in pages.items():
            self._keep(form, responses)
        return forms

    def _once(self, at: str) -> tuple[list[Object], dict[str, list[Object]]]:
        forms = self._so_far.asked(at, lambda: list(self._old.objects(at, "Listing an owner's forms")))
        answers = Answers(self._old, self._so_far)
        return forms, {str(form["id"]): answers.of(f"{at}('{form['id']}')") for form in forms}

    def _keep(self, form: str, responses: list[Object]) -> None:
        self.forms += 1
        self.responses += len(responses)
        if responses:
            page = json.dumps({"value": responses}, ensure_ascii=False).encode()
            self._write(_within(f"responses/{form}/page-0001.json"), page)

    def _write(self, name: str, content: bytes) -> None:
        path = self._into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._written.add(path)


def _within(name: str) -> str:
    """Return a name that stays inside the folder. BadInput for one that would not."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or {"..", "."} & set(parts):
        raise BadInput("A source names a file outside of its own folder.", still_true="Nothing was written.")
    return "/".join(parts)


def _listed(estate: Path | None) -> dict[tuple[str, str], Object]:
    found: dict[tuple[str, str], Object] = {}
    for item in items_of(estate):
        parent = item.get("parentReference")
        if isinstance(parent, dict):
            found[str(parent.get("driveId")), str(item["id"])] = item
    return found


def items_of(estate: Path | None) -> Iterator[Object]:
    """Yield the drive items of an estate that was fetched."""
    path = estate / "drive" / "items.ndjson" if estate else None
    if path and path.is_file():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def owners(estate: Path) -> Iterator[Owner]:
    """Yield everybody who can own forms: people, deleted people, groups."""
    for file, kind in LISTS.items():
        if (estate / file).is_file():
            yield from owners_in(json.loads((estate / file).read_bytes()), kind)


def owners_in(value: Json, kind: str) -> Iterator[Owner]:
    """Yield the people, or groups, of one list."""
    for one in objects_in(value):
        if owner := Fields(one).text("id"):
            yield kind, owner


def objects_in(value: Json) -> list[Object]:
    """Return the objects of a list, bare or as a service wraps it."""
    found = value.get("value", [value]) if isinstance(value, dict) else value
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
