"""chats.survey: how much moves, who is parted from whom, what stays behind, and how long it takes."""

from collections import Counter
from itertools import islice

from flytt.migration.chats import MOST, Chat
from flytt.migration.evidence import Verification
from flytt.migration.look import Look
from flytt.migration.permissions import CHATS
from flytt.migration.ports import World
from flytt.migration.record import Record
from flytt.migration.teams import Message
from tasks.chat_passes import NO_ACCOUNT
from tasks.chatted import Chatted, Met

_MOST_NAMED = 50
_LOOKS_AT_PEOPLE, _LOOKS_AT_CHATS = 9, 4
"""How often, from the last pass on, everybody's list of chats is read, and what is said in all of them."""
_IN_USE = (
    "chat of two in use on the new side already: nobody writes in it while it is filled, until the window"
)
_NO_DRIVE = "person whose OneDrive is not there yet on the new side: links to files lead to the old one"


class Surveyed(Record):
    """Counts alone. Minutes: chats are copied one after another here: together they take `prepare_minutes`.

    `parted`: messages between two people of whom one moves, by their ids. `left`: what stays, by why.
    """

    chats: dict[str, int]
    messages: int
    pictures: int
    files: int
    reactions: int
    parted: dict[str, int]
    left: dict[str, int]
    prepare_minutes: float
    cutover_minutes: float


class Survey(Look[Chatted, Surveyed]):
    """Everything that a person must decide is found here, weeks before anybody is affected."""

    def see(self, want: Chatted, world: World) -> Surveyed:
        met = Met(want, world)
        left, counted, kinds = Counter(met.left), Counter[str](), Counter[str]()
        talk: Counter[tuple[str, str]] = Counter()
        for chat in met.met:
            messages = met.read(chat)
            talk.update(_parted(met, chat, messages))
            if chat.id not in met.moving:
                continue
            kinds[chat.kind] += 1
            left.update(one.odd for one in messages if one.odd)
            left[NO_ACCOUNT] += len(met.unknown(messages))
            for one in messages:
                if not one.odd:
                    counted["messages"] += 1
                    counted["pictures"] += len(one.pictures)
                    counted["reactions"] += len(one.reactions)
                    counted["files"] += sum(bool(a.url) for a in one.attached)
        left[_NO_DRIVE] = len(_without_drive(met, world))
        speed = met.new.speed()
        left[_IN_USE] = _in_use(met)
        reads, people = max(speed.reads, 0.01), 2 * len(met.wave)
        listing = (len(met.moving) + counted["messages"] / 50) / reads
        window = _LOOKS_AT_PEOPLE * people + _LOOKS_AT_CHATS * counted["pictures"]
        named = islice((row for row in talk.most_common() if row[1] >= want.talk), _MOST_NAMED)
        return Surveyed(
            chats=dict(sorted(kinds.items())),
            messages=counted["messages"],
            pictures=counted["pictures"],
            files=counted["files"],
            reactions=counted["reactions"],
            parted={f"{a} and {b}": count for (a, b), count in named},
            left={why: count for why, count in sorted(left.items()) if count},
            prepare_minutes=round(
                (counted["messages"] / max(speed.writes, 0.01) + listing + people / reads) / 60, 1
            ),
            cutover_minutes=round((_LOOKS_AT_CHATS * listing + window / reads) / 60, 1),
        )

    def judge(self, want: Chatted, seen: Surveyed, world: World) -> Verification:
        met = Met(want, world)
        wrong = _consent(want, world) + _undecided(want, met)
        skipped = [f"{count} × {why}" for why, count in seen.left.items()]
        skipped += [f"{who} are parted: {count} messages between them" for who, count in seen.parted.items()]
        return Verification(
            route="both tenants read again, held against rules and decisions",
            matched=len(met.moving) + sum(met.left.values()),
            differing=tuple(wrong),
            skipped=tuple(skipped),
        )


def _undecided(want: Chatted, met: Met) -> list[str]:
    wrong = [
        f"person {one}: in the wave, and not in the old tenant" for one in sorted({*want.people} - met.own)
    ]
    if want.parted == "stop":
        wrong += [
            f"chat {one.key}: fewer than two of its {len(one.members)} members move together; "
            "`parted: leave` says that such chats stay"
            for one in met.parted
        ]
        wrong += [
            f"chat {one.key}: {len(met.wanted(one))} people would be in it, more than the {MOST} that a new "
            "chat may have; `parted: leave` says that such chats stay"
            for one in met.crowded
        ]
    if want.history == "stop":
        wrong += [
            f"chat {one.key}: somebody in it sees only a part of what was written, and would read all of it; "
            "`history: leave` says that such chats stay, `whole` that all may be read"
            for one in met.hidden
        ]
    become: dict[tuple[str, ...], str] = {}
    for chat in met.moving.values():
        messages = met.read(chat)
        if unknown := {one.author for one in met.unknown(messages)}:
            wrong.append(
                f"chat {chat.key}: {len(unknown)} authors have no account on the new side; state `stand_in`"
            )
        if met.kind(chat) == "oneOnOne":
            other = become.setdefault(met.wanted(chat), chat.key)
            if other != chat.key:
                wrong.append(f"chats {other} and {chat.key} would become one: of the same two people")
    return wrong


def _parted(met: Met, chat: Chat, messages: list[Message]) -> Counter[tuple[str, str]]:
    """Count messages between each two people of a chat of whom one moves and the other does not."""
    found: Counter[tuple[str, str]] = Counter()
    moves = {one for one in chat.members if one in met.people and one in met.wave}
    stays = [one for one in chat.members if one in met.own and one not in moves]
    if not stays or not moves:
        return found
    wrote = Counter(one.author for one in messages if not one.odd)
    for one in moves:
        for other in stays:
            first, second = sorted((one, other))
            found[first, second] += wrote[one] + wrote[other]
    return found


def _in_use(met: Met) -> int:
    """Count chats of two in which people have written on the new side before theirs are made there."""
    wanted = {met.wanted(one) for one in met.moving.values() if met.kind(one) == "oneOnOne"}
    found = (one for one in met.there if one.kind == "oneOnOne" and one.members in wanted)
    return sum(any(not said.odd for said in met.new.messages(one.id)) for one in found if not one.mode)


def _without_drive(met: Met, world: World) -> list[str]:
    people = tuple(sorted({m for chat in met.moving.values() for m in chat.members if m in met.people}))
    old = world.drives.on(met.want.source).of("users", people)
    new = world.drives.on(met.want.target).of("users", tuple(met.people[one] for one in old))
    return [one for one in old if met.people[one] not in new]


def _consent(want: Chatted, world: World) -> list[str]:
    old, new = want.old(world), want.new(world)
    lacking = [
        ("the old tenant, reading", CHATS.reads - old.granted("read")),
        ("the new tenant, reading", CHATS.reads - new.granted("read")),
        ("the new tenant, writing", CHATS.writes - new.granted("write")),
    ]
    return [f"consent in {where}: {', '.join(sorted(names))} is lacking" for where, names in lacking if names]


STEP = Survey()
