"""Two small tenants with mailboxes for the twins' world, apart from those whose people are moved."""

from flytt.adapters.memory.directory import MemoryDirectories, MemoryDirectory
from flytt.adapters.memory.post import MemoryBox, MemoryPost
from flytt.migration.exchange import Box, BoxKind, Right
from flytt.migration.identity import mark_of
from flytt.migration.mailboxes import Folder, Item
from flytt.migration.record import Json, digest
from tests.tenants import object_id, person

OLD, NEW, ACCOUNTS = "old-post", "new-post", "brukere"
PEOPLE = ("ein", "to", "delt")

POST_SETTINGS: dict[str, Json] = {
    "source": OLD,
    "target": NEW,
    "accounts": ACCOUNTS,
    "same": [{"source": object_id(f"{OLD}/delt"), "target": object_id(f"{NEW}/delt")}],
    "forwarding": "replace",
    "leave": [{"account": object_id(f"{OLD}/test"), "why": "A test account."}],
}
"""What a mapping would say."""


def item(key: str, *, kind: str = "IPM.Note", meeting: bool = False) -> Item:
    """Return an item that was there before Flytt."""
    return Item(
        id="new",
        kind=kind,
        key=key,
        print=digest(f"print {key}"),
        message=digest(f"message {key}") if kind == "IPM.Note" else "",
        size_bytes=1000,
        modified="2023-05-01T06:00:00Z",
        meeting=meeting,
    )


def posts() -> dict[str, MemoryPost]:
    """Return both, as they are before anything: people, a shared mailbox, a room, rights among them."""
    old, new = MemoryPost(name=OLD), MemoryPost(name=NEW)
    kinds: dict[str, BoxKind] = {"felles": "shared", "rom": "room"}
    for name in (*PEOPLE, "test", "felles", "rom"):
        account = _box(old, name, kinds.get(name, "user"))
        box = old.content[account]
        _filled(box, account, name)
    for name in PEOPLE:
        _box(new, name, "user")
    used = new.content[object_id(f"{NEW}/delt")]
    used.add(next(iter(used.folders_there)), item("somebody's own"))
    old.rights_there |= {
        Right(account=object_id(f"{OLD}/felles"), delegate=object_id(f"{OLD}/ein"), kind="full"),
        Right(account=object_id(f"{OLD}/felles"), delegate=object_id(f"{OLD}/ein"), kind="send-as"),
        Right(account=object_id(f"{OLD}/to"), delegate=object_id(f"{OLD}/delt"), kind="on-behalf"),
    }
    return {OLD: old, NEW: new}


def with_posts(tenants: MemoryDirectories) -> MemoryDirectories:
    """Return the tenants and these two."""
    return MemoryDirectories({**tenants.tenants, **_directories()}, posts())


def _directories() -> dict[str, MemoryDirectory]:
    """Return the accounts that the mailboxes belong to, made on the new side by another workload."""
    old = [person(OLD, name) for name in (*PEOPLE, "test")]
    new = [
        person(NEW, name).changed(
            mark=mark_of(f"fjordvik_{ACCOUNTS}", object_id(f"{OLD}/{name}")) if name != "delt" else ""
        )
        for name in PEOPLE
    ]
    return {
        OLD: MemoryDirectory(accounts={one.id: one for one in old}),
        NEW: MemoryDirectory(accounts={one.id: one for one in new}),
    }


def _box(post: MemoryPost, name: str, kind: BoxKind) -> str:
    account = object_id(f"{post.name}/{name}")
    post.boxes_there[account] = Box(
        account=account,
        kind=kind,
        nickname=name,
        display_name=name.title(),
        address=f"{name}@{post.name}.example",
        forwards_to="privat@heime.example" if name == "to" and post.name == OLD else "",
    )
    post.content[account] = MemoryBox.empty(account)
    return account


def _filled(box: MemoryBox, account: str, name: str) -> None:
    inbox, sent, calendar = box.folders_there
    box.add(inbox, item(f"{name} 1"))
    box.add(inbox, item(f"{name} 2"))
    box.add(sent, item(f"{name} 3"))
    box.add(calendar, item(f"{name} 4", kind="IPM.Appointment"))
    own = Folder(id=object_id(f"{account}/saker"), path="Saker", name="Saker", kind="IPF.Note")
    box.folders_there[own.id] = own
    box.add(own.id, item(f"{name} 1"))  # a copy of what lies in the inbox
