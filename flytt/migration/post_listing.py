"""What a pass has read of one old mailbox, and how far it has come in it: kept until the mailbox is through.

A pass that was killed goes on with what it had read, and asks only for the folder that was under way. Ids and
digests alone; the names of folders may be people's, and lie in the vault.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal, TypeAlias

from pydantic import TypeAdapter

from flytt.migration.copies import Kept
from flytt.migration.mailboxes import Folder
from flytt.migration.mailboxes import Item as Mail
from flytt.migration.ports import Item
from flytt.migration.record import Record

Came: TypeAlias = Literal["read", "changed", "same"]
"""How far a folder is: listed; gone through, and something was put in or removed; or nothing was."""
_PER_ROW = 100
_MAIL = TypeAdapter(tuple[Mail, ...])


class Start(Record):
    """The folders of the old mailbox, and the new one's folder for each path.

    `known`: the names of the new one's well-known folders, by id.
    """

    folders: tuple[Folder, ...]
    places: dict[str, str]
    known: dict[str, str]

    @property
    def known_old(self) -> dict[str, str]:
        """The names of the old one's well-known folders, by id."""
        return {one.id: one.known for one in self.folders if one.known}


@dataclass(frozen=True)
class PostListing:
    """The record of one mailbox in one pass. A folder is called by its number in `Start.folders`."""

    kept: Kept
    workload: str
    account: str
    name: str

    def at(self) -> tuple[int, str]:
        """Return which round is under way, from 0, and the newest change that the first one met."""
        found = self.kept.item(self.workload, self._step, "round")
        number, _, newest = (found.digest if found else "0").partition(" ")
        return int(number), newest

    def begin(self, number: int, newest: str) -> None:
        """Begin a round: what was read for the one before is forgotten."""
        self.forget()
        self.kept.put_items((self._row("round", "there", f"{number} {newest}".rstrip()),))

    def start(self) -> Start | None:
        """Return the folders as they were when the round began; None until they are noted."""
        found = self.kept.item(self.workload, self._step, "start")
        said = self.kept.reveal(found.digest) if found else ""
        return Start.model_validate_json(said) if said else None

    def note_start(self, start: Start) -> None:
        """Note them."""
        self.kept.put_items((self._row("start", "hidden", self.kept.hide(start.model_dump_json())),))

    def came(self, folder: int) -> Came | None:
        """Return how far a folder is; None: it is not listed, or not to its end."""
        found = self.kept.item(self.workload, self._step, f"{folder}")
        match found.state if found else "":
            case "read" | "changed" | "same" as state:
                return state
            case _:
                return None

    def note_came(self, folder: int, came: Came) -> None:
        """Note how far it is."""
        self.kept.put_items((self._row(f"{folder}", came),))

    def items(self, folder: int) -> Iterator[Mail]:
        """Yield what lay in a folder that is listed."""
        for number in count():
            found = self.kept.item(self.workload, self._step, f"{folder} {number}")
            if found is None:
                return
            yield from _MAIL.validate_json(found.digest)

    def note(self, folder: int, items: Iterable[Mail]) -> None:
        """Note what lies in a folder, all of it together: a part of a list would be taken for the whole."""
        whole = tuple(items)
        rows = [
            self._row(f"{folder} {start // _PER_ROW}", "listed", _said(whole[start : start + _PER_ROW]))
            for start in range(0, len(whole), _PER_ROW)
        ]
        self.kept.put_items((*rows, self._row(f"{folder}", "read")))

    def forget(self) -> None:
        """Forget all of it, also in the vault."""
        found = self.kept.item(self.workload, self._step, "start")
        if found is not None:
            self.kept.erase(found.digest)
        self.kept.forget_items(self.workload, self._step)

    @property
    def _step(self) -> str:
        return f"listing {self.name} {self.account}"

    def _row(self, item: str, state: str, said: str = "") -> Item:
        return Item(workload=self.workload, step=self._step, item=item, state=state, digest=said)


def _said(items: tuple[Mail, ...]) -> str:
    return _MAIL.dump_json(items).decode()
