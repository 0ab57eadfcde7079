"""document.set-field: one field of a page of settings in a vendor's or a hub's system."""

from typing import Annotated

from flytt.migration.errors import ChangedByOthers
from flytt.migration.evidence import Presence, Verification
from flytt.migration.ports import World
from flytt.migration.record import Json, Record, digest
from flytt.migration.settings import DocumentName
from flytt.migration.step import InVault, Step, Traces


class Want(Record):
    """The page, the field and its new value."""

    document: DocumentName
    field: str
    value: Json


class Was(Record):
    """Whether the field was there, and its value: settings may hold addresses and names."""

    present: bool
    value: Annotated[Json, InVault()]


class Set(Record):
    """Nothing that undo needs beyond what was found."""


class SetField(Step[Want, Was, Set]):
    """Writes with the version it read, so that nobody else's edit of the same page is lost."""

    def plan(self, want: Want, world: World) -> Was:
        page = world.documents.read(want.document).value
        return Was(present=want.field in page, value=page.get(want.field))

    def probe(self, want: Want, was: Was, world: World) -> Presence:
        page = world.documents.read(want.document).value
        if (want.field in page, page.get(want.field)) == (was.present, was.value):
            return Presence.ABSENT
        return Presence.PRESENT if page.get(want.field) == want.value else Presence.UNKNOWN

    def do(self, want: Want, was: Was, world: World) -> Set:
        page = world.documents.read(want.document)
        there = page.value.get(want.field)
        if there == want.value and want.field in page.value:
            return Set()
        if there != was.value:
            raise ChangedByOthers(
                f"{want.field} of {want.document} is neither what it was nor what it shall be.",
                still_true="It was not written.",
                next_command="find out who changed it, then flytt resume or flytt rollback",
            )
        changed = {**page.value, want.field: want.value}
        world.documents.write(want.document, changed, version=page.version)
        return Set()

    def traces(self, want: Want, world: World) -> Traces[Was]:
        page = world.documents.read(want.document).value
        is_set = want.field in page and page[want.field] == want.value
        return Traces(Presence.PRESENT if is_set else Presence.ABSENT)

    def verify(self, want: Want, was: Was, receipt: Set, world: World) -> Verification:
        del was, receipt
        page = world.documents.read(want.document).value
        name = f"{want.document} {want.field}"
        return Verification.of(
            "the page read again",
            expected={name: digest(want.value)},
            found={name: digest(page.get(want.field))},
        )

    def undo(self, want: Want, was: Was, receipt: Set | None, world: World) -> None:
        del receipt
        page = world.documents.read(want.document)
        if (want.field in page.value, page.value.get(want.field)) == (was.present, was.value):
            return
        if page.value.get(want.field) != want.value:
            raise ChangedByOthers(
                f"{want.field} of {want.document} was changed by somebody else after Flytt wrote it.",
                still_true="It was left as they made it.",
                next_command="agree with them on its value, set it, then roll back again",
            )
        rest = {key: value for key, value in page.value.items() if key != want.field}
        former = {**rest, want.field: was.value} if was.present else rest
        world.documents.write(want.document, former, version=page.version)


STEP = SetField()
