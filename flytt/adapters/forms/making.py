"""Forms on both sides through the service's own interface: old ones closed, new ones made, opened, discarded.

Nothing here is called without the switch that says it is approved: Microsoft does not support it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import cast

from flytt.adapters.forms.door import Door, Object
from flytt.migration.errors import NotFound
from flytt.migration.forms_estate import EstateJob
from flytt.migration.record import Json

OPEN, CLOSED = "Active", "Closed"
_CARRIED = ("title", "description", "type", "defaultLanguage", "settings", "questions")
"""What of an old form's description the new one is made from."""
_OWN = "/formapi/api/me/users/me/light/forms"


class NewForms:
    """Forms that Flytt makes in the new tenant: each carries the workload's name and the old form's id."""

    def __init__(self, new: Door, job: EstateJob) -> None:
        self._new, self._job = new, job

    def made(self) -> dict[str, Object]:
        """Return what was made for this workload, by the old form's id."""
        found: dict[str, Object] = {}
        for form in self._new.objects("/formapi/api/forms", "Listing forms on the new side"):
            mark = _mark(form)
            if mark.get("flytt") == self._job.kept_as:
                found[str(mark.get("of", ""))] = form
        return found

    def make(self, old: str, told: Object) -> None:
        """Make one, closed."""
        said: Object = {name: told[name] for name in _CARRIED if name in told}
        mark = json.dumps({"flytt": self._job.kept_as, "of": old})
        self._new.send("POST", _OWN, "Making a form", {**said, "status": CLOSED, "otherInfo": mark})

    def set_status(self, form: Object, status: str) -> None:
        """Open or close one."""
        self._new.send("PATCH", _one(form), "Opening or closing a form", {"status": status})

    def discard(self, form: Object) -> None:
        """Delete one of which it is stated that nobody has answered; any other is closed and left."""
        if form.get("rowCount") != 0:
            self._new.send(
                "PATCH", _one(form), "Leaving a form to its owner", {"status": CLOSED, "otherInfo": ""}
            )
        else:
            self._new.delete(_one(form), "Discarding a form")

    def answered(self) -> Iterator[tuple[str, str]]:
        """Yield new forms with answers, or of which that is not known, by id, and how many."""
        for form in self.made().values():
            if (count := form.get("rowCount")) != 0:
                yield str(form["id"]), f"{count}" if isinstance(count, int) else "nobody knows how many"


def old_forms(old: Door, owners: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Object]]:
    """Yield every form of these owners with the address it is changed at. One who is unknown has none."""
    tenant = str(old.get("/v1.0/tenant", "Asking for the tenant's id")["id"])
    for kind, owner in owners:
        at = f"/formapi/api/{tenant}/{kind}/{owner}/light/forms"
        try:
            found = list(old.objects(at, "Listing an owner's forms"))
        except NotFound:
            continue
        yield from ((f"{at}('{form['id']}')", form) for form in found)


def set_old(old: Door, at: str, status: str) -> None:
    """Open or close an old form."""
    old.send("PATCH", at, "Opening or closing an old form", {"status": status})


def is_open(form: Object) -> bool:
    """True when people can answer it."""
    return form.get("status") != CLOSED and not form.get("softDeleted")


def _mark(form: Object) -> dict[str, Json]:
    text = form.get("otherInfo")
    try:
        found = cast("Json", json.loads(text)) if isinstance(text, str) and text else None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _one(form: Object) -> str:
    return f"{_OWN}('{form['id']}')"
