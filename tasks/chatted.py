"""What the steps of a tenant's chats share: which chat becomes which, read just now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from threading import Lock
from typing import Literal

from flytt.migration.chat_book import ChatBook
from flytt.migration.chat_settings import TenantChats
from flytt.migration.chats import FEWEST, MOST, Chat, Chats, NewChat, opened_again, topic_of
from flytt.migration.identity import MARK, mark_of, source_of
from flytt.migration.ports import Item, World
from flytt.migration.record import digest
from flytt.migration.team_book import TeamBook
from flytt.migration.team_messages import Becoming, Links, becoming, found, moment
from flytt.migration.teams import DELETED, EVENT, Message
from tasks.tenancy import MarkedAs

KEPT = "ført tilbake"
"""In the topic of a new chat in which people had written before it was taken back."""
HIDDEN = "chat in which somebody sees only a part of what was written"
DECIDED = "message that is refused on the new side, and decided to stay"
PARTED, CROWDED = "chat whose people part", "chat of more people than a new one may have"
_SEEN = "chats"
NOBODYS = frozenset({EVENT, DELETED})
"""Messages that nobody has written."""


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
        self.made = ChatBook(world.kept, want.marked_as)
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
        self.crowded: list[Chat] = []
        self.hidden: list[Chat] = []
        for chat in sorted(self.met, key=lambda one: one.id):
            movers = {one for one in chat.members if one in self.people and one in self.own}
            if len(self.wanted(chat)) < FEWEST or not movers <= self.wave:
                self.parted.append(chat)
            elif len(self.wanted(chat)) > MOST:
                self.crowded.append(chat)
            elif chat.partly and want.history != "whole":
                self.hidden.append(chat)
            else:
                self.moving[chat.id] = chat
        self.left += Counter({PARTED: len(self.parted), CROWDED: len(self.crowded), HIDDEN: len(self.hidden)})
        self.there = self.new.listed(tuple(sorted({m for c in self.moving.values() for m in self.wanted(c)})))
        self.pairs = self._paired()
        self._drives: dict[str, tuple[str, str] | None] = {}
        self._looking_up = Lock()  # several chats are filled at a time, and their people are the same

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
            topic=topic_of(chat.topic),
            mark=self.mark(chat),
        )

    def mark(self, chat: Chat) -> str:
        """Return what becomes of it is called until it is open."""
        return mark_of(self.want.marked_as, chat.key)

    def read(self, chat: Chat) -> list[Message]:
        """Return the messages of an old chat, each once; those that somebody has decided to leave are odd."""
        return self.told(chat, self.old.messages(chat.id))

    def told(self, chat: Chat, messages: Iterable[Message]) -> list[Message]:
        """Return an old chat's messages, each once; those that somebody has decided to leave are odd."""
        stay = {row.message for row in self.want.leave_messages if row.chat == chat.key}
        once = {one.id: one for one in messages}.values()
        return [one.changed(odd=one.odd or DECIDED) if one.id in stay else one for one in once]

    def carried(self, chat: Chat, messages: list[Message]) -> dict[str, Becoming]:
        """Return what messages become, by when each is written on the new side; what they met with below."""
        links, stand_in = self.links(chat, messages), self.want.stand_in or ""
        said = (_answered(one) for one in self.told(chat, messages))
        return {one.created: one for one in becoming(said, self.people, stand_in, links)}

    def unknown(self, messages: Iterable[Message]) -> list[Message]:
        """Return those whose author has no account on the new side, and nobody stands in."""
        if self.want.stand_in:
            return []
        return [one for one in messages if not one.odd and one.author not in self.people]

    def links(self, chat: Chat, messages: Iterable[Message]) -> Links:
        """Return where files that people sent were and are: they lie in the drive of who sent them."""
        whose = {*chat.members, *(one.author for one in messages)}
        with self._looking_up:
            lacking = {one for one in whose if one in self.people and one not in self._drives}
            if lacking:
                self._look_up(tuple(sorted(lacking)))
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
        pair = self.pairs.get(chat.id)
        self._put(_SEEN, [(chat.key, people_print(pair.target) if pair else "")], "seen")

    def strangers(self) -> list[Chat]:
        """Return the chats, not open yet, in which others are now than when a pass went through them."""
        rows = self.world.kept.items(self.want.marked_as, _SEEN, "seen")
        noted = {row.item: row.digest for row in rows if row.digest}
        unopened = [one for one in self.pairs.values() if one.target.mode == "inProgress"]
        return [
            one.source
            for one in unopened
            if noted.get(one.source.key, people_print(one.target)) != people_print(one.target)
        ]

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
        messages = self.read(pair.source)
        carried, known = self.carried(pair.source, messages), self.book(pair.source).known()
        said = found(one for one in self.new.messages(pair.target.id) if one.odd not in NOBODYS)
        return sorted(
            created
            for created, (one, _) in said.items()
            if (created not in carried and created not in known) or one.edited
        )

    def peopled_otherwise(self, pair: Pair) -> bool:
        """True when a chat that is not open yet has others in it than the old one."""
        return pair.target.mode == "inProgress" and {*pair.target.members} != {*self.wanted(pair.source)}

    def peopled(self, pair: Pair) -> tuple[str, ...]:
        """Return who is in a new chat, of one in use those who shall be; or its mark while it bears that."""
        if pair.target.topic == self.mark(pair.source):
            return (pair.target.topic,)
        wanted, opened = self.wanted(pair.source), pair.target.mode != "inProgress"
        return tuple(one for one in pair.target.members if one in wanted or not opened)

    def to_be_called(self, pair: Pair) -> bool:
        """True when it is called by its mark (a mover was killed), or as one that was taken back."""
        return pair.target.topic == self.mark(pair.source) or pair.target.topic.endswith(f"({KEPT})")

    def stale(self) -> list[Chat]:
        """Return empty groups' chats that are called by this workload's mark: made twice by lost answers."""
        begins = f"{MARK}.{self.want.marked_as}."
        marked = (one for one in self.there if one.kind == "group" and one.topic.startswith(begins))
        return [
            one
            for one in marked
            if not one.mode and all(said.odd in NOBODYS for said in self.new.messages(one.id))
        ]

    def make(self, chat: Chat) -> None:
        """Make what becomes of a chat. One of two bears no mark: that it was not there is noted first."""
        two = self.kind(chat) == "oneOnOne"
        if two and not any(c.kind == "oneOnOne" and c.members == self.wanted(chat) for c in self.there):
            self.made.mean(chat.key)
        self.made.note({chat.key: self.new.make_chat(self.becoming(chat))})

    def note_made(self) -> None:
        """Note what each has become, where the ledger does not know it."""
        noted = self.made.made()
        known = {one.source.key: one.target.id for one in self.pairs.values()}
        self.made.note({key: made for key, made in known.items() if noted.get(key) != made})

    def _paired(self) -> dict[str, Pair]:
        of_two = {one.members: one for one in self.there if one.kind == "oneOnOne" and one.mode}
        pairs = self._groups()
        for chat in self.moving.values():
            there = of_two.get(self.wanted(chat)) if self.kind(chat) == "oneOnOne" else None
            if there is not None and moment(there.created) <= moment(chat.begins):
                pairs[chat.id] = Pair(chat, there)
            # else it is theirs, and begins too late: it is opened further back when it is made
        return {key: pairs[key] for key in self.moving if key in pairs}

    def _groups(self) -> dict[str, Pair]:
        """Find what groups' chats have become: of the same people first, of those seldom opened again next.

        Two that begin whole seconds apart could be taken for each other, and be read by the wrong people.
        """
        begin: dict[int, list[Chat]] = {}
        for one in self.there:
            if one.kind == "group" and one.mode:
                begin.setdefault(moment(one.created).microsecond, []).append(one)
        found: list[tuple[bool, int, int, str, str, Pair]] = []
        for chat in self.moving.values():
            wanted = {*self.wanted(chat)}
            for one in begin.get(moment(chat.begins).microsecond, ()) if self.kind(chat) == "group" else ():
                again, both = opened_again(chat, one), wanted & {*one.members}
                if again is not None and both:
                    other = wanted != {*one.members}
                    found.append((other, again, -len(both), chat.id, one.id, Pair(chat, one)))
        pairs, taken = dict[str, Pair](), set[str]()
        for *_, key, there, pair in sorted(found, key=lambda row: row[:-1]):
            if key not in pairs and there not in taken:
                pairs[key] = pair
                taken.add(there)
        return pairs

    def _look_up(self, people: tuple[str, ...]) -> None:
        old, new = self.world.drives.on(self.want.source), self.world.drives.on(self.want.target)
        here = old.of("users", people)
        there = new.of("users", tuple(self.people[one] for one in people))
        for one in people:
            left, come = here.get(one), there.get(self.people[one])
            # Noted when both are known, and not before: other chats go on where this one could not ask.
            self._drives[one] = (
                (_folder(old.top(left.id).url), _folder(new.top(come.id).url))
                if left is not None and come is not None
                else None
            )

    def _put(self, step: str, rows: Iterable[tuple[str, str]], state: str) -> None:
        workload = self.want.marked_as
        items = tuple(Item(workload=workload, step=step, item=i, state=state, digest=d) for i, d in rows)
        if items:
            self.world.kept.put_items(items)


def make(want: Chatted, world: World) -> Met:
    """Make each chat that lacks, open for import, and return what is there then.

    When somebody has come into an old chat or left it meanwhile, its new one is made again.
    """
    met = Met(want, world)
    for chat in met.moving.values():
        pair = met.pairs.get(chat.id)
        if pair is not None and met.peopled_otherwise(pair) and not met.others(pair):
            met.new.remove(pair.target.id)
            pair = None
        if pair is None:
            met.make(chat)
        elif pair.target.kind == "group" and met.to_be_called(pair):
            met.new.call(pair.target.id, topic_of(chat.topic))
    met = Met(want, world)
    met.note_made()
    for one in met.stale():
        met.new.remove(one.id)
    return met


def take_away(met: Met, pair: Pair) -> bool:
    """Remove a new chat, or keep one in which people have written, open for them. True: removed."""
    met.made.drop(pair.source.key)
    if not met.others(pair):
        met.new.remove(pair.target.id)
        return True
    met.note_kept(pair.source)
    met.new.complete(pair.target.id)
    if pair.target.kind == "group" and not pair.target.topic.endswith(f"({KEPT})"):
        met.new.call(pair.target.id, topic_of(pair.source.topic, f" ({KEPT})"))
    return False


def people_print(chat: Chat) -> str:
    """Return a digest of who is in a chat."""
    return digest([*sorted(chat.members)])[:32]


def _folder(url: str) -> str:
    return f"{url.rstrip('/')}/"


def _answered(message: Message) -> Message:
    """Return a message with its reactions below it as text: no import takes them."""
    if not message.reactions or message.odd:
        return message
    said = escape(", ".join(message.reactions))
    return message.changed(html=f"{message.html}<p><em>{said}</em></p>")
