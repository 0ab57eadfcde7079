"""A running practice Forms: the estate made once, both tenants served, people who answer questions."""

from __future__ import annotations

from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from practice.disk import Kept, write_whole
from practice.forms.estate import make_estate
from practice.forms.settings import Settings
from practice.forms_api.new_side import NewSide
from practice.forms_api.old_side import OldSide
from practice.forms_api.owners import Owners
from practice.forms_api.people import People
from practice.forms_api.routes import Rooms
from practice.forms_api.server import Door
from practice.forms_api.state import Changed
from practice.keys import kept_ports, kept_secret
from practice.up import Up

__all__ = ["QUESTIONS", "FormsAddresses", "RunningForms", "start_forms"]

QUESTIONS, CLOSING = "Spørsmål.xlsx", "Stenging.xlsx"
MORE = 4
"""Added to the world's seed: with the usual one, that estate leaves something to ask people about."""


class FormsAddresses(BaseModel):
    """Where the two tenants' Forms are. The file holds Flytt's bearer token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    old: str
    new: str
    token_file: Path


class RunningForms(Up):
    """All is up when this exists, and down when it is closed."""

    def __init__(self, directory: Path, addresses: FormsAddresses, rooms: Rooms, stack: ExitStack) -> None:
        super().__init__(stack)
        self.addresses, self.rooms, self.directory = addresses, rooms, directory
        self._owners = Owners(rooms.old)

    def answer_questions(self) -> int:
        """Let people fill in every sheet of questions on the new side. Returns how many there were."""
        people = People(self.directory / "truth")
        root, found = self.directory / "new", 0
        for path in sorted(root.rglob(QUESTIONS)):
            name, before = path.relative_to(root).as_posix(), path.read_bytes()
            found += self.rooms.new.write(name, people.answer(before), "people").status == HTTPStatus.CREATED
        return found

    def owners_close(self, undo: bool = False) -> int:  # noqa: FBT001, FBT002 - as people are asked
        """Let owners close what stands on every sheet, or open it again. Returns how many there were."""
        if undo:
            self._owners.open()
            return 0
        root, found = self.directory / "new", 0
        for path in sorted(root.rglob(CLOSING)):
            name, before = path.relative_to(root).as_posix(), path.read_bytes()
            found += (
                self.rooms.new.write(name, self._owners.close(before), "people").status == HTTPStatus.CREATED
            )
        return found


def start_forms(directory: Path, *, seed: int = 1, forms: int = 12) -> RunningForms:
    """Make the estate if it is not there, and listen. OSError when its port is another program's."""
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    if not (directory / "made").exists():
        settings = Settings(
            seed=seed + MORE, tier=2, forms=forms, responses_median=6, responses_most=40, distractors=0.3
        )
        make_estate(settings, directory / "estate", directory / "truth")
        write_whole(directory / "made", b"")
    with ExitStack() as stack:
        changed = Kept(directory / "changed.json", Changed, Changed())
        old = OldSide(directory / "estate", changed)
        new = NewSide(directory / "new", changed, old.come_late)
        rooms = Rooms(old, new)
        keys = directory / "keys"
        tokens = {"flytt": kept_secret(keys / "token"), "people": kept_secret(keys / "people")}
        door = Door(rooms, kept_ports(directory, ["forms"])["forms"], tokens)
        stack.callback(door.close)
        addresses = FormsAddresses(old=f"{door.base}/old", new=f"{door.base}/new", token_file=keys / "token")
        write_whole(directory / "forms.json", addresses.model_dump_json(indent=1).encode() + b"\n")
        return RunningForms(directory, addresses, rooms, stack.pop_all())
