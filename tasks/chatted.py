"""What the steps of a tenant's chats share: which chat becomes which, read just now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from flytt.migration.chat_settings import TenantChats
from flytt.migration.chats import FEWEST, Chat, Chats, NewChat, made_of
from flytt.migration.identity import MARK, mark_of, source_of
from flytt.migration.ports import Item, World
from flytt.migration.team_book import TeamBook
from flytt.migration.team_messages import Becoming, Links, becoming, found, moment
from flytt.migration.teams import DELETED, EVENT, Message
from tasks.tenancy import MarkedAs

KEPT = "ført tilbake"
"""In the topic of a new chat in which people had written before it was taken back."""
PARTED, OTHER_WAVE = "chat whose people part", "chat of another wave"
_SEEN = "chats"
_NOBODYS = frozenset({EVENT, DELETED})


class Chatted(TenantChats):
    """What the mapping says. `marked_as`: a group's chat is called by it until it is open."""

    marked_as: MarkedAs

    def old(self, world: World) -> Chats:
        """Return the chats that people leave."""
        return world.tenants.chats(self.source)

    def new(self, world: World) -> Chats:
        """Return the chats that people come to."""
        return world.tenants.chats(self.target)

    def accounts_mark(self) -> str:
        """Return what accounts are marked as by the workload that makes them."""
        return f"{self.marked_as.rpartition('_')[0]}_{self.accounts}"


@dataclass(frozen=True)
class Pair:
    """A chat and what has become of it."""

    source: Chat
    target: Chat


class Met:
    """Both tenants' chats as they were read just now, and what follows for which move."""

    def __init__(self, want: Chatted, world: World) -> None:
        self.want, self.world = want, world
        self.old, self.new = want.old(world), want.new(world)
        accounts = want.accounts_mark()
        marked = {
            source: person.id
            for person in world.tenants.on(want.target).people()
            if (source := source_of(accounts, person.mark) or source_of(want.accounts, person.mark))
        }
        self.people: dict[str, str] = {**marked, **{row.source: row.target for row in want.same}}
        own = sorted(one.id for one in world.tenants.on(want.source).people() if not one.guest_of)
        self.own = frozenset(own)
        self.wave = frozenset(want.people) or self.own
        self.met = self.old.listed(tuple(one for one in own if one in self.wave))
        self.left: Counter[str] = Counter()
        self.moving: dict[str, Chat] = {}
        self.parted: list[Chat] = []
        for chat in sorted(self.met, key=lambda one: one.id):
            with_account = {one for one in chat.members if one in self.people}
            if len(self.wanted(chat)) < FEWEST or not with_account <= self.wave:
                self.parted.append(chat)
            else:
                self.moving[chat.id] = chat
        if self.parted:
            self.left[PARTED] = len(self.parted)
        self.there = self.new.listed(tuple(sorted({m for c in self.moving.values() for m in self.wanted(c)})))
        self.pairs = self._paired()
        self._drives: dict[str, tuple[str, str] | None] = {}

    def wanted(self, chat: Chat) -> tuple[str, ...]:
        """Return who is in what becomes of it: those who have an account on the new side."""
        return tuple(sorted({self.people[one] for one in chat.members if one in self.people}))

    def kind(self, chat: Chat) -> Literal["oneOnOne", "group"]:
        """Return what becomes of it: a chat of two stays one, all others are of a group."""
        return "oneOnOne" if chat.kind == "oneOnOne" else "group"

    def becoming(self, chat: Chat) -> NewChat:
        """Return what is to be made of it."""
        return NewChat(
            kind=self.kind(chat),
            members=self.wanted(chat),
            begins=chat.begins,
            topic=chat.topic,
            mark=mark_of(self.want.marked_as, chat.key),
        )

    def carried(self, chat: Chat, messages: list[Message]) -> dict[str, Becoming]:
        """Return what messages become, by when each is written on the new side; what they met with below."""
        links, stand_in = self.links(chat, messages), self.want.stand_in or ""
        said = (_answered(one) for one in messages)
        return {one.created: one for one in becoming(said, self.people, stand_in, links)}

    def unknown(self, messages: Iterable[Message]) -> list[Message]:
        """Return those whose author has no account on the new side, and nobody stands in."""
        if self.want.stand_in:
            return []
        return [one for one in messages if not one.odd and one.author not in self.people]

    def links(self, chat: Chat, messages: Iterable[Message]) -> Links:
        """Return where files that people sent were and are: they lie in the drive of who sent them."""
        whose = {*chat.members, *(one.author for one in messages)}
        lacking = tuple(sorted(one for one in whose if one in self.people and one not in self._drives))
        if lacking:
            self._look_up(lacking)
        met = (self._drives.get(one) for one in sorted(whose))
        return Links(dict(one for one in met if one))

    def book(self, chat: Chat) -> TeamBook:
        """Return what was imported of an old chat."""
        return TeamBook(self.world.kept, self.want.marked_as, chat.key)

    def seen(self) -> frozenset[str]:
        """Return the old chats, by key, that a pass has been through."""
        return frozenset(row.item for row in self.world.kept.items(self.want.marked_as, _SEEN, "seen"))

    def note_seen(self, chat: Chat) -> None:
        """Note that a pass goes through it."""
        self.world.kept.forget_items(self.want.marked_as, f"kept {chat.key}")
        self._put(_SEEN, [(chat.key, "")], "seen")

    def is_kept(self, chat: Chat) -> bool:
        """True when what became of it was taken back, and stands there for what people wrote in it."""
        return self.world.kept.item(self.want.marked_as, f"kept {chat.key}", "chat") is not None

    def note_kept(self, chat: Chat) -> None:
        """Note that it stands there for people alone, until a pass goes through it again."""
        self._put(f"kept {chat.key}", [("chat", "")], "kept")

    def peoples(self, chat: Chat) -> frozenset[str]:
        """Return when people had written there themselves before the first pass."""
        rows = self.world.kept.items(self.want.marked_as, f"people's {chat.key}", "there")
        return frozenset(row.item for row in rows)

    def note_peoples(self, chat: Chat, written: Iterable[str]) -> None:
        """Note what people had written there themselves: it is nothing foreign."""
        self._put(f"people's {chat.key}", [(one, "") for one in written], "there")

    def forget(self) -> None:
        """Forget what was imported, and into what."""
        for chat in self.moving.values():
            self.book(chat).forget()
            self.world.kept.forget_items(self.want.marked_as, f"people's {chat.key}")
        self.world.kept.forget_items(self.want.marked_as, _SEEN)

    def others(self, pair: Pair) -> list[str]:
        """Return when messages on the new side were written that no copy of the old side explains."""
        messages = list(self.old.messages(pair.source.id))
        carried, known = self.carried(pair.source, messages), self.book(pair.source).known()
        said = found(one for one in self.new.messages(pair.target.id) if one.odd not in _NOBODYS)
        return sorted(
            created
            for created, (one, _) in said.items()
            if (created not in carried and created not in known) or one.edited
        )

    def stale(self) -> list[Chat]:
        """Return empty groups' chats that are called by this workload's mark: made twice by lost answers."""
        begins = f"{MARK}.{self.want.marked_as}."
        return [
            one for one in self.there if one.kind == "group" and not one.mode and one.topic.startswith(begins)
        ]

    def _paired(self) -> dict[str, Pair]:
        of_two = {one.members: one for one in self.there if one.kind == "oneOnOne" and one.mode}
        free, pairs = {one.id: one for one in self.there}, dict[str, Pair]()
        for chat in self.moving.values():
            wanted = self.wanted(chat)
            if self.kind(chat) == "oneOnOne":
                there = of_two.get(wanted)
                if there is not None and moment(there.created) > moment(chat.begins):
                    there = None  # theirs, and begins too late: it is opened further back when it is made
            else:
                made = [one for one in free.values() if made_of(chat, one) and {*wanted} & {*one.members}]
                there = min(made, key=lambda one: (-len({*wanted} & {*one.members}), one.id), default=None)
            if there is not None:
                pairs[chat.id] = Pair(chat, there)
                free.pop(there.id, None)
        return pairs

    def _look_up(self, people: tuple[str, ...]) -> None:
        old, new = self.world.drives.on(self.want.source), self.world.drives.on(self.want.target)
        here = old.of("users", people)
        there = new.of("users", tuple(self.people[one] for one in people))
        for one in people:
            left, come = here.get(one), there.get(self.people[one])
            self._drives[one] = None
            if left is not None and come is not None:
                self._drives[one] = _folder(old.top(left.id).url), _folder(new.top(come.id).url)

    def _put(self, step: str, rows: Iterable[tuple[str, str]], state: str) -> None:
        workload = self.want.marked_as
        items = tuple(Item(workload=workload, step=step, item=i, state=state, digest=d) for i, d in rows)
        if items:
            self.world.kept.put_items(items)


def make(want: Chatted, world: World) -> Met:
    """Make each chat that lacks, open for import, and return what is there then."""
    met = Met(want, world)
    for chat in met.moving.values():
        pair = met.pairs.get(chat.id)
        if pair is None:
            met.new.make_chat(met.becoming(chat))
        elif pair.target.kind == "group" and pair.target.topic.endswith(f"({KEPT})"):
            met.new.call(pair.target.id, chat.topic)
    met = Met(want, world)
    for one in met.stale():
        met.new.remove(one.id)
    return met


def take_away(met: Met, pair: Pair) -> bool:
    """Remove a new chat, or keep one in which people have written, open for them. True: removed."""
    if not met.others(pair):
        met.new.remove(pair.target.id)
        return True
    met.note_kept(pair.source)
    met.new.complete(pair.target.id)
    if pair.target.kind == "group" and not pair.target.topic.endswith(f"({KEPT})"):
        met.new.call(pair.target.id, f"{pair.source.topic} ({KEPT})".strip())
    return False


def _folder(url: str) -> str:
    return f"{url.rstrip('/')}/"


def _answered(message: Message) -> Message:
    """Return a message with its reactions below it as text: no import takes them."""
    if not message.reactions or message.odd:
        return message
    said = escape(", ".join(message.reactions))
    return message.changed(html=f"{message.html}<p><em>{said}</em></p>")
