"""Chats of the twins' two tenants: of two, of a group, of a meeting, of people who part, and odd messages."""

from flytt.adapters.memory.chats import MemoryChat, MemoryChats
from flytt.adapters.memory.directory import MemoryDirectories
from flytt.migration.chats import Chat, ChatKind
from flytt.migration.record import Json
from flytt.migration.teams import Attached, Message
from tests.tenants import object_id

WHOM = {"delt": "delt", "ein": "framand"}
"""Who is whom on the new side."""
MADE = "2019-08-01T08:00:00.000Z"

CHATS_SETTINGS: dict[str, Json] = {
    "source": "old",
    "target": "new",
    "accounts": "brukere",
    "same": [
        {"source": object_id(f"old/{old}"), "target": object_id(f"new/{new}")} for old, new in WHOM.items()
    ],
    "parted": "leave",
    "talk": 2,
    "stand_in": object_id("new/delt"),
}
"""What a mapping would say."""
CHATS: tuple[tuple[str, ChatKind, tuple[str, ...]], ...] = (
    ("to", "oneOnOne", ("ein", "delt")),
    ("gruppe", "group", ("ein", "delt", "to")),
    ("møte", "meeting", ("ein", "delt")),
    ("skilt", "oneOnOne", ("ein", "to")),
)


def with_chats(tenants: MemoryDirectories) -> MemoryDirectories:
    """Return the tenants with chats in them; somebody's own chat is on the new side already."""
    tenants.chat_estates |= chats()
    return tenants


def chats() -> dict[str, MemoryChats]:
    """Return both tenants' chats, as they are before anything."""
    old, new = MemoryChats(name="old"), MemoryChats(name="new")
    for number, (name, kind, members) in enumerate(CHATS):
        _filled(old, name, kind, tuple(object_id(f"old/{one}") for one in members), number)
    _filled(new, "eigen", "group", (object_id("new/delt"), object_id("new/framand")), 9)
    return {"old": old, "new": new}


def chat_said(chat: str, number: int, **more: object) -> Message:
    """Return a message that was there before Flytt."""
    message = Message(
        id=f"16000000{number:02}000",
        created=f"2020-09-13T12:{number:02}:00.123Z",
        author=object_id(f"old/{'ein' if number % 2 else 'delt'}"),
        author_name="Namn",
        html=f"<p>{chat} {number}</p>",
    )
    return message.changed(**more)


def _filled(estate: MemoryChats, name: str, kind: ChatKind, members: tuple[str, ...], number: int) -> None:
    key = object_id(f"{estate.name}/chat/{name}")
    topic = "" if kind == "oneOnOne" else name.title()
    created = MADE.replace("00.000Z", f"{number:02}.{number:03}Z")
    made = MemoryChat(Chat(id=key, kind=kind, topic=topic, created=created, members=members))
    file = Attached(id="f", kind="reference", name="Plan.docx", url="https://old.example/Plan.docx")
    for one in (
        chat_said(name, 1),
        chat_said(name, 2, reactions=("👍 Namn",)),
        chat_said(name, 3, id="1600000003001", created=chat_said(name, 2).created),  # in the same millisecond
        chat_said(name, 4, attached=(file,), html='<p>Sjå</p><attachment id="f"></attachment>'),
        chat_said(name, 5, author=object_id("old/sluttet"), author_name="Sluttet"),
        chat_said(name, 6, pictures=("1",), html='<p>Bilete <img src="picture:1"></p>'),
        chat_said(name, 7, odd="event of the system", author=""),
    ):
        made.say(one)
    made.pictures[chat_said(name, 6).id, "1"] = "YmlsZXRl"
    estate.there[key] = made
