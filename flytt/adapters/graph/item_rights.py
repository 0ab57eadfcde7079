"""Rights on single folders and files over Graph: read, given, taken, and held against the folder above."""

from collections.abc import Sequence
from urllib.parse import quote

from flytt.adapters.graph.answer import MISSING, Answer, Thing, refusal, text
from flytt.adapters.graph.door import Door, Question, local_path
from flytt.adapters.graph.drive_rows import grant_of, right_of, rows
from flytt.migration.drives import Entry, Grant
from flytt.migration.errors import NotFound
from flytt.migration.item_rights import fewer

_RIGHTS, _SHARING = {"ru": 5.0}, {"ru": 5.0, "sharing": 1.0}


class ItemRights:
    """The rights of one tenant's items, read through one application."""

    def __init__(self, name: str, reader: Door) -> None:
        self._name, self._reader = name, reader

    def own(self, at: str) -> tuple[Grant, ...]:
        """Return an item's own rights."""
        question = Question("GET", f"{at}/permissions", costs=_RIGHTS)
        pages = self._reader.pages(question, attempted=f"Reading rights in {self._name}")
        found = (grant_of(one) for page in pages for one in page)
        return tuple(one for one in found if one is not None)

    def narrower(self, drive: str, entries: Sequence[Entry]) -> frozenset[str]:
        """Ask for all, twenty at a time, and for the folder above of those that stand apart.

        An item inherits when any of its rights says where it comes from; one without any right stands apart.
        """
        attempted = f"Reading who may see items of a drive in {self._name}"
        asked = {f"{item_at(drive, one.id)}/permissions": one for one in entries}
        questions = [Question("GET", path, costs=_RIGHTS) for path in asked]
        found, above = set[str](), dict[str, list[Grant]]()
        for question, answer in self._reader.batch(questions, attempted=attempted):
            if answer.status == MISSING:
                continue
            here, one = self._all(answer, attempted), asked[question.path]
            if any("inheritedFrom" in right for right in here):
                continue
            if one.parent not in above:
                upper = Question("GET", f"{item_at(drive, one.parent)}/permissions", costs=_RIGHTS)
                told = self._all(self._reader.ask(upper, attempted=attempted), attempted)
                above[one.parent] = [right_of(right) for right in told]
            if fewer(map(right_of, here), above[one.parent]):
                found.add(one.id)
        return frozenset(found)

    def give(self, writer: Door, at: str, grant: Grant) -> None:
        """Give a right, and send nothing."""
        attempted = f"Giving a right in {self._name}"
        body: Thing = {
            "recipients": [{"objectId": grant.to}],
            "roles": [*grant.roles],
            "requireSignIn": True,
            "sendInvitation": False,
        }
        answer = writer.ask(Question("POST", f"{at}/invite", body, _SHARING), attempted=attempted)
        if not answer.ok:
            raise refusal(attempted, answer)

    def take(self, writer: Door, at: str, grant: str) -> None:
        """Take a right."""
        attempted = f"Taking a right in {self._name}"
        path = f"{at}/permissions/{quote(grant, safe='')}"
        answer = writer.ask(Question("DELETE", path, None, _SHARING), attempted=attempted)
        if not answer.ok and answer.status != MISSING:
            raise refusal(attempted, answer)

    def _all(self, answer: Answer, attempted: str) -> list[Thing]:
        """Return all rights, also those on further pages. Without a list nothing is known."""
        if not answer.ok:
            raise refusal(attempted, answer)
        if not isinstance(answer.body.get("value"), list):
            raise NotFound(
                f"{attempted}: Graph's answer has no list of them.",
                still_true="Nothing was touched. What fewer may read than the folder above is not known.",
                next_command="look for them by hand, decide, state `item_rights: looked`, then flytt resume",
            )
        found, further = rows(answer.body), text(answer.body, "@odata.nextLink")
        if further:
            question = Question("GET", local_path(further), costs=_RIGHTS)
            found += [one for page in self._reader.pages(question, attempted=attempted) for one in page]
        return found


def drive_at(drive: str) -> str:
    """Return where a drive is."""
    return f"/drives/{quote(drive, safe='!')}"


def item_at(drive: str, item: str) -> str:
    """Return where an item is."""
    return f"{drive_at(drive)}/items/{quote(item, safe='!')}"
