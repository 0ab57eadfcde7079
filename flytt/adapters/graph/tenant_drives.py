"""One tenant's drives over Graph: listed, read and written in pieces; every write may be repeated."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from flytt.adapters.graph.answer import MISSING, Answer, Thing, refusal, text
from flytt.adapters.graph.door import Door, Question, local_path
from flytt.adapters.graph.drive_rows import ITEM, drive_of, entry_of, rows, times_of, upload_of
from flytt.adapters.graph.item_rights import ItemRights, drive_at, item_at
from flytt.adapters.graph.pieces import Piece, Pieces
from flytt.adapters.graph.sites import Sites
from flytt.adapters.graph.versions import read_piece, read_versions
from flytt.migration.directory import Speed
from flytt.migration.drives import Changes, Drive, Entry, FileVersion, Grant, Lock, OwnerKind, Upload
from flytt.migration.errors import BadInput, CommandFailed, NotFound

CONFLICT, LOST_PLACE, NOT_AS_SEEN, OUT_OF_RANGE = 409, 410, 412, 416
_ONE, _MANY, _WRITE = {"ru": 1.0}, {"ru": 2.0}, {"ru": 2.0}
_AT_CONFLICT = "@microsoft.graph.conflictBehavior"


class GraphTenantDrives:
    """Read through one application, written through another; `client_id` is that of the one that writes."""

    def __init__(
        self, name: str, client_id: str, reader: Door, writer: Door | None, taking: Pieces, giving: Pieces,
        sites: Sites | None,
    ) -> None:  # fmt: skip
        self._name, self._client, self._reader, self._own_writer = name, client_id, reader, writer
        self._taking, self._giving, self._own_sites = taking, giving, sites
        self._rights = ItemRights(name, reader)

    def speed(self) -> Speed:
        """Return what the limits let through in the long run: resource units a second."""
        door = self._own_writer or self._reader
        return Speed(reads=self._reader.governor.speed("ru"), writes=door.governor.speed("ru"))

    def of(self, kind: OwnerKind, owners: tuple[str, ...]) -> dict[str, Drive]:
        """Return the drives that there are."""
        attempted = f"Looking for drives in {self._name}"
        fields = "$select=id,quota,sharePointIds"
        asked = {f"/{kind}/{one}/drive?{fields}": one for one in owners}
        found: dict[str, Drive] = {}
        questions = [Question("GET", path, costs=_ONE) for path in asked]
        for question, answer in self._reader.batch(questions, attempted=attempted):
            if answer.ok:
                owner = asked[question.path]
                found[owner] = drive_of(answer.body, owner)
            elif answer.status != MISSING:
                raise refusal(attempted, answer)
        return found

    def beside(self, kind: OwnerKind, drive: Drive) -> tuple[str, ...]:
        """Return the other libraries; the one that `drive` asks for is the default one."""
        question = Question("GET", f"/{kind}/{drive.owner}/drives?$select=id", costs=_MANY)
        pages = self._reader.pages(question, attempted=f"Looking for libraries in {self._name}")
        return tuple(found for page in pages for one in page if (found := text(one, "id")) != drive.id)

    def top(self, drive: str) -> Entry:
        """Return the topmost folder."""
        found = self.entry(drive, "root")
        if found is None:
            raise NotFound(f"Drive {drive} is not in {self._name}.")
        return found

    def changes(self, drive: str, token: str = "") -> Changes:
        """Return one page of changes; the link that leads on is the token."""
        attempted = f"Reading the changes of a drive in {self._name}"
        path = token or f"{drive_at(drive)}/items/root/delta?$select={ITEM}&$top=200"
        question = Question("GET", path, costs=_ONE if token else _MANY)
        answer = self._reader.ask(question, attempted=attempted)
        if answer.status == LOST_PLACE:
            raise NotFound(f"{attempted}: where reading had come to is no longer known.")
        if not answer.ok:
            raise refusal(attempted, answer)
        further, last = text(answer.body, "@odata.nextLink"), text(answer.body, "@odata.deltaLink")
        entries = tuple(entry_of(one, self._client) for one in rows(answer.body))
        return Changes(entries=entries, token=local_path(further or last), more=bool(further))

    def children(self, drive: str, folder: str) -> Iterator[Entry]:
        """Yield what lies in a folder."""
        question = Question("GET", f"{item_at(drive, folder)}/children?$select={ITEM}&$top=200", costs=_MANY)
        for page in self._reader.pages(question, attempted=f"Listing a folder in {self._name}"):
            yield from (entry_of(one, self._client) for one in page)

    def entry(self, drive: str, item: str) -> Entry | None:
        """Return an item."""
        return self._entry(item_at(drive, item))

    def child(self, drive: str, folder: str, name: str) -> Entry | None:
        """Return what lies there under that name."""
        return self._entry(f"{item_at(drive, folder)}:/{quote(name, safe='')}:")

    def read(self, drive: str, entry: Entry, first: int, size_bytes: int) -> bytes:
        """Return a piece; an address that has run out is asked for anew."""
        attempted = f"Reading item {entry.id} in {self._name}"
        size = min(size_bytes, entry.size_bytes - first)
        if size <= 0:
            return b""
        headers = {"Range": f"bytes={first}-{first + size - 1}"}
        address = entry.content_at
        for _ in range(2):
            if address:
                found = self._taking.ask(Piece("GET", address, b"", headers), attempted=attempted)
                if found.answer.ok:
                    return found.content[:size]
                if found.answer.status == OUT_OF_RANGE:
                    return b""
            now = self.entry(drive, entry.id)
            address = now.content_at if now else ""
        raise NotFound(f"{attempted}: its content cannot be had.", still_true="Nothing was changed.")

    def versions(self, drive: str, item: str) -> tuple[FileVersion, ...]:
        """Return a file's versions."""
        attempted = f"Listing versions in {self._name}"
        return read_versions(self._reader, item_at(drive, item), self._client, attempted=attempted)

    def read_version(self, drive: str, item: str, version: FileVersion, first: int, size_bytes: int) -> bytes:
        """Return a piece of an older one."""
        attempted = f"Reading a version of item {item} in {self._name}"
        at = f"{item_at(drive, item)}/versions/{quote(version.id, safe='')}"
        return read_piece(self._reader, self._taking, at, version, (first, size_bytes), attempted=attempted)

    def make_folder(self, drive: str, parent: str, like: Entry) -> Entry:
        """Make a folder, unless it is there."""
        attempted = f"Making a folder in {self._name}"
        body: Thing = {"name": like.name, "folder": {}, _AT_CONFLICT: "fail", **times_of(like)}
        question = Question("POST", f"{item_at(drive, parent)}/children", body, _WRITE)
        answer = self._writer.ask(question, attempted=attempted)
        if answer.ok:
            return self._written(answer)
        there = self.child(drive, parent, like.name) if answer.status == CONFLICT else None
        if there is None or not there.folder:
            raise refusal(attempted, answer)
        return there

    def make_empty(
        self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = ""
    ) -> Entry | None:
        """Make a file of no bytes: upload sessions take none."""
        attempted = f"Making an empty file in {self._name}"
        there = None if over else self.child(drive, parent, like.name)
        if there is not None:
            return None
        at = item_at(drive, over) if over else f"{item_at(drive, parent)}:/{quote(like.name, safe='')}:"
        question = Question("PUT", f"{at}/content", None, _WRITE, _as(seen))
        answer = self._writer.ask(question, attempted=attempted)
        if answer.status == NOT_AS_SEEN:
            there = self.entry(drive, over)
            return there if there is not None and there.own and not there.size_bytes else None
        if not answer.ok:
            raise refusal(attempted, answer)
        made = self._written(answer)
        like = like.changed(name=made.name)
        return self.change(drive, made.id, made.parent, like) if like.modified else made

    def begin(self, drive: str, parent: str, like: Entry, over: str = "", *, seen: str = "") -> Upload | None:
        """Begin an upload. A session that was begun twice takes up nothing until it is filled."""
        attempted = f"Beginning an upload in {self._name}"
        at = item_at(drive, over) if over else f"{item_at(drive, parent)}:/{quote(like.name, safe='')}:"
        item: Thing = {_AT_CONFLICT: "replace" if over else "fail", **times_of(like)}
        question = Question("POST", f"{at}/createUploadSession", {"item": item}, _WRITE, _as(seen))
        answer = self._writer.ask(question, attempted=attempted)
        if answer.status == NOT_AS_SEEN or (answer.status == CONFLICT and not over):
            return None
        found = upload_of(answer.body) if answer.ok else None
        if found is None:
            raise refusal(attempted, answer)
        return found

    def reached(self, upload: Upload) -> Upload | None:
        """Ask the session how far it has come."""
        attempted = f"Asking for an upload in {self._name}"
        found = self._giving.ask(Piece("GET", upload.address), attempted=attempted)
        return upload_of(found.answer.body, upload.address) if found.answer.ok else None

    def send(self, upload: Upload, piece: bytes, size_bytes: int) -> Upload | Entry | None:
        """Send a piece. What the session has already, it says; and then it is asked from where to go on."""
        attempted = f"Uploading to {self._name}"
        last = upload.reached + len(piece) - 1
        headers = {"Content-Range": f"bytes {upload.reached}-{last}/{size_bytes}"}
        asked = Piece("PUT", upload.address, piece, headers, _WRITE)
        answer = self._giving.ask(asked, attempted=attempted).answer
        if answer.status == OUT_OF_RANGE:
            return self.reached(upload)
        if answer.status in {MISSING, CONFLICT}:
            return None
        if not answer.ok:
            raise refusal(attempted, answer)
        return self._written(answer) if "id" in answer.body else upload_of(answer.body, upload.address)

    def change(self, drive: str, item: str, parent: str, like: Entry, *, seen: str = "") -> Entry | None:
        """Give it name, place and times. What a repeated question finds done is done."""
        attempted = f"Changing item {item} in {self._name}"
        body: Thing = {"name": like.name, "parentReference": {"id": parent}, **times_of(like)}
        question = Question("PATCH", item_at(drive, item), body, _WRITE, _as(seen))
        answer = self._writer.ask(question, attempted=attempted)
        if answer.status == NOT_AS_SEEN:
            now = self.entry(drive, item)
            is_done = now is not None and now.own and (now.name, now.parent) == (like.name, parent)
            return now if is_done else None
        if answer.status == CONFLICT:
            return None
        if not answer.ok:
            raise refusal(attempted, answer)
        return self._written(answer)

    def remove(self, drive: str, item: str, *, seen: str = "") -> bool:
        """Put it in the recycle bin."""
        attempted = f"Removing item {item} in {self._name}"
        question = Question("DELETE", item_at(drive, item), None, _WRITE, _as(seen))
        answer = self._writer.ask(question, attempted=attempted)
        if not answer.ok and answer.status not in {MISSING, NOT_AS_SEEN}:
            raise refusal(attempted, answer)
        return answer.status != NOT_AS_SEEN

    def grants(self, drive: str, item: str) -> tuple[Grant, ...]:
        """Return its own rights."""
        return self._rights.own(item_at(drive, item))

    def narrower(self, drive: str, entries: Sequence[Entry]) -> frozenset[str]:
        """Return those that fewer may do something with than with the folder above."""
        return self._rights.narrower(drive, entries)

    def grant(self, drive: str, item: str, grant: Grant) -> None:
        """Give a right, and send nothing."""
        self._rights.give(self._writer, item_at(drive, item), grant)

    def revoke(self, drive: str, item: str, grant: str) -> None:
        """Take a right."""
        self._rights.take(self._writer, item_at(drive, item), grant)

    def may_close(self) -> frozenset[str]:
        """Return the permissions in the token for SharePoint's administration."""
        return self._sites.granted()

    def lock(self, site: str) -> Lock:
        """Return how far a site is closed."""
        return self._sites.lock(site)

    def set_lock(self, site: str, lock: Lock) -> None:
        """Close or open a site."""
        self._sites.set_lock(site, lock)

    @property
    def _writer(self) -> Door:
        if self._own_writer is None:
            raise self._unstated("writer", "that may write there")
        return self._own_writer

    @property
    def _sites(self) -> Sites:
        if self._own_sites is None:
            raise self._unstated("sharepoint", "of SharePoint's administration, and a writer")
        return self._own_sites

    def _unstated(self, field: str, what: str) -> BadInput:
        return BadInput(
            f"Drives of {self._name} were to be changed, and reach.yaml states no `{field}` for it.",
            still_true="Nothing was touched.",
            next_command=f"state the one {what}, then flytt resume",
        )

    def _entry(self, path: str) -> Entry | None:
        attempted = f"Reading an item in {self._name}"
        answer = self._reader.ask(Question("GET", f"{path}?$select={ITEM}", costs=_ONE), attempted=attempted)
        if answer.status == MISSING:
            return None
        if not answer.ok:
            raise refusal(attempted, answer)
        return entry_of(answer.body, self._client)

    def _written(self, answer: Answer) -> Entry:
        found = entry_of(answer.body, self._client)
        if not found.id:
            raise CommandFailed(
                f"Writing in {self._name}, and no item named", exit_status=answer.status, stderr=""
            )
        return found


def _as(seen: str) -> dict[str, str]:
    return {"If-Match": seen} if seen else {}
