"""Folders and items of mailboxes as Graph writes them, and the properties that tell one item from another."""

from flytt.adapters.graph.answer import Thing, text, things
from flytt.migration.mailboxes import Folder, Item
from flytt.migration.record import digest

KEY, MESSAGE_ID = "Binary 0x300B", "String 0x1035"
MEETING = "Integer {00062002-0000-0000-c000-000000000046} Id 0x8217"
"""PidLidAppointmentStateFlags: its lowest bit says that others were asked to come."""
_MEETS, _TASKS, _CONTACTS = (f"{{0006200{number}-0000-0000-c000-000000000046}}" for number in (2, 3, 4))
SAYS = (
    "String 0x37",  # subject
    "String 0x1000",  # body
    "String 0xE04",  # recipients
    MESSAGE_ID,
    "Boolean 0xE1B",  # whether anything is attached
    MEETING,
    f"SystemTime {_MEETS} Id 0x820D",  # start
    f"SystemTime {_MEETS} Id 0x820E",  # end
    f"String {_MEETS} Id 0x8208",  # place
    f"Binary {_MEETS} Id 0x8216",  # how it recurs, with what is moved or cancelled of it
    f"Integer {_MEETS} Id 0x8205",  # free or busy
    f"SystemTime {_TASKS} Id 0x8105",  # due
    f"Boolean {_TASKS} Id 0x811C",  # done
    "String 0x3001",  # a contact's or list's name
    "String 0x3A08",  # telephone at work
    "String 0x3A1C",  # mobile telephone
    "String 0x3A09",  # telephone at home
    f"String {_CONTACTS} Id 0x8083",  # mail address
    f"String {_CONTACTS} Id 0x801B",  # postal address at work
)
"""What an item's print is made of, with its kind. Source: MS-OXPROPS. What is attached, how text is set and
what else is not here is told by when the item was last changed."""
KNOWN = (
    "inbox",
    "drafts",
    "sentitems",
    "deleteditems",
    "junkemail",
    "archive",
    "calendar",
    "contacts",
    "tasks",
    "notes",
)
EXPAND = (
    "singleValueExtendedProperties($filter=" + " or ".join(f"id eq '{one}'" for one in (KEY, *SAYS)) + ")"
)


def item_of(thing: Thing) -> Item:
    """Return an item; without a key of its own, its id is its key."""
    said = {
        text(one, "id").lower(): text(one, "value") for one in things(thing, "singleValueExtendedProperties")
    }
    size, meeting = thing.get("size"), said.get(MEETING.lower(), "")
    message = said.get(MESSAGE_ID.lower(), "")
    return Item(
        id=text(thing, "id"),
        kind=text(thing, "type"),
        key=said.get(KEY.lower()) or text(thing, "id"),
        print=digest([text(thing, "type"), *(said.get(name.lower(), "") for name in SAYS)])[:32],
        message=digest(message)[:32] if message else "",
        size_bytes=size if isinstance(size, int) else 0,
        modified=text(thing, "lastModifiedDateTime"),
        meeting=meeting.isdigit() and int(meeting) % 2 == 1,
    )


def folder_of(thing: Thing, parent: str, above: str, known: str) -> Folder:
    """Return a folder that lies in another, whose path is `above`; both empty at the top."""
    name, counted = text(thing, "displayName"), thing.get("totalItemCount")
    own = known or name.replace("/", "\u2215")
    return Folder(
        id=text(thing, "id"),
        path=f"{above}/{own}" if above else own,
        parent=parent,
        name=name,
        kind=text(thing, "type"),
        known=known,
        items=counted if isinstance(counted, int) else 0,
    )
