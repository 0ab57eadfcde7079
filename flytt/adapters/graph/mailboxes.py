"""A tenant's mailboxes over Graph: exported, and imported at addresses that carry their own right."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal
from urllib.parse import quote

from flytt.adapters.graph.answer import MISSING, Answer, Thing, refusal, text, things
from flytt.adapters.graph.box_rows import EXPAND, KNOWN, folder_of, item_of
from flytt.adapters.graph.door import Door, Question
from flytt.migration.directory import Route, Speed
from flytt.migration.errors import BadInput, Interrupted
from flytt.migration.mailboxes import MOST_TAKEN, NONE_KNOWN, Folder, Item, Parcel, Placed

_ATTEMPTS = 8
_PER_PAGE = 100
_PLACES = {"IPM.Appointment": "events", "IPM.Contact": "contacts"}
"""Where an item is removed; mail and everything else under `messages`."""


class GraphMailboxes:
    """One tenant: read through one application, written through another. `wait` lets seconds pass."""

    def __init__(self, name: str, reader: Door, writer: Door | None, wait: Callable[[float], None]) -> None:
        self._name, self._reader, self._own_writer, self._wait = name, reader, writer, wait
        self._boxes: dict[str, str] = {}
        self._sessions: dict[str, str] = {}
        self._known_ids: dict[str, dict[str, str]] = {}

    def granted(self, use: Literal["read", "write"]) -> frozenset[str]:
        """Return the permissions that the application's token carries; none where none may write."""
        door = self._reader if use == "read" else self._own_writer
        return door.sign_in.roles() if door else frozenset()

    def box_of(self, account: str) -> str:
        """Return the id of an account's own mailbox."""
        if account not in self._boxes:
            attempted = f"Looking for the mailbox of {account} in {self._name}"
            question = Question("GET", f"/users/{account}/settings/exchange", costs=_costs(account))
            answer = self._reader.ask(question, attempted=attempted)
            if answer.status == MISSING:
                return ""
            if not answer.ok:
                raise refusal(attempted, answer)
            self._boxes[account] = text(answer.body, "primaryMailboxId")
        return self._boxes[account]

    def folders(self, box: str, known: Mapping[str, str] = NONE_KNOWN) -> tuple[Folder, ...]:
        """Return all folders, from the top down."""
        if known:
            self._known_ids.setdefault(box, dict(known))
        known = self._known(box)
        found: list[Folder] = []
        waiting = [("", "", f"{_box(box)}/folders")]
        while waiting:
            parent, above, path = waiting.pop(0)
            question = Question("GET", f"{path}?$top={_PER_PAGE}", costs=_costs(box))
            for page in self._reader.pages(question, attempted=f"Reading folders in {self._name}"):
                for one in page:
                    folder = folder_of(one, parent, above, known.get(text(one, "id"), ""))
                    found.append(folder)
                    if one.get("childFolderCount"):
                        waiting.append((folder.id, folder.path, f"{_folder(box, folder.id)}/childFolders"))
        return tuple(found)

    def items(self, box: str, folder: str, route: Route = "list") -> Iterator[Item]:
        """Yield what lies in a folder."""
        path = f"{_folder(box, folder)}/items{'/delta' if route == 'changes' else ''}"
        question = Question("GET", f"{path}?$top={_PER_PAGE}&$expand={quote(EXPAND)}", costs=_costs(box))
        found: dict[str, Item] = {}
        for page in self._reader.pages(question, attempted=f"Reading items in {self._name}"):
            if route == "list":
                yield from (item_of(one) for one in page)
                continue
            for one in page:
                if "@removed" in one:
                    found.pop(text(one, "id"), None)
                else:
                    found[text(one, "id")] = item_of(one)
        yield from found.values()

    def export_items(self, box: str, items: tuple[Item, ...]) -> Iterator[Parcel]:
        """Export twenty at a time."""
        attempted = f"Exporting items in {self._name}"
        for start in range(0, len(items), MOST_TAKEN):
            some = {item.id: item for item in items[start : start + MOST_TAKEN]}
            question = Question("POST", f"{_box(box)}/exportItems", {"itemIds": [*some]}, costs=_costs(box))
            answer = self._reader.ask(question, attempted=attempted)
            if not answer.ok:
                raise refusal(attempted, answer)
            for one in things(answer.body, "value"):
                item = some.get(text(one, "itemId"))
                if item is not None and text(one, "data"):
                    yield Parcel(
                        key=item.key, print=item.print, modified=item.modified, data=text(one, "data")
                    )

    def make_folder(self, box: str, folder: Folder, parent: str) -> str:
        """Make a folder; there already, it is found by its name."""
        path = f"{_folder(box, parent)}/childFolders" if parent else f"{_box(box)}/folders"
        attempted = f"Making a folder in {self._name}"
        body: Thing = {"displayName": folder.name, "type": folder.kind}
        answer = self._writer.ask(Question("POST", path, body, _costs(box)), attempted=attempted)
        if answer.ok:
            return text(answer.body, "id")
        question = Question("GET", f"{path}?$top={_PER_PAGE}", costs=_costs(box))
        for page in self._reader.pages(question, attempted=attempted):
            for one in page:
                if text(one, "displayName").casefold() == folder.name.casefold():
                    return text(one, "id")
        raise refusal(attempted, answer)

    def import_items(self, box: str, folder: str, parcels: tuple[Parcel, ...]) -> tuple[Placed, ...]:
        """Import one by one. After a lost answer the folder is looked into before it is repeated."""
        placed: list[Placed] = []
        for parcel in parcels:
            ours = {one.id for one in placed}
            made = self._import(box, folder, parcel, ours)
            placed.append(Placed(id=made, key=parcel.key, print=parcel.print, modified=parcel.modified))
        return tuple(placed)

    def remove(self, account: str, box: str, items: tuple[Item, ...]) -> None:
        """Remove items for good, each by itself."""
        attempted = f"Removing items in {self._name}"
        for item in items:
            place = _PLACES.get(item.kind, "messages")
            path = f"/users/{account}/{place}/{quote(item.id)}/permanentDelete"
            answer = self._writer.ask(Question("POST", path, {}, _costs(box)), attempted=attempted)
            if not answer.ok and answer.status != MISSING:
                raise refusal(attempted, answer)

    def remove_folder(self, account: str, folder: str) -> None:
        """Remove a folder for good."""
        attempted = f"Removing a folder in {self._name}"
        path = f"/users/{account}/mailFolders/{quote(folder)}/permanentDelete"
        answer = self._writer.ask(Question("POST", path, {}, _costs(account)), attempted=attempted)
        if not answer.ok and answer.status != MISSING:
            raise refusal(attempted, answer)

    def speed(self) -> Speed:
        """Return requests a second, and bytes a second into one mailbox."""
        door = self._own_writer or self._reader
        return Speed(reads=self._reader.governor.speed("requests"), writes=door.governor.speed("bytes"))

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise BadInput(
                f"Mail was to be written in {self._name}, and reach.yaml states no `writer` for it.",
                still_true="Nothing was touched.",
                next_command="state the application that may write there, then flytt resume",
            )
        return self._own_writer

    def _known(self, box: str) -> dict[str, str]:
        """Return the well-known folders by id: they stay what they are, so they are asked for once."""
        if box in self._known_ids:
            return self._known_ids[box]
        questions = [Question("GET", _folder(box, known), costs=_costs(box)) for known in KNOWN]
        names = {one.path: known for one, known in zip(questions, KNOWN, strict=True)}
        found: dict[str, str] = {}
        attempted = f"Reading folders in {self._name}"
        for question, answer in self._reader.batch(questions, attempted=attempted):
            if answer.ok:
                found[text(answer.body, "id")] = names[question.path]
            elif answer.status != MISSING:
                raise refusal(attempted, answer)
        self._known_ids[box] = found
        return found

    def _import(self, box: str, folder: str, parcel: Parcel, ours: set[str]) -> str:
        attempted = f"Importing an item in {self._name}"
        body: Thing = {"FolderId": folder, "Mode": "create", "Data": parcel.data}
        if parcel.over:
            body |= {"Mode": "update", "ItemId": parcel.over}
        costs = {**_costs(box), f"bytes {box}": float(len(parcel.data))}
        for attempt in range(_ATTEMPTS):
            address = self._session(box)
            question = Question("POST", address, body, costs, once=not parcel.over, own_right=True)
            try:
                answer = self._writer.ask(question, attempted=attempted)
            except Interrupted:
                if found := self._looked_for(box, folder, parcel, ours):
                    return found
                self._wait(min(0.2 * 2**attempt, 5.0))
                continue
            if answer.ok:
                return text(answer.body, "itemId")
            if answer.status != MISSING:
                raise refusal(attempted, answer)
            self._sessions.pop(box, None)
        raise Interrupted(
            f"{attempted}: no answer came.", still_true="Asking again puts nothing in twice.",
            next_command="flytt resume",
        )  # fmt: skip

    def _looked_for(self, box: str, folder: str, parcel: Parcel, ours: set[str]) -> str:
        same = (i.id for i in self.items(box, folder) if (i.key, i.print) == (parcel.key, parcel.print))
        return next((one for one in same if one not in ours), "")

    def _session(self, box: str) -> str:
        if box not in self._sessions:
            attempted = f"Opening an import in {self._name}"
            question = Question("POST", f"{_box(box)}/createImportSession", {}, _costs(box))
            answer: Answer = self._writer.ask(question, attempted=attempted)
            if not answer.ok:
                raise refusal(attempted, answer)
            self._sessions[box] = text(answer.body, "importUrl")
        return self._sessions[box]


def _box(box: str) -> str:
    return f"/admin/exchange/mailboxes/{quote(box)}"


def _folder(box: str, folder: str) -> str:
    return f"{_box(box)}/folders/{quote(folder)}"


def _costs(box: str) -> dict[str, float]:
    return {f"requests {box}": 1.0}
