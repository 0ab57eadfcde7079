"""The mailbox addresses of Graph: folders, items, export, import sessions, and removing for good."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from practice.graph.addressing import files_base
from practice.graph.answers import Answer, Refused
from practice.graph.boxes import MEETING, TO, Box, BoxFolder, read_stream, stream_of
from practice.graph.call import Call, created, done, shown
from practice.graph.mailbox_seen import FOLDER, ITEM, expanded, seen_folder, seen_item
from practice.graph.options import read_options
from practice.graph.pages import listed, next_link, page, read_token, token
from practice.graph.post_office import PostOffice
from practice.graph.things import Thing, identifier, moment, parts, text, texts
from practice.graph.users import seen_user

__all__ = ["MailboxApi"]

MOST_EXPORTED, LIVES_SECONDS, MOST_ITEM_BYTES = 20, 3_600.0, 150_000_000


class MailboxApi:
    """What Graph offers of mailboxes."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def settings(self, call: Call, name: str) -> Answer:
        """Which mailbox is an account's own."""
        user = seen_user(call.tenant, name)
        box = self._office.of(call.tenant, text(user, "id"))
        if box is None:
            raise Refused(
                404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive or soft-deleted."
            )
        return shown(call, "exchangeSettings", {"id": text(user, "id"), "primaryMailboxId": box.id})

    def folders(self, call: Call, box_id: str, parent: str = "") -> Answer:
        """The folders at the top, or in a folder; hidden ones too."""
        box = self._box(call, box_id)
        above = self._folder(box, parent).id if parent else ""
        options = read_options(call.request, FOLDER)
        there = [one for one in box.folders.values() if one.parent == above]

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, seen_folder(call, box, one)) for n, one in enumerate(there) if n > after)

        things, beside = page(call, options, rows)
        return listed(call, f"admin/exchange/mailboxes('{box_id}')/folders", things, beside)

    def folder(self, call: Call, box_id: str, name: str) -> Answer:
        """One, by id or well-known name."""
        box = self._box(call, box_id)
        return shown(call, "mailboxFolder", seen_folder(call, box, self._folder(box, name)))

    def make_folder(self, call: Call, box_id: str, parent: str = "") -> Answer:
        """A new one."""
        box, given = self._box(call, box_id), call.request.json()
        if not text(given, "displayName"):
            raise Refused(400, "ErrorInvalidRequest", "A folder needs a name.")
        above = self._folder(box, parent).id if parent else ""
        folder = box.add_folder(text(given, "displayName"), text(given, "type") or "IPF.Note", parent=above)
        for one in parts(given, "singleValueExtendedProperties"):
            folder.properties[text(one, "id")] = text(one, "value")
        return created(call, "mailboxFolder", seen_folder(call, box, folder))

    def items(self, call: Call, box_id: str, folder: str) -> Answer:
        """The items of a folder."""
        box = self._box(call, box_id)
        own, options = self._folder(box, folder), read_options(call.request, ITEM)
        named = expanded(call)
        there = box.in_folder(own.id)

        def rows(after: int) -> Iterator[tuple[int, Thing]]:
            return ((n, seen_item(one, options, named)) for n, one in enumerate(there) if n > after)

        things, beside = page(call, options, rows)
        return listed(call, f"admin/exchange/mailboxes('{box_id}')/folders('{own.id}')/items", things, beside)

    def delta(self, call: Call, box_id: str, folder: str) -> Answer:
        """What changed in a folder since a token."""
        box = self._box(call, box_id)
        own, options, named = self._folder(box, folder), read_options(call.request, ITEM), expanded(call)
        written = options.deltatoken or options.skiptoken
        place: Thing = read_token(written) if written else {"since": 0, "upto": box.changes, "after": 0}
        since, after = _number(place, "since"), _number(place, "after")
        upto = _number(place, "upto") or box.changes
        waiting: list[tuple[int, Thing]] = [
            (box.changed[item.id], seen_item(item, options, named))
            for item in box.in_folder(own.id)
            if max(since, after) < box.changed[item.id] <= upto
        ]
        for item_id, (where, number) in box.gone.items():
            if since and where == own.id and max(since, after) < number <= upto:
                waiting.append((number, {"id": item_id, "@removed": {"reason": "deleted"}}))
        waiting.sort(key=lambda one: one[0])
        things = [thing for _, thing in waiting[: options.top]]
        context = f"admin/exchange/mailboxes('{box_id}')/folders('{own.id}')/items"
        if len(waiting) > options.top:
            reached = waiting[options.top - 1][0]
            link = next_link(call, "$skiptoken", token(since=since, upto=upto, after=reached))
            return listed(call, context, things, {"@odata.nextLink": link})
        link = next_link(call, "$deltatoken", token(since=upto, upto=0, after=0))
        return listed(call, context, things, {"@odata.deltaLink": link})

    def export(self, call: Call, box_id: str) -> Answer:
        """Items as streams, twenty at the most; of one that is gone, an error in its place."""
        box, body = self._box(call, box_id), call.request.json()
        wanted = texts(body, "itemIds") or texts(body, "ItemIds")
        if not wanted or len(wanted) > MOST_EXPORTED:
            raise Refused(400, "ErrorInvalidRequest", f"Between 1 and {MOST_EXPORTED} item ids are needed.")
        found: list[Thing] = []
        for item_id in wanted:
            item = box.items.get(item_id)
            if item is None:
                error: Thing = {"code": "ErrorItemNotFound", "message": "The specified object was not found."}
                found.append({"itemId": item_id, "error": error})
            else:
                found.append({"itemId": item_id, "changeKey": item.change_key, "data": stream_of(item)})
        return listed(call, "Collection(graph.exportItemResponse)", found, {})

    def open_session(self, call: Call, box_id: str) -> Answer:
        """An address to import at. It carries its own right."""
        box = self._box(call, box_id)
        self._office.sessions_made += 1
        key, ends = identifier(box.id, "import", self._office.sessions_made), call.clock.now() + LIVES_SECONDS
        self._office.sessions[key] = box.id, call.app.id, ends
        url = f"{files_base(call.request.base)}/import/{call.tenant.id}/{key}"
        return shown(call, "mailboxItemImportSession", {"importUrl": url, "expirationDateTime": moment(ends)})

    def take_in(self, call: Call, box_id: str) -> Answer:
        """One item, at an import address. Asked twice, it lies there twice."""
        box, body = self._box(call, box_id), call.request.json()
        if text(body, "Mode") not in {"create", "update"}:
            raise Refused(400, "ErrorInvalidRequest", "Mode must be create or update.")
        folder = self._folder(box, text(body, "FolderId"))
        stream = read_stream(text(body, "Data"))
        if text(body, "Mode") == "update":
            old = box.items.get(text(body, "ItemId"))
            if old is None:
                raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
            old.properties = dict(stream.properties)
            box.edit(old, stream.modified)
            return Answer(200, {"itemId": old.id, "changeKey": old.change_key})
        item = box.put(folder.id, stream, call.clock.now())
        return Answer(200, {"itemId": item.id, "changeKey": item.change_key})

    def remove(self, call: Call, name: str, item_id: str) -> Answer:
        """Gone for good. With `purge_tells`, the guests of a meeting are told that it is cancelled."""
        user = seen_user(call.tenant, name)
        box = self._office.of(call.tenant, text(user, "id"))
        item = box.items.get(item_id) if box else None
        if box is None or item is None:
            raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        if item.properties.get(MEETING) == "1" and self._office.purge_tells:
            call.tenant.mailed("cancellation", [item.properties.get(TO, "")])
        box.remove(item_id)
        return done()

    def remove_folder(self, call: Call, name: str, folder: str) -> Answer:
        """A folder with what is in it. The well-known ones stay."""
        user = seen_user(call.tenant, name)
        box = self._office.of(call.tenant, text(user, "id"))
        if box is None:
            raise _no_folder()
        own = self._folder(box, folder)
        if own.known:
            raise Refused(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
        for one in [*box.folders.values()]:
            if own.id in (one.id, one.parent):
                for item in box.in_folder(one.id):
                    box.remove(item.id)
                del box.folders[one.id]
        return done()

    def _box(self, call: Call, box_id: str) -> Box:
        box = self._office.by_id(call.tenant, box_id)
        if box is None:
            raise Refused(404, "ErrorMailboxNotFound", "The specified mailbox was not found.")
        return box

    def _folder(self, box: Box, name: str) -> BoxFolder:
        found = box.known(name)
        if found is None:
            raise _no_folder()
        return found


def _no_folder() -> Refused:
    return Refused(404, "ErrorItemNotFound", "The specified folder could not be found in the store.")


def _number(place: dict[str, JsonValue], name: str) -> int:
    value = place.get(name, 0)
    return value if isinstance(value, int) else 0
